"""Why a flow is said to carry a data kind."""

from __future__ import annotations

from typing import NamedTuple

from linter.model import CONFIDENCES


class Evidence(NamedTuple):
    """One data kind of one flow, with what speaks for it."""

    kind: str
    confidence: str
    """``high`` (two signs that do not depend on each other, or a known source), ``medium``, ``low``."""
    why: str
    """For people: ``the field `search_string` is made for a search term``."""
    special: str = "none"
    """Whether it belongs to a special category: ``none``, ``inferred`` (lets one deduce it), ``explicit``."""
    topic: str = ""
    """What the special category is about: ``health`` or ``other``."""
    transform: str = "plain"
    """What was done to the value, as a fact of the decision table: ``plain``, ``encoded``, ``hashed``, ..."""
    assumed: str = ""
    """The context that was assumed, for people: ``the project is in the health sector``."""
    about: str = ""
    """What the message calls it where the kind says too little: what a page is about."""


HASHED = ("hashed", "keyed-hash")


def rank(confidence: str) -> int:
    """Give a confidence as a number; a higher one is surer."""
    return CONFIDENCES.index(confidence)


def lower(confidence: str) -> str:
    """Give the confidence one step below."""
    return CONFIDENCES[max(rank(confidence) - 1, 0)]


def at_most(confidence: str, limit: str) -> str:
    """Give the confidence, but no more than a limit."""
    return confidence if rank(confidence) <= rank(limit) else limit
