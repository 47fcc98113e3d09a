"""What forms and calls put into addresses: fields of forms sent by GET, parameters that scripts navigate with."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from linter import ir
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.view import ModuleView
from linter.analysis.link.words import calls_of
from linter.analysis.pages.patterns import Target, longest_word, plain
from linter.analysis.pages.routes import Routes
from linter.analysis.sinks.guards import chain_of
from linter.analysis.trace.contexts import Contexts
from linter.analysis.trace.fields import literal_attributes
from linter.analysis.trace.trails import locate, readable
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import Navigation
from linter.model import Location, Origin, Step

_QUIET = frozenset({"hidden", "submit", "checkbox", "radio", "button", "reset", "image"})
_LINKS = frozenset({"%url", "url_for", "url", "route", "path", "%path"})
"""Functions of templates that make the address of a named route."""
_NOWHERE = "\x00"
"""An address or name that is not written down."""


class Carried(NamedTuple):
    """Something that a page's address or title carries."""

    origin: Origin
    name: str
    steps: tuple[Step, ...]
    at: Location | None = None
    """Where it is reported when it is not the page: a form or a call that leads to an address nobody knows."""
    title: bool = False
    """True where it stands in the title of the page."""
    transforms: tuple[str, ...] = ()


Sent: TypeAlias = dict[Target, list[Carried]]


class Goal(NamedTuple):
    """Where a form or call leads: to an address, else to a named route, or back to the page that it stands on."""

    address: str = _NOWHERE
    name: str = _NOWHERE
    own: bool = False
    stays: bool = False
    """True where what no route answers is reported at the form or call itself."""


