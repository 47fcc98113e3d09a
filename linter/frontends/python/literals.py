"""Python literals: numbers, strings with their escapes, f-strings and strings that stand side by side."""

from __future__ import annotations

import re

from tree_sitter import Node

from linter import ir
from linter.frontends.python.context import MAX_DEPTH, Unit
from linter.frontends.python.grammar import (
    ESCAPE_INTERPOLATION,
    FORMAT_EXPRESSION,
    FORMAT_SPECIFIER,
    INTERPOLATION,
    SKIP,
    STRING,
    STRING_CONTENT,
    TYPE_CONVERSION,
)

_OPENING = re.compile(rb"""([A-Za-z]{0,3})(\"\"\"|'''|"|'|`)""")
_MARKS = frozenset(b"'\"")
_ESCAPE = re.compile(
    r"\\(?:(\r?\n|\r)|([\\'\"abfnrtv])|([0-7]{1,3})|x([0-9a-fA-F]{2})"
    r"|(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|N\{([^{}]{1,120})\})"
)
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_BREAK = re.compile("\r\n?")
_DOTTED = re.compile(rb"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){,20}")
_LARGEST = 2**63
"""Integers from here on become floats: what reads the IR elsewhere has 64 bits for one."""
_DIGITS = 18
"""Digits of an integer that is surely smaller."""


def string(unit: Unit, node: Node) -> ir.Expr:
    """Lower a literal: a ``Constant``, or a ``Text`` where it has holes."""
    data = unit.data
    start, end = node.start_byte, node.end_byte
    mark = data[start]
    if mark in _MARKS and data[end - 1] == mark and (data[start + 1] != mark or end == start + 2):
        # By far the most are like this: one quote, no prefix, nothing to unescape.
        raw = data[start + 1 : end - 1]
        known = unit.words.get(raw)
        if known is not None:
            return ir.Constant(start, end, known)
        if b"\\" not in raw:
            unit.words[raw] = known = raw.decode("utf-8", "replace")
            return ir.Constant(start, end, known)
    opening = _OPENING.match(data, start)
    if opening is None:
        return ir.Opaque(start, end)
    prefix, quote = opening[1].lower(), opening[2]
    if b"f" in prefix or b"t" in prefix:
        return _formatted(unit, node, prefix)
    if quote == b"`":
        return _backticks(unit, node, opening.end())
    stop = end - len(quote)
    raw = data[opening.end() : stop if data[stop:end] == quote else end]
    return ir.Constant(start, end, text_of(raw, prefix))


