"""
The words of all data kinds with their spellings, worked out once when the rules are compiled.

There are many thousand, and a run asks for few: they are kept by the letters with which a spelling begins, each of
these shelves encoded by itself and read when a name begins so. Which words count depends on the languages of a
project, so that is left to who asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from linter.catalogue.schema import Kind, VocabularyCommon
from linter.catalogue.words import START, folded, spellings, split

_SURE_LENGTH = 6
_RARE_LENGTH = 8
_RARE = ("pl", "sv")
"""Languages whose lists are thin: their shorter words count only in projects of that language."""


class Table(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One list of words that stand for a kind, in all its languages."""

    kind: str
    strong: bool


class Word(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A word or phrase of one language."""

    text: str
    language: str
    unmistakable: bool
    """It counts in projects of other languages too."""


class Spelled(Word, frozen=True, array_like=True, gc=False):
    """A word of a table in some of its spellings."""

    table: int
    """Place in ``Words.tables``."""
    actor: bool
    """The word stands for somebody who need not be the person concerned."""
    spellings: tuple[tuple[str, int], ...]
    """Folded words with spaces between, and the number of words as written."""


AnyWord = TypeVar("AnyWord", bound=Word)


class Words(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The words of all kinds, and those for persons."""

    tables: tuple[Table, ...]
    persons: tuple[Word, ...]
    shelves: dict[str, msgspec.Raw]
    """The first letters of a spelling to ``tuple[Spelled, ...]`` (msgpack), in the order of the tables."""


def read_shelf(shelf: msgspec.Raw) -> tuple[Spelled, ...]:
    """Give the words of one shelf."""
    return msgspec.msgpack.decode(shelf, type=tuple[Spelled, ...])


def build_words(kinds: Iterable[Kind], common: VocabularyCommon) -> Words:
    """Work out the spellings of all kinds' words, of those made with a word for a person included."""
    ambiguous = frozenset(form for word in common.ambiguous for form in folded(word))
    actors = frozenset(common.actors)
    persons = tuple(_words(common.persons, ambiguous))
    tables: list[Table] = []
    shelves: dict[str, list[Spelled]] = {}
    for kind in kinds:
        for strong, words in ((True, kind.strong), (False, kind.weak)):
            for word in _words(words, ambiguous):
                _put(shelves, len(tables), word, actor=False)
            tables.append(Table(kind.id, strong))
        for form in kind.person_forms:
            for person in persons:
                word = Word(form.replace("{}", person.text), person.language, person.unmistakable)
                _put(shelves, len(tables), word, actor=person.text in actors)
            tables.append(Table(kind.id, True))
    encode = msgspec.msgpack.encode
    return Words(tuple(tables), persons, {start: msgspec.Raw(encode(shelf)) for start, shelf in shelves.items()})


def spoken(words: Iterable[AnyWord], languages: Collection[str]) -> Iterator[AnyWord]:
    """Give those words of one table that count in a project of these languages, the spoken ones first."""
    known: set[str] = set()
    for word in sorted(words, key=lambda word: word.language not in languages):
        if word.language in languages or (word.unmistakable and word.text not in known):
            known.add(word.text)
            yield word


def _put(shelves: dict[str, list[Spelled]], table: int, word: Word, *, actor: bool) -> None:
    by_start: dict[str, list[tuple[str, int]]] = {}
    for words, weight in spellings(word.text):
        by_start.setdefault(words[0][:START], []).append((" ".join(words), weight))
    for start, found in by_start.items():
        row = Spelled(word.text, word.language, word.unmistakable, table, actor, tuple(found))
        shelves.setdefault(start, []).append(row)


def _words(table: Mapping[str, Sequence[str]], ambiguous: Collection[tuple[str, ...]]) -> Iterator[Word]:
    for language, texts in table.items():
        for text in texts:
            yield Word(text, language, _unmistakable(text, language) and not _is_one(text, ambiguous))


def _is_one(text: str, ambiguous: Collection[tuple[str, ...]]) -> bool:
    """Say whether a word is ambiguous. One with an accent (``cliënt``) is listed by itself where it is."""
    return text.isascii() and any(form in ambiguous for form in folded(text))


def _unmistakable(text: str, language: str) -> bool:
    """Say whether a word of another language can hardly be anything else in code."""
    if " " in text or len(split(text)) > 1:
        return True
    return len(text) >= (_RARE_LENGTH if language in _RARE else _SURE_LENGTH)
