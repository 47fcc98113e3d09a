"""
What a page or script says about consent around the start of a tracker, beyond the conditions that it stands under.

A tracker's own calls (``fbq('consent', 'revoke')``, consent mode), a consent manager that blocks scripts by itself,
what is asked only after the tracker has started, and setups that work without storage on the device. All of it is said
as guards of the sink; which words ask for consent is for the judgement to know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.view import CallSite, ModuleView
from linter.analysis.sinks.guards import chain_of, chains_in, include_guards
from linter.analysis.sinks.options import Shapes, options, settings
from linter.analysis.sinks.raw import RawSink
from linter.analysis.trace.contexts import Contexts
from linter.analysis.trace.trails import locate
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import ConsentCall, Tracker
from linter.model import Guard

_HOLDING = frozenset({"deny", "require"})
_YES, _NO = ("granted", True), ("denied", "not-granted", False)
_PAGES = ("html", "php")
_STARTING = frozenset({"load", "init"})


class Told(NamedTuple):
    """A call by which a file tells a tracker about consent."""

    tracker: str
    effect: str
    """``held``, ``granted``, ``cookieless``, ``opted-in`` or ``opted-out``."""
    site: CallSite
    guard: Guard
    default: bool = False
    """True where the call says what holds until somebody chooses."""

    @property
    def asks(self) -> bool:
        """True where it shows that people are asked first: who offers to opt out does not ask."""
        return self.effect not in ("opted-in", "opted-out")


class ConsentCalls:
    """The consent calls of all trackers, by the last name of what is called."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.rows: dict[str, list[tuple[str, ConsentCall]]] = {}
        for name in sorted(catalogue.trackers):
            for row in catalogue.trackers[name].consent:
                if row.callee:
                    self.rows.setdefault(_last(row.callee), []).append((name, row))
        self.blocking = tuple(gate for name in sorted(catalogue.consent) for gate in catalogue.consent[name].blocking)
        self.scripts = tuple(
            script for name in sorted(catalogue.consent) for script in catalogue.consent[name].scripts if "." in script
        )


class Consenting:
    """Answers what is said about consent around a sink."""

    def __init__(
        self, program: Program, contexts: Contexts, catalogue: Catalogue, calls: ConsentCalls, shapes: Shapes
    ) -> None:
        self._shapes = shapes
        self._program = program
        self._contexts = contexts
        self._catalogue = catalogue
        self._calls = calls
        self._told: dict[str, tuple[Told, ...]] = {}
        self._around: dict[str, tuple[Guard, ...]] = {}
        self._under: dict[str, tuple[Guard, ...]] = {}

    def guards(self, raw: RawSink) -> tuple[Guard, ...]:
        """Give what holds a sink back, or comes too late to, besides the conditions that it stands under."""
        view = raw.site.view
        if raw.server or view.module.open_scope:
            return ()
        found: list[Guard] = []
        told = [t for t in self.told(view) if t.tracker in raw.trackers]
        starting = raw.operation in _STARTING
        for item in told:
            if item.effect == "cookieless":
                found.append(item.guard)
            elif item.effect == "held":
                if item.site.call.start < raw.node.start:
                    found.append(item.guard)
                elif starting and _together(view, raw, item.site):
                    found.append(_late(item.guard))
            elif item.effect == "opted-out" and _together(view, raw, item.site):
                # Switched off for everybody until somebody opts in; behind a link to opt out it asks nobody.
                found.append(item.guard)
        if not any(item.asks for item in told):
            found.extend(self._elsewhere(raw))
        found.extend(_chosen(raw, self._catalogue.named(raw.trackers), self._shapes))
        found.extend(self._blocked(raw))
        found.extend(self._included(view))
        if starting:
            found.extend(self._asked_later(raw))
        return tuple(dict.fromkeys(found))

    def told(self, view: ModuleView) -> tuple[Told, ...]:
        """Give what the calls of a file tell trackers about consent, in the order of the text."""
        known = self._told.get(view.path)
        if known is None:
            found = [
                told
                for name, rows in self._calls.rows.items()
                for site in view.calls_by_name.get(name, ())
                for tracker, row in rows
                if (told := _told(view, site, tracker, row)) is not None
            ]
            known = self._told[view.path] = tuple(sorted(found, key=lambda t: (t.site.call.start, t.tracker)))
        return known

    def _elsewhere(self, raw: RawSink) -> Iterator[Guard]:
        """Give what other files of the site tell a tracker before it may do anything: consent mode in a layout."""
        words = {
            row.arguments[0] if row.arguments else _last(row.callee)
            for tracker in self._catalogue.named(raw.trackers)
            for row in tracker.consent
            if row.callee and row.effect in ("default", "require") and not row.callee.startswith("npm:")
        }
        for path in sorted(
            {
                p
                for word in words
                for p in self._program.first(
                    self._program.files_with(word), f"files that may ask for consent by {word}"
                )
            }
        ):
            other = self._program.view(path) if path != raw.site.view.path else None
            if other is None or other.module.open_scope:
                continue
            for told in self.told(other):
                if told.tracker in raw.trackers and told.asks and told.effect != "granted":
                    yield told.guard
                    return

    # ------------------------------------------------------------------------------------------- in a page

    def _blocked(self, raw: RawSink) -> Iterator[Guard]:
        """Give the consent managers before a tracker that block scripts by themselves."""
        view = raw.site.view
        for index, tag in enumerate(view.module.tags):
            if tag.start >= raw.node.start or index == raw.tag:
                break
            yield from self._blocking(view, tag)
        if view.module.language in _PAGES:
            found = self._around.get(view.path)
            if found is None:
                others = [v for v, _ in self._contexts.including(view.path)]
                others.extend(v for p in self._contexts.includes_of(view) if (v := self._program.view(p)) is not None)
                found = self._around[view.path] = tuple(
                    guard
                    for other in self._program.first(others, "templates around this one", view.path)
                    for tag in other.module.tags
                    for guard in self._blocking(other, tag)
                )
            yield from found

    def _included(self, view: ModuleView) -> tuple[Guard, ...]:
        """Give the conditions under which a template is included, where they are the same everywhere."""
        if view.module.language not in _PAGES:
            return ()
        known = self._under.get(view.path)
        if known is None:
            sites = self._contexts.including(view.path)
            each = [include_guards(other, include) for other, include in sites]
            texts = {tuple((guard.text, guard.negated) for guard in guards) for guards in each}
            known = self._under[view.path] = each[0] if len(texts) == 1 else ()
        return known

    def _blocking(self, view: ModuleView, tag: ir.Tag) -> Iterator[Guard]:
        if tag.name.lower() != "script":
            return
        values = {a.name.lower(): _literal(a.value) for a in tag.attributes}
        for gate in self._calls.blocking:
            if all(wanted in values.get(name, "\0") for name, wanted in gate.need):
                yield Guard(locate(view, tag), f"<script {gate.need[0][1]}>", (), False, "held")

    def _asked_later(self, raw: RawSink) -> Iterator[Guard]:
        """Give the conditions and consent managers that come after the start of a tracker in the same run of code."""
        view = raw.site.view
        yield from _conditions_after(view, raw)
        if view.module.language not in _PAGES:
            return
        for tag in view.module.tags:
            if tag.start > raw.node.end and tag.name.lower() == "script":
                source = next((_literal(a.value) for a in tag.attributes if a.name.lower() == "src"), "")
                if source and any(script in source for script in self._calls.scripts):
                    yield Guard(locate(view, tag), f"<script {source[:60]}>", (), False, "late")
                    return


