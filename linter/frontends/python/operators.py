"""Operators of Python: what joins text, what chooses, and what gives something else than its operands."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.python.context import Unit
from linter.frontends.python.format import percent, translated
from linter.frontends.python.grammar import (
    BINARY_OPERATOR,
    BOOLEAN_OPERATOR,
    COMMENT,
    CONDITIONAL_EXPRESSION,
    LINE_CONTINUATION,
    SKIP,
    TOKENS,
    inner,
    kind,
    only,
)

_AND = kind("and", named=False)
_COMPARISONS = {"is": "==", "is not": "!=", "<>": "!="}
_NUMERIC = frozenset({"-", "*", "/", "//", "**", "%", "<<", ">>", "&", "^", "~"})
_MIXED = 200
"""Terms of a chain of different operators that are lowered one by one."""
_TESTS = 32
"""Links of a chain of conditions that keep their order."""


def _parts(node: Node) -> list[Node]:
    """Give the children of a node, operators included."""
    return [kid for kid in node.children if kid.kind_id not in {COMMENT, LINE_CONTINUATION}]


# ------------------------------------------------------------------------------------------------ arithmetic


def binary(unit: Unit, node: Node) -> ir.Expr:
    """Lower a chain of binary operators from the left; one of ``+`` is one ``Text``, however long it is."""
    links: list[tuple[str, Node]] = []
    current = node
    while current.kind_id == BINARY_OPERATOR:
        parts = _parts(current)
        if len(parts) < 3:
            break
        links.append((TOKENS.get(parts[1].kind_id, "?"), parts[-1]))
        current = parts[0]
    if not links:
        return _inside(unit, node)
    links.reverse()
    start = node.start_byte
    value = unit.expression(current)
    if len(links) > _MIXED and any(sign != "+" for sign, _ in links):
        return ir.Opaque(start, node.end_byte, (value, *(unit.expression(right) for _, right in links)))
    terms = [value]
    for sign, right in links:
        operand = unit.expression(right)
        if sign == "+":
            terms.append(operand)
            continue
        left = plus(start, terms[-1].end, terms)
        terms = [_operation(start, right.end_byte, sign, left, operand, right)]
    return plus(start, node.end_byte, terms)


def _inside(unit: Unit, node: Node) -> ir.Expr:
    """Give what is there of an operator whose operands are missing."""
    return ir.Opaque(node.start_byte, node.end_byte, tuple(unit.expression(kid) for kid in inner(node)))


def _operation(start: int, end: int, sign: str, left: ir.Expr, right: ir.Expr, node: Node) -> ir.Expr:
    if sign == "%":
        if isinstance(left, ir.Constant) and isinstance(left.value, str):
            return percent(start, end, left, right, node)
        if isinstance(left, ir.Text) or translated(left):
            values = right.items if isinstance(right, ir.Sequence) else (right,)
            pieces = left.parts if isinstance(left, ir.Text) else (left,)
            return ir.Text(start, end, (*pieces, *values))
    elif sign == "|" and (isinstance(left, ir.Record) or isinstance(right, ir.Record)):
        return merged(start, end, left, right)
    return ir.Operation(start, end, sign, (left, right))


def merged(start: int, end: int, left: ir.Expr, right: ir.Expr) -> ir.Expr:
    """Give ``left | right`` of two dicts."""
    entries: list[ir.Field | ir.Spread] = []
    for side in (left, right):
        if isinstance(side, ir.Record):
            entries.extend(side.entries)
        else:
            entries.append(ir.Spread(side.start, side.end, side))
    return ir.Record(start, end, tuple(entries))


def plus(start: int, end: int, terms: list[ir.Expr]) -> ir.Expr:
    """Give a sum: a ``Text``, unless the terms show that it is one of numbers or lists."""
    if len(terms) == 1:
        return terms[0]
    if any(isinstance(term, ir.Sequence) for term in terms):
        items: list[ir.Expr] = []
        for term in terms:
            if isinstance(term, ir.Sequence):
                items.extend(term.items)
            else:
                items.append(ir.Spread(term.start, term.end, term))
        return ir.Sequence(start, end, tuple(items))
    if not any(_is_text(term) for term in terms) and any(_is_number(term) for term in terms):
        return ir.Operation(start, end, "+", tuple(terms))
    parts: list[ir.Expr] = []
    for term in terms:
        if isinstance(term, ir.Text):
            parts.extend(term.parts)
        else:
            parts.append(term)
    return ir.Text(start, end, tuple(parts))


def _is_text(value: ir.Expr) -> bool:
    return isinstance(value, ir.Text) or (isinstance(value, ir.Constant) and isinstance(value.value, str))


def _is_number(value: ir.Expr) -> bool:
    if isinstance(value, ir.Constant):
        return isinstance(value.value, (int, float)) and not isinstance(value.value, bool)
    # "-" * 10 is text, so an operation counts only where no text stands in it.
    return (
        isinstance(value, ir.Operation)
        and (value.operator in _NUMERIC or value.operator == "+")
        and not any(_is_text(operand) for operand in value.operands)
    )


def unary(unit: Unit, node: Node) -> ir.Expr:
    """Lower ``-a``, ``+a`` and ``~a``; a negative number is a literal."""
    start, end = node.start_byte, node.end_byte
    parts = _parts(node)
    if len(parts) < 2:
        return _inside(unit, node)
    sign = TOKENS.get(parts[0].kind_id, "?")
    value = unit.expression(parts[-1])
    if sign == "-" and isinstance(value, ir.Constant) and isinstance(value.value, (int, float)):
        return ir.Constant(start, end, -value.value)
    return ir.Operation(start, end, sign, (value,))


def negation(unit: Unit, node: Node) -> ir.Expr:
    """Lower ``not a``."""
    kid = only(node)
    operands = () if kid is None else (unit.expression(kid),)
    return ir.Operation(node.start_byte, node.end_byte, "!", operands)


def comparison(unit: Unit, node: Node) -> ir.Expr:
    """Lower ``a == b``; ``a < b < c`` is ``&&`` of two comparisons."""
    start, end = node.start_byte, node.end_byte
    values: list[ir.Expr] = []
    signs: list[str] = []
    for kid in node.children:
        number = kid.kind_id
        if number not in SKIP:
            values.append(unit.expression(kid))
        elif number in TOKENS:
            signs.append(TOKENS[number])
    if len(values) != len(signs) + 1:
        return ir.Opaque(start, end, tuple(values))
    made = [_compare(a.start, b.end, sign, a, b) for sign, a, b in zip(signs, values, values[1:], strict=False)]
    if len(made) == 1:
        return _compare(start, end, signs[0], *values)
    return ir.Operation(start, end, "&&", tuple(made))


def _compare(start: int, end: int, sign: str, left: ir.Expr, right: ir.Expr) -> ir.Operation:
    if sign == "not in":
        return ir.Operation(start, end, "!", (ir.Operation(start, end, "in", (left, right)),))
    return ir.Operation(start, end, _COMPARISONS.get(sign, sign), (left, right))


# -------------------------------------------------------------------------------------------------- choosing


def boolean(unit: Unit, node: Node) -> ir.Expr:
    """Lower ``a or b``, which is one of both, and ``a and b``, which is ``b`` where it is anything at all."""
    is_and, operands = conjuncts(node)
    values = [unit.expression(operand) for operand in operands]
    if len(values) < 2:
        return values[0] if values else ir.Opaque(node.start_byte, node.end_byte)
    return conjunction(values) if is_and else ir.Choice(values[0].start, values[-1].end, tuple(values))


def conjuncts(node: Node) -> tuple[bool, list[Node]]:
    """Give the operands of a chain of one boolean operator, and whether that is ``and``."""
    parts = _parts(node)
    operator = parts[1].kind_id if len(parts) > 2 else -1
    operands: list[Node] = []
    while True:
        if len(parts) < 3:
            operands.extend(reversed(parts))
            break
        operands.append(parts[-1])
        current = parts[0]
        if current.kind_id != BOOLEAN_OPERATOR:
            operands.append(current)
            break
        below = _parts(current)
        if len(below) < 3 or below[1].kind_id != operator:
            operands.append(current)
            break
        parts = below
    operands.reverse()
    return operator == _AND, [operand for operand in operands if operand.kind_id not in SKIP]


def conjunction(values: list[ir.Expr]) -> ir.Expr:
    """Give ``a and b``: it is ``b``, if anything, and depends on ``a``."""
    start, end = values[0].start, values[-1].end
    if len(values) > _TESTS:
        return ir.Choice(start, end, (values[-1],), ir.Operation(start, values[-2].end, "&&", tuple(values[:-1])))
    test = values[0]
    for value in values[1:-1]:
        test = ir.Choice(start, value.end, (value,), test)
    return ir.Choice(start, end, (values[-1],), test)


def conditional(unit: Unit, node: Node) -> ir.Expr:
    """Lower ``a if test else b``, also where ``b`` is the next one of a long chain."""
    links: list[tuple[int, ir.Expr, ir.Expr]] = []
    current = node
    while current.kind_id == CONDITIONAL_EXPRESSION:
        kids = inner(current)
        if len(kids) < 3:
            break
        value = unit.expression(kids[0])
        links.append((current.start_byte, value, unit.expression(kids[1])))
        current = kids[2]
    if not links:
        return _inside(unit, node)
    result = unit.expression(current) if current.kind_id != CONDITIONAL_EXPRESSION else _inside(unit, current)
    end = node.end_byte
    if len(links) > _TESTS:
        tests = ir.Opaque(links[0][0], end, tuple(test for _, _, test in links))
        return ir.Choice(links[0][0], end, (*(value for _, value, _ in links), result), tests)
    for start, value, test in reversed(links):
        result = ir.Choice(start, end, (value, result), test)
    return result