class Sending:
    """Answers what is sent in addresses, and where it arrives."""

    def __init__(self, program: Program, contexts: Contexts, catalogue: Catalogue) -> None:
        self._program = program
        self._contexts = contexts
        self._navigation = tuple(
            row for name in sorted(catalogue.frameworks) for row in catalogue.frameworks[name].navigation
        )
        self._names = sorted({row.callee.rsplit(".", 1)[-1] for row in self._navigation})

    @property
    def words(self) -> list[str]:
        """The texts of which files that send anything hold one."""
        return ["form", *calls_of(*self._names)]

    def everything(self, routes: Routes) -> Sent:
        """Give all that forms and calls of the project send, by what answers."""
        found: Sent = {}
        for path, goal, at, item in self._every(None):
            targets = self._answering(routes, path, goal)
            if targets:
                for target in targets:
                    found.setdefault(target, []).append(item)
            elif goal.stays:
                found.setdefault(("file", path, 0), []).append(item._replace(at=at))
        return found

    def to_file(self, path: str, files: Routes, whole: Callable[[], Routes]) -> list[Carried]:
        """
        Give what is sent to one page: the same as ``everything`` has for it, but read from few files.

        ``files`` knows the routes that lead to files; ``whole`` gives all routes, and is asked where these matter.
        """
        addresses, names = files.ways_to_file(path)
        near = self._naming((*addresses, *names))
        found: list[Carried] = []
        for holder, goal, at, item in self._every(None if near is None else near | {path}):
            here = goal.address != _NOWHERE and plain(goal.address) in addresses
            if not here and goal.name.rsplit(":", 1)[-1].rsplit(".", 1)[-1] in names:
                here = goal.address == _NOWHERE or ("file", path, 0) in self._answering(whole(), holder, goal)
            if here or (goal.own and holder == path):
                found.append(item)
            elif goal.stays and holder == path and not self._is_answered(goal, files, whole):
                found.append(item._replace(at=at))
        return found

    def _naming(self, texts: tuple[str, ...]) -> frozenset[str] | None:
        """Give the files that hold the longest word of one of the texts; None where a text has none."""
        found: set[str] = set()
        for text in texts:
            word = longest_word(text)
            if not word:
                return None
            found.update(self._program.files_with(word))
        return frozenset(found)

    def _answering(self, routes: Routes, path: str, goal: Goal) -> list[Target]:
        if goal.own:
            return [("file", path, 0)]
        found = routes.at(goal.address) if goal.address != _NOWHERE else []
        return found or (routes.named(goal.name) if goal.name != _NOWHERE else [])

    def _is_answered(self, goal: Goal, files: Routes, whole: Callable[[], Routes]) -> bool:
        if goal.name == _NOWHERE and (goal.address == _NOWHERE or not files.may_answer(goal.address)):
            return False
        return bool(self._answering(whole(), "", goal))

    def _every(self, near: frozenset[str] | None) -> Iterator[tuple[str, Goal, Location, Carried]]:
        """Give all that is sent from files (None: all): the file, where it leads, its own place, what it is."""
        yield from self._forms(near)
        yield from self._calls(near)

    def _forms(self, near: frozenset[str] | None) -> Iterator[tuple[str, Goal, Location, Carried]]:
        """Give the fields of forms that are sent by GET."""
        for path in self._program.first(self._program.files_with("form"), "files with forms"):
            kind = self._program.project.language(path)
            if kind is None or kind[0] == "python" or (near is not None and path not in near):
                continue
            view = self._program.view(path)
            for index, tag in enumerate(view.module.tags if view is not None else ()):
                if view is None or tag.name.lower() != "form" or not _by_get(tag):
                    continue
                goal = self._action(view, tag)
                if goal is not None:
                    for item in _fields(view, tag, index):
                        yield path, goal, locate(view, tag), item

    def _action(self, view: ModuleView, tag: ir.Tag) -> Goal | None:
        """Give where a form leads; None where nobody can say."""
        own = Goal(own=True, stays=True)
        value = next((a.value for a in tag.attributes if a.name == "action"), None)
        if value is None or (isinstance(value, ir.Constant) and str(value.value).startswith(("?", "#"))):
            # A layout's form leads to whatever page it stands on.
            return None if self._contexts.children(view.path) else own
        if isinstance(value, ir.Constant):
            address = str(value.value or "")
            if not address:
                return None if self._contexts.children(view.path) else own
            if ":" in address.split("/", 1)[0] or address.startswith("//") or "<%" in address or "{" in address:
                return None
            if posixpath.basename(address.split("?", 1)[0]) == posixpath.basename(view.path):
                return own
            return Goal(address, stays=address.startswith("/"))
        for node in ir.walk(value.value if isinstance(value, ir.Hole) else value):
            if isinstance(node, ir.Call) and simple_name(node.callee) in _LINKS and node.arguments:
                first = node.arguments[0]
                if isinstance(first, ir.Constant) and isinstance(first.value, str):
                    return Goal(name=first.value)
        return None

    def _calls(self, near: frozenset[str] | None) -> Iterator[tuple[str, Goal, Location, Carried]]:
        """Give the values that scripts put into the query of an address they go to."""
        calling = {
            p for text in calls_of(*self._names) for p in self._program.files_with(text) if not p.endswith(".py")
        }
        for path in self._program.first(sorted(calling), "files that go to addresses"):
            view = self._program.view(path) if near is None or path in near else None
            if view is None or view.module.open_scope:
                continue
            for name in self._names:
                for called in view.calls_by_name.get(name, ()):
                    for row in self._navigation:
                        if not _goes(view, called.call, row) or len(called.call.arguments) <= row.address:
                            continue
                        address = called.call.arguments[row.address]
                        goal = Goal(_path_of(address), _route_of(address), stays=True)
                        for key, value in (*_queried(address, row), *_set(view, address)):
                            yield path, goal, locate(view, called.call), _navigated(view, called.call, key, value)
                        break


def _navigated(view: ModuleView, call: ir.Call, key: str, value: ir.Expr) -> Carried:
    chain = chain_of(value)
    chain = chain if chain[0] != "*" else (key,)
    text = f"{readable(chain)} is put into the address as {key}"
    at = locate(view, call)
    return Carried(Origin("query", (key,), location=at), key, (Step(at, "source", text, readable(chain)),))


