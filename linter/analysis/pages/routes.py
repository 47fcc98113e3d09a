"""
Which code answers which address: tables of routes, decorated functions, route components, files that are pages.

The shapes are those of ``rules/frameworks`` (``Routing``, ``FileRoutes``). A route leads to a function, class or file;
its parameters keep the word before them, so that ``/patients/<id>`` says whose id it is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple, TypeAlias

from linter import ir
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.shapes import ClassShape, FunctionShape, Site
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView
from linter.analysis.link.words import CHAIN, IDENTIFIER, calls_of
from linter.analysis.trace.trails import locate
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import FileRoutes, Routing
from linter.model import Location

_SYNTAX = {
    "angle": re.compile(r"<(?:[\w.]+(?:\([^)]*\))?:)?(\w+)>"),
    "regex": re.compile(r"\(\?P<(\w+)>"),
    "colon": re.compile(r"(?<=/):(\w+)|^:(\w+)"),
    "brace": re.compile(r"\{(\w+)(?::[^{}]*)?\}"),
}
_FILE = re.compile(r"\[+(?:\.\.\.)?(\w[\w-]*)(?:=\w+)?\]+|(?:(?<=[/.])|^)[$_](\w+)")
_WORD = re.compile(r"[^\W\d_][\w-]*$")
_GROUP = re.compile(r"\([^()]*\)|@\w+")
"""Folders of file-routed frameworks that are no part of the address."""
_VAGUE = frozenset(
    {"id", "pk", "slug", "uid", "uuid", "guid", "key", "code", "hash", "token", "name", "no", "number", "uidb64"}
)
"""Parameters that say nothing without the word before them."""
_METHOD = "add_url_rule"
"""A call without a table around it that counts in every language."""
MAX_FILES = 300
MAX_UNWRAPPED = 6
MAX_MOUNTS = 40

Target: TypeAlias = tuple[str, str, int]
"""``("function", path, number)``, ``("class", path, number)`` or ``("file", path, 0)``."""


class Part(NamedTuple):
    """A parameter of a route; ``chain`` is its name, with the word before it where it says nothing alone."""

    name: str
    chain: tuple[str, ...]
    location: Location


class Route(NamedTuple):
    """An address that the application answers: ``pattern`` as written, with the prefixes of the tables above."""

    pattern: str
    parts: tuple[Part, ...]
    location: Location
    name: str = ""
    query: bool = False


class Routes:
    """The routes of a project, found when they are first asked for."""

    def __init__(self, program: Program, resolver: Resolver, catalogue: Catalogue) -> None:
        self._program = program
        self._resolver = resolver
        frameworks = [catalogue.frameworks[name] for name in sorted(catalogue.frameworks)]
        self._routing = tuple(row for f in frameworks for row in f.routing)
        self._files = tuple(row for f in frameworks for row in f.files)

    # ------------------------------------------------------------------------------------------ asking

    def of_function(self, view: ModuleView, number: int) -> list[Route]:
        """Give the routes that a function answers."""
        found = list(self._table.get(("function", view.path, number), ()))
        for decorator in view.functions[number].decorators:
            if isinstance(decorator, ir.Call):
                for row in self._rows("decorator", simple_name(decorator.callee)):
                    pattern = _text(decorator.arguments[0]) if decorator.arguments else None
                    if pattern is not None and pattern.startswith("/"):
                        prefix = self._prefix_of(view, decorator)
                        found.append(_route(prefix + pattern, row, locate(view, decorator)))
        return found

    def of_class(self, cls: ClassShape) -> list[Route]:
        """Give the routes that a class answers."""
        return list(self._table.get(("class", cls.view.path, cls.number), ()))

    def of_file(self, path: str) -> list[Route]:
        """Give the routes of a page component: by its path, or by the tables that name it."""
        found = list(self._shown.get(("file", path, 0), ()))
        row, pattern = self.file_route(path)
        if row is not None:
            parts, before = [], ""
            for segment in pattern.split("/"):
                for match in _FILE.finditer(segment):
                    name = match[1] or match[2]
                    parts.append(_part(name, before, Location(path, 0, 0)))
                before = segment if _WORD.match(segment) else before
            found.append(Route(pattern, tuple(parts), Location(path, 0, 0)))
        return found

    def file_route(self, path: str) -> tuple[FileRoutes | None, str]:
        """Give the row by which a file is a page, and its address; ``None`` where it is none."""
        parts = path.split("/")
        stem, _, _ = parts[-1].partition(".")
        for row in self._files:
            if row.folder not in parts[:-1] or not parts[-1].endswith(row.endings):
                continue
            at = parts.index(row.folder)
            inside = parts[at + 1 : -1]
            if row.flat:
                named = next(parts[-1].removesuffix(end) for end in row.endings if parts[-1].endswith(end))
                return row, "/" + "/".join(_segments([*inside, *named.split(".")]))
            if row.pages == ("*",):
                inside = [*inside, stem] if stem != "index" else inside
            elif stem not in row.pages:
                continue
            if set(row.no_pages) & {*inside, stem} or parts[-1].count(".") > 1 + parts[-1].count("..."):
                continue
            return row, "/" + "/".join(s for s in inside if not _GROUP.fullmatch(s))
        return None, ""

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """Files that are pages of a file-routed framework or that a table of routes names, sorted."""
        files = {path for path in self._in_folders if self.file_route(path)[0] is not None}
        return tuple(sorted(files | {target[1] for target in self._shown if target[0] == "file"}))

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

    def _rows(self, form: str, name: str = "") -> Iterator[Routing]:
        return (row for row in self._routing if row.form == form and (not name or not row.names or name in row.names))

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
        for address, targets in self._addressed.items():
            found.setdefault(address, []).extend(targets)
        return found

    @cached_property
    def _addressed(self) -> dict[str, list[Target]]:
        """Files by the address that their own path gives them."""
        found: dict[str, list[Target]] = {}
        for path in self._in_folders:
            row, pattern = self.file_route(path)
            if row is not None:
                found.setdefault(plain(pattern), []).append(("file", path, 0))
        for path in self._program.files_ending(".html", ".htm", ".php"):
            for address in _own_addresses(path):
                found.setdefault(address, []).append(("file", path, 0))
        return found

    def ways_to_file(self, path: str) -> tuple[frozenset[str], frozenset[str]]:
        """Give the addresses (see ``plain``) and the names of routes that lead to a file."""
        routes = self._shown.get(("file", path, 0), ())
        addresses = {plain(route.pattern) for route in routes}
        row, pattern = self.file_route(path)
        if row is not None and path in self._in_folders:
            addresses.add(plain(pattern))
        if path.endswith((".html", ".htm", ".php")):
            addresses.update(_own_addresses(path))
        return frozenset(addresses), frozenset(route.name for route in routes if route.name)

    def may_answer(self, address: str) -> bool:
        """
        Say whether anything may answer an address, by what is written down in tables; False is certain.

        The parts that the prefixes of tables and their patterns give to an address end at a slash.
        """
        wanted = plain(address)
        word = longest_word(wanted)
        if not word or wanted in self._addressed:
            return True
        if any(word in plain(route.pattern) for routes in self._shown.values() for route in routes):
            return True
        holding = frozenset(self._program.files_with(word))
        if any(word in entry[2] for path in self._includes() if path in holding for entry in self._included_in(path)):
            return True
        rows = (*self._rows("call"), *self._rows("decorator"))
        names = {name for row in rows for name in row.names}
        for path in (*self._mentioning("call"), *self._mentioning("decorator")):
            view = self._program.view(path) if path in holding else None
            if view is not None:
                called = [site.call for name in names for site in view.calls_by_name.get(name, ())]
                called += [d for f in view.functions for d in f.decorators if isinstance(d, ir.Call)]
                written = (_text(call.arguments[0]) if call.arguments else None for call in called)
                if any(word in (text or "") for text in (*written, *map(_chained, called))):
                    return True
        return False

    @cached_property
    def _in_folders(self) -> tuple[str, ...]:
        folders = dict.fromkeys(row.folder for row in self._files)
        return tuple(sorted({path for folder in folders for path in self._program.files_in(folder)}))

    def collect_files(self) -> None:
        """Work out what is to be known of routes that lead to files."""
        _ = self.pages, self._addressed

    def collect(self) -> None:
        """Work out everything that depends on the whole project."""
        _ = self.pages, self._by_name, self._by_address

    def known_files(self) -> tuple[object, ...]:
        """Give what was worked out of routes to files, as plain values."""
        return (self.pages, *(sorted(table.items()) for table in (self._shown, self._addressed)))

    def known(self) -> tuple[object, ...]:
        """Give all that was worked out, as plain values."""
        tables = (self._table, self._by_name, self._by_address)
        return (self.pages, self._decorated, *(sorted(table.items()) for table in tables))

    @cached_property
    def _decorated(self) -> list[tuple[Target, str]]:
        found: list[tuple[Target, str]] = []
        for path in self._mentioning("decorator"):
            view = self._program.view(path)
            if view is None:
                continue
            for number, function in enumerate(view.functions):
                if function.decorators and self.of_function(view, number):
                    found.append((("function", path, number), function.name))
        return found

    def _texts(self, form: str) -> tuple[list[str], list[str]]:
        """Give the texts of which a file with such routes holds one; those of the second list count in scripts only."""
        rows = list(self._rows(form))
        if form == "decorator":
            return [f"@{CHAIN}{name}(" for row in rows for name in row.names], []
        if form == "record":
            return ["createBrowserRouter", "createRouter", "useRoutes", "routes", "RouteRecordRaw", "VueRouter"], []
        if form == "component":
            return sorted({name for row in rows for name in row.names}), []
        tables = [word for row in rows for word in row.tables]
        return [_METHOD, *tables], calls_of(*(name for row in rows if not row.tables for name in row.names))

    @property
    def words(self) -> list[str]:
        """All texts that files are looked for by."""
        forms = [self._texts(form) for form in ("call", "decorator", "record", "component")]
        return [*(text for texts in forms for some in texts for text in some), *calls_of("include")]

    def _mentioning(self, form: str) -> list[str]:
        anywhere, scripts = self._texts(form)
        found = {path for text in anywhere for path in self._program.files_with(text)}
        found.update(p for text in scripts for p in self._program.files_with(text) if not p.endswith(".py"))
        return sorted(found)[:MAX_FILES]

    @cached_property
    def _table(self) -> dict[Target, list[Route]]:
        found = _gathered(self._calls())
        for target, routes in self._shown.items():
            known = found.setdefault(target, [])
            known.extend(route for route in routes if route not in known)
        return found

    @cached_property
    def _shown(self) -> dict[Target, list[Route]]:
        """Tables of components: they alone lead to files."""
        return _gathered((*self._records(), *self._components()))

    def _calls(self) -> Iterator[tuple[Target, Route]]:
        for path in self._mentioning("call"):
            view = self._program.view(path)
            if view is None:
                continue
            prefixes = self._prefixes(path, 0)
            for called in view.calls:
                name = simple_name(called.call.callee)
                for row in self._rows("call", name):
                    if bool(row.tables) != view.module.open_scope and name != _METHOD:
                        continue
                    pattern = _text(called.call.arguments[0]) if called.call.arguments else None
                    pattern = pattern or _chained(called.call)
                    if pattern is None or (not view.module.open_scope and not pattern.startswith("/")):
                        continue
                    site = Site(view, called.function, called.block)
                    for target in self._handlers(site, called.call, row):
                        for prefix in prefixes:
                            route = _route(prefix + pattern, row, locate(view, called.call))
                            yield target, route._replace(name=_name(called.call))

    def _handlers(self, site: Site, call: ir.Call, row: Routing) -> Iterator[Target]:
        for where in row.handler:
            value: ir.Expr | None = None
            if isinstance(where, int):
                least = 0 if _chained(call) else 1
                if len(call.arguments) > max(where, least) or (where == -1 and len(call.arguments) > least):
                    value = call.arguments[where]
            else:
                value = next((k.value for k in call.keywords if isinstance(k, ir.Keyword) and k.name == where), None)
            if value is not None:
                yield from self._targets(site, value)
                return

    def _targets(self, site: Site, value: ir.Expr) -> Iterator[Target]:
        """Give what a handler is: a function, a class behind ``as_view()``, a template, whatever wraps it."""
        for _ in range(MAX_UNWRAPPED):
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

    def _prefixes(self, path: str, depth: int) -> tuple[str, ...]:
        """Give the prefixes below which other tables include this one; the empty one where none does."""
        if depth > 4:
            return ("",)
        if not path.endswith(".py"):
            found = [above + at for other, at in self._mounts(path) for above in self._prefixes(other, depth + 1)]
            return tuple(dict.fromkeys(found))[:4] or ("",)
        found = []
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for other in self._including:
            if other[1] == module or module.endswith("." + other[1]):
                found.extend(above + other[2] for above in self._prefixes(other[0], depth + 1) if other[0] != path)
        return tuple(dict.fromkeys(found))[:4] or ("",)

    def _mounts(self, path: str) -> Iterator[tuple[str, str]]:
        """Give the files that mount a router's file below an address: ``app.use('/doctors', require('./doctors'))``."""
        stem = posixpath.basename(path).split(".", 1)[0]
        stem = posixpath.basename(posixpath.dirname(path)) if stem == "index" else stem
        for other in self._program.files_with(stem)[:MAX_MOUNTS] if stem else ():
            view = self._program.view(other) if other != path else None
            if view is None or view.module.open_scope:
                continue
            for called in view.calls_by_name.get("use", ()):
                prefix = _text(called.call.arguments[0]) if len(called.call.arguments) > 1 else None
                if prefix is None or not prefix.startswith("/"):
                    continue
                for node in called.call.arguments[1:]:
                    specifier = ""
                    if isinstance(node, ir.Import):
                        specifier = node.specifier
                    elif isinstance(node, ir.Name) and (binding := view.imports[0].get(node.id)) is not None:
                        specifier = binding.specifier
                    if specifier and self._program.link(view, specifier) == path:
                        yield other, prefix.rstrip("/")

    @cached_property
    def _including(self) -> tuple[tuple[str, str, str], ...]:
        return tuple(found for path in self._includes() for found in self._included_in(path))

    def _includes(self) -> list[str]:
        """Give the files that may include a table of routes in another one."""
        found = {path for text in calls_of("include") for path in self._program.files_with(text)}
        return sorted(path for path in found if path.endswith(".py"))

    def _included_in(self, path: str) -> Iterator[tuple[str, str, str]]:
        """Give what a table includes: its own path, the module, the prefix."""
        view = self._program.view(path)
        if view is None:
            return
        for row in self._routing:
            for name in row.names if row.tables else ():
                for called in view.calls_by_name.get(name, ()):
                    if len(called.call.arguments) < 2 or not isinstance(called.call.arguments[1], ir.Call):
                        continue
                    inner = called.call.arguments[1]
                    prefix = _text(called.call.arguments[0])
                    if prefix is None or simple_name(inner.callee) != "include" or not inner.arguments:
                        continue
                    what = inner.arguments[0]
                    what = what.items[0] if isinstance(what, ir.Sequence) and what.items else what
                    if (module := _text(what)) is not None:
                        yield path, module, prefix.removeprefix("^")

    def _prefix_of(self, view: ModuleView, decorator: ir.Call) -> str:
        """Give the prefix that a blueprint or router is made with in the same file."""
        base = decorator.callee.base if isinstance(decorator.callee, ir.Member) else None
        if not isinstance(base, ir.Name):
            return ""
        for assign in view.assigns[0].get(base.id, ()):
            if isinstance(assign.value, ir.Call):
                for keyword in assign.value.keywords:
                    if isinstance(keyword, ir.Keyword) and keyword.name in ("url_prefix", "prefix"):
                        return (_text(keyword.value) or "").rstrip("/")
        return ""

    def _records(self) -> Iterator[tuple[Target, Route]]:
        rows = tuple(self._rows("record"))
        for path in self._mentioning("record"):
            view = self._program.view(path)
            if view is None or view.module.open_scope or view.module.template is not None:
                continue
            for index, function in enumerate(view.functions):
                for statement in function.body:
                    site = Site(view, index, statement.block)
                    for record, prefix in _nested(statement.value):
                        fields = {e.key: e.value for e in record.entries if isinstance(e, ir.Field)}
                        for row in rows:
                            pattern = _text(fields.get(str(row.address)))
                            key = next((k for k in row.handler if k in fields), None)
                            if pattern is None or key is None:
                                continue
                            full = pattern if pattern.startswith("/") else f"{prefix.rstrip('/')}/{pattern}"
                            name = _text(fields.get("name")) or ""
                            route = _route(full, row, locate(view, record))._replace(name=name)
                            for target in self._component(site, fields[str(key)]):
                                yield target, route

    def _components(self) -> Iterator[tuple[Target, Route]]:
        for path in self._mentioning("component"):
            view = self._program.view(path)
            if view is None or view.module.open_scope:
                continue
            for tag in view.module.tags:
                if tag.component is None:
                    continue
                attributes = {a.name: a.value for a in tag.attributes if a.value is not None}
                for row in self._rows("component", tag.name):
                    pattern = _text(attributes.get(str(row.address)))
                    if pattern is None:
                        continue
                    if not pattern.startswith("/"):
                        pattern = f"{self._above(view, tag, row)}/{pattern}"
                    site = Site(view, tag.function, tag.block)
                    for key in row.handler:
                        if (value := attributes.get(str(key))) is not None:
                            for target in self._component(site, value):
                                yield target, _route(pattern, row, locate(view, tag))

    def _above(self, view: ModuleView, tag: ir.Tag, row: Routing) -> str:
        """Give the address of the routes around a route: ``<Route path="/patients"><Route path=":id" /></Route>``."""
        found: list[str] = []
        parent = tag.parent
        while parent >= 0 and len(found) < MAX_UNWRAPPED:
            around = view.module.tags[parent]
            pattern = next((_text(a.value) for a in around.attributes if a.name == str(row.address)), None)
            if around.name in row.names and pattern:
                found.append(pattern.strip("/").removesuffix("/*"))
                if pattern.startswith("/"):
                    break
            parent = around.parent
        return "".join("/" + part for part in reversed(found) if part)

    def _component(self, site: Site, value: ir.Expr) -> Iterator[Target]:
        """Give the file of a component: an element, a name, or a function that imports it."""
        view = site.view
        for _ in range(MAX_UNWRAPPED):
            if isinstance(value, ir.Markup):
                tag = view.module.tags[value.tag]
                inner = [t for t in view.module.tags if t.parent == value.tag and t.component is not None]
                value = (inner[0].component if inner else None) or tag.component or ir.Opaque(0, 0)
            elif isinstance(value, ir.Lambda):
                returned = view.returns[value.function]
                if not returned:
                    return
                value = returned[0].value
            elif isinstance(value, ir.Call) and value.arguments:
                value = value.arguments[0]
            elif isinstance(value, ir.Import):
                path = self._program.link(view, value.specifier)
                if path is not None:
                    yield ("file", path, 0)
                return
            elif isinstance(value, ir.Name):
                scope = view.scope_of(site.function, value.id)
                binding = view.imports[max(scope, 0)].get(value.id)
                if binding is not None:
                    path = self._program.link(view, binding.specifier)
                    if path is not None:
                        yield ("file", path, 0)
                    return
                assigns = view.assigns[max(scope, 0)].get(value.id, ())
                if len(assigns) != 1:
                    return
                if isinstance(assigns[0].value, ir.Lambda):
                    yield ("function", view.path, assigns[0].value.function)
                    return
                value = assigns[0].value
            else:
                return


