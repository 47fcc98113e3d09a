"""Whether a sink stands behind a question for consent, and for which purpose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import Gate
from linter.catalogue.words import fold, split
from linter.judgement.chains import ChainNames, literal_of
from linter.judgement.lexicon import Lexicon
from linter.judgement.phrases import Phrases, phrase_set
from linter.model import Guard

if TYPE_CHECKING:
    from linter.settings import Settings

_PURPOSES = {"necessary": "purpose-necessary", "analytics": "purpose-analytics", "advertising": "purpose-advertising"}
"""Purposes and the phrase lists that name them."""
_FALSE = re.compile(
    r"(?:(?<![!=])===?|\bis)\s*(?:false|null|undefined|none)\b|!==?\s*true\b|\bis\s+not\s+true\b", re.IGNORECASE
)
_SEVERAL = re.compile(r"&&|\|\||\band\b|\bor\b")
_DOT = re.compile(r"\.")
_SAID = ("held", "late", "cookieless")
"""Forms of guards that are no conditions: what trackers and consent managers are told around a sink."""
_DIFFERS = re.compile(r"!==?\s*['\"`]|['\"`]\s*!==?|\bnot in\b|\bis\s+not\b")
_OWN_PURPOSES = ("ads", "social", "affiliate", "data-broker", "crm-marketing")
_MEASURING = ("analytics", "session-replay", "ab-testing", "cdp", "error-monitoring", "support-chat")

_EVENT = re.compile(r"(?!(?i:.*(?:load|loaded|init|initialized|decline|reject)$))(?:[A-Z]\w*|\w+[-_:][\w:*-]+)$")
"""Names of events that only a manager gives, where somebody may have agreed; ``watch`` is everybody's."""


def consent_gate(guards: Iterable[Guard], catalogue: Catalogue, settings: Settings, role: str = "") -> str:
    """
    Give the fact ``consent_gate`` of the decision table for the conditions around a sink, innermost first.

    ``role`` is the recipient's role as a fact; with it a gate for another purpose is told from one that fits. The
    first guard that says anything about consent decides; ``not-seen`` where none does.
    """
    return ConsentReader(catalogue, settings).gate(guards, role)


