"""Svelte components: a script, and markup with ``{expressions}``, ``{#if}``, ``{#each}``, ``{#await}``."""

from __future__ import annotations

import re

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.components.page import ComponentPage
from linter.frontends.components.patterns import bindings, loop_bindings
from linter.frontends.components.rewriting import rewrite, rewrite_function
from linter.frontends.javascript.frontend import lower_expression, lower_script
from linter.frontends.markup import Element, parse_markup
from linter.frontends.templates.brackets import Brackets
from linter.frontends.templates.reading import Reading
from linter.frontends.templates.structure import Structure
from linter.workspace.text import SourceText

_OPENING = re.compile(rb"<!--|<script\b|<style\b|\{", re.IGNORECASE)
_ENDS = {b"<!--": b"-->", b"<script": b"</script", b"<style": b"</style"}
_KEYWORD = re.compile(rb"([#:/@])\s*(else\s+if|[a-z]+)\s*")
_EACH = re.compile(rb"(.*?)\s+as\s+(.*?)(?:\s*\([^()]*\))?\s*$", re.DOTALL)
_AWAIT = re.compile(rb"(.*?)\s+(?:then|catch)\s+(.*)$", re.DOTALL)
_CONST = re.compile(rb"([^=]+?)\s*=(?![=>])\s*(.*)$", re.DOTALL)
_SUBSCRIBED = re.compile(rb"\$[A-Za-z_]")
_SNIPPET = re.compile(rb"([\w$]+)\s*(?:\((.*)\))?\s*$", re.DOTALL)


def lower_svelte(text: SourceText) -> ir.Module:
    """Lower a Svelte component."""
    data = text.data
    builder = ModuleBuilder("svelte", len(data))
    scripts = [e for e in parse_markup(data, fold=False).elements if e.name == "script" and e.parent < 0]
    language = "javascript"
    for script in scripts:
        if any(a.name == "lang" and a.value_start >= 0 for a in script.attributes):
            language = "typescript"
    for script in scripts:
        lower_script(data[script.end : script.close], script.end, language, builder, builder.functions[0], 0)
    reading = Reading(data, builder, "svelte")
    reading.function.parent = 0
    SvelteReader(reading, language).read()
    reading.finish()
    _component(builder, text.path, scripts)
    ComponentPage(data, builder, reading).lower()
    _subscriptions(builder, data)
    return builder.build()


def _subscriptions(builder: ModuleBuilder, data: bytes) -> None:
    """Read ``$term`` as what it is, the value of the store ``term``: ``term.value``, of which a store has no other."""
    if not _SUBSCRIBED.search(data):
        return
    bound = {b.local for b in builder.imports if b.function == 0 and not b.specifier.startswith("$")}
    bound |= {
        s.target.id for s in builder.functions[0].body if isinstance(s, ir.Assign) and isinstance(s.target, ir.Name)
    }

    def rename(name: ir.Name) -> ir.Expr:
        if not name.id.startswith("$") or name.id[1:] not in bound:
            return name
        return ir.Member(name.start, name.end, ir.Name(name.start, name.end, name.id[1:]), "value")

    for function in builder.functions:
        rewrite_function(function, rename)
    builder.tags[:] = [rewrite(tag, rename) for tag in builder.tags]


def _component(builder: ModuleBuilder, path: str, scripts: list[Element]) -> None:
    """Make the class that stands for the component; its fields are the props."""
    fields = [
        ir.ClassField(export.start, export.end, export.name)
        for export in builder.exports
        if export.name not in {"default", "*"} and not export.specifier
    ]
    wholes: set[str] = set()
    for statement in builder.functions[0].body:
        if not isinstance(statement, ir.Assign):
            continue
        value, target = statement.value, statement.target
        if _is_props(value) and isinstance(target, ir.Name):
            wholes.add(target.id)
        elif isinstance(value, ir.Member) and (
            _is_props(value.base) or (isinstance(value.base, ir.Name) and value.base.id in wholes)
        ):
            fields.append(ir.ClassField(statement.start, statement.end, value.key))
    start, end = (scripts[0].start, scripts[0].stop) if scripts else (0, 0)
    name = path.rpartition("/")[2].partition(".")[0]
    builder.classes.append(ir.Class(start, end, name, fields=tuple(fields), kind="component"))
    if not any(export.name == "default" for export in builder.exports):
        builder.exports.append(ir.Export(start, end, "default", ir.ClassRef(start, end, len(builder.classes) - 1)))


