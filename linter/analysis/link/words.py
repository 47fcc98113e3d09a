"""
Which files hold which identifier.

Worked out once for a project and kept between runs as two flat arrays (files by word); files that changed since are
read anew and stand beside it, until there are so many that the whole is written again. Where nothing is kept the first
few words are looked for in the bytes of the files: most projects ask for no more, and the index costs as much as many.
"""

from __future__ import annotations

import os
import re
from array import array
from collections.abc import Iterable
from itertools import pairwise

import msgspec

from linter.analysis.link.shelf import Shelf
from linter.workspace.project import Project
from linter.workspace.store import Store, key_of

IDENTIFIER = re.compile(rb"[\w$]+")
_LETTERS = frozenset(byte for byte in range(256) if IDENTIFIER.match(bytes((byte,))))
CHAIN = "\0"
"""Stands in a text that is looked for in place of any chain of names: ``@\0get(`` is ``@app.get(`` too."""
_CHAIN = CHAIN.encode()
_FORMAT = "2"
_FEW = 40
"""So many changed files are read at each run rather than the whole index written."""
_LOOKS = 16
"""So many words are looked for before the index is made."""
_LARGE = 20_000
"""In a project of more files the index is made at once: their bytes are not all in memory."""


def stands_in(needle: bytes, data: bytes) -> bool:
    """Say whether a text stands in the bytes of a file (see ``CHAIN``)."""
    if _CHAIN not in needle:
        return needle in data
    first, _, rest = needle.partition(_CHAIN)
    if first not in data:
        return False
    return re.search(re.escape(first) + rb"(?:[\w$]+\.)*" + re.escape(rest), data) is not None


def calls_of(*names: str) -> list[str]:
    """Give the texts of which a file that calls one of the names holds one."""
    return [f"{name}{before}(" for name in names for before in ("", " ", "?.")]


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """
    The index as it is kept, so that a word is found without taking all of it apart.

    ``files`` by content; ``words`` one after the other, sorted, with ``starts`` of each and of their end; ``numbers``
    of files, with ``ends`` of those of each word.
    """

    files: bytes
    words: bytes
    starts: bytes
    ends: bytes
    numbers: bytes


class _Check:
    """Says whether a file holds a text and, each by itself, all identifiers in it."""

    def __init__(self, needle: bytes) -> None:
        self._needle = needle
        self.literal = max(needle.split(_CHAIN), key=len)
        self._parts = tuple(dict.fromkeys(IDENTIFIER.findall(needle)))

    def fits(self, data: bytes) -> bool:
        """Say it of the bytes of a file."""
        return all(_stands_alone(part, data) for part in self._parts) and stands_in(self._needle, data)


def _stands_alone(word: bytes, data: bytes) -> bool:
    """Say whether an identifier is one of a text, and not only a part of others: quicker than a regular expression."""
    at = data.find(word)
    while at >= 0:
        end = at + len(word)
        if (not at or data[at - 1] not in _LETTERS) and (end == len(data) or data[end] not in _LETTERS):
            return True
        at = data.find(word, at + 1)
    return False


