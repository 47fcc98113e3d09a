"""From a name to what it stands for: variables, parameters, imports, what a page or template gives."""

from __future__ import annotations

from linter import ir
from linter.analysis.link.program import simple_name
from linter.analysis.link.shapes import ClassShape, InstanceShape, Narrowed, RecordShape, Site, Symbolic
from linter.analysis.link.view import ModuleView
from linter.analysis.trace.budget import MAX_ORIGINS, MAX_TRAILS
from linter.analysis.trace.callers import asked_at
from linter.analysis.trace.conditions import is_fault
from linter.analysis.trace.distinct import PARAMETER, Path
from linter.analysis.trace.entries import KEYS, Meant, entry_of, keys_of, meant_at
from linter.analysis.trace.objects import FILLED_IN, Objects
from linter.analysis.trace.records import MAX_FIELDS, is_flag
from linter.analysis.trace.trails import Trail, is_call, locate, readable
from linter.model import Origin, Step


class Names(Objects):
    """A part of ``Tracer``: see the module."""

    def _explained(self, site: Site, found: list[Trail]) -> bool:
        return any(t.origin.kind != "constant" for t in found) or bool(found)

    def _free(self, site: Site, name: ir.Name, path: Path) -> list[Trail]:
        """Trace a name that nothing in the module binds."""
        view = site.view
        template = view.module.template
        found: list[Trail] = []
        if not view.module.open_scope:
            held: list[Trail] = []
            for printed in self.prints.of(view, (name.id, *path)):
                tag = printed.tag
                where = Step(locate(printed.view, tag), "template", f"<{tag.name}> holds it")
                there = Site(printed.view, tag.function, tag.block)
                trails = self.trace(there, printed.value, printed.rest)
                held.extend(t.then(where) for t in trails if t.origin.kind != "constant")
            if held:
                return held
        if view.component >= 0 and name.id == "Astro" and path[:1] == (".props",) and len(path) > 1:
            handed = self._handed(view, view.component, path[1][1:], path[2:])
            return handed or [self._leaf(site, name, name.id, path)]
        if template is not None and view.functions[site.function].kind in ("template", "macro"):
            for there, value, step, rest in self.contexts.lookup(view, name.id, path):
                found.extend(t.then(step) for t in self.trace(there, value, rest))
            if found and self._explained(site, found):
                return found
            return (
                [*found, self._leaf(site, name, name.id, path)]
                if not found
                else self._prefer_source(site, name, path, found)
            )
        if (
            name.id in ("window", "globalThis", "self")
            and path
            and path[0].startswith(".")
            and not (len(path) > 1 and is_call(path[1]))
        ):
            key = path[0][1:]
            for there, value in self.resolver.page_globals(view, key):
                found.extend(self.trace(there, value, path[1:]))
            owner = 0 if key in view.assigns[0] else -1
            if not found and owner == 0:
                found.extend(
                    self.trace(Site(view, 0, 0), self.resolver.made_name(view, key, view.functions[0].end), path[1:])
                )
            return found or [self._leaf(site, name, key, path[1:])]
        if view.module.open_scope:
            for binding in view.star_imports:
                target = self.program.linked(view, binding.specifier)
                if target is not None and target.scope_of(0, name.id) == 0:
                    return list(
                        self.trace(
                            Site(target, 0, 0), self.resolver.made_name(target, name.id, target.functions[0].end), path
                        )
                    )
        else:
            for there, value in self.resolver.page_globals(view, name.id):
                found.extend(self.trace(there, value, path))
            if found and not self.is_source(site, (name.id, *path)):
                return found
        return self._whole_form(site, self._leaf(site, name, name.id, path))

    def _exported(self, target: ModuleView, name: str, path: Path, depth: int = 0) -> list[Trail]:
        if depth > 8:
            return []
        end = target.functions[0].end
        if target.module.open_scope:
            if target.scope_of(0, name) == 0:
                return list(self.trace(Site(target, 0, 0), self.resolver.made_name(target, name, end), path))
            return []
        found: list[Trail] = []
        for export in target.module.exports:
            if export.name == name or export.name == "*":
                if export.specifier:
                    inner = self.program.linked(target, export.specifier)
                    if inner is not None:
                        wanted = name if export.name == "*" else export.imported
                        found.extend(self._exported(inner, wanted, path, depth + 1))
                elif export.value is not None:
                    found.extend(self.trace(Site(target, 0, 0), export.value, path))
            elif export.name == "=" and export.value is not None:
                found.extend(
                    self.trace(Site(target, 0, 0), export.value, path if name == "default" else ("." + name, *path))
                )
        return found

    def _imported(self, site: Site, name: ir.Name, binding: ir.ImportBinding, path: Path) -> list[Trail]:
        view = site.view
        target = self.program.linked(view, binding.specifier)
        if target is None:
            symbol = self.program.symbol(view, binding.specifier, binding.name)
            name_of, below = (path[0][1:], path[1:]) if binding.name == "*" and path else (binding.name, path)
            if _of_enumeration(name_of, below) and not self.is_source(site, (symbol, *path)):
                return [Trail(Origin("constant", location=locate(view, name)))]
            return [self._leaf(site, name, symbol, path)]
        wanted, rest = binding.name, path
        if wanted == "*":
            if not path or not path[0].startswith("."):
                return []
            wanted, rest = path[0][1:], path[1:]
        found = self._exported(target, wanted, rest)
        return found or ([self._leaf(site, name, name.id, path)] if path else [])

    def _parameter(self, site: Site, owner: int, name: ir.Name, path: Path, use: Site) -> list[Trail]:
        view = site.view
        function = view.functions[owner]
        position = view.parameters[owner][name.id]
        parameter = function.parameters[position]
        found: list[Trail] = []
        frame = site.frame
        if isinstance(frame, Symbolic) and frame.view is view and frame.function == owner:
            found.append(Trail(Origin(PARAMETER, (str(position), *path), owner=f"{view.path}#{owner}")))
            if parameter.default is not None:
                found.extend(
                    self.trace(Site(view, max(function.parent, 0), function.parent_block), parameter.default, path)
                )
            return found
        carried = frame if isinstance(frame, Narrowed) else None
        callers = self.callers.of(view, owner, position, path, asked_at(use, owner, carried))
        known = bool(callers)
        callers = [caller for caller in callers if caller.possible]
        for caller in callers:
            # One caller only passes it on: the steps are shared out where many hand something over.
            fanned = self._most == MAX_TRAILS or len(callers) == 1
            if not fanned:
                self._most = MAX_TRAILS
            spent = self.budget.spent if fanned else self.budget.refill()
            if isinstance(caller.node, ir.Tag):
                step = self._step(
                    caller.site, caller.node, "property", f"<{caller.node.name}> gets it", _shown(parameter)
                )
            else:
                name_of = caller.name or function.name or "the callback"
                back = _is_handed_in(caller.site, caller.node) or _stands_in(view, function, caller.site, caller.node)
                called = "called back" if back else "called"
                what = f"{name_of}() is {called} with it as {_shown(parameter)}"
                step = self._step(caller.site, caller.node, "argument", what, _shown(parameter))
            at = caller.site
            if isinstance(frame, Symbolic) and at.view is frame.view and at.function == frame.function:
                at = at._replace(frame=frame)
            elif carried is not None and at.view is carried.view and at.frame is None and carried.function != owner:
                at = at._replace(frame=carried)  # the caller stands in the function around, as a callback's does
            given = self.trace(at, caller.value, caller.path)
            found.extend(
                t.then(step) for t in given if fanned or t.origin.kind != "constant" or _speaking(t.origin.literal)
            )
            if not fanned:
                self._most = MAX_ORIGINS
                self.budget.refill(min(spent + 1, self.budget.limit))
        if parameter.default is not None:
            found.extend(
                self.trace(Site(view, max(function.parent, 0), function.parent_block), parameter.default, path)
            )
        if position == 0 and (attributes := self.fields.event(view, owner, path)) is not None:
            chain = (_shown(parameter) or "event", *path)
            origin = Origin("form-field", chain, attributes=attributes, location=locate(view, name))
            return [*found, Trail(origin, steps=(self._read(site, name, chain),))]
        if not known or (not any(t.origin.kind != "constant" for t in found) and self.callers.is_entry(view, owner)):
            annotation = simple_name(parameter.annotation) if parameter.annotation is not None else ""
            shown = _shown(parameter)
            leaf = self._leaf(site, name, shown, path, "parameter" if not path else "read", annotation or function.name)
            if annotation and path:
                fields = [
                    s
                    for s in self.resolver.annotated(Site(view, 0, 0), parameter.annotation or name)
                    if isinstance(s, InstanceShape)
                ]
                if any(self._declares(s.cls, path[0][1:]) for s in fields):
                    leaf = self._declared_leaf(leaf, fields[0].cls, path, annotation)
            whole = self._whole_type(Site(view, 0, 0), name, parameter.annotation, (shown, *path))
            found.extend(whole or [leaf])
        if parameter.annotation is not None and len(path) == 1 and found:
            held = self.resolver.annotated(Site(view, 0, 0), parameter.annotation)
            if any(isinstance(s, InstanceShape) and is_flag(self.resolver, s.cls, path[0][1:]) for s in held):
                found = [t.through("boolean") for t in found]
        if function.owner >= 0 and path in FILLED_IN and not any(t.key for t in found):
            # What a framework hands to a view's own method is the form that the view names.
            found = self._form_class(ClassShape(view, function.owner), name, (_shown(parameter), *path)) or found
        return found

    def _state(
        self, site: Site, assign: ir.Assign, state: tuple[ir.Expr | None, list[tuple[Site, ir.Expr]]], path: Path
    ) -> list[Trail]:
        """React state: what its setters are given, and its first value."""
        initial, given = state
        found: list[Trail] = []
        if not path and any(self._computes(there, value) for there, value in given):
            # ``setForm({...form, [event.target.name]: event.target.value})``: every field of the form is there.
            for key in self._keys_at_first(site, assign, initial):
                found.extend(t.under(key) for t in self._state(site, assign, state, ("." + key,)))
            if found:
                return found
        if initial is not None:
            found.extend(
                self.trace(
                    Site(site.view, site.view.assigned_in.get(id(assign), site.function), assign.block), initial, path
                )
            )
        name = simple_name(assign.target)
        for there, value in given:
            step = self._step(there, value, "assignment", f"the state {name} is set", name)
            functions = self.resolver.functions(there, value) if isinstance(value, ir.Lambda) else ()
            trails = (
                [t for f in functions for t in self._returns(f, path)] if functions else self.trace(there, value, path)
            )
            found.extend(t.then(step) for t in trails)
        if not any(t.origin.kind != "constant" for t in found):
            found.append(self._leaf(site, assign.target, name, path))
        return found

    def _computes(self, site: Site, value: ir.Expr) -> bool:
        """Say whether a value, or what a function gives, is a record of which a key is worked out."""
        if isinstance(value, ir.Lambda):
            return any(self._computes(site, ret.value) for ret in site.view.returns[value.function])
        return isinstance(value, ir.Record) and any(
            isinstance(entry, ir.Field)
            and entry.computed is not None
            and not self.resolver.literal(site, entry.computed)
            for entry in value.entries
        )

    def _keys_at_first(self, site: Site, assign: ir.Assign, initial: ir.Expr | None) -> list[str]:
        """Give the keys of the record that a state begins with."""
        if initial is None:
            return []
        there = Site(site.view, site.view.assigned_in.get(id(assign), site.function), assign.block)
        found = [
            entry.key
            for shape in self.resolver.shapes(there, initial)
            if isinstance(shape, RecordShape)
            for entry in shape.record.entries
            if isinstance(entry, ir.Field) and entry.key and entry.computed is None
        ]
        return list(self.program.first(list(dict.fromkeys(found)), "keys of a state", site.view.path, MAX_FIELDS))

    def _entries(self, use: Site, there: Site, owner: int, assign: ir.Assign, path: Path) -> tuple[Trail, ...] | None:
        """Give the entries of a record that a loop over them means where it is used; None where it means all."""
        entry = entry_of(use.view, owner, assign)
        meant = meant_at(use, entry.key) if entry is not None else Meant()
        if entry is None or (meant.only is None and (path or not meant.without)):
            return None
        if meant.only is not None:
            found: list[Trail] = []
            for key in meant.only:
                step = self._step(there, assign, "field", f"{key} of it is taken", key)
                found.extend(t.then(step) for t in self.trace(there, entry.record, ("." + key, *path)))
            return tuple(found)
        # Of a record whose entries are known the others are left, each by itself.
        every = self.trace(there, entry.record, ())
        return tuple(t._replace(key=t.key[1:]) for t in every if t.key[:1] and t.key[0] not in meant.without) or None

    def _name(self, site: Site, name: ir.Name, path: Path) -> list[Trail]:
        view = site.view
        cls, receiver = view.class_of(site.function)
        if receiver and name.id == receiver:
            return self._instance(site, name, cls, path)
        owner = view.scope_of(site.function, name.id)
        if owner < 0:
            return self._free(site, name, path)
        if path and name.id in view.parameters[owner] and is_fault(view, owner, site, name.id):
            return []
        found: list[Trail] = []
        here = Site(view, owner, view.block_in(owner, site.function, site.block), self._frame(site, owner))
        if self.fields.references(view, name.id) and self._bound(view, owner, name.id, path):
            return self._beside(here, name, path)  # a reference to an element: what is typed there
        below = here
        if not isinstance(here.frame, Symbolic):
            below = here._replace(frame=self._frame(site._replace(frame=self.callers.guarded(site)), owner))
        stored, covered, gone = self._stored(below, site, name, path)
        found.extend(stored)
        if covered:
            return found
        found.extend(self._filled(below, site, name, path))
        assigns, whole = view.definitions(owner, name.id, site.function, site.block, name.start)
        for assign in assigns:
            state = self.fields.state(site, assign)
            if state is not None:
                found.extend(self._state(site, assign, state, path))
                continue
            # What is read below it belongs to its name: ``guest._id`` of a ``guest`` that some call gave.
            named = name.id if name.id.startswith("%") else readable((name.id, *path))
            step = self._step(here, assign, "assignment", f"{name.id} gets it", named)
            inside = view.assigned_in.get(id(assign), owner)
            beside = (inside, assign.block) == (site.function, site.block)
            there = Site(view, inside, assign.block, here.frame if beside else below.frame)
            given = self._entries(site, there, owner, assign, path)
            if given is None and (record := keys_of(view, owner, assign)) is not None:
                # Of a record that nothing in the project puts together the keys are words of the program.
                given = tuple(t for t in self.trace(there, record, (KEYS, *path)) if KEYS not in t.origin.chain)
            given = self.trace(there, assign.value, path) if given is None else given
            if assign.annotation is not None and not any(t.key for t in given) and given:
                given = tuple(self._whole_type(there, assign.target, assign.annotation, (name.id, *path))) or given
            for trail in given:
                if not path and trail.key and trail.key[0] in gone:
                    continue
                found.append(trail.then(step) if not isinstance(assign.value, ir.Constant) else trail)
        binding = view.imports[owner].get(name.id)
        if binding is not None:
            found.extend(self._imported(site, name, binding, path))
        if name.id in view.parameters[owner] and not (whole and assigns):
            found.extend(self._parameter(here, owner, name, path, site))
        found.extend(self._beside(here, name, path))
        found = self._prefer_source(site, name, path, found)
        if not found and not assigns and (owner, name.id) in view.named_functions:
            return []
        return found


