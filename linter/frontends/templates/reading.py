"""
What a dialect's reader found in a template: printed values (holes), control structures (regions), blanks, blocks.

Spans are absolute, half open and never overlap, except that regions nest and hold what stands inside them. A reader
calls the methods below in source order; ``finish`` is called once, at the end of the text.
"""

from __future__ import annotations

import html
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from linter import ir
from linter.frontends.builder import FunctionBuilder, ModuleBuilder

MAX_DEPTH = 60
"""Nesting of regions and expressions that is still followed."""
MAX_TEXT = 4000
"""Bytes of text that are taken as a value; longer stretches give only their holes."""


@dataclass(slots=True)
class Branch:
    """One arm of a control structure: the span of its content and the block that guards it."""

    start: int
    end: int
    function: int
    block: int
    test: ir.Expr | None = None


@dataclass(slots=True)
class Region:
    """A control structure, from its opening delimiter to behind its closing one."""

    kind: str
    """``if``, ``loop`` or ``block`` (always there: named blocks, ``with``, captures)."""
    start: int
    end: int
    function: int
    """The function and block in which the structure itself stands."""
    block: int
    branches: list[Branch] = field(default_factory=list)


@dataclass(slots=True)
class Island:
    """A JSON island that a template function prints as a whole: ``{{ data|json_script:"id" }}``."""

    start: int
    end: int
    id: ir.Expr | None
    value: ir.Expr


