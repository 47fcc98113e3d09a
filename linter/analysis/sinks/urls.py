"""The places in one module where a URL of a tracker is loaded or requested: tags, beacons, server-side requests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter import ir
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.shapes import Site
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import CallSite, ModuleView
from linter.analysis.sinks.configured import Configured
from linter.analysis.sinks.guards import chain_of
from linter.analysis.sinks.markup import loading_in
from linter.analysis.sinks.raw import Query, RawSink
from linter.analysis.sinks.texts import UNKNOWN, Texts
from linter.analysis.trace.clients import Clients, opened
from linter.analysis.trace.conditions import Conditions
from linter.analysis.trace.tracer import Tracer
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.endpoints import EndpointMatch
from linter.catalogue.schema import Transport

_LOADING = frozenset(
    {
        "src",
        "href",
        "data-src",
        "srcset",
        "action",
        "ping",
        "style",
        "poster",
        "data",
        "background",
        "formaction",
        "url",
        "data-href",
        "content",
    }
)
_QUIET_RELATIONS = (
    "preconnect",
    "dns-prefetch",
    "preload",
    "prefetch",
    "canonical",
    "alternate",
    "icon",
    "stylesheet",
    "me",
)


_SCHEME = re.compile(r"^(?:https?:)?//")
_DEEPEST = 8
"""Texts that begin with texts, looked through for the host of an address."""


class Requests:
    """The calls that send requests, and the attributes that hand data to a tracker, as the catalogue knows them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.transports: dict[str, tuple[tuple[Transport, bool], ...]] = {}
        for framework in catalogue.frameworks.values():
            for row in framework.transport:
                known = self.transports.get(row.callee, ())
                self.transports[row.callee] = (*known, (row, row.server or framework.server))
        self.names = frozenset(c.replace("()", "").replace(":", ".").rsplit(".", 1)[-1] for c in self.transports)
        rows = [(a.lower(), t.id, role) for t in catalogue.trackers.values() for a, role in t.attributes.items()]
        self.attributes = {name: (tracker, role) for name, tracker, role in rows if "*" not in name}
        self.common = frozenset(catalogue.common.weak_globals)
        """Attributes that a page may have for reasons of its own."""
        self._beginnings = sorted((name[:-1], tracker, role) for name, tracker, role in rows if name.endswith("-*"))

    def attribute(self, name: str) -> tuple[str, str] | None:
        """Give the tracker that reads an attribute of an element, and the role of its value; ``None`` for any other."""
        found = self.attributes.get(name)
        if found is None and name.startswith("data-"):
            return next(((t, role) for start, t, role in reversed(self._beginnings) if name.startswith(start)), None)
        return found

    def requesting(self, program: Program) -> list[str]:
        """Give the files that hold the name of a function that sends requests."""
        files: set[str] = set()
        for name in self.names:
            if len(name) > 3 or name in ("get", "post"):
                found = program.files_with(name)
                files.update(program.first(found, f"files that may send requests by {name}"))
        return list(program.first(sorted(files), "files that may send requests"))


