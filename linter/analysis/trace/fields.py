"""Form fields: which element a read like ``document.getElementById('q').value`` or ``e.target.value`` is about."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec import structs

from linter import ir
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.shapes import Site
from linter.analysis.link.storing import chain_root
from linter.analysis.link.view import CallSite, LambdaSite, ModuleView
from linter.analysis.link.wrappers import uses_of
from linter.analysis.trace.trails import Trail, literal_of

Attributes = tuple[tuple[str, str], ...]

BY_ID = frozenset({"getElementById"})
QUERY = frozenset({"querySelector", "querySelectorAll", "$", "jQuery", "find", "closest", "$$"})
_BY_NAME = frozenset({"getElementsByName"})
_VALUES = frozenset({".value", ".val", ".checked", ".selectedOptions", ".innerText", ".textContent", ".files"})
SELECTOR = re.compile(
    r"""#([\w-]+)|\[\s*(?:name|id|data-testid)\s*[*^$~|]?=\s*["']?([\w\[\].-]+)["']?\s*\]|\[\s*(type)\s*=\s*["']?([\w-]+)"""
)
VALUED = frozenset({".value", ".val"})
EVERY = (("element", "every"),)
"""What is known of a field when code goes through all fields of a form, whatever they are called."""
_ALL = frozenset({".querySelectorAll", ".getElementsByTagName"})
_TYPED = re.compile(r"\b(?:input|textarea|select)\b(?!\s*\[\s*type\s*=\s*[\"']?(?:checkbox|radio|hidden|submit|file))")
FIELDS = frozenset({"input", "textarea", "select"})
_ABOVE = 20
"""Elements around one that are looked at for the item of microdata that it belongs to."""


class Bound(NamedTuple):
    """
    An element that a variable is bound to: ``tag`` is its index, ``attribute`` the one that binds it.

    ``chain`` is what is bound as written, ``key`` the properties below what is read at which it stands, ``rest`` what
    is read below it.
    """

    tag: int
    attribute: str
    chain: tuple[str, ...]
    key: tuple[str, ...]
    rest: tuple[str, ...]


