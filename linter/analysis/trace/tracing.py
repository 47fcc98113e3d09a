"""What every trace needs: the memo and its cycles, leaves, steps, and what functions give back."""

from __future__ import annotations

from collections.abc import Iterable

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.resolving import gets_itself
from linter.analysis.link.shapes import FunctionShape, Narrowed, Site, Symbolic
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView
from linter.analysis.trace.budget import MAX_DEPTH, MAX_ORIGINS, MAX_PATHS, Budget
from linter.analysis.trace.callers import Callers
from linter.analysis.trace.conditions import Conditions, handed
from linter.analysis.trace.contexts import Contexts, Renders
from linter.analysis.trace.distinct import PARAMETER, Path, below, distinct, goes_round, read_as, turn_of
from linter.analysis.trace.fields import Fields
from linter.analysis.trace.forms import Forms
from linter.analysis.trace.printed import Prints
from linter.analysis.trace.queues import Queues
from linter.analysis.trace.trails import Trail, folded, locate, readable
from linter.catalogue.catalogue import Catalogue
from linter.model import Origin, Step


class Tracing:
    """The base of ``Tracer``: one for each file with sinks, so that its memory never depends on others."""

    def __init__(
        self, program: Program, resolver: Resolver, catalogue: Catalogue, budget: Budget, renders: Renders
    ) -> None:
        self.program = program
        self.resolver = resolver
        self.catalogue = catalogue
        self.names = catalogue.calls.names
        self.budget = budget
        self.callers = Callers(program, resolver)
        self.contexts = Contexts(program, resolver, renders)
        self.fields = Fields(program, self.names.states)
        self.forms = Forms(program, self.fields)
        self.prints = Prints(program)
        self.queues = Queues(program, resolver, catalogue)
        self._memo: dict[tuple[object, ...], tuple[Trail, ...]] = {}
        self._provisional: dict[tuple[object, ...], tuple[tuple[Trail, ...], int]] = {}
        """Found inside a cycle, kept for one question only: answers never depend on earlier questions."""
        self._most = MAX_ORIGINS
        """How many origins are kept here: many in the function of a sink, fewer below one caller of it."""
        self._active: dict[tuple[object, ...], int] = {}
        self._paths_asked: dict[tuple[object, ...], set[Path]] = {}
        """The paths with which each place was asked about: see ``MAX_PATHS``."""
        self._open: dict[tuple[object, ...], list[tuple[Path, int]]] = {}
        """The paths with which each place is being asked about, outermost first, with the depth of each question."""
        self._cut_at = MAX_DEPTH + 1

    def trace(self, site: Site, expr: ir.Expr, path: Path = ()) -> tuple[Trail, ...]:
        """Give the origins of what stands at ``path`` below ``expr``, in a stable order."""
        if len(path) > 2:
            path = folded(path)
        place = (*site.key, id(expr))
        key = (*place, path)
        known = self._memo.get(key)
        if known is not None:
            return known
        provisional = self._provisional.get(key)
        if provisional is not None:
            found, cut = provisional
            self._cut_at = min(self._cut_at, cut)
            return found
        asked = self._paths_asked.setdefault(place, set())
        if len(asked) >= MAX_PATHS and len(path) > 1 and path not in asked and key not in self._active:
            short = path[: 2 if len(asked) < 2 * MAX_PATHS and len(path) > 2 else 1]
            return tuple(below(self.trace(site, expr, short), short, path[len(short) :]))
        asked.add(path)
        depth = len(self._active)
        if key in self._active:
            self._cut_at = min(self._cut_at, self._active[key])
            return ()
        if goes_round(path):
            return ()
        turns = self._open.setdefault(place, [])
        if (turn := turn_of(turns, path)) is not None:
            self._cut_at = min(self._cut_at, turn)
            return ()
        if depth >= MAX_DEPTH:
            self.budget.cut = True
            return (self._opaque(site, expr, path),)
        if not self.budget.step():
            return ()
        self._active[key] = depth
        turns.append((path, depth))
        outer_cut, self._cut_at = self._cut_at, MAX_DEPTH + 1
        try:
            found = distinct(self._trace(site, expr, path), site.view.path, self.names.wrappers)
        finally:
            del self._active[key]
            turns.pop()
        self.budget.spent += len(found) // 64
        if len(found) > self._most:
            found = found[: self._most]
            self.budget.cut = True
        if self._cut_at >= depth and not self.budget.exhausted:
            self._memo[key] = found
            self._cut_at = outer_cut
        else:
            self._provisional[key] = (found, self._cut_at)
            self._cut_at = min(outer_cut, self._cut_at)
        if depth == 0:
            self._provisional.clear()
        return found

    def _opaque(self, site: Site, expr: ir.Expr, path: Path) -> Trail:
        return Trail(Origin("opaque", location=locate(site.view, expr)))

    def _step(self, site: Site, node: ir.Node, role: str, text: str, name: str = "") -> Step:
        return Step(locate(site.view, node), role, text, name)

    def language(self, site: Site) -> str:
        """Give the language whose source patterns hold at a place."""
        return site.view.module.language

    def is_source(self, site: Site, chain: Path) -> bool:
        """Say whether an access chain begins with an API that is known to produce users' data."""
        return self.catalogue.sources.match(chain, self.language(site)) is not None

    def _tells(self, site: Site, trail: Trail) -> bool:
        """Say whether a trail ends at something that is known by itself."""
        return trail.origin.kind in ("constant", "form-field") or self.is_source(site, trail.origin.chain)

    def _read(self, site: Site, node: ir.Node, chain: Path) -> Step:
        return self._step(
            site, node, "source", f"{readable(chain) or site.view.source(node, 40)} is read", readable(chain)
        )

    def _leaf(self, site: Site, node: ir.Node, root: str, path: Path, kind: str = "read", owner: str = "") -> Trail:
        chain = (root, *path)
        attributes = self.fields.element(site.view, chain)
        if attributes is not None:
            kind = "form-field"
        origin = Origin(kind, chain, attributes=attributes or (), owner=owner, location=locate(site.view, node))
        return Trail(origin, steps=(self._read(site, node, chain),))

    def _returns(
        self,
        function: FunctionShape,
        path: Path,
        frame: Symbolic | Narrowed | None = None,
        conditions: Conditions | None = None,
    ) -> list[Trail]:
        found: list[Trail] = []
        for ret in function.view.returns[function.number]:
            if conditions is not None and not conditions.allow(function.number, ret.block):
                continue
            found.extend(self.trace(Site(function.view, function.number, ret.block, frame), ret.value, path))
        return found

    def _conditions(self, site: Site, call: ir.Call, function: FunctionShape) -> Conditions:
        """Give which branches of a function this call can get to."""
        declared = function.view.functions[function.number]

        def given(position: int) -> tuple[Site, ir.Expr] | None:
            value = self.resolver.argument(call, declared, position, function.bound or call.new)
            return handed(function.view, function.number, position, site, value)

        return Conditions(self.resolver, function.view, function.number, given)

    def _has_returns(self, function: FunctionShape) -> bool:
        return bool(function.view.returns[function.number])

    def _applied(self, site: Site, call: ir.Call, function: FunctionShape, summary: list[Trail]) -> list[Trail]:
        """Put the arguments of a call where what a function gives back names its own parameters."""
        declared = function.view.functions[function.number]
        found: list[Trail] = []
        for trail in summary:
            if trail.origin.kind == "whole" and isinstance(call.callee, ir.Member):
                receiver = function.view.functions[function.number].receiver
                if receiver and trail.origin.chain == (receiver,):
                    found.extend([t.onward(trail) for t in self.trace(site, call.callee.base, ())] or [trail])
                    continue
            if trail.origin.kind != PARAMETER or trail.origin.owner != f"{function.view.path}#{function.number}":
                found.append(trail)
                continue
            position, rest = int(trail.origin.chain[0]), trail.origin.chain[1:]
            argument = self.resolver.argument(call, declared, position, function.bound or call.new)
            if argument is None and position == 0 and rest[:1] and rest[0][0] == "." and gets_itself(declared):
                # A template's tag gets the context of the template that uses it.
                argument, rest = self.resolver.made_name(site.view, rest[0][1:], call.start), rest[1:]
            if argument is None:
                continue
            source = tuple(name for _, name in trail.origin.attributes)
            for given in self.trace(site, argument, rest):
                if source and not self._tells(site, given):
                    given = read_as(given, source)
                found.append(given.onward(trail))
        return found

    def _evaluated(self, site: Site, expr: ir.Expr, path: Path) -> list[Trail]:
        """Give what a function that is handed over returns; for anything else, its value."""
        if isinstance(expr, ir.Sequence) and path and path[0][1:].isdigit() and int(path[0][1:]) < len(expr.items):
            return self._evaluated(site, expr.items[int(path[0][1:])], path[1:])
        functions = self.resolver.functions(site, expr)
        if functions:
            return [t for f in functions for t in self._returns(f, path, inside(site, f))]
        if isinstance(expr, ir.Record):
            getter = next((e.value for e in expr.entries if isinstance(e, ir.Field) and e.key == "get"), None)
            if getter is not None:
                return self._evaluated(site, getter, path)
        return list(self.trace(site, expr, path))

    def _handed(self, view: ModuleView, component: int, key: str, rest: Path) -> list[Trail]:
        """Give what elements hand to a property of a component."""
        found: list[Trail] = []
        for caller, value in self.callers.component_values(view, component, key):
            step = self._step(caller, value, "property", f"{key} is handed to the component", key)
            found.extend(t.then(step) for t in self.trace(caller, value, rest))
        return found

    def _trace(self, site: Site, expr: ir.Expr, path: Path) -> Iterable[Trail]:
        """Give the origins of an expression by its kind: see ``Tracer``."""
        raise NotImplementedError


def inside(site: Site, function: FunctionShape) -> Symbolic | Narrowed | None:
    """Give the summary, or what is known of callers, that holds for a callback: it is written inside that function."""
    frame = site.frame
    if not isinstance(frame, (Symbolic, Narrowed)) or function.view is not frame.view:
        return None
    current = function.number
    while current >= 0 and current != frame.function:
        current = function.view.functions[current].parent
    return frame if current == frame.function else None
