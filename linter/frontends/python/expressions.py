"""Expressions of Python that are neither literals nor chains nor operators: collections, comprehensions, lambdas."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.python.chains import spread
from linter.frontends.python.context import Handler, Unit
from linter.frontends.python.grammar import (
    AWAIT,
    COMMENT,
    DICTIONARY_SPLAT,
    FOR_IN_CLAUSE,
    IDENTIFIER,
    IF_CLAUSE,
    LIST_SPLAT,
    PAIR,
    PARENTHESIZED_EXPRESSION,
    SKIP,
    inner,
    kind,
    only,
    strip,
)
from linter.frontends.python.parameters import parameters
from linter.frontends.python.targets import bind, elements, names_in

_FROM = kind("from", named=False)
_MAX_PARTS = 500
"""Expressions that are kept of a stretch that could not be parsed."""
_GENERATORS_GIVE_VALUES = ("contextmanager", "fixture")
"""Ends of the names of decorators under which the one value that is yielded is what the caller gets."""


def literal(value: bool | None) -> Handler:
    """Give the handler of a keyword that is a value."""

    def lowered(_unit: Unit, node: Node) -> ir.Expr:
        return ir.Constant(node.start_byte, node.end_byte, value)

    return lowered


def unknown(unit: Unit, node: Node) -> ir.Expr:
    """Lower what has no meaning of its own here, for the expressions inside it."""
    parts: list[ir.Expr] = []
    for kid in node.children:
        if kid.kind_id not in SKIP and len(parts) < _MAX_PARTS:
            parts.append(unit.expression(kid))
    return ir.Opaque(node.start_byte, node.end_byte, tuple(parts))


def nothing(_unit: Unit, node: Node) -> ir.Expr:
    """Lower a token."""
    return ir.Opaque(node.start_byte, node.end_byte)


def transparent(unit: Unit, node: Node) -> ir.Expr:
    """Lower ``(a)`` and ``await a``."""
    inside = strip(node)
    if inside.kind_id in {PARENTHESIZED_EXPRESSION, AWAIT}:
        return ir.Opaque(node.start_byte, node.end_byte)
    return unit.expression(inside)


# ----------------------------------------------------------------------------------------------- collections


def sequence(unit: Unit, node: Node) -> ir.Expr:
    """Lower a list, tuple or set."""
    items: list[ir.Expr] = []
    for kid in node.children:
        number = kid.kind_id
        if number not in SKIP:
            items.append(spread(unit, kid) if number == LIST_SPLAT else unit.expression(kid))
    return ir.Sequence(node.start_byte, node.end_byte, tuple(items))


def dictionary(unit: Unit, node: Node) -> ir.Expr:
    """Lower a dict."""
    entries: list[ir.Field | ir.Spread] = []
    for kid in node.children:
        number = kid.kind_id
        if number == PAIR:
            entries.append(pair(unit, kid))
        elif number == DICTIONARY_SPLAT:
            entries.append(spread(unit, kid))
        elif number not in SKIP:
            entries.append(ir.Spread(kid.start_byte, kid.end_byte, unit.expression(kid)))
    return ir.Record(node.start_byte, node.end_byte, tuple(entries))


def pair(unit: Unit, node: Node) -> ir.Field:
    """Lower ``key: value``."""
    start, end = node.start_byte, node.end_byte
    kids = inner(node)
    if len(kids) < 2:
        return ir.Field(start, end, "", ir.Opaque(start, end), ir.Opaque(start, end))
    key, value = unit.expression(kids[0]), unit.expression(kids[-1])
    if isinstance(key, ir.Constant):
        text = key.value
        if isinstance(text, str) and text:
            return ir.Field(start, end, text, value)
        if isinstance(text, int) and not isinstance(text, bool):
            return ir.Field(start, end, str(text), value)
    return ir.Field(start, end, "", value, key)


# -------------------------------------------------------------------------------------------- comprehensions


def comprehension(unit: Unit, node: Node) -> ir.Expr:
    """
    Lower a comprehension: its targets are assigned in the function around, its value holds the one element.

    The assignments have the place of the opening bracket: before the element, that uses them, and before all else.
    """
    start, end = node.start_byte, node.end_byte
    kept = unit.renamed
    fields, unit.fields = unit.fields, None
    kids = inner(node)
    for kid in kids[1:]:
        if kid.kind_id == FOR_IN_CLAUSE:
            parts = inner(kid)
            if len(parts) > 1:
                value = unit.expression(parts[-1])
                fresh = _rename(unit, parts[0], value)
                bind(unit, parts[0], elements(value), start, min(start + 1, end))
                unit.bound.difference_update(fresh)
        elif kid.kind_id == IF_CLAUSE:
            test = only(kid)
            if test is not None:
                unit.evaluate(unit.expression(test))
    if kids and kids[0].kind_id == PAIR:
        field = pair(unit, kids[0])
        made: ir.Expr = ir.Record(start, end, (field,))
    elif kids:
        made = ir.Sequence(start, end, (unit.expression(kids[0]),))
    else:
        made = ir.Sequence(start, end)
    unit.renamed = kept
    unit.fields = fields
    return made


def _rename(unit: Unit, target: Node, iterable: ir.Expr) -> list[str]:
    """
    Give the variables of a comprehension other names where the function around uses theirs for something else.

    Gives those that keep their name.
    """
    fresh: list[str] = []
    taken: set[str] | None = None
    for name in names_in(unit, target):
        if name in unit.renamed:
            unit.renamed = {key: value for key, value in unit.renamed.items() if key != name}
        if name not in unit.bound:
            if taken is None:
                taken = {part.id for part in ir.walk(iterable) if isinstance(part, ir.Name)}
            if name not in taken:
                fresh.append(name)
                continue
        unit.renames += 1
        unit.renamed = {**unit.renamed, name: f"{name}%{unit.renames}"}
    return fresh


# ------------------------------------------------------------------------------------------------- functions


def function_literal(unit: Unit, node: Node) -> ir.Expr:
    """Lower ``lambda a, b: c``."""
    start, end = node.start_byte, node.end_byte
    made = unit.builder.function("", start, end)
    made.parent = unit.function.index
    made.parent_block = unit.block
    listed = node.child_by_field_name("parameters")
    destructured = [] if listed is None else parameters(unit, made, listed)
    renamed = unit.renamed
    kept = unit.enter(made)
    unit.renamed = {key: value for key, value in renamed.items() if key not in {p.name for p in made.parameters}}
    unit.bound.update(parameter.name for parameter in made.parameters)
    for pattern, parameter in destructured:
        bind(unit, pattern, parameter, pattern.start_byte, pattern.end_byte)
    body = node.child_by_field_name("body")
    if body is not None:
        value = unit.expression(body)
        unit.body.append(ir.Return(value.start, value.end, value, unit.block))
    unit.leave(kept)
    return ir.Lambda(start, end, made.index)


def walrus(unit: Unit, node: Node) -> ir.Expr:
    """Lower ``name := value``: an assignment, and the name."""
    kids = inner(node)
    if len(kids) < 2 or kids[0].kind_id != IDENTIFIER:
        return unknown(unit, node)
    value = unit.expression(kids[-1])
    bind(unit, kids[0], value, node.start_byte, node.end_byte)
    # A use within the assignment would see what was there before.
    return ir.Name(node.end_byte, node.end_byte, unit.word(kids[0]))


def generated(unit: Unit, node: Node) -> ir.Expr:
    """
    Lower ``yield``: who calls the function gets a sequence of what is yielded.

    ``yield from a`` gives the items of ``a``. A context manager is called for the one value that it yields.
    """
    start, end = node.start_byte, node.end_byte
    kids = node.children
    value: ir.Expr = ir.Constant(end, end)
    items = [kid for kid in kids if kid.kind_id not in SKIP]
    if items:
        value = unit.expression(items[-1])
    if not any(kid.kind_id == _FROM for kid in kids) and not _gives_value(unit.function.decorators):
        value = ir.Sequence(value.start, value.end, (value,))
    unit.body.append(ir.Return(start, end, value, unit.block))
    return ir.Opaque(start, end)


def _gives_value(decorators: tuple[ir.Expr, ...]) -> bool:
    for decorator in decorators:
        called = decorator.callee if isinstance(decorator, ir.Call) else decorator
        name = called.id if isinstance(called, ir.Name) else called.key if isinstance(called, ir.Member) else ""
        if name.endswith(_GENERATORS_GIVE_VALUES):
            return True
    return False


def named_pattern(unit: Unit, node: Node) -> ir.Expr:
    """Lower ``value as target`` where it stands for the value."""
    kids = [kid for kid in node.children if kid.kind_id not in SKIP and kid.kind_id != COMMENT]
    if not kids:
        return ir.Opaque(node.start_byte, node.end_byte)
    value = unit.expression(kids[0])
    if len(kids) > 1:
        bind(unit, kids[-1], value, node.start_byte, node.end_byte)
    return value
