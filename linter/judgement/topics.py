"""What a page is about, where a visit says something about the visitor (``rules/data/topics.toml``)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping

from linter.catalogue.schema import Kind, Topic
from linter.catalogue.words import fold, split
from linter.judgement.evidence import Evidence
from linter.judgement.phrases import Phrases
from linter.model import Flow

_PLACES = {"route": "its address", "path": "its path", "title": "its title", "h1": "its heading"}
_HEADINGS = ("title", "h1")
_ABOUT = "the page is about "
_NEEDED = 2
"""So many of address, path and heading have to name the topic."""
_SEGMENTS = 2
"""Of a file's path its name and the folder around it count: what is above says what the project is about."""
_SECTOR_OF = {"health": "health"}
"""Families of kinds that a sector of the settings is about."""


class Topics:
    """Reads what pages say about themselves; ``sector`` is that of the settings."""

    def __init__(
        self, topics: Iterable[Topic], kinds: Mapping[str, Kind], languages: Iterable[str], sector: str
    ) -> None:
        self._topics = {topic.id: topic for topic in topics}
        self._kinds = kinds
        self._sector = sector
        self._phrases: Phrases[tuple[str, str]] = Phrases()
        self._negative: Phrases[tuple[str, str]] = Phrases()
        spoken = {"en", *languages}
        for topic in self._topics.values():
            for language, phrases in sorted(topic.words.items()):
                for phrase in phrases if language in spoken else ():
                    self._phrases.add(phrase, (topic.id, phrase))
            for phrase in topic.negative:
                self._negative.add(phrase, (topic.id, phrase))

    def evidence(self, flow: Flow) -> tuple[Evidence, ...]:
        """Give what a visit to the page gives away, the best evidence alone; empty where the page tells nothing."""
        found: dict[str, dict[str, str]] = {}
        others: set[str] = set()
        fields = {text for name, text in flow.origin.attributes if name == "field"}
        for name, text in flow.origin.attributes:
            if name not in _PLACES:
                continue
            place = "heading" if name in _HEADINGS else name
            for named, phrase in _named(self._phrases, name, text):
                found.setdefault(named, {}).setdefault(place, f"{_PLACES[name]} speaks of '{phrase}'")
            others.update(named for named, _ in _named(self._negative, name, text))
        for topic_id, topic in self._topics.items():
            places = found.get(topic_id, {})
            if topic_id in others or len(places) < _NEEDED or (topic.fields and not fields.intersection(topic.fields)):
                continue
            if topic.sectors and self._sector not in topic.sectors:
                continue
            return (self._made(topic, places),)
        return ()

    def about(self, evidence: Evidence) -> str:
        """Say what a page is about of which a visit was judged."""
        begun = (topic.label for topic in self._topics.values() if evidence.why.startswith(_ABOUT + topic.label + ":"))
        return next(begun, self._kinds[evidence.kind].label)

    def _made(self, topic: Topic, places: Mapping[str, str]) -> Evidence:
        family = topic.kind.split(".")[0]
        fits = bool(self._sector) and _SECTOR_OF.get(self._sector) == family
        row = self._kinds[topic.kind]
        special = "none" if row.special == "none" else "inferred"
        return Evidence(
            kind=topic.kind,
            confidence="high" if fits else "medium",
            why=f"{_ABOUT}{topic.label}: " + ", ".join(places[place] for place in sorted(places)),
            special=special,
            topic=("health" if family == "health" else "other") if special != "none" else "",
            assumed=f"the project is in the {self._sector} sector" if fits else "",
            about=topic.label,
        )


def _named(phrases: Phrases[tuple[str, str]], name: str, text: str) -> set[tuple[str, str]]:
    """Give the topics that one of the page's own texts names, each with the phrase."""
    if name == "path":
        stem = text.rsplit(".", 1)[0] if "." in posixpath.basename(text) else text
        text = "/".join(stem.split("/")[-_SEGMENTS:])
    return {hit for words in fold(split(text)) for _, _, _, hit in phrases.find(words)}
