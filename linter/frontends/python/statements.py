"""Statements of Python that stand alone: assignments, imports, what leaves a block, what evaluates something."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.python.context import Unit
from linter.frontends.python.grammar import (
    ASSIGNMENT,
    ATTRIBUTE,
    AUGMENTED_ASSIGNMENT,
    BOOLEAN_OPERATOR,
    CALL,
    CHEVRON,
    CONCATENATED_STRING,
    CONDITIONAL_EXPRESSION,
    ERROR,
    EXPRESSION_LIST,
    IDENTIFIER,
    INTERPOLATION,
    SKIP,
    STRING,
    SUBSCRIPT,
    TOKENS,
    TYPE,
    inner,
    kind,
    only,
    strip,
)
from linter.frontends.python.operators import conjuncts, merged, plus
from linter.frontends.python.targets import bind
from linter.frontends.python.types import annotation, bare_type

_IS = kind("=", named=False)
_MAX_NESTED = 50
"""Conditions of one expression that are branches; all of a longer one stand in the same block."""
_EXITS = frozenset({"exit", "quit", "_exit"})


def nothing(_unit: Unit, _node: Node) -> bool:
    """Pass over a statement that does nothing."""
    return False


def leave(_unit: Unit, _node: Node) -> bool:
    """Lower ``break`` and ``continue``."""
    return True


def expression_statement(unit: Unit, node: Node) -> bool:
    """Lower an expression that stands alone, or an assignment."""
    leaves = False
    for kid in node.children:
        number = kid.kind_id
        if number == ASSIGNMENT:
            assignment(unit, kid)
        elif number == AUGMENTED_ASSIGNMENT:
            augmented(unit, kid)
        elif number not in SKIP:
            leaves = effect(unit, kid) or leaves
    return leaves


def effect(unit: Unit, node: Node) -> bool:
    """
    Lower an expression for what it does; True when it ends the program.

    ``a and f()`` and ``f() if a else g()`` are branches here: ``f()`` stands in a block under ``a``.
    """
    number = node.kind_id
    if number in {STRING, CONCATENATED_STRING} and not _has_holes(node):
        return False
    node = strip(node)
    number = node.kind_id
    if number == BOOLEAN_OPERATOR:
        _short_circuit(unit, node)
        return False
    if number == CONDITIONAL_EXPRESSION:
        _either(unit, node)
        return False
    value = unit.expression(node)
    if number != ERROR or (isinstance(value, ir.Opaque) and value.parts):
        unit.evaluate(value)
    return isinstance(value, ir.Call) and _ends(value.callee)


def _has_holes(node: Node) -> bool:
    """Say whether a literal (or one of those that stand side by side) is more than text: a docstring is not."""
    if node.kind_id == CONCATENATED_STRING:
        return any(_has_holes(kid) for kid in node.children)
    return any(kid.kind_id == INTERPOLATION for kid in node.children)


def _ends(callee: ir.Expr) -> bool:
    if isinstance(callee, ir.Name):
        return callee.id in {"exit", "quit"}
    return (
        isinstance(callee, ir.Member)
        and callee.key in _EXITS
        and isinstance(callee.base, ir.Name)
        and callee.base.id in {"sys", "os"}
    )


def _short_circuit(unit: Unit, node: Node) -> None:
    saved = unit.block
    is_and, operands = conjuncts(node)
    for operand in operands[:-1]:
        test = unit.expression(operand)
        unit.evaluate(test)
        if len(operands) <= _MAX_NESTED:
            unit.block = unit.function.block(unit.block, "branch", test, negated=not is_and)
    if operands:
        unit.evaluate(unit.expression(operands[-1]))
    unit.block = saved


def _either(unit: Unit, node: Node) -> None:
    kids = inner(node)
    if len(kids) < 3:
        unit.evaluate(unit.expression(node))
        return
    saved = unit.block
    test = unit.expression(kids[1])
    unit.evaluate(test)
    group = unit.function.group()
    for negated, kid in ((False, kids[0]), (True, kids[2])):
        unit.block = unit.function.block(saved, "branch", test, negated, group)
        unit.evaluate(unit.expression(kid))
    unit.block = saved


# ----------------------------------------------------------------------------------------------- assignments


def assignment(unit: Unit, node: Node) -> None:
    """Lower ``a = b = value`` and ``a: T = value``."""
    start, end = node.start_byte, node.end_byte
    targets: list[tuple[Node, Node | None]] = []
    current: Node | None = node
    value: Node | None = None
    while current is not None and current.kind_id == ASSIGNMENT:
        kids = current.children
        declared: Node | None = None
        value = None
        for kid in kids[1:]:
            if kid.kind_id == TYPE:
                declared = kid
            elif kid.kind_id not in SKIP and kid.kind_id != ERROR:
                value = kid
        targets.append((kids[0], declared))
        current = value
    if value is None:
        for target, declared in targets:
            _declare(unit, target, declared)
        return
    lowered = unit.expression(value)
    for target, declared in targets:
        if target.kind_id == IDENTIFIER and unit.function.index == 0:
            _public(unit, target, lowered, extends=False)
        bind(unit, target, lowered, start, end, annotation(unit, declared))


def _declare(unit: Unit, target: Node, declared: Node | None) -> None:
    """Lower ``a: T``: in a class body it declares a field, elsewhere it says nothing about a value."""
    if unit.fields is not None and target.kind_id == IDENTIFIER:
        start, end = target.start_byte, target.end_byte
        unit.fields.append(ir.ClassField(start, end, unit.word(target), None, annotation(unit, declared)))
    elif declared is not None and (inside := only(declared)) is not None and inside.kind_id == CALL:
        # No type is a call: a keyword was misspelt, and this is what it was to head.
        unit.evaluate(unit.expression(inside))


def _public(unit: Unit, target: Node, value: ir.Expr, *, extends: bool) -> None:
    """Note the names of ``__all__``; it must be a literal to be known."""
    if unit.word(target) != "__all__" or unit.fields is not None:
        return
    names: list[str] = []
    items = value.items if isinstance(value, ir.Sequence) else ()
    known = isinstance(value, ir.Sequence) and (not extends or unit.builder.public is not None)
    for item in items:
        if isinstance(item, ir.Constant) and isinstance(item.value, str):
            names.append(item.value)
        else:
            known = False
    before = unit.builder.public or () if extends else ()
    unit.builder.public = (*before, *names) if known else None


def augmented(unit: Unit, node: Node) -> None:
    """Lower ``a += b`` to ``a <- a + b``."""
    start, end = node.start_byte, node.end_byte
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or right is None:
        return
    place, value = unit.expression(left), unit.expression(right)
    sign = "" if operator is None else TOKENS.get(operator.kind_id, "").removesuffix("=")
    if left.kind_id == IDENTIFIER and unit.function.index == 0 and sign == "+":
        _public(unit, left, value, extends=True)
    if sign == "+":
        made = plus(start, end, [place, value])
    elif sign == "|" and isinstance(value, ir.Record):
        made = merged(start, end, place, value)
    else:
        made = ir.Operation(start, end, sign, (place, value))
    bind(unit, left, made, start, end)


def delete_statement(unit: Unit, node: Node) -> bool:
    """Lower ``del a.b``: nothing is there any more."""
    stack = inner(node)[::-1]
    while stack:
        target = stack.pop()
        if target.kind_id in {IDENTIFIER, ATTRIBUTE, SUBSCRIPT}:
            gone = ir.Constant(target.end_byte, target.end_byte)
            bind(unit, target, gone, node.start_byte, node.end_byte)
        else:
            stack.extend(reversed(inner(target)))
    return False


def scope_statement(unit: Unit, node: Node) -> bool:
    """Lower ``global`` and ``nonlocal``."""
    if unit.function.index:
        unit.function.outer_names.extend(unit.word(kid) for kid in inner(node) if kid.kind_id == IDENTIFIER)
    return False


# ----------------------------------------------------------------------------------- leaving and evaluating


def return_statement(unit: Unit, node: Node) -> bool:
    """Lower ``return``."""
    kid = only(node)
    if kid is not None:
        value = unit.expression(kid)
        unit.body.append(ir.Return(node.start_byte, node.end_byte, value, unit.block))
    return True


def raise_statement(unit: Unit, node: Node) -> bool:
    """Lower ``raise``."""
    for kid in node.children:
        if kid.kind_id == EXPRESSION_LIST:
            for part in inner(kid):
                unit.evaluate(unit.expression(part))
        elif kid.kind_id not in SKIP:
            unit.evaluate(unit.expression(kid))
    return True


def assert_statement(unit: Unit, node: Node) -> bool:
    """Lower ``assert test, message``: what follows runs where the test holds."""
    kids = inner(node)
    if kids:
        test = unit.expression(kids[0])
        unit.evaluate(test)
        for kid in kids[1:]:
            unit.evaluate(unit.expression(kid))
        if not isinstance(test, ir.Constant):
            unit.rest(test, negated=False)
        elif not test.value:
            return True
    return False


def print_statement(unit: Unit, node: Node) -> bool:
    """Lower Python 2's ``print a, b`` and ``exec a in b`` to the calls that they are today."""
    start, end = node.start_byte, node.end_byte
    word = node.children[0]
    callee = ir.Name(word.start_byte, word.end_byte, unit.word(word))
    arguments: list[ir.Expr] = []
    keywords: list[ir.Keyword | ir.Spread] = []
    for kid in inner(node):
        if kid.kind_id == CHEVRON:
            target = only(kid)
            if target is not None:
                keywords.append(ir.Keyword(kid.start_byte, kid.end_byte, "file", unit.expression(target)))
        else:
            arguments.append(unit.expression(kid))
    unit.evaluate(ir.Call(start, end, callee, tuple(arguments), tuple(keywords)))
    return False