def _speaking(literal: object) -> bool:
    """Say whether a constant may say something by itself: text, but no key, number or flag."""
    return isinstance(literal, str) and ("@" in literal or " " in literal or literal[:1].isupper() or "://" in literal)


def _of_enumeration(name: str, path: Path) -> bool:
    """
    Say whether a path reads one member of a type that a package exports: ``ActionType.search``, ``Schema.Types.Date``.

    Enumerations and the constants of classes are written in that package; data of this run are read from instances.
    """
    if not 0 < len(path) < 4 or not all(segment.startswith(".") for segment in path) or name.isupper():
        return False
    return all(part[:1].isupper() for part in (name, *(segment[1:] for segment in path[:-1])))


def _is_handed_in(site: Site, node: ir.Node) -> bool:
    """Say whether a call is of a function that was handed in: ``run(handler)`` that calls ``handler(request)``."""
    callee = node.callee if isinstance(node, ir.Call) else None
    if not isinstance(callee, ir.Name):
        return False
    owner = site.view.scope_of(site.function, callee.id)
    return owner >= 0 and callee.id in site.view.parameters[owner] and not site.view.assigns[owner].get(callee.id)


def _stands_in(view: ModuleView, function: ir.Function, site: Site, node: ir.Node) -> bool:
    """Say whether a function is written where it is handed in: ``watch(user, (u) => ...)``."""
    return site.view is view and node.start <= function.start and function.end <= node.end


def _shown(parameter: ir.Parameter) -> str:
    return "" if parameter.name.startswith("%") else parameter.name
