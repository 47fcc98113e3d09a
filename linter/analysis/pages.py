"""
What trackers take by themselves: pages whose address carries personal data, and the trackers that stand on them.

A page is a template or a routed component. Its trackers are those that it loads itself or gets from what it includes,
extends or is laid out by; its address carries what the views that render it read from the request, the route's
parameters and the fields of forms that lead to it by GET.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import NamedTuple

from linter import ir
from linter.analysis.contexts import Contexts
from linter.analysis.fields import literal_attributes
from linter.analysis.found import Reporter
from linter.analysis.guards import chain_of
from linter.analysis.paths import FILE_ROUTE
from linter.analysis.program import Program
from linter.analysis.sinks import RawSink
from linter.analysis.trails import locate, readable
from linter.analysis.view import ModuleView
from linter.catalogue.catalogue import Catalogue
from linter.model import Flow, Location, Origin, Sink, Step

_LOADING = frozenset({"load", "init", "page"})
_LAYOUTS = ("_app", "_document", "layout", "+layout", "app", "App", "root", "main", "index", "default", "error")
_ENDPOINTS = frozenset({"route", "+server", "middleware", "hooks", "proxy"})
"""Files of file-routed frameworks that answer requests without a page."""
_REQUEST_GROUPS = ("request", "form")


class Presence(NamedTuple):
    """A tracker on a page: the sink that shows it, and the files from the page to it."""

    reporter: Reporter
    way: tuple[Step, ...]


class Carried(NamedTuple):
    """Something that a page's address carries."""

    origin: Origin
    name: str
    steps: tuple[Step, ...]


def takes_address(raw: RawSink, catalogue: Catalogue) -> bool:
    """Say whether a sink makes a tracker report the address of the page that it stands on."""
    trackers = [catalogue.trackers[t] for t in raw.trackers if t in catalogue.trackers]
    if not trackers or not any(t.collects.page_url for t in trackers) or raw.server:
        return False
    return raw.operation in _LOADING and not _cleaned(raw)


