"""What the address or title of a page carries: parameters of routes, reads of the query, what is sent there, titles."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from linter import ir
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.shapes import ClassShape, Site
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView
from linter.analysis.pages.patterns import Route, Target
from linter.analysis.pages.presence import head, is_document
from linter.analysis.pages.routes import Routes
from linter.analysis.pages.routing import Routing
from linter.analysis.pages.sending import Carried, Sending, Sent
from linter.analysis.pages.titles import Titles
from linter.analysis.sinks.guards import chain_of
from linter.analysis.trace.contexts import Contexts
from linter.analysis.trace.trails import locate, readable
from linter.catalogue.catalogue import Catalogue
from linter.model import Location, Origin, Step

_BODY = frozenset({".POST", ".body", ".form", ".json", ".data", ".cleaned_data", ".FILES"})


class Addresses:
    """Answers what a page's address carries."""

    def __init__(
        self,
        program: Program,
        contexts: Contexts,
        resolver: Resolver,
        routing: Routing,
        catalogue: Catalogue,
        titles: Titles,
        whole: Callable[[], None],
    ) -> None:
        self._program = program
        self._contexts = contexts
        self._resolver = resolver
        self._routing = routing
        self._catalogue = catalogue
        self._sending = Sending(program, contexts, catalogue)
        self._titles = titles
        self._whole = whole
        """Called where something is asked that rests on all routes."""

    def of(self, view: ModuleView) -> Iterator[Carried]:
        """Give what the address and title of a page carry, and what its forms and calls send to unknown addresses."""
        if is_document(view):
            yield from self._rendered(view)
            yield from self._own_reads(view)
        else:
            yield from self._component(view)
        yield from self._sent_to(view.path)
        yield from self._titles.of(view)

    @property
    def _routes(self) -> Routes:
        self._whole()
        return self._routing.all

    @property
    def _sent(self) -> Sent:
        self._whole()
        return self._routing.sent

    def _sent_to(self, path: str) -> list[Carried]:
        """Give what is sent to a file: where few pages ask, from the few files that name it."""
        if self._routing.stays_single:
            return self._sending.to_file(path, self._routing.files, lambda: self._routes)
        return self._sent.get(("file", path, 0), [])

    def patterns(self, view: ModuleView) -> tuple[Route, ...]:
        """Give the routes that lead to a page."""
        found = list(self._routing.files.of_file(view.path))
        if is_document(view):
            for target in self._answering(view):
                found.extend(self._of_target(target))
        return tuple(dict.fromkeys(found))

    # ------------------------------------------------------------------------------------------- templates

    def _answering(self, view: ModuleView) -> list[Target]:
        """Give the functions and classes that render a template."""
        found: list[Target] = []
        for site, call, _, _ in self._contexts.render_sites(view.path):
            owner = site.view.functions[site.function].owner
            if owner < 0 and isinstance(call.callee, ir.Name) and not call.callee.id:
                owner = next((i for i, c in enumerate(site.view.module.classes) if c.start == call.start), -1)
                if owner < 0:
                    continue
            if owner >= 0 and (site.view.module.open_scope or site.function <= 0):
                found.append(("class", site.view.path, owner))
            elif site.function > 0:
                found.append(("function", site.view.path, site.function))
        return list(dict.fromkeys(found))

    def _of_target(self, target: Target) -> list[Route]:
        view = self._program.view(target[1])
        if view is None:
            return []
        if target[0] == "class":
            found = self._routes.of_class(ClassShape(view, target[2]))
            for method in view.module.classes[target[2]].methods:
                found.extend(self._routes.of_function(view, method))
            return found
        if target[0] == "file":
            return self._routing.files.of_file(target[1])
        return self._routes.of_function(view, target[2])

    def _rendered(self, view: ModuleView) -> Iterator[Carried]:
        shown = posixpath.basename(view.path)
        for target in self._answering(view):
            there = self._program.view(target[1])
            if there is None:
                continue
            name, functions = self._functions(there, target)
            node: ir.Node = there.module.classes[target[2]] if target[0] == "class" else there.functions[target[2]]
            render = Step(Location(there.path, node.start, node.start), "template", f"{name} renders {shown}", "")
            routes = self._of_target(target)
            for item in self._parameters(routes):
                yield item._replace(steps=(*item.steps, render))
            if target[0] == "function":
                for item in self._arguments(there, target[2], routes):
                    yield item._replace(steps=(*item.steps, render))
            for owner, number in functions:
                for item in self._reads(owner, number):
                    yield item._replace(steps=(*item.steps, render))
            for item in self._sent.get(target, ()):
                yield item._replace(steps=(*item.steps, render))

    def _functions(self, view: ModuleView, target: Target) -> tuple[str, list[tuple[ModuleView, int]]]:
        if target[0] == "function":
            return f"{view.functions[target[2]].name or 'the view'}()", [(view, target[2])]
        found = [
            (cls.view, method)
            for cls in self._resolver.lineage(ClassShape(view, target[2]))
            for method in cls.view.module.classes[cls.number].methods
        ]
        return view.module.classes[target[2]].name, found

    def _parameters(self, routes: list[Route]) -> Iterator[Carried]:
        seen: set[tuple[str, ...]] = set()
        for route in routes:
            for part in route.parts:
                if part.chain in seen:
                    continue
                seen.add(part.chain)
                text = f"{part.name} is a part of the address {route.pattern[:60]}"
                step = Step(part.location, "source", text, readable(part.chain))
                yield Carried(Origin("parameter", part.chain, location=part.location), part.name, (step,))

    def _arguments(self, view: ModuleView, number: int, routes: list[Route]) -> Iterator[Carried]:
        """Give what else a function is handed from the address."""
        function = view.functions[number]
        named = {part.name for route in routes for part in route.parts}
        by_query = any(route.query for route in routes)
        for position, parameter in enumerate(function.parameters):
            if parameter.name in named or parameter.kind not in ("positional", "keyword") or not view.module.open_scope:
                continue
            if routes:
                if not by_query or not _is_plain(parameter):
                    continue
                text = f"{parameter.name} is read from the query"
            else:
                first = function.parameters[0].name
                if position == 0 or first not in ("request", "req") or parameter.default is not None:
                    continue
                text = f"{parameter.name} is a part of the address"
            at = locate(view, parameter)
            origin = Origin("query" if routes else "parameter", (parameter.name,), owner=function.name, location=at)
            yield Carried(origin, parameter.name, (Step(at, "source", text, parameter.name),))

    def _reads(self, view: ModuleView, function: int) -> Iterator[Carried]:
        """Give the reads of query parameters in a function and the functions inside it."""
        seen: set[tuple[str, ...]] = set()
        inside = {function}
        for index, declared in enumerate(view.functions):
            if declared.parent in inside and index > function:
                inside.add(index)
        for index in sorted(inside):
            for block, value in _values(view, index):
                nodes = tuple(ir.walk(value))
                methods = {id(node.callee) for node in nodes if isinstance(node, ir.Call)}
                for node in nodes:
                    if isinstance(node, ir.Call):
                        yield from self._form_class(view, Site(view, index, block), node)
                    if not isinstance(node, (ir.Call, ir.Member)) or id(node) in methods:
                        continue  # ``params.find(...)``: nobody sends a parameter ``find``
                    written = chain_of(node)
                    if written in seen or _BODY & set(written):
                        continue
                    seen.add(written)
                    for chain in dict.fromkeys((_meant(view, index, written), written)):
                        chain = self._imported(view, chain)
                        match = self._catalogue.sources.match(chain, view.module.language)
                        if match is not None and match.group in ("request", "url") and match.key:
                            break
                    else:
                        continue
                    if (match.key,) in seen or _BODY & set(chain):
                        continue
                    seen.add((match.key,))
                    name = readable(chain)
                    step = Step(locate(view, node), "source", f"{name} is read from the address", name)
                    yield Carried(Origin("read", chain, location=locate(view, node)), match.key, (step,))

    def _form_class(self, view: ModuleView, site: Site, call: ir.Call) -> Iterator[Carried]:
        """Give the fields of a form class that is filled from the whole query: ``SearchForm(request.GET)``."""
        if not view.module.open_scope or not any(
            chain_of(n)[-1:] in ((".GET",), (".args",)) for a in call.arguments[:1] for n in ir.walk(a)
        ):
            return
        for shape in self._resolver.shapes(site, call.callee):
            if isinstance(shape, ClassShape):
                for cls in self._resolver.lineage(shape):
                    for field in cls.view.module.classes[cls.number].fields:
                        if isinstance(field.value, ir.Call):
                            at = locate(cls.view, field)
                            text = f"{field.name} of the form is filled from the query"
                            yield Carried(
                                Origin("query", (field.name,), location=at),
                                field.name,
                                (Step(at, "source", text, field.name),),
                            )

    def _imported(self, view: ModuleView, chain: tuple[str, ...]) -> tuple[str, ...]:
        """Read ``useSearchParams().get('q')`` as what the package exports under that name."""
        binding = view.imports[0].get(chain[0])
        if binding is None or binding.specifier.startswith("."):
            return chain
        return (self._program.symbol(view, binding.specifier, binding.name), *chain[1:])

    # ------------------------------------------------------------------------------------------ components

    def _component(self, view: ModuleView) -> Iterator[Carried]:
        at = Location(view.path, *head(view))
        for item in self._parameters(self._routing.files.of_file(view.path)):
            if item.origin.location is not None and item.origin.location.path == view.path:
                origin = Origin("parameter", item.origin.chain, location=at)
                item = item._replace(origin=origin, steps=(_at(item.steps[0], at),))
            yield item
        yield from self._own_reads(view)
        row, _ = self._routing.files.file_route(view.path)
        for stem in row.loaders if row is not None else ():
            for ending in (".ts", ".js"):
                path = posixpath.join(posixpath.dirname(view.path), stem + ending)
                loader = self._program.view(path) if self._program.exists(path) else None
                if loader is not None:
                    yield from self._own_reads(loader)

    def _own_reads(self, view: ModuleView) -> Iterator[Carried]:
        """Give what the scripts of the page itself read from its address."""
        seen: set[str] = set()
        for index in range(len(view.functions)):
            if view.functions[index].parent <= 0:
                for item in self._reads(view, index):
                    if item.name not in seen:
                        seen.add(item.name)
                        yield item


