"""A text put together from the pieces of a literal and the values that stand between them."""

from __future__ import annotations

from linter import ir


class Pieces:
    """The parts of a text under construction; literal pieces have the span of the literal that they are from."""

    def __init__(self, literal: ir.Constant) -> None:
        self._start = literal.start
        self._end = literal.end
        self._parts: list[ir.Expr] = []
        self._known: list[str] = []

    def literal(self, text: str) -> None:
        """Add a literal piece."""
        if text:
            self._known.append(text)

    def value(self, value: ir.Expr) -> None:
        """Add a value."""
        self._flush()
        self._parts.append(value)

    def _flush(self) -> None:
        if self._known:
            self._parts.append(ir.Constant(self._start, self._end, "".join(self._known)))
            self._known.clear()

    def text(self, start: int, end: int) -> ir.Expr:
        """Give the whole."""
        self._flush()
        return ir.Text(start, end, tuple(self._parts))