def _segments(parts: list[str]) -> Iterator[str]:
    """Give the segments of a flat route's name: ``_auth.patients_.$id`` is ``/patients/$id``."""
    for part in parts:
        if not part.startswith("_") and part not in ("index", "route"):
            yield part.removesuffix("_")


def _gathered(pairs: Iterable[tuple[Target, Route]]) -> dict[Target, list[Route]]:
    found: dict[Target, list[Route]] = {}
    for target, route in pairs:
        known = found.setdefault(target, [])
        if route not in known:
            known.append(route)
    return found


def _nested(top: ir.Expr) -> Iterator[tuple[ir.Record, str]]:
    """Give the records of an expression with the path of the record that holds them as children."""
    stack: list[tuple[ir.Expr, str]] = [(top, "")]
    while stack:
        node, prefix = stack.pop()
        if isinstance(node, ir.Record):
            yield node, prefix
            own = next((_text(e.value) for e in node.entries if isinstance(e, ir.Field) and e.key == "path"), None)
            if own is not None:
                prefix = own if own.startswith("/") else f"{prefix.rstrip('/')}/{own}"
        stack.extend((child, prefix) for child in ir.children(node))


def _text(value: ir.Expr | None) -> str | None:
    return value.value if isinstance(value, ir.Constant) and isinstance(value.value, str) else None