class Reading:
    """The template of one file under construction, then a table of what stands where."""

    def __init__(self, data: bytes, builder: ModuleBuilder, dialect: str) -> None:
        self.data = data
        self.builder = builder
        self.dialect = dialect
        function = builder.function("", 0, len(data))
        function.kind = "template"
        self.function = function
        self.scope: FunctionBuilder = function
        """The function that is being filled: the template's own, or a macro's."""
        self.block = 0
        """The current block of ``scope``."""
        self.page_block = 0
        """The current block of the template function (where a macro stands, inside one)."""
        self.holes: list[ir.Hole] = []
        self.blanks: list[tuple[int, int]] = []
        self.regions: list[Region] = []
        self.islands: list[Island] = []
        self.scripts: list[tuple[int, int]] = []
        """Tags whose structure holds script without a script element: ``javascript_tag do``."""
        self.includes: list[ir.Include] = []
        self.slots: list[ir.Slot] = []
        self.extends: ir.Expr | None = None
        self._marks: list[tuple[int, int, int, int]] = [(0, 0, function.index, 0)]
        self._offsets: list[int] = []
        self._spans: list[tuple[int, int, ir.Hole | None]] = []
        self._starts: list[int] = []
        self._region_at: dict[int, Region] = {}
        self._region_starts: list[int] = []
        self.placed: set[int] = set()
        """Starts of the holes that an attribute, script or content has taken."""

    def blanked_in(self, start: int, end: int) -> bool:
        """Say whether a structure that is masked by spaces begins in a span."""
        return any(start <= at < end for at, _ in self.blanks)

    # -------------------------------------------------------------------------------------- while reading

    def hole(self, start: int, end: int, value: ir.Expr) -> ir.Hole:
        """Record a printed value."""
        function = -1 if self.scope is self.function else self.scope.index
        made = ir.Hole(start, end, value, self.block, function)
        self.holes.append(made)
        return made

    def blank(self, start: int, end: int) -> None:
        """Record a stretch that prints nothing."""
        if end > start:
            self.blanks.append((start, end))

    def assign(self, start: int, end: int, target: ir.Expr, value: ir.Expr) -> None:
        """Add ``target <- value`` at the current place."""
        self.scope.body.append(ir.Assign(start, end, target, value, self.block))

    def evaluate(self, start: int, end: int, value: ir.Expr) -> None:
        """Add an evaluation at the current place."""
        self.scope.body.append(ir.Evaluate(start, end, value, self.block))

    def enter(
        self,
        offset: int,
        kind: str,
        guard: ir.Expr | None = None,
        *,
        negated: bool = False,
        group: int = -1,
    ) -> int:
        """Open a block under the current one, from ``offset`` on, and give its index."""
        made = self.scope.block(self.block, kind, guard, negated, group)
        self.go(offset, self.scope, made)
        return made

    def go(self, offset: int, scope: FunctionBuilder, block: int, page_block: int | None = None) -> None:
        """Continue in another block (of another function) from ``offset`` on."""
        self.scope, self.block = scope, block
        if page_block is not None:
            self.page_block = page_block
        elif scope is self.function:
            self.page_block = block
        self._marks.append((max(offset, self._marks[-1][0]), self.page_block, scope.index, block))

    def comment(self, start: int, end: int, inner_start: int, inner_end: int) -> None:
        """Record a comment: it prints nothing; kept when it speaks to us."""
        self.blank(start, end)
        add_comment(self.builder, self.data, start, end, inner_start, inner_end)

    # ------------------------------------------------------------------------------------------ afterwards

    def finish(self) -> None:
        """Sort what was found; call once before asking."""
        spans: list[tuple[int, int, ir.Hole | None]] = [(h.start, h.end, h) for h in self.holes]
        spans.extend((start, end, None) for start, end in self.blanks)
        spans.sort(key=lambda s: (s[0], s[1]))
        kept: list[tuple[int, int, ir.Hole | None]] = []
        last = 0
        for span in spans:
            if span[0] >= last:
                kept.append(span)
                last = span[1]
        self._spans = kept
        self._starts = [s[0] for s in kept]
        self.holes = [s[2] for s in kept if s[2] is not None]
        self.regions.sort(key=lambda r: (r.start, -r.end))
        self._region_at = {}
        for region in self.regions:
            self._region_at.setdefault(region.start, region)
        self._region_starts = [r.start for r in self.regions]
        self._offsets = [m[0] for m in self._marks]

    def block_at(self, offset: int) -> int:
        """Give the block of the template function in which a place of the text stands."""
        return self._marks[bisect_right(self._offsets, offset) - 1][1]

    def block_before(self, offset: int) -> int:
        """Give the block at a place while reading is not finished."""
        return self._marks[max(bisect_right(self._marks, offset, key=lambda m: m[0]) - 1, 0)][1]

    def scope_at(self, offset: int) -> tuple[int, int]:
        """Give the function and block in which a place of the text stands."""
        return self._marks[bisect_right(self._offsets, offset) - 1][2:]

    def region_at(self, start: int) -> Region | None:
        """Give the outermost region that begins at a place."""
        return self._region_at.get(start)

    def holes_in(self, start: int, end: int) -> list[ir.Hole]:
        """Give the holes that lie inside a stretch."""
        lo = bisect_left(self._starts, start)
        hi = bisect_left(self._starts, end)
        return [h for _, e, h in self._spans[lo:hi] if h is not None and e <= end]

    def regions_in(self, start: int, end: int) -> list[Region]:
        """Give the outermost regions that lie wholly inside a stretch."""
        found: list[Region] = []
        at = start
        for region in self.regions[bisect_left(self._region_starts, start) : bisect_left(self._region_starts, end)]:
            if region.start >= at and region.end <= end:
                found.append(region)
                at = region.end
        return found

    def blocks_in(self, start: int, end: int) -> list[tuple[Region, Branch]]:
        """Give all branches, at any depth, that lie inside a stretch, outermost first."""
        lo = bisect_left(self._region_starts, start)
        hi = bisect_left(self._region_starts, end)
        return [(r, b) for r in self.regions[lo:hi] if r.end <= end for b in r.branches if b.end > b.start]

    def mask(self) -> bytes:
        """Give the text with holes as identifiers and blanks as spaces: same length, same line breaks outside holes."""
        masked = bytearray(self.data)
        number = 0
        for start, end, hole in self._spans:
            if hole is None:
                masked[start:end] = blanked(self.data[start:end])
            else:
                masked[start:end] = placeholder(number, end - start)
                number += 1
        return bytes(masked)

    def value(self, start: int, end: int, *, entities: bool, depth: int = 0) -> ir.Expr:
        """
        Give a stretch of printed text as an expression: its literal pieces, holes, and a ``Choice`` for conditionals.

        ``entities`` says that character references stand for characters. A lone hole is given as it is.
        """
        parts = self.parts(start, end, entities=entities, depth=depth)
        if not parts:
            return ir.Constant(start, end, "")
        if len(parts) == 1 and not isinstance(parts[0], ir.Spread):
            return parts[0]
        return ir.Text(start, end, tuple(parts))

    def parts(self, start: int, end: int, *, entities: bool, depth: int = 0) -> list[ir.Expr]:
        """Give the pieces that ``value`` joins."""
        parts: list[ir.Expr] = []
        if depth > MAX_DEPTH:
            return parts
        at = start
        index = bisect_left(self._starts, start)
        while index < len(self._spans):
            s, e, hole = self._spans[index]
            if s >= end:
                break
            if s < at:
                index += 1
                continue
            self._literal(parts, at, s, entities=entities)
            region = self._region_at.get(s)
            if hole is not None:
                self.placed.add(hole.start)
                parts.append(hole)
                at = e
            elif region is not None and region.end <= end:
                self._region_parts(parts, region, entities=entities, depth=depth)
                at = region.end
                index = bisect_left(self._starts, at, index)
                continue
            else:
                at = e
            index += 1
        self._literal(parts, min(at, end), end, entities=entities)
        return parts

    def _literal(self, parts: list[ir.Expr], start: int, end: int, *, entities: bool) -> None:
        if end > start and end - start <= MAX_TEXT:
            text = self.data[start:end].decode("utf-8", "replace")
            parts.append(ir.Constant(start, end, html.unescape(text) if entities else text))

    def _region_parts(self, parts: list[ir.Expr], region: Region, *, entities: bool, depth: int) -> None:
        values = [self.parts(b.start, b.end, entities=entities, depth=depth + 1) for b in region.branches]
        if region.kind != "if":
            for value in values:
                parts.extend(value)
            return
        parts.append(choice(region, [joined(v, b) for v, b in zip(values, region.branches, strict=True)]))


