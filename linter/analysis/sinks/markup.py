"""Elements that are written as text: ``f'<img src="https://pixel.example/?q={q}">'``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from linter import ir

_OPENED = re.compile(r"<(img|iframe|script|embed|source)\b[^<>]*?\ssrc\s*=\s*([\"'])", re.IGNORECASE)


class Written(NamedTuple):
    """The address that an element of a text loads from, as far as values are put into it."""

    element: str
    address: ir.Text


def is_element(text: str) -> bool:
    """Say whether a text holds an element that loads from an address."""
    return _OPENED.search(text) is not None


def loading_in(text: ir.Text) -> Iterator[Written]:
    """Give the addresses in a text that hold a value, in its order."""
    for at, part in enumerate(text.parts):
        literal = _literal(part)
        for opened in _OPENED.finditer(literal):
            quote = opened[2]
            start, closed, _ = literal[opened.end() :].partition(quote)
            if closed:
                continue  # an address without values tells nothing about anybody
            parts: list[ir.Expr] = [ir.Constant(part.start, part.end, start)] if start else []
            for following in text.parts[at + 1 :]:
                piece, closed, _ = _literal(following).partition(quote)
                if not closed and not piece:
                    parts.append(following)
                    continue
                parts.append(ir.Constant(following.start, following.end, piece))
                if closed:
                    break
            yield Written(opened[1].lower(), ir.Text(text.start, text.end, tuple(parts)))


def _literal(part: ir.Expr) -> str:
    return part.value if isinstance(part, ir.Constant) and isinstance(part.value, str) else ""
