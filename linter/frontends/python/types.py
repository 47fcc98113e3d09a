"""Annotations: declared types as expressions, those written as text included."""

from __future__ import annotations

import re

from tree_sitter import Node

from linter import ir
from linter.frontends.python.context import MAX_DEPTH, Unit
from linter.frontends.python.grammar import (
    ATTRIBUTE,
    BINARY_OPERATOR,
    CONCATENATED_STRING,
    IDENTIFIER,
    PARENTHESIZED_EXPRESSION,
    STRING,
    SUBSCRIPT,
    TYPE,
    TYPE_PARAMETER,
    inner,
    kind,
    only,
)
from linter.frontends.python.literals import dotted

_GENERIC_TYPE = kind("generic_type")
_UNION_TYPE = kind("union_type")
_MEMBER_TYPE = kind("member_type")
_WRAPPING = frozenset({TYPE, PARENTHESIZED_EXPRESSION, kind("constrained_type")})
_FIRST = frozenset(
    {
        "Optional",
        "Annotated",
        "Final",
        "ClassVar",
        "Mapped",
        "Type",
        "type",
        "Awaitable",
        "Required",
        "NotRequired",
        "ReadOnly",
    }
)
"""Generic types that stand for their first parameter."""
_WRITTEN = re.compile(rb"\s*(?:([A-Za-z_]\w*(?:\.[A-Za-z_]\w*){,20})|([\[\],|]))")
_MAX_WRITTEN = 400
"""Bytes of a type written as text that we still read."""
_MAX_WRITTEN_DEPTH = 10


def annotation(unit: Unit, node: Node | None) -> ir.Expr | None:
    """
    Give a declared type as an expression: its name, or a ``Choice`` of the names of a union.

    ``None`` in a union and the parameters of a generic type say nothing about the value; ``Optional`` and its like
    stand for their parameter. A type written as text is what the text says. None where no name is left.
    """
    if node is None:
        return None
    if unit.depth >= MAX_DEPTH:
        unit.too_deep(node)
        return None
    unit.depth += 1
    value = _annotation(unit, node)
    unit.depth -= 1
    return value


def _annotation(unit: Unit, node: Node) -> ir.Expr | None:
    number = node.kind_id
    if number == IDENTIFIER:
        return ir.Name(node.start_byte, node.end_byte, unit.word(node))
    if number in _WRAPPING:
        return annotation(unit, only(node))
    if number == ATTRIBUTE:
        value = unit.expression(node)
        return value if isinstance(value, ir.Member) else None
    if number in {_GENERIC_TYPE, SUBSCRIPT}:
        return _generic(unit, node)
    if number == _UNION_TYPE or (number == BINARY_OPERATOR and _is_union(unit, node)):
        return _members(unit, node)
    if number in {STRING, CONCATENATED_STRING}:
        return _written(unit, unit.expression(node))
    if number == _MEMBER_TYPE:
        kids = inner(node)
        base = annotation(unit, kids[0])
        return None if base is None else ir.Member(node.start_byte, node.end_byte, base, unit.word(kids[-1]))
    return None


def bare_type(node: Node) -> Node:
    """Give what stands where the grammar expects a type."""
    while node.kind_id == TYPE:
        kid = only(node)
        if kid is None:
            break
        node = kid
    return node


def _members(unit: Unit, node: Node) -> ir.Expr | None:
    """Lower ``A | B | C``, however long."""
    found: list[ir.Expr | None] = []
    current = node
    while current.kind_id == node.kind_id or current.kind_id in _WRAPPING:
        kids = inner(current)
        if not kids:
            break
        if len(kids) > 1:
            found.append(annotation(unit, kids[-1]))
        current = kids[0]
    found.append(annotation(unit, current))
    found.reverse()
    return _union(node.start_byte, node.end_byte, found)


def _is_union(unit: Unit, node: Node) -> bool:
    operator = node.child_by_field_name("operator")
    return operator is not None and unit.text(operator) == "|"


def _union(start: int, end: int, members: list[ir.Expr | None]) -> ir.Expr | None:
    options: list[ir.Expr] = []
    for member in members:
        if isinstance(member, ir.Choice):
            options.extend(member.options)
        elif member is not None:
            options.append(member)
    if len(options) < 2:
        return options[0] if options else None
    return ir.Choice(start, end, tuple(options))


def _generic(unit: Unit, node: Node) -> ir.Expr | None:
    kids = inner(node)
    base = annotation(unit, kids[0]) if kids else None
    role = _role(base)
    if not role:
        return base
    parameters: list[Node] = []
    for kid in kids[1:]:
        parameters.extend(inner(kid) if kid.kind_id == TYPE_PARAMETER else (kid,))
    if role == "first":
        return annotation(unit, parameters[0]) if parameters else None
    return _union(node.start_byte, node.end_byte, [annotation(unit, kid) for kid in parameters])


def _role(base: ir.Expr | None) -> str:
    """Say which parameters a generic type stands for: the ``first``, ``any`` of them, or none (an empty text)."""
    name = base.id if isinstance(base, ir.Name) else base.key if isinstance(base, ir.Member) else ""
    return "first" if name in _FIRST else "any" if name == "Union" else ""


# ------------------------------------------------------------------------------------ types written as text


def _written(unit: Unit, value: ir.Expr) -> ir.Expr | None:
    """Read the type that a literal spells, ``"Optional[User]"``."""
    if not isinstance(value, ir.Constant) or not isinstance(value.value, str):
        return None
    raw = value.value.encode("utf-8", "replace")
    start = unit.data.find(raw, value.start, value.end)
    if start < 0 or not 0 < len(raw) <= _MAX_WRITTEN:
        return None
    reader = _Reader(unit.data, start, start + len(raw))
    read = reader.union(0)
    return read if reader.done() else None


class _Reader:
    """Reads ``a.B[C, D] | E`` between two offsets."""

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self._data = data
        self._at = at
        self._end = end

    def done(self) -> bool:
        """Say whether all is read."""
        return not self._data[self._at : self._end].strip()

    def _next(self, wanted: bytes) -> bool:
        """Read a certain token, if it is the next one."""
        found = _WRITTEN.match(self._data, self._at, self._end)
        if found is None or found[2] != wanted:
            return False
        self._at = found.end()
        return True

    def union(self, depth: int) -> ir.Expr | None:
        """Read types joined by ``|``."""
        start = self._at
        options = [self._generic(depth)]
        while self._next(b"|"):
            options.append(self._generic(depth))
        return _union(start, self._at, options)

    def _generic(self, depth: int) -> ir.Expr | None:
        found = _WRITTEN.match(self._data, self._at, self._end)
        if found is None or found[1] is None or depth > _MAX_WRITTEN_DEPTH:
            return None
        start, self._at = self._at, found.end()
        base = dotted(self._data, *found.span(1))
        if not self._next(b"["):
            return base
        types = [self.union(depth + 1)]
        while self._next(b","):
            types.append(self.union(depth + 1))
        self._next(b"]")
        role = _role(base)
        if role == "first":
            return types[0]
        return _union(start, self._at, types) if role else base
