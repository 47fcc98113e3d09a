"""The catalogue as one value: everything under ``rules/``, typed, read and indexed when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linter.catalogue.automaton import Automaton
    from linter.catalogue.callees import Callees
    from linter.catalogue.calls import Calls
    from linter.catalogue.endpoints import Endpoints
    from linter.catalogue.prepared import Prepared
    from linter.catalogue.rules import Law, Rules
    from linter.catalogue.schema import (
        Advice,
        ConsentManager,
        FindingRule,
        FixRule,
        Framework,
        Kind,
        Topic,
        Tracker,
        TrackersCommon,
        Transform,
        VocabularyCommon,
    )
    from linter.catalogue.sources import Sources
    from linter.catalogue.transforms import Transforms
    from linter.catalogue.vocabulary import Words


class Catalogue:
    """
    The rules of a run. Immutable; build it with ``catalogue.load.load``.

    ``digest`` names the content: two catalogues with the same digest give the same findings. ``reported`` holds the
    finding codes, True where one is reported unless the settings say otherwise. Both are known before a row is read: a
    run whose results are kept reads none.
    """

    def __init__(
        self,
        digest: str,
        reported: Mapping[str, bool],
        rules: Callable[[], Rules],
        prepared: Callable[[], Prepared] | None = None,
    ) -> None:
        self.digest = digest
        self.reported = reported
        self._read_rules = rules
        self._read_prepared = prepared

    @cached_property
    def rules(self) -> Rules:
        """All rows."""
        return self._read_rules()

    @cached_property
    def _prepared(self) -> Prepared | None:
        return self._read_prepared() if self._read_prepared is not None else None

    @cached_property
    def trackers(self) -> Mapping[str, Tracker]:
        """The trackers by id."""
        return {row.id: row for row in self.rules.trackers}

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """The data kinds by id."""
        return {row.id: row for row in self.rules.kinds}

    @cached_property
    def frameworks(self) -> Mapping[str, Framework]:
        """The frameworks by id."""
        return {row.id: row for row in self.rules.frameworks}

    @cached_property
    def consent(self) -> Mapping[str, ConsentManager]:
        """The consent managers by id."""
        return {row.id: row for row in self.rules.consent}

    @cached_property
    def codes(self) -> Mapping[str, FindingRule]:
        """The finding codes."""
        return {row.code: row for row in self.rules.codes}

    @property
    def common(self) -> TrackersCommon:
        """What all trackers share."""
        return self.rules.common

    @property
    def vocabulary(self) -> VocabularyCommon:
        """What all data kinds share."""
        return self.rules.vocabulary

    @property
    def transforms(self) -> tuple[Transform, ...]:
        """What operations do to data."""
        return self.rules.transforms

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Subjects of pages."""
        return self.rules.topics

    @property
    def law(self) -> Law:
        """The decision table."""
        return self.rules.law

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What to do where no machine can mend: the first that fits is said."""
        return self.rules.advice

    @property
    def fixes(self) -> tuple[FixRule, ...]:
        """Ways to mend: the first that fits is taken."""
        return self.rules.fixes

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
