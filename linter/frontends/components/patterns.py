"""The names that a pattern in a template binds: ``item``, ``{ id, name: other }``, ``[first, second]``."""

from __future__ import annotations

import re

from linter import ir

_NAMES = re.compile(rb"(?:([A-Za-z_$][\w$]*)\s*:\s*)?([A-Za-z_$][\w$]*)")
_DEFAULTS = re.compile(rb"=[^,}\]]*")


def bindings(pattern: bytes, start: int, value: ir.Expr) -> list[tuple[ir.Name, ir.Expr]]:
    """Give the names that ``pattern`` (which stands at ``start``) binds, each with its part of ``value``."""
    plain = pattern.strip()
    found: list[tuple[ir.Name, ir.Expr]] = []
    if not plain.startswith((b"{", b"[")):
        name = _NAMES.match(plain)
        return [(_name(name[2], start), value)] if name else found
    for position, name in enumerate(_NAMES.finditer(_DEFAULTS.sub(b"", plain))):
        key = (name[1] or name[2]).decode("utf-8", "replace") if plain.startswith(b"{") else str(position)
        found.append((_name(name[2], start), ir.Member(value.start, value.end, value, key)))
    return found


def _name(text: bytes, start: int) -> ir.Name:
    return ir.Name(start, start + len(text), text.decode("utf-8", "replace"))


def loop_bindings(head: bytes, start: int, values: ir.Expr) -> list[tuple[ir.Name, ir.Expr]]:
    """Give what the head of a loop binds: ``item``, ``item, index`` or ``{ id }, index``."""
    item = ir.Item(values.start, values.end, values)
    plain = head.strip()
    if plain.startswith((b"{", b"[")):
        closing = plain.find(b"}" if plain.startswith(b"{") else b"]") + 1
        pattern, rest = (plain[:closing], plain[closing:]) if closing else (plain, b"")
    else:
        pattern, _, rest = plain.partition(b",")
    found = bindings(pattern, start, item)
    found.extend((_name(name[2], start), ir.Opaque(start, start)) for name in _NAMES.finditer(rest))
    return found
