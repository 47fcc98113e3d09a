"""Which access chains produce users' data: the patterns of ``rules/frameworks`` as one tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from linter.catalogue.schema import Framework
from linter.catalogue.symbols import canonical, head

FAMILIES: dict[str, tuple[str, ...]] = {
    "python": ("python",),
    "javascript": ("javascript", "typescript", "jsx", "tsx", "vue", "svelte", "astro", "html", "php"),
    "html": ("html", "php", "vue", "svelte", "astro"),
    "php": ("php", "html"),
    "ruby": ("html",),
}
"""What the ``languages`` of a framework stand for: the languages of the modules in which its patterns can be met."""

_OBJECTS = frozenset(("this", "$this", "vm", "ctx"))
_PROPERTIES = frozenset((".location", ".history", ".position", ".pos"))
"""Names of the browser that an object also has for itself: ``this.location`` is a place on a component's map."""
_BELOW_LOCATION = frozenset((".query", ".state", ".params", ".key", ".url", ".path", ".fullPath", ".searchParams"))
"""Properties that the locations of routers have beside those of the browser's."""
_RECEIVERS = frozenset(("self", "this", "$this", "vm", "ctx", "window", "$window", "globalThis", "top", "parent"))
_PIECE = re.compile(
    r"""
    \s*(?: (?:\.|\?\.|->|::) (?P<member>[^\s.()\[\]:\->]+)
         | \[ (?P<index>[^\]]*) \]
         | \( (?P<argument>(?:[^()']|'[^']*')*) \)
    )""",
    re.VERBOSE,
)
_ROOT = re.compile(r"(?:npm|py|php|rb):[^()\[\]]*|[^\s.()\[\]]+?(?=\.|\?\.|->|::|\(|\[|$)")


Pattern: TypeAlias = tuple[tuple[str, ...], int, int]
"""The segments of a pattern, the position of its framework and of its row there."""


class SourceMatch(msgspec.Struct, frozen=True, gc=False):
    """A known source at the beginning of an access chain."""

    kind: str
    """A data kind, ``by-key`` where the key decides, or ``none`` for a harmless part (``location.origin``)."""
    key: str
    """The literal key, where the pattern has one and the chain names it; else empty."""
    group: str
    framework: str
    rest: tuple[str, ...]
    """The segments of the chain that the pattern leaves over."""


class _Leaf(msgspec.Struct, frozen=True, gc=False):
    kind: str
    group: str
    framework: str
    languages: frozenset[str]


