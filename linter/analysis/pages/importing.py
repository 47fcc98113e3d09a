"""Which files import which: the same for all pages of a run, so that it is found once."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from linter.analysis.link.program import Asked, Program
from linter.analysis.link.view import ModuleView


class Importing:
    """Answers what a module imports and what imports it; each answer counts as asked for whoever gets it."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._targets: dict[str, tuple[Asked, tuple[str, ...]]] = {}
        self._importers: dict[str, tuple[Asked, tuple[str, ...]]] = {}

    def targets(self, view: ModuleView) -> tuple[str, ...]:
        """Give the files that a module imports, in the order of its imports."""
        return self._once(self._targets, view.path, lambda: self._linked(view))

    def importers(self, path: str) -> tuple[str, ...]:
        """Give the files that import one, among those that name it: a file ``index`` goes by the name of its folder."""
        return self._once(self._importers, path, lambda: self._naming(path))

    def _once(
        self, memo: dict[str, tuple[Asked, tuple[str, ...]]], path: str, find: Callable[[], tuple[str, ...]]
    ) -> tuple[str, ...]:
        known = memo.get(path)
        if known is None:
            with self._program.recording() as asked:
                found = find()
            known = memo[path] = asked, found
        self._program.replay(known[0])
        return known[1]

    def _linked(self, view: ModuleView) -> tuple[str, ...]:
        specifiers = dict.fromkeys(binding.specifier for binding in view.module.imports)
        targets = (self._program.link(view, specifier) for specifier in specifiers)
        return tuple(dict.fromkeys(target for target in targets if target))

    def _naming(self, path: str) -> tuple[str, ...]:
        stem = posixpath.basename(path).split(".", 1)[0]
        stem = posixpath.basename(posixpath.dirname(path)) if stem == "index" else stem
        naming = self._program.files_with(stem) if stem else ()
        found: list[str] = []
        for other in self._program.first(naming, f"files that may show {path}", path):
            view = self._program.view(other)
            if view is not None and path in self.targets(view):
                found.append(other)
        return tuple(found)
