"""Astro components: TypeScript between ``---``, then markup with expressions that may hold markup again."""

from __future__ import annotations

import re

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.components.page import ComponentPage
from linter.frontends.javascript.frontend import lower_expression, lower_script
from linter.frontends.templates.brackets import Brackets
from linter.frontends.templates.reading import Reading, blanked
from linter.frontends.templates.structure import Structure
from linter.workspace.text import SourceText

_FENCE = re.compile(rb"\s*---[ \t]*\r?\n")
_FENCE_END = re.compile(rb"^---[ \t]*$", re.MULTILINE)
_OPENING = re.compile(rb"<!--|<script\b|<style\b|\{", re.IGNORECASE)
_ENDS = {b"<!--": b"-->", b"<script": b"</script", b"<style": b"</style"}
_MARKUP = re.compile(rb"<[A-Za-z>]")
_MAP = re.compile(rb"\s*(.+?)\??\.(?:map|flatMap)\(\s*(?:async\s*)?\(?\s*(\{[^}]*\}|[\w$]+)", re.DOTALL)
_TEST = re.compile(rb"\s*(.+?)\s*(?:&&|\?)\s*\(?\s*$", re.DOTALL)


def lower_astro(text: SourceText) -> ir.Module:
    """Lower an Astro component: its server code is the module's body."""
    data = text.data
    builder = ModuleBuilder("astro", len(data))
    start = 0
    fence = _FENCE.match(data)
    if fence is not None:
        closing = _FENCE_END.search(data, fence.end())
        end = closing.start() if closing else len(data)
        start = closing.end() if closing else len(data)
        lower_script(data[fence.end() : end], fence.end(), "typescript", builder, builder.functions[0], 0)
    # What was lowered already is no markup: the same length, the same line breaks, nothing in it.
    rest = blanked(data[:start]) + data[start:]
    reading = Reading(rest, builder, "astro")
    reading.function.parent = 0
    AstroReader(reading).read(start)
    reading.finish()
    AstroPage(rest, builder, reading).lower(start)
    name = text.path.rpartition("/")[2].partition(".")[0]
    builder.classes.append(ir.Class(0, start, name, kind="component"))
    if not any(export.name == "default" for export in builder.exports):
        builder.exports.append(ir.Export(0, start, "default", ir.ClassRef(0, start, len(builder.classes) - 1)))
    return builder.build()


class AstroPage(ComponentPage):
    """The markup of an Astro component: what it runs itself stands above, its scripts run in the browser."""

    own_scripts = False


class AstroReader:
    """Reads the markup of one component into a ``Reading``."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.data = reading.data
        self.structure = Structure(reading)
        self.brackets = Brackets(self.data)
        self.open: list[int] = []
        """Where the expressions end that we are inside of, for the markup in them."""

    def read(self, start: int) -> None:
        """Read the text from ``start`` on."""
        at = start
        exhausted: set[bytes] = set()
        while True:
            match = _OPENING.search(self.data, at)
            while self.open and (match is None or match.start() >= self.open[-1]):
                self._leave(at)
            if match is None:
                break
            opening = match[0].lower()
            if opening != b"{":
                found = -1 if opening in exhausted else self.data.find(_ENDS[opening], match.end())
                if found < 0:
                    exhausted.add(opening)
                # The opening tag of a script may hold expressions; its text is none.
                if found >= 0 and opening == b"<script":
                    tag_end = self.data.find(b">", match.end(), found)
                    brace = self.data.find(b"{", match.end(), max(tag_end, match.end()))
                    if brace >= 0 and self.brackets.closing(brace) is not None:
                        self._expression(brace, (self.brackets.closing(brace) or brace) + 1)
                at = found + len(_ENDS[opening]) if found >= 0 else match.end()
                continue
            closing = self.brackets.closing(match.start())
            at = match.end() if closing is None else self._expression(match.start(), closing + 1)
        self.structure.finish()

    def _lower(self, start: int, end: int) -> ir.Expr:
        reading = self.reading
        piece = self.data[start:end]
        return lower_expression(piece, start, "typescript", reading.builder, reading.scope, reading.block)

    def _expression(self, start: int, end: int) -> int:
        """Read one ``{...}``; give where reading goes on."""
        reading = self.reading
        markup = _MARKUP.search(self.data, start + 1, end - 1)
        if markup is None:
            if self.data.startswith(b"...", start + 1):
                reading.hole(start, end, ir.Spread(start + 1, end - 1, self._lower(start + 4, end - 1)))
            elif self.data[start + 1 : end - 1].strip().startswith(b"/*"):
                reading.comment(start, end, start + 1, end - 1)
            else:
                reading.hole(start, end, self._lower(start + 1, end - 1))
            return end
        head_end = markup.start()
        reading.blank(start, head_end)
        loop = _MAP.match(self.data, start + 1, head_end)
        test = None if loop else _TEST.match(self.data, start + 1, head_end)
        if loop is not None:
            from linter.frontends.components.patterns import loop_bindings

            values = self._lower(*loop.span(1))
            self.structure.loop("{", start, head_end)
            for target, value in loop_bindings(loop[2], loop.start(2), values):
                reading.assign(target.start, max(target.end, value.end), target, value)
        elif test is not None:
            self.structure.condition("{", start, head_end, self._lower(*test.span(1)))
        else:
            self.structure.plain("{", start, head_end)
        self.open.append(end)
        return head_end

    def _leave(self, at: int) -> None:
        """End the expression around: what follows its last markup is code."""
        end = self.open.pop()
        last = max(self.data.rfind(b">", at, end - 1) + 1, at)
        self.reading.blank(last, end)
        self.structure.close(last, end, "{")
