"""From flows to findings: kinds, facts, law, and the sentences that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import FindingRule, Tracker
from linter.judgement import advice, recipients, wording
from linter.judgement.beside import PERSON, Beside
from linter.judgement.chains import ChainNames
from linter.judgement.classify import Classifier
from linter.judgement.consent import ConsentReader
from linter.judgement.evidence import HASHED, Evidence, rank
from linter.judgement.facts import Case, facts_of
from linter.judgement.fingerprint import assembled
from linter.judgement.law import Table, Wording
from linter.judgement.topics import Topics
from linter.model import Finding, Flow, Location, Sink

if TYPE_CHECKING:
    from linter.settings import Settings

_CONSENT = "consent"
_PAGE = "page"
_VISIT = "sensitive-page"
_GATED = ("seen", "denied-default")
_UNASKED = {"TRK301": "TRK303"}
"""What the lack of a question is called where one follows once the tracker has started."""
_SPECIAL = ("none", "inferred", "explicit")


def judge(flows: Sequence[Flow], catalogue: Catalogue, settings: Settings) -> tuple[Finding, ...]:
    """
    Give the findings of a run: one for each sink and code, sorted by place and code, with fingerprints.

    Pure: the same flows, rules and settings give the same findings. Nothing is filtered here by the user's choice of
    codes or severities; that is the business of the verdict.
    """
    if not flows:
        return ()  # the words of the vocabulary are made ready only where there is something to judge
    cases: dict[Location, list[Flow]] = {}
    for flow in flows:
        cases.setdefault(flow.sink.location, []).append(flow)
    judge = Judge(catalogue, settings)
    return assembled(finding for case in cases.values() for finding in judge.case(case))


class Judge:
    """Judges one case after the other."""

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self._judgement = _Judgement(catalogue, settings)

    def case(self, flows: Iterable[Flow]) -> list[Finding]:
        """Give the findings of all flows that are reported at one place; no other flow counts."""
        groups: dict[_Group, list[_Item]] = {}
        along: dict[tuple[Location, tuple[str, ...]], list[str]] = {}
        for flow, code, item in self._items(tuple(flows)):
            group = _Group(flow.sink.location, flow.sink.trackers, code)
            groups.setdefault(group, []).append(item)
            along.setdefault(group[:2], []).extend(evidence.kind for evidence in item.evidence)
        _narrow(groups)
        found = (self._judgement.finding(group, items, along[group[:2]]) for group, items in groups.items())
        return list(_without_repeats([finding for finding in found if finding is not None], self._judgement.codes))

    def _items(self, flows: tuple[Flow, ...]) -> Iterator[tuple[Flow, str, _Item]]:
        """Sort flows; one that says nothing by itself may say something beside another."""
        beside = Beside()
        silent: list[Flow] = []
        for flow in flows:
            items = tuple(self._judgement.items(flow))
            for code, item in items:
                beside.note(flow, item.evidence)
                yield flow, code, item
            if not items:
                silent.append(flow)
        for flow in silent:
            if beside.speaks_for(flow):
                for code, item in self._judgement.items(flow, PERSON):
                    yield flow, code, item


def _without_repeats(found: Sequence[Finding], codes: Mapping[str, FindingRule]) -> Iterator[Finding]:
    """Leave out what another finding at the same place says already (``FindingRule.yields_to``)."""
    there = {(f.trackers, f.code): f for f in found}
    for finding in found:
        rule = codes.get(finding.code)
        others = [there.get((finding.trackers, code)) for code in (rule.yields_to if rule else ())]
        families = {kind.split(".")[0] for kind in finding.kinds}
        if not any(other is not None and families & {k.split(".")[0] for k in other.kinds} for other in others):
            yield finding


def _narrow(groups: dict[_Group, list[_Item]]) -> None:
    """Put what goes to 'one of several' trackers to the one of them that the same place shows by another sign."""
    places: dict[tuple[Location, str], list[_Group]] = {}
    for group in groups:
        places.setdefault((group.location, group.code), []).append(group)
    for sharing in places.values():
        for wide in sharing if len(sharing) > 1 else ():
            inside = [g for g in sharing if set(g.trackers) < set(wide.trackers) and g in groups]
            if inside:
                groups[inside[0]].extend(groups.pop(wide))


class _Group(NamedTuple):
    """What one finding is about."""

    location: Location
    trackers: tuple[str, ...]
    code: str


class _Item(NamedTuple):
    """One flow under a code, with the evidence that belongs there."""

    flow: Flow
    evidence: tuple[Evidence, ...]


class _Judgement:
    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self._catalogue = catalogue
        self._kinds = catalogue.kinds
        self.codes = catalogue.codes
        self._classifier = Classifier(catalogue, settings)
        self._consent = ConsentReader(catalogue, settings)
        self._names = ChainNames(catalogue.calls.names)
        self._topics = Topics(catalogue.topics, catalogue.kinds, settings.languages, settings.sector)
        self._table = Table(catalogue.law)
        self._by_role: dict[str, list[FindingRule]] = {}
        for rule in catalogue.codes.values():
            for role in rule.roles:
                self._by_role.setdefault(role, []).append(rule)

    # ------------------------------------------------------------------------------------------- sorting

    def items(self, flow: Flow, beside: frozenset[str] = frozenset()) -> Iterator[tuple[str, _Item]]:
        """Give the codes that a flow belongs to, each with its evidence; ``beside`` is what others say of it."""
        rules = self._by_role.get(flow.role, ())
        if flow.role == _CONSENT:
            wanted = flow.key[0] if flow.key else ""
            if wanted in _UNASKED and self._consent.asks_late(flow.sink.guards) and not self._asked(flow.sink):
                wanted = _UNASKED[wanted]
            yield from ((rule.code, _Item(flow, ())) for rule in rules if rule.code == wanted)
            return
        evidence = self._topics.evidence(flow) if flow.role == _VISIT else self._classifier.classify(flow, beside)
        if rules:
            rule = rules[0]
            evidence = evidence or self._presumed(rule, flow)
            if evidence:
                yield rule.code, _Item(flow, evidence)
            return
        by_code: dict[str, list[Evidence]] = {}
        for item in evidence:
            by_code.setdefault(self._kinds[item.kind].code, []).append(item)
        for code, items in by_code.items():
            yield code, _Item(flow, tuple(items))

    def _presumed(self, rule: FindingRule, flow: Flow) -> tuple[Evidence, ...]:
        """Give what a case of this code is about where the flow itself does not say."""
        if (flow.role == _PAGE and flow.origin.kind != "page") or flow.origin.kind == "form-field":
            return ()  # what it is has a name, and the name says nothing
        return self._classifier.presume(flow, rule.kinds)

    # ------------------------------------------------------------------------------------------ a finding

    def finding(self, group: _Group, items: Sequence[_Item], along: Sequence[str]) -> Finding | None:
        """
        Judge everything that one finding is about; ``None`` where the table says that there is nothing to report.

        ``along`` are the kinds of all findings at this sink: what goes out in the same call.
        """
        evidence = self._strongest(item for entry in items for item in entry.evidence)
        flows = tuple(dict.fromkeys(entry.flow for entry in sorted(items, key=_order)))
        sink = flows[0].sink
        trackers = recipients.of(group.trackers, self._catalogue.trackers)
        engine = self._table.engine
        gate = self._gate(sink, trackers)
        case = Case(
            sink=sink,
            flows=flows,
            evidence=evidence,
            along=tuple(dict.fromkeys(along)),
            trackers=trackers,
            gate="bypassed" if sink.noscript and gate == "not-seen" else gate,
            explicit_consent=self._consent.asks_explicitly(sink.guards),
        )
        rule = self._catalogue.codes.get(group.code) or FindingRule(code=group.code, name=group.code, summary="")
        if flows[0].role == _CONSENT and case.gate in _GATED:
            return None  # somebody is asked first
        what = wording.data_of(evidence, self._kinds)
        if flows[0].role == _VISIT and evidence:
            what = self._topics.about(evidence[0])
        name = trackers[0].name if trackers else ", ".join(group.trackers)
        spoken = recipients.spoken_role(trackers[0].recipient) if trackers else "tracking"
        facts = facts_of(case, self._kinds, engine, rule.facts)
        assessment = self._table.assess(facts, Wording(kind=what, tracker=name, role=spoken))
        if assessment.severity == "off":
            return None
        recipient = recipients.describe(trackers)
        return Finding(
            code=group.code,
            severity=assessment.severity,
            confidence=facts.confidence,
            message=wording.message(rule, what, name, recipient),
            location=group.location,
            trackers=group.trackers,
            recipient=recipient,
            kinds=tuple(item.kind for item in evidence),
            channel=sink.channel,
            flows=flows,
            articles=assessment.citations,
            evidence=wording.reasons(evidence, self._kinds),
            help=advice.advice(group.code, flows, trackers, assessment.fixes, self._names, self._catalogue.advice),
            pseudonymised=bool(evidence) and all(item.transform in HASHED for item in evidence),
        )

    def _asked(self, sink: Sink) -> bool:
        return self._gate(sink, recipients.of(sink.trackers, self._catalogue.trackers)) in _GATED

    def _gate(self, sink: Sink, trackers: Sequence[Tracker]) -> str:
        """Give the gate before a sink; of several possible trackers the one that the gate fits is meant."""
        roles = self._table.engine.roles
        # A tracker is asked about by its main role: statistics stay statistics where the vendor sells adverts as well.
        named = [roles.get(tracker.recipient.role, tracker.recipient.role) for tracker in trackers] or ["unknown"]
        gates = [self._consent.gate(sink.guards, role) for role in named]
        return "seen" if "seen" in gates else gates[0]

    def _strongest(self, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """Keep the best evidence for each kind; a special category first, then the surest."""
        best: dict[str, Evidence] = {}
        for item in evidence:
            known = best.get(item.kind)
            if known is None or _weight(item) > _weight(known):
                best[item.kind] = item
        return tuple(sorted(best.values(), key=lambda item: (*(-part for part in _weight(item)), item.kind)))


def _weight(evidence: Evidence) -> tuple[int, int, int]:
    plain = int(evidence.transform not in HASHED)
    return (_SPECIAL.index(evidence.special), rank(evidence.confidence), plain)


def _order(item: _Item) -> tuple[int, Location, tuple[str, ...]]:
    """Sort flows: the surest first, then by the place of their origin."""
    surest = max((rank(evidence.confidence) for evidence in item.evidence), default=0)
    return (-surest, item.flow.origin.location or item.flow.sink.location, item.flow.key)
