"""ERB: Ruby between ``<% %>``, read tag by tag; helpers that hold markup (``form_for ... do |f|``) are structures."""

from __future__ import annotations

import re

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.ruby import ruby_code, ruby_value
from linter.frontends.templates.reading import Reading
from linter.frontends.templates.structure import Structure

_TAG = re.compile(rb"<%(%|#|==?|-)?")
_WORD = re.compile(rb"\s*(if|unless|elsif|else|end|case|when|while|until|for|begin|rescue|ensure)\b")
_OPENS = re.compile(rb"(?:\bdo|\{)\s*(?:\|([^|]*)\|)?\s*$")
_EACH = re.compile(
    rb"\s*(.*?)\s*(?:&?\.)(each_with_index|each_with_object|each_slice|find_each|each_pair|each|map|times|in_groups_of)"
    rb"\b[^.]*$",
    re.DOTALL,
)
_FOR = re.compile(rb"\s*for\s+([\w\s,]+?)\s+in\s+(.*)$", re.DOTALL)
_NAMES = re.compile(rb"[A-Za-z_]\w*")


class ErbReader:
    """Reads one text into a ``Reading``."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.data = reading.data
        self.structure = Structure(reading)

    def read(self) -> None:
        """Read the whole text."""
        data = self.data
        at = 0
        while match := _TAG.search(data, at):
            start, mark = match.start(), match[1] or b""
            if mark == b"%":
                at = match.end()
                continue
            closing = data.find(b"%>", match.end())
            if closing < 0:
                break
            at = end = closing + 2
            inner_end = closing - 1 if data[closing - 1 : closing] == b"-" and closing > match.end() else closing
            if mark == b"#":
                self.reading.comment(start, end, match.end(), inner_end)
            elif mark.startswith(b"="):
                self._print(start, end, match.end(), inner_end)
            else:
                self._code(start, end, match.end(), inner_end)
        self.structure.finish()

    # ----------------------------------------------------------------------------------------------- code

    def _code(self, start: int, end: int, inner_start: int, inner_end: int) -> None:
        reading, structure = self.reading, self.structure
        reading.blank(start, end)
        match = _WORD.match(self.data, inner_start, inner_end)
        word = match[1].decode() if match else ""
        after = match.end() if match else inner_start
        complete = re.search(rb"\bend\s*$", self.data[after:inner_end]) is not None
        if word in {"if", "unless"} and not complete:
            structure.condition("if", start, end, ruby_value(reading, after, inner_end), negated=word == "unless")
        elif word == "elsif":
            structure.otherwise(start, end, ruby_value(reading, after, inner_end), "if")
        elif word == "else":
            frame = structure.top()
            while frame is not None and frame.region.kind != "if":
                below = structure.frames.index(frame) - 1
                frame = structure.frames[below] if below >= 0 else None
            if frame is not None:
                structure.otherwise(start, end, None, frame.name)
        elif word == "end":
            frame = structure.top()
            if frame is not None:
                structure.close(start, end, frame.name)
        elif word == "case":
            structure.switch("case", start, end, ruby_value(reading, after, inner_end))
        elif word == "when":
            frame = structure.top("case")
            if frame is not None and frame.target is not None:
                value = ruby_value(reading, after, inner_end)
                structure.otherwise(start, end, ir.Operation(start, end, "==", (frame.target, value)), "case")
        elif word == "for" and (loop := _FOR.match(self.data, inner_start, inner_end)):
            values = ruby_value(reading, *loop.span(2))
            self._loop(start, end, values, [m.span() for m in _NAMES.finditer(self.data, *loop.span(1))])
        elif word in {"while", "until"}:
            reading.evaluate(start, end, ruby_value(reading, after, inner_end))
            structure.loop("while", start, end)
        elif word == "begin":
            structure.plain("begin", start, end)
        elif word not in {"rescue", "ensure"} and not self._opens(start, end, inner_start, inner_end):
            if word in {"content_for", "provide"}:
                self._slot(start, end, ruby_value(reading, inner_start, inner_end))
            ruby_code(reading, inner_start, inner_end)

    def _loop(self, start: int, end: int, values: ir.Expr, names: list[tuple[int, int]]) -> None:
        reading = self.reading
        reading.evaluate(values.start, values.end, values)
        self.structure.loop("do", start, end)
        item = ir.Item(values.start, values.end, values)
        for position, (s, e) in enumerate(names):
            target = ir.Name(s, e, self.data[s:e].decode("utf-8", "replace"))
            value: ir.Expr = item if position == 0 else ir.Opaque(s, e)
            reading.assign(min(s, values.start), max(e, values.end), target, value)

    def _opens(self, start: int, end: int, inner_start: int, inner_end: int) -> bool:
        """Open what ``do |x|`` opens; False when the code opens nothing."""
        reading = self.reading
        match = _OPENS.search(self.data[inner_start:inner_end])
        if match is None:
            return False
        stop = inner_start + match.start()
        names = []
        if match[1] is not None:
            offset = inner_start + match.start(1)
            names = [(m.start() + offset, m.end() + offset) for m in _NAMES.finditer(match[1])]
        each = _EACH.match(self.data, inner_start, stop)
        if each is not None:
            pair = each[2] == b"each_pair" or (each[2] == b"each" and len(names) == 2)
            values = ruby_value(reading, *each.span(1))
            self._loop(start, end, values, list(reversed(names)) if pair else names)
            return True
        value = ruby_value(reading, inner_start, stop)
        callee = value.callee if isinstance(value, ir.Call) else value
        called = callee.id if isinstance(callee, ir.Name) else ""
        if called in {"content_for", "provide"}:
            self._slot(start, end, value)
        else:
            reading.evaluate(value.start, value.end, value)
        if called == "javascript_tag":
            reading.scripts.append((start, end))
        self.structure.plain("do", start, end)
        for s, e in names:
            target = ir.Name(s, e, self.data[s:e].decode("utf-8", "replace"))
            reading.assign(s, e, target, ir.Opaque(s, e, (value,)))
        return True

    def _slot(self, start: int, end: int, value: ir.Expr) -> None:
        arguments = value.arguments if isinstance(value, ir.Call) else ()
        if arguments and isinstance(arguments[0], ir.Constant):
            content = arguments[1] if len(arguments) > 1 else None
            self.reading.slots.append(ir.Slot(start, end, str(arguments[0].value), content, self.reading.block))

    # ------------------------------------------------------------------------------------------- printing

    def _print(self, start: int, end: int, inner_start: int, inner_end: int) -> None:
        reading = self.reading
        if self._opens(start, end, inner_start, inner_end):
            reading.blank(start, end)
            return
        value = ruby_value(reading, inner_start, inner_end)
        if isinstance(value, ir.Call) and isinstance(value.callee, ir.Name):
            word = value.callee.id
            if word == "render":
                self._render(start, end, value)
                value = ir.Call(start, end, ir.Name(start, start, "%include"), value.arguments)
            elif word in {"%include", "content_for"}:
                self._slot(start, end, value)
        reading.hole(start, end, value)

    def _render(self, start: int, end: int, call: ir.Call) -> None:
        target = call.arguments[0] if call.arguments else None
        given: list[ir.Keyword | ir.Spread] = []
        for keyword in call.keywords:
            if not isinstance(keyword, ir.Keyword):
                given.append(keyword)
            elif keyword.name in {"partial", "template", "file", "action", "layout"}:
                target = target or keyword.value
            elif keyword.name == "locals" and isinstance(keyword.value, ir.Record):
                given.extend(
                    e if isinstance(e, ir.Spread) else ir.Keyword(e.start, e.end, e.key, e.value)
                    for e in keyword.value.entries
                )
            else:
                given.append(keyword)
        if target is not None:
            self.reading.includes.append(ir.Include(start, end, target, tuple(given), block=self.reading.block))


def read_erb(data: bytes, builder: ModuleBuilder) -> Reading:
    """Read an ERB template."""
    reading = Reading(data, builder, "erb")
    ErbReader(reading).read()
    reading.finish()
    return reading