class ConsentReader:
    """Reads guards by the consent managers of one catalogue and the functions that the settings name."""

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self._managers = tuple(catalogue.consent.values())
        self._lexicon = Lexicon(catalogue.vocabulary)
        self._names = ChainNames(catalogue.calls.names)
        self._functions = frozenset(settings.consent_functions)
        words: Phrases[str] = phrase_set(word for manager in self._managers for word in manager.words)
        self._words = words
        checks = {_bare(symbol) for manager in self._managers for symbol in manager.check}
        reacts = {_bare(symbol) for manager in self._managers for symbol in manager.react}
        self._checks = _Symbols(checks)
        self._reacts = _Symbols(checks | reacts)
        self._events = tuple(sorted(symbol.removesuffix("*") for symbol in checks | reacts if _EVENT.match(symbol)))

    def gate(self, guards: Iterable[Guard], role: str = "") -> str:
        """See ``consent_gate``."""
        terms = ""
        for guard in guards:
            if guard.form in _SAID:
                if guard.form == "held" and not terms:
                    return "seen"
                continue
            found = self._of_tag(guard, role) if guard.form == "attribute" else self._of_condition(guard, role)
            if found == "terms-only":
                terms = found
            elif found:
                return found
        return terms or "not-seen"

    def asks_late(self, guards: Iterable[Guard]) -> bool:
        """Say whether somebody is asked only after the tracker has started."""
        return any(
            guard.form == "late" and (not guard.chains or any(self._asks(chain, guard.form) for chain in guard.chains))
            for guard in guards
        )

    def asks_explicitly(self, guards: Iterable[Guard]) -> bool:
        """Say whether a guard looks like an opt-in of its own for sensitive data."""
        return any(
            self._holds("explicit-consent", chain) for guard in guards if not guard.negated for chain in guard.chains
        )

    # -------------------------------------------------------------------------------------- conditions

    def _of_condition(self, guard: Guard, role: str) -> str:
        chains = guard.chains
        if any(self._holds("terms", chain) for chain in chains):
            return "" if guard.negated else "terms-only"
        asking = [chain for chain in chains if self._asks(chain, guard.form)]
        if not asking:
            return ""
        negated = guard.negated != any(_turned(guard.text, chain) for chain in asking)
        if any(self._holds("refusal", chain) for chain in asking):
            # A choice to opt out is no consent, so what runs unless somebody opted out has no gate.
            return "" if negated else "bypassed"
        if any(len(chain) == 1 and chain[0][:1] == "'" and self._holds("refusal", chain) for chain in chains):
            # The same where the answer is compared: ``choice !== 'rejected'``.
            return "" if guard.negated != bool(_DIFFERS.search(guard.text)) else "bypassed"
        if negated:
            return "bypassed"
        return self._purpose([text for chain in chains for text in self._texts(chain)], role)

    def _asks(self, chain: tuple[str, ...], form: str) -> bool:
        path = _path(chain)
        if {path, path.rsplit(".", 1)[-1]} & self._functions:
            return True
        # What a manager calls is no answer where it is compared: ``if (tarteaucitron.user.gtagUa)``.
        if (self._reacts if form == "callback" else self._checks).hold(path):
            return True
        if form == "callback" and self._reacts.hold(path.rsplit(".", 1)[-1]):
            return True  # an option of whatever shows the question: ``onAccept: () => {}``
        if len(chain) == 1 and path[:1] == "'" and self._is_event(path.strip("'")):
            return True
        if form == "callback" and len(chain) == 1 and path[:1].isupper():
            return False  # a component that shows the question: ``function CookieConsent() {}``
        if self._holds("consent", chain):
            return True
        return any(
            next(self._words.find(words), None) is not None
            for text in self._texts(chain)
            for words in fold(split(text))
        )

    def _is_event(self, name: str) -> bool:
        """Say whether a literal is the name of an event by which a manager tells that there is consent."""
        return any(name == event or (event[-1] in "-_:" and name.startswith(event)) for event in self._events)

    def _holds(self, name: str, chain: tuple[str, ...]) -> bool:
        return any(self._lexicon.holds(name, text) for text in self._texts(chain))

    def _texts(self, chain: tuple[str, ...]) -> Iterator[str]:
        """Give the names and literals of a chain."""
        yield self._names.of(chain).strip("'")
        for segment in chain[1:]:
            if literal := literal_of(segment):
                yield literal

    def _purpose(self, texts: Iterable[str], role: str) -> str:
        shown = tuple(texts)
        named = {
            purpose for purpose, name in _PURPOSES.items() if any(self._lexicon.holds(name, text) for text in shown)
        }
        if named and role in _OWN_PURPOSES and "advertising" not in named:
            return "seen-wrong-purpose"
        if named == {"necessary"} and role in _MEASURING:
            return "seen-wrong-purpose"
        return "seen"

    # -------------------------------------------------------------------------------------------- tags

    def _of_tag(self, guard: Guard, role: str) -> str:
        """Read the attributes by which a consent manager holds a tag back; chains are ``(name, "'value'")``."""
        attributes = {chain[0]: chain[1].strip("'") for chain in guard.chains if len(chain) > 1}
        for manager in self._managers:
            for gate in manager.gating:
                if gate.need and _fits(gate, guard.text, attributes):
                    return self._purpose((_category(gate, attributes),), role)
        return ""


class _Symbols:
    """Symbol paths of consent managers, each for itself and for all below it."""

    def __init__(self, symbols: Iterable[str]) -> None:
        self._exact = frozenset(symbols)
        self._above = frozenset(symbol.removesuffix(".*") for symbol in self._exact)

    def hold(self, path: str) -> bool:
        """Say whether a path is one of them or stands below one."""
        return path in self._exact or any(path[: dot.start()] in self._above for dot in _DOT.finditer(path))


def _bare(symbol: str) -> str:
    """Give a symbol as code writes its path: without calls and what is said of them."""
    return symbol.replace("()", "").split(" ", 1)[0]


def _turned(text: str, chain: tuple[str, ...]) -> bool:
    """
    Say whether a condition asks for the opposite of a chain: ``!consent.given``, ``consent is False``.

    A guard keeps the reads of a compound condition but not the signs before them, so its text is looked at.
    """
    if not chain or chain[0] in ("", "*"):
        return False
    root = re.escape(chain[0].rsplit(":", 1)[-1].rsplit(".", 1)[-1].strip("'"))
    if re.search(rf"(?:!|\bnot\s)\s*(?:[\w$]+\s*\.\s*)?{root}\b", text):
        return True
    at = text.find(chain[0].strip("'"))
    if at < 0 and _SEVERAL.search(text) is None:
        at = 0  # what a local name stands for: `stored === null`
    return at >= 0 and _FALSE.search(text, at) is not None


def _path(chain: tuple[str, ...]) -> str:
    """Give a chain as a symbol path: ``Cookiebot.consent.marketing``."""
    parts = [chain[0]] if chain else []
    parts.extend(segment[1:] for segment in chain[1:] if segment.startswith("."))
    return ".".join(part for part in parts if part not in ("window", "globalThis", ""))


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


def _category(gate: Gate, attributes: dict[str, str]) -> str:
    value = attributes.get(gate.category_in, "")
    return next((word[len(gate.prefix) :] for word in value.split() if word.startswith(gate.prefix)), "") or value
