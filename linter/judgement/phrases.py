"""Sets of phrases that are looked up in sequences of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from linter.judgement.words import fold, folded

T = TypeVar("T")

_GLUED = 6
"""A phrase of several words also stands for its words written as one when they have this many letters."""
_FILLERS = frozenset(("de", "di", "da", "d", "of", "the", "y", "do", "della", "du"))


class Phrases(Generic[T]):
    """
    Phrases with a value each, found by their first word.

    ``find`` gives every phrase in a folded sequence of words; it never looks inside a word.
    """

    __slots__ = ("_lengths", "_rows")

    def __init__(self) -> None:
        self._rows: dict[tuple[str, ...], list[tuple[int, T]]] = {}
        self._lengths: dict[str, list[int]] = {}

    def add(self, phrase: str, value: T) -> None:
        """Add a phrase in all its spellings: accents dropped, umlauts written out, fillers left out, glued."""
        for words in folded(phrase):
            self._put(words, len(words), value)
            if len(words) < 2:
                continue
            self._put_glued(words, value)
            short = tuple(word for word in words if word not in _FILLERS)
            if 2 <= len(short) < len(words):
                self._put(short, len(words), value)
                self._put_glued(short, value)

    def _put_glued(self, words: tuple[str, ...], value: T) -> None:
        glued = "".join(words)
        if len(glued) >= _GLUED:
            for spelling in fold((glued,)):
                self._put(spelling, len(words), value)

    def _put(self, words: tuple[str, ...], weight: int, value: T) -> None:
        if not words:
            return
        rows = self._rows.setdefault(words, [])
        if (weight, value) not in rows:
            rows.append((weight, value))
        lengths = self._lengths.setdefault(words[0], [])
        if len(words) not in lengths:
            lengths.append(len(words))

    def find(self, words: tuple[str, ...]) -> Iterator[tuple[int, int, int, T]]:
        """Give ``(start, stop, weight, value)`` for each phrase; the weight is its number of words as written."""
        for start, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                stop = start + length
                if stop > len(words):
                    continue
                for weight, value in self._rows.get(words[start:stop], ()):
                    yield start, stop, weight, value

    def whole(self, words: tuple[str, ...]) -> T | None:
        """Give the value of the phrase that is exactly these words."""
        found = self._rows.get(words)
        return found[0][1] if found else None


def phrase_set(phrases: Iterable[str]) -> Phrases[str]:
    """Make phrases whose value is the phrase itself."""
    made: Phrases[str] = Phrases()
    for phrase in phrases:
        made.add(phrase, phrase)
    return made
