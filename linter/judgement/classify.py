"""
From the origin of a flow to the data kinds that it carries, with what speaks for each.

Evidence, strongest first: a known API (``request.GET['q']``), the tracker's own field (``search_string``), a form
field, a declared field of a model, and names along the flow. Two signs that do not depend on each other make a
conclusion sure; a name alone never does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import Kind, Transform
from linter.catalogue.sources import SourceMatch
from linter.judgement.chains import keys_in, literal_of, readable
from linter.judgement.effects import Effect, effect_of
from linter.judgement.evidence import Evidence, at_most, lower, rank
from linter.judgement.fields import OF_GOODS_TOO, Fields, FieldSign
from linter.judgement.forms import Forms
from linter.judgement.lexicon import Lexicon
from linter.judgement.literals import read_literal
from linter.judgement.paths import path_context
from linter.judgement.vocabulary import Hit, Reading, Vocabulary
from linter.judgement.words import fold, split
from linter.model import Flow, Origin
from linter.workspace.languages import language_of

if TYPE_CHECKING:
    from linter.settings import Settings

_NAME = re.compile(r"[\w$@%.\[\]*-]{1,200}")
"""A name along the way; anything else holds literal text, which names nothing."""
_UNKNOWN = "unknown-call"
"""How the analysis marks a value that went through a function of which nothing is known."""
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_ACCOUNTS = ("account", "profile", "external", "client")
_REQUEST = frozenset(("request", "url-param", "form"))
_IDENTITIES = ("user-id", "device-id")
_PLACES = ("location", "contact.postal")
_SAYING = ("search-term", "page-url", "free-text")
"""Kinds that say something about a person by where they were typed or seen."""
_TOPICS = ("politics", "dating")
_ADDRESS_ROLES = ("url", "title", "referrer")
_KEYLESS = ("page", "recording", "automatic", "sensitive-page")
"""Roles whose key is no field of a payload but a parameter of the page, an input or an option."""
_VAGUE = ("title", "path", "pathname", "page", "slug")
"""Words that any program has for its own pages and files."""
_OWNERS = ("person", "care")
_SECTORS = {"politics": "politics", "dating": "dating", "religion": "religion", "union": "union", "sexual": "sexual"}


class _Sign(NamedTuple):
    """One thing that speaks for a kind."""

    kind: str
    confidence: str
    why: str


class _Case(NamedTuple):
    """A flow with what was read off it once."""

    flow: Flow
    name: str
    """The origin as a name: ``request.GET.q``."""
    path: str
    """The file in which the origin stands."""
    contexts: frozenset[str]
    field: FieldSign | None
    effect: Effect
    reading: Reading
    source: SourceMatch | None

    @property
    def sent(self) -> bool:
        """True for a single value that a visitor sends: text, never an object."""
        return self.source is not None and self.source.kind == "by-key" and self.source.group != "form"


class Classifier:
    """Judges flows by one catalogue and one set of settings; keeps its indexes between them."""

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self._catalogue = catalogue
        self._kinds: Mapping[str, Kind] = catalogue.kinds
        self._sector = settings.sector
        self.vocabulary = Vocabulary(catalogue.kinds, catalogue.vocabulary, settings.languages or ("en",))
        self._lexicon = Lexicon(catalogue.vocabulary)
        self._fields = Fields(catalogue.kinds, catalogue.trackers, catalogue.common, self.vocabulary, self._lexicon)
        self._forms = Forms(catalogue.vocabulary.form_hint, self.vocabulary)
        self._transforms: dict[str, Transform] = {row.id: row for row in catalogue.transforms}
        self._parameters: dict[str, str] = {
            name.lower(): kind.id for kind in catalogue.kinds.values() for name in kind.url_parameters
        }
        self._sensitive = self.vocabulary.sensitive
        self._declared = _declared_fields(catalogue)

    def classify(self, flow: Flow) -> tuple[Evidence, ...]:
        """
        Give the data kinds that a flow carries, surest first; empty where it carries nothing about a person.

        A flow may carry several: a whole ``user`` is an identifier and contact data.
        """
        case = self._read(flow)
        if case.effect.removed and case.effect.removed_special:
            return ()
        found = self._conclude(case)
        if case.effect.removed:
            found = [sign for sign in found if sign.kind in self._sensitive]
        best: dict[str, _Sign] = {}
        for sign in found:
            if sign.kind not in best or rank(sign.confidence) > rank(best[sign.kind].confidence):
                best[sign.kind] = sign
        made = [self._evidence(sign, case) for sign in best.values()]
        return tuple(sorted(made, key=lambda e: (-rank(e.confidence), e.kind)))

    def presume(self, flow: Flow, kinds: Iterable[str]) -> tuple[Evidence, ...]:
        """Give kinds that a case is about by its nature (automatic matching), where the flow itself names none."""
        case = self._read(flow)
        why = flow.steps[-1].text if flow.steps else ""
        return tuple(self._evidence(_Sign(kind, "medium", why), case) for kind in kinds if kind in self._kinds)

    # ------------------------------------------------------------------------------------------- reading

    def _read(self, flow: Flow) -> _Case:
        origin = flow.origin
        path = origin.location.path if origin.location is not None else flow.sink.location.path
        contexts = self._contexts(flow, path)
        name = readable(origin.chain)
        language = language_of(path)
        return _Case(
            flow=flow,
            name=name,
            path=path,
            contexts=contexts,
            field=None if flow.role in _KEYLESS else self._fields.sign(flow.key, flow.role, flow.sink.trackers),
            effect=effect_of(flow.transforms, self._transforms),
            reading=self.vocabulary.read(name, contexts, path),
            source=self._catalogue.sources.match(origin.chain, language[0] if language else ""),
        )

    def _contexts(self, flow: Flow, path: str) -> frozenset[str]:
        found: set[str] = set()
        for place in {path, flow.sink.location.path}:
            found |= self.vocabulary.contexts_of(place) or frozenset()
        if self._sector == "health":
            found.add("care")
        event = f"{flow.sink.event} {flow.sink.name}"
        if "search" in (flow.role, flow.sink.operation) or self._lexicon.holds("searching", event):
            found.add("search-ui")
        if self._lexicon.holds("entering", event):
            found.add("auth")
        if flow.origin.kind == "form-field":
            found.add("form")
        if flow.sink.channel == "autocollect":
            found |= _REQUEST
        if flow.sink.operation == "identify" or self._fields.around((*flow.key, "")).people:
            found.add("person")
        if flow.origin.kind == "field" and flow.origin.owner:
            owner = self.vocabulary.read(f"{flow.origin.owner}.x")
            if owner.person or self._lexicon.holds("person", flow.origin.owner):
                found.add("person")
            if "health" in owner.about or flow.origin.owner in self._declared.models:
                found.update(_OWNERS)
        return frozenset(found)

    # ---------------------------------------------------------------------------------------- concluding

    def _conclude(self, case: _Case) -> list[_Sign]:
        flow = case.flow
        if flow.origin.kind == "constant":
            return self._literal(case)
        if flow.role == "account" or (flow.origin.kind == "opaque" and not case.field and flow.role != "identity"):
            return self._named_steps(case)
        source = self._source(case)
        if source is not None and not source:
            return []
        if source:
            return self._with_field(source, case)
        if flow.role == "identity" and self._is_identity(case):
            return self._identity(case)
        form = self._form(case)
        if form:
            return self._with_field(form, case)
        named = self._named(case)
        if case.field is not None:
            return self._by_field(case, case.field, named)
        if flow.role == "search":
            return self._by_role(case, named, "search-term")
        if flow.role in _ADDRESS_ROLES:
            return self._address(case, named)
        return named or self._whole(case) or self._typed(case)

    def _literal(self, case: _Case) -> list[_Sign]:
        flow = case.flow
        kind = case.field.kind if case.field is not None else ""
        identity = flow.role == "identity" or kind == "contact" or kind.startswith("contact.") or kind in _IDENTITIES
        keys = keys_in(flow.key)
        topic = bool(keys) and self._lexicon.is_one("topic", keys[-1])
        found = read_literal(flow.origin.literal, flow.role, identity, topic, self.vocabulary)
        if found is None or path_context(flow.sink.location.path) == "test":
            return []
        confidence = "medium" if found.special and "care" in case.contexts else found.confidence
        return [_Sign(found.kind, confidence, found.why)]

    # ------------------------------------------------------------------------------------ 1: known sources

    def _source(self, case: _Case) -> list[_Sign] | None:
        """Give what a known API says: signs, an empty list where it is known to be harmless, ``None`` where unknown."""
        chain = case.flow.origin.chain
        match = case.source
        if match is None:
            return None
        if match.kind == "none":
            return []
        shown = _shown(chain)
        if match.kind == "by-key":
            key = match.key or _next_key(match.rest)
            if not key and match.group == "form" and self._lexicon.is_one("form", case.name.rsplit(".", 1)[-1]):
                return [_Sign("free-text", "medium", f"`{shown}` is everything that was typed into a form")]
            if key and match.key and any(segment.startswith(".") for segment in match.rest):
                return None  # a member of what was sent: its own name says what it is
            kind, sure = self._parameter(key, case)
            loose = self._lexicon.is_one("loose-roots", chain[0]) and (not sure or kind != "search-term")
            if not kind or kind == "page-url" or loose:
                return None
            return [_Sign(kind, "high" if sure else "medium", f"`{shown}` is what a visitor sends as '{key}'")]
        if any(segment.startswith(".") for segment in match.rest):
            # A member of the source: its own name says what it is (``request.user.email``).
            return None
        if match.kind == "page-url":
            weak = readable(chain).endswith(("pathname", "path", "title"))
            return [_Sign("page-url", "low" if weak else "medium", f"`{shown}` is the address or title of the page")]
        if match.kind == "free-text":
            return [_Sign("free-text", "low", f"`{shown}` is what a visitor sends")]
        if match.group == "device" and self._lexicon.is_one("browser-traits", readable(chain).rsplit(".", 1)[-1]):
            return [_Sign(match.kind, "low", f"`{shown}` describes the browser, one trait among others")]
        return [_Sign(match.kind, "high", f"`{shown}` is known to give {self._label(match.kind)}")]

    def _parameter(self, key: str, case: _Case) -> tuple[str, bool]:
        """Give the kind of a request parameter by its name, and whether the name settles it."""
        if not key:
            return "", False
        contexts = case.contexts | _REQUEST
        hits = self.vocabulary.classify(key, contexts)
        if hits and hits[0].strength == "strong":
            return hits[0].kind, True
        fixed = self._parameters.get(key.lower(), "")
        if hits and (not fixed or hits[0].kind == fixed):
            return hits[0].kind, hits[0].kind == fixed
        if fixed and (self._kinds[fixed].special == "none" or "care" in contexts):
            return (fixed, True) if self._kinds[fixed].special == "none" else (fixed, False)
        return (hits[0].kind, False) if hits else ("", False)

    # ------------------------------------------------------------------------------------ 2: payload fields

    def _with_field(self, signs: list[_Sign], case: _Case) -> list[_Sign]:
        """Add what the payload's field says to signs of their own: agreeing, they are surer."""
        field = case.field
        if field is None:
            return signs
        why = _made_for(field, self._label(field.kind))
        made: list[_Sign] = []
        for sign in signs:
            if sign.kind == "page-url" or not _akin(sign.kind, field.kind):
                made.append(sign)
                continue
            sure = field.firm or sign.confidence != "low"
            made.append(_Sign(sign.kind, "high" if sure else "medium", f"{sign.why}; {why}"))
        if field.firm and field.kind == "search-term" and not any(_akin(sign.kind, field.kind) for sign in signs):
            made.append(_Sign(field.kind, "medium", why))  # what is searched for is a search term whatever it tells
        return made

    def _by_field(self, case: _Case, field: FieldSign, named: list[_Sign]) -> list[_Sign]:
        why = _made_for(field, self._label(field.kind))
        agreeing = next((sign for sign in named if _akin(sign.kind, field.kind)), None)
        if field.kind == "page-url":
            return self._address(case, named)
        if agreeing is not None:
            confidence = "high" if field.firm or agreeing.confidence == "medium" else "medium"
            return [_Sign(_finer(agreeing.kind, field.kind), confidence, f"{why}; {agreeing.why}")]
        other = next((sign for sign in named if sign.confidence != "low"), None)
        if other is not None:
            return [other]
        if case.reading.thing and not case.reading.person:
            return []
        if field.firm:
            return [_Sign(field.kind, "medium", why), *named]
        return self._generic(case, field, why) or named or self._whole(case)

    def _generic(self, case: _Case, field: FieldSign, why: str) -> list[_Sign]:
        """Judge a common word as the field: the same word along the flow is a second, weak sign."""
        if len(field.name) == 1 and "search-ui" not in case.contexts:
            return []
        under = case.contexts | {"tracker-key"}
        for name in (case.name, *self._step_names(case.flow)):
            hits = self.vocabulary.classify(name, under, case.path)
            hit = next((hit for hit in hits if _akin(hit.kind, field.kind)), None)
            if hit is not None:
                sure = hit.strength == "strong" or (field.kind == "search-term" and "search-ui" in under)
                sure = sure or (field.kind in _IDENTITIES and self._about_person(case, field))
                return [_Sign(_finer(hit.kind, field.kind), "medium" if sure else "low", f"{why}; {_named(name, hit)}")]
        person = case.reading.person or "person" in case.contexts
        if field.kind in ("name", *_PLACES, "dob-age", "gender") and case.reading.person and not case.reading.thing:
            return [_Sign(field.kind, "medium", f"{why}, and `{case.name}` belongs to a person")]
        if field.kind == "search-term" and "search-ui" in case.contexts:
            return [_Sign(field.kind, "medium", f"{why} in an event for searching")]
        if field.kind.startswith("contact.") or field.kind == "ip-address":
            return [_Sign(field.kind, "medium" if person else "low", why)]
        if field.kind in _IDENTITIES and (case.reading.identifier or person) and not case.reading.thing:
            return [_Sign(field.kind, "medium" if person else "low", why)]
        return []

    def _about_person(self, case: _Case, field: FieldSign) -> bool:
        return case.reading.person or case.reading.actor or self.vocabulary.read(field.name).person

    # ------------------------------------------------------------------------------------------- identity

    def _is_identity(self, case: _Case) -> bool:
        """Say whether the value is the identity itself, not a trait beside it."""
        keys = keys_in(case.flow.key)
        if not keys:
            return True
        if case.field is not None:
            return case.field.kind in _IDENTITIES
        return len(keys) == 1 and self.vocabulary.read(keys[0]).identifier

    def _identity(self, case: _Case) -> list[_Sign]:
        flow, reading = case.flow, case.reading
        where = f"`{flow.sink.name}` takes it as the identity of the visitor"
        if self._is_random(flow.origin) or any(self._is_account(hit, case) for hit in reading.hits[:1]):
            return []
        for sign in self._named(case):
            if sign.kind in _IDENTITIES or self._kinds[sign.kind].identifier != "none" or sign.confidence != "low":
                return [_Sign(sign.kind, "high" if sign.confidence == "medium" else "medium", f"{sign.why}; {where}")]
        if reading.thing and not (reading.person or reading.actor):
            return []
        if reading.person or self._is_person(case.name):
            confidence = "high" if reading.identifier else "medium"
            return [_Sign("user-id", confidence, f"`{case.name}` belongs to a person; {where}"), *self._whole(case)]
        if reading.actor:
            return [_Sign("user-id", "medium", f"`{case.name}` belongs to a person; {where}")]
        if flow.sink.operation == "group":
            return []
        if reading.identifier or flow.sink.operation in ("identify", "alias"):
            return [_Sign("user-id", "medium", where)]
        return [_Sign("user-id", "low", where)]

    # ---------------------------------------------------------------------------------------- 3: form fields

    def _form(self, case: _Case) -> list[_Sign]:
        origin = case.flow.origin
        if origin.kind != "form-field":
            return []
        sign = self._forms.sign(origin.attributes, self._sensitive)
        return [] if sign is None else [_Sign(sign.kind, sign.confidence, f"it is typed into {sign.why}")]

    # ------------------------------------------------------------------------------ 4, 5: declared fields, names

    def _named(self, case: _Case) -> list[_Sign]:
        found: list[_Sign] = []
        flow = case.flow
        owner = flow.origin.owner
        declared = self._declared.fields.get(f"{owner}.{case.name.rsplit('.', 1)[-1]}") if owner else None
        if declared is not None:
            found.append(_Sign(declared, "medium", f"`{owner}` declares it under a name that a standard fixes"))
        if case.reading.hits:
            hit = case.reading.hits[0]
            if not self._is_address_word(hit) and not self._is_account(hit, case):
                model = f" of {owner}" if flow.origin.kind == "field" and owner else ""
                found.append(_Sign(hit.kind, hit.confidence, _named(case.name, hit) + model))
        found.extend(self._named_steps(case))
        if self._fields.is_of_goods(flow.key):
            found = [sign for sign in found if sign.kind not in OF_GOODS_TOO]
        return sorted(found, key=lambda sign: -rank(sign.confidence))

    def _named_steps(self, case: _Case) -> list[_Sign]:
        found: list[_Sign] = []
        plain = len(case.flow.origin.chain) < 2
        for name in self._step_names(case.flow):
            hits = self.vocabulary.classify(name, case.contexts, case.path)
            if hits and not self._is_address_word(hits[0]) and (plain or hits[0].strength == "strong"):
                found.append(_Sign(hits[0].kind, hits[0].confidence, _named(name, hits[0])))
        return found

    @staticmethod
    def _step_names(flow: Flow) -> Iterable[str]:
        """
        Give the names along the flow, source first.

        Left out are the field at the sink, and variables that hold the object of which the value is a member: what
        goes on from ``member.plan`` by way of ``member`` is the plan.
        """
        own = readable(flow.origin.chain)
        holders = set(own.split(".")[:-1])
        names = (step.name for step in flow.steps if step.role != "sink" and step.name != own)
        return [name for name in names if _NAME.fullmatch(name) and name.rsplit(".", 1)[-1] not in holders]

    @staticmethod
    def _is_address_word(hit: Hit) -> bool:
        """``url``, ``title``, ``path`` are words of every program: they count in fields for addresses only."""
        return hit.kind == "page-url" and hit.strength == "weak"

    def _is_account(self, hit: Hit, case: _Case) -> bool:
        """Say whether an id is that of the site at a vendor: a constant, or named after the tracker that gets it."""
        if hit.kind not in _IDENTITIES:
            return False
        last = case.name.rsplit(".", 1)[-1]
        if _CONSTANT.fullmatch(last):
            return True
        if hit.strength == "strong" and not hit.entry.startswith(_ACCOUNTS):
            return False
        vendors = {word for tracker in case.flow.sink.trackers for word in split(tracker)}
        return bool(vendors & set(split(last)))

    def _by_role(self, case: _Case, named: list[_Sign], kind: str) -> list[_Sign]:
        where = f"`{case.flow.sink.name}` takes it as {self._label(kind)}"
        agreeing = next((sign for sign in named if _akin(sign.kind, kind)), None)
        if agreeing is not None:
            return [_Sign(kind, "high", f"{where}; {agreeing.why}")]
        if case.reading.thing:
            return []
        return [_Sign(kind, "medium", where), *(sign for sign in named if sign.confidence != "low")]

    def _address(self, case: _Case, named: list[_Sign]) -> list[_Sign]:
        """Count an address only where the value is known to be that of a page; other kinds count themselves."""
        strong = [sign for sign in named if sign.kind != "page-url"]
        if strong:
            return strong
        hit = next((hit for hit in case.reading.hits if hit.kind == "page-url" and hit.strength == "strong"), None)
        if hit is None:
            for name in self._step_names(case.flow):
                hits = self.vocabulary.classify(name, case.contexts, case.path)
                hit = next((h for h in hits if h.kind == "page-url" and h.strength == "strong"), hit)
        if hit is not None:
            return [_Sign("page-url", "medium", _named(case.name, hit))]
        if case.flow.role in _ADDRESS_ROLES and not case.reading.thing:
            for hit in self.vocabulary.classify(case.name, case.contexts | {"tracker-key"}, case.path):
                if hit.kind == "page-url" and hit.entry not in _VAGUE:
                    where = f"`{case.flow.sink.name}` takes it as the address of the page"
                    return [_Sign("page-url", "low", f"{_named(case.name, hit)}; {where}")]
        return []

    def _whole(self, case: _Case) -> list[_Sign]:
        """Give what an object holds that goes as a whole, less surely."""
        flow, name = case.flow, case.name
        if flow.transforms or not name or case.sent or self._fields.is_count(flow.key):
            return []
        last = name.rsplit(".", 1)[-1]
        why = f"`{name}` goes as a whole"
        if self._lexicon.is_one("address", last) and flow.role in ("data", "identity"):
            return [_Sign("contact.postal", "low", why)]
        if self._is_person(name):
            if flow.role == "identity":
                return [_Sign("contact", "low", why)] if flow.origin.kind == "whole" else []
            return [_Sign("user-id", "medium", why), _Sign("contact", "low", why)]
        if flow.origin.kind == "whole" and self._lexicon.is_one("form", last):
            return [_Sign("free-text", "medium", f"{why}: everything that was typed into the form")]
        return []

    def _typed(self, case: _Case) -> list[_Sign]:
        """Take what a component calls its value for the search term where the call itself speaks of searching."""
        last = case.name.rsplit(".", 1)[-1]
        if not self._lexicon.is_one("typed", last) or case.flow.role not in ("data", "event", "free"):
            return []
        if "search-ui" in case.contexts or self._lexicon.holds("searching", case.flow.sink.text):
            return [_Sign("search-term", "low", f"`{case.name}` goes out in a call that speaks of searching")]
        return []

    def _is_person(self, name: str) -> bool:
        last = name.rsplit(".", 1)[-1]
        people = self._lexicon.phrases("whole-person")
        if "anonymous" in split(last):
            return False
        return any(
            people.whole(words) is not None or (len(words) > 1 and people.whole(words[-1:]) is not None)
            for words in fold(split(last))
        )

    def _is_random(self, origin: Origin) -> bool:
        """Say whether a value was made up by chance on the spot."""
        if origin.kind != "call":
            return False
        call = next((i for i, segment in enumerate(origin.chain) if segment.startswith("(")), 0)
        name = readable(origin.chain[:call] or origin.chain).rsplit(".", 1)[-1]
        return self._lexicon.holds("random", name)

    # ------------------------------------------------------------------------------------------ evidence

    def _evidence(self, sign: _Sign, case: _Case) -> Evidence:
        confidence = sign.confidence
        flow = case.flow
        if case.effect.reduced:
            confidence = lower(confidence)
        if _UNKNOWN in flow.transforms or any(step.role == "call" for step in flow.steps):
            confidence = at_most(lower(confidence), "medium")  # what an unknown function gives back is a guess
        if not flow.sink.sure:
            confidence = "low"
        special, assumed = self._special(sign.kind, case)
        return Evidence(sign.kind, confidence, sign.why, special, case.effect.fact, assumed)

    def _special(self, kind: str, case: _Case) -> tuple[str, str]:
        row = self._kinds[kind]
        flow = case.flow
        if row.special == "explicit":
            return ("inferred", "") if flow.origin.kind == "constant" else ("explicit", "")
        if row.special != "none":
            return "inferred", ""
        if case.reading.about & {"health"} and row.identifier in ("direct", "pseudonymous"):
            return "inferred", f"`{case.name}` belongs to a patient"
        if kind in _SAYING or (self._sector == "health" and row.identifier != "none"):
            if "care" in case.contexts:
                place = "the project is in the health sector" if self._sector == "health" else "its path speaks of care"
                return "inferred", place
            sector = _SECTORS.get(self._sector) or next((name for name in _TOPICS if name in case.contexts), "")
            if sector and kind != "user-id":
                return "inferred", f"the project is about {sector}"
        told = self.vocabulary.telling(flow.sink.event)
        if told is not None:
            return "inferred", f"the event '{flow.sink.event}' speaks of '{told.entry}'"
        return "none", ""

    def _label(self, kind: str) -> str:
        return self._kinds[kind].label


