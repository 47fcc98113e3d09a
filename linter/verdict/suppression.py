"""
Suppression comments: ``tracklint: ignore[TRK101] reason`` and ``tracklint: file-ignore[TRK101] reason``.

A comment behind code covers the statement (or tag) of its line, one on a line of its own the next statement. It
holds for a finding when it covers its sink or any step of its flow. Positions are byte offsets as in the IR.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from linter import ir
from linter.model import Finding, Location
from linter.workspace.text import SourceText

MARK = b"tracklint:"
"""Files without these bytes hold no suppression."""
HEAD_LINES = 30
"""A ``file-ignore`` stands in the first lines, where people look for it."""

_COMMENT = re.compile(
    rb"tracklint:[ \t]*(?P<file>file-)?ignore\b(?:[ \t]*(?P<list>\[(?P<codes>[^\]\n]*)\]))?(?P<reason>[^\n]*)"
)
_CLOSING = re.compile(rb"(?:\*/\}?|--+>|#\}|--\}\}|-?%>|%\}|--%>|\*\}|@\*)?\s*$")
_OPENINGS = frozenset({b"<?php", b"<?", b"<%", b"<%-", b"@{"})
_CODE = re.compile(rb"[^,\s]+")


class Code(NamedTuple):
    """One code in a comment and where it stands."""

    name: str
    start: int
    end: int


class Suppression(NamedTuple):
    """One suppression comment."""

    path: str
    start: int
    """Where the comment begins, delimiter included."""
    end: int
    mark: int
    """Where ``tracklint:`` stands."""
    codes: tuple[Code, ...]
    reason: str
    whole_file: bool
    own_line: bool
    line: int
    """The 1-based line of ``tracklint:``."""

    @property
    def location(self) -> Location:
        return Location(self.path, self.mark, self.end)


class Scanned(NamedTuple):
    """A file that holds suppression comments."""

    text: SourceText
    module: ir.Module


def read(scanned: Scanned) -> list[Suppression]:
    """Find the suppressions in the comments of one file, in order."""
    text, found = scanned.text, []
    for comment in scanned.module.comments:
        data = text.data[comment.start : comment.end]
        match = _COMMENT.search(data)
        if match is None:
            continue
        base = comment.start
        codes = tuple(
            Code(
                c[0].decode("utf-8", "replace"),
                base + match.start("codes") + c.start(),
                base + match.start("codes") + c.end(),
            )
            for c in _CODE.finditer(match["codes"] or b"")
        )
        reason = _CLOSING.sub(b"", match["reason"]).decode("utf-8", "replace").strip().lstrip("-:\u2013\u2014").strip()
        mark = base + match.start()
        found.append(
            Suppression(
                path=text.path,
                start=comment.start,
                end=comment.end,
                mark=mark,
                codes=codes,
                reason=reason,
                whole_file=match["file"] is not None,
                own_line=comment.own_line or _opens_line(text, comment.start),
                line=text.line_of(mark),
            )
        )
    return found


def _opens_line(text: SourceText, offset: int) -> bool:
    """Say whether nothing but the way into code stands before a comment on its line: ``<?php /* ... */ ?>``."""
    before = text.data[text.line_start(text.line_of(offset)) : offset].strip()
    return before in _OPENINGS


class Coverage:
    """What the suppressions of one file cover."""

    def __init__(self, scanned: Scanned) -> None:
        self.suppressions = read(scanned)
        self._text = scanned.text
        self._units = _units(scanned.module)
        self._starts = sorted(unit.start for unit in self._units)

    def covers(self, suppression: Suppression, location: Location) -> bool:
        """Say whether a suppression of this file covers a place in this file."""
        if suppression.whole_file:
            return suppression.line <= HEAD_LINES
        line = self._text.line_of(location.start)
        if not suppression.own_line:
            return line == suppression.line or self._innermost(location.start) in self._on_line(suppression.line)
        target = self._next(suppression.end)
        if target is None:
            return line == suppression.line + 1
        unit = self._innermost(location.start)
        # A tag whose content is code is one thing for whoever writes a comment above it.
        return (
            unit == target
            or line == self._text.line_of(target.start)
            or (target.whole and target.start <= location.start < target.end)
        )

    def _innermost(self, offset: int) -> _Unit | None:
        inside = [unit for unit in self._units if unit.start <= offset < max(unit.end, unit.start + 1)]
        return min(inside, key=lambda unit: unit.end - unit.start, default=None)

    def _on_line(self, line: int) -> list[_Unit]:
        """Give the units of a line without those that only surround others on it."""
        start = self._text.line_start(line)
        end = self._text.line_start(line + 1) if line < self._text.line_count else len(self._text.data) + 1
        touching = [unit for unit in self._units if unit.start < end and unit.end > start]
        return [
            unit
            for unit in touching
            if not any(
                other is not unit and unit.start <= other.start and other.end <= unit.end and other != unit
                for other in touching
            )
        ]

    def _next(self, offset: int) -> _Unit | None:
        """Give the first unit behind an offset, the largest of those that begin there."""
        behind = [unit for unit in self._units if unit.start >= offset]
        if not behind:
            return None
        first = min(unit.start for unit in behind)
        return max((unit for unit in behind if unit.start == first), key=lambda unit: unit.end)


class _Unit(NamedTuple):
    """A statement or a tag."""

    start: int
    end: int
    whole: bool = False
    """True for an element whose content belongs to it: an inline script."""


def _units(module: ir.Module) -> tuple[_Unit, ...]:
    statements = [_Unit(s.start, s.end) for function in module.functions for s in function.body if s.end > s.start]
    tags = [
        _Unit(tag.start, max(tag.stop, tag.end), whole=True)
        if tag.name in {"script", "noscript"}
        else _Unit(tag.start, tag.end)
        for tag in module.tags
    ]
    return tuple(dict.fromkeys((*statements, *tags)))


class Suppressions:
    """All suppression comments of a run; it remembers which codes of which comment were of use."""

    def __init__(self, files: Mapping[str, Scanned]) -> None:
        self._files = {path: Coverage(scanned) for path, scanned in sorted(files.items())}
        self.used: set[tuple[Suppression, str]] = set()

    def __iter__(self) -> Iterator[Suppression]:
        for coverage in self._files.values():
            yield from coverage.suppressions

    def of(self, finding: Finding) -> Suppression | None:
        """Give the suppression that silences a finding; all that cover it count as used."""
        first: Suppression | None = None
        for location in _places(finding):
            coverage = self._files.get(location.path)
            if coverage is None:
                continue
            for suppression in coverage.suppressions:
                if any(code.name == finding.code for code in suppression.codes) and coverage.covers(
                    suppression, location
                ):
                    self.used.add((suppression, finding.code))
                    first = first or suppression
        return first


def _places(finding: Finding) -> Iterable[Location]:
    places = [finding.location]
    for flow in finding.flows:
        places.append(flow.sink.location)
        places += [step.location for step in flow.steps]
    return dict.fromkeys(places)
