"""
Which trackers stand on a page: those that it loads itself, and those of what it is built on.

A page is built on what its template includes and extends, on the layouts and shells of its framework, on the
modules that these import, and, where a table of routes names it, on what holds that table.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from linter import ir
from linter.analysis.found import Reporter
from linter.analysis.link.program import Program
from linter.analysis.link.view import ModuleView
from linter.analysis.pages.importing import Importing
from linter.analysis.pages.patterns import folders_of
from linter.analysis.pages.routes import Routes
from linter.analysis.sinks.guards import chain_of
from linter.analysis.sinks.options import options_of
from linter.analysis.sinks.raw import RawSink
from linter.analysis.trace.contexts import Contexts
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import Signature, Tracker
from linter.model import Location, Step

_LOADING = frozenset({"load", "init", "page"})
_FOREIGN = frozenset({"fraud"})
"""Roles of what serves the page itself (a captcha): that it learns the address is the lesser matter."""
_EMBEDDED = frozenset({"img", "iframe", "embed", "object", "source", "picture"})
_QUOTED = re.compile(r"""["']([^"']+)["']""")
_SWITCHED = re.compile(r"\b(?:true|false)\b")
_OPEN_POLICIES = frozenset({"unsafe-url", "no-referrer-when-downgrade"})
"""Policies under which other hosts are sent the whole address; browsers' default sends the host alone to them."""
MAX_HOLDING = 100
"""Files that hold a table of routes or what holds it, up to where the application starts."""


class Presence(NamedTuple):
    """A tracker on a page: the sink that brings it there, and the files from the page to it."""

    reporter: Reporter
    way: tuple[Step, ...]


class Presences:
    """Answers which trackers stand on a page; ``reporters`` gives what a file brings there."""

    def __init__(
        self,
        program: Program,
        contexts: Contexts,
        routes: Routes,
        reporters: Callable[[str], tuple[Reporter, ...]],
        importing: Importing,
    ) -> None:
        self._program = program
        self._importing = importing
        self._contexts = contexts
        self._routes = routes
        self._reporters = reporters
        self._memo: dict[str, tuple[Presence, ...]] = {}

    def on(self, path: str) -> tuple[Presence, ...]:
        """Give the trackers on a page that take its address by themselves, one presence for each group of vendors."""
        known = self._memo.get(path)
        if known is None:
            known = self._memo[path] = _distinct(self._reached_from(path))
        return known

    def near(self, path: str) -> tuple[str, ...]:
        """Give the templates that get what stands in a file: they extend or include it."""
        view = self._program.view(path)
        if view is None or not is_document(view):
            return ()
        found = {child.path for child in self._contexts.children(path)}
        found.update(v.path for v, _ in self._contexts.including(path))
        if view.module.template is not None and view.module.template.known_as:
            found.update(p for p in self._program.files_with(view.module.template.known_as) if p != path)
        return tuple(sorted(found))

    # ------------------------------------------------------------------------------------------- on a page

    def _reached_from(self, page: str) -> Iterable[Presence]:
        """Give the presences in a page and in what it is built on, by the shortest way to each."""
        found: dict[tuple[str, ...], Presence] = {}
        queue: list[tuple[str, tuple[Step, ...]]] = [(page, ())]
        reached = {page}
        for path, way in queue:
            view = self._program.view(path)
            if view is None:
                continue
            for reporter in self._reporters(path):
                found.setdefault(reporter.sink.trackers, Presence(reporter, way))
            for other, how in self._around(view, path == page):
                if other in reached:
                    continue
                reached.add(other)
                text = f"{posixpath.basename(path)} is {how} {_shown(other)}"
                queue.append((other, (*way, Step(Location(path, *head(view)), "page", text, ""))))
        return found.values()

    def _around(self, view: ModuleView, is_page: bool) -> Iterator[tuple[str, str]]:
        if is_document(view):
            for other in self._contexts.includes_of(view):
                yield other, "built on"
            for other in self._program.loaded_by(view):
                yield other, "served with"
            for tag in view.module.tags:
                if tag.name == "script" and (other := self._script(view, tag)):
                    yield other, "served with"
        if view.module.language in ("html", "php", "python"):
            return
        if is_page:
            yield from self._framework(view.path)
        for target in self._imports(view):
            yield target, "made with"

    def _imports(self, view: ModuleView) -> tuple[str, ...]:
        """Give the modules of the browser that a module imports, but for pages."""
        pages = self._routes.paged
        targets = self._importing.targets(view)
        return tuple(t for t in targets if t != view.path and t not in pages and _is_browsers(t))

    def _script(self, view: ModuleView, tag: ir.Tag) -> str:
        """Give the project's file that a script element loads."""
        source = next((a.value for a in tag.attributes if a.name == "src"), None)
        literals = [n.value for n in ir.walk(source) if isinstance(n, ir.Constant)] if source is not None else []
        named = [t for t in literals if isinstance(t, str) and t.endswith((".js", ".ts", ".tsx", ".jsx", ".mjs"))]
        if not named or named[0].startswith(("http:", "https:", "//")):
            return ""
        wanted = named[0].split("?", 1)[0].lstrip("./")
        found = self._program.template(wanted, view.path)
        return (
            found
            if found is not None and self._reporters(found) and found.endswith("." + wanted.rsplit(".", 1)[1])
            else ""
        )

    def _framework(self, path: str) -> Iterator[tuple[str, str]]:
        """Give the layouts and shells around a page."""
        row, _ = self._routes.file_route(path)
        for folder in folders_of(path):
            for stem in row.layouts if row is not None else ():
                for ending in (".tsx", ".jsx", ".js", ".ts", ".svelte", ".vue"):
                    candidate = posixpath.join(folder, stem + ending)
                    if candidate != path and self._program.exists(candidate):
                        yield candidate, "laid out by"
            if row is not None and row.folder not in folder.split("/"):
                for name in row.shells:
                    candidate = posixpath.join(folder, name)
                    if name.endswith("/*"):
                        above = candidate.removesuffix("*")
                        inside = self._program.files_in(name.removesuffix("/*"))
                        yield from (
                            (p, "laid out by") for p in inside if p.startswith(above) and not p.endswith(".d.ts")
                        )
                    elif self._program.exists(candidate):
                        yield candidate, "laid out by"
        tables = self._routes.tables_of(path)
        for table in tables:
            yield from self._application(table)
        if row is None and not tables:
            yield from self._shown_by(path)

    def _shown_by(self, path: str) -> Iterator[tuple[str, str]]:
        """Give what stands around the pages that are made with a component, or around a table of routes."""
        for other, how in self._application(path):
            if other == path:
                continue
            yield other, how
            if other in self._routes.paged:
                yield from self._framework(other)

    def _application(self, table: str) -> Iterator[tuple[str, str]]:
        """Give the files that hold a table of routes up to the document in which the application runs."""
        holding = [table]
        for path in holding:
            yield path, "shown by"
            for other in self._importing.importers(path):
                if other in holding:
                    continue
                if len(holding) >= MAX_HOLDING:
                    self._program.cut(f"files around the routes of {table}", MAX_HOLDING, path=table)
                    break
                holding.append(other)
        for folder in dict.fromkeys(f for path in holding for f in folders_of(path)):
            for name in ("index.html", "public/index.html"):
                candidate = posixpath.join(folder, name)
                if self._program.exists(candidate):
                    yield candidate, "shown in"


