"""From a parameter to the values it gets: call sites, callbacks, component attributes, listeners, tasks."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from linter import ir
from linter.analysis import marks
from linter.analysis.budget import MAX_CALLERS
from linter.analysis.marks import THROUGH
from linter.analysis.paths import squash
from linter.analysis.program import Program, simple_name
from linter.analysis.values import ClassShape, FunctionShape, InstanceShape, Resolver, Site, SymbolShape
from linter.analysis.view import LambdaSite, ModuleView

_EACH = frozenset(
    {
        "map",
        "forEach",
        "filter",
        "find",
        "some",
        "every",
        "flatMap",
        "each",
        "findLast",
        "sort",
        "collect",
        "select",
        "partition",
    }
)
_ONWARD = frozenset({"then", "subscribe", "tap", "done", "success", "pipe", "let", "also", "finally_then"})
_LISTEN = frozenset(
    {
        "on",
        "once",
        "addListener",
        "addEventListener",
        "subscribe",
        "listen",
        "$on",
        "connect",
        "receiver",
        "handle",
        "register",
        "takeEvery",
        "takeLatest",
        "bind",
    }
)
_EMIT = frozenset(
    {
        "emit",
        "dispatch",
        "trigger",
        "publish",
        "$emit",
        "fire",
        "send",
        "triggerHandler",
        "notify",
        "post",
        "broadcast",
        "dispatchEvent",
        "put",
        "send_robust",
        "commit",
    }
)
_PLAIN = frozenset(
    {
        "get",
        "set",
        "send",
        "run",
        "call",
        "add",
        "push",
        "update",
        "init",
        "start",
        "open",
        "close",
        "then",
        "on",
        "emit",
        "log",
        "save",
        "create",
        "delete",
        "filter",
        "map",
        "render",
        "append",
        "post",
        "put",
        "write",
        "execute",
        "handle",
        "apply",
        "load",
        "print",
        "format",
        "join",
        "split",
        "replace",
    }
)
"""Method names too common to tie a call to a class by the name alone."""


class CallerValue(NamedTuple):
    """A value that a parameter gets: ``value`` read at ``site``, ``path`` below it, handed over at ``node``."""

    site: Site
    node: ir.Node
    value: ir.Expr
    path: tuple[str, ...]


class _Target(NamedTuple):
    site: Site
    call: ir.Call
    bound: bool
    through: str


class Callers:
    """Finds callers through the word index: only files that hold a function's name are looked at."""

    def __init__(self, program: Program, resolver: Resolver) -> None:
        self._program = program
        self._resolver = resolver
        self._calls = resolver.calls
        self._memo: dict[tuple[str, int], list[_Target]] = {}
        self._tags: dict[tuple[str, int], list[tuple[ModuleView, int]]] = {}
        self._records: dict[tuple[str, int], ir.Record] = {}
        self._made: dict[tuple[object, ...], ir.Expr] = {}
        self._importing: dict[tuple[str, str], list[tuple[ModuleView, str]]] = {}
        self._shared: dict[tuple[str, str], list[tuple[ModuleView, int, str, str]]] = {}
        self._in_progress: set[tuple[str, int]] = set()

    # --------------------------------------------------------------------------------------- parameters

    def of(self, view: ModuleView, function: int, position: int, path: tuple[str, ...]) -> list[CallerValue]:
        """Give all values that parameter ``position`` of a function gets, in a stable order."""
        found: list[CallerValue] = []
        declared = view.functions[function]
        for target in self.sites(view, function):
            value = self._argument(target, declared, position)
            if value is not None:
                found.append(CallerValue(target.site, target.call, value, path))
        found.extend(self._callbacks(view, function, position, path))
        if position == 0 and not found:
            found.extend(self._dispatched(view, function, path))
        if position == 0:
            for other, index in self.component_tags(view, function):
                tag = other.module.tags[index]
                found.append(
                    CallerValue(Site(other, tag.function, tag.block), tag, self.attributes(other, index), path)
                )
        return found[:MAX_CALLERS]

    def is_entry(self, view: ModuleView, function: int) -> bool:
        """Say whether a framework may call the function too: it is decorated or handed to something outside."""
        return bool(view.functions[function].decorators)

    def _argument(self, target: _Target, function: ir.Function, position: int) -> ir.Expr | None:
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

    # --------------------------------------------------------------------------------------- call sites

    def sites(self, view: ModuleView, function: int) -> list[_Target]:
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

    def _find(self, view: ModuleView, function: int) -> list[_Target]:
        found: dict[tuple[str, int, int], _Target] = {}
        for call_site in view.called_lambdas.get(function, ()):
            site = Site(view, call_site.function, call_site.block)
            found[view.path, call_site.call.start, call_site.call.end] = _Target(site, call_site.call, False, "")
        for name, files in sorted(self.names(view, function).items()):
            if files is None:
                files = self._program.reaching(name, view.path) if len(name) > 2 else (view.path,)
            for path in files:
                other = self._program.marked(path, marks.called(name)) if len(found) < MAX_CALLERS else None
                if other is None:
                    continue
                for call_site in other.calls_by_name.get(name, ()):
                    target = self._matches(
                        view,
                        function,
                        other,
                        call_site.function,
                        call_site.block,
                        call_site.call,
                        call_site.call.callee,
                        "",
                    )
                    if target is not None:
                        found[path, call_site.call.start, call_site.call.end] = target
                for through in sorted(THROUGH):
                    for call_site in other.calls_on.get((through, name), ()):
                        callee = call_site.call.callee
                        if isinstance(callee, ir.Member):
                            target = self._matches(
                                view,
                                function,
                                other,
                                call_site.function,
                                call_site.block,
                                call_site.call,
                                callee.base,
                                through,
                            )
                            if target is not None:
                                found[path, call_site.call.start, call_site.call.end] = target
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
    ) -> _Target | None:
        site = Site(other, inside, block)
        shapes = self._resolver.functions(site, callee)
        for shape in shapes:
            if shape.view is view and shape.number == function:
                return _Target(site, call, shape.bound or call.new, through)
        declared = view.functions[function]
        if shapes or not isinstance(callee, ir.Member):
            return None
        known = self._resolver.shapes(site, callee.base)
        if declared.owner >= 0 and any(isinstance(s, InstanceShape) for s in known):
            mine = ClassShape(view, declared.owner)
            if any(isinstance(s, InstanceShape) and s.cls in self._resolver.lineage(mine) for s in known):
                return _Target(site, call, True, through)
        if self._implements(view, declared.owner, callee):
            return _Target(site, call, True, through)
        if any(not isinstance(s, SymbolShape) for s in known) or any(
            isinstance(s, SymbolShape) and s.path.startswith(("npm:", "py:")) for s in known
        ):
            return None
        if any(self._resolver.is_trackers(member) for s in known for member in self._resolver.member(s, callee.key)):
            return None  # mixpanel.identify() in helpers/mixpanel.js is the tracker's, not the helper itself
        if self._hinted(view, function, callee):
            return _Target(site, call, declared.owner >= 0, through)
        return None

    def _hinted(self, view: ModuleView, function: int, callee: ir.Member) -> bool:
        """Say whether an unknown receiver's name speaks for the function: ``analytics.click()`` and class Analytics."""
        declared = view.functions[function]
        receiver = squash(simple_name(callee.base))
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
        receiver = squash(simple_name(callee.base))
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
        pending: list[LambdaSite] = list(view.lambdas.get(function, ()))
        for use in pending:
            holder = use.holder
            if isinstance(holder, ir.Assign):
                if alias := simple_name(holder.target):
                    found.setdefault(alias, None)
            elif isinstance(holder, ir.Field) and holder.key:
                found.setdefault(holder.key, None)
            elif isinstance(holder, ir.Call):
                outer = view.holders.get(id(holder))
                if isinstance(outer, ir.Assign) and (alias := simple_name(outer.target)):
                    found.setdefault(alias, None)
                elif isinstance(outer, ir.Field) and outer.key:
                    found.setdefault(outer.key, None)
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
        if view.module.open_scope and declared.parent == 0 and declared.owner < 0:
            exported.add(name)
        for alias in self._passed_on(view, exported) if exported else ():
            found.setdefault(alias, None)
        if exported or not name or declared.owner >= 0:
            for local, path in self._imported_as(view, exported | ({"default"} if not name else set())):
                known = found.get(local, ())
                if known is not None:
                    found[local] = tuple(sorted({*known, path}))
        return found

    def _passed_on(self, view: ModuleView, exported: set[str], depth: int = 0) -> list[str]:
        """Give the other names under which modules pass on what a module exports: ``export { track as send } from``."""
        found: list[str] = []
        stem = _stem(view.path)
        wanted = (marks.PASSES_ALL, *(marks.passed(name) for name in exported))
        for path in self._program.reaching(stem, view.path)[:300] if stem and depth < 4 else ():
            other = self._program.marked(path, *wanted)
            if other is None or other is view:
                continue
            pairs = [(e.imported, e.name, e.specifier) for e in other.module.exports if e.specifier]
            if other.module.open_scope:
                pairs = [(b.name, b.local, b.specifier) for b in other.module.imports if b.function == 0]
            aliases = {
                alias if alias != "*" else name
                for name, alias, specifier in pairs
                if (name in exported or alias == "*")
                and (alias not in exported or name == "default" or other.module.open_scope)
                and self._program.link(other, specifier) == view.path
                for name in ([name] if alias != "*" else sorted(exported))
            }
            known = {a for a in aliases if a not in ("*", "default")}
            found.extend(sorted(known - exported))
            if known:
                found.extend(self._passed_on(other, known, depth + 1))
        return list(dict.fromkeys(found))

    def _imported_as(self, view: ModuleView, exported: set[str]) -> list[tuple[str, str]]:
        """Give the local names, with their files, under which other modules import one of the exported names."""
        stem = _stem(view.path)
        found: list[tuple[str, str]] = []
        if not stem or not exported:
            return found
        wanted = [marks.renamed(name) for name in exported]
        for path in self._program.reaching(stem, view.path)[:300]:
            other = self._program.marked(path, *wanted)
            if other is None or other is view:
                continue
            for binding in other.module.imports:
                if (
                    binding.name in exported
                    and binding.local not in (binding.name, "*")
                    and self._program.link(other, binding.specifier) == view.path
                ):
                    found.append((binding.local, path))
        return found

    def importing(self, view: ModuleView, name: str) -> list[tuple[ModuleView, str]]:
        """Give the modules that import a variable of a module under a name, for what they store below it."""
        key = (view.path, name)
        known = self._importing.get(key)
        if known is not None:
            return known
        found: list[tuple[ModuleView, str]] = []
        self._importing[key] = found
        if (
            name.startswith("%")
            or (0, name) in view.named_functions
            or not any(isinstance(e.value, ir.Name) and e.value.id == name for e in view.module.exports)
        ):
            return found
        if all(
            isinstance(a.value, (ir.Constant, ir.Lambda, ir.ClassRef, ir.Text)) for a in view.assigns[0].get(name, ())
        ):
            return found
        for local, path in [(name, p) for p in self._program.reaching(name, view.path)[:60]]:
            other = self._program.marked(path, marks.imported(local))
            binding = other.imports[0].get(local) if other is not None and other is not view else None
            if other is None or binding is None or binding.name != name:
                continue
            if self._program.link(other, binding.specifier) == view.path:
                found.append((other, local))
        return found

    def shared(self, view: ModuleView, name: str) -> list[tuple[ModuleView, int, str, str]]:
        """
        Give the variables that hold what ``name()`` gives, or a property of it: ``const { email } = useGuest()``.

        Each is a module, the function that binds the variable, its name and the property (empty for the whole).
        """
        key = (view.path, name)
        known = self._shared.get(key)
        if known is not None:
            return known
        found: list[tuple[ModuleView, int, str, str]] = []
        self._shared[key] = found
        if not name.startswith("use") or not any(e.name == name and e.value is not None for e in view.module.exports):
            return found
        for path in self._program.reaching(name, view.path)[:60]:
            other = self._program.marked(path, marks.imported(name))
            binding = other.imports[0].get(name) if other is not None else None
            if other is None or binding is None or self._program.link(other, binding.specifier) != view.path:
                continue
            for owner, assigns in enumerate(other.assigns):
                for local, assign in [(local, a) for local, listed in assigns.items() for a in listed]:
                    value, part = assign.value, ""
                    if isinstance(value, ir.Member):
                        part = value.key
                        value = value.base
                    if isinstance(value, ir.Name) and value.id.startswith("%"):
                        taken = assigns.get(value.id, ())
                        value = taken[0].value if len(taken) == 1 else value
                    while isinstance(value, ir.Call) and simple_name(value.callee) == "storeToRefs" and value.arguments:
                        value = value.arguments[0]
                    if isinstance(value, ir.Call) and simple_name(value.callee) == name and not local.startswith("%"):
                        found.append((other, owner, local, part))
        return found

    # ---------------------------------------------------------------------------------------- callbacks

    def _callbacks(self, view: ModuleView, function: int, position: int, path: tuple[str, ...]) -> list[CallerValue]:
        found: list[CallerValue] = []
        uses: list[tuple[ModuleView, LambdaSite]] = [(view, u) for u in view.lambdas.get(function, ())]
        declared = view.functions[function]
        if declared.name and declared.kind != "module":
            for other, use in self._uses(view, function, declared.name):
                uses.append((other, use))
        for other, use in uses:
            holder = use.holder
            if isinstance(holder, ir.Call):
                found.extend(self._handed(other, use, holder, position, path))
            elif isinstance(holder, ir.Attribute) and use.tag >= 0:
                found.extend(self._prop_called(other, use, holder, position, path))
                tag = other.module.tags[use.tag]
                if tag.component is not None:
                    found.extend(self._framework(other, use, tag.component, tag, position, path))
            elif isinstance(holder, ir.Field) and (called := other.options.get(id(holder))) is not None:
                found.extend(self._framework(other, use, called.call.callee, called.call, position, path))
        return found

    def _framework(
        self,
        view: ModuleView,
        use: LambdaSite,
        callee: ir.Expr,
        node: ir.Call | ir.Tag,
        position: int,
        path: tuple[str, ...],
    ) -> list[CallerValue]:
        """Give what a framework hands to a function that it is given: rows ``callback`` of ``rules/frameworks``."""
        site = Site(view, use.function, use.block)
        option = use.holder.key if isinstance(use.holder, ir.Field) else ""
        option = use.holder.name if isinstance(use.holder, ir.Attribute) else option
        for symbol in self._resolver.symbols(site, callee):
            for row in self._calls.callbacks(symbol):
                if row.parameter != position or row.option != option or not (option or row.function == use.position):
                    continue
                if row.symbol:
                    return [CallerValue(site, node, self._resolver.made_name(view, row.symbol, node.start), path)]
                if not isinstance(node, ir.Call) or row.argument is None:
                    continue
                if row.argument >= 0:
                    value = node.arguments[row.argument] if row.argument < len(node.arguments) else None
                else:
                    value = callee.base if isinstance(callee, ir.Member) else None
                if value is not None:
                    return [CallerValue(site, node, self._called(value), path)]
        return []

    def _called(self, value: ir.Expr) -> ir.Expr:
        """Give what a framework reads: a function is called, a list of them each, anything else is as it is."""
        key = (id(value), "called")
        if key not in self._made:
            made: ir.Expr = value
            if isinstance(value, ir.Lambda):
                made = ir.Call(value.start, value.end, value)
            elif isinstance(value, ir.Sequence):
                made = ir.Sequence(value.start, value.end, tuple(self._called(item) for item in value.items))
            self._made[key] = made
        return self._made[key]

    def _uses(self, view: ModuleView, function: int, name: str) -> list[tuple[ModuleView, LambdaSite]]:
        found: list[tuple[ModuleView, LambdaSite]] = []
        files = self._program.reaching(name, view.path) if len(name) > 2 else (view.path,)
        for path in files if len(files) <= 60 else (view.path,):
            other = self._program.marked(path, marks.used(name))
            if other is None:
                continue
            for use in other.value_uses.get(name, ()):
                if not isinstance(use.holder, (ir.Call, ir.Attribute)) and id(use.holder) not in other.options:
                    continue
                value = _held(use)
                if value is not None and any(
                    s.view is view and s.number == function
                    for s in self._resolver.functions(Site(other, use.function, use.block), value)
                ):
                    found.append((other, use))
        return found

    def _handed(
        self, view: ModuleView, use: LambdaSite, call: ir.Call, position: int, path: tuple[str, ...]
    ) -> list[CallerValue]:
        site = Site(view, use.function, use.block)
        callee = call.callee
        name = simple_name(callee)
        targets = self._resolver.functions(site, callee)
        if targets:
            return [v for t in targets for v in self._called_inside(t, use, call, position, path)]
        if known := self._framework(view, use, callee, call, position, path):
            return known
        if name in self._calls.later and (value := self._later(site, call, use.position, position)) is not None:
            return [CallerValue(site, call, value, path)]
        if isinstance(callee, ir.Member):
            if name in _EACH and position == 0:
                return [CallerValue(site, call, callee.base, ("[*]", *path))]
            if name == "reduce" and position == 1:
                return [CallerValue(site, call, callee.base, ("[*]", *path))]
            if name in _ONWARD and position == 0 and (name != "subscribe" or use.position == 0):
                return [CallerValue(site, call, callee.base, path)]
        if (
            name in _LISTEN
            and use.position >= 1
            and call.arguments
            and (event := self._resolver.literal(site, call.arguments[0]))
        ):
            return self._emitted(event, simple_name(call.arguments[0]), position, path)
        if name in ("setTimeout", "setInterval", "requestAnimationFrame") and len(call.arguments) > 2 + position:
            return [CallerValue(site, call, call.arguments[2 + position], path)]
        if name == "Thread":
            for keyword in call.keywords:
                if (
                    isinstance(keyword, ir.Keyword)
                    and keyword.name == "args"
                    and isinstance(keyword.value, ir.Sequence)
                    and position < len(keyword.value.items)
                ):
                    return [CallerValue(site, call, keyword.value.items[position], path)]
        if name in (
            "submit",
            "run_in_executor",
            "to_thread",
            "add_task",
            "create_task",
            "enqueue",
            "partial",
            "apply_async",
            "after_commit",
        ):
            index = use.position + 1 + position
            if index < len(call.arguments):
                return [CallerValue(site, call, call.arguments[index], path)]
            parameters = view.functions[use.function].parameters
            for keyword in call.keywords:
                if (
                    isinstance(keyword, ir.Keyword)
                    and position < len(parameters)
                    and keyword.name == parameters[position].name
                ):
                    return [CallerValue(site, call, keyword.value, path)]
        return []

    def _later(self, site: Site, call: ir.Call, given: int, position: int) -> ir.Expr | None:
        """Give the argument that a function gets which a call is handed to call it later."""
        for symbol in self._resolver.symbols(site, call.callee):
            for row in self._calls.through(symbol):
                if row.function != given or row.wraps or given < 0:
                    continue
                arguments = call.arguments[given + 1 + row.skip :]
                if row.arguments == "list" and arguments and isinstance(arguments[0], ir.Sequence):
                    arguments = arguments[0].items
                if position < len(arguments):
                    return arguments[position]
        return None

    def _called_inside(
        self, target: FunctionShape, use: LambdaSite, call: ir.Call, position: int, path: tuple[str, ...]
    ) -> list[CallerValue]:
        """Give the calls of a parameter inside the project's function that the callback goes to."""
        parameters = target.view.functions[target.number].parameters
        shift = (
            1
            if target.bound and parameters and parameters[0].name == target.view.functions[target.number].receiver
            else 0
        )
        index = use.position + shift
        names = {use.keyword} if use.keyword else {parameters[index].name} if 0 <= index < len(parameters) else set()
        found: list[CallerValue] = []
        for name in sorted(names):
            for inner in target.view.calls_by_name.get(name, ()):
                if (
                    isinstance(inner.call.callee, ir.Name)
                    and target.view.scope_of(inner.function, name) == target.number
                    and position < len(inner.call.arguments)
                ):
                    found.append(
                        CallerValue(
                            Site(target.view, inner.function, inner.block),
                            inner.call,
                            inner.call.arguments[position],
                            path,
                        )
                    )
        return found

    def _prop_called(
        self, view: ModuleView, use: LambdaSite, attribute: ir.Attribute, position: int, path: tuple[str, ...]
    ) -> list[CallerValue]:
        """Follow ``<SearchBox onSearch={f}/>`` to the calls of ``onSearch`` in the component, or what it emits."""
        tag = view.module.tags[use.tag]
        component = self._component_view(view, tag)
        if component is None:
            return []
        found: list[CallerValue] = []
        for inner in component.calls_by_name.get(attribute.name, ()):
            if position < len(inner.call.arguments):
                found.append(
                    CallerValue(
                        Site(component, inner.function, inner.block), inner.call, inner.call.arguments[position], path
                    )
                )
        event = attribute.name.removeprefix("on")
        for name in ("$emit", "emit", "dispatch", "emits"):
            for inner in component.calls_by_name.get(name, ()):
                arguments = inner.call.arguments
                if (
                    arguments
                    and isinstance(arguments[0], ir.Constant)
                    and squash(str(arguments[0].value)) == squash(event)
                    and position + 1 < len(arguments)
                ):
                    rest = path[1:] if name == "dispatch" and path[:1] == (".detail",) else path
                    found.append(
                        CallerValue(
                            Site(component, inner.function, inner.block), inner.call, arguments[position + 1], rest
                        )
                    )
        return found

    def _component_view(self, view: ModuleView, tag: ir.Tag) -> ModuleView | None:
        if tag.component is not None:
            for shape in self._resolver.shapes(Site(view, tag.function, tag.block), tag.component):
                if isinstance(shape, (FunctionShape, ClassShape)):
                    return shape.view
                if isinstance(shape, InstanceShape):
                    return shape.cls.view
            name = simple_name(tag.component)
        else:
            name = tag.name
        if "-" not in name and not name[:1].isupper():
            return None
        path = self._program.component(name)
        return self._program.view(path) if path is not None else None

    def _emitted(self, event: str, word: str, position: int, path: tuple[str, ...]) -> list[CallerValue]:
        """Give what is sent out under an event's name; ``word`` is the constant that may stand for it."""
        found: list[CallerValue] = []
        files = dict.fromkeys(self._program.files_with(event)[:80])
        files.update(dict.fromkeys(self._program.files_with(word)[:40] if len(word) > 2 else ()))
        wanted = [marks.called(name) for name in _EMIT]
        for file in files:
            other = self._program.marked(file, *wanted)
            if other is None:
                continue
            for name in sorted(_EMIT):
                for inner in other.calls_by_name.get(name, ()):
                    arguments = inner.call.arguments
                    site = Site(other, inner.function, inner.block)
                    if name == "dispatchEvent" and arguments and isinstance(arguments[0], ir.Call):
                        made = arguments[0]
                        if (
                            made.arguments
                            and isinstance(made.arguments[0], ir.Constant)
                            and made.arguments[0].value == event
                            and len(made.arguments) > 1
                        ):
                            found.append(CallerValue(site, inner.call, made.arguments[1], path))
                    elif (
                        len(arguments) > position + 1
                        and isinstance(arguments[0], (ir.Constant, ir.Name, ir.Member))
                        and self._resolver.literal(site, arguments[0]) == event
                    ):
                        found.append(CallerValue(site, inner.call, arguments[position + 1], path))
                    elif (
                        position == 0
                        and len(arguments) == 1
                        and any(
                            self._resolver.literal(there, t) == event for there, t in self._types(site, arguments[0])
                        )
                    ):
                        found.append(CallerValue(site, inner.call, arguments[0], path))
        return found

    def _types(self, site: Site, action: ir.Expr) -> list[tuple[Site, ir.Expr]]:
        """Give the values that the ``type`` of an action may have: a record, or what an action creator gives back."""
        if isinstance(action, ir.Record):
            return [(site, e.value) for e in action.entries if isinstance(e, ir.Field) and e.key == "type"]
        found: list[tuple[Site, ir.Expr]] = []
        for function in self._resolver.functions(site, action.callee)[:4] if isinstance(action, ir.Call) else ():
            for ret in function.view.returns[function.number]:
                if isinstance(ret.value, ir.Record):
                    found.extend(self._types(Site(function.view, function.number, ret.block), ret.value))
        return found

    def _dispatched(self, view: ModuleView, function: int, path: tuple[str, ...]) -> list[CallerValue]:
        """
        Give every action of the project where a function is the innermost of a Redux middleware.

        ``(store) => (next) => (action) => ...``: the middle one's parameter is called ``next`` and is called inside.
        """
        outer = view.functions[function].parent
        if outer <= 0 or not any(isinstance(u.holder, ir.Return) for u in view.lambdas.get(function, ())):
            return []
        named = view.functions[outer].parameters
        if (
            len(named) != 1
            or named[0].name != "next"
            or not any(c.function == function for c in view.calls_by_name.get("next", ()))
        ):
            return []
        found: list[CallerValue] = []
        for file in self._program.reaching("dispatch", view.path)[:120]:
            other = self._program.marked(file, marks.called("dispatch"), marks.called("put"))
            for name in ("dispatch", "put") if other is not None else ():
                for inner in other.calls_by_name.get(name, ()) if other is not None else ():
                    arguments = inner.call.arguments
                    if other is None or len(arguments) != 1 or not isinstance(arguments[0], (ir.Record, ir.Call)):
                        continue
                    site = Site(other, inner.function, inner.block)
                    if name == "dispatch" or self._types(site, arguments[0]):
                        found.append(CallerValue(site, inner.call, arguments[0], path))
        return found

    # --------------------------------------------------------------------------------------- components

    def component_tags(self, view: ModuleView, function: int) -> list[tuple[ModuleView, int]]:
        """Give the JSX elements that render a function component."""
        key = (view.path, function)
        known = self._tags.get(key)
        if known is not None:
            return known
        found: list[tuple[ModuleView, int]] = []
        self._tags[key] = found
        for name in sorted(self.names(view, function)):
            if not name[:1].isupper():
                continue
            for path in self._program.reaching(name, view.path):
                other = self._program.marked(path, marks.element(name))
                if other is None:
                    continue
                for index, tag in enumerate(other.module.tags):
                    if tag.component is not None and simple_name(tag.component) == name:
                        shapes = self._resolver.functions(Site(other, tag.function, tag.block), tag.component)
                        if any(s.view is view and s.number == function for s in shapes) or (
                            not shapes and self._linked_to(other, name, view)
                        ):
                            found.append((other, index))
        return found

    def _linked_to(self, other: ModuleView, name: str, view: ModuleView) -> bool:
        binding = other.imports[0].get(name)
        return other is view if binding is None else self._program.link(other, binding.specifier) == view.path

    def attributes(self, view: ModuleView, index: int) -> ir.Record:
        """Give the attributes of an element as the record that its component gets."""
        key = (view.path, index)
        record = self._records.get(key)
        if record is None:
            tag = view.module.tags[index]
            entries: list[ir.Field | ir.Spread] = []
            for attribute in tag.attributes:
                if attribute.value is None:
                    continue
                if attribute.name == "...":
                    value = attribute.value.value if isinstance(attribute.value, ir.Spread) else attribute.value
                    entries.append(ir.Spread(attribute.start, attribute.end, value))
                else:
                    entries.append(ir.Field(attribute.start, attribute.end, attribute.name, attribute.value))
            record = self._records[key] = ir.Record(tag.start, tag.end, tuple(entries))
        return record

    def component_values(self, view: ModuleView, cls: int, key: str) -> list[tuple[Site, ir.Expr]]:
        """Give what elements hand to property ``key`` of a component class (``props`` for React's whole record)."""
        declared = view.module.classes[cls]
        names = {declared.name} if declared.name else set()
        stem = posixpath.splitext(posixpath.basename(view.path))[0]
        if view.module.language in ("vue", "svelte", "astro"):
            names.add(stem)
        elif stem in ("component", "index"):
            names.add(posixpath.basename(posixpath.dirname(view.path)))
        found: list[tuple[Site, ir.Expr]] = []
        for name in sorted(names):
            spelled = {name, _kebab(name), _pascal(name)}
            for word in sorted(spelled):
                files = self._program.reaching(word, view.path)
                for path in files if len(files) <= 200 else ():
                    other = self._program.marked(path, marks.element(name))
                    if other is None:
                        continue
                    for index, tag in enumerate(other.module.tags):
                        if squash(tag.name) == squash(name) and (tag.component is not None or "-" in tag.name):
                            site = Site(other, tag.function, tag.block)
                            if key == "props":
                                found.append((site, self.attributes(other, index)))
                            for attribute in tag.attributes:
                                if squash(attribute.name.lstrip("@")) == squash(key) and attribute.value is not None:
                                    found.append((site, attribute.value))
        return list(dict.fromkeys(found))

    def bound_values(self, view: ModuleView, index: int, attribute: str) -> list[tuple[Site, ir.Expr]]:
        """Give what a component puts into the variable that is bound to it: what it emits, or its own variable."""
        component = self._component_view(view, view.module.tags[index])
        if component is None or component is view:
            return []
        name = attribute.partition(":")[2].partition(".")[0]
        if attribute.startswith("bind:"):
            made = self._resolver.made_name(component, name, component.functions[0].end)
            return [(Site(component, 0, 0), made)] if component.scope_of(0, name) == 0 else []
        event = "update:" + (name or "modelValue")
        found: list[tuple[Site, ir.Expr]] = []
        for emit in ("$emit", "emit", "emits"):
            for inner in component.calls_by_name.get(emit, ()):
                arguments = inner.call.arguments
                if (
                    len(arguments) > 1
                    and isinstance(arguments[0], ir.Constant)
                    and arguments[0].value in (event, "input")
                ):
                    found.append((Site(component, inner.function, inner.block), arguments[1]))
        for inner in component.calls_by_name.get("defineModel", ()):
            held = component.holders.get(id(inner.call))
            first = inner.call.arguments[0] if inner.call.arguments else None
            model = first.value if isinstance(first, ir.Constant) else "modelValue"
            if isinstance(held, ir.Assign) and isinstance(held.target, ir.Name) and model == (name or "modelValue"):
                made = self._resolver.made_name(component, held.target.id, component.functions[0].end)
                found.append((Site(component, 0, 0), made))
        return found


def _stem(path: str) -> str:
    """Give the name by which imports call a file: that of its folder for an index file."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    return posixpath.basename(posixpath.dirname(path)) if stem in ("index", "__init__", "mod") else stem


def _held(use: LambdaSite) -> ir.Expr | None:
    holder = use.holder
    if isinstance(holder, ir.Call):
        if use.keyword:
            return next((k.value for k in holder.keywords if isinstance(k, ir.Keyword) and k.name == use.keyword), None)
        return holder.arguments[use.position] if use.position < len(holder.arguments) else None
    if isinstance(holder, (ir.Attribute, ir.Field)):
        return holder.value
    return None


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).replace("_", "-").lower()


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[-_]", name))
