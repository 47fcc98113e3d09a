"""Expressions that stand as statements or are returned: conditions there decide whether something runs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from tree_sitter import Node

from linter import ir
from linter.frontends.javascript.assignments import assignment, augmented
from linter.frontends.javascript.context import MAX_DEPTH, Script

_LOGICAL = {"&&": False, "||": True, "??": True}
"""Operators whose right side may not run, and whether it runs when the left side is false."""


def effect(script: Script, node: Node) -> None:
    """Lower an expression that is evaluated for what it does."""
    if script.depth >= MAX_DEPTH:
        script.too_deep(node)
        return
    script.depth += 1
    _effect(script, node)
    script.depth -= 1


def _effect(script: Script, node: Node) -> None:
    kinds = script.kinds
    node = script.strip(node)
    kind = node.kind_id
    if kind == kinds.call_expression:
        script.evaluate(script.expression(node))
    elif kind == kinds.assignment_expression:
        assignment(script, node)
    elif kind == kinds.augmented_assignment_expression:
        augmented(script, node)
    elif kind == kinds.sequence_expression:
        for kid in script.inner(node):
            effect(script, kid)
    elif kind == kinds.binary_expression and (operands := logical(script, node)):
        saved = script.block
        for (_, operand), (sign, _) in pairwise(operands):
            test = script.expression(operand)
            script.evaluate(test)
            script.block = script.function.block(script.block, "branch", test, _LOGICAL[sign])
        effect(script, operands[-1][1])
        script.block = saved
    elif kind == kinds.ternary_expression:
        conditional(script, node, effect)
    elif kind == kinds.unary_expression:
        _unary(script, node)
    elif kind == kinds.yield_expression:
        returned(script, script.only(node), node)
    else:
        script.evaluate(script.expression(node))


def _unary(script: Script, node: Node) -> None:
    """Lower ``!function(){}()``, ``void f()`` and ``delete o.k``: what counts is inside."""
    inside = script.only(node)
    sign = script.grammar.operators.get(node.children[0].kind_id, "")
    if inside is not None and sign in {"!", "void", "+", "-", "~"}:
        effect(script, inside)
        return
    script.evaluate(script.expression(node))


def logical(script: Script, node: Node) -> list[tuple[str, Node]]:
    """
    Take ``a && b && c`` apart along its left side: operands with the operator before each (empty for the first).

    ``||`` and ``??`` go together. Gives nothing when the outermost operator is not a logical one.
    """
    kind = script.kinds.binary_expression
    found: list[tuple[str, Node]] = []
    while node.kind_id == kind:
        kids = script.inner(node)
        sign = operator(script, node)
        if sign not in _LOGICAL or len(kids) < 2 or (found and (sign == "&&") != (found[-1][0] == "&&")):
            break
        found.append((sign, kids[-1]))
        node = kids[0]
    if found:
        found.append(("", node))
        found.reverse()
    return found


def operator(script: Script, node: Node) -> str:
    """Give the operator of a binary, unary or assignment expression as written."""
    operators = script.grammar.operators
    for kid in node.children:
        sign = operators.get(kid.kind_id)
        if sign:
            return sign
    return ""


def conditional(script: Script, node: Node, lower: Callable[[Script, Node], None]) -> None:
    """Lower ``test ? a : b`` as two branches, each by ``lower``."""
    kids = script.inner(node)
    if len(kids) < 3:
        for kid in kids:
            lower(script, kid)
        return
    test = script.expression(kids[0])
    script.evaluate(test)
    function = script.function
    saved = script.block
    group = function.group()
    for arm, negated in ((kids[1], False), (kids[2], True)):
        script.block = function.block(saved, "branch", test, negated, group)
        lower(script, arm)
    script.block = saved


def returned(script: Script, node: Node | None, whole: Node | None = None) -> None:
    """
    Lower a value that the function gives back; ``whole`` is the statement, where there is one.

    ``return ok && send()`` and ``return ok ? send() : null`` run the call under a guard: they become branches that
    return.
    """
    outer = whole if whole is not None else node
    if outer is None:
        return
    start, end = outer.start_byte + script.base, outer.end_byte + script.base
    if node is None:
        script.body.append(ir.Return(start, end, ir.Constant(end, end), script.block))
    elif script.depth >= MAX_DEPTH:
        script.too_deep(node)
    else:
        script.depth += 1
        _returned(script, node, start, end)
        script.depth -= 1


def _returned(script: Script, node: Node, start: int, end: int) -> None:
    kinds = script.kinds
    node = script.strip(node)
    kind = node.kind_id
    if kind == kinds.sequence_expression:
        kids = script.inner(node)
        for kid in kids[:-1]:
            effect(script, kid)
        if kids:
            returned(script, kids[-1])
        return
    if kind == kinds.binary_expression and (operands := logical(script, node)) and _acts(script, operands[-1][1]):
        saved = script.block
        for (_, operand), (sign, _) in pairwise(operands):
            test = script.expression(operand)
            if _LOGICAL[sign]:
                script.body.append(ir.Return(test.start, test.end, test, script.block))
            else:
                script.evaluate(test)
            script.block = script.function.block(script.block, "branch", test, _LOGICAL[sign])
        returned(script, operands[-1][1])
        script.block = saved
        return
    if kind == kinds.ternary_expression:
        kids = script.inner(node)
        if len(kids) == 3 and (_acts(script, kids[1]) or _acts(script, kids[2])):
            conditional(script, node, returned)
            return
    script.body.append(ir.Return(start, end, script.expression(node), script.block))


def _acts(script: Script, node: Node) -> bool:
    """Say whether an expression is one that does something: a call, an assignment, a condition about one."""
    kinds = script.kinds
    for _ in range(16):
        node = script.strip(node)
        kind = node.kind_id
        if kind in {
            kinds.call_expression,
            kinds.assignment_expression,
            kinds.sequence_expression,
            kinds.new_expression,
        }:
            return True
        kids = script.inner(node)
        if kind == kinds.binary_expression and operator(script, node) in _LOGICAL and kids:
            node = kids[-1]
        elif kind == kinds.ternary_expression and len(kids) == 3:
            if _acts_plainly(script, kids[1]):
                return True
            node = kids[2]
        else:
            return False
    return False


def _acts_plainly(script: Script, node: Node) -> bool:
    kinds = script.kinds
    return script.strip(node).kind_id in {kinds.call_expression, kinds.assignment_expression, kinds.sequence_expression}
