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
    return True


def _overlap(one: Edit, other: Edit) -> bool:
    a, b = one.location, other.location
    return (a.start < b.end and b.start < a.end) or a.start == b.start


def _edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    for edit in sorted(edits, key=lambda edit: (-edit.location.start, -edit.location.end)):
        data = data[: edit.location.start] + edit.text.encode("utf-8", "replace") + data[edit.location.end :]
    return data
