"""The places in one module where data leaves for a tracker by a call, a queue, an assignment or a component."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from linter import ir
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.shapes import Site
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import CallSite, ModuleView
from linter.analysis.sinks.forwarding import Forwarding
from linter.analysis.sinks.guards import chain_of
from linter.analysis.sinks.installed import Installed
from linter.analysis.sinks.raw import Query, RawSink
from linter.analysis.sinks.redirected import redirected
from linter.analysis.sinks.rows import Rows
from linter.analysis.trace.callers import Callers
from linter.analysis.trace.trails import readable
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import Signature

_WORDS = re.compile(r"[A-Za-z0-9_-]+")


class _Group(NamedTuple):
    """Trackers and rows by which one call is the same sink."""

    trackers: list[str]
    signatures: list[Signature]
    queries: list[Query]
    event: str
    sure: bool


class SinkNames:
    """The names that sinks have in the catalogue: what is none of them needs no closer look."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.weak = frozenset(catalogue.common.weak_globals)
        names = {s.replace("()", "").replace(":", ".").rsplit(".", 1)[-1] for s in catalogue.callees.symbols}
        self.calls = frozenset(n.rsplit("/", 1)[-1] for n in names)
        self.calls |= {s for s in catalogue.callees.symbols if s.startswith("gtm:")}
        components: set[str] = set()
        assigned: set[str] = set()
        kept_on: set[str] = set()
        overrides: set[str] = set()
        for symbol in catalogue.callees.symbols:
            for match in catalogue.callees.match(symbol):
                if match.signature.form == "component":
                    components.add(match.signature.callee.rsplit(":", 1)[-1].rsplit(".", 1)[-1])
                elif match.signature.form == "assign":
                    assigned.add(symbol.split(".")[0])
                    kept_on.update((symbol.rpartition(".")[2],) if "()." in symbol else ())
                elif match.signature.form == "override":
                    overrides.add(symbol.rpartition(".")[2])
        self.components = frozenset(components)
        self.assigned = frozenset(assigned)
        self.kept_on = frozenset(kept_on)
        """Attributes of an SDK's objects whose assignment hands data over: ``scope.user = {...}``."""
        self.overrides = frozenset(overrides)
        """Methods that a tracker calls on heirs of its classes."""