class _Node:
    __slots__ = ("any_call", "any_member", "key_call", "key_member", "leaves", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.key_member: _Node | None = None
        self.any_member: _Node | None = None
        self.key_call: _Node | None = None
        self.any_call: _Node | None = None
        self.leaves: list[_Leaf] = []


class PatternError(ValueError):
    """A source pattern that cannot be read; the message says where."""


def parse_pattern(pattern: str) -> tuple[str, ...]:
    """
    Turn a pattern into segments: the root, then ``.name``, ``.*``, ``.k``, ``('lit')``, ``(k)``, ``(*)``.

    ``new`` before a constructor is dropped, ``[k]`` is ``.k`` and ``['x']`` is ``.x``, as in the chains. Raises
    ``PatternError``.
    """
    text = pattern.strip().removeprefix("new ")
    match = _ROOT.match(text)
    if match is None:
        raise PatternError(f"no root in {pattern!r}")
    segments = list(split_root(match[0]))
    at = match.end()
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None:
            raise PatternError(f"cannot read {text[at:]!r} in {pattern!r}")
        at = piece.end()
        if piece["member"] is not None:
            segments.append("." + piece["member"])
        elif piece["index"] is not None:
            segments.append("." + piece["index"].strip().strip("'\"").lstrip(":"))
        else:
            argument = piece["argument"].partition(",")[2] if "," in piece["argument"] else piece["argument"]
            argument = argument.strip().lstrip(":")
            if argument == "k":
                segments.append("(k)")
            elif argument[:1] in ("'", '"'):
                segments.append(f"('{argument[1:-1]}')")
            else:
                segments.append("(*)")
    return tuple(segments)


def split_root(root: str) -> tuple[str, ...]:
    """Split an imported name's symbol into head and members: ``import a`` and ``from a import b`` must agree."""
    if ":" not in root or root.startswith(("::", ":")):
        return (root,)
    symbol = canonical(root)
    first = head(symbol)
    rest = symbol[len(first) :].lstrip(":.")
    if not rest:
        return (first,)
    segments = [first]
    for part in rest.split("."):
        name, call, _ = part.partition("(")
        if name:
            segments.append("." + name)
        if call:
            segments.append("()")
    return tuple(segments)


def build_patterns(frameworks: Iterable[Framework]) -> tuple[Pattern, ...]:
    """Read the patterns of all frameworks; the compiled catalogue keeps the result. Raises ``PatternError``."""
    return tuple(
        (parse_pattern(pattern), owner, position)
        for owner, framework in enumerate(frameworks)
        for position, source in enumerate(framework.source)
        for pattern in source.match
    )


class Sources:
    """The patterns of all frameworks, as one tree."""

    def __init__(self, frameworks: Iterable[Framework], patterns: Iterable[Pattern] | None = None) -> None:
        self._root = _Node()
        self._anywhere = _Node()
        ordered = tuple(frameworks)
        leaves = [
            [_Leaf(source.kind, source.group, framework.id, languages) for source in framework.source]
            for framework in ordered
            for languages in (frozenset(n for word in framework.languages for n in FAMILIES.get(word, (word,))),)
        ]
        for segments, owner, position in patterns or build_patterns(ordered):
            if segments[0] == "*":
                self._insert(self._anywhere, segments[1:], leaves[owner][position])
            else:
                self._insert(self._root, segments, leaves[owner][position])

    @staticmethod
    def _insert(node: _Node, segments: Sequence[str], leaf: _Leaf) -> None:
        for segment in segments:
            if segment == ".k":
                node.key_member = node.key_member or _Node()
                node = node.key_member
            elif segment == ".*":
                node.any_member = node.any_member or _Node()
                node = node.any_member
            elif segment == "(k)":
                node.key_call = node.key_call or _Node()
                node = node.key_call
            elif segment in ("(*)", "()"):
                node.any_call = node.any_call or _Node()
                node = node.any_call
            else:
                node = node.next.setdefault(segment, _Node())
        node.leaves.append(leaf)

    def match(self, chain: tuple[str, ...], language: str) -> SourceMatch | None:
        """
        Give the source that an access chain (``model.Origin.chain``) begins with: the longest pattern that fits.

        Leading ``self``, ``this``, ``$this``, ``vm``, ``ctx``, ``window`` and their like are skipped where the chain as
        it stands fits nothing longer. Patterns whose root is ``*`` fit after any beginning.
        """
        if not chain:
            return None
        segments = (*split_root(chain[0]), *chain[1:])
        best = _longest(self._root, segments, 0, language)
        at = 0
        while segments[at].lstrip(".") in _RECEIVERS and len(segments) > at + 1 and segments[at + 1].startswith("."):
            if segments[at].lstrip(".") in _OBJECTS and segments[at + 1] in _PROPERTIES:
                break
            at += 1
            inner = (*segments[:at], segments[at][1:], *segments[at + 1 :])
            found = _longest(self._root, inner, at, language)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
        for at in range(1, len(segments)):
            found = _longest(self._anywhere, segments, at, language)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
        if best is None:
            return None
        end, _, key, leaf = best
        if segments[end - 1].lstrip(".") == "location" and _foreign(segments[end:]):
            return None
        return SourceMatch(leaf.kind, key, leaf.group, leaf.framework, segments[end:])


def _foreign(rest: tuple[str, ...]) -> bool:
    """Say whether what is read below a ``location`` shows that it is no address: ``store.location.zip``."""
    if not rest or not rest[0].startswith(".") or rest[0] in _BELOW_LOCATION:
        return False
    return not (len(rest) > 1 and rest[1].startswith("("))


def _longest(node: _Node, segments: Sequence[str], start: int, language: str) -> tuple[int, int, str, _Leaf] | None:
    """Give (end, exactness, key, leaf) of the best pattern from ``start``; exact segments beat open ones."""
    best: tuple[int, int, str, _Leaf] | None = None
    # Chains are short (the engine bounds them) and a node has at most three ways on, tried with a work list.
    work: list[tuple[_Node, int, int, str]] = [(node, start, 0, "")]
    steps = 0
    while work and steps < 512:
        steps += 1
        node, at, exact, key = work.pop()
        if node.leaves and (best is None or (at, exact) > best[:2]):
            leaf = next((leaf for leaf in node.leaves if language in leaf.languages), None)
            if leaf is not None:
                best = (at, exact, key, leaf)
        if at >= len(segments):
            continue
        segment = segments[at]
        for following, score, name in _ways(node, segment):
            if following is node.key_member and segments[at + 1 : at + 2] and segments[at + 1].startswith("("):
                if following.any_call is None and following.key_call is None:
                    continue  # ``params.find(...)`` calls a method: nobody sends a parameter ``find``
            work.append((following, at + 1, exact + score, name or key))
    return best


def _ways(node: _Node, segment: str) -> Iterator[tuple[_Node, int, str]]:
    exact = node.next.get(segment)
    if exact is not None:
        yield exact, 2, ""
    if segment.startswith("(") and not segment.startswith("(("):
        if node.key_call is not None and segment != "()":
            yield node.key_call, 1, _literal(segment)
        if node.any_call is not None:
            yield node.any_call, 0, ""
    elif segment.startswith((".", "[")):
        if node.key_member is not None:
            yield node.key_member, 1, segment[1:] if segment.startswith(".") else ""
        if node.any_member is not None:
            yield node.any_member, 0, ""


def _literal(segment: str) -> str:
    inner = segment[1:-1]
    return inner[1:-1] if len(inner) >= 2 and inner[0] in "'\"" and inner[-1] == inner[0] else ""
