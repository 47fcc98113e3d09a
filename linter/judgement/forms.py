"""What a form field says about what is typed into it: its type, ``autocomplete`` and names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from linter.catalogue.schema import FormHint
from linter.judgement.vocabulary import Vocabulary

FORM = frozenset(("form",))
_NAMING = (
    "name",
    "id",
    "v-model",
    "bind:value",
    "formcontrolname",
    "formControlName",
    "data-name",
    "aria-label",
    "placeholder",
    "label",
)
_SHOWN = ("placeholder", "aria-label", "label")
_CHOSEN = ("checkbox", "radio")
_NO_INPUT = ("submit", "button", "reset", "image", "color", "range")


class FormSign(NamedTuple):
    """The kind of a form field."""

    kind: str
    confidence: str
    why: str


class Forms:
    """The hints of ``rules/data/vocabulary.toml`` for attributes of form fields."""

    def __init__(
        self, hints: Iterable[FormHint], vocabulary: Vocabulary, standard: Mapping[str, str] | None = None
    ) -> None:
        self._hints: dict[tuple[str, str], FormHint] = {}
        for hint in hints:
            for value in hint.values:
                self._hints.setdefault((hint.attr, value.lower()), hint)
        self._vocabulary = vocabulary
        self._standard = standard or {}

    def sign(
        self, attributes: tuple[tuple[str, str], ...], sensitive: frozenset[str], contexts: frozenset[str] = frozenset()
    ) -> FormSign | None:
        """
        Give the kind of a form field from its literal attributes; ``None`` where nothing personal is typed.

        ``sensitive`` are the kinds of which a tick is the data, ``contexts`` what is known of the place besides.
        """
        found = dict(attributes)
        kind = found.get("type", "").lower()
        if kind in _NO_INPUT or found.get("element") == "form":
            return None  # what a form is called is not what is typed into it
        if found.get("element") == "every":
            return FormSign("free-text", "medium", "one of all fields of a form, whatever they are called")
        if (item := found.get("itemprop", "")) in self._standard:
            return FormSign(self._standard[item], "medium", f"an element that shows `{item}` of schema.org")
        sign = self._hinted(found) or self._named(found, contexts | FORM)
        if sign is None:
            if found.get("element") == "textarea":
                return FormSign("free-text", "medium", "a text area for free text")
            return None
        if kind in _CHOSEN and sign.kind not in sensitive:
            return None  # a tick on an ordinary choice says nothing about the person
        return sign

    def _hinted(self, found: dict[str, str]) -> FormSign | None:
        for strength in ("strong", "weak"):
            for attribute, value in found.items():
                for word in value.lower().split() if attribute == "autocomplete" else (value.lower(),):
                    hint = self._hints.get((attribute, word))
                    if hint is not None and hint.strength == strength:
                        confidence = "high" if strength == "strong" else "low"
                        return FormSign(hint.kind, confidence, f'a form field with {attribute}="{word}"')
        return None

    def _named(self, found: dict[str, str], contexts: frozenset[str]) -> FormSign | None:
        for attribute in _NAMING:
            value = found.get(attribute, "")
            if not value:
                continue
            hits = self._vocabulary.classify(value, contexts)
            if hits and (hits[0].strength == "strong" or attribute not in _SHOWN):
                confidence = "high" if hits[0].strength == "strong" and attribute not in _SHOWN else "medium"
                return FormSign(hits[0].kind, confidence, f'a form field with {attribute}="{value}"')
        return None
