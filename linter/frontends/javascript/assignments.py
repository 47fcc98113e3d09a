"""Assignments, whether they stand as statements or inside expressions."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.javascript.context import Script
from linter.frontends.javascript.exports import exported_by
from linter.frontends.javascript.patterns import bind, place


def assignment(script: Script, node: Node) -> ir.Expr:
    """
    Lower ``a = b = value`` and give what the whole expression is worth: the place that was written last.

    Constants stand for themselves, so that ``exports.a = exports.b = void 0`` makes no chain of reads.
    """
    kind = script.kinds.assignment_expression
    base = script.base
    pending: list[tuple[Node, int, int]] = []
    while node.kind_id == kind:
        start, end = node.start_byte + base, node.end_byte + base
        kids = script.inner(node)
        if len(kids) < 2:
            return script.expression(kids[0]) if kids else ir.Opaque(start, end)
        pending.append((script.strip(kids[0]), start, end))
        node = script.strip(kids[-1])
    script.hint(node, *_known_as(script, pending[-1][0]))
    value = script.expression(node)
    for left, start, end in reversed(pending):
        value = _write(script, left, value, start, end)
    return value


def _write(script: Script, left: Node, value: ir.Expr, start: int, end: int) -> ir.Expr:
    """Store a value on the left side of an assignment, and give what the assignment is worth."""
    kinds = script.kinds
    if left.kind_id in {kinds.object_pattern, kinds.array_pattern}:
        bind(script, left, value, start, end)
        return value
    target = place(script, left)
    if target is None:
        script.evaluate(value)
        return value
    script.assign(start, end, target, value)
    if isinstance(target, ir.Member):
        exported_by(script, target, value)
    return value if isinstance(value, ir.Constant) else target


def _known_as(script: Script, node: Node) -> tuple[str, Node | None, str]:
    """Give the hint for an assigned function: the variable or the property that it can be called by."""
    kinds = script.kinds
    if node.kind_id == kinds.identifier:
        return script.text(node), None, "function"
    if node.kind_id == kinds.member_expression:
        return script.text(node.children[-1]), None, "method"
    return "", None, "function"


def augmented(script: Script, node: Node) -> ir.Expr:
    """Lower ``a += b``, ``a ??= b`` and the like, and give the place written."""
    start, end = node.start_byte + script.base, node.end_byte + script.base
    kids = script.inner(node)
    sign = ""
    for kid in node.children:
        sign = script.grammar.operators.get(kid.kind_id, "")
        if sign:
            break
    if len(kids) < 2:
        return ir.Opaque(start, end)
    target = place(script, script.strip(kids[0]))
    script.hint(kids[-1], *_known_as(script, kids[0]))
    right = script.expression(kids[-1])
    if target is None:
        script.evaluate(right)
        return right
    value: ir.Expr
    if sign == "+=" and not (isinstance(right, ir.Constant) and isinstance(right.value, (int, float))):
        value = ir.Text(start, end, (target, right))
    elif sign in {"??=", "||="}:
        value = ir.Choice(start, end, (target, right))
    elif sign == "&&=":
        value = ir.Choice(start, end, (right,), target)
    else:
        value = ir.Operation(start, end, sign[:-1], (target, right))
    script.assign(start, end, target, value)
    return target
