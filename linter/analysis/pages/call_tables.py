"""Routes that calls make: ``path("a/<b>/", view)``, ``app.get("/a/:b", handler)``, ``add_url_rule``."""

from __future__ import annotations

from collections.abc import Iterator

from linter import ir
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.shapes import ClassShape, FunctionShape, Site
from linter.analysis.link.values import Resolver
from linter.analysis.pages.mentions import Mentions
from linter.analysis.pages.patterns import Route, Target, route_of, text_of
from linter.analysis.pages.prefixes import Prefixes
from linter.analysis.trace.trails import locate
from linter.catalogue.schema import Routing


class CallTables:
    """Finds the routes of tables of calls, and the functions and classes that they lead to."""

    def __init__(self, program: Program, resolver: Resolver, mentions: Mentions, prefixes: Prefixes) -> None:
        self._program = program
        self._resolver = resolver
        self._mentions = mentions
        self._prefixes = prefixes

    def routes(self) -> Iterator[tuple[Target, Route]]:
        """Give what the calls of all tables route, with the addresses."""
        for path in self._mentions.files("call"):
            view = self._program.view(path)
            if view is None:
                continue
            prefixes = self._prefixes.of(path)
            for called in view.calls:
                name = simple_name(called.call.callee)
                for row in self._mentions.rows("call", name, python=view.module.open_scope):
                    pattern = text_of(called.call.arguments[0]) if called.call.arguments else None
                    pattern = pattern or chained(called.call)
                    if pattern is None or (not view.module.open_scope and not pattern.startswith("/")):
                        continue
                    site = Site(view, called.function, called.block)
                    for target in self._handlers(site, called.call, row):
                        for prefix in prefixes:
                            route = route_of(prefix + pattern, row, locate(view, called.call))
                            yield target, route._replace(name=_name_of(called.call))

    def _handlers(self, site: Site, call: ir.Call, row: Routing) -> Iterator[Target]:
        for where in row.handler:
            value: ir.Expr | None = None
            if isinstance(where, int):
                least = 0 if chained(call) else 1
                if len(call.arguments) > max(where, least) or (where == -1 and len(call.arguments) > least):
                    value = call.arguments[where]
            else:
                value = next((k.value for k in call.keywords if isinstance(k, ir.Keyword) and k.name == where), None)
            if value is not None:
                yield from self._targets(site, value)
                return

    def _targets(self, site: Site, value: ir.Expr) -> Iterator[Target]:
        """Give what a handler is: a function, a class behind ``as_view()``, a template, whatever wraps it."""
        while True:
            if isinstance(value, ir.Sequence) and value.items:
                value = value.items[-1]
                continue
            if not isinstance(value, ir.Call):
                break
            if simple_name(value.callee) == "as_view" and isinstance(value.callee, ir.Member):
                value = value.callee.base
                break
            inner = [a for a in value.arguments if not isinstance(a, ir.Constant)]
            if not inner:
                return
            value = inner[-1]
        for shape in self._resolver.shapes(site, value):
            if isinstance(shape, FunctionShape):
                yield ("function", shape.view.path, shape.number)
            elif isinstance(shape, ClassShape):
                yield ("class", shape.view.path, shape.number)


def chained(call: ir.Call) -> str | None:
    """Give the address of ``router.route('/reset/:token').get(handler)``."""
    base = call.callee.base if isinstance(call.callee, ir.Member) else None
    while isinstance(base, ir.Call) and isinstance(base.callee, ir.Member):
        if base.callee.key == "route" and base.arguments:
            return text_of(base.arguments[0])
        base = base.callee.base
    return None


def _name_of(call: ir.Call) -> str:
    return next((text_of(k.value) or "" for k in call.keywords if isinstance(k, ir.Keyword) and k.name == "name"), "")
