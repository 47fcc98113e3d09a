"""Which signatures a symbol path has: the index of every call, queue, constructor and assignment of all trackers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypeAlias

import msgspec

from linter.catalogue.schema import Signature, Tracker
from linter.catalogue.symbols import canonical, head, prefixes, split_npm

_HOPS = 4
"""How often one symbol path is rewritten at most."""
Entry: TypeAlias = tuple[str, int, int, bool]
"""A canonical symbol path, the position of its tracker, of its row there, and whether its root is weak."""


class CalleeMatch(msgspec.Struct, frozen=True, gc=False):
    """One row of the catalogue that a symbol path fits."""

    tracker: str
    signature: Signature
    weak: bool
    """True where the root is a name too common to prove the tracker alone."""


class Assignment(msgspec.Struct, frozen=True, gc=False):
    """Rows of form ``assign`` for a place that is assigned to."""

    matches: tuple[CalleeMatch, ...]
    rest: tuple[str, ...]
    """The members below the row's callee: ``("eVar1",)`` where the row is about ``s``."""


class Callees:
    """
    The index of callees.

    Rows and questions meet in the canonical spelling of ``catalogue.symbols``. Two more rules hold for the rows:

    - a class or factory of an npm package may be its default export under any local name, so a row
      ``npm:x:Client().send`` answers ``npm:x:default().send`` as well, unless the package has a row of its own there;
    - a row that ends in ``.*`` answers for every member;
    - what a tracker lists as ``same`` answers as what it is the same as;
    - a fluent builder may be called in one chain: ``UserData().setEmail().setPhone`` is ``UserData().setPhone`` where
      ``UserData().setEmail`` is a row.
    """

    def __init__(
        self, trackers: Mapping[str, Tracker], weak_globals: Iterable[str], entries: Iterable[Entry] | None = None
    ) -> None:
        self._same = {
            canonical(other): canonical(first)
            for tracker in trackers.values()
            for first, others in tracker.same.items()
            for other in others
        }
        rows: dict[str, list[CalleeMatch]] = {}
        open_rows: dict[str, list[CalleeMatch]] = {}
        ordered = tuple(trackers.values())
        for symbol, owner, position, weak in entries or build_entries(ordered, weak_globals):
            tracker = ordered[owner]
            match = CalleeMatch(tracker.id, tracker.signature[position], weak)
            if symbol.endswith(".*"):
                open_rows.setdefault(symbol[:-2], []).append(match)
            else:
                rows.setdefault(symbol, []).append(match)
        for symbol in [s for s in rows if s.startswith("npm:") and "()" in s]:
            alias = head(symbol) + ":" + symbol[symbol.index("(", len(head(symbol))) :]
            if alias not in rows:
                rows[alias] = rows[symbol]
        self._rows = {symbol: tuple(matches) for symbol, matches in rows.items()}
        self._open_rows = {symbol: tuple(matches) for symbol, matches in open_rows.items()}

    def match(self, symbol: str) -> tuple[CalleeMatch, ...]:
        """Give the rows for a symbol path, of all trackers; empty when none knows it."""
        found = self._rows.get(symbol)
        if found is not None:
            return found
        symbol = canonical(symbol)
        for _ in range(_HOPS):
            found = self._rows.get(symbol) or self._open_rows.get(symbol.rpartition(".")[0])
            if found:
                return found
            other = self._rewritten(symbol)
            if other is None:
                break
            symbol = other
        return ()

    def _rewritten(self, symbol: str) -> str | None:
        """Give a symbol path by what it is the same as, or with one call of a fluent builder left out."""
        known = prefixes(symbol)
        for beginning in (symbol, *reversed(known)):
            first = self._same.get(beginning)
            if first is not None:
                return _joined(first, symbol[len(beginning) :])
        for built in known:
            if built.endswith("()") and built[:-2] in self._rows and "()" in built[:-2]:
                return built[: built[:-2].rindex("()") + 2] + symbol[len(built) :]
        return None

    def assigned(self, symbol: str) -> Assignment | None:
        """
        Give the rows of form ``assign`` for a place that is assigned to, those of the longest known beginning.

        ``s.eVar1`` answers with the rows of ``s`` and the rest ``("eVar1",)`` when no row is about ``s.eVar1``
        itself. The assigned value is argument 0 of the row.
        """
        current: str | None = canonical(symbol)
        for _ in range(_HOPS):
            if current is None:
                break
            for beginning in [current, *reversed(prefixes(current))]:
                matches = tuple(m for m in self._rows.get(beginning, ()) if m.signature.form == "assign")
                if matches:
                    below = current[len(beginning) + 1 :]
                    return Assignment(matches, tuple(below.split(".")) if below else ())
            current = self._rewritten(current)
        return None

    @cached_property
    def heads(self) -> frozenset[str]:
        """The roots of all rows, in the spelling of ``catalogue.symbols.head``."""
        return frozenset(head(symbol) for symbol in (*self._rows, *self._open_rows, *self._same))

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        found = {beginning for symbol in self._rows for beginning in prefixes(symbol)}
        for symbol in (*self._open_rows, *self._same):
            found.update(prefixes(symbol), (symbol,))
        return frozenset(found)

    def is_prefix(self, symbol: str) -> bool:
        """Say whether a row stands below this symbol path (``posthog`` for ``posthog.capture``)."""
        current: str | None = canonical(symbol)
        for _ in range(_HOPS):
            if current is None or current in self._beginnings:
                break
            current = self._rewritten(current)
        return current in self._beginnings

    @property
    def symbols(self) -> Iterable[str]:
        """All canonical symbol paths with a row, and what is the same as one of them."""
        return (*self._rows, *self._same)


def _joined(first: str, rest: str) -> str:
    """Put the rest of a symbol path below another one: exports of a package stand after ``:``, members after ``.``."""
    if rest[:1] in (".", ":"):
        export = first.startswith("npm:") and not split_npm(first)[1]
        rest = (":" if export else ".") + rest[1:]
    return canonical(first + rest)


def build_entries(trackers: Iterable[Tracker], weak_globals: Iterable[str]) -> tuple[Entry, ...]:
    """Bring the callees of all rows into their canonical spelling; the compiled catalogue keeps the result."""
    weak = frozenset(weak_globals)
    found: list[Entry] = []
    for owner, tracker in enumerate(trackers):
        for position, signature in enumerate(tracker.signature):
            symbol = canonical(signature.callee)
            found.append((symbol, owner, position, head(symbol) in weak))
    return tuple(found)
