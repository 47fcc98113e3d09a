"""Which signatures a symbol path has: the index of every call, queue, constructor and assignment of all trackers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec

from linter.catalogue.schema import Signature, Tracker
from linter.catalogue.symbols import canonical, head, prefixes


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
    - a row that ends in ``.*`` answers for every member.
    """

    def __init__(self, trackers: Mapping[str, Tracker], weak_globals: Iterable[str]) -> None:
        weak = frozenset(weak_globals)
        rows: dict[str, list[CalleeMatch]] = {}
        open_rows: dict[str, list[CalleeMatch]] = {}
        for tracker in trackers.values():
            for signature in tracker.signature:
                symbol = canonical(signature.callee)
                match = CalleeMatch(tracker.id, signature, head(symbol) in weak)
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
        found = self._rows.get(symbol)
        if found is not None:
            return found
        return self._open_rows.get(symbol.rpartition(".")[0], ())

    def assigned(self, symbol: str) -> Assignment | None:
        """
        Give the rows of form ``assign`` for a place that is assigned to, those of the longest known beginning.

        ``s.eVar1`` answers with the rows of ``s`` and the rest ``("eVar1",)`` when no row is about ``s.eVar1``
        itself. The assigned value is argument 0 of the row.
        """
        symbol = canonical(symbol)
        for beginning in [symbol, *reversed(prefixes(symbol))]:
            matches = tuple(m for m in self._rows.get(beginning, ()) if m.signature.form == "assign")
            if matches:
                below = symbol[len(beginning) + 1 :]
                return Assignment(matches, tuple(below.split(".")) if below else ())
        return None

    @cached_property
    def heads(self) -> frozenset[str]:
        """The roots of all rows, in the spelling of ``catalogue.symbols.head``."""
        return frozenset(head(symbol) for symbol in (*self._rows, *self._open_rows))

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        found = {beginning for symbol in self._rows for beginning in prefixes(symbol)}
        for symbol in self._open_rows:
            found.update(prefixes(symbol), (symbol,))
        return frozenset(found)

    def is_prefix(self, symbol: str) -> bool:
        """Say whether a row stands below this symbol path (``posthog`` for ``posthog.capture``)."""
        return symbol in self._beginnings or canonical(symbol) in self._beginnings

    @property
    def symbols(self) -> Iterable[str]:
        """All canonical symbol paths with a row, the aliases included."""
        return self._rows.keys()
