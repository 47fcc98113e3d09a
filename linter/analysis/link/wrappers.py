"""Where a function is used as a value, also in calls that wrap it: ``useCallback(debounce((event) => ...), [])``."""

from __future__ import annotations

from linter import ir
from linter.analysis.link.view import LambdaSite, ModuleView

_MOST = 20
"""Uses and wrappers of one function that are followed: people nest two or three."""


def uses_of(view: ModuleView, function: int) -> list[LambdaSite]:
    """
    Give the places that hold a function, nearest first: itself, what a call makes of it, what a function returns.

    ``useMemo(() => debounce(f), [])`` holds ``f`` where it stands: the function around gives it back.
    """
    found = list(view.lambdas.get(function, ()))
    seen = {function}
    for use in found:
        if len(found) > _MOST:
            break
        if isinstance(use.holder, ir.Call):
            outer = view.wrapper_uses.get(id(use.holder))
            if outer is not None:
                found.append(outer)
        elif isinstance(use.holder, ir.Return) and use.function not in seen:
            seen.add(use.function)
            found.extend(view.lambdas.get(use.function, ()))
    return found
