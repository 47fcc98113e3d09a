"""``tracklint.toml`` or ``[tool.tracklint]`` to one validated ``Settings`` value that knows where each part is from."""

from __future__ import annotations

from linter.settings.load import load_settings
from linter.settings.options import Allowance, Options, Settings

__all__ = ["Allowance", "Options", "Settings", "load_settings"]
