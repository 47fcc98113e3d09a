"""Statements of JavaScript: declarations, branches, loops and what leaves a block early."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from linter import ir
from linter.frontends.javascript.context import Script
from linter.frontends.javascript.declarations import declare_function, hoist
from linter.frontends.javascript.effects import effect, returned
from linter.frontends.javascript.patterns import bind

_MAX_GUARDS = 32
"""Cases that share a body and are still said in its guard."""


def statements(script: Script, nodes: Sequence[Node]) -> bool:
    """
    Lower statements that stand one after the other; True when control never reaches their end.

    Functions declared among them come first: they can be called before their place. What follows an early exit
    stands in a block of its own; the current block is the old one again afterwards.
    """
    skip = script.skip
    kinds = script.kinds
    saved = script.block
    kept = [node for node in nodes if node.kind_id not in skip]
    for node in kept:
        if node.kind_id in {kinds.function_declaration, kinds.generator_function_declaration}:
            declare_function(script, node)
    leaves = False
    for node in kept:
        if script.statement(node):
            leaves = True
    script.block = saved
    return leaves


def nested(script: Script, node: Node, kind: str = "block") -> bool:
    """Lower a statement in a block of its own below the current one."""
    saved = script.block
    script.block = script.function.block(saved, kind)
    leaves = script.statement(node)
    script.block = saved
    return leaves


# ------------------------------------------------------------------------------------- plain statements


def nothing(script: Script, node: Node) -> bool:
    """Pass over a statement that does nothing, or that was lowered before."""
    del script, node
    return False


def leave(script: Script, node: Node) -> bool:
    """Lower ``break`` and ``continue``."""
    del script, node
    return True


def expression_statement(script: Script, node: Node) -> bool:
    """Lower an expression that stands alone."""
    for kid in node.children:
        kind = kid.kind_id
        if kind == script.kinds.internal_module:
            return script.statement(kid)
        if kind not in script.skip:
            effect(script, kid)
    return False


def bare_expression(script: Script, node: Node) -> bool:
    """Lower an expression that error recovery left without its statement."""
    effect(script, node)
    return False


def return_statement(script: Script, node: Node) -> bool:
    """Lower ``return``."""
    returned(script, script.only(node), node)
    return True


def throw_statement(script: Script, node: Node) -> bool:
    """Lower ``throw``."""
    inside = script.only(node)
    if inside is not None:
        effect(script, inside)
    return True


def block_statement(script: Script, node: Node) -> bool:
    """Lower ``{ ... }`` in a block of its own."""
    saved = script.block
    script.block = script.function.block(saved)
    leaves = statements(script, node.children)
    script.block = saved
    return leaves


def body(script: Script, node: Node | None) -> bool:
    """Lower the statement of a branch or loop, whose block is the current one."""
    if node is None:
        return False
    if node.kind_id == script.kinds.statement_block:
        return statements(script, node.children)
    if node.kind_id in {script.kinds.function_declaration, script.kinds.generator_function_declaration}:
        declare_function(script, node)
        return False
    return script.statement(node)


def labeled_statement(script: Script, node: Node) -> bool:
    """Lower a labelled statement: a ``break`` to the label ends it, so it always goes on."""
    kids = script.inner(node)
    if kids and kids[-1].kind_id == script.kinds.statement_block:
        block_statement(script, kids[-1])
    elif kids:
        body(script, kids[-1])
    return False


def with_statement(script: Script, node: Node) -> bool:
    """Lower ``with (object) body``."""
    kids = script.inner(node)
    for kid in kids[:-1]:
        effect(script, kid)
    return nested(script, kids[-1]) if kids else False


# -------------------------------------------------------------------------------------------- branches


def if_statement(script: Script, node: Node) -> bool:
    """
    Lower ``if``/``else if``/``else``; each ``else if`` stands inside the ``else`` before it.

    Where a branch always leaves, the current block becomes the one that what follows stands in.
    """
    kinds = script.kinds
    function = script.function
    saved = script.block
    tests: list[tuple[ir.Expr, bool, int]] = []
    last_leaves = False
    current: Node | None = node
    while current is not None:
        kids = script.inner(current)
        if len(kids) < 2:
            break
        test = script.expression(kids[0])
        script.evaluate(test)
        group = function.group()
        outer = script.block
        script.block = function.block(outer, "branch", test, group=group)
        tests.append((test, body(script, kids[1]), group))
        otherwise = kids[2] if len(kids) > 2 else None
        if otherwise is not None and otherwise.kind_id == kinds.else_clause:
            otherwise = script.only(otherwise)
        current = None
        script.block = outer
        if otherwise is not None:
            script.block = function.block(outer, "branch", test, negated=True, group=group)
            if otherwise.kind_id == kinds.if_statement:
                current = otherwise
            else:
                last_leaves = body(script, otherwise)
    script.block = saved
    return _after(script, tests, last_leaves)


def _after(script: Script, tests: list[tuple[ir.Expr, bool, int]], last_leaves: bool) -> bool:
    """Open the block of what follows a chain of tests, given which of their branches always leave."""
    if last_leaves and all(leaves for _, leaves, _ in tests):
        return True
    function = script.function
    for test, leaves, group in tests:
        if not leaves:
            break
        script.block = function.block(script.block, "rest", test, negated=True, group=group)
    else:
        return False
    if last_leaves:
        staying = [test for test, leaves, _ in tests if not leaves]
        guard = staying[0] if len(staying) == 1 else ir.Choice(staying[0].start, staying[-1].end, tuple(staying))
        group = tests[0][2] if len(tests) == 1 else -1
        script.block = function.block(script.block, "rest", guard, group=group)
    return False


def switch_statement(script: Script, node: Node) -> bool:
    """Lower ``switch``: each case is a branch under ``subject == case``; one that falls through is no exclusive one."""
    kinds = script.kinds
    kids = script.inner(node)
    if len(kids) < 2:
        return False
    subject = script.expression(kids[0])
    script.evaluate(subject)
    function = script.function
    saved = script.block
    group = function.group()
    always = isinstance(subject, ir.Constant) and subject.value is True
    open_guards: list[ir.Expr] = []
    open_default = False
    through = False
    for case in kids[1].children:
        if case.kind_id == kinds.switch_case:
            parts = script.inner(case)
            if not parts:
                continue
            script.block = saved
            test = script.expression(parts[0])
            open_guards.append(test if always else ir.Operation(test.start, test.end, "==", (subject, test)))
            rest = parts[1:]
        elif case.kind_id == kinds.switch_default:
            open_default = True
            rest = script.inner(case)
        else:
            continue
        if not rest:
            continue
        guard: ir.Expr | None = None
        if not open_default and 0 < len(open_guards) <= _MAX_GUARDS:
            guard = open_guards[0]
            if len(open_guards) > 1:
                guard = ir.Choice(open_guards[0].start, open_guards[-1].end, tuple(open_guards))
        script.block = function.block(saved, "branch", guard, group=-1 if through else group)
        if statements(script, rest):
            open_guards, open_default, through = [], False, False
        else:
            through = True
    script.block = saved
    return False


def try_statement(script: Script, node: Node) -> bool:
    """Lower ``try``/``catch``/``finally``."""
    names = script.grammar.names
    saved = script.block
    leaves = caught_leaves = finally_leaves = False
    caught = False
    for kid in script.inner(node):
        match names[kid.kind_id]:
            case "statement_block":
                script.block = script.function.block(saved, "try")
                leaves = statements(script, kid.children)
            case "catch_clause":
                caught = True
                script.block = script.function.block(saved)
                caught_leaves = _catch(script, kid)
            case "finally_clause":
                script.block = script.function.block(saved)
                finally_leaves = body(script, script.only(kid))
            case _:
                pass
        script.block = saved
    return finally_leaves or (leaves and (caught_leaves or not caught))


def _catch(script: Script, node: Node) -> bool:
    kids = script.inner(node)
    for kid in kids[:-1]:
        if kid.kind_id != script.kinds.type_annotation:
            start, end = kid.start_byte + script.base, kid.end_byte + script.base
            bind(script, kid, ir.Opaque(start, end), start, end, declares=True)
    return body(script, kids[-1]) if kids else False


# ----------------------------------------------------------------------------------------------- loops


def _open_loop(script: Script) -> int:
    """Open the block of a loop and give it; the guard is set once the condition, which stands inside, is known."""
    script.block = script.function.block(script.block, "loop")
    return script.block


def _loop_test(script: Script, loop: int, node: Node | None) -> None:
    """Evaluate the condition of a loop and make it the guard of the loop's block."""
    if node is not None and node.kind_id == script.kinds.expression_statement:
        node = script.only(node)
    if node is None or node.kind_id == script.kinds.empty_statement:
        return
    test = script.expression(script.strip(node))
    script.evaluate(test)
    blocks = script.function.blocks
    if not isinstance(test, ir.Constant):
        blocks[loop] = ir.Block(blocks[loop].parent, "loop", test)


