"""
Which callers can get to a place: a branch that asks for a constant is closed to those who hand over another one.

``function send(kind, value) { if (kind === 'mail') ... }``: the callers that hand over ``'table'`` say nothing about
that branch. What is not known for sure leaves the branch open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from linter import ir
from linter.analysis.link.program import simple_name
from linter.analysis.link.shapes import Site
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView

_DEEPEST = 12
"""Operators inside each other that are followed."""
_MOST_LOOKS = 400
"""Expressions that are looked at for the conditions of one call."""
_CONTAIN = frozenset({"includes", "has"})
"""Methods of lists and sets that say whether something is among them."""
_TYPE, _PAYLOAD = "type", "payload"
"""Where an action says what it is, and where what it carries."""
_SETS = frozenset({"Set", "set", "frozenset"})
_FAULTS = ("Error", "Exception", "Throwable")
"""How the names of classes end whose instances say what went wrong, in every language that is read."""

Given: TypeAlias = Callable[[int], "tuple[Site, ir.Expr] | None"]
"""What a call hands to a parameter, by its position; None where that is not known."""


class _Absent:
    """Stands for what a record does not have."""


class _Unknown:
    """The value of what is not known."""


class _Something:
    """The value of a function, a record or an instance: something that is true and equals no constant."""


class _Creator(NamedTuple):
    """The type of the actions that a creator of another package's makes."""

    symbol: str

    def may_be(self, word: object) -> bool | None:
        """Say whether it can be a word: that of a slice ends with the action's name, ``guest/signedIn``."""
        slice_, _, action = self.symbol.rpartition(".")
        known = slice_.endswith(".actions") and isinstance(word, str)
        return False if known and str(word).rpartition("/")[2] != action else None


_ABSENT = _Absent()
_UNKNOWN = _Unknown()
_SOMETHING = _Something()
_Value: TypeAlias = "ir.Scalar | _Unknown | _Something | _Creator"
Written: TypeAlias = "tuple[Conditions, Site, ir.Expr]"
"""Where a value is written, with the conditions that hold in the function there."""


