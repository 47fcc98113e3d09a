"""
Fixes put into texts: edits of spans, each fix whole or not at all.

Offsets are bytes of the UTF-8 text, as everywhere. What overlaps an edit taken before waits for the next run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from linter.model import Edit, Finding, Fix
from linter.workspace.text import SourceText


class Fixed(NamedTuple):
    """What fixes made of some texts."""

    data: Mapping[str, bytes]
    """The changed texts by path, in UTF-8 without a byte order mark."""
    findings: tuple[Finding, ...]
    """The findings whose fix was applied."""


def apply(findings: Iterable[Finding], texts: Mapping[str, SourceText], *, unsafe: bool = False) -> Fixed:
    """Apply the first fix of each finding; ``unsafe`` takes those that may change other behaviour too."""
    taken: dict[str, list[Edit]] = {}
    done: list[Finding] = []
    for finding in findings:
        fix = next((fix for fix in finding.fixes if fix.safe or unsafe), None)
        if fix is None or not _fits(fix, taken, texts):
            continue
        for edit in fix.edits:
            if edit not in taken.setdefault(edit.location.path, []):
                taken[edit.location.path].append(edit)
        done.append(finding)
    return Fixed({path: _edited(texts[path].data, edits) for path, edits in taken.items()}, tuple(done))


def _fits(fix: Fix, taken: Mapping[str, list[Edit]], texts: Mapping[str, SourceText]) -> bool:
    """Say whether a fix lies in texts that are there and overlaps nothing but edits that are the same."""
    for edit in fix.edits:
        text = texts.get(edit.location.path)
        if text is None or not 0 <= edit.location.start <= edit.location.end <= len(text.data):
            return False
        if any(other != edit and _overlap(other, edit) for other in taken.get(edit.location.path, ())):
            return False
    return True


def _overlap(one: Edit, other: Edit) -> bool:
    a, b = one.location, other.location
    return (a.start < b.end and b.start < a.end) or a.start == b.start


def _edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    for edit in sorted(edits, key=lambda edit: -edit.location.start):
        start, end = edit.location.start, edit.location.end
        if not edit.text:
            start, end = _emptied(data, *_with_blank(data, start, end))
        data = data[:start] + edit.text.encode("utf-8", "replace") + data[end:]
    return data


def _emptied(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Widen a span that is taken out to all between two braces where only white space would be left."""
    left, right = len(data[:start].rstrip()), end + len(data[end:]) - len(data[end:].lstrip())
    if data[left - 1 : left] == b"{" and data[right : right + 1] == b"}" and data[left - 2 : left] != b"{{":
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
