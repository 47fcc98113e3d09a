"""Addresses that only the configuration knows, under a name that says whose they are: ``settings.HUBSPOT_API_URL``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.shapes import Site
from linter.analysis.sinks.texts import MAX_STEPS
from linter.analysis.trace.tracer import Tracer
from linter.analysis.trace.trails import literal_of
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.endpoints import EndpointMatch
from linter.catalogue.schema import Endpoint
from linter.catalogue.words import split

_SCHEMES = ("https://", "http://", "//")
_ADDRESS = frozenset(("api", "base", "domain", "endpoint", "host", "server", "uri", "url"))
"""Words of which the name of a setting that holds an address has one."""
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_LONGEST = 3
"""Words of a setting's name that are a tracker's together: ``CUSTOMER_IO_API_URL``."""
_TAKING = ("api", "collect")


class Configured:
    """Finds the tracker whose address a setting holds."""

    def __init__(self, program: Program, tracer: Tracer, catalogue: Catalogue) -> None:
        self._program = program
        self._tracer = tracer
        self._sources = catalogue.sources
        self._holders = frozenset(catalogue.vocabulary.negative_global.settings)
        self._ordinary = frozenset(catalogue.common.ordinary)
        self._endpoints = {
            tracker.id.replace("-", ""): EndpointMatch(tracker.id, merged)
            for tracker in catalogue.trackers.values()
            if (merged := _merged(e for e in tracker.endpoint if e.use in _TAKING)) is not None
        }

    def of(self, site: Site, address: ir.Expr) -> tuple[EndpointMatch, ...]:
        """Give what the beginning of an address is named for; nothing where several settings may be meant."""
        with self._tracer.budget.within(MAX_STEPS):
            trails = self._tracer.trace(site, _beginning(address), ())
        found = {m.tracker: m for trail in trails if (m := self._named(site, trail.origin.chain)) is not None}
        return tuple(found.values()) if len(found) == 1 else ()

    def _named(self, site: Site, chain: tuple[str, ...]) -> EndpointMatch | None:
        names = [literal_of(segment) or segment.lstrip(".") for segment in chain]
        words = split(" ".join(names[1:]))
        if _ADDRESS.isdisjoint(words) or not self._is_setting(site, chain, names):
            return None
        for at in range(len(words)):
            for length in range(1, _LONGEST + 1):
                match = self._endpoints.get("".join(words[at : at + length]))
                if match is not None and self._meant(match.tracker):
                    return match
        return None

    def _is_setting(self, site: Site, chain: tuple[str, ...], names: list[str]) -> bool:
        known = self._sources.match(chain, self._tracer.language(site))
        if known is not None:
            return known.kind == "none"
        return bool(_CONSTANT.fullmatch(names[-1])) or not self._holders.isdisjoint(name.lower() for name in names)

    def _meant(self, tracker: str) -> bool:
        """Say whether a name can be no other thing's: an ordinary word needs a second sign."""
        return tracker not in self._ordinary or self._program.shows(tracker)


def _merged(endpoints: Iterable[Endpoint]) -> Endpoint | None:
    """Give one endpoint for all that a tracker takes data at, at whatever host."""
    parameters: dict[str, str] = {}
    body: dict[str, str] = {}
    count = 0
    for count, endpoint in enumerate(endpoints, start=1):  # noqa: B007
        parameters = {**endpoint.parameters, **parameters}
        body = {**endpoint.body, **body}
    return Endpoint(host="", use="api", parameters=parameters, body=body) if count else None


def _beginning(address: ir.Expr) -> ir.Expr:
    """Give what says which host an address has: what follows the scheme."""
    while isinstance(address, ir.Text) and address.parts:
        first = address.parts[0]
        scheme = isinstance(first, ir.Constant) and first.value in _SCHEMES
        address = address.parts[1] if scheme and len(address.parts) > 1 else first
    return address
