"""What an application hands to all its components: properties that it installs, plug-ins, contexts, mixins."""

from __future__ import annotations

from linter import ir
from linter.analysis.link import marks
from linter.analysis.link.program import simple_name
from linter.analysis.link.resolving import Resolving
from linter.analysis.link.shapes import ClassShape, Shape, Site, SymbolShape

INSTALLED = ((".prototype",), (".config", ".globalProperties"), (".globalProperties",))
"""Where an application keeps what each of its components has: ``Vue.prototype``, ``app.config.globalProperties``."""

_MIXES = "mixin"
"""The method of an application that gives all its components what an object holds."""


class Installed(Resolving):
    """A part of ``Resolver``: see the module."""

    def provided(self, site: Site, context: ir.Expr) -> list[tuple[Site, ir.Expr]]:
        """Give the values that ``<Context.Provider value={...}>`` and ``provide(key, value)`` put into a context."""
        name = context.value if isinstance(context, ir.Constant) else simple_name(context)
        if not isinstance(name, str) or not name:
            return []
        found: list[tuple[Site, ir.Expr]] = []
        for path in self.program.files_with(name):
            view = self.program.view(path)
            if view is None:
                continue
            for tag in view.module.tags:
                base = (
                    tag.component.base
                    if isinstance(tag.component, ir.Member) and tag.component.key == "Provider"
                    else tag.component
                )
                if base is not None and simple_name(base) == name:
                    for attribute in tag.attributes:
                        if attribute.name == "value" and attribute.value is not None:
                            found.append((Site(view, tag.function, tag.block), attribute.value))
            for called in view.calls_by_name.get("provide", []) + view.calls_by_name.get("setContext", []):
                arguments = called.call.arguments
                if len(arguments) > 1 and (
                    (isinstance(arguments[0], ir.Constant) and arguments[0].value == name)
                    or simple_name(arguments[0]) == name
                ):
                    found.append((Site(view, called.function, called.block), arguments[1]))
        return found

    def _plugged_in(self, name: str, depth: int) -> list[Shape]:
        """Give what plug-ins hand out under a name: ``provide: {name: x}``, ``provide('name', x)``, ``inject``."""
        found: list[Shape] = []
        files = self.program.files_with(name) if len(name) > 1 else ()
        for path in files if len(files) <= 200 else ():
            other = self.program.marked(path, marks.called("provide"), marks.called("inject"), marks.PROVIDES)
            if other is None or other.module.open_scope:
                continue
            for called in (*other.calls_by_name.get("provide", ()), *other.calls_by_name.get("inject", ())):
                arguments = called.call.arguments
                if len(arguments) > 1 and isinstance(arguments[0], ir.Constant) and arguments[0].value == name:
                    there = Site(other, called.function, called.block)
                    found.extend(self.shapes(there, arguments[1], depth + 1))
            for record, function, block in other.provided:
                for entry in record.entries:
                    if isinstance(entry, ir.Field) and entry.key == name:
                        found.extend(self.shapes(Site(other, function, block), entry.value, depth + 1))
        return found

    def _installed(self, key: str, depth: int) -> list[Shape]:
        """Give what the project hands to all its components as ``this.$key``."""
        found: list[Shape] = []
        files = self.program.files_with(key)
        for path in files if len(files) <= 200 else ():
            other = self.program.marked(path, marks.stored(key))
            if other is None or other.module.open_scope:
                continue
            for write in other.stored.get("." + key, ()):
                if write.path[:-1] in INSTALLED:
                    there = Site(other, write.function, write.block)
                    found.extend(self.shapes(there, write.value, depth + 1))
        found = [s for s in found if not isinstance(s, SymbolShape)]
        found.extend(
            s for s in self._plugged_in(key[1:], depth) if not isinstance(s, SymbolShape) or self.known(s.path)
        )
        return found

    def mixins(self) -> tuple[ClassShape, ...]:
        """Give the objects whose methods every component has: ``Vue.mixin({methods: {...}})``."""
        if self._mixins is None:
            self._mixins = ()
            found: list[ClassShape] = []
            for path in self.program.files_with(_MIXES):
                other = self.program.marked(path, marks.called(_MIXES))
                for called in other.calls_by_name.get(_MIXES, ()) if other is not None else ():
                    if other is not None and isinstance(called.call.callee, ir.Member):
                        there = Site(other, called.function, called.block)
                        shapes = [s for argument in called.call.arguments for s in self.shapes(there, argument)]
                        found.extend(s for s in shapes if isinstance(s, ClassShape))
            self._mixins = tuple(found)
        return self._mixins