class Conditions:
    """
    Answers for one function and the values that one call hands over; without a call, for what the module shows.

    ``outer`` are the conditions of the function in which that call stands, for what it only passes on.
    """

    def __init__(
        self,
        resolver: Resolver,
        view: ModuleView,
        owner: int = 0,
        given: Given | None = None,
        outer: Conditions | None = None,
    ) -> None:
        self.view = view
        self.asked: set[int] = set()
        """Functions whose parameters were asked for while no call of them was known."""
        self._resolver = resolver
        self._owner = owner
        self._given = given
        self._outer = outer
        self._looks = 0

    def allow(self, function: int, block: int) -> bool:
        """Say whether a place in the function, or in one written inside it, can be reached with these values."""
        return all(self._open(inside, number) for inside, number in around(self.view, self._owner, function, block))

    def written(self, site: Site, expr: ir.Expr) -> Written | None:
        """
        Give where the value of an expression is written, as far as it can be followed.

        The way goes through variables that are set once, records, and what the calls hand over that are known.
        """
        found = self.follow(site, expr)
        return None if isinstance(found, _Absent) else found

    def value(self, function: int, expr: ir.Expr) -> _Value:
        """Give the constant that an expression of the function is; what it is handed over stands for parameters."""
        return self._valued(self.follow(Site(self.view, function, 0), expr))

    def makes(self, site: Site, action: ir.Expr, kind: tuple[Site, ir.Expr]) -> bool:
        """Say whether an action may be one of a kind: what makes such actions, or the word that they have as type."""
        own = self._valued(self.follow(site, action, (_TYPE,)))
        return _same(own, self._type_of(*kind) or self._valued(self.follow(*kind))) is not False

    def _valued(self, found: Written | _Absent | None) -> _Value:
        if found is None or isinstance(found, _Absent):
            return _UNKNOWN if found is None else None
        _, site, value = found
        if isinstance(value, ir.Constant):
            return value.value
        if isinstance(value, ir.Lambda) or (isinstance(value, ir.Record) and value.entries):
            return _SOMETHING
        of = value.base if isinstance(value, ir.Member) and value.key == _TYPE else value
        return self._type_of(site, of) or self._resolver.literal(site, value) or _UNKNOWN

    def _type_of(self, site: Site, creator: ir.Expr) -> _Creator | None:
        """Give the type of the actions that a creator makes: of one that holds its argument under ``payload``."""
        for symbol in self._resolver.symbols(site, creator):
            carry = self._resolver.calls.carry(symbol)
            if carry is not None and carry.at == _PAYLOAD:
                return _Creator(symbol)
        return None

    def follow(self, site: Site, expr: ir.Expr, keys: tuple[str, ...] = (), depth: int = 0) -> Written | _Absent | None:
        """Follow an expression to where its value is written; ``keys`` are still to be read below it."""
        self._looks += 1
        found: Written | _Absent | None = None
        if self._looks > _MOST_LOOKS:
            self._cut("expressions of the conditions for one call", _MOST_LOOKS)
        elif depth > _DEEPEST:
            self._cut("values on the way to what a condition asks for", _DEEPEST)
        elif isinstance(expr, ir.Member):
            found = self.follow(site, expr.base, (expr.key, *keys), depth + 1)
        elif isinstance(expr, ir.Name):
            found = self._named(site, expr, keys, depth)
        elif isinstance(expr, ir.Record) and keys:
            found = self._entry(site, expr, keys, depth)
        elif isinstance(expr, ir.Call) and keys:
            found = self._made(site, expr, keys, depth)
        elif isinstance(expr, ir.Choice) and (default := _default(expr)) is not None:
            found = self.follow(site, expr.options[0], keys, depth + 1)
            found = (self, site, default) if isinstance(found, _Absent) else found
        return found or (None if keys else (self, site, expr))

    def _cut(self, what: str, most: int) -> None:
        self._resolver.program.cut(what, most, path=self.view.path)

    def _named(self, site: Site, name: ir.Name, keys: tuple[str, ...], depth: int) -> Written | _Absent | None:
        owner = self.view.scope_of(site.function, name.id)
        if owner < 0 or self.view.writes_to(owner, name.id):
            return None
        assigns = self.view.assigns[owner].get(name.id, ())
        position = self.view.parameters[owner].get(name.id)
        if position is None and len(assigns) == 1:
            assign = assigns[0]
            if owner == 0 and isinstance(assign.value, ir.Constant) and not isinstance(assign.value.value, str):
                return None  # a switch of the module's, which other modules and builds may set
            there = Site(self.view, self.view.assigned_in.get(id(assign), owner), assign.block)
            return self.follow(there, assign.value, keys, depth + 1)
        if position is None or assigns:
            return None
        if self._given is None:
            self.asked.add(owner)
        given = self._given(position) if self._given is not None and owner == self._owner else None
        if given is None:
            return None
        outer = self._outer
        if outer is None or outer.view is not given[0].view:
            outer = Conditions(self._resolver, given[0].view)
        return outer.follow(*given, keys, depth + 1)

    def _made(self, site: Site, call: ir.Call, keys: tuple[str, ...], depth: int) -> Written | _Absent | None:
        """Follow what a function of the project makes in one place, and the type of an action made elsewhere."""
        if keys == (_TYPE,) and self._type_of(site, call.callee) is not None:
            return self, site, call.callee
        functions = self._resolver.functions(site, call.callee)
        returns = functions[0].view.returns[functions[0].number] if len(functions) == 1 else ()
        if len(returns) != 1:
            return None
        made = functions[0]
        inner = Conditions(self._resolver, made.view, made.number, _unknown)
        return inner.follow(Site(made.view, made.number, returns[0].block), returns[0].value, keys, depth + 1)

    def _entry(self, site: Site, record: ir.Record, keys: tuple[str, ...], depth: int) -> Written | _Absent | None:
        for entry in reversed(record.entries):
            if isinstance(entry, ir.Spread):
                found = self.follow(site, entry.value, keys, depth + 1)
                if not isinstance(found, _Absent):
                    return found
            elif entry.computed is not None:
                return None
            elif entry.key == keys[0]:
                return self.follow(site, entry.value, keys[1:], depth + 1)
        return _ABSENT if len(keys) == 1 else None

    def _open(self, function: int, number: int) -> bool:
        blocks = self.view.functions[function].blocks
        block = blocks[number]
        if block.guard is not None:
            truth = self._truth(function, block.guard)
            return truth is None or truth is not block.negated
        if block.group < 0 or block.kind != "branch":
            return True
        # What is left when no other case fits: ``default:``, ``case _:``.
        # A case with a condition of its own (``case 'a' if ready:``, a block of no group inside) may be passed by.
        limited = {b.parent for b in blocks if b.kind == "branch" and b.group < 0}
        cases = [
            b.guard
            for at, b in enumerate(blocks)
            if b.group == block.group and b.guard is not None and not b.negated and at not in limited
        ]
        return not any(self._truth(function, guard) is True for guard in cases)

    def _truth(self, function: int, test: ir.Expr, depth: int = 0) -> bool | None:
        if depth > _DEEPEST:
            self._cut("operators inside each other in a condition", _DEEPEST)
            return None
        if isinstance(test, ir.Operation) and test.operator == "!" and len(test.operands) == 1:
            inner = self._truth(function, test.operands[0], depth + 1)
            return None if inner is None else not inner
        if isinstance(test, ir.Operation) and test.operator in ("==", "!=") and len(test.operands) == 2:
            same = _same(*(self.value(function, operand) for operand in test.operands))
            return same if same is None or test.operator == "==" else not same
        if isinstance(test, ir.Operation) and test.operator == "in" and len(test.operands) == 2:
            return self._among(function, test.operands[0], test.operands[1])
        if isinstance(test, ir.Call) and isinstance(test.callee, ir.Member) and test.callee.key in _CONTAIN:
            return self._among(function, test.arguments[0], test.callee.base) if len(test.arguments) == 1 else None
        if isinstance(test, ir.Call) and isinstance(test.callee, ir.Member) and test.callee.key == "match":
            site = Site(self.view, function, 0)
            creator = self._type_of(site, test.callee.base) if len(test.arguments) == 1 else None
            own = self._valued(self.follow(site, test.arguments[0], (_TYPE,))) if creator is not None else _UNKNOWN
            return _same(own, creator)
        if isinstance(test, ir.Choice) and test.test is not None and len(test.options) == 1:
            return _both(self._truth(function, test.test, depth + 1), self._truth(function, test.options[0], depth + 1))
        if isinstance(test, ir.Choice) and test.test is None:
            return _any([self._truth(function, option, depth + 1) for option in test.options])
        value = self.value(function, test)
        if isinstance(value, _Unknown):
            return None
        return True if isinstance(value, _Something) else bool(value)

    def _among(self, function: int, asked: ir.Expr, listed: ir.Expr) -> bool | None:
        found = self.written(Site(self.view, function, 0), listed)
        if found is None:
            return None
        there, site, items = found
        if isinstance(items, ir.Call) and simple_name(items.callee) in _SETS and len(items.arguments) == 1:
            items = items.arguments[0]
        if not isinstance(items, ir.Sequence) or any(isinstance(item, ir.Spread) for item in items.items):
            return None
        value = self.value(function, asked)
        return _any([_same(value, there.value(site.function, i)) for i in items.items]) if items.items else False


