"""
Edits of Python, made on LibCST's tree.

A maker says which nodes are to go and which are to be something else, as spans; here they are found in the tree, the
tree is changed, and the statement that holds them is written anew. What LibCST does not touch comes out as it was:
comments, quotes, white space. The difference between the two texts is the edit, so that it can be shown, carried by
reports and put together with others.

Imported only when edits are wanted: LibCST takes longer to load than most checks take to run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper

from linter.fixes.depth import is_shallow
from linter.fixes.rewriter import ITEMS, STATEMENTS, Rewriter
from linter.model import Edit, Location

_HEAD = re.compile(r"if (.+):", re.DOTALL)
_FAILED = (cst.ParserSyntaxError, cst.CSTValidationError, UnicodeError, RecursionError)


def parsed(data: bytes) -> PythonSource | None:
    """Parse a Python file; None where LibCST cannot, or would write something else than what it read."""
    module = _module(data)
    made = None if module is None else PythonSource(module, len(data))
    return made if made is not None and made.is_of(data) else None


def is_broken(before: bytes, after: bytes) -> bool:
    """Say whether Python source that could be parsed can be parsed no longer."""
    return _module(before) is not None and _module(after) is None


def _module(data: bytes) -> cst.Module | None:
    try:
        source = data.decode("utf-8")
        return cst.parse_module(source) if is_shallow(source) else None
    except _FAILED:
        return None


class PythonSource:
    """A parsed file, in its top-level statements."""

    def __init__(self, module: cst.Module, length: int) -> None:
        self.module = module
        self._length = length
        self._parts = [module.code_for_node(statement).encode() for statement in module.body]
        head = b"".join(module.code_for_node(line).encode() for line in module.header)
        self._starts = [len(head)]
        for part in self._parts:
            self._starts.append(self._starts[-1] + len(part))
        self._head = head

    def is_of(self, data: bytes) -> bool:
        """Say whether the statements are those of a text, at the offsets that are taken for true."""
        body = self._head + b"".join(self._parts)
        return data.startswith(body) or (not self.module.has_trailing_newline and body.rstrip(b"\r\n") == data)

    def edits(self, wanted: Sequence[Edit]) -> tuple[Edit, ...] | None:
        """
        Give the edits that make the file what ``wanted`` asks for; None where that cannot be done.

        A wanted edit without text takes out the item, argument or statement with exactly its span, else a part of an
        expression; one with text puts an expression there. ``if question:`` before a statement puts it below that.
        """
        made: list[Edit] = []
        for group in _grouped(wanted):
            one = self._changed(group)
            if one is None:
                return None
            made.append(one)
        made.sort(key=lambda edit: edit.location)
        if all(a.location.end < b.location.start for a, b in pairwise(made)):
            return tuple(made)
        whole = self._changed(wanted)
        return None if whole is None else (whole,)

    def _changed(self, wanted: Sequence[Edit]) -> Edit | None:
        """Change what is wanted and give the difference; None where a node is not found or the result is no code."""
        starts = self._starts[:-1]
        first = bisect_right(starts, min(edit.location.start for edit in wanted)) - 1
        last = bisect_right(starts, max(edit.location.end for edit in wanted) - 1) - 1
        if first < 0:
            return None
        # One more on each side: what stood before or after a statement that goes is handed on to its neighbours.
        first, last = max(first - 1, 0), min(last + 2, len(starts))
        part = self.module.with_changes(body=self.module.body[first:last], header=(), footer=())
        try:
            rewriter = _rewriter(part, wanted, starts[first])
            after = None if rewriter is None else part.visit(rewriter)
        except _FAILED:
            return None
        if after is None:
            return None
        old = b"".join(self._parts[first:last]).decode()
        new = "".join(after.code_for_node(node) for node in after.body)
        hint = len(
            old.encode()[: min(edit.location.start for edit in wanted) - starts[first]].decode("utf-8", "ignore")
        )
        start, end, text = _difference(old, new, hint)
        if start == end and not text:
            return None
        at = starts[first] + len(old[:start].encode())
        stop = min(at + len(old[start:end].encode()), self._length)  # a last line may lack its line break
        return Edit(Location(wanted[0].location.path, at, stop), text)


def _grouped(wanted: Sequence[Edit]) -> list[list[Edit]]:
    """Put together what is taken out: the commas of a list are everybody's. The rest stays apart."""
    gone = [edit for edit in wanted if not edit.text]
    return [*([gone] if gone else []), *([edit] for edit in wanted if edit.text)]


