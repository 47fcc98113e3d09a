"""The end of a bracketed stretch in a text that may hold strings."""

from __future__ import annotations

import re

_PART = re.compile(
    rb"""[()\[\]{}]|"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'|`[^`\\]*(?:\\.[^`\\]*)*`""", re.DOTALL
)
_PAIRS = {0x28: 0x29, 0x5B: 0x5D, 0x7B: 0x7D}
_LONGEST = 50_000


def closing_bracket(data: bytes, opening: int, longest: int = _LONGEST) -> int | None:
    """Give where the bracket that opens at ``opening`` closes, other brackets and strings inside; None if it does not."""
    depth = 0
    end = min(len(data), opening + longest)
    for match in _PART.finditer(data, opening, end):
        char = data[match.start()]
        if char in _PAIRS:
            depth += 1
        elif char in _PAIRS.values():
            depth -= 1
            if depth <= 0:
                return match.start()
    return None
