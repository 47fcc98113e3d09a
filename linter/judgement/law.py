"""
The decision table: from the facts of a flow to a severity and the provisions that it touches.

The table is data (``rules/law/decisions.toml``); this is the engine that runs it. It knows no article and no role.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from linter.catalogue.rules import Law
from linter.catalogue.schema import Condition, Engine, LawRule
from linter.model import SEVERITIES, Citation

_AUTHORITIES_SHOWN = 3
_AUTHORITY_TYPES = ("cjeu", "general-court", "edpb", "decision", "wp29", "draft")
"""Kinds of authority that are cited, in this order; reports, proposals and foreign decisions are context only."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about a flow, in the words of the decision table (see ``schema.Condition``)."""

    data_kinds: tuple[str, ...] = ()
    """Data kinds; a row for ``health`` holds for ``health.condition`` as well."""
    special_category: str = "none"
    """``none``, ``inferred`` (lets one deduce it), ``explicit``."""
    special_topic: str = ""
    """What the special category is about: ``health``, ``other``; empty where there is none or it is not known."""
    identifier: str = "transport"
    """The strongest identity that goes along: ``none``, ``transport`` (IP and cookie), ``pseudonymous``, ``direct``."""
    transform: str = "plain"
    """``plain``, ``encoded``, ``hashed``, ``keyed-hash``, ``truncated``, ``aggregated``, ``unknown``."""
    tracker_role: str = "unknown"
    recipient_region: str = "unknown"
    """``first-party``, ``eea``, ``adequate``, ``us-dpf``, ``third-country``, ``unknown``."""
    transport: str = "client-sdk"
    """``client-sdk``, ``client-pixel``, ``client-beacon``, ``server``, ``cookie-storage``, ``url-navigation``."""
    consent_gate: str = "not-seen"
    """``seen``, ``seen-wrong-purpose``, ``denied-default``, ``not-seen``, ``bypassed``, ``terms-only``."""
    masking: str = "n/a"
    path_context: str = "prod"
    confidence: str = "medium"
    page_url_implicit: bool = False
    """The tracker reads the page's address or title by itself, and these carry the value."""
    storage_access: bool = True
    explicit_consent: bool = False
    session_replay: bool = False
    minors: bool = False
    repurposed: bool = False
    visit: bool = False
    """What is told is that somebody visits a page, not a value in its address."""
    recalled: bool = False
    """What the catalogue says about the tracker was not checked against a second source."""


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """What the reasons say in place of ``{kind}``, ``{tracker}`` and ``{role}``."""

    kind: str = "personal data"
    tracker: str = "a tracker"
    role: str = "tracking"


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome: ``severity`` is ``off`` where nothing is to be reported."""

    severity: str
    citations: tuple[Citation, ...] = ()
    """Primary ones first, each with the reason why it applies."""
    fixes: tuple[str, ...] = ()
    """What to do, from the most severe reason down."""
    rules: tuple[str, ...] = ()
    """Ids of the rows that applied, in the order of the table."""


_OFF = Assessment(severity="off")
_Test: TypeAlias = tuple[tuple[str, "tuple[str, ...] | bool"], ...]
"""A condition without its empty keys."""


class Table:
    """The decision table, ready to be asked many times."""

    __slots__ = ("_adjustments", "_authorities", "_drops", "_law", "_order", "_rules", "engine")

    def __init__(self, law: Law) -> None:
        self._law = law
        self.engine: Engine = msgspec.convert(law.engine["engine"], Engine)
        self._order = {article: place for place, article in enumerate(self.engine.priority)}
        self._drops = tuple((_test(row.when), _test(row.unless)) for row in law.drop)
        self._rules = tuple((rule, _test(rule.when), _test(rule.unless)) for rule in law.rules)
        self._adjustments = tuple((row, _test(row.when)) for row in law.adjustments)
        self._authorities = {article: _authorities(article, law) for article in law.articles}

    def assess(self, facts: Facts, wording: Wording | None = None, scope: str = "finding") -> Assessment:
        """See ``assess`` below."""
        if any(_holds_all(when, facts) and not _holds_any(unless, facts) for when, unless in self._drops):
            return _OFF
        applied = [
            rule
            for rule, when, unless in self._rules
            if rule.scope == scope and _holds_all(when, facts) and not _holds_any(unless, facts)
        ]
        citations = self._citations(applied, wording or Wording())
        if not citations:
            return _OFF
        return Assessment(
            severity=self._severity(applied, facts),
            citations=citations,
            fixes=_fixes(applied, self._law, wording or Wording()),
            rules=tuple(rule.id for rule in applied),
        )

    def _severity(self, applied: list[LawRule], facts: Facts) -> str:
        level = max(_rank(rule.severity) for rule in applied)
        strongest = {rule.reason for rule in applied if _rank(rule.severity) == level}
        for row, when in self._adjustments:
            if not _holds_all(when, facts) or strongest & set(row.except_reasons):
                continue
            if row.only_reasons and not strongest <= set(row.only_reasons):
                continue
            level = max(level + row.step, 0)
            if row.max:
                level = min(level, _rank(row.max))
            if row.min:
                level = max(level, _rank(row.min))
        return SEVERITIES[level]

    def _citations(self, applied: list[LawRule], wording: Wording) -> tuple[Citation, ...]:
        engine = self.engine
        primary: dict[str, LawRule] = {}
        supporting: dict[str, LawRule] = {}
        for rule in sorted(applied, key=lambda rule: -_rank(rule.severity)):
            for article in rule.primary:
                primary.setdefault(article, rule)
            for article in rule.supporting:
                supporting.setdefault(article, rule)
        for article in (*primary, *supporting):
            for dropped in engine.drops.get(article, ()):
                primary.pop(dropped, None)
                supporting.pop(dropped, None)
        heads = self._ranked(article for article in primary if article not in engine.never_alone)[: engine.max_primary]
        if not heads:
            return ()  # a definition, or a duty that only goes with others, is never a finding of its own
        room = min(engine.max_supporting, engine.max_total - len(heads))
        beside = self._ranked((set(supporting) | set(primary)) - set(heads))[: max(room, 0)]
        told: set[str] = set()
        return (
            *(self._cite(article, primary[article], wording, True, told) for article in heads),
            *(self._cite(name, supporting.get(name) or primary[name], wording, False, told) for name in beside),
        )

    def _ranked(self, articles: Iterable[str]) -> list[str]:
        return sorted(articles, key=lambda article: (self._order.get(article, len(self._order)), article))

    def _cite(self, name: str, rule: LawRule, wording: Wording, primary: bool, told: set[str]) -> Citation:
        """Give an article with the reason of its rule, or, where that was told already, why it stands beside."""
        article = self._law.articles[name]
        reason = self._law.reasons[rule.reason].text
        if article.applies and (rule.reason in told or not primary):
            reason = article.applies
        told.add(rule.reason)
        return Citation(
            article=article.ref,
            title=f"{article.title} ({article.point})" if article.point else article.title,
            reason=fill(reason, wording),
            primary=primary,
            authorities=self._authorities[name],
        )


def assess(facts: Facts, law: Law, wording: Wording | None = None, scope: str = "finding") -> Assessment:
    """
    Run the decision table on the facts of a flow.

    ``scope`` is ``finding`` or ``project``: rows of the project are duties that are named once for a recipient.
    The severity is ``off`` where no row with a primary article applies.
    """
    return Table(law).assess(facts, wording, scope)


# -------------------------------------------------------------------------------------------------- matching


def _test(condition: Condition | None) -> _Test:
    if condition is None:
        return ()
    found = ((key, getattr(condition, key)) for key in condition.__struct_fields__)
    return tuple((key, wanted) for key, wanted in found if wanted is not None)


def _holds_all(test: _Test, facts: Facts) -> bool:
    """Say whether all keys of a condition hold; an empty condition always does."""
    return all(_holds(key, wanted, facts) for key, wanted in test)


def _holds_any(test: _Test, facts: Facts) -> bool:
    """Say whether one of the keys of a condition holds; an empty condition never does."""
    return any(_holds(key, wanted, facts) for key, wanted in test)


def _holds(key: str, wanted: tuple[str, ...] | bool, facts: Facts) -> bool:
    fact = getattr(facts, key)
    if isinstance(wanted, bool):
        return bool(fact == wanted)
    if isinstance(fact, tuple):
        return any(kind == name or kind.startswith(name + ".") for kind in fact for name in wanted)
    return fact in wanted


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity)


# --------------------------------------------------------------------------------------------------- wording


def _authorities(article: str, law: Law) -> tuple[str, ...]:
    found = [a for a in law.authorities.values() if article in a.articles and a.verified and a.type in _AUTHORITY_TYPES]
    found.sort(key=lambda a: (a.articles[0] != article, _AUTHORITY_TYPES.index(a.type)))
    return tuple(a.id for a in found[:_AUTHORITIES_SHOWN])


def _fixes(applied: list[LawRule], law: Law, wording: Wording) -> tuple[str, ...]:
    ordered = sorted(applied, key=lambda rule: -_rank(rule.severity))
    return tuple(dict.fromkeys(fill(law.reasons[rule.reason].fix, wording) for rule in ordered))


def fill(text: str, wording: Wording) -> str:
    """Fill the names into a sentence; its first letter becomes a capital."""
    for key in ("kind", "tracker", "role"):
        text = text.replace("{" + key + "}", getattr(wording, key))
    return text[:1].upper() + text[1:]
