"""Budgets count steps, never seconds: the same input ends at the same place on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Budget:
    """
    The steps that one trace may take.

    ``spent`` counts them; ``exhausted`` says that the trace was ended, which the run then says aloud (TRK904).
    """

    def __init__(self, steps: int) -> None:
        self.limit = steps
        self.spent = 0
        self.exhausted = False
        self.cut = False

    def step(self) -> bool:
        """Take one step; False when there is none left."""
        if self.spent >= self.limit:
            self.exhausted = True
            return False
        self.spent += 1
        return True

    def refill(self, spent: int = 0) -> int:
        """Set the count of steps, and give what it was: a wrapper's callers each get the steps of one trace."""
        before, self.spent = self.spent, spent
        return before

    @contextmanager
    def within(self, steps: int) -> Iterator[None]:
        """Do something on the side that may take so many steps at the most; the count stays as it was."""
        before = (self.limit, self.spent, self.exhausted, self.cut)
        self.limit, self.spent, self.exhausted = steps, 0, False
        try:
            yield
        finally:
            self.limit, self.spent, self.exhausted, self.cut = before

    def reset(self) -> None:
        """Begin the next trace."""
        self.spent = 0
        self.exhausted = False
        self.cut = False


MAX_DEPTH = 115
"""
Questions inside each other: one for each hop of a flow and each expression around a value on its way.

Each takes five to six of the thousand frames that Python allows; to find what is called at the innermost place may take
a third of them more. The longest chain that was met in public code has 112.
"""
MAX_ORIGINS = 4000
"""Origins kept for one value of a sink."""
MAX_TRAILS = 2000
"""Origins kept for what one caller of a wrapper hands over."""
MAX_CALLERS = 2000
"""Call sites followed from one parameter."""
MAX_TURNS = 4
"""How often one place may be asked about, with other paths each time, while it is being answered."""
WAYS = ((24, 24), (300, 8), (600, 3))
"""
Chains and keys by which one origin is told apart in one value: of a value with more than so many, so many each.

Where hundreds come together it is code through which everything goes, and each end is what matters.
"""
MAX_CHANGES = 4
"""Sets of operations, none of which does less than another, that one origin may have gone through on one way."""
MAX_PATHS = 12
"""
Paths by which one place is asked about one by one.

Code through which everything goes (a middleware, a converter of streams) is read by each of its readers with a path of
its own. Further paths are read from what their first segments give: the same origins, told apart less finely.
"""
