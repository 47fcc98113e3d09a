"""What a project's code puts into a tracker's queue of objects: read by the tags of an exported container."""

from __future__ import annotations

from linter import ir
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.shapes import Site
from linter.analysis.link.values import Resolver
from linter.catalogue.catalogue import Catalogue
from linter.workspace.paths import path_context


class Queues:
    """The pushes of all files, found for one queue at a time."""

    def __init__(self, program: Program, resolver: Resolver, catalogue: Catalogue) -> None:
        self._program = program
        self._resolver = resolver
        self._catalogue = catalogue
        self._known: dict[str, tuple[tuple[Site, ir.Call], ...]] = {}

    def pushes(self, name: str) -> tuple[tuple[Site, ir.Call], ...]:
        """Give the calls that put objects into the global queue ``name``, in the order of files and texts."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = tuple(self._find(name))
        return known

    def _find(self, name: str) -> list[tuple[Site, ir.Call]]:
        owners = {
            m.tracker for m in self._catalogue.callees.match(f"{name}.push") if m.signature.form == "queue-object"
        }
        rows = [r for o in sorted(owners) for r in self._catalogue.trackers[o].signature if r.form == "queue-object"]
        words = {row.callee.replace("()", "").replace(":", ".").rsplit(".", 1)[-1] for row in rows}
        paths: set[str] = set()
        for word in {name, *words} - {"push"} if owners else ():
            files = self._program.files_with(word)
            # Tests push made-up values.
            fitting = self._program.first(files, f"files that may push to {name}")
            paths.update(p for p in fitting if path_context(p) != "test")
        found: list[tuple[Site, ir.Call]] = []
        for path in sorted(paths):
            view = self._program.view(path)
            if view is None:
                continue
            for called in view.calls:
                site = Site(view, called.function, called.block)
                if simple_name(called.call.callee) in words and self._is_push(site, called.call, owners):
                    found.append((site, called.call))
        return found

    def _is_push(self, site: Site, call: ir.Call, owners: set[str]) -> bool:
        return any(
            match.signature.form == "queue-object" and match.tracker in owners
            for symbol in self._resolver.symbols(site, call.callee)
            for match in self._catalogue.callees.match(symbol)
        )