_WITHOUT_PATH = frozenset(
    {
        "no-referrer",
        "origin",
        "strict-origin",
        "same-origin",
        "strict-origin-when-cross-origin",
        "origin-when-cross-origin",
    }
)
"""Values of ``referrerpolicy`` under which another site is not told the path (HTML standard, Referrer Policy)."""


def _is_browsers(path: str) -> bool:
    return not path.endswith((".py", ".d.ts", ".json"))


def loading(sinks: Iterable[RawSink], catalogue: Catalogue) -> list[RawSink]:
    """Give the sinks of a file that bring a tracker onto their page which reports the address by itself."""
    listed = list(sinks)
    cleaned = {
        name
        for raw in listed
        for name in raw.trackers
        if name in catalogue.trackers and _cleans(raw, catalogue.trackers[name])
    }
    loads = (raw for raw in listed if loads_tracker(raw, catalogue) and cleaned.isdisjoint(raw.trackers))
    return [raw for raw in loads if not _hides_page(raw)]


def _hides_page(raw: RawSink) -> bool:
    """Say whether a pixel or frame, which knows its page by the referrer alone, is told to send no path or none."""
    if not isinstance(raw.node, ir.Tag) or raw.node.name not in ("img", "iframe"):
        return False
    policies = [a.value for a in raw.node.attributes if a.name.lower() == "referrerpolicy"]
    return any(isinstance(policy, ir.Constant) and policy.value in _WITHOUT_PATH for policy in policies)


def _cleans(raw: RawSink, tracker: Tracker) -> bool:
    controls = [c for c in tracker.privacy if c.page]
    for query in raw.queries:
        if query.role == "url" and raw.operation == "set" and not _is_address(query.value):
            return True
        if not isinstance(query.value, ir.Record):
            continue
        # What a library passes on to its tracker: `gtag: { config: { send_page_view: false } }`.
        passed = [(name, value) for name, _, value in options_of(query.value) if "." in name]
        if any(name.endswith(f".{c.name}") and value == c.value for name, value in passed for c in controls):
            return True
        for entry in query.value.entries:
            if not isinstance(entry, ir.Field):
                continue
            if query.keys.get(entry.key) == "url" and raw.operation in ("init", "set"):
                if not _is_address(entry.value):
                    return True
            for control in controls:
                if control.name.rpartition(".")[2] in entry.key.split(" / ") and _agrees(control.value, entry.value):
                    return True
    if isinstance(raw.node, ir.Call):
        constants = [n.value for n in ir.walk(raw.node) if isinstance(n, ir.Constant)]
        literals = {str(c).lower() if isinstance(c, bool) else c for c in constants if isinstance(c, (str, bool))}
        if any(c.kind == "call" and _said_by(c.name, literals) for c in controls):
            return not any(_is_address(n) for n in ir.walk(raw.node))
        written = {
            e.key for n in ir.walk(raw.node) if isinstance(n, ir.Record) for e in n.entries if isinstance(e, ir.Field)
        }
        if any(c.value is None and written & set(c.name.split(" / ")) for c in controls if c.kind != "attr"):
            return True
    if isinstance(raw.node, ir.Tag):
        attributes = {a.name: a.value for a in raw.node.attributes}
        return any(c.name in attributes and (c.value is None or _agrees(c.value, attributes[c.name])) for c in controls)
    return False


