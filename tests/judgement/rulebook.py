"""The rules as the tests of the judgement see them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.load import load
from linter.catalogue.rules import Law
from linter.catalogue.schema import Kind
from linter.judgement.vocabulary import Vocabulary


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    return load()


def law() -> Law:
    return catalogue().law


def kinds() -> Mapping[str, Kind]:
    return catalogue().kinds


@lru_cache(maxsize=8)
def vocabulary(languages: tuple[str, ...] = ("en",)) -> Vocabulary:
    return Vocabulary(kinds(), catalogue().vocabulary, catalogue().words, languages)
