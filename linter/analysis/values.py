"""
What an expression *is*, as far as the code shows: a function, a class, an instance, a module, an outside symbol.

This is the half of the analysis that answers 'who is called here'. It follows variables, members, imports, calls and
parameters forwards to what they name; the other half (``trace``) follows data backwards to where it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from linter import ir
from linter.analysis import marks
from linter.analysis.program import Program, member_symbol, simple_name
from linter.analysis.view import CallSite, LambdaSite, ModuleView, Write
from linter.catalogue.calls import Calls

MAX_SHAPES = 24
MAX_DEPTH = 24
MAX_OUTER_FILES = 30
"""A name that more files hold is too common to look for those that store something under it."""
_NEVER = 1 << 30


class Frame(NamedTuple):
    """A call that the trace went into: its parameters are bound to this call's arguments alone."""

    call: ir.Call
    site: Site
    view: ModuleView
    function: int
    bound: bool
    """True when the callee's first parameter is the receiver and takes no argument of the call."""
    key: tuple[int, ...]


class Symbolic(NamedTuple):
    """
    A function that is being summed up: its parameters stand for themselves.

    What a function gives back is worked out once; each call puts its own arguments in place of the parameters.
    """

    view: ModuleView
    function: int

    @property
    def key(self) -> tuple[object, ...]:
        """A hashable identity."""
        return ("summary", self.view.path, self.function)


class Site(NamedTuple):
    """A place from which expressions are read: a block of a function, with the calls that led there."""

    view: ModuleView
    function: int
    block: int
    frame: Frame | Symbolic | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """A hashable identity."""
        return (self.view.path, self.function, self.block, self.frame.key if self.frame else ())


class FunctionShape(NamedTuple):
    """A function of the project; ``bound`` when it is reached through an instance, so that its receiver is set."""

    view: ModuleView
    number: int
    bound: bool = False


class ClassShape(NamedTuple):
    """A class of the project."""

    view: ModuleView
    number: int


class InstanceShape(NamedTuple):
    """An instance of a class of the project."""

    cls: ClassShape


class ModuleShape(NamedTuple):
    """A module of the project as a value."""

    view: ModuleView


class SymbolShape(NamedTuple):
    """Something from outside: a global, an export of a package, or what is reached from it."""

    path: str


class RecordShape(NamedTuple):
    """A record literal whose fields may be functions."""

    site: Site
    record: ir.Record


Shape: TypeAlias = FunctionShape | ClassShape | InstanceShape | ModuleShape | SymbolShape | RecordShape

_CONTEXT_HOOKS = (
    "npm:react:useContext",
    "npm:preact/hooks:useContext",
    "npm:vue:inject",
    "npm:react:use",
    "npm:svelte:getContext",
)
_INSTALLED = ((".prototype",), (".config", ".globalProperties"), (".globalProperties",))
"""Where an application keeps what each of its components has: ``Vue.prototype``, ``app.config.globalProperties``."""

_TRANSPARENT = frozenset(
    {
        "useMemo",
        "useCallback",
        "memo",
        "forwardRef",
        "observer",
        "useRef",
        "markRaw",
        "reactive",
        "ref",
        "readonly",
        "debounce",
        "throttle",
        "once",
        "memoize",
        "memoizeOne",
        "action",
        "runInAction",
        "asyncHandler",
        "catchAsync",
        "useEvent",
        "useEventCallback",
        "useDebouncedCallback",
        "useDebounce",
        "task",
        "restartableTask",
        "dropTask",
        "enqueueTask",
        "keepLatestTask",
        "cache",
        "connect",
        "withRouter",
        "inject",
        "expose",
        "defineComponent",
        "lazy",
        "freeze",
        "seal",
        "shallowRef",
        "toRaw",
        "unref",
        "defineStore",
        "createSelector",
        "partial",
        "bind",
    }
)
"""Functions that give back what they get: framework wrappers around a function or value."""

_EVALUATED = frozenset({"useMemo", "computed", "createMemo", "asyncComputed"})
"""Functions that give back what the function they get returns."""


_COMMON_KEYS = frozenset(
    {"client", "service", "instance", "logger", "tracker", "analytics", "provider", "state", "value"}
)
"""Names of attributes that too many things have."""

_WHEN_READY = frozenset({"loaded", "onReady", "onLoad", "onLoaded", "ready", "onInit"})
"""Options of an SDK's start: functions that get the SDK when it is there."""


