"""
Commands whose verb a caller chooses: ``const pixel = (...args) => fbq(...args)``, ``fbq.apply(null, arguments)``.

What such a call does is written where the function around it is called: each caller's arguments make a command of
their own, which is read as if the caller had written it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.resolving import argument_for
from linter.analysis.link.shapes import Site
from linter.analysis.link.view import CallSite
from linter.analysis.trace.callers import Callers

MAX_HOPS = 4
"""Wrappers around wrappers that are looked through."""
_ALL = "arguments"


class Forwarded(NamedTuple):
    """A command as one caller writes it: the caller's place, the call, and the places of the wrappers inside."""

    site: Site
    called: CallSite
    within: tuple[Site, ...]


class Forwarding:
    """Reads commands with the arguments of the callers around them."""

    def __init__(self, program: Program, callers: Callers) -> None:
        self._program = program
        self._callers = callers
        self._made: dict[tuple[int, int], ir.Call | None] = {}

    def of(self, site: Site, call: ir.Call, verb: int, within: tuple[Site, ...] = ()) -> Iterator[Forwarded]:
        """Give the commands that the callers of the function around ``call`` make; ``verb`` is the verb's position."""
        owner = self._owner(site, call, verb)
        if owner <= 0:
            return
        if len(within) >= MAX_HOPS:
            self._program.cut("functions around each other that hand a command on", MAX_HOPS, path=site.view.path)
            return
        function = site.view.functions[owner]
        for target in self._callers.sites(site.view, owner):
            key = (id(call), id(target.call))
            if key not in self._made:
                self._made[key] = None if target.through else _written(call, target.call, function, target.bound)
            made = self._made[key]
            if made is None:
                continue
            hops = (*within, site)
            given = made.arguments[verb] if len(made.arguments) > verb else None
            if given is None or isinstance(given, ir.Constant):
                there = CallSite(made, target.site.function, target.site.block)
                yield Forwarded(target.site, there, hops)
            else:
                yield from self.of(target.site, made, verb, hops)

    def _owner(self, site: Site, call: ir.Call, verb: int) -> int:
        """Give the function one of whose parameters, or all of whose arguments, hold the verb; -1 for none."""
        view = site.view
        for argument in call.arguments[: verb + 1]:
            value = argument.value if isinstance(argument, ir.Spread) else argument
            if not isinstance(value, ir.Name):
                continue
            if value.id == _ALL and isinstance(argument, ir.Spread):
                owner = site.function
                while owner > 0 and not view.functions[owner].name:
                    owner = view.functions[owner].parent
                return owner
            owner = view.scope_of(site.function, value.id)
            if owner > 0 and value.id in view.parameters[owner] and value.id not in view.assigns[owner]:
                return owner
        return -1


def _written(inner: ir.Call, outer: ir.Call, function: ir.Function, bound: bool) -> ir.Call | None:
    """Give ``inner`` with the arguments of ``outer`` for what its function hands through; None where it does more."""
    places = {parameter.name: at for at, parameter in enumerate(function.parameters)}
    arguments: list[ir.Expr] = []
    for argument in inner.arguments:
        value = argument.value if isinstance(argument, ir.Spread) else argument
        if isinstance(value, ir.Constant):
            arguments.append(value)
        elif isinstance(argument, ir.Spread) and isinstance(value, ir.Name) and value.id == _ALL:
            arguments.extend(outer.arguments)
        elif isinstance(value, ir.Name) and value.id in places:
            at = places[value.id]
            rest = function.parameters[at].kind == "rest"
            given = argument_for(outer, function, at, bound)
            if isinstance(argument, ir.Spread) and not rest:
                return None
            if rest and isinstance(argument, ir.Spread):
                arguments.extend(given.items if isinstance(given, ir.Sequence) else ())
            else:
                arguments.append(given if given is not None else ir.Constant(outer.start, outer.end))
        else:
            return None
    return ir.Call(outer.start, outer.end, inner.callee, tuple(arguments))
