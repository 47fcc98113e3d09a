"""
Which files hold which identifier.

Worked out once for a project and kept between runs as two flat arrays (files by word); files that changed since are
read anew and stand beside it, until there are so many that the whole is written again.
"""

from __future__ import annotations

import os
import re
from array import array
from itertools import pairwise

import msgspec

from linter.workspace.project import Project
from linter.workspace.store import Store, key_of

IDENTIFIER = re.compile(rb"[\w$]+")
_FORMAT = "2"
_FEW = 40
"""So many changed files are read at each run rather than the whole index written."""


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


class Words:
    """The identifiers of all files of a project. ``of`` gives numbers of files in ``project.files``."""

    def __init__(self, project: Project, store: Store) -> None:
        self._project = project
        self._places: list[tuple[int, ...]] = []
        """For each content of the kept index: the numbers of the files that have it now."""
        self._sorted = b""
        self._starts = array("I")
        self._ends = array("I")
        self._numbers = array("I")
        self._fresh: dict[bytes, list[int]] = {}
        key = key_of("words", _FORMAT, os.fspath(project.root))
        kept = self._read(store.get(key)) if store.keeps else None
        changed = self._place(kept)
        for number in changed:
            for word in self._words(number):
                self._fresh.setdefault(word, []).append(number)
        if store.keeps and len(changed) > (_FEW if kept else 0):
            if kept is not None:
                starts = self._starts
                for start, stop in pairwise(starts):
                    word = self._sorted[start:stop]
                    self._fresh[word] = sorted(self.of(word))
                self._starts = array("I")
            store.put(key, msgspec.msgpack.encode(self._pack()))

    def of(self, word: bytes) -> set[int]:
        """Give the numbers of the files that hold an identifier."""
        found = set(self._fresh.get(word, ()))
        at = self._find(word)
        if at >= 0:
            for content in self._numbers[self._ends[at - 1] if at else 0 : self._ends[at]]:
                found.update(self._places[content])
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
