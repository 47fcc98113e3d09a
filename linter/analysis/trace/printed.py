"""What a template prints into an element of its page, for the scripts that read it there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.view import ModuleView
from linter.analysis.trace.fields import BY_ID, QUERY, SELECTOR, VALUED
from linter.analysis.trace.trails import literal_of

_CONTENT = frozenset({".textContent", ".innerText", ".innerHTML", ".text", ".html"})
_WHOLE_PAGE = {"body": "body", "documentElement": "html"}


class Printed(NamedTuple):
    """An element that holds a value: ``value`` as the template of ``view`` says, of which ``rest`` is read."""

    view: ModuleView
    tag: ir.Tag
    value: ir.Expr
    rest: tuple[str, ...]


class _Reading(NamedTuple):
    """Which element a chain reads (by its id or name, by an attribute that it has, or its kind), and what of it."""

    key: str
    attribute: str
    """``data-x``; empty for its value or content."""
    rest: tuple[str, ...]
    kind: str = ""


class Prints:
    """Finds elements in the pages of a project."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._memo: dict[tuple[str, tuple[str, ...]], list[Printed]] = {}

    def of(self, view: ModuleView, chain: tuple[str, ...]) -> list[Printed]:
        """
        Give what templates print into the element that a chain reads.

        The value of an input, a ``data-*`` attribute, or the content of a script element that holds data:
        ``document.getElementById('x').textContent``, ``document.querySelector('#x').dataset.y``, ``$('#x').data('y')``.
        """
        reading = _reading(chain)
        if reading is None:
            return []
        key = (view.path, chain)
        known = self._memo.get(key)
        if known is None:
            known = self._memo[key] = list(self._find(view, reading))
        return known

    def _find(self, view: ModuleView, reading: _Reading) -> Iterator[Printed]:
        own = list(_in(view, reading))
        if own:
            yield from own
            return
        word = reading.key or reading.attribute
        files = self._program.files_with(word) if word else ()
        for path in self._program.first(files, f"files that may hold the element {word}", view.path):
            other = self._program.view(path)
            if other is not None and other is not view and other.module.tags:
                yield from _in(other, reading)


def _in(view: ModuleView, reading: _Reading) -> Iterator[Printed]:
    for tag in view.module.tags:
        named = {a.name: a.value for a in tag.attributes}
        if reading.kind and tag.name != reading.kind:
            continue
        if reading.key and not any(
            isinstance(v, ir.Constant) and v.value == reading.key for v in (named.get("id"), named.get("name"))
        ):
            continue
        value: ir.Expr | None
        if reading.attribute:
            value = named.get(reading.attribute)
        elif tag.name == "script":
            value = tag.content
        else:
            value = named.get("value") if tag.name == "input" else None
        if value is not None and not isinstance(value, (ir.Constant, ir.Lambda)):
            yield Printed(view, tag, value, reading.rest)


def _reading(chain: tuple[str, ...]) -> _Reading | None:
    key = kind = ""
    for at, piece in enumerate(chain):
        name = piece.lstrip(".")
        literal = literal_of(chain[at + 1]) if at + 1 < len(chain) else ""
        if literal and name in BY_ID:
            key = literal
        elif literal and name in QUERY:
            found = SELECTOR.search(literal)
            key = (found[1] or found[2] or "") if found is not None else ""
            attribute = re.fullmatch(r"(?:[\w-]+)?\[(data-[\w-]+)\]", literal) if not key else None
            if found is None and attribute is None and not re.fullmatch(r"[a-z]+", literal):
                continue
            kind = literal if literal in ("body", "html") else kind
        elif name in _WHOLE_PAGE and at == 1 and chain[0] == "document":
            kind = _WHOLE_PAGE[name]
        read = chain[at + 1 :]
        rest = read[1:]
        if piece == ".dataset" and read and read[0].startswith("."):
            return _Reading(key, "data-" + _dashed(read[0][1:]), rest, kind)
        if piece in (".getAttribute", ".attr") and literal.startswith("data-"):
            return _Reading(key, literal, rest, kind)
        if piece == ".data" and literal and at > 0 and not literal.startswith("("):
            return _Reading(key, "data-" + _dashed(literal), rest, kind)
        if key and (piece in _CONTENT or piece in VALUED):
            called = read[:1] and read[0].startswith("(")
            return _Reading(key, "", rest if called else read, kind)
    return None


def _dashed(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "-" + m[1], name).lower()