class Pages:
    """Finds what pages report by themselves; ``reporters`` gives the sinks of a file that report the address."""

    def __init__(
        self,
        program: Program,
        contexts: Contexts,
        catalogue: Catalogue,
        reporters: Callable[[str], tuple[Reporter, ...]],
    ) -> None:
        self._program = program
        self._contexts = contexts
        self._catalogue = catalogue
        self._reporters = reporters
        self._present: dict[str, list[Presence]] = {}

    def near(self, path: str) -> tuple[str, ...]:
        """Give the files that get what stands in a file: they extend, include or use it, or are laid out by it."""
        view = self._program.view(path)
        if view is None:
            return ()
        found: list[str] = []
        template = view.module.template
        if template is not None:
            found.extend(child.path for child in self._contexts.children(path))
            found.extend(v.path for v, _ in self._contexts.including(path))
            if template.known_as:
                found.extend(p for p in self._program.files_with(template.known_as) if p != path)
        found.extend(self._laid_out(view))
        return tuple(sorted(set(found)))

    def flows(self, path: str) -> list[Flow]:
        """Give the flows of the address of a page to the trackers on it."""
        view = self._program.view(path)
        if view is None:
            return []
        carried = [*self._rendered(view), *self._routed(view), *self._forms(view)]
        if not carried:
            return []
        return [self._flow(view, presence, item) for presence in self._trackers(path, frozenset()) for item in carried]

    def _laid_out(self, view: ModuleView) -> list[str]:
        """Give the pages below a layout of a file-routed framework, and layouts that import the tracker's component."""
        path = view.path
        base = posixpath.basename(path)
        stem = base.split(".", 1)[0]
        found = self._program.routes_below(path)
        if base.endswith((".tsx", ".jsx", ".js", ".ts", ".vue", ".svelte")) and stem not in _LAYOUTS:
            for other_path in self._program.files_with(stem)[:100]:
                if posixpath.basename(other_path).split(".", 1)[0] not in _LAYOUTS:
                    continue
                other = self._program.view(other_path)
                if other is not None and any(
                    self._program.link(other, b.specifier) == path for b in other.module.imports
                ):
                    found.append(other_path)
        return found

    def _trackers(self, path: str, seen: frozenset[str]) -> list[Presence]:
        known = self._present.get(path)
        if known is not None:
            return known
        if path in seen or len(seen) > 12:
            return []
        view = self._program.view(path)
        if view is None:
            return []
        found: dict[tuple[str, ...], Presence] = {}
        for reporter in self._reporters(path):
            found.setdefault(reporter.sink.trackers, Presence(reporter, ()))
        for other in (*self._contexts.includes_of(view), *self._program.loaded_by(view)):
            step = Step(
                Location(path, *_head(view)),
                "page",
                f"{posixpath.basename(path)} is built on {posixpath.basename(other)}",
                "",
            )
            for presence in self._trackers(other, seen | {path}):
                found.setdefault(presence.reporter.sink.trackers, Presence(presence.reporter, (step, *presence.way)))
        for other in self._layouts_of(path):
            step = Step(
                Location(path, *_head(view)),
                "page",
                f"{posixpath.basename(path)} is laid out by {posixpath.basename(other)}",
                "",
            )
            for presence in self._trackers(other, seen | {path}):
                found.setdefault(presence.reporter.sink.trackers, Presence(presence.reporter, (step, *presence.way)))
        if not seen:
            self._present[path] = list(found.values())
        return list(found.values())

    def _layouts_of(self, path: str) -> list[str]:
        found: list[str] = []
        view = self._program.view(path)
        if view is None or (view.module.template is not None and view.module.language == "html"):
            return found
        if posixpath.basename(path).split(".", 1)[0] in _LAYOUTS:
            for binding in view.module.imports:
                target = self._program.link(view, binding.specifier)
                if target is not None and target != path:
                    found.append(target)
            return found
        return self._program.layouts_above(path)

    # ---------------------------------------------------------------------------------- what pages carry

    def _rendered(self, view: ModuleView) -> Iterator[Carried]:
        if view.module.template is None:
            return
        for site, call, _, _ in self._contexts.render_sites(view.path):
            function = site.view.functions[site.function]
            render = Step(
                locate(site.view, call),
                "template",
                f"{function.name or 'the view'}() renders {posixpath.basename(view.path)}",
                "",
            )
            for item in self._reads(site.view, site.function):
                yield item._replace(steps=(*item.steps, render))
            for parameter in function.parameters[1:]:
                if (
                    site.view.module.open_scope
                    and function.parameters[0].name in ("request", "self", "req")
                    and parameter.kind == "positional"
                    and parameter.default is None
                ):
                    if function.receiver and function.name not in ("get", "post", "dispatch"):
                        continue
                    chain = (parameter.name,)
                    origin = Origin("parameter", chain, owner=function.name, location=locate(site.view, parameter))
                    step = Step(
                        locate(site.view, parameter),
                        "source",
                        f"{parameter.name} is a part of the address",
                        parameter.name,
                    )
                    yield Carried(origin, parameter.name, (step, render))

    def _reads(self, view: ModuleView, function: int) -> Iterator[Carried]:
        """Give the reads of query parameters in a function and the functions inside it."""
        seen: set[tuple[str, ...]] = set()
        inside = {function}
        for index, declared in enumerate(view.functions):
            if declared.parent in inside:
                inside.add(index)
        for index in sorted(inside):
            for statement in view.functions[index].body:
                for node in ir.walk(statement.value):
                    if not isinstance(node, (ir.Call, ir.Member)):
                        continue
                    chain = self._imported(view, chain_of(node))
                    if chain in seen:
                        continue
                    match = self._catalogue.sources.match(chain, view.module.language)
                    if (
                        match is None
                        or match.group not in ("request", "url")
                        or not match.key
                        or any(p in (".POST", ".body", ".form", ".json", ".data", ".cleaned_data") for p in chain)
                    ):
                        continue
                    seen.add(chain)
                    name = readable(chain)
                    step = Step(locate(view, node), "source", f"{name} is read from the address", name)
                    yield Carried(Origin("read", chain, location=locate(view, node)), match.key, (step,))

    def _imported(self, view: ModuleView, chain: tuple[str, ...]) -> tuple[str, ...]:
        """Read ``useSearchParams().get('q')`` as what the package exports under that name."""
        binding = view.imports[0].get(chain[0])
        if binding is None or binding.specifier.startswith("."):
            return chain
        return (self._program.symbol(view, binding.specifier, binding.name), *chain[1:])

    def _routed(self, view: ModuleView) -> Iterator[Carried]:
        """Parameters in the names of files that are routes, and reads of the address in routed components."""
        path = view.path
        if view.module.language in ("html", "php", "python"):
            return
        parts = path.split("/")
        if not any(part in parts for part in ("pages", "app", "routes")):
            return
        if "api" in parts[:-1] or parts[-1].split(".", 1)[0] in _ENDPOINTS:
            return  # nobody sees it: no tracker of a layout stands there
        for found in FILE_ROUTE.finditer(path):
            name = found[1]
            origin = Origin("parameter", (name,), owner=path, location=Location(path, *_head(view)))
            yield Carried(
                origin, name, (Step(Location(path, *_head(view)), "source", f"{name} is a part of the address", name),)
            )
        for index in range(len(view.functions)):
            if view.functions[index].parent <= 0:
                yield from self._reads(view, index)

    def _forms(self, view: ModuleView) -> Iterator[Carried]:
        """Fields of forms that are sent by GET to the page itself (no action, or one that names the page's file)."""
        tags = view.module.tags
        for index, tag in enumerate(tags):
            if tag.name != "form" or tag.component is not None:
                continue
            attributes = dict(literal_attributes(tag))
            if attributes.get("method", "get").lower() != "get" or any(a.name.startswith("on") for a in tag.attributes):
                continue
            action = attributes.get("action", "")
            if (
                action
                and not action.startswith(("?", "#"))
                and posixpath.basename(action.split("?", 1)[0]) != posixpath.basename(view.path)
            ):
                continue
            if action == "" and any(
                a.name == "action" and not isinstance(a.value, ir.Constant) for a in tag.attributes
            ):
                continue
            for field in tags[index + 1 :]:
                if field.start >= tag.stop:
                    break
                named = dict(literal_attributes(field))
                if (
                    field.name not in ("input", "select", "textarea")
                    or not named.get("name")
                    or named.get("type") in ("hidden", "submit", "checkbox", "radio", "button")
                ):
                    continue
                origin = Origin(
                    "form-field", (named["name"],), attributes=literal_attributes(field), location=locate(view, field)
                )
                step = Step(
                    locate(view, field),
                    "source",
                    f"{named['name']} is typed here and sent in the address",
                    named["name"],
                )
                yield Carried(origin, named["name"], (step,))

    def _flow(self, view: ModuleView, presence: Presence, item: Carried) -> Flow:
        page = Location(view.path, *_head(view))
        sink = presence.reporter.sink
        changed = Sink(
            location=page,
            trackers=sink.trackers,
            channel="autocollect",
            operation="page",
            name=sink.name,
            text=posixpath.basename(view.path),
            event="",
            guards=sink.guards,
            server=False,
            noscript=sink.noscript,
            sure=sink.sure,
        )
        last = Step(presence.reporter.at, "sink", f"{sink.name} reports the address of the page by itself", "")
        return Flow(changed, "page", (item.name,), item.origin, (*item.steps, *presence.way, last), (), view.path)


