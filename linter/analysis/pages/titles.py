"""
What is put into the title of a page: trackers that report a page send its title along.

A title is a ``<title>`` element, a block of a template that stands in the title of the layout, what is assigned to
``document.title``, and what a framework takes for it (``titles`` of ``rules/frameworks``). The trace says where
its parts come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.shapes import Site
from linter.analysis.link.view import ModuleView
from linter.analysis.link.words import calls_of
from linter.analysis.pages.sending import Carried
from linter.analysis.sinks.guards import chain_of
from linter.analysis.trace.contexts import Contexts
from linter.analysis.trace.trails import Trail, locate
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import PageTitle
from linter.model import Location, Step


class _Title(NamedTuple):
    """A title: the place that makes it, its value, and the path to the title in that."""

    site: Site
    node: ir.Node
    value: ir.Expr
    path: tuple[str, ...] = ()


Trace: TypeAlias = Callable[[Site, ir.Expr, tuple[str, ...]], Sequence[Trail]]
"""Gives the origins of what stands at a path below an expression."""

_TITLE = "title"
_DOCUMENT = ("document", ".document")


class Titles:
    """Answers what the titles of pages carry."""

    def __init__(self, program: Program, contexts: Contexts, catalogue: Catalogue, trace: Trace) -> None:
        self._program = program
        self._contexts = contexts
        self._trace = trace
        self._rows = rows_of(catalogue)

    def of(self, view: ModuleView) -> Iterator[Carried]:
        """Give what the titles that a file makes carry, each with the place where it is made."""
        seen: set[tuple[tuple[str, ...], Location]] = set()
        for site, node, value, path in self._program.first(list(self._titles(view)), "titles of this file", view.path):
            at = locate(view, node)
            for trail in self._trace(site, value, path):
                origin = trail.origin
                if origin.kind == "constant" or not origin.chain or (origin.chain, at) in seen:
                    continue
                seen.add((origin.chain, at))
                name = origin.chain[-1].lstrip(".")
                last = Step(at, "page", "it is put into the title of the page", _TITLE)
                yield Carried(origin, name, (*trail.steps, last), at, title=True, transforms=trail.transforms)

    def _titles(self, view: ModuleView) -> Iterator[_Title]:
        """Give the titles that a file makes."""
        for tag in view.module.tags:
            if tag.name == _TITLE and tag.content is not None and not _in_drawing(view, tag):
                yield _Title(Site(view, tag.function, tag.block), tag, tag.content)
        yield from self._blocks(view)
        for assign, function in view.member_assigns:
            chain = chain_of(assign.target)
            if chain[-1] == "." + _TITLE and chain[-2:-1] and chain[-2] in _DOCUMENT:
                yield _Title(Site(view, function, assign.block), assign, assign.value)
        if not view.module.open_scope:
            yield from self._made(view)

    def _blocks(self, view: ModuleView) -> Iterator[_Title]:
        """Give the blocks of a template that fill the title of its layout."""
        template = view.module.template
        filled = [slot for slot in template.slots if slot.content is not None] if template is not None else []
        if template is None or not filled:
            return
        named = self._named_in_titles(view)
        for slot in filled:
            if slot.content is not None and (slot.name in named if named is not None else slot.name == _TITLE):
                yield _Title(Site(view, template.function, slot.block), slot, slot.content)

    def _named_in_titles(self, view: ModuleView) -> frozenset[str] | None:
        """Give the names of the blocks that stand in the titles of the layouts of a template; None without a layout."""
        found: set[str] = set()
        layouts = [view.path]
        seen = False
        for path in layouts:
            for above in self._contexts.includes_of(self._program.view(path) or view):
                if above not in layouts:
                    layouts.append(above)
        for path in layouts[1:]:
            layout = self._program.view(path)
            for tag in layout.module.tags if layout is not None else ():
                if tag.name == _TITLE and layout is not None:
                    seen = True
                    slots = layout.module.template.slots if layout.module.template is not None else ()
                    found.update(slot.name for slot in slots if tag.start <= slot.start < tag.stop)
                    inner = ir.walk(tag.content) if tag.content is not None else ()
                    found.update(n.value for n in inner if isinstance(n, ir.Constant) and isinstance(n.value, str))
        return frozenset(found) if seen else None

    def _made(self, view: ModuleView) -> Iterator[_Title]:
        packages = {binding.specifier for binding in view.module.imports}
        for row in self._rows:
            if row.imports and packages.isdisjoint(row.imports):
                continue
            if row.form == "call":
                for name in row.names:
                    for called in view.calls_by_name.get(name, ()):
                        if called.call.arguments:
                            site = Site(view, called.function, called.block)
                            yield from _below(site, called.call, called.call.arguments[0], row)
            elif row.form == "component":
                yield from _shown(view, row)
            else:
                for number, function in enumerate(view.functions):
                    if function.name in row.names:
                        for returned in view.returns[number]:
                            yield from _below(Site(view, number, returned.block), returned, returned.value, row)


def _shown(view: ModuleView, row: PageTitle) -> Iterator[_Title]:
    """Give the titles that components of a module make."""
    for tag in view.module.tags:
        if tag.component is None or tag.name.rsplit(".", 1)[-1] not in row.names:
            continue
        if row.within and (tag.parent < 0 or view.module.tags[tag.parent].name != row.within):
            continue
        site = Site(view, tag.function, tag.block)
        if "" in row.at and tag.content is not None:
            yield _Title(site, tag, tag.content)
        for attribute in tag.attributes:
            if attribute.name in row.at and attribute.value is not None:
                yield _Title(site, tag, attribute.value)


def rows_of(catalogue: Catalogue) -> tuple[PageTitle, ...]:
    """Give the rows of all frameworks about titles."""
    return tuple(row for name in sorted(catalogue.frameworks) for row in catalogue.frameworks[name].titles)


def titling(program: Program, catalogue: Catalogue) -> tuple[str, ...]:
    """Give the files that are no documents and may make titles, sorted: components, tables of routes."""
    called = (name for row in rows_of(catalogue) if row.form == "call" for name in row.names)
    shown = (f"<{name}" for row in rows_of(catalogue) if row.form == "component" for name in row.names)
    found: set[str] = set()
    for text in ("document.title", "<title", *shown, *calls_of(*called)):
        found.update(program.files_with(text))
    made = sorted(p for p in found if _makes_components(program, p))
    return tuple(program.first(made, "files that may make titles"))


def _makes_components(program: Program, path: str) -> bool:
    language = program.project.language(path)
    return language is not None and language[0] not in ("html", "php", "python")


def _below(site: Site, node: ir.Node, value: ir.Expr, row: PageTitle) -> Iterator[_Title]:
    """Give the titles in a value, which may be what a function gives: ``useHead({ title: () => ... })``."""
    for at in row.at:
        path = tuple(key if key == "[*]" else "." + key for key in at.split(".") if key)
        for there, given, rest in _given(site, value, path):
            yield _Title(there, node, given, rest)


def _given(
    site: Site, value: ir.Expr, path: tuple[str, ...], depth: int = 0
) -> Iterator[tuple[Site, ir.Expr, tuple[str, ...]]]:
    view = site.view
    if isinstance(value, ir.Lambda) and depth < 4:
        for returned in view.returns[value.function]:
            yield from _given(Site(view, value.function, returned.block), returned.value, path, depth + 1)
    elif isinstance(value, ir.Record) and path and depth < 4:
        for entry in value.entries:
            if isinstance(entry, ir.Field) and "." + entry.key == path[0]:
                yield from _given(site, entry.value, path[1:], depth + 1)
    elif isinstance(value, ir.Sequence) and path[:1] == ("[*]",) and depth < 4:
        for item in value.items:
            yield from _given(site, item, path[1:], depth + 1)
    else:
        yield site, value, path


def _in_drawing(view: ModuleView, tag: ir.Tag) -> bool:
    """Say whether an element stands in an SVG drawing, where a title is a tooltip."""
    seen = 0
    while tag.parent >= 0 and seen < 60:
        tag = view.module.tags[tag.parent]
        if tag.name.lower() == "svg":
            return True
        seen += 1
    return False
