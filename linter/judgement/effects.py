"""What a value went through on its way to the tracker, and what that left of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from linter.catalogue.schema import Transform


class Effect(NamedTuple):
    """The sum of the transforms of a flow."""

    removed: bool = False
    """Nothing of an ordinary kind is left."""
    removed_special: bool = False
    """Nothing is left of a special category either."""
    reduced: bool = False
    pseudonymised: bool = False
    asked: bool = False
    """The value was asked with: what goes on is the answer."""
    fact: str = "plain"
    """The fact ``transform`` of the decision table."""


def effect_of(transforms: Iterable[str], known: Mapping[str, Transform]) -> Effect:
    """
    Sum up the transforms of a flow, from source to sink.

    ``known`` are the rows of ``rules/data/transforms.toml`` by id; an id that is not among them changes nothing. A
    hash counts only where the value really went through one: what a field is called proves nothing.
    """
    removed = removed_special = reduced = pseudonymised = asked = False
    fact = "plain"
    for name in transforms:
        row = known.get(name)
        if row is None:
            continue
        asked = asked or row.asks
        if row.effect == "removes":
            removed = True
            removed_special = removed_special or not row.except_special
        elif row.effect == "reduces":
            reduced = True
            if "trunc" in name and fact == "plain":
                fact = "truncated"
        elif row.effect == "pseudonymises":
            pseudonymised = True
            fact = "keyed-hash" if "keyed" in name or "encrypt" in name else "hashed"
        elif "encode" in name and fact == "plain":
            fact = "encoded"
    return Effect(removed, removed_special, reduced, pseudonymised, asked, fact)
