"""
Script with template structures in it: how each is masked so that the JavaScript grammar can read what is left.

Printed values are identifiers already and structures are spaces (``Reading.mask``). That is right for statements and
list entries. It is wrong in two places, which are found by a light scan for strings, comments and brackets:

- inside a string literal the spaces would become part of the text: the whole structure becomes one hole;
- where branches are values (``x = {% if a %}1{% else %}2{% endif %}``) two values would stand side by side: the whole
  structure becomes one hole whose value is a ``Choice``.

A printed value that follows a finished argument (``track('init', '1'<?= $more ?>)``) prints the comma as well: it is an
argument of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from linter import ir
from linter.frontends.templates.reading import (
    MAX_DEPTH,
    Branch,
    Reading,
    Region,
    blanked,
    choice,
    joined,
    placeholder,
)

_INTERESTING = re.compile(rb"""["'`()\[\]{}]|//|/\*""")
_STRING_ENDS = {
    0x22: re.compile(rb'[^"\\\n]*(?:\\.[^"\\\n]*)*', re.DOTALL),
    0x27: re.compile(rb"[^'\\\n]*(?:\\.[^'\\\n]*)*", re.DOTALL),
    0x60: re.compile(rb"[^`\\]*(?:\\.[^`\\]*)*", re.DOTALL),
}
_BEFORE_VALUE = frozenset(b":=(,[?&|+-*/%<>!~")
_VALUE_WORD = re.compile(rb"(?:^|[^\w$.])(?:return|typeof|await|yield|in|of|new|case)$")
_ENDS_VALUE = re.compile(rb"""[\w$"'`)\]}]$""")
_STARTS_VALUE = re.compile(rb"""^[\w$"'`(\[{]""")
_LOOK_BACK = 400

Lower = Callable[[bytes, int, "list[ir.Hole]"], ir.Expr]
"""Lowers a masked piece that is one expression, at its offset."""


@dataclass(slots=True)
class Layout:
    """Where strings and comments lie in a stretch of script, and its brackets in order."""

    quiet: list[tuple[int, int, bool]] = field(default_factory=list)
    """Spans of strings (True) and comments (False)."""
    brackets: list[tuple[int, int]] = field(default_factory=list)

    def inside(self, offset: int) -> tuple[int, int, bool] | None:
        """Give the string or comment in which a place lies."""
        index = bisect_right(self.quiet, (offset, -1, False)) - 1
        if index >= 0 and self.quiet[index][0] < offset < self.quiet[index][1]:
            return self.quiet[index]
        return None

    def balance(self, start: int, end: int) -> int:
        """Give how many more brackets open than close in a stretch."""
        lo, hi = bisect_left(self.brackets, (start, 0)), bisect_left(self.brackets, (end, 0))
        return sum(1 if char in b"([{" else -1 for _, char in self.brackets[lo:hi])


def scan(data: bytes, start: int, end: int) -> Layout:
    """Find strings, comments and brackets in one pass."""
    layout = Layout()
    at = start
    unclosed = False
    while match := _INTERESTING.search(data, at, end):
        begin = match.start()
        char = data[begin]
        if char in _STRING_ENDS:
            inner = _STRING_ENDS[char].match(data, begin + 1, end)
            at = min(inner.end() + 1, end) if inner else begin + 1
            layout.quiet.append((begin, at, True))
        elif char == 0x2F:
            if data[begin + 1] == 0x2F:
                at = data.find(b"\n", begin, end)
            else:
                at = -1 if unclosed else data.find(b"*/", begin + 2, end)
                unclosed = unclosed or at < 0
                at = at + 2 if at >= 0 else at
            at = end if at < 0 else at
            layout.quiet.append((begin, at, False))
        else:
            layout.brackets.append((begin, char))
            at = begin + 1
    return layout


