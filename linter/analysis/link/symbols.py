"""How the names of what outside packages give are put together: ``npm:x:make().send``."""

from __future__ import annotations

_MOST_CALLS = 5
"""Calls in one symbol; those of the rules have three at most."""


def member_symbol(symbol: str, key: str) -> str:
    """Give the symbol of a member: ``npm:x:*`` + ``track`` is ``npm:x:track``."""
    if symbol.endswith(":*"):
        return symbol[:-1] + key
    return f"{symbol}.{key}"


def called_symbol(symbol: str) -> str:
    """
    Give the symbol of what a call gives: ``npm:x:make`` called is ``npm:x:make()``.

    A builder's method that is called again on what it gave leads no further, and neither does a chain that is longer
    than any of the rules: ``query.where().where()`` is ``query.where()``. Where each of thirty conditions may add a
    call, there would be a thousand million chains.
    """
    base, _, name = symbol.rpartition(".")
    return base if f".{name}()" in base or base.count("()") >= _MOST_CALLS else symbol + "()"
