"""The end of a bracketed stretch in a text that may hold strings."""

from __future__ import annotations

import re

_PART = re.compile(
    rb"""[()\[\]{}]|"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'|`[^`\\]*(?:\\.[^`\\]*)*`""", re.DOTALL
)
_PAIRS = {0x28: 0x29, 0x5B: 0x5D, 0x7B: 0x7D}
_LONGEST = 50_000
_SHARE = 30
"""How often, on average, each byte of a text may be looked at: brackets that never close must not cost a square."""


class Brackets:
    """Finds closing brackets in one text, in time linear in its length whatever it holds."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._budget = _SHARE * len(data) + 1_000_000

    def closing(self, opening: int) -> int | None:
        """
        Give where the bracket that opens at ``opening`` closes; None if it does not.

        Other brackets and strings may stand inside.
        """
        data = self._data
        end = min(len(data), opening + _LONGEST)
        if self._budget <= 0:
            return None
        depth = 0
        for match in _PART.finditer(data, opening, end):
            char = data[match.start()]
            if char in _PAIRS:
                depth += 1
            elif char in _PAIRS.values():
                depth -= 1
                if depth <= 0:
                    self._budget -= match.start() - opening
                    return match.start()
        self._budget -= end - opening
        return None