def _last(callee: str) -> str:
    """Give the name by which code calls a callee: ``setConsent`` of ``npm:firebase/analytics:setConsent``."""
    return callee.replace("()", "").rpartition(":")[2].rpartition(".")[2]


def together(told: Told, raw: RawSink) -> bool:
    """Say whether a call about consent runs in one go with the start of a tracker, and before it."""
    view = raw.site.view
    return told.site.call.start < raw.node.start and _together(view, raw, told.site)


def _told(view: ModuleView, site: CallSite, tracker: str, row: ConsentCall) -> Told | None:
    call = site.call
    if not _is_called(view, call, row):
        return None
    literals = tuple(_literals(call))
    if literals[: len(row.arguments)] != row.arguments:
        return None
    if row.fields and not row.fields.items() <= {name: value for name, _, value in options(call)}.items():
        return None
    effect = _effect(call, row)
    if not effect:
        return None
    form = "cookieless" if effect == "cookieless" else "held"
    return Told(
        tracker,
        effect,
        site,
        Guard(locate(view, call), view.source(call, 60), (), False, form),
        row.effect == "default",
    )


def _is_called(view: ModuleView, call: ir.Call, row: ConsentCall) -> bool:
    chain = [s.lstrip(".") for s in chain_of(call.callee) if s not in ("window", ".window", "self", "globalThis")]
    package, _, wanted = row.callee.replace("()", "").rpartition(":")
    names = wanted.split(".")
    if not package:
        return chain[-len(names) :] == names and len(chain) <= len(names) + 1
    binding = view.imports[0].get(chain[0])
    if binding is None or binding.specifier != package.removeprefix("npm:"):
        return False
    return [binding.name, *chain[1:]] == names


