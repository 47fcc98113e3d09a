"""Leaving keys out: fields, keywords, properties of components, writes below a variable."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from linter import ir
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import FixRule
from linter.catalogue.words import fold, split
from linter.fixes.case import Case, Made, distinct, edit, named, sink_of
from linter.fixes.keys import Named, find_named
from linter.fixes.needs import is_contact, is_required, lacks_needed
from linter.fixes.places import Place
from linter.fixes.removal import Span, removals
from linter.fixes.statements import without_statement
from linter.model import Edit, Finding, Flow

_CALLED = re.compile(rb"(?:dict|array)\s*\(")
_BRACKETS = {b"{": b"}", b"[": b"]"}
T = TypeVar("T")


def remove_key(case: Case) -> Made | None:
    """Take the keys of all flows of a finding out of what is handed over."""
    if is_contact(case) and is_what_for(case.rule, case.finding, case.catalogue):
        return None  # a profile or a message without the address that it is for
    found: list[Named] = []
    for flow in case.finding.flows:
        one = find_named(case, flow)
        if one is None or one.shared or is_required(case, flow, one) or _falls_back(case, flow):
            return None
        if not one.exclusive and _is_state(case, flow, one):
            return None
        found.append(one)
    if lacks_needed(case, list(zip(case.finding.flows, found, strict=True))) or _is_asked_for(case.finding):
        return None
    edits: list[Edit] = []
    safe = not is_about_who(case) and not _decides(case.finding)
    safe = safe and all(n.exclusive and not _orders(n) for n in found)
    for path, place, container in _containers(found):
        gone = {id(n.entry.node) for n in found if n.entry is not None and n.entry.container is container}
        made = _taken_out(case, path, place, container, gone)
        if made is None:
            return None
        edits.extend(made.edits)
        safe = safe and made.safe
    for one in found:
        if one.statement is not None:
            whole = without_statement(one.path, one.place, one.statement)
            if whole is None:
                return None
            edits.append(whole)
        if one.attribute is not None:
            edits.append(without_attribute(one.path, one.place, one.attribute))
    edits = list(distinct(edits))
    return Made(tuple(edits), named(n.name for n in found), safe) if edits else None


def _is_state(case: Case, flow: Flow, named: Named) -> bool:
    """
    Say whether a key is set in one function for all that read the variable, and handed over in another.

    What a function makes and gives back is no such thing.
    """
    reported = case.finding.location
    if named.entry is None or named.path != reported.path:
        return False
    own, other = (named.place.function_around(at) for at in (named.entry.node.start, reported.start))
    made = any(
        step.role in ("return", "call")
        for step in flow.steps
        if step.location.path == named.path and own.start <= step.location.start < own.end
    )
    return own is not other and not made and not own.start <= reported.start < own.end


def is_what_for(rule: FixRule, finding: Finding, catalogue: Catalogue) -> bool:
    """Say whether one of the recipients exists for the data that would be left out."""
    return any(tracker.recipient.role in rule.purpose for tracker in catalogue.named(finding.trackers))


def is_about_who(case: Case) -> bool:
    """Say whether a finding is about whose event a request reports: without it some trackers drop the event."""
    if is_contact(case):
        return False
    flows = case.finding.flows
    return any(f.role == "identity" and f.sink.channel == "request" for f in flows)


def is_known(finding: Finding) -> bool:
    """Say whether the calls are known to be the tracker's: what another function needs, nobody can say."""
    return all(flow.sink.sure for flow in finding.flows)


def _is_asked_for(finding: Finding) -> bool:
    """Say whether a function on a server that nobody knows is told who somebody is: that is what it asks for."""
    return not is_known(finding) and "user-id" in finding.kinds and any(flow.sink.server for flow in finding.flows)


def _orders(named: Named) -> bool:
    """Say whether what stands beside a key has the recipient write to somebody: ``sendEmail: true``."""
    if named.entry is None or not isinstance(named.entry.container, ir.Record):
        return False
    fields = (entry for entry in named.entry.container.entries if isinstance(entry, ir.Field))
    return any(
        words[:1] in (("send",), ("notify",)) and not (isinstance(field.value, ir.Constant) and not field.value.value)
        for field in fields
        for words in fold(split(field.key))
    )


def _decides(finding: Finding) -> bool:
    """Say whether the data decides what the program does next, as it does where a feature is switched by it."""
    return any(flow.sink.operation == "flag" for flow in finding.flows)


