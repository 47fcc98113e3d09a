"""The calls of a function anywhere in the project, under whatever name it goes there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from linter import ir
from linter.analysis.link import marks
from linter.analysis.link.decorating import decorated
from linter.analysis.link.exported import Exports
from linter.analysis.link.marks import THROUGH
from linter.analysis.link.members import template_names
from linter.analysis.link.paths import squash
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.shapes import ClassShape, InstanceShape, Site, SymbolShape
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import CallSite, ModuleView
from linter.analysis.link.wrappers import uses_of
from linter.analysis.trace.budget import MAX_CALLERS

_GETS = frozenset({"get", "lookup", "resolve"})
"""Methods that give a service of the application by its name."""


class Calling:
    """A part of ``Callers``: see there."""

    def __init__(self, program: Program, resolver: Resolver) -> None:
        self._program = program
        self._resolver = resolver
        self.exports = Exports(program)
        self._calls = resolver.calls
        self._memo: dict[tuple[str, int], list[Target]] = {}
        self._tags: dict[tuple[str, int], list[tuple[ModuleView, int]]] = {}
        self._records: dict[tuple[str, int], ir.Record] = {}
        self._made: dict[tuple[object, ...], ir.Expr] = {}
        self._in_progress: set[tuple[str, int]] = set()

    def is_entry(self, view: ModuleView, function: int) -> bool:
        """
        Say whether a framework may call the function too: it is decorated, or the last word of a builder's chain.

        What ``action = client.input(schema).handle(({ context, input }) => ...)`` is called with is not what the
        function gets.
        """
        if view.functions[function].decorators:
            return True
        for use in view.lambdas.get(function, ()):
            callee = use.holder.callee if isinstance(use.holder, ir.Call) else None
            if isinstance(callee, ir.Member) and isinstance(callee.base, ir.Call):
                if not self._resolver.functions(Site(view, use.function, use.block), callee):
                    return True
        return False

    def _argument(self, target: Target, function: ir.Function, position: int) -> ir.Expr | None:
        call = target.call
        if target.through in ("apply_async", "apply"):
            return self._spread_argument(call, function, position, target.through)
        if target.through == "call":
            key = (id(call), "call")
            shifted = self._made.get(key)
            if not isinstance(shifted, ir.Call):
                shifted = self._made[key] = ir.Call(
                    call.start, call.end, call.callee, call.arguments[1:], call.keywords
                )
            return self._resolver.argument(shifted, function, position, bound=False)
        return self._resolver.argument(call, function, position, target.bound)

    def _spread_argument(self, call: ir.Call, function: ir.Function, position: int, through: str) -> ir.Expr | None:
        listed = (
            call.arguments[1]
            if through == "apply" and len(call.arguments) > 1
            else call.arguments[0]
            if call.arguments and through != "apply"
            else None
        )
        named: ir.Expr | None = call.arguments[1] if through == "apply_async" and len(call.arguments) > 1 else None
        for keyword in call.keywords:
            if isinstance(keyword, ir.Keyword) and keyword.name == "args":
                listed = keyword.value
            elif isinstance(keyword, ir.Keyword) and keyword.name == "kwargs":
                named = keyword.value
        shift = 1 if function.parameters and function.parameters[0].name in ("self", "cls") else 0
        if isinstance(listed, ir.Sequence) and 0 <= position - shift < len(listed.items):
            return listed.items[position - shift]
        if named is not None:
            key = (id(named), function.parameters[position].name)
            if key not in self._made:
                self._made[key] = ir.Member(named.start, named.end, named, function.parameters[position].name)
            return self._made[key]
        return None

    def sites(self, view: ModuleView, function: int) -> list[Target]:
        """Give the calls of a function anywhere in the project."""
        key = (view.path, function)
        known = self._memo.get(key)
        if known is not None:
            return known
        if key in self._in_progress:
            return []
        self._in_progress.add(key)
        try:
            found = self._find(view, function)
        finally:
            self._in_progress.discard(key)
        self._memo[key] = found
        return found

    def _find(self, view: ModuleView, function: int) -> list[Target]:
        found: dict[tuple[str, int, int], Target] = {}
        for call_site in view.called_lambdas.get(function, ()):
            site = Site(view, call_site.function, call_site.block)
            found[view.path, call_site.call.start, call_site.call.end] = Target(site, call_site.call, False, "")
        named = self.names(view, function)
        named.update(self._taken_as(view, named))
        for name, files in sorted(named.items()):
            if files is None:
                files = self._program.reaching(name, view.path) if len(name) > 2 else (view.path,)
            for path in files:
                if len(found) >= MAX_CALLERS:
                    self._program.cut(f"callers of {name}", MAX_CALLERS, path=view.path)
                    break
                other = self._program.marked(path, marks.called(name))
                if other is None:
                    continue
                for call_site, callee, through in _calls_of(other, name):
                    target = self._matches(
                        view,
                        function,
                        other,
                        call_site.function,
                        call_site.block,
                        call_site.call,
                        callee,
                        through,
                    )
                    if target is not None:
                        found[path, call_site.call.start, call_site.call.end] = target
        for shape in decorated(self._resolver, self._program, view, function):
            for target in self.sites(shape.view, shape.number):
                found[target.site.view.path, target.call.start, target.call.end] = target
        return [found[k] for k in sorted(found)]

    def _matches(
        self,
        view: ModuleView,
        function: int,
        other: ModuleView,
        inside: int,
        block: int,
        call: ir.Call,
        callee: ir.Expr,
        through: str,
    ) -> Target | None:
        site = Site(other, inside, block)
        shapes = self._resolver.functions(site, callee)
        for shape in shapes:
            if shape.view is view and shape.number == function:
                return Target(site, call, shape.bound or call.new, through)
        declared = view.functions[function]
        if shapes or not isinstance(callee, ir.Member):
            return None
        known = self._resolver.shapes(site, callee.base)
        if declared.owner >= 0 and any(isinstance(s, InstanceShape) for s in known):
            mine = ClassShape(view, declared.owner)
            if any(isinstance(s, InstanceShape) and s.cls in self._resolver.lineage(mine) for s in known):
                return Target(site, call, True, through)
        if self._implements(view, declared.owner, callee):
            return Target(site, call, True, through)
        outside = any(isinstance(s, SymbolShape) and s.path.startswith(("npm:", "py:")) for s in known)
        if any(not isinstance(s, SymbolShape) for s in known) or (outside and not _got_by_name(callee.base)):
            return None
        if any(self._resolver.is_trackers(member) for s in known for member in self._resolver.member(s, callee.key)):
            return None  # mixpanel.identify() in helpers/mixpanel.js is the tracker's, not the helper itself
        if self._hinted(view, function, callee):
            return Target(site, call, declared.owner >= 0, through)
        return None

    def _hinted(self, view: ModuleView, function: int, callee: ir.Member) -> bool:
        """Say whether an unknown receiver's name speaks for the function: ``analytics.click()`` and class Analytics."""
        declared = view.functions[function]
        receiver = squash(_receiver(callee.base))
        hints = {
            squash(posixpath.splitext(posixpath.basename(view.path))[0]),
            squash(posixpath.basename(posixpath.dirname(view.path))),
        }
        if declared.owner >= 0:
            hints.add(squash(view.module.classes[declared.owner].name))
        elif declared.receiver == "" and not any(
            isinstance(u.holder, ir.Field) for u in view.lambdas.get(function, ())
        ):
            return False
        for hint in hints:
            for ending in ("service", "client", "plugin", "provider", "manager", "helper", "mixin", "store", "module"):
                if hint.endswith(ending) and len(hint) > len(ending) + 2:
                    hints = hints | {hint[: -len(ending)]}
        return len(receiver) > 3 and receiver in hints

    def _implements(self, view: ModuleView, cls: int, callee: ir.Member) -> bool:
        """
        Say whether a receiver is named like an interface of which the class is one of the implementations.

        ``loggingService`` may be a ``NewRelicLoggingService`` also where a test puts a ``MockLoggingService`` there.
        """
        receiver = squash(_receiver(callee.base))
        return cls >= 0 and len(receiver) >= 8 and squash(view.module.classes[cls].name).endswith(receiver)

    def names(self, view: ModuleView, function: int) -> dict[str, tuple[str, ...] | None]:
        """Give the names by which a function may be called, each with the files to look in (None: all that hold it)."""
        declared = view.functions[function]
        found: dict[str, tuple[str, ...] | None] = {}
        name = declared.name
        if name in ("constructor", "__init__", "__call__") and declared.owner >= 0:
            name = view.module.classes[declared.owner].name
            files = self._program.reaching(name, view.path)
            found["super"] = files
            found["__init__"] = files
        if name and declared.kind not in ("module", "template"):
            found[name] = None
        for tag in template_names(declared):
            found[tag] = self._program.files_with(tag[1:])
        for use in uses_of(view, function):
            holder = use.holder
            if isinstance(holder, ir.Assign):
                if alias := simple_name(holder.target):
                    found.setdefault(alias, None)
            elif isinstance(holder, ir.Field) and holder.key:
                found.setdefault(holder.key, None)
            elif isinstance(holder, ir.Return):
                for inner in self.names(view, use.function) if use.function != function else ():
                    found.setdefault(inner, None)
        for use in view.value_uses.get(name, ()) if name else ():
            if isinstance(use.holder, ir.Assign) and (alias := simple_name(use.holder.target)):
                found.setdefault(alias, None)
            elif isinstance(use.holder, ir.Field) and use.holder.key:
                found.setdefault(use.holder.key, None)
        exported = {
            e.name
            for e in view.module.exports
            if e.value is not None
            and (simple_name(e.value) == name or (isinstance(e.value, ir.Lambda) and e.value.function == function))
        }
        if (view.module.open_scope and declared.parent == 0 and declared.owner < 0) or declared.kind == "macro":
            exported.add(name)
        if "default" in exported and name != "default":
            found["default"] = tuple(self.exports.near(view, view.path))
        passing = self.exports.passing(view, exported | ({"default"} if not name else set()))
        for alias in sorted({a for _, names in passing[1:] for a in names} - exported - {"default"}):
            if len(alias) > 2:
                found.setdefault(alias, None)
        if exported or not name or declared.owner >= 0:
            for local, path in (
                *self.exports.renamed(passing),
                *(self.exports.required(view) if "=" in exported else ()),
            ):
                known = found.get(local, ())
                if known is not None:
                    found[local] = tuple(sorted({*known, path}))
        return found

    def _taken_as(
        self, view: ModuleView, named: dict[str, tuple[str, ...] | None]
    ) -> dict[str, tuple[str, ...] | None]:
        """Give the names that others take it out under, with their files: ``const { track: send } = sdk``."""
        found: dict[str, set[str]] = {}
        for name, files in named.items():
            for path in (self._program.reaching(name, view.path) if len(name) > 2 else ()) if files is None else files:
                other = self._program.marked(path, marks.taken(name))
                for alias in other.taken.get(name, ()) if other is not None else ():
                    if alias not in named or named[alias] is not None:
                        found.setdefault(alias, set()).add(path)
        return {alias: tuple(sorted({*paths, *(named.get(alias) or ())})) for alias, paths in found.items()}


