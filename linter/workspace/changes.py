"""Which lines of the project are other than they were at an earlier revision."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from linter.model import Finding, Location
from linter.workspace.project import Project
from linter.workspace.revision import Revision, content_name
from linter.workspace.text import SourceText

_ALIKE = 0.5
"""The share of lines that a new file has in common with one that is gone, from which on it is the same file, moved."""
_CANDIDATES = 200
_SMALL = 40_000
"""Pairs of lines up to which two stretches without any line in common that is unique are compared pair by pair."""


class Changes:
    """The lines that are new or different since a revision, worked out for the files that are asked about."""

    def __init__(self, revision: Revision, project: Project) -> None:
        self._revision = revision
        self._project = project
        self._lines: dict[str, frozenset[int] | None] = {}

    def touch(self, finding: Finding) -> bool:
        """
        Say whether a finding has to do with a changed line: its place, a step of a flow or a condition of its sink.

        A line beside which something was taken away counts too: what was there may have held the flow back.
        """
        return any(self._has_changed(place) for place in dict.fromkeys(_places(finding)))

    def _has_changed(self, place: Location) -> bool:
        lines = self._changed(place.path)
        if lines is None:
            return True
        try:
            text = self._project.text(place.path)
        except OSError:
            return True
        first = text.line_of(place.start)
        return any(line in lines for line in range(first, text.line_of(max(place.start, place.end - 1)) + 1))

    def _changed(self, path: str) -> frozenset[int] | None:
        """Give the changed lines of a file; None for all of them."""
        if path not in self._lines:
            self._lines[path] = self._compare(path)
        return self._lines[path]

    def _compare(self, path: str) -> frozenset[int] | None:
        try:
            data = self._project.read(path)
        except OSError:
            return None
        files = self._revision.files
        known = files.get(path)
        if known is not None and content_name(data, known) == known:
            return frozenset()
        earlier = self._revision.contents([path]).get(path) if known is not None else self._moved(path, data)
        if earlier is None:
            return None
        return changed_lines(_lines_of(path, earlier), _lines_of(path, data))

    def _moved(self, path: str, data: bytes) -> bytes | None:
        """Give the content of the file that this one was before it was moved or renamed, if it was."""
        files = self._revision.files
        place = PurePosixPath(path)
        gone = [old for old in files if old.endswith(place.suffix) and not self._is_there(old)]
        for old in gone:
            if content_name(data, files[old]) == files[old]:
                return data
        # Those of the same name and folder first: there may be more than can be compared.
        gone.sort(
            key=lambda old: (PurePosixPath(old).name != place.name, os.path.dirname(old) != str(place.parent), old)
        )
        lines = Counter(_lines_of(path, data))
        best, found = _ALIKE, None
        for old, earlier in self._revision.contents(gone[:_CANDIDATES]).items():
            before = Counter(_lines_of(old, earlier))
            alike = sum((lines & before).values()) / max(sum(lines.values()), sum(before.values()), 1)
            if alike > best or (found is None and alike == best):
                best, found = alike, earlier
        return found

    def _is_there(self, path: str) -> bool:
        return path in self._project.overlay or os.path.lexists(self._project.root / path)


def _places(finding: Finding) -> Iterator[Location]:
    yield finding.location
    for flow in finding.flows:
        yield flow.sink.location
        yield from (step.location for step in flow.steps)
        yield from (guard.location for guard in flow.sink.guards)


def _lines_of(path: str, data: bytes) -> list[bytes]:
    """Give the lines of a file without what ends them: git may keep other line endings than the disk."""
    return [line.rstrip(b"\r") for line in SourceText.decode(path, data).data.split(b"\n")]


def changed_lines(old: Sequence[bytes], new: Sequence[bytes]) -> frozenset[int]:
    """Give the 1-based numbers of the new lines that are not in the old text, or lie beside what was taken away."""
    found: set[int] = set()
    for before, after in _differences(old, new):
        found.update(range(after.start + 1, after.stop + 1))
        if not after and any(line.strip() for line in old[before.start : before.stop]):
            found.update(line for line in (after.start, after.start + 1) if 1 <= line <= len(new))
    return frozenset(found)


def _differences(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[tuple[range, range]]:
    """
    Give the stretches of both that differ.

    Patience: lines that are unique on both sides hold the texts together, and what lies between is compared again. A
    stretch without any is compared pair by pair while it is small, so that the time stays bounded whatever is in it.
    """
    waiting = [(range(len(old)), range(len(new)))]
    while waiting:
        left, right = waiting.pop()
        while left and right and old[left[0]] == new[right[0]]:
            left, right = left[1:], right[1:]
        while left and right and old[left[-1]] == new[right[-1]]:
            left, right = left[:-1], right[:-1]
        if not left and not right:
            continue
        anchors = _anchors(old, new, left, right)
        if anchors:
            for a, b in (*anchors, (left.stop, right.stop)):
                waiting.append((range(left.start, a), range(right.start, b)))
                left, right = range(a + 1, left.stop), range(b + 1, right.stop)
        elif left and right and len(left) * len(right) <= _SMALL:
            matcher = SequenceMatcher(None, old[left.start : left.stop], new[right.start : right.stop], autojunk=False)
            for tag, a, a_end, b, b_end in matcher.get_opcodes():
                if tag != "equal":
                    yield range(left.start + a, left.start + a_end), range(right.start + b, right.start + b_end)
        else:
            yield left, right


def _anchors(old: Sequence[bytes], new: Sequence[bytes], left: range, right: range) -> list[tuple[int, int]]:
    """Give the longest run of lines, in order, that are unique in both stretches."""
    ours = Counter(old[left.start : left.stop])
    theirs = Counter(new[right.start : right.stop])
    places = {new[at]: at for at in right if theirs[new[at]] == 1}
    pairs = [(at, places[old[at]]) for at in left if ours[old[at]] == 1 and old[at] in places]
    # The longest increasing subsequence, by piles of cards.
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for index, (_, at) in enumerate(pairs):
        pile = bisect_left(tops, at)
        before.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(at)
            piles.append(index)
        else:
            tops[pile] = at
            piles[pile] = index
    found: list[tuple[int, int]] = []
    index = piles[-1] if piles else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]
