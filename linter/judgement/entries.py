"""The words of all data kinds as entries that can be looked up, for the languages of a project."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from linter.catalogue.vocabulary import Words, read_shelf, spoken
from linter.judgement.phrases import Phrases

_HEAD_LAST = ("en", "de", "nl", "sv")
"""Languages in which the last word of a compound says what it is: a visit fee is a fee, a ``visita medica`` a visit."""


class Entry(NamedTuple):
    """One word or phrase of a data kind."""

    kind: str
    strong: bool
    text: str
    head_last: bool
    """The language of the entry puts the head of a compound last."""
    low: bool = False
    """The name tells little although it is enough: the owner of a thing need not be a person."""


class Entries(Phrases[Entry]):
    """The words of all kinds that count in a project of some languages; a shelf is read when a name begins like it."""

    __slots__ = ("_languages", "_words")

    def __init__(self, words: Words, languages: Collection[str]) -> None:
        super().__init__()
        self._words = words
        self._languages = languages
        self._waiting.update((start, []) for start in words.shelves)

    def _settle(self, start: str) -> None:
        del self._waiting[start]
        for number, rows in groupby(read_shelf(self._words.shelves[start]), key=attrgetter("table")):
            table = self._words.tables[number]
            for row in spoken(rows, self._languages):
                entry = Entry(table.kind, table.strong, row.text, row.language in _HEAD_LAST, row.actor)
                for spelling, weight in row.spellings:
                    self._put(tuple(spelling.split(" ")), weight, entry)
