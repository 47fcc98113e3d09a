"""Routes that lead to components: records and ``<Route>`` elements of applications that route in the browser."""

from __future__ import annotations

from collections.abc import Iterator

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.shapes import Site
from linter.analysis.link.view import ModuleView
from linter.analysis.pages.mentions import Mentions
from linter.analysis.pages.patterns import Route, Target, route_of, text_of
from linter.analysis.trace.trails import locate
from linter.catalogue.schema import Routing


class ComponentTables:
    """Finds the routes of tables of components, and the files and functions that they lead to."""

    def __init__(self, program: Program, mentions: Mentions) -> None:
        self._program = program
        self._mentions = mentions

    def records(self) -> Iterator[tuple[Target, Route]]:
        """Give what records lead to: ``{path: "/a/:b", component: Page}``."""
        rows = tuple(self._mentions.rows("record"))
        for path in self._mentions.files("record"):
            view = self._program.view(path)
            if view is None or view.module.open_scope or view.module.template is not None:
                continue
            for index, function in enumerate(view.functions):
                for statement in function.body:
                    site = Site(view, index, statement.block)
                    for record, prefix in _nested(statement.value):
                        fields = {e.key: e.value for e in record.entries if isinstance(e, ir.Field)}
                        for row in rows:
                            pattern = text_of(fields.get(str(row.address)))
                            key = next((k for k in row.handler if k in fields), None)
                            if pattern is None or key is None:
                                continue
                            full = pattern if pattern.startswith("/") else f"{prefix.rstrip('/')}/{pattern}"
                            name = text_of(fields.get("name")) or ""
                            route = route_of(full, row, locate(view, record))._replace(name=name)
                            for target in self._component(site, fields[str(key)]):
                                yield target, route

    def components(self) -> Iterator[tuple[Target, Route]]:
        """Give what elements lead to: ``<Route path="/a/:b" element={<Page />} />``."""
        for path in self._mentions.files("component"):
            view = self._program.view(path)
            if view is None or view.module.open_scope:
                continue
            for tag in view.module.tags:
                if tag.component is None:
                    continue
                attributes = {a.name: a.value for a in tag.attributes if a.value is not None}
                for row in self._mentions.rows("component", tag.name):
                    pattern = text_of(attributes.get(str(row.address)))
                    if pattern is None:
                        continue
                    if not pattern.startswith("/"):
                        pattern = f"{self._above(view, tag, row)}/{pattern}"
                    site = Site(view, tag.function, tag.block)
                    for key in row.handler:
                        if (value := attributes.get(str(key))) is not None:
                            for target in self._component(site, value):
                                yield target, route_of(pattern, row, locate(view, tag))

    def _above(self, view: ModuleView, tag: ir.Tag, row: Routing) -> str:
        """Give the address of the routes around a route: ``<Route path="/patients"><Route path=":id" /></Route>``."""
        found: list[str] = []
        parent = tag.parent
        while parent >= 0:
            around = view.module.tags[parent]
            pattern = next((text_of(a.value) for a in around.attributes if a.name == str(row.address)), None)
            if around.name in row.names and pattern:
                found.append(pattern.strip("/").removesuffix("/*"))
                if pattern.startswith("/"):
                    break
            parent = around.parent
        return "".join("/" + part for part in reversed(found) if part)

    def _component(self, site: Site, value: ir.Expr) -> Iterator[Target]:
        """Give the file of a component: an element, a name, or a function that imports it."""
        view = site.view
        seen: set[int] = set()
        while id(value) not in seen:
            seen.add(id(value))
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


def _nested(top: ir.Expr) -> Iterator[tuple[ir.Record, str]]:
    """Give the records of an expression with the path of the record that holds them as children."""
    stack: list[tuple[ir.Expr, str]] = [(top, "")]
    while stack:
        node, prefix = stack.pop()
        if isinstance(node, ir.Record):
            yield node, prefix
            own = next((text_of(e.value) for e in node.entries if isinstance(e, ir.Field) and e.key == "path"), None)
            if own is not None:
                prefix = own if own.startswith("/") else f"{prefix.rstrip('/')}/{own}"
        stack.extend((child, prefix) for child in ir.children(node))
