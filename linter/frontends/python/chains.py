"""Access chains of Python: names, attributes, subscripts and calls, however long."""

from __future__ import annotations

import re

from tree_sitter import Node

from linter import ir
from linter.frontends.python.context import MAX_DEPTH, Unit
from linter.frontends.python.format import filled
from linter.frontends.python.grammar import (
    ATTRIBUTE,
    AWAIT,
    CALL,
    DICTIONARY_SPLAT,
    ERROR,
    GENERATOR_EXPRESSION,
    IDENTIFIER,
    KEYWORD_ARGUMENT,
    LIST_SPLAT,
    PARENTHESIZED_EXPRESSION,
    SKIP,
    SLICE,
    SUBSCRIPT,
    inner,
    only,
)

MAX_LINKS = 100
"""Links of an access chain that are lowered as such; the head of a longer one becomes ``Opaque``."""
_LINKS = frozenset({ATTRIBUTE, CALL, SUBSCRIPT})
_TRANSPARENT = frozenset({PARENTHESIZED_EXPRESSION, AWAIT})
_ATTRIBUTE = re.compile(rb"\.([A-Za-z_\x80-\xff][\w\x80-\xff]*)")


def name(unit: Unit, node: Node) -> ir.Expr:
    """Lower a variable."""
    start, end = node.start_byte, node.end_byte
    raw = unit.data[start:end]
    word = unit.words.get(raw)
    if word is None:
        word = unit.word(node)
    if unit.renamed:
        word = unit.renamed.get(word, word)
    return ir.Name(start, end, word)


def chain(unit: Unit, node: Node) -> ir.Expr:
    """Lower ``a.b(c)["d"].e`` from its root on."""
    links: list[Node] = []
    current = node
    while True:
        number = current.kind_id
        below: Node | None
        if number in _LINKS:
            links.append(current)
            below = current.child(0)
        elif number in _TRANSPARENT:
            below = only(current)
        else:
            break
        if below is None:
            break
        current = below
    left = len(links)
    if unit.depth + left >= MAX_DEPTH and left > 1:
        return _cut(unit, node, links, current)
    unit.depth += left
    if current.kind_id == IDENTIFIER:
        value = name(unit, current)
    elif left and current is links[-1]:
        # A link without a child is one that the parser made up.
        links.pop()
        value = ir.Opaque(node.start_byte, node.end_byte)
    else:
        value = unit.expression(current)
    data, members = unit.data, unit.members
    for link in reversed(links):
        number = link.kind_id
        if number == ATTRIBUTE:
            end = link.end_byte
            key = members.get(data[value.end : end])
            value = _attribute(unit, link, value) if key is None else ir.Member(link.start_byte, end, value, key)
        elif number == CALL:
            value = _call(unit, link, value)
        else:
            value = _subscript(unit, link, value)
        unit.depth -= 1
    unit.depth -= left - len(links)
    return value


def _cut(unit: Unit, node: Node, links: list[Node], root: Node) -> ir.Expr:
    """Lower a chain of excessive length: its last links as they are, of the others only what is handed to them."""
    kept = max(0, min(MAX_LINKS, MAX_DEPTH - 2 - unit.depth))
    head = links[kept:]
    unit.fault(root.start_byte, head[0].end_byte if head else node.end_byte, "nested too deeply")
    parts: list[ir.Expr] = []
    if root.child_count == 0 and root.kind_id == IDENTIFIER:
        parts.append(name(unit, root))
    for link in reversed(head):
        for kid in link.children[1:]:
            if kid.kind_id not in SKIP and link.kind_id == CALL:
                arguments, keywords = _arguments(unit, kid)
                parts.extend(arguments)
                parts.extend(keyword.value for keyword in keywords)
    value: ir.Expr = ir.Opaque(node.start_byte, head[0].end_byte if head else node.end_byte, tuple(parts))
    for link in reversed(links[:kept]):
        number = link.kind_id
        if number == ATTRIBUTE:
            value = _attribute(unit, link, value)
        elif number == CALL:
            value = _call(unit, link, value)
        else:
            value = _subscript(unit, link, value)
    return value


