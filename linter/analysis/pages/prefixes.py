"""The addresses below which one file mounts the routes of another: ``include``, ``app.use``, blueprints and routers."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property

from linter import ir
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.view import ModuleView
from linter.analysis.link.words import calls_of
from linter.analysis.pages.mentions import Mentions
from linter.analysis.pages.patterns import text_of

MAX_PREFIXES = 40
"""Addresses below which one table of routes is mounted."""


class Prefixes:
    """Answers what stands before the addresses of a file's routes."""

    def __init__(self, program: Program, mentions: Mentions) -> None:
        self._program = program
        self._mentions = mentions

    def of(self, path: str, inner: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Give the prefixes below which other tables, but for ``inner``, include this one; the empty one if none."""
        inner |= {path}
        if not path.endswith(".py"):
            found = [
                above + at for other, at in self._mounts(path) if other not in inner for above in self.of(other, inner)
            ]
            return self._distinct(path, found)
        found = []
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for other in self._including:
            if other[1] == module or module.endswith("." + other[1]):
                found.extend(above + other[2] for above in self.of(other[0], inner) if other[0] not in inner)
        return self._distinct(path, found)

    def _distinct(self, path: str, found: list[str]) -> tuple[str, ...]:
        distinct = tuple(dict.fromkeys(found))
        return tuple(self._program.first(distinct, "addresses of a table of routes", path, MAX_PREFIXES)) or ("",)

    def _mounts(self, path: str) -> Iterator[tuple[str, str]]:
        """Give the files that mount a router's file below an address: ``app.use('/doctors', require('./doctors'))``."""
        stem = posixpath.basename(path).split(".", 1)[0]
        stem = posixpath.basename(posixpath.dirname(path)) if stem == "index" else stem
        naming = self._program.files_with(stem) if stem else ()
        for other in self._program.first(naming, "files that may mount the routes of this one", path):
            view = self._program.view(other) if other != path else None
            if view is None or view.module.open_scope:
                continue
            for called in view.calls_by_name.get("use", ()):
                prefix = text_of(called.call.arguments[0]) if len(called.call.arguments) > 1 else None
                if prefix is None or not prefix.startswith("/"):
                    continue
                for node in called.call.arguments[1:]:
                    specifier = ""
                    if isinstance(node, ir.Import):
                        specifier = node.specifier
                    elif isinstance(node, ir.Name) and (binding := view.imports[0].get(node.id)) is not None:
                        specifier = binding.specifier
                    if specifier and self._program.link(view, specifier) == path:
                        yield other, prefix.rstrip("/")

    @cached_property
    def _including(self) -> tuple[tuple[str, str, str], ...]:
        return tuple(found for path in self.includes() for found in self.included_in(path))

    def includes(self) -> list[str]:
        """Give the files that may include a table of routes in another one."""
        found = {path for text in calls_of("include") for path in self._program.files_with(text)}
        return sorted(path for path in found if path.endswith(".py"))

    def included_in(self, path: str) -> Iterator[tuple[str, str, str]]:
        """Give what a table includes: its own path, the module, the prefix."""
        view = self._program.view(path)
        if view is None:
            return
        for row in self._mentions.rows("call"):
            for name in row.names if row.tables else ():
                for called in view.calls_by_name.get(name, ()):
                    if len(called.call.arguments) < 2 or not isinstance(called.call.arguments[1], ir.Call):
                        continue
                    inner = called.call.arguments[1]
                    prefix = text_of(called.call.arguments[0])
                    if prefix is None or simple_name(inner.callee) != "include" or not inner.arguments:
                        continue
                    what = inner.arguments[0]
                    what = what.items[0] if isinstance(what, ir.Sequence) and what.items else what
                    if (module := text_of(what)) is not None:
                        yield path, module, prefix.removeprefix("^")

    def of_decorator(self, view: ModuleView, decorator: ir.Call) -> str:
        """Give the prefix that a blueprint or router is made with in the same file."""
        base = decorator.callee.base if isinstance(decorator.callee, ir.Member) else None
        if not isinstance(base, ir.Name):
            return ""
        for assign in view.assigns[0].get(base.id, ()):
            if isinstance(assign.value, ir.Call):
                for keyword in assign.value.keywords:
                    if isinstance(keyword, ir.Keyword) and keyword.name in ("url_prefix", "prefix"):
                        return (text_of(keyword.value) or "").rstrip("/")
        return ""
