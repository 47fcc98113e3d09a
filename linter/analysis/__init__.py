"""Scan, link and trace: from a project to the flows of data that reach a tracker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from linter.analysis.automatic import Automatic
from linter.analysis.budget import Budget
from linter.analysis.embedded import EmbeddedFinder
from linter.analysis.guards import guards_of, in_noscript
from linter.analysis.pages import Pages
from linter.analysis.program import Program
from linter.analysis.scan import Scan
from linter.analysis.sinks import Query, RawSink, SinkFinder
from linter.analysis.trace import Tracer
from linter.analysis.trails import Trail, handed_over, locate
from linter.analysis.urls import UrlFinder
from linter.analysis.values import Resolver
from linter.catalogue.catalogue import Catalogue
from linter.model import Flow, Location, Problem, Sink, Step
from linter.settings import Settings
from linter.workspace.project import Project
from linter.workspace.store import Store

_CODE = (("python", ""), ("javascript", ""), ("typescript", ""), ("jsx", ""), ("tsx", ""), ("php", "php"))
_BUILDING = frozenset({"identify", "event", "search", "ecommerce", "page"})


class Analysis(NamedTuple):
    """What the engine found."""

    flows: tuple[Flow, ...]
    problems: tuple[Problem, ...]
    analysed: int


class Engine:
    """The stages between discovery and judgement, kept together so that ``explain`` can ask them single questions."""

    def __init__(
        self, project: Project, catalogue: Catalogue, settings: Settings, store: Store | None = None, jobs: int = 1
    ) -> None:
        self.project = project
        self.catalogue = catalogue
        self.settings = settings
        store = store or Store(None)
        self.program = Program(project, store, jobs, settings.max_file_size)
        self.scan = Scan(project, catalogue, store)
        self.budget = Budget(settings.max_steps)
        callees = catalogue.callees
        self.resolver = Resolver(
            self.program,
            callees.heads,
            frozenset(catalogue.common.weak_globals),
            lambda s: callees.is_prefix(s) or bool(callees.match(s)),
            catalogue.calls.callbacks,
        )
        self.tracer = Tracer(self.program, self.resolver, catalogue, self.budget)
        self.seeds, self.evidence = self._scan()
        self._seeds = frozenset(self.seeds)
        self.finder = SinkFinder(self.program, self.resolver, catalogue, self.evidence)
        self.urls = UrlFinder(self.program, self.resolver, self.tracer, catalogue)
        self.embedded = EmbeddedFinder(self.finder, self.tracer, catalogue.callees.heads)
        self.problems: list[Problem] = []
        self._sinks: dict[str, list[RawSink]] = {}

    def _scan(self) -> tuple[tuple[str, ...], frozenset[str]]:
        """Give the files that hold a tracker's token, and the trackers of which there is an unmistakable sign."""
        automaton = self.catalogue.automaton
        seeds = tuple(self.scan.hits)
        hits: set[int] = set().union(*self.scan.hits.values())
        evidence = {t for i in hits if not automaton.tokens[i].weak for t in automaton.tokens[i].trackers}
        return seeds, frozenset(evidence)

    def sinks(self, path: str) -> list[RawSink]:
        """Give the sinks of one file."""
        known = self._sinks.get(path)
        if known is not None:
            return known
        view = self.program.view(path)
        if view is None:
            return []
        found = [*self.finder.find(view), *self.urls.find(view), *self.embedded.find(view)]
        found = sorted(found, key=lambda s: (s.node.start, s.node.end, s.trackers))
        self._sinks[path] = found
        return found

    def requests_elsewhere(self) -> list[RawSink]:
        """Give the requests in files that name no tracker, whose URL is built where one is named."""
        if not any(self.project.language(path) in _CODE for path in self.seeds if self._has_host(path)):
            return []
        found: list[RawSink] = []
        requesting = self.urls.requesting(self.program)
        self.program.ahead(requesting)
        for path in requesting:
            if path not in self._seeds:
                view = self.program.view(path)
                if view is not None:
                    found.extend(self.urls.requests(view))
        return found

    def _has_host(self, path: str) -> bool:
        automaton = self.catalogue.automaton
        return any(automaton.tokens[i].kind == "host" for i in self.scan.of(path))

    def by_itself(self) -> list[Flow]:
        """Give the flows that no argument carries: page addresses, settings, recordings, consent."""
        pages = Pages(self.program, self.tracer.contexts, self.catalogue, self.sinks, self.sink)
        automatic = Automatic(self.program, self.tracer.contexts, self.catalogue, self.sinks, self.sink)
        return [*pages.flows(self.seeds), *automatic.flows(self.seeds, self.settings.sector)]

    def flows_of(self, raw: RawSink) -> list[Flow]:
        """Trace every value that a sink is given."""
        self.budget.reset()
        found: list[Flow] = []
        for query in raw.queries:
            for trail in self.tracer.trace(raw.site, query.value, query.path):
                found.append(self._flow(raw, query, trail))
        if self.budget.exhausted or self.budget.cut:
            what = f"{self.budget.limit} steps" if self.budget.exhausted else "the depth or number of origins"
            self.problems.append(
                Problem(
                    "TRK904",
                    f"the analysis of {raw.name} ended at {what}: origins beyond it are not reported",
                    raw.site.view.path,
                    locate(raw.site.view, raw.node),
                    "note",
                )
            )
        return found

    def _flow(self, raw: RawSink, query: Query, trail: Trail) -> Flow:
        view = raw.site.view
        at = locate(view, raw.node)
        key = (*query.key, *trail.key)
        role = role_of(query, trail.key)
        label = " or ".join(self.catalogue.trackers[t].name for t in raw.trackers if t in self.catalogue.trackers)
        last = Step(at, "sink", f"{raw.name} hands it to {label}", ".".join(key))
        return Flow(
            self.sink(raw, self._anchor(trail, at)), role, key, trail.origin, (*trail.steps, last), trail.transforms
        )

    def sink(self, raw: RawSink, at: Location | None = None) -> Sink:
        """Give the sink as later stages see it; ``at`` is where it is reported, by default where it stands."""
        view = raw.site.view
        own = locate(view, raw.node)
        at = at or own
        text = view.source(raw.node, 400)
        if at != own:
            other = self.program.view(at.path)
            text = " ".join(other.text.slice(at.start, at.end).split())[:400] if other is not None else text
        return Sink(
            location=at,
            trackers=raw.trackers,
            channel=raw.channel,
            operation=raw.operation,
            name=raw.name,
            text=text,
            event=raw.event,
            guards=guards_of(raw.site, raw.tag),
            server=raw.server or view.module.open_scope,
            noscript=raw.tag >= 0 and in_noscript(view, raw.tag),
            sure=raw.sure,
        )

    def _anchor(self, trail: Trail, sink: Location) -> Location:
        """
        Give the place where a flow is reported: the outermost call of a wrapper of the tracker, else the sink.

        Going from the sink towards the origin, each call through which the value came counts while the function that
        it calls looks like a wrapper: its name, or that of its file, speaks of tracking.
        """
        through = handed_over(trail.steps, sink.path)
        return through[-1] if through else sink