# --------------------------------------------------------------------------------------------------- members


def _attribute(unit: Unit, node: Node, base: ir.Expr) -> ir.Expr:
    """Lower an attribute whose text is not among the known ones."""
    end = node.end_byte
    raw = unit.data[base.end : end]
    found = _ATTRIBUTE.fullmatch(raw)
    if found is not None:
        key = unit.members[raw] = found[1].decode("utf-8", "replace")
    else:
        # Brackets, a comment or a line break stand between the object and its attribute.
        field = node.child_by_field_name("attribute")
        key = "" if field is None else unit.word(field)
        if not key:
            return base
    return ir.Member(node.start_byte, end, base, key)


def _subscript(unit: Unit, node: Node, base: ir.Expr) -> ir.Expr:
    start, end = node.start_byte, node.end_byte
    items = [_index(unit, kid) for kid in node.children[1:] if kid.kind_id not in SKIP]
    if len(items) != 1:
        index: ir.Expr = ir.Sequence(items[0].start, items[-1].end, tuple(items)) if items else ir.Opaque(end, end)
        return ir.Index(start, end, base, index)
    item = items[0]
    if isinstance(item, ir.Constant):
        value = item.value
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            return ir.Member(start, end, base, str(value))
    return ir.Index(start, end, base, item)


def _index(unit: Unit, node: Node) -> ir.Expr:
    if node.kind_id == SLICE:
        return ir.Opaque(node.start_byte, node.end_byte, tuple(unit.expression(kid) for kid in inner(node)))
    return unit.expression(node)


# ----------------------------------------------------------------------------------------------------- calls


def _call(unit: Unit, node: Node, callee: ir.Expr) -> ir.Expr:
    start, end = node.start_byte, node.end_byte
    handed = node.child(node.child_count - 1)
    if node.child_count > 2:
        callee = _nearest(unit, node, handed) or callee
    arguments, keywords = _arguments(unit, handed)
    if isinstance(callee, ir.Name):
        special = _SPECIAL.get(callee.id)
        if special is not None:
            value = special(start, end, callee, arguments, keywords)
            if value is not None:
                return value
    elif isinstance(callee, ir.Member):
        if callee.key == "format":
            if isinstance(callee.base, ir.Constant) and isinstance(callee.base.value, str):
                call = ir.Call(start, end, callee, tuple(arguments), tuple(keywords))
                return filled(call, callee.base)
        elif callee.key == "import_module" and isinstance(callee.base, ir.Name) and callee.base.id == "importlib":
            value = _import(start, end, callee.base, arguments, keywords)
            if value is not None:
                return value
    return ir.Call(start, end, callee, tuple(arguments), tuple(keywords))


def _nearest(unit: Unit, node: Node, handed: Node) -> ir.Expr | None:
    """Give the name right before the arguments, where error recovery took one further away for the callee."""
    before = node.child(node.child_count - 2)
    if before.kind_id == ERROR and before.end_byte == handed.start_byte and before.child_count:
        last = before.child(before.child_count - 1)
        if last.kind_id == IDENTIFIER:
            return name(unit, last)
    return None


def _arguments(unit: Unit, node: Node) -> tuple[list[ir.Expr], list[ir.Keyword | ir.Spread]]:
    """Lower the arguments of a call; ``node`` is their list, or the one generator that needs none."""
    arguments: list[ir.Expr] = []
    keywords: list[ir.Keyword | ir.Spread] = []
    if node.kind_id == GENERATOR_EXPRESSION:
        return [unit.expression(node)], keywords
    leaves = unit.leaves
    for kid in node.children:
        number = kid.kind_id
        if number in SKIP:
            continue
        leaf = leaves[number]
        if leaf is not None:
            arguments.append(leaf(unit, kid))
        elif number == KEYWORD_ARGUMENT:
            keywords.append(_keyword(unit, kid))
        elif number == DICTIONARY_SPLAT:
            keywords.append(spread(unit, kid))
        elif number == LIST_SPLAT:
            arguments.append(spread(unit, kid))
        else:
            arguments.append(unit.expression(kid))
    return arguments, keywords