def _chained(call: ir.Call) -> str | None:
    """Give the address of ``router.route('/reset/:token').get(handler)``."""
    base = call.callee.base if isinstance(call.callee, ir.Member) else None
    while isinstance(base, ir.Call) and isinstance(base.callee, ir.Member):
        if base.callee.key == "route" and base.arguments:
            return _text(base.arguments[0])
        base = base.callee.base
    return None


def _name(call: ir.Call) -> str:
    return next((_text(k.value) or "" for k in call.keywords if isinstance(k, ir.Keyword) and k.name == "name"), "")


def longest_word(text: str) -> str:
    """Give the longest identifier in a text, the first of these; empty where there is none."""
    words = [word.decode() for word in IDENTIFIER.findall(text.encode("utf-8", "replace"))]
    return max(words, key=len, default="")


def _own_addresses(path: str) -> list[str]:
    """Give the addresses (see ``plain``) that a document has by its own path."""
    stem = path.rsplit(".", 1)[0]
    return [plain(address) for address in sorted({stem, stem.removesuffix("/index"), path})]


def _route(pattern: str, row: Routing, location: Location) -> Route:
    return Route(pattern, tuple(_parts(pattern, row.syntax, location)), location, query=row.query)


def _parts(pattern: str, syntax: str, location: Location) -> Iterator[Part]:
    for found in _SYNTAX[syntax].finditer(pattern):
        name = next(group for group in found.groups() if group)
        before = re.sub(r"[\\^$()?]", "", pattern[: found.start()]).rstrip("/").rsplit("/", 1)[-1]
        yield _part(name, before if _WORD.match(before) else "", location)


def _part(name: str, before: str, location: Location) -> Part:
    vague = name.lower().replace("-", "_") in _VAGUE
    return Part(name, (_singular(before), "." + name) if vague and before else (name,), location)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def plain(address: str) -> str:
    """Give an address without its query, ends and signs of patterns, for comparing: ``search``."""
    return re.sub(r"[\^$?]+", "", address.split("?", 1)[0].split("#", 1)[0] if "(?P" not in address else address).strip(
        "/"
    )


def folders_of(path: str) -> Iterator[str]:
    """Give the folder of a file and those above it, nearest first; the root is empty."""
    folder = posixpath.dirname(path)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""
