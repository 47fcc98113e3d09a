"""Object and array literals."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.javascript.context import Script
from linter.frontends.javascript.functions import begin, complete
from linter.frontends.javascript.literals import careful_name, holes_within, pieces, unescape


def array(script: Script, node: Node) -> ir.Expr:
    """Lower an array literal. Holes of the language (``[a,,b]``) are undefined."""
    skip = script.skip
    operators = script.grammar.operators
    items: list[ir.Expr] = []
    empty = True
    for kid in node.children:
        kind = kid.kind_id
        if kind not in skip:
            items.append(script.expression(kid))
            empty = False
        elif operators.get(kind) == ",":
            if empty:
                items.append(ir.Constant(kid.start_byte + script.base, kid.start_byte + script.base))
            empty = True
    return ir.Sequence(node.start_byte + script.base, node.end_byte + script.base, tuple(items))


def spread(script: Script, node: Node) -> ir.Expr:
    """Lower ``...value``."""
    inside = script.only(node)
    start, end = node.start_byte + script.base, node.end_byte + script.base
    return ir.Spread(start, end, script.expression(inside) if inside is not None else ir.Opaque(start, end))


def record(script: Script, node: Node) -> ir.Expr:
    """Lower an object literal."""
    return ir.Record(node.start_byte + script.base, node.end_byte + script.base, tuple(entries(script, node)))


def entries(script: Script, node: Node) -> list[ir.Field | ir.Spread]:
    """Lower the entries of an object literal in their order."""
    kinds = script.kinds
    skip = script.skip
    base = script.base
    found: list[ir.Field | ir.Spread] = []
    for kid in node.children:
        kind = kid.kind_id
        if kind in skip:
            continue
        if kind == kinds.pair:
            field = _pair(script, kid)
            if field is not None:
                found.append(field)
        elif kind == kinds.shorthand_property_identifier:
            start, end = kid.start_byte + base, kid.end_byte + base
            key = script.text(kid)
            if script.holes:
                value = careful_name(script, kid)
                if isinstance(value, ir.Name):
                    found.append(ir.Field(start, end, key, value))
                else:
                    # Template syntax prints whole entries here.
                    found.append(ir.Spread(start, end, value))
            else:
                found.append(ir.Field(start, end, key, ir.Name(start, end, key)))
        elif kind == kinds.method_definition:
            field = _method(script, kid)
            if field is not None:
                found.append(field)
        else:
            start, end = kid.start_byte + base, kid.end_byte + base
            value = script.expression(kid)
            found.append(value if isinstance(value, ir.Spread) else ir.Spread(start, end, value))
    return found


def _pair(script: Script, node: Node) -> ir.Field | None:
    kids = node.children
    if len(kids) != 3:
        kids = [kid for kid in kids if kid.kind_id not in script.skip]
        if len(kids) < 2:
            return None
    label, value = kids[0], kids[-1]
    computed = None
    if label.kind_id == script.kinds.property_identifier and not script.holes:
        key = script.data[label.start_byte : label.end_byte].decode()
    else:
        key, computed = key_of(script, label)
    if value.kind_id in script.grammar.functions or value.kind_id in script.grammar.classes:
        script.hint(value, key, kind="method")
    base = script.base
    return ir.Field(node.start_byte + base, node.end_byte + base, key, script.expression(value), computed)


def key_of(script: Script, node: Node) -> tuple[str, ir.Expr | None]:
    """Give the key that a property is stored under; an empty one and an expression where the code computes it."""
    kinds = script.kinds
    kind = node.kind_id
    start, end = node.start_byte, node.end_byte
    if kind == kinds.computed_property_name:
        inside = script.only(node)
        if inside is None:
            return "", ir.Opaque(start + script.base, end + script.base)
        value = script.expression(inside)
        if isinstance(value, ir.Constant) and isinstance(value.value, (str, int)) and not isinstance(value.value, bool):
            return str(value.value), None
        return "", value
    if script.holes and holes_within(script, start, end):
        parts: list[ir.Expr] = []
        inner = 1 if kind == kinds.string else 0
        pieces(script, start + inner, end - inner, parts)
        return "", parts[0] if len(parts) == 1 else ir.Text(start + script.base, end + script.base, tuple(parts))
    text = script.data[start:end].decode()
    if kind == kinds.string:
        text = text[1:-1]
        return (unescape(text) if "\\" in text else text), None
    return text, None


def _method(script: Script, node: Node) -> ir.Field | None:
    """Lower ``key() {}`` and ``get key() {}``: what a getter gives is the value of the field; a setter is none."""
    label = node.child_by_field_name("name")
    if label is None:
        return None
    key, computed = key_of(script, label)
    made = begin(script, node, key)
    made.receiver = "this"
    made.kind = "method"
    made.owner = script.component
    role = accessor(script, node)
    complete(script, node, made)
    value: ir.Expr = ir.Lambda(made.start, made.end, made.index)
    if role == "set":
        made.name = f"set {key}"
        return None
    if role == "get":
        made.kind = "getter"
        value = ir.Call(made.start, made.end, value)
    return ir.Field(made.start, made.end, key, value, computed)


def accessor(script: Script, node: Node) -> str:
    """Give ``get`` or ``set`` for such a method; empty for others."""
    operators = script.grammar.operators
    for kid in node.children:
        sign = operators.get(kid.kind_id)
        if sign in {"get", "set"}:
            return sign
        if sign is None:
            break
    return ""
