"""
Script that is written as text in another language: ``"fbq('track', 'Search', {q: '%s'})" % q``.

The text is lowered like a file of its own, with a made-up name for each value put into it; the sinks found there are
then given the real values. Elements that load from an address (``'<img src="%s">'``) need no such file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter import ir
from linter.analysis.link.program import simple_name
from linter.analysis.link.shapes import Site
from linter.analysis.link.view import ModuleView
from linter.analysis.sinks.finder import SinkFinder
from linter.analysis.sinks.markup import is_element
from linter.analysis.sinks.raw import Query, RawSink
from linter.analysis.sinks.urls import UrlFinder
from linter.analysis.trace.tracer import Tracer
from linter.frontends import lower
from linter.workspace.text import SourceText

_HOLE = "__tl_{}__"
_FOUND = re.compile(r"__tl_(\d+)__")
_PERCENT = re.compile(r"%(?:\((\w+)\))?[#0\- +]*\d*(?:\.\d+)?([sdrfiu])|%%")
_BRACES = re.compile(r"(?<!\{)\{(\w*)(?:![rsa])?(?::[^{}]*)?\}(?!\})")
_USED = re.compile(r"(?:(?<![\w$.])|(?<=window\.))([A-Za-z_$][\w$]*)(?=\s*(?:\(|\.[\w.]+\s*\(|=\s*(?:\{|%|__tl_)))")
MAX_TEXT = 20_000


class Telling:
    """Says which text calls or sets one of the catalogue's browser globals (``heads``)."""

    def __init__(self, heads: frozenset[str]) -> None:
        self._heads = heads

    def search(self, text: str) -> bool:
        """Say whether a text does."""
        return any(len(found[1]) > 1 and found[1] in self._heads for found in _USED.finditer(text))


class EmbeddedFinder:
    """Finds sinks inside text literals; ``telling`` says which text holds any."""

    def __init__(self, finder: SinkFinder, urls: UrlFinder, tracer: Tracer, telling: Telling) -> None:
        self._finder = finder
        self._urls = urls
        self._tracer = tracer
        self._kept: list[object] = []
        """What was made here and is known to the trace's memo by identity: it must live as long as the memo."""
        self._telling = telling

    def find(self, view: ModuleView) -> Iterator[RawSink]:
        """Give the sinks that stand in text literals of a module."""
        for text, owner, block in view.texts:
            site = Site(view, owner, block)
            if any(isinstance(p, ir.Hole) for p in text.parts):
                continue
            pieces: list[str | ir.Expr] = [str(p.value) if isinstance(p, ir.Constant) else p for p in text.parts]
            yield from self._sinks(site, text, pieces)
        scripts = self._scripts(view)
        for index, function in enumerate(view.functions) if scripts else ():
            for statement in function.body:
                for node in ir.walk(statement.value):
                    yield from self._formatted(Site(view, index, statement.block), node, scripts)

    def _scripts(self, view: ModuleView) -> dict[str, list[str]]:
        """Names that the module binds to text that holds a tracker's call: the templates that values are put into."""
        found: dict[str, list[str]] = {}
        pairs = [(name, a.value) for assigns in view.assigns for name, listed in assigns.items() for a in listed]
        pairs += [(f.name, f.value) for c in view.module.classes for f in c.fields if f.value is not None]
        pairs += [(simple_name(a.target), a.value) for a, _ in view.member_assigns]
        for name, value in pairs:
            text = value.value if isinstance(value, ir.Constant) else None
            if isinstance(text, str) and (self._telling.search(text) or is_element(text)):
                found.setdefault(name, []).append(text)
        return found

    def _formatted(self, site: Site, node: ir.Expr, scripts: dict[str, list[str]]) -> Iterator[RawSink]:
        if isinstance(node, ir.Operation) and node.operator == "%" and len(node.operands) == 2:
            left, right = node.operands
            for text in scripts.get(simple_name(left), ()):
                yield from self._sinks(site, node, list(_percent(text, right)))
        elif (
            isinstance(node, ir.Call)
            and isinstance(node.callee, ir.Member)
            and simple_name(node.callee) in ("format", "format_map", "replace", "substitute", "safe_substitute")
        ):
            for text in scripts.get(simple_name(node.callee.base), ()):
                if node.callee.key == "replace":
                    if (
                        len(node.arguments) > 1
                        and isinstance(node.arguments[0], ir.Constant)
                        and isinstance(node.arguments[0].value, str)
                        and node.arguments[0].value
                    ):
                        before, found, after = text.partition(node.arguments[0].value)
                        if found:
                            yield from self._sinks(site, node, [before, node.arguments[1], after])
                else:
                    yield from self._sinks(site, node, list(_braces(text, node)))

    def _sinks(self, site: Site, node: ir.Node, pieces: list[str | ir.Expr]) -> Iterator[RawSink]:
        values = [p for p in pieces if not isinstance(p, str)]
        if not values:
            return
        if any(isinstance(piece, str) and is_element(piece) for piece in pieces):
            text = ir.Text(node.start, node.end, tuple(_constant(node, p) if isinstance(p, str) else p for p in pieces))
            self._kept.append(text)
            yield from self._urls.written(site, node, text)
        numbers = iter(range(len(values)))
        code = "".join(p if isinstance(p, str) else _HOLE.format(next(numbers)) for p in pieces)
        if not self._telling.search(code):
            return
        if len(code) > MAX_TEXT:
            self._tracer.program.cut("characters of a script in a text", MAX_TEXT, len(code), site.view.path)
            return
        markup = "<script" in code.lower()
        name = "embedded.html" if markup else "embedded.js"
        source = SourceText(name, code.encode("utf-8", "replace"))
        inner = ModuleView(name, source, lower(source, "html" if markup else "javascript", ""))
        self._kept.extend((inner, values))
        for raw in self._finder.find(inner):
            queries: list[Query] = []
            for query in raw.queries:
                for trail in self._tracer.trace(raw.site, query.value, query.path):
                    texts = [*trail.origin.chain[:1], str(trail.origin.literal or "")]
                    for number in dict.fromkeys(n for t in texts for n in _FOUND.findall(t)):
                        if int(number) < len(values):
                            queries.append(
                                Query(query.role, values[int(number)], key=(*query.key, *trail.key), keys=query.keys)
                            )
            if queries:
                yield raw._replace(site=site, node=node, queries=tuple(_distinct(queries)), tag=-1)


