"""What finding shapes rests on: the memo and its cycles, and nodes that are made once."""

from __future__ import annotations

import re
from collections.abc import Callable

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.shapes import ClassShape, Frame, FunctionShape, Shape, Site, SymbolShape
from linter.analysis.link.view import ModuleView, Write
from linter.catalogue.calls import Calls

MAX_SHAPES = 5000
MAX_DEPTH = 100
_NEVER = 1 << 30
_PUT_FIRST = frozenset({"bind", "takes_context", "pass_context"})
"""Options of decorators by which a function gets one argument more than its calls show, in front."""


class Resolving:
    """The base of ``Resolver``: see there."""

    def __init__(
        self,
        program: Program,
        heads: frozenset[str],
        weak: frozenset[str],
        known: Callable[[str], bool],
        calls: Calls | None = None,
    ) -> None:
        self.program = program
        self.heads = heads
        self.weak = weak
        self.known = known
        self.calls = calls if calls is not None else Calls(())
        self._memo: dict[tuple[object, ...], tuple[Shape, ...]] = {}
        self._active: dict[tuple[object, ...], int] = {}
        self._cut_at = _NEVER
        self._provisional: dict[tuple[object, ...], tuple[tuple[Shape, ...], int]] = {}
        self._made: dict[tuple[object, ...], ir.Expr | None] = {}
        self._heirs: dict[ClassShape, tuple[ClassShape, ...]] = {}
        self._registered: dict[str, list[FunctionShape]] = {}
        self._spread: set[tuple[int, str]] = set()
        self._kept: dict[str, tuple[Shape, ...]] = {}
        self._mixins: tuple[ClassShape, ...] | None = None
        self._outer: dict[tuple[ClassShape, str], tuple[tuple[Site, Write], ...]] = {}

    def shapes(self, site: Site, expr: ir.Expr, depth: int = 0) -> tuple[Shape, ...]:
        """Give all that ``expr`` may be; empty when the code does not show it or it is plain data."""
        if depth > MAX_DEPTH:
            self.program.cut("values on the way to what a name is", MAX_DEPTH, path=site.view.path)
            return ()
        if site.frame is not None:
            site = Site(site.view, site.function, site.block)
        key = (*site.key, id(expr))
        known = self._memo.get(key)
        if known is not None:
            return known
        provisional = self._provisional.get(key)
        if provisional is not None:
            self._cut_at = min(self._cut_at, provisional[1])
            return provisional[0]
        level = len(self._active)
        if key in self._active:
            self._cut_at = min(self._cut_at, self._active[key])
            return ()
        self._active[key] = level
        outer_cut, self._cut_at = self._cut_at, _NEVER
        try:
            shapes = tuple(dict.fromkeys(self._shapes(site, expr, depth)))
            found = tuple(self.program.first(shapes, "things that a name may be", site.view.path, MAX_SHAPES))
        finally:
            del self._active[key]
        if self._cut_at >= level:
            self._memo[key] = found
            self._cut_at = outer_cut
        else:
            self._provisional[key] = (found, self._cut_at)
            self._cut_at = min(outer_cut, self._cut_at)
        if level == 0:
            self._provisional.clear()
        return found

    def made_name(self, view: ModuleView, name: str, at: int) -> ir.Name:
        """Give the one name node that stands for reading ``name`` at byte ``at``: memos go by identity."""
        key = ("name", view.path, name, at)
        node = self._made.get(key)
        if not isinstance(node, ir.Name):
            node = self._made[key] = ir.Name(at, at, name)
        return node

    def made_call(self, call: ir.Call) -> ir.Call:
        """Give a call without its keywords, always the same node."""
        key = ("plain", id(call))
        made = self._made.get(key)
        if not isinstance(made, ir.Call):
            made = self._made[key] = ir.Call(call.start, call.end, call.callee, call.arguments)
        return made

    def made_call_with(self, call: ir.Call, text: str) -> ir.Call:
        """Give a call with another first argument, always the same node for the same text."""
        key = ("with", id(call), text)
        made = self._made.get(key)
        if not isinstance(made, ir.Call):
            first = ir.Constant(call.arguments[0].start, call.arguments[0].end, text)
            made = self._made[key] = ir.Call(
                call.start, call.end, call.callee, (first, *call.arguments[1:]), call.keywords
            )
        return made

    def made_method_call(self, base: ir.Expr, method: str) -> ir.Call:
        """Give the call of a method on an expression, always the same node."""
        key = ("method", method, id(base))
        made = self._made.get(key)
        if not isinstance(made, ir.Call):
            callee = ir.Member(base.start, base.end, base, method)
            made = self._made[key] = ir.Call(base.start, base.end, callee)
        return made

    def argument(self, call: ir.Call, function: ir.Function, position: int, bound: bool) -> ir.Expr | None:
        """Give what a parameter gets from a call (see ``argument_for``), always the same node."""
        key = (id(call), id(function), position, bound)
        if key not in self._made:
            self._made[key] = argument_for(call, function, position, bound)
        return self._made[key]

    def symbols(self, site: Site, expr: ir.Expr) -> tuple[str, ...]:
        """Give the symbol paths that an expression may be, sorted."""
        return tuple(sorted({s.path for s in self.shapes(site, expr) if isinstance(s, SymbolShape)}))

    def enter(self, site: Site, call: ir.Call, callee: FunctionShape) -> Frame | None:
        """Make the frame of a call into a function of the project; None past the depth kept apart."""
        outer = site.frame if isinstance(site.frame, Frame) else None
        key = (id(call), *(outer.key if outer else ()))
        if len(key) > 4:
            return None
        return Frame(call, site, callee.view, callee.number, callee.bound or call.new, key)

    def is_stub(self, shape: FunctionShape) -> bool:
        """Say whether a function is a vendor's loader stub: it queues its own ``arguments``."""
        return any(
            site.function == shape.number
            and any(isinstance(a, ir.Name) and a.id == "arguments" for a in site.call.arguments)
            for site in shape.view.calls
        )

    def is_trackers(self, shape: Shape) -> bool:
        """Say whether a shape is something that the catalogue knows under a name no project has for itself."""
        return (
            isinstance(shape, SymbolShape)
            and re.split(r"[.:(]", shape.path, maxsplit=1)[0] not in self.weak
            and self.known(shape.path)
        )

    def literal(self, site: Site, expr: ir.Expr) -> str:
        """Give the text that an expression is bound to: see ``Resolver``."""
        raise NotImplementedError

    def _shapes(self, site: Site, expr: ir.Expr, depth: int) -> list[Shape]:
        """Give what an expression may be by its kind: see ``Resolver``."""
        raise NotImplementedError


