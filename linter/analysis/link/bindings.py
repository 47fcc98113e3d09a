"""What names and parameters are bound to, in a module, on a page, by callers and frameworks."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from linter import ir
from linter.analysis.link import marks
from linter.analysis.link.members import Members
from linter.analysis.link.shapes import ClassShape, FunctionShape, InstanceShape, RecordShape, Shape, Site, SymbolShape
from linter.analysis.link.view import CallSite, LambdaSite, ModuleView

_WHEN_READY = frozenset({"loaded", "onReady", "onLoad", "onLoaded", "ready", "onInit"})
"""Options of an SDK's start: functions that get the SDK when it is there."""
_SCRIPTS = (".ts", ".js", ".mjs")
"""Endings of modules whose name may stand for what they export by default."""
_TELLING = 3
"""Letters of a vendor's global up to which a parameter of that name may be anything: ``hj``, ``ym``."""
_DATA = (ir.Constant, ir.Record, ir.Sequence, ir.Hole, ir.Text)


def _only_settings(shape: Shape) -> bool:
    """Say whether an object holds plain data: nothing in it is a function or may be one."""
    if not isinstance(shape, RecordShape):
        return False
    records = [node for node in ir.walk(shape.record) if isinstance(node, ir.Record)]
    fields = [entry for record in records for entry in record.entries]
    top = all(isinstance(f, ir.Field) and isinstance(f.value, _DATA) for f in shape.record.entries)
    return top and all(isinstance(f, ir.Field) and not isinstance(f.value, (ir.Name, ir.Lambda)) for f in fields)


def _left_as(view: ModuleView, function: int) -> list[str]:
    """Give the global names under which a page leaves a function for other scripts."""
    stored = ((w.path, w.value) for root in marks.ROOTS for w in view.writes.get(root, ()))
    names = [p[0].lstrip(".") for p, v in stored if len(p) == 1 and isinstance(v, ir.Lambda) and v.function == function]
    if view.module.shared_scope:
        for name, assigns in view.assigns[0].items():
            if any(isinstance(a.value, ir.Lambda) and a.value.function == function for a in assigns):
                names.append(name)
    return names


