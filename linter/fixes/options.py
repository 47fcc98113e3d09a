"""Fixes of settings: protective values, consent defaults, the address that a tracker reports."""

from __future__ import annotations

from linter import ir
from linter.catalogue.schema import Override, PrivacyControl
from linter.fixes.case import Case, Made, distinct, edit, named, sink_of
from linter.fixes.leave_out import inside_of
from linter.fixes.places import Place
from linter.fixes.standing import is_branch, is_statement
from linter.fixes.versions import numbers
from linter.model import Edit, Flow

_GLOBAL = frozenset({"window", "globalThis", "self"})
_QUOTES = (b'"', b"'", b"`")


def protective_option(case: Case) -> Made | None:
    """Set the options that a finding is about to the value that protects."""
    edits: list[Edit] = []
    names: list[str] = []
    for flow in case.finding.flows:
        location = flow.origin.location
        place = None if location is None else case.place(location)
        if place is None or location is None or flow.origin.kind != "constant" or not flow.key:
            return None
        node = next((e.node for e in place.inside(location) if e.node.end == location.end), None)
        control = _control(case, flow)
        if node is None or not isinstance(node.value, ir.Constant) or control is None:
            return None
        text = _literal(place, control)
        if text is None:
            return None
        edits.append(edit(location.path, node.value.start, node.value.end, text))
        names.append(flow.key[-1])
    return Made(distinct(edits), named(names))


def _control(case: Case, flow: Flow) -> PrivacyControl | None:
    name = flow.key[-1]
    rows = [
        row
        for tracker in case.finding.trackers
        if tracker in case.catalogue.trackers
        for row in case.catalogue.trackers[tracker].privacy
        if row.kind == "option" and row.effect in case.rule.effects
    ]
    fitting = [row for row in rows if row.name == name or row.name.rpartition(".")[2] == name.rpartition(".")[2]]
    fitting.sort(key=lambda row: (row.name != name, case.rule.effects.index(row.effect)))
    return fitting[0] if fitting else None


def _literal(place: Place, control: PrivacyControl) -> str | None:
    if not isinstance(control.value, bool):
        return None
    value = control.value if control.effect not in ("unmask", "more-data") else not control.value
    return str(value) if place.module.language == "python" else str(value).lower()


def deny_default(case: Case) -> Made | None:
    """Let a consent default start as denied."""
    edits: list[Edit] = []
    for flow in case.finding.flows:
        sink = sink_of(flow)
        place = case.place(sink)
        call = None if place is None else place.call_at(sink)
        if place is None or call is None:
            return None
        for entry in place.inside(sink):
            value = entry.node.value
            if not isinstance(value, ir.Constant):
                continue
            word = case.rule.words.get(value.value) if isinstance(value.value, str) else None
            if word is not None and place.data[value.start : value.start + 1] in _QUOTES:
                edits.append(edit(sink.path, value.start + 1, value.end - 1, word))
    return Made(distinct(edits), "") if edits else None


def page_override(case: Case) -> Made | None:
    """Give a tracker the page's address without what it tells, where its start is known."""
    edits: list[Edit] = []
    key = ""
    for flow in case.finding.flows:
        loader = next((step.location for step in reversed(flow.steps[:-1]) if step.role == "page"), sink_of(flow))
        place = case.place(loader)
        if place is None:
            return None
        done = [
            (made, override)
            for override in case.rule.overrides
            if _is_of(case, override) and _is_known_to(case, loader.path, override)
            for call in _calls(place, override)
            if (made := _overridden(case, place, loader.path, call, override, flow)) is not None
        ]
        if not done:
            return None
        edits.extend(made for made, _ in done)
        key = done[0][1].key or done[0][1].value.partition("'")[2].partition("'")[0]
    return Made(distinct(edits), named([key])) if edits else None


def _is_of(case: Case, override: Override) -> bool:
    return any(match.tracker in case.finding.trackers for match in case.catalogue.callees.match(override.callee))


