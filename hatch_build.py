"""Build hook: the wheel ships the rules in compiled form beside their text, so that no start has to parse them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRules(BuildHookInterface[Any]):
    """Adds ``linter/_rules/catalogue.msgpack`` to a wheel; an editable install reads ``rules/`` as it stands."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from linter.catalogue import compiled, load
        finally:
            sys.path.remove(str(root))
        files = load.read_files(root / "rules")
        target = Path(self.directory) / compiled.PACKAGED
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(compiled.dump(load.compile_files(files, compiled.digest(files))))
        build_data["force_include"][str(target)] = f"linter/_rules/{compiled.PACKAGED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        del version, artifact_path
        for source, target in build_data["force_include"].items():
            if target.endswith(".msgpack"):
                Path(source).unlink(missing_ok=True)
