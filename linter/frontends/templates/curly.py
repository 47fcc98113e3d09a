"""
Django, Jinja, Twig and Liquid: ``{{ value }}``, ``{% tag %}``, ``{# comment #}``.

The four share their delimiters and most of their tags; one reader knows them all, and the grammar of the expressions
(``expressions.py``) says where they differ. A tag that is not known prints something, unless the text also holds its
``end`` tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.templates.curly_loading import LOADING
from linter.frontends.templates.expressions import JINJA, LIQUID, TWIG, ExpressionReader, Grammar
from linter.frontends.templates.reading import Island, Reading
from linter.frontends.templates.structure import Structure

_OPENING = re.compile(rb"\{[{%#]")
_END_NAMES = re.compile(rb"\{%[-~+]?\s*end_?(\w+)")
_TAG_NAME = re.compile(rb"\s*(#|[\w.]+)")
_QUOTED = re.compile(rb"""[{}]|"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'|["']""", re.DOTALL)
_TRIES = 8

_SILENT = frozenset({
    "load", "csrf_token", "spaceless", "debug", "form_theme", "flush", "deprecated", "trans_default_domain",
    "sections", "style", "javascript", "stylesheet", "use", "break", "continue", "increment", "decrement",
    "resetcycle",
})  # fmt: skip
"""Tags that print nothing and say nothing."""
_VERBATIM = frozenset({"raw", "verbatim"})
_HIDDEN = frozenset({"comment", "schema", "doc", "javascript", "stylesheet"})
"""Structures whose content is no part of the page."""


