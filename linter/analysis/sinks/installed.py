"""
Trackers that an application, or the configuration of its framework, names as plug-ins: they run on every page.

``app.use(VueGtag, { config })`` in an application; ``modules: ['nuxt-gtag']``, ``plugins: [{ resolve, options }]`` and
``gtag: { trackingID }`` in files that ``rules/frameworks`` names (``Configured``). Each is read as a call of the
plug-in with its options.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linter import ir
from linter.analysis.link.shapes import Site
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import CallSite, ModuleView
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import Configured


class Plugin(NamedTuple):
    """A plug-in that is named somewhere: where, the call that it is read as, and what is called."""

    site: Site
    called: CallSite
    symbols: tuple[str, ...]


class Installed:
    """Finds the plug-ins of trackers in a module."""

    def __init__(self, resolver: Resolver, catalogue: Catalogue) -> None:
        self._resolver = resolver
        self._callees = catalogue.callees
        self._methods = sorted(catalogue.calls.names.installs)
        self._rows = tuple(
            row for name in sorted(catalogue.frameworks) for row in catalogue.frameworks[name].configured
        )

    def find(self, view: ModuleView) -> Iterator[Plugin]:
        """Give the plug-ins that a module names, in no order."""
        for method in self._methods:
            for called in view.calls_by_name.get(method, ()):
                yield from self._used(view, called)
        stem = posixpath.basename(view.path).rpartition(".")[0]
        for row in self._rows:
            if stem in row.files:
                yield from self._configured(view, row)

    def _used(self, view: ModuleView, called: CallSite) -> Iterator[Plugin]:
        arguments = called.call.arguments
        if not arguments or not isinstance(arguments[0], (ir.Name, ir.Member)):
            return
        site = Site(view, called.function, called.block)
        symbols = tuple(s for s in self._resolver.symbols(site, arguments[0]) if self._is_plugin(s))
        if symbols:
            made = ir.Call(called.call.start, called.call.end, arguments[0], arguments[1:], called.call.keywords)
            yield Plugin(site, CallSite(made, called.function, called.block), symbols)

    def _is_plugin(self, symbol: str) -> bool:
        return any(match.signature.form == "installed" for match in self._callees.match(symbol))

    def _configured(self, view: ModuleView, row: Configured) -> Iterator[Plugin]:
        values = [statement.value for function in view.functions for statement in function.body]
        values.extend(export.value for export in view.module.exports if export.value is not None)
        # What is exported stands in the body as well: once is enough.
        nodes = {(node.start, node.end, type(node)): node for value in values for node in ir.walk(value)}
        fields = [
            entry
            for node in nodes.values()
            if isinstance(node, ir.Record)
            for entry in node.entries
            if isinstance(entry, ir.Field)
        ]
        others = {(field.value.start, field.value.end) for field in fields if field.key not in row.lists}
        for node in nodes.values():
            if isinstance(node, ir.Record) and row.named:
                listed = _described(node, row)
            elif isinstance(node, ir.Sequence) and (node.start, node.end) not in others:
                listed = _listed(node, row)
            else:
                continue
            for name, options in listed:
                yield from self._named(view, f"npm:{name.value}", name, options or self._set(name, fields))
        for field in fields if row.settings else ():
            if not isinstance(field.value, ir.Constant) or field.value.value is True:
                yield from self._named(view, f"{row.settings}:{field.key}", field, field.value)

    def _set(self, name: ir.Constant, fields: Iterable[ir.Field]) -> ir.Expr | None:
        """Give the options of a package that stand under a key of their own."""
        settings = {match.signature.setting for match in self._callees.match(f"npm:{name.value}")} - {""}
        return next((field.value for field in fields if field.key in settings), None)

    def _named(self, view: ModuleView, symbol: str, at: ir.Node, options: ir.Expr | None) -> Iterator[Plugin]:
        if self._is_plugin(symbol):
            named = ir.Constant(at.start, at.end, symbol.partition(":")[2])
            made = ir.Call(at.start, at.end, named, (options,) if options is not None else ())
            yield Plugin(Site(view, 0, 0), CallSite(made, 0, 0), (symbol,))


def _listed(items: ir.Sequence, row: Configured) -> Iterator[tuple[ir.Constant, ir.Expr | None]]:
    """Give the packages that a list names, with the options that stand beside the name."""
    for position, item in enumerate(items.items):
        if isinstance(item, ir.Constant) and isinstance(item.value, str):
            paired = not row.named and position == 0 and len(items.items) == 2
            options = items.items[1] if paired else None
            yield item, options if isinstance(options, (ir.Record, ir.Name)) else None


def _described(entry: ir.Record, row: Configured) -> Iterator[tuple[ir.Constant, ir.Expr | None]]:
    """Give the package that a record names, wherever it is listed: ``plugins.push({ resolve, options })``."""
    known = {field.key: field.value for field in entry.entries if isinstance(field, ir.Field)}
    named = known.get(row.named)
    if isinstance(named, ir.Call) and len(named.arguments) == 1:  # require.resolve('...')
        named = named.arguments[0]
    if isinstance(named, ir.Constant) and isinstance(named.value, str):
        yield named, known.get(row.options)