def _is_props(value: ir.Expr) -> bool:
    return isinstance(value, ir.Call) and isinstance(value.callee, ir.Name) and value.callee.id == "$props"


class SvelteReader:
    """Reads the markup of one component into a ``Reading``."""

    def __init__(self, reading: Reading, language: str) -> None:
        self.reading = reading
        self.data = reading.data
        self.language = language
        self.structure = Structure(reading)
        self.brackets = Brackets(self.data)

    def read(self) -> None:
        """Read the whole text."""
        at = 0
        exhausted: set[bytes] = set()
        while match := _OPENING.search(self.data, at):
            opening = match[0].lower()
            if opening != b"{":
                ending = _ENDS[opening]
                found = -1 if ending in exhausted else self.data.find(ending, match.end())
                if found < 0:
                    exhausted.add(ending)
                at = found + len(ending) if found >= 0 else match.end()
                continue
            closing = self.brackets.closing(match.start())
            if closing is None:
                at = match.end()
                continue
            at = closing + 1
            self._braces(match.start(), at)
        self.structure.finish()

    def expression(self, start: int, end: int) -> ir.Expr:
        """Lower one expression where the reading stands."""
        reading = self.reading
        piece = self.data[start:end]
        return lower_expression(piece, start, self.language, reading.builder, reading.scope, reading.block)

    def _braces(self, start: int, end: int) -> None:
        inner_start, inner_end = start + 1, end - 1
        while inner_start < inner_end and self.data[inner_start : inner_start + 1].isspace():
            inner_start += 1
        match = _KEYWORD.match(self.data, inner_start, inner_end)
        if match is None:
            self._value(start, end, inner_start, inner_end)
            return
        kind, word = match[1], b" ".join(match[2].split()).decode()
        at = match.end()
        if kind == b"#":
            self._open(word, start, end, at, inner_end)
        elif kind == b":":
            self._between(word, start, end, at, inner_end)
        elif kind == b"/":
            self.structure.close(start, end, word)
        elif word in {"html", "render", "attach"}:
            self.reading.hole(start, end, self.expression(at, inner_end))
            return
        elif word == "const" and (const := _CONST.match(self.data, at, inner_end)):
            self._bind(bindings(const[1], const.start(1), self.expression(*const.span(2))))
        self.reading.blank(start, end)

    def _value(self, start: int, end: int, inner_start: int, inner_end: int) -> None:
        if self.data.startswith(b"...", inner_start):
            value = self.expression(inner_start + 3, inner_end)
            self.reading.hole(start, end, ir.Spread(inner_start, inner_end, value))
        elif self.data.startswith(b"/*", inner_start):
            self.reading.comment(start, end, inner_start, inner_end)
        else:
            self.reading.hole(start, end, self.expression(inner_start, inner_end))

    def _bind(self, names: list[tuple[ir.Name, ir.Expr]]) -> None:
        for target, value in names:
            self.reading.assign(target.start, max(target.end, value.end), target, value)

    def _open(self, word: str, start: int, end: int, at: int, inner_end: int) -> None:
        if word == "if":
            self.structure.condition("if", start, end, self.expression(at, inner_end))
        elif word == "each":
            match = _EACH.match(self.data, at, inner_end)
            values = self.expression(*(match.span(1) if match else (at, inner_end)))
            self.structure.loop("each", start, end)
            if match:
                self._bind(loop_bindings(match[2], match.start(2), values))
        elif word == "await":
            match = _AWAIT.match(self.data, at, inner_end)
            value = self.expression(*(match.span(1) if match else (at, inner_end)))
            self.structure.plain("await", start, end)
            self.structure.frames[-1].test = value
            if match:
                self._bind(bindings(match[2], match.start(2), value))
        elif word == "snippet":
            match = _SNIPPET.match(self.data, at, inner_end)
            self.structure.plain("snippet", start, end)
            if match and match[2]:
                pattern = b"[" + match[2] + b"]"
                self._bind(bindings(pattern, match.start(2), ir.Opaque(at, inner_end)))
        else:
            self.structure.plain(word, start, end)

    def _between(self, word: str, start: int, end: int, at: int, inner_end: int) -> None:
        if word == "else if":
            self.structure.otherwise(start, end, self.expression(at, inner_end), "if")
        elif word == "else":
            self.structure.otherwise(start, end, None, "if", "each")
        elif word == "then":
            frame = self.structure.top("await")
            if frame is not None and frame.test is not None and at < inner_end:
                self._bind(bindings(self.data[at:inner_end], at, frame.test))
