"""What a fix leaves without a use: said in its title, since only a person knows what else reading it does."""

from __future__ import annotations

from collections.abc import Iterable

from linter import ir
from linter.fixes.places import Place
from linter.model import Edit


def left_unused(place: Place, edits: Iterable[Edit]) -> tuple[str, ...]:
    """
    Give the variables and imports of a file that nothing uses any more once edits of that file are made.

    A name counts as used where it stands anywhere else in the file, whatever it means there.
    """
    edits = tuple(edits)
    spans = [(edit.location.start, edit.location.end) for edit in edits]
    put_in = " ".join(edit.text for edit in edits)
    assigned = {
        (statement.target.start, statement.target.end): statement.target.id
        for statement in place.statements.values()
        if isinstance(statement, ir.Assign) and isinstance(statement.target, ir.Name)
    }
    declared = {*assigned.values(), *(found.local for found in place.module.imports)}
    gone: dict[str, None] = {}
    used: set[str] = set()
    for name in place.names:
        if any(start <= name.start and name.end <= end for start, end in spans):
            gone[name.id] = None
        elif (name.start, name.end) not in assigned:
            used.add(name.id)
    return tuple(name for name in sorted(gone) if name in declared and name not in used and name not in put_in)