def _head(view: ModuleView) -> tuple[int, int]:
    """Where a page is reported: its own title or first heading would be nice, its first element is certain."""
    template = view.module.template
    if template is not None and template.extends is not None:
        return template.extends.start, template.extends.end
    for tag in view.module.tags:
        if tag.name in ("title", "body", "html", "main", "form"):
            return tag.start, tag.end
    end = view.text.data.find(b"\n")
    return 0, end if end > 0 else len(view.text.data)


def _cleaned(raw: RawSink) -> bool:
    """Say whether a call that loads a tracker turns its page view off or gives it another address."""
    for query in raw.queries:
        if isinstance(query.value, ir.Record):
            for entry in query.value.entries:
                if isinstance(entry, ir.Field):
                    off = isinstance(entry.value, ir.Constant) and entry.value.value is False
                    if (
                        entry.key in ("send_page_view", "capture_pageview", "autoTrack", "page_view", "track_pageview")
                        and off
                    ):
                        return True
                    if query.keys.get(entry.key) == "url" and not _is_address(entry.value):
                        return True
    return False


def _is_address(value: ir.Expr) -> bool:
    chain = chain_of(value)
    return chain[0] in ("window", "document", "location") and (
        chain[-1] in (".href", ".search", ".URL") or chain == ("location",)
    )
