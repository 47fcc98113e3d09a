"""Python expressions to the IR."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from tree_sitter import Node

from linter import ir
from linter.frontends.python_scope import MAX_DEPTH, Scope

_PERCENT = re.compile(r"%(?:\((\w+)\))?[#0\- +]*(?:\d+|\*)?(?:\.(?:\d+|\*))?[hlL]?([sdrfiuaxXoeEgGc])|%%")
_BRACES = re.compile(r"\{\{|\}\}|\{([\w.\[\]]*)(?:![rsa])?(?::[^{}]*(?:\{[^{}]*\}[^{}]*)*)?\}")
_COMPARISONS = frozenset({"<", "<=", "==", "!=", ">=", ">", "<>", "in", "not in", "is", "is not"})
_NUMERIC = (int, float, bool)


def expression(scope: Scope, node: Node | None) -> ir.Expr:
    """Lower one expression; what is not modelled becomes ``Opaque`` with its parts."""
    if node is None:
        return ir.Opaque(0, 0)
    if scope.depth > MAX_DEPTH:
        scope.fault(node, "nested too deeply")
        return ir.Opaque(node.start_byte, node.end_byte)
    scope.depth += 1
    try:
        return _TABLE.get(node.type, _opaque)(scope, node)
    finally:
        scope.depth -= 1


def _opaque(scope: Scope, node: Node) -> ir.Expr:
    return ir.Opaque(
        node.start_byte,
        node.end_byte,
        tuple(expression(scope, c) for c in node.named_children if c.type not in ("comment", "ERROR")),
    )


def _inner(scope: Scope, node: Node) -> ir.Expr:
    inner = [c for c in node.named_children if c.type != "comment"]
    return expression(scope, inner[0]) if inner else ir.Opaque(node.start_byte, node.end_byte)


def _identifier(scope: Scope, node: Node) -> ir.Expr:
    return ir.Name(node.start_byte, node.end_byte, scope.text(node))


def _number(scope: Scope, node: Node) -> ir.Expr:
    text = scope.text(node).replace("_", "").rstrip("lLjJ")
    value: int | float | None
    try:
        value = int(text, 0)
        if abs(value) >= 1 << 63:
            value = float(value) if abs(value) < 1 << 1000 else None
    except ValueError:
        try:
            value = int(text, 8) if text.isdigit() else float(text)
        except ValueError:
            value = None
    return ir.Constant(node.start_byte, node.end_byte, value)


def _keyword_constant(value: bool | None) -> Callable[[Scope, Node], ir.Expr]:
    def make(_scope: Scope, node: Node) -> ir.Expr:
        return ir.Constant(node.start_byte, node.end_byte, value)

    return make


# -------------------------------------------------------------------------------------------------- strings


def _string(scope: Scope, node: Node) -> ir.Expr:
    parts = string_parts(scope, node)
    if all(isinstance(p, ir.Constant) for p in parts):
        return ir.Constant(
            node.start_byte, node.end_byte, "".join(str(p.value) for p in parts if isinstance(p, ir.Constant))
        )
    return ir.Text(node.start_byte, node.end_byte, tuple(parts))


def string_parts(scope: Scope, node: Node) -> list[ir.Expr]:
    """Give the pieces of a string literal: constants between quotes and the expressions of an f-string."""
    children = node.children
    prefix = scope.text(children[0]).rstrip("'\"").lower() if children else ""
    raw = "r" in prefix
    parts: list[ir.Expr] = []
    for child in children:
        if child.type == "string_content":
            at = child.start_byte
            for piece in child.children:
                if piece.type in ("escape_interpolation",):
                    if piece.start_byte > at:
                        parts.append(_piece(scope, at, piece.start_byte, raw))
                    parts.append(ir.Constant(piece.start_byte, piece.end_byte, scope.text(piece)[:1]))
                    at = piece.end_byte
            if child.end_byte > at:
                parts.append(_piece(scope, at, child.end_byte, raw))
        elif child.type == "interpolation":
            parts.extend(_interpolation(scope, child))
    return parts


def _interpolation(scope: Scope, node: Node) -> list[ir.Expr]:
    found: list[ir.Expr] = []
    for child in node.named_children:
        if child.type == "format_specifier":
            found.extend(
                expression(scope, c) for c in child.named_children if c.type in ("interpolation", "format_expression")
            )
        elif child.type != "type_conversion" and child.type != "comment":
            found.append(expression(scope, child))
    return found


def _piece(scope: Scope, start: int, end: int, raw: bool) -> ir.Constant:
    text = scope.data[start:end].decode("utf-8", "replace")
    if not raw and "\\" in text:
        text = _unescape(text)
    return ir.Constant(start, end, text)


def _unescape(text: str) -> str:
    for quote in ('"""', "'''"):
        if quote not in text and not text.endswith(quote[0]):
            try:
                value = ast.literal_eval("u" + quote + text + quote)
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                continue
            return value if isinstance(value, str) else text
    return text


