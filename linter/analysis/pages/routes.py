"""
Which code answers which address: tables of routes, decorated functions, route components, files that are pages.

The shapes are those of ``rules/frameworks`` (``Routing``, ``FileRoutes``). A route leads to a function, class or file.
"""

from __future__ import annotations

from functools import cached_property

from linter import ir
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.shapes import ClassShape
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView
from linter.analysis.pages.call_tables import CallTables, chained
from linter.analysis.pages.component_tables import ComponentTables
from linter.analysis.pages.mentions import Mentions
from linter.analysis.pages.page_files import PageFiles
from linter.analysis.pages.patterns import Route, Target, gathered, longest_word, plain, route_of, text_of
from linter.analysis.pages.prefixes import Prefixes
from linter.analysis.trace.trails import locate
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import FileRoutes


class Routes:
    """The routes of a project, found when they are first asked for."""

    def __init__(self, program: Program, resolver: Resolver, catalogue: Catalogue) -> None:
        self._program = program
        frameworks = [catalogue.frameworks[name] for name in sorted(catalogue.frameworks)]
        self._mentions = Mentions(program, frameworks)
        self._prefixes = Prefixes(program, self._mentions)
        self._calls = CallTables(program, resolver, self._mentions, self._prefixes)
        self._components = ComponentTables(program, self._mentions)
        self._files = PageFiles(program, tuple(row for f in frameworks for row in f.files))

    # ------------------------------------------------------------------------------------------ asking

    def of_function(self, view: ModuleView, number: int) -> list[Route]:
        """Give the routes that a function answers."""
        found = list(self._table.get(("function", view.path, number), ()))
        for decorator in view.functions[number].decorators:
            if isinstance(decorator, ir.Call):
                for row in self._mentions.rows("decorator", simple_name(decorator.callee)):
                    pattern = text_of(decorator.arguments[0]) if decorator.arguments else None
                    if pattern is not None and pattern.startswith("/"):
                        prefix = self._prefixes.of_decorator(view, decorator)
                        found.append(route_of(prefix + pattern, row, locate(view, decorator)))
        return found

    def of_class(self, cls: ClassShape) -> list[Route]:
        """Give the routes that a class answers."""
        return list(self._table.get(("class", cls.view.path, cls.number), ()))

    def of_file(self, path: str) -> list[Route]:
        """Give the routes of a page component: by its path, or by the tables that name it."""
        return [*self._shown.get(("file", path, 0), ()), *self._files.routes(path)]

    def file_route(self, path: str) -> tuple[FileRoutes | None, str]:
        """Give the row by which a file is a page, and its address; ``None`` where it is none."""
        return self._files.row_of(path)

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """Files that are pages of a file-routed framework or that a table of routes names, sorted."""
        files = {path for path in self._files.in_folders if self._files.row_of(path)[0] is not None}
        return tuple(sorted(files | {target[1] for target in self._shown if target[0] == "file"}))

    @cached_property
    def paged(self) -> frozenset[str]:
        """The same files, to ask whether one is a page."""
        return frozenset(self.pages)

    def tables_of(self, path: str) -> list[str]:
        """Give the files whose tables of routes name a page."""
        return sorted({route.location.path for route in self._shown.get(("file", path, 0), ())} - {path})

    def named(self, name: str) -> list[Target]:
        """Give what a route's name, or a view function's, leads to."""
        last = name.rsplit(":", 1)[-1].rsplit(".", 1)[-1]
        return self._by_name.get(last, [])

    def at(self, address: str) -> list[Target]:
        """Give what answers a path as written in a form or link: ``/search/``."""
        wanted = plain(address)
        return self._by_address.get(wanted, [])

    # ---------------------------------------------------------------------------------------- collecting

    @cached_property
    def _by_name(self) -> dict[str, list[Target]]:
        found: dict[str, list[Target]] = {}
        for target, routes in self._table.items():
            for route in routes:
                if route.name:
                    found.setdefault(route.name, []).append(target)
        for target, name in self._decorated:
            found.setdefault(name, []).append(target)
        return found

    @cached_property
    def _by_address(self) -> dict[str, list[Target]]:
        found: dict[str, list[Target]] = {}
        for target, routes in self._table.items():
            for route in routes:
                found.setdefault(plain(route.pattern), []).append(target)
        for target, _ in self._decorated:
            view = self._program.view(target[1])
            for route in self.of_function(view, target[2]) if view is not None else ():
                found.setdefault(plain(route.pattern), []).append(target)
        for address, targets in self._files.addressed.items():
            found.setdefault(address, []).extend(targets)
        return found

    def ways_to_file(self, path: str) -> tuple[frozenset[str], frozenset[str]]:
        """Give the addresses (see ``plain``) and the names of routes that lead to a file."""
        routes = self._shown.get(("file", path, 0), ())
        addresses = {plain(route.pattern) for route in routes} | self._files.addresses(path)
        return frozenset(addresses), frozenset(route.name for route in routes if route.name)

    def may_answer(self, address: str) -> bool:
        """
        Say whether anything may answer an address, by what is written down in tables; False is certain.

        The parts that the prefixes of tables and their patterns give to an address end at a slash.
        """
        wanted = plain(address)
        word = longest_word(wanted)
        if not word or wanted in self._files.addressed:
            return True
        if any(word in plain(route.pattern) for routes in self._shown.values() for route in routes):
            return True
        holding = frozenset(self._program.files_with(word))
        if any(
            word in entry[2]
            for path in self._prefixes.includes()
            if path in holding
            for entry in self._prefixes.included_in(path)
        ):
            return True
        rows = (*self._mentions.rows("call"), *self._mentions.rows("decorator"))
        names = {name for row in rows for name in row.names}
        for path in (*self._mentions.files("call"), *self._mentions.files("decorator")):
            view = self._program.view(path) if path in holding else None
            if view is not None:
                called = [site.call for name in names for site in view.calls_by_name.get(name, ())]
                called += [d for f in view.functions for d in f.decorators if isinstance(d, ir.Call)]
                written = (text_of(call.arguments[0]) if call.arguments else None for call in called)
                if any(word in (text or "") for text in (*written, *map(chained, called))):
                    return True
        return False

    def collect_files(self) -> None:
        """Work out what is to be known of routes that lead to files."""
        _ = self.pages, self._files.addressed

    def collect(self) -> None:
        """Work out everything that depends on the whole project."""
        _ = self.pages, self._by_name, self._by_address

    def known_files(self) -> tuple[object, ...]:
        """Give what was worked out of routes to files, as plain values."""
        return (self.pages, *(sorted(table.items()) for table in (self._shown, self._files.addressed)))

    def known(self) -> tuple[object, ...]:
        """Give all that was worked out, as plain values."""
        tables = (self._table, self._by_name, self._by_address)
        return (self.pages, self._decorated, *(sorted(table.items()) for table in tables))

    @cached_property
    def _decorated(self) -> list[tuple[Target, str]]:
        found: list[tuple[Target, str]] = []
        for path in self._mentions.files("decorator"):
            view = self._program.view(path)
            if view is None:
                continue
            for number, function in enumerate(view.functions):
                if function.decorators and self.of_function(view, number):
                    found.append((("function", path, number), function.name))
        return found

    @property
    def words(self) -> list[str]:
        """All texts that files are looked for by."""
        return self._mentions.words

    @cached_property
    def _table(self) -> dict[Target, list[Route]]:
        found = gathered(self._calls.routes())
        for target, routes in self._shown.items():
            known = found.setdefault(target, [])
            known.extend(route for route in routes if route not in known)
        return found

    @cached_property
    def _shown(self) -> dict[Target, list[Route]]:
        """Tables of components: they alone lead to files."""
        return gathered((*self._components.records(), *self._components.components()))
