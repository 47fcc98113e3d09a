"""reviewdog's diagnostic format, one diagnostic in each line."""

from __future__ import annotations

import json

from linter.model import Report
from linter.reporters.context import NAME, Context
from linter.reporters.rdjson import diagnostics


def render(report: Report, context: Context) -> str:
    """Give the lines; every diagnostic names its source, since there is no document around."""
    rows = ({**row, "source": {"name": NAME}} for row in diagnostics(report, context))
    return "".join(json.dumps(row, ensure_ascii=True) + "\n" for row in rows)
