"""Colour and alignment for terminals."""

from __future__ import annotations

import textwrap
import unicodedata

DIM, BOLD = "2", "1"


def paint(text: str, parameters: str, *, on: bool) -> str:
    """Wrap text in an SGR sequence; nothing happens to empty text or without colour."""
    return f"\x1b[{parameters}m{text}\x1b[0m" if on and text else text


def display_width(text: str) -> int:
    """Give how many columns a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char) or char == "\u200d" or "\ufe00" <= char <= "\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrapped(text: str, indent: str, width: int, first: str | None = None) -> list[str]:
    """Wrap a text to lines that begin with ``indent``; the first begins with ``first``."""
    start = indent if first is None else first
    lines = textwrap.wrap(
        text, max(width, len(indent) + 30), initial_indent=start, subsequent_indent=indent, break_on_hyphens=False
    )
    return lines or [start.rstrip()]
