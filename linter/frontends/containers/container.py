"""
A container as a page: its variables are names of the page, its tags are calls, elements and scripts.

``{{Name}}`` is the name of a variable wherever it stands. A tag of a type ``t`` is a call ``gtm:t(name, settings)``,
which the catalogue's rows of form ``container`` are about; a tag of HTML is the HTML.
"""

from __future__ import annotations

import re

from linter import ir
from linter.frontends.builder import FunctionBuilder, ModuleBuilder
from linter.frontends.containers.records import field, get, items, parameter, word
from linter.frontends.containers.texts import Texts
from linter.frontends.containers.triggers import Triggers
from linter.frontends.containers.variables import Variables
from linter.frontends.html import Page
from linter.frontends.javascript.frontend import lower_expression
from linter.frontends.templates.reading import Reading

REFERENCE = re.compile(rb"\{\{([^{}\n]{1,200})\}\}")
_ADDRESSES = re.compile(r'"(https?://[^"\s]{4,300})"')
_PERMISSIONS = "___WEB_PERMISSIONS___"
_SCRIPT = "html"
_IMAGE = "img"
_ROW = 2
"""Entries of a row of a settings table: a name and its value."""


class Container:
    """One container under lowering."""

    def __init__(self, data: bytes) -> None:
        self.texts = Texts(data)
        self.size = len(data)
        self.builder = ModuleBuilder("html", len(data))
        self.page = self.builder.functions[0]
        scratch = ModuleBuilder("html", len(data))
        top = lower_expression(data, 0, "javascript", scratch, scratch.functions[0], 0)
        self.version = get(top, "containerVersion")
        self.triggers = Triggers(self.version, self.value)
        self._scripts: list[tuple[int, int, FunctionBuilder | None, ir.Node, str]] = []
        self._guarded: list[tuple[int, int, tuple[tuple[ir.Expr, bool], ...]]] = []

    def lower(self) -> ir.Module:
        """Give the module."""
        self.builder.shared_scope = True
        variables = Variables(self)
        pending = list(variables.codes())
        html = [(tag, self._lay_html(tag)) for tag in self.live()]
        reading = Reading(bytes(self.texts.data), self.builder, "gtm")
        reading.function.parent = 0
        self._read(reading, [span for _, span in pending], [(t, s) for t, s in html if s is not None])
        masked = reading.mask()
        for variable, (start, end) in pending:
            holes = reading.holes_in(start, end)
            reading.placed.update(h.start for h in holes)
            code = masked[start:end].strip().removesuffix(b";")
            offset = start + len(masked[start:end]) - len(masked[start:end].lstrip())
            made = lower_expression(code, offset, "javascript", self.builder, self.page, 0, holes)
            variables.assign(variable, ir.Call(start, end, made))
        variables.lower()
        page = Page(bytes(self.texts.data), self.builder, reading)
        for tag, span in html:
            if span is not None:
                page.lower(*span)
            else:
                self._tag(tag)
        self.builder.template = ir.Template(
            "gtm", reading.function.index, known_as=word(self.version, "container", "publicId")
        )
        moved = self.texts.moved(self.builder.build())
        return moved if moved is not None else ModuleBuilder("html", self.size).build()

    def live(self) -> list[ir.Expr]:
        """Give the tags that can fire: not paused, with a trigger or run by another tag."""
        tags = list(items(self.version, "tag"))
        called = {
            word(other, "tagName") for tag in tags for key in ("setupTag", "teardownTag") for other in items(tag, key)
        }
        return [
            tag
            for tag in tags
            if word(tag, "paused") != "true" and (any(items(tag, "firingTriggerId")) or word(tag, "name") in called)
        ]

    def _lay_html(self, tag: ir.Expr) -> tuple[int, int] | None:
        code = get(parameter(tag, _SCRIPT), "value")
        if word(tag, "type") != _SCRIPT or not isinstance(code, ir.Constant) or not isinstance(code.value, str):
            return None
        return self.texts.lay(code)

    def _read(
        self, reading: Reading, codes: list[tuple[int, int]], html: list[tuple[ir.Expr, tuple[int, int]]]
    ) -> None:
        """Record the references in the texts, and the conditions that each tag stands under."""
        for start, end in codes:
            self._references(reading, start, end)
        for tag, (start, end) in html:
            for guard, negated in self.triggers.conditions(tag):
                reading.enter(start, "branch", guard, negated=negated)
            self._references(reading, start, end)
            reading.go(end, reading.function, 0)
        reading.finish()

    def _references(self, reading: Reading, start: int, end: int) -> None:
        for match in REFERENCE.finditer(reading.data, start, end):
            reading.hole(match.start(), match.end(), named(match))

    # ----------------------------------------------------------------------------------------------- values

    def value(self, given: ir.Expr | None) -> ir.Expr:
        """Give the value of a parameter or of a part of one: text with references, a list, a table, a map."""
        if isinstance(given, ir.Constant):
            return self.text(given)
        if not isinstance(given, ir.Record):
            return ir.Opaque(given.start, given.end) if given is not None else ir.Constant(0, 0)
        if isinstance(rows := get(given, "list"), ir.Sequence):
            return self._table(rows)
        if isinstance(pairs := get(given, "map"), ir.Sequence):
            entries = [ir.Field(p.start, p.end, word(p, "key"), self.value(p)) for p in pairs.items]
            return ir.Record(pairs.start, pairs.end, tuple(entries))
        return self.value(get(given, "value"))

    def _table(self, rows: ir.Sequence) -> ir.Expr:
        """Give a table of names and values as a record, any other list as it is."""
        entries: list[ir.Field | ir.Spread] = []
        values: list[ir.Expr] = []
        for row in rows.items:
            pairs = list(items(row, "map"))
            name = word(pairs[0], "value") if pairs else ""
            if len(pairs) == _ROW and name and "{{" not in name:
                entries.append(ir.Field(row.start, row.end, name, self.value(pairs[1])))
            else:
                values.append(self.value(row))
        if not values:
            return ir.Record(rows.start, rows.end, tuple(entries))
        record = (ir.Record(rows.start, rows.end, tuple(entries)),) if entries else ()
        return ir.Sequence(rows.start, rows.end, (*record, *values))

    def text(self, given: ir.Constant) -> ir.Expr:
        """Give a text with its references; ``true`` and ``false`` are what they say."""
        if not isinstance(given.value, str):
            return given
        if "{{" not in given.value:
            return ir.Constant(given.start, given.end, {"true": True, "false": False}.get(given.value, given.value))
        start, end = self.texts.lay(given)
        data = bytes(self.texts.data[start:end])
        parts: list[ir.Expr] = []
        at = 0
        for match in REFERENCE.finditer(data):
            if match.start() > at:
                piece = data[at : match.start()].decode("utf-8", "replace")
                parts.append(ir.Constant(start + at, start + match.start(), piece))
            name = named(match, start)
            parts.append(ir.Hole(name.start, name.end, name))
            at = match.end()
        if at < len(data):
            parts.append(ir.Constant(start + at, end, data[at:].decode("utf-8", "replace")))
        return parts[0] if len(parts) == 1 else ir.Text(start, end, tuple(parts))

    # ------------------------------------------------------------------------------------------------ tags

    def _tag(self, tag: ir.Expr) -> None:
        """Lower a tag that is no HTML: a function of its own, under the tag's conditions."""
        kind = word(tag, "type")
        made = self.builder.function("", tag.start, tag.end)
        made.parent = 0
        block = 0
        for guard, negated in self.triggers.conditions(tag):
            block = made.block(block, "branch", guard, negated)
        name = field(tag, "name") or field(tag, "type")
        if name is None or not kind:
            return
        settings = self.settings(tag)
        addresses = self.addresses(kind)
        if kind == _IMAGE:
            self._element(name, "img", self.value(get(parameter(tag, "url"), "value")), made, block)
        elif addresses:
            for address in addresses:
                self._element(name, "script", _carrying(name, address, settings), made, block)
        else:
            callee = ir.Name(name.start, name.end, f"gtm:{kind}")
            shown = ir.Constant(name.start, name.end, word(tag, "name") or kind)
            call = ir.Call(name.start, name.end, callee, (shown, settings))
            made.body.append(ir.Evaluate(name.start, name.end, call, block))

    def _element(self, at: ir.Node, name: str, address: ir.Expr, function: FunctionBuilder, block: int) -> None:
        source = ir.Attribute(at.start, at.end, "src", address)
        self.builder.tags.append(
            ir.Tag(at.start, at.end, name, None, (source,), -1, function.index, block, None, at.end)
        )

    def settings(self, holder: ir.Expr) -> ir.Record:
        """Give the parameters of a tag or variable as one record; the rows of its tables stand beside them."""
        entries: list[ir.Field | ir.Spread] = []
        for given in items(holder, "parameter"):
            value = self.value(given)
            inner = value.entries if isinstance(value, ir.Record) else ()
            entries.extend(inner or [ir.Field(given.start, given.end, word(given, "key"), value)])
        return ir.Record(holder.start, holder.end, tuple(entries))

    def addresses(self, kind: str) -> list[str]:
        """Give the addresses that a tag of a community template may load or send to, one for each host."""
        found: dict[str, str] = {}
        for template in items(self.version, "customTemplate"):
            identity = f"cvt_{word(template, 'containerId')}_{word(template, 'templateId')}"
            gallery = f"cvt_{word(template, 'galleryReference', 'galleryTemplateId')}"
            if kind not in (identity, gallery):
                continue
            permissions = word(template, "templateData").partition(_PERMISSIONS)[2].partition("\n___")[0]
            for address in _ADDRESSES.findall(permissions):
                address = address.replace("://*.", "://").replace("*", "")
                host = ".".join(address.partition("://")[2].partition("/")[0].split(".")[-2:])
                if "." in host:
                    found.setdefault(host, address)
        return list(found.values())


def named(match: re.Match[bytes], base: int = 0) -> ir.Name:
    """Give the name of a variable that a reference stands for."""
    name = match[1].decode("utf-8", "replace").strip()
    return ir.Name(base + match.start(), base + match.end(), "{{" + name + "}}")


def _carrying(at: ir.Node, address: str, settings: ir.Record) -> ir.Expr:
    """Give an address with the settings as its parameters."""
    parts: list[ir.Expr] = []
    before = address + ("&" if "?" in address else "?")
    for entry in settings.entries:
        if isinstance(entry, ir.Field) and not isinstance(entry.value, ir.Constant):
            parts.append(ir.Constant(at.start, at.end, f"{before}{entry.key}="))
            parts.append(entry.value)
            before = "&"
    return ir.Text(at.start, at.end, tuple(parts)) if parts else ir.Constant(at.start, at.end, address)
