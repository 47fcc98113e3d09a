"""Taking statements away, with what is there for nothing but them: a semicolon, a comment, a callback around them."""

from __future__ import annotations

import re

from linter import ir
from linter.fixes.case import edit
from linter.fixes.places import Place
from linter.fixes.removal import Span
from linter.fixes.standing import is_statement
from linter.model import Edit

_END = re.compile(rb"[ \t]*;|(?=\s*[\n}]|\s*\Z|[ \t]*(?://|/\*|<))")
"""How a statement of a script ends: what a larger expression goes on with is no end."""
_REMARK = re.compile(rb"[ \t]*//[^\n<>]*(?=\r?\n|\Z)")
"""A comment behind a statement; signs that may end a script or a tag are left alone."""
_LAST = re.compile(rb"[ \t]*\r?\n[ \t]*(?:\r?\n|\}|</|\Z)")
_WAITING = re.compile(rb"(?<![\w$.])(?:await|void)[ \t]+\Z")
_LONGEST_WORD = 20
_DEEPEST_CALLBACK = 5


def without_statement(path: str, place: Place, statement: ir.Statement) -> Edit | None:
    """
    Delete a statement; None for a part of a larger one.

    In scripts its semicolon and the comment behind it go along; in Python these are the tree's business.
    """
    if place.module.language == "python":
        return edit(path, statement.start, statement.end)
    start, stop = _with_callback(place, statement)
    waiting = _WAITING.search(place.data, max(start - _LONGEST_WORD, 0), start)
    start = start if waiting is None else waiting.start()
    rest = _END.match(place.data, stop)
    if rest is None or not is_statement(place.data, start):
        return None
    if not _is_first(place.data, start):
        return edit(path, start, rest.end())
    remark = _REMARK.match(place.data, rest.end())
    stop = rest.end() if remark is None else remark.end()
    return edit(path, _with_remarks_above(place.data, start, stop), stop)


def _with_remarks_above(data: bytes, start: int, stop: int) -> int:
    """
    Widen a statement to the comment lines above it, where a blank line or the end of the block follows.

    Else they may be about what follows as well.
    """
    if _LAST.match(data, stop) is None:
        return start
    line = data.rfind(b"\n", 0, start) + 1
    while line:
        above = data.rfind(b"\n", 0, line - 1) + 1
        found = _REMARK.match(data, above, line)
        if found is None:
            break
        line, start = above, found.start() + len(found[0]) - len(found[0].lstrip())
    return start


def _with_callback(place: Place, statement: ir.Statement) -> Span:
    """Widen a statement that is all of a callback to the call that is handed it and does nothing else."""
    start, stop = statement.start, statement.end
    for _ in range(_DEEPEST_CALLBACK):
        function = place.function_around(start)
        if len(function.body) != 1 or (function.body[0].start, function.body[0].end) != (start, stop):
            break
        outer = next((s for s in place.statements.values() if _only_runs(place, s, function)), None)
        if outer is None:
            break
        start, stop = outer.start, outer.end
    return start, stop


def _only_runs(place: Place, statement: ir.Statement, function: ir.Function) -> bool:
    """Say whether a statement is a plain call that is handed a function and, but for it, nothing that happens."""
    call = statement.value
    if not isinstance(statement, ir.Evaluate) or not isinstance(call, ir.Call) or call.keywords:
        return False
    if not statement.start < function.start <= function.end < statement.end:
        return False
    handed = [node for node in call.arguments if isinstance(node, ir.Lambda)]
    if len(handed) != 1 or place.module.functions[handed[0].function] is not function:
        return False
    others = (call.callee, *(node for node in call.arguments if node is not handed[0]))
    return not any(isinstance(node, (ir.Call, ir.Lambda)) for other in others for node in ir.walk(other))


def _is_first(data: bytes, start: int) -> bool:
    """Say whether nothing stands before an offset on its line: a comment behind is about what begins there."""
    return not data[data.rfind(b"\n", 0, start) + 1 : start].strip()
