"""
Which callers can get to a place: a branch that asks for a constant is closed to those who hand over another one.

``function send(kind, value) { if (kind === 'mail') ... }``: the callers that hand over ``'table'`` say nothing about
that branch. What is not known for sure leaves the branch open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from linter import ir
from linter.analysis.link.shapes import Site
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView

_MOST_GUARDS = 40
"""Blocks around one place that are looked at."""
_DEEPEST = 12
"""Operators inside each other that are followed."""
_FAULTS = ("Error", "Exception", "Throwable")
"""How the names of classes end whose instances say what went wrong, in every language that is read."""

Given: TypeAlias = Callable[[int], "tuple[Site, ir.Expr] | None"]
"""What a call hands to a parameter, by its position; None where that is not known."""


class _Unknown:
    """The value of what is not known."""


class _Something:
    """The value of a function, a record or an instance: something that is true and equals no constant."""


_UNKNOWN = _Unknown()
_SOMETHING = _Something()
_Value: TypeAlias = "ir.Scalar | _Unknown | _Something"


class Conditions:
    """Answers for one function and the values that one call hands over."""

    def __init__(self, resolver: Resolver, view: ModuleView, owner: int, given: Given) -> None:
        self._resolver = resolver
        self._view = view
        self._owner = owner
        self._given = given

    def allow(self, function: int, block: int) -> bool:
        """Say whether a place in the function, or in one written inside it, can be reached with these values."""
        return all(self._open(inside, number) for inside, number in _around(self._view, self._owner, function, block))

    def _open(self, function: int, number: int) -> bool:
        blocks = self._view.functions[function].blocks
        block = blocks[number]
        if block.guard is not None:
            truth = self._truth(function, block.guard)
            return truth is None or truth is not block.negated
        if block.group < 0 or block.kind != "branch":
            return True
        # What is left when no other case fits: ``default:``, ``case _:``.
        # A case with a condition of its own (``case 'a' if ready:``, a block of no group inside) may be passed by.
        limited = {b.parent for b in blocks if b.kind == "branch" and b.group < 0}
        cases = [
            b.guard
            for at, b in enumerate(blocks)
            if b.group == block.group and b.guard is not None and not b.negated and at not in limited
        ]
        return not any(self._truth(function, guard) is True for guard in cases)

    def _truth(self, function: int, test: ir.Expr, depth: int = 0) -> bool | None:
        if depth > _DEEPEST:
            return None
        if isinstance(test, ir.Operation) and test.operator == "!" and len(test.operands) == 1:
            inner = self._truth(function, test.operands[0], depth + 1)
            return None if inner is None else not inner
        if isinstance(test, ir.Operation) and test.operator in ("==", "!=") and len(test.operands) == 2:
            same = _same(*(self._value(function, operand) for operand in test.operands))
            return same if same is None or test.operator == "==" else not same
        if isinstance(test, ir.Operation) and test.operator == "in" and len(test.operands) == 2:
            return self._among(function, test.operands[0], test.operands[1])
        if isinstance(test, ir.Call) and isinstance(test.callee, ir.Member) and test.callee.key == "includes":
            return self._among(function, test.arguments[0], test.callee.base) if len(test.arguments) == 1 else None
        if isinstance(test, ir.Choice) and test.test is not None and len(test.options) == 1:
            return _both(self._truth(function, test.test, depth + 1), self._truth(function, test.options[0], depth + 1))
        if isinstance(test, ir.Choice) and test.test is None:
            return _any([self._truth(function, option, depth + 1) for option in test.options])
        value = self._value(function, test)
        if isinstance(value, _Unknown):
            return None
        return True if isinstance(value, _Something) else bool(value)

    def _among(self, function: int, asked: ir.Expr, listed: ir.Expr) -> bool | None:
        if not isinstance(listed, ir.Sequence) or any(isinstance(item, ir.Spread) for item in listed.items):
            return None
        value = self._value(function, asked)
        return _any([_same(value, self._value(function, item)) for item in listed.items]) if listed.items else False

    def _value(self, function: int, expr: ir.Expr) -> _Value:
        """Give the constant that an expression of the function is; what it is handed over stands for parameters."""
        if isinstance(expr, ir.Constant):
            return expr.value
        place = self._parameter(function, expr)
        if place is not None:
            return self._handed(*place)
        literal = self._resolver.literal(Site(self._view, function, 0), expr)
        return literal or _UNKNOWN

    def _parameter(self, function: int, expr: ir.Expr) -> tuple[int, str, _Value] | None:
        """Give the position, the key below it and what stands for nothing, when it reads a parameter as it came."""
        if isinstance(expr, ir.Member):
            held = self._parameter(function, expr.base)
            return (held[0], expr.key, None) if held is not None and not held[1] else None
        if not isinstance(expr, ir.Name) or self._view.scope_of(function, expr.id) != self._owner:
            return None
        position = self._view.parameters[self._owner].get(expr.id)
        assigns = self._view.assigns[self._owner].get(expr.id, ())
        if position is not None:
            return (position, "", None) if not assigns else None
        if len(assigns) != 1:
            return None
        value, otherwise = assigns[0].value, None
        if isinstance(value, ir.Choice) and value.test is None and len(value.options) == 2:
            default = value.options[1]
            value, otherwise = value.options[0], default.value if isinstance(default, ir.Constant) else _UNKNOWN
        if not isinstance(value, ir.Member) or not isinstance(value.base, ir.Name) or value.base.id[:1] != "%":
            return None
        position = self._view.parameters[self._owner].get(value.base.id)
        return (position, value.key, otherwise) if position is not None else None

    def _handed(self, position: int, key: str, otherwise: _Value) -> _Value:
        given = self._given(position)
        if given is None:
            return _UNKNOWN
        site, expr = given
        if not key:
            return self._constant(site, expr)
        if not isinstance(expr, ir.Record) or self._is_written(position):
            return _UNKNOWN
        for entry in reversed(expr.entries):
            if isinstance(entry, ir.Spread) or entry.computed is not None:
                return _UNKNOWN
            if entry.key == key:
                return self._constant(site, entry.value)
        return otherwise

    def _is_written(self, position: int) -> bool:
        name = self._view.functions[self._owner].parameters[position].name
        return bool(self._view.writes_to(self._owner, name))

    def _constant(self, site: Site, expr: ir.Expr) -> _Value:
        if isinstance(expr, ir.Constant):
            return expr.value
        if isinstance(expr, ir.Lambda) or (isinstance(expr, ir.Record) and expr.entries):
            return _SOMETHING
        return self._resolver.literal(site, expr) or _UNKNOWN


def handed(
    view: ModuleView, function: int, position: int, site: Site, value: ir.Expr | None
) -> tuple[Site, ir.Expr] | None:
    """Give what a parameter is when a call hands ``value`` over at ``site``: without one, its default."""
    declared = view.functions[function]
    default = declared.parameters[position].default
    if value is None:
        return (Site(view, max(declared.parent, 0), declared.parent_block), default) if default is not None else None
    if default is not None and isinstance(value, ir.Constant) and value.value is None:
        return None  # ``undefined`` takes the default, ``null`` and ``None`` do not
    return site, value


def is_fault(view: ModuleView, owner: int, use: Site, name: str) -> bool:
    """
    Say whether a name of a function stands for what went wrong at a place: ``if (input instanceof Error)``.

    What such a thing says of itself is none of the data that callers hand over in its stead.
    """
    return any(
        block.guard is not None and not block.negated and _asks_for_fault(block.guard, name)
        for function, number in _around(view, owner, use.function, use.block)
        for block in (view.functions[function].blocks[number],)
    )


def _asks_for_fault(test: ir.Expr, name: str, depth: int = 0) -> bool:
    if isinstance(test, ir.Choice) and test.test is not None and len(test.options) == 1 and depth < _DEEPEST:
        return any(_asks_for_fault(part, name, depth + 1) for part in (test.test, test.options[0]))
    if isinstance(test, ir.Operation) and test.operator == "instanceof" and len(test.operands) == 2:
        asked, cls = test.operands
    elif isinstance(test, ir.Call) and isinstance(test.callee, ir.Name) and test.callee.id == "isinstance":
        if len(test.arguments) != 2:
            return False
        asked, cls = test.arguments
    else:
        return False
    named = cls.id if isinstance(cls, ir.Name) else cls.key if isinstance(cls, ir.Member) else ""
    return isinstance(asked, ir.Name) and asked.id == name and named.endswith(_FAULTS)


def _around(view: ModuleView, owner: int, function: int, block: int) -> Iterator[tuple[int, int]]:
    """Give the blocks around a place, innermost first, with their functions, out to those of a function."""
    count = 0
    while function >= 0:
        for number in view.ancestors(function, block):
            count += 1
            if count > _MOST_GUARDS:
                return
            yield function, number
        if function == owner:
            return
        block, function = view.functions[function].parent_block, view.functions[function].parent


def _same(first: _Value, second: _Value) -> bool | None:
    """Compare two values; None where that depends on the language or is not known."""
    if isinstance(first, _Unknown) or isinstance(second, _Unknown):
        return None
    if isinstance(first, _Something) or isinstance(second, _Something):
        return None if first is second else False
    if first is None or second is None:
        return None if first is second else False  # ``undefined`` and ``null`` are one constant here
    return first == second if type(first) is type(second) else None


def _both(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def _any(truths: list[bool | None]) -> bool | None:
    if any(truth is True for truth in truths):
        return True
    return None if any(truth is None for truth in truths) else False
