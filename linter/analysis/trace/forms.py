"""Whole forms: which fields ``new FormData(form)`` or ``$('#form').serialize()`` takes along."""

from __future__ import annotations

from typing import NamedTuple

from linter import ir
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.shapes import Site
from linter.analysis.link.view import ModuleView
from linter.analysis.trace.fields import FIELDS, Attributes, Fields, handler_uses, literal_attributes
from linter.analysis.trace.trails import is_call, literal_of

MAX_DEPTH = 8
MAX_FIELDS = 400
_BY_SELECTOR = frozenset({"querySelector", "$", "jQuery", "closest", "getElementById", "find"})
_TARGETS = frozenset({"target", "currentTarget", "form", "current", "value", "srcElement"})
_READERS = frozenset({".get", ".getAll", ".has"})


class TypedField(NamedTuple):
    """A field of a form: the module and element in which it stands, its name and its literal attributes."""

    view: ModuleView
    tag: ir.Tag
    name: str
    attributes: Attributes


class Forms:
    """Finds the form that an expression means, and its fields."""

    def __init__(self, program: Program, fields: Fields) -> None:
        self._program = program
        self._fields = fields

    def taken(self, site: Site, form: ir.Expr, path: tuple[str, ...]) -> tuple[list[TypedField], tuple[str, ...]]:
        """
        Give the fields that stand at ``path`` below what is made of a form, and what remains of the path.

        ``.get('q')`` and ``.q`` are the field of that name alone; anything else is all of them.
        """
        name, rest = "", path
        while len(rest) > 1 and rest[0] in (".entries", ".values", ".toString") and is_call(rest[1]):
            rest = rest[2:]
        if len(rest) > 1 and rest[0] in _READERS and is_call(rest[1]):
            name, rest = literal_of(rest[1]), rest[2:]
        elif rest and rest[0].startswith(".") and not (len(rest) > 1 and is_call(rest[1])):
            name, rest = rest[0][1:], rest[1:]
        found = self.fields_of(site, form)
        return [f for f in found if not name or f.name == name], rest

    def fields_of(self, site: Site, form: ir.Expr) -> list[TypedField]:
        """Give the fields of the form that an expression means: the only form of the module where it does not say."""
        place = self._element(site, form, 0)
        if place is None:
            forms = [i for i, tag in enumerate(site.view.module.tags) if tag.name == "form"]
            if len(forms) != 1:
                return []
            place = (site.view, forms[0])
        view, index = place
        found: list[TypedField] = []
        for at in range(index + 1, len(view.module.tags)):
            tag = view.module.tags[at]
            if not self._inside(view, at, index):
                continue
            attributes = literal_attributes(tag)
            name = next((value for key, value in attributes if key == "name" and value), "")
            if name and (tag.name in FIELDS or tag.component is not None):
                found.append(TypedField(view, tag, name, attributes))
        return list(self._program.first(found, "fields of a form", view.path, MAX_FIELDS))

    def registered(self, view: ModuleView, function: int) -> list[TypedField]:
        """Give the fields of the function component around a place: named, or registered with a form library."""
        component = _outermost(view, function)
        found: list[TypedField] = []
        for tag in view.module.tags:
            if _outermost(view, tag.function) != component:
                continue
            attributes = literal_attributes(tag)
            name = next((value for key, value in attributes if key == "name" and value), "")
            if not (tag.name in FIELDS or tag.component is not None):
                continue
            for attribute in tag.attributes if not name else ():
                value = attribute.value.value if isinstance(attribute.value, ir.Spread) else attribute.value
                if attribute.name == "..." and isinstance(value, ir.Call) and value.arguments:
                    first = value.arguments[0]
                    if isinstance(first, ir.Constant) and isinstance(first.value, str):
                        name = first.value
                        attributes = (*attributes, ("name", name))
            if name:
                found.append(TypedField(view, tag, name, attributes))
        return list(self._program.first(found, "fields of a form", view.path, MAX_FIELDS))

    @staticmethod
    def _inside(view: ModuleView, at: int, form: int) -> bool:
        for _ in range(60):
            at = view.module.tags[at].parent
            if at <= form:
                return at == form
        return False

    def _element(self, site: Site, expr: ir.Expr, depth: int) -> tuple[ModuleView, int] | None:
        """Give the module and index of the element that an expression means."""
        view = site.view
        if depth > MAX_DEPTH:
            self._program.cut("values on the way to the form that they mean", MAX_DEPTH, path=view.path)
            return None
        if isinstance(expr, ir.Member) and expr.key in _TARGETS:
            return self._element(site, expr.base, depth + 1)
        if isinstance(expr, ir.Member) and expr.key == "0":
            return self._element(site, expr.base, depth + 1)
        if isinstance(expr, ir.Choice):
            return next((p for o in expr.options if (p := self._element(site, o, depth + 1)) is not None), None)
        if isinstance(expr, ir.Member):
            return self._named(view, expr.key) if simple_name(expr.base) in ("forms", "$refs") else None
        if isinstance(expr, ir.Call) and expr.arguments and simple_name(expr.callee) in _BY_SELECTOR:
            first = expr.arguments[0]
            if isinstance(first, ir.Constant) and isinstance(first.value, str):
                return self._named(view, first.value.strip().rpartition(" ")[2].removeprefix("form").lstrip("#."))
            return self._element(site, first, depth + 1)
        if not isinstance(expr, ir.Name):
            return None
        if expr.id == "this":
            return self._handled(view, site.function)
        for at in self._fields.references(view, expr.id):
            return view, at
        owner = view.scope_of(site.function, expr.id)
        if owner < 0:
            return None
        if expr.id in view.parameters[owner]:
            return self._handled(view, owner)
        assigns = view.assigns[owner].get(expr.id, ())
        inner = Site(view, owner, assigns[0].block) if assigns else site
        return self._element(inner, assigns[0].value, depth + 1) if len(assigns) == 1 else None

    def _handled(self, view: ModuleView, function: int) -> tuple[ModuleView, int] | None:
        """Give the form whose event a function handles."""
        for use in handler_uses(view, function):
            if use.tag >= 0 and view.module.tags[use.tag].name == "form":
                return view, use.tag
            if isinstance(use.holder, ir.Call) and isinstance(use.holder.callee, ir.Member):
                base = use.holder.callee.base
                found = self._element(Site(view, use.function, use.block), base, 2)
                if found is not None and found[0].module.tags[found[1]].name == "form":
                    return found
        return None

    def _named(self, view: ModuleView, name: str) -> tuple[ModuleView, int] | None:
        """Give the form with an id, a name or a class."""
        if not name:
            return None
        files = self._program.files_with(name)
        for path in (view.path, *(files if len(files) <= 30 else ())):
            other = self._program.view(path)
            for index, tag in enumerate(other.module.tags if other is not None else ()):
                if tag.name == "form" and other is not None:
                    known = dict(literal_attributes(tag))
                    if (
                        name in (known.get("id"), known.get("name"), known.get("ref"))
                        or name in known.get("class", "").split()
                    ):
                        return other, index
        return None


def _outermost(view: ModuleView, function: int) -> int:
    """Give the function of the module's own scope around a function: a component, a hook."""
    while view.functions[function].parent > 0:
        function = view.functions[function].parent
    return function
