"""Text made from a literal with places in it: ``sprintf('... %s ...', $value)`` and ``vsprintf``."""

from __future__ import annotations

import re

from linter import ir
from linter.frontends.pieces import Pieces

_PLACE = re.compile(r"%(?:(\d{1,4})\$)?[-+ 0]*(?:'.[-+ 0]*)?\d*(?:\.\d+)?([bcdeEfFgGosuxX%])")


def formatted(call: ir.Call) -> ir.Expr:
    """Give the text that a call of ``sprintf`` makes; the call itself where its format is not written there."""
    callee = call.callee
    name = callee.id.lower() if isinstance(callee, ir.Name) else ""
    literal = call.arguments[0] if call.arguments else None
    if not isinstance(literal, ir.Constant) or not isinstance(literal.value, str):
        return call
    values = call.arguments[1:]
    if name == "vsprintf" and len(values) == 1 and isinstance(values[0], ir.Sequence):
        values = values[0].items
    elif name != "sprintf":
        return call
    if any(isinstance(value, ir.Spread) for value in values):
        return call
    return _filled(call, literal, literal.value, values)


def _filled(call: ir.Call, literal: ir.Constant, template: str, values: tuple[ir.Expr, ...]) -> ir.Expr:
    pieces = Pieces(literal)
    at = number = 0
    for place in _PLACE.finditer(template):
        pieces.literal(template[at : place.start()])
        at = place.end()
        if place[2] == "%":
            pieces.literal("%")
            continue
        index = int(place[1]) - 1 if place[1] else number
        number += not place[1]
        if 0 <= index < len(values):
            pieces.value(values[index])
    pieces.literal(template[at:])
    return pieces.text(call.start, call.end)
