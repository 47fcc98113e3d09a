"""The names of fields in a tracker's payload: which kind a field is made for, whatever the value is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from linter.catalogue.schema import Kind, Tracker, TrackersCommon
from linter.judgement.chains import key_of, keys_in
from linter.judgement.lexicon import Lexicon
from linter.judgement.vocabulary import Vocabulary

TRACKER_KEY = frozenset(("tracker-key",))
_CODE = 3
"""A field name of so many letters or fewer is a code of the vendor (``em``, ``ph``), not a word."""
_KINDS_OF_ROLE: dict[str, tuple[str, ...]] = {
    "search": ("search-term",),
    "url": ("page-url",),
    "title": ("page-url",),
    "referrer": ("page-url",),
    "free": ("free-text",),
    "location": ("location", "contact.postal", "ip-address"),
    "device": ("device-id", "ip-address"),
    "credential": ("credential", "financial", "government-id"),
    "demographic": ("dob-age", "gender", "art9", "financial", "minors"),
    "health": ("health",),
    "identity": (
        "user-id",
        "device-id",
        "contact",
        "name",
        "ip-address",
        "government-id",
        "dob-age",
        "gender",
        "minors",
        "location",
    ),
}
"""Which kinds a field of a role can have; the first is what it has when its name says nothing more."""
OF_GOODS_TOO = ("name", "page-url", "location", "free-text", "gender", "minors")
"""Kinds whose words are used for goods as well: the name of a product, a child category."""
_NEVER_FIRM = ("free-text", "page-url")
"""Kinds that no field settles: what stands in ``event_label`` is most often a word of the program."""
_HARMLESS = ("content", "order", "event", "account")
_OPEN = ("identity", "demographic", "health", "device")
"""Roles whose fields have no kind unless their name says one."""


class FieldSign(NamedTuple):
    """What the name of a field says about its value."""

    kind: str
    firm: bool
    """True where the name alone settles the kind; a common word (``name``, ``city``) needs a second sign."""
    name: str


class Surroundings(NamedTuple):
    """What the objects around a field are about."""

    people: bool
    goods: bool


class Fields:
    """Field names of all trackers, looked up by the tracker that gets them."""

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        trackers: Mapping[str, Tracker],
        common: TrackersCommon,
        vocabulary: Vocabulary,
        lexicon: Lexicon,
    ) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._trackers = trackers
        self._fixed: dict[str, list[str]] = {}
        for kind in kinds.values():
            for name in kind.tracker_keys:
                self._fixed.setdefault(key_of(name), []).append(kind.id)
        self._reserved = {n: kind.id for kind in kinds.values() for n in kind.tracker_keys if n.startswith("$")}
        self._common = {key_of(name): role for role, names in common.fields.items() for name in names}
        self._own: dict[str, dict[str, str]] = {}

    def sign(self, key: tuple[str, ...], role: str, trackers: Iterable[str]) -> FieldSign | None:
        """
        Give the kind that the last name of a key path is made for; ``None`` where it says nothing.

        ``role`` is what the catalogue says of the argument (``model.Flow.role``).
        """
        names = keys_in(key)
        if not names:
            return None
        last = names[-1]
        folded = key_of(last)
        around = self.around(key)
        sign = self._look_up(last, folded, names, role, trackers)
        if sign is None:
            return None
        if around.goods and not around.people and sign.kind in OF_GOODS_TOO:
            return None
        return sign._replace(firm=sign.firm and not around.goods and sign.kind not in _NEVER_FIRM)

    def is_of_goods(self, key: tuple[str, ...]) -> bool:
        """Say whether a field, or an object around it, is about goods: ``CategoryName``."""
        names = keys_in(key)
        if not names:
            return False
        around = self.around(key)
        own = self._lexicon.holds("goods", names[-1]) and not self._lexicon.holds("people", names[-1])
        return own or (around.goods and not around.people)

    def is_count(self, key: tuple[str, ...]) -> bool:
        """Say whether a field holds a number of something: ``quantity``."""
        names = keys_in(key)
        return bool(names) and self._lexicon.holds("counts", names[-1])

    def around(self, key: tuple[str, ...]) -> Surroundings:
        """Say whether the objects around a field are about people or about goods."""
        outer = keys_in(key)[:-1]
        return Surroundings(
            any(self._lexicon.holds("people", name) for name in outer),
            any(self._lexicon.holds("goods", name) for name in outer),
        )

    def _look_up(
        self, last: str, folded: str, names: tuple[str, ...], role: str, trackers: Iterable[str]
    ) -> FieldSign | None:
        own = self._role_of(folded, trackers)
        if own in _HARMLESS:
            return None
        if last in self._reserved:
            return FieldSign(self._reserved[last], True, last)
        dotted = ".".join(key_of(name) for name in names[-2:])
        known = self._fixed.get(dotted if len(names) > 1 else "") or self._fixed.get(folded, [])
        strong, weak = self._words(last)
        for candidate in (own, role, self._common.get(folded, "")):
            allowed = _KINDS_OF_ROLE.get(candidate, ())
            if not allowed:
                continue
            kind = _first(known, allowed) or _first(strong, allowed) or _first(weak, allowed)
            if not kind and candidate not in _OPEN and candidate in (own, self._common.get(folded)):
                kind = allowed[0]
            if kind:
                code = candidate == own and len(folded) <= _CODE
                own_word = candidate == own and not _first(self._vocabulary.read(last).about, (kind,))
                return FieldSign(kind, code or own_word or bool(_first(strong, (kind,))), last)
        if strong:
            return FieldSign(strong[0], True, last)
        if known:
            return FieldSign(known[0], False, last)
        if weak:
            return FieldSign(weak[0], False, last)
        return None

    def _words(self, name: str) -> tuple[list[str], list[str]]:
        hits = self._vocabulary.classify(name, TRACKER_KEY)
        strong = [hit.kind for hit in hits if hit.strength == "strong"]
        return strong, [hit.kind for hit in hits if hit.strength == "weak"]

    def _role_of(self, folded: str, trackers: Iterable[str]) -> str:
        for tracker in trackers:
            if tracker not in self._own:
                row = self._trackers.get(tracker)
                fields = row.fields if row is not None else {}
                self._own[tracker] = {key_of(name): role for role, names in fields.items() for name in names}
            role = self._own[tracker].get(folded)
            if role is not None:
                return role
        return ""


def _first(kinds: Iterable[str], allowed: Iterable[str]) -> str:
    """Give the first kind that is one of the allowed ones or a sub-kind of one."""
    families = tuple(allowed)
    return next((kind for kind in kinds if any(kind == f or kind.startswith(f + ".") for f in families)), "")
