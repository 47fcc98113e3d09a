"""
What an expression *is*, as far as the code shows: a function, a class, an instance, a module, an outside symbol.

This is the half of the analysis that answers 'who is called here'. It follows variables, members, imports, calls and
parameters forwards to what they name; the other half (``trace``) follows data backwards to where it comes from.
"""

from __future__ import annotations

from linter import ir
from linter.analysis.link import marks
from linter.analysis.link.bindings import Bindings
from linter.analysis.link.installed import INSTALLED
from linter.analysis.link.shapes import ClassShape, FunctionShape, ModuleShape, RecordShape, Shape, Site, SymbolShape
from linter.analysis.link.view import ModuleView

_COMMON_KEYS = frozenset(
    {"client", "service", "instance", "logger", "tracker", "analytics", "provider", "state", "value"}
)
"""Names of attributes that too many things have."""


class Resolver(Bindings):
    """
    Finds shapes.

    ``heads`` are the roots of the catalogue's browser globals: names that a page may define itself; ``weak`` the names
    too common to prove a tracker; ``known`` says whether the catalogue has a row for a symbol or below it;
    ``calls`` are the calls of frameworks, for what they do with the functions that they are given.
    """

    def _shapes(self, site: Site, expr: ir.Expr, depth: int) -> list[Shape]:
        match expr:
            case ir.Name():
                return self._name(site, expr, depth)
            case ir.Member():
                found: list[Shape] = []
                for base in self.shapes(site, expr.base, depth + 1):
                    found.extend(self.member(base, expr.key, depth + 1))
                if isinstance(expr.base, ir.Name):
                    cls, receiver = site.view.class_of(site.function)
                    if cls >= 0 and expr.base.id == receiver:
                        found.extend(self.overriding(ClassShape(site.view, cls), expr.key))
                found.extend(self._written(site, expr, depth))
                if not found and _ends_installed(expr.base):
                    found.extend(self.member(SymbolShape("this"), expr.key, depth + 1))
                if all(isinstance(s, SymbolShape) and not self.known(s.path) for s in found):
                    found.extend(self._kept_as(expr.key, depth))
                return found
            case ir.Index():
                key = self.literal(site, expr.index)
                return (
                    [s for b in self.shapes(site, expr.base, depth + 1) for s in self.member(b, key, depth + 1)]
                    if key
                    else []
                )
            case ir.Call(callee=ir.Member(base=ir.Name(id="Object"), key="assign" | "freeze" | "seal")):
                given = [a for a in expr.arguments if not (isinstance(a, ir.Record) and not a.entries)]
                return [s for argument in given for s in self.shapes(site, argument, depth + 1)]
            case ir.Call():
                return self._call(site, expr, depth)
            case ir.Choice():
                return [s for option in expr.options for s in self.shapes(site, option, depth + 1)]
            case ir.Lambda():
                return [FunctionShape(site.view, expr.function)]
            case ir.ClassRef():
                return [ClassShape(site.view, expr.index)]
            case ir.Record():
                return [RecordShape(site, expr)]
            case ir.Import():
                return list(self._imported(site.view, expr.specifier, "*", depth))
            case ir.Hole():
                owner = site.view.hole_scope(expr)
                if owner >= 0:
                    return list(self.shapes(Site(site.view, owner, expr.block), expr.value, depth + 1))
                return []
            case ir.Spread():
                return list(self.shapes(site, expr.value, depth + 1))
            case ir.Opaque() if len(expr.parts) == 1:
                return list(self.shapes(site, expr.parts[0], depth + 1))
            case _:
                return []

    def literal(self, site: Site, expr: ir.Expr) -> str:
        """Give the text of a literal or of a name that is bound to one literal only; else an empty string."""
        if isinstance(expr, ir.Constant):
            return expr.value if isinstance(expr.value, str) else ""
        if isinstance(expr, ir.Name):
            owner = site.view.scope_of(site.function, expr.id)
            assigns = site.view.assigns[owner].get(expr.id, ()) if owner >= 0 else ()
            if (
                len(assigns) == 1
                and isinstance(assigns[0].value, ir.Constant)
                and isinstance(assigns[0].value.value, str)
            ):
                return assigns[0].value.value
            binding = site.view.imports[owner].get(expr.id) if owner >= 0 and not assigns else None
            if binding is not None:
                target = self.program.linked(site.view, binding.specifier)
                return self._exported_literal(target, binding.name) if target is not None else ""
        if isinstance(expr, ir.Member) and expr.key.isupper():
            for shape in self.shapes(site, expr.base):
                if isinstance(shape, RecordShape):
                    for entry in shape.record.entries:
                        if isinstance(entry, ir.Field) and entry.key == expr.key:
                            return self.literal(shape.site, entry.value)
                elif isinstance(shape, ModuleShape):
                    return self._exported_literal(shape.view, expr.key)
        return ""

    def _exported_literal(self, view: ModuleView, name: str) -> str:
        """Give the text that a module exports under a name where it is bound to one literal only."""
        assigns = view.assigns[0].get(name, ())
        value = assigns[0].value if len(assigns) == 1 else None
        return value.value if isinstance(value, ir.Constant) and isinstance(value.value, str) else ""

    def _kept_as(self, key: str, depth: int) -> tuple[Shape, ...]:
        """
        Give the SDK that the project keeps under an attribute of this name, where nothing shows whose attribute it is.

        ``request.app.state.posthog`` and ``site.configuration.segment_client``: every place of the project that
        defines the attribute, a property or an assignment, must agree that it is an SDK of the catalogue.
        """
        if len(key) < 5 or key.lstrip("_").lower() in _COMMON_KEYS or depth > 6:
            return ()
        known = self._kept.get(key)
        if known is None:
            self._kept[key] = ()
            known = self._kept[key] = tuple(dict.fromkeys(self._keeping(key)))
        return known

    def _keeping(self, key: str) -> list[Shape]:
        found: list[Shape] = []
        files = self.program.files_with(key)
        for path in files if len(files) <= 40 else ():
            view = self.program.marked(path, marks.stored(key), marks.read(key))
            if view is None:
                continue
            values = [
                (Site(view, number, ret.block), ret.value)
                for number in view.getters.get(key, ())
                for ret in view.returns[number]
            ]
            values += [
                (Site(view, write.function, write.block), write.value)
                for write in view.stored.get("." + key, ())
                if not isinstance(write.value, ir.Constant)
            ]
            for site, value in values:
                shapes = [s for s in self.shapes(site, value, 8) if isinstance(s, SymbolShape) and self.known(s.path)]
                if not shapes:
                    return []
                found.extend(shapes)
        return found


def _ends_installed(expr: ir.Expr) -> bool:
    """Say whether an expression is the place of ``INSTALLED`` in some application."""
    names: list[str] = []
    while isinstance(expr, ir.Member):
        names.insert(0, "." + expr.key)
        expr = expr.base
    return tuple(names) in INSTALLED
