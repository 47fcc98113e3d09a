"""Which of many trails are kept: one for each origin, key and way; and when a reading only goes round a loop."""

from __future__ import annotations

from collections.abc import Iterable

from linter.analysis.trace.budget import MAX_TURNS, MAX_WAYS
from linter.analysis.trace.trails import Trail, handed_over
from linter.model import Origin

Path = tuple[str, ...]

PARAMETER = "#"
"""Kind of an origin inside a summary: a parameter of the function, to be replaced by the argument of a call."""

_ROUNDS = ((1, 4), (2, 3), (3, 2))
"""How many segments that repeat how often are a loop, not a chain that somebody wrote."""


def goes_round(path: Path) -> bool:
    """
    Say whether a path grows by going round a loop: ``url = parse(url).path`` reads ``.path.path.path`` of the first.

    What stands there was read already with fewer rounds.
    """
    return any(len(path) >= size * rounds and path[: size * rounds] == path[:size] * rounds for size, rounds in _ROUNDS)


def turn_of(turns: list[tuple[Path, int]], path: Path) -> int | None:
    """
    Give the depth of the question that goes on in this one; None where there is none.

    A question that comes back to its place with a longer path goes round a loop of the program (``node = node.next``,
    a function that calls itself): each turn reads one more property of what the turn before has read already.
    """
    if len(turns) >= MAX_TURNS:
        return turns[0][1]
    for before, depth in turns:
        if len(path) > len(before) and path[len(path) - len(before) :] == before:
            return depth
    return None


def read_as(trail: Trail, chain: Path) -> Trail:
    """
    Let what is handed over be the source that the reading of it names, wherever it comes from.

    A parameter of a summary keeps the name for later, in its attributes.
    """
    origin = trail.origin
    if origin.kind == PARAMETER:
        named = tuple(("read", segment) for segment in chain)
        return trail._replace(origin=Origin(PARAMETER, origin.chain, owner=origin.owner, attributes=named))
    return trail._replace(origin=Origin("read", chain, location=origin.location))


def distinct(trails: Iterable[Trail], path: str, wrappers: frozenset[str]) -> tuple[Trail, ...]:
    """
    Keep one trail for each origin, key and calls of wrappers: the one with the fewest steps, first seen.

    ``path`` is the file in which the trails end, ``wrappers`` are the words in the names of wrappers.
    Of an origin that arrives in several ways those stay that nothing arrives by with less done to it: what comes as it
    is and encoded as well comes as it is.
    """
    best: dict[tuple[object, ...], list[Trail]] = {}
    for trail in trails:
        origin = trail.origin
        key = (
            origin.kind,
            origin.chain if len(origin.chain) < 4 or origin.kind == PARAMETER else _named(origin.chain),
            origin.literal if origin.kind == "constant" else origin.location,
            trail.key,
        )
        known = best.get(key)
        if known is None:
            best[key] = [trail]
        else:
            _keep(known, trail, path, wrappers)
    if len(best) > MAX_WAYS:
        best = _nearest(best)
    return tuple(trail for kept in best.values() for trail in kept)


def _nearest(best: dict[tuple[object, ...], list[Trail]]) -> dict[tuple[object, ...], list[Trail]]:
    """
    Keep the first ``MAX_WAYS`` ways of reading each origin.

    Code that goes through whatever it is given (copies, cleans, cuts) reads one origin by hundreds of chains; they
    tell no more than the first ones.
    """
    told: dict[tuple[object, ...], int] = {}
    kept: dict[tuple[object, ...], list[Trail]] = {}
    for key, trails in best.items():
        origin = trails[0].origin
        place: tuple[object, ...] = (origin.kind, origin.location)
        if origin.kind == "constant":
            place = key
        elif origin.kind == PARAMETER:
            place = (PARAMETER, origin.owner, origin.chain[0])
        told[place] = told.get(place, 0) + 1
        if told[place] <= MAX_WAYS:
            kept[key] = trails
    return kept


def _named(chain: Path) -> Path:
    """Give a chain without what names nothing behind its first segments: items of items are items."""
    return (*chain[:3], *(segment for segment in chain[3:] if segment != "[*]"))


def _keep(known: list[Trail], trail: Trail, path: str, wrappers: frozenset[str]) -> None:
    """Add a trail to those of the same origin and key, unless one of them is as good; those that it beats go."""
    calls = () if trail.origin.kind == "constant" else handed_over(trail.steps, path, wrappers)
    own = set(trail.transforms)
    beaten: list[int] = []
    for at, other in enumerate(known):
        if calls != (() if other.origin.kind == "constant" else handed_over(other.steps, path, wrappers)):
            continue
        if other.transforms == trail.transforms or own == set(other.transforms):
            if len(trail.steps) < len(other.steps):
                known[at] = trail
            return
        if own.issuperset(other.transforms):
            return
        if own.issubset(other.transforms):
            beaten.append(at)
    for at in reversed(beaten):
        del known[at]
    known.append(trail)
