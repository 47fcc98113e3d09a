"""
EJS: JavaScript between ``<% %>``.

All code of a template is lowered as one script: what is not code becomes spaces, and ``<%= q %>`` an expression
statement, so that its control flow gives the blocks. What is printed inside a callback (``rows.forEach(function (row)
{ %> ... <% })``) has that function as its scope.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from linter import ir
from linter.frontends.builder import FunctionBuilder, ModuleBuilder
from linter.frontends.javascript.frontend import lower_script
from linter.frontends.templates.reading import Branch, Reading, Region, blanked

_TAG = re.compile(rb"<%(%|#|[=\-_])?")
_OLD_INCLUDE = re.compile(rb"\s*include\s+([\w./-]+)\s*")
_INCLUDES = frozenset({"include", "partial"})


def read_ejs(data: bytes, builder: ModuleBuilder) -> Reading:
    """Read an EJS template."""
    reading = Reading(data, builder, "ejs")
    script = bytearray(blanked(data))
    prints: list[tuple[int, int]] = []
    codes: list[tuple[int, int, bytes]] = []
    gaps: list[int] = []
    at = 0
    while match := _TAG.search(data, at):
        start = match.start()
        _gap(data, script, gaps, at, start)
        mark = match[1] or b""
        if mark == b"%":
            reading.blank(start, match.end())
            at = match.end()
            continue
        closing = data.find(b"%>", match.end())
        if closing < 0:
            at = len(data)
            break
        end = at = closing + 2
        if mark == b"#":
            reading.comment(start, end, match.end(), closing)
            continue
        inner_end = closing - 1 if data[closing - 1 : closing] in {b"-", b"_"} and closing > match.end() else closing
        script[match.end() : inner_end] = data[match.end() : inner_end]
        if mark in {b"=", b"-"}:
            prints.append((start, end))
            script[start : start + 3] = b" ;("
            script[closing : closing + 2] = b");"
        elif old := _OLD_INCLUDE.fullmatch(data, match.end(), inner_end):
            script[match.end() : inner_end] = b" " * (inner_end - match.end())
            target = ir.Constant(*old.span(1), old[1].decode("utf-8", "replace"))
            reading.includes.append(ir.Include(start, end, target))
            reading.blank(start, end)
        else:
            codes.append((start, end, data[match.end() : inner_end].strip()))
            reading.blank(start, end)
    _gap(data, script, gaps, at, len(data))
    first = len(builder.functions)
    lower_script(bytes(script), 0, "javascript", builder, reading.function, 0)
    _place(reading, prints, gaps, first)
    _regions(reading, codes)
    reading.finish()
    return reading


def _gap(data: bytes, script: bytearray, gaps: list[int], start: int, end: int) -> None:
    """Mark a stretch of text by a statement that means nothing: the block in which it lands is that of the text."""
    if end - start >= 3 and data[start:end].strip():
        script[start : start + 3] = b";_;"
        gaps.append(start)


def _place(reading: Reading, prints: list[tuple[int, int]], gaps: list[int], first: int) -> None:
    """Turn the statements of printed values into holes, and the marks of the text into blocks."""
    starts = [start for start, _ in prints]
    marks_of_text = frozenset(gap + 1 for gap in gaps)
    builder = reading.builder
    marks: list[tuple[int, int]] = []
    for function in [reading.function, *builder.functions[first:]]:
        kept: list[ir.Statement] = []
        index = -1 if function is reading.function else function.index
        for statement in function.body:
            if statement.start in marks_of_text and statement.end == statement.start + 1:
                marks.append((statement.start - 1, _outer_block(reading, function, statement.block)))
                continue
            position = bisect_right(starts, statement.start) - 1
            inside = position >= 0 and prints[position][0] < statement.start and statement.end <= prints[position][1]
            if inside and isinstance(statement, ir.Evaluate):
                start, end = prints[position]
                reading.holes.append(ir.Hole(start, end, statement.value, statement.block, index))
                _include(reading, start, end, statement.value, statement.block)
            else:
                kept.append(statement)
        function.body[:] = kept
    known = {hole.start for hole in reading.holes}
    for start, end in prints:
        if start not in known:  # a constant, or what could not be read
            text = reading.data[start + 3 : end - 2].strip().strip(b"'\"").decode("utf-8", "replace")
            reading.holes.append(ir.Hole(start, end, ir.Constant(start, end, text)))
    marks.sort()
    for offset, block in marks:
        reading.go(offset, reading.function, block)


def _outer_block(reading: Reading, function: FunctionBuilder, block: int) -> int:
    """Give the block of the template function around a place in a callback."""
    for _ in range(100):
        if function is reading.function or function.parent < 0:
            return block
        block = function.parent_block
        function = reading.builder.functions[function.parent]
    return 0


def _include(reading: Reading, start: int, end: int, value: ir.Expr, block: int) -> None:
    if not isinstance(value, ir.Call) or not isinstance(value.callee, ir.Name) or not value.arguments:
        return
    if value.callee.id in _INCLUDES:
        given: tuple[ir.Keyword | ir.Spread, ...] = ()
        if len(value.arguments) > 1:
            given = entries(value.arguments[1])
        reading.includes.append(ir.Include(start, end, value.arguments[0], given, block=block))


def entries(value: ir.Expr) -> tuple[ir.Keyword | ir.Spread, ...]:
    """Give the entries of an object as named arguments."""
    if not isinstance(value, ir.Record):
        return (ir.Spread(value.start, value.end, value),)
    return tuple(e if isinstance(e, ir.Spread) else ir.Keyword(e.start, e.end, e.key, e.value) for e in value.entries)


def _regions(reading: Reading, codes: list[tuple[int, int, bytes]]) -> None:
    """Find the structures that are written in the usual way, ``<% if (a) { %> ... <% } else { %> ... <% } %>``."""
    tests = _Tests(reading)
    open_: list[Region] = []
    for start, end, code in codes:
        if code.startswith(b"}") and open_:
            region = open_[-1]
            region.branches[-1].end = start
            if not code.endswith(b"{"):
                region.end = end
                reading.regions.append(open_.pop())
            elif region.kind == "if":
                block = tests.block(start, end)
                test = tests.guard(block)
                if block < 0:
                    block = tests.other(region.branches[-1].block)
                region.branches.append(Branch(end, end, reading.function.index, max(block, 0), test))
        elif code.endswith(b"{"):
            block = tests.block(start, end)
            kind = "if" if code.startswith(b"if") and block >= 0 else "loop"
            outer = reading.function.blocks[block].parent if block >= 0 else reading.block_before(start)
            region = Region(kind, start, end, reading.function.index, max(outer, 0))
            block = block if block >= 0 else reading.block_before(end)
            region.branches.append(Branch(end, end, reading.function.index, block, tests.guard(block)))
            open_.append(region)


class _Tests:
    """The conditions of the template's own code, by position."""

    def __init__(self, reading: Reading) -> None:
        self.blocks = reading.function.blocks
        found = [(b.guard.start, i) for i, b in enumerate(self.blocks) if b.guard is not None and not b.negated]
        found.sort()
        self.starts = [start for start, _ in found]
        self.indexes = [index for _, index in found]

    def block(self, start: int, end: int) -> int:
        """Give the block whose condition stands in a stretch; -1 for none."""
        position = bisect_right(self.starts, end) - 1
        return self.indexes[position] if position >= 0 and self.starts[position] > start else -1

    def guard(self, block: int) -> ir.Expr | None:
        """Give the condition of a block."""
        return self.blocks[block].guard if block >= 0 else None

    def other(self, block: int) -> int:
        """Give the block that runs where this one does not; -1 for none."""
        group = self.blocks[block].group
        if group < 0:
            return -1
        return next((i for i, b in enumerate(self.blocks) if b.group == group and i != block), -1)
