"""From a parameter to the values it gets: call sites, callbacks, component attributes, listeners, tasks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import TypeAlias

from linter import ir
from linter.analysis.link import marks
from linter.analysis.link.paths import squash
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.resolving import gets_itself
from linter.analysis.link.shapes import Narrowed, Site
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView
from linter.analysis.trace.actions import CallerValue
from linter.analysis.trace.callbacks import Callbacks
from linter.analysis.trace.calling import Target
from linter.analysis.trace.conditions import Conditions, handed

_LONGEST_KEY = 20
"""How much a question about callers may hold: three for each function that only passes on."""

Admits: TypeAlias = Callable[[Conditions], bool]


class Callers(Callbacks):
    """Finds callers through the word index: only files that hold a function's name are looked at."""

    def __init__(self, program: Program, resolver: Resolver) -> None:
        super().__init__(program, resolver)
        self._telling: dict[tuple[object, ...], bool] = {}
        self._guarded: dict[tuple[str, int, int], Narrowed | None] = {}

    def of(
        self, view: ModuleView, function: int, position: int, path: tuple[str, ...], asks: Narrowed | None = None
    ) -> list[CallerValue]:
        """
        Give all values that parameter ``position`` of a function gets, in a stable order.

        Callers that ``asks`` does not admit are marked as not possible.
        """
        found: list[CallerValue] = []
        declared = view.functions[function]
        for target in self.sites(view, function):
            value = self._argument(target, declared, position)
            if value is not None:
                site = target.site if asks is None else self._entered(view, function, target, asks)
                found.append(CallerValue(site or target.site, target.call, value, path, possible=site is not None))
        for site, call, value in self._signalled(view, function, position):
            found.append(CallerValue(site, call, value, path))
        found.extend(self._callbacks(view, function, position, path))
        if position == 0 and path:
            found.extend(self._page_context(view, function, path))
        if position == 0 and not found:
            found.extend(self._admitted(view, function, self._dispatched(view, function, path), asks))
        if position == 0:
            for other, index in self.component_tags(view, function):
                tag = other.module.tags[index]
                found.append(
                    CallerValue(Site(other, tag.function, tag.block), tag, self.attributes(other, index), path)
                )
        return list(self._program.first(found, f"callers of {declared.name or 'a function'}", view.path))

    def _admitted(
        self, view: ModuleView, function: int, actions: list[CallerValue], asks: Narrowed | None
    ) -> list[CallerValue]:
        """Mark the actions as not possible whose type closes the branch that is asked about."""
        if asks is None:
            return actions

        def possible(action: CallerValue) -> bool:
            def given(position: int) -> tuple[Site, ir.Expr] | None:
                return (action.site, action.value) if position == 0 else None

            return asks.admits(Conditions(self._resolver, view, function, given))

        return [action._replace(possible=possible(action)) for action in actions]

    def guarded(self, site: Site) -> Narrowed | None:
        """Give what the conditions around a place say of the callers of the function around it, and what it carries."""
        carried = site.frame if isinstance(site.frame, Narrowed) else None
        if carried is not None:
            return self.narrowed(site, at_place(site, carried), (site.function, site.block, *carried.key)) or carried
        key = (site.view.path, site.function, site.block)
        if key not in self._guarded:
            found = self.narrowed(site, at_place(site), (site.function, site.block)) if site.block else None
            self._guarded[key] = found
        return self._guarded[key]

    def narrowed(self, site: Site, admits: Admits, key: tuple[object, ...]) -> Narrowed | None:
        """Give what a question at a place says of the callers of the function around it; None where it says nothing."""
        asking = Conditions(self._resolver, site.view)
        admits(asking)
        if len(asking.asked) != 1:
            return None
        narrowed = Narrowed(site.view, min(asking.asked), admits, (site.view.path, min(asking.asked), *key))
        if narrowed.key not in self._telling:
            self._telling[narrowed.key] = False  # while it is asked: of functions that call each other
            self._telling[narrowed.key] = self._tells_apart(narrowed)
        return narrowed if self._telling[narrowed.key] else None

    def _tells_apart(self, narrowed: Narrowed) -> bool:
        """Say whether some caller, or a caller of one that only passes things on, is left out."""
        targets = self.sites(narrowed.view, narrowed.function)
        entered = (self._entered(narrowed.view, narrowed.function, target, narrowed) for target in targets)
        return any(site is None or site.frame is not None for site in entered)

    def _entered(self, view: ModuleView, function: int, target: Target, asks: Narrowed) -> Site | None:
        """Give the place of a call that can have led to what is asked about, with what it says of its own callers."""
        declared = view.functions[function]

        def given(position: int) -> tuple[Site, ir.Expr] | None:
            value = self._argument(target, declared, position)
            return handed(view, function, position, target.site, value)

        def passed_on(outer: Conditions) -> bool:
            return asks.admits(Conditions(self._resolver, view, function, given, outer))

        outer = Conditions(self._resolver, target.site.view)
        if not passed_on(outer):
            return None
        if len(asks.key) > _LONGEST_KEY:
            return target.site
        key = (target.call.start, *asks.key)
        return target.site._replace(frame=self.narrowed(target.site, passed_on, key)) if outer.asked else target.site

    def _page_context(self, view: ModuleView, function: int, path: tuple[str, ...]) -> list[CallerValue]:
        """Give what a template's tag reads from the context of the templates that use it."""
        if not gets_itself(view.functions[function]) or not path[0].startswith("."):
            return []
        found: list[CallerValue] = []
        for target in self.sites(view, function):
            template = target.site.view.module.template
            if template is not None and target.site.function == template.function:
                value = self._resolver.made_name(target.site.view, path[0][1:], target.call.start)
                found.append(CallerValue(target.site, target.call, value, path[1:]))
        return found

    def component_tags(self, view: ModuleView, function: int) -> list[tuple[ModuleView, int]]:
        """Give the JSX elements that render a function component."""
        key = (view.path, function)
        known = self._tags.get(key)
        if known is not None:
            return known
        found: list[tuple[ModuleView, int]] = []
        self._tags[key] = found
        if view.component >= 0:
            return found  # what is handed to a single-file component is for the file, for none of its functions
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


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).replace("_", "-").lower()


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[-_]", name))


def asked_at(use: Site, owner: int, carried: Narrowed | None) -> Narrowed:
    """Give the question which callers of a function can have got to a place in it, with what the trace carries."""
    known = carried if carried is not None and carried.function == owner else None
    key = (use.function, use.block, *(known.key if known is not None else ()))
    return Narrowed(use.view, owner, at_place(use, known), key)


def at_place(site: Site, carried: Narrowed | None = None) -> Admits:
    """Give the question whether a place can be reached, and what the trace carries there."""

    def admits(conditions: Conditions) -> bool:
        reached = conditions.allow(site.function, site.block)
        return reached and (carried is None or carried.admits(conditions))

    return admits