class Words:
    """The identifiers of all files of a project. Files have their number in ``project.files``."""

    def __init__(self, project: Project, store: Store, shelf: Shelf | None = None) -> None:
        self._project = project
        self._store = store
        self._shelf = shelf
        self._places: list[tuple[int, ...]] = []
        """For each content of the kept index: the numbers of the files that have it now."""
        self._sorted = b""
        self._starts = array("I")
        self._ends = array("I")
        self._numbers = array("I")
        self._fresh: dict[bytes, list[int]] = {}
        self._seen: dict[bytes, list[int]] = {}
        """What was looked for ahead, and the numbers of the files that hold it."""
        self._key = key_of("words", _FORMAT, os.fspath(project.root))
        self._kept = self._recalled()
        # A process that makes many runs asks for many words, if not in the first of them.
        self._looks = _LOOKS if self._kept is None and shelf is None and len(project.files) <= _LARGE else 0
        if not self._looks:
            self._make()

    def _make(self) -> None:
        """Take over what is kept, and read what is not."""
        store, kept, self._kept = self._store, self._kept, None
        changed = self._place(kept)
        for number in changed:
            for word in self._words(number):
                self._fresh.setdefault(word, []).append(number)
        if (store.keeps or self._shelf is not None) and len(changed) > (_FEW if kept else 0):
            if kept is not None:
                starts = self._starts
                for start, stop in pairwise(starts):
                    word = self._sorted[start:stop]
                    self._fresh[word] = sorted(self._of(word))
                self._starts = array("I")
            self._keep(self._pack())

    def _recalled(self) -> _Kept | None:
        shelved = self._shelf.value("words", self._key) if self._shelf is not None else None
        if isinstance(shelved, _Kept):
            return shelved
        kept = self._read(self._store.get(self._key)) if self._store.keeps else None
        if kept is not None and self._shelf is not None:
            self._shelf.put_value("words", self._key, kept)
        return kept

    def _keep(self, index: _Kept) -> None:
        if self._shelf is not None:
            self._shelf.put_value("words", self._key, index)
        if self._store.writes:
            self._store.put(self._key, msgspec.msgpack.encode(index))

    def expect(self, needles: Iterable[bytes]) -> None:
        """Say what will be looked for: where no index is made yet, one pass finds all of it."""
        wanted = [needle for needle in dict.fromkeys(needles) if needle not in self._seen and IDENTIFIER.search(needle)]
        if not self._looks or len(wanted) < 2:
            return
        from ahocorasick_rs import BytesAhoCorasick

        search = BytesAhoCorasick([max(needle.split(_CHAIN), key=len) for needle in wanted])
        checks = [_Check(needle) for needle in wanted]
        found: list[list[int]] = [[] for _ in wanted]
        for number, path in enumerate(self._project.files):
            try:
                data = self._project.read(path)
            except OSError:
                continue  # the scan says so
            met = {at for at, _, _ in search.find_matches_as_indexes(data, overlapping=True)}
            if met and self._project.language(path) is not None:
                for at in met:
                    if checks[at].fits(data):
                        found[at].append(number)
        self._seen.update(zip(wanted, found, strict=True))

    def holding(self, needle: bytes) -> list[int]:
        """
        Give the numbers, sorted, of the files that hold a text and, each by itself, all identifiers in it.

        A text without identifiers is in none.
        """
        parts = IDENTIFIER.findall(needle)
        if not parts:
            return []
        known = self._seen.get(needle)
        if known is not None:
            return known
        if self._looks:
            self._looks -= 1
            if self._looks:
                return self._look(needle)
            self._make()
        found = self._of(parts[0])
        for part in parts[1:]:
            found = found & self._of(part) if found else found
        if parts == [needle]:
            return sorted(found)
        files, read = self._project.files, self._project.read
        return [number for number in sorted(found) if stands_in(needle, read(files[number]))]

    def _of(self, word: bytes) -> set[int]:
        found = set(self._fresh.get(word, ()))
        at = self._find(word)
        if at >= 0:
            for content in self._numbers[self._ends[at - 1] if at else 0 : self._ends[at]]:
                found.update(self._places[content])
        return found

    def _look(self, needle: bytes) -> list[int]:
        """Look for a text in the bytes of all files."""
        check = _Check(needle)
        found: list[int] = []
        for number, path in enumerate(self._project.files):
            try:
                data = self._project.read(path)
            except OSError:
                continue  # the scan says so
            if check.literal in data and self._project.language(path) is not None and check.fits(data):
                found.append(number)
        return found

    def _find(self, word: bytes) -> int:
        """Give the place of a word in the kept index, -1 where it is not there."""
        starts = self._starts
        low, high = 0, len(starts) - 1
        while low < high:
            middle = (low + high) // 2
            found = self._sorted[starts[middle] : starts[middle + 1]]
            if found == word:
                return middle
            if found < word:
                low = middle + 1
            else:
                high = middle
        return -1

    def _words(self, number: int) -> set[bytes]:
        path = self._project.files[number]
        if self._project.language(path) is None:
            return set()
        try:
            return set(IDENTIFIER.findall(self._project.read(path)))
        except OSError:
            return set()  # the scan says so

    @staticmethod
    def _read(data: bytes | None) -> _Kept | None:
        if data is None:
            return None
        try:
            return msgspec.msgpack.decode(data, type=_Kept)
        except (msgspec.MsgspecError, ValueError):
            return None

    def _place(self, kept: _Kept | None) -> list[int]:
        """Take over what is kept; give the numbers of the files that it does not know."""
        files = self._project.files
        if kept is None:
            return list(range(len(files)))
        known = {kept.files[at : at + 16]: at // 16 for at in range(0, len(kept.files), 16)}
        places: list[list[int]] = [[] for _ in known]
        changed: list[int] = []
        for number, path in enumerate(files):
            content = known.get(self._project.content(path)) if self._project.language(path) is not None else -1
            if content is None:
                changed.append(number)
            elif content >= 0:
                places[content].append(number)
        if len(known) * 16 != len(kept.files):
            return list(range(len(files)))
        self._places = [tuple(numbers) for numbers in places]
        self._ends.frombytes(kept.ends)
        self._numbers.frombytes(kept.numbers)
        self._starts.frombytes(kept.starts)
        self._sorted = kept.words
        return changed

    def _pack(self) -> _Kept:
        contents: dict[bytes, int] = {}
        first: dict[int, int] = {}
        for number, path in enumerate(self._project.files):
            if self._project.language(path) is None:
                continue
            if content := self._project.content(path):
                first[number] = contents.setdefault(content, len(contents))
        starts, ends, numbers = array("I", [0]), array("I"), array("I")
        words = sorted(self._fresh)
        for word in words:
            numbers.extend(sorted({first[number] for number in self._fresh[word] if number in first}))
            ends.append(len(numbers))
            starts.append(starts[-1] + len(word))
        return _Kept(b"".join(contents), b"".join(words), starts.tobytes(), ends.tobytes(), numbers.tobytes())
