"""
Build hook: what a wheel ships so that no start has to work it out.

That is the rules in compiled form beside their text, and a digest of the package's own sources.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRules(BuildHookInterface[Any]):
    """Adds two files below ``linter/_rules`` to a wheel; an editable install reads ``rules/`` as it stands."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._made: list[Path] = []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from linter.catalogue import compiled, load
            from linter.workspace import store
        finally:
            sys.path.remove(str(root))
        files = load.read_files(root / "rules")
        package = root / "linter"
        rooms = sorted(path.name for path in package.iterdir() if path.is_dir() or path.suffix == ".py")
        made = {
            f"_rules/{compiled.PACKAGED}": compiled.dump(compiled.digest(files), *load.compile_files(files)),
            store.BUILT: store.sources_digest(package, rooms),
        }
        for place, data in made.items():
            target = Path(self.directory) / Path(place).name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            build_data["force_include"][str(target)] = f"linter/{place}"
            self._made.append(target)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        del version, build_data, artifact_path
        for target in self._made:
            target.unlink(missing_ok=True)
