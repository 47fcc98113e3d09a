"""JSX elements, their attributes and children, and the scripts that stand inside them as text."""

from __future__ import annotations

import html
import re

from tree_sitter import Node

from linter import ir
from linter.frontends.javascript.context import Hole, Script
from linter.frontends.javascript.literals import pieces

_ESCAPES = re.compile(rb"\\(?:\r\n|.)", re.DOTALL)


def element(script: Script, node: Node) -> ir.Expr:
    """Lower an element to its tag; a fragment to the sequence of its children."""
    kinds = script.kinds
    base = script.base
    opening = node
    if node.kind_id == kinds.jsx_element:
        opening = node.child(0)
    label = _label(script, opening)
    start, stop = node.start_byte + base, node.end_byte + base
    if label is None:
        return ir.Sequence(start, stop, tuple(_children(script, node, [])))
    tags = script.builder.tags
    index = len(tags)
    tags.append(ir.Tag(start, stop, ""))
    name = "".join(script.text(label).split())
    component = _component(script, label, name)
    outer = script.tag
    function, block = script.function.index, script.block
    runs = name.rpartition(".")[2].lower() == "script"
    slots = script.slots
    if runs:
        script.slots = {}
    script.tag = index
    attributes = tuple(
        _attribute(script, kid)
        for kid in opening.children
        if kid.kind_id in {kinds.jsx_attribute, kinds.jsx_expression}
    )
    content: list[ir.Expr] = []
    if opening is not node:
        _children(script, node, content)
    script.tag = outer
    text = ir.Text(content[0].start, content[-1].end, tuple(content)) if content else None
    tags[index] = ir.Tag(
        start, opening.end_byte + base, name, component, attributes, outer, function, block, text, stop
    )
    if runs:
        if not _is_data(attributes):
            _scripts(script, node, opening, index)
        script.slots = slots
    return ir.Markup(start, stop, index)


def _label(script: Script, opening: Node) -> Node | None:
    """Give the name of an opening tag; None for a fragment."""
    kinds = script.kinds
    for kid in opening.children:
        if kid.kind_id in {kinds.identifier, kinds.member_expression, kinds.jsx_namespace_name}:
            return kid
        if kid.kind_id not in script.skip and script.grammar.names[kid.kind_id] == "nested_identifier":
            return kid
    return None


def _component(script: Script, label: Node, name: str) -> ir.Expr | None:
    """Give the expression that names a component; None for an element of HTML."""
    if "." in name:
        base = script.base
        first, *keys = name.split(".")
        start = label.start_byte + base
        value: ir.Expr = ir.Name(start, start + len(first.encode()), first)
        for key in keys:
            value = ir.Member(start, label.end_byte + base, value, key)
        return value
    if name[:1].isupper() or name[:1] in {"_", "$"}:
        return script.expression(label)
    return None


def _attribute(script: Script, node: Node) -> ir.Attribute:
    kinds = script.kinds
    base = script.base
    start, end = node.start_byte + base, node.end_byte + base
    kids = script.inner(node)
    if node.kind_id == kinds.jsx_expression:
        inside = kids[0] if kids else None
        if inside is not None and inside.kind_id == kinds.spread_element:
            inside = script.only(inside)
        return ir.Attribute(start, end, "...", script.expression(inside) if inside is not None else None)
    if not kids:
        return ir.Attribute(start, end, "")
    name = script.text(kids[0])
    if len(kids) < 2:
        return ir.Attribute(start, end, name)
    value = kids[1]
    if value.kind_id == kinds.jsx_expression:
        inside = script.only(value)
        return ir.Attribute(start, end, name, script.expression(inside) if inside is not None else None)
    if value.kind_id == kinds.string:
        return ir.Attribute(start, end, name, _quoted(script, value))
    return ir.Attribute(start, end, name, script.expression(value))


def _quoted(script: Script, node: Node) -> ir.Expr:
    """Lower the string of an attribute: it has the entities of HTML, not the escapes of JavaScript."""
    if script.holes:
        return script.expression(node)
    text = script.text(node)[1:-1]
    return ir.Constant(
        node.start_byte + script.base, node.end_byte + script.base, html.unescape(text) if "&" in text else text
    )


def _children(script: Script, node: Node, content: list[ir.Expr]) -> list[ir.Expr]:
    """Lower what stands between the tags: text and expressions into ``content``, the elements are given back."""
    kinds = script.kinds
    base = script.base
    elements: list[ir.Expr] = []
    for kid in node.children:
        kind = kid.kind_id
        start, end = kid.start_byte + base, kid.end_byte + base
        if kind == kinds.jsx_text and script.holes:
            pieces(script, kid.start_byte, kid.end_byte, content, raw=True)
        elif kind == kinds.jsx_text:
            text = _shown(script.text(kid))
            if text:
                content.append(ir.Constant(start, end, text))
                elements.append(content[-1])
        elif kind == kinds.html_character_reference:
            content.append(ir.Constant(start, end, html.unescape(script.text(kid))))
            elements.append(content[-1])
        elif kind == kinds.jsx_expression:
            inside = script.only(kid)
            if inside is not None:
                content.append(script.expression(inside))
                elements.append(content[-1])
        elif kind in script.grammar.jsx:
            elements.append(script.expression(kid))
    return elements


