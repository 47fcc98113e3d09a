"""Statements of Python with blocks of their own: branches, loops, ``try`` and ``with``."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.python.context import Unit
from linter.frontends.python.definitions import suite
from linter.frontends.python.grammar import (
    AS_PATTERN,
    BLOCK,
    COMMENT,
    CONDITIONAL_EXPRESSION,
    ELIF_CLAUSE,
    ELSE_CLAUSE,
    ERROR,
    EXCEPT_CLAUSE,
    EXCEPT_GROUP_CLAUSE,
    FINALLY_CLAUSE,
    IDENTIFIER,
    PARENTHESIZED_EXPRESSION,
    WITH_CLAUSE,
    WITH_ITEM,
    inner,
    only,
)
from linter.frontends.python.targets import bind, elements

_MAX_NESTED = 60
"""``elif`` clauses that stand inside the ``else`` of the one before; later ones stand side by side."""


def inline(unit: Unit, node: Node) -> bool:
    """Lower the statements of a block, and stay in the block that they end in; True when control never gets there."""
    leaves = False
    for kid in node.children:
        if kid.kind_id != COMMENT and unit.statement(kid):
            leaves = True
    return leaves


def body_of(node: Node) -> Node | None:
    """Give the block of a clause."""
    for kid in node.children:
        if kid.kind_id == BLOCK:
            return kid
    return None


def clause(unit: Unit, node: Node) -> bool:
    """Lower the block of a clause; True when control never reaches its end."""
    body = body_of(node)
    return body is not None and suite(unit, body)


def broken(unit: Unit, node: Node) -> None:
    """Lower what error recovery left between the parts of a statement."""
    for kid in node.children:
        if kid.kind_id == ERROR:
            unit.statement(kid)


# -------------------------------------------------------------------------------------------------- branches


def if_statement(unit: Unit, node: Node) -> bool:
    """
    Lower ``if``/``elif``/``else``; each ``elif`` stands inside the ``else`` of the one before.

    Where a branch always leaves, the current block becomes the one that what follows stands in.
    """
    function = unit.function
    saved = unit.block
    tests: list[tuple[ir.Expr, bool, int]] = []
    last_leaves = False
    outer = saved
    group = 0
    for kid in (node, *node.children):
        number = kid.kind_id
        if kid is node or number == ELIF_CLAUSE:
            head = only(kid)
            if head is None or head.kind_id == BLOCK:
                continue
            unit.block = outer
            if tests and len(tests) < _MAX_NESTED:
                outer = unit.block = function.block(outer, "branch", tests[-1][0], negated=True, group=group)
            test = unit.expression(head)
            unit.evaluate(test)
            if len(tests) < _MAX_NESTED:
                group = function.group()
            unit.block = function.block(outer, "branch", test, group=group)
            tests.append((test, clause(unit, kid), group))
        elif number == ELSE_CLAUSE and tests:
            unit.block = function.block(outer, "branch", tests[-1][0], negated=True, group=group)
            last_leaves = clause(unit, kid)
        elif number == ERROR:
            unit.block = saved
            unit.statement(kid)
    unit.block = saved
    return _after(unit, tests, last_leaves=last_leaves)


def _after(unit: Unit, tests: list[tuple[ir.Expr, bool, int]], *, last_leaves: bool) -> bool:
    """Open the block of what follows a chain of tests, given which of their branches always leave."""
    if last_leaves and all(leaves for _, leaves, _ in tests):
        return True
    for test, leaves, group in tests:
        if not leaves:
            break
        unit.rest(test, negated=True, group=group)
    else:
        return False
    if last_leaves:
        staying = [test for test, leaves, _ in tests if not leaves]
        guard = staying[0] if len(staying) == 1 else ir.Choice(staying[0].start, staying[-1].end, tuple(staying))
        unit.rest(guard, negated=False, group=tests[0][2] if len(tests) == 1 else -1)
    return False


def try_statement(unit: Unit, node: Node) -> bool:
    """Lower ``try``: what may not have run to its end, handlers that exclude each other, and what always runs."""
    saved = unit.block
    function = unit.function
    leaves = finally_leaves = False
    handlers_leave = True
    group = function.group()
    after = saved
    for kid in node.children:
        number = kid.kind_id
        unit.block = saved
        if number == BLOCK:
            unit.block = function.block(saved, "try")
            leaves = inline(unit, kid)
            after = unit.block
        elif number in {EXCEPT_CLAUSE, EXCEPT_GROUP_CLAUSE}:
            unit.block = function.block(saved, "branch", group=group)
            handlers_leave = _handler(unit, kid) and handlers_leave
        elif number == ELSE_CLAUSE:
            unit.block = after
            leaves = clause(unit, kid) or leaves
        elif number == FINALLY_CLAUSE:
            body = body_of(kid)
            if body is not None:
                finally_leaves = inline(unit, body)
                saved = unit.block
        elif number == ERROR:
            unit.statement(kid)
    unit.block = saved
    return finally_leaves or (leaves and handlers_leave)


def _handler(unit: Unit, node: Node) -> bool:
    kids = inner(node)
    caught = [kid for kid in kids if kid.kind_id not in {BLOCK, ERROR}]
    if len(caught) == 1 and caught[0].kind_id == AS_PATTERN:
        parts = inner(caught[0])
        if len(parts) > 1:
            _catch(unit, parts[-1], caught[0])
    elif len(caught) == 2 and caught[1].kind_id == IDENTIFIER:
        # Python 2's "except E, e". Python 3.14 writes two exceptions like this; then a name too many does no harm.
        _catch(unit, caught[1], caught[1])
    leaves = clause(unit, node)
    broken(unit, node)
    return leaves


def _catch(unit: Unit, target: Node, whole: Node) -> None:
    value = ir.Opaque(target.end_byte, target.end_byte)
    bind(unit, target, value, whole.start_byte, whole.end_byte)


# ----------------------------------------------------------------------------------------------------- loops


def for_statement(unit: Unit, node: Node) -> bool:
    """Lower ``for``: the target gets some item."""
    saved = unit.block
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    value = None if right is None else unit.expression(right)
    unit.block = unit.function.block(saved, "loop")
    if left is not None and value is not None:
        bind(unit, left, elements(value), left.start_byte, max(left.end_byte, value.end))
    _loop(unit, node, saved)
    return False


def while_statement(unit: Unit, node: Node) -> bool:
    """Lower ``while``: its condition is evaluated inside the loop."""
    saved = unit.block
    blocks = unit.function.blocks
    loop = unit.block = unit.function.block(saved, "loop")
    head = only(node)
    if head is not None and head.kind_id != BLOCK:
        test = unit.expression(head)
        unit.evaluate(test)
        if not isinstance(test, ir.Constant):
            blocks[loop] = ir.Block(saved, "loop", test)
    _loop(unit, node, saved)
    return False


def _loop(unit: Unit, node: Node, saved: int) -> None:
    """Lower the body of a loop at the current block, and its ``else``, which runs unless the loop is left early."""
    for kid in node.children:
        if kid.kind_id == BLOCK:
            suite(unit, kid)
        elif kid.kind_id == ELSE_CLAUSE:
            unit.block = unit.function.block(saved, "branch")
            clause(unit, kid)
    unit.block = saved
    broken(unit, node)


def with_statement(unit: Unit, node: Node) -> bool:
    """Lower ``with``: the target gets the context itself; the body runs as if it stood without."""
    leaves = False
    for kid in node.children:
        if kid.kind_id == WITH_CLAUSE:
            for item in inner(kid):
                _context(unit, item)
        elif kid.kind_id == BLOCK:
            leaves = inline(unit, kid)
        elif kid.kind_id == ERROR:
            unit.statement(kid)
    return leaves


def _context(unit: Unit, node: Node) -> None:
    value = only(node) if node.kind_id == WITH_ITEM else node
    if value is None:
        return
    if value.kind_id == AS_PATTERN:
        parts = inner(value)
        if len(parts) > 1:
            bind(unit, parts[-1], unit.expression(parts[0]), node.start_byte, node.end_byte)
            return
    lowered = unit.expression(value)
    target = _named_after_choice(value)
    if target is None:
        unit.evaluate(lowered)
    else:
        bind(unit, target, lowered, node.start_byte, node.end_byte)


def _named_after_choice(node: Node) -> Node | None:
    """
    Give the target of ``with a if test else b as target``.

    The grammar takes ``b as target`` for the last alternative; in Python the target gets the whole.
    """
    within: Node | None = node
    while within is not None and within.kind_id == PARENTHESIZED_EXPRESSION:
        within = only(within)
    if within is None or within.kind_id != CONDITIONAL_EXPRESSION:
        return None
    while within.kind_id == CONDITIONAL_EXPRESSION and (parts := inner(within)):
        within = parts[-1]
    parts = inner(within) if within.kind_id == AS_PATTERN else []
    return parts[-1] if len(parts) > 1 else None
