"""
Addresses as routes write them: the parameters in a pattern, and the plain form in which addresses are compared.

A parameter keeps the word before it, so that ``/patients/<id>`` says whose id it is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from linter import ir
from linter.analysis.link.words import IDENTIFIER
from linter.catalogue.schema import Routing
from linter.model import Location

_SYNTAX = {
    "angle": re.compile(r"<(?:[\w.]+(?:\([^)]*\))?:)?(\w+)>"),
    "regex": re.compile(r"\(\?P<(\w+)>"),
    "colon": re.compile(r"(?<=/):(\w+)|^:(\w+)"),
    "brace": re.compile(r"\{(\w+)(?::[^{}]*)?\}"),
}
_WORD = re.compile(r"[^\W\d_][\w-]*$")
_VAGUE = frozenset(
    {"id", "pk", "slug", "uid", "uuid", "guid", "key", "code", "hash", "token", "name", "no", "number", "uidb64"}
)
"""Parameters that say nothing without the word before them."""

Target: TypeAlias = tuple[str, str, int]
"""``("function", path, number)``, ``("class", path, number)`` or ``("file", path, 0)``."""


class Part(NamedTuple):
    """A parameter of a route; ``chain`` is its name, with the word before it where it says nothing alone."""

    name: str
    chain: tuple[str, ...]
    location: Location


class Route(NamedTuple):
    """An address that the application answers: ``pattern`` as written, with the prefixes of the tables above."""

    pattern: str
    parts: tuple[Part, ...]
    location: Location
    name: str = ""
    query: bool = False


def gathered(pairs: Iterable[tuple[Target, Route]]) -> dict[Target, list[Route]]:
    """Give the routes of each target, each once, in their order."""
    found: dict[Target, list[Route]] = {}
    for target, route in pairs:
        known = found.setdefault(target, [])
        if route not in known:
            known.append(route)
    return found


def text_of(value: ir.Expr | None) -> str | None:
    """Give the text of a literal; None for anything else."""
    return value.value if isinstance(value, ir.Constant) and isinstance(value.value, str) else None


def route_of(pattern: str, row: Routing, location: Location) -> Route:
    """Read the pattern of a route."""
    return Route(pattern, tuple(parts_of(pattern, row.syntax, location)), location, query=row.query)


def parts_of(pattern: str, syntax: str, location: Location) -> Iterator[Part]:
    """Give the parameters of a pattern."""
    for found in _SYNTAX[syntax].finditer(pattern):
        name = next(group for group in found.groups() if group)
        before = re.sub(r"[\\^$()?]", "", pattern[: found.start()]).rstrip("/").rsplit("/", 1)[-1]
        yield part_of(name, before if is_word(before) else "", location)


def part_of(name: str, before: str, location: Location) -> Part:
    """Give a parameter, with the word before it where its name says nothing alone."""
    vague = name.lower().replace("-", "_") in _VAGUE
    return Part(name, (_singular(before), "." + name) if vague and before else (name,), location)


def is_word(segment: str) -> bool:
    """Say whether a segment of an address is a word of its own, not a parameter or number."""
    return _WORD.match(segment) is not None


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def longest_word(text: str) -> str:
    """Give the longest identifier in a text, the first of these; empty where there is none."""
    words = [word.decode() for word in IDENTIFIER.findall(text.encode("utf-8", "replace"))]
    return max(words, key=len, default="")


def plain(address: str) -> str:
    """Give an address without its query, ends and signs of patterns, for comparing: ``search``."""
    return re.sub(r"[\^$?]+", "", address.split("?", 1)[0].split("#", 1)[0] if "(?P" not in address else address).strip(
        "/"
    )


def folders_of(path: str) -> Iterator[str]:
    """Give the folder of a file and those above it, nearest first; the root is empty."""
    folder = posixpath.dirname(path)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""