class SinkFinder:
    """Finds sinks."""

    def __init__(
        self, program: Program, resolver: Resolver, catalogue: Catalogue, names: SinkNames, callers: Callers
    ) -> None:
        self._program = program
        self._resolver = resolver
        self._catalogue = catalogue
        self._made: dict[int, ir.Call] = {}
        self._later = catalogue.calls.later
        self._rows = Rows()
        self._forwarding = Forwarding(program, callers)
        self._installed = Installed(resolver, catalogue)
        self._weak = names.weak
        self._names = names.calls
        self._components = names.components
        self._assigned = names.assigned
        self._senders = tuple(sorted(catalogue.calls.names.senders))
        self._kept_on = names.kept_on

    def find(self, view: ModuleView) -> list[RawSink]:
        """Give the sinks of a module in the order of the text."""
        found = [*self._calls(view), *self._plugins(view), *self._assignments(view), *self._tags(view)]
        return sorted(found, key=lambda s: (s.node.start, s.node.end, s.trackers))

    # -------------------------------------------------------------------------------------------- calls

    def _calls(self, view: ModuleView) -> Iterator[RawSink]:
        for called in view.calls:
            name = simple_name(called.call.callee)
            site = Site(view, called.function, called.block)
            borrowed = name in ("apply", "call") and isinstance(called.call.callee, ir.Member)
            if borrowed and not self._known(site, called):
                called = self._direct(called)
                name = simple_name(called.call.callee)
            if name in self._later and (later := self._called_later(site, called)) is not None:
                called = later
                name = simple_name(called.call.callee)
            if name not in self._names and not name.lower().startswith(self._senders):
                bound = isinstance(called.call.callee, ir.Name) and view.scope_of(called.function, name) >= 0
                if not bound and not isinstance(called.call.callee, ir.Index):
                    continue
            found = list(self.of_call(site, called))
            yield from found or self._forwarded(site, called)

    def _plugins(self, view: ModuleView) -> Iterator[RawSink]:
        for plugin in self._installed.find(view):
            yield from self.of_call(plugin.site, plugin.called, plugin.symbols)

    def _forwarded(self, site: Site, called: CallSite) -> Iterator[RawSink]:
        """Give the sinks that a command is whose verb stands at the callers of the function around it."""
        if not any(isinstance(a, (ir.Spread, ir.Name)) for a in called.call.arguments[:2]):
            return
        symbols = self._resolver.symbols(site, called.call.callee)
        verbs = {
            m.signature.verb
            for symbol in symbols
            for m in self._catalogue.callees.match(symbol)
            if m.signature.form == "command" and m.signature.verbs
        }
        for verb in sorted(verbs):
            for forwarded in self._forwarding.of(site, called.call, verb):
                for sink in self.of_call(forwarded.site, forwarded.called, symbols):
                    yield sink._replace(within=forwarded.within)

    def _known(self, site: Site, called: CallSite) -> bool:
        """Say whether a tracker has a function of its own that bears the name of a function's own method."""
        symbols = self._resolver.symbols(site, called.call.callee)
        return any(self._catalogue.callees.match(symbol) for symbol in symbols)

    def _called_later(self, site: Site, called: CallSite) -> CallSite | None:
        """Read ``setTimeout(f, 10, a)`` and a saga's ``call(f, a)`` as ``f(a)``: rows ``call_through``."""
        call = called.call
        known = self._made.get(id(call))
        if known is not None:
            return CallSite(known, called.function, called.block)
        method = simple_name(call.callee) if isinstance(call.callee, ir.Member) else ""
        for symbol in (*self._resolver.symbols(site, call.callee), ""):
            for row in self._catalogue.calls.through(symbol, method):
                if row.wraps or not 0 <= row.function < len(call.arguments):
                    continue
                function = call.arguments[row.function]
                if isinstance(function, ir.Sequence) and len(function.items) == 2:
                    function = function.items[1]
                if not isinstance(function, (ir.Name, ir.Member)):
                    continue
                given = call.arguments[row.function + 1 + row.skip :]
                if row.arguments == "list" and given and isinstance(given[0], ir.Sequence):
                    given = given[0].items
                made = self._made[id(call)] = ir.Call(call.start, call.end, function, given, call.keywords)
                return CallSite(made, called.function, called.block)
        return None

    def _direct(self, called: CallSite) -> CallSite:
        """Read ``f.apply(this, [a])`` and ``f.call(this, a)`` as ``f(a)``."""
        call = called.call
        made = self._made.get(id(call))
        if made is None:
            callee = call.callee
            arguments = call.arguments[1:]
            if isinstance(callee, ir.Member):
                if callee.key == "apply" and arguments:
                    given = arguments[0]
                    spread = ir.Spread(given.start, given.end, given)
                    arguments = given.items if isinstance(given, ir.Sequence) else (spread,)
                callee = callee.base
            made = self._made[id(call)] = ir.Call(call.start, call.end, callee, arguments, call.keywords)
        return CallSite(made, called.function, called.block)

    def of_call(self, site: Site, called: CallSite, symbols: tuple[str, ...] = ()) -> Iterator[RawSink]:
        """
        Give the sinks that one call is, one for each group of trackers and operation.

        ``symbols`` are what is called, where that is not to be looked up at ``site``.
        """
        symbols = symbols or self._resolver.symbols(site, called.call.callee)
        groups: dict[tuple[str, str], _Group] = {}
        template = site.view.module.template
        if template is not None and site.function == template.function and isinstance(called.call.callee, ir.Name):
            symbols = (called.call.callee.id.lstrip("%"),) if called.call.callee.id.startswith("%") else symbols
        for symbol in symbols:
            for match in self._catalogue.callees.match(symbol):
                in_template = template is not None and site.function == template.function
                if (match.signature.form == "tag") != (
                    in_template and isinstance(called.call.callee, ir.Name) and called.call.callee.id.startswith("%")
                ):
                    continue
                applied = self._rows.read(site, called.call, match)
                if applied is None:
                    continue
                if redirected(self._program, self._resolver, self._catalogue.calls.sent_on(symbol)):
                    continue
                sure = not match.weak or self._program.shows(match.tracker)
                if not sure and not _speaks(match.signature, called.call):
                    continue
                form = match.signature.form
                channel = "queue" if form.startswith("queue") else "tag" if form == "container" else "call"
                event, queries = applied
                key = (channel, repr([(q.role, q.path, q.key, id(q.value)) for q in queries]))
                group = groups.setdefault(key, _Group([], [], queries, event, sure))
                if match.tracker not in group.trackers:
                    group.trackers.append(match.tracker)
                    group.signatures.append(match.signature)
        if not groups:
            yield from self._in_house(site, called, symbols)
        best = self._narrow(groups)
        for (channel, _), (trackers, signatures, queries, event, sure) in best.items():
            shown = readable(chain_of(called.call.callee)) or simple_name(called.call.callee)
            verb = _verb(called.call, signatures[0].verb)
            label = f"{shown}('{verb}')" if verb and signatures[0].form == "command" else f"{shown}()"
            if signatures[0].form == "container":
                label = f"the tag '{verb}'"
            elif signatures[0].form == "installed":
                callee = called.call.callee
                label = f"the plug-in {callee.value if isinstance(callee, ir.Constant) else shown}"
            yield RawSink(
                site,
                called.call,
                tuple(sorted(trackers)),
                channel,
                signatures[0].operation,
                label,
                tuple(queries),
                event,
                sure,
                signatures=tuple(signatures),
                server=any(_server(s.callee) for s in signatures),
            )

    def _in_house(self, site: Site, called: CallSite, symbols: tuple[str, ...]) -> Iterator[RawSink]:
        """
        Give the sink that a call into an outside package named after a tracker is: ``acme.events.amplitude``.

        A company's own package around an SDK is not in the project and in no catalogue; its name and a verb of
        sending are a sign, not a proof.
        """
        verb = simple_name(called.call.callee).lower()
        if not verb.startswith(self._senders):
            return
        for symbol in symbols:
            if not symbol.startswith(("py:", "npm:")) or symbol.startswith(("py:.", "npm:.")):
                continue
            words = {w.replace("-", "").replace("_", "").lower() for w in _WORDS.findall(symbol)}
            for tracker in self._catalogue.trackers:
                folded = tracker.replace("-", "")
                if len(folded) > 5 and folded in words and (tracker not in self._weak or len(folded) > 8):
                    queries = [
                        Query("data", a) for a in called.call.arguments if not isinstance(a, (ir.Constant, ir.Lambda))
                    ]
                    queries += [
                        Query("data", k.value, key=(k.name,)) for k in called.call.keywords if isinstance(k, ir.Keyword)
                    ]
                    shown = readable(chain_of(called.call.callee)) or verb
                    yield RawSink(
                        site, called.call, (tracker,), "call", "event", f"{shown}()", tuple(queries), sure=False
                    )
                    return

    def _narrow(self, groups: dict[tuple[str, str], _Group]) -> dict[tuple[str, str], _Group]:
        """Where several vendors share a name, keep those of which the project shows another sign; merge their rows."""
        named = {tracker for group in groups.values() for tracker in group.trackers}
        if len(groups) < 2 and len(named) < 2:
            return groups
        shown = {tracker for tracker in named if self._program.shows(tracker)}
        merged: dict[tuple[str, str], _Group] = {}
        for (channel, _), group in groups.items():
            trackers = [tracker for tracker in group.trackers if tracker in shown] if shown else group.trackers
            if not trackers:
                continue
            known = merged.get((channel, ""))
            if known is None:
                merged[channel, ""] = group._replace(trackers=list(trackers), queries=list(group.queries))
                continue
            known.trackers.extend(tracker for tracker in trackers if tracker not in known.trackers)
            have = {(id(query.value), query.path) for query in known.queries}
            known.queries.extend(query for query in group.queries if (id(query.value), query.path) not in have)
            known.signatures.extend(group.signatures)
        return merged

    # -------------------------------------------------------------------------------------- assignments

    def _assignments(self, view: ModuleView) -> Iterator[RawSink]:
        for assign, function in view.member_assigns:
            chain = chain_of(assign.target)
            known = self._assigned & {chain[0], chain[1].lstrip(".") if len(chain) > 1 else ""}
            if not known and not (isinstance(assign.target, ir.Member) and assign.target.key in self._kept_on):
                continue
            yield from self._assigned_to(Site(view, function, assign.block), assign)
        for name, assigns in view.assigns[0].items():
            if name in self._assigned:
                for assign in assigns:
                    if isinstance(
                        assign.value, (ir.Record, ir.Sequence, ir.Call, ir.Choice, ir.Name, ir.Hole, ir.Text, ir.Member)
                    ):
                        yield from self._assigned_to(Site(view, 0, assign.block), assign)

    def _assigned_to(self, site: Site, assign: ir.Assign) -> Iterator[RawSink]:
        chain = chain_of(assign.target)
        symbol = ".".join(p.lstrip(".") for p in chain if not p.startswith(("(", "[")))
        root = chain[0]
        scope = site.view.scope_of(site.function, root)
        places: tuple[str, ...] = (symbol,) if scope <= 0 else ()
        if scope == 0 and (site.view.module.imports or site.view.module.exports):
            # A name of a module is no global; what it holds may be a tracker's (``const s = s_gi(account)``).
            base = assign.target
            while isinstance(base, (ir.Member, ir.Index)):
                base = base.base
            places = tuple(held + symbol[len(root) :] for held in self._resolver.symbols(site, base))
        if isinstance(assign.target, ir.Member) and assign.target.key in self._kept_on:
            held_by = self._resolver.symbols(site, assign.target.base)
            places = (*places, *(f"{holder}.{assign.target.key}" for holder in held_by))
        found = next((f for place in places if (f := self._catalogue.callees.assigned(place)) is not None), None)
        if found is None:
            return
        trackers: dict[str, Signature] = {}
        queries: list[Query] = []
        sure = False
        for match in found.matches:
            known = not match.weak or self._program.shows(match.tracker)
            if not known:
                continue
            sure = sure or known
            trackers.setdefault(match.tracker, match.signature)
            role = match.signature.arguments[0] if match.signature.arguments else "data"
            below = ".".join(found.rest)
            role = match.signature.keys.get(below, role)
            if role in ("", "account"):
                continue
            if not queries:
                given = _put_in(assign.value, symbol)
                queries.extend(Query(role, value, key=found.rest, keys=match.signature.keys) for value in given)
        if trackers and queries:
            first = next(iter(trackers.values()))
            yield RawSink(
                site,
                assign,
                tuple(sorted(trackers)),
                "call",
                first.operation,
                f"{symbol} =",
                tuple(queries),
                "",
                sure,
                signatures=tuple(trackers.values()),
            )

    # --------------------------------------------------------------------------------------------- tags

    def _tags(self, view: ModuleView) -> Iterator[RawSink]:
        for index, tag in enumerate(view.module.tags):
            if tag.component is None:
                continue
            name = simple_name(tag.component)
            if name not in self._components:
                # An import may have given it another name: ``import { Bling as GPT }``.
                if not (isinstance(tag.component, ir.Name) and view.scope_of(tag.function, name) >= 0):
                    continue
            site = Site(view, tag.function, tag.block)
            trackers: list[str] = []
            signatures: list[Signature] = []
            queries: list[Query] = []
            for symbol in self._resolver.symbols(site, tag.component):
                for match in self._catalogue.callees.match(symbol):
                    if match.signature.form != "component" or (match.weak and not self._program.shows(match.tracker)):
                        continue
                    trackers.append(match.tracker)
                    signatures.append(match.signature)
                    for attribute in tag.attributes:
                        role = match.signature.keywords.get(attribute.name, "")
                        if attribute.value is not None and role not in ("", "account"):
                            key = (attribute.name,) if attribute.name != "..." else ()
                            queries.append(Query(role, attribute.value, key=key, keys=match.signature.keys))
            if trackers:
                yield RawSink(
                    site,
                    tag,
                    tuple(sorted(set(trackers))),
                    "tag",
                    signatures[0].operation,
                    f"<{tag.name}>",
                    tuple(queries),
                    tag=index,
                    signatures=tuple(signatures),
                )