def _by_get(tag: ir.Tag) -> bool:
    attributes = {a.name.lower(): a.value for a in tag.attributes}
    if any(name.startswith("on") for name in attributes) or "data-netlify" in attributes:
        return False
    method = attributes.get("method")
    if "method" not in attributes:
        return tag.component is None and not any(n.startswith(("hx-", "v-on", "@")) for n in attributes)
    return isinstance(method, ir.Constant) and str(method.value).lower() == "get"


def _fields(view: ModuleView, form: ir.Tag, index: int) -> Iterator[Carried]:
    for field in view.module.tags[index + 1 :]:
        if field.start >= form.stop:
            break
        named = dict(literal_attributes(field))
        if field.name not in ("input", "select", "textarea") or not named.get("name"):
            continue
        if named.get("type", "").lower() in _QUIET:
            continue
        at = locate(view, field)
        origin = Origin("form-field", (named["name"],), attributes=literal_attributes(field), location=at)
        step = Step(at, "source", f"{named['name']} is typed here and sent in the address", named["name"])
        yield Carried(origin, named["name"], (step,))


def _goes(view: ModuleView, call: ir.Call, row: Navigation) -> bool:
    wanted = row.callee.split(".")
    chain = [segment.lstrip(".") for segment in chain_of(call.callee)]
    if chain[-len(wanted) :] != wanted:
        return False
    if not row.imports:
        return True
    return any(b.specifier in row.imports or b.specifier.split("/")[0] in row.imports for b in view.module.imports)


def _path_of(address: ir.Expr) -> str:
    """Give the literal path of an address, or of the object that describes it."""
    if isinstance(address, ir.Constant):
        return str(address.value or "")
    if isinstance(address, ir.Text) and address.parts and isinstance(address.parts[0], ir.Constant):
        return str(address.parts[0].value or "")
    if isinstance(address, ir.Record):
        for entry in address.entries:
            if isinstance(entry, ir.Field) and entry.key in ("pathname", "path"):
                return _path_of(entry.value)
    return _NOWHERE


def _route_of(address: ir.Expr) -> str:
    if isinstance(address, ir.Record):
        for entry in address.entries:
            if isinstance(entry, ir.Field) and entry.key == "name" and isinstance(entry.value, ir.Constant):
                return str(entry.value.value)
    return _NOWHERE


def _queried(address: ir.Expr, row: Navigation) -> Iterator[tuple[str, ir.Expr]]:
    """Give the parameters of the query that an address is put together from: ``"/search?q=" + term``."""
    if isinstance(address, ir.Text):
        before = ""
        for part in address.parts:
            if isinstance(part, ir.Constant):
                before += str(part.value)
                continue
            key = before[max(before.rfind("?"), before.rfind("&")) + 1 :] if "?" in before else ""
            if key.endswith("=") and len(key) > 1:
                yield key[:-1], part
            before += "x"
    elif isinstance(address, ir.Record):
        for entry in address.entries:
            if not isinstance(entry, ir.Field):
                continue
            if "" in row.keys and not isinstance(entry.value, ir.Constant):
                yield entry.key, entry.value
            elif entry.key in row.keys and isinstance(entry.value, ir.Record):
                for inner in entry.value.entries:
                    if isinstance(inner, ir.Field) and inner.key and not isinstance(inner.value, ir.Constant):
                        yield inner.key, inner.value


def _set(view: ModuleView, address: ir.Expr) -> Iterator[tuple[str, ir.Expr]]:
    """Give what is set on the query of an address that has a name: ``url.searchParams.set('q', term)``."""
    names = {node.id for node in ir.walk(address) if isinstance(node, ir.Name)}
    for method in ("set", "append"):
        for called in view.calls_by_name.get(method, ()):
            chain = chain_of(called.call.callee)
            arguments = called.call.arguments
            if len(arguments) < 2 or chain[0] not in names or chain[1:-1] not in ((), (".searchParams",)):
                continue
            key = arguments[0].value if isinstance(arguments[0], ir.Constant) else None
            if isinstance(key, str) and not isinstance(arguments[1], ir.Constant):
                yield key, arguments[1]