class Fields:
    """Answers questions about the form fields of a project."""

    def __init__(self, program: Program, states: frozenset[str]) -> None:
        self._program = program
        self._states = states
        self._memo: dict[tuple[str, str], Attributes | None] = {}
        self._bound: dict[str, dict[str, list[tuple[tuple[str, ...], int, str]]]] = {}

    def element(self, view: ModuleView, chain: tuple[str, ...]) -> Attributes | None:
        """Give the attributes of the form field whose value an access chain reads; None when it reads none."""
        if len(chain) < 2 or not any(piece in _VALUES for piece in chain[1:]):
            return None
        key = ""
        for at, piece in enumerate(chain):
            name = piece.lstrip(".")
            literal = literal_of(chain[at + 1]) if at + 1 < len(chain) else ""
            if not literal:
                continue
            below = chain[at + 2 : at + 4]
            if len(below) == 2 and below[0].startswith(".") and below[0] not in _VALUES and below[1] in _VALUES:
                key = below[0][1:]  # a field of the form with that name
                continue
            if name in BY_ID or name in _BY_NAME:
                key = literal
            elif name in QUERY and (found := SELECTOR.search(literal)):
                if found[3]:
                    return (("element", "input"), ("type", found[4]))
                key = found[1] or found[2]
        if not key:
            at = next(
                (i for i, p in enumerate(chain) if p in (".elements", ".$refs", ".refs", ".forms", ".current")), -1
            )
            if at >= 0 and at + 1 < len(chain) and chain[at + 1] not in _VALUES:
                key = (
                    chain[at + 1].lstrip(".")
                    if chain[at + 1].startswith(".")
                    else literal_of(chain[at + 2] if at + 2 < len(chain) else "")
                )
            elif len(chain) == 3 and chain[2] == ".value" and "form" in chain[0].lower():
                key = chain[1].lstrip(".")
        if not key:
            return EVERY if _goes_through(chain) else None
        return self._find(view, key) or (("element", "input"), ("name", key))

    def _find(self, view: ModuleView, key: str) -> Attributes | None:
        known = self._memo.get((view.path, key))
        if known is None and (view.path, key) not in self._memo:
            known = self._in(view, key)
            if known is None:
                files = self._program.files_with(key)
                for path in files if len(files) <= 30 else ():
                    other = self._program.view(path)
                    if other is not None and other is not view and (known := self._in(other, key)) is not None:
                        break
            self._memo[view.path, key] = known
        return known

    def _in(self, view: ModuleView, key: str) -> Attributes | None:
        for tag in view.module.tags:
            if tag.name in FIELDS:
                attributes = literal_attributes(tag)
                if any(name in ("id", "name", "ref") and value == key for name, value in attributes):
                    return attributes
            elif ("id", key) in (attributes := literal_attributes(tag)) and (prop := _microdata(view, tag)):
                return (("element", tag.name), ("itemprop", prop))
        return None

    def meant(self, view: ModuleView, key: str, trails: tuple[Trail, ...]) -> list[Trail]:
        """
        Let what is typed into some field of a handler be what is typed into the one of a name, where there is one.

        ``setValues({...values, [e.target.name]: e.target.value})`` stores each field under its own name.
        """
        if not any(t.origin.kind == "form-field" for t in trails):
            return list(trails)
        # A component of the project's own takes the place of an input: its name is all that is known of it.
        attributes = self._in(view, key) or _named(view, key) or (("element", "input"), ("name", key))
        return [
            t._replace(origin=structs.replace(t.origin, attributes=attributes)) if t.origin.kind == "form-field" else t
            for t in trails
        ]

    def state(self, site: Site, assign: ir.Assign) -> tuple[ir.Expr | None, list[tuple[Site, ir.Expr]]] | None:
        """Give the first value of ``const [q, setQ] = useState(first)`` and what ``setQ`` is given; else None."""
        view = site.view
        owner = view.assigned_in.get(id(assign), site.function)
        call = _pair(view, owner, assign.value, "0")
        if call is None or simple_name(call.callee) not in self._states:
            return None
        given: list[tuple[Site, ir.Expr]] = []
        for name, assigns in view.assigns[owner].items():
            for other in assigns:
                if _pair(view, owner, other.value, "1") is call:
                    given.extend(
                        (Site(view, c.function, c.block), c.call.arguments[0])
                        for c in view.calls_by_name.get(name, ())
                        if c.call.arguments and view.scope_of(c.function, name) == owner
                    )
                    given.extend(
                        (Site(view, use.function, use.block), use.holder.callee.base)
                        for use in view.value_uses.get(name, ())
                        if isinstance(use.holder, ir.Call)
                        and isinstance(use.holder.callee, ir.Member)
                        and use.holder.callee.key == "then"
                    )
        first = call.arguments[0] if call.arguments else None
        return first, given

    def event(self, view: ModuleView, function: int, path: tuple[str, ...]) -> Attributes | None:
        """For a handler of a field: the field's attributes, when ``path`` reads the value of the event's target."""
        if (
            len(path) < 2
            or path[0] not in (".target", ".currentTarget", ".srcElement", ".nativeEvent")
            or not any(p in _VALUES for p in path)
        ):
            return None
        if _goes_through(path):
            return EVERY
        for use in handler_uses(view, function):
            if use.tag >= 0:
                tag = view.module.tags[use.tag]
                return literal_attributes(tag)
            if isinstance(use.holder, ir.Call) and isinstance(use.holder.callee, ir.Member):
                found = self._listened(view, CallSite(use.holder, use.function, use.block))
                if found is not None:
                    return found
        return (("element", "input"),)

    def _listened(self, view: ModuleView, site: CallSite) -> Attributes | None:
        base = site.call.callee.base if isinstance(site.call.callee, ir.Member) else None
        if isinstance(base, ir.Call) and base.arguments and isinstance(base.arguments[0], ir.Constant):
            name = simple_name(base.callee)
            return self.element(view, (name, f"('{base.arguments[0].value}')", ".value"))
        if isinstance(base, ir.Member):
            return self.element(view, (simple_name(base.base), "." + base.key, ".value"))
        if isinstance(base, ir.Name):
            for assign in view.assigns[max(view.scope_of(site.function, base.id), 0)].get(base.id, ()):
                call = assign.value
                if isinstance(call, ir.Call) and call.arguments and isinstance(call.arguments[0], ir.Constant):
                    return self.element(view, (simple_name(call.callee), f"('{call.arguments[0].value}')", ".value"))
        return None

    def bound(self, view: ModuleView, owner: int, root: str, path: tuple[str, ...]) -> list[Bound]:
        """
        Give the elements that are bound to a variable of ``owner`` (or ``this``) and stored at ``path`` below it.

        Two-way bindings (``v-model``, ``bind:value``) hold what is typed; references (``ref``, ``bind:this``) the
        element itself, of which ``path`` must read the value.
        """
        found: list[Bound] = []
        for at, tag, attribute in self._bindings(view).get(root, ()):
            if root != "this" and view.scope_of(view.module.tags[tag].function, root) != owner:
                continue
            element = attribute in ("ref", "bind:this")
            at = at[1:] if at[:1] == (".value",) else at  # a reference and its value are one
            reading = path[1:] if path[:1] in ((".value",), (".current",)) else path
            if element and not any(p in _VALUES for p in reading):
                continue
            if reading[: len(at)] == at:
                found.append(Bound(tag, attribute, (root, *at), (), reading[len(at) :]))
            elif not element and at[: len(reading)] == reading and all(p.startswith(".") for p in at):
                key = tuple(p[1:] for p in at[len(reading) :])
                found.append(Bound(tag, attribute, (root, *at), key, ()))
        return found

    def references(self, view: ModuleView, name: str) -> list[int]:
        """Give the elements that a variable is a reference to (``ref``, ``bind:this``), as indexes."""
        return [tag for at, tag, word in self._bindings(view).get(name, ()) if word in ("ref", "bind:this") and not at]

    def _bindings(self, view: ModuleView) -> dict[str, list[tuple[tuple[str, ...], int, str]]]:
        known = self._bound.get(view.path)
        if known is None:
            known = self._bound[view.path] = {}
            for index, tag in enumerate(view.module.tags):
                for attribute in tag.attributes:
                    value = attribute.value
                    if attribute.name == "ref" and isinstance(value, ir.Constant) and isinstance(value.value, str):
                        for chain in ((value.value, ()), ("this", (".$refs", "." + value.value))):
                            known.setdefault(chain[0], []).append((chain[1], index, "ref"))
                    elif value is not None and (
                        attribute.name == "ref" or attribute.name.startswith(("v-model", "bind:", "[(ngmodel)]"))
                    ):
                        root, at = chain_root(value)
                        if isinstance(root, ir.Name):
                            known.setdefault(root.id, []).append((at, index, attribute.name))
        return known