def _constant(node: ir.Node, text: str) -> ir.Constant:
    return ir.Constant(node.start, node.end, text)


def _distinct(queries: list[Query]) -> list[Query]:
    """Drop queries that ask for the same value in the same role; a value with a key of its own has its role by that."""
    seen: dict[tuple[str, int, tuple[str, ...]], Query] = {}
    for query in queries:
        kept = query if not query.key else query._replace(keys=_EMPTY)
        seen.setdefault((query.role, id(query.value), query.key), kept)
    return list(seen.values())


_EMPTY: dict[str, str] = {}


def _percent(text: str, right: ir.Expr) -> Iterator[str | ir.Expr]:
    at, number = 0, 0
    positional = right.items if isinstance(right, ir.Sequence) else (right,)
    for found in _PERCENT.finditer(text):
        yield text[at : found.start()]
        at = found.end()
        if found[0] == "%%":
            yield "%"
        elif found[1]:
            yield _field(right, found[1])
        elif number < len(positional):
            yield positional[number]
            number += 1
    yield text[at:]


def _braces(text: str, call: ir.Call) -> Iterator[str | ir.Expr]:
    at, number = 0, 0
    named = {k.name: k.value for k in call.keywords if isinstance(k, ir.Keyword)}
    for found in _BRACES.finditer(text):
        yield text[at : found.start()]
        at = found.end()
        key = found[1]
        if not key or key.isdigit():
            index = int(key) if key else number
            number += 1
            if index < len(call.arguments):
                yield call.arguments[index]
        elif key in named:
            yield named[key]
    yield text[at:]


def _field(record: ir.Expr, key: str) -> ir.Expr:
    if isinstance(record, ir.Record):
        for entry in record.entries:
            if isinstance(entry, ir.Field) and entry.key == key:
                return entry.value
    return ir.Member(record.start, record.end, record, key)
