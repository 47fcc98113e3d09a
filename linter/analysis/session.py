"""The sinks of one file and the flows that lead there: a trace with a memory of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.shapes import Site
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView
from linter.analysis.sinks.consenting import ConsentCalls, Consenting
from linter.analysis.sinks.embedded import EmbeddedFinder, Telling
from linter.analysis.sinks.finder import SinkFinder, SinkNames
from linter.analysis.sinks.guards import guards_of, in_noscript
from linter.analysis.sinks.instances import Instances
from linter.analysis.sinks.overridden import Overrides
from linter.analysis.sinks.raw import Query, RawSink
from linter.analysis.sinks.urls import Requests, UrlFinder
from linter.analysis.trace.budget import Budget
from linter.analysis.trace.contexts import Renders
from linter.analysis.trace.tracer import Tracer
from linter.analysis.trace.trails import Trail, folded_name, handed_over, locate
from linter.catalogue.catalogue import Catalogue
from linter.model import Flow, Location, Problem, Sink, Step

_SPEAKING = 4
"""Letters of a word that a project's own names are looked for: ``ga`` is in every other one."""


class Tables:
    """What sessions look up in the catalogue, made ready once for a run, each part when it is first needed."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    @cached_property
    def renders(self) -> Renders:
        """Calls that render templates."""
        return Renders(self.catalogue)

    @cached_property
    def names(self) -> SinkNames:
        """Names of sinks."""
        return SinkNames(self.catalogue)

    @cached_property
    def requests(self) -> Requests:
        """Calls that send requests."""
        return Requests(self.catalogue)

    @cached_property
    def consent_calls(self) -> ConsentCalls:
        """Calls by which trackers are told about consent."""
        return ConsentCalls(self.catalogue)

    @cached_property
    def telling(self) -> Telling:
        """Text that is a tracker's script."""
        return Telling(self.catalogue.callees.heads)


class Session:
    """
    The work on one file.

    What is remembered here is shared by the sinks of the file and by nothing else: what is found in a file never
    depends on which other files were looked at before.
    """

    def __init__(self, program: Program, tables: Tables, steps: int) -> None:
        self.program = program
        self.catalogue = tables.catalogue
        self.budget = Budget(steps)
        self.problems: list[Problem] = []
        callees = self.catalogue.callees
        self.resolver = Resolver(
            program,
            callees.heads,
            tables.names.weak,
            lambda symbol: callees.is_prefix(symbol) or bool(callees.match(symbol)),
            self.catalogue.calls,
        )
        self.tracer = Tracer(program, self.resolver, self.catalogue, self.budget, tables.renders)
        self.contexts = self.tracer.contexts
        self.urls = UrlFinder(program, self.resolver, self.tracer, self.catalogue, tables.requests)
        self.consenting = Consenting(program, self.contexts, self.catalogue, tables.consent_calls, self.resolver.shapes)
        self.instances = Instances(program, self.resolver, self.tracer.callers)
        self._finder = SinkFinder(program, self.resolver, self.catalogue, tables.names, self.tracer.callers)
        self._overrides = Overrides(self.resolver, self.catalogue, tables.names.overrides)
        self._embedded = EmbeddedFinder(self._finder, self.urls, self.tracer, tables.telling)

    def sinks(self, view: ModuleView) -> list[RawSink]:
        """Give the sinks of the file, in the order of the text."""
        found = [*self._finder.find(view), *self._overrides.find(view), *self.urls.find(view)]
        for raw in self._embedded.find(view):
            # A script that a frontend has read already is not read again as text.
            if not any(
                raw.node.start <= seen.node.start and seen.node.end <= raw.node.end and seen.trackers == raw.trackers
                for seen in found
            ):
                found.append(raw)
        return sorted(found, key=lambda s: (s.node.start, s.node.end, s.trackers))

    def flows_of(self, raw: RawSink) -> list[Flow]:
        """Trace every value that a sink is given."""
        self.budget.reset()
        found: list[Flow] = []
        for query in raw.queries:
            for trail in self._traced(raw.site, query.value, query.path):
                found.append(self._flow(raw, query, trail))
        self._report_end(raw.name, raw.site.view, raw.node)
        return found

    def origins(self, site: Site, value: ir.Expr, path: tuple[str, ...]) -> list[Trail]:
        """Trace what stands at a path below one value that is no argument of a sink: the title of a page."""
        self.budget.reset()
        found = list(self._traced(site, value, path))
        self._report_end(site.view.source(value, 60), site.view, value)
        return found

    def _traced(self, site: Site, value: ir.Expr, path: tuple[str, ...]) -> Sequence[Trail]:
        try:
            return self.tracer.trace(site, value, path)
        except RecursionError:  # code can be so deep in more ways than the limit on questions foresees
            self.budget.cut = True
            return ()

    def _report_end(self, what: str, view: ModuleView, node: ir.Node) -> None:
        if self.budget.exhausted or self.budget.cut:
            where = f"{self.budget.limit} steps" if self.budget.exhausted else "the depth or number of origins"
            text = f"the analysis of {what} ended at {where}: origins beyond it are not reported"
            self.problems.append(Problem("TRK904", text, view.path, locate(view, node), "note"))

    def _flow(self, raw: RawSink, query: Query, trail: Trail) -> Flow:
        view = raw.site.view
        at = locate(view, raw.node)
        key = (*query.key, *trail.key)
        role = role_of(query, trail.key)
        label = " or ".join(tracker.name for tracker in self.catalogue.named(raw.trackers))
        last = Step(at, "sink", f"{raw.name} hands it to {label}", ".".join(key))
        return Flow(
            self.sink(raw, self._anchor(raw, trail, at)),
            role,
            key,
            trail.origin,
            (*trail.steps, last),
            trail.transforms,
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
            guards=tuple(
                dict.fromkeys(
                    (
                        *guards_of(raw.site, raw.tag),
                        *(g for s in raw.within for g in guards_of(s)),
                        *self.consenting.guards(raw),
                    )
                )
            ),
            server=raw.server or view.module.open_scope,
            noscript=raw.tag >= 0 and in_noscript(view, raw.tag),
            sure=raw.sure,
        )

    def _anchor(self, raw: RawSink, trail: Trail, sink: Location) -> Location:
        """
        Give the place where a flow is reported: the outermost call of a wrapper of the tracker, else the sink.

        Going from the sink towards the origin, each call through which the value came counts while the function that
        it calls looks like a wrapper: its name, or that of its file, speaks of tracking or of this tracker.
        """
        through = handed_over(trail.steps, sink.path, self.catalogue.calls.names.wrappers | self._called(raw.trackers))
        return through[-1] if through else sink

    def _called(self, trackers: tuple[str, ...]) -> frozenset[str]:
        """Give the words by which a project's own names speak of trackers: ``addHeapUser``, ``mapUserToPendo``."""
        weak = self.catalogue.common.weak_globals
        words: set[str] = set()
        for tracker in self.catalogue.named(trackers):
            words.update((tracker.id, *(name for name in tracker.globals if name not in weak)))
            words.add(tracker.id.partition("-")[0] if "-" in tracker.id[_SPEAKING:] else "")
        return frozenset(folded_name(word) for word in words if len(word) >= _SPEAKING)


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