def _goes_through(chain: tuple[str, ...]) -> bool:
    """Say whether a chain reads the value of each of the fields that a query gives, or of a form's elements."""
    for at, piece in enumerate(chain[:-1]):
        if chain[-1] not in VALUED or "[*]" not in chain[at + 1 : at + 3]:
            continue
        if piece == ".elements" and chain[at + 1] == "[*]":
            return True
        asked = literal_of(chain[at + 1])
        if piece in _ALL and chain[at + 2 : at + 3] == ("[*]",) and (not asked or _TYPED.search(asked)):
            return True
    return False


def _named(view: ModuleView, key: str) -> Attributes | None:
    """Give the attributes of the component that stands for a field of a name: ``<TextField name="email"/>``."""
    for tag in view.module.tags:
        if tag.component is not None and ("name", key) in (attributes := literal_attributes(tag)):
            return attributes
    return None


def literal_attributes(tag: ir.Tag) -> Attributes:
    """Give an element's name and its literal attributes."""
    found = [("element", tag.name)]
    for attribute in tag.attributes:
        if attribute.value is None:
            found.append((attribute.name, ""))
        elif isinstance(attribute.value, ir.Constant):
            found.append((attribute.name, str(attribute.value.value)))
    return tuple(found)


def _microdata(view: ModuleView, tag: ir.Tag) -> str:
    """Give what an element of microdata holds: ``Person.email`` for ``itemprop="email"`` within such an item."""
    prop = dict(literal_attributes(tag)).get("itemprop", "")
    above = tag.parent
    for _ in range(_ABOVE if prop else 0):
        if above < 0:
            break
        kind = dict(literal_attributes(view.module.tags[above])).get("itemtype", "")
        if kind:
            return f"{kind.rstrip('/').rsplit('/', 1)[-1]}.{prop}"
        above = view.module.tags[above].parent
    return ""


def handler_uses(view: ModuleView, function: int) -> list[LambdaSite]:
    """Give the places that hold a function as a value, by itself, wrapped, or by the name of either."""
    uses = uses_of(view, function)
    names = [
        view.functions[function].name,
        *(simple_name(u.holder.target) for u in uses if isinstance(u.holder, ir.Assign)),
    ]
    return [*uses, *(use for name in dict.fromkeys(names) if name for use in view.value_uses.get(name, ()))]


def _pair(view: ModuleView, function: int, value: ir.Expr, key: str) -> ir.Call | None:
    """Give the call of which ``value`` is element ``key``; a call that is read twice stands under a made-up name."""
    if not (isinstance(value, ir.Member) and value.key == key):
        return None
    base = value.base
    if isinstance(base, ir.Name) and base.id.startswith("%"):
        assigns = view.assigns[function].get(base.id, ())
        base = assigns[0].value if len(assigns) == 1 else base
    return base if isinstance(base, ir.Call) else None
