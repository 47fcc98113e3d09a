"""Fixes that put a call under a question for consent: the project's own, or the callback of its consent manager."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from linter import ir
from linter.catalogue.words import fold, split
from linter.fixes.case import Case, Made, distinct, edit, sink_of
from linter.fixes.gates import category_for, managers_of, script_around
from linter.fixes.places import Place
from linter.judgement.phrases import Phrases, phrase_set
from linter.model import Edit

_SCRIPTS = frozenset({"javascript", "typescript", "vue", "svelte", "astro"})
_PAGES = frozenset({"html", "php"})
_PYTHON = "python"
_DOING = frozenset({"set", "save", "give", "grant", "update", "show", "open", "hide", "reset", "init", "load", "on"})
"""First words of names of functions that do something about consent; the others answer."""
_AGAINST = frozenset(
    {
        "out",
        "not",
        "no",
        "dnt",
        "banner",
        "declined",
        "denied",
        "dialog",
        "missing",
        "needed",
        "pending",
        "refused",
        "rejected",
        "required",
        "revoked",
        "withdrawn",
        "without",
    }
)
"""Words in names that are true where there is no consent, or that are about the question and not its answer."""


class _Frame(NamedTuple):
    """What is put before and behind a statement."""

    before: str
    after: str
    name: str
    """The question, for the title."""


_Framer = Callable[[Case, Place, ir.Statement], "_Frame | None"]


def ask_first(case: Case) -> Made | None:
    """Put a call under the question that the project's own code asks elsewhere in the file."""
    return _framed(case, _questioned)


def consent_callback(case: Case) -> Made | None:
    """Put a call into the callback of the one consent manager that the project shows."""
    return _framed(case, _called_back)


def _framed(case: Case, framer: _Framer) -> Made | None:
    edits: list[Edit] = []
    name = ""
    for flow in case.finding.flows:
        sink = sink_of(flow)
        place = case.place(sink)
        statement = None if place is None else _statement(place, sink.start, sink.end)
        frame = None if place is None or statement is None else framer(case, place, statement)
        if place is None or statement is None or frame is None:
            return None
        edits.append(edit(sink.path, statement.start, statement.start, frame.before))
        if frame.after:
            stop = statement.end + (place.data[statement.end : statement.end + 1] == b";")
            closing = ";" if stop == statement.end else ""
            edits.append(edit(sink.path, stop, stop, closing + frame.after))
        name = frame.name
    return Made(distinct(edits), name)


def _statement(place: Place, start: int, end: int) -> ir.Statement | None:
    """Give a call that is a statement of its own, at the head of its line."""
    found = place.statements.get((start, end))
    if not isinstance(found, ir.Evaluate) or not _is_code(place, start):
        return None
    line = place.data.rfind(b"\n", 0, start) + 1
    return None if place.data[line:start].strip() else found


def _is_code(place: Place, at: int) -> bool:
    """Say whether what stands at an offset is a script or Python, and not the code of a template."""
    language = place.module.language
    return language in _SCRIPTS or language == _PYTHON or (language in _PAGES and script_around(place, at) is not None)


# ---------------------------------------------------------------------------------------- the project's own question


def _questioned(case: Case, place: Place, statement: ir.Statement) -> _Frame | None:
    words = phrase_set(word for manager in case.catalogue.consent.values() for word in manager.words)
    if any(_asks(node, words, python=True) for guard in place.guards_of(statement) for node in ir.walk(guard)):
        return None
    question = next(_questions(place, statement, words), None)
    if question is None:
        return None
    before = f"if {question}:" if place.module.language == _PYTHON else f"if ({question}) "
    return _Frame(before, "", f"`{question}`")


def _questions(place: Place, statement: ir.Statement, words: Phrases[str]) -> Iterator[str]:
    """Give what asks for consent elsewhere in the file, as written, where it says the same before a statement."""
    module = place.module
    everywhere = {f.name for f in module.functions if f.parent == 0} | {
        i.local for i in module.imports if i.function == 0
    }
    given = {parameter.name for parameter in place.function_around(statement.start).parameters}
    for function in module.functions:
        same = given & {parameter.name for parameter in function.parameters}
        for block in function.blocks:
            for node in ir.walk(block.guard) if block.guard is not None else ():
                if node.start <= statement.start < node.end or not _is_code(place, node.start):
                    continue
                if _asks(node, words, python=module.language == _PYTHON) and _means_the_same(node, everywhere, same):
                    yield place.source(node)


def _asks(node: ir.Expr, words: Phrases[str], *, python: bool) -> bool:
    """Say whether an expression is a question for consent: a call, in Python an attribute as well."""
    asked = node.callee if isinstance(node, ir.Call) else node if python else None
    if isinstance(asked, ir.Member) and python:
        name = asked.key
    elif isinstance(asked, ir.Name) and isinstance(node, ir.Call):
        name = asked.id
    else:
        return False
    spelled = [part for part in fold(split(name)) if part]
    if any(part[0] in _DOING or not _AGAINST.isdisjoint(part) for part in spelled):
        return False
    return any(next(words.find(part), None) is not None for part in spelled)


def _means_the_same(node: ir.Expr, everywhere: set[str], same: set[str]) -> bool:
    """Say whether all that a question is made of can be seen at the other place too, and stands for the same there."""
    if isinstance(node, ir.Call):
        if node.keywords:
            return False
        parts: tuple[ir.Expr, ...] = (node.callee, *node.arguments)
    else:
        parts = (node,)
    for part in parts:
        base = part
        while isinstance(base, ir.Member):
            base = base.base
        if isinstance(base, ir.Name):
            if base.id not in same and (base.id not in everywhere):
                return False
        elif not isinstance(base, ir.Constant):
            return False
    return True


# ------------------------------------------------------------------------------------------ the manager's callback


def _called_back(case: Case, place: Place, _statement: ir.Statement) -> _Frame | None:
    managers = managers_of(case, place, lambda manager: manager.callback != "")
    if len(managers) != 1 or place.module.language == _PYTHON:
        return None
    category = category_for(case, managers[0])
    if not category:
        return None
    before, _, after = managers[0].callback.replace("{category}", category).partition("{code}")
    return _Frame(before, after, managers[0].name)