def type_alias_statement(unit: Unit, node: Node) -> bool:
    """Lower ``type A = B``, for which the grammar also takes ``type(a).b = c``."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    target = None if left is None else only(left)
    if target is None or right is None:
        return False
    value: ir.Expr | None
    if target.kind_id in {ATTRIBUTE, SUBSCRIPT}:
        value = unit.expression(bare_type(right))
    else:
        value = annotation(unit, right)
        target = target if target.kind_id == IDENTIFIER else only(target)
    if target is not None and value is not None:
        bind(unit, target, value, node.start_byte, node.end_byte)
    return False


def expression_alone(unit: Unit, node: Node) -> bool:
    """Lower an expression that error recovery left without its statement."""
    return effect(unit, node)


def error(unit: Unit, node: Node) -> bool:
    """Lower what is left of a stretch that could not be parsed: the statements and calls that can be made out."""
    kids = node.children
    for at, kid in enumerate(kids):
        number = kid.kind_id
        if number in SKIP or number in {STRING, IDENTIFIER}:
            continue
        if at + 1 < len(kids) and kids[at + 1].kind_id == _IS:
            continue
        if at > 1 and kids[at - 1].kind_id == _IS and kids[at - 2].kind_id in {IDENTIFIER, ATTRIBUTE, SUBSCRIPT}:
            value = unit.expression(kid)
            bind(unit, kids[at - 2], value, kids[at - 2].start_byte, kid.end_byte)
            continue
        unit.statement(kid)
    return False


def fragments(unit: Unit, node: Node) -> bool:
    """Lower the statements inside what is no statement: a clause that lost its head."""
    for kid in node.children:
        if kid.kind_id not in SKIP:
            unit.statement(kid)
    return False
