"""Operators inside expressions."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.javascript.assignments import assignment, augmented
from linter.frontends.javascript.context import Script
from linter.frontends.javascript.effects import effect

_SPELLING = {"===": "==", "!==": "!="}
_TESTS = 16
"""Operands of one ``&&`` chain, or tests of one ``?:`` chain, that are nested; more of them are put side by side."""
_RUNS = 100
"""Changes of operator along one chain that are kept apart."""
_GUARDED = (b"=>", b"function", b"</", b"/>")
"""What a guarded operand holds where it matters to know its guard: functions and elements have a block."""


def binary(script: Script, node: Node) -> ir.Expr:
    """Lower a chain of binary operators along its left side; runs of one operator become one node."""
    kind = script.kinds.binary_expression
    skip = script.skip
    spine: list[tuple[str, Node, int]] = []
    operators = script.grammar.operators
    while node.kind_id == kind:
        kids = node.children
        if len(kids) != 3 or kids[1].kind_id not in skip:
            kids = [kid for kid in kids if kid.kind_id not in skip or operators.get(kid.kind_id)]
        if len(kids) != 3:
            break
        sign = operators.get(kids[1].kind_id, "")
        spine.append((_SPELLING.get(sign, sign), kids[2], node.end_byte + script.base))
        node = kids[0]
    if not spine:
        return parts_of(script, node)
    operands = [script.expression(node)]
    spine.reverse()
    current = spine[0][0]
    end = spine[0][2]
    runs = 0
    for sign, right, right_end in spine:
        if sign != current:
            runs += 1
            if runs < _RUNS:
                operands = [_join(current, operands, end)]
            current = sign
        operands.append(_right(script, sign, right, operands))
        end = right_end
    if runs >= _RUNS:
        return ir.Opaque(operands[0].start, end, tuple(operands))
    return _join(current, operands, end)


def _join(sign: str, operands: list[ir.Expr], end: int) -> ir.Expr:
    """Put the operands of one run together."""
    start = operands[0].start
    if sign == "+":
        if all(isinstance(operand, ir.Constant) and isinstance(operand.value, (int, float)) for operand in operands):
            return ir.Operation(start, end, sign, tuple(operands))
        parts: list[ir.Expr] = []
        for operand in operands:
            if isinstance(operand, ir.Text):
                parts.extend(operand.parts)
            else:
                parts.append(operand)
        return ir.Text(start, end, tuple(parts))
    if sign == "&&":
        return _conjunction(operands, end)
    if sign in {"||", "??"}:
        return ir.Choice(start, end, tuple(operands))
    return ir.Operation(start, end, sign, tuple(operands))


def _conjunction(operands: list[ir.Expr], end: int) -> ir.Expr:
    """Give ``a && b``: it is ``b``, if anything, and depends on ``a``."""
    start = operands[0].start
    if len(operands) > _TESTS:
        test: ir.Expr = ir.Operation(start, operands[-2].end, "&&", tuple(operands[:-1]))
        return ir.Choice(start, end, (operands[-1],), test)
    value = operands[0]
    for operand in operands[1:]:
        value = ir.Choice(start, operand.end, (operand,), value)
    return ir.Choice(start, end, (operands[-1],), value.test) if isinstance(value, ir.Choice) else value


def _right(script: Script, sign: str, node: Node, before: list[ir.Expr]) -> ir.Expr:
    """Lower a right operand; one with functions or elements stands in a block under what is before it."""
    if sign not in {"&&", "||", "??"} or not _matters(script, node):
        return script.expression(node)
    saved = script.block
    test = _join(sign, list(before), before[-1].end) if len(before) > 1 else before[0]
    script.block = script.function.block(saved, "branch", test, negated=sign != "&&")
    value = script.expression(node)
    script.block = saved
    return value


def _matters(script: Script, node: Node) -> bool:
    data = script.data
    start, end = node.start_byte, node.end_byte
    return end - start > 3 and any(data.find(word, start, end) >= 0 for word in _GUARDED)


def ternary(script: Script, node: Node) -> ir.Expr:
    """Lower ``a ? b : c``; a chain of them is walked along its last arms."""
    kind = node.kind_id
    saved = script.block
    links: list[tuple[int, ir.Expr, ir.Expr]] = []
    end = node.end_byte + script.base
    matters = _matters(script, node)
    while node.kind_id == kind:
        kids = script.inner(node)
        if len(kids) < 3:
            break
        test = script.expression(kids[0])
        group = -1
        outer = script.block
        if matters:
            group = script.function.group()
            script.block = script.function.block(outer, "branch", test, group=group)
        value = script.expression(kids[1])
        if group >= 0:
            script.block = script.function.block(outer, "branch", test, negated=True, group=group)
        links.append((node.start_byte + script.base, test, value))
        node = script.strip(kids[2])
    result = script.expression(node) if node.kind_id != kind else parts_of(script, node)
    script.block = saved
    if len(links) > _TESTS:
        values = tuple(value for _, _, value in links)
        tests = ir.Opaque(links[0][0], end, tuple(test for _, test, _ in links))
        return ir.Choice(links[0][0], end, (*values, result), tests)
    for start, test, value in reversed(links):
        result = ir.Choice(start, max(end, result.end), (value, result), test)
    return result


def unary(script: Script, node: Node) -> ir.Expr:
    """Lower ``!a``, ``-a``, ``typeof a``, ``void a`` and ``delete a.b``."""
    start, end = node.start_byte + script.base, node.end_byte + script.base
    sign = script.grammar.operators.get(node.children[0].kind_id, "")
    inside = script.only(node)
    if inside is None:
        return ir.Opaque(start, end)
    if sign == "void":
        if inside.kind_id != script.kinds.number:
            effect(script, inside)
        return ir.Constant(start, end)
    value = script.expression(inside)
    if sign == "delete":
        if isinstance(value, (ir.Member, ir.Index)):
            script.assign(start, end, value, ir.Constant(start, end))
        return ir.Constant(start, end, True)
    if isinstance(value, ir.Constant) and isinstance(value.value, (int, float)) and not isinstance(value.value, bool):
        if sign == "-":
            return ir.Constant(start, end, -value.value)
        if sign == "!":
            return ir.Constant(start, end, not value.value)
    return ir.Operation(start, end, sign, (value,))


def update(script: Script, node: Node) -> ir.Expr:
    """Lower ``a++`` and the like: a number comes of it."""
    start, end = node.start_byte + script.base, node.end_byte + script.base
    inside = script.only(node)
    operand = script.expression(inside) if inside is not None else ir.Opaque(start, end)
    return ir.Operation(start, end, "++", (operand,))


def sequence(script: Script, node: Node) -> ir.Expr:
    """Lower ``a, b``: the last is the value, the others are evaluated before it."""
    kids = script.inner(node)
    for kid in kids[:-1]:
        effect(script, kid)
    return script.expression(kids[-1]) if kids else parts_of(script, node)


def transparent(script: Script, node: Node) -> ir.Expr:
    """Lower what gives its inside: parentheses, ``await``, type assertions."""
    inside = script.strip(node)
    if inside.kind_id in script.grammar.transparent:
        return parts_of(script, node)
    return script.expression(inside)


def yielded(script: Script, node: Node) -> ir.Expr:
    """Lower a ``yield`` whose result is used: as ``await``, what comes back is what was asked for."""
    inside = script.only(node)
    if inside is None:
        return ir.Opaque(node.start_byte + script.base, node.end_byte + script.base)
    return script.expression(inside)


def assigned(script: Script, node: Node) -> ir.Expr:
    """Lower an assignment inside an expression."""
    return assignment(script, node)


def augmented_value(script: Script, node: Node) -> ir.Expr:
    """Lower ``a += b`` inside an expression."""
    return augmented(script, node)


def parts_of(script: Script, node: Node) -> ir.Expr:
    """Lower what cannot be read as a whole to the expressions inside it."""
    parts = tuple(script.expression(kid) for kid in script.inner(node))
    return ir.Opaque(node.start_byte + script.base, node.end_byte + script.base, parts)
