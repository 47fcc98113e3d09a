"""What the linter understood at one line: the sinks there, their values, and where each came from."""

from __future__ import annotations

from collections.abc import Iterator

from linter.analysis.engine import Engine
from linter.analysis.link.program import simple_name
from linter.analysis.link.shapes import (
    ClassShape,
    FunctionShape,
    InstanceShape,
    ModuleShape,
    RecordShape,
    Shape,
    Site,
    SymbolShape,
)
from linter.analysis.link.view import ModuleView
from linter.analysis.session import Session
from linter.analysis.sinks.guards import chain_of
from linter.analysis.sinks.raw import RawSink
from linter.analysis.trace.trails import Trail, readable


def explain(engine: Engine, path: str, line: int) -> Iterator[str]:
    """
    Give the lines of an explanation of ``path`` at the 1-based ``line``, without control characters of their own.

    The text of the scanned file stands in it as written; who prints it escapes it.
    """
    view = engine.program.view(path)
    if view is None:
        yield f"{path} is not analysed: its language is not known or it cannot be read"
        return
    if path not in engine.seeds:
        yield f"{path} holds no word of any tracker: it is analysed only where a flow leads through it"
    first, last = view.text.line_start(line), view.text.line_start(line) + len(view.text.line_text(line).encode())
    session, every = engine.open(path)
    sinks = [raw for raw in every if raw.node.start <= last and raw.node.end >= first]
    for raw in sinks:
        yield from _sink(engine, session, view, raw)
    if not sinks:
        yield from _no_sink(session, view, first, last)


def _sink(engine: Engine, session: Session, view: ModuleView, raw: RawSink) -> Iterator[str]:
    row, column = view.text.position(raw.node.start)
    yield f"{row}:{column}: {raw.name} is a sink of {' or '.join(raw.trackers)} ({raw.channel}, {raw.operation})"
    if not raw.sure:
        yield "  only a common name says so: confidence is low"
    sink = session.sink(raw)
    for guard in sink.guards:
        if guard.form == "condition":
            yield f"  stands under {'not ' if guard.negated else ''}({guard.text})"
    if not raw.queries:
        yield "  it is given nothing that could carry data"
    for query in raw.queries:
        yield f"  {query.role} {'.'.join(query.key)}: {view.source(query.value, 70)}"
        trails = session.tracer.trace(raw.site, query.value, query.path)
        if not trails:
            yield "    the trace found no origin"
        for trail in trails[:20]:
            yield from _trail(engine, trail)
        if len(trails) > 20:
            yield f"    and {len(trails) - 20} more"
    if session.budget.exhausted:
        yield f"  the budget of {session.budget.limit} steps ended the trace"


def _trail(engine: Engine, trail: Trail) -> Iterator[str]:
    origin = trail.origin
    what = repr(origin.literal) if origin.kind == "constant" else "".join(origin.chain) or readable(origin.chain) or "?"
    extra = f" through {', '.join(trail.transforms)}" if trail.transforms else ""
    under = f" at key {'.'.join(trail.key)}" if trail.key else ""
    yield f"    {origin.kind} {what}{under}{extra}"
    language = engine.project.language(origin.location.path) if origin.location else None
    match = engine.catalogue.sources.match(origin.chain, language[0]) if language and origin.chain else None
    if match is not None:
        yield f"      known source of {match.framework}: {match.kind} {match.key}"
    for step in trail.steps:
        text = engine.project.text(step.location.path)
        row, column = text.position(step.location.start)
        yield f"      {step.location.path}:{row}:{column}: {step.role}: {step.text}"


def _no_sink(session: Session, view: ModuleView, first: int, last: int) -> Iterator[str]:
    calls = [c for c in view.calls if c.call.start <= last and c.call.end >= first and c.call.start >= first - 400]
    if not calls:
        yield "no call stands on this line"
    for called in calls[:12]:
        site = Site(view, called.function, called.block)
        shapes = session.resolver.shapes(site, called.call.callee)
        shown = ", ".join(_shape(s) for s in shapes) or "nothing that the code shows"
        name = readable(chain_of(called.call.callee)) or simple_name(called.call.callee)
        yield f"{name}() is {shown}; no row of the catalogue is about it"


def _shape(shape: Shape) -> str:
    match shape:
        case FunctionShape():
            return f"the function {shape.view.functions[shape.number].name or 'without a name'} of {shape.view.path}"
        case ClassShape():
            return f"the class {shape.view.module.classes[shape.number].name} of {shape.view.path}"
        case InstanceShape():
            return f"an instance of {shape.cls.view.module.classes[shape.cls.number].name} of {shape.cls.view.path}"
        case ModuleShape():
            return f"the module {shape.view.path}"
        case SymbolShape():
            return shape.path
        case RecordShape():
            return f"an object made in {shape.site.view.path}"