class CurlyReader:
    """Reads one text of this family into a ``Reading``."""

    def __init__(self, reading: Reading, grammar: Grammar) -> None:
        self.reading = reading
        self.data = reading.data
        self.grammar = grammar
        self.structure = Structure(reading)
        self.paired = {name.decode() for name in _END_NAMES.findall(self.data)}
        self.exhausted: set[bytes] = set()
        """Closing delimiters of which none is left."""
        self.tags: dict[str, Callable[[ExpressionReader, int, int], None]] = {
            "if": self._if,
            "unless": self._unless,
            "ifequal": self._if_equal,
            "ifnotequal": self._if_equal,
            "elif": self._elif,
            "elseif": self._elif,
            "elsif": self._elif,
            "else": self._else,
            "empty": self._else,
            "for": self._for,
            "asyncEach": self._for,
            "asyncAll": self._for,
            "tablerow": self._for,
            "case": self._case,
            "switch": self._case,
            "when": self._when,
            "with": self._with,
            "set": self._set,
            "assign": self._set,
            "capture": self._capture,
            "block": self._block,
            "macro": self._macro,
            "echo": self._echo,
            "do": self._do,
            "call": self._call,
            "blocktrans": self._block_translation,
            "blocktranslate": self._block_translation,
            "firstof": self._first_of,
            "cycle": self._first_of,
        }

    def read(self) -> None:
        """Read the whole text."""
        data = self.data
        at = 0
        while match := _OPENING.search(data, at):
            start = match.start()
            following = data[start + 1]
            if following == 0x7B:
                at = self._print(start)
            elif following == 0x25:
                at = self._tag(start)
            else:
                at = self._comment(start)
        self.structure.finish()

    # ----------------------------------------------------------------------------------------- delimiters

    def _find(self, closing: bytes, at: int) -> int:
        """Find a closing delimiter outside of strings and braces; -1 when there is none."""
        if closing in self.exhausted:
            return -1
        first = found = self.data.find(closing, at)
        if found < 0:
            self.exhausted.add(closing)
            return -1
        for _ in range(_TRIES):
            if self._balanced(at, found):
                return found
            found = self.data.find(closing, found + 1, found + 2000)
            if found < 0:
                break
        return first

    def _balanced(self, start: int, end: int) -> bool:
        depth = 0
        for match in _QUOTED.finditer(self.data, start, end):
            text = match[0]
            if text == b"{":
                depth += 1
            elif text == b"}":
                depth -= 1
            elif len(text) == 1:
                return False
        return depth <= 0

    def _inside(self, start: int, end: int) -> tuple[int, int]:
        """Give the span between two delimiters without the marks that trim white space."""
        if start < end and self.data[start] in b"-~+":
            start += 1
        if end > start and self.data[end - 1] in b"-~+":
            end -= 1
        return start, end

    def _print(self, start: int) -> int:
        closing = self._find(b"}}", start + 2)
        if closing < 0:
            return start + 2
        end = closing + 2
        inner_start, inner_end = self._inside(start + 2, closing)
        if b";" in self.data[inner_start:inner_end] and b";" in _QUOTED.sub(b"", self.data[inner_start:inner_end]):
            return start + 2  # statements: two braces of a script, not ours
        value = ExpressionReader(self.data, inner_start, inner_end, self.grammar).expression()
        self._printed(start, end, value)
        return end

    def _printed(self, start: int, end: int, value: ir.Expr) -> None:
        reading = self.reading
        if isinstance(value, ir.Call) and isinstance(value.callee, ir.Name):
            if value.callee.id == "|json_script" and value.arguments:
                identifier = value.arguments[1] if len(value.arguments) > 1 else None
                reading.islands.append(Island(start, end, identifier, reading.hole(start, end, value.arguments[0])))
                return
            if value.callee.id == "include" and value.arguments:
                self._include_call(start, end, value)
        reading.hole(start, end, value)

    def _include_call(self, start: int, end: int, call: ir.Call) -> None:
        arguments: tuple[ir.Keyword | ir.Spread, ...] = ()
        if len(call.arguments) > 1:
            arguments = _entries(call.arguments[1])
        self.reading.includes.append(ir.Include(start, end, call.arguments[0], arguments, block=self.reading.block))

    def _comment(self, start: int) -> int:
        closing = -1 if b"#}" in self.exhausted else self.data.find(b"#}", start + 2)
        if closing < 0:
            self.exhausted.add(b"#}")
            return start + 2
        self.reading.comment(start, closing + 2, start + 2, closing)
        return closing + 2

    # ------------------------------------------------------------------------------------------------ tags

    def _tag(self, start: int) -> int:
        closing = self._find(b"%}", start + 2)
        if closing < 0:
            return start + 2
        end = closing + 2
        inner_start, inner_end = self._inside(start + 2, closing)
        match = _TAG_NAME.match(self.data, inner_start, inner_end)
        if match is None:
            self.reading.blank(start, end)
            return end
        name = match[1].decode()
        if name == "#":
            self.reading.comment(start, end, match.end(), inner_end)
            return end
        if name in _VERBATIM or name in _HIDDEN:
            return self._skipped(name, start, end)
        if name == "liquid":
            self._lines(match.end(), inner_end)
            self.reading.blank(start, end)
            return end
        self._dispatch(name, start, end, match.end(), inner_end)
        return end

    def _skipped(self, name: str, start: int, end: int) -> int:
        """Pass over a structure whose content is not read; give where reading goes on."""
        closing = re.compile(rb"\{%[-~+]?\s*end" + name.encode() + rb"\b[^%]*%\}").search(self.data, end)
        if closing is None:
            self.reading.blank(start, end)
            return end
        if name in _VERBATIM:
            self.reading.blank(start, end)
            self.reading.blank(*closing.span())
        elif name == "comment":
            self.reading.comment(start, closing.end(), end, closing.start())
        else:
            self.reading.blank(start, closing.end())
        return closing.end()

    def _lines(self, start: int, end: int) -> None:
        """Read ``{% liquid %}``: a tag on each line."""
        at = start
        while at < end:
            stop = self.data.find(b"\n", at, end)
            stop = end if stop < 0 else stop
            match = _TAG_NAME.match(self.data, at, stop)
            if match is not None and match[1] != b"#":
                self._dispatch(match[1].decode(), at, stop, match.end(), stop)
            at = stop + 1

    def _dispatch(self, name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        reader = ExpressionReader(self.data, inner_start, inner_end, self.grammar)
        handler = self.tags.get(name)
        if name in LOADING:
            printed = LOADING[name](self.reading, reader, start, end)
            if printed is not None:
                self.reading.hole(start, end, printed)
                return
            if name == "embed" and "embed" in self.paired:
                self.structure.plain("embed", start, end)
        elif handler is not None:
            handler(reader, start, end)
            if self.reading.holes and self.reading.holes[-1].start == start:
                return
        elif name == "end" and self.structure.frames:
            self.structure.close(start, end, self.structure.frames[-1].name)
        elif name.startswith("end"):
            closed = name[3:].lstrip("_")
            self.structure.close(start, end, {"each": "for", "all": "for"}.get(closed, closed))
        elif name not in _SILENT:
            self._custom(name, reader, start, end)
            return
        self.reading.blank(start, end)

    def _custom(self, name: str, reader: ExpressionReader, start: int, end: int) -> None:
        positional, keywords = reader.loose_arguments("as")
        value = ir.Call(start, end, ir.Name(start, end, "%" + name), positional, keywords)
        reading = self.reading
        if reader.take("as") and reader.token.kind == "name":
            target = reader.next()
            reading.assign(start, end, ir.Name(target.start, target.end, target.text), value)
            reading.blank(start, end)
        elif name in self.paired:
            reading.evaluate(start, end, value)
            self.structure.plain(name, start, end)
            reading.blank(start, end)
        else:
            reading.hole(start, end, value)

    # --------------------------------------------------------------------------------------- conditionals

    def _if(self, reader: ExpressionReader, start: int, end: int) -> None:
        self.structure.condition("if", start, end, reader.expression(conditional=False))

    def _unless(self, reader: ExpressionReader, start: int, end: int) -> None:
        self.structure.condition("unless", start, end, reader.expression(conditional=False), negated=True)

    def _if_equal(self, reader: ExpressionReader, start: int, end: int) -> None:
        negated = b"ifnotequal" in self.data[start : start + 20]
        operands, _ = reader.loose_arguments()
        test = ir.Operation(start, end, "!=" if negated else "==", operands)
        self.structure.condition("ifnotequal" if negated else "ifequal", start, end, test)

    def _elif(self, reader: ExpressionReader, start: int, end: int) -> None:
        self.structure.otherwise(start, end, reader.expression(conditional=False), "if", "unless")

    def _else(self, _reader: ExpressionReader, start: int, end: int) -> None:
        self.structure.otherwise(
            start, end, None, "if", "unless", "ifequal", "ifnotequal", "ifchanged", "for", "tablerow", "case", "switch"
        )

    def _case(self, reader: ExpressionReader, start: int, end: int) -> None:
        name = "switch" if b"switch" in self.data[start : start + 12] else "case"
        self.structure.switch(name, start, end, reader.expression(conditional=False))

    def _when(self, reader: ExpressionReader, start: int, end: int) -> None:
        frame = self.structure.top("case", "switch")
        if frame is None or frame.target is None:
            return
        values, _ = reader.loose_arguments()
        self.structure.otherwise(start, end, ir.Operation(start, end, "==", (frame.target, *values)), "case", "switch")

    # ----------------------------------------------------------------------------------- loops, variables

    def _for(self, reader: ExpressionReader, start: int, end: int) -> None:
        names: list[ir.Name] = []
        while reader.token.kind in {"name", "op"} and reader.token.text != "in" and not reader.done:
            token = reader.next()
            if token.kind == "name":
                names.append(ir.Name(token.start, token.end, token.text))
        reader.take("in")
        values = reader.expression(conditional=False)
        test = reader.expression(conditional=False) if reader.take("if") else None
        reading = self.reading
        reading.evaluate(values.start, values.end, values)
        name = "tablerow" if b"tablerow" in self.data[start : start + 14] else "for"
        self.structure.loop(name, start, end)
        for special in ("loop", "forloop"):
            reading.assign(start, start, ir.Name(start, start, special), ir.Opaque(start, start))
        for target, value in zip(names, loop_values(values, len(names)), strict=True):
            reading.assign(target.start, values.end, target, value)
        if test is not None:
            reading.evaluate(test.start, test.end, test)

    def _with(self, reader: ExpressionReader, start: int, end: int) -> None:
        self.structure.plain("with", start, end)
        self._bindings(reader)

    def _bindings(self, reader: ExpressionReader) -> None:
        """Read ``a=b c=d``, ``value as name`` or a record, and assign them."""
        reading = self.reading
        while not reader.done:
            before = reader.at
            if reader.token.kind == "name" and reader.peek().text == "=":
                name = reader.next()
                reader.next()
                value = reader.operand()
                reading.assign(name.start, value.end, ir.Name(name.start, name.end, name.text), value)
            elif reader.take(",", "and", "only", "count", "context", "trimmed"):
                continue
            else:
                value = reader.operand()
                if reader.take("as") and reader.token.kind == "name":
                    name = reader.next()
                    reading.assign(value.start, name.end, ir.Name(name.start, name.end, name.text), value)
                for entry in _entries(value) if isinstance(value, ir.Record) else ():
                    if isinstance(entry, ir.Keyword):
                        target = ir.Name(entry.start, entry.start, entry.name)
                        reading.assign(entry.start, entry.end, target, entry.value)
            if reader.at == before:
                reader.next()

    def _block_translation(self, reader: ExpressionReader, start: int, end: int) -> None:
        name = "blocktranslate" if b"blocktranslate" in self.data[start : start + 20] else "blocktrans"
        self.structure.plain(name, start, end)
        reader.take("with")
        self._bindings(reader)

    def _set(self, reader: ExpressionReader, start: int, end: int) -> None:
        targets: list[ir.Expr] = [reader.operand(filters=False)]
        while reader.take(","):
            targets.append(reader.operand(filters=False))
        if not reader.take("="):
            self.structure.plain("set", start, end, target=targets[0])
            return
        for target in targets:
            value = reader.expression()
            reader.take(",")
            self.reading.assign(target.start, value.end, target, value)

    def _capture(self, reader: ExpressionReader, start: int, end: int) -> None:
        token = reader.token
        target = ir.Name(token.start, token.end, token.text.strip("'\""))
        self.structure.plain("capture", start, end, target=target)

    # ---------------------------------------------------------------------------- blocks, macros, printing

    def _block(self, reader: ExpressionReader, start: int, end: int) -> None:
        name = reader.next()
        reading = self.reading
        if not reader.done and self.grammar.ternary:
            value = reading.hole(start, end, reader.expression())
            reading.slots.append(ir.Slot(start, end, name.text, value, reading.block))
            return
        reading.slots.append(ir.Slot(start, end, name.text.strip("'\"")))
        self.structure.plain("block", start, end)

    def _macro(self, reader: ExpressionReader, start: int, end: int) -> None:
        name = reader.next()
        made = self.reading.builder.function(name.text, start, end)
        reader.take("(")
        while not reader.done and reader.token.text != ")":
            kind = {"*": "rest", "**": "keywords"}.get(reader.token.text, "positional")
            token = reader.next()
            if kind != "positional":
                token = reader.next()
            if token.kind != "name":
                continue
            default = reader.expression() if reader.take("=") else None
            stop = default.end if default is not None else token.end
            made.parameters.append(ir.Parameter(token.start, stop, token.text, kind, default))
        self.structure.macro("macro", start, end, made)

    def _echo(self, reader: ExpressionReader, start: int, end: int) -> None:
        self._printed(start, end, reader.expression())

    def _do(self, reader: ExpressionReader, start: int, end: int) -> None:
        self.reading.evaluate(start, end, reader.expression())

    def _call(self, reader: ExpressionReader, start: int, end: int) -> None:
        if reader.token.text == "(":
            reader.next()
            reader.arguments(")")
        self.reading.evaluate(start, end, reader.expression())
        self.structure.plain("call", start, end)

    def _first_of(self, reader: ExpressionReader, start: int, end: int) -> None:
        values, _ = reader.loose_arguments("as")
        value = ir.Choice(start, end, values)
        if reader.take("as") and reader.token.kind == "name":
            name = reader.next()
            self.reading.assign(start, end, ir.Name(name.start, name.end, name.text), value)
        else:
            self.reading.hole(start, end, value)


def loop_values(values: ir.Expr, count: int) -> list[ir.Expr]:
    """Give what each of ``count`` loop variables holds."""
    if count == 1:
        return [ir.Item(values.start, values.end, values)]
    base = values.callee if isinstance(values, ir.Call) else values
    if isinstance(base, ir.Call):
        base = base.callee
    if count == 2 and isinstance(base, ir.Member) and base.key == "items":
        return [ir.Opaque(values.start, values.end), ir.Item(values.start, values.end, base.base)]
    item = ir.Item(values.start, values.end, values)
    return [ir.Member(values.start, values.end, item, str(i)) for i in range(count)]


def _entries(value: ir.Expr) -> tuple[ir.Keyword | ir.Spread, ...]:
    """Give the entries of a record as arguments."""
    if not isinstance(value, ir.Record):
        return (ir.Spread(value.start, value.end, value),)
    return tuple(e if isinstance(e, ir.Spread) else ir.Keyword(e.start, e.end, e.key, e.value) for e in value.entries)


def read_curly(data: bytes, builder: ModuleBuilder, dialect: str) -> Reading:
    """Read a template of this family; ``dialect`` is ``jinja``, ``django``, ``twig`` or ``liquid``."""
    reading = Reading(data, builder, dialect)
    grammar = {"twig": TWIG, "liquid": LIQUID}.get(dialect, JINJA)
    CurlyReader(reading, grammar).read()
    reading.finish()
    return reading
