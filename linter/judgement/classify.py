"""
From the origin of a flow to the data kinds that it carries, with what speaks for each.

Evidence, strongest first: a known API (``request.GET['q']``), the tracker's own field (``search_string``), a form
field, a declared field of a model, and names along the flow. Two signs that do not depend on each other make a
conclusion sure; a name alone never does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.words import split
from linter.judgement.cases import IDENTITIES, PLACES, Case, Reader, Sign, akin, finer, made_for, speaks_of
from linter.judgement.chains import calls_in, keys_in
from linter.judgement.evidence import Evidence, at_most, lower, rank
from linter.judgement.fields import FieldSign
from linter.judgement.forms import Forms
from linter.judgement.identity import Identities
from linter.judgement.known import KnownSources
from linter.judgement.literals import read_literal
from linter.judgement.naming import Names, names_along
from linter.judgement.special import special_category
from linter.model import Flow
from linter.workspace.paths import path_context

if TYPE_CHECKING:
    from linter.settings import Settings

_UNKNOWN = "unknown-call"
"""How the analysis marks a value that went through a function of which nothing is known."""
_ADDRESS_ROLES = ("url", "title", "referrer")
_VAGUE = ("title", "path", "pathname", "page", "slug")
"""Words that any program has for its own pages and files."""
_TYPED = "typed-reference"
"""How the analysis marks an id beside which its record says of what."""
_TOPICS = ("search-term",)
"""Kinds of which the number of a row still tells, beside the sensitive ones: the speciality that was searched for."""
_AROUND = frozenset(("care", "person"))
_OPEN_ROLES = ("data", "event", "free")


class Classifier:
    """Judges flows by one catalogue and one set of settings; keeps its indexes between them."""

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        reader = Reader(catalogue, tuple(settings.languages) or ("en",), settings.sector)
        self._reader = reader
        self._callees = catalogue.callees
        self._known = KnownSources(reader)
        self._names = Names(reader)
        self._identities = Identities(reader, self._names)
        self._forms = Forms(catalogue.vocabulary.form_hint, reader.vocabulary, reader.declared.fields)

    def classify(self, flow: Flow, beside: frozenset[str] = frozenset()) -> tuple[Evidence, ...]:
        """
        Give the data kinds that a flow carries, surest first; empty where it carries nothing about a person.

        A flow may carry several: a whole ``user`` is an identifier and contact data. ``beside`` are contexts that
        other flows of the same payload show.
        """
        case = self._reader.read(flow, beside)
        if (case.effect.removed and case.effect.removed_special) or self._is_own_answer(flow):
            return ()
        found = self._conclude(case)
        if flow.sink.channel == "request" and flow.key and self._reader.lexicon.is_one("own-key", flow.key[-1]):
            found = [sign for sign in found if sign.kind != "credential"]  # the site's own, to be let in
        if case.source is None and self._reader.lexicon.is_one("link", case.last):
            found = [sign for sign in found if sign.kind == "page-url"]
        if flow.sink.operation == "title":
            found = [sign for sign in found if sign.kind != "page-url"]  # that a page has a title says nothing
        if case.effect.removed:
            found = [sign for sign in found if sign.kind in self._reader.vocabulary.sensitive]
        if flow.sink.operation == "group" and not case.reading.person:
            found = [sign for sign in found if sign.kind != "name"]
        if case.effect.asked:
            found = [sign for sign in found if sign.kind in _TOPICS or sign.kind in self._reader.vocabulary.sensitive]
        best: dict[str, Sign] = {}
        for sign in found:
            if sign.kind not in best or rank(sign.confidence) > rank(best[sign.kind].confidence):
                best[sign.kind] = sign
        made = [self._evidence(sign, case) for sign in best.values()]
        return tuple(sorted(made, key=lambda evidence: (-rank(evidence.confidence), evidence.kind)))

    def presume(self, flow: Flow, kinds: Iterable[str]) -> tuple[Evidence, ...]:
        """Give kinds that a case is about by its nature (automatic matching), where the flow itself names none."""
        case = self._reader.read(flow)
        why = flow.steps[-1].text if flow.steps else ""
        return tuple(self._evidence(Sign(kind, "medium", why), case) for kind in kinds if kind in self._reader.kinds)

    def _is_own_answer(self, flow: Flow) -> bool:
        """Say whether a value is what a call of the same tracker answered: it has it already."""
        return any(
            match.tracker in flow.sink.trackers and match.signature.form == "method"
            for symbol in calls_in(flow.origin.chain)
            for match in self._callees.match(symbol)
        )

    # ---------------------------------------------------------------------------------------- concluding

    def _conclude(self, case: Case) -> list[Sign]:
        flow = case.flow
        if flow.origin.kind == "constant":
            return self._literal(case)
        if flow.role == "account":
            # The key to the site's own account there opens nothing that the recipient does not have.
            return [sign for sign in self._names.along(case) if sign.kind != "credential"]
        if flow.origin.kind == "opaque" and not case.field and flow.role != "identity":
            return self._names.along(case)
        if self._names.is_fixed(case.name) or _below_id(case.name):
            return []
        known = self._known.signs(case)
        if known is not None:
            return self._with_field(known, case)
        if self._identities.is_one(case):
            return self._identities.signs(case)
        form = self._form(case)
        if form:
            return self._with_field(form, case)
        named = self._told_by_key(case, self._names.signs(case))
        if self._known.is_part(case):
            named = [sign for sign in named if sign.kind != "page-url"]
        if flow.sink.channel == "autocollect" and flow.origin.kind == "parameter":
            named = [_in_address(sign, case) for sign in named]
        if case.field is not None:
            return self._by_field(case, case.field, named)
        if flow.role == "search":
            return self._by_role(case, named, "search-term")
        if flow.role in _ADDRESS_ROLES:
            return self._address(case, named)
        return named or self._told_by_key(case, self._identities.whole(case)) or self._typed(case)

    def _literal(self, case: Case) -> list[Sign]:
        flow = case.flow
        kind = case.field.kind if case.field is not None else ""
        identity = flow.role == "identity" or kind == "contact" or kind.startswith("contact.") or kind in IDENTITIES
        keys = keys_in(flow.key)
        topic = bool(keys) and self._reader.lexicon.is_one("topic", keys[-1])
        found = read_literal(flow.origin.literal, flow.role, identity, topic, self._reader.vocabulary)
        if found is None or path_context(flow.sink.location.path) == "test":
            return []
        confidence = "medium" if found.special and "care" in case.contexts else found.confidence
        return [Sign(found.kind, confidence, found.why)]

    def _form(self, case: Case) -> list[Sign]:
        origin = case.flow.origin
        if origin.kind != "form-field":
            return []
        sign = self._forms.sign(origin.attributes, self._reader.vocabulary.sensitive, case.contexts & _AROUND)
        if sign is None and self._searched(case):
            return [Sign("search-term", "medium", "it is typed into a field, and the event is about searching")]
        return [] if sign is None else [Sign(sign.kind, sign.confidence, f"it is typed into {sign.why}")]

    def _searched(self, case: Case) -> bool:
        """Say whether text is typed into a field that nothing names, for an event that says it is about searching."""
        if not _takes_text(case):
            return False
        sink = case.flow.sink
        return self._reader.lexicon.holds("searching", f"{sink.event} {sink.name}")

    # ------------------------------------------------------------------------------------ payload fields

    def _with_field(self, signs: list[Sign], case: Case) -> list[Sign]:
        """Add what the payload's field says to signs of their own: agreeing, they are surer."""
        field = case.field
        if field is None or not signs:
            return signs
        why = made_for(field, self._reader.label(field.kind))
        made: list[Sign] = []
        for sign in signs:
            if sign.kind == "page-url" or not akin(sign.kind, field.kind):
                made.append(sign)
                continue
            sure = field.firm or sign.confidence != "low"
            made.append(Sign(sign.kind, "high" if sure else "medium", f"{sign.why}; {why}"))
        if field.firm and field.kind == "search-term" and not any(akin(sign.kind, field.kind) for sign in signs):
            made.append(Sign(field.kind, "medium", why))  # what is searched for is a search term whatever it tells
        return made

    def _by_field(self, case: Case, field: FieldSign, named: list[Sign]) -> list[Sign]:
        if field.kind == "page-url":
            return self._address(case, named)
        if field.kind == "credential" and self._names.is_setting(case.name):
            return []  # the site's own key at the tracker
        why = made_for(field, self._reader.label(field.kind))
        if field.kind in IDENTITIES and (_TYPED in case.flow.transforms or self._of_another(case)):
            hits = self._reader.vocabulary.classify(field.name, frozenset(("tracker-key",)))
            if not field.firm or all(hit.confidence == "low" for hit in hits):
                return [sign for sign in named if sign.confidence != "low"]  # ``owner_id`` may be that of a page
        agreeing = next((sign for sign in named if akin(sign.kind, field.kind)), None)
        if agreeing is not None:
            confidence = "high" if field.firm or agreeing.confidence == "medium" else "medium"
            return [Sign(finer(agreeing.kind, field.kind), confidence, f"{why}; {agreeing.why}")]
        other = next((sign for sign in named if sign.confidence != "low"), None)
        if other is not None:
            return [other]
        if case.reading.thing and not case.reading.person:
            return []
        if field.firm:
            return [Sign(field.kind, "medium", why), *named]
        found = self._by_common_word(case, field, why) or named
        return found or self._told_by_key(case, self._identities.whole(case))

    def _told_by_key(self, case: Case, named: list[Sign]) -> list[Sign]:
        """Drop what a common word says of a value whose key says of what kind it is: ``{wallet_address: address}``."""
        keys = keys_in(case.flow.key)
        words, last = (split(keys[-1]) if keys else []), split(case.last)
        if not (0 < len(last) < len(words) and words[-len(last) :] == last):
            return named
        alone, whole = (self._kinds_of(name, case) for name in (case.last, keys[-1]))
        return [s for s in named if s.confidence != "low" or s.kind not in alone or _among(s.kind, whole)]

    def _kinds_of(self, name: str, case: Case) -> list[str]:
        hits = self._reader.vocabulary.classify(name, case.contexts | {"tracker-key"}, case.path)
        return [hit.kind for hit in hits]

    def _by_common_word(self, case: Case, field: FieldSign, why: str) -> list[Sign]:
        """Judge a common word as the field: the same word along the flow is a second, weak sign."""
        if len(field.name) == 1 and "search-ui" not in case.contexts:
            return []
        reading = case.reading
        under = case.contexts | {"tracker-key"}
        for name in (case.name, *names_along(case)):
            hits = self._reader.vocabulary.classify(name, under, case.path)
            hit = next((hit for hit in hits if akin(hit.kind, field.kind)), None)
            if hit is not None:
                sure = hit.strength == "strong" or (field.kind == "search-term" and "search-ui" in under)
                sure = sure or (field.kind in IDENTITIES and self._about_person(case, field))
                text = f"{why}; {speaks_of(name, hit)}"
                return [Sign(finer(hit.kind, field.kind), "medium" if sure else "low", text)]
        if field.kind in ("name", *PLACES, "dob-age", "gender") and reading.person and not reading.thing:
            return [Sign(field.kind, "medium", f"{why}, and `{case.name}` belongs to a person")]
        if field.kind == "search-term" and "search-ui" in case.contexts:
            return [Sign(field.kind, "medium", f"{why} in an event for searching")]
        person = reading.person or "person" in case.contexts
        confidence = "medium" if person else "low"
        if field.kind.startswith("contact.") or field.kind == "ip-address":
            return [Sign(field.kind, confidence, why)]
        if field.kind in IDENTITIES and (reading.identifier or person) and not reading.thing:
            return [Sign(field.kind, confidence, why)]
        return []

    def _of_another(self, case: Case) -> bool:
        """Say whether the origin is an id of something that has a name and is nobody: ``artwork.id``."""
        chain = case.flow.origin.chain
        if len(chain) < 2 or not chain[-1].startswith(".") or not case.reading.identifier:
            return False
        holder = chain[-2].removeprefix(".")
        if len(chain) > 2 and (holder.isdigit() or not chain[-2].startswith(".")):
            return False  # what a call or a list gives has no name of its own
        about = self._reader.vocabulary.read(f"{holder}{chain[-1]}")
        return not (about.person or about.actor or self._reader.lexicon.is_one("anything", holder))

    def _about_person(self, case: Case, field: FieldSign) -> bool:
        return case.reading.person or case.reading.actor or self._reader.vocabulary.read(field.name).person

    # -------------------------------------------------------------------------------------- other roles

    def _by_role(self, case: Case, named: list[Sign], kind: str) -> list[Sign]:
        where = f"`{case.flow.sink.name}` takes it as {self._reader.label(kind)}"
        agreeing = next((sign for sign in named if akin(sign.kind, kind)), None)
        if agreeing is not None:
            return [Sign(kind, "high", f"{where}; {agreeing.why}")]
        if case.reading.thing:
            return []
        return [Sign(kind, "medium", where), *(sign for sign in named if sign.confidence != "low")]

    def _address(self, case: Case, named: list[Sign]) -> list[Sign]:
        """Count an address only where the value is known to be that of a page; other kinds count themselves."""
        others = [sign for sign in named if sign.kind != "page-url"]
        if others:
            return others
        found = next((sign for sign in named if sign.kind == "page-url"), None)
        if found is not None:
            return [Sign("page-url", "medium", found.why)]
        if case.flow.role in _ADDRESS_ROLES and not case.reading.thing:
            hits = self._reader.vocabulary.classify(case.name, case.contexts | {"tracker-key"}, case.path)
            for hit in hits:
                if hit.kind == "page-url" and hit.entry not in _VAGUE:
                    where = f"`{case.flow.sink.name}` takes it as the address of the page"
                    return [Sign("page-url", "low", f"{speaks_of(case.name, hit)}; {where}")]
        return []

    def _typed(self, case: Case) -> list[Sign]:
        """Take what a component calls its value for the search term where the call itself speaks of searching."""
        lexicon = self._reader.lexicon
        if case.flow.role not in _OPEN_ROLES or not lexicon.is_one("typed", case.last):
            return []
        if case.flow.origin.kind == "form-field" and not _takes_text(case):
            return []
        if "search-ui" in case.contexts or lexicon.holds("searching", case.flow.sink.text):
            return [Sign("search-term", "low", f"`{case.name}` goes out in a call that speaks of searching")]
        return []

    # ------------------------------------------------------------------------------------------ evidence

    def _evidence(self, sign: Sign, case: Case) -> Evidence:
        confidence = sign.confidence
        flow = case.flow
        if case.effect.reduced:
            confidence = lower(confidence)
        if _UNKNOWN in flow.transforms or any(step.role == "call" for step in flow.steps):
            confidence = at_most(lower(confidence), "medium")  # what an unknown function gives back is a guess
        if not flow.sink.sure:
            confidence = "low"
        special = special_category(sign.kind, case, self._reader)
        return Evidence(
            kind=sign.kind,
            confidence=confidence,
            why=sign.why,
            special=special.category,
            topic=special.topic,
            transform=case.effect.fact,
            assumed=special.assumed,
        )


def _takes_text(case: Case) -> bool:
    """Say whether the field that is read takes text: no list, no box to tick."""
    found = dict(case.flow.origin.attributes)
    return found.get("element") == "input" and found.get("type", "text").lower() in ("", "text", "search")


def _below_id(name: str) -> bool:
    """Say whether a name reads a property of an identifier (``user.id.name``): numbers and text have none."""
    names = name.split(".")
    return (
        len(names) > 2
        and names[-2] in ("id", "_id", "uuid", "guid", "pk")
        and names[-1] in ("name", "message", "title")
    )


def _in_address(sign: Sign, case: Case) -> Sign:
    """Say of a part of a page's address where it stands; ``/visitors/<id>`` names the record of a person, no device."""
    kind = "user-id" if sign.kind == "device-id" else sign.kind
    return Sign(kind, sign.confidence, f"the page's address carries it as `{case.last}`; {sign.why}")


def _among(kind: str, kinds: Iterable[str]) -> bool:
    """Say whether a kind agrees with one of several."""
    return any(akin(kind, other) for other in kinds)
