"""
Pages whose address or title carries personal data, or that are about something delicate, and the trackers on them.

``routes`` says which address leads to a page, ``addresses`` what it carries, ``presence`` which trackers stand there.
One flow goes from each parameter by the page and the layouts to the tracker and ends at the page: a tracker in a layout
is harmless by itself.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from linter.analysis.found import Reporter
from linter.analysis.link.program import Program
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView
from linter.analysis.pages.addresses import Addresses
from linter.analysis.pages.importing import Importing
from linter.analysis.pages.presence import Presence, Presences, head, is_document, loading_step
from linter.analysis.pages.routing import Routing
from linter.analysis.pages.sending import Carried
from linter.analysis.pages.titles import Titles, Trace
from linter.analysis.pages.topics import page_texts
from linter.analysis.trace.contexts import Contexts
from linter.catalogue.catalogue import Catalogue
from linter.model import Flow, Location, Origin, Sink, Step


class Pages:
    """
    Finds what pages report by themselves.

    ``reporters`` gives the sinks of a file that report the address; ``whole`` is called where something is asked that
    rests on all routes of the project.
    """

    def __init__(
        self,
        program: Program,
        contexts: Contexts,
        resolver: Resolver,
        catalogue: Catalogue,
        routing: Routing,
        reporters: Callable[[str], tuple[Reporter, ...]],
        trace: Trace,
        importing: Importing,
        whole: Callable[[], None] = lambda: None,
    ) -> None:
        self._program = program
        self._catalogue = catalogue
        self._routed = routing.files.paged
        titles = Titles(program, contexts, catalogue, trace)
        self._addresses = Addresses(program, contexts, resolver, routing, catalogue, titles, whole)
        self.presences = Presences(program, contexts, routing.files, reporters, importing)

    def flows(self, path: str) -> list[Flow]:
        """Give the flows of the address of a page, and of the page as such, to the trackers on it."""
        view = self._program.view(path)
        if view is None or view.module.open_scope:
            return []
        found: list[Flow] = []
        is_page = is_document(view) or path in self._routed
        carried = [item for item in self._addresses.of(view) if is_page or item.at is not None]
        if not is_page and not carried:
            return []
        for presence in self.presences.on(path):
            found.extend(self._flow(view, presence, item) for item in carried if self._takes(presence, item))
            if is_page:
                found.append(self._visited(view, presence))
        return found

    def near(self, path: str) -> tuple[str, ...]:
        """Give the files that get what stands in a file."""
        return self.presences.near(path)

    def _takes(self, presence: Presence, item: Carried) -> bool:
        if not item.title:
            return True
        trackers = (self._catalogue.trackers.get(t) for t in presence.reporter.sink.trackers)
        return any(t is not None and t.collects.page_title for t in trackers)

    def _flow(self, view: ModuleView, presence: Presence, item: Carried) -> Flow:
        shown = view.path in self._routed or is_document(view)
        page = Location(view.path, *head(view)) if item.title and shown else item.at or Location(view.path, *head(view))
        what = "title" if item.title else "address"
        last = Step(page, "sink", f"{presence.reporter.sink.name} reports the {what} of this page by itself", "")
        steps = (*item.steps, *presence.way, loading_step(presence), last)
        sink = self._sink(view, presence, page, "title" if item.title else "page")
        return Flow(sink, "page", (item.name,), item.origin, steps, item.transforms, view.path)

    def _visited(self, view: ModuleView, presence: Presence) -> Flow:
        """Give the flow of the visit itself; whether the page is about anything is for the judgement to say."""
        page = Location(view.path, *head(view))
        texts = page_texts(view, self._addresses.patterns(view))
        origin = Origin("page", (), attributes=texts, location=page)
        last = Step(page, "sink", f"{presence.reporter.sink.name} learns who visits this page", "")
        steps = (*presence.way, loading_step(presence), last)
        return Flow(self._sink(view, presence, page), "sensitive-page", (), origin, steps, (), view.path)

    def _sink(self, view: ModuleView, presence: Presence, page: Location, operation: str = "page") -> Sink:
        sink = presence.reporter.sink
        return Sink(
            location=page,
            trackers=sink.trackers,
            channel="autocollect",
            operation=operation,
            name=sink.name,
            text=posixpath.basename(view.path),
            guards=sink.guards,
            noscript=sink.noscript,
            sure=sink.sure,
        )