class _Declared(NamedTuple):
    fields: dict[str, str]
    """``Patient.birthDate`` -> kind."""
    models: frozenset[str]
    """Names of models that are about care."""


def _declared_fields(catalogue: Catalogue) -> _Declared:
    fields: dict[str, str] = {}
    models: set[str] = set()
    for standard in catalogue.vocabulary.standard:
        for name in standard.fields:
            if "." in name:
                fields.setdefault(name, standard.kind)
            elif standard.kind == "health":
                models.add(name)
    return _Declared(fields, frozenset(models))


def _shown(chain: tuple[str, ...]) -> str:
    return "".join((chain[0].rsplit(":", 1)[-1], *chain[1:]))[:80] if chain else ""


def _next_key(rest: tuple[str, ...]) -> str:
    for segment in rest:
        if segment.startswith("."):
            return segment[1:]
        if literal := literal_of(segment):
            return literal
    return ""


def _akin(kind: str, other: str) -> bool:
    """Say whether two kinds agree: the same, one the parent of the other, or two ways to say where somebody is."""
    if kind == other or kind.startswith(other + ".") or other.startswith(kind + "."):
        return True
    return {kind, other} <= set(_PLACES) or {kind, other} <= set(_IDENTITIES)


def _finer(kind: str, other: str) -> str:
    """Of two kinds that agree give the one that says more."""
    return other if other.startswith(kind + ".") else kind


def _named(name: str, hit: Hit) -> str:
    return f"the name `{name}` speaks of '{hit.entry}'"


def _made_for(field: FieldSign, label: str) -> str:
    return f"the field `{field.name}` is made for {label}"