def _values(view: ModuleView, function: int) -> Iterator[tuple[int, ir.Expr]]:
    """Give the values of a function's statements and of the elements that it makes, each with its block."""
    for statement in view.functions[function].body:
        yield statement.block, statement.value
    for tag in view.module.tags:
        if tag.function == function and tag.name != "title":
            if tag.content is not None:
                yield tag.block, tag.content
            for attribute in tag.attributes:
                if attribute.value is not None:
                    yield tag.block, attribute.value


def _meant(view: ModuleView, function: int, chain: tuple[str, ...]) -> tuple[str, ...]:
    """Read a local name as what it stands for: ``const { query } = useRouter(); query.q``."""
    seen: set[str] = set()
    while chain[0] not in seen:
        seen.add(chain[0])
        scope = view.scope_of(function, chain[0])
        assigned = view.assigns[scope].get(chain[0], ()) if scope >= 0 else ()
        if len(assigned) != 1 or not isinstance(assigned[0].value, (ir.Name, ir.Member, ir.Call)):
            break
        meant = chain_of(assigned[0].value)
        if meant[0] == "*" or meant[0] == chain[0]:
            break
        chain = (*meant, *chain[1:])
    return chain


def _at(step: Step, location: Location) -> Step:
    return Step(location, step.role, step.text, step.name)


def _is_plain(parameter: ir.Parameter) -> bool:
    """Say whether a parameter of an endpoint is a single value of the query: text, a number, or ``Query(...)``."""
    if isinstance(parameter.default, ir.Call) and simple_name(parameter.default.callee) != "Query":
        return False
    if parameter.annotation is None:
        return parameter.default is not None
    words = {n.id for n in ir.walk(parameter.annotation) if isinstance(n, ir.Name)}
    return bool(words) and words <= {
        "str",
        "int",
        "float",
        "Optional",
        "None",
        "Annotated",
        "Query",
        "List",
        "list",
        "date",
    }
