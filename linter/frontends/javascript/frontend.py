"""
JavaScript, TypeScript, JSX and TSX to the IR.

Three ways in: a file (``lower_javascript``), a piece of script inside another file (``lower_script``: inline scripts,
event handlers, the script of a single-file component), and one expression (``lower_expression``: bindings, data
islands). Pieces come masked: template syntax was replaced by identifiers of the same length, the *holes*.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tree_sitter import Node

from linter import ir
from linter.frontends.builder import FunctionBuilder, ModuleBuilder
from linter.frontends.faults import faulty
from linter.frontends.javascript.context import Hole, Script
from linter.frontends.javascript.grammar import parse
from linter.frontends.javascript.literals import holes_within
from linter.frontends.javascript.statements import statements
from linter.frontends.javascript.tables import tables
from linter.workspace.text import SourceText

_WORD = b"tracklint"
_CONFLICT = re.compile(rb"^(?:<{7}|>{7})[ \t].*$", re.MULTILINE)
"""A line with which git marks where it could not merge. The grammars read much of what follows as something else."""
_TYPED = frozenset({"typescript", "ts", "tsx"})
_TOLERATED = 24
"""Bytes of an error that are passed over without a fault, when no statement is lost in it."""


def lower_javascript(text: SourceText, language: str) -> ir.Module:
    """Lower a file. ``language`` is ``javascript``, ``jsx``, ``typescript`` or ``tsx``. Never raises on any input."""
    builder = ModuleBuilder("typescript" if language in _TYPED else "javascript", len(text.data))
    script, root = _open(text.data, 0, language, builder, builder.functions[0], 0, ())
    _run(script, root)
    builder.shared_scope = not script.modular
    return builder.build()


def lower_script(
    data: bytes,
    base: int,
    language: str,
    builder: ModuleBuilder,
    function: FunctionBuilder,
    block: int,
    holes: Sequence[ir.Hole] = (),
) -> None:
    """
    Lower a piece of script as statements of ``function`` at ``block``.

    ``data`` is the masked piece and ``base`` its offset in the file; all spans made are absolute. ``holes`` are
    sorted by start, with absolute spans.
    """
    script, root = _open(data, base, language, builder, function, block, _holes(holes))
    _run(script, root)


def lower_expression(
    data: bytes,
    base: int,
    language: str,
    builder: ModuleBuilder,
    function: FunctionBuilder,
    block: int,
    holes: Sequence[ir.Hole] = (),
) -> ir.Expr:
    """
    Lower a piece that is one expression and give it; arguments as for ``lower_script``.

    Functions in it become functions below ``function``. A piece that is no expression gives an ``Opaque`` with what
    could be read.
    """
    if not data.strip():
        return ir.Constant(base, base + len(data))
    known = _holes(holes)
    # In parentheses an opening brace begins an object; the line break ends a trailing comment.
    script, root = _open(b"(" + data + b"\n)", base - 1, language, builder, function, block, known)
    inner = script.inner(root)
    if not root.has_error and len(inner) == 1 and inner[0].kind_id == script.kinds.expression_statement:
        inside = script.only(inner[0])
        if inside is not None:
            return script.expression(inside)
    script, root = _open(data, base, language, builder, function, block, known)
    parts: list[ir.Expr] = []
    for node in script.inner(root):
        if node.kind_id == script.kinds.expression_statement:
            parts.extend(script.expression(kid) for kid in script.inner(node))
        else:
            script.statement(node)
    _faults(script, root)
    return parts[0] if len(parts) == 1 else ir.Opaque(base, base + len(data), tuple(parts))


def _holes(holes: Sequence[ir.Hole]) -> tuple[Hole, ...]:
    return tuple(Hole(hole.start, hole.end, hole) for hole in holes)


def _open(
    data: bytes,
    base: int,
    language: str,
    builder: ModuleBuilder,
    function: FunctionBuilder,
    block: int,
    holes: Sequence[Hole],
) -> tuple[Script, Node]:
    """Parse a text and make ready to lower it."""
    try:
        data.decode()
    except UnicodeDecodeError:
        data = bytes(byte if byte < 128 else 63 for byte in data)
    grammar, tree = parse(data, language)
    root = tree if tree is not None else grammar.nothing
    script = Script(data, base, grammar, tables(grammar.name), builder, function, block, _piece, holes)
    if tree is None:
        script.fault(base, base + len(data), "is not JavaScript")
    if holes or root.has_error:
        script.leaves = script.tables.careful
    return script, root


def _run(script: Script, root: Node) -> None:
    """Lower a whole text: its statements, comments and faults."""
    if root.is_error:
        script.statement(root)
    else:
        statements(script, root.children)
    _faults(script, root)
    _comments(script, root)


def _piece(outer: Script, data: bytes, base: int, holes: Sequence[Hole]) -> None:
    """Lower a script that stands inside a literal of another one."""
    script, root = _open(data, base, "javascript", outer.builder, outer.function, outer.block, holes)
    script.depth = outer.depth + 1
    _run(script, root)


def _faults(script: Script, root: Node) -> None:
    """Say where statements were lost; what template syntax broke is no fault of the text."""
    if not root.has_error:
        return
    for mark in _CONFLICT.finditer(script.data):
        script.fault(mark.start() + script.base, mark.end() + script.base, "holds a merge conflict")
    for node in faulty(root):
        if node.is_missing or holes_within(script, node.start_byte, node.end_byte):
            continue
        swallowed = [kid for kid in script.inner(node) if kid.kind_id != script.kinds.identifier]
        if node.end_byte - node.start_byte > _TOLERATED or len(swallowed) > 1:
            script.fault(node.start_byte + script.base, node.end_byte + script.base, "could not be parsed")


def _comments(script: Script, root: Node) -> None:
    """Keep the comments that speak to us."""
    data = script.data
    at = data.find(_WORD)
    while at >= 0:
        node = root.descendant_for_byte_range(at, at + 1)
        after = at + len(_WORD)
        if node is not None and node.kind_id in script.skip and node.is_named and node.end_byte > at:
            start, end = node.start_byte, node.end_byte
            after = max(after, end)
            line = data[data.rfind(b"\n", 0, start) + 1 : start].strip()
            above = node.parent
            in_element = above is not None and above.kind_id == script.kinds.jsx_expression
            alone = (not line or (in_element and line == b"{")) and (script.base == 0 or b"\n" in data[:start])
            script.builder.comments.append(
                ir.Comment(start + script.base, end + script.base, _bare(data[start:end].decode()), alone)
            )
        at = data.find(_WORD, after)


def _bare(text: str) -> str:
    """Give a comment without its delimiters."""
    if text.startswith("/*"):
        text = text[2:].removesuffix("*/")
    elif text.startswith("<!--"):
        text = text[4:].removesuffix("-->")
    elif text.startswith(("//", "#!")):
        text = text[2:]
    return text.strip().strip("*").strip()
