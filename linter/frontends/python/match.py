"""The ``match`` statement of Python: cases as branches, patterns as conditions and assignments."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.python.branches import body_of, broken, clause
from linter.frontends.python.context import Unit
from linter.frontends.python.grammar import (
    AS_PATTERN,
    BLOCK,
    CASE_CLAUSE,
    CASE_PATTERN,
    CLASS_PATTERN,
    DICT_PATTERN,
    DOTTED_NAME,
    ERROR,
    IDENTIFIER,
    IF_CLAUSE,
    KEYWORD_PATTERN,
    LIST_PATTERN,
    NAMES,
    SKIP,
    SPLAT_PATTERN,
    TUPLE_PATTERN,
    UNION_PATTERN,
    inner,
    only,
)
from linter.frontends.python.targets import bind

_LITERALS = frozenset({"string", "concatenated_string", "integer", "float", "true", "false", "none"})


def match_statement(unit: Unit, node: Node) -> bool:
    """Lower ``match``: each case is a branch, under ``subject == literal`` where its pattern is one."""
    saved = unit.block
    group = unit.function.group()
    subjects = [kid for kid in inner(node) if kid.kind_id not in {BLOCK, ERROR}]
    values = [unit.expression(kid) for kid in subjects]
    subject = values[0] if len(values) == 1 else ir.Sequence(node.start_byte, node.start_byte, tuple(values))
    for value in values:
        unit.evaluate(value)
    body = body_of(node)
    all_leave = catches_all = False
    for number, case in enumerate(kid for kid in (() if body is None else body.children) if kid.kind_id == CASE_CLAUSE):
        unit.block = saved
        patterns = [kid for kid in case.children if kid.kind_id == CASE_PATTERN]
        literals = [literal for pattern in patterns for literal in _literals(unit, pattern)]
        test: ir.Expr | None = None
        if literals:
            last = literals[-1]
            operands = literals[0] if len(literals) == 1 else ir.Sequence(literals[0].start, last.end, tuple(literals))
            sign = "==" if len(literals) == 1 else "in"
            test = ir.Operation(literals[0].start, last.end, sign, (subject, operands))
        unit.block = unit.function.block(saved, "branch", test, group=group)
        part = subject
        for position, pattern in enumerate(patterns):
            if len(patterns) > 1:
                part = ir.Member(subject.start, subject.end, subject, str(position))
            _capture(unit, pattern, part)
        guarded = _case_guard(unit, case)
        leaves = clause(unit, case)
        all_leave = leaves and (all_leave or number == 0)
        catches_all = catches_all or (not guarded and len(patterns) == 1 and _takes_all(patterns[0]))
    unit.block = saved
    broken(unit, node)
    return all_leave and catches_all


def _case_guard(unit: Unit, case: Node) -> bool:
    """Put the current block under the ``if`` of a case, if there is one."""
    for kid in case.children:
        if kid.kind_id == IF_CLAUSE:
            head = only(kid)
            if head is not None:
                test = unit.expression(head)
                unit.evaluate(test)
                unit.block = unit.function.block(unit.block, "branch", test)
                return True
    return False


def _takes_all(pattern: Node) -> bool:
    """Say whether a pattern is ``_`` or a bare name."""
    kids = inner(pattern)
    if not kids:
        return True
    return kids[0].kind_id == IDENTIFIER or (kids[0].kind_id == DOTTED_NAME and len(inner(kids[0])) == 1)


def _literals(unit: Unit, pattern: Node) -> list[ir.Expr]:
    """Give the literals, or dotted names, of which the subject must be one; none where the pattern is another."""
    found: list[ir.Expr] = []
    stack = [pattern]
    while stack:
        node = stack.pop()
        number = node.kind_id
        kids = inner(node)
        if number == UNION_PATTERN or (number == CASE_PATTERN and node.child_count == 1):
            stack.extend(reversed(kids))
        elif number == DOTTED_NAME and len(kids) > 1:
            value: ir.Expr = ir.Name(kids[0].start_byte, kids[0].end_byte, unit.word(kids[0]))
            for word in kids[1:]:
                value = ir.Member(node.start_byte, word.end_byte, value, unit.word(word))
            found.append(value)
        elif NAMES[number] in _LITERALS:
            found.append(unit.expression(node))
        else:
            return []
    return found


def _capture(unit: Unit, node: Node, value: ir.Expr) -> None:
    """Assign the names of a pattern; which part of the subject each gets is worked out where the pattern says it."""
    stack: list[tuple[Node, ir.Expr]] = [(node, value)]
    while stack:
        pattern, part = stack.pop()
        number = pattern.kind_id
        kids = inner(pattern)
        if number == IDENTIFIER or (number == DOTTED_NAME and len(kids) == 1):
            name = pattern if number == IDENTIFIER else kids[0]
            if unit.text(name) != "_":
                bind(unit, name, part, node.start_byte, node.end_byte)
        elif number in {CASE_PATTERN, UNION_PATTERN, AS_PATTERN, SPLAT_PATTERN}:
            stack.extend((kid, part) for kid in reversed(kids))
        elif number in {LIST_PATTERN, TUPLE_PATTERN}:
            stack.extend(reversed(_positions(kids, part)))
        elif number == DICT_PATTERN:
            stack.extend(reversed(_entries(unit, pattern, part)))
        elif number == CLASS_PATTERN:
            for kid in reversed(kids[1:]):
                keyword = only(kid)
                if keyword is not None and keyword.kind_id == KEYWORD_PATTERN:
                    words = inner(keyword)
                    if len(words) > 1:
                        stack.append((words[-1], ir.Member(part.start, part.end, part, unit.word(words[0]))))
                else:
                    stack.append((kid, ir.Opaque(part.start, part.end, (part,))))


def _positions(kids: list[Node], value: ir.Expr) -> list[tuple[Node, ir.Expr]]:
    """Pair the patterns of a list with the elements of the subject."""
    made: list[tuple[Node, ir.Expr]] = []
    starred = -1
    for at, kid in enumerate(kids):
        inside = only(kid) if kid.kind_id == CASE_PATTERN else kid
        if inside is not None and inside.kind_id == SPLAT_PATTERN:
            starred = at
            made.append((inside, ir.Rest(value.start, value.end, value, tuple(str(before) for before in range(at)))))
        else:
            key = at if starred < 0 else at - len(kids)
            made.append((kid, ir.Member(value.start, value.end, value, str(key))))
    return made


def _entries(unit: Unit, node: Node, value: ir.Expr) -> list[tuple[Node, ir.Expr]]:
    """Pair the patterns of a dict with the entries of the subject."""
    made: list[tuple[Node, ir.Expr]] = []
    keys: list[str] = []
    key: ir.Expr | None = None
    for kid in node.children:
        number = kid.kind_id
        if number in SKIP:
            continue
        if number == SPLAT_PATTERN:
            made.append((kid, ir.Rest(value.start, value.end, value, tuple(keys))))
        elif number == CASE_PATTERN:
            if isinstance(key, ir.Constant) and isinstance(key.value, (str, int)):
                keys.append(str(key.value))
                made.append((kid, ir.Member(value.start, value.end, value, str(key.value))))
            elif key is not None:
                made.append((kid, ir.Index(value.start, value.end, value, key)))
            key = None
        else:
            key = unit.expression(kid)
    return made
