"""When data belong to a special category: by what they are, or by what they let one deduce."""

from __future__ import annotations

from typing import NamedTuple

from linter.judgement.cases import Case, Reader

_SAYING = ("search-term", "page-url", "free-text")
"""Kinds that say something about a person by where they were typed or seen."""
_TOPICS = ("politics", "dating")
"""Contexts of a path that make what was typed there telling."""


class Special(NamedTuple):
    """Whether and how data belong to a special category."""

    category: str
    """``none``, ``inferred``, ``explicit``."""
    topic: str = ""
    """``health`` or ``other``."""
    assumed: str = ""
    """What was assumed for it, for people."""


def special_category(kind: str, case: Case, reader: Reader) -> Special:
    """
    Give the special category of a kind in a case.

    ``explicit`` where the kind itself is one. ``inferred`` where the sector, the path, the patient that the name
    speaks of or the event lets somebody deduce it.
    """
    row = reader.kinds[kind]
    if row.special == "explicit":
        return Special("inferred" if case.flow.origin.kind == "constant" else "explicit", _topic(kind))
    if row.special != "none":
        return Special("inferred", _topic(kind))
    named = row.identifier in ("direct", "pseudonymous")
    if named and "health" in case.reading.about:
        return Special("inferred", "health", f"`{case.name}` belongs to a patient")
    if reader.sector == "health" and (named or kind in _SAYING):
        return Special("inferred", "health", "the project is in the health sector")
    if kind in _SAYING:
        if "care" in case.contexts:
            return Special("inferred", "health", "its path speaks of care")
        topic = reader.sector or next((name for name in _TOPICS if name in case.contexts), "")
        if topic in reader.lexicon.names("telling-sectors"):
            return Special("inferred", "other", f"the project is about {topic}")
    told = reader.vocabulary.telling(case.flow.sink.event)
    if told is not None:
        return Special("inferred", _topic(told.kind), f"the event '{case.flow.sink.event}' speaks of '{told.entry}'")
    return Special("none")


def _topic(kind: str) -> str:
    return "health" if kind == "health" or kind.startswith("health.") else "other"
