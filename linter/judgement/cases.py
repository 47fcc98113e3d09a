"""A flow with everything that is read off it once, and the small words that conclusions are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import Kind, Transform
from linter.catalogue.sources import SourceMatch
from linter.judgement.chains import ChainNames
from linter.judgement.effects import Effect, effect_of
from linter.judgement.fields import Fields, FieldSign
from linter.judgement.lexicon import Lexicon
from linter.judgement.vocabulary import Hit, Reading, Vocabulary
from linter.model import Flow
from linter.workspace.languages import language_of

REQUEST = frozenset(("request", "url-param", "form"))
IDENTITIES = ("user-id", "device-id")
PLACES = ("location", "contact.postal")
_OWNERS = ("person", "care")
_CARE = frozenset(("care",))
_ADDRESS = re.compile(r"(?:^|\.)([A-Z][A-Z0-9]{2})[-.]F?(\d+)(?=\.|$)")
"""A field of a segment as messages of health care are read: ``PID-5``, ``PID.5.1``, ``PID.F5.R1``."""
_KEYLESS = ("page", "recording", "automatic", "sensitive-page")
"""Roles whose key is no field of a payload but a parameter of the page, an input or an option."""


class Sign(NamedTuple):
    """One thing that speaks for a kind."""

    kind: str
    confidence: str
    why: str
    """For people, without a full stop."""


class Case(NamedTuple):
    """A flow with what was read off it."""

    flow: Flow
    name: str
    """The origin as a name: ``request.GET.q``."""
    path: str
    """The file in which the origin stands."""
    contexts: frozenset[str]
    field: FieldSign | None
    """What the payload's field is made for."""
    effect: Effect
    reading: Reading
    """What the vocabulary says about the origin's name."""
    source: SourceMatch | None
    """The known API that the origin begins with."""

    @property
    def last(self) -> str:
        """The last member of the origin's name."""
        return self.name.rsplit(".", 1)[-1]

    @property
    def sent(self) -> bool:
        """True for a single value that a visitor sends: text, never an object."""
        return self.source is not None and self.source.kind == "by-key" and self.source.group != "form"


class Declared(NamedTuple):
    """Names that a standard fixes."""

    fields: dict[str, str]
    """``Patient.birthDate`` -> kind."""
    models: frozenset[str]
    """Names of models that are about care."""
    paths: dict[str, str]
    """``observation.valueQuantity`` -> kind."""
    addresses: dict[str, str]
    """Field of a message made of segments -> kind: ``PID-5``."""

    def at(self, name: str) -> tuple[str, str] | None:
        """Give the path of a standard that a name goes along, and its kind: ``x.observation.valueQuantity.unit``."""
        parts = [part for part in name.split(".") if not part.isdigit()]
        for start, first in enumerate(parts[:-1]):
            lowered = first[:1].lower() + first[1:]
            for stop in (start + 3, start + 2):
                path = ".".join((lowered, *parts[start + 1 : stop]))
                if path in self.paths:
                    return path, self.paths[path]
        addresses = (f"{segment}-{number}" for segment, number in _ADDRESS.findall(name))
        return next(((address, self.addresses[address]) for address in addresses if address in self.addresses), None)


class Reader:
    """Reads flows by one catalogue; what all conclusions share hangs on it."""

    def __init__(self, catalogue: Catalogue, languages: tuple[str, ...], sector: str) -> None:
        self.kinds: Mapping[str, Kind] = catalogue.kinds
        self.sector = sector
        self.vocabulary = Vocabulary(catalogue.kinds, catalogue.vocabulary, catalogue.words, languages)
        self.lexicon = Lexicon(catalogue.vocabulary)
        self.fields = Fields(catalogue.kinds, catalogue.trackers, catalogue.common, self.vocabulary, self.lexicon)
        self.names = ChainNames(catalogue.calls.names)
        self.declared = _declared(catalogue)
        self._sources = catalogue.sources
        self._transforms: dict[str, Transform] = {row.id: row for row in catalogue.transforms}

    def label(self, kind: str) -> str:
        """Give the name of a kind for people."""
        return self.kinds[kind].label

    def read(self, flow: Flow, beside: frozenset[str] = frozenset()) -> Case:
        """Read a flow; ``beside`` are contexts that other flows of the same payload show."""
        origin = flow.origin
        path = origin.location.path if origin.location is not None else flow.sink.location.path
        name = self.names.of(origin.chain)
        contexts = self._contexts(flow, path) | beside
        if "health" in self.vocabulary.read(name).about:
            contexts |= _CARE  # ``patient.insuranceNumber``
        language = language_of(path)
        return Case(
            flow=flow,
            name=name,
            path=path,
            contexts=contexts,
            field=None if flow.role in _KEYLESS else self.fields.sign(flow.key, flow.role, flow.sink.trackers),
            effect=effect_of(flow.transforms, self._transforms),
            reading=self.vocabulary.read(name, contexts, path),
            source=self._sources.match(origin.chain, language[0] if language else ""),
        )

    def _contexts(self, flow: Flow, path: str) -> frozenset[str]:
        found: set[str] = set()
        for place in {path, flow.sink.location.path}:
            found |= self.vocabulary.contexts_of(place) or frozenset()
        if self.sector == "health":
            found.add("care")
        event = f"{flow.sink.event} {flow.sink.name}"
        if "search" in (flow.role, flow.sink.operation) or self.lexicon.holds("searching", event):
            found.add("search-ui")
        if self.lexicon.holds("entering", event):
            found.add("auth")
        if flow.origin.kind == "form-field":
            found.add("form")
        if flow.sink.channel == "autocollect":
            found |= REQUEST
        profile = flow.sink.operation == "set" and self.lexicon.holds("profiles", flow.sink.name)
        if profile or flow.sink.operation == "identify" or self.fields.around((*flow.key, "")).people:
            found.add("person")
        owner = flow.origin.owner
        if flow.origin.kind == "field" and owner:
            if self.lexicon.holds("person", owner):
                found.add("person")
            if owner in self.declared.models or "health" in self.vocabulary.read(f"{owner}.x").about:
                found.update(_OWNERS)
        return frozenset(found)


def _declared(catalogue: Catalogue) -> Declared:
    fields: dict[str, str] = {}
    models: set[str] = set()
    paths: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for standard in catalogue.vocabulary.standard:
        for path in standard.paths:
            paths.setdefault(path, standard.kind)
        for name in standard.fields:
            if "." in name:
                fields.setdefault(name, standard.kind)
            elif "-" in name:
                addresses.setdefault(name, standard.kind)
            elif standard.kind == "health":
                models.add(name)
    return Declared(fields, frozenset(models), paths, addresses)


def akin(kind: str, other: str) -> bool:
    """Say whether two kinds agree: the same, one the parent of the other, or two ways to say where somebody is."""
    if kind == other or kind.startswith(other + ".") or other.startswith(kind + "."):
        return True
    return {kind, other} <= set(PLACES) or {kind, other} <= set(IDENTITIES)


def finer(kind: str, other: str) -> str:
    """Of two kinds that agree give the one that says more."""
    return other if other.startswith(kind + ".") else kind


def speaks_of(name: str, hit: Hit) -> str:
    """Say that a name speaks of a word of the vocabulary."""
    return f"the name `{name}` speaks of '{hit.entry}'"


def made_for(field: FieldSign, label: str) -> str:
    """Say what a payload's field is made for."""
    return f"the field `{field.name}` is made for {label}"
