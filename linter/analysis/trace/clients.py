"""The objects that requests are sent by: where a client was made, and what was called on it before."""

from __future__ import annotations

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.shapes import InstanceShape, ModuleShape, Site
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import CallSite, ModuleView

MAX_DEPTH = 10
"""Variables, attributes and modules on the way from a client to the call that made it."""


class Clients:
    """Finds the call that made a client."""

    def __init__(self, program: Program, resolver: Resolver) -> None:
        self._program = program
        self._resolver = resolver

    def origin(self, site: Site, expr: ir.Expr, depth: int = 0) -> tuple[Site, ir.Call] | None:
        """Give the call that made a client, through variables, imports and attributes that are set once."""
        view = site.view
        if isinstance(expr, ir.Call):
            return site, expr
        if self._too_deep(view, depth):
            return None
        if isinstance(expr, ir.Member):
            for shape in self._resolver.shapes(site, expr.base):
                if isinstance(shape, InstanceShape):
                    writes = self._resolver.attribute_writes(shape.cls, expr.key)
                    return self.origin(*writes[0], depth + 1) if len(writes) == 1 else None
                if isinstance(shape, ModuleShape):
                    return self._exported(shape.view, expr.key, depth + 1)
            return None
        if not isinstance(expr, ir.Name):
            return None
        owner = view.scope_of(site.function, expr.id)
        assigns: list[ir.Assign] = []
        if owner >= 0:
            assigns, _ = view.definitions(owner, expr.id, site.function, site.block, expr.start)
        if len(assigns) == 1:
            there = Site(view, view.assigned_in.get(id(assigns[0]), owner), assigns[0].block)
            return self.origin(there, assigns[0].value, depth + 1)
        binding = view.imports[owner].get(expr.id) if owner >= 0 else None
        target = self._program.linked(view, binding.specifier) if binding is not None else None
        return self._exported(target, binding.name, depth + 1) if target is not None and binding is not None else None

    def _too_deep(self, view: ModuleView, depth: int) -> bool:
        if depth > MAX_DEPTH:
            self._program.cut("values on the way to the call that made a client", MAX_DEPTH, path=view.path)
        return depth > MAX_DEPTH

    def _exported(self, view: ModuleView, name: str, depth: int) -> tuple[Site, ir.Call] | None:
        if self._too_deep(view, depth):
            return None
        if view.module.open_scope:
            made = self._resolver.made_name(view, name, view.functions[0].end)
            return self.origin(Site(view, 0, 0), made, depth + 1)
        for export in view.module.exports:
            if export.name in (name, "*"):
                if export.value is not None:
                    return self.origin(Site(view, 0, 0), export.value, depth + 1)
                target = self._program.linked(view, export.specifier)
                wanted = name if export.name == "*" else export.imported
                if target is not None and (found := self._exported(target, wanted, depth + 1)) is not None:
                    return found
        return None


def opened(site: Site, client: ir.Expr) -> list[CallSite]:
    """Give the calls that open a client before it sends: ``request.open(method, url)``."""
    view = site.view
    if not isinstance(client, ir.Name):
        return []
    owner = view.scope_of(site.function, client.id)
    return [
        c
        for c in view.calls_by_name.get("open", ())
        if isinstance(c.call.callee, ir.Member)
        and isinstance(c.call.callee.base, ir.Name)
        and c.call.callee.base.id == client.id
        and view.scope_of(c.function, client.id) == owner
    ]
