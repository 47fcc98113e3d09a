"""Go templates: ``{{ .User.Email }}``, pipelines, ``{{ if }}``, ``{{ range }}``, ``{{ template "x" . }}``."""

from __future__ import annotations

import re

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.templates.applications import ApplicationReader
from linter.frontends.templates.reading import Reading
from linter.frontends.templates.structure import Structure

_WORD = re.compile(rb"\s*([A-Za-z]\w*)\b(?!\.)")
_DECLARED = re.compile(rb"\s*(\$\w*)(?:\s*,\s*(\$\w*))?\s*:?=(?!=)")
_TEMPLATES = frozenset({"template", "partial", "include", "partialCached", "tmpl"})
_STRUCTURES = ("if", "range", "with", "define", "block")


def read_go(data: bytes, builder: ModuleBuilder) -> Reading:
    """Read a Go template. The context of the moment is the name ``.``, the root ``$``."""
    reading = Reading(data, builder, "go")
    structure = Structure(reading)
    at = data.find(b"{{")
    while at >= 0:
        closing = data.find(b"}}", at)
        if closing < 0:
            break
        end = closing + 2
        if data.startswith((b"{{/*", b"{{- /*"), at):
            last = data.find(b"*/", at)
            closing = data.find(b"}}", last) if last >= 0 else closing
            end = max(closing + 2, end)
            reading.comment(at, end, at + 4, max(last, at + 4))
        else:
            start, stop = at + 2, closing
            if data[start : start + 2] in {b"- ", b"-\n"}:
                start += 1
            if data[stop - 2 : stop] in {b" -", b"\n-"}:
                stop -= 1
            _action(reading, structure, (at, end), start, stop)
        at = data.find(b"{{", end)
    structure.finish()
    reading.finish()
    return reading


def _action(reading: Reading, structure: Structure, span: tuple[int, int], start: int, stop: int) -> None:
    """Read one action, which spans ``span``; its words lie between ``start`` and ``stop``."""
    match = _WORD.match(reading.data, start, stop)
    word = match[1].decode() if match else ""
    after = match.end() if match else start
    if word == "end":
        frame = structure.top()
        if frame is not None:
            structure.close(*span, frame.name)
    elif word == "else":
        _else(reading, structure, span, after, stop)
    elif word in _STRUCTURES:
        _open(reading, structure, word, span, after, stop)
    elif word in _TEMPLATES and _template(reading, span, after, stop):
        pass  # what it prints is the other template's
    elif word in {"break", "continue"}:
        pass
    elif declared := _DECLARED.match(reading.data, start, stop):
        value = ApplicationReader(reading.data, declared.end(), stop, go=True).expression()
        target = ir.Name(*declared.span(1), declared[1].decode())
        reading.assign(*span, target, value)
    else:
        reading.hole(*span, ApplicationReader(reading.data, start, stop, go=True).expression())
        return
    reading.blank(*span)


def _open(reading: Reading, structure: Structure, word: str, span: tuple[int, int], start: int, stop: int) -> None:
    names: list[ir.Name] = []
    if declared := _DECLARED.match(reading.data, start, stop):
        names = [ir.Name(*declared.span(g), declared[g].decode()) for g in (1, 2) if declared[g] is not None]
        start = declared.end()
    reader = ApplicationReader(reading.data, start, stop, go=True)
    if word in {"define", "block"}:
        name = reader.operand()
        if isinstance(name, ir.Constant):
            reading.slots.append(ir.Slot(*span, str(name.value)))
        structure.plain(word, *span)
        return
    value = reader.expression()
    dot = ir.Name(value.start, value.start, ".")
    if word == "range":
        reading.evaluate(value.start, value.end, value)
        structure.loop("range", *span)
        item = ir.Item(value.start, value.end, value)
        reading.assign(value.start, value.end, dot, item)
        for name in names[:-1]:
            reading.assign(name.start, name.end, name, ir.Opaque(name.start, name.end))
        for name in names[-1:]:
            reading.assign(name.start, value.end, name, item)
        return
    structure.condition(word, *span, value)
    for name in names:
        reading.assign(name.start, value.end, name, value)
    if word == "with":
        reading.assign(value.start, value.end, dot, value)


def _else(reading: Reading, structure: Structure, span: tuple[int, int], start: int, stop: int) -> None:
    match = _WORD.match(reading.data, start, stop)
    test: ir.Expr | None = None
    if match and match[1] in {b"if", b"with"}:
        test = ApplicationReader(reading.data, match.end(), stop, go=True).expression()
    structure.otherwise(*span, test, "if", "with", "range")


def _template(reading: Reading, span: tuple[int, int], start: int, stop: int) -> bool:
    reader = ApplicationReader(reading.data, start, stop, go=True)
    target = reader.operand()
    if not isinstance(target, ir.Constant):
        return False
    given: tuple[ir.Keyword | ir.Spread, ...] = ()
    if not reader.done:
        value = reader.expression()
        given = (ir.Keyword(value.start, value.end, ".", value),)
    reading.includes.append(ir.Include(*span, target, given, isolated=True, block=reading.block))
    return True
