"""Lines of the scanned text with numbers in a gutter and carets under a place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from linter.model import Location, Report
from linter.reporters import escaping
from linter.reporters.context import Context
from linter.reporters.positions import region
from linter.reporters.style import display_width, paint

_LINES = 6
"""Lines of a place that are shown; of a longer one the first and the last."""
_BEFORE = 24
"""Columns that stay visible before a place in a line that is too long to be shown."""


class Excerpt(NamedTuple):
    """One line of an excerpt, in pieces: before the place, the place, behind it; all of them harmless."""

    number: int
    before: str
    marked: str
    after: str


def excerpt(report: Report, location: Location, width: int) -> list[Excerpt]:
    """
    Give the lines of a place; a gap in the numbers means lines left out. Long lines are cut around the place.

    ``width`` are the columns that there are for the text.
    """
    text = report.texts.get(location.path)
    if text is None or not text.data:
        return []
    place = region(report, location, "text")
    numbers = list(range(place.line, place.end_line + 1))
    if len(numbers) > _LINES:
        numbers = [*numbers[: _LINES - 1], numbers[-1]]
    lines = []
    for number in numbers:
        line = text.line_text(number)
        start = place.column - 1 if number == place.line else len(line) - len(line.lstrip())
        end = place.end_column - 1 if number == place.end_line else len(line)
        end = max(end, start + 1 if number == place.line else start)
        lines.append(_cut(number, line[:start], line[start:end], line[end:], width))
    return lines


def _cut(number: int, before: str, marked: str, after: str, width: int) -> Excerpt:
    first, place, last = (_tabs(part) for part in (before, marked, after))
    if display_width(first + place + last) <= width:
        return Excerpt(number, first, place, last)
    if len(first) > _BEFORE:
        first = "\u2026" + first[-_BEFORE:].lstrip()
    room = max(width - display_width(first), 20)
    if display_width(place) > room:
        return Excerpt(number, first, place[: room - 1] + "\u2026", "")
    room -= display_width(place)
    return Excerpt(number, first, place, last if display_width(last) <= room else last[: max(room - 1, 0)] + "\u2026")


def _tabs(part: str) -> str:
    return escaping.terminal(part.replace("\t", "    "))


def drawn(report: Report, location: Location, context: Context, mark: str) -> list[str]:
    """Give an excerpt as lines for a terminal: gutter, text, marks. ``mark`` are SGR parameters for the marks."""
    rows = excerpt(report, location, context.width - 8)
    if not rows:
        return []
    size = len(str(rows[-1].number))

    def gutter(text: str) -> str:
        return paint(f"{text:>{size}} |", "2;34", on=context.color)

    lines = [gutter("")]
    before = rows[0].number - 1
    for row, margin, under in _framed(rows):
        if row.number > before + 1:
            lines.append(gutter("." * size))
        before = row.number
        code = row.before + row.marked + row.after
        code = escaping.workflow(code) if context.workflow else code
        lines.append(f"{gutter(str(row.number))} {paint(margin, mark, on=context.color)}{code}".rstrip())
        if under:
            pad = under[: len(under) - len(under.lstrip())]
            lines.append(f"{gutter('')} {pad}{paint(under[len(pad) :], mark, on=context.color)}")
    return lines


def _framed(rows: list[Excerpt]) -> Iterator[tuple[Excerpt, str, str]]:
    """Give each line with what stands in its margin and below it: carets, or a line down the side of several lines."""
    if len(rows) == 1:
        yield rows[0], "", " " * display_width(rows[0].before) + "^" * max(display_width(rows[0].marked), 1)
        return
    inside = bool(rows[0].before.strip())
    yield rows[0], "  " if inside else "/ ", " " + "_" * (display_width(rows[0].before) + 1) + "^" if inside else ""
    for row in rows[1:-1]:
        yield row, "| ", ""
    yield rows[-1], "| ", "|" + "_" * max(display_width(rows[-1].before + rows[-1].marked), 1) + "^"
