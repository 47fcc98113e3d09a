"""What the matchers need beside the rows, worked out once when the rules are compiled."""

from __future__ import annotations

import msgspec

from linter.catalogue.callees import Entry, build_entries
from linter.catalogue.rules import Rules
from linter.catalogue.sources import Pattern, build_patterns
from linter.catalogue.tokens import Token, build_tokens
from linter.catalogue.vocabulary import Words, build_words


class Prepared(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The canonical callees, tokens of the scan, read source patterns and spelled words of one set of rules."""

    entries: tuple[Entry, ...]
    tokens: tuple[Token, ...]
    patterns: tuple[Pattern, ...]
    words: Words


def prepare(rules: Rules) -> Prepared:
    """Work out what the matchers of these rules need."""
    return Prepared(
        build_entries(rules.trackers, rules.common.weak_globals),
        build_tokens(rules.trackers, rules.common),
        build_patterns(rules.frameworks),
        build_words(rules.kinds, rules.vocabulary),
    )
