"""Which files get an SDK from a file that imports it: they use it under a name that need not speak of any tracker."""

from __future__ import annotations

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.shapes import ClassShape, FunctionShape, InstanceShape, Shape, Site, SymbolShape
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView
from linter.analysis.trace.callers import Callers

_OUTSIDE = ("npm:", "py:")


class Instances:
    """Finds what a module hands to others that is an SDK, or holds one or gives one back."""

    def __init__(self, program: Program, resolver: Resolver, callers: Callers) -> None:
        self._program = program
        self._resolver = resolver
        self._callers = callers

    def near(self, view: ModuleView) -> list[str]:
        """Give the files, sorted, that import an SDK from a module under whatever name."""
        module = view.module
        names = {e.name for e in module.exports if e.value is not None}
        if module.open_scope:
            names.update(view.assigns[0])
            names.update(name for owner, name in view.named_functions if owner == 0)
        handed = {
            name
            for name in self._program.first(sorted(names), "names that this file exports", view.path)
            if self._hands(view, name)
        }
        if not handed:
            return []
        if "=" in handed:
            handed.add("default")
        return self._callers.exports.importers(view, handed)

    def _hands(self, view: ModuleView, name: str) -> bool:
        for shape in self._resolver.exported(view, "default" if name == "=" else name):
            if self._is_sdk(shape):
                return True
            if isinstance(shape, FunctionShape) and shape.view is view:
                for ret in view.returns[shape.number]:
                    given = self._resolver.shapes(Site(view, shape.number, ret.block), ret.value)
                    if any(self._is_sdk(s) for s in given):
                        return True
            owner = shape.cls if isinstance(shape, InstanceShape) else shape
            if isinstance(owner, ClassShape) and owner.view is view and self._holds(owner):
                return True
        return False

    def _is_sdk(self, shape: Shape) -> bool:
        return isinstance(shape, SymbolShape) and shape.path.startswith(_OUTSIDE) and self._resolver.known(shape.path)

    def _holds(self, cls: ClassShape) -> bool:
        """Say whether a class keeps an SDK in one of its attributes."""
        view = cls.view
        declared = view.module.classes[cls.number]
        receivers = {view.functions[m].receiver for m in declared.methods} | {"this"}
        keys = {key[1:] for root, key in view.stored_below if root in receivers}
        keys.update(field.name for field in declared.fields if isinstance(field.value, (ir.Call, ir.Name, ir.Member)))
        return any(
            self._is_sdk(shape)
            for key in sorted(keys)
            for site, value in self._resolver.attribute_writes(cls, key)
            for shape in self._resolver.shapes(site, value)
        )