class Bindings(Members):
    """A part of ``Resolver``: see the module."""

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

    def page_globals(self, view: ModuleView, name: str) -> list[tuple[Site, ir.Expr]]:
        """
        Give the values that scripts store in ``window.name`` or, in classic scripts, in a top-level ``name``.

        What the page itself puts there whatever happens is what it has.
        """
        found: list[tuple[Site, ir.Expr]] = []
        files = self.program.files_with(name)
        if (len(name) < 3 and name not in self.heads) or len(files) > 40:
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
                    found.append((Site(other, other.assigned_in.get(id(assign), 0), assign.block), assign.value))
        return [(site, value) for site, value in found if site.view is view and _settled(site, value)] or found

    def _page_global(self, view: ModuleView, name: str, depth: int) -> list[Shape]:
        """Give what another script of the project puts on the page under this name."""
        if (
            view.module.open_scope
            or not name
            or name in ("window", "document", "this", "arguments", "self", "module", "exports")
        ):
            return []
        found: list[Shape] = []
        always = False
        for assign_site, value in self.page_globals(view, name):
            # ``window.sdk = window.sdk || {}`` is how a snippet begins, not an object of the project's own.
            begun = name in self.heads and isinstance(value, ir.Choice)
            own = [
                s
                for s in self.shapes(assign_site, value, depth + 1)
                if isinstance(s, (FunctionShape, ClassShape, InstanceShape))
                or (isinstance(s, RecordShape) and (s.record.entries or not begun))
            ]
            if name in self.heads:
                own = [s for s in own if not (isinstance(s, FunctionShape) and self.is_stub(s))]
            # ``window.sdk = { config: {...} }`` is what the tracker's script finds when it comes.
            always = always or (any(not _only_settings(s) for s in own) and not _conditional(assign_site))
            found.extend(own)
        if found and not always and name in self.heads and name not in self.weak:
            # What only takes the tracker's place where it is missing or turned off leaves the tracker where it is not.
            found.append(SymbolShape(name))
        return found

    def _shared_name(self, view: ModuleView, name: str, depth: int) -> list[Shape]:
        """Give what a framework lets files name without an import: what is exported in certain folders."""
        if view.module.open_scope or len(name) < 3:
            return []
        found: list[Shape] = []
        for row in self.calls.shared:
            config = self.program.beside(view.path, *row.roots)
            root = posixpath.dirname(config)
            folders = tuple(posixpath.join(root, folder) + "/" for folder in row.folders if config)
            named = self.program.files_ending(*(f"/{name}{ending}" for ending in _SCRIPTS)) if folders else []
            for path in dict.fromkeys((*named, *self.program.files_with(name))) if folders else ():
                other = self.program.view(path) if path != view.path and path.startswith(folders) else None
                if other is not None:
                    found.extend(self.exported(other, name, depth + 1))
                    found.extend(self.exported(other, "default", depth + 1) if path in named else ())
        return found

    def _proves_other(self, shape: Shape) -> bool:
        """Say whether a definition shows that a global's name is the project's own thing, not the tracker's."""
        if isinstance(shape, FunctionShape):
            return not self.is_stub(shape)
        if isinstance(shape, SymbolShape):
            return shape.path.startswith(("npm:", "py:"))
        return True

    def _called_back(self, view: ModuleView, owner: int, depth: int) -> list[Shape]:
        """
        Give what a library hands to a callback: ``Sentry.withScope(scope => ...)`` is as if the call returned it.

        An SDK's option for when it is ready (``init(key, {loaded: sdk => ...})``) gets the SDK itself, a function that
        a page leaves for a script under its name (``window.onTag = api => ...``) what the script hands it. Only what
        the catalogue knows counts.
        """
        left = (f"{name}()" for name in _left_as(view, owner))
        found: list[Shape] = [SymbolShape(path) for path in left if self.known(path)]
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
        for path in self.program.first(files, f"files that may hand a client to {name}", view.path):
            other = view if path == view.path else self.program.marked(path, marks.called_from_outside(name))
            if other is None:
                continue
            for called in other.calls_by_name.get(name, ()):
                if isinstance(called.call.callee, ir.Name):
                    for shape in self.shapes(Site(other, called.function, called.block), called.call.callee, 12):
                        if isinstance(shape, FunctionShape) and shape.view is view and shape.number == owner:
                            found.append((other, called, shape))
                        elif isinstance(shape, ClassShape) and shape.view is view and shape.number == function.owner:
                            found.append((other, called, FunctionShape(view, owner, bound=True)))
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
        return found or ([] if view.module.open_scope else self._named_after(name))

    def _named_after(self, name: str) -> list[Shape]:
        """Give what a framework hands over by the name of the parameter: AngularJS's services, the page's window."""
        if name in self.calls.names.windows:
            return [SymbolShape("window")]
        service = name[:1] == "$" and len(name) > 1 and self.known(name)
        return (
            [SymbolShape(name)] if service or (name in self.heads and name not in self.weak and len(name) > 3) else []
        )

    def _tells(self, shape: Shape) -> bool:
        """Say whether a shape is more than a symbol that no row is about."""
        return not isinstance(shape, SymbolShape) or self.known(shape.path)

    def _name(self, site: Site, name: ir.Name, depth: int) -> list[Shape]:
        view = site.view
        cls, receiver = view.class_of(site.function)
        if receiver and name.id == receiver:
            if cls >= 0:
                shape = ClassShape(view, cls)
                return [shape if view.in_class_method(site.function) else InstanceShape(shape)]
            return [SymbolShape("this")]
        if name.id == "super" and cls >= 0:
            return [InstanceShape(b) for b in self.bases(ClassShape(view, cls), depth)]
        owner = view.scope_of(site.function, name.id)
        if owner < 0 and name.id[:1] in ("%", "|") and view.module.template is not None:
            return [*self.registered(name.id)]
        if owner < 0:
            found = [s for b in view.star_imports for s in self._star(view, b, name.id, depth)]
            found.extend(self._page_global(view, name.id, depth))
            found.extend(self._shared_name(view, name.id, depth) if not found else ())
            if name.id in view.named_classes and not found:
                found.append(ClassShape(view, view.named_classes[name.id]))
            return found or [SymbolShape(name.id)]
        here = Site(view, owner, view.block_in(owner, site.function, site.block))
        found = []
        assigns, _ = view.definitions(owner, name.id, site.function, site.block, name.start)
        for assign in assigns:
            # ``global client`` in a function: what stands right of the sign is that function's.
            there = Site(view, view.assigned_in.get(id(assign), owner), assign.block)
            held = self.shapes(there, assign.value, depth + 1)
            found.extend(held)
            if assign.annotation is not None and not any(self._tells(shape) for shape in held):
                found.extend(s for s in self.annotated(there, assign.annotation, depth) if self._tells(s))
        if not assigns and (owner, name.id) in view.named_functions:
            found.append(FunctionShape(view, view.named_functions[owner, name.id]))
        if not assigns and name.id in view.named_classes:
            found.append(ClassShape(view, view.named_classes[name.id]))
        binding = view.imports[owner].get(name.id)
        if binding is not None:
            found.extend(self._imported(view, binding.specifier, binding.name, depth))
        if name.id in view.parameters[owner]:
            found.extend(self._parameter(here, owner, name.id, depth))
        # Below the page's own scope an empty name proves nothing; a stub that queues its arguments does.
        global_ = owner == 0 or any(isinstance(s, FunctionShape) for s in found)
        if binding is not None and not found and self.program.linked(view, binding.specifier) is not None:
            global_ = False  # what a file of the project exports under this name is its own, whatever it is
        if global_ and name.id in self.heads and not any(self._proves_other(s) for s in found):
            if not self._own_list(view, name.id, assigns):
                found.append(SymbolShape(name.id))
        return found

    def _written(self, site: Site, member: ir.Member, depth: int) -> list[Shape]:
        """Functions stored below a variable: ``App.track = function ...``, ``Foo.prototype.track = ...``."""
        if not isinstance(member.base, ir.Name):
            return []
        found: list[Shape] = []
        for write in site.view.stored_below.get((member.base.id, "." + member.key), ()):
            if not write.merge and isinstance(write.value, (ir.Lambda, ir.Name, ir.Call, ir.ClassRef)):
                found.extend(self.shapes(Site(site.view, write.function, write.block), write.value, depth + 1))
        return found


def _settled(site: Site, value: ir.Expr) -> bool:
    """Say whether a page says for itself what a global is: other pages have one of the same name and other entries."""
    filled = isinstance(value, ir.Record) and bool(value.entries)
    return filled and site.view.functions[site.function].parent < 0 and not _conditional(site)


def _conditional(site: Site) -> bool:
    """Say whether a place is reached under a condition only."""
    blocks = site.view.functions[site.function].blocks
    return any(blocks[index].guard is not None for index in site.view.ancestors(site.function, site.block))
