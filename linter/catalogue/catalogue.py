"""The catalogue as one value: everything under ``rules/``, typed, with its matchers built when first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from linter.catalogue.schema import (
    Adjustment,
    Advice,
    Affixes,
    Article,
    Authority,
    Condition,
    ConsentManager,
    FindingRule,
    FixRule,
    Framework,
    Kind,
    LawRule,
    NegativeGlobal,
    Reason,
    Topic,
    Tracker,
    TrackersCommon,
    Transform,
    VocabularyCommon,
)

if TYPE_CHECKING:
    from linter.catalogue.automaton import Automaton
    from linter.catalogue.callees import Callees
    from linter.catalogue.calls import Calls
    from linter.catalogue.endpoints import Endpoints
    from linter.catalogue.prepared import Prepared
    from linter.catalogue.sources import Sources
    from linter.catalogue.transforms import Transforms
    from linter.catalogue.vocabulary import Words


class Drop(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Facts under which a flow is no finding at all."""

    id: str
    when: Condition
    why: str
    unless: Condition | None = None


class Law(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What ``rules/law`` says: provisions, the decision table and its settings."""

    engine: dict[str, Any] = {}
    """The table ``engine`` of ``decisions.toml`` (``schema.Engine``), under its name: how rows are put together."""
    drop: tuple[Drop, ...] = ()
    rules: tuple[LawRule, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    reasons: dict[str, Reason] = {}
    articles: dict[str, Article] = {}
    authorities: dict[str, Authority] = {}


NO_VOCABULARY = VocabularyCommon(
    languages=(),
    affix=Affixes(cancel_suffix=(), cancel_prefix=(), weaken_suffix=(), boolean_prefix=(), value_suffix=()),
    context={},
    negative_global=NegativeGlobal(receivers=(), callees=(), path_tokens=()),
)


class Rules(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All rows of the catalogue as plain data: what is compiled and cached. Rows are sorted by id."""

    trackers: tuple[Tracker, ...] = ()
    common: TrackersCommon = TrackersCommon(weak_globals=(), fields={})
    kinds: tuple[Kind, ...] = ()
    vocabulary: VocabularyCommon = NO_VOCABULARY
    transforms: tuple[Transform, ...] = ()
    topics: tuple[Topic, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    consent: tuple[ConsentManager, ...] = ()
    law: Law = Law()
    codes: tuple[FindingRule, ...] = ()
    advice: tuple[Advice, ...] = ()
    """In the order of the file: the first that fits is said."""
    fixes: tuple[FixRule, ...] = ()
    """In the order of the file: the first that fits is taken."""


class Catalogue:
    """
    The rules of a run. Immutable; build it with ``catalogue.load.load``.

    ``digest`` names the content: two catalogues with the same digest give the same findings.
    """

    def __init__(self, rules: Rules, digest: str, prepared: Prepared | None = None) -> None:
        self.digest = digest
        self._prepared = prepared
        self.trackers: Mapping[str, Tracker] = {row.id: row for row in rules.trackers}
        self.common = rules.common
        self.kinds: Mapping[str, Kind] = {row.id: row for row in rules.kinds}
        self.vocabulary = rules.vocabulary
        self.transforms = rules.transforms
        self.topics = rules.topics
        self.frameworks: Mapping[str, Framework] = {row.id: row for row in rules.frameworks}
        self.consent: Mapping[str, ConsentManager] = {row.id: row for row in rules.consent}
        self.law = rules.law
        self.codes: Mapping[str, FindingRule] = {row.code: row for row in rules.codes}
        self.advice = rules.advice
        self.fixes = rules.fixes

    def named(self, ids: Iterable[str]) -> list[Tracker]:
        """Give the trackers with these ids, in their order; an id that is nobody's is left out."""
        return [self.trackers[name] for name in ids if name in self.trackers]

    @cached_property
    def callees(self) -> Callees:
        """Symbol paths to the signatures of trackers."""
        from linter.catalogue.callees import Callees

        entries = self._prepared.entries if self._prepared else None
        return Callees(self.trackers, self.common.weak_globals, entries)

    @cached_property
    def endpoints(self) -> Endpoints:
        """URLs to trackers."""
        from linter.catalogue.endpoints import Endpoints

        return Endpoints(self.trackers, self.common.shared_hosts)

    @cached_property
    def automaton(self) -> Automaton:
        """The scan for tokens."""
        from linter.catalogue.automaton import Automaton
        from linter.catalogue.tokens import asking_words, build_tokens

        tokens = self._prepared.tokens if self._prepared is not None else build_tokens(self.trackers, self.common)
        return Automaton(tokens, asking_words(self.consent.values(), tokens))

    @cached_property
    def tokens(self) -> tuple[bytes, ...]:
        """The texts that the automaton looks for, in its order."""
        return tuple(token.text for token in self.automaton.tokens)

    @cached_property
    def words(self) -> Words:
        """The words of all data kinds."""
        from linter.catalogue.vocabulary import build_words

        return self._prepared.words if self._prepared else build_words(self.kinds.values(), self.vocabulary)

    @cached_property
    def sources(self) -> Sources:
        """Access chains to sources of users' data."""
        from linter.catalogue.sources import Sources

        return Sources(self.frameworks.values(), self._prepared.patterns if self._prepared else None)

    @cached_property
    def calls(self) -> Calls:
        """Symbol paths to requests, renders and calls that come later."""
        from linter.catalogue.calls import Calls

        return Calls(self.frameworks.values())

    @cached_property
    def transforms_index(self) -> Transforms:
        """Calls, filters, properties and operators to transforms."""
        from linter.catalogue.transforms import Transforms

        return Transforms(self.transforms)
