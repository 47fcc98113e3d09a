"""Expressions of PHP. ``$user->email`` is a member of the name ``$user``; sigils are kept."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.php.builtins import built_in, option_name
from linter.frontends.php.context import MAX_DEPTH, Handler, Php
from linter.frontends.php.literals import LITERALS, unescape

_CHOICES = frozenset({"??", "?:"})
_BOOLEAN = {"||": "||", "or": "||", "&&": "&&", "and": "&&", "xor": "!="}
_SAME = {"===": "==", "!==": "!=", "<>": "!="}
_KEEPING = frozenset({"string", "array", "object", "binary", "unset"})


def expression(php: Php, node: Node) -> ir.Expr:
    """Lower one expression; assignments inside it become statements at the current place."""
    if php.depth >= MAX_DEPTH:
        return ir.Opaque(*php.span(node))
    php.depth += 1
    value = _HANDLERS.get(node.type, _opaque)(php, node)
    php.depth -= 1
    return value


def _field(php: Php, node: Node, name: str) -> ir.Expr:
    child = node.child_by_field_name(name)
    return expression(php, child) if child is not None else ir.Constant(*php.span(node))


def _opaque(php: Php, node: Node) -> ir.Expr:
    return ir.Opaque(*php.span(node), tuple(expression(php, kid) for kid in php.inner(node)))


def _inside(php: Php, node: Node) -> ir.Expr:
    kids = php.inner(node)
    return expression(php, kids[0]) if kids else ir.Constant(*php.span(node))


def _last(php: Php, node: Node) -> ir.Expr:
    kids = php.inner(node)
    return expression(php, kids[-1]) if kids else ir.Constant(*php.span(node))


# ------------------------------------------------------------------------------------------------- texts


def _text(php: Php, node: Node) -> ir.Expr:
    start, end = php.span(node)
    parts: list[ir.Expr] = []
    for kid in node.named_children:
        if kid.type in {"string_content", "escape_sequence", "string_value", "nowdoc_string"}:
            piece = unescape(php.text(kid))
            last = parts[-1] if parts else None
            if isinstance(last, ir.Constant) and isinstance(last.value, str):
                parts[-1] = ir.Constant(last.start, kid.end_byte + php.base, last.value + piece)
            else:
                parts.append(ir.Constant(*php.span(kid), piece))
        elif kid.type in {"heredoc_body", "nowdoc_body"}:
            return _text(php, kid)
        elif kid.type not in {"heredoc_start", "heredoc_end", "comment"}:
            parts.append(expression(php, kid))
    if not parts:
        return ir.Constant(start, end, "")
    if len(parts) == 1 and isinstance(parts[0], ir.Constant):
        return ir.Constant(start, end, parts[0].value)
    return ir.Text(start, end, tuple(parts))


# ------------------------------------------------------------------------------------------- members, calls


def _key(php: Php, node: Node | None) -> str | None:
    """Give the name of a member; None where it is computed."""
    if node is None:
        return ""
    if node.type in {"name", "variable_name"}:
        return php.text(node).lstrip("$")
    return None


def _member(php: Php, node: Node) -> ir.Expr:
    base = _field(php, node, "object")
    return _below(php, node, base, node.child_by_field_name("name"))


def _below(php: Php, node: Node, base: ir.Expr, name: Node | None) -> ir.Expr:
    key = _key(php, name)
    start, _ = php.span(node)
    end = name.end_byte + php.base if name is not None else base.end
    if key is None and name is not None:
        return ir.Index(start, end, base, expression(php, name))
    return ir.Member(start, end, base, key or "")


def _static(php: Php, node: Node) -> ir.Expr:
    kids = php.inner(node)
    if len(kids) < 2:
        return _opaque(php, node)
    base = _scope(php, kids[0])
    if php.text(kids[1]) == "class":
        return base
    return _below(php, node, base, kids[1])


def _scope(php: Php, node: Node) -> ir.Expr:
    text = php.text(node)
    if text in {"self", "static"}:
        return ir.Name(*php.span(node), "$this" if php.owner >= 0 else text)
    if text == "parent":
        return ir.Name(*php.span(node), "super")
    return expression(php, node)


def _subscript(php: Php, node: Node) -> ir.Expr:
    kids = php.inner(node)
    start, end = php.span(node)
    if not kids:
        return ir.Opaque(start, end)
    base = expression(php, kids[0])
    if len(kids) < 2:
        return ir.Index(start, end, base, ir.Opaque(end, end))
    if kids[1].type == "name":  # "$row[name]" inside a string
        return ir.Member(start, end, base, php.text(kids[1]))
    index = expression(php, kids[1])
    if isinstance(index, ir.Constant) and isinstance(index.value, (str, int)):
        return ir.Member(start, end, base, str(index.value))
    return ir.Index(start, end, base, index)


def arguments(php: Php, node: Node | None) -> tuple[tuple[ir.Expr, ...], tuple[ir.Keyword | ir.Spread, ...]]:
    """Lower a list of arguments."""
    positional: list[ir.Expr] = []
    keywords: list[ir.Keyword | ir.Spread] = []
    for kid in php.inner(node) if node is not None else ():
        if kid.type != "argument":
            positional.append(expression(php, kid))
            continue
        name = kid.child_by_field_name("name")
        parts = [k for k in php.inner(kid) if name is None or k != name]
        if not parts:
            continue
        value = expression(php, parts[-1])
        if name is not None:
            keywords.append(ir.Keyword(*php.span(kid), php.text(name), value))
        else:
            positional.append(value)
    return tuple(positional), tuple(keywords)


def _arguments_of(php: Php, node: Node) -> tuple[tuple[ir.Expr, ...], tuple[ir.Keyword | ir.Spread, ...]]:
    found = node.child_by_field_name("arguments")
    if found is None:
        found = next((k for k in node.named_children if k.type == "arguments"), None)
    return arguments(php, found)


def _call(php: Php, node: Node) -> ir.Expr:
    function = node.child_by_field_name("function")
    callee = expression(php, function) if function is not None else ir.Opaque(*php.span(node))
    positional, keywords = _arguments_of(php, node)
    span = php.span(node)
    return built_in(php, ir.Call(*span, callee, positional, keywords))


def _method(php: Php, node: Node) -> ir.Expr:
    callee = _member(php, node)
    positional, keywords = _arguments_of(php, node)
    return ir.Call(*php.span(node), callee, positional, keywords)


def _static_call(php: Php, node: Node) -> ir.Expr:
    scope = node.child_by_field_name("scope")
    base = _scope(php, scope) if scope is not None else ir.Opaque(*php.span(node))
    callee = _below(php, node, base, node.child_by_field_name("name"))
    positional, keywords = _arguments_of(php, node)
    return ir.Call(*php.span(node), callee, positional, keywords)


def _static_property(php: Php, node: Node) -> ir.Expr:
    scope = node.child_by_field_name("scope")
    base = _scope(php, scope) if scope is not None else ir.Opaque(*php.span(node))
    return _below(php, node, base, node.child_by_field_name("name"))


def _new(php: Php, node: Node) -> ir.Expr:
    kids = [k for k in php.inner(node) if k.type not in {"arguments", "declaration_list"}]
    callee = expression(php, kids[0]) if kids else ir.Opaque(*php.span(node))
    positional, keywords = _arguments_of(php, node)
    return ir.Call(*php.span(node), callee, positional, keywords, new=True)


def _print(php: Php, node: Node) -> ir.Expr:
    value = _inside(php, node)
    php.printed(node, value)
    return ir.Constant(*php.span(node), 1)


def _include(php: Php, node: Node) -> ir.Expr:
    start, end = php.span(node)
    target = _inside(php, node)
    php.reading.includes.append(ir.Include(start, end, target, block=php.reading.block))
    return ir.Call(start, end, ir.Name(start, start, "%include"), (target,))


# --------------------------------------------------------------------------------------------------- arrays


def _array(php: Php, node: Node) -> ir.Expr:
    items: list[ir.Expr] = []
    entries: list[ir.Field | ir.Spread] = []
    for element in php.inner(node):
        kids = php.inner(element) if element.type == "array_element_initializer" else [element]
        if len(kids) >= 2:
            entries.append(_entry(php, element, kids))
        elif kids:
            value = expression(php, kids[0])
            items.append(value)
            if isinstance(value, ir.Spread):
                entries.append(value)
    if entries and not all(isinstance(e, ir.Spread) for e in entries):
        return ir.Record(*php.span(node), tuple(entries))
    return ir.Sequence(*php.span(node), tuple(items))


def _entry(php: Php, element: Node, kids: list[Node]) -> ir.Field:
    key = expression(php, kids[0])
    value = expression(php, kids[1])
    if isinstance(key, ir.Constant) and isinstance(key.value, (str, int)):
        return ir.Field(*php.span(element), str(key.value), value)
    name = option_name(key)
    return ir.Field(*php.span(element), name, value, None if name else key)


def _spread(php: Php, node: Node) -> ir.Expr:
    return ir.Spread(*php.span(node), _inside(php, node))


# ------------------------------------------------------------------------------------------------ operators


def _chain(php: Php, node: Node) -> ir.Expr:
    """Lower a chain of binary operators; a long one leans to the left and is taken apart without recursion."""
    links: list[tuple[Node, str]] = []
    current = node
    while current.type == "binary_expression":
        operator = current.child_by_field_name("operator")
        links.append((current, php.text(operator) if operator is not None else ""))
        left = current.child_by_field_name("left")
        if left is None:
            return _opaque(php, node)
        current = left
    value = expression(php, current)
    for count, (link, word) in enumerate(reversed(links)):
        right = _field(php, link, "right")
        if count > MAX_DEPTH and word not in {".", "??"}:
            value = ir.Opaque(*php.span(link))
        value = _binary(php.span(link), word.lower(), value, right)
    return value


def _binary(span: tuple[int, int], operator: str, left: ir.Expr, right: ir.Expr) -> ir.Expr:
    if operator == ".":
        head = left.parts if isinstance(left, ir.Text) else (left,)
        return ir.Text(*span, (*head, right))
    if operator in _CHOICES:
        options = left.options if isinstance(left, ir.Choice) and left.test is None else (left,)
        return ir.Choice(*span, (*options, right))
    if operator in _BOOLEAN:
        return ir.Operation(*span, _BOOLEAN[operator], (left, right))
    if operator == "+" and (isinstance(left, ir.Record) or isinstance(right, ir.Record)):
        return ir.Record(*span, (ir.Spread(right.start, right.end, right), ir.Spread(left.start, left.end, left)))
    return ir.Operation(*span, _SAME.get(operator, operator), (left, right))


def _unary(php: Php, node: Node) -> ir.Expr:
    operator = php.text(node)[:1]
    value = _inside(php, node)
    if operator == "-" and isinstance(value, ir.Constant) and isinstance(value.value, (int, float)):
        return ir.Constant(*php.span(node), -value.value)
    return ir.Operation(*php.span(node), operator, (value,))


def _conditional(php: Php, node: Node) -> ir.Expr:
    test = _field(php, node, "condition")
    body = node.child_by_field_name("body")
    other = _field(php, node, "alternative")
    if body is None:
        return ir.Choice(*php.span(node), (test, other))
    return ir.Choice(*php.span(node), (expression(php, body), other), test)


def _cast(php: Php, node: Node) -> ir.Expr:
    kind = node.child_by_field_name("type")
    value = _field(php, node, "value")
    word = php.text(kind).strip().lower() if kind is not None else "string"
    return value if word in _KEEPING else ir.Operation(*php.span(node), f"({word})", (value,))


def _match(php: Php, node: Node) -> ir.Expr:
    test = _field(php, node, "condition")
    options: list[ir.Expr] = []
    body = node.child_by_field_name("body")
    for arm in php.inner(body) if body is not None else ():
        found = arm.child_by_field_name("return_expression")
        if found is not None:
            options.append(expression(php, found))
    return ir.Choice(*php.span(node), tuple(options), test)


# ---------------------------------------------------------------------------------------------- assignments


def _assignment(php: Php, node: Node) -> ir.Expr:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return _opaque(php, node)
    value = expression(php, right)
    assign(php, php.span(node), left, value)
    return value if left.type in {"list_literal", "array_creation_expression"} else expression(php, left)


def assign(php: Php, span: tuple[int, int], target: Node, value: ir.Expr) -> None:
    """Assign to a variable, a member, or the variables of ``[$a, 'k' => $b]``."""
    if target.type not in {"list_literal", "array_creation_expression"}:
        php.reading.assign(*span, expression(php, target), value)
        return
    if php.depth >= MAX_DEPTH:
        return
    php.depth += 1
    position = 0
    key: str | None = None
    kids = list(target.children)
    for index, kid in enumerate(kids):
        if kid.type == ",":
            position += 1
            key = None
        elif kid.type == "=>":
            continue
        elif kid.is_named and kid.type != "comment":
            element = php.inner(kid) if kid.type == "array_element_initializer" else [kid]
            if len(element) >= 2:
                _destructured(php, span, element[1], value, php.text(element[0]).strip("'\""))
            elif index + 1 < len(kids) and kids[index + 1].type == "=>":
                key = php.text(kid).strip("'\"")
            elif element:
                _destructured(php, span, element[0], value, key if key is not None else str(position))
    php.depth -= 1


def _destructured(php: Php, span: tuple[int, int], target: Node, value: ir.Expr, key: str) -> None:
    assign(php, span, target, ir.Member(value.start, value.end, value, key))


def _augmented(php: Php, node: Node) -> ir.Expr:
    operator = node.child_by_field_name("operator")
    target = _field(php, node, "left")
    value = _field(php, node, "right")
    word = php.text(operator).removesuffix("=") if operator is not None else ""
    result = _binary(php.span(node), word, target, value)
    php.reading.assign(*php.span(node), target, result)
    return target


# ------------------------------------------------------------------------------------------------ functions


def _closure(php: Php, node: Node) -> ir.Expr:
    from linter.frontends.php.declarations import function

    return function(php, node, "")


_HANDLERS: dict[str, Handler] = {
    **LITERALS,
    "relative_scope": _scope,
    "encapsed_string": _text,
    "heredoc": _text,
    "nowdoc": _text,
    "shell_command_expression": _text,
    "member_access_expression": _member,
    "nullsafe_member_access_expression": _member,
    "class_constant_access_expression": _static,
    "scoped_property_access_expression": _static_property,
    "subscript_expression": _subscript,
    "function_call_expression": _call,
    "member_call_expression": _method,
    "nullsafe_member_call_expression": _method,
    "scoped_call_expression": _static_call,
    "object_creation_expression": _new,
    "array_creation_expression": _array,
    "variadic_unpacking": _spread,
    "binary_expression": _chain,
    "unary_op_expression": _unary,
    "conditional_expression": _conditional,
    "cast_expression": _cast,
    "match_expression": _match,
    "parenthesized_expression": _inside,
    "error_suppression_expression": _inside,
    "clone_expression": _inside,
    "reference_modifier": _inside,
    "by_ref": _inside,
    "argument": _last,
    "sequence_expression": _last,
    "assignment_expression": _assignment,
    "reference_assignment_expression": _assignment,
    "augmented_assignment_expression": _augmented,
    "print_intrinsic": _print,
    "include_expression": _include,
    "include_once_expression": _include,
    "require_expression": _include,
    "require_once_expression": _include,
    "anonymous_function": _closure,
    "anonymous_function_creation_expression": _closure,
    "arrow_function": _closure,
}
