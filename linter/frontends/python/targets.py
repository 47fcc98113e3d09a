"""What is assigned to: names, members, and lists of them that a value is taken apart for."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from linter import ir
from linter.frontends.python.context import MAX_DEPTH, Unit
from linter.frontends.python.grammar import (
    AS_PATTERN_TARGET,
    ATTRIBUTE,
    EXPRESSION_LIST,
    IDENTIFIER,
    LIST,
    LIST_PATTERN,
    LIST_SPLAT,
    LIST_SPLAT_PATTERN,
    PARENTHESIZED_EXPRESSION,
    PATTERN_LIST,
    SUBSCRIPT,
    TUPLE,
    TUPLE_PATTERN,
    inner,
)

_LISTS = frozenset({PATTERN_LIST, TUPLE_PATTERN, LIST_PATTERN, TUPLE, LIST, EXPRESSION_LIST})
_WRAPPERS = frozenset({AS_PATTERN_TARGET, PARENTHESIZED_EXPRESSION})
_SPLATS = frozenset({LIST_SPLAT_PATTERN, LIST_SPLAT})
_SAME_ITEMS = frozenset({"list", "tuple", "set", "frozenset", "iter", "sorted", "reversed"})
"""Functions that give the items of their argument."""


def bind(unit: Unit, target: Node, value: ir.Expr, start: int, end: int, annotation: ir.Expr | None = None) -> None:
    """
    Assign a value to a target, name by name where the target is a list of them.

    ``start`` and ``end`` are the span of the assignment: a use inside it sees what was there before.
    """
    number = target.kind_id
    if number == IDENTIFIER:
        word = unit.word(target)
        if unit.renamed:
            word = unit.renamed.get(word, word)
        unit.assign(start, end, ir.Name(target.start_byte, target.end_byte, word), value, annotation)
    elif number in {ATTRIBUTE, SUBSCRIPT}:
        place = unit.expression(target)
        if isinstance(place, (ir.Name, ir.Member, ir.Index)):
            unit.assign(start, end, place, value, annotation)
        else:
            unit.evaluate(value)
    elif unit.depth >= MAX_DEPTH:
        unit.too_deep(target)
    elif number in _LISTS:
        unit.depth += 1
        _take_apart(unit, inner(target), value, start, end)
        unit.depth -= 1
    elif number in _WRAPPERS:
        unit.depth += 1
        for kid in inner(target):
            bind(unit, kid, value, start, end)
        unit.depth -= 1
    elif number in _SPLATS:
        for kid in inner(target):
            bind(unit, kid, value, start, end)
    else:
        unit.evaluate(value)


def _take_apart(unit: Unit, items: list[Node], value: ir.Expr, start: int, end: int) -> None:
    """Assign the elements of a value: paired with those of a literal, else by position."""
    star = next((at for at, item in enumerate(items) if item.kind_id in _SPLATS), -1)
    known = _known_items(value)
    if known is not None and (len(known) == len(items) if star < 0 else len(known) >= len(items) - 1):
        after = len(items) - star - 1
        for at, item in enumerate(items):
            if at == star:
                taken = known[at : len(known) - after]
                first, last = (taken[0].start, taken[-1].end) if taken else (value.start, value.start)
                bind(unit, item, ir.Sequence(first, last, taken), start, end)
            else:
                bind(unit, item, known[at if star < 0 or at < star else at - len(items)], start, end)
        return
    for at, item in enumerate(items):
        if at == star:
            part: ir.Expr = ir.Rest(value.start, value.end, value, tuple(str(before) for before in range(at)))
        else:
            key = at if star < 0 or at < star else at - len(items)
            part = ir.Member(value.start, value.end, value, str(key))
        bind(unit, item, part, start, end)


def _known_items(value: ir.Expr) -> tuple[ir.Expr, ...] | None:
    if isinstance(value, ir.Sequence) and not any(isinstance(item, ir.Spread) for item in value.items):
        return value.items
    return None


def names_in(unit: Unit, target: Node) -> Iterator[str]:
    """Give the names that a target binds."""
    stack = [target]
    while stack:
        node = stack.pop()
        if node.kind_id == IDENTIFIER:
            yield unit.word(node)
        elif node.kind_id in _LISTS or node.kind_id in _SPLATS or node.kind_id in _WRAPPERS:
            stack.extend(reversed(inner(node)))


def elements(iterable: ir.Expr) -> ir.Expr:
    """
    Give what a loop over a value gets each time: ``Item``, or a pair where the language says what is in it.

    ``d.items()`` gives a key and an item of ``d``, ``enumerate(xs)`` a number and an item, ``zip(a, b)`` an item each.
    """
    start, end = iterable.start, iterable.end
    source = iterable
    while isinstance(source, ir.Call) and isinstance(source.callee, ir.Name) and source.callee.id in _SAME_ITEMS:
        if len(source.arguments) != 1 or isinstance(source.arguments[0], ir.Spread):
            return ir.Item(start, end, iterable)
        source = source.arguments[0]
    if not isinstance(source, ir.Call):
        return ir.Item(start, end, iterable)
    callee = source.callee
    if isinstance(callee, ir.Member) and callee.key in {"items", "iteritems", "viewitems"} and not source.arguments:
        return _pair(start, end, ir.Item(start, end, callee.base))
    if isinstance(callee, ir.Name) and source.arguments and not isinstance(source.arguments[0], ir.Spread):
        if callee.id == "enumerate":
            return _pair(start, end, elements(source.arguments[0]))
        if callee.id in {"zip", "izip"} and not any(isinstance(part, ir.Spread) for part in source.arguments):
            return ir.Sequence(start, end, tuple(elements(part) for part in source.arguments))
    return ir.Item(start, end, iterable)


def _pair(start: int, end: int, item: ir.Expr) -> ir.Expr:
    """Give a pair whose first part, a key or a number, carries nothing of what is stored."""
    return ir.Sequence(start, end, (ir.Opaque(start, end), item))