def _joined(scope: Scope, node: Node) -> ir.Expr:
    parts = [p for c in node.named_children if c.type == "string" for p in string_parts(scope, c)]
    if all(isinstance(p, ir.Constant) for p in parts):
        return ir.Constant(
            node.start_byte, node.end_byte, "".join(str(p.value) for p in parts if isinstance(p, ir.Constant))
        )
    return ir.Text(node.start_byte, node.end_byte, tuple(parts))


# --------------------------------------------------------------------------------- members, calls, subscripts


def _chain(scope: Scope, node: Node) -> ir.Expr:
    """Lower ``a.b(c)[d].e`` from the root outwards: chains may be long, so this does not recurse."""
    spine: list[Node] = []
    current: Node | None = node
    while current is not None and current.type in ("attribute", "call", "subscript"):
        spine.append(current)
        current = current.child_by_field_name(
            {"attribute": "object", "call": "function", "subscript": "value"}[current.type]
        )
    value = expression(scope, current)
    for link in reversed(spine):
        if link.type == "attribute":
            name = link.child_by_field_name("attribute")
            value = ir.Member(link.start_byte, link.end_byte, value, scope.text(name) if name is not None else "")
        elif link.type == "call":
            value = _call(scope, link, value)
        else:
            value = _subscript(scope, link, value)
    return value


def _subscript(scope: Scope, node: Node, base: ir.Expr) -> ir.Expr:
    keys = node.children_by_field_name("subscript")
    start, end = node.start_byte, node.end_byte
    if len(keys) == 1:
        key = expression(scope, keys[0])
        if isinstance(key, ir.Constant) and isinstance(key.value, (str, int)) and not isinstance(key.value, bool):
            return ir.Member(start, end, base, str(key.value))
        return ir.Index(start, end, base, key)
    return ir.Index(start, end, base, ir.Opaque(start, end, tuple(expression(scope, k) for k in keys)))


def _call(scope: Scope, node: Node, callee: ir.Expr) -> ir.Expr:
    arguments: list[ir.Expr] = []
    keywords: list[ir.Keyword | ir.Spread] = []
    listed = node.child_by_field_name("arguments")
    if listed is not None and listed.type == "generator_expression":
        arguments.append(expression(scope, listed))
    elif listed is not None:
        for child in listed.named_children:
            if child.type == "keyword_argument":
                name = child.child_by_field_name("name")
                value = expression(scope, child.child_by_field_name("value"))
                keywords.append(
                    ir.Keyword(child.start_byte, child.end_byte, scope.text(name) if name is not None else "", value)
                )
            elif child.type == "dictionary_splat":
                keywords.append(ir.Spread(child.start_byte, child.end_byte, _inner(scope, child)))
            elif child.type == "list_splat":
                arguments.append(ir.Spread(child.start_byte, child.end_byte, _inner(scope, child)))
            elif child.type not in ("comment", "ERROR"):
                arguments.append(expression(scope, child))
    start, end = node.start_byte, node.end_byte
    first = arguments[0] if arguments else None
    if isinstance(callee, ir.Name):
        if callee.id == "dict" and len(arguments) <= 1:
            entries: list[ir.Field | ir.Spread] = [ir.Spread(a.start, a.end, a) for a in arguments]
            entries.extend(
                ir.Field(k.start, k.end, k.name, k.value) if isinstance(k, ir.Keyword) else k for k in keywords
            )
            return ir.Record(start, end, tuple(entries))
        if callee.id == "__import__" and isinstance(first, ir.Constant) and isinstance(first.value, str):
            return ir.Import(start, end, first.value)
    elif isinstance(callee, ir.Member):
        if callee.key == "import_module" and isinstance(first, ir.Constant) and isinstance(first.value, str):
            return ir.Import(start, end, first.value)
        if callee.key == "format" and isinstance(callee.base, ir.Constant) and isinstance(callee.base.value, str):
            return ir.Text(start, end, tuple(_formatted(callee.base, arguments, keywords)))
    return ir.Call(start, end, callee, tuple(arguments), tuple(keywords))