def _said_by(written: str, literals: set[str]) -> bool:
    """Say whether literals are all that the written call passes: ``_paq.push(['setCustomUrl', url])``."""
    words = set(_QUOTED.findall(written))
    return bool(words) and words | set(_SWITCHED.findall(written)) <= literals


def loads_tracker(raw: RawSink, catalogue: Catalogue) -> bool:
    """Say whether a sink brings a tracker onto its page that reports the address, if nothing turns that off."""
    trackers = catalogue.named(raw.trackers)
    if raw.server or raw.site.view.module.open_scope or raw.operation not in _LOADING:
        return False
    if isinstance(raw.node, ir.Tag) and raw.node.name.lower() in _EMBEDDED and not _tells_referrer(raw):
        return False
    if raw.signatures and not any(_reports(signature, raw.node) for signature in raw.signatures):
        return False
    return any(t.collects.page_url and t.recipient.role not in _FOREIGN for t in trackers)


def _reports(signature: Signature, node: ir.Node) -> bool:
    """Say whether the start of a tracker by a row makes it report page views: some libraries must be told to."""
    if signature.reports is None or not isinstance(node, ir.Call):
        return signature.reports is None
    given = [a for a in node.arguments if not isinstance(a, ir.Constant)]
    known = {e.key for a in given if isinstance(a, ir.Record) for e in a.entries if isinstance(e, ir.Field)}
    return bool(known.intersection(signature.reports))


def _tells_referrer(raw: RawSink) -> bool:
    """Say whether an image or frame, which runs no script on the page, is sent more of its address than the host."""
    tags = [raw.node] if isinstance(raw.node, ir.Tag) else []
    tags.extend(tag for tag in raw.site.view.module.tags if tag.name == "meta")
    for tag in tags:
        values = {
            a.name.lower(): str(a.value.value).lower() for a in tag.attributes if isinstance(a.value, ir.Constant)
        }
        policy = values.get("content", "") if values.get("name") == "referrer" else values.get("referrerpolicy", "")
        if policy in _OPEN_POLICIES:
            return True
    return False


def is_document(view: ModuleView) -> bool:
    """Say whether a module is a page or a template of one."""
    return view.module.language in ("html", "php") and (view.module.template is not None or bool(view.module.tags))


def head(view: ModuleView) -> tuple[int, int]:
    """Where a page is reported: what it extends, its title or its first element, else its first line."""
    template = view.module.template
    if template is not None and template.extends is not None:
        return template.extends.start, template.extends.end
    for tag in view.module.tags:
        if tag.name in ("title", "body", "html", "main", "form"):
            return tag.start, tag.end
    end = view.text.data.find(b"\n")
    return 0, end if end > 0 else len(view.text.data)


def loading_step(presence: Presence) -> Step:
    """Give the step at which the tracker itself stands."""
    return Step(presence.reporter.at, "page", f"{presence.reporter.sink.name} loads the tracker here", "")


def _distinct(found: Iterable[Presence]) -> tuple[Presence, ...]:
    """Drop 'one of several' where one of them stands on the page for certain."""
    listed = list(found)
    sure = {p.reporter.sink.trackers[0] for p in listed if len(p.reporter.sink.trackers) == 1}
    return tuple(
        p for p in listed if len(p.reporter.sink.trackers) == 1 or not sure.intersection(p.reporter.sink.trackers)
    )


def _shown(path: str) -> str:
    return posixpath.basename(path)


def _agrees(wanted: object, value: ir.Expr | None) -> bool:
    """Say whether a setting has its protective value; a function or expression in its place counts."""
    if wanted is None:
        return True
    if isinstance(value, ir.Constant):
        if isinstance(wanted, bool) and isinstance(value.value, str):
            return value.value.lower() == str(wanted).lower()
        return bool(value.value == wanted)
    return value is None and wanted is True


def _is_address(value: ir.Expr) -> bool:
    chain = chain_of(value)
    return chain[0] in ("window", "document", "location") and (
        chain[-1] in (".href", ".search", ".URL") or chain == ("location",)
    )
