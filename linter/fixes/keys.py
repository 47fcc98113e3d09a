"""
Where the value of a flow is named: the field, keyword, property or ``set`` call that puts it under its key.

Looked for from the sink backwards along the steps, so that the place nearest to the tracker is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from linter import ir
from linter.fixes.case import Case, sink_of
from linter.fixes.places import Entry, Place
from linter.model import Flow, Location

_SETTERS = frozenset({"set", "append", "setdefault", "add", "put"})


class Named(NamedTuple):
    """The place that names a value."""

    path: str
    place: Place
    name: str
    entry: Entry | None
    """A field or keyword; None for the others."""
    statement: ir.Statement | None
    """For a write below a variable: the statement that can go."""
    attribute: ir.Attribute | None
    exclusive: bool
    """True where what it belongs to goes to the tracker and nowhere else, as far as can be seen."""
    shared: bool = False
    """True where it stands in a function that hands on what the call that is reported, and others, give it."""


def find_named(case: Case, flow: Flow) -> Named | None:
    """Find what names the value of a flow; None where nothing plainly does."""
    key = tuple(part for part in flow.key if part and part != "[*]" and not part.isdigit())
    if not key:
        return None
    for whole in (True, False):
        for index in range(len(flow.steps) - 1, -1, -1):
            step = flow.steps[index]
            if step.role == "source" and index < len(flow.steps) - 1:
                continue  # what a value is read by names it for somebody else
            place = case.place(step.location)
            if place is None:
                return None
            found = _at(place, step.location, key, whole=whole, last=index == len(flow.steps) - 1)
            if found is None:
                continue
            if found.entry is not None and not _leads_here(found.entry.node, flow, index):
                continue
            shared = _serves_others(case, flow, index, found)
            alone = _is_exclusive(case, flow, index) and not shared
            here = case.finding.location == sink_of(flow)
            return found._replace(path=step.location.path, exclusive=alone, shared=shared and not here)
    return None


def _at(place: Place, location: Location, key: tuple[str, ...], *, whole: bool, last: bool) -> Named | None:
    best: Entry | None = None
    reach = 0
    for entry in place.inside(location):
        depth = _fit(entry, key)
        if whole != (depth == len(key)) or (not whole and not _is_leaf(entry)):
            continue
        if depth > reach:
            best, reach = entry, depth
    if best is not None:
        return Named("", place, best.name, best, None, None, exclusive=False)
    statement = place.statements.get((location.start, location.end))
    if statement is not None and (name := _written(statement, sink=last)) and name in key and not _rewrites(statement):
        return Named("", place, name, None, statement, None, exclusive=False)
    if last and (index := place.tags.get((location.start, location.end))) is not None:
        for attribute in place.module.tags[index].attributes:
            if place.module.tags[index].component is not None and attribute.name == key[0]:
                return Named("", place, attribute.name, None, None, attribute, exclusive=False)
    return None


def _fit(entry: Entry, key: tuple[str, ...]) -> int:
    """Say how well an entry is the one that a key is about: how far into the key it reaches; 0 for not at all."""
    for dropped in range(entry.keywords + 1):
        path = entry.path[dropped:]
        if not path:
            break
        for start in range(len(key) - len(path) + 1):
            if key[start : start + len(path)] == path:
                # What is nearest to the whole key wins; below a variable's field only members may follow.
                return start + len(path) if start + len(path) == len(key) or start == 0 else 0
    return 0


def _is_leaf(entry: Entry) -> bool:
    """Say whether an entry is a property with a value that no literal below it takes apart."""
    return isinstance(entry.node, ir.Field) and isinstance(entry.node.value, (ir.Name, ir.Member, ir.Call, ir.Choice))


def _leads_here(node: ir.Field | ir.Keyword, flow: Flow, index: int) -> bool:
    """
    Say whether an earlier step of the flow, or its origin, lies in the entry, or none lies beside it in its literal.

    A constant is nobody's value but its own.
    """
    origin = flow.origin.location
    if origin is not None and origin.path == flow.steps[index].location.path and node.start <= origin.start < node.end:
        return True
    beside = False
    step = flow.steps[index].location
    for earlier in flow.steps[:index]:
        at = earlier.location
        if at.path != step.path or not (step.start <= at.start and at.end <= step.end) or at == step:
            continue
        if node.start <= at.start and at.end <= node.end:
            return True
        beside = True
    return not beside and not isinstance(node.value, ir.Constant)


def _rewrites(statement: ir.Statement) -> bool:
    """Say whether a write makes something else of what is there already: without it, that stays."""
    if not isinstance(statement, ir.Assign) or not isinstance(statement.target, ir.Member):
        return False
    base, key = statement.target.base, statement.target.key
    for node in ir.walk(statement.value):
        if isinstance(node, ir.Member) and node.key == key and last_name(node.base) == last_name(base):
            return True
        if (
            isinstance(node, ir.Call)
            and isinstance(node.callee, ir.Member)
            and last_name(node.callee.base) == last_name(base)
        ):
            return any(isinstance(argument, ir.Constant) and argument.value == key for argument in node.arguments)
    return False


def _written(statement: ir.Statement, *, sink: bool) -> str:
    """Give the property that a statement stores below a variable: ``p.q = v``, ``p["q"] = v``, ``p.set("q", v)``."""
    if isinstance(statement, ir.Assign):
        target = statement.target
        return target.key if isinstance(target, ir.Member) and (sink or isinstance(target.base, ir.Name)) else ""
    value = statement.value
    if sink:
        return ""
    if not isinstance(statement, ir.Evaluate) or not isinstance(value, ir.Call) or value.keywords:
        return ""
    callee = value.callee
    if not isinstance(callee, ir.Member) or callee.key not in _SETTERS or not isinstance(callee.base, ir.Name):
        return ""
    if len(value.arguments) != 2 or not isinstance(value.arguments[0], ir.Constant):
        return ""
    return str(value.arguments[0].value)


# ---------------------------------------------------------------------------------------------------- who else


def _is_exclusive(case: Case, flow: Flow, index: int) -> bool:
    """
    Say whether what step ``index`` makes goes on to the tracker alone.

    Each variable and parameter that it goes through is counted: where one of them is used outside the later steps,
    somebody else may read the key.
    """
    later = [step.location for step in flow.steps[index:]]
    for number in range(index, len(flow.steps) - 1):
        step, following = flow.steps[number], flow.steps[number + 1]
        place = case.place(step.location)
        if place is None:
            return False
        if step.role == "argument" or step.location.path != following.location.path:
            place = case.place(following.location)
            name, inside = step.name.split(".")[0], following.location
            if step.role not in ("argument", "parameter", "property") or place is None:
                return False
            function = place.function_around(inside.start)
            names = {p.name for p in function.parameters}
            if name not in names:
                if step.role == "argument":
                    continue
                return False
            span = Location(inside.path, function.start, function.end)
        else:
            statement = place.statements.get((step.location.start, step.location.end))
            if isinstance(statement, ir.Assign):
                base: ir.Expr = statement.target
                while isinstance(base, ir.Member):
                    base = base.base
                if not isinstance(base, ir.Name):
                    return False
                name = base.id
                function = _declaring(place, name, step.location.start)
                span = Location(step.location.path, function.start, function.end)
            elif step.role in ("return", "call"):
                return False
            else:
                continue
        if not _only_in(place, name, span, later):
            return False
    return True


def _declaring(place: Place, name: str, at: int) -> ir.Function:
    """Give the function around an offset whose variable a name is: the module's body where none declares it."""
    functions, python = place.module.functions, place.module.language == "python"
    function = place.function_around(at)
    for _ in range(len(functions)):
        own = any(parameter.name == name for parameter in function.parameters) or any(
            isinstance(statement, ir.Assign)
            and isinstance(statement.target, ir.Name)
            and statement.target.id == name
            and (statement.declares or python)
            for statement in function.body
        )
        if (own and name not in function.outer_names) or not 0 <= function.parent < len(functions):
            return function
        function = functions[function.parent]
    return functions[0]


