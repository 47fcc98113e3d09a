"""
What a module does with which names, as short marks: enough to see that it need not be looked at more closely.

Many files hold a word, and few call, import or store something of that name. The marks of a file are kept with its
content, so that only those few are taken apart in a warm run.
"""

from __future__ import annotations

import sys

from linter import ir
from linter.analysis.link.paths import squash
from linter.analysis.link.view import CallSite, ModuleView

THROUGH = frozenset({"delay", "apply_async", "s", "si", "call", "apply", "send", "delay_on_commit", "remote", "kicker"})
"""Methods of a function that call it."""
ROOTS = ("window", "globalThis", "self", "global")
"""Names of the object that holds a page's globals."""
PROVIDES = "p:"
"""It hands something to all components below."""
DECORATES = "@"
"""It has decorated functions."""
PASSES_ALL = "x:*"
"""It passes on everything that another module exports."""
REQUIRES = "r:="
"""It has variables that are what other modules export as a whole: ``const track = require('./track')``."""


def called(name: str) -> str:
    """Mark a module that calls something by its last name."""
    return f"c:{name}"


def called_from_outside(name: str) -> str:
    """Mark a module that calls something by a plain name for which it has no function itself."""
    return f"n:{name}"


def used(name: str) -> str:
    """Mark a module that uses something as a value, by its last name."""
    return f"u:{name}"


def imported(local: str) -> str:
    """Mark a module that imports something under a name."""
    return f"i:{local}"


def renamed(name: str) -> str:
    """Mark a module that imports something under another name than its own."""
    return f"r:{name}"


def taken(key: str) -> str:
    """Mark a module with a variable that takes a property under another name than its own."""
    return f"d:{key}"


def based(name: str) -> str:
    """Mark a module with a class that is built on another, by that one's last name."""
    return f"b:{name}"


def passed(name: str) -> str:
    """Mark a module that passes on what another one exports under a name."""
    return f"x:{name}"


def stored(key: str) -> str:
    """Mark a module that stores something under a key of an object."""
    return f"w:{key}"


def read(key: str) -> str:
    """Mark a module with a function of a name that works out a property."""
    return f"y:{key}"


def shared(name: str) -> str:
    """Mark a script that puts something on the page under a name."""
    return f"g:{name}"


def element(name: str) -> str:
    """Mark a module with an element of a name, whatever its spelling."""
    return f"t:{squash(name)}"


def marks_of(view: ModuleView) -> frozenset[str]:
    """Give the marks of a module."""
    module = view.module
    found = {called(name) for name in view.calls_by_name}
    found.update(called_from_outside(name) for name, sites in view.calls_by_name.items() if _not_its_own(view, sites))
    for name in THROUGH:
        for site in view.calls_by_name.get(name, ()):
            callee = site.call.callee
            base = callee.base if isinstance(callee, ir.Member) else None
            if isinstance(base, ir.Member):
                found.add(called(base.key))
            elif isinstance(base, ir.Name):
                found.add(called(base.id))
    found.update(used(name) for name in view.value_uses)
    found.update(taken(key) for key in view.taken)
    for declared in module.classes:
        for base in declared.bases:
            if isinstance(base, (ir.Member, ir.Name)):
                found.add(based(base.key if isinstance(base, ir.Member) else base.id))
    for binding in module.imports:
        if binding.function == 0:
            found.add(imported(binding.local))
            if module.open_scope:
                found.add(passed(binding.name))
                if binding.local == "*":
                    found.add(PASSES_ALL)
        if binding.local not in (binding.name, "*"):
            found.add(renamed(binding.name))
    if view.required:
        found.add(REQUIRES)
    for export in module.exports:
        if export.specifier:
            found.add(passed(export.imported))
            if export.name == "*":
                found.add(PASSES_ALL)
        elif isinstance(export.value, ir.Name) and (kept := view.imports[0].get(export.value.id)) is not None:
            found.add(passed(kept.name))
    for root, writes in view.writes.items():
        for write in writes:
            found.update(stored(part[1:]) for part in (*write.path[:1], *write.path[-1:]))
            if root in ROOTS and len(write.path) == 1:
                found.add(shared(write.path[0][1:]))
    if module.shared_scope or (not module.exports and not module.imports):
        found.update(shared(name) for name in view.assigns[0])
    for tag in module.tags:
        found.add(element(tag.name))
        component = tag.component
        if isinstance(component, (ir.Member, ir.Name)):
            found.add(element(component.key if isinstance(component, ir.Member) else component.id))
    found.update(read(function.name) for function in view.functions if function.kind == "getter")
    if any(function.decorators for function in view.functions):
        found.add(DECORATES)
    if view.provided:
        found.add(PROVIDES)
    return frozenset(map(sys.intern, found))


def _not_its_own(view: ModuleView, sites: list[CallSite]) -> bool:
    """Say whether any of the calls is of a plain name that stands for no function of the module."""
    for site in sites:
        callee = site.call.callee
        if isinstance(callee, ir.Name):
            owner = view.scope_of(site.function, callee.id)
            if owner < 0 or (owner, callee.id) not in view.named_functions:
                return True
    return False
