"""The table of positions: how each consumer counts lines and columns. Inside, all are byte offsets, half open."""

from __future__ import annotations

from typing import NamedTuple

from linter.model import Location, Report
from linter.workspace.text import SourceText


class Counting(NamedTuple):
    """How a consumer counts."""

    first_line: int
    first_column: int
    unit: str
    """``code-points``, ``bytes`` (of UTF-8) or ``utf-16``."""


TABLE: dict[str, Counting] = {
    "text": Counting(1, 1, "code-points"),
    "json": Counting(1, 1, "code-points"),
    "sarif": Counting(1, 1, "code-points"),
    "github": Counting(1, 1, "code-points"),
    "gitlab": Counting(1, 1, "code-points"),
    "junit": Counting(1, 1, "code-points"),
    "checkstyle": Counting(1, 1, "code-points"),
    "azure": Counting(1, 1, "code-points"),
    "html": Counting(1, 1, "code-points"),
    "markdown": Counting(1, 1, "code-points"),
    "rdjson": Counting(1, 1, "bytes"),
    "lsp": Counting(0, 0, "utf-16"),
}


class Region(NamedTuple):
    """A stretch of a text; the end column is the one after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def is_one_line(self) -> bool:
        return self.line == self.end_line


def region(report: Report, location: Location, consumer: str, *, exact: bool = False) -> Region:
    """
    Give a location as a consumer counts; the first character where the report does not hold the text.

    With ``exact``, for edits, a line break at the end belongs to it; what is only shown ends before it.
    """
    counting = TABLE[consumer]
    text = report.texts.get(location.path)
    if text is None:
        return Region(counting.first_line, counting.first_column, counting.first_line, counting.first_column)
    size = len(text.data)
    start = min(max(location.start, 0), size)
    end = min(max(location.end, start), size)
    if not exact and end > start and text.data[end - 1 : end] == b"\n" and text.line_of(end) > text.line_of(start):
        # An end at the very beginning of the next line marks a line that holds nothing of the place.
        end -= 2 if text.data[end - 2 : end] == b"\r\n" and end - 2 >= start else 1
    line, column = _point(text, start, counting.unit)
    end_line, end_column = _point(text, end, counting.unit)
    lines, columns = counting.first_line - 1, counting.first_column - 1
    return Region(line + lines, column + columns, end_line + lines, end_column + columns)


def _point(text: SourceText, offset: int, unit: str) -> tuple[int, int]:
    """Give line and column, both from 1."""
    if unit == "bytes":
        return text.byte_position(offset)
    if unit == "utf-16":
        line, column = text.utf16_position(offset)
        return line + 1, column + 1
    return text.position(offset)
