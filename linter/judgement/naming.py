"""What the names along a flow say: of declared fields, of the origin, of the variables on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from linter.catalogue.words import split
from linter.judgement.cases import IDENTITIES, Case, Reader, Sign, speaks_of
from linter.judgement.evidence import rank
from linter.judgement.fields import OF_GOODS_TOO
from linter.judgement.vocabulary import Hit
from linter.model import Flow

_NAME = re.compile(r"[\w$@%.\[\]*-]{1,200}")
"""A name along the way; anything else holds literal text, which names nothing."""
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_FAULTS = ("error", "errors", "err", "exception")
"""What went wrong with something is not the thing."""
_ACCOUNTS = ("account", "profile", "external", "client")
"""First words of the entries that are used for a site's own account at a vendor as well."""


class Names:
    """The evidence of names."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def signs(self, case: Case) -> list[Sign]:
        """Give what declared fields and names say, surest first."""
        found: list[Sign] = []
        origin = case.flow.origin
        found.extend(self._standard(case))
        if case.reading.hits:
            hit = case.reading.hits[0]
            if not _is_address_word(hit) and not self.is_own(hit, case.name, case.flow):
                model = f" of {origin.owner}" if origin.kind == "field" and origin.owner else ""
                found.append(Sign(hit.kind, hit.confidence, speaks_of(case.name, hit) + model))
        found.extend(self.along(case))
        if self._reader.fields.is_of_goods(case.flow.key):
            found = [sign for sign in found if sign.kind not in OF_GOODS_TOO]
        return sorted(found, key=lambda sign: -rank(sign.confidence))

    def _standard(self, case: Case) -> Iterator[Sign]:
        """Give what a standard says of the field that is read: by its declared type, or by the path to it."""
        declared, owner = self._reader.declared, case.flow.origin.owner
        members = case.name.split(".")[1:] if owner else ()
        kind = next((declared.fields[key] for key in (f"{owner}.{m}" for m in members) if key in declared.fields), "")
        if kind:
            yield Sign(kind, "medium", f"`{owner}` declares it under a name that a standard fixes")
        chain = case.flow.origin.chain
        called = max((at for at, piece in enumerate(chain) if piece.startswith("(")), default=-1)
        below = self._reader.names.of(("", *chain[called + 1 :])) if called >= 0 else ""
        names = [case.name]
        if below:
            # What a call gives is known under the name of the variable that keeps it.
            names.extend(f"{step.name}.{below}" for step in case.flow.steps if step.role == "assignment")
        for found in filter(None, map(declared.at, names)):
            yield Sign(found[1], "medium", f"`{found[0]}` is a field that a standard fixes")
            return

    def along(self, case: Case) -> list[Sign]:
        """Give what the variables on the way say; a weak word counts only where the origin has no member of its own."""
        found: list[Sign] = []
        if case.last.lower() in _FAULTS:
            return found
        plain = len(case.flow.origin.chain) < 2
        for name in names_along(case):
            if (fixed := self._reader.declared.fields.get(name)) is not None:
                found.append(Sign(fixed, "medium", f"`{name}` is a field that a standard fixes"))
                continue
            hits = self._reader.vocabulary.classify(name, case.contexts, case.path)
            if not hits or _is_address_word(hits[0]) or self.is_own(hits[0], name, case.flow):
                continue
            if plain or hits[0].strength == "strong":
                found.append(Sign(hits[0].kind, hits[0].confidence, speaks_of(name, hits[0])))
        return found

    def is_own(self, hit: Hit, name: str, flow: Flow) -> bool:
        """Say whether an id or secret is the site's own: a constant, a setting, or named after the tracker."""
        last = name.rsplit(".", 1)[-1]
        if hit.kind == "credential":
            return self.is_setting(name) or self.is_setting(self._reader.names.of(flow.origin.chain))
        if hit.kind not in IDENTITIES:
            return False
        told = hit.strength == "strong" and not hit.entry.startswith(_ACCOUNTS)
        if _CONSTANT.fullmatch(last):
            return not told or self.is_held_by_settings(name)
        if told:
            return False
        vendors = {word for tracker in flow.sink.trackers for word in split(tracker)}
        return bool(vendors & set(split(last)))

    def is_setting(self, name: str) -> bool:
        """Say whether a name is a constant or a member of the site's settings."""
        return bool(_CONSTANT.fullmatch(name.rsplit(".", 1)[-1])) or self.is_held_by_settings(name)

    def is_fixed(self, name: str) -> bool:
        """Say whether a name is a constant of the site's settings: ``settings.SUPPORT_EMAIL`` is no visitor's."""
        return bool(_CONSTANT.fullmatch(name.rsplit(".", 1)[-1])) and self.is_held_by_settings(name)

    def is_held_by_settings(self, name: str) -> bool:
        """Say whether a name is a member of the site's settings: ``settings.USER_ID``, ``process.env.X``."""
        holders = name.split(".")[:-1]
        return any(self._reader.lexicon.is_one("own-settings", part) for part in holders)


def names_along(case: Case) -> Sequence[str]:
    """
    Give the names along a flow, source first.

    Left out are the field at the sink, and variables that hold the object of which the value is a member: what goes
    on from ``member.plan`` by way of ``member`` is the plan.
    """
    own = case.name
    holders = set(own.split(".")[:-1])
    names = (step.name for step in case.flow.steps if step.role != "sink" and not f".{step.name}".endswith(f".{own}"))
    return [name for name in names if _NAME.fullmatch(name) and name.rsplit(".", 1)[-1] not in holders]


def _is_address_word(hit: Hit) -> bool:
    """Say whether a word is one of every program (``url``, ``title``): it counts in fields for addresses only."""
    return hit.kind == "page-url" and hit.strength == "weak"
