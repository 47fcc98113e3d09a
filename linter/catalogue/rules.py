"""All rows of the catalogue as plain data."""

from __future__ import annotations

from typing import Any

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

    @property
    def reported(self) -> dict[str, bool]:
        """The finding codes, True where one is reported unless the settings say otherwise."""
        return {row.code: row.default for row in self.codes}
