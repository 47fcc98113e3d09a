"""
Statements of a script that stand inside a template's ``{% if %}`` or ``{% for %}``: under that condition they run.

The script is lowered as a whole; afterwards its statements are moved, by position, into blocks of their own.
"""

from __future__ import annotations

from bisect import bisect_left

import msgspec

from linter import ir
from linter.frontends.builder import FunctionBuilder, ModuleBuilder
from linter.frontends.script_text import covered
from linter.frontends.templates.reading import Branch, Reading, Region

_MOST = 2000
"""Template branches of one script that are followed; a bundle in a template has none, a page some."""


class _Body:
    """The statements of one function that were lowered from the script, by position."""

    def __init__(self, function: FunctionBuilder, first: int, floor: int) -> None:
        self.function = function
        self.floor = floor
        """The block around the whole script: it is never moved."""
        self.order = sorted(range(first, len(function.body)), key=lambda i: function.body[i].start)
        self.starts = [function.body[i].start for i in self.order]
        self.extents: dict[int, tuple[int, int]] = {}
        for index in self.order:
            statement = function.body[index]
            block = statement.block
            while block >= 0:
                known = self.extents.get(block)
                span = (statement.start, statement.end)
                if known is not None:
                    span = (min(known[0], span[0]), max(known[1], span[1]))
                    if span == known:
                        break
                self.extents[block] = span
                block = function.blocks[block].parent

    def guard(self, reading: Reading, region: Region, branch: Branch, groups: dict[int, int]) -> dict[int, int]:
        """Move the statements of a branch under blocks of their own; give for each old parent the block under it."""
        made: dict[int, int] = {}
        handled: set[int] = set()
        lo = bisect_left(self.starts, branch.start)
        hi = bisect_left(self.starts, branch.end)
        for index in self.order[lo:hi]:
            statement = self.function.body[index]
            if statement.end > branch.end:
                continue
            top = self._topmost(statement.block, branch)
            if top is None:
                moved = made.get(statement.block)
                if moved is None:
                    moved = made[statement.block] = self._chain(reading, region, branch, statement.block, groups)
                self.function.body[index] = msgspec.structs.replace(statement, block=moved)
            elif top not in handled:
                handled.add(top)
                block = self.function.blocks[top]
                moved = made.get(block.parent)
                if moved is None:
                    moved = made[block.parent] = self._chain(reading, region, branch, block.parent, groups)
                if moved != block.parent:
                    self.function.blocks[top] = msgspec.structs.replace(block, parent=moved)
        return made

    def inside(
        self, reading: Reading, region: Region, branch: Branch, groups: dict[int, int], made: dict[int, int], block: int
    ) -> int:
        """Give the block in which a function that stands in a branch and in ``block`` now stands."""
        if self._topmost(block, branch) is not None:
            return block
        if block not in made:
            made[block] = self._chain(reading, region, branch, block, groups)
        return made[block]

    def _topmost(self, block: int, branch: Branch) -> int | None:
        """Give the outermost block around ``block`` that lies wholly inside the branch."""
        top: int | None = None
        while block >= 0 and block != self.floor:
            extent = self.extents.get(block)
            if extent is None or extent[0] < branch.start or extent[1] > branch.end:
                break
            top = block
            block = self.function.blocks[block].parent
        return top

    def _chain(self, reading: Reading, region: Region, branch: Branch, parent: int, groups: dict[int, int]) -> int:
        """Copy the template's blocks from the structure down to the branch under ``parent``; give the innermost."""
        blocks = reading.builder.functions[branch.function].blocks
        wanted: list[int] = []
        block = branch.block
        while block > 0 and block != region.block:
            wanted.append(block)
            block = blocks[block].parent
        function = -1 if branch.function == reading.function.index else branch.function
        for number in reversed(wanted):
            source = blocks[number]
            guard = source.guard
            if guard is not None:
                guard = ir.Hole(guard.start, guard.end, guard, max(source.parent, 0), function)
            group = -1
            if source.group >= 0:
                group = groups.get(source.group, 0) or groups.setdefault(source.group, self.function.group())
            parent = self.function.block(parent, source.kind, guard, source.negated, group)
            self.extents[parent] = (branch.start - 1, branch.end + 1)
        return parent


def guard_script(
    builder: ModuleBuilder,
    reading: Reading,
    span: tuple[int, int],
    function: FunctionBuilder,
    first_statement: int,
    first_function: int,
    floor: int,
    collapsed: list[tuple[int, int]],
) -> None:
    """
    Put the statements of a script under the template conditions around them.

    ``first_statement`` and ``first_function`` say what of ``function`` and of the builder came from this script,
    ``floor`` is the block that the script was lowered at, ``collapsed`` the structures that became holes.
    """
    branches = [
        (region, branch)
        for region, branch in reading.blocks_in(*span)
        if region.kind in {"if", "loop"} and not covered(region.start, collapsed)
    ][:_MOST]
    if not branches:
        return
    bodies = [_Body(function, first_statement, floor)]
    bodies.extend(_Body(f, 0, 0) for f in builder.functions[first_function:])
    groups: list[dict[int, int]] = [{} for _ in bodies]
    for region, branch in branches:
        inner = [
            i
            for i, body in enumerate(bodies)
            if i == 0 or (body.function.start <= region.start and region.end <= body.function.end)
        ]
        innermost = max(inner, key=lambda i: (i > 0, bodies[i].function.start))
        body = bodies[innermost]
        made = body.guard(reading, region, branch, groups[innermost])
        for other in bodies[1:]:
            moved = other.function
            if moved.parent == body.function.index and branch.start <= moved.start and moved.end <= branch.end:
                moved.parent_block = body.inside(reading, region, branch, groups[innermost], made, moved.parent_block)
