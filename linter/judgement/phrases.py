"""Sets of phrases that are looked up in sequences of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from linter.catalogue.words import FILLERS, START, spellings

T = TypeVar("T")

_FILLED = frozenset(word[:START] for word in FILLERS)
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
        start = phrase[:START]
        if len(start) == START and start.isascii() and start.isalpha() and start.islower() and start not in _FILLED:
            self._wait(start, phrase, value)
            return
        for start in {words[0][:START]: None for words, _ in spellings(phrase)}:
            self._wait(start, phrase, value)

    def _wait(self, start: str, phrase: str, value: T) -> None:
        self._waiting.setdefault(start, []).append((phrase, value))

    def _settle(self, start: str) -> None:
        """Work out the spellings, in the order in which their phrases were added, that begin with these letters."""
        for phrase, value in self._waiting.pop(start, ()):
            for words, weight in spellings(phrase):
                if words[0][:START] == start:
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
            if word[:START] in self._waiting:
                self._settle(word[:START])
            for length in self._lengths.get(word, ()):
                stop = start + length
                if stop > len(words):
                    continue
                for weight, value in self._rows.get(words[start:stop], ()):
                    yield start, stop, weight, value

    def whole(self, words: tuple[str, ...]) -> T | None:
        """Give the value of the phrase that is exactly these words."""
        if words and words[0][:START] in self._waiting:
            self._settle(words[0][:START])
        found = self._rows.get(words)
        return found[0][1] if found else None


def phrase_set(phrases: Iterable[str]) -> Phrases[str]:
    """Make phrases whose value is the phrase itself."""
    made: Phrases[str] = Phrases()
    for phrase in phrases:
        made.add(phrase, phrase)
    return made
