"""
Taking items out of a list between brackets: fields of a record, arguments of a call.

Works on bytes and spans alone, so that one implementation serves every language with commas. Whatever stands between
two items beside one comma, white space and comments (a template condition, a parenthesis) makes it give up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Span = tuple[int, int]

_COMMENT = re.compile(rb"/\*.*?\*/|//[^\n]*|#[^\n]*", re.DOTALL)
_REST = re.compile(rb"[ \t]*(?:/\*(?:(?!\*/)[^\n])*\*/[ \t]*|//[^\n]*|#[^\n]*)?\r?(?:\n|$)")


def removals(data: bytes, inner: Span, items: Sequence[Span], gone: frozenset[int]) -> list[Span] | None:
    """
    Give the spans to delete so that the items with the indexes ``gone`` are away and the list is still one.

    ``inner`` is what stands between the brackets. None where the list is not plainly written.
    """
    if not items or not gone or not _plain(data, inner, items):
        return None
    if len(gone) == len(items):
        return [inner]
    found: list[Span] = []
    last = len(items) - 1
    index = 0
    while index <= last:
        if index not in gone:
            index += 1
            continue
        stop = index
        while stop + 1 in gone:
            stop += 1
        found.extend(_tail(data, inner, items, index, stop) if stop == last else _middle(data, items, index, stop))
        index = stop + 1
    return found


def _plain(data: bytes, inner: Span, items: Sequence[Span]) -> bool:
    ends = [inner[0], *(end for _, end in items)]
    starts = [*(start for start, _ in items), inner[1]]
    for number, (end, start) in enumerate(zip(ends, starts, strict=True)):
        if start < end:
            return False
        between = _COMMENT.sub(b"", data[end:start]).strip()
        wanted = (b"",) if number == 0 else (b"", b",") if number == len(items) else (b",",)
        if between not in wanted:
            return False
    return True


def _middle(data: bytes, items: Sequence[Span], index: int, stop: int) -> list[Span]:
    """Take out items with one after them."""
    start, following = items[index][0], items[stop + 1][0]
    comma = _comma(data, items[stop][1], following)
    line = _line_start(data, start)
    rest = _REST.match(data, comma + 1)
    if rest is not None and line is not None:
        return [(line, rest.end())]
    if _COMMENT.search(data, items[stop][1], following) is None:
        return [(start, following)]
    end = comma + 1
    while data[end : end + 1] in {b" ", b"\t"}:
        end += 1
    return [(start, end)]


def _tail(data: bytes, inner: Span, items: Sequence[Span], index: int, stop: int) -> list[Span]:
    """Take out the last items."""
    start, end, before = items[index][0], items[stop][1], items[index - 1][1]
    comma = _comma(data, end, inner[1])
    line = _line_start(data, start)
    rest = _REST.match(data, comma + 1 if comma >= 0 else end)
    if rest is not None and rest.end() <= inner[1] and line is not None:
        if comma >= 0:
            return [(line, rest.end())]
        own = _comma(data, before, start)
        return [(own, own + 1), (line, rest.end())]
    if _COMMENT.search(data, before, start) is None:
        return [(before, end)]
    own = _comma(data, before, start)
    return [(own, own + 1), (start, end)] if comma < 0 else [(start, comma + 1)]


def _comma(data: bytes, start: int, end: int) -> int:
    """Give the offset of the comma between two items, outside comments; -1 for none."""
    at = start
    while at < end:
        comment = _COMMENT.match(data, at, end)
        if comment is not None:
            at = comment.end()
            continue
        if data[at : at + 1] == b",":
            return at
        at += 1
    return -1


def _line_start(data: bytes, at: int) -> int | None:
    """Give the start of the line where nothing but white space stands before an offset; else None."""
    line = data.rfind(b"\n", 0, at) + 1
    return line if line > 0 and not data[line:at].strip() else None
