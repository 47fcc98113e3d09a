"""What a piece of work found, in the form that is kept between runs: flows grouped by what one judgement is about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import msgspec

from linter.model import Flow, Location, Problem, Sink
from linter.workspace.packing import pack, unpack

_BUILDING = frozenset({"identify", "event", "search", "ecommerce", "page"})
_DIGEST = 16
Hop = tuple[str, int, int, str, int, str, int, int]
"""A place that a flow came through (path, start, end), where it began (path, start) and its sink (path, start, end)."""
Built = tuple[Location, Location]
"""A sink that only puts data together, and where what it is given comes from."""


class Group(msgspec.Struct, frozen=True, array_like=True):
    """The flows of one piece of work that are reported at one place."""

    at: Location
    builders: tuple[Built, ...]
    """What a later call may send on."""
    digest: bytes
    encoded: msgspec.Raw

    def flows(self) -> tuple[Flow, ...]:
        """Give the flows themselves."""
        return unpack(self.encoded, tuple[Flow, ...])


class Reporter(msgspec.Struct, frozen=True, array_like=True):
    """A sink that makes a tracker report the address of its page, as the pages need it that it stands on."""

    sink: Sink
    at: Location
    """Where it stands."""


class Found(msgspec.Struct, frozen=True, array_like=True):
    """What one piece of work found."""

    handed: tuple[Group, ...] = ()
    """Flows of what is handed to sinks."""
    taken: tuple[Group, ...] = ()
    """Flows of what trackers take by themselves."""
    hops: tuple[Hop, ...] = ()
    """Where the flows of ``handed`` came through, for ``sent_on``."""
    problems: tuple[Problem, ...] = ()
    reporters: tuple[Reporter, ...] = ()
    """Sinks that make a tracker report the address of their page."""
    leans: tuple[tuple[str, bytes], ...] = ()
    """Other files of which ``reporters`` were used, with what names these."""
    near: tuple[str, ...] = ()
    """Files that are to be looked at because of this one."""


def grouped(flows: Iterable[Flow]) -> tuple[Group, ...]:
    """Put flows into groups, each in the order given."""
    groups: dict[Location, list[Flow]] = {}
    for flow in flows:
        groups.setdefault(flow.sink.location, []).append(flow)
    made: list[Group] = []
    for at, listed in groups.items():
        encoded = pack(listed)
        builders = tuple(dict.fromkeys(built(flow) for flow in listed if builds(flow)))
        digest = hashlib.blake2b(encoded, digest_size=_DIGEST).digest()
        made.append(Group(at, builders, digest, msgspec.Raw(encoded)))
    return tuple(made)


def hops_of(flows: Iterable[Flow]) -> tuple[Hop, ...]:
    """Give the places that flows came through, each once for each origin and sink."""
    found: dict[Hop, None] = {}
    for flow in flows:
        last, origin = built(flow)
        for step in flow.steps[:-1]:
            at = step.location
            found[at.path, at.start, at.end, origin.path, origin.start, last.path, last.start, last.end] = None
    return tuple(found)


def built(flow: Flow) -> Built:
    """Give the place of a flow's sink and the place where it begins."""
    return flow.steps[-1].location, flow.steps[0].location


def builds(flow: Flow) -> bool:
    """Say whether a sink may only put together what a later call sends on."""
    sink = flow.sink
    return sink.operation in _BUILDING and sink.channel == "call" and sink.text[:1] != "<" and sink.server


def sent_on(found: Iterable[Found]) -> frozenset[Built]:
    """
    Give the builders whose data a later call of a tracker sends on: it is reported there.

    What a call answers comes through its place as well (``member = lists.add(email)``), but begins at another.
    """
    found = tuple(found)
    builders: dict[tuple[str, str, int], set[Built]] = {}
    for one in found:
        for group in one.handed:
            for own in group.builders:
                builders.setdefault((own[0].path, own[1].path, own[1].start), set()).add(own)
    if not builders:
        return frozenset()
    sent: set[Built] = set()
    for path, start, end, origin, begins, *last in (hop for one in found for hop in one.hops):
        for own in builders.get((path, origin, begins), ()):
            at = own[0]
            if start <= at.start and at.end <= end and (at.path, at.start, at.end) != tuple(last):
                sent.add(own)
    return frozenset(sent)


class Case(msgspec.Struct, frozen=True):
    """All flows of a run that are reported at one place. ``digest`` names their content."""

    at: Location
    digest: bytes
    groups: tuple[Group, ...]
    sent: frozenset[Built]

    def flows(self) -> Iterator[Flow]:
        """Give the flows, without those that a later call sends on."""
        for group in self.groups:
            for flow in group.flows():
                if not (group.builders and builds(flow) and built(flow) in self.sent):
                    yield flow


def cases_of(handed: Iterable[Group], taken: Iterable[Group], sent: frozenset[Built]) -> tuple[Case, ...]:
    """Join groups into cases, in the order of the groups."""
    joined: dict[Location, list[Group]] = {}
    for group in (*handed, *taken):
        joined.setdefault(group.at, []).append(group)
    made: list[Case] = []
    for at, groups in joined.items():
        total = hashlib.blake2b(digest_size=_DIGEST)
        dropped = sorted({own for group in groups for own in group.builders if own in sent})
        for group in groups:
            total.update(group.digest)
        total.update(pack(dropped))
        made.append(Case(at, total.digest(), tuple(groups), frozenset(dropped)))
    return tuple(made)