def _put_in(value: ir.Expr, symbol: str) -> tuple[ir.Expr, ...]:
    """Give what an assignment puts into a global; in ``queue = window.queue || []`` the queue itself is nothing new."""
    options = value.options if isinstance(value, ir.Choice) and value.test is None else (value,)
    return tuple(option for option in options if _of_page(option) != symbol.removeprefix("window."))


def _of_page(expr: ir.Expr) -> str:
    """Give the global that a plain chain reads, however it is written: ``window.dataLayer`` is ``dataLayer``."""
    if not isinstance(expr, (ir.Name, ir.Member)):
        return ""
    return ".".join(part.lstrip(".") for part in chain_of(expr)).removeprefix("window.")


def _verb(call: ir.Call, position: int) -> str:
    word = call.arguments[position] if len(call.arguments) > position else None
    return str(word.value) if isinstance(word, ir.Constant) and isinstance(word.value, str) else ""


def _speaks(signature: Signature, call: ir.Call) -> bool:
    """Say whether a call on a name too common to prove a tracker looks like one all the same."""
    if signature.form in ("command", "queue", "queue-object"):
        return True
    if signature.operation in ("identify", "page", "alias", "group"):
        return True
    last = signature.callee.rsplit(".", 1)[-1].lower()
    if signature.operation == "set" and "user" in last:
        return True
    told = {e.key for a in call.arguments if isinstance(a, ir.Record) for e in a.entries if isinstance(e, ir.Field)}
    if signature.callee == last and not told.isdisjoint(signature.keys):
        return True  # plausible('Signup', {props: ...}): the vendor's own field
    literal = call.arguments[:1] and isinstance(call.arguments[0], ir.Constant)
    return bool(literal) and any(word in last for word in ("track", "event", "capture", "identify", "page"))


def _server(callee: str) -> bool:
    return callee.startswith(("py:", "php:", "rb:")) or (
        callee.startswith("npm:") and any(w in callee.split(":")[1] for w in ("node", "server"))
    )
