"""
HTML pages and templates to the IR: elements, inline scripts, event handlers, JSON islands, the template around them.

The page's scripts share one scope, function 0, in which each has a block of its own; the template's own names live
in a function of kind ``template``.
"""

from __future__ import annotations

import html
import re

from linter import ir
from linter.frontends.builder import FunctionBuilder, ModuleBuilder
from linter.frontends.javascript.frontend import lower_expression, lower_script
from linter.frontends.markup import Element, Markup, RawAttribute, parse_markup
from linter.frontends.script_blocks import guard_script
from linter.frontends.script_text import ScriptText
from linter.frontends.templates.reading import Island, Reading, add_comment

SPOKEN = frozenset(
    {"title", "h1", "h2", "h3", "label", "option", "button", "textarea", "a", "legend", "th", "dt", "summary"}
)
"""Elements whose text says what something is."""
_CONTENT = 2000
"""Bytes of an element's text that are looked at."""
_JSON = re.compile(r"(?:^|[/+])(?:ld\+)?json$|importmap|speculationrules")
_NO_SCRIPT = re.compile(
    r"html|templat|handlebars|mustache|x-tmpl|graphql|shader|glsl|css|markdown|xml|math|text/x-(?!java)|jquery"
)
_TYPED = frozenset({"ts", "typescript", "tsx", "text/typescript"})
_JSX = frozenset({"jsx", "text/babel", "text/jsx"})
_URLS = frozenset({"href", "src", "action", "formaction", "xlink:href"})
_LISTENERS = re.compile(
    r"(?:@|x-on:|v-on:)([a-z]+)(?:\.[\w.-]*)?$|ng-(click|submit|change|blur|focus|input|keyup|keydown)$|\(([a-z]+)\)$"
)
"""Handlers of the frameworks that work on the page itself: Alpine, Vue, AngularJS, Angular."""
_BOUND = re.compile(r"\[(?:attr\.)?([a-z][\w-]*)\]$")
"""Attributes of Angular whose value is an expression."""
_ENTITIES = re.compile(rb"(?:&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)+")
_ELEMENT = re.compile(rb"<[A-Za-z/!]")
_STATEMENT = re.compile(
    rb"(?:^|[;{}\n])\s*(?:(?:var|let|const)\s+[\w$]|[\w$][\w$.]*\s*(?:\(\s*['\"{\[]|=\s*[^=\s>]))",
)
"""A declaration, an assignment or a call with a literal at the head of a statement: prose and styles have none."""
_TAG_OR_COMMENT = re.compile(rb"<!--.*?(?:-->|$)|<[^>]*(?:>|$)", re.DOTALL)