def _formatted(literal: ir.Constant, arguments: list[ir.Expr], keywords: list[ir.Keyword | ir.Spread]) -> list[ir.Expr]:
    text = str(literal.value)
    named = {k.name: k.value for k in keywords if isinstance(k, ir.Keyword)}
    used: set[int] = set()
    parts: list[ir.Expr] = []
    at, number, pending = 0, 0, ""
    for found in _BRACES.finditer(text):
        pending += text[at : found.start()]
        at = found.end()
        if found[0] in ("{{", "}}"):
            pending += found[0][0]
            continue
        root = re.split(r"[.\[]", found[1], maxsplit=1)[0]
        value: ir.Expr | None
        if not root or root.isdigit():
            index = int(root) if root else number
            number += 1
            used.add(index)
            value = arguments[index] if index < len(arguments) else None
        else:
            value = named.get(root)
        if value is not None:
            parts.append(ir.Constant(literal.start, literal.end, pending))
            pending = ""
            parts.append(value)
    parts.append(ir.Constant(literal.start, literal.end, pending + text[at:]))
    parts.extend(ir.Opaque(k.start, k.end, (k.value,)) for k in keywords if isinstance(k, ir.Spread))
    return parts


# ------------------------------------------------------------------------------------------------- operators


def _binary(scope: Scope, node: Node) -> ir.Expr:
    """Lower a chain of one operator without recursion on its left side."""
    spine: list[Node] = []
    current: Node | None = node
    while current is not None and current.type == "binary_operator":
        spine.append(current)
        current = current.child_by_field_name("left")
    value: ir.Expr | _Sum = expression(scope, current)
    for link in reversed(spine):
        operator = link.child_by_field_name("operator")
        right = expression(scope, link.child_by_field_name("right"))
        value = _combine(link, scope.text(operator) if operator is not None else "", value, right)
    return _close(value)


class _Sum:
    """A run of ``+`` that is still growing: its parts, flattened."""

    __slots__ = ("end", "parts", "start")

    def __init__(self, start: int, end: int, parts: list[ir.Expr]) -> None:
        self.start, self.end, self.parts = start, end, parts


def _combine(link: Node, operator: str, left: ir.Expr | _Sum, right: ir.Expr) -> ir.Expr | _Sum:
    start, end = link.start_byte, link.end_byte
    if operator == "+" and not (_number_like(left) and _number_like(right)):
        more: list[ir.Expr] = list(right.parts) if isinstance(right, ir.Text) else [right]
        if isinstance(left, _Sum):
            left.parts.extend(more)
            left.end = end
            return left
        parts: list[ir.Expr] = list(left.parts) if isinstance(left, ir.Text) else [left]
        return _Sum(start, end, parts + more)
    closed = _close(left)
    if operator == "%" and isinstance(closed, (ir.Constant, ir.Text)) and _is_text(closed):
        return ir.Text(start, end, tuple(_percent(closed, right)))
    if operator == "|" and isinstance(closed, ir.Record):
        return ir.Record(
            start, end, (ir.Spread(closed.start, closed.end, closed), ir.Spread(right.start, right.end, right))
        )
    return ir.Operation(start, end, operator, (closed, right))


