"""Fixes that send something else: the length of a search term, an address without its query; and calls that go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from linter import ir
from linter.catalogue.words import fold, split
from linter.fixes.case import Case, Made, distinct, edit, named, sink_of
from linter.fixes.keys import Named, find_named, last_name
from linter.fixes.leave_out import is_what_for, without_arguments
from linter.fixes.parameters import is_linear
from linter.fixes.places import Place
from linter.fixes.statements import without_statement
from linter.model import Edit, Flow, Location, Step

_SCRIPTS = frozenset({"javascript", "typescript", "jsx", "tsx", "vue", "svelte", "astro"})
_PLAIN = (ir.Name, ir.Member, ir.Call)
_PLACEHOLDER = re.compile(rb"\$?\{[^{}\n]*\}")
_QUOTES = (b'"', b"'", b"`")
_PERSONAL = frozenset({"identify", "alias", "set"})
"""Operations that are about a person and nothing else: without the person nothing of them is left."""
_LONG_LINE = 240
"""Bytes of a line that nobody writes by hand."""
_WHOLE = frozenset({"identify", "alias", "set", "search", "group", "event", "message", "audience"})


# ------------------------------------------------------------------------------------------- the length, a boolean


def measured(case: Case) -> Made | None:
    """Put into the place of a value what says less of it: its length, or whether there is any."""
    edits: list[Edit] = []
    names: list[str] = []
    for flow in case.finding.flows:
        found = find_named(case, flow)
        if found is None or found.entry is None or (found.shared and flow.role != "search"):
            return None
        made = _measured(case, found, found.entry.node)
        if made is None:
            return None
        edits.append(made)
        names.append(found.name)
    return Made(distinct(edits), named(names))


def _measured(case: Case, found: Named, node: ir.Field | ir.Keyword) -> Edit | None:
    place, words = found.place, case.rule.words
    value = node.value
    if isinstance(value, ir.Text) and len(value.parts) == 1:
        value = value.parts[0]
    if isinstance(value, ir.Hole):
        return _measured_hole(found, value, node.value, words.get(place.dialect))
    pattern = words.get("python" if place.module.language == "python" else "javascript")
    if pattern is None or not isinstance(value, _PLAIN) or place.module.language not in {"python", "html", *_SCRIPTS}:
        return None
    text = pattern.replace("{value}", place.source(value))
    if isinstance(node, ir.Field) and node.start == value.start:  # ``{ term }``
        return edit(found.path, node.start, node.end, f"{node.key}: {text}")
    return edit(found.path, value.start, value.end, text)


def _measured_hole(found: Named, hole: ir.Hole, around: ir.Expr, pattern: str | None) -> Edit | None:
    if pattern is None:
        return None
    value = hole.value
    while isinstance(value, ir.Call) and isinstance(value.callee, ir.Name) and value.callee.id.startswith("|"):
        if not value.arguments:
            return None
        value = value.arguments[0]
    if not isinstance(value, (ir.Name, ir.Member)):
        return None
    text = pattern.replace("{value}", found.place.source(value))
    start, end = around.start, around.end
    if found.place.data[start : start + 1] not in _QUOTES:
        start, end = hole.start, hole.end
    return edit(found.path, start, end, text)


# --------------------------------------------------------------------------------------------- what is said


def remove_argument(case: Case) -> Made | None:
    """Take the last argument of a call, of a tracker or of a function that calls it, away where it is what leaks."""
    edits: list[Edit] = []
    names: list[str] = []
    for flow in case.finding.flows:
        sink = case.finding.location
        passed = sink != sink_of(flow)
        place = case.place(sink)
        call = None if place is None else place.call_at(sink)
        if place is None or call is None or len(call.arguments) < 2 or call.keywords or flow.sink.server:
            return None
        if flow.sink.operation == "set" or (flow.key and not passed):
            return None
        argument = argument_of(call, flow, sink.path)
        if argument is None or argument is not call.arguments[-1]:
            return None
        if not passed and _is_given(place, call.start, argument):
            return None
        spans = without_arguments(place, call, {id(argument)})
        if spans is None:
            return None
        edits.extend(edit(sink.path, start, end) for start, end in spans)
        names.append(place.source(argument)[:40])
    starts = all(f.sink.operation == "init" and sink_of(f) == case.finding.location for f in case.finding.flows)
    return Made(distinct(edits), named(names), safe=starts)


def remove_part(case: Case) -> Made | None:
    """Take the value out of a text that is sent: the name of an event, a message."""
    edits: list[Edit] = []
    for flow in case.finding.flows:
        sink = sink_of(flow)
        place = case.place(sink)
        made = None if place is None else _without_part(place.data, sink.path, place.expressions_in(sink), flow)
        if made is None:
            return None
        edits.append(made)
    return Made(distinct(edits), "")


def _without_part(data: bytes, path: str, nodes: Iterator[ir.Expr], flow: Flow) -> Edit | None:
    steps = [step for step in flow.steps[:-1] if step.location.path == path]
    for text in nodes:
        if not isinstance(text, ir.Text) or not is_linear(data, text) or not isinstance(text.parts[0], ir.Constant):
            continue
        for part in text.parts[1:]:
            if isinstance(part, ir.Constant) or not _is_passed(part, steps):
                continue
            if isinstance(part, ir.Hole):
                return edit(path, part.start, part.end)
            found = _PLACEHOLDER.match(data, _opening(data, part.start), text.end)
            if found is not None:
                around = data[found.start() - 1 : found.start()], data[found.end() : found.end() + 1]
                if around[0] == around[1] and around[0] in _QUOTES and text.start < found.start() - 1:
                    return None  # a literal of code that is written here: an empty one is no less wrong
                return edit(path, found.start(), found.end())
            if part is text.parts[-1] and part.end == text.end:
                return edit(path, text.parts[-2].end, part.end)
            return None
    return None


def _opening(data: bytes, at: int) -> int:
    """Give where the placeholder begins whose expression begins at an offset."""
    while data[at - 1 : at] in (b" ", b"("):
        at -= 1
    start = at - 1
    return start - 1 if data[start - 1 : start] == b"$" else start


# ---------------------------------------------------------------------------------------------- the address


def page_path(case: Case) -> Made | None:
    """Put addresses without their query into the place of whole ones."""
    edits: list[Edit] = []
    for flow in case.finding.flows:
        made = _shortened(case, flow)
        if not made:
            return None
        edits.extend(made)
    return Made(distinct(edits), "")


def _shortened(case: Case, flow: Flow) -> list[Edit]:
    named_by = find_named(case, flow)
    if named_by is not None and named_by.entry is not None:
        value = named_by.entry.node.value
        inside = [Location(named_by.path, value.start, value.end)]
    else:
        inside = [step.location for step in reversed(flow.steps)]
    for location in inside:
        place = case.place(location)
        if place is None:
            return []
        for node in place.expressions_in(location):
            if isinstance(node, (ir.Member, ir.Call, ir.Name)) and id(node) not in place.bases:
                words = _shorter(case, place.source(node), python=place.module.language == "python")
                if words is not None:
                    return [edit(location.path, node.start, node.end, words)]
    return []


def _shorter(case: Case, source: str, *, python: bool) -> str | None:
    """Give what stands for an address without what it tells, also where something stands before its known end."""
    for name, words in case.rule.words.items():
        written = name.removeprefix("python ")
        if python != (written != name):
            continue
        if source == written:
            return words
        if source.endswith(f".{written}"):
            return source[: -len(written)] + words
    return None


def argument_of(call: ir.Call, flow: Flow, path: str) -> ir.Expr | None:
    """Give the one argument of a call in a file through which a flow goes; None where that is not plain."""
    whole = (call.start, call.end)
    steps = [s for s in flow.steps[:-1] if s.location.path == path and (s.location.start, s.location.end) != whole]
    found = [
        argument
        for argument in call.arguments
        if not isinstance(argument, (ir.Constant, ir.Record)) and _is_passed(argument, steps)
    ]
    return found[0] if len(found) == 1 else None


def _is_passed(value: ir.Expr, steps: Sequence[Step]) -> bool:
    """Say whether a value holds a step of its flow, or is what a step names."""
    if any(value.start <= step.location.start and step.location.end <= value.end for step in steps):
        return True
    names: list[str] = []
    base = value
    while isinstance(base, ir.Member):
        names.append(base.key)
        base = base.base
    if not isinstance(base, ir.Name):
        return False
    dotted = ".".join([base.id, *reversed(names)])
    return any(step.name == dotted or (base is value and step.name.startswith(f"{dotted}.")) for step in steps)


# -------------------------------------------------------------------------------------------------- the call


def remove_call(case: Case) -> Made | None:
    """Take away a call that is a statement of its own and hands over nothing but what leaks."""
    if is_what_for(case.rule, case.finding, case.catalogue):
        return None
    at = case.finding.location
    place = case.place(at)
    statement = None if place is None else place.statements.get((at.start, at.end))
    if place is None or statement is None or not _stands_apart(place, statement):
        return None
    flows = case.finding.flows
    person = any(flow.sink.operation in _PERSONAL and flow.role == "identity" for flow in flows)
    names: list[str] = []
    for flow in flows:
        own = sink_of(flow) == at
        only = _sends_only(statement, flow, person=person) if own else _says_who(statement, flow)
        if flow.sink.operation not in _WHOLE or not only:
            return None
        shown = flow.sink.name if own else f"{place.source(statement.value).partition('(')[0]}()"
        names.append(f"{shown} …" if shown.endswith("=") else shown)
    whole = without_statement(at.path, place, statement)
    return None if whole is None else Made((whole,), named(names), safe=False)


def _says_who(statement: ir.Statement, flow: Flow) -> bool:
    """Say whether a call of the project's own function does, by its name, nothing but what the tracker's call does."""
    value = statement.value
    if not isinstance(statement, ir.Evaluate) or not isinstance(value, ir.Call) or flow.role != "identity":
        return False
    said = [word for part in fold(split(last_name(value.callee))) for word in part]
    return flow.sink.operation in _PERSONAL and flow.sink.operation in said


def _sends_only(statement: ir.Statement, flow: Flow, *, person: bool) -> bool:
    value = statement.value
    if isinstance(statement, ir.Assign):
        return not flow.key and isinstance(statement.target, ir.Member)
    if not isinstance(statement, ir.Evaluate) or not isinstance(value, ir.Call):
        return False
    if person:
        return True
    payload: list[ir.Expr] = []
    for argument in (*value.arguments, *(k.value for k in value.keywords)):
        items = argument.items if isinstance(argument, ir.Sequence) else (argument,)
        for item in items:
            if isinstance(item, ir.Record):
                payload.extend(e.value for e in item.entries)
            else:
                payload.append(item)
    return len([p for p in payload if not _is_fixed(p)]) <= 1


def _stands_apart(place: Place, statement: ir.Statement) -> bool:
    """Say whether a call is one of written code, and not what the function around it exists for."""
    line = place.data.rfind(b"\n", 0, statement.start) + 1
    if place.data[line : statement.start].strip() and place.data.find(b"\n", line) - line > _LONG_LINE:
        return False  # code that was made smaller, as the snippets of vendors are
    value = statement.value
    handed = value.arguments if isinstance(value, ir.Call) else ()
    return not any(_is_given(place, statement.start, node) or _is_run(place, node) for node in handed)


def _is_given(place: Place, at: int, value: ir.Expr) -> bool:
    """Say whether a value is a parameter of the function around: what the function exists for."""
    parameters = place.function_around(at).parameters
    return isinstance(value, ir.Name) and any(parameter.name == value.id for parameter in parameters)


def _is_run(place: Place, value: ir.Expr) -> bool:
    """Say whether an argument is a function that the call runs: without the call it would run no more."""
    if isinstance(value, ir.Lambda):
        return True
    if not isinstance(value, ir.Name):
        return False
    return any(function.name == value.id for function in place.module.functions) or any(
        isinstance(statement.target, ir.Name) and statement.target.id == value.id
        for statement in place.statements.values()
        if isinstance(statement, ir.Assign) and isinstance(statement.value, ir.Lambda)
    )


def _is_fixed(value: ir.Expr) -> bool:
    """Say whether a value is a constant, by its form or by the way its name is written."""
    name = value.key if isinstance(value, ir.Member) else value.id if isinstance(value, ir.Name) else ""
    return isinstance(value, ir.Constant) or (len(name) > 2 and name.isupper())
