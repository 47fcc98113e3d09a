"""Handlebars, Mustache and Ember: ``{{q}}``, ``{{{raw}}}``, ``{{#if a}} ... {{/if}}``, ``{{> partial}}``."""

from __future__ import annotations

import re

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.templates.applications import ApplicationReader
from linter.frontends.templates.reading import Reading
from linter.frontends.templates.structure import Structure

_OPENING = re.compile(rb"\\?\{\{(\{\{?|~?!--|~?!|~?[#^/>&*]{0,2})")
_NAME = re.compile(rb"[~\s]*([\w.@/-]+)")
_CONDITIONS = frozenset({"if", "unless", "ifCond", "if_eq", "ifEquals", "eq", "is"})
_SILENT = frozenset({"yield", "outlet", "debugger", "log", "page-title", "did-insert", "will-destroy"})


class HandlebarsReader:
    """Reads one text into a ``Reading``."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.data = reading.data
        self.structure = Structure(reading)
        self.exhausted: set[bytes] = set()

    def read(self) -> None:
        """Read the whole text."""
        at = 0
        while match := _OPENING.search(self.data, at):
            at = self._tag(match)
        self.structure.finish()

    def implicit(self) -> bool:
        """Say whether a bare name is looked up in the item of a loop, not in the context."""
        around = (f for f in reversed(self.structure.frames[-50:]) if f.name in {"each", "with"})
        frame = next(around, None)
        return frame is not None and not frame.names

    def _find(self, closing: bytes, at: int) -> int:
        found = -1 if closing in self.exhausted else self.data.find(closing, at)
        if found < 0:
            self.exhausted.add(closing)
        return found

    def _tag(self, match: re.Match[bytes]) -> int:
        start, mark = match.start(), match[1].lstrip(b"~")
        if match[0].startswith(b"\\"):
            return match.end()
        if mark.startswith(b"!"):
            closing = b"--}}" if mark == b"!--" else b"}}"
            inner_end = self._find(closing, match.end())
            if inner_end < 0:
                return match.end()
            self.reading.comment(start, inner_end + len(closing), match.end(), inner_end)
            return inner_end + len(closing)
        raw = mark.startswith(b"{")
        closing = b"}}}" if raw else b"}}"
        inner_end = self._find(closing, match.end())
        if inner_end < 0:
            return match.end()
        end = inner_end + len(closing)
        if raw and mark == b"{{":
            end += 1
        inner_start = match.end()
        if self.data[inner_end - 1 : inner_end] == b"~":
            inner_end -= 1
        if self.data[inner_start : inner_start + 1] == b"~":
            inner_start += 1
        if mark[:1] == b"#" and mark != b"#>":
            self._open(start, end, inner_start, inner_end)
        elif mark[:1] == b"/":
            name = self.data[inner_start:inner_end].strip().decode("utf-8", "replace")
            self.structure.close(start, end, name)
            self.reading.blank(start, end)
        elif mark[:1] == b"^":
            self._inverse(start, end, inner_start, inner_end)
        elif mark[-1:] == b">":
            self._partial(start, end, inner_start, inner_end, block=mark == b"#>")
        else:
            self._print(start, end, inner_start, inner_end)
        return end

    def _print(self, start: int, end: int, inner_start: int, inner_end: int) -> None:
        name = _NAME.match(self.data, inner_start, inner_end)
        word = name[1].decode("utf-8", "replace") if name else ""
        if word == "else" or (word == "" and self.data[inner_start:inner_end].strip() == b"^"):
            self._else(start, end, name.end() if name else inner_end, inner_end)
            return
        reader = ApplicationReader(self.data, inner_start, inner_end, go=False, implicit=self.implicit())
        if word in _SILENT:
            self.reading.blank(start, end)
            return
        self.reading.hole(start, end, reader.expression())

    def _open(self, start: int, end: int, inner_start: int, inner_end: int) -> None:
        reading = self.reading
        reader = ApplicationReader(self.data, inner_start, inner_end, go=False, implicit=self.implicit())
        name = reader.token.text
        self.reading.blank(start, end)
        match = _NAME.match(self.data, inner_start, inner_end)
        name = match[1].decode("utf-8", "replace") if match else name
        if name in _CONDITIONS:
            reader.next()
            self.structure.condition(name, start, end, self._test(reader), negated=name == "unless")
            return
        if name in {"each", "each-in", "list", "for"}:
            reader.next()
            values = reader.operand()
            reading.evaluate(values.start, values.end, values)
            self.structure.loop(name, start, end)
            item = ir.Item(values.start, values.end, values)
            names = self._block_names(reader)
            self.structure.frames[-1].names = bool(names)
            if name == "each-in" and len(names) > 1:
                names = names[1:]
            for position, target in enumerate(names or [ir.Name(values.start, values.start, "this")]):
                value: ir.Expr = item if position == 0 else ir.Opaque(values.start, values.start)
                reading.assign(values.start, values.end, target, value)
            return
        if name in {"with", "let"}:
            reader.next()
            values_given = []
            while not reader.done and reader.token.text != "as":
                values_given.append(reader.operand())
            self.structure.plain(name, start, end)
            names = self._block_names(reader)
            self.structure.frames[-1].names = bool(names)
            if not names and values_given:
                names = [ir.Name(values_given[0].start, values_given[0].start, "this")]
            for target, given in zip(names, values_given, strict=False):
                reading.assign(given.start, given.end, target, given)
            return
        self._block(name, reader, start, end)

    def _block(self, name: str, reader: ApplicationReader, start: int, end: int) -> None:
        """Open a helper's block, a Mustache section (``{{#items}}``), or an Ember component."""
        reading = self.reading
        value = reader.expression()
        names = self._block_names(reader)
        if isinstance(value, (ir.Name, ir.Member)) and not names:
            # A section runs where its value is there; for a list, for each of its items.
            self.structure.condition(name, start, end, value)
            return
        reading.evaluate(value.start, value.end, value)
        self.structure.plain(name, start, end)
        for target in names:
            reading.assign(target.start, target.end, target, ir.Opaque(target.start, target.end))

    def _test(self, reader: ApplicationReader) -> ir.Expr:
        values = [reader.operand()]
        while not reader.done:
            before = reader.at
            values.append(reader.operand())
            if reader.at == before:
                break
        if len(values) == 1:
            return values[0]
        return ir.Operation(values[0].start, values[-1].end, "==", tuple(values))

    def _block_names(self, reader: ApplicationReader) -> list[ir.Name]:
        """Read ``as |a b|``."""
        if not reader.take("as"):
            return []
        names: list[ir.Name] = []
        reader.take("|")
        while not reader.done and reader.token.text != "|":
            token = reader.next()
            if token.kind == "name":
                names.append(ir.Name(token.start, token.end, token.text))
        return names

    def _else(self, start: int, end: int, inner_start: int, inner_end: int) -> None:
        frame = self.structure.top()
        self.reading.blank(start, end)
        while frame is not None and frame.region.kind == "block":
            below = self.structure.frames.index(frame) - 1
            frame = self.structure.frames[below] if below >= 0 else None
        if frame is None:
            return
        reader = ApplicationReader(self.data, inner_start, inner_end, go=False, implicit=self.implicit())
        test: ir.Expr | None = None
        negated = False
        if not reader.done and reader.token.text in _CONDITIONS:
            negated = reader.next().text == "unless"
            test = self._test(reader)
        self.structure.otherwise(start, end, test, frame.name, negated=negated)

    def _inverse(self, start: int, end: int, inner_start: int, inner_end: int) -> None:
        if not self.data[inner_start:inner_end].strip():
            self._else(start, end, inner_end, inner_end)
            return
        reader = ApplicationReader(self.data, inner_start, inner_end, go=False, implicit=self.implicit())
        name = self.data[inner_start:inner_end].strip().decode("utf-8", "replace")
        self.structure.condition(name, start, end, reader.expression(), negated=True)
        self.reading.blank(start, end)

    def _partial(self, start: int, end: int, inner_start: int, inner_end: int, *, block: bool) -> None:
        match = re.compile(rb"\s*(?:\"([^\"]*)\"|'([^']*)'|([\w./@-]+)|(\())").match(self.data, inner_start, inner_end)
        self.reading.blank(start, end)
        if match is None:
            return
        reader = ApplicationReader(
            self.data, inner_start if match[4] else match.end(), inner_end, go=False, implicit=self.implicit()
        )
        if match[4]:
            target: ir.Expr = reader.operand()
        else:
            group = int(match.lastindex or 1)
            target = ir.Constant(*match.span(group), match[group].decode("utf-8", "replace"))
        arguments: list[ir.Keyword | ir.Spread] = []
        while not reader.done:
            before = reader.at
            token = reader.token
            if token.kind == "name" and reader.peek().text == "=":
                reader.next()
                reader.next()
                value = reader.operand()
                arguments.append(ir.Keyword(token.start, value.end, token.text, value))
            else:
                value = reader.operand()
                arguments.append(ir.Spread(value.start, value.end, value))
            if reader.at == before:
                reader.next()
        self.reading.includes.append(ir.Include(start, end, target, tuple(arguments), block=self.reading.block))
        if block and isinstance(target, ir.Constant):
            self.structure.plain(str(target.value), start, end)


def read_handlebars(data: bytes, builder: ModuleBuilder) -> Reading:
    """Read a Handlebars, Mustache or Ember template."""
    reading = Reading(data, builder, "handlebars")
    HandlebarsReader(reading).read()
    reading.finish()
    return reading
