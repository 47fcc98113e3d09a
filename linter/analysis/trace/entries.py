"""
Which entries of a record a loop means.

``for key, value in given.items(): if key == 'grams'`` means one, ``for key in ['grams', 'size']: given[key]`` two.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from linter import ir
from linter.analysis.link.shapes import Site
from linter.analysis.link.view import ModuleView
from linter.analysis.trace.conditions import around

MOST_KEYS = 200
"""Keys in a list of a longer one are not told apart: it is data, and no choice of fields."""
_DEEPEST = 12
"""Operators inside each other that are looked into."""


class Meant(NamedTuple):
    """The keys that a name can stand for at a place: one of ``only`` (None for any), and none of ``without``."""

    only: tuple[str, ...] | None = None
    without: frozenset[str] = frozenset()


class Entry(NamedTuple):
    """A loop over the entries of a record: what it goes over, and the name of the key beside the value."""

    record: ir.Expr
    key: str


KEYS = "[keys]"
"""The segment of a path that stands for the keys of a record."""


def entry_of(view: ModuleView, owner: int, assign: ir.Assign) -> Entry | None:
    """Give the loop that an assignment belongs to, where it binds the value of an entry and, beside it, the key."""
    value = assign.value
    if isinstance(value, ir.Item):
        key = _beside(view, owner, assign, ir.Opaque)
        return Entry(value.base, key) if key else None
    if not isinstance(value, ir.Member) or value.key != "1" or not isinstance(value.base, ir.Name):
        return None
    pairs = view.assigns[owner].get(value.base.id, ())
    item = pairs[0].value if len(pairs) == 1 else None
    listed = item.base if isinstance(item, ir.Item) else None
    if not isinstance(listed, ir.Call) or len(listed.arguments) != 1 or not isinstance(listed.callee, ir.Member):
        return None
    key = _beside(view, owner, assign, ir.Member) if listed.callee.key == "entries" else ""
    return Entry(listed.arguments[0], key) if key else None


def keys_of(view: ModuleView, owner: int, assign: ir.Assign) -> ir.Expr | None:
    """Give the record whose keys an assignment binds in turn: ``key`` of ``for key, value in d.items()``."""
    if not isinstance(assign.value, ir.Opaque) or assign.value.parts:
        return None
    for _, other in _of_statement(view, owner, assign):
        if isinstance(other, ir.Item):
            return other.base
    return None


def _beside(view: ModuleView, owner: int, assign: ir.Assign, kind: type[ir.Opaque | ir.Member]) -> str:
    """Give the name that the same statement binds to the key."""
    for name, other in _of_statement(view, owner, assign):
        if isinstance(other, kind) and (isinstance(other, ir.Opaque) or other.key == "0"):
            return name
    return ""


def _of_statement(view: ModuleView, owner: int, assign: ir.Assign) -> Iterator[tuple[str, ir.Expr]]:
    """Give the other names that the statement of an assignment binds, and what each gets."""
    for name, assigns in view.assigns[owner].items():
        for other in assigns:
            same = (other.start, other.end, other.block) == (assign.start, assign.end, assign.block)
            if same and other is not assign:
                yield name, other.value


def meant_at(use: Site, name: str) -> Meant:
    """Give the keys that a name can stand for at a place, by the conditions around it that compare it."""
    owner = use.view.scope_of(use.function, name)
    only: tuple[str, ...] | None = None
    without: set[str] = set()
    for function, number in around(use.view, max(owner, 0), use.function, use.block):
        block = use.view.functions[function].blocks[number]
        for test, holds in _tests(block.guard, not block.negated) if block.guard is not None else ():
            keys = _compared(test, name)
            if keys and holds:
                only = only or keys
            elif keys:
                without.update(keys)
    return Meant(only, frozenset(without))


def texts_in(site: Site, name: ir.Name, each: frozenset[str]) -> tuple[str, ...]:
    """
    Give the texts that a name goes through in a loop over a list of literals, in their order; none where it does not.

    ``each`` are the methods that call a function with every item: ``['a', 'b'].forEach((key) => ...)``.
    """
    view = site.view
    owner = view.scope_of(site.function, name.id)
    if owner < 0:
        return ()
    assigns, _ = view.definitions(owner, name.id, site.function, site.block, name.start)
    if len(assigns) == 1 and isinstance(assigns[0].value, ir.Item):
        return _literals(Site(view, owner, 0), assigns[0].value.base)
    uses = view.lambdas.get(owner, ()) if not assigns and view.parameters[owner].get(name.id) == 0 else ()
    if len(uses) == 1 and isinstance(uses[0].holder, ir.Call) and uses[0].position == 0:
        callee = uses[0].holder.callee
        if isinstance(callee, ir.Member) and callee.key in each:
            return _literals(Site(view, uses[0].function, 0), callee.base)
    return ()


def _literals(site: Site, listed: ir.Expr) -> tuple[str, ...]:
    """Give the items of a list that is written there, or of a name that is bound to such a list alone."""
    listed = site.only_value(listed)
    if not isinstance(listed, ir.Sequence) or len(listed.items) > MOST_KEYS:
        return ()
    keys = [item.value for item in listed.items if isinstance(item, ir.Constant) and isinstance(item.value, str)]
    return tuple(keys) if len(keys) == len(listed.items) else ()


def _tests(guard: ir.Expr, holds: bool, depth: int = 0) -> Iterator[tuple[ir.Expr, bool]]:
    """Give the comparisons that a condition is made of, each with what it has to be."""
    if depth > _DEEPEST:
        return
    if isinstance(guard, ir.Operation) and guard.operator == "!" and len(guard.operands) == 1:
        yield from _tests(guard.operands[0], not holds, depth + 1)
    elif isinstance(guard, ir.Operation) and guard.operator in ("!=", "not in") and len(guard.operands) == 2:
        operator = "==" if guard.operator == "!=" else "in"
        yield ir.Operation(guard.start, guard.end, operator, guard.operands), not holds
    elif isinstance(guard, ir.Choice) and guard.test is not None and len(guard.options) == 1 and holds:
        for part in (guard.test, guard.options[0]):
            yield from _tests(part, holds, depth + 1)
    elif isinstance(guard, ir.Choice) and guard.test is None and not holds:
        for part in guard.options:
            yield from _tests(part, holds, depth + 1)
    else:
        yield guard, holds


def _compared(test: ir.Expr, name: str) -> tuple[str, ...]:
    """Give the constants that a comparison asks for of a name."""
    if isinstance(test, ir.Operation) and test.operator in ("==", "in") and len(test.operands) == 2:
        asked, other = test.operands
        if isinstance(other, ir.Name) and test.operator == "==":
            asked, other = other, asked
    elif isinstance(test, ir.Call) and isinstance(test.callee, ir.Member) and test.callee.key == "includes":
        asked, other = (test.arguments[0], test.callee.base) if len(test.arguments) == 1 else (test, test)
    else:
        return ()
    if not isinstance(asked, ir.Name) or asked.id != name:
        return ()
    listed = not isinstance(test, ir.Operation) or test.operator == "in"
    if listed is not isinstance(other, ir.Sequence):
        return ()
    items = other.items if isinstance(other, ir.Sequence) else (other,)
    keys = [item.value for item in items if isinstance(item, ir.Constant) and isinstance(item.value, str)]
    return tuple(keys) if len(keys) == len(items) else ()
