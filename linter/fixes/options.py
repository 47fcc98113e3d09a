"""Fixes of settings: protective values, consent defaults, the address that a tracker reports."""

from __future__ import annotations

from linter import ir
from linter.catalogue.schema import Override, PrivacyControl
from linter.fixes.case import Case, Made, distinct, edit, named, sink_of
from linter.fixes.leave_out import inside_of
from linter.fixes.places import Place
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
    """Give a tracker the page's address without its query, where its start is in the file of the sink."""
    edits: list[Edit] = []
    key = ""
    for flow in case.finding.flows:
        place = case.place(sink_of(flow))
        if place is None:
            return None
        made = [
            done
            for override in case.rule.overrides
            for call in _calls(place, override)
            if _is_of(case, override) and (done := _overridden(place, sink_of(flow).path, call, override)) is not None
        ]
        if not made:
            return None
        edits.extend(made)
        key = next(o.key for o in case.rule.overrides if _is_of(case, o))
    return Made(distinct(edits), named([key])) if edits else None


def _is_of(case: Case, override: Override) -> bool:
    return any(match.tracker in case.finding.trackers for match in case.catalogue.callees.match(override.callee))


def _calls(place: Place, override: Override) -> list[ir.Call]:
    found = []
    for nodes in place.expressions.values():
        for node in nodes:
            if not isinstance(node, ir.Call):
                continue
            name = _dotted(node.callee)
            first = node.arguments[0] if node.arguments else None
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


def _overridden(place: Place, path: str, call: ir.Call, override: Override) -> Edit | None:
    pair = f"{override.key}: {override.value}"
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
    if len(call.arguments) < 2 or place.data[call.end - 1 : call.end] != b")" or last is None:
        return None
    return edit(path, last.end, last.end, f", {{ {pair} }}")
