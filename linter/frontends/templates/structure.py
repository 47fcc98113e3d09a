"""
The control structures of a template while it is read: what is open, which block comes next, what a capture holds.

Shared by all dialects that are read tag by tag. Structures may be closed in any order or never: what is left open
ends with the text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from linter import ir
from linter.frontends.builder import FunctionBuilder
from linter.frontends.templates.reading import MAX_TEXT, Branch, Reading, Region


@dataclass(slots=True)
class Frame:
    """One open structure, and the place to which its end returns."""

    name: str
    region: Region
    scope: FunctionBuilder
    block: int
    page_block: int
    outer: int
    """The block in which the newest condition of the chain stands: the place itself, or what an ``else`` opened."""
    holes: int
    """How many holes and blanks there were when it was opened."""
    blanks: int
    content: int
    """Where its content begins."""
    test: ir.Expr | None = None
    negated: bool = False
    group: int = -1
    target: ir.Expr | None = None
    """What a capture assigns to."""
    macro: FunctionBuilder | None = None
    names: bool = False
    """True where what it runs over has names of its own (``as |item|``)."""


class Structure:
    """The stack of open structures of one reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.frames: list[Frame] = []
        self.open: Counter[str] = Counter()

    # -------------------------------------------------------------------------------------------- opening

    def _push(self, name: str, kind: str, start: int, end: int) -> Frame:
        reading = self.reading
        region = Region(kind, start, end, reading.scope.index, reading.block)
        frame = Frame(
            name,
            region,
            reading.scope,
            reading.block,
            reading.page_block,
            reading.block,
            len(reading.holes),
            len(reading.blanks),
            end,
        )
        self.frames.append(frame)
        self.open[name] += 1
        reading.regions.append(region)
        return frame

    def _branch(self, frame: Frame, end: int, test: ir.Expr | None = None) -> None:
        reading = self.reading
        frame.region.branches.append(Branch(end, end, reading.scope.index, reading.block, test))

    def condition(self, name: str, start: int, end: int, test: ir.Expr, *, negated: bool = False) -> None:
        """Begin ``if test``."""
        reading = self.reading
        reading.evaluate(test.start, test.end, test)
        frame = self._push(name, "if", start, end)
        self._arm(frame, end, test, negated=negated)

    def _arm(self, frame: Frame, end: int, test: ir.Expr, *, negated: bool) -> None:
        reading = self.reading
        frame.test, frame.negated, frame.group = test, negated, frame.scope.group()
        reading.enter(end, "branch", test, negated=negated, group=frame.group)
        self._branch(frame, end, test)

    def switch(self, name: str, start: int, end: int, subject: ir.Expr) -> None:
        """Begin ``case subject``; nothing is printed before its first ``when``."""
        self.reading.evaluate(subject.start, subject.end, subject)
        frame = self._push(name, "if", start, end)
        frame.target = subject

    def loop(self, name: str, start: int, end: int) -> None:
        """Begin a loop; assign its variables afterwards."""
        frame = self._push(name, "loop", start, end)
        self.reading.enter(end, "loop")
        self._branch(frame, end)

    def plain(self, name: str, start: int, end: int, *, target: ir.Expr | None = None) -> None:
        """Begin a stretch that always runs; what it prints is assigned to ``target`` at its end."""
        frame = self._push(name, "block", start, end)
        frame.target = target
        self.reading.enter(end, "block")
        self._branch(frame, end)

    def macro(self, name: str, start: int, end: int, made: FunctionBuilder) -> None:
        """Begin a function that prints."""
        reading = self.reading
        frame = self._push(name, "block", start, end)
        frame.macro = made
        made.kind = "macro"
        made.parent, made.parent_block = reading.scope.index, reading.block
        reading.go(end, made, 0, reading.page_block)
        self._branch(frame, end)

    # -------------------------------------------------------------------------------------- between and end

    def top(self, *names: str) -> Frame | None:
        """Give the innermost open structure with one of these names (any, without names)."""
        if not names:
            return self.frames[-1] if self.frames else None
        if not any(self.open[name] for name in names):
            return None
        for frame in reversed(self.frames):
            if frame.name in names:
                return frame
        return None

    def otherwise(self, start: int, end: int, test: ir.Expr | None, *names: str, negated: bool = False) -> None:
        """Begin the next branch (``elif test`` or ``else``) of the innermost structure with one of these names."""
        frame = self.top(*names)
        if frame is None:
            return
        while self.frames[-1] is not frame:
            self._pop(start, start)
        reading = self.reading
        if frame.region.branches:
            frame.region.branches[-1].end = start
        if frame.region.kind == "loop":
            reading.go(end, frame.scope, frame.block, frame.page_block)
            reading.enter(end, "branch")
            self._branch(frame, end)
            return
        if frame.test is not None:
            made = frame.scope.block(frame.outer, "branch", frame.test, not frame.negated, frame.group)
            frame.outer = made
        reading.go(end, frame.scope, frame.outer, None if frame.scope is reading.function else frame.page_block)
        if test is None:
            frame.test = None
            if frame.region.kind == "if" and not frame.region.branches:
                reading.enter(end, "branch")
            self._branch(frame, end)
        else:
            reading.evaluate(test.start, test.end, test)
            self._arm(frame, end, test, negated=negated)

    def close(self, start: int, end: int, *names: str) -> Frame | None:
        """End the innermost structure with one of these names, and what is open inside it; None when there is none."""
        frame = self.top(*names)
        if frame is None:
            return None
        while self.frames[-1] is not frame:
            self._pop(start, start)
        self._pop(start, end)
        return frame

    def finish(self) -> None:
        """End all that is open."""
        end = len(self.reading.data)
        while self.frames:
            self._pop(end, end)

    def _pop(self, start: int, end: int) -> None:
        frame = self.frames.pop()
        self.open[frame.name] -= 1
        reading = self.reading
        if frame.region.branches:
            frame.region.branches[-1].end = start
        frame.region.end = end
        if frame.macro is not None:
            value = self._printed(frame, start)
            frame.macro.end = end
            frame.macro.body.append(ir.Return(frame.content, start, value))
        reading.go(end, frame.scope, frame.block, frame.page_block)
        if frame.target is not None and frame.region.kind == "block":
            reading.assign(frame.region.start, end, frame.target, self._printed(frame, start))

    def _printed(self, frame: Frame, end: int) -> ir.Expr:
        """Give what a stretch prints: its holes in order, with the literal text when that is short."""
        reading = self.reading
        literal = end - frame.content <= MAX_TEXT
        found: list[tuple[int, int, ir.Hole | None]] = [(h.start, h.end, h) for h in reading.holes[frame.holes :]]
        found.extend((s, e, None) for s, e in reading.blanks[frame.blanks :])
        found.sort(key=lambda f: f[0])
        parts: list[ir.Expr] = []
        at = frame.content
        for start, stop, hole in found:
            if start < at:
                continue
            if literal and start > at:
                parts.append(ir.Constant(at, start, reading.data[at:start].decode("utf-8", "replace")))
            if hole is not None:
                parts.append(hole)
            at = stop
        if literal and end > at:
            parts.append(ir.Constant(at, end, reading.data[at:end].decode("utf-8", "replace")))
        if len(parts) == 1:
            return parts[0]
        return ir.Text(frame.content, max(end, frame.content), tuple(parts))