def for_statement(script: Script, node: Node) -> bool:
    """Lower ``for (initializer; condition; increment) body``."""
    kinds = script.kinds
    initializer = node.child_by_field_name("initializer")
    increment = node.child_by_field_name("increment")
    saved = script.block
    if initializer is not None and initializer.kind_id == kinds.lexical_declaration:
        loop = _open_loop(script)
        script.statement(initializer)
    else:
        # What it assigns is assigned even where the body never runs.
        if initializer is not None and initializer.kind_id in {kinds.variable_declaration, kinds.expression_statement}:
            script.statement(initializer)
        elif initializer is not None and initializer.kind_id != kinds.empty_statement:
            effect(script, initializer)
        loop = _open_loop(script)
    _loop_test(script, loop, node.child_by_field_name("condition"))
    body(script, node.child_by_field_name("body"))
    script.block = loop
    if increment is not None:
        effect(script, increment)
    script.block = saved
    return False


def for_in_statement(script: Script, node: Node) -> bool:
    """Lower ``for (x of xs)``: the target gets some item; that of ``for (k in xs)`` the names of its properties."""
    left = node.child_by_field_name("left")
    right = node.child_by_field_name("right")
    kind = node.child_by_field_name("kind")
    saved = script.block
    value = script.expression(right) if right is not None else None
    _open_loop(script)
    if left is not None and value is not None:
        start, end = left.start_byte + script.base, value.end
        operator = node.child_by_field_name("operator")
        item: ir.Expr = ir.Item(value.start, value.end, value)
        if operator is not None and script.grammar.names[operator.kind_id] == "in":
            item = ir.Operation(value.start, value.end, "keys", (value,))
        declares = kind is not None and script.grammar.names[kind.kind_id] in {"let", "const"}
        first = len(script.body)
        bind(script, script.strip(left), item, start, max(start, end), declares)
        if kind is not None and not declares:
            hoist(script, first)
    body(script, node.child_by_field_name("body"))
    script.block = saved
    return False


def while_statement(script: Script, node: Node) -> bool:
    """Lower ``while``."""
    saved = script.block
    loop = _open_loop(script)
    _loop_test(script, loop, node.child_by_field_name("condition"))
    body(script, node.child_by_field_name("body"))
    script.block = saved
    return False


def do_statement(script: Script, node: Node) -> bool:
    """Lower ``do ... while``: the body runs before the condition is asked."""
    saved = script.block
    loop = _open_loop(script)
    body(script, node.child_by_field_name("body"))
    script.block = loop
    condition = node.child_by_field_name("condition")
    if condition is not None:
        effect(script, condition)
    script.block = saved
    return False