class Page:
    """One HTML text under lowering. ``masked`` has the length of ``data``; ``reading`` is its template, if any."""

    fold = True
    """Names are written in any case."""

    def __init__(self, data: bytes, builder: ModuleBuilder, reading: Reading | None) -> None:
        self.data = data
        self.builder = builder
        self.reading = reading
        self.masked = data if reading is None else reading.mask()
        self.page = builder.functions[0]
        self.markup = Markup([], [])
        self.first_tag = 0

    # ------------------------------------------------------------------------------------------- the page

    def lower(self, start: int = 0, end: int | None = None) -> None:
        """Lower ``data[start:end]``."""
        self.markup = parse_markup(self.masked, start, end, fold=self.fold)
        self.first_tag = len(self.builder.tags)
        for comment in self.markup.comments:
            add_comment(self.builder, self.masked, comment.start, comment.end, comment.inner_start, comment.inner_end)
        islands = list(self.reading.islands) if self.reading is not None else []
        self.builder.tags.extend([self.tag(element) for element in self.markup.elements])
        for island in islands:
            self.builder.tags.append(self.island(island))
        # Scripts come last: what they add (JSX elements) must not stand between the page's own tags.
        for index, element in enumerate(self.markup.elements):
            if element.name == "script":
                self.script(index, element)
        for held in self.reading.scripts if self.reading is not None else ():
            self.held_script(*held)
        if self.reading is not None and self.reading.extends is not None:
            self.filled_scripts(self.reading)
        self.rest()

    def filled_scripts(self, reading: Reading) -> None:
        """Lower the blocks that fill a place inside a script of the layout: they hold statements and no element."""
        within = [e for e in self.markup.elements if e.name in {"script", "style"}]
        done = 0
        for slot in sorted(reading.slots, key=lambda s: s.start):
            region = reading.region_at(slot.start)
            if region is None or region.kind != "block" or not region.branches or slot.start < done:
                continue
            inner = self.masked[region.branches[0].start : region.branches[0].end]
            if _ELEMENT.search(inner) or not _STATEMENT.search(inner):
                continue
            if not any(e.end <= slot.start < e.close for e in within):
                done, first_fault = region.end, len(self.builder.faults)
                self.held_script(slot.start, slot.end)
                del self.builder.faults[first_fault:]  # that it is script is a guess

    def held_script(self, start: int, end: int) -> None:
        """Lower the script that a template function, or the layout of a template, puts a script element around."""
        region = self.reading.region_at(start) if self.reading is not None else None
        if region is None or not region.branches:
            return
        tag = ir.Tag(start, end, "script", block=self.block_at(start), stop=region.end)
        self.builder.tags.append(tag)
        block = self.page.block(0, "script", tag=len(self.builder.tags) - 1)
        self.run((region.branches[0].start, region.branches[0].end), "javascript", self.page, block)

    def block_at(self, offset: int) -> int:
        """Give the template block of a place."""
        return self.reading.block_at(offset) if self.reading is not None else 0

    def tag(self, element: Element) -> ir.Tag:
        """Lower one element."""
        block = self.block_at(element.start)
        attributes = tuple(self.attribute(a, block) for a in element.attributes)
        content: ir.Expr | None = None
        if element.name == "script":
            content = self.data_island(element)
        elif element.name in SPOKEN:
            content = self.spoken(element)
        parent = element.parent + self.first_tag if element.parent >= 0 else -1
        return ir.Tag(
            element.start,
            element.end,
            element.name,
            None,
            attributes,
            parent,
            0,
            block,
            content,
            element.stop,
        )

    def island(self, island: Island) -> ir.Tag:
        """Give the script element that a template function prints around a value."""
        attributes = [
            ir.Attribute(island.start, island.end, "type", ir.Constant(island.start, island.end, "application/json"))
        ]
        if island.id is not None:
            attributes.insert(0, ir.Attribute(island.id.start, island.id.end, "id", island.id))
        if self.reading is not None:
            self.reading.placed.add(island.start)
        return ir.Tag(
            island.start,
            island.end,
            "script",
            attributes=tuple(attributes),
            block=self.block_at(island.start),
            content=island.value,
            stop=island.end,
        )

    def rest(self) -> None:
        """Evaluate the calls that are printed into plain text: macros and tags that send something by themselves."""
        reading = self.reading
        if reading is None:
            return
        for hole in reading.holes:
            if hole.start in reading.placed:
                continue
            called = any(
                isinstance(node, ir.Call) and not (isinstance(node.callee, ir.Name) and _passive(node.callee.id))
                for node in ir.walk(hole.value)
            )
            if called:
                function = reading.function if hole.function < 0 else self.builder.functions[hole.function]
                function.body.append(ir.Evaluate(hole.start, hole.end, hole.value, hole.block))

    # ----------------------------------------------------------------------------------------- attributes

    def attribute(self, raw: RawAttribute, block: int) -> ir.Attribute:
        """Lower one attribute of an element that stands at ``block``."""
        reading = self.reading
        decorated = reading is not None and reading.block_at(raw.start) != block
        if raw.value_start < 0:
            hole = self._hole(raw.start, raw.name_end)
            if hole is not None:
                return ir.Attribute(raw.start, raw.end, "...", hole, decorated)
            return ir.Attribute(raw.start, raw.end, raw.name, None, decorated)
        name = raw.name
        arguments = reading is not None and reading.dialect == "handlebars"  # Ember: ``@click={{...}}`` is passed on
        if not arguments and (listened := _LISTENERS.match(name)):
            name = "on" + (listened[1] or listened[2] or listened[3])
        if reading is not None and reading.holes_in(raw.start, raw.name_end):
            # A name that is printed in part: its hole has its own place, the name says what is known.
            name = "*"
        if bound := _BOUND.match(name):
            value = self.value((raw.value_start, raw.value_end), self.page, block)
            return ir.Attribute(raw.start, raw.end, bound[1], value, decorated)
        value = self.attribute_value(name, raw.value_start, raw.value_end)
        return ir.Attribute(raw.start, raw.end, name, value, decorated)

    def _hole(self, start: int, end: int) -> ir.Hole | None:
        if self.reading is None:
            return None
        found = self.reading.holes_in(start, end)
        if len(found) == 1 and (found[0].start, found[0].end) == (start, end):
            self.reading.placed.add(start)
            return found[0]
        return None

    def attribute_value(self, name: str, start: int, end: int) -> ir.Expr:
        """Lower the value of an attribute: script for handlers and ``javascript:`` addresses, text for the rest."""
        if name.startswith("on") and len(name) > 2 and name[2:].isalpha():
            return self.handler(start, end)
        if name in _URLS:
            head = self.masked[start : start + 40].lstrip()[:11].lower()
            if head == b"javascript:":
                return self.handler(self.masked.index(b":", start) + 1, end, start)
        return self.text(start, end)

    def text(self, start: int, end: int, *, entities: bool = True) -> ir.Expr:
        """Lower printed text."""
        if self.reading is not None:
            return self.reading.value(start, end, entities=entities)
        text = self.data[start:end].decode("utf-8", "replace")
        return ir.Constant(start, end, html.unescape(text) if entities else text)

    def handler(self, start: int, end: int, whole: int | None = None) -> ir.Lambda:
        """Lower an event handler's code as a function below the page's scope."""
        made = self.builder.function("", start, end)
        made.kind = "handler"
        made.parent = 0
        made.parameters.append(ir.Parameter(start, start, "event"))
        self.run((start, end), "javascript", made, 0, entities=True)
        return ir.Lambda(start if whole is None else whole, end, made.index)

    # -------------------------------------------------------------------------------------------- scripts

    def script(self, index: int, element: Element) -> None:
        """Lower an inline script; one that is held back by its type is lowered all the same."""
        kind, language = self.script_kind(element)
        if kind != "script" or not self.masked[element.end : element.close].strip():
            return
        block = self.page.block(0, "script", tag=index + self.first_tag)
        self.run((element.end, element.close), language, self.page, block)

    def script_kind(self, element: Element) -> tuple[str, str]:
        """Say what a script element holds (``script``, ``json`` or ``other``) and in which language."""
        declared = ""
        for attribute in element.attributes:
            if attribute.name in {"type", "lang"} and attribute.value_start >= 0:
                written = self.masked[attribute.value_start : attribute.value_end].decode("utf-8", "replace")
                written = written.strip().lower().split(";")[0]
                if attribute.name == "lang" or not declared:
                    declared = written
        if declared in _TYPED:
            return "script", "tsx" if declared == "tsx" else "typescript"
        if declared in _JSX:
            return "script", "jsx"
        if _JSON.search(declared):
            return "json", "javascript"
        if _NO_SCRIPT.search(declared):
            return "other", ""
        return "script", "javascript"

    def data_island(self, element: Element) -> ir.Expr | None:
        """Lower the content of a script element that holds JSON."""
        if self.script_kind(element)[0] != "json" or not self.masked[element.end : element.close].strip():
            return None
        return self.value((element.end, element.close), self.page, 0)

    def run(
        self, span: tuple[int, int], language: str, function: FunctionBuilder, block: int, *, entities: bool = False
    ) -> None:
        """Lower script as statements of ``function`` at ``block``."""
        first_statement, first_function = len(function.body), len(self.builder.functions)
        first_fault = len(self.builder.faults)
        text = ScriptText(self.reading, self.masked, span, self._option)
        data = decoded(text.data) if entities else text.data
        lower_script(data, span[0], language, self.builder, function, block, text.holes)
        if self.reading is not None:
            guard_script(
                self.builder,
                self.reading,
                span,
                function,
                first_statement,
                first_function,
                block,
                text.collapsed,
            )
            # What is left of a script without its template's structures need not be a script: that is no fault.
            self.builder.faults[first_fault:] = [
                fault
                for fault in self.builder.faults[first_fault:]
                if not self.reading.blanked_in(fault.start, fault.end)
            ]

    def value(self, span: tuple[int, int], function: FunctionBuilder, block: int) -> ir.Expr:
        """Lower script that is one expression."""
        text = ScriptText(self.reading, self.masked, span, self._option, expression=True)
        return lower_expression(text.data, span[0], "javascript", self.builder, function, block, text.holes)

    def _option(self, data: bytes, base: int, holes: list[ir.Hole]) -> ir.Expr:
        """Lower one branch of a template structure that stands where a value is expected."""
        function, block = self.page, 0
        if self.reading is not None:
            number, block = self.reading.scope_at(base)
            function = self.builder.functions[number]
        return lower_expression(data, base, "javascript", self.builder, function, block, holes)

    # -------------------------------------------------------------------------------------------- content

    def spoken(self, element: Element) -> ir.Expr | None:
        """Give the text of an element without the tags in it; None where there is none."""
        end = min(element.close, element.end + _CONTENT)
        if element.close - element.end > _CONTENT and element.name not in {"title", "textarea"}:
            return None
        parts: list[ir.Expr] = []
        at = element.end
        pieces = [(m.start(), m.end()) for m in _TAG_OR_COMMENT.finditer(self.masked, at, end)]
        for start, stop in [*pieces, (end, end)]:
            if start > at and self.masked[at:start].strip():
                value = self.text(at, start)
                parts.extend(value.parts if isinstance(value, ir.Text) else (value,))
            at = stop
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else ir.Text(element.end, end, tuple(parts))


