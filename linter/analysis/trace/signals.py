"""What is sent through a signal, an object that receivers connect to: ``booked.send(sender, guest=guest)``."""

from __future__ import annotations

from collections.abc import Iterator

from linter import ir
from linter.analysis.link import marks
from linter.analysis.link.program import simple_name
from linter.analysis.link.shapes import Site
from linter.analysis.link.view import ModuleView
from linter.analysis.trace.calling import Calling

_CONNECTS = frozenset({"connect", "connect_via"})
"""Methods of a signal that make a function its receiver."""


class Signals(Calling):
    """A part of ``Callers``: see there."""

    def _signalled(self, view: ModuleView, function: int, position: int) -> list[tuple[Site, ir.Call, ir.Expr]]:
        """Give what a receiver's parameter gets from everything that sends one of its signals."""
        found: list[tuple[Site, ir.Call, ir.Expr]] = []
        declared = view.functions[function]
        for home, signal in self._connected(view, function):
            name = simple_name(signal)
            defined = self._defined(home, name)
            files = self._program.reaching(name, view.path) if len(name) > 3 else ()
            for path in self._program.first(files, f"files that may send {name}", view.path):
                other = self._program.marked(path, *(marks.called(emit) for emit in self._calls.names.emit))
                for emit in sorted(self._calls.names.emit) if other is not None else ():
                    for sent in other.calls_on.get((emit, name), ()) if other is not None else ():
                        callee = sent.call.callee
                        if other is None or not isinstance(callee, ir.Member) or self._defined(other, name) != defined:
                            continue
                        value = self._resolver.argument(sent.call, declared, position, bound=False)
                        if value is not None:
                            found.append((Site(other, sent.function, sent.block), sent.call, value))
        return found

    def _connected(self, view: ModuleView, function: int) -> Iterator[tuple[ModuleView, ir.Expr]]:
        """Give the signals that a function receives, each with the module that says so."""
        declared = view.functions[function]
        for decorator in declared.decorators:
            callee = decorator.callee if isinstance(decorator, ir.Call) else decorator
            if isinstance(callee, ir.Member) and callee.key in _CONNECTS:
                yield view, callee.base
            elif isinstance(decorator, ir.Call) and decorator.arguments:
                if simple_name(callee) in self._calls.names.listen:
                    first = decorator.arguments[0]
                    for signal in first.items if isinstance(first, ir.Sequence) else (first,):
                        yield view, signal
        files = self._program.reaching(declared.name, view.path) if len(declared.name) > 3 else (view.path,)
        what = f"files that may connect {declared.name} with a signal"
        for path in self._program.first(files if declared.name else (), what, view.path):
            other = self._program.marked(path, marks.used(declared.name))
            for use in other.value_uses.get(declared.name, ()) if other is not None else ():
                holder = use.holder
                if other is None or not isinstance(holder, ir.Call) or use.position != 0:
                    continue
                if isinstance(holder.callee, ir.Member) and holder.callee.key in _CONNECTS:
                    functions = self._resolver.functions(Site(other, use.function, use.block), holder.arguments[0])
                    if any(f.view is view and f.number == function for f in functions):
                        yield other, holder.callee.base

    def _defined(self, view: ModuleView, name: str) -> tuple[str, str]:
        """Give the module, or the words of an outside one, that defines what a module knows under a name."""
        for _ in range(8):
            binding = view.imports[0].get(name)
            if binding is None:
                return view.path, name
            target = self._program.linked(view, binding.specifier)
            if target is None or binding.name == "*":
                return binding.specifier, binding.name
            view, name = target, binding.name
        return view.path, name
