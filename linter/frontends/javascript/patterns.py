"""Targets of assignments: names, members and destructuring patterns."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.javascript.context import MAX_DEPTH, Script
from linter.frontends.javascript.types import key_text


def bind(script: Script, node: Node, value: ir.Expr, start: int, end: int, declares: bool = False) -> None:
    """
    Write the assignments that bring ``value`` into a pattern.

    ``start`` and ``end`` (absolute) span the whole assignment: a name used in between still has its old value.
    """
    kinds = script.kinds
    kind = node.kind_id
    if kind in {kinds.object_pattern, kinds.array_pattern}:
        if script.depth >= MAX_DEPTH:
            script.too_deep(node)
            return
        script.depth += 1
        if kind == kinds.object_pattern:
            _object(script, node, value, start, end, declares)
        else:
            _array(script, node, value, start, end, declares)
        script.depth -= 1
        return
    if kind in {kinds.assignment_pattern, kinds.object_assignment_pattern}:
        kids = script.inner(node)
        if len(kids) > 1:
            default = script.expression(kids[-1])
            value = ir.Choice(node.start_byte + script.base, node.end_byte + script.base, (value, default))
            bind(script, kids[0], value, start, end, declares)
        return
    target = place(script, node)
    if target is not None:
        script.assign(start, end, target, value, declares)


def place(script: Script, node: Node) -> ir.Expr | None:
    """Give the name or member that an assignment stores into; None for what can hold nothing."""
    kinds = script.kinds
    kind = node.kind_id
    if kind in {kinds.identifier, kinds.shorthand_property_identifier_pattern, kinds.undefined}:
        start, end = node.start_byte, node.end_byte
        if start == end:
            return None
        return ir.Name(start + script.base, end + script.base, script.data[start:end].decode())
    target = script.expression(node)
    return target if isinstance(target, (ir.Name, ir.Member, ir.Index)) else None


def shared(script: Script, value: ir.Expr, start: int, end: int) -> ir.Expr:
    """
    Give an expression that may stand in several places for ``value``.

    A call must not be read twice: it is kept under a made-up name (``%`` and the offset, no name of the language).
    """
    base = value
    while isinstance(base, ir.Member):
        base = base.base
    if isinstance(base, (ir.Name, ir.Constant, ir.Import)):
        return value
    name = ir.Name(value.start, value.end, f"%{value.start}")
    script.assign(start, end, name, value, declares=True)
    return name


def _object(script: Script, node: Node, value: ir.Expr, start: int, end: int, declares: bool) -> None:
    kinds = script.kinds
    base = script.base
    kids = script.inner(node)
    if len(kids) > 1:
        value = shared(script, value, start, end)
    taken: list[str] = []
    for kid in kids:
        kind = kid.kind_id
        from_, to = kid.start_byte + base, kid.end_byte + base
        if kind == kinds.shorthand_property_identifier_pattern:
            key = script.text(kid)
            taken.append(key)
            bind(script, kid, ir.Member(from_, to, value, key), start, end, declares)
        elif kind == kinds.object_assignment_pattern:
            label = script.only(kid)
            if label is not None:
                key = script.text(label)
                taken.append(key)
                bind(
                    script,
                    kid,
                    ir.Member(label.start_byte + base, label.end_byte + base, value, key),
                    start,
                    end,
                    declares,
                )
        elif kind == kinds.pair_pattern:
            parts = script.inner(kid)
            if len(parts) < 2:
                continue
            literal = key_text(script, parts[0])
            if literal is None:
                inside = script.only(parts[0])
                index = script.expression(inside) if inside is not None else ir.Opaque(from_, to)
                bind(script, parts[-1], ir.Index(from_, to, value, index), start, end, declares)
            else:
                taken.append(literal)
                bind(script, parts[-1], ir.Member(from_, to, value, literal), start, end, declares)
        elif kind == kinds.rest_pattern:
            inside = script.only(kid)
            if inside is not None:
                bind(script, inside, ir.Rest(from_, to, value, tuple(taken)), start, end, declares)


def _array(script: Script, node: Node, value: ir.Expr, start: int, end: int, declares: bool) -> None:
    kinds = script.kinds
    base = script.base
    operators = script.grammar.operators
    position = 0
    if len(script.inner(node)) > 1:
        value = shared(script, value, start, end)
    for kid in node.children:
        kind = kid.kind_id
        if operators.get(kind) == ",":
            position += 1
        if kind in script.skip:
            continue
        from_, to = kid.start_byte + base, kid.end_byte + base
        if kind == kinds.rest_pattern:
            inside = script.only(kid)
            taken = tuple(str(index) for index in range(position))
            if inside is not None:
                bind(script, inside, ir.Rest(from_, to, value, taken), start, end, declares)
        else:
            bind(script, kid, ir.Member(from_, to, value, str(position)), start, end, declares)