def text_of(raw: bytes, prefix: bytes) -> str:
    """Give the text that stands between the quotes of a literal with a prefix (in lower case), escapes read."""
    text = raw.decode("utf-8", "replace")
    if "\r" in text:
        text = _LINE_BREAK.sub("\n", text)
    if "\\" not in text or b"r" in prefix:
        return text
    if b"b" in prefix:
        return _ESCAPE.sub(_byte_escape, text)
    text = _ESCAPE.sub(_escape, text)
    if _SURROGATE.search(text):
        # Halves of a pair make a character; a single one is no text that could be written anywhere.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _escape(found: re.Match[str]) -> str:
    newline, simple, octal, hexadecimal, unicode, name = found.groups()
    if simple is not None:
        return _SIMPLE.get(simple, simple)
    if newline is not None:
        return ""
    if octal is not None:
        return chr(int(octal, 8))
    if hexadecimal is not None:
        return chr(int(hexadecimal, 16))
    if unicode is not None:
        number = int(unicode[1:], 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    import unicodedata

    try:
        return unicodedata.lookup(name)
    except KeyError:
        return found[0]


def _byte_escape(found: re.Match[str]) -> str:
    return found[0] if found[5] is not None or found[6] is not None else _escape(found)


def _formatted(unit: Unit, node: Node, prefix: bytes) -> ir.Expr:
    parts: list[ir.Expr] = []
    for kid in node.children:
        kind = kid.kind_id
        if kind == STRING_CONTENT:
            raw = unit.data[kid.start_byte : kid.end_byte].replace(b"{{", b"{").replace(b"}}", b"}")
            parts.append(ir.Constant(kid.start_byte, kid.end_byte, text_of(raw, prefix)))
        elif kind == INTERPOLATION:
            interpolation(unit, kid, parts)
        elif kind == ESCAPE_INTERPOLATION:
            parts.append(ir.Constant(kid.start_byte, kid.end_byte, unit.text(kid)[:1]))
    return joined(node.start_byte, node.end_byte, parts)


def _backticks(unit: Unit, node: Node, start: int) -> ir.Expr:
    """Lower Python 2's ``repr``: the grammar reads no expression inside, so only a dotted name is seen."""
    end = max(start, node.end_byte - 1)
    named = dotted(unit.data, start, end) if _DOTTED.fullmatch(unit.data, start, end) else None
    if named is None:
        return ir.Opaque(node.start_byte, node.end_byte)
    return ir.Text(node.start_byte, node.end_byte, (named,))


def dotted(data: bytes, start: int, end: int) -> ir.Expr | None:
    """Give the expression that a dotted name between two offsets spells; None for ``None``."""
    words = data[start:end].split(b".")
    at = start + len(words[0])
    if words == [b"None"]:
        return None
    value: ir.Expr = ir.Name(start, at, words[0].decode("utf-8", "replace"))
    for word in words[1:]:
        at += 1 + len(word)
        value = ir.Member(start, at, value, word.decode("utf-8", "replace"))
    return value


def interpolation(unit: Unit, node: Node, parts: list[ir.Expr]) -> None:
    """Add what an interpolation prints to ``parts``, the expressions of its format included."""
    if unit.depth >= MAX_DEPTH:
        parts.append(unit.too_deep(node))
        return
    unit.depth += 1
    for kid in node.children:
        kind = kid.kind_id
        if kind == FORMAT_SPECIFIER:
            for inside in kid.children:
                if inside.kind_id in {INTERPOLATION, FORMAT_EXPRESSION}:
                    interpolation(unit, inside, parts)
        elif kind not in SKIP and kind != TYPE_CONVERSION:
            parts.append(unit.expression(kid))
    unit.depth -= 1


def concatenated(unit: Unit, node: Node) -> ir.Expr:
    """Lower literals that stand side by side: one literal to the reader, so one to us."""
    parts: list[ir.Expr] = []
    for kid in node.children:
        if kid.kind_id == STRING:
            value = unit.expression(kid)
            if isinstance(value, ir.Text):
                parts.extend(value.parts)
            else:
                parts.append(value)
    return joined(node.start_byte, node.end_byte, parts)


def joined(start: int, end: int, parts: list[ir.Expr]) -> ir.Expr:
    """Give pieces of text as one ``Constant``, if they are all known, or a ``Text``."""
    known: list[str] = []
    for part in parts:
        if not isinstance(part, ir.Constant):
            return ir.Text(start, end, tuple(parts))
        known.append(str(part.value))
    return ir.Constant(start, end, "".join(known))


def integer(unit: Unit, node: Node) -> ir.Expr:
    """Lower ``1``, ``0x1f``, ``1_000``, Python 2's ``0777`` and ``1L``, and ``1j``."""
    start, end = node.start_byte, node.end_byte
    raw = unit.data[start:end]
    if len(raw) <= _DIGITS and (raw[:1] != b"0" or raw == b"0"):
        try:
            return ir.Constant(start, end, int(raw))
        except ValueError:
            pass
    return ir.Constant(start, end, _unusual(raw))


def _unusual(raw: bytes) -> int | float:
    text = raw.decode("utf-8", "replace").lower().rstrip("lj").replace("_", "")
    try:
        if len(text) > 100:
            # int() is slow on, or refuses, what is as long as this; nothing depends on its digits.
            return float(text) if text.isdigit() else 0.0
        value = int(text, 8) if text.isdigit() and text.startswith("0") else int(text, 0)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return 0
    return value if -_LARGEST <= value < _LARGEST else float(value)


def number(unit: Unit, node: Node) -> ir.Expr:
    """Lower a float."""
    start, end = node.start_byte, node.end_byte
    return ir.Constant(start, end, _float(unit.data[start:end]))


def _float(raw: bytes) -> float:
    try:
        return float(raw)
    except ValueError:
        value = _unusual(raw)
        return float(value)
