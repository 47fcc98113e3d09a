"""What a decorator of the project's own puts in the place of the function that it is written above."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from linter import ir
from linter.analysis.link import marks
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.shapes import FunctionShape, Site
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView


class Wrapping(NamedTuple):
    """A decorator, and the function inside it that is called in the place of the one it is given."""

    decorator: FunctionShape
    inner: FunctionShape


def wrapping(resolver: Resolver, view: ModuleView, function: int, decorator: ir.Expr) -> Wrapping | None:
    """Give what a decorator of a function puts in its place; None where that is not the project's own function."""
    declared = view.functions[function]
    site = Site(view, max(declared.parent, 0), declared.parent_block)
    if isinstance(decorator, ir.Call):
        makers = resolver.functions(site, decorator.callee)
        found = [made for maker in makers for made in _given_back(resolver, maker)]
    else:
        found = list(resolver.functions(site, decorator))
    for shape in found[:2]:
        for inner in _given_back(resolver, shape):
            if inner.view is shape.view and inner.view.functions[inner.number].parent == shape.number:
                return Wrapping(shape, inner)
    return None


def decorated(resolver: Resolver, program: Program, view: ModuleView, function: int) -> Iterator[FunctionShape]:
    """Give the functions in whose place a function inside a decorator is called."""
    parent = view.functions[function].parent
    if parent <= 0 or not any(_is(view, ret.value, function) for ret in view.returns[parent]):
        return
    names = {view.functions[at].name for at in (parent, view.functions[max(parent, 0)].parent) if at > 0}
    for name in sorted(name for name in names if len(name) > 2):
        for path in program.first(program.reaching(name, view.path), f"files that may decorate with {name}", view.path):
            other = program.marked(path, marks.DECORATES)
            for number, declared in enumerate(other.functions) if other is not None else ():
                for expr in declared.decorators:
                    if other is None or name != simple_name(expr.callee if isinstance(expr, ir.Call) else expr):
                        continue
                    known = wrapping(resolver, other, number, expr)
                    if known is not None and known.inner.view is view and known.inner.number == function:
                        yield FunctionShape(other, number)


def _is(view: ModuleView, value: ir.Expr, function: int) -> bool:
    if isinstance(value, ir.Name):
        return value.id == view.functions[function].name
    return isinstance(value, ir.Lambda) and value.function == function


def _given_back(resolver: Resolver, shape: FunctionShape) -> list[FunctionShape]:
    return [
        inner
        for ret in shape.view.returns[shape.number]
        for inner in resolver.functions(Site(shape.view, shape.number, ret.block), ret.value)
    ]