class Target(NamedTuple):
    """A call of a function; ``through`` is the method that calls it, ``bound`` as in ``FunctionShape``."""

    site: Site
    call: ir.Call
    bound: bool
    through: str


def _receiver(base: ir.Expr) -> str:
    """Give the name of what a method is called on; what is got by name has that: ``this.get('analytics')`` (Ember)."""
    name = _got_by_name(base)
    return re.split(r"[.:/]", name)[-1] if name else simple_name(base)


def _got_by_name(base: ir.Expr) -> str:
    """Give the name under which an application is asked for what a method is called on, or an empty string."""
    if not (isinstance(base, ir.Call) and isinstance(base.callee, ir.Member) and base.callee.key in _GETS):
        return ""
    first = base.arguments[0] if len(base.arguments) == 1 else None
    return first.value if isinstance(first, ir.Constant) and isinstance(first.value, str) else ""


def _calls_of(view: ModuleView, name: str) -> Iterator[tuple[CallSite, ir.Expr, str]]:
    """Give the calls of what has a name, with what is called and the method it goes through: ``track.delay(...)``."""
    for site in view.calls_by_name.get(name, ()):
        yield site, site.call.callee, ""
    for through in sorted(THROUGH):
        for site in view.calls_on.get((through, name), ()):
            if isinstance(site.call.callee, ir.Member):
                yield site, site.call.callee.base, through
