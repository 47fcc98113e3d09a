"""Which of many trails are kept: one for each origin, key and way; and when a reading only goes round a loop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from linter.analysis.trace.budget import MAX_CHANGES, MAX_TURNS, WAYS
from linter.analysis.trace.trails import Trail, folded, handed_over
from linter.model import Location, Origin

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


def below(trails: Iterable[Trail], whole: Path, rest: Path) -> Iterator[Trail]:
    """
    Give what stands at ``rest`` below a value, from the trails of the value itself, which was read by ``whole``.

    An origin that was read to the end is read further; of a record's entries the one that is named is kept.
    """
    for trail in trails:
        left = rest
        key = trail.key
        while key and left:
            if (left[0][0] == "." and len(left) == 1) or (left[0][0] == "." and left[1][0] != "("):
                if left[0][1:] != key[0]:
                    break
                key, left = key[1:], left[1:]
            elif left[0] == "[*]":
                left = left[1:]
            else:
                left = ()
        else:
            origin = trail.origin
            if left and origin.kind != "constant" and origin.chain[-len(whole) :] == whole:
                origin = msgspec.structs.replace(origin, chain=folded((*origin.chain, *left)))
            yield trail._replace(origin=origin, key=key)


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
    for size, ways in WAYS:
        if len(best) > size:
            best = _nearest(best, ways)
    return tuple(trail for kept in best.values() for trail in kept)


def _nearest(best: dict[tuple[object, ...], list[Trail]], ways: int) -> dict[tuple[object, ...], list[Trail]]:
    """
    Keep the first ways of reading each origin.

    Code that goes through whatever it is given (copies, cleans, cuts) reads one origin by hundreds of chains; they
    tell no more than the first ones.
    """
    told: dict[tuple[object, ...], int] = {}
    kept: dict[tuple[object, ...], list[Trail]] = {}
    for key, trails in best.items():
        origin = trails[0].origin
        place: tuple[object, ...] = (origin.kind, origin.location)
        if origin.kind == "constant":
            place = key if ways >= WAYS[0][1] else place
        elif origin.kind == PARAMETER:
            place = (PARAMETER, origin.owner, origin.chain[0])
        told[place] = told.get(place, 0) + 1
        if told[place] <= ways:
            kept[key] = trails
    return kept


def _named(chain: Path) -> Path:
    """Give a chain without what names nothing behind its first segments: items of items are items."""
    return (*chain[:3], *(segment for segment in chain[3:] if segment != "[*]"))


def _keep(known: list[Trail], trail: Trail, path: str, wrappers: frozenset[str]) -> None:
    """Add a trail to those of the same origin and key, unless one of them is as good; those that it beats go."""
    place = _place(trail, path, wrappers)
    own = set(trail.transforms)
    beaten: list[int] = []
    alike = 0
    for at, other in enumerate(known):
        if place != _place(other, path, wrappers):
            continue
        alike += 1
        if other.transforms == trail.transforms or own == set(other.transforms):
            if len(trail.steps) < len(other.steps):
                known[at] = trail
            return
        if own.issuperset(other.transforms):
            return
        if own.issubset(other.transforms):
            beaten.append(at)
    if alike - len(beaten) >= MAX_CHANGES:
        return
    for at in reversed(beaten):
        del known[at]
    known.append(trail)


def _place(trail: Trail, path: str, wrappers: frozenset[str]) -> tuple[Location, ...]:
    """Give the outermost call of a wrapper on a trail's way: where it would be reported. Empty where there is none."""
    return () if trail.origin.kind == "constant" else handed_over(trail.steps, path, wrappers)[-1:]