def _serves_others(case: Case, flow: Flow, index: int, named: Named) -> bool:
    """
    Say whether what names the value stands in a function that is given it: other callers may give harmless ones.

    What a function picks out of a thing it is given (``user.email``) is its own choice, for all callers.
    """
    if named.entry is not None and any(isinstance(node, ir.Member) for node in ir.walk(named.entry.node.value)):
        return False
    reported, at = case.finding.location, flow.steps[index].location
    if at.path == reported.path and reported.start <= at.start and at.end <= reported.end and at != reported:
        return False
    place = case.place(at)
    if place is None:
        return True
    function = place.function_around(at.start)
    for step in flow.steps[:index]:
        inside = step.location.path == at.path and function.start <= step.location.start < function.end
        if step.role in ("argument", "property") and not inside and function.parameters:
            return True
    return False


def _only_in(place: Place, name: str, span: Location, allowed: Sequence[Location]) -> bool:
    spans = [(a.start, a.end) for a in allowed if a.path == span.path]
    targets = {
        (s.target.start, s.target.end)
        for s in place.statements.values()
        if isinstance(s, ir.Assign) and isinstance(s.target, (ir.Name, ir.Member))
    }
    for used in place.names:
        if used.id != name or not span.start <= used.start < span.end:
            continue
        if any(start <= used.start and used.end <= end for start, end in spans):
            continue
        if any(start <= used.start and used.end <= end for start, end in targets):
            continue
        return False
    return True


def last_name(node: ir.Expr) -> str:
    """Give the last name of an access chain; empty for anything else."""
    return node.key if isinstance(node, ir.Member) else node.id if isinstance(node, ir.Name) else ""