def _keyword(unit: Unit, node: Node) -> ir.Keyword | ir.Spread:
    kids = node.children
    key, value = kids[0], kids[-1]
    start, end = node.start_byte, node.end_byte
    if value.kind_id in SKIP or value is key:
        return ir.Spread(start, end, ir.Opaque(start, end))
    return ir.Keyword(start, end, unit.word(key), unit.expression(value))


def spread(unit: Unit, node: Node) -> ir.Spread:
    """Lower ``*value`` and ``**value``."""
    kid = only(node)
    start, end = node.start_byte, node.end_byte
    return ir.Spread(start, end, ir.Opaque(start, end) if kid is None else unit.expression(kid))


def _record(
    start: int, end: int, _callee: ir.Name, arguments: list[ir.Expr], keywords: list[ir.Keyword | ir.Spread]
) -> ir.Expr | None:
    """``dict(a, b=c)`` is the literal ``{**a, "b": c}``."""
    entries: list[ir.Field | ir.Spread] = [
        value if isinstance(value, ir.Spread) else ir.Spread(value.start, value.end, value) for value in arguments
    ]
    for keyword in keywords:
        if isinstance(keyword, ir.Spread):
            entries.append(keyword)
        else:
            entries.append(ir.Field(keyword.start, keyword.end, keyword.name, keyword.value))
    return ir.Record(start, end, tuple(entries))


def _import(
    start: int, end: int, _callee: ir.Name, arguments: list[ir.Expr], _keywords: list[ir.Keyword | ir.Spread]
) -> ir.Expr | None:
    """``import_module("x")`` is a module, when what it names is a literal."""
    if not arguments:
        return None
    first = arguments[0]
    if isinstance(first, ir.Constant) and isinstance(first.value, str):
        return ir.Import(start, end, first.value)
    return None


def _format_html(
    start: int, end: int, callee: ir.Name, arguments: list[ir.Expr], keywords: list[ir.Keyword | ir.Spread]
) -> ir.Expr | None:
    """``format_html("<p>{}</p>", x)`` (Django) is ``"<p>{}</p>".format(x)``."""
    literal = arguments[0] if arguments else None
    if not isinstance(literal, ir.Constant) or not isinstance(literal.value, str):
        return None
    return filled(ir.Call(start, end, callee, tuple(arguments[1:]), tuple(keywords)), literal)


def _super(
    _start: int, _end: int, callee: ir.Name, _arguments: list[ir.Expr], _keywords: list[ir.Keyword | ir.Spread]
) -> ir.Expr | None:
    """``super()`` is the word for the base class's side of the instance, as in other languages."""
    return callee


def _named_attribute(
    start: int, end: int, _callee: ir.Name, arguments: list[ir.Expr], _keywords: list[ir.Keyword | ir.Spread]
) -> ir.Expr | None:
    """``getattr(user, "email", default)`` is ``user.email`` or the default, when the name is a literal."""
    name = arguments[1] if 2 <= len(arguments) <= 3 else None
    if not isinstance(name, ir.Constant) or not isinstance(name.value, str) or not name.value.isidentifier():
        return None
    read = ir.Member(start, end, arguments[0], name.value)
    return ir.Choice(start, end, (read, arguments[2])) if len(arguments) == 3 else read


_SPECIAL = {
    "dict": _record,
    "__import__": _import,
    "import_module": _import,
    "super": _super,
    "getattr": _named_attribute,
    "format_html": _format_html,
}
