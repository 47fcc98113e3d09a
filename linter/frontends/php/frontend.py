"""
PHP to the IR: whole files (pages and plain code alike), and the pieces of PHP in Blade templates.

A file's own statements are those of its template function, for their variables are what its HTML prints.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from tree_sitter import Node

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.php.context import Chunk, Php, parser
from linter.frontends.php.expressions import arguments, expression
from linter.frontends.php.statements import statements
from linter.frontends.templates.reading import Reading, add_comment

_LONGEST = 3000
"""Bytes of code between two pieces of HTML that may count as one printed value."""
_FAULTS = 20
_CANDIDATES = re.compile(rb"<\?|\?>|tracklint")
"""What the tree is searched for: the ends of code, and words to us."""


def read_php(data: bytes, builder: ModuleBuilder) -> Reading:
    """Read a PHP file: a template whose code is everything between ``<?php`` and ``?>``."""
    reading = Reading(data, builder, "php")
    root = parser(mixed=True).parse(data).root_node
    chunks, comments = _chunks(data, root)
    php = Php(data, 0, reading, chunks)
    statements(php, root.children)
    for chunk in chunks:
        place(reading, chunk)
    for comment in comments:
        start, end = comment.start_byte, comment.end_byte
        add_comment(builder, data, start, end, start, end)
    _faults(builder, root)
    reading.finish()
    return reading


def place(reading: Reading, chunk: Chunk) -> None:
    """Record what a stretch of code prints; from long stretches (whole files of code) the values alone."""
    hole = chunk.printed()
    if hole is not None and chunk.end - chunk.start <= _LONGEST:
        reading.holes.append(hole)
        return
    reading.blank(chunk.start, chunk.end)
    for part in chunk.parts:
        function = reading.function if part.function < 0 else reading.builder.functions[part.function]
        function.body.append(ir.Evaluate(part.start, part.end, part.value, part.block))


def _chunks(data: bytes, root: Node) -> tuple[list[Chunk], list[Node]]:
    """Find the stretches of code, and the comments that may speak to us."""
    opens: list[int] = []
    closes: list[int] = []
    comments: list[Node] = []
    wanted = [match.start() for match in _CANDIDATES.finditer(data)]
    cursor = root.walk()
    descend = True
    while True:
        node = cursor.node
        if descend and node is not None:
            position = bisect_left(wanted, node.start_byte)
            inside = position < len(wanted) and wanted[position] < node.end_byte
            if node.type == "php_tag":
                opens.append(node.start_byte)
            elif node.type == "php_end_tag":
                closes.append(node.start_byte)
            elif node.type == "comment" and inside:
                comments.append(node)
            elif inside and cursor.goto_first_child():
                continue
        if cursor.goto_next_sibling():
            descend = True
        elif cursor.goto_parent():
            descend = False
        else:
            break
    chunks: list[Chunk] = []
    position = 0
    for start in opens:
        if chunks and start < chunks[-1].end:
            continue
        while position < len(closes) and closes[position] < start:
            position += 1
        end = data.find(b">", closes[position]) + 1 if position < len(closes) else len(data)
        chunks.append(Chunk(start, end, data.startswith(b"<?=", start)))
    return chunks, comments


def _faults(builder: ModuleBuilder, root: Node) -> None:
    """Report where statements were lost, outermost errors only."""
    if not root.has_error:
        return
    stack = [root]
    while stack and len(builder.faults) < _FAULTS:
        node = stack.pop()
        if node.is_error:
            if node.named_child_count > 1:
                builder.faults.append(ir.Fault(node.start_byte, node.end_byte, "could not be parsed"))
        elif node.has_error:
            stack.extend(reversed(node.children))


class PhpPieces:
    """Lowers pieces of PHP that stand in another template language, where ``reading`` stands."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def expression(self, start: int, end: int) -> ir.Expr:
        """Lower one expression."""
        values, _ = self.arguments(start, end)
        if not values:
            return ir.Constant(start, end, "")
        return values[0]

    def arguments(self, start: int, end: int) -> tuple[tuple[ir.Expr, ...], tuple[ir.Keyword | ir.Spread, ...]]:
        """Lower a list of arguments (without its parentheses)."""
        piece = b"f(" + self.reading.data[start:end] + b"\n);"
        root = parser(mixed=False).parse(piece).root_node
        php = Php(piece, start - 2, self.reading)
        call = root.named_children[0].named_children[0] if _is_call(root) else None
        if call is not None:
            return arguments(php, call.child_by_field_name("arguments"))
        return tuple(_readable(php, root)), ()

    def code(self, start: int, end: int) -> Chunk:
        """Lower statements; give what they print."""
        piece = self.reading.data[start:end]
        root = parser(mixed=False).parse(piece).root_node
        chunk = Chunk(start - 5, end, echo=False)
        statements(Php(piece, start, self.reading, [chunk]), root.children)
        return chunk

    def loop(self, start: int, end: int) -> tuple[ir.Expr, list[ir.Expr]]:
        """Lower ``$xs as $k => $x``: what is looped over, and the variables."""
        piece = b"foreach (" + self.reading.data[start:end] + b"\n) {}"
        root = parser(mixed=False).parse(piece).root_node
        php = Php(piece, start - 9, self.reading)
        node = root.named_children[0] if root.named_children else None
        if node is None or node.type != "foreach_statement":
            return ir.Opaque(start, end, tuple(_readable(php, root))), []
        body = node.child_by_field_name("body")
        heads = [k for k in php.inner(node) if body is None or k != body]
        values = expression(php, heads[0]) if heads else ir.Opaque(start, end)
        targets = [k for h in heads[1:] for k in (php.inner(h) if h.type == "pair" else [h])]
        return values, [expression(php, t) for t in targets]


def _is_call(root: Node) -> bool:
    if not root.named_children or root.named_children[0].type != "expression_statement":
        return False
    kids = root.named_children[0].named_children
    return bool(kids) and kids[0].type == "function_call_expression" and root.named_child_count == 1


def _readable(php: Php, root: Node) -> list[ir.Expr]:
    """Lower what can be read in a piece that is no expression."""
    found: list[ir.Expr] = []
    for node in root.named_children:
        for kid in php.inner(node):
            if kid.type not in {"name", "ERROR"}:
                found.append(expression(php, kid))
    return found
