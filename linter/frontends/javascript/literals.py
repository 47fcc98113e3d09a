"""Names, strings, numbers and templates of JavaScript, and the holes that template languages leave in them."""

from __future__ import annotations

import re
from bisect import bisect_left

from tree_sitter import Node

from linter import ir
from linter.frontends.javascript.context import Hole, Script

_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3][0-7]{0,2}|[4-7][0-7]?)|(\r\n)|(.))",
    re.DOTALL,
)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\n": "", "\u2028": "", "\u2029": ""}
_SURROGATES = re.compile("[\ud800-\udfff]")
_LARGEST = 2**63
"""Integers from here on are floats in JavaScript, and do not fit into a cached module."""


def _unescape_one(match: re.Match[str]) -> str:
    braced, short, byte, octal, _, simple = match.groups()
    if braced or short or byte:
        code = int(braced or short or byte, 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    if octal:
        return chr(int(octal, 8))
    return _SIMPLE.get(simple, simple) if simple else ""


def unescape(text: str) -> str:
    """Give the value of the inside of a string literal. A surrogate without its partner becomes U+FFFD."""
    value = _ESCAPE.sub(_unescape_one, text)
    if _SURROGATES.search(value):
        value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value


def number(text: str) -> int | float | None:
    """Give the value of a number literal; None when it is none."""
    plain = text.replace("_", "").removesuffix("n").lower()
    try:
        if plain[:2] in {"0x", "0o", "0b"}:
            value = int(plain, 0)
        elif plain.isdigit():
            octal = len(plain) > 1 and plain[0] == "0" and not {"8", "9"} & set(plain)
            value = int(plain, 8) if octal else int(plain) if len(plain) < 20 else _LARGEST
        else:
            return float(plain)
    except ValueError:
        return None
    if value < _LARGEST:
        return value
    try:
        return float(int(plain, 0) if plain[1:2] in {"x", "o", "b"} else plain)
    except (OverflowError, ValueError):
        return float("inf")


# ----------------------------------------------------------------------------------------- without holes


def name(script: Script, node: Node) -> ir.Expr:
    """Lower an identifier."""
    start = node.start_byte
    end = node.end_byte
    base = script.base
    return ir.Name(start + base, end + base, script.data[start:end].decode())


def string(script: Script, node: Node) -> ir.Expr:
    """Lower a string literal."""
    start = node.start_byte
    end = node.end_byte
    base = script.base
    text = script.data[start + 1 : end - 1].decode()
    return ir.Constant(start + base, end + base, unescape(text) if "\\" in text else text)


def numeral(script: Script, node: Node) -> ir.Expr:
    """Lower a number literal."""
    start = node.start_byte
    end = node.end_byte
    base = script.base
    text = script.data[start:end]
    if len(text) < 16 and text.isdigit() and (len(text) == 1 or text[0] != 48):
        return ir.Constant(start + base, end + base, int(text))
    return ir.Constant(start + base, end + base, number(text.decode()))


def true(script: Script, node: Node) -> ir.Expr:
    """Lower ``true``."""
    return ir.Constant(node.start_byte + script.base, node.end_byte + script.base, True)


def false(script: Script, node: Node) -> ir.Expr:
    """Lower ``false``."""
    return ir.Constant(node.start_byte + script.base, node.end_byte + script.base, False)


def nothing(script: Script, node: Node) -> ir.Expr:
    """Lower ``null`` and ``undefined``."""
    return ir.Constant(node.start_byte + script.base, node.end_byte + script.base)


def opaque(script: Script, node: Node) -> ir.Expr:
    """Lower what has no meaning for us: a regular expression, a type in the place of a value."""
    return ir.Opaque(node.start_byte + script.base, node.end_byte + script.base)


def template(script: Script, node: Node) -> ir.Expr:
    """Lower a template literal: ``Constant`` when it has no substitutions, else ``Text``."""
    base = script.base
    start = node.start_byte
    end = node.end_byte
    substitution = script.kinds.template_substitution
    slots = [kid for kid in node.children if kid.kind_id == substitution]
    if not slots and not script.holes:
        text = script.data[start + 1 : end - 1].decode("utf-8", "replace")
        return ir.Constant(start + base, end + base, unescape(text) if "\\" in text else text)
    parts: list[ir.Expr] = []
    at = start + 1
    for slot in slots:
        pieces(script, at, slot.start_byte, parts)
        inside = script.only(slot)
        if inside is not None:
            parts.append(script.expression(inside))
            if script.slots is not None:
                script.slots[slot.start_byte] = parts[-1]
        at = slot.end_byte
    pieces(script, at, end - 1, parts)
    if len(parts) == 1 and not slots and isinstance(parts[0], ir.Constant):
        return ir.Constant(start + base, end + base, parts[0].value)
    return ir.Text(start + base, end + base, tuple(parts)) if parts else ir.Constant(start + base, end + base, "")


# -------------------------------------------------------------------------------------------- with holes


def holes_within(script: Script, start: int, end: int) -> list[Hole]:
    """Give the holes that begin between two offsets of the text."""
    holes = script.holes
    if not holes:
        return []
    first = bisect_left(holes, start + script.base, key=lambda hole: hole.start)
    found: list[Hole] = []
    while first < len(holes) and holes[first].start < end + script.base:
        found.append(holes[first])
        first += 1
    return found


def pieces(script: Script, start: int, end: int, parts: list[ir.Expr], *, raw: bool = False) -> None:
    """Add the literal pieces and the holes between two offsets of the text; ``raw`` leaves escapes as they are."""
    base = script.base
    for hole in holes_within(script, start, end):
        _piece(script, start, hole.start - base, parts, raw)
        parts.append(hole.value)
        start = max(start, hole.end - base)
    _piece(script, start, end, parts, raw)


def _piece(script: Script, start: int, end: int, parts: list[ir.Expr], raw: bool) -> None:
    if start < end:
        text = script.data[start:end].decode("utf-8", "replace")
        base = script.base
        parts.append(ir.Constant(start + base, end + base, text if raw else unescape(text)))


def careful_name(script: Script, node: Node) -> ir.Expr:
    """Lower an identifier that may be a hole, hold one, or be missing."""
    start = node.start_byte
    end = node.end_byte
    base = script.base
    if start == end:
        return ir.Opaque(start + base, end + base)
    found = holes_within(script, start, end)
    if not found:
        return ir.Name(start + base, end + base, script.data[start:end].decode())
    if len(found) == 1 and found[0].start == start + base and found[0].end == end + base:
        return found[0].value
    parts: list[ir.Expr] = []
    pieces(script, start, end, parts, raw=True)
    return ir.Text(start + base, end + base, tuple(parts))


def careful_string(script: Script, node: Node) -> ir.Expr:
    """Lower a string literal that may hold holes or lack its end."""
    start = node.start_byte
    end = node.end_byte
    base = script.base
    inside = max(start + 1, end - 1) if script.data[end - 1 : end] in {b'"', b"'"} else end
    if start + 1 > end:
        return ir.Opaque(start + base, end + base)
    if not holes_within(script, start, end):
        return ir.Constant(start + base, end + base, unescape(script.data[start + 1 : inside].decode()))
    parts: list[ir.Expr] = []
    pieces(script, start + 1, inside, parts)
    return ir.Text(start + base, end + base, tuple(parts))
