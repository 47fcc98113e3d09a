"""What functions get that are handed over: to other functions, to libraries, as listeners, tasks and properties."""

from __future__ import annotations

from linter import ir
from linter.analysis.link import marks
from linter.analysis.link.paths import squash
from linter.analysis.link.program import simple_name
from linter.analysis.link.shapes import ClassShape, FunctionShape, InstanceShape, Site
from linter.analysis.link.view import LambdaSite, ModuleView
from linter.analysis.trace.actions import Actions, CallerValue, called_in


class Callbacks(Actions):
    """A part of ``Callers``: see the module."""

    def _callbacks(self, view: ModuleView, function: int, position: int, path: tuple[str, ...]) -> list[CallerValue]:
        found: list[CallerValue] = []
        uses = [(view, use, position) for use in view.lambdas.get(function, ())]
        declared = view.functions[function]
        if declared.name and declared.kind != "module":
            for other, use, bound in self._uses(view, function, declared.name):
                uses.append((other, use, position - 1 if bound else position))
        for other, use, given in uses:
            holder = use.holder
            if given < 0:
                continue
            if isinstance(holder, ir.Call):
                found.extend(self._handed(other, use, holder, given, path, declared.parameters[position].name))
            elif isinstance(holder, ir.Attribute) and use.tag >= 0:
                found.extend(self._prop_called(other, use, holder, given, path))
                tag = other.module.tags[use.tag]
                if tag.component is not None:
                    found.extend(self._framework(other, use, tag.component, tag, given, path))
            elif isinstance(holder, ir.Field):
                if (called := other.options.get(id(holder))) is not None:
                    found.extend(self._framework(other, use, called.call.callee, called.call, given, path))
                for component in self._connected_to(other, holder):
                    found.extend(called_in(component, holder.key, given, path))
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
            for relay in self._calls.relays(symbol):
                if relay.option == option:
                    return self._relayed(view, relay.callee, position, path)
        return []

    def _relayed(self, view: ModuleView, callee: str, position: int, path: tuple[str, ...]) -> list[CallerValue]:
        """Give what the project hands to a library that passes it on to a function of the project."""
        name = callee.rpartition(".")[2]
        found: list[CallerValue] = []
        for file in self._program.reaching(name, view.path):
            other = self._program.marked(file, marks.called(name))
            for inner in other.calls_by_name.get(name, ()) if other is not None else ():
                if other is None or position >= len(inner.call.arguments):
                    continue
                site = Site(other, inner.function, inner.block)
                if callee in self._resolver.symbols(site, inner.call.callee):
                    given = self._called(inner.call.arguments[position])
                    found.append(CallerValue(site, inner.call, given, path, name))
        return found

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

    def _uses(self, view: ModuleView, function: int, name: str) -> list[tuple[ModuleView, LambdaSite, bool]]:
        """Give where a function is handed over by name, and whether its first parameter is set by then: ``x.send``."""
        declared = view.functions[function]
        has_receiver = bool(declared.parameters) and declared.parameters[0].name == declared.receiver
        found: list[tuple[ModuleView, LambdaSite, bool]] = []
        files = self._program.reaching(name, view.path) if len(name) > 2 else (view.path,)
        for path in files if len(files) <= 60 else (view.path,):
            other = self._program.marked(path, marks.used(name))
            if other is None:
                continue
            for use in other.value_uses.get(name, ()):
                if not isinstance(use.holder, (ir.Call, ir.Attribute)) and id(use.holder) not in other.options:
                    if not isinstance(use.holder, ir.Field) or not self._connections(other):
                        continue
                value = _held(use)
                if value is None:
                    continue
                for shape in self._resolver.functions(Site(other, use.function, use.block), value):
                    if shape.view is view and shape.number == function:
                        found.append((other, use, shape.bound and has_receiver))
                        break
        return found

    def _handed(
        self, view: ModuleView, use: LambdaSite, call: ir.Call, position: int, path: tuple[str, ...], parameter: str
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
            if name in self._calls.names.each and position == 0:
                return [CallerValue(site, call, callee.base, ("[*]", *path))]
            if name == "reduce" and position == 1:
                return [CallerValue(site, call, callee.base, ("[*]", *path))]
            if name in self._calls.names.onward and position == 0 and (name != "subscribe" or use.position == 0):
                return [CallerValue(site, call, callee.base, path)]
        if (
            name in self._calls.names.listen
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
            for keyword in call.keywords:
                if isinstance(keyword, ir.Keyword) and keyword.name == parameter:
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
            for passed in target.view.value_uses.get(name, ()):
                # ``const onEvent = (callback) => bus.on("event", callback)``: handed on to somebody else.
                holder = passed.holder
                if (
                    isinstance(holder, ir.Call)
                    and holder is not call
                    and target.view.scope_of(passed.function, name) == target.number
                    and simple_name(holder.callee) in self._calls.names.listen
                ):
                    found.extend(self._handed(target.view, passed, holder, position, path, ""))
        return found

    def _prop_called(
        self, view: ModuleView, use: LambdaSite, attribute: ir.Attribute, position: int, path: tuple[str, ...]
    ) -> list[CallerValue]:
        """Follow ``<SearchBox onSearch={f}/>`` to the calls of ``onSearch`` in the component, or what it emits."""
        tag = view.module.tags[use.tag]
        component = self._component_view(view, tag)
        if component is None:
            return []
        found = called_in(component, attribute.name, position, path)
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
        what = f"files that may send {event}"
        files = dict.fromkeys(self._program.first(self._program.files_with(event), what))
        if len(word) > 2:
            files.update(dict.fromkeys(self._program.first(self._program.files_with(word), what)))
        wanted = [marks.called(name) for name in self._calls.names.emit]
        for file in files:
            other = self._program.marked(file, *wanted)
            if other is None:
                continue
            for name in sorted(self._calls.names.emit):
                for inner in other.calls_by_name.get(name, ()):
                    arguments = inner.call.arguments
                    site = Site(other, inner.function, inner.block)
                    made = _made(site, arguments[0]) if name == "dispatchEvent" and arguments else None
                    if made is not None:
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


def _made(site: Site, event: ir.Expr) -> ir.Call | None:
    """Give the call that makes an event: ``new CustomEvent("found", {detail})``, itself or kept in a variable."""
    event = site.only_value(event)
    return event if isinstance(event, ir.Call) else None


def _held(use: LambdaSite) -> ir.Expr | None:
    holder = use.holder
    if isinstance(holder, ir.Call):
        if use.keyword:
            return next((k.value for k in holder.keywords if isinstance(k, ir.Keyword) and k.name == use.keyword), None)
        return holder.arguments[use.position] if use.position < len(holder.arguments) else None
    if isinstance(holder, (ir.Attribute, ir.Field)):
        return holder.value
    return None
