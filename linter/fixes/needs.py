"""What a call would no longer work without: keys that its tracker asks for, or that a function of the project reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from linter import ir
from linter.catalogue.schema import Signature
from linter.fixes.case import Case, sink_of
from linter.fixes.keys import Named, last_name
from linter.fixes.places import Place
from linter.model import Flow, Sink

_WHOSE = frozenset({"event", "page", "flag", "set", "identify", "alias", "group"})
"""Operations on a server that are about somebody: they ask whom."""


def is_required(case: Case, flow: Flow, named: Named) -> bool:
    """
    Say whether a call would no longer work without what is named.

    A keyword goes only from a constructor or call of a tracker, or from a function that takes any; and a key stays
    that a function of the project reads as if it were always there.
    """
    if named.entry is None:
        return False
    container = named.entry.container
    sink = sink_of(flow)
    if flow.role == "identity" and flow.sink.channel == "request" and len(flow.key) == 1 and not is_contact(case):
        return True  # whose event it is: without it the endpoint refuses the event, or drops it
    if _is_read(case, flow, named):
        return True
    if not isinstance(container, ir.Call) or _is_model(case, container.callee):
        return False
    if (container.start, container.end) == (sink.start, sink.end):
        return False
    return not _takes_any(case, flow, container, named.name)


def lacks_needed(case: Case, found: Sequence[tuple[Flow, Named]]) -> bool:
    """
    Say whether a tracker would refuse, or drop, what is left without all that is named.

    Its row says which names it needs one of; where it says nothing, a server's event needs one of those that the row
    knows as identifiers.
    """
    gone = {id(named.entry.node) for _, named in found if named.entry is not None}
    for flow, named in found:
        if named.entry is None or flow.sink.channel != "call":
            continue
        container = named.entry.container
        above = _above(flow) if isinstance(container, ir.Record) else ""
        for names in _needed(case, flow, container):
            there = [entry for entry in _entries(container) if above + _name(entry) in names]
            if there and all(id(entry) in gone or _is_taken(case, above + _name(entry)) for entry in there):
                return True
    return False


def is_only_identity(case: Case, flow: Flow, place: Place | None) -> bool:
    """Say whether a parameter of a request is all that tells an endpoint whose event it is."""
    if place is None or flow.role != "identity" or flow.sink.channel != "request" or is_contact(case):
        return False
    around = place.function_around(sink_of(flow).start)
    written = place.data[around.start : around.end]
    names = {
        name
        for tracker in case.catalogue.named(case.finding.trackers)
        for row in tracker.endpoint
        for name, role in row.parameters.items()
        if role == "identity" and name != flow.key[-1]
    }
    return not any(f"{name}=".encode() in written for name in names)


def _is_taken(case: Case, name: str) -> bool:
    return any(".".join(key) == name for key in case.taken)


def _above(flow: Flow) -> str:
    """Give the path to the literal that holds the last name of a key, as rows write it: ``payload.person.``."""
    return "".join(f"{part}." for part in flow.key[:-1] if part != "[*]" and not part.isdigit())


def _entries(container: ir.Record | ir.Call) -> Iterator[ir.Field | ir.Keyword]:
    for entry in container.entries if isinstance(container, ir.Record) else container.keywords:
        if isinstance(entry, (ir.Field, ir.Keyword)):
            yield entry


def _name(entry: ir.Field | ir.Keyword) -> str:
    return entry.key if isinstance(entry, ir.Field) else entry.name


def _needed(case: Case, flow: Flow, container: ir.Record | ir.Call) -> Iterator[frozenset[str]]:
    """Give the names of which one is needed, by the rows of the call that a literal is for."""
    called = {flow.sink.name.rpartition("(")[0].rpartition(".")[2]}
    if isinstance(container, ir.Call):
        called.add(last_name(container.callee))
    for row in _rows(case):
        if _last_of(row) not in called or not _is_said(row, flow.sink):
            continue
        if row.needs is not None:
            yield frozenset(row.needs)
        elif flow.sink.server and row.operation in _WHOSE:
            yield frozenset(
                k for k, role in {**row.keys, **row.keywords}.items() if role == "identity" and "." not in k
            )


def _is_said(row: Signature, sink: Sink) -> bool:
    """Say whether a call has the verb that a row is about."""
    return not row.verbs or "*" in row.verbs or any(f"'{verb}'" in sink.name for verb in row.verbs)


def _rows(case: Case) -> Iterable[Signature]:
    return (row for tracker in case.catalogue.named(case.finding.trackers) for row in tracker.signature)


def _last_of(row: Signature) -> str:
    return row.callee.rpartition(".")[2].rpartition(":")[2]


def is_contact(case: Case) -> bool:
    """Say whether a finding is about an address that somebody can be reached at."""
    return any(kind.startswith("contact") for kind in case.finding.kinds)


def _is_model(case: Case, callee: ir.Expr) -> bool:
    """Say whether a call makes a tracker's own object: what it takes by keyword may be left out."""
    name = last_name(callee)
    return any(row.form == "new" and _last_of(row) == name for row in _rows(case))


def _takes_any(case: Case, flow: Flow, call: ir.Call, name: str) -> bool:
    """Say whether the function that a call of the project's own reaches takes a keyword as one of any."""
    for step, following in zip(flow.steps, flow.steps[1:], strict=False):
        if (step.location.start, step.location.end) == (call.start, call.end):
            place = case.place(following.location)
            if place is None:
                return False
            parameters = place.function_around(following.location.start).parameters
            return any(p.kind == "keywords" for p in parameters) and all(p.name != name for p in parameters)
    return False


# ------------------------------------------------------------------------------ what functions of the project read


def _is_read(case: Case, flow: Flow, named: Named) -> bool:
    """Say whether a function of the project that is handed a literal reads the key, and would fail without it."""
    if named.entry is None or not isinstance(named.entry.container, ir.Record):
        return False
    own = named.place.function_around(named.entry.node.start)
    for step in flow.steps:
        place = case.place(step.location)
        if place is None:
            continue
        function = place.function_around(step.location.start)
        if place is named.place and (function is own or function is place.module.functions[0]):
            continue
        if _reads(place, function, named.name):
            return True
    return False


def _reads(place: Place, function: ir.Function, name: str) -> bool:
    python = place.module.language == "python"
    for start, end in place.expressions:
        if not function.start <= start <= end <= function.end:
            continue
        for node in place.expressions[start, end]:
            if not isinstance(node, ir.Member):
                continue
            if python and node.key == name and place.data[node.end - 1 : node.end] == b"]":
                return True
            if _gives(node.base, name, python=python) and not place.data.startswith(b"?", node.base.end):
                return True
    return False


def _gives(value: ir.Expr, name: str, *, python: bool) -> bool:
    """Say whether a value is what stands under a key: ``data.get("email")``, ``data.email``, ``email`` taken apart."""
    if python:
        if not isinstance(value, ir.Call) or not isinstance(value.callee, ir.Member) or value.callee.key != "get":
            return False
        return [a.value if isinstance(a, ir.Constant) else None for a in value.arguments] == [name]
    return last_name(value) == name