def handed(
    view: ModuleView, function: int, position: int, site: Site, value: ir.Expr | None
) -> tuple[Site, ir.Expr] | None:
    """Give what a parameter is when a call hands ``value`` over at ``site``: without one, its default."""
    declared = view.functions[function]
    default = declared.parameters[position].default
    if value is None:
        return (Site(view, max(declared.parent, 0), declared.parent_block), default) if default is not None else None
    if default is not None and isinstance(value, ir.Constant) and value.value is None:
        return None  # ``undefined`` takes the default, ``null`` and ``None`` do not
    return site, value


def is_fault(view: ModuleView, owner: int, use: Site, name: str) -> bool:
    """
    Say whether a name of a function stands for what went wrong at a place: ``if (input instanceof Error)``.

    What such a thing says of itself is none of the data that callers hand over in its stead.
    """
    return any(
        block.guard is not None and not block.negated and _asks_for_fault(block.guard, name)
        for function, number in around(view, owner, use.function, use.block)
        for block in (view.functions[function].blocks[number],)
    )


def _asks_for_fault(test: ir.Expr, name: str, depth: int = 0) -> bool:
    if isinstance(test, ir.Choice) and test.test is not None and len(test.options) == 1 and depth < _DEEPEST:
        return any(_asks_for_fault(part, name, depth + 1) for part in (test.test, test.options[0]))
    if isinstance(test, ir.Operation) and test.operator == "instanceof" and len(test.operands) == 2:
        asked, cls = test.operands
    elif isinstance(test, ir.Call) and isinstance(test.callee, ir.Name) and test.callee.id == "isinstance":
        if len(test.arguments) != 2:
            return False
        asked, cls = test.arguments
    else:
        return False
    named = cls.id if isinstance(cls, ir.Name) else cls.key if isinstance(cls, ir.Member) else ""
    return isinstance(asked, ir.Name) and asked.id == name and named.endswith(_FAULTS)


def around(view: ModuleView, owner: int, function: int, block: int) -> Iterator[tuple[int, int]]:
    """Give the blocks around a place, innermost first, with their functions, out to those of a function."""
    while function >= 0:
        for number in view.ancestors(function, block):
            yield function, number
        if function == owner:
            return
        block, function = view.functions[function].parent_block, view.functions[function].parent


def _default(choice: ir.Choice) -> ir.Expr | None:
    """Give what a destructured name is where there is nothing: ``{ share = false }``."""
    value = choice.options[0]
    made = isinstance(value, ir.Member) and isinstance(value.base, ir.Name) and value.base.id[:1] == "%"
    return choice.options[1] if made and choice.test is None and len(choice.options) == 2 else None


def _unknown(position: int) -> None:
    """Give what is known of an argument of some call: nothing."""


def _same(first: _Value, second: _Value) -> bool | None:
    """Compare two values; None where that depends on the language or is not known."""
    if isinstance(first, _Unknown) or isinstance(second, _Unknown):
        return None
    if isinstance(first, _Creator) is not isinstance(second, _Creator):
        creator, word = (first, second) if isinstance(first, _Creator) else (second, first)
        return creator.may_be(word) if isinstance(creator, _Creator) else None
    if isinstance(first, _Something) or isinstance(second, _Something):
        return None if first is second else False
    if first is None or second is None:
        return None if first is second else False  # ``undefined`` and ``null`` are one constant here
    return first == second if type(first) is type(second) else None


def _both(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def _any(truths: list[bool | None]) -> bool | None:
    if any(truth is True for truth in truths):
        return True
    return None if any(truth is None for truth in truths) else False