def role_of(query: Query, key: tuple[str, ...]) -> str:
    """Give the role of a value below a query: what the catalogue fixes for its key, else that of the whole."""
    if query.keys and key:
        for length in range(len(key), 0, -1):
            for at in range(len(key) - length + 1):
                dotted = ".".join(key[at : at + length])
                if dotted in query.keys:
                    return query.keys[dotted]
        for name, role in query.keys.items():
            if name.endswith(("[", ".")) and key[0].startswith(name[:-1]):
                return role
    return query.role


def analyse(
    project: Project, catalogue: Catalogue, settings: Settings, store: Store | None = None, jobs: int = 1
) -> Analysis:
    """
    Give all flows of a project, in a stable order, with the problems met.

    ``store`` keeps modules and indexes between runs; ``jobs`` processes lower at most. Neither changes the result.
    """
    engine = Engine(project, catalogue, settings, store, jobs)
    engine.program.ahead(engine.seeds)
    flows: list[Flow] = []
    for path in engine.seeds:
        for raw in engine.sinks(path):
            flows.extend(engine.flows_of(raw))
    for raw in engine.requests_elsewhere():
        flows.extend(engine.flows_of(raw))
    flows = [*_sent_on(flows), *engine.by_itself()]
    problems = {*engine.scan.problems, *engine.program.problems, *engine.problems, *_faults(engine.program)}
    return Analysis(
        tuple(flows),
        tuple(sorted(problems, key=lambda p: (p.path, p.location.start if p.location else -1, p.code, p.message))),
        engine.program.analysed,
    )


def _sent_on(flows: list[Flow]) -> Iterable[Flow]:
    """Leave out what a later call of the same tracker sends on: a builder's data is reported where it is sent."""
    passed: dict[str, dict[tuple[Location, Location], None]] = {}
    for flow in flows:
        for step in flow.steps[:-1]:
            passed.setdefault(step.location.path, {})[step.location, flow.steps[-1].location] = None
    for flow in flows:
        own = flow.steps[-1].location
        if (
            flow.sink.operation in _BUILDING
            and flow.sink.channel == "call"
            and flow.sink.text[:1] != "<"
            and flow.sink.server
        ):
            if any(
                at.start <= own.start and own.end <= at.end and last != own for at, last in passed.get(own.path, ())
            ):
                continue
        yield flow


def _faults(program: Program) -> Iterable[Problem]:
    for view in program.lowered:
        for fault in view.module.faults[:1]:
            more = len(view.module.faults) - 1
            text = f"{fault.reason} (and {more} more places)" if more else fault.reason
            yield Problem("TRK903", f"could not be parsed here: {text}", view.path, locate(view, fault))
