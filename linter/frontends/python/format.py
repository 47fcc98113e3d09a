"""Text made from a literal with places in it: ``"..." % values`` and ``"...".format(...)``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import Formatter

from tree_sitter import Node

from linter import ir
from linter.frontends.pieces import Pieces
from linter.frontends.python.grammar import TUPLE, strip

_PERCENT = re.compile(r"%(?:\(([^()]*)\))?[#0\- +]*(\*|\d+)?(?:\.(\*|\d+))?[hlL]?([diouxXeEfFgGcrsab%])")
_FIRST = re.compile(r"[^.\[]*")
_BELOW = re.compile(r"\.([^.\[]+)|\[([^\]]+)\]")
_NESTED = 4
"""How deep a place may stand in the format of another; Python allows two."""
_GETTEXT = re.compile(r"_|[a-z]*gettext(?:_lazy|_noop)?|trans")


def translated(value: ir.Expr) -> bool:
    """Say whether an expression is a literal looked up in a translation: ``_("Hello %s")``."""
    if not isinstance(value, ir.Call) or not value.arguments:
        return False
    callee = value.callee
    name = callee.id if isinstance(callee, ir.Name) else callee.key if isinstance(callee, ir.Member) else ""
    first = value.arguments[0]
    return isinstance(first, ir.Constant) and isinstance(first.value, str) and _GETTEXT.fullmatch(name) is not None


def percent(start: int, end: int, literal: ir.Constant, right: ir.Expr, node: Node) -> ir.Expr:
    """Give ``literal % right``; ``node`` is the right operand, whose kind tells a tuple from a list."""
    template = str(literal.value)
    is_tuple = strip(node).kind_id == TUPLE and isinstance(right, ir.Sequence)
    values: Sequence[ir.Expr] = right.items if is_tuple and isinstance(right, ir.Sequence) else (right,)
    places = [found for found in _PERCENT.finditer(template) if found[4] != "%"]
    spread = any(isinstance(value, ir.Spread) for value in values)
    wanted = sum(1 + (found[2] == "*") + (found[3] == "*") for found in places)
    if not is_tuple and not isinstance(right, (ir.Record, ir.Constant)) and wanted > 1:
        values = [ir.Member(right.start, right.end, right, str(number)) for number in range(wanted)]
    pieces = Pieces(literal)
    at = number = 0
    for found in _PERCENT.finditer(template):
        pieces.literal(template[at : found.start()])
        at = found.end()
        if found[4] == "%":
            pieces.literal("%")
            continue
        if found[1] is not None:
            pieces.value(_named(right, found[1]))
            continue
        for _ in range(1 + (found[2] == "*") + (found[3] == "*")):
            if number < len(values):
                pieces.value(values[number])
            number += 1
    pieces.literal(template[at:])
    if spread or not any(found[1] is not None for found in places):
        # What has no place would be an error in Python, but a place that we did not see is likelier.
        for value in values[number:]:
            pieces.value(value)
    return pieces.text(start, end)


def _named(right: ir.Expr, key: str) -> ir.Expr:
    """Give what ``%(key)s`` prints of the right operand."""
    if isinstance(right, ir.Record):
        for entry in reversed(right.entries):
            if isinstance(entry, ir.Spread) or entry.computed is not None:
                break
            if entry.key == key:
                return entry.value
        else:
            return ir.Opaque(right.start, right.end)
    return ir.Member(right.start, right.end, right, key)


def filled(call: ir.Call, literal: ir.Constant) -> ir.Expr:
    """Give ``literal.format(...)``, whose arguments are those of ``call``."""
    pieces = Pieces(literal)
    try:
        _fill(pieces, call, str(literal.value), [0], 0)
    except ValueError:
        # The literal is at fault, but what is handed to it is handed to it.
        pieces = Pieces(literal)
        pieces.literal(str(literal.value))
        for argument in call.arguments:
            pieces.value(argument)
        for keyword in call.keywords:
            pieces.value(keyword.value)
    return pieces.text(call.start, call.end)


def _fill(pieces: Pieces, call: ir.Call, template: str, number: list[int], depth: int) -> None:
    for before, field, format_, _ in Formatter().parse(template):
        if depth == 0:
            pieces.literal(before)
        if field is None:
            continue
        first = _FIRST.match(field)
        name = first[0] if first else ""
        if not name:
            name = str(number[0])
            number[0] += 1
        value = _argument(call, name)
        for below in _BELOW.finditer(field, len(first[0]) if first else 0):
            value = ir.Member(value.start, value.end, value, below[1] or below[2])
        pieces.value(value)
        if format_ and "{" in format_ and depth < _NESTED:
            _fill(pieces, call, format_, number, depth + 1)


def _argument(call: ir.Call, name: str) -> ir.Expr:
    if name.isdecimal():
        index = int(name) if len(name) < 6 else len(call.arguments)
        for at, argument in enumerate(call.arguments):
            if isinstance(argument, ir.Spread):
                return ir.Member(argument.start, argument.end, argument.value, str(index - at))
            if at == index:
                return argument
        return ir.Opaque(call.start, call.end)
    spreads: list[ir.Spread] = []
    for keyword in call.keywords:
        if isinstance(keyword, ir.Spread):
            spreads.append(keyword)
        elif keyword.name == name:
            return keyword.value
    options = tuple(ir.Member(s.start, s.end, s.value, name) for s in spreads)
    if len(options) == 1:
        return options[0]
    return ir.Choice(call.start, call.end, options) if options else ir.Opaque(call.start, call.end)