class UrlFinder:
    """Finds sinks that are URLs."""

    def __init__(
        self, program: Program, resolver: Resolver, tracer: Tracer, catalogue: Catalogue, requests: Requests
    ) -> None:
        self._program = program
        self._resolver = resolver
        self._catalogue = catalogue
        self.texts = Texts(program, resolver, tracer)
        self._tracer = tracer
        self._clients = Clients(program, resolver)
        self._configured = Configured(program, tracer, catalogue)
        self._made: dict[tuple[int, str], ir.Expr] = {}
        self._transports = requests.transports
        self._names = requests.names
        self._requests = requests

    def match(self, texts: tuple[str, ...]) -> tuple[EndpointMatch, ...]:
        """Give the endpoints that one of the texts belongs to."""
        for text in texts:
            if text.startswith(UNKNOWN) or ("." not in text[:300] and not text.startswith("/")):
                continue
            for passed in self._program.proxied(text):
                found = tuple(m for m in self._catalogue.endpoints.match(passed) if not m.weak)
                if found:
                    return self._by_account(found, passed)
            if found := self._catalogue.endpoints.match(text):
                return self._by_account(found, text)
        return ()

    def _by_account(self, matches: tuple[EndpointMatch, ...], text: str) -> tuple[EndpointMatch, ...]:
        """Of several trackers behind one address take the one whose account it names: ``gtag/js?id=G-...``."""
        if len({m.tracker for m in matches}) < 2:
            return matches
        given = dict(pair.partition("=")[::2] for pair in text.partition("?")[2].split("&"))
        meant: list[EndpointMatch] = []
        for match in matches:
            named = [given.get(key, "") for key, role in match.endpoint.parameters.items() if role == "account"]
            rows = self._catalogue.trackers[match.tracker].signature
            prefixes = tuple({prefix for row in rows for prefix in row.accounts})
            if prefixes and any(account.startswith(prefixes) for account in named if account):
                meant.append(match)
        return tuple(meant) or matches

    def _sure(self, matches: tuple[EndpointMatch, ...], texts: tuple[str, ...]) -> tuple[EndpointMatch, ...]:
        """
        Leave out what only a path speaks for, unless the project shows that tracker elsewhere.

        ``/matomo.php`` on some host is Matomo's where Matomo is used; the project's own ``/api/event``, without a host,
        stays its own.
        """
        hosted = any("//" in text[:12] for text in texts)
        return tuple(
            m
            for m in matches
            if not m.weak or (hosted and m.endpoint.use != "script" and self._program.shows(m.tracker))
        )

    def find(self, view: ModuleView) -> Iterator[RawSink]:
        """Give the sinks of a module that are URLs or attributes of elements."""
        yield from self._tags(view)
        for assign, function in view.member_assigns if self._may_send(view) else ():
            if isinstance(assign.target, ir.Member) and assign.target.key in ("src", "href", "action", "url"):
                site = Site(view, function, assign.block)
                texts = self.texts.of(site, assign.value)
                matches = self._sure(self.match(texts), texts)
                yield from self._sink(site, assign, matches, "tag", assign.value, f"{assign.target.key} =")
        yield from self._described(view)
        yield from self.requests(view)

    def written(self, site: Site, node: ir.Node, text: ir.Text) -> Iterator[RawSink]:
        """Give the elements that code writes as text and that load from a tracker's address with values in it."""
        for element, address in loading_in(text) if self._may_send(site.view) else ():
            texts = self.texts.of(site, address)
            matches = self._sure(self.match(texts), texts)
            yield from self._sink(site, node, matches, "tag", address, f"<{element} src>")

    def _described(self, view: ModuleView) -> Iterator[RawSink]:
        """Give the script elements that are described as records: ``useHead({ script: [{ src: 'https://...' }] })``."""
        if view.module.open_scope or view.packed:
            return
        for index, function in enumerate(view.functions):
            for statement in function.body:
                for node in ir.walk(statement.value):
                    if not isinstance(node, ir.Record):
                        continue
                    source = next((e.value for e in node.entries if isinstance(e, ir.Field) and e.key == "src"), None)
                    if not isinstance(source, ir.Constant) or not isinstance(source.value, str):
                        continue
                    matches = self._sure(self.match((source.value,)), (source.value,))
                    matches = tuple(m for m in matches if m.endpoint.use == "script")
                    yield from self._sink(Site(view, index, statement.block), node, matches, "tag", source, "src")

    def _may_send(self, view: ModuleView) -> bool:
        """Say whether URLs of a module can be a tracker's: a minified bundle gets none from other files."""
        if not view.packed:
            return True
        automaton = self._catalogue.automaton
        return any(automaton.tokens[at].kind == "host" for at in automaton.find(view.text.data))

    def requests(self, view: ModuleView) -> Iterator[RawSink]:
        """Give the sinks of a module that are requests."""
        for called in view.calls if self._may_send(view) else ():
            if simple_name(called.call.callee) in self._names:
                yield from self._request(Site(view, called.function, called.block), called)

    def _tags(self, view: ModuleView) -> Iterator[RawSink]:
        for index, tag in enumerate(view.module.tags):
            relation = next(
                (str(a.value.value) for a in tag.attributes if a.name == "rel" and isinstance(a.value, ir.Constant)), ""
            )
            for attribute in tag.attributes:
                site = Site(view, tag.function, tag.block)
                if attribute.value is None or attribute.name in ("...",):
                    continue
                handed = self._requests.attribute(attribute.name)
                if handed and (attribute.name not in self._requests.common or self._program.shows(handed[0])):
                    tracker, role = handed
                    yield RawSink(
                        site,
                        tag,
                        (tracker,),
                        "tag",
                        "event",
                        f"{attribute.name}=",
                        (Query(role, attribute.value, key=(attribute.name,)),),
                        tag=index,
                    )
                if attribute.name not in _LOADING or isinstance(attribute.value, ir.Lambda):
                    continue
                if (tag.name == "link" and any(r in relation for r in _QUIET_RELATIONS)) or tag.name == "meta":
                    continue
                texts = self.texts.of(site, attribute.value)
                if attribute.name == "style":
                    texts = tuple(t.partition("url(")[2].strip("'\" ") for t in texts)
                matches = self._sure(self.match(texts), texts)
                if tag.name == "a" and attribute.name in ("href",):
                    matches = tuple(m for m in matches if m.endpoint.use == "click")
                yield from self._sink(
                    site, tag, matches, "tag", attribute.value, f"<{tag.name} {attribute.name}>", tag=index
                )

    def _sink(
        self,
        site: Site,
        node: ir.Node,
        matches: tuple[EndpointMatch, ...],
        channel: str,
        value: ir.Expr,
        name: str,
        tag: int = -1,
    ) -> Iterator[RawSink]:
        if not matches:
            return
        script = all(m.endpoint.use == "script" for m in matches)
        endpoint = matches[0].endpoint
        shown = f"{endpoint.host}{endpoint.path}" if endpoint.host else name
        keys = {k: r for m in matches for k, r in m.endpoint.parameters.items()}
        yield RawSink(
            self._addressed(site, value, matches),
            node,
            tuple(sorted({m.tracker for m in matches})),
            channel,
            "load" if script else "page" if endpoint.use == "pixel" else "event",
            shown,
            (Query("data", value, keys=keys),),
            tag=tag,
        )

    def _request(self, site: Site, called: CallSite) -> Iterator[RawSink]:
        """Give the sink that a call is by the first of its rows whose URL is a tracker's."""
        given = len(called.call.arguments)
        # Of the ways to call it, those that leave no argument over come first.
        for row, server in sorted(self._rows(site, called.call), key=lambda r: given > len(r[0].arguments)):
            if row.builds:
                continue
            url, data = self._roles(called.call, row)
            own = self.texts.of(site, url) if url is not None else ()
            texts = self._based(site, called.call, url, own)
            sent = False
            for matches in self._told_apart(texts) or self._set_up(site, called.call, url, texts):
                if url is not None or data:
                    there = self._addressed(site, url, matches) if url is not None and texts == own else site
                    yield self._sent(there, called.call, row, server, matches, url, data)
                    sent = True
            if sent:
                return

    def _set_up(
        self, site: Site, call: ir.Call, url: ir.Expr | None, texts: tuple[str, ...]
    ) -> list[tuple[EndpointMatch, ...]]:
        """Give the endpoints that the setting is named for which holds an address, or that of the client that sends."""
        known = [_SCHEME.sub("", text) for text in texts]
        addresses = [(site, url)] if url is not None and any(t.startswith(UNKNOWN) for t in known) else []
        if not any(_SCHEME.match(text) for text in texts):
            addresses += self._bases(site, call, url)
        found = [self._configured.of(there, address) for there, address in addresses]
        return [matches for matches in found if matches][:1]

    def _told_apart(self, texts: tuple[str, ...]) -> list[tuple[EndpointMatch, ...]]:
        """Give the endpoints that an address may be, apart for each tracker that one of its texts belongs to."""
        found: dict[frozenset[str], tuple[EndpointMatch, ...]] = {}
        for text in texts:
            matches = self._sure(self.match((text,)), texts)
            matches = tuple(m for m in matches if m.endpoint.use not in ("script", "iframe"))
            found.setdefault(frozenset(m.tracker for m in matches), matches)
        return [matches for matches in found.values() if matches]

    def _addressed(self, site: Site, url: ir.Expr, matches: tuple[EndpointMatch, ...]) -> Site:
        """Narrow a place to the callers that hand over the address of these trackers, where callers decide that."""
        trackers = frozenset(m.tracker for m in matches)

        def admits(conditions: Conditions) -> bool:
            texts = self._address_in(conditions, site, url)
            return any(m.tracker in trackers for text in texts for m in self.match((text,)))

        key = (site.function, "address", url.start, url.end, *sorted(trackers))
        narrowed = self._tracer.callers.narrowed(site, admits, key)
        return site._replace(frame=narrowed) if narrowed is not None else site

    def _address_in(self, conditions: Conditions, site: Site, url: ir.Expr, depth: int = 0) -> list[str]:
        """Give the texts that an address may be where some of it is handed over: what stands first decides."""
        there, inside, value = conditions.written(site, url) or (conditions, site, url)
        if not isinstance(value, ir.Text) or not value.parts or depth > _DEEPEST:
            return list(self.texts.of(inside, value))
        rests = self.texts.joined(inside, value.parts[1:])
        firsts = self._address_in(there, inside, value.parts[0], depth + 1)
        return list(self.texts.few(inside.view, [first + rest for first in firsts for rest in rests]))

    def _roles(self, call: ir.Call, row: Transport) -> tuple[ir.Expr | None, list[tuple[str, ir.Expr]]]:
        """Give the URL of a call and what it sends: pairs of ``options`` or an empty word, and a value."""
        url: ir.Expr | None = None
        data: list[tuple[str, ir.Expr]] = []
        given = [(row.arguments[i] if i < len(row.arguments) else "", a) for i, a in enumerate(call.arguments)]
        given += [(row.keywords.get(k.name, ""), k.value) for k in call.keywords if isinstance(k, ir.Keyword)]
        for role, value in given:
            if role == "url":
                url = value
            elif role in ("data", "options"):
                data.append((role if role == "options" else "", value))
        if isinstance(url, ir.Record):
            data.append(("options", url))
        named = [key for wanted in ("url", "base") for key, role in row.options.items() if role == wanted]
        for kind, value in data if url is None and named else ():
            if kind == "options" and not isinstance(value, (ir.Constant, ir.Text, ir.Lambda)):
                url = self._address([self._member(value, key) for key in named], value)
        return url, data

    def _member(self, value: ir.Expr, key: str) -> ir.Expr:
        """Give what stands under a key: the entry itself where it is written there."""
        if isinstance(value, ir.Record):
            fields = [e for e in value.entries if isinstance(e, ir.Field) and e.key == key]
            return fields[0].value if fields else ir.Constant(value.start, value.start, "")
        made = self._made.get((id(value), key))
        if made is None:
            made = self._made[id(value), key] = ir.Member(value.start, value.end, value, key)
        return made

    def _address(self, parts: list[ir.Expr], value: ir.Expr) -> ir.Expr:
        """Put an address and its base, which come in this order, together; what is not written there may be absent."""
        given = [p for p in parts if not (isinstance(p, ir.Constant) and p.value == "")]
        made = self._made.get((id(value), ""))
        if made is None:
            span = value.start, value.end
            joined = ir.Text(*span, (*given[1:2], ir.Constant(value.start, value.start, "/"), *given[:1]))
            either = joined if isinstance(value, ir.Record) else ir.Choice(*span, (*given, joined))
            made = self._made[id(value), ""] = given[0] if len(given) == 1 else either
        return made

    def _based(self, site: Site, call: ir.Call, url: ir.Expr | None, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Give the texts of an address with that of the client that sends the request, where it has one."""
        if any("://" in text or text.startswith("//") for text in texts):
            return texts
        bases = [text for there, address in self._bases(site, call, url) for text in self.texts.of(there, address)]
        found = [f"{b.rstrip('/')}/{t.lstrip('/')}" if t else b for b in bases for t in texts or ("",)]
        return tuple(t for t in found if not t.startswith(UNKNOWN)) or texts

    def _bases(self, site: Site, call: ir.Call, url: ir.Expr | None) -> list[tuple[Site, ir.Expr]]:
        """Give the addresses in the calls that open or make the client which sends a request."""
        client = call.callee.base if isinstance(call.callee, ir.Member) else call.callee
        made = [(Site(site.view, c.function, c.block), c.call) for c in opened(site, client)] if url is None else []
        origin = self._clients.origin(site, client) if isinstance(client, (ir.Name, ir.Member)) else None
        made += [origin] if origin is not None else []
        found = [(there, self._roles(by, row)[0]) for there, by in made for row, _ in self._rows(there, by)]
        return [(there, address) for there, address in found if address is not None]

    def _sent(
        self,
        site: Site,
        call: ir.Call,
        row: Transport,
        server: bool,
        matches: tuple[EndpointMatch, ...],
        url: ir.Expr | None,
        data: list[tuple[str, ir.Expr]],
    ) -> RawSink:
        endpoint = matches[0].endpoint
        parameters = {k: r for m in matches for k, r in m.endpoint.parameters.items()}
        body = {k: r for m in matches for k, r in {**m.endpoint.parameters, **m.endpoint.body}.items()}
        queries = [Query("data", url, keys=parameters)] if url is not None and not isinstance(url, ir.Record) else []
        for kind, value in data:
            if kind == "options":
                for key, role in row.options.items():
                    if role == "data":
                        queries.append(Query("data", value, tuple("." + k for k in key.split(".")), keys=body))
            else:
                queries.append(Query("data", value, keys=body))
        return RawSink(
            site,
            call,
            tuple(sorted({m.tracker for m in matches})),
            "request",
            "event",
            f"{endpoint.host}{endpoint.path}" if endpoint.host else simple_name(call.callee),
            tuple(queries),
            server=server or site.view.module.open_scope,
        )

    def _rows(self, site: Site, call: ir.Call) -> tuple[tuple[Transport, bool], ...]:
        """Give the ways in which a call may send a request."""
        written = ".".join(p.lstrip(".") for p in chain_of(call.callee) if not p.startswith(("(", "[")))
        any_client = "." + simple_name(call.callee) if self._is_clients(site, call.callee) else ""
        for symbol in (*self._resolver.symbols(site, call.callee), written, any_client):
            known = self._transports.get(symbol) or self._transports.get(
                symbol.replace(":default", ":").replace(":.", ":")
            )
            if known is None and symbol.startswith("npm:"):
                package, _, rest = symbol[4:].partition(":")
                rest = rest.removeprefix("default").removeprefix("*").lstrip(".")
                known = self._transports.get(f"npm:{package}:default.{rest}" if rest else f"npm:{package}:default")
            if known is not None:
                return known
        return ()

    def _is_clients(self, site: Site, callee: ir.Expr) -> bool:
        """Say whether a method is not the project's own: that of a client which may come from anywhere."""
        return isinstance(callee, ir.Member) and not self._resolver.functions(site, callee)
