"""Whether a sink stands behind a question for consent, and for which purpose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import ConsentManager, Gate
from linter.judgement.chains import literal_of, readable
from linter.judgement.phrases import Phrases, phrase_set
from linter.judgement.words import fold, split
from linter.model import Guard

if TYPE_CHECKING:
    from linter.settings import Settings

_REFUSED = phrase_set(
    (
        "denied", "declined", "decline", "refused", "refuse", "rejected", "reject", "revoked", "revoke", "withdrawn", "opt out",
        "opted out", "optout", "dnt", "do not track", "donottrack", "without consent", "no consent", "missing consent", "disabled",
        "block", "blocked",
    )
)  # fmt: skip
_TERMS = phrase_set(
    (
        "accepted terms", "accept terms", "agreed terms", "agree terms", "terms accepted", "terms agreed", "terms of service",
        "terms of use", "tos", "privacy policy", "policy accepted", "agb", "accept agb",
    )
)  # fmt: skip
_EXPLICIT = phrase_set(
    (
        "health consent", "medical consent", "explicit consent", "sensitive consent", "sensitive data consent", "consent health",
        "special category consent", "health data consent", "gesundheit einwilligung", "consent sensitive", "health opt in",
    )
)  # fmt: skip
_ASKS = phrase_set(("consent", "opt in", "optin", "einwilligung", "consentement", "consentimiento", "consenso", "toestemming"))
"""Words of a question for consent; further ones come from the rules (``ConsentManager.words``) and the settings."""
_PURPOSES: dict[str, Phrases[str]] = {
    "necessary": phrase_set(("necessary", "essential", "required", "functional", "functionality", "preferences", "preference", "security storage")),
    "analytics": phrase_set(("analytics", "analytic", "statistics", "statistic", "performance", "measurement", "analytics storage", "statistik", "mesure")),
    "advertising": phrase_set(("marketing", "advertising", "ads", "ad", "targeting", "social", "ad storage", "ad user data", "werbung", "remarketing", "profiling")),
}  # fmt: skip
_FALSE = re.compile(r"(?:===?|\bis)\s*(?:false|null|undefined|none)\b|!==?\s*true\b|\bis\s+not\s+true\b", re.IGNORECASE)
_OWN_PURPOSES = ("ads", "social", "affiliate", "data-broker", "crm-marketing")
_MEASURING = ("analytics", "session-replay", "ab-testing", "cdp", "error-monitoring", "support-chat")


def consent_gate(guards: Iterable[Guard], catalogue: Catalogue, settings: Settings, role: str = "") -> str:
    """
    Give the fact ``consent_gate`` of the decision table for the conditions around a sink, innermost first.

    ``role`` is the recipient's role as a fact; with it a gate for another purpose is told from one that fits. The
    first guard that says anything about consent decides; ``not-seen`` where none does.
    """
    terms = ""
    for guard in guards:
        found = _read(guard, catalogue, settings, role)
        if found == "terms-only":
            terms = found
        elif found:
            return found
    return terms or "not-seen"


def asks_explicitly(guards: Iterable[Guard]) -> bool:
    """Say whether a guard looks like an opt-in of its own for sensitive data."""
    return any(_holds(_EXPLICIT, chain) for guard in guards if not guard.negated for chain in guard.chains)


def _read(guard: Guard, catalogue: Catalogue, settings: Settings, role: str) -> str:
    if guard.form == "attribute":
        return _of_tag(guard, catalogue, role)
    chains = guard.chains
    if any(_holds(_TERMS, chain) for chain in chains):
        return "" if guard.negated else "terms-only"
    asking = [
        chain
        for chain in chains
        if _is_known(chain, catalogue, settings) or _holds(_ASKS, chain) or _speaks(chain, catalogue)
    ]
    if not asking:
        return ""
    negated = guard.negated != any(_turned(guard.text, chain) for chain in asking)
    if any(_holds(_REFUSED, chain) for chain in asking):
        # A choice to opt out is no consent, so what runs unless somebody opted out has no gate.
        return "" if negated else "bypassed"
    if negated:
        return "bypassed"
    return _purpose(chains, role)


def _turned(text: str, chain: tuple[str, ...]) -> bool:
    """
    Say whether a condition asks for the opposite of a chain: ``!consent.given``, ``consent is False``.

    A guard keeps the reads of a compound condition but not the signs before them, so its text is looked at.
    """
    root = re.escape(chain[0].rsplit(":", 1)[-1].rsplit(".", 1)[-1].strip("'"))
    if not root or chain[0] == "*":
        return False
    if re.search(rf"(?:!|\bnot\s)\s*(?:[\w$]+\s*\.\s*)?{root}\b", text):
        return True
    at = text.find(chain[0].strip("'"))
    return at >= 0 and _FALSE.search(text, at) is not None


def _purpose(chains: Sequence[tuple[str, ...]], role: str) -> str:
    named = {purpose for purpose, words in _PURPOSES.items() for chain in chains if _holds(words, chain)}
    if not named:
        return "seen"
    if role in _OWN_PURPOSES and "advertising" not in named:
        return "seen-wrong-purpose"
    if role in _MEASURING and named == {"necessary"}:
        return "seen-wrong-purpose"
    return "seen"


def _is_known(chain: tuple[str, ...], catalogue: Catalogue, settings: Settings) -> bool:
    path = _path(chain)
    names = {path, path.rsplit(".", 1)[-1]}
    if names & set(settings.consent_functions):
        return True
    return any(
        _begins(path, symbol) for manager in catalogue.consent.values() for symbol in (*manager.check, *manager.react)
    )


def _speaks(chain: tuple[str, ...], catalogue: Catalogue) -> bool:
    return any(manager.words and _holds(_phrases(manager.words), chain) for manager in catalogue.consent.values())


@lru_cache(maxsize=64)
def _phrases(words: tuple[str, ...]) -> Phrases[str]:
    return phrase_set(words)


def _path(chain: tuple[str, ...]) -> str:
    """Give a chain as a symbol path: ``Cookiebot.consent.marketing``."""
    parts = [chain[0].removeprefix("window.")] if chain else []
    parts.extend(segment[1:] for segment in chain[1:] if segment.startswith("."))
    return ".".join(part for part in parts if part not in ("window", "globalThis", ""))


def _begins(path: str, symbol: str) -> bool:
    symbol = symbol.replace("()", "").split(" ", 1)[0]
    if symbol.endswith(".*"):
        return path.startswith(symbol[:-1])
    return path == symbol or path.startswith(symbol + ".")


def _holds(phrases: Phrases[str], chain: tuple[str, ...]) -> bool:
    """Say whether the names and literals of a chain hold one of the phrases."""
    texts = [readable(chain), *(literal_of(segment) for segment in chain[1:])]
    if chain and chain[0].startswith("'"):
        texts.append(chain[0].strip("'"))
    return any(next(phrases.find(spelling), None) is not None for text in texts for spelling in fold(split(text)))


# ------------------------------------------------------------------------------------------------------ tags


def _of_tag(guard: Guard, catalogue: Catalogue, role: str) -> str:
    """Read the attributes by which a consent manager holds a tag back; chains are ``(name, "'value'")``."""
    attributes = {chain[0]: chain[1].strip("'") for chain in guard.chains if len(chain) > 1}
    for manager in catalogue.consent.values():
        for gate in manager.gating:
            if gate.need and _fits(gate, guard.text, attributes):
                return _purpose(((f"'{_category(gate, manager, attributes)}'",),), role)
    return ""


def _fits(gate: Gate, text: str, attributes: dict[str, str]) -> bool:
    if gate.tag and text.startswith("<") and not text.startswith(f"<{gate.tag}"):
        return False
    return all(name in attributes and _matches(attributes[name], wanted) for name, wanted in gate.need)


def _matches(value: str, wanted: str) -> bool:
    if wanted == "*":
        return True
    if wanted.endswith("*"):
        return any(word.startswith(wanted[:-1]) for word in value.split())
    return value == wanted or wanted in value.split()


def _category(gate: Gate, manager: ConsentManager, attributes: dict[str, str]) -> str:
    value = attributes.get(gate.category_in, "")
    return next((word[len(gate.prefix) :] for word in value.split() if word.startswith(gate.prefix)), "") or value
