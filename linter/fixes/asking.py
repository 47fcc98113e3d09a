"""Fixes that ask for consent before a call: by the project's own function, or by the manager's callback."""

from __future__ import annotations

from collections.abc import Iterator

from linter import ir
from linter.fixes.case import Case, Made, distinct, edit, sink_of
from linter.fixes.gates import category_for, managers_of
from linter.fixes.places import Place
from linter.judgement.phrases import phrase_set
from linter.judgement.words import fold, split
from linter.model import Edit

_SCRIPTS = frozenset({"javascript", "typescript", "jsx", "tsx", "html", "vue", "svelte"})
_DOING = frozenset({"set", "save", "give", "grant", "update", "show", "open", "hide", "reset", "init", "load", "on"})
"""First words of names of functions that do something about consent; the others answer."""
_AGAINST = frozenset(
    {
        "out",
        "not",
        "no",
        "dnt",
        "declined",
        "denied",
        "rejected",
        "refused",
        "revoked",
        "withdrawn",
        "without",
        "missing",
    }
)
"""Words in names that are true where there is no consent."""


def ask_first(case: Case) -> Made | None:
    """Put a call under the question that the project's own code asks elsewhere in the file."""
    edits: list[Edit] = []
    name = ""
    for flow in case.finding.flows:
        sink = sink_of(flow)
        place = case.place(sink)
        statement = None if place is None else _statement(place, sink.start, sink.end)
        if place is None or statement is None:
            return None
        question = next(_questions(case, place, statement), None)
        if question is None:
            return None
        edits.append(edit(sink.path, statement.start, statement.start, f"if ({question}) "))
        name = question
    return Made(distinct(edits), f"`{name}`" if name else "")


def consent_callback(case: Case) -> Made | None:
    """Put a call into the callback of the one consent manager that the project shows."""
    edits: list[Edit] = []
    name = ""
    for flow in case.finding.flows:
        sink = sink_of(flow)
        place = case.place(sink)
        statement = None if place is None else _statement(place, sink.start, sink.end)
        managers = [] if place is None else managers_of(case, place, lambda manager: manager.callback != "")
        if place is None or statement is None or len(managers) != 1:
            return None
        category = category_for(case, managers[0])
        if not category:
            return None
        words = managers[0].callback.replace("{category}", category)
        before, _, after = words.partition("{code}")
        stop = statement.end + (place.data[statement.end : statement.end + 1] == b";")
        edits.append(edit(sink.path, statement.start, statement.start, before))
        edits.append(edit(sink.path, stop, stop, (";" if stop == statement.end else "") + after))
        name = managers[0].name
    return Made(distinct(edits), name)


def _statement(place: Place, start: int, end: int) -> ir.Statement | None:
    """Give a call of a script that is a statement of its own, at the head of its line."""
    found = place.statements.get((start, end))
    if place.module.language not in _SCRIPTS or not isinstance(found, ir.Evaluate):
        return None
    line = place.data.rfind(b"\n", 0, start) + 1
    return None if place.data[line:start].strip() else found


def _questions(case: Case, place: Place, statement: ir.Statement) -> Iterator[str]:
    """Give calls that ask for consent, as written, of functions that can be seen from everywhere in the file."""
    words = phrase_set(word for manager in case.catalogue.consent.values() for word in manager.words)
    module = place.module
    global_names = {f.name for f in module.functions if f.parent == 0} | {
        i.local for i in module.imports if i.function == 0
    }
    asked = [
        guard
        for function in module.functions
        for block in function.blocks
        if block.guard is not None and not block.negated
        for guard in ir.walk(block.guard)
    ]
    for node in asked:
        if not isinstance(node, ir.Call) or not isinstance(node.callee, ir.Name) or node.callee.id not in global_names:
            continue
        if node.keywords or not all(isinstance(argument, ir.Constant) for argument in node.arguments):
            continue
        if node.start <= statement.start < node.end:
            continue
        spelled = [*fold(split(node.callee.id))]
        if any(part[0] in _DOING or not _AGAINST.isdisjoint(part) for part in spelled if part):
            continue
        if any(next(words.find(part), None) is not None for part in spelled):
            yield place.source(node)