def add_comment(builder: ModuleBuilder, data: bytes, start: int, end: int, inner_start: int, inner_end: int) -> None:
    """Keep the comment at ``start:end`` if it holds the word ``tracklint``."""
    if data.find(b"tracklint", inner_start, inner_end) < 0:
        return
    text = data[inner_start:inner_end].decode("utf-8", "replace").strip().strip("-#*/").strip()
    line = data.rfind(b"\n", 0, start) + 1
    builder.comments.append(ir.Comment(start, end, text, not data[line:start].strip()))


def joined(parts: list[ir.Expr], branch: Branch) -> ir.Expr:
    """Join the pieces of one branch."""
    if not parts:
        return ir.Constant(branch.start, branch.end, "")
    return parts[0] if len(parts) == 1 else ir.Text(branch.start, branch.end, tuple(parts))


def choice(region: Region, options: list[ir.Expr]) -> ir.Expr:
    """Give the value of a conditional region; what it prints when no branch is taken is the empty text."""
    test = next((b.test for b in region.branches if b.test is not None), None)
    if all(b.test is not None for b in region.branches):
        options = [*options, ir.Constant(region.end, region.end, "")]
    return ir.Choice(region.start, region.end, tuple(options), test)


def blanked(piece: bytes) -> bytes:
    """Give spaces of the same length, line breaks kept."""
    if b"\n" not in piece and b"\r" not in piece:
        return b" " * len(piece)
    return bytes(c if c in b"\r\n" else 0x20 for c in piece)


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def placeholder(number: int, length: int) -> bytes:
    """
    Give an identifier of ``length`` bytes, valid in JavaScript, HTML and CSS.

    It holds no line break even where the masked expression does: it must also stand inside a string literal.
    """
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    name = "_h" + digits
    return (name if len(name) <= length else "_" * length).ljust(length, "_").encode()