def _effect(call: ir.Call, row: ConsentCall) -> str:
    if row.effect == "cookieless":
        return "cookieless"
    if row.effect in _HOLDING:
        return "held"
    if row.effect == "opt-out":
        return "opted-out"
    if row.effect in ("grant", "opt-in"):
        settings = {v for _, _, v in options(call)}
        refused = "denied" in settings or False in settings or _asks_for_values(call)
        return "" if refused else "granted" if row.effect == "grant" else "opted-in"
    if row.effect != "default":
        return ""
    records = [a for a in call.arguments if isinstance(a, ir.Record)]
    if not records:
        return "held"
    fields = {e.key: e.value for r in records for e in r.entries if isinstance(e, ir.Field)}
    if "region" in fields:
        return ""  # what holds elsewhere says nothing about visitors of the Union
    named = {k: v for k, v in fields.items() if not row.keys or k in row.keys}
    values = [v.value if isinstance(v, ir.Constant) else None for v in named.values()]
    if any(v in _YES for v in values):
        return "granted"
    return "held" if named else ""


def _asks_for_values(call: ir.Call) -> bool:
    """Say whether what a call grants depends on something: then somebody was asked."""
    return any(
        isinstance(entry, ir.Field) and not isinstance(entry.value, (ir.Constant, ir.Record))
        for argument in call.arguments
        if isinstance(argument, ir.Record)
        for entry in argument.entries
    )


def _literals(call: ir.Call) -> Iterator[str]:
    for argument in call.arguments:
        items = argument.items if isinstance(argument, ir.Sequence) else (argument,)
        for item in items:
            if isinstance(item, ir.Constant) and isinstance(item.value, (str, bool)):
                yield item.value if isinstance(item.value, str) else str(item.value).lower()


def _chosen(raw: RawSink, trackers: Iterable[Tracker], shapes: Shapes) -> Iterator[Guard]:
    """Give the options of a tracker's start by which it waits for consent or works without storage."""
    if not isinstance(raw.node, ir.Call) or raw.operation not in _STARTING:
        return
    given: dict[str, tuple[ir.Node, object]] = {}
    for option in settings(raw.site, raw.node, shapes):
        given.setdefault(option.name, (option.node, option.value))
    view = raw.site.view
    for tracker in trackers:
        for row in tracker.consent:
            if row.option and row.effect in ("default", "require", "deny", "cookieless"):
                name, _, rest = row.option.partition(":")
                found = given.get(name.strip())
                if found is None or not rest or not _fits(rest, found[1]):
                    continue
                form = "cookieless" if row.effect == "cookieless" else "held"
                yield Guard(locate(view, found[0]), view.source(found[0], 60), (), False, form)
            elif row.callee and row.arguments:
                yield from _listed(raw, raw.node, row)
        for control in tracker.privacy:
            if control.kind == "option" and control.effect == "no-cookies" and control.value is not None:
                found = given.get(control.name)
                if found is not None and found[1] == control.value:
                    yield Guard(locate(view, found[0]), view.source(found[0], 60), (), False, "cookieless")


def _listed(raw: RawSink, start: ir.Call, row: ConsentCall) -> Iterator[Guard]:
    """Give the commands that a start runs first and that hold back: ``[["consent", "default", {...}]]``."""
    for node in ir.walk(start):
        if isinstance(node, ir.Sequence):
            command = ir.Call(node.start, node.end, start.callee, node.items)
            if tuple(_literals(command))[: len(row.arguments)] == row.arguments and _effect(command, row) == "held":
                yield Guard(locate(raw.site.view, node), raw.site.view.source(node, 60), (), False, "held")


def _fits(written: str, value: object) -> bool:
    """Say whether a value is one that the words of an option name: ``true``, ``'not-granted' in init``."""
    words = {w.strip("'\",;") for w in written.split()}
    return (str(value).lower() if isinstance(value, bool) else str(value)) in words


def _together(view: ModuleView, raw: RawSink, site: CallSite) -> bool:
    """Say whether a call runs in one go with a sink: the same function, outside of branches that it alone is in."""
    if site.function != raw.site.function:
        return False
    above = set(view.ancestors(raw.site.function, raw.site.block))
    blocks = view.functions[site.function].blocks
    return all(b in above or blocks[b].guard is None for b in view.ancestors(site.function, site.block))


def _conditions_after(view: ModuleView, raw: RawSink) -> Iterator[Guard]:
    """Give the conditions of early exits after a sink: they would have held it back had they come first."""
    function = view.functions[raw.site.function]
    above = set(view.ancestors(raw.site.function, raw.site.block))
    for block in function.blocks:
        guard = block.guard
        if guard is None or block.kind != "rest":
            continue
        if block.parent in above and guard.start > raw.node.end:
            yield Guard(locate(view, guard), view.source(guard, 80), chains_in(guard), block.negated, "late")


def _late(guard: Guard) -> Guard:
    return Guard(guard.location, guard.text, guard.chains, guard.negated, "late")


def _literal(value: ir.Expr | None) -> str:
    if isinstance(value, ir.Constant):
        return str(value.value)
    if isinstance(value, ir.Text):
        return "".join(str(p.value) for p in value.parts if isinstance(p, ir.Constant))
    return ""
