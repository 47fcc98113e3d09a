"""Identities, and objects that go as a whole."""

from __future__ import annotations

from linter.catalogue.words import fold, split
from linter.judgement.cases import IDENTITIES, Case, Reader, Sign
from linter.judgement.chains import keys_in
from linter.judgement.naming import Names
from linter.model import Origin


class Identities:
    """What an argument is that a tracker takes as the identity of a visitor."""

    def __init__(self, reader: Reader, names: Names) -> None:
        self._reader = reader
        self._names = names

    def is_one(self, case: Case) -> bool:
        """Say whether the value is the identity itself, not a trait beside it."""
        if case.flow.role != "identity":
            return False
        keys = keys_in(case.flow.key)
        if not keys:
            return True
        if case.field is not None:
            return case.field.kind in IDENTITIES
        return len(keys) == 1 and self._reader.vocabulary.read(keys[0]).identifier

    def signs(self, case: Case) -> list[Sign]:
        """
        Give the kind of an identity.

        It is a user's unless its name says something else: another identity (an e-mail address), a thing (a team), or
        that it was made up on the spot. Where the name says nothing the confidence follows from what the call is for.
        """
        flow, reading = case.flow, case.reading
        where = f"`{flow.sink.name}` takes it as the identity of the visitor"
        if self._is_random(flow.origin) or any(self._names.is_own(hit, case.name, flow) for hit in reading.hits[:1]):
            return []
        for sign in self._names.signs(case):
            identifies = sign.kind in IDENTITIES or self._reader.kinds[sign.kind].identifier != "none"
            if identifies or sign.confidence != "low":
                return [Sign(sign.kind, "high" if sign.confidence == "medium" else "medium", f"{sign.why}; {where}")]
        if reading.thing and not (reading.person or reading.actor):
            return []
        belongs = f"`{case.name}` belongs to a person; {where}"
        if reading.person or self.is_person(case.last):
            return [Sign("user-id", "high" if reading.identifier else "medium", belongs), *self.whole(case)]
        if reading.actor:
            return [Sign("user-id", "medium", belongs)]
        if flow.sink.operation == "group":
            return []
        sure = reading.identifier or flow.sink.operation in ("identify", "alias")
        return [Sign("user-id", "medium" if sure else "low", where)]

    def whole(self, case: Case) -> list[Sign]:
        """Give what an object holds that goes as a whole, less surely."""
        flow = case.flow
        if flow.origin.kind == "form-field":
            return []  # what is typed into one field is a text, whatever it is called
        if flow.transforms or not case.name or case.sent or self._reader.fields.is_count(flow.key):
            return []
        why = f"`{case.name}` goes as a whole"
        if self._reader.lexicon.is_one("address", case.last) and flow.role in ("data", "identity"):
            return [Sign("contact.postal", "low", why)]
        if self.is_person(case.last):
            if flow.role == "identity":
                return [Sign("contact", "low", why)] if flow.origin.kind == "whole" else []
            return [Sign("user-id", "medium", why), Sign("contact", "low", why)]
        if flow.origin.kind == "whole" and self._reader.lexicon.is_one("form", case.last):
            return [Sign("free-text", "medium", f"{why}: everything that was typed into the form")]
        return []

    def is_person(self, name: str) -> bool:
        """Say whether a variable is called after a person: ``user``, ``currentCustomer``."""
        if "anonymous" in split(name) or self._reader.vocabulary.is_flag(name):
            return False
        people = self._reader.lexicon.phrases("whole-person")
        return any(
            people.whole(words) is not None or (len(words) > 1 and people.whole(words[-1:]) is not None)
            for words in fold(split(name))
        )

    def _is_random(self, origin: Origin) -> bool:
        """Say whether a value was made up by chance on the spot."""
        if origin.kind != "call":
            return False
        call = next((i for i, segment in enumerate(origin.chain) if segment.startswith("(")), 0)
        name = self._reader.names.of(origin.chain[:call] or origin.chain).rsplit(".", 1)[-1]
        return self._reader.lexicon.holds("random", name)
