"""Reading access to JSON that was read into records, sequences and constants with their spans."""

from __future__ import annotations

from collections.abc import Iterator

from linter import ir


def field(value: ir.Expr | None, key: str) -> ir.Field | None:
    """Give the pair of a record that has ``key``; the last one counts."""
    if isinstance(value, ir.Record):
        for entry in reversed(value.entries):
            if isinstance(entry, ir.Field) and entry.key == key:
                return entry
    return None


def get(value: ir.Expr | None, *keys: str) -> ir.Expr | None:
    """Give what stands below keys."""
    for key in keys:
        found = field(value, key)
        value = found.value if found is not None else None
    return value


def word(value: ir.Expr | None, *keys: str) -> str:
    """Give the text below keys; empty where there is none."""
    found = get(value, *keys)
    if isinstance(found, ir.Constant) and found.value is not None:
        return str(found.value).lower() if isinstance(found.value, bool) else str(found.value)
    return ""


def items(value: ir.Expr | None, *keys: str) -> Iterator[ir.Expr]:
    """Give the items of the list below keys."""
    found = get(value, *keys)
    if isinstance(found, ir.Sequence):
        yield from found.items


def parameter(value: ir.Expr | None, key: str) -> ir.Expr | None:
    """Give the parameter of a tag, trigger or variable that has ``key``: ``{"type": ..., "key": ..., "value": ..}``."""
    return next((p for p in items(value, "parameter") if word(p, "key") == key), None)


def setting(value: ir.Expr | None, key: str) -> str:
    """Give the text of a parameter."""
    return word(parameter(value, key), "value")