def _rewriter(part: cst.Module, wanted: Sequence[Edit], base: int) -> Rewriter | None:
    wrapper = MetadataWrapper(part, unsafe_skip_copy=True)
    spans = {
        node: (base + span.start, base + span.start + span.length)
        for node, span in wrapper.resolve(ByteSpanPositionProvider).items()
    }
    gone: set[cst.CSTNode] = set()
    under: dict[cst.CSTNode, cst.BaseExpression] = {}
    inside: list[Edit] = []
    for edit in wanted:
        if (head := _HEAD.fullmatch(edit.text)) and edit.location.start == edit.location.end:
            line = next((n for n, span in spans.items() if _is_line(n) and span[0] == edit.location.start), None)
            if line is None:
                return None
            under[line] = cst.parse_expression(head[1], part.config_for_parsing)
            continue
        exact = [n for n, span in spans.items() if span == (edit.location.start, edit.location.end)]
        target = next((n for kind in (STATEMENTS, ITEMS) for n in exact if isinstance(n, kind)), None)
        if target is not None and not edit.text:
            gone.add(target)
        else:
            inside.append(edit)
    put = _put(part, spans, inside)
    return None if put is None else Rewriter(gone, put, under)


def _is_line(node: cst.CSTNode) -> bool:
    """Say whether a node is a line with one statement."""
    return isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1


def _put(
    part: cst.Module, spans: Mapping[cst.CSTNode, tuple[int, int]], inside: Sequence[Edit]
) -> dict[cst.CSTNode, cst.BaseExpression] | None:
    """Give the new expressions for the smallest ones around edits; None where there is none around one."""
    around: dict[cst.BaseExpression, list[Edit]] = {}
    for edit in inside:
        found: cst.BaseExpression | None = None
        for node, (start, end) in spans.items():
            if not isinstance(node, cst.BaseExpression) or not (
                start <= edit.location.start <= edit.location.end <= end
            ):
                continue
            if found is None or end - start < spans[found][1] - spans[found][0]:
                found = node
        if found is None:
            return None
        around.setdefault(found, []).append(edit)
    made: dict[cst.CSTNode, cst.BaseExpression] = {}
    for node, edits in around.items():
        start, _ = spans[node]
        text = part.code_for_node(node.with_changes(lpar=(), rpar=())).encode()
        for edit in sorted(edits, key=lambda edit: -edit.location.start):
            text = text[: edit.location.start - start] + edit.text.encode() + text[edit.location.end - start :]
        new = cst.parse_expression(f"({text.decode()})", part.config_for_parsing)
        left = [*_brackets(node, "lpar"), *_brackets(new, "lpar")[1:]]
        right = [*_brackets(new, "rpar")[:-1], *_brackets(node, "rpar")]
        made[node] = new.with_changes(lpar=left, rpar=right)
    return made


def _brackets(node: cst.BaseExpression, side: str) -> Sequence[cst.CSTNode]:
    found: Sequence[cst.CSTNode] = getattr(node, side)
    return found


def _difference(old: str, new: str, hint: int) -> tuple[int, int, str]:
    """Give the smallest edit that makes ``old`` ``new``, at ``hint`` where the same could stand in several places."""
    start, shorter = 0, min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    back = 0
    while back < shorter - start and old[-1 - back] == new[-1 - back]:
        back += 1
    end, stop = len(old) - back, len(new) - back
    while start > hint and start == stop and old[start - 1] == old[end - 1]:
        start, end, stop = start - 1, end - 1, stop - 1
    return start, end, new[start:stop]
