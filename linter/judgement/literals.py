"""Constants that tell something all the same: an address in the code, an event called 'Viewed HIV test'."""

from __future__ import annotations

import re
from typing import NamedTuple

from linter.judgement.vocabulary import Vocabulary

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}")
_MAILBOXES = frozenset(
    {
        *("abuse", "admin", "billing", "contact", "donotreply", "hello", "help", "hostmaster", "info", "marketing"),
        *("news", "no-reply", "noreply", "office", "postmaster", "sales", "security", "support", "webmaster"),
    }
)
"""Names of mailboxes that belong to a role, not to a person (RFC 2142 and what is usual beside it)."""
_LONGEST = 120
"""Longer texts are texts, not names of events or pages."""
_SPEAKING = ("event", "url", "title", "content", "search", "referrer", "page")
"""Roles in which a constant names what a visitor does or looks at."""


class LiteralSign(NamedTuple):
    """What a constant tells."""

    kind: str
    confidence: str
    why: str
    special: bool
    """True where it lets one deduce something of a special category."""


def read_literal(value: object, role: str, identity: bool, topic: bool, vocabulary: Vocabulary) -> LiteralSign | None:
    """
    Give what a constant says about a person; ``None`` for nearly all of them.

    ``identity``: the argument or its field is made for an identity or an e-mail address; ``topic``: the field names
    what a visitor looks at.
    """
    if not isinstance(value, str) or not value or len(value) > _LONGEST:
        return None
    if identity and _EMAIL.fullmatch(value.strip()):
        if value.strip().partition("@")[0].lower() in _MAILBOXES:
            return None
        return LiteralSign("contact.email", "medium", "an e-mail address stands in the code itself", False)
    if topic or role in _SPEAKING:
        hit = vocabulary.telling(value)
        if hit is not None:
            return LiteralSign(hit.kind, hit.confidence, f"the text '{value}' speaks of '{hit.entry}'", True)
    return None
