"""
Fixes put into texts: edits of spans, each fix whole or not at all.

Offsets are bytes of the UTF-8 text, as everywhere. What overlaps an edit taken before waits for the next run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from linter.model import Edit, Finding, Fix, Location
from linter.workspace.text import SourceText

_BLANK = b" \t\r\n,"
_PAIRS = (b"{}", b"[]")


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
        if fix is None or not fix.edits or not _fits(fix, taken, texts):
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
    return not any(_empties(fix, path, taken.get(path, ()), texts[path].data) for path in _paths(fix))


def _paths(fix: Fix) -> tuple[str, ...]:
    return tuple(dict.fromkeys(edit.location.path for edit in fix.edits))


def _empties(fix: Fix, path: str, taken: Sequence[Edit], data: bytes) -> bool:
    """
    Say whether nothing would be left between two brackets from which others take something out as well.

    Such a fix waits: the last one alone knows what goes along with an empty literal.
    """
    own = [edit.location for edit in fix.edits if edit.location.path == path and not edit.text.strip()]
    others = [edit.location for edit in taken if not edit.text.strip() and edit.location not in own]
    for location in own if others else ():
        left, right = location.start, location.end
        met: list[Location] = []
        grown = True
        while grown:
            left, right = _over_blanks(data, left, right)
            reached = [o for o in (*own, *others) if o not in met and o.start <= right and left <= o.end]
            grown = bool(reached)
            met.extend(reached)
            left, right = min((left, *(o.start for o in reached))), max((right, *(o.end for o in reached)))
        if data[left - 1 : left] + data[right : right + 1] in _PAIRS and any(other in met for other in others):
            return True
    return False


def _over_blanks(data: bytes, left: int, right: int) -> tuple[int, int]:
    """Widen a span over the white space and the commas around it."""
    while left > 0 and data[left - 1] in _BLANK:
        left -= 1
    while right < len(data) and data[right] in _BLANK:
        right += 1
    return left, right


def _overlap(one: Edit, other: Edit) -> bool:
    a, b = one.location, other.location
    return (a.start < b.end and b.start < a.end) or a.start == b.start


def _edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    for edit in sorted(edits, key=lambda edit: (-edit.location.start, -edit.location.end)):
        data = data[: edit.location.start] + edit.text.encode("utf-8", "replace") + data[edit.location.end :]
    return data
