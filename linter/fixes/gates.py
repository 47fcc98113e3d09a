"""Fixes that hold a script back until there is consent, in the way of the consent manager that the project uses."""

from __future__ import annotations

import re
from collections.abc import Callable

from linter import ir
from linter.catalogue.schema import ConsentManager, Gate
from linter.fixes.case import Case, Made, distinct, edit, sink_of
from linter.fixes.places import Place
from linter.judgement.lexicon import Lexicon
from linter.model import Edit

_HELD = ("type", "text/plain")
_PURPOSES = {"advertising": "purpose-advertising", "social": "purpose-advertising", "affiliate": "purpose-advertising"}
"""Phrase lists by the recipient's role; ``purpose-analytics`` for all others."""
_PLAIN = re.compile(r"(?:text|application)/(?:x-)?(?:java|ecma)script", re.IGNORECASE)


def gate_script(case: Case) -> Made | None:
    """Make the script a text until the project's consent manager turns it on, under the category that fits."""
    edits: list[Edit] = []
    name = ""
    for flow in case.finding.flows:
        sink = sink_of(flow)
        place = case.place(sink)
        script = None if place is None else script_around(place, sink.start)
        found = None if place is None else _manager(case, place)
        if place is None or script is None or found is None:
            return None
        manager, gate = found
        category = category_for(case, manager)
        made = None if not category else _held_back(place, sink.path, script, gate, category)
        if made is None:
            return None
        edits.extend(made)
        name = manager.name
    return Made(distinct(edits), name)


def script_around(place: Place, at: int) -> ir.Tag | None:
    """Give the script element in whose code or head a byte lies."""
    scripts = [t for t in place.module.tags if t.name == "script" and t.start <= at < max(t.stop, t.end)]
    return max(scripts, key=lambda tag: tag.start, default=None)


def _manager(case: Case, place: Place) -> tuple[ConsentManager, Gate] | None:
    """Give the one manager that the page, or else the project, shows, where it holds scripts back by attributes."""
    managers = managers_of(case, place, lambda manager: any(map(_is_plain, manager.gating)))
    found = [(manager, gate) for manager in managers for gate in manager.gating if _is_plain(gate)]
    return found[0] if len(managers) == 1 else None


def managers_of(case: Case, place: Place, able: Callable[[ConsentManager], bool]) -> list[ConsentManager]:
    """Give the managers that the page, or else the project, shows, of those that are able to do something."""
    for texts in ([place.data], case.places.pages()):
        shown = [m for m in case.catalogue.consent.values() if any(_shows(m, data) for data in texts) and able(m)]
        if shown:
            return shown
    return []


def _shows(manager: ConsentManager, data: bytes) -> bool:
    marks = [*manager.scripts, *(g.category_in for g in manager.gating if g.category_in.startswith("data-c"))]
    return any(len(mark) > 12 and mark.encode() in data for mark in marks)


def _is_plain(gate: Gate) -> bool:
    """Say whether a script is held back by its type and a category alone."""
    wanted = {_HELD, (gate.category_in, "*")}, {_HELD, (gate.category_in, f"{gate.prefix}*")}
    return gate.tag == "script" and gate.category_in != "" and set(gate.need) in wanted


def category_for(case: Case, manager: ConsentManager) -> str:
    """Give the manager's category for what the recipients do; empty where none plainly fits."""
    lexicon = Lexicon(case.catalogue.vocabulary)
    found: set[str] = set()
    for tracker in case.finding.trackers:
        known = case.catalogue.trackers.get(tracker)
        if known is None:
            return ""
        wanted = _PURPOSES.get(known.recipient.role, "purpose-analytics")
        found.add(next((c for c in manager.categories if lexicon.holds(wanted, c)), ""))
    return found.pop() if len(found) == 1 else ""


def _held_back(place: Place, path: str, script: ir.Tag, gate: Gate, category: str) -> list[Edit] | None:
    head = place.data[script.start : script.start + len("<script")]
    if head.lower() != b"<script" or any(a.name in (gate.category_in, "...") for a in script.attributes):
        return None
    at = script.start + len(head)
    category_text = f' {gate.category_in}="{gate.prefix}{category}"'
    kind = next((a for a in script.attributes if a.name == "type"), None)
    if kind is None:
        return [edit(path, at, at, f' type="{_HELD[1]}"{category_text}')]
    value = kind.value
    if not isinstance(value, ir.Constant) or not _PLAIN.fullmatch(str(value.value)):
        return None
    start = place.data.find(str(value.value).encode(), value.start, value.end)
    if start < 0:
        return None
    return [edit(path, start, start + len(str(value.value)), _HELD[1]), edit(path, at, at, category_text)]