def filled(reading: Reading, slot: ir.Slot, masked: bytes) -> ir.Slot:
    """Give a named block with what it prints, where that is a text without elements."""
    region = reading.region_at(slot.start) if slot.content is None else None
    if region is None or region.kind != "block" or not region.branches:
        return slot
    start, end = region.branches[0].start, region.branches[0].end
    if end - start > _CONTENT or b"<" in masked[start:end] or not masked[start:end].strip():
        return slot
    content = reading.value(start, end, entities=True)
    return ir.Slot(slot.start, slot.end, slot.name, content, reading.block_at(start))


def _passive(name: str) -> bool:
    return name.startswith("|") or name == "%include"


def decoded(data: bytes) -> bytes:
    """
    Replace character references by their characters, padded to the same length.

    Padding goes outside of quotes: before one that opens a string, behind one that closes it.
    """
    if b"&" not in data:
        return data
    opened: set[bytes] = set()

    def replace(match: re.Match[bytes]) -> bytes:
        text = html.unescape(match[0].decode("ascii")).encode("utf-8", "replace")
        if len(text) > len(match[0]):
            return match[0]
        if text in {b'"', b"'"} and text not in opened:
            opened.add(text)
            return text.rjust(len(match[0]))
        opened.discard(text)
        return text.ljust(len(match[0]))

    return _ENTITIES.sub(replace, data)


def lower_html(data: bytes, builder: ModuleBuilder, reading: Reading | None) -> None:
    """Lower a whole page into ``builder``; ``reading`` is its template where it is one."""
    builder.shared_scope = True
    page = Page(data, builder, reading)
    page.lower()
    if reading is not None:
        builder.template = ir.Template(
            reading.dialect,
            reading.function.index,
            reading.extends,
            tuple(filled(reading, slot, page.masked) for slot in reading.slots),
            tuple(reading.includes),
        )
