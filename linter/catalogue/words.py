"""Identifiers as words: splitting them, and folding words so that spellings of one word compare equal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

START = 3
"""Phrases are kept by so many letters of a spelling's first word: those that begin alike are worked out together."""
FILLERS = frozenset(("de", "di", "da", "d", "of", "the", "y", "do", "della", "du"))
"""Words that a spelling of a phrase may leave out."""
_GLUED = 6
"""A phrase of several words also stands for its words written as one when they have this many letters."""

_LONGEST_NAME = 240
"""Longer names are no identifiers; what follows is not read."""
_PIECE = re.compile(r"[^\W_]+", re.UNICODE)
_PART = re.compile(r"\d+|[^\W\d_]+", re.UNICODE)
_HUMP = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-ZÀ-ÖØ-Þ])(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])")
_PLURAL_ACRONYM = re.compile(r"(?<=[A-Z]{2})s(?![a-zß-öø-ÿ])")
_PLAIN = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})


@lru_cache(maxsize=65536)
def split(name: str) -> tuple[str, ...]:
    """
    Give the words of an identifier in lower case: ``userSearchTerm``, ``user-search_term`` -> user search term.

    Digits are words of their own (``ICD10Code`` -> icd 10 code). Accents are kept; see ``fold``.
    """
    if name.isascii() and name.islower() and len(name) <= _LONGEST_NAME and name.replace(" ", "").isalpha():
        return tuple(name.split())  # an entry of the vocabulary: thousands are read at each start
    words: list[str] = []
    for piece in _PIECE.findall(unicodedata.normalize("NFC", name[:_LONGEST_NAME])):
        for part in _PART.findall(piece):
            words.extend(word.lower() for word in _HUMP.split(_PLURAL_ACRONYM.sub("", part)) if word)
    return tuple(words)


def _singular(word: str) -> str:
    """Drop a final s where four or more letters remain; applied to both sides of a comparison."""
    return word[:-1] if len(word) >= 5 and word[-1] == "s" and word[-2] != "s" else word


def _flatten(word: str) -> str:
    plain = word.translate(_PLAIN)
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def fold(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """
    Give the spellings under which a sequence of words is compared: accents dropped, and umlauts as ae, oe, ue.

    One spelling for words without accents, two for German and Scandinavian ones.
    """
    if all(map(str.isascii, words)):
        return (tuple(map(_singular, words)),)
    plain = tuple(_singular(_flatten(word)) for word in words)
    written_out = tuple(_singular(_flatten(word.translate(_GERMAN))) for word in words)
    return (plain,) if plain == written_out else (plain, written_out)


def folded(phrase: str) -> tuple[tuple[str, ...], ...]:
    """Give the spellings of a word entry: ``such begriff`` or ``icd10``."""
    return fold(split(phrase))


def spellings(phrase: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Give the ways to write a phrase, folded, each with the number of words that it has as written."""
    for words in folded(phrase):
        if not words:
            continue
        yield words, len(words)
        if len(words) < 2:
            continue
        yield from _glued(words)
        short = tuple(word for word in words if word not in FILLERS)
        if 2 <= len(short) < len(words):
            yield short, len(words)
            yield from _glued(short)


def _glued(words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    glued = "".join(words)
    if len(glued) >= _GLUED:
        for spelling in fold((glued,)):
            yield spelling, len(words)
