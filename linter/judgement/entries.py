"""The words of all data kinds as entries that can be looked up, for the languages of a project."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from linter.catalogue.schema import Kind, VocabularyCommon
from linter.judgement.phrases import Phrases
from linter.judgement.words import folded, split

_SURE_LENGTH = 6
_RARE_LENGTH = 8
_RARE = ("pl", "sv")
"""Languages whose lists are thin: their shorter words count only in projects of that language."""
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


def spoken_words(
    table: Mapping[str, Sequence[str]], languages: Collection[str], ambiguous: Collection[str]
) -> tuple[str, ...]:
    """Give the words of the languages spoken, and of the others those that are unmistakable."""
    return tuple(text for _, text in _spoken(table, languages, _forms(ambiguous)))


def entries_of(kinds: Mapping[str, Kind], common: VocabularyCommon, languages: Collection[str]) -> Phrases[Entry]:
    """Give the entries of all kinds, those that are made of a word for a person included."""
    found: Phrases[Entry] = Phrases()
    actors, ambiguous = set(common.actors), _forms(common.ambiguous)
    for kind in kinds.values():
        for strong, table in ((True, kind.strong), (False, kind.weak)):
            for language, text in _spoken(table, languages, ambiguous):
                found.add(text, Entry(kind.id, strong, text, language in _HEAD_LAST))
        for form in kind.person_forms:
            for language, person in _spoken(common.persons, languages, ambiguous):
                text = form.replace("{}", person)
                found.add(text, Entry(kind.id, True, text, language in _HEAD_LAST, person in actors))
    return found


def _forms(words: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Give words as they are compared: the plural of an ambiguous word is ambiguous too."""
    return frozenset(form for word in words for form in folded(word))


def _spoken(
    table: Mapping[str, Sequence[str]], languages: Collection[str], ambiguous: Collection[tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    """Give the words with their language; one that two languages share belongs to the one that is spoken."""
    known: set[str] = set()
    for language in sorted(table, key=lambda name: name not in languages):
        spoken = language in languages
        for text in table[language]:
            if spoken or (text not in known and _unmistakable(text, language) and not _is_one(text, ambiguous)):
                known.add(text)
                yield language, text


def _is_one(text: str, ambiguous: Collection[tuple[str, ...]]) -> bool:
    """Say whether a word is ambiguous. One with an accent (``cliënt``) is listed by itself where it is."""
    return text.isascii() and any(form in ambiguous for form in folded(text))


def _unmistakable(text: str, language: str) -> bool:
    """Say whether a word of another language can hardly be anything else in code."""
    if " " in text or len(split(text)) > 1:
        return True
    return len(text) >= (_RARE_LENGTH if language in _RARE else _SURE_LENGTH)