class Resolver:
    """
    Finds shapes.

    ``heads`` are the roots of the catalogue's browser globals: names that a page may define itself; ``weak`` the names
    too common to prove a tracker; ``known`` says whether the catalogue has a row for a symbol or below it;
    ``calls`` are the calls of frameworks, for what they do with the functions that they are given.
    """

    def __init__(
        self,
        program: Program,
        heads: frozenset[str],
        weak: frozenset[str],
        known: Callable[[str], bool],
        calls: Calls | None = None,
    ) -> None:
        self.program = program
        self.heads = heads
        self.weak = weak
        self.known = known
        self.calls = calls if calls is not None else Calls(())
        self._memo: dict[tuple[object, ...], tuple[Shape, ...]] = {}
        self._active: dict[tuple[object, ...], int] = {}
        self._cut_at = _NEVER
        self._provisional: dict[tuple[object, ...], tuple[tuple[Shape, ...], int]] = {}
        self._made: dict[tuple[object, ...], ir.Expr | None] = {}
        self._kept: dict[str, tuple[Shape, ...]] = {}
        self._outer: dict[tuple[ClassShape, str], tuple[tuple[Site, Write], ...]] = {}

    # --------------------------------------------------------------------------------------- expressions

    def shapes(self, site: Site, expr: ir.Expr, depth: int = 0) -> tuple[Shape, ...]:
        """Give all that ``expr`` may be; empty when the code does not show it or it is plain data."""
        if depth > MAX_DEPTH:
            return ()
        if site.frame is not None:
            site = Site(site.view, site.function, site.block)
        key = (*site.key, id(expr))
        known = self._memo.get(key)
        if known is not None:
            return known
        provisional = self._provisional.get(key)
        if provisional is not None:
            self._cut_at = min(self._cut_at, provisional[1])
            return provisional[0]
        level = len(self._active)
        if key in self._active:
            self._cut_at = min(self._cut_at, self._active[key])
            return ()
        self._active[key] = level
        outer_cut, self._cut_at = self._cut_at, _NEVER
        try:
            found = tuple(dict.fromkeys(self._shapes(site, expr, depth)))[:MAX_SHAPES]
        finally:
            del self._active[key]
        if self._cut_at >= level:
            self._memo[key] = found
            self._cut_at = outer_cut
        else:
            self._provisional[key] = (found, self._cut_at)
            self._cut_at = min(outer_cut, self._cut_at)
        if level == 0:
            self._provisional.clear()
        return found

    def _shapes(self, site: Site, expr: ir.Expr, depth: int) -> list[Shape]:
        match expr:
            case ir.Name():
                return self._name(site, expr, depth)
            case ir.Member():
                found: list[Shape] = []
                for base in self.shapes(site, expr.base, depth + 1):
                    found.extend(self.member(base, expr.key, depth + 1))
                found.extend(self._written(site, expr, depth))
                if not found and _ends_installed(expr.base):
                    found.extend(self.member(SymbolShape("this"), expr.key, depth + 1))
                if all(isinstance(s, SymbolShape) and not self.known(s.path) for s in found):
                    found.extend(self._kept_as(expr.key, depth))
                return found
            case ir.Index():
                key = self.literal(site, expr.index)
                return (
                    [s for b in self.shapes(site, expr.base, depth + 1) for s in self.member(b, key, depth + 1)]
                    if key
                    else []
                )
            case ir.Call():
                return self._call(site, expr, depth)
            case ir.Choice():
                return [s for option in expr.options for s in self.shapes(site, option, depth + 1)]
            case ir.Lambda():
                return [FunctionShape(site.view, expr.function)]
            case ir.ClassRef():
                return [ClassShape(site.view, expr.index)]
            case ir.Record():
                return [RecordShape(site, expr)]
            case ir.Import():
                return list(self._imported(site.view, expr.specifier, "*", depth))
            case ir.Hole():
                owner = site.view.hole_scope(expr)
                if owner >= 0:
                    return list(self.shapes(Site(site.view, owner, expr.block), expr.value, depth + 1))
                return []
            case ir.Spread():
                return list(self.shapes(site, expr.value, depth + 1))
            case ir.Opaque() if len(expr.parts) == 1:
                return list(self.shapes(site, expr.parts[0], depth + 1))
            case _:
                return []

    def _kept_as(self, key: str, depth: int) -> tuple[Shape, ...]:
        """
        Give the SDK that the project keeps under an attribute of this name, where nothing shows whose attribute it is.

        ``request.app.state.posthog`` and ``site.configuration.segment_client``: every place of the project that
        defines the attribute, a property or an assignment, must agree that it is an SDK of the catalogue.
        """
        if len(key) < 5 or key.lstrip("_").lower() in _COMMON_KEYS or depth > 6:
            return ()
        known = self._kept.get(key)
        if known is None:
            self._kept[key] = ()
            known = self._kept[key] = tuple(dict.fromkeys(self._keeping(key)))
        return known

    def _keeping(self, key: str) -> list[Shape]:
        found: list[Shape] = []
        files = self.program.files_with(key)
        for path in files if len(files) <= 40 else ():
            view = self.program.marked(path, marks.stored(key), marks.read(key))
            if view is None:
                continue
            values = [
                (Site(view, number, ret.block), ret.value)
                for number in view.getters.get(key, ())
                for ret in view.returns[number]
            ]
            values += [
                (Site(view, write.function, write.block), write.value)
                for write in view.stored.get("." + key, ())
                if not isinstance(write.value, ir.Constant)
            ]
            for site, value in values:
                shapes = [s for s in self.shapes(site, value, 8) if isinstance(s, SymbolShape) and self.known(s.path)]
                if not shapes:
                    return []
                found.extend(shapes)
        return found

    def literal(self, site: Site, expr: ir.Expr) -> str:
        """Give the text of a literal or of a name that is bound to one literal only; else an empty string."""
        if isinstance(expr, ir.Constant):
            return expr.value if isinstance(expr.value, str) else ""
        if isinstance(expr, ir.Name):
            owner = site.view.scope_of(site.function, expr.id)
            assigns = site.view.assigns[owner].get(expr.id, ()) if owner >= 0 else ()
            if (
                len(assigns) == 1
                and isinstance(assigns[0].value, ir.Constant)
                and isinstance(assigns[0].value.value, str)
            ):
                return assigns[0].value.value
            binding = site.view.imports[owner].get(expr.id) if owner >= 0 and not assigns else None
            if binding is not None:
                target = self.program.linked(site.view, binding.specifier)
                return self._exported_literal(target, binding.name) if target is not None else ""
        if isinstance(expr, ir.Member) and expr.key.isupper():
            for shape in self.shapes(site, expr.base):
                if isinstance(shape, RecordShape):
                    for entry in shape.record.entries:
                        if isinstance(entry, ir.Field) and entry.key == expr.key:
                            return self.literal(shape.site, entry.value)
                elif isinstance(shape, ModuleShape):
                    return self._exported_literal(shape.view, expr.key)
        return ""

    def _exported_literal(self, view: ModuleView, name: str) -> str:
        """Give the text that a module exports under a name where it is bound to one literal only."""
        assigns = view.assigns[0].get(name, ())
        value = assigns[0].value if len(assigns) == 1 else None
        return value.value if isinstance(value, ir.Constant) and isinstance(value.value, str) else ""

    def _name(self, site: Site, name: ir.Name, depth: int) -> list[Shape]:
        view = site.view
        cls, receiver = view.class_of(site.function)
        if receiver and name.id == receiver:
            if cls >= 0:
                return [InstanceShape(ClassShape(view, cls))]
            return [SymbolShape("this")]
        if name.id == "super" and cls >= 0:
            return [InstanceShape(b) for b in self.bases(ClassShape(view, cls), depth)]
        owner = view.scope_of(site.function, name.id)
        if owner < 0:
            found = [s for b in view.star_imports for s in self._star(view, b, name.id, depth)]
            found.extend(self._page_global(view, name.id, depth))
            if name.id in view.named_classes and not found:
                found.append(ClassShape(view, view.named_classes[name.id]))
            return found or [SymbolShape(name.id)]
        here = Site(view, owner, view.block_in(owner, site.function, site.block))
        found = []
        assigns, _ = view.definitions(owner, name.id, site.function, site.block, name.start)
        for assign in assigns:
            found.extend(self.shapes(Site(view, owner, assign.block), assign.value, depth + 1))
        if not assigns and (owner, name.id) in view.named_functions:
            found.append(FunctionShape(view, view.named_functions[owner, name.id]))
        if not assigns and name.id in view.named_classes:
            found.append(ClassShape(view, view.named_classes[name.id]))
        binding = view.imports[owner].get(name.id)
        if binding is not None:
            found.extend(self._imported(view, binding.specifier, binding.name, depth))
        if name.id in view.parameters[owner]:
            found.extend(self._parameter(here, owner, name.id, depth))
        if owner == 0 and name.id in self.heads and not any(self._proves_other(s) for s in found):
            if not self._own_list(view, name.id, assigns):
                found.append(SymbolShape(name.id))
        return found

    def _own_list(self, view: ModuleView, name: str, assigns: Sequence[ir.Assign]) -> bool:
        """
        Say whether a module's name is a list that it began itself and put on no page: ``const optimizely = []``.

        In a classic script the same line makes the queue that the tracker reads.
        """
        module = view.module
        if not assigns or not (module.imports or module.exports) or module.shared_scope:
            return False
        if not all(isinstance(a.value, ir.Sequence) and not a.value.items for a in assigns):
            return False
        return not any(w.path == ("." + name,) for root in marks.ROOTS for w in view.writes.get(root, ()))

    def _proves_other(self, shape: Shape) -> bool:
        """Say whether a definition shows that a global's name is the project's own thing, not the tracker's."""
        if isinstance(shape, FunctionShape):
            return not self.is_stub(shape)
        if isinstance(shape, SymbolShape):
            return shape.path.startswith(("npm:", "py:"))
        return True

    def is_stub(self, shape: FunctionShape) -> bool:
        """Say whether a function is a vendor's loader stub: it queues its own ``arguments``."""
        return any(
            site.function == shape.number
            and any(isinstance(a, ir.Name) and a.id == "arguments" for a in site.call.arguments)
            for site in shape.view.calls
        )

    def is_trackers(self, shape: Shape) -> bool:
        """Say whether a shape is something that the catalogue knows under a name no project has for itself."""
        return (
            isinstance(shape, SymbolShape)
            and re.split(r"[.:(]", shape.path, maxsplit=1)[0] not in self.weak
            and self.known(shape.path)
        )

    def made_name(self, view: ModuleView, name: str, at: int) -> ir.Name:
        """Give the one name node that stands for reading ``name`` at byte ``at``: memos go by identity."""
        key = ("name", view.path, name, at)
        node = self._made.get(key)
        if not isinstance(node, ir.Name):
            node = self._made[key] = ir.Name(at, at, name)
        return node

    def made_call(self, call: ir.Call) -> ir.Call:
        """Give a call without its keywords, always the same node."""
        key = ("plain", id(call))
        made = self._made.get(key)
        if not isinstance(made, ir.Call):
            made = self._made[key] = ir.Call(call.start, call.end, call.callee, call.arguments)
        return made

    def argument(self, call: ir.Call, function: ir.Function, position: int, bound: bool) -> ir.Expr | None:
        """Give what a parameter gets from a call (see ``argument_for``), always the same node."""
        key = (id(call), id(function), position, bound)
        if key not in self._made:
            self._made[key] = argument_for(call, function, position, bound)
        return self._made[key]

    # --------------------------------------------------------------------------------- imports and exports

    def _imported(self, view: ModuleView, specifier: str, name: str, depth: int) -> tuple[Shape, ...]:
        target = self.program.linked(view, specifier)
        if target is not None:
            own = self._vendored(view, specifier, name)
            if name == "*":
                return (*own, ModuleShape(target))
            if own:
                return own
            exported = self.exported(target, name, depth + 1)
            if exported or not view.module.open_scope:
                return exported
        if view.module.open_scope and name != "*":
            nested = self.program.linked(
                view, specifier.rstrip(".") + "." + name if specifier.strip(".") else specifier + name
            )
            if nested is not None:
                return (ModuleShape(nested),)
        if target is not None:
            return ()
        return (SymbolShape(self.program.symbol(view, specifier, name)),)

    def _vendored(self, view: ModuleView, specifier: str, name: str) -> tuple[Shape, ...]:
        """Give the symbol of a vendor's SDK that lies in the project itself: its catalogued name tells."""
        if specifier.startswith(".") or self.program.link(view, specifier) is None:
            return ()
        symbol = self.program.symbol(view, specifier, name)
        head = symbol.partition(":")[2].split(".")[0].split("/")[0]
        if head in self.weak or len(head) < 5 or not self.known(symbol):
            return ()
        return (SymbolShape(symbol),)

    def _star(self, view: ModuleView, binding: ir.ImportBinding, name: str, depth: int) -> tuple[Shape, ...]:
        target = self.program.linked(view, binding.specifier)
        return self.exported(target, name, depth + 1) if target is not None else ()

    def exported(self, view: ModuleView, name: str, depth: int = 0) -> tuple[Shape, ...]:
        """Give what a module exports under a name."""
        if depth > MAX_DEPTH:
            return ()
        end = view.functions[0].end
        site = Site(view, 0, 0)
        if view.module.open_scope:
            owner = view.scope_of(0, name)
            if owner == 0:
                return self.shapes(site, self.made_name(view, name, end), depth + 1)
            for binding in view.star_imports:
                if starred := self._star(view, binding, name, depth + 1):
                    return starred
            return ()
        found: list[Shape] = []
        for export in view.module.exports:
            if export.name == name:
                if export.specifier:
                    found.extend(self._imported(view, export.specifier, export.imported or "*", depth + 1))
                elif export.value is not None:
                    found.extend(self.shapes(site, export.value, depth + 1))
        if found:
            return tuple(found)
        for export in view.module.exports:
            if export.name == "=" and export.value is not None:
                whole = self.shapes(site, export.value, depth + 1)
                if name == "default":
                    found.extend(whole)
                for shape in whole:
                    found.extend(self.member(shape, name, depth + 1))
            elif export.name == "*" and export.specifier and name != "default":
                found.extend(self._imported(view, export.specifier, name, depth + 1))
        return tuple(found)

    # ------------------------------------------------------------------------------------ members and calls

    def member(self, base: Shape, key: str, depth: int = 0) -> list[Shape]:
        """Give what ``base.key`` is."""
        if depth > MAX_DEPTH:
            return []
        if isinstance(base, SymbolShape):
            if key.startswith("$") and (base.path == "this" or base.path.rpartition(":")[2] == "useNuxtApp()"):
                return [*self._installed(key, depth), SymbolShape(f"this.{key}")]
            return [SymbolShape(member_symbol(base.path, key))]
        if isinstance(base, ModuleShape):
            exported = list(self.exported(base.view, key, depth + 1))
            found = exported
            if not found and not base.view.module.open_scope and key != "default":
                for shape in self.exported(base.view, "default", depth + 1):
                    found.extend(self.member(shape, key, depth + 1))
            if not found and base.view.module.open_scope:
                nested = self.program.linked(base.view, "." + key)
                if nested is not None:
                    found.append(ModuleShape(nested))
            return found
        if isinstance(base, InstanceShape):
            return self._attribute(base.cls, key, depth, instance=True)
        if isinstance(base, ClassShape):
            return self._attribute(base, key, depth, instance=False)
        if isinstance(base, RecordShape):
            return self._field(base, key, depth)
        if key in ("call", "apply", "bind", "delay", "apply_async", "s", "si"):
            return [base]
        return []

    def _field(self, base: RecordShape, key: str, depth: int) -> list[Shape]:
        found: list[Shape] = []
        for entry in reversed(base.record.entries):
            if isinstance(entry, ir.Field) and entry.key == key:
                return [*found, *self.shapes(base.site, entry.value, depth + 1)]
            if isinstance(entry, ir.Spread):
                for shape in self.shapes(base.site, entry.value, depth + 1):
                    found.extend(self.member(shape, key, depth + 1))
        return found

    def bases(self, cls: ClassShape, depth: int = 0) -> list[ClassShape]:
        """Give the project's own base classes of a class."""
        found: list[ClassShape] = []
        declared = cls.view.module.classes[cls.number]
        for base in declared.bases:
            for shape in self.shapes(Site(cls.view, declared.function, 0), base, depth + 1):
                if isinstance(shape, ClassShape) and shape != cls:
                    found.append(shape)
        return found

    def lineage(self, cls: ClassShape) -> list[ClassShape]:
        """Give a class and all its project bases, nearest first."""
        found = [cls]
        for current in found:
            for base in self.bases(current):
                if base not in found and len(found) < 12:
                    found.append(base)
        return found

    def attribute_writes(self, cls: ClassShape, key: str) -> list[tuple[Site, ir.Expr]]:
        """Give what the methods of a class and its bases store in ``this.key``."""
        found: list[tuple[Site, ir.Expr]] = []
        wanted = "." + key
        for current in self.lineage(cls):
            view = current.view
            receivers = {view.functions[m].receiver for m in view.module.classes[current.number].methods} | {"this"}
            for receiver in sorted(receivers):
                for write in view.stored_below.get((receiver, wanted), ()):
                    if view.class_of(write.function)[0] == current.number:
                        found.append((Site(view, write.function, write.block), write.value))
            for field in view.module.classes[current.number].fields:
                if field.name == key and field.value is not None:
                    found.append((Site(view, view.module.classes[current.number].function, 0), field.value))
        return found

    def outer_writes(self, cls: ClassShape, key: str) -> tuple[tuple[Site, Write], ...]:
        """Give what code outside a class stores in ``key`` of the class or an instance: ``Worker.queue.put(event)``."""
        known = self._outer.get((cls, key))
        if known is not None:
            return known
        self._outer[cls, key] = ()
        lineage = set(self.lineage(cls))
        found: list[tuple[Site, Write]] = []
        files = self.program.reaching(key, cls.view.path) if len(key) > 2 else ()
        for path in files if len(files) <= MAX_OUTER_FILES else ():
            other = self.program.marked(path, marks.stored(key))
            if other is None:
                continue
            for root in sorted(other.writes):
                for write in other.writes[root]:
                    if write.path[:1] != ("." + key,):
                        continue
                    there = Site(other, write.function, write.block)
                    inside, receiver = other.class_of(write.function)
                    if root == receiver and inside >= 0:
                        continue
                    for shape in self.shapes(there, self.made_name(other, root, write.start)):
                        owner = shape.cls if isinstance(shape, InstanceShape) else shape
                        if isinstance(owner, ClassShape) and not lineage.isdisjoint(self.lineage(owner)):
                            found.append((there, write))
                            break
        self._outer[cls, key] = tuple(found)
        return self._outer[cls, key]

    def method(self, cls: ClassShape, key: str) -> FunctionShape | None:
        """Give the method of a class or its bases."""
        for current in self.lineage(cls):
            for index in current.view.module.classes[current.number].methods:
                function = current.view.functions[index]
                if function.name == key:
                    return FunctionShape(
                        current.view, index, bound=(bool(function.receiver) and not function.static) or function.static
                    )
        return None

    def _attribute(self, cls: ClassShape, key: str, depth: int, *, instance: bool) -> list[Shape]:
        found: list[Shape] = []
        method = self.method(cls, key)
        if method is not None:
            function = method.view.functions[method.number]
            if function.kind == "getter":
                for ret in method.view.returns[method.number]:
                    found.extend(self.shapes(Site(method.view, method.number, ret.block), ret.value, depth + 1))
                return found
            return [method if instance or function.static else FunctionShape(method.view, method.number)]
        for site, value in self.attribute_writes(cls, key):
            found.extend(self.shapes(site, value, depth + 1))
        for current in self.lineage(cls):
            declared = current.view.module.classes[current.number]
            for field in declared.fields:
                if field.name == key and field.annotation is not None:
                    found.extend(self.annotated(Site(current.view, declared.function, 0), field.annotation, depth + 1))
            if not found:
                for base in declared.bases:
                    for shape in self.shapes(Site(current.view, declared.function, 0), base, depth + 1):
                        if isinstance(shape, SymbolShape):
                            found.append(SymbolShape(f"{shape.path}().{key}"))
        if not any(not isinstance(s, SymbolShape) for s in found):
            found.extend(self.member(SymbolShape("this"), key, depth + 1))
        return found

    def _installed(self, key: str, depth: int) -> list[Shape]:
        """Give what the project hands to all its components as ``this.$key``."""
        found: list[Shape] = []
        files = self.program.files_with(key)
        for path in files if len(files) <= 200 else ():
            other = self.program.marked(path, marks.stored(key))
            if other is None or other.module.open_scope:
                continue
            for write in other.stored.get("." + key, ()):
                if write.path[:-1] in _INSTALLED:
                    there = Site(other, write.function, write.block)
                    found.extend(self.shapes(there, write.value, depth + 1))
        found = [s for s in found if not isinstance(s, SymbolShape)]
        found.extend(
            s for s in self._plugged_in(key[1:], depth) if not isinstance(s, SymbolShape) or self.known(s.path)
        )
        return found

    def _plugged_in(self, name: str, depth: int) -> list[Shape]:
        """Give what plug-ins hand out under a name: ``provide: {name: x}``, ``provide('name', x)``, ``inject``."""
        found: list[Shape] = []
        files = self.program.files_with(name) if len(name) > 1 else ()
        for path in files if len(files) <= 200 else ():
            other = self.program.marked(path, marks.called("provide"), marks.called("inject"), marks.PROVIDES)
            if other is None or other.module.open_scope:
                continue
            for called in (*other.calls_by_name.get("provide", ()), *other.calls_by_name.get("inject", ())):
                arguments = called.call.arguments
                if len(arguments) > 1 and isinstance(arguments[0], ir.Constant) and arguments[0].value == name:
                    there = Site(other, called.function, called.block)
                    found.extend(self.shapes(there, arguments[1], depth + 1))
            for record, function, block in other.provided:
                for entry in record.entries:
                    if isinstance(entry, ir.Field) and entry.key == name:
                        found.extend(self.shapes(Site(other, function, block), entry.value, depth + 1))
        return found

    def annotated(self, site: Site, annotation: ir.Expr, depth: int = 0) -> list[Shape]:
        """Give the instances that a declared type stands for."""
        found: list[Shape] = []
        for shape in self.shapes(site, annotation, depth + 1):
            if isinstance(shape, ClassShape):
                found.append(InstanceShape(shape))
            elif isinstance(shape, SymbolShape) and shape.path.startswith(("npm:", "py:")):
                found.append(SymbolShape(shape.path + "()"))
        return found

    def _call(self, site: Site, call: ir.Call, depth: int) -> list[Shape]:
        found: list[Shape] = []
        name = simple_name(call.callee)
        if isinstance(call.callee, ir.Name) and call.callee.id == "super":
            cls, _ = site.view.class_of(site.function)
            if cls >= 0:
                return [InstanceShape(b) for b in self.bases(ClassShape(site.view, cls), depth)]
        if name in _EVALUATED and call.arguments:
            for shape in self.shapes(site, call.arguments[0], depth + 1):
                if isinstance(shape, FunctionShape):
                    for ret in shape.view.returns[shape.number]:
                        found.extend(self.shapes(Site(shape.view, shape.number, ret.block), ret.value, depth + 1))
        elif name in _TRANSPARENT and call.arguments:
            found.extend(self.shapes(site, call.arguments[0], depth + 1))
        if isinstance(call.callee, ir.Member) and name == "then" and call.arguments:
            for shape in self.shapes(site, call.arguments[0], depth + 1):
                if isinstance(shape, FunctionShape):
                    for ret in shape.view.returns[shape.number]:
                        found.extend(self.shapes(Site(shape.view, shape.number, ret.block), ret.value, depth + 1))
            if found:
                return found
        if isinstance(call.callee, ir.Member) and name == "bind":
            return list(self.shapes(site, call.callee.base, depth + 1))
        for callee in self.shapes(site, call.callee, depth + 1):
            if isinstance(callee, SymbolShape):
                if callee.path in _CONTEXT_HOOKS and call.arguments:
                    for value_site, value in self.provided(site, call.arguments[0]):
                        found.extend(self.shapes(value_site, value, depth + 1))
                elif (callee.path.endswith(".default") and callee.path.startswith("npm:")) or name not in _TRANSPARENT:
                    found.append(SymbolShape(callee.path + "()"))
            elif isinstance(callee, ClassShape):
                found.append(InstanceShape(callee))
            elif isinstance(callee, FunctionShape):
                for ret in callee.view.returns[callee.number]:
                    found.extend(self.shapes(Site(callee.view, callee.number, ret.block), ret.value, depth + 1))
                if call.new and not found:
                    found.append(SymbolShape("this"))
        return found

    def enter(self, site: Site, call: ir.Call, callee: FunctionShape) -> Frame | None:
        """Make the frame of a call into a function of the project; None past the depth kept apart."""
        outer = site.frame if isinstance(site.frame, Frame) else None
        key = (id(call), *(outer.key if outer else ()))
        if len(key) > 4:
            return None
        return Frame(call, site, callee.view, callee.number, callee.bound or call.new, key)

    def provided(self, site: Site, context: ir.Expr) -> list[tuple[Site, ir.Expr]]:
        """Give the values that ``<Context.Provider value={...}>`` and ``provide(key, value)`` put into a context."""
        name = context.value if isinstance(context, ir.Constant) else simple_name(context)
        if not isinstance(name, str) or not name:
            return []
        found: list[tuple[Site, ir.Expr]] = []
        for path in self.program.files_with(name):
            view = self.program.view(path)
            if view is None:
                continue
            for tag in view.module.tags:
                base = (
                    tag.component.base
                    if isinstance(tag.component, ir.Member) and tag.component.key == "Provider"
                    else tag.component
                )
                if base is not None and simple_name(base) == name:
                    for attribute in tag.attributes:
                        if attribute.name == "value" and attribute.value is not None:
                            found.append((Site(view, tag.function, tag.block), attribute.value))
            for called in view.calls_by_name.get("provide", []) + view.calls_by_name.get("setContext", []):
                arguments = called.call.arguments
                if len(arguments) > 1 and (
                    (isinstance(arguments[0], ir.Constant) and arguments[0].value == name)
                    or simple_name(arguments[0]) == name
                ):
                    found.append((Site(view, called.function, called.block), arguments[1]))
        return found

    # ------------------------------------------------------------------------------------------ variables

    def _written(self, site: Site, member: ir.Member, depth: int) -> list[Shape]:
        """Functions stored below a variable: ``App.track = function ...``, ``Foo.prototype.track = ...``."""
        if not isinstance(member.base, ir.Name):
            return []
        found: list[Shape] = []
        for write in site.view.stored_below.get((member.base.id, "." + member.key), ()):
            if not write.merge and isinstance(write.value, (ir.Lambda, ir.Name, ir.Call, ir.ClassRef)):
                found.extend(self.shapes(Site(site.view, write.function, write.block), write.value, depth + 1))
        return found

    def _page_global(self, view: ModuleView, name: str, depth: int) -> list[Shape]:
        """Give what another script of the project puts on the page under this name."""
        if (
            view.module.open_scope
            or not name
            or name in ("window", "document", "this", "arguments", "self", "module", "exports")
        ):
            return []
        found: list[Shape] = []
        for assign_site, value in self.page_globals(view, name):
            # ``window.sdk = window.sdk || {}`` is how a snippet begins, not an object of the project's own.
            begun = name in self.heads and isinstance(value, ir.Choice)
            found.extend(
                s
                for s in self.shapes(assign_site, value, depth + 1)
                if isinstance(s, (FunctionShape, ClassShape, InstanceShape))
                or (isinstance(s, RecordShape) and (s.record.entries or not begun))
            )
        if name in self.heads:
            found = [s for s in found if not (isinstance(s, FunctionShape) and self.is_stub(s))]
        return found

    def page_globals(self, view: ModuleView, name: str) -> list[tuple[Site, ir.Expr]]:
        """Give the values that scripts store in ``window.name`` or, in classic scripts, in a top-level ``name``."""
        found: list[tuple[Site, ir.Expr]] = []
        files = self.program.files_with(name)
        if len(name) < 3 or len(files) > 40:
            return []
        for path in files:
            other = self.program.marked(path, marks.shared(name))
            if other is None or other.module.open_scope:
                continue
            for root in marks.ROOTS:
                for write in other.writes.get(root, ()):
                    if write.path == ("." + name,):
                        found.append((Site(other, write.function, write.block), write.value))
            if other is not view and (
                other.module.shared_scope or (not other.module.exports and not other.module.imports)
            ):
                for assign in other.assigns[0].get(name, ()):
                    found.append((Site(other, 0, assign.block), assign.value))
        return found

    def _parameter(self, site: Site, owner: int, name: str, depth: int) -> list[Shape]:
        view = site.view
        position = view.parameters[owner][name]
        parameter = view.functions[owner].parameters[position]
        found: list[Shape] = []
        if parameter.annotation is not None:
            found.extend(
                self.annotated(Site(view, max(view.functions[owner].parent, 0), 0), parameter.annotation, depth)
            )
        if parameter.default is not None:
            found.extend(self.shapes(Site(view, max(view.functions[owner].parent, 0), 0), parameter.default, depth + 1))
        if found:
            return found
        for use in view.lambdas.get(owner, ()) if position == 0 else ():
            if isinstance(use.holder, ir.Call) and use.position == 0 and isinstance(use.holder.callee, ir.Member):
                if use.holder.callee.key == "then":
                    there = Site(view, use.function, use.block)
                    found.extend(
                        s
                        for s in self.shapes(there, use.holder.callee.base, depth + 1)
                        if not (isinstance(s, SymbolShape) and self.known(s.path + ".then()"))
                    )
        for use in view.lambdas.get(owner, ()):
            called = CallSite(use.holder, use.function, use.block) if isinstance(use.holder, ir.Call) else None
            called = called or view.options.get(id(use.holder))
            if called is not None and (symbol := self._framework_gives(view, called, use, position)):
                found.append(SymbolShape(symbol))
        if found:
            return found
        for call_site in view.called_lambdas.get(owner, ()):
            argument = self.argument(call_site.call, view.functions[owner], position, bound=False)
            if argument is not None:
                found.extend(self.shapes(Site(view, call_site.function, call_site.block), argument, depth + 1))
        if not found and depth < 8:
            for other, called, target in self._direct_callers(view, owner):
                argument = self.argument(called.call, view.functions[owner], position, target.bound)
                if argument is not None:
                    found.extend(self.shapes(Site(other, called.function, called.block), argument, depth + 4))
        if not found and position == 0 and depth < 8:
            found.extend(self._called_back(view, owner, depth))
        return found

    def _called_back(self, view: ModuleView, owner: int, depth: int) -> list[Shape]:
        """
        Give what a library hands to a callback: ``Sentry.withScope(scope => ...)`` is as if the call returned it.

        An SDK's option for when it is ready (``init(key, {loaded: sdk => ...})``) gets the SDK itself. Only what
        the catalogue knows counts.
        """
        found: list[Shape] = []
        for use in view.lambdas.get(owner, ()):
            site = Site(view, use.function, use.block)
            if isinstance(use.holder, ir.Call) and use.position >= 0:
                for shape in self.shapes(site, use.holder.callee, depth + 2):
                    if isinstance(shape, SymbolShape) and self.known(shape.path + "()"):
                        found.append(SymbolShape(shape.path + "()"))
            elif isinstance(use.holder, ir.Field) and use.keyword in _WHEN_READY:
                for called in view.calls_with(use.holder):
                    if isinstance(called.call.callee, ir.Member):
                        found.extend(
                            shape
                            for shape in self.shapes(site, called.call.callee.base, depth + 2)
                            if isinstance(shape, SymbolShape) and self.known(shape.path)
                        )
        return found

    def _framework_gives(self, view: ModuleView, called: CallSite, use: LambdaSite, position: int) -> str:
        """Give the symbol that a framework hands to a function: the scope of ``withScope((scope) => ...)``."""
        option = use.holder.key if isinstance(use.holder, ir.Field) else ""
        for symbol in self.symbols(Site(view, called.function, called.block), called.call.callee):
            for row in self.calls.callbacks(symbol):
                if row.symbol and row.parameter == position and row.option == option:
                    if option or row.function == use.position:
                        return row.symbol
        return ""

    def _direct_callers(self, view: ModuleView, owner: int) -> list[tuple[ModuleView, CallSite, FunctionShape]]:
        """Callers found by plain name: enough to follow an injected client into a helper."""
        function = view.functions[owner]
        name = function.name
        if name in ("constructor", "__init__") and function.owner >= 0:
            name = view.module.classes[function.owner].name
        if len(name) < 3:
            return []
        found: list[tuple[ModuleView, CallSite, FunctionShape]] = []
        files = self.program.reaching(name, view.path)
        for path in files if len(files) <= 12 else (view.path,):
            other = self.program.marked(path, marks.called(name))
            if other is None:
                continue
            for called in other.calls_by_name.get(name, ())[:20]:
                if isinstance(called.call.callee, ir.Name):
                    for shape in self.shapes(Site(other, called.function, called.block), called.call.callee, 12):
                        if isinstance(shape, FunctionShape) and shape.view is view and shape.number == owner:
                            found.append((other, called, shape))
                        elif isinstance(shape, ClassShape) and shape.view is view and shape.number == function.owner:
                            found.append((other, called, FunctionShape(view, owner, bound=True)))
        return found

    # -------------------------------------------------------------------------------------------- results

    def symbols(self, site: Site, expr: ir.Expr) -> tuple[str, ...]:
        """Give the symbol paths that an expression may be, sorted."""
        return tuple(sorted({s.path for s in self.shapes(site, expr) if isinstance(s, SymbolShape)}))

    def functions(self, site: Site, expr: ir.Expr) -> tuple[FunctionShape, ...]:
        """Give the project's own functions that a callee may be; a class gives its constructor."""
        found: list[FunctionShape] = []
        called_super = isinstance(expr, ir.Name) and expr.id == "super"
        for shape in self.shapes(site, expr):
            if isinstance(shape, FunctionShape):
                found.append(shape)
            elif called_super and isinstance(shape, InstanceShape):
                constructor = self.method(shape.cls, "constructor")
                if constructor is not None:
                    found.append(constructor)
            elif isinstance(shape, ClassShape):
                for name in ("constructor", "__init__"):
                    method = self.method(shape, name)
                    if method is not None:
                        found.append(FunctionShape(method.view, method.number, bound=True))
            elif isinstance(shape, InstanceShape):
                method = self.method(shape.cls, "__call__")
                if method is not None:
                    found.append(method)
        return tuple(dict.fromkeys(found))


