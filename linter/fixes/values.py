"""Fixes that send something else: the length of a search term, an address without its query; and calls that go."""

from __future__ import annotations

from linter import ir
from linter.fixes.case import Case, Made, distinct, edit, named, sink_of
from linter.fixes.keys import Named, find_named
from linter.fixes.leave_out import without_statement
from linter.model import Edit, Flow

_SCRIPTS = frozenset({"javascript", "typescript", "jsx", "tsx", "vue", "svelte", "astro"})
_PLAIN = (ir.Name, ir.Member, ir.Call)
_QUOTES = (b'"', b"'", b"`")
_WHOLE = frozenset({"identify", "alias", "set", "search", "group", "event", "message", "audience"})


# ------------------------------------------------------------------------------------------------ the length


def length(case: Case) -> Made | None:
    """Put the length of a value into the place of the value."""
    edits: list[Edit] = []
    names: list[str] = []
    for flow in case.finding.flows:
        found = find_named(case, flow)
        if found is None or found.entry is None:
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
    for step in reversed(flow.steps):
        place = case.place(step.location)
        if place is None:
            return []
        found = [
            edit(step.location.path, node.start, node.end, words)
            for node in place.expressions_in(step.location)
            if isinstance(node, (ir.Member, ir.Call, ir.Name))
            and id(node) not in place.bases
            and (words := case.rule.words.get(place.source(node))) is not None
        ]
        if found:
            return found[:1]
    return []


# -------------------------------------------------------------------------------------------------- the call


def remove_call(case: Case) -> Made | None:
    """Take away a call that is a statement of its own and hands over nothing but what leaks."""
    edits: list[Edit] = []
    names: list[str] = []
    for flow in case.finding.flows:
        sink = sink_of(flow)
        place = case.place(sink)
        if place is None or sink != case.finding.location or flow.sink.operation not in _WHOLE:
            return None
        statement = place.statements.get((sink.start, sink.end))
        if statement is None or not _sends_only(statement, flow):
            return None
        edits.append(without_statement(sink.path, place, statement))
        names.append(flow.sink.name)
    return Made(distinct(edits), named(names), safe=False)


def _sends_only(statement: ir.Statement, flow: Flow) -> bool:
    value = statement.value
    if isinstance(statement, ir.Assign):
        return not flow.key and isinstance(statement.target, ir.Member)
    if not isinstance(statement, ir.Evaluate) or not isinstance(value, ir.Call):
        return False
    payload: list[ir.Expr] = []
    for argument in (*value.arguments, *(k.value for k in value.keywords)):
        items = argument.items if isinstance(argument, ir.Sequence) else (argument,)
        for item in items:
            if isinstance(item, ir.Record):
                payload.extend(e.value for e in item.entries)
            else:
                payload.append(item)
    return len([p for p in payload if not isinstance(p, ir.Constant)]) <= 1
