"""What functions of the project store below a variable that they are handed: ``addBuyer(payload, user)``."""

from __future__ import annotations

from linter import ir
from linter.analysis.link.shapes import FunctionShape, Site, Symbolic
from linter.analysis.link.view import LambdaSite, ModuleView
from linter.analysis.trace.conditions import Conditions
from linter.analysis.trace.distinct import Path
from linter.analysis.trace.stores import Stores
from linter.analysis.trace.trails import Trail

_DEEPEST = 2
"""Functions that pass on what they are handed, one inside the other."""


class Filling(Stores):
    """A part of ``Tracer``: see the module."""

    def _filled(self, here: Site, use: Site, name: ir.Name, path: Path) -> list[Trail]:
        """
        Give what functions stored below a variable before it is used, with their parameters bound to those calls.

        ``here`` is the function that binds the variable. Only what the project makes itself is filled by others: what
        comes from outside is what it is.
        """
        return self._handed_on(here, use, name, path, None, 0) if _is_made(here.view, here.function, name.id) else []

    def _handed_on(
        self, here: Site, use: Site, name: ir.Name, path: Path, conditions: Conditions | None, depth: int
    ) -> list[Trail]:
        """Give what is stored by the calls that are handed a variable; by ``conditions`` some of them are not made."""
        view, owner = here.view, here.function
        found: list[Trail] = []
        for handed in view.value_uses.get(name.id, ()) if depth <= _DEEPEST else ():
            call = handed.holder
            if not isinstance(call, ir.Call) or not _comes_before(view, owner, handed, use, name):
                continue
            if conditions is not None and not conditions.allow(handed.function, handed.block):
                continue
            there = Site(view, handed.function, handed.block, here.frame)
            step = self._step(there, call, "field", f"{name.id} gets it", name.id)
            for function in self.resolver.functions(there, call.callee):
                trails = self._stored_by(there, call, function, call.arguments[handed.position], path, depth)
                found.extend(t.then(step) for t in trails if t.origin.kind != "constant")
        return found

    def _stored_by(
        self, site: Site, call: ir.Call, function: FunctionShape, argument: ir.Expr, path: Path, depth: int
    ) -> list[Trail]:
        """Give what a function stores at ``path`` below the argument of a call, as this call has it."""
        view, number = function.view, function.number
        declared = view.functions[number]
        bound = function.bound or call.new
        position = next(
            (
                i
                for i in range(len(declared.parameters))
                if self.resolver.argument(call, declared, i, bound) is argument
            ),
            -1,
        )
        name = declared.parameters[position].name if position >= 0 else ""
        if not name or name in view.assigns[number]:
            return []
        inner = Site(view, number, 0, Symbolic(view, number))
        conditions = self._conditions(site, call, function)
        stored: list[Trail] = []
        for write in view.writes_to(number, name):
            if conditions.allow(write.function, write.block):
                stored.extend(self._from_write(inner, write, path) or ())
        end = self.resolver.made_name(view, name, declared.end)
        stored.extend(self._handed_on(inner, inner, end, path, conditions, depth + 1))
        return self._applied(site, call, function, stored)


def _is_made(view: ModuleView, owner: int, name: str) -> bool:
    """Say whether a variable is given a record of its own where it is bound."""
    return any(
        isinstance(assign.value, ir.Record) or (isinstance(assign.value, ir.Call) and assign.value.new)
        for assign in view.assigns[owner].get(name, ())
    )


def _comes_before(view: ModuleView, owner: int, handed: LambdaSite, use: Site, name: ir.Name) -> bool:
    """Say whether a variable was handed to a call that can have run when it is used."""
    if handed.position < 0 or view.scope_of(handed.function, name.id) != owner:
        return False
    call = handed.holder
    if not isinstance(call, ir.Call) or not isinstance(call.arguments[handed.position], ir.Name):
        return False
    if handed.function != owner or use.function != owner:
        return True
    return call.end <= name.start and not view.exclusive(owner, handed.block, use.block)
