"""The facts of a finding for the decision table: what is known about its data, its recipient and its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from linter.catalogue.schema import Engine, Kind, Tracker
from linter.judgement import recipients
from linter.judgement.evidence import Evidence, rank
from linter.judgement.law import Facts
from linter.model import Flow, Sink
from linter.workspace.paths import path_context

_IDENTIFIERS = ("none", "transport", "pseudonymous", "direct")
"""Weakest first."""
_SPECIAL = ("none", "inferred", "explicit")


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """All that belongs to one finding."""

    sink: Sink
    flows: tuple[Flow, ...]
    evidence: tuple[Evidence, ...]
    """One for each kind, strongest first."""
    along: tuple[str, ...]
    """The kinds of everything that goes out in the same call."""
    trackers: tuple[Tracker, ...]
    gate: str
    explicit_consent: bool = False


def facts_of(case: Case, kinds: Mapping[str, Kind], engine: Engine, told: Mapping[str, str | bool]) -> Facts:
    """
    Gather the facts of a case.

    ``told`` are facts that the finding's code says by itself (``schema.FindingRule.facts``); they win.
    """
    own = tuple(evidence.kind for evidence in case.evidence)
    recipient = case.trackers[0].recipient if case.trackers else None
    found = Facts(
        data_kinds=own,
        special_category=max((e.special for e in case.evidence), key=_SPECIAL.index, default="none"),
        special_topic=next((e.topic for e in case.evidence if e.topic), ""),
        identifier=_identifier((*own, *case.along), kinds),
        transform=_transform(case.evidence),
        tracker_role=recipients.role_fact(recipient, engine) if recipient is not None else "unknown",
        recipient_region=recipients.region_fact(recipient, engine) if recipient is not None else "unknown",
        transport=_transport(case.sink),
        consent_gate=case.gate,
        masking=_masking(case.flows),
        path_context=path_context(case.sink.location.path),
        confidence=max((e.confidence for e in case.evidence), key=rank, default="high"),
        page_url_implicit=False,
        storage_access=_stores(case),
        explicit_consent=case.explicit_consent,
        minors="minors" in own,
        repurposed=any(flow.origin.kind in ("form-field", "field") for flow in case.flows),
        recalled=bool(case.trackers) and all(tracker.confidence == "recalled" for tracker in case.trackers),
    )
    return msgspec.structs.replace(found, **told) if told else found


def _stores(case: Case) -> bool:
    """Say whether the tracker keeps or reads something on the device, as far as its vendor and the code say."""
    if case.sink.server or any(guard.form == "cookieless" for guard in case.sink.guards):
        return False
    return not case.trackers or any(tracker.collects.storage for tracker in case.trackers)


def _identifier(data: Iterable[str], kinds: Mapping[str, Kind]) -> str:
    """Give the strongest identity; an address or a cookie travels with every call, so there is always one."""
    found = [kinds[kind].identifier for kind in data if kind in kinds]
    return max((*found, "transport"), key=_IDENTIFIERS.index)


def _transform(evidence: Sequence[Evidence]) -> str:
    """Give the least that was done to any of the values: one plain address is enough."""
    if not evidence:
        return "plain"
    order = ("plain", "unknown", "encoded", "truncated", "hashed", "keyed-hash")
    return min((e.transform for e in evidence), key=order.index)


def _transport(sink: Sink) -> str:
    if sink.server:
        return "server"
    return {"tag": "client-pixel", "request": "client-beacon"}.get(sink.channel, "client-sdk")


def _masking(flows: Sequence[Flow]) -> str:
    """Give the masking of a recording: an option in the code that takes it away, or a field that nothing masks."""
    recordings = [flow for flow in flows if flow.role == "recording"]
    if not recordings:
        return "n/a"
    return "off" if any(flow.origin.kind == "constant" for flow in recordings) else "unknown"
