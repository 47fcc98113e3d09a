"""The phrase lists of ``rules/data/vocabulary.toml`` that the judgement asks for by name."""

from __future__ import annotations

from linter.catalogue.schema import VocabularyCommon
from linter.catalogue.words import fold, split
from linter.judgement.phrases import Phrases, phrase_set


class Lexicon:
    """Named lists of phrases, each made ready when first asked for."""

    __slots__ = ("_common", "_made")

    def __init__(self, common: VocabularyCommon) -> None:
        self._common = common
        self._made: dict[str, Phrases[str]] = {}

    def phrases(self, name: str) -> Phrases[str]:
        """Give a list by its name; an unknown name is an empty list."""
        found = self._made.get(name)
        if found is None:
            context = self._common.context.get(name)
            words = self._common.phrases.get(name) or (context.receivers if context is not None else ())
            found = self._made[name] = phrase_set(words)
        return found

    def names(self, name: str) -> tuple[str, ...]:
        """Give a list as written; an unknown name is an empty list."""
        return self._common.phrases.get(name, ())

    def holds(self, name: str, text: str) -> bool:
        """Say whether an identifier or text holds one of the phrases of a list."""
        phrases = self.phrases(name)
        return any(next(phrases.find(words), None) is not None for words in fold(split(text)))

    def is_one(self, name: str, text: str) -> bool:
        """Say whether an identifier or text is exactly one of the phrases of a list."""
        phrases = self.phrases(name)
        return any(phrases.whole(words) is not None for words in fold(split(text)))
