"""What a trace gives: origins with the way they came, and how two ways are joined."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from linter import ir
from linter.analysis.link.view import ModuleView
from linter.model import Location, Origin, Step

MAX_STEPS = 24
MAX_SEGMENTS = 8
"""Segments of a path that are kept apart."""
MAX_KEY = 5
"""Property names above an origin that are kept; the outermost and the innermost tell what it is."""
_SELECTS = ("#", ".", "[")
_REPEATS = 2
"""How often the same name may stand in a path: a loop of ``node = node.next`` has no end."""


class Trail(NamedTuple):
    """
    One origin of a value.

    ``key`` is the path of property names under the value asked about at which the origin's data stands; ``steps``
    lead from the origin to the value, ``transforms`` are what happened on the way.
    """

    origin: Origin
    key: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    transforms: tuple[str, ...] = ()

    def then(self, step: Step) -> Trail:
        """Add a hop; past the limit the middle is what is left out, never the ends."""
        steps = self.steps
        if steps:
            last = steps[-1]
            if last is step or (last.role == step.role and last.location == step.location):
                return self
            if len(steps) >= MAX_STEPS:
                steps = (*steps[:8], *steps[8 - MAX_STEPS + 1 :])
        return Trail(self.origin, self.key, (*steps, step), self.transforms)

    def onward(self, rest: Trail) -> Trail:
        """Go on by the way of another trail: its steps and transforms follow, its key lies around."""
        steps = list(self.steps)
        for step in rest.steps:
            if not steps or steps[-1].location != step.location or steps[-1].role != step.role:
                steps.append(step)
        if len(steps) > MAX_STEPS:
            steps[8 : 8 - MAX_STEPS] = []
        transforms = self.transforms
        if rest.transforms:
            transforms = tuple(dict.fromkeys((*transforms, *rest.transforms)))
        key = folded_key((*rest.key, *self.key)) if rest.key and self.key else rest.key or self.key
        return Trail(self.origin, key, tuple(steps), transforms)

    def through(self, transform: str) -> Trail:
        """Add a transform, once."""
        if transform in self.transforms:
            return self
        return Trail(self.origin, self.key, self.steps, (*self.transforms, transform))

    def under(self, key: str) -> Trail:
        """Put the value under a property name; a selector says where on a page something is, not what it is."""
        if key.startswith(_SELECTS):
            return self
        return Trail(self.origin, folded_key((key, *self.key)), self.steps, self.transforms)


@lru_cache(maxsize=50_000)
def folded(path: tuple[str, ...]) -> tuple[str, ...]:
    """
    Give a path without endless repetition: ``.next .next .next .value`` is ``.next .next .value``.

    Following a list, a tree or a recursive function backwards makes paths that grow with each turn; folded, they come
    back to a place that is being asked about already, and the question ends there. What stands between the second and
    the third time of one name is left out, and so is what lies deeper than ``MAX_SEGMENTS``.
    """
    kept: list[str] = []
    for segment in path:
        if segment == "[*]":
            if kept[-_REPEATS:] == [segment] * _REPEATS:
                continue
        elif segment[:1] != "(" and kept.count(segment) == _REPEATS:
            del kept[len(kept) - kept[::-1].index(segment) :]
            continue
        kept.append(segment)
    del kept[MAX_SEGMENTS:]
    return tuple(kept) if len(kept) < len(path) else path


@lru_cache(maxsize=50_000)
def folded_key(key: tuple[str, ...]) -> tuple[str, ...]:
    """Give a path of property names in which none stands twice: a record inside itself is the record."""
    kept: list[str] = []
    for name in key:
        if name in kept:
            del kept[kept.index(name) :]
        kept.append(name)
    if len(kept) > MAX_KEY:
        del kept[1 : 1 - MAX_KEY]
    return tuple(kept) if len(kept) < len(key) else key


def wraps(name: str, words: frozenset[str]) -> bool:
    """Say whether the name of a function or file holds one of the words of what hands things on to trackers."""
    folded = folded_name(name)
    return any(word in folded for word in words)


def folded_name(name: str) -> str:
    """Give a name as it is compared with words: ``add_heap-User`` is ``addheapuser``."""
    return name.lower().replace("_", "").replace("-", "")


def handed_over(steps: tuple[Step, ...], path: str, words: frozenset[str]) -> tuple[Location, ...]:
    """
    Give the calls of a wrapper through which a value came, nearest to the end first.

    ``path`` is the file in which the steps end, ``words`` those of ``wraps``. Each such call is a place where the data
    is handed over, reported on its own, though the origin may be the same.
    """
    found: list[Location] = []
    inner = path
    for step in reversed(steps):
        stored = step.role == "field" and step.text.endswith("gets it")
        if stored or step.role in ("assignment", "template", "return"):
            continue
        if step.role != "argument" or "() is called back with it" in step.text:
            break  # what calls a handler that it was given knows nothing of the tracker
        if not wraps(step.text.partition("()")[0], words) and not wraps(inner.rsplit(".", 1)[0], words):
            break
        found.append(step.location)
        inner = step.location.path
    return tuple(found)


def locate(view: ModuleView, node: ir.Node) -> Location:
    """Give the location of a node."""
    return Location(view.path, node.start, node.end)


def readable(chain: tuple[str, ...]) -> str:
    """Give an access chain without calls and indexes, for names: ``form.cleaned_data.symptoms``."""
    if not chain:
        return ""
    root = chain[0].rsplit(":", 1)[-1]
    parts = [root]
    for piece in chain[1:]:
        if piece.startswith("."):
            parts.append(piece[1:])
        elif piece.startswith("('") and len(piece) > 4:
            parts.append(piece[2:-2])
    return ".".join(p for p in parts if p and p != "*")


def is_call(segment: str) -> bool:
    """Say whether a segment of a chain is a call."""
    return segment.startswith("(")


def literal_of(segment: str) -> str:
    """Give the literal argument in a call segment, or an empty string."""
    return segment[2:-2] if segment.startswith("('") and segment.endswith("')") else ""


def call_segment(call: ir.Call) -> str:
    """Give the segment of a call: its literal first argument, ``(*)`` or ``()``."""
    if not call.arguments:
        return "()"
    first = call.arguments[0]
    if (
        isinstance(first, ir.Constant)
        and isinstance(first.value, str)
        and len(first.value) <= 60
        and "\n" not in first.value
    ):
        return f"('{first.value}')"
    return "(*)"
