"""Names and literals of PHP: what holds no other expression."""

from __future__ import annotations

import re

from tree_sitter import Node

from linter import ir
from linter.frontends.php.context import Handler, Php

_ESCAPE = re.compile(r"""\\(u\{[0-9A-Fa-f]+\}|[nrtvef0\\$"'])""")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "v": "\v", "e": "\x1b", "f": "\f", "0": "\0"}


def _variable(php: Php, node: Node) -> ir.Expr:
    return ir.Name(*php.span(node), php.text(node))


def _name(php: Php, node: Node) -> ir.Expr:
    text = php.text(node).lstrip("\\")
    lowered = text.lower()
    if lowered in {"true", "false", "null"}:
        return ir.Constant(*php.span(node), {"true": True, "false": False}.get(lowered))
    return ir.Name(*php.span(node), text)


def _boolean(php: Php, node: Node) -> ir.Expr:
    return ir.Constant(*php.span(node), php.text(node).lower() == "true")


def _null(php: Php, node: Node) -> ir.Expr:
    return ir.Constant(*php.span(node))


def _number(php: Php, node: Node) -> ir.Expr:
    text = php.text(node).replace("_", "")
    value: int | float = 0
    try:
        value = int(text, 0) if len(text) < 400 else 0
    except ValueError:
        try:
            value = float(text)
        except ValueError:
            value = 0
    return ir.Constant(*php.span(node), value)


def _string(php: Php, node: Node) -> ir.Expr:
    text = php.text(node)
    inner = text[1:-1] if len(text) > 1 else ""
    return ir.Constant(*php.span(node), inner.replace("\\'", "'").replace("\\\\", "\\"))


def unescape(text: str) -> str:
    """Give the text of a double-quoted piece."""
    if "\\" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        found = match[1]
        if found.startswith("u{"):
            number = int(found[2:-1][:8] or "0", 16)
            return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""
        return _ESCAPES.get(found, found)

    return _ESCAPE.sub(replace, text)


LITERALS: dict[str, Handler] = {
    "variable_name": _variable,
    "name": _name,
    "qualified_name": _name,
    "boolean": _boolean,
    "null": _null,
    "integer": _number,
    "float": _number,
    "string": _string,
}
"""How each kind of node is lowered."""
