"""The sentences of a finding: what appears to happen, and why it is thought so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linter.catalogue.schema import FindingRule, Kind
from linter.judgement.evidence import HASHED, Evidence

_KINDS_SHOWN = 3


def listed(words: Sequence[str], limit: int) -> str:
    """Join words: ``a``, ``a and b``, ``a, b and 2 more``."""
    if len(words) <= 1:
        return "".join(words)
    if len(words) > limit:
        return f"{', '.join(words[:limit])} and {len(words) - limit} more"
    return f"{', '.join(words[:-1])} and {words[-1]}"


def data_of(evidence: Sequence[Evidence], kinds: Mapping[str, Kind]) -> str:
    """Name the data: ``an e-mail address and a phone number``, ``a hashed e-mail address``."""
    names = []
    for item in evidence:
        label = item.about or kinds[item.kind].label
        if item.transform in HASHED:
            article, _, rest = label.partition(" ")
            label = f"a hashed {rest}" if article in ("a", "an", "the") else f"hashed {label}"
        names.append(label)
    return listed(tuple(dict.fromkeys(names)), _KINDS_SHOWN) or "data"


def message(rule: FindingRule, what: str, tracker: str, recipient: str) -> str:
    """Fill the sentence of a code. It says what appears to happen, never that somebody breaks a law."""
    single = what.startswith(("a ", "an ", "the ")) and " and " not in what
    words = {"what": what, "appears": "appears" if single else "appear", "tracker": tracker, "recipient": recipient}
    text = rule.message or "{what} {appears} to reach {recipient}"
    for key, value in words.items():
        text = text.replace("{" + key + "}", value)
    return text


def reasons(evidence: Sequence[Evidence], kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    """Say for each kind why it was concluded, and what was assumed."""
    made: list[str] = []
    for item in evidence:
        text = f"{kinds[item.kind].label}: {item.why}" if item.why else kinds[item.kind].label
        if item.special == "inferred" and item.assumed:
            text += f"; it can tell something of a special category, because {item.assumed}"
        made.append(text)
    return tuple(made)