class ScriptText:
    """One stretch of script made ready: ``data`` is its masked text, ``holes`` what stands in it."""

    def __init__(
        self,
        reading: Reading | None,
        masked: bytes,
        span: tuple[int, int],
        lower: Lower,
        *,
        expression: bool = False,
        depth: int = 0,
    ) -> None:
        self.start, self.end = span
        self.reading = reading
        self.masked = masked
        self.lower = lower
        self.expression = expression
        self.depth = depth
        self.holes: list[ir.Hole] = []
        self.collapsed: list[tuple[int, int]] = []
        self.data = masked[self.start : self.end]
        if reading is not None:
            self._prepare(reading)

    def _prepare(self, reading: Reading) -> None:
        self.holes = reading.holes_in(self.start, self.end)
        reading.placed.update(h.start for h in self.holes)
        regions = reading.regions_in(self.start, self.end)
        further = [at for at, hole in enumerate(self.holes) if self._follows_value(hole)]
        if not (regions or further) or self.depth > MAX_DEPTH:
            return
        layout = scan(self.masked, self.start, self.end)
        out = bytearray(self.data)
        for at in further:
            self._as_argument(at, layout, out)
        made: list[ir.Hole] = []
        work = list(reversed(regions))
        while work:
            region = work.pop()
            hole = self._hole(reading, region, layout, out)
            if hole is not None:
                made.append(hole)
                self.collapsed.append((region.start, region.end))
                continue
            self._unbalanced(region, layout, out)
            for branch in reversed(region.branches):
                work.extend(reversed(reading.regions_in(branch.start, branch.end)))
        if made:
            kept = [h for h in self.holes if not covered(h.start, self.collapsed)]
            self.holes = sorted([*kept, *made], key=lambda h: h.start)
        self.data = bytes(out)

    def _follows_value(self, hole: ir.Hole) -> bool:
        """Say whether a printed value stands right between the end of a value and the end of an argument."""
        before = self.masked[max(self.start, hole.start - _LOOK_BACK) : hole.start].rstrip()
        after = self.masked[hole.end : hole.end + _LOOK_BACK].lstrip()
        return (
            after[:1] in {b")", b","}
            and _ENDS_VALUE.search(before[-1:]) is not None
            and _VALUE_WORD.search(before[-12:]) is None
        )

    def _as_argument(self, at: int, layout: Layout, out: bytearray) -> None:
        """Put a comma before a printed value that stands after an argument."""
        hole = self.holes[at]
        if layout.inside(hole.start) is not None or self._bracket(hole.start, layout) != 0x28:
            return
        out[hole.start - self.start] = 0x2C
        self._cover(out, hole.start + 1, hole.end)
        self.holes[at] = ir.Hole(hole.start + 1, hole.end, hole.value, hole.block, hole.function)

    def _hole(self, reading: Reading, region: Region, layout: Layout, out: bytearray) -> ir.Hole | None:
        """Make a structure one hole where it must be one."""
        function = -1 if region.function == reading.function.index else region.function
        quiet = layout.inside(region.start)
        if quiet is not None:
            if not quiet[2] or region.end > quiet[1]:
                return None
            value = reading.value(region.start, region.end, entities=False)
            self._cover(out, region.start, region.end)
            return ir.Hole(region.start, region.end, value, region.block, function)
        trailing = self._values(region, layout)
        if trailing is None:
            return None
        stop = region.end - len(trailing)
        options = [self._option(reading, b, trailing) for b in region.branches]
        self._cover(out, region.start, stop)
        out[stop - self.start : region.end - self.start] = trailing
        return ir.Hole(region.start, stop, choice(region, options), region.block, function)

    def _cover(self, out: bytearray, start: int, end: int) -> None:
        out[start - self.start : end - self.start] = placeholder(start + 46656, end - start)

    def _values(self, region: Region, layout: Layout) -> bytes | None:
        """Give what ends every branch (``,``, ``;`` or nothing) if the branches are values; else None."""
        pieces = [p for b in region.branches if (p := self.masked[b.start : b.end].strip())]
        if region.kind != "if" or len(pieces) < 2 or not self._expects_value(region.start, layout):
            return None
        trailing = pieces[0][-1:]
        if trailing not in {b",", b";"} or not all(p.endswith(trailing) for p in pieces):
            trailing = b""
        pieces = [p[: len(p) - len(trailing)].strip() for p in pieces]
        for piece in pieces:
            if not piece or b";" in piece:
                return None
        for first, second in pairwise(pieces):
            if not (_ENDS_VALUE.search(first[-1:]) and _STARTS_VALUE.search(second[:1])):
                return None
        return trailing

    def _expects_value(self, at: int, layout: Layout) -> bool:
        before = at
        for _ in range(8):
            piece = self.masked[max(self.start, before - _LOOK_BACK) : before].rstrip()
            before = max(self.start, before - _LOOK_BACK) + len(piece)
            if not piece:
                return self.expression and before <= self.start
            comment = layout.inside(before - 1)
            if comment is None or comment[2]:
                break
            before = comment[0]
        last = piece[-1]
        if last in b",{" and self._bracket(at, layout) == 0x7B:
            return False
        return last in _BEFORE_VALUE or _VALUE_WORD.search(piece[-12:]) is not None

    @staticmethod
    def _bracket(at: int, layout: Layout) -> int:
        """Give the innermost open bracket before a place; 0 for none."""
        depth = 0
        index = bisect_left(layout.brackets, (at, 0)) - 1
        for position in range(index, max(-1, index - 2000), -1):
            char = layout.brackets[position][1]
            depth += -1 if char in b"([{" else 1
            if depth < 0:
                return char
        return 0

    def _option(self, reading: Reading, branch: Branch, trailing: bytes) -> ir.Expr:
        end = branch.end
        if trailing:
            end = branch.start + len(self.masked[branch.start : end].rstrip()) - len(trailing)
        if end <= branch.start or not self.masked[branch.start : end].strip():
            return joined([], branch)
        inner = ScriptText(reading, self.masked, (branch.start, end), self.lower, expression=True, depth=self.depth + 1)
        return self.lower(inner.data, branch.start, inner.holes)

    def _unbalanced(self, region: Region, layout: Layout, out: bytearray) -> None:
        """Keep one branch where each opens (or closes) the same brackets."""
        if len(region.branches) < 2 or region.kind != "if":
            return
        first, *rest = region.branches
        net = layout.balance(first.start, first.end)
        if net == 0 or any(layout.balance(b.start, b.end) != net for b in rest):
            return
        for branch in rest:
            out[branch.start - self.start : branch.end - self.start] = blanked(self.masked[branch.start : branch.end])


def covered(offset: int, spans: list[tuple[int, int]]) -> bool:
    """Say whether a place lies in one of the spans, which are sorted."""
    index = bisect_right(spans, (offset, 1 << 62)) - 1
    return index >= 0 and spans[index][0] <= offset < spans[index][1]
