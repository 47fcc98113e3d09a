"""Scan, link and trace: from a project to the flows of data that reach a tracker."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple

from linter.analysis.found import Case, Found, Reporter, cases_of, grouped, hops_of, sent_on
from linter.analysis.link.program import Asked, Program
from linter.analysis.link.shelf import Shelf
from linter.analysis.pages.importing import Importing
from linter.analysis.pages.pages import Pages
from linter.analysis.pages.presence import loading
from linter.analysis.pages.routing import Routing
from linter.analysis.pages.titles import titling
from linter.analysis.recall import Recall
from linter.analysis.scan import ASKING, Scan
from linter.analysis.session import Session, Tables
from linter.analysis.sinks.automatic import Automatic
from linter.analysis.sinks.raw import RawSink
from linter.analysis.trace.trails import locate
from linter.catalogue.catalogue import Catalogue
from linter.model import Flow, Problem
from linter.settings import Settings
from linter.workspace.memory import basis
from linter.workspace.packing import pack
from linter.workspace.project import Project
from linter.workspace.store import Store, content_hash, key_of

_CODE = (("python", ""), ("javascript", ""), ("typescript", ""), ("jsx", ""), ("tsx", ""), ("php", ""))


ROUTES, ALL_ROUTES = "", "*"
"""Stand in ``Found.leans`` for what the routes to files are, and for all routes with what is sent to them."""


class Analysis(NamedTuple):
    """What the engine found."""

    cases: tuple[Case, ...]
    """All flows, by what one judgement is about."""
    problems: tuple[Problem, ...]
    analysed: int

    @property
    def flows(self) -> tuple[Flow, ...]:
        """All flows."""
        return tuple(flow for case in self.cases for flow in case.flows())


class _Opened(NamedTuple):
    """A file whose sinks were looked for, and what that asked."""

    session: Session
    sinks: list[RawSink]
    asked: Asked


class Engine:
    """
    The pieces of work between discovery and judgement: each a function of what it asks the program.

    ``explain`` asks it single questions.
    """

    def __init__(
        self,
        project: Project,
        catalogue: Catalogue,
        settings: Settings,
        store: Store | None = None,
        jobs: int = 1,
        shelf: Shelf | None = None,
    ) -> None:
        self.project = project
        self.catalogue = catalogue
        self.settings = settings
        store = store or Store(None)
        self.scan = Scan(project, catalogue, store)
        self.program = Program(project, store, jobs, settings.max_file_size, self.scan.signs, shelf)
        self.problems: list[Problem] = []
        self._tables = Tables(catalogue)
        self.reporters: dict[str, tuple[Reporter, ...]] = {}
        """What makes trackers report the address of a page, by file: for ``page``, once all seeds are done."""
        self._opened: dict[str, _Opened] = {}
        self.routing = b""
        """Names what is known of routes to files (see ``routed``): for ``page``."""
        self.all_routes: Callable[[], bytes] = lambda: digest_in(self.whole(""))
        """Names all that is known of routes (see ``whole``), worked out when a page first asks."""
        self._importing = Importing(self.program)

    @cached_property
    def seeds(self) -> tuple[str, ...]:
        """The files that name a tracker, or a path that is passed on to one."""
        return self.seeds_with(self.proxied("").near)

    def seeds_with(self, proxied: Iterable[str]) -> tuple[str, ...]:
        """Give the files that name a tracker, together with others, in the order of the project."""
        every = {*self.scan.hits, *proxied}
        return tuple(path for path in self.project.files if path in every)

    def proxied(self, _: str) -> Found:
        """Find the files that name a path which the project passes on to a tracker."""
        found: set[str] = set()
        for path, target in self.program.proxies():
            if any(not match.weak for match in self.catalogue.endpoints.match(target + "/")):
                files = self.program.files_with(path.strip("/"))
                found.update(self.program.first(files, f"files that may name the address {path}"))
        return Found(near=tuple(sorted(p for p in found if self.project.language(p) is not None)))

    def session(self) -> Session:
        """Begin the work on a file."""
        return Session(self.program, self._tables, self.settings.max_steps)

    def open(self, path: str) -> tuple[Session, list[RawSink]]:
        """Give the sinks of a file, in the session that found them."""
        opened = self._opened.get(path)
        if opened is None:
            session = self.session()
            with self.program.recording() as asked:
                view = self.program.view(path)
                sinks = session.sinks(view) if view is not None else []
            opened = self._opened[path] = _Opened(session, sinks, asked)
        self.program.replay(opened.asked)
        return opened.session, opened.sinks

    def sinks(self, path: str) -> list[RawSink]:
        """Give the sinks of one file."""
        return self.open(path)[1]

    # -------------------------------------------------------------------------------------- pieces of work

    def seed(self, path: str) -> Found:
        """Find what reaches the sinks of a file that names a tracker, and what its trackers take by themselves."""
        session, sinks = self.open(path)
        del self._opened[path]  # its memory is as large as what it looked at
        flows = [flow for raw in sinks for flow in session.flows_of(raw)]
        told = session.consenting.told
        automatic = Automatic(
            self.program, session.contexts, self.catalogue, session.sink, self._asks, told, session.resolver.shapes
        )
        view = self.program.view(path)
        taken = automatic.flows(view, sinks) if view is not None else []
        reporters = tuple(
            Reporter(session.sink(raw), locate(raw.site.view, raw.node)) for raw in loading(sinks, self.catalogue)
        )
        return Found(grouped(flows), grouped(taken), hops_of(flows), tuple(session.problems), reporters)

    def settled(self, do: Callable[[str], Found]) -> Callable[[str], Found]:
        """Give the same piece of work, which begins with no more views in memory than are good."""

        def settled(path: str) -> Found:
            self.program.settle()
            return do(path)

        return settled

    def _asks(self) -> bool:
        return bool(self.settings.sector) or self.program.shows(ASKING)

    def requests(self, path: str) -> Found:
        """Find what reaches the requests of a file that names no tracker: their URL may be built where one is named."""
        session = self.session()
        view = self.program.view(path)
        flows = [flow for raw in session.urls.requests(view) for flow in session.flows_of(raw)] if view else []
        return Found(grouped(flows), (), hops_of(flows), tuple(session.problems))

    def instances(self, path: str) -> Found:
        """Find the files that get an SDK from a file which imports it."""
        session = self.session()
        view = self.program.view(path)
        return Found(near=tuple(session.instances.near(view)) if view is not None else ())

    def imports_sdk(self, path: str) -> bool:
        """Say whether a file names the package of an SDK."""
        automaton = self.catalogue.automaton
        return any(automaton.tokens[i].kind == "module" for i in self.scan.of(path))

    def requesting(self, _: str) -> Found:
        """Find the files that may send requests."""
        return Found(near=tuple(self._tables.requests.requesting(self.program)))

    def page(self, path: str) -> Found:
        """Find what the address of a page carries to the trackers on it, and the pages that have them too."""
        session = self.session()
        leans: dict[str, bytes] = {}

        def reporters(other: str) -> tuple[Reporter, ...]:
            leans[other] = self.reporting(other)
            return self.reporters.get(other, ())

        # A page depends on what the routes are, not on all that this was worked out from.
        leans[ROUTES] = self.reporting(ROUTES)

        def whole() -> None:
            leans[ALL_ROUTES] = self.reporting(ALL_ROUTES)

        pages = Pages(
            self.program,
            session.contexts,
            session.resolver,
            self.catalogue,
            self._routing,
            reporters,
            session.origins,
            self._importing,
            whole,
        )
        flows = grouped(pages.flows(path))
        problems = tuple(session.problems)
        return Found(taken=flows, problems=problems, near=pages.near(path), leans=tuple(sorted(leans.items())))

    def reporting(self, path: str) -> bytes:
        """Name the content of ``reporters`` of a file, empty where it has none; or what the routes are."""
        if path == ROUTES:
            return self.routing
        if path == ALL_ROUTES:
            return self.all_routes()
        found = self.reporters.get(path)
        return content_hash(pack(found)) if found else b""

    def routed(self, _: str) -> Found:
        """Find the pages that routes lead to; ``leans`` names what is known of routes to files."""
        pages, known = self._routing.files.pages, self._routing.files.paged
        others = [path for path in titling(self.program, self.catalogue) if path not in known]
        return Found(near=(*pages, *others), leans=((ROUTES, self._routing.files_digest()),))

    def whole(self, _: str) -> Found:
        """Name all that is known of routes and of what is sent to them (``leans``)."""
        return Found(leans=((ALL_ROUTES, self._routing.digest()),))

    @cached_property
    def _routing(self) -> Routing:
        session = self.session()
        return Routing(self.program, session.contexts, session.resolver, self.catalogue)

    def requests_count(self) -> bool:
        """Say whether a host of a tracker is named in code: only then may a URL be built of it elsewhere."""
        return any(self.project.language(path) in _CODE for path in self.seeds if self._has_host(path))

    def _has_host(self, path: str) -> bool:
        automaton = self.catalogue.automaton
        return any(automaton.tokens[i].kind == "host" for i in self.scan.of(path))


def analyse(
    project: Project,
    catalogue: Catalogue,
    settings: Settings,
    store: Store | None = None,
    jobs: int = 1,
    shelf: Shelf | None = None,
) -> Analysis:
    """
    Give all flows of a project, in a stable order, with the problems met.

    ``store`` keeps modules, indexes and results between runs; ``jobs`` processes lower at most; ``shelf`` keeps views
    between the runs of one process. None of them changes the result.
    """
    store = store or Store(None)
    engine = Engine(project, catalogue, settings, store, jobs, shelf)
    key = key_of("work", os.fspath(project.root), basis(catalogue.digest, settings)) if store.keeps else b""
    recall = Recall(engine.program, store, key, shelf)
    engine.seeds = engine.seeds_with(recall.work("proxied", "", engine.proxied).near)
    engine.program.ahead(path for path in engine.seeds if not recall.holds("seed", path))
    seeds = {path: recall.work("seed", path, engine.settled(engine.seed)) for path in engine.seeds}
    handed = {
        p for path in seeds if engine.imports_sdk(path) for p in recall.work("instances", path, engine.instances).near
    }
    seeds.update(
        (path, recall.work("seed", path, engine.settled(engine.seed))) for path in sorted(handed - seeds.keys())
    )
    elsewhere: list[Found] = []
    if engine.requests_count():
        files = [path for path in recall.work("requesting", "", engine.requesting).near if path not in seeds]
        engine.program.ahead(path for path in files if not recall.holds("requests", path))
        elsewhere = [recall.work("requests", path, engine.settled(engine.requests)) for path in files]
    engine.reporters = {path: found.reporters for path, found in seeds.items() if found.reporters}
    pages = _pages(recall, engine)
    handing = [*seeds.values(), *elsewhere]
    cases = cases_of(
        (group for found in handing for group in found.handed),
        (group for found in (*pages, *seeds.values()) for group in found.taken),
        sent_on(handing),
    )
    analysed, problems = recall.modules()
    problems.update(engine.scan.problems)
    recall.close()
    return Analysis(
        cases,
        tuple(sorted(problems, key=lambda p: (p.path, p.location.start if p.location else -1, p.code, p.message))),
        analysed,
    )


def digest_in(found: Found) -> bytes:
    """Give the digest that a piece of work names what it found by."""
    return b"".join(digest for _, digest in found.leans)


def _pages(recall: Recall, engine: Engine) -> list[Found]:
    """Give what is found on the pages that a tracker stands on: those that hold it, and what gets it from them."""
    reached = dict.fromkeys(sorted(engine.reporters))
    if reached:
        routed = recall.work("routed", "", engine.routed)
        engine.routing = digest_in(routed)
        engine.all_routes = lru_cache(lambda: digest_in(recall.work("whole", "", engine.whole)))
        reached.update(dict.fromkeys(routed.near))
    queue = list(reached)
    found: list[Found] = []
    for path in queue:
        page = recall.work("page", path, engine.page, engine.reporting)
        found.append(page)
        for other in page.near:
            if other not in reached:
                reached[other] = None
                queue.append(other)
    return found