def _ends_installed(expr: ir.Expr) -> bool:
    """Say whether an expression is the place of ``_INSTALLED`` in some application."""
    names: list[str] = []
    while isinstance(expr, ir.Member):
        names.insert(0, "." + expr.key)
        expr = expr.base
    return tuple(names) in _INSTALLED


def argument_for(call: ir.Call, function: ir.Function, position: int, bound: bool) -> ir.Expr | None:
    """
    Give the argument of ``call`` that parameter number ``position`` of ``function`` gets; None when there is none.

    ``bound``: the function's receiver is set already. Only receivers that are parameters (``self``) shift positions.
    """
    parameter = function.parameters[position]
    shift = 1 if bound and function.parameters and function.receiver == function.parameters[0].name else 0
    if shift and position == 0:
        return call.callee.base if isinstance(call.callee, ir.Member) else None
    for keyword in call.keywords:
        if isinstance(keyword, ir.Keyword) and keyword.name == parameter.name:
            return keyword.value
    index = position - shift
    if parameter.kind == "rest":
        rest = call.arguments[index:]
        return ir.Sequence(call.start, call.end, tuple(rest)) if rest else None
    if parameter.kind == "keywords":
        named = {p.name for p in function.parameters}
        entries = tuple(
            ir.Field(k.start, k.end, k.name, k.value) if isinstance(k, ir.Keyword) else k
            for k in call.keywords
            if isinstance(k, ir.Spread) or k.name not in named
        )
        return ir.Record(call.start, call.end, entries) if entries else None
    if parameter.kind == "keyword":
        index = len(call.arguments)
    for at, argument in enumerate(call.arguments):
        if at == index and not isinstance(argument, ir.Spread):
            return argument
        if isinstance(argument, ir.Spread):
            if at <= index:
                return ir.Member(argument.start, argument.end, argument.value, str(index - at))
            break
    for keyword in call.keywords:
        if isinstance(keyword, ir.Spread):
            return ir.Member(keyword.start, keyword.end, keyword.value, parameter.name)
    return None
