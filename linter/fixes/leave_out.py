"""Leaving keys out: fields, keywords, properties of components, writes below a variable."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from linter import ir
from linter.fixes.case import Case, Made, distinct, edit, named, sink_of
from linter.fixes.keys import Named, find_named, is_required
from linter.fixes.places import Place
from linter.fixes.removal import Span, removals
from linter.model import Edit, Flow

_CALLED = re.compile(rb"(?:dict|array)\s*\(")
_BRACKETS = {b"{": b"}", b"[": b"]"}
T = TypeVar("T")


def remove_key(case: Case) -> Made | None:
    """Take the keys of all flows of a finding out of what is handed over."""
    found: list[Named] = []
    for flow in case.finding.flows:
        one = find_named(case, flow)
        if one is None or is_required(case, flow, one) or _falls_back(case, flow):
            return None
        found.append(one)
    edits: list[Edit] = []
    for path, place, container in _containers(found):
        gone = {id(n.entry.node) for n in found if n.entry is not None and n.entry.container is container}
        spans = _taken_out(case, place, container, gone)
        if spans is None:
            return None
        edits.extend(edit(path, start, end) for start, end in spans)
    for one in found:
        if one.statement is not None:
            edits.append(without_statement(one.path, one.place, one.statement))
        if one.attribute is not None:
            edits.append(without_attribute(one.path, one.place, one.attribute))
    edits = list(distinct(edits))
    return Made(tuple(edits), named(n.name for n in found), all(n.exclusive for n in found)) if edits else None


def _falls_back(case: Case, flow: Flow) -> bool:
    """Say whether a tracker takes the page's own address where the key is missing: then more would be sent."""
    if flow.sink.channel not in ("call", "queue") or flow.sink.server:
        return False
    key = flow.key[-1] if flow.key else ""
    known = [case.catalogue.trackers[name].fields for name in case.finding.trackers if name in case.catalogue.trackers]
    names = {
        _plain(field)
        for fields in (case.catalogue.common.fields, *known)
        for role in ("url", "title", "referrer")
        for field in fields.get(role, ())
    }
    return _plain(key) in names


def _plain(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "").replace(" ", "")


def _containers(found: Iterable[Named]) -> list[tuple[str, Place, ir.Record | ir.Call]]:
    seen: dict[int, tuple[str, Place, ir.Record | ir.Call]] = {}
    for one in found:
        if one.entry is not None:
            seen.setdefault(id(one.entry.container), (one.path, one.place, one.entry.container))
    return list(seen.values())


def _taken_out(case: Case, place: Place, container: ir.Record | ir.Call, gone: set[int]) -> list[Span] | None:
    if isinstance(container, ir.Call):
        return without_arguments(place, container, gone)
    if len(gone) == len(container.entries) and case.finding.flows[0].sink.operation == "init":
        for flow in case.finding.flows:
            call = place.call_at(sink_of(flow))
            if call is not None and len(call.arguments) > 1 and call.arguments[-1] is container:
                return without_arguments(place, call, {id(container)})
    if place.module.language == "python":  # its commas are the business of the tree
        return [(e.start, e.end) for e in container.entries if id(e) in gone]
    inner = inside_of(place.data, container)
    if inner is None:
        return None
    spans = [(e.start, e.end) for e in container.entries]
    return removals(place.data, inner, spans, _indexes(container.entries, gone))


def _indexes(items: Iterable[T], gone: set[int]) -> frozenset[int]:
    return frozenset(i for i, item in enumerate(items) if id(item) in gone)


def inside_of(data: bytes, record: ir.Record) -> Span | None:
    """Give what stands between the brackets of a literal; None where it is not plainly one."""
    first = data[record.start : record.start + 1]
    if first in _BRACKETS and data[record.end - 1 : record.end] == _BRACKETS[first]:
        return record.start + 1, record.end - 1
    called = _CALLED.match(data, record.start, record.end)
    if called is not None and data[record.end - 1 : record.end] == b")":
        return called.end(), record.end - 1
    return None


def without_arguments(place: Place, call: ir.Call, gone: set[int]) -> list[Span] | None:
    """Give the spans to delete so that arguments or keywords (by identity) are away; None where that is not plain."""
    items = sorted((*call.arguments, *call.keywords), key=lambda node: node.start)
    if place.module.language == "python":
        return [(item.start, item.end) for item in items if id(item) in gone]
    if not items or place.data[call.end - 1 : call.end] != b")":
        return None
    bracket = place.data.rfind(b"(", call.callee.end, items[0].start)
    if bracket < 0:
        return None
    return removals(place.data, (bracket + 1, call.end - 1), [(i.start, i.end) for i in items], _indexes(items, gone))


def without_statement(path: str, place: Place, statement: ir.Statement) -> Edit:
    """Delete a statement, with its semicolon where that is not the tree's business."""
    if place.module.language == "python":
        return edit(path, statement.start, statement.end)
    rest = re.compile(rb"[ \t]*;").match(place.data, statement.end)
    return edit(path, statement.start, rest.end() if rest else statement.end)


def without_attribute(path: str, place: Place, attribute: ir.Attribute) -> Edit:
    """Delete an attribute with the white space before it."""
    start = attribute.start
    while place.data[start - 1 : start].isspace():
        start -= 1
    return edit(path, start, attribute.end)
