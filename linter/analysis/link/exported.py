"""Where what a module exports goes: the modules that import it, pass it on, or keep what it gives."""

from __future__ import annotations

import posixpath

from linter import ir
from linter.analysis.link import marks
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.view import ModuleView

_MOST_PASSING = 2000
"""Modules that pass one thing on that are followed."""


class Exports:
    """Answers who gets what the modules of a program export."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._importing: dict[tuple[str, str], list[tuple[ModuleView, str]]] = {}
        self._shared: dict[tuple[str, str], list[tuple[ModuleView, int, str, str]]] = {}

    def passing(self, view: ModuleView, exported: set[str]) -> list[tuple[ModuleView, frozenset[str]]]:
        """
        Give the modules from which something can be imported, each with its names there.

        The first is the module itself; the others pass it on, ``export { track as send } from``, ``export *``,
        or import and export it.
        """
        found = [(view, frozenset(exported))]
        seen = {view.path: set(exported)}
        for module, names in found:
            if not names:
                continue
            if len(found) > _MOST_PASSING:
                self._program.cut("modules that pass this one on", _MOST_PASSING, path=view.path)
                break
            wanted = (marks.PASSES_ALL, *(marks.passed(name) for name in sorted(names)))
            for path in self.near(module, view.path):
                other = self._program.marked(path, *wanted)
                if other is None or other is module:
                    continue
                aliases: set[str] = set()
                for name, alias, specifier in _passed(other):
                    if (name in names or alias == "*") and self._program.link(other, specifier) == module.path:
                        aliases.update([alias] if alias != "*" else names - {"default"})
                aliases -= seen.get(path, set())
                if aliases:
                    seen.setdefault(path, set()).update(aliases)
                    found.append((other, frozenset(aliases)))
        return found

    def near(self, module: ModuleView, path: str) -> list[str]:
        """Give the files that may import a module: they hold the name by which imports call it."""
        stem = _stem(module.path)
        words = [word for word in (stem, self._program.known_as(module.path)) if word]
        return list(
            dict.fromkeys(
                p
                for word in words
                for p in self._program.first(self._program.reaching(word, path), "files that may import this one", path)
            )
        )

    def renamed(self, passing: list[tuple[ModuleView, frozenset[str]]]) -> list[tuple[str, str]]:
        """Give the local names, with their files, under which modules import one of the names of ``passing``."""
        found: list[tuple[str, str]] = []
        for module, names in passing:
            wanted = [marks.renamed(name) for name in sorted(names)]
            for path in self.near(module, passing[0][0].path) if wanted else ():
                other = self._program.marked(path, *wanted)
                if other is None or other is module:
                    continue
                for binding in other.module.imports:
                    if (
                        binding.name in names
                        and binding.local not in (binding.name, "*")
                        and self._program.link(other, binding.specifier) == module.path
                    ):
                        found.append((binding.local, path))
        return list(dict.fromkeys(found))

    def required(self, view: ModuleView) -> list[tuple[str, str]]:
        """Give the variables, with their files, that hold all that a module exports: ``const track = require(...)``."""
        found: list[tuple[str, str]] = []
        for path in self.near(view, view.path):
            other = self._program.marked(path, marks.REQUIRES)
            if other is None or other is view:
                continue
            found += [(local, path) for local, at in other.required if self._program.link(other, at) == view.path]
        return found

    def importers(self, view: ModuleView, names: set[str]) -> list[str]:
        """Give the files, sorted, that import a name that a module exports, from it or from what passes it on."""
        found: set[str] = set()
        for module, passed in self.passing(view, names):
            wanted = [mark for name in sorted(passed) for mark in (marks.imported(name), marks.renamed(name))]
            wanted += [marks.renamed("*"), marks.PASSES_ALL, marks.imported(_stem(module.path))]
            found.update(
                path
                for path in self.near(module, view.path)
                if (other := self._program.marked(path, *wanted)) is not None
                and other is not module
                and any(
                    (binding.name in passed or binding.name == "*")
                    and self._program.link(other, binding.specifier) == module.path
                    for binding in other.module.imports
                )
            )
        return sorted(found)

    def importing(self, view: ModuleView, name: str) -> list[tuple[ModuleView, str]]:
        """Give the modules that import a variable of a module under a name, for what they store below it."""
        key = (view.path, name)
        known = self._importing.get(key)
        if known is not None:
            return known
        found: list[tuple[ModuleView, str]] = []
        self._importing[key] = found
        if (
            name.startswith("%")
            or (0, name) in view.named_functions
            or not any(isinstance(e.value, ir.Name) and e.value.id == name for e in view.module.exports)
        ):
            return found
        if all(
            isinstance(a.value, (ir.Constant, ir.Lambda, ir.ClassRef, ir.Text)) for a in view.assigns[0].get(name, ())
        ):
            return found
        files = self._program.first(self._program.reaching(name, view.path), f"files that may import {name}", view.path)
        for local, path in [(name, p) for p in files]:
            other = self._program.marked(path, marks.imported(local))
            binding = other.imports[0].get(local) if other is not None and other is not view else None
            if other is None or binding is None or binding.name != name:
                continue
            if self._program.link(other, binding.specifier) == view.path:
                found.append((other, local))
        return found

    def shared(self, view: ModuleView, name: str) -> list[tuple[ModuleView, int, str, str]]:
        """
        Give the variables that hold what ``name()`` gives, or a property of it: ``const { email } = useGuest()``.

        Each is a module, the function that binds the variable, its name and the property (empty for the whole).
        """
        key = (view.path, name)
        known = self._shared.get(key)
        if known is not None:
            return known
        found: list[tuple[ModuleView, int, str, str]] = []
        self._shared[key] = found
        if not name.startswith("use") or not any(e.name == name and e.value is not None for e in view.module.exports):
            return found
        files = self._program.first(self._program.reaching(name, view.path), f"files that may call {name}", view.path)
        for path in files:
            other = self._program.marked(path, marks.imported(name))
            binding = other.imports[0].get(name) if other is not None else None
            if other is None or binding is None or self._program.link(other, binding.specifier) != view.path:
                continue
            for owner, assigns in enumerate(other.assigns):
                for local, assign in [(local, a) for local, listed in assigns.items() for a in listed]:
                    value, part = assign.value, ""
                    if isinstance(value, ir.Member):
                        part = value.key
                        value = value.base
                    if isinstance(value, ir.Name) and value.id.startswith("%"):
                        taken = assigns.get(value.id, ())
                        value = taken[0].value if len(taken) == 1 else value
                    while isinstance(value, ir.Call) and simple_name(value.callee) == "storeToRefs" and value.arguments:
                        value = value.arguments[0]
                    if isinstance(value, ir.Call) and simple_name(value.callee) == name and not local.startswith("%"):
                        found.append((other, owner, local, part))
        return found


def _passed(view: ModuleView) -> list[tuple[str, str, str]]:
    """Give what a module passes on of others: the name there, the name here and where it comes from."""
    found = [(e.imported, e.name, e.specifier) for e in view.module.exports if e.specifier]
    if view.module.open_scope:
        return [*found, *((b.name, b.local, b.specifier) for b in view.module.imports if b.function == 0)]
    for export in view.module.exports:
        binding = view.imports[0].get(export.value.id) if isinstance(export.value, ir.Name) else None
        if binding is not None and binding.name != "*":
            found.append((binding.name, export.name, binding.specifier))
    return found


def _stem(path: str) -> str:
    """Give the name by which imports call a file: that of its folder for an index file."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    return posixpath.basename(posixpath.dirname(path)) if stem in ("index", "__init__", "mod") else stem