def _shown(text: str) -> str:
    """Give a text as it is shown: white space with line breaks in it is nothing at the ends, and a space in between."""
    words = " ".join(text.split())
    if not words:
        return " " if text and "\n" not in text else ""
    head = text[: len(text) - len(text.lstrip())]
    tail = text[len(text.rstrip()) :]
    return (" " if head and "\n" not in head else "") + words + (" " if tail and "\n" not in tail else "")


# ------------------------------------------------------------------------------------------ inline scripts


def _is_data(attributes: tuple[ir.Attribute, ...]) -> bool:
    """Say whether a script element holds data (JSON) and no code."""
    for attribute in attributes:
        if attribute.name == "type" and isinstance(attribute.value, ir.Constant):
            kind = str(attribute.value.value).lower()
            return not ("javascript" in kind or kind in {"module", "text/partytown", "text/plain"})
    return False


def _scripts(script: Script, node: Node, opening: Node, tag: int) -> None:
    """Lower the code that a script element holds as a literal, at a block of its own."""
    kinds = script.kinds
    found: list[Node] = []
    for kid in opening.children:
        if kid.kind_id == kinds.jsx_attribute:
            kids = script.inner(kid)
            if len(kids) > 1 and script.text(kids[0]) == "dangerouslySetInnerHTML":
                found.extend(_markup_literals(script, kids[1]))
    if opening is not node:
        for kid in node.children:
            inside = script.only(kid) if kid.kind_id == kinds.jsx_expression else None
            literal = _literal(script, inside) if inside is not None else None
            if literal is not None:
                found.append(literal)
    for literal in found:
        saved = script.block
        script.block = script.function.block(saved, "script", tag=tag)
        inline(script, literal)
        script.block = saved


def _markup_literals(script: Script, node: Node) -> list[Node]:
    """Find the literal in ``{{__html: `...`}}``."""
    kinds = script.kinds
    inside = script.only(node)
    if inside is None or inside.kind_id != kinds.object:
        return []
    found: list[Node] = []
    for kid in script.inner(inside):
        kids = script.inner(kid)
        if kid.kind_id == kinds.pair and len(kids) > 1 and script.text(kids[0]).strip("\"'") == "__html":
            literal = _literal(script, kids[-1])
            if literal is not None:
                found.append(literal)
    return found


def _literal(script: Script, node: Node) -> Node | None:
    """Give the literal behind ``.trim()``, ``.replace(...)`` and parentheses."""
    kinds = script.kinds
    for _ in range(8):
        node = script.strip(node)
        if node.kind_id in {kinds.template_string, kinds.string}:
            return node
        if node.kind_id not in script.chains:
            return None
        if node.kind_id == kinds.call_expression:
            last = node.child(node.child_count - 1)
            if last.kind_id == kinds.template_string:
                return last
        node = node.child(0)
    return None


def inline(script: Script, literal: Node) -> None:
    """Lower the code inside a string or template literal at the current block; substitutions stand for themselves."""
    kinds = script.kinds
    base = script.base
    first, last = literal.start_byte + 1, literal.end_byte - 1
    text = bytearray(script.data[first:last])
    holes: list[Hole] = []
    plain = _Plain()
    at = 0
    for kid in literal.children:
        if kid.kind_id != kinds.template_substitution:
            continue
        inside = script.only(kid)
        start, end = kid.start_byte - first, kid.end_byte - first
        text[at:start] = plain(bytes(text[at:start]))
        text[start:end] = b"_" * (end - start)
        at = end
        if inside is not None:
            value = (script.slots or {}).get(kid.start_byte)
            if value is None:
                value = script.expression(inside)
            holes.append(Hole(kid.start_byte + base, kid.end_byte + base, value))
    text[at:] = plain(bytes(text[at:]))
    if literal.end_byte - literal.start_byte > 2:
        script.piece(script, bytes(text), first + base, holes)


class _Plain:
    """
    Undoes the escapes of a literal without changing its length: the room of a backslash becomes a space.

    The space goes outside of what an escaped quote encloses: before the first of a pair, behind the second.
    """

    def __init__(self) -> None:
        self._open: set[bytes] = set()

    def __call__(self, text: bytes) -> bytes:
        """Give the text without escapes; pieces of one literal come in their order."""
        return _ESCAPES.sub(self._one, text)

    def _one(self, match: re.Match[bytes]) -> bytes:
        escaped = match[0][1:]
        if escaped in {b"n", b"r"}:
            return b" \n"
        if escaped in {b"t", b"b", b"f", b"v"}:
            return b"  "
        if escaped in {b"'", b'"', b"`"}:
            if escaped in self._open:
                self._open.discard(escaped)
                return escaped + b" "
            self._open.add(escaped)
        return match[0] if len(escaped) > 1 or escaped.isalnum() else b" " + escaped
