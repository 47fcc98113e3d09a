"""What is taken out takes with it the blank line, or the white space, that would be left behind."""

from __future__ import annotations

import re
from collections.abc import Iterable

from linter.fixes.standing import is_branch
from linter.model import Edit, Location

_LONGEST = 200
"""Bytes before an edit in which a condition is looked for that begins there."""
_CONDITIONS = (
    (re.compile(rb"\{%[-+~]?\s*if\b[^%{}]*%\}\s*\Z"), re.compile(rb"\s*\{%[-+~]?\s*endif\s*[-+~]?%\}")),
    (
        # of a script: one that calls nothing, and is no branch of another
        re.compile(rb"(?<![\w$.])(?<!else )if[ \t]*\([^(){};`]*\)[ \t]*\{\s*\Z"),
        re.compile(rb"\s*\}(?!\s*else\b)"),
    ),
    (
        # of a script without braces
        re.compile(rb"(?<![\w$.@])(?<!else\s)if[ \t]*\([^(){};`]*\)\s*\Z"),
        re.compile(rb"(?!\s*else\b)"),
    ),
    (
        # an element for code of its own, with comments at the most
        re.compile(rb"<script(?![^<>]*\ssrc\b)[^<>]*>(?:\s|\{#[^#]*#\})*\Z"),
        re.compile(rb"\s*</script\s*>"),
    ),
    (re.compile(rb"<%-?\s*if\b[^%<>]*-?%>\s*\Z"), re.compile(rb"\s*<%-?\s*end\s*-?%>")),
    (re.compile(rb"<\?php\s+if\b[^?<>]*:\s*\?>\s*\Z"), re.compile(rb"\s*<\?php\s+endif;?\s*\?>")),
    (re.compile(rb"\{\{#if\b[^{}]*\}\}\s*\Z"), re.compile(rb"\s*\{\{/if\}\}")),
    (re.compile(rb"@if\s*\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)\s*\Z"), re.compile(rb"\s*@endif\b")),
)
"""How a condition begins and ends, by its syntax; nothing but white space stands between."""


def tidied(data: bytes, edits: Iterable[Edit]) -> tuple[Edit, ...] | None:
    """
    Widen the edits of one text that take something out, and join those that meet then.

    None where they would overlap in another way: then it is not clear what they make together.
    """
    made: list[Edit] = []
    for edit in sorted(dict.fromkeys(_widened(data, edit) for edit in edits), key=_order):
        last = made[-1] if made else None
        if last is None or edit.location.start > last.location.end or _only_touch(last, edit):
            made.append(edit)
        elif not edit.text and not last.text:
            end = max(edit.location.end, last.location.end)
            made[-1] = Edit(Location(edit.location.path, last.location.start, end), "")
        else:
            return None
    return tuple(made)


def _order(edit: Edit) -> tuple[int, int]:
    return edit.location.start, edit.location.end


def _only_touch(last: Edit, edit: Edit) -> bool:
    touch = edit.location.start == last.location.end and edit.location.start > last.location.start
    return touch and bool(edit.text) != bool(last.text)


def _widened(data: bytes, edit: Edit) -> Edit:
    if edit.text:
        return edit
    start, end = _with_condition(data, edit.location.start, edit.location.end)
    if data[start : start + 1] != b"<" and is_branch(data, start):
        return Edit(Location(edit.location.path, start, end), "{}")
    start, end = _emptied(data, *_with_blank(data, start, end))
    return Edit(Location(edit.location.path, start, end), "")


def _with_condition(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Widen a span that is taken out to the template condition around it that would hold nothing any more."""
    while True:
        head = data[max(start - _LONGEST, 0) : start]
        for opening, closing in _CONDITIONS:
            before, after = opening.search(head), closing.match(data, end)
            if before is not None and after is not None:
                start, end = start - len(head) + before.start(), after.end()
                break
        else:
            return start, end


def _emptied(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Widen a span that is taken out to all between two brackets where only white space would be left."""
    left, right = len(data[:start].rstrip()), end + len(data[end:]) - len(data[end:].lstrip())
    brackets = data[left - 1 : left] + data[right : right + 1]
    if brackets in (b"{}", b"[]") and data[left - 2 : left] != b"{{":
        return left, right
    return start, end


def _with_blank(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Widen a span that is taken out: a line that would be left blank goes, and so do spaces left before a line end."""
    line = data.rfind(b"\n", 0, start) + 1
    stop = data.find(b"\n", end)
    stop = len(data) if stop < 0 else stop + 1
    if data[end:stop].strip():
        return start, end
    if not data[line:start].strip():
        above = data[data.rfind(b"\n", 0, max(line - 1, 0)) + 1 : line]
        below = data.find(b"\n", stop) + 1
        if line and below and not above.strip() and not data[stop:below].strip():
            stop = below  # one of two blank lines that would meet
        return line, stop
    while start > line and data[start - 1 : start] in {b" ", b"\t"}:
        start -= 1
    return start, end
