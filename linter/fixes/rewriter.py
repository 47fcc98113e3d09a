"""The change of a LibCST tree: nodes that go, expressions that become others; the commas and lines around them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

import libcst as cst

ITEMS = (cst.Arg, cst.DictElement, cst.StarredDictElement)
STATEMENTS = (cst.BaseSmallStatement,)
_White = cst.BaseParenthesizableWhitespace
_Item = TypeVar("_Item", cst.Arg, cst.BaseDictElement)
_NOTHING = cst.SimpleWhitespace("")


class Rewriter(cst.CSTTransformer):
    """Takes nodes out of calls, dicts and blocks, puts expressions in the place of others, lines under questions."""

    def __init__(
        self,
        gone: Collection[cst.CSTNode],
        put: Mapping[cst.CSTNode, cst.BaseExpression],
        under: Mapping[cst.CSTNode, cst.BaseExpression],
    ) -> None:
        super().__init__()
        self._gone = frozenset(gone)
        self._put = put
        self._under = under

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        """Put the new expression in, where there is one, or the line under its question."""
        if original_node in self._put:
            return self._put[original_node]
        made = super().on_leave(original_node, updated_node)
        if original_node in self._under and isinstance(made, cst.SimpleStatementLine):
            body = cst.IndentedBlock([made.with_changes(leading_lines=())])
            return cst.If(self._under[original_node], body, leading_lines=made.leading_lines)
        return made

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:  # noqa: N802
        """Take arguments out."""
        if not self._gone.intersection(original_node.args):
            return updated_node
        args, before, _ = self._left(
            original_node.args, updated_node.args, updated_node.whitespace_before_args, _NOTHING
        )
        return updated_node.with_changes(args=args, whitespace_before_args=before)

    def leave_Dict(self, original_node: cst.Dict, updated_node: cst.Dict) -> cst.BaseExpression:  # noqa: N802
        """Take elements out."""
        if not self._gone.intersection(original_node.elements):
            return updated_node
        left, right = updated_node.lbrace, updated_node.rbrace
        elements, before, after = self._left(
            original_node.elements, updated_node.elements, left.whitespace_after, right.whitespace_before
        )
        return updated_node.with_changes(
            elements=elements,
            lbrace=left.with_changes(whitespace_after=before),
            rbrace=right.with_changes(whitespace_before=after),
        )

    def _left(
        self, originals: Sequence[_Item], items: Sequence[_Item], before: _White, after: _White
    ) -> tuple[list[_Item], _White, _White]:
        """Give the items that stay, and the white space before the first and behind the last."""
        kept: list[_Item] = []
        for number, (original, item) in enumerate(zip(originals, items, strict=True)):
            if original not in self._gone:
                kept.append(item)
                continue
            behind = item.comma.whitespace_after if isinstance(item.comma, cst.Comma) else None
            last = number == len(items) - 1
            if not kept:
                before = before if behind is None else _first(before, behind)
                continue
            comma = kept[-1].comma
            lead = comma.whitespace_after if isinstance(comma, cst.Comma) else _NOTHING
            if behind is not None:
                if last and _breaks(after) and not _breaks(behind):
                    white, after = behind, _joined(lead, after) if _breaks(lead) else after
                else:
                    white = behind if last and not _breaks(lead) else _joined(lead, behind)
                kept[-1] = kept[-1].with_changes(comma=cst.Comma(_before(comma), white))
            elif isinstance(item, cst.Arg):
                end = _joined(lead, item.whitespace_after_arg) if _breaks(lead) else item.whitespace_after_arg
                kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=end)
            else:
                after = _joined(lead, after) if _breaks(lead) else after
                kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return (kept, before, after) if kept else ([], _NOTHING, _NOTHING)

    def leave_SimpleStatementLine(  # noqa: N802
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine:
        """Take some of the statements of a line out; where all go, the block takes out the line."""
        return updated_node.with_changes(body=self._small(original_node.body, updated_node.body))

    def leave_SimpleStatementSuite(  # noqa: N802
        self, original_node: cst.SimpleStatementSuite, updated_node: cst.SimpleStatementSuite
    ) -> cst.SimpleStatementSuite:
        """Take statements behind a colon out."""
        body = self._small(original_node.body, updated_node.body)
        return updated_node.with_changes(body=[cst.Pass()] if self._is_emptied(original_node) else body)

    def _small(
        self, originals: Sequence[cst.BaseSmallStatement], items: Sequence[cst.BaseSmallStatement]
    ) -> list[cst.BaseSmallStatement]:
        kept = [item for original, item in zip(originals, items, strict=True) if original not in self._gone]
        if not kept:
            return list(items)
        if originals[-1] in self._gone:
            kept[-1] = kept[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        return kept

    def _is_emptied(self, original: cst.SimpleStatementLine | cst.SimpleStatementSuite) -> bool:
        return all(statement in self._gone for statement in original.body)

    def _is_line_gone(self, original: cst.BaseStatement | cst.BaseSmallStatement) -> bool:
        """Say whether nothing is left of a line, or of a condition whose only lines go."""
        if isinstance(original, cst.SimpleStatementLine):
            return self._is_emptied(original)
        if not isinstance(original, cst.If) or original.orelse is not None:
            return False
        body = original.body
        if isinstance(body, cst.SimpleStatementSuite):
            return self._is_emptied(body) and _is_pure(original.test)
        return all(self._is_line_gone(line) for line in body.body) and _is_pure(original.test)

    def leave_IndentedBlock(  # noqa: N802
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.BaseSuite:
        """Take lines out; a block that would be empty says ``pass``."""
        body = self._lines(original_node.body, updated_node.body)
        return updated_node.with_changes(body=body or [cst.SimpleStatementLine([cst.Pass()])])

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:  # noqa: N802
        """Take lines out."""
        return updated_node.with_changes(body=self._lines(original_node.body, updated_node.body))

    def _lines(
        self, originals: Sequence[cst.BaseStatement], items: Sequence[cst.BaseStatement]
    ) -> list[cst.BaseStatement]:
        kept: list[cst.BaseStatement] = []
        handed: list[cst.EmptyLine] = []
        for original, item in zip(originals, items, strict=True):
            lead = getattr(item, "leading_lines", ())
            if self._is_line_gone(original):
                handed.extend(lead)
                continue
            if handed and hasattr(item, "leading_lines"):
                item = item.with_changes(leading_lines=_handed_on(handed, lead))
            handed = []
            kept.append(item)
        return kept


def _is_pure(test: cst.BaseExpression) -> bool:
    """Say whether nothing happens when a condition is looked at: names, attributes, comparisons."""
    stack: list[cst.CSTNode] = [test]
    while stack:
        node = stack.pop()
        if isinstance(node, (cst.Call, cst.Await, cst.NamedExpr, cst.Yield)):
            return False
        stack.extend(node.children)
    return True


def _handed_on(lines: Sequence[cst.EmptyLine], lead: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """
    Give the lines above a statement that follows one that goes.

    A comment above what goes was about it alone where a blank line follows; else it may be about both.
    """
    alone = bool(lead) and lead[0].comment is None
    return list(lead) if alone else [*lines, *lead]


def _before(comma: cst.Comma | cst.MaybeSentinel) -> _White:
    return comma.whitespace_before if isinstance(comma, cst.Comma) else _NOTHING


def _breaks(white: _White) -> bool:
    return isinstance(white, cst.ParenthesizedWhitespace)


def _joined(first: _White, second: _White) -> _White:
    """Give the white space that leads over what has gone: a line break stays, and comments on lines of their own."""
    if not isinstance(second, cst.ParenthesizedWhitespace):
        return first
    if not isinstance(first, cst.ParenthesizedWhitespace):
        return second.with_changes(first_line=cst.TrailingWhitespace(newline=second.first_line.newline))
    return first.with_changes(
        empty_lines=[*first.empty_lines, *second.empty_lines], indent=second.indent, last_line=second.last_line
    )


def _first(before: _White, behind: _White) -> _White:
    """Give the white space before the first item that stays, where one before it goes."""
    comments = isinstance(behind, cst.ParenthesizedWhitespace) and any(line.comment for line in behind.empty_lines)
    return _joined(before, behind) if comments or _breaks(before) else before
