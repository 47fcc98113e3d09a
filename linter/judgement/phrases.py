"""Sets of phrases that are looked up in sequences of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from linter.judgement.words import fold, folded

T = TypeVar("T")

_GLUED = 6
"""A phrase of several words also stands for its words written as one when they have this many letters."""
_FILLERS = frozenset(("de", "di", "da", "d", "of", "the", "y", "do", "della", "du"))
_START = 3
"""Spellings are worked out for all phrases that begin with the same letters, so many, at once."""
_FILLED = frozenset(word[:_START] for word in _FILLERS)
"""Beginnings that a spelling may leave out."""


class Phrases(Generic[T]):
    """
    Phrases with a value each, found by their first word.

    ``find`` gives every phrase in a folded sequence of words; it never looks inside a word. The spellings of a phrase
    are worked out when a word that begins like it is asked for: there are many thousand phrases, and a run meets few.
    """

    __slots__ = ("_lengths", "_rows", "_waiting")

    def __init__(self) -> None:
        self._rows: dict[tuple[str, ...], list[tuple[int, T]]] = {}
        self._lengths: dict[str, list[int]] = {}
        self._waiting: dict[str, list[tuple[str, T]]] = {}

    def add(self, phrase: str, value: T) -> None:
        """Add a phrase in all its spellings: accents dropped, umlauts written out, fillers left out, glued."""
        start = phrase[:_START]
        if len(start) == _START and start.isascii() and start.isalpha() and start.islower() and start not in _FILLED:
            self._wait(start, phrase, value)
            return
        for start in {words[0][:_START]: None for words, _ in _spellings(phrase)}:
            self._wait(start, phrase, value)

    def _wait(self, start: str, phrase: str, value: T) -> None:
        self._waiting.setdefault(start, []).append((phrase, value))

    def _settle(self, start: str) -> None:
        """Work out the spellings, in the order in which their phrases were added, that begin with these letters."""
        for phrase, value in self._waiting.pop(start, ()):
            for words, weight in _spellings(phrase):
                if words[0][:_START] == start:
                    self._put(words, weight, value)

    def _put(self, words: tuple[str, ...], weight: int, value: T) -> None:
        rows = self._rows.setdefault(words, [])
        if (weight, value) not in rows:
            rows.append((weight, value))
        lengths = self._lengths.setdefault(words[0], [])
        if len(words) not in lengths:
            lengths.append(len(words))

    def find(self, words: tuple[str, ...]) -> Iterator[tuple[int, int, int, T]]:
        """Give ``(start, stop, weight, value)`` for each phrase; the weight is its number of words as written."""
        for start, word in enumerate(words):
            if word[:_START] in self._waiting:
                self._settle(word[:_START])
            for length in self._lengths.get(word, ()):
                stop = start + length
                if stop > len(words):
                    continue
                for weight, value in self._rows.get(words[start:stop], ()):
                    yield start, stop, weight, value

    def whole(self, words: tuple[str, ...]) -> T | None:
        """Give the value of the phrase that is exactly these words."""
        if words and words[0][:_START] in self._waiting:
            self._settle(words[0][:_START])
        found = self._rows.get(words)
        return found[0][1] if found else None


def _spellings(phrase: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Give the ways to write a phrase, folded, each with the number of words that it has as written."""
    for words in folded(phrase):
        if not words:
            continue
        yield words, len(words)
        if len(words) < 2:
            continue
        yield from _glued(words)
        short = tuple(word for word in words if word not in _FILLERS)
        if 2 <= len(short) < len(words):
            yield short, len(words)
            yield from _glued(short)


def _glued(words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    glued = "".join(words)
    if len(glued) >= _GLUED:
        for spelling in fold((glued,)):
            yield spelling, len(words)


def phrase_set(phrases: Iterable[str]) -> Phrases[str]:
    """Make phrases whose value is the phrase itself."""
    made: Phrases[str] = Phrases()
    for phrase in phrases:
        made.add(phrase, phrase)
    return made
