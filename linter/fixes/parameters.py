"""Leaving parameters out of addresses: pixels, template literals, f-strings, concatenations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter import ir
from linter.fixes.case import Case, Made, distinct, edit, named, sink_of
from linter.fixes.leave_out import is_about_who
from linter.fixes.needs import is_only_identity
from linter.fixes.places import Place
from linter.model import Edit, Flow, Location

_ENDS = re.compile(rb"[&#'\")<>\s]")
_FILLED_IN = re.compile(rb"%(?:[sr(]|d(?![0-9A-Fa-f]))|\{[^{}]*\}")
"""What another call or operation fills in: without its place it would be one too many."""
_QUOTES = (b'"', b"'", b"`")
_JOINTS = frozenset({b"", b"+", b"${", b"}", b"{", b"}${", b"}{", b".", b")+", b"+("})


def remove_parameter(case: Case) -> Made | None:
    """Take the parameters of all flows of a finding out of the addresses that are called."""
    edits: list[Edit] = []
    names: list[str] = []
    for flow in case.finding.flows:
        name = flow.key[-1] if flow.key else ""
        place = case.place(sink_of(flow))
        if not name or place is None:
            return None
        made = _removed(place, sink_of(flow), name)
        if made is None:
            made = _earlier(case, flow, name)
        if made is None or is_only_identity(case, flow, case.places.of(made.location.path)):
            return None
        edits.append(made)
        names.append(name)
    return Made(distinct(edits), named(names), safe=not is_about_who(case))


def _earlier(case: Case, flow: Flow, name: str) -> Edit | None:
    """Look where the address was built: the steps before the sink, in the same function."""
    for step in reversed(flow.steps[:-1]):
        if step.location.path != sink_of(flow).path or step.role != "assignment":
            return None
        place = case.place(step.location)
        if place is not None and (made := _removed(place, step.location, name)) is not None:
            return made
    return None


def _removed(place: Place, location: Location, name: str) -> Edit | None:
    pattern = re.compile(rb"(\?|&amp;|&)" + re.escape(name.encode()) + rb"=")
    for parts, start, end in _addresses(place, location):
        made = _cut(place.data, parts, start, end, pattern)
        if made is not None:
            return edit(location.path, *made)
    return None


def _addresses(place: Place, location: Location) -> Iterator[tuple[tuple[ir.Expr, ...], int, int]]:
    index = place.tags.get((location.start, location.end))
    roots: list[ir.Expr] = list(place.expressions_in(location))
    if index is not None:
        roots.extend(a.value for a in place.module.tags[index].attributes if a.value is not None)
    for node in roots:
        if isinstance(node, ir.Text) and is_linear(place.data, node):
            yield node.parts, node.start, node.end
        elif isinstance(node, ir.Constant) and isinstance(node.value, str):
            yield (node,), node.start, node.end


def is_linear(data: bytes, text: ir.Text) -> bool:
    """Say whether the parts of a text stand one after the other, joined by nothing but signs that join."""
    at = text.parts[0].start if text.parts else text.end
    for part in text.parts:
        if part.start < at or part.end > text.end:
            return False
        between = b"".join(data[at : part.start].split())
        if between not in _JOINTS and not re.fullmatch(rb"(![rsa])?(:[^{}]*)?\}(\$?\{)?", between):
            return False
        at = part.end
    return True


def _cut(
    data: bytes, parts: tuple[ir.Expr, ...], start: int, end: int, pattern: re.Pattern[bytes]
) -> tuple[int, int, str] | None:
    """Give what to replace, and by what, so that a parameter with its value is away."""
    for number, part in enumerate(parts):
        if not isinstance(part, ir.Constant):
            continue
        match = pattern.search(data, part.start, part.end)
        if match is None:
            continue
        stop, left = _value_end(data, parts, number, match.end(), start, end)
        if stop < 0 or (stop <= part.end and _FILLED_IN.search(data, match.end(), stop)):
            return None
        if match[1] == b"?" and data[stop : stop + 1] == b"&" and not left:
            following = stop + (5 if data.startswith(b"&amp;", stop) else 1)
            return match.end(1), following, ""
        return match.start(), stop, left
    return None


def _value_end(data: bytes, parts: tuple[ir.Expr, ...], number: int, at: int, start: int, end: int) -> tuple[int, str]:
    """Give where a value ends, and the quote that must close what is left; -1 where that cannot be said."""
    quote = data[parts[number].start : parts[number].start + 1]
    quoted = quote in _QUOTES
    for index in range(number, len(parts)):
        part = parts[index]
        if not isinstance(part, ir.Constant):
            continue
        if index > number and quoted and data[part.start : part.start + 1] != quote:
            return -1, ""
        found = _ENDS.search(data, max(at, part.start + quoted), part.end - quoted)
        if found is not None:
            return found.start(), ""
    last = parts[-1]
    if quoted:
        if isinstance(last, ir.Constant):
            return last.end - 1, ""
        return last.end, quote.decode()
    if parts[0].start > start and data[end - 1 : end] in _QUOTES:
        return end - 1, ""  # a template literal or an f-string: its closing quote stays
    return (end, "") if data[end : end + 1] in (b'"', b"'", b"`") or isinstance(last, ir.Hole) else (-1, "")
