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
_ANY_IMPORT = re.compile(rb"\b(?:import|from|require|import_module|__import__)\b")
_TAG = re.compile(rb"\{%-?[ \t]*(?:load[ \t][^%]*)?$")
_USES = (b"(", b".", b"[", b"?.", b"=", b" =", b"'", b'"', b"`", b";", b")", b",")
"""What follows a short or common global where it is used; it is looked for together with one of these."""
_POINT = 46
_LOOK_BACK = 200
"""How many bytes before a hit are read to see that it stands in an import."""


_WINDOWS = re.compile(
    rb"(?:(?<![\w$])(?:window|globalThis|self|top|parent|global|document|root|win|[\w$]{1,2})|[)\]?!])$"
)
"""What stands before the point where a short global is read as a member: a window under some name."""
_MUCH = 24_000_000
"""After so many bytes an automaton pays that is slower to build and faster to run."""


class Automaton:
    """Finds tokens in bytes, and the words that show that people are asked. Built once for a catalogue."""

    def __init__(self, tokens: Iterable[Token], asking: Iterable[bytes] = ()) -> None:
        self.tokens = tuple(tokens)
        self._patterns: list[bytes] = []
        self._owner: list[int] = []
        self._length: list[int] = []
        for index, token in enumerate(self.tokens):
            for pattern in _patterns(token):
                self._patterns.append(pattern)
                self._owner.append(index)
                self._length.append(len(token.text))
        words = sorted({word.lower() for word in asking})
        self._asking = BytesAhoCorasick(words) if words else None
        self._beside = {
            index: re.compile(rb"(?<![\w$])(?:%s)(?![\w$])" % b"|".join(re.escape(w.encode()) for w in token.beside))
            for index, token in enumerate(self.tokens)
            if token.beside
        }
        self._search = self._build(Implementation.ContiguousNFA)
        self._read = 0

    def _build(self, implementation: Implementation) -> BytesAhoCorasick:
        return BytesAhoCorasick(self._patterns, matchkind=MatchKind.Standard, implementation=implementation)

    def find(self, data: bytes) -> frozenset[int]:
        """Give the indexes (in ``tokens``) of all tokens in the bytes of a file."""
        return frozenset(self._confirmed(data))

    def asks(self, data: bytes) -> bool:
        """Say whether a file names a consent manager, or has a word of its own for consent."""
        return self._asking is not None and bool(self._asking.find_matches_as_indexes(data.lower()))

    def any(self, data: bytes) -> bool:
        """Say whether there is a token that proves a tracker by itself; stops at the first."""
        return any(not self.tokens[index].weak for index in self._confirmed(data))

    def _confirmed(self, data: bytes) -> Iterator[int]:
        if self._read <= _MUCH < self._read + len(data):
            self._search = self._build(Implementation.DFA)
        self._read += len(data)
        seen: set[int] = set()
        for pattern, start, _ in self._search.find_matches_as_indexes(data, overlapping=True):
            index = self._owner[pattern]
            if index in seen or not _fits(self.tokens[index].kind, data, start, start + self._length[pattern]):
                continue
            beside = self._beside.get(index)
            if beside is not None and not (_is_imported(data, start) or beside.search(data)):
                continue
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
    if kind == "global":
        return before not in _WORD and after not in _WORD
    if kind == "use":
        return before not in _WORD and after not in _WORD and _is_used(data, start, before, after)
    if kind == "call":
        return before not in _WORD and before != _POINT
    if kind == "package":
        return before in _QUOTES and after in _PACKAGE_END
    if kind in ("host", "file"):
        return before not in _LABEL and after not in _LABEL
    if kind == "attribute":
        return before not in _ATTRIBUTE
    if kind == "module":
        if before in _WORD or after in _WORD or before == _POINT:
            return False
        return _IMPORT.search(data, _line(data, start), start) is not None
    if kind == "tag":
        if before in _WORD or after in _WORD:
            return False
        return _TAG.search(data, max(0, start - _LOOK_BACK), start) is not None
    return True


def _is_used(data: bytes, start: int, before: int, after: int) -> bool:
    """Say whether a name of two letters may be a global: ``'ga'`` in a list of languages and ``Enum.FS`` are none."""
    if before in _QUOTES and after in _QUOTES:
        return data[max(0, start - 2) : start - 1] == b"["
    return before != _POINT or _WINDOWS.search(data, max(0, start - _LOOK_BACK), start - 1) is not None


def _line(data: bytes, at: int) -> int:
    """Give where the line begins that a place is in, or a place near enough."""
    return max(data.rfind(b"\n", 0, at) + 1, at - _LOOK_BACK)


def _is_imported(data: bytes, start: int) -> bool:
    """Say whether a name stands in an import: a company's own package may bear a tracker's."""
    return _ANY_IMPORT.search(data, _line(data, start), start) is not None
