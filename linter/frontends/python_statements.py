"""Python statements to the IR: branches with guards, loops, functions and classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tree_sitter import Node

from linter import ir
from linter.frontends.python_expressions import expression
from linter.frontends.python_scope import MAX_DEPTH, Scope

_QUIET = frozenset({"comment", "pass_statement", "break_statement", "continue_statement", ":", "line_continuation"})
_LEAVING = frozenset({"return_statement", "raise_statement", "break_statement", "continue_statement"})


def statements(scope: Scope, nodes: Sequence[Node]) -> bool:
    """Lower statements in order; True when the last of them always leaves the block."""
    saved = scope.block
    leaves = False
    for node in nodes:
        leaves = statement(scope, node)
    scope.block = saved
    return leaves


def statement(scope: Scope, node: Node) -> bool:
    """Lower one statement; True when what follows it is never reached."""
    kind = node.type
    if kind in _QUIET:
        return kind in _LEAVING
    if kind == "ERROR" or node.is_missing:
        scope.fault(node, "could not be parsed")
        for child in node.named_children:
            statement(scope, child)
        return False
    if scope.depth > MAX_DEPTH:
        scope.fault(node, "nested too deeply")
        return False
    scope.depth += 1
    try:
        handler = _TABLE.get(kind)
        if handler is not None:
            return handler(scope, node)
        if node.is_named:
            scope.evaluate(expression(scope, node))
        return False
    finally:
        scope.depth -= 1


def _block(
    scope: Scope, node: Node | None, kind: str, guard: ir.Expr | None = None, negated: bool = False, group: int = -1
) -> bool:
    """Lower the statements of a suite in a block of its own."""
    saved = scope.block
    scope.block = scope.current.block(saved, kind, guard, negated, group)
    leaves = statements(scope, node.named_children) if node is not None else False
    scope.block = saved
    return leaves


def _rest(scope: Scope, guard: ir.Expr | None, negated: bool) -> None:
    """Put what follows under a condition: one branch of the statement before has left."""
    scope.block = scope.current.block(scope.block, "rest", guard, negated)


# --------------------------------------------------------------------------------------------------- simple


def _expression_statement(scope: Scope, node: Node) -> bool:
    for child in node.named_children:
        if child.type == "assignment":
            _assignment(scope, child)
        elif child.type == "augmented_assignment":
            _augmented(scope, child)
        elif child.type != "comment":
            scope.evaluate(expression(scope, child))
    return False


def _assignment(scope: Scope, node: Node) -> None:
    left = node.child_by_field_name("left")
    right = node.child_by_field_name("right")
    targets = [left]
    while right is not None and right.type == "assignment":
        targets.append(right.child_by_field_name("left"))
        right = right.child_by_field_name("right")
    if right is None:
        return
    value = expression(scope, right)
    for target in targets:
        if target is None:
            continue
        if (
            target.type == "identifier"
            and scope.text(target) == "__all__"
            and scope.current.index == 0
            and isinstance(value, ir.Sequence)
        ):
            scope.builder.public = tuple(str(i.value) for i in value.items if isinstance(i, ir.Constant))
        scope.bind(target, value, node)


def _augmented(scope: Scope, node: Node) -> None:
    left = node.child_by_field_name("left")
    operator = node.child_by_field_name("operator")
    if left is None:
        return
    place = expression(scope, left)
    value = expression(scope, node.child_by_field_name("right"))
    start, end = node.start_byte, node.end_byte
    sign = scope.text(operator).rstrip("=") if operator is not None else "+"
    made: ir.Expr
    if sign == "+":
        made = ir.Text(start, end, (place, value))
    elif sign == "|":
        made = ir.Record(
            start, end, (ir.Spread(place.start, place.end, place), ir.Spread(value.start, value.end, value))
        )
    else:
        made = ir.Operation(start, end, sign, (place, value))
    scope.bind(left, made, node)


def _return(scope: Scope, node: Node) -> bool:
    inner = [c for c in node.named_children if c.type != "comment"]
    if inner:
        value = expression(scope, inner[0])
        scope.body.append(ir.Return(node.start_byte, node.end_byte, value, scope.block))
    return True


def _raise(scope: Scope, node: Node) -> bool:
    for child in node.named_children:
        scope.evaluate(expression(scope, child))
    return True


def _leave(_scope: Scope, _node: Node) -> bool:
    return True


def _delete(scope: Scope, node: Node) -> bool:
    for child in node.named_children:
        targets = child.named_children if child.type == "expression_list" else [child]
        for target in targets:
            if target.type in ("subscript", "attribute"):
                scope.bind(target, ir.Constant(target.start_byte, target.end_byte), node)
    return False


def _assert(scope: Scope, node: Node) -> bool:
    inner = [c for c in node.named_children if c.type != "comment"]
    if inner:
        test = expression(scope, inner[0])
        scope.evaluate(test)
        _rest(scope, test, negated=False)
    return False


def _names(scope: Scope, node: Node) -> bool:
    scope.current.outer_names.extend(scope.text(c) for c in node.named_children if c.type == "identifier")
    return False


def _print(scope: Scope, node: Node) -> bool:
    for child in node.named_children:
        scope.evaluate(expression(scope, child))
    return False


# --------------------------------------------------------------------------------------------------- imports


def _import(scope: Scope, node: Node) -> bool:
    for child in node.children_by_field_name("name"):
        start, end = child.start_byte, child.end_byte
        if child.type == "aliased_import":
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if name is not None and alias is not None:
                scope.builder.imports.append(
                    ir.ImportBinding(start, end, scope.text(alias), scope.text(name), "*", scope.current.index)
                )
        else:
            whole = scope.text(child)
            head = whole.split(".", 1)[0]
            scope.builder.imports.append(ir.ImportBinding(start, end, head, head, "*", scope.current.index))
    return False


def _import_from(scope: Scope, node: Node) -> bool:
    module = node.child_by_field_name("module_name")
    specifier = "".join(scope.text(module).split()) if module is not None else "__future__"
    for child in node.children:
        if child.type == "wildcard_import":
            scope.builder.imports.append(
                ir.ImportBinding(child.start_byte, child.end_byte, "*", specifier, "*", scope.current.index)
            )
    for child in node.children_by_field_name("name"):
        name: Node | None = child
        alias: Node | None = child
        if child.type == "aliased_import":
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
        if name is not None and alias is not None:
            scope.builder.imports.append(
                ir.ImportBinding(
                    child.start_byte,
                    child.end_byte,
                    scope.text(alias),
                    specifier,
                    scope.text(name),
                    scope.current.index,
                )
            )
    return False


# --------------------------------------------------------------------------------------------------- branches


def _if(scope: Scope, node: Node) -> bool:
    group = scope.current.group()
    test = expression(scope, node.child_by_field_name("condition"))
    scope.evaluate(test)
    outer = scope.block
    left: list[tuple[ir.Expr, bool]] = []
    gone = [_block(scope, node.child_by_field_name("consequence"), "branch", test, False, group)]
    left.append((test, gone[0]))
    has_else = False
    for child in node.children_by_field_name("alternative"):
        if child.type == "elif_clause":
            scope.block = scope.current.block(scope.block, "branch", left[-1][0], True, group)
            other = expression(scope, child.child_by_field_name("condition"))
            scope.evaluate(other)
            leaves = _block(
                scope, child.child_by_field_name("consequence"), "branch", other, False, group := scope.current.group()
            )
            left.append((other, leaves))
            gone.append(leaves)
        elif child.type == "else_clause":
            has_else = True
            gone.append(_block(scope, child.child_by_field_name("body"), "branch", left[-1][0], True, group))
    scope.block = outer
    if has_else and all(gone):
        return True
    if has_else and len(gone) == 2 and gone[1]:
        _rest(scope, test, negated=False)
        return False
    for guard, leaves in left:
        if leaves:
            _rest(scope, guard, negated=True)
    return False


def _for(scope: Scope, node: Node) -> bool:
    iterable = expression(scope, node.child_by_field_name("right"))
    saved = scope.block
    scope.block = scope.current.block(saved, "loop")
    target = node.child_by_field_name("left")
    if target is not None:
        scope.bind(target, ir.Item(iterable.start, iterable.end, iterable), target)
    body = node.child_by_field_name("body")
    if body is not None:
        statements(scope, body.named_children)
    scope.block = saved
    alternative = node.child_by_field_name("alternative")
    if alternative is not None:
        _block(scope, alternative.child_by_field_name("body"), "branch")
    return False


def _while(scope: Scope, node: Node) -> bool:
    saved = scope.block
    test = expression(scope, node.child_by_field_name("condition"))
    scope.block = scope.current.block(saved, "loop", test)
    scope.evaluate(test)
    body = node.child_by_field_name("body")
    if body is not None:
        statements(scope, body.named_children)
    scope.block = saved
    return False


def _try(scope: Scope, node: Node) -> bool:
    group = scope.current.group()
    leaves = _block(scope, node.child_by_field_name("body"), "try")
    handlers = [c for c in node.named_children if c.type in ("except_clause", "except_group_clause")]
    all_leave = leaves
    for clause in handlers:
        saved = scope.block
        scope.block = scope.current.block(saved, "branch", None, False, group)
        suite: Node | None = None
        for child in clause.named_children:
            if child.type == "as_pattern":
                target = child.child_by_field_name("alias")
                if target is not None:
                    scope.bind(target, ir.Opaque(child.start_byte, child.end_byte), child)
            elif child.type == "block":
                suite = child
        gone = statements(scope, suite.named_children) if suite is not None else False
        all_leave = all_leave and gone
        scope.block = saved
    for child in node.named_children:
        if child.type == "else_clause":
            _block(scope, child.child_by_field_name("body"), "block")
        elif child.type == "finally_clause":
            for suite in child.named_children:
                if suite.type == "block" and _block(scope, suite, "block"):
                    return True
    return all_leave


def _with(scope: Scope, node: Node) -> bool:
    for clause in node.named_children:
        if clause.type != "with_clause":
            continue
        for item in clause.named_children:
            value_node = item.child_by_field_name("value") if item.type == "with_item" else item
            if value_node is None:
                continue
            if value_node.type == "as_pattern":
                inner = [c for c in value_node.named_children if c.type != "comment"]
                value = expression(scope, inner[0]) if inner else ir.Opaque(item.start_byte, item.end_byte)
                target = value_node.child_by_field_name("alias")
                if target is not None:
                    scope.bind(target, value, item)
                    continue
            else:
                value = expression(scope, value_node)
            scope.evaluate(value)
    return _block(scope, node.child_by_field_name("body"), "block")


def _match(scope: Scope, node: Node) -> bool:
    subjects = node.children_by_field_name("subject")
    subject = expression(scope, subjects[0]) if subjects else ir.Opaque(node.start_byte, node.end_byte)
    group = scope.current.group()
    body = node.child_by_field_name("body")
    for case in body.named_children if body is not None else ():
        if case.type != "case_clause":
            continue
        saved = scope.block
        scope.block = scope.current.block(saved, "branch", None, False, group)
        for pattern in case.named_children:
            if pattern.type == "case_pattern":
                _captures(scope, pattern, subject)
        consequence = case.child_by_field_name("consequence")
        if consequence is not None:
            statements(scope, consequence.named_children)
        scope.block = saved
    return False


def _captures(scope: Scope, pattern: Node, subject: ir.Expr) -> None:
    """Names in a pattern get the subject or its parts; which part is not worked out."""
    stack = [pattern]
    while stack:
        node = stack.pop()
        if (
            node.type == "identifier"
            and node.parent is not None
            and node.parent.type in ("case_pattern", "dotted_name", "as_pattern", "splat_pattern")
        ):
            if node.parent.type != "dotted_name" or len(node.parent.named_children) == 1:
                scope.bind(node, ir.Opaque(subject.start, subject.end, (subject,)), node)
        stack.extend(reversed(node.named_children))


# ------------------------------------------------------------------------------------------ functions, classes


def _decorated(scope: Scope, node: Node) -> bool:
    decorators = tuple(
        expression(scope, c.named_children[0])
        for c in node.named_children
        if c.type == "decorator" and c.named_children
    )
    definition = node.child_by_field_name("definition")
    if definition is None:
        return False
    if definition.type == "class_definition":
        _class_definition(scope, definition, decorators)
    else:
        _function_definition(scope, definition, decorators)
    return False


def _function_statement(scope: Scope, node: Node) -> bool:
    _function_definition(scope, node, ())
    return False


def _class_statement(scope: Scope, node: Node) -> bool:
    _class_definition(scope, node, ())
    return False


def _function_definition(scope: Scope, node: Node, decorators: tuple[ir.Expr, ...]) -> None:
    name = node.child_by_field_name("name")
    value = make_function(scope, node, scope.text(name) if name is not None else "", decorators)
    if name is not None:
        at = ir.Name(name.start_byte, name.end_byte, scope.text(name))
        scope.body.append(ir.Assign(node.start_byte, node.end_byte, at, value, scope.block))


def make_function(
    scope: Scope, node: Node, name: str, decorators: tuple[ir.Expr, ...] = (), owner: int = -1
) -> ir.Expr:
    """Lower a function or lambda and give its value. Parameter defaults are read in the scope around."""
    made = scope.builder.function(name, node.start_byte, node.end_byte)
    made.parent = scope.current.index
    made.parent_block = scope.block
    made.decorators = decorators
    made.owner = owner
    made.kind = "method" if owner >= 0 else "function"
    parameters = node.child_by_field_name("parameters")
    only_keywords = False
    for child in parameters.named_children if parameters is not None else ():
        parameter = _parameter(scope, child, only_keywords)
        if child.type == "keyword_separator" or child.type in ("list_splat_pattern",):
            only_keywords = True
        if parameter is not None:
            only_keywords = only_keywords or parameter.kind == "rest"
            made.parameters.append(parameter)
    names = {d.id if isinstance(d, ir.Name) else d.key if isinstance(d, ir.Member) else "" for d in decorators}
    if owner >= 0:
        if names & {"property", "cached_property", "hybrid_property"}:
            made.kind = "getter"
        made.static = bool(names & {"staticmethod", "classmethod"})
        if "staticmethod" not in names and made.parameters:
            made.receiver = made.parameters[0].name
    saved, saved_block, saved_depth = scope.current, scope.block, scope.depth
    scope.current, scope.block = made, 0
    body = node.child_by_field_name("body")
    if body is not None:
        if node.type == "lambda":
            value = expression(scope, body)
            made.body.append(ir.Return(body.start_byte, body.end_byte, value, 0))
        else:
            statements(scope, body.named_children)
    scope.current, scope.block, scope.depth = saved, saved_block, saved_depth
    return ir.Lambda(node.start_byte, node.end_byte, made.index)


def _parameter(scope: Scope, node: Node, only_keywords: bool) -> ir.Parameter | None:
    kind = "keyword" if only_keywords else "positional"
    start, end = node.start_byte, node.end_byte
    if node.type == "identifier":
        return ir.Parameter(start, end, scope.text(node), kind)
    if node.type in ("default_parameter", "typed_default_parameter"):
        name = node.child_by_field_name("name")
        default = expression(scope, node.child_by_field_name("value"))
        declared = node.child_by_field_name("type")
        if name is None or name.type != "identifier":
            return None
        return ir.Parameter(start, end, scope.text(name), kind, default, annotation(scope, declared))
    if node.type == "typed_parameter":
        inner = node.named_children[0] if node.named_children else None
        declared = node.child_by_field_name("type")
        if inner is None:
            return None
        made = _parameter(scope, inner, only_keywords)
        return (
            ir.Parameter(start, end, made.name, made.kind, None, annotation(scope, declared))
            if made is not None
            else None
        )
    if node.type in ("list_splat_pattern", "dictionary_splat_pattern"):
        inner = node.named_children[0] if node.named_children else None
        if inner is None:
            return None
        return ir.Parameter(start, end, scope.text(inner), "rest" if node.type == "list_splat_pattern" else "keywords")
    if node.type == "tuple_pattern":
        return ir.Parameter(start, end, f"%{start}", kind)
    return None


def annotation(scope: Scope, node: Node | None) -> ir.Expr | None:
    """Give a declared type as an expression: its name without arguments, or the alternatives of a union."""
    if node is None:
        return None
    value = expression(scope, node)
    return _plain(value)


def _plain(value: ir.Expr) -> ir.Expr | None:
    if isinstance(value, ir.Constant) and isinstance(value.value, str):
        parts = value.value.strip().split(".")
        if not all(p.isidentifier() for p in parts):
            return None
        made: ir.Expr = ir.Name(value.start, value.end, parts[0])
        for part in parts[1:]:
            made = ir.Member(value.start, value.end, made, part)
        return made
    if isinstance(value, ir.Operation) and value.operator == "|":
        options = tuple(p for o in value.operands if (p := _plain(o)) is not None)
        return ir.Choice(value.start, value.end, options) if options else None
    if isinstance(value, ir.Index) or (
        isinstance(value, ir.Member) and isinstance(value.base, (ir.Name, ir.Member)) and value.key.isdigit()
    ):
        base = value.base
        name = base.id if isinstance(base, ir.Name) else base.key if isinstance(base, ir.Member) else ""
        if name in ("Optional", "Annotated", "Final", "ClassVar", "Mapped", "Type", "Awaitable") and isinstance(
            value, ir.Index
        ):
            inner = value.index
            if isinstance(inner, ir.Opaque) and inner.parts:
                inner = inner.parts[0]
            return _plain(inner)
        return _plain(base)
    if isinstance(value, (ir.Name, ir.Member)):
        return value
    return None


def _class_definition(scope: Scope, node: Node, decorators: tuple[ir.Expr, ...]) -> None:
    name = node.child_by_field_name("name")
    listed = node.child_by_field_name("superclasses")
    bases = tuple(
        expression(scope, c)
        for c in (listed.named_children if listed is not None else ())
        if c.type not in ("keyword_argument", "comment", "dictionary_splat")
    )
    index = len(scope.builder.classes)
    shown = scope.text(name) if name is not None else ""
    scope.builder.classes.append(ir.Class(node.start_byte, node.end_byte, shown, bases))
    fields: list[ir.ClassField] = []
    methods: list[int] = []
    body = node.child_by_field_name("body")
    for child in body.named_children if body is not None else ():
        _class_member(scope, child, index, fields, methods, ())
    scope.builder.classes[index] = ir.Class(
        node.start_byte, node.end_byte, shown, bases, tuple(fields), tuple(methods), scope.current.index, decorators
    )
    if name is not None:
        at = ir.Name(name.start_byte, name.end_byte, shown)
        value = ir.ClassRef(node.start_byte, node.end_byte, index)
        scope.body.append(ir.Assign(node.start_byte, node.end_byte, at, value, scope.block))


def _class_member(
    scope: Scope,
    node: Node,
    index: int,
    fields: list[ir.ClassField],
    methods: list[int],
    decorators: tuple[ir.Expr, ...],
) -> None:
    if node.type == "decorated_definition":
        found = tuple(
            expression(scope, c.named_children[0])
            for c in node.named_children
            if c.type == "decorator" and c.named_children
        )
        definition = node.child_by_field_name("definition")
        if definition is not None:
            _class_member(scope, definition, index, fields, methods, found)
    elif node.type == "function_definition":
        name = node.child_by_field_name("name")
        value = make_function(scope, node, scope.text(name) if name is not None else "", decorators, index)
        if isinstance(value, ir.Lambda):
            methods.append(value.function)
    elif node.type == "class_definition":
        _class_definition(scope, node, decorators)
        name = node.child_by_field_name("name")
        if name is not None:
            at = ir.ClassRef(node.start_byte, node.end_byte, len(scope.builder.classes) - 1)
            fields.append(ir.ClassField(node.start_byte, node.end_byte, scope.text(name), at))
    elif node.type == "expression_statement":
        for child in node.named_children:
            if child.type == "assignment":
                _class_field(scope, child, fields)
            elif child.type not in ("string", "comment", "ellipsis"):
                scope.evaluate(expression(scope, child))
    elif node.type in ("if_statement", "try_statement", "with_statement"):
        for child in node.named_children:
            for inner in child.named_children if child.type == "block" else ():
                _class_member(scope, inner, index, fields, methods, ())
    elif node.type == "ERROR":
        scope.fault(node, "could not be parsed")


def _class_field(scope: Scope, node: Node, fields: list[ir.ClassField]) -> None:
    left = node.child_by_field_name("left")
    right = node.child_by_field_name("right")
    declared = annotation(scope, node.child_by_field_name("type"))
    value = expression(scope, right) if right is not None else None
    if left is not None and left.type == "identifier":
        fields.append(ir.ClassField(node.start_byte, node.end_byte, scope.text(left), value, declared))


_TABLE: dict[str, Callable[[Scope, Node], bool]] = {
    "expression_statement": _expression_statement,
    "return_statement": _return,
    "raise_statement": _raise,
    "break_statement": _leave,
    "continue_statement": _leave,
    "delete_statement": _delete,
    "assert_statement": _assert,
    "global_statement": _names,
    "nonlocal_statement": _names,
    "print_statement": _print,
    "exec_statement": _print,
    "import_statement": _import,
    "import_from_statement": _import_from,
    "future_import_statement": _import_from,
    "if_statement": _if,
    "for_statement": _for,
    "while_statement": _while,
    "try_statement": _try,
    "with_statement": _with,
    "match_statement": _match,
    "decorated_definition": _decorated,
    "function_definition": _function_statement,
    "class_definition": _class_statement,
}
