"""
The baseline: a file of findings that are known and accepted for now, so that only new ones are reported.

JSON with one line for each entry, sorted, so that a change of it can be reviewed. Entries are matched by fingerprint;
there are no line numbers in it. ``update`` keeps date and reason of what is still there, and of what only moved to
another file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from linter.errors import BaselineError
from linter.model import Finding

VERSION = 1
_TEXT = 160


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One accepted finding."""

    fingerprint: str
    code: str
    path: str
    sink: str
    """The sink as written, shortened: for people, and to find the finding again when its file moved."""
    kinds: tuple[str, ...] = ()
    date: str = ""
    """When it was accepted, ``yyyy-mm-dd``."""
    reason: str = ""


class Baseline:
    """The entries of a baseline file; it remembers which of them were met."""

    def __init__(self, entries: Iterable[Entry], name: str = "baseline") -> None:
        self.entries = tuple(entries)
        self._name = name
        self._left = Counter(entry.fingerprint for entry in self.entries)

    def holds(self, finding: Finding) -> bool:
        """Say whether a finding is in the baseline; each entry stands for one finding."""
        if self._left[finding.fingerprint] > 0:
            self._left[finding.fingerprint] -= 1
            return True
        return False

    def stale(self, scope: frozenset[str] | None = None) -> tuple[Entry, ...]:
        """Give the entries that no finding met so far; of files outside a scope nothing is known."""
        left = Counter(self._left)
        found = []
        for entry in self.entries:
            if left[entry.fingerprint] > 0 and (scope is None or entry.path in scope):
                left[entry.fingerprint] -= 1
                found.append(entry)
        return tuple(found)

    def notices(self, scope: frozenset[str] | None = None) -> tuple[str, ...]:
        """Say how many entries no longer have a finding."""
        count = len(self.stale(scope))
        if not count:
            return ()
        entries = "1 entry has" if count == 1 else f"{count} entries have"
        return (f"{self._name}: {entries} no finding any more; `tracklint baseline update` removes what is gone",)


def parse(data: bytes, name: str) -> Baseline:
    """Read a baseline; ``name`` is the file's name in messages. Raises ``BaselineError``."""
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{name}: not JSON: {error}") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("findings"), list):
        raise BaselineError(f"{name}: not a baseline: expected an object with the keys 'version' and 'findings'")
    if raw.get("version") != VERSION:
        raise BaselineError(f"{name}: version {raw.get('version')!r}; this tracklint reads version {VERSION}")
    try:
        return Baseline(msgspec.convert(raw["findings"], tuple[Entry, ...]), name)
    except msgspec.ValidationError as error:
        raise BaselineError(f"{name}: findings: {error}") from None


def render(entries: Iterable[Entry]) -> str:
    """Write a baseline, one line for each entry."""
    ordered = sorted(entries, key=lambda e: (e.path, e.code, e.sink, e.fingerprint))
    lines = ",\n".join(
        "  " + json.dumps(msgspec.to_builtins(entry), ensure_ascii=True, separators=(", ", ": ")) for entry in ordered
    )
    body = f"[\n{lines}\n]" if lines else "[]"
    return f'{{"version": {VERSION}, "findings": {body}}}\n'


def make(findings: Iterable[Finding], today: date, reason: str = "") -> tuple[Entry, ...]:
    """Make an entry for each finding."""
    return tuple(
        Entry(
            fingerprint=finding.fingerprint,
            code=finding.code,
            path=finding.location.path,
            sink=_sink(finding),
            kinds=finding.kinds,
            date=today.isoformat(),
            reason=reason,
        )
        for finding in findings
    )


class Change(msgspec.Struct, frozen=True):
    """What an update did."""

    entries: tuple[Entry, ...]
    kept: int
    moved: int
    added: int
    removed: int


def update(old: Baseline, findings: Iterable[Finding], today: date, *, add: bool, reason: str = "") -> Change:
    """
    Bring a baseline up to date with the findings of a run over the whole project.

    Entries without a finding go; an entry whose file moved is met again by what it says. New findings come in only
    with ``add``: an update that took them in silently would accept what nobody has seen.
    """
    made = make(findings, today, reason)
    by_fingerprint: dict[str, list[Entry]] = {}
    for entry in old.entries:
        by_fingerprint.setdefault(entry.fingerprint, []).append(entry)
    result: list[Entry] = []
    left: list[Entry] = []
    for entry in made:
        known = by_fingerprint.get(entry.fingerprint)
        if known:
            before = known.pop()
            result.append(msgspec.structs.replace(entry, date=before.date, reason=before.reason))
        else:
            left.append(entry)
    kept = len(result)
    orphans = _by_content(entry for entries in by_fingerprint.values() for entry in entries)
    moved = 0
    added: list[Entry] = []
    for entry in left:
        known = orphans.get(_content(entry))
        if known:
            before = known.pop()
            result.append(msgspec.structs.replace(entry, date=before.date, reason=before.reason))
            moved += 1
        else:
            added.append(entry)
    removed = sum(len(entries) for entries in orphans.values())
    return Change(tuple(result + added if add else result), kept, moved, len(added) if add else 0, removed)


def _by_content(entries: Iterable[Entry]) -> Mapping[tuple[str, ...], list[Entry]]:
    found: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        found.setdefault(_content(entry), []).append(entry)
    return found


def _content(entry: Entry) -> tuple[str, ...]:
    return (entry.code, entry.sink, *entry.kinds)


def _sink(finding: Finding) -> str:
    text = finding.flows[0].sink.text if finding.flows else finding.message
    return " ".join(text.split())[:_TEXT]