def gets_itself(function: ir.Function) -> bool:
    """Say whether a decorator puts something in front of the arguments: ``bind=True``, ``takes_context=True``."""
    return any(
        isinstance(keyword, ir.Keyword)
        and keyword.name in _PUT_FIRST
        and isinstance(keyword.value, ir.Constant)
        and keyword.value.value is True
        for decorator in function.decorators
        if isinstance(decorator, ir.Call)
        for keyword in decorator.keywords
    )


def argument_for(call: ir.Call, function: ir.Function, position: int, bound: bool) -> ir.Expr | None:
    """
    Give the argument of ``call`` that parameter number ``position`` of ``function`` gets; None when there is none.

    ``bound``: the function's receiver is set already. Only receivers that are parameters (``self``) shift positions.
    """
    parameter = function.parameters[position]
    if gets_itself(function):
        shift = 1
        if position == 0:
            return None
    else:
        shift = 1 if bound and function.parameters and function.receiver == function.parameters[0].name else 0
    if shift and position == 0:
        return call.callee.base if isinstance(call.callee, ir.Member) else None
    for keyword in call.keywords:
        if isinstance(keyword, ir.Keyword) and keyword.name == parameter.name:
            return keyword.value
    index = position - shift
    if parameter.kind == "rest":
        rest = call.arguments[index:]
        return ir.Sequence(call.start, call.end, tuple(rest)) if rest else None
    if parameter.kind == "keywords":
        named = {p.name for p in function.parameters}
        entries = tuple(
            ir.Field(k.start, k.end, k.name, k.value) if isinstance(k, ir.Keyword) else k
            for k in call.keywords
            if isinstance(k, ir.Spread) or k.name not in named
        )
        return ir.Record(call.start, call.end, entries) if entries else None
    if parameter.kind == "keyword":
        index = len(call.arguments)
    for at, argument in enumerate(call.arguments):
        if at == index and not isinstance(argument, ir.Spread):
            return argument
        if isinstance(argument, ir.Spread):
            if at <= index:
                return ir.Member(argument.start, argument.end, argument.value, str(index - at))
            break
    for keyword in call.keywords:
        if isinstance(keyword, ir.Spread):
            return ir.Member(keyword.start, keyword.end, keyword.value, parameter.name)
    return None
