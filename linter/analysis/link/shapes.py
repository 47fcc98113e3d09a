"""Places that expressions are read at, and what an expression may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from linter import ir
from linter.analysis.link.view import ModuleView


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
    called: bool = False
    """True for a decorator: what a call of the function that it is given gives stands for itself as well."""

    @property
    def key(self) -> tuple[object, ...]:
        """A hashable identity."""
        return ("summary", self.view.path, self.function, self.called)


class Narrowed(NamedTuple):
    """
    A function of which not all callers can have got to where the trace came from.

    ``admits`` says of the conditions that one call of it makes (``trace.conditions``) whether they leave that open.
    """

    view: ModuleView
    function: int
    admits: Callable[..., bool]
    key: tuple[object, ...]


class Site(NamedTuple):
    """A place from which expressions are read: a block of a function, with the calls that led there."""

    view: ModuleView
    function: int
    block: int
    frame: Frame | Symbolic | Narrowed | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """A hashable identity."""
        return (self.view.path, self.function, self.block, self.frame.key if self.frame else ())

    def only_value(self, expr: ir.Expr) -> ir.Expr:
        """Give what a name stands for that is assigned once in its module; any other expression is itself."""
        if not isinstance(expr, ir.Name):
            return expr
        owner = self.view.scope_of(self.function, expr.id)
        assigns = self.view.assigns[owner].get(expr.id, ()) if owner >= 0 else ()
        return assigns[0].value if len(assigns) == 1 else expr


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
