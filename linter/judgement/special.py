"""When data belong to a special category: by what they are, or by what they let one deduce."""

from __future__ import annotations

from linter.judgement.cases import Case, Reader

_SAYING = ("search-term", "page-url", "free-text")
"""Kinds that say something about a person by where they were typed or seen."""
_TOPICS = ("politics", "dating")
"""Contexts of a path that make what was typed there telling."""


def special_category(kind: str, case: Case, reader: Reader) -> tuple[str, str]:
    """
    Give the fact ``special_category`` for a kind of a case, and what was assumed for it, for people.

    ``explicit`` where the kind itself is one. ``inferred`` where the sector, the path, the patient that the name
    speaks of or the event lets somebody deduce it.
    """
    row = reader.kinds[kind]
    if row.special == "explicit":
        return ("inferred" if case.flow.origin.kind == "constant" else "explicit"), ""
    if row.special != "none":
        return "inferred", ""
    if "health" in case.reading.about and row.identifier in ("direct", "pseudonymous"):
        return "inferred", f"`{case.name}` belongs to a patient"
    if reader.sector == "health" and (kind in _SAYING or row.identifier != "none"):
        return "inferred", "the project is in the health sector"
    if kind in _SAYING:
        if "care" in case.contexts:
            return "inferred", "its path speaks of care"
        topic = reader.sector or next((name for name in _TOPICS if name in case.contexts), "")
        if topic in reader.lexicon.names("telling-sectors"):
            return "inferred", f"the project is about {topic}"
    told = reader.vocabulary.telling(case.flow.sink.event)
    if told is not None:
        return "inferred", f"the event '{case.flow.sink.event}' speaks of '{told.entry}'"
    return "none", ""
