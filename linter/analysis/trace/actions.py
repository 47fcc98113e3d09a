"""Actions of a store: what is dispatched, who listens to it, and what components get from the store."""

from __future__ import annotations

from typing import NamedTuple

from linter import ir
from linter.analysis.link import marks
from linter.analysis.link.program import simple_name
from linter.analysis.link.shapes import ClassShape, FunctionShape, RecordShape, Site
from linter.analysis.link.view import CallSite, ModuleView
from linter.analysis.trace.conditions import Conditions
from linter.analysis.trace.signals import Signals

_LOCAL_STORES = frozenset({"useReducer", "useImmerReducer", "useReducerAsync"})
"""Hooks that give a state of one component and what changes it."""
_EFFECT = "effect"
_KINDS = frozenset({"actionCreator", "type"})
"""Options of a listener of actions: what it calls, and what says which actions."""


class CallerValue(NamedTuple):
    """A value that a parameter gets: ``value`` read at ``site``, ``path`` below it, handed over at ``node``."""

    site: Site
    node: ir.Node
    value: ir.Expr
    path: tuple[str, ...]
    name: str = ""
    """The name of what is called, where it is not the function whose parameter it is: a library's that passes it on."""
    possible: bool = True
    """False when what else is handed over closes the branch that was asked about: see ``conditions``."""


class Actions(Signals):
    """A part of ``Callers``: see there."""

    def _is_local_store(self, site: Site, callee: ir.Expr) -> bool:
        """Say whether a call is that of ``const [state, dispatch] = useReducer(...)``, which no middleware sees."""
        for _ in range(4):
            if isinstance(callee, (ir.Member, ir.Index, ir.Item)):
                callee = callee.base
            elif isinstance(callee, ir.Name):
                owner = site.view.scope_of(site.function, callee.id)
                assigns = site.view.assigns[owner].get(callee.id, ()) if owner >= 0 else ()
                if len(assigns) != 1:
                    return False
                callee = assigns[0].value
            else:
                break
        return isinstance(callee, ir.Call) and simple_name(callee.callee) in _LOCAL_STORES

    def _dispatched(self, view: ModuleView, function: int, path: tuple[str, ...]) -> list[CallerValue]:
        """
        Give the actions that a function sees: those that a listener waits for, all of them in a middleware.

        ``(store) => (next) => (action) => ...``: the middle one's parameter is called ``next`` and is called inside.
        """
        if (kind := self._listened(view, function)) is not None:
            conditions = Conditions(self._resolver, view)
            return [a for a in self._actions(view, path) if conditions.makes(a.site, a.value, kind)]
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
        return self._actions(view, path)

    def _listened(self, view: ModuleView, function: int) -> tuple[Site, ir.Expr] | None:
        """Give which actions a listener waits for: ``startListening({ actionCreator: sent, effect: (action) => })``."""
        for use in view.lambdas.get(function, ()):
            holder = use.holder
            called = view.options.get(id(holder)) if isinstance(holder, ir.Field) and holder.key == _EFFECT else None
            for argument in called.call.arguments if called is not None else ():
                for entry in argument.entries if isinstance(argument, ir.Record) else ():
                    if called is not None and isinstance(entry, ir.Field) and entry.key in _KINDS:
                        return Site(view, called.function, called.block), entry.value
        return None

    def _actions(self, view: ModuleView, path: tuple[str, ...]) -> list[CallerValue]:
        """Give every action that the project dispatches."""
        found: list[CallerValue] = []
        for file in self._program.first(
            self._program.reaching("dispatch", view.path), "files that may dispatch actions", view.path
        ):
            other = self._program.marked(file, marks.called("dispatch"), marks.called("put"))
            for name in ("dispatch", "put") if other is not None else ():
                for inner in other.calls_by_name.get(name, ()) if other is not None else ():
                    arguments = inner.call.arguments
                    if other is None or len(arguments) != 1 or not isinstance(arguments[0], (ir.Record, ir.Call)):
                        continue
                    site = Site(other, inner.function, inner.block)
                    if self._is_local_store(site, inner.call.callee):
                        continue
                    if name == "dispatch" or self._types(site, arguments[0]):
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

    def _connected_to(self, view: ModuleView, field: ir.Field) -> list[ModuleView]:
        """Give the modules of components that get an entry of a record as a property: ``connect(state, actions)``."""
        found: list[ModuleView] = []
        for called in self._connections(view):
            site, given = Site(view, called.function, called.block), called.call.arguments[1:2]
            if given and self._holds(site, given[0], field):
                found.append(self._component_of(view, called.call))
        return found

    def _connections(self, view: ModuleView) -> list[CallSite]:
        """Give the calls of a module that hand components the functions of a record."""
        connects = self._calls.names.connects
        return [
            called
            for name in sorted({symbol.rpartition(":")[2] for symbol in connects})
            for called in view.calls_by_name.get(name, ())
            if not connects.isdisjoint(
                self._resolver.symbols(Site(view, called.function, called.block), called.call.callee)
            )
        ]

    def _holds(self, site: Site, given: ir.Expr, field: ir.Field) -> bool:
        """Say whether an entry stands in a record, or in what a function makes of records."""
        values: list[ir.Expr] = [s.record for s in self._resolver.shapes(site, given) if isinstance(s, RecordShape)]
        for function in self._resolver.functions(site, given):
            values.extend(ret.value for ret in function.view.returns[function.number])
        records = [part for value in values for part in ir.walk(value) if isinstance(part, ir.Record)]
        return any(entry is field for record in records for entry in record.entries)

    def _component_of(self, view: ModuleView, connecting: ir.Call) -> ModuleView:
        """Give the module of the component that ``connect(...)(Page)`` or ``compose(connect(...))(Page)`` is about."""
        for called in view.calls:
            made = called.call.callee
            if isinstance(made, ir.Call) and called.call.arguments and any(e is connecting for e in ir.walk(made)):
                site = Site(view, called.function, called.block)
                for shape in self._resolver.shapes(site, called.call.arguments[0]):
                    if isinstance(shape, (FunctionShape, ClassShape)):
                        return shape.view
        return view


def called_in(view: ModuleView, name: str, position: int, path: tuple[str, ...]) -> list[CallerValue]:
    """Give what the calls of a name in a module hand over at a position."""
    return [
        CallerValue(Site(view, inner.function, inner.block), inner.call, inner.call.arguments[position], path)
        for inner in view.calls_by_name.get(name, ())
        if position < len(inner.call.arguments)
    ]
