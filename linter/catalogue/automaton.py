"""
The scan: which files can hold tracking code at all.

One multi-pattern automaton looks for every root of a callee, package, module, host and attribute of the catalogue in
the raw bytes. A raw hit becomes a token only where what stands around it fits its kind (a whole word, a quoted
package name, an import of a module), which keeps short names such as ``ga`` from making a seed of every file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from linter.catalogue.tokens import Token

_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")
_LABEL = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
_ATTRIBUTE = _LABEL | frozenset(b"_:.")
_QUOTES = frozenset(b"'\"`/")
_PACKAGE_END = frozenset(b"'\"`/@")
_IMPORT = re.compile(rb"\b(?:import|from|import_module|__import__)\b")
_TAG = re.compile(rb"\{%-?[ \t]*(?:load[ \t][^%]*)?$")
_USES = (b"(", b".", b"[", b"?.", b"=", b" =", b"'", b'"', b"`", b";", b")", b",")
"""What follows a short or common global where it is used; it is looked for together with one of these."""
_LOOK_BACK = 200
"""How many bytes before a hit are read to see that it stands in an import."""


class Automaton:
    """Finds tokens in bytes. Built once for a catalogue; immutable."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self.tokens = tuple(tokens)
        patterns: list[bytes] = []
        self._owner: list[int] = []
        self._length: list[int] = []
        for index, token in enumerate(self.tokens):
            for pattern in _patterns(token):
                patterns.append(pattern)
                self._owner.append(index)
                self._length.append(len(token.text))
        self._search = BytesAhoCorasick(
            patterns, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    def find(self, data: bytes) -> frozenset[int]:
        """Give the indexes (in ``tokens``) of all tokens in the bytes of a file."""
        return frozenset(self._confirmed(data))

    def any(self, data: bytes) -> bool:
        """Say whether there is a token that proves a tracker by itself; stops at the first."""
        return any(not self.tokens[index].weak for index in self._confirmed(data))

    def _confirmed(self, data: bytes) -> Iterator[int]:
        seen: set[int] = set()
        for pattern, start, _ in self._search.find_matches_as_indexes(data, overlapping=True):
            index = self._owner[pattern]
            if index not in seen and _fits(self.tokens[index].kind, data, start, start + self._length[pattern]):
                seen.add(index)
                yield index

    @cached_property
    def by_tracker(self) -> Mapping[str, frozenset[int]]:
        """The token indexes of each tracker."""
        found: dict[str, set[int]] = {}
        for index, token in enumerate(self.tokens):
            for tracker in token.trackers:
                found.setdefault(tracker, set()).add(index)
        return {tracker: frozenset(indexes) for tracker, indexes in found.items()}


def _patterns(token: Token) -> Iterator[bytes]:
    if token.kind == "use":
        for use in _USES:
            yield token.text + use
    elif token.kind == "call":
        yield token.text + b"("
    else:
        yield token.text


def _fits(kind: str, data: bytes, start: int, end: int) -> bool:
    """Say whether what stands around a raw hit fits the kind of its token."""
    before = data[start - 1] if start else 32
    after = data[end] if end < len(data) else 32
    if kind in ("global", "use"):
        return before not in _WORD and after not in _WORD
    if kind == "call":
        return before not in _WORD and before != 46
    if kind == "package":
        return before in _QUOTES and after in _PACKAGE_END
    if kind == "host":
        return before not in _LABEL and after not in _LABEL
    if kind == "attribute":
        return before not in _ATTRIBUTE
    if kind == "module":
        if before in _WORD or after in _WORD or before == 46:
            return False
        line = max(data.rfind(b"\n", 0, start) + 1, start - _LOOK_BACK)
        return _IMPORT.search(data, line, start) is not None
    if kind == "tag":
        if before in _WORD or after in _WORD:
            return False
        return _TAG.search(data, max(0, start - _LOOK_BACK), start) is not None
    return True
