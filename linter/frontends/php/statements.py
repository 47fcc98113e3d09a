"""Statements of PHP, whether they stand in one file of code or between pieces of HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tree_sitter import Node

from linter import ir
from linter.frontends.php.context import MAX_DEPTH, SKIPPED, Php
from linter.frontends.php.declarations import declare_class, function, import_names
from linter.frontends.php.expressions import assign, expression
from linter.frontends.templates.reading import Branch, Region

_LEAVING = frozenset({"return_statement", "break_statement", "continue_statement", "exit_statement"})


def statements(php: Php, nodes: Sequence[Node]) -> bool:
    """Lower statements in order; True when control never reaches what follows them."""
    block = php.reading.block
    leaves = False
    for node in nodes:
        if node.is_named and node.type not in SKIPPED:
            leaves = statement(php, node) or leaves
    if php.reading.block != block:
        # A ``rest`` block ends with the list in which it began.
        reading = php.reading
        reading.go(nodes[-1].end_byte + php.base, reading.scope, block, _page_block(php))
    return leaves


def _page_block(php: Php) -> int | None:
    return None if php.reading.scope is php.reading.function else php.reading.page_block


def statement(php: Php, node: Node) -> bool:
    """Lower one statement at the current place; True when control never reaches what follows it."""
    if php.depth >= MAX_DEPTH:
        return False
    handler = _HANDLERS.get(node.type)
    php.depth += 1
    leaves = (handler or _other)(php, node)
    php.depth -= 1
    return leaves


def _other(php: Php, node: Node) -> bool:
    if node.type.endswith(("statement", "clause", "block", "declaration", "definition")) or node.type == "ERROR":
        return statements(php, node.children)
    _evaluated(php, node)
    return False


def _evaluated(php: Php, node: Node) -> None:
    value = expression(php, node)
    plain = node.type in {"assignment_expression", "augmented_assignment_expression", "reference_assignment_expression"}
    if not plain and not isinstance(value, ir.Constant):
        php.reading.evaluate(*php.span(node), value)


def _simple(php: Php, node: Node) -> bool:
    for kid in php.inner(node):
        chunk = php.chunk_at(kid.start_byte + php.base)
        if chunk is not None and chunk.echo:
            php.printed(kid, expression(php, kid))
            continue
        _evaluated(php, kid)
        if kid.type in {"throw_expression", "exit_statement"}:
            return True
    return False


def _echo(php: Php, node: Node) -> bool:
    for kid in php.inner(node):
        parts = php.inner(kid) if kid.type == "sequence_expression" else [kid]
        for part in parts:
            php.printed(part, expression(php, part))
    return False


def _return(php: Php, node: Node) -> bool:
    kids = php.inner(node)
    if kids:
        value = expression(php, kids[0])
        php.reading.scope.body.append(ir.Return(*php.span(node), value, php.reading.block))
    return True


def _leave(php: Php, node: Node) -> bool:
    for kid in php.inner(node):
        _evaluated(php, kid)
    return True


# ---------------------------------------------------------------------------------------------- structures


def _tail(node: Node) -> Node:
    """Give the last token that belongs to a statement: HTML behind it does not."""
    for kid in reversed(node.children):
        if kid.type not in SKIPPED and kid.type != ";":
            return kid
    return node


class _Arms:
    """The branches of one structure as regions of the HTML between them."""

    def __init__(self, php: Php, node: Node, kind: str) -> None:
        self.php = php
        self.tail = _tail(node)
        self.end = self.tail.end_byte + php.base
        reading = php.reading
        self.scope, self.block, self.page_block = reading.scope, reading.block, reading.page_block
        first = php.chunk_at(node.start_byte + php.base)
        last = php.chunk_at(max(self.end - 1, node.start_byte + php.base))
        self.region: Region | None = None
        if first is not None and last is not None and first is not last:
            self.region = Region(kind, first.start, last.end, reading.scope.index, reading.block)
            reading.regions.append(self.region)

    def close_branch(self, offset: int) -> None:
        """End the newest branch before the code at ``offset``."""
        chunk = self.php.chunk_at(offset)
        if self.region is not None and self.region.branches and chunk is not None:
            branch = self.region.branches[-1]
            branch.end = max(branch.start, min(chunk.start, self.region.end))

    def open_branch(self, offset: int, test: ir.Expr | None) -> None:
        """Begin a branch behind the code at ``offset``."""
        chunk = self.php.chunk_at(offset)
        if self.region is not None and chunk is not None:
            reading = self.php.reading
            at = min(chunk.end, self.region.end)
            self.region.branches.append(Branch(at, at, reading.scope.index, reading.block, test))

    def finish(self) -> None:
        """Return to the place around the structure."""
        self.close_branch(self.end - 1)
        self.php.reading.go(self.end, self.scope, self.block, self.page_block)


def _if(php: Php, node: Node) -> bool:
    reading = php.reading
    arms = _Arms(php, node, "if")
    condition = node.child_by_field_name("condition")
    body = node.child_by_field_name("body")
    alternatives = node.children_by_field_name("alternative")
    left: list[bool] = []
    outer = reading.block
    first_test: ir.Expr | None = None
    complete = False
    pending: list[tuple[Node, Node | None, Node | None]] = [(node, condition, body)]
    for alternative in alternatives:
        if alternative.type == "else_if_clause":
            pending.append(
                (alternative, alternative.child_by_field_name("condition"), alternative.child_by_field_name("body"))
            )
        else:
            pending.append((alternative, None, alternative.child_by_field_name("body")))
    for number, (clause, test_node, arm) in enumerate(pending):
        at = clause.start_byte + php.base
        if number:
            arms.close_branch(at)
            reading.go(at, arms.scope, outer, arms.page_block if arms.scope is not reading.function else None)
        if test_node is None and number:
            complete = True
            arms.open_branch(at + 3, None)
            left.append(_body(php, arm))
            continue
        test = expression(php, test_node) if test_node is not None else ir.Opaque(at, at)
        reading.evaluate(test.start, test.end, test)
        first_test = first_test or test
        group = reading.scope.group()
        mark = arm.start_byte + php.base if arm is not None else test.end
        if number + 1 < len(pending):
            following = reading.scope.block(reading.block, "branch", test, True, group)
        else:
            following = outer
        reading.enter(mark, "branch", test, group=group)
        outer = following
        arms.open_branch(test.end, test)
        left.append(_body(php, arm))
    arms.finish()
    if not complete and len(pending) == 1 and left[0] and first_test is not None:
        reading.enter(arms.end, "rest", first_test, negated=True)
        return False
    return complete and all(left)


def _body(php: Php, node: Node | None) -> bool:
    if node is None:
        return False
    if node.type in {"compound_statement", "colon_block"}:
        return statements(php, node.children)
    return statement(php, node)


def _foreach(php: Php, node: Node) -> bool:
    reading = php.reading
    arms = _Arms(php, node, "loop")
    body = node.child_by_field_name("body")
    heads = [k for k in php.inner(node) if body is None or k != body]
    values = expression(php, heads[0]) if heads else ir.Opaque(*php.span(node))
    reading.evaluate(values.start, values.end, values)
    mark = body.start_byte + php.base if body is not None else values.end
    reading.enter(mark, "loop")
    item = ir.Item(values.start, values.end, values)
    if len(heads) > 1:
        targets = php.inner(heads[1]) if heads[1].type == "pair" else [heads[1]]
        for target in targets[:-1]:
            assign(php, php.span(target), target, ir.Opaque(*php.span(target)))
        for target in targets[-1:]:
            while target.type == "by_ref" and php.inner(target):
                target = php.inner(target)[0]
            assign(php, (target.start_byte + php.base, mark), target, item)
    arms.open_branch(mark, None)
    _body(php, body)
    arms.finish()
    return False


def _loop(php: Php, node: Node) -> bool:
    reading = php.reading
    arms = _Arms(php, node, "loop")
    body = node.child_by_field_name("body")
    bodies = [body] if body is not None else []
    for kid in php.inner(node):
        if kid not in bodies and kid.type not in {"colon_block", "compound_statement"} and not _is_statement(kid):
            _evaluated(php, kid)
    mark = bodies[0].start_byte + php.base if bodies else node.end_byte + php.base
    reading.enter(mark, "loop")
    arms.open_branch(mark, None)
    for kid in php.inner(node):
        if kid in bodies or kid.type in {"colon_block", "compound_statement"} or _is_statement(kid):
            _body(php, kid)
    arms.finish()
    return False


def _is_statement(node: Node) -> bool:
    return node.type.endswith("_statement")


def _switch(php: Php, node: Node) -> bool:
    reading = php.reading
    arms = _Arms(php, node, "if")
    condition = node.child_by_field_name("condition")
    subject = expression(php, condition) if condition is not None else ir.Opaque(*php.span(node))
    reading.evaluate(subject.start, subject.end, subject)
    group = reading.scope.group()
    body = node.child_by_field_name("body")
    for case in php.inner(body) if body is not None else ():
        if case.type not in {"case_statement", "default_statement"}:
            continue
        at = case.start_byte + php.base
        arms.close_branch(at)
        reading.go(at, arms.scope, arms.block, arms.page_block)
        value = case.child_by_field_name("value")
        test: ir.Expr | None = None
        if value is not None:
            test = ir.Operation(*php.span(value), "==", (subject, expression(php, value)))
        reading.enter(at, "branch", test, group=group)
        arms.open_branch(value.end_byte + php.base if value is not None else at, test)
        statements(php, [k for k in case.children if value is None or k != value])
    arms.finish()
    return False


def _try(php: Php, node: Node) -> bool:
    reading = php.reading
    for kid in php.inner(node):
        came_from = (reading.scope, reading.block, reading.page_block)
        reading.enter(kid.start_byte + php.base, "try" if kid.type == "compound_statement" else "block")
        if kid.type == "catch_clause":
            name = kid.child_by_field_name("name")
            if name is not None:
                assign(php, php.span(name), name, ir.Opaque(*php.span(name)))
        inner = kid if kid.type == "compound_statement" else kid.child_by_field_name("body")
        _body(php, inner)
        reading.go(kid.end_byte + php.base, *came_from)
    return False


def _function(php: Php, node: Node) -> bool:
    name = node.child_by_field_name("name")
    function(php, node, php.text(name) if name is not None else "")
    return False


def _class(php: Php, node: Node) -> bool:
    declare_class(php, node)
    return False


def _use(php: Php, node: Node) -> bool:
    import_names(php, node)
    return False


def _unset(php: Php, node: Node) -> bool:
    for kid in php.inner(node):
        php.reading.assign(*php.span(kid), expression(php, kid), ir.Constant(*php.span(kid)))
    return False


def _global(php: Php, node: Node) -> bool:
    php.reading.scope.outer_names.extend(php.text(kid) for kid in php.inner(node) if kid.type == "variable_name")
    return False


def _static(php: Php, node: Node) -> bool:
    for kid in php.inner(node):
        parts = php.inner(kid)
        if len(parts) > 1:
            assign(php, php.span(kid), parts[0], expression(php, parts[1]))
    return False


def _constants(php: Php, node: Node) -> bool:
    for kid in php.inner(node):
        parts = php.inner(kid) if kid.type == "const_element" else []
        if len(parts) > 1:
            assign(php, php.span(kid), parts[0], expression(php, parts[1]))
    return False


def _namespace(php: Php, node: Node) -> bool:
    body = node.child_by_field_name("body")
    return statements(php, body.children) if body is not None else False


def _nothing(_php: Php, _node: Node) -> bool:
    return False


_HANDLERS: dict[str, Callable[[Php, Node], bool]] = {
    "expression_statement": _simple,
    "echo_statement": _echo,
    "return_statement": _return,
    "break_statement": _leave,
    "continue_statement": _leave,
    "exit_statement": _leave,
    "if_statement": _if,
    "foreach_statement": _foreach,
    "for_statement": _loop,
    "while_statement": _loop,
    "do_statement": _loop,
    "switch_statement": _switch,
    "try_statement": _try,
    "function_definition": _function,
    "class_declaration": _class,
    "trait_declaration": _class,
    "interface_declaration": _class,
    "enum_declaration": _class,
    "namespace_use_declaration": _use,
    "namespace_definition": _namespace,
    "unset_statement": _unset,
    "global_declaration": _global,
    "function_static_declaration": _static,
    "const_declaration": _constants,
    "empty_statement": _nothing,
    "declare_statement": _nothing,
}