def _falls_back(case: Case, flow: Flow) -> bool:
    """Say whether a tracker takes the page's own address where the key is missing: then more would be sent."""
    if flow.sink.channel not in ("call", "queue") or flow.sink.server:
        return False
    key = flow.key[-1] if flow.key else ""
    known = [tracker.fields for tracker in case.catalogue.named(case.finding.trackers)]
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


class _Out(NamedTuple):
    edits: list[Edit]
    safe: bool = True


def _taken_out(case: Case, path: str, place: Place, container: ir.Record | ir.Call, gone: set[int]) -> _Out | None:
    items = container.entries if isinstance(container, ir.Record) else (*container.arguments, *container.keywords)
    if all(id(item) in gone for item in items):
        if is_what_for(case.rule, case.finding, case.catalogue) or not is_known(case.finding):
            return None  # nothing would be left of a message to somebody, or of what an unknown function asks for
        made = _emptied(case, path, place, container)
        if made is None or made.edits:
            return made
    if isinstance(container, ir.Call):
        spans = without_arguments(place, container, gone)
    elif place.module.language == "python":  # its commas are the business of the tree
        spans = [(e.start, e.end) for e in container.entries if id(e) in gone]
    else:
        inner = inside_of(place.data, container)
        ends = [(e.start, e.end) for e in container.entries]
        spans = None if inner is None else removals(place.data, inner, ends, _indexes(container.entries, gone))
    return None if spans is None else _Out([edit(path, start, end) for start, end in spans])


def _emptied(case: Case, path: str, place: Place, container: ir.Record | ir.Call) -> _Out | None:
    """
    Say what goes with a literal of which nothing would be left: the argument, the key above it, the whole call.

    No edits where it stays as an empty one; None where that would mean something else than less.
    """
    sinks = [sink_of(flow) for flow in case.finding.flows]
    call = place.call_at(sinks[0]) if sinks[0].path == path else None
    if call is not None and _sets_only(case, call, container):
        statement = place.statements.get((call.start, call.end))
        values = (*call.arguments, *(keyword.value for keyword in call.keywords))
        if isinstance(statement, ir.Evaluate) and any(value is container for value in values):
            return _without(path, place, statement)  # it would set nothing
    if call is not None and len(call.arguments) == 1 and isinstance(call.arguments[0], ir.Choice):
        others = [o for o in ir.children(call.arguments[0]) if o is not container]
        if len(others) < len(list(ir.children(call.arguments[0]))) and place.statements.get((call.start, call.end)):
            constants = [o for o in others if isinstance(o, ir.Constant)]
            if len(constants) + 1 >= len(others) and constants and not call.keywords:
                return _without(path, place, place.statements[call.start, call.end])
    if call is not None and (container is call or (len(call.arguments) == 1 and container is call.arguments[0])):
        statement = place.statements.get((call.start, call.end))
        if isinstance(statement, ir.Evaluate) and (container is call or not call.keywords):
            return _without(path, place, statement)
        return _Out([])
    if place.module.language == "python" or isinstance(container, ir.Call):
        return _Out([])  # its functions may ask for what they are given
    if call is not None and call.arguments and container is call.arguments[-1] and not call.keywords:
        spans = without_arguments(place, call, {id(container)})
        return None if spans is None else _Out([edit(path, start, end) for start, end in spans])
    for other in place.entries:
        if other.node.value is container and isinstance(other.container, ir.Record):
            return _taken_out(case, path, place, other.container, {id(other.node)})
    for statement in place.statements.values():
        if (
            isinstance(statement, ir.Assign)
            and statement.value is container
            and isinstance(statement.target, ir.Member)
        ):
            return None  # an item that others count on: what is wrong is the item itself
    return _Out([])


def _sets_only(case: Case, call: ir.Call, container: ir.Record | ir.Call) -> bool:
    """Say whether a call sets nothing but what a literal holds: the other arguments are words of the tracker."""
    others = [argument for argument in call.arguments if argument is not container]
    operations = {flow.sink.operation for flow in case.finding.flows}
    return operations == {"set"} or (
        operations <= {"set", "identify", "audience"} and all(isinstance(other, ir.Constant) for other in others)
    )


def _without(path: str, place: Place, statement: ir.Statement) -> _Out | None:
    whole = without_statement(path, place, statement)
    return None if whole is None else _Out([whole], safe=False)


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


def without_attribute(path: str, place: Place, attribute: ir.Attribute) -> Edit:
    """Delete an attribute with the white space before it."""
    start = attribute.start
    while place.data[start - 1 : start].isspace():
        start -= 1
    return edit(path, start, attribute.end)