def _close(value: ir.Expr | _Sum) -> ir.Expr:
    if isinstance(value, _Sum):
        if all(isinstance(p, ir.Constant) and isinstance(p.value, str) for p in value.parts):
            return ir.Constant(
                value.start, value.end, "".join(str(p.value) for p in value.parts if isinstance(p, ir.Constant))
            )
        return ir.Text(value.start, value.end, tuple(value.parts))
    return value


def _number_like(value: ir.Expr | _Sum) -> bool:
    return (isinstance(value, ir.Constant) and isinstance(value.value, _NUMERIC)) or isinstance(value, ir.Operation)


def _is_text(value: ir.Constant | ir.Text) -> bool:
    return isinstance(value, ir.Text) or isinstance(value.value, str)


def _percent(left: ir.Constant | ir.Text, right: ir.Expr) -> list[ir.Expr]:
    positional = list(right.items) if isinstance(right, ir.Sequence) else [right]
    pieces = left.parts if isinstance(left, ir.Text) else (left,)
    parts: list[ir.Expr] = []
    number = 0
    for piece in pieces:
        if not (isinstance(piece, ir.Constant) and isinstance(piece.value, str)):
            parts.append(piece)
            continue
        at, pending = 0, ""
        for found in _PERCENT.finditer(piece.value):
            pending += piece.value[at : found.start()]
            at = found.end()
            if found[0] == "%%":
                pending += "%"
                continue
            value: ir.Expr | None = None
            if found[1]:
                value = _named(right, found[1])
            elif number < len(positional):
                value = positional[number]
                number += 1
            if value is not None:
                parts.append(ir.Constant(piece.start, piece.end, pending))
                pending = ""
                parts.append(value)
        parts.append(ir.Constant(piece.start, piece.end, pending + piece.value[at:]))
    return parts


def _named(record: ir.Expr, key: str) -> ir.Expr:
    if isinstance(record, ir.Record):
        for entry in reversed(record.entries):
            if isinstance(entry, ir.Field) and entry.key == key:
                return entry.value
    return ir.Member(record.start, record.end, record, key)


def _boolean(scope: Scope, node: Node) -> ir.Expr:
    left = expression(scope, node.child_by_field_name("left"))
    right = expression(scope, node.child_by_field_name("right"))
    operator = node.child_by_field_name("operator")
    if operator is not None and operator.type == "and":
        return ir.Choice(node.start_byte, node.end_byte, (right,), left)
    return ir.Choice(node.start_byte, node.end_byte, (left, right))


def _not(scope: Scope, node: Node) -> ir.Expr:
    return ir.Operation(node.start_byte, node.end_byte, "!", (expression(scope, node.child_by_field_name("argument")),))


def _unary(scope: Scope, node: Node) -> ir.Expr:
    operator = node.child_by_field_name("operator")
    value = expression(scope, node.child_by_field_name("argument"))
    sign = operator.type if operator is not None else "-"
    if sign == "-" and isinstance(value, ir.Constant) and isinstance(value.value, (int, float)):
        return ir.Constant(node.start_byte, node.end_byte, -value.value)
    return ir.Operation(node.start_byte, node.end_byte, sign, (value,))


def _comparison(scope: Scope, node: Node) -> ir.Expr:
    operators = [scope.text(c) for c in node.children_by_field_name("operators")]
    operands = tuple(expression(scope, c) for c in node.named_children if c.type != "comment")
    names = {"is": "==", "is not": "!=", "<>": "!="}
    operator = operators[0] if operators else "=="
    return ir.Operation(node.start_byte, node.end_byte, names.get(operator, operator), operands)


def _conditional(scope: Scope, node: Node) -> ir.Expr:
    inner = [c for c in node.named_children if c.type != "comment"]
    if len(inner) != 3:
        return _opaque(scope, node)
    then, test, other = (expression(scope, c) for c in inner)
    return ir.Choice(node.start_byte, node.end_byte, (then, other), test)


# ------------------------------------------------------------------------------------------------ collections


def _sequence(scope: Scope, node: Node) -> ir.Expr:
    items = tuple(
        ir.Spread(c.start_byte, c.end_byte, _inner(scope, c)) if c.type == "list_splat" else expression(scope, c)
        for c in node.named_children
        if c.type not in ("comment", "ERROR")
    )
    return ir.Sequence(node.start_byte, node.end_byte, items)


