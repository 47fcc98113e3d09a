"""What a fix leaves without a use: local values go with it, the rest is said in its title for a person to decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linter import ir
from linter.fixes.case import edit
from linter.fixes.places import Place
from linter.fixes.standing import is_statement
from linter.model import Edit

_DECLARING = re.compile(rb"(?:const|let|var)[ \t]+\Z")
_ENDING = re.compile(rb"[ \t]*(?:;|(?=\r?\n|\Z))")
_PLAIN = (ir.Constant, ir.Name, ir.Member, ir.Text, ir.Choice, ir.Record, ir.Sequence, ir.Field)
"""What is worked out without anything else happening."""
_LONGEST_CHAIN = 5


class Rounded(NamedTuple):
    """Edits of a file with all that goes along."""

    edits: tuple[Edit, ...]
    left: tuple[str, ...]
    """Variables and imports that nothing uses any more and that stay: a person decides."""


def with_unused(path: str, place: Place, edits: Iterable[Edit]) -> Rounded:
    """Give edits of a file, and with them the local values that were there for what goes, one behind the other."""
    made = tuple(edits)
    for _ in range(_LONGEST_CHAIN):
        left = _left_unused(place, made)
        more = tuple(_dead(path, place, made, left))
        if not more:
            return Rounded(made, left)
        made += more
    return Rounded(made, _left_unused(place, made))


def _dead(path: str, place: Place, edits: tuple[Edit, ...], names: tuple[str, ...]) -> Iterator[Edit]:
    for statement in place.statements.values() if names else ():
        target = statement.target if isinstance(statement, ir.Assign) else None
        if not isinstance(target, ir.Name) or target.id not in names or not _is_local(place, statement):
            continue
        if not all(isinstance(node, _PLAIN) for node in ir.walk(statement.value)):
            continue
        whole = _declaration(path, place, statement)
        if whole is not None and _is_all(place, target.id, (*edits, whole)):
            yield whole


def _is_local(place: Place, statement: ir.Statement) -> bool:
    """Say whether a statement stands in a function: what stands outside of one, others may use."""
    return place.function_around(statement.start) is not place.module.functions[0]


def _declaration(path: str, place: Place, statement: ir.Statement) -> Edit | None:
    """Give the edit that takes a declaration away; None where it is not one of one name, on lines of its own."""
    if place.module.language == "python":
        return edit(path, statement.start, statement.end)
    line = place.data.rfind(b"\n", 0, statement.start) + 1
    head = _DECLARING.search(place.data, line, statement.start)
    rest = _ENDING.match(place.data, statement.end)
    if head is None or rest is None or place.data[line : head.start()].strip():
        return None
    return edit(path, head.start(), rest.end()) if is_statement(place.data, head.start()) else None


def _is_all(place: Place, name: str, edits: Iterable[Edit]) -> bool:
    """Say whether a name stands nowhere in the text of a file but in what goes, comments and strings counted too."""
    spans = [(made.location.start, made.location.end) for made in edits]
    return all(
        any(start <= found.start() and found.end() <= end for start, end in spans)
        for found in re.finditer(rb"(?<![\w$])" + re.escape(name.encode()) + rb"(?![\w$])", place.data)
    ) and not any(name in made.text for made in edits)


def _left_unused(place: Place, edits: tuple[Edit, ...]) -> tuple[str, ...]:
    """
    Give the variables and imports of a file that nothing uses any more once edits of that file are made.

    A name counts as used where it stands anywhere else in the file, whatever it means there.
    """
    spans = [(made.location.start, made.location.end) for made in edits]
    put_in = " ".join(made.text for made in edits)
    assigned = {
        (statement.target.start, statement.target.end): statement.target.id
        for statement in place.statements.values()
        if isinstance(statement, ir.Assign) and isinstance(statement.target, ir.Name)
    }
    declared = {*assigned.values(), *(found.local for found in place.module.imports)}
    gone: dict[str, None] = {}
    used: set[str] = set()
    dead: set[str] = set()
    for name in place.names:
        inside = any(start <= name.start and name.end <= end for start, end in spans)
        if (name.start, name.end) in assigned:
            dead.update({name.id} if inside else ())
        elif inside:
            gone[name.id] = None
        else:
            used.add(name.id)
    left = (name for name in sorted(gone) if name in declared and name not in used and name not in put_in)
    return tuple(name for name in left if name not in dead)
