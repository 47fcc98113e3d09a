"""Access chains as words that know in which member they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from linter.catalogue.words import split

_BOUNDARY = re.compile(r"\?\.|->|::|[.\[\]()'\"`/:?]+")


class Segments(NamedTuple):
    """The words of an access chain with the bounds of its segments."""

    words: tuple[str, ...]
    bounds: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, words: tuple[str, ...], segments: Sequence[tuple[str, ...]]) -> Segments:
        """Give the words, folded or not, with the bounds that the members of a name have."""
        bounds: list[tuple[int, int]] = []
        at = 0
        for segment in segments:
            bounds.append((at, at + len(segment)))
            at += len(segment)
        return cls(words, tuple(bounds))

    def segment(self, index: int) -> tuple[str, ...]:
        """Give the words of one member."""
        begin, end = self.bounds[index]
        return self.words[begin:end]

    def segment_at(self, word: int) -> int:
        """Give the member in which a word stands."""
        return next(i for i, (begin, end) in enumerate(self.bounds) if begin <= word < end)

    def straddles(self, start: int, stop: int) -> bool:
        """Say whether a stretch of words reaches over a dot."""
        return self.segment_at(start) != self.segment_at(stop - 1)


def segments_of(name: str) -> list[tuple[str, ...]]:
    """Give the members of an identifier or chain as words, without indexes: ``user?.phones[0]`` -> user, phones."""
    return [words for words in (split(part) for part in _BOUNDARY.split(name)) if not _is_index(words)]


def _is_index(words: tuple[str, ...]) -> bool:
    """Say whether a segment is empty or a mere number: ``[0]``."""
    return all(word.isdigit() for word in words)