def _dictionary(scope: Scope, node: Node) -> ir.Expr:
    entries: list[ir.Field | ir.Spread] = []
    for child in node.named_children:
        if child.type == "pair":
            key = expression(scope, child.child_by_field_name("key"))
            value = expression(scope, child.child_by_field_name("value"))
            if isinstance(key, ir.Constant) and isinstance(key.value, (str, int)):
                entries.append(ir.Field(child.start_byte, child.end_byte, str(key.value), value))
            else:
                entries.append(ir.Field(child.start_byte, child.end_byte, "", value, key))
        elif child.type == "dictionary_splat":
            entries.append(ir.Spread(child.start_byte, child.end_byte, _inner(scope, child)))
    return ir.Record(node.start_byte, node.end_byte, tuple(entries))


def _comprehension(scope: Scope, node: Node) -> ir.Expr:
    body = node.child_by_field_name("body")
    for child in node.named_children:
        if child.type == "for_in_clause":
            iterable = expression(scope, child.child_by_field_name("right"))
            target = child.child_by_field_name("left")
            if target is not None:
                scope.bind(target, ir.Item(iterable.start, iterable.end, iterable), child)
        elif child.type == "if_clause":
            scope.evaluate(_inner(scope, child))
    start, end = node.start_byte, node.end_byte
    if body is not None and body.type == "pair":
        key = expression(scope, body.child_by_field_name("key"))
        value = expression(scope, body.child_by_field_name("value"))
        return ir.Record(start, end, (ir.Field(body.start_byte, body.end_byte, "", value, key),))
    return ir.Sequence(start, end, (expression(scope, body),))


def _lambda(scope: Scope, node: Node) -> ir.Expr:
    return scope.function(node, "")


def _walrus(scope: Scope, node: Node) -> ir.Expr:
    name = node.child_by_field_name("name")
    value = expression(scope, node.child_by_field_name("value"))
    if name is None:
        return value
    scope.bind(name, value, node)
    return ir.Name(node.end_byte, node.end_byte, scope.text(name))


def _yield(scope: Scope, node: Node) -> ir.Expr:
    inner = [c for c in node.named_children if c.type != "comment"]
    if inner:
        value = expression(scope, inner[0])
        scope.body.append(ir.Return(node.start_byte, node.end_byte, value, scope.block))
    return ir.Opaque(node.start_byte, node.end_byte)


def _spread(scope: Scope, node: Node) -> ir.Expr:
    return ir.Spread(node.start_byte, node.end_byte, _inner(scope, node))


_TABLE: dict[str, Callable[[Scope, Node], ir.Expr]] = {
    "identifier": _identifier,
    "integer": _number,
    "float": _number,
    "string": _string,
    "concatenated_string": _joined,
    "true": _keyword_constant(True),
    "false": _keyword_constant(False),
    "none": _keyword_constant(None),
    "ellipsis": _keyword_constant(None),
    "attribute": _chain,
    "call": _chain,
    "subscript": _chain,
    "binary_operator": _binary,
    "boolean_operator": _boolean,
    "not_operator": _not,
    "unary_operator": _unary,
    "comparison_operator": _comparison,
    "conditional_expression": _conditional,
    "parenthesized_expression": _inner,
    "await": _inner,
    "list": _sequence,
    "tuple": _sequence,
    "set": _sequence,
    "expression_list": _sequence,
    "pattern_list": _sequence,
    "tuple_pattern": _sequence,
    "list_pattern": _sequence,
    "dictionary": _dictionary,
    "list_comprehension": _comprehension,
    "set_comprehension": _comprehension,
    "generator_expression": _comprehension,
    "dictionary_comprehension": _comprehension,
    "lambda": _lambda,
    "named_expression": _walrus,
    "yield": _yield,
    "list_splat": _spread,
    "dictionary_splat": _spread,
    "type": _inner,
    "expression_statement": _inner,
    "keyword_identifier": _identifier,
    "print": _identifier,
    "exec": _identifier,
}