def _is_known_to(case: Case, path: str, override: Override) -> bool:
    """Say whether the version of the package that a file is built with is one that an option is meant for."""
    version = case.places.version_of(path, override.package) if override.package else ()
    since, below = numbers(override.since), numbers(override.below)
    if not version:
        return not below
    return since <= version and (not below or version < below)


def _calls(place: Place, override: Override) -> list[ir.Call]:
    found = []
    for nodes in place.expressions.values():
        for node in nodes:
            if not isinstance(node, ir.Call):
                continue
            name = _dotted(node.callee)
            first = node.arguments[0] if node.arguments else None
            if isinstance(first, ir.Sequence) and first.items:  # a queue of commands
                first = first.items[0]
            verb = first.value if isinstance(first, ir.Constant) else None
            if name == override.callee and (not override.verb or verb == override.verb):
                found.append(node)
    return found


def _dotted(callee: ir.Expr) -> str:
    """Give a callee as a dotted name, without the global object before it; empty for what is no plain name."""
    names: list[str] = []
    while isinstance(callee, ir.Member):
        names.append(callee.key)
        callee = callee.base
    if not isinstance(callee, ir.Name):
        return ""
    if callee.id not in _GLOBAL or not names:
        names.append(callee.id)
    return ".".join(reversed(names))


def _overridden(case: Case, place: Place, path: str, call: ir.Call, override: Override, flow: Flow) -> Edit | None:
    if override.elsewhere and not _is_called_elsewhere(case, place, call, override):
        return None
    value = _said(case, flow, override.value)
    if not override.key:
        return _put_before(place, path, call, value)
    pair = f"{override.key}: {value}"
    last = call.arguments[-1] if call.arguments else None
    if isinstance(last, ir.Record):
        if any(isinstance(e, ir.Field) and e.key == override.key for e in last.entries):
            return None
        inner = inside_of(place.data, last)
        if inner is None:
            return None
        if not last.entries:
            return edit(path, inner[0], inner[1], f" {pair} ")
        first = last.entries[0].start
        between = place.data[inner[0] : first]
        if between.strip():
            return None
        gap = between.decode() if b"\n" in between else " "
        return edit(path, first, first, f"{pair},{gap}")
    if len(call.arguments) != 2 - (not override.verb) or place.data[call.end - 1 : call.end] != b")" or last is None:
        return None
    return edit(path, last.end, last.end, f", {{ {pair} }}")


def _said(case: Case, flow: Flow, value: str) -> str:
    """Say the page's address without what it tells: its path too, where only the query tells something."""
    words = case.rule.words
    read = {segment.lstrip(".").lower() for segment in flow.origin.chain}
    query = flow.origin.kind == "form-field" or not read.isdisjoint(words.get("query names", "").split())
    told = "query" if query else "path"
    address, path = words.get(told, ""), words.get(f"path of {told}", "")
    return value.replace("{address}", address).replace("{path}", path)


def _put_before(place: Place, path: str, call: ir.Call, statement: str) -> Edit | None:
    if statement.encode() in place.data or place.statements.get((call.start, call.end)) is None:
        return None
    if is_branch(place.data, call.start) or not is_statement(place.data, call.start):
        return None  # what is put there would stand in the call's place
    line = place.data.rfind(b"\n", 0, call.start) + 1
    lead = place.data[line : call.start]
    gap = " " if lead.strip() else ("\r\n" if place.data[line - 2 : line] == b"\r\n" else "\n") + lead.decode()
    return edit(path, call.start, call.start, f"{statement}{gap}")


def _is_called_elsewhere(case: Case, place: Place, call: ir.Call, override: Override) -> bool:
    wanted = override.elsewhere
    for other in (place, *case.places.holding(wanted.encode())):
        for nodes in other.expressions.values():
            for node in nodes:
                if not isinstance(node, ir.Call) or (other is place and node.start == call.start):
                    continue
                literals = [a.value for a in node.arguments[:2] if isinstance(a, ir.Constant)]
                if wanted in literals and _dotted(node.callee) == override.callee:
                    return True
    return False
