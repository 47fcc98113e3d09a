"""
Markup to elements: the HTML tokenizer and a simple tree builder.

HTML has no syntax errors: the standard gives every byte string a meaning, and pages (templates above all, with tags
opened in one branch and closed after it) use that freely. So this follows the standard's tokenizer instead of a
grammar, in time linear in the input whatever it holds. Offsets are absolute byte offsets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

VOID = frozenset(
    b"area base basefont bgsound br col command embed frame hr img input keygen "
    b"link meta param source track wbr".split()
)
RAW = frozenset(b"script style textarea title xmp iframe noembed noframes".split())
"""Elements whose content is text up to their own end tag."""

_BLOCKS = frozenset(
    b"address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    b"header hr "
    b"main menu nav ol p pre section table ul".split()
)
_CLOSES: dict[bytes, frozenset[bytes]] = {
    b"li": frozenset({b"li"}),
    b"option": frozenset({b"option"}),
    b"optgroup": frozenset({b"option", b"optgroup"}),
    b"tr": frozenset({b"tr", b"td", b"th"}),
    b"td": frozenset({b"td", b"th"}),
    b"th": frozenset({b"td", b"th"}),
    b"dt": frozenset({b"dt", b"dd"}),
    b"dd": frozenset({b"dt", b"dd"}),
    b"body": frozenset({b"head"}),
    **dict.fromkeys(_BLOCKS, frozenset({b"p"})),
}
"""Which open element an opening tag ends, when it is the innermost one."""

_NAME = re.compile(rb"[A-Za-z_$][^\s/>]*")
_ATTRIBUTE = re.compile(
    rb"""[\s/]*(?:(?P<name>[^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s>]+))?)?|=)"""
)
_TAG_END = re.compile(rb"[\s/]*>")
_RAW_END = {name: re.compile(rb"</" + name + rb"(?=[\s/>])", re.IGNORECASE) for name in RAW}


@dataclass(slots=True)
class RawAttribute:
    """An attribute as it stands in the text; ``value_start`` is -1 for a bare one."""

    name: str
    start: int
    name_end: int
    value_start: int
    value_end: int
    end: int


@dataclass(slots=True)
class Element:
    """
    An element: ``start``/``end`` span the opening tag, ``close`` is where its content ends, ``stop`` where it ends.

    ``parent`` is an index into the list of elements, -1 at the top.
    """

    name: str
    start: int
    end: int
    parent: int
    attributes: list[RawAttribute] = field(default_factory=list)
    close: int = 0
    stop: int = 0


@dataclass(slots=True)
class MarkupComment:
    """A comment: its span and the span of the text inside."""

    start: int
    end: int
    inner_start: int
    inner_end: int


@dataclass(slots=True)
class Markup:
    """All elements in source order, and all comments."""

    elements: list[Element]
    comments: list[MarkupComment]


class _Tree:
    def __init__(self, *, fold: bool) -> None:
        self.elements: list[Element] = []
        self.comments: list[MarkupComment] = []
        self.stack: list[int] = []
        self.open: Counter[str] = Counter()
        self.fold = fold

    def push(self, element: Element, *, leaf: bool) -> None:
        closes = _CLOSES.get(element.name.encode(), frozenset())
        while self.stack and self.elements[self.stack[-1]].name.encode() in closes:
            self.pop(element.start, element.start)
        element.parent = self.stack[-1] if self.stack else -1
        self.elements.append(element)
        if leaf:
            element.close = element.stop = element.end
        else:
            self.stack.append(len(self.elements) - 1)
            self.open[element.name] += 1

    def pop(self, close: int, stop: int) -> None:
        element = self.elements[self.stack.pop()]
        element.close, element.stop = close, stop
        self.open[element.name] -= 1

    def end(self, name: str, start: int, end: int) -> None:
        if not self.open[name]:
            return
        while self.elements[self.stack[-1]].name != name:
            self.pop(start, start)
        self.pop(start, end)


def parse_markup(data: bytes, start: int = 0, end: int | None = None, *, fold: bool = True) -> Markup:
    """
    Read the elements of ``data[start:end]``.

    ``fold`` is True for HTML, where names are written in any case; components keep theirs. In components ``/>`` ends
    any element and only ``script``, ``style`` and ``textarea`` hold raw text.
    """
    stop = len(data) if end is None else end
    tree = _Tree(fold=fold)
    at = start
    while True:
        at = data.find(b"<", at, stop)
        if at < 0 or at + 1 >= stop:
            break
        following = data[at + 1]
        if following in {0x21, 0x3F}:  # ! or ?
            at = _declaration(data, at, stop, tree)
        elif following == 0x2F:  # /
            at = _end_tag(data, at, stop, tree)
        elif match := _NAME.match(data, at + 1, stop):
            at = _start_tag(data, at, match, stop, tree)
        else:
            at += 1
    while tree.stack:
        tree.pop(stop, stop)
    return Markup(tree.elements, tree.comments)


def _declaration(data: bytes, at: int, stop: int, tree: _Tree) -> int:
    if data.startswith(b"<!--", at):
        if data.startswith((b"<!-->", b"<!--->"), at):
            return at + (5 if data[at + 4] == 0x3E else 6)
        closing = data.find(b"-->", at + 4, stop)
        inner_end, after = (closing, closing + 3) if closing >= 0 else (stop, stop)
        tree.comments.append(MarkupComment(at, after, at + 4, inner_end))
        return after
    closing = data.find(b">", at, stop)
    return closing + 1 if closing >= 0 else stop


def _end_tag(data: bytes, at: int, stop: int, tree: _Tree) -> int:
    match = _NAME.match(data, at + 2, stop)
    closing = data.find(b">", at, stop)
    after = closing + 1 if closing >= 0 else stop
    if match:
        tree.end(_name(match[0], fold=tree.fold), at, after)
    return after


def _name(raw: bytes, *, fold: bool) -> str:
    name = raw.decode("utf-8", "replace")
    return name.lower() if fold else name


def _start_tag(data: bytes, at: int, match: re.Match[bytes], stop: int, tree: _Tree) -> int:
    name = _name(match[0], fold=tree.fold)
    element = Element(name, at, stop, -1)
    position = match.end()
    while True:
        if ending := _TAG_END.match(data, position, stop):
            position = ending.end()
            break
        found = _ATTRIBUTE.match(data, position, stop)
        if found is None:
            position = stop
            break
        position = found.end()
        # ``<Foo x={y}/>``: what ends the tag is no part of a value without quotes.
        solid = not tree.fold and found["bare"] is not None and found["bare"].endswith(b"/")
        if solid and data[position : position + 1] == b">":
            position -= 1
        if found["name"] is not None:
            element.attributes.append(_attribute(found, position, fold=tree.fold))
    element.end = position
    key = name.encode()
    closed = data.endswith(b"/>", at, position)
    raw = key in RAW and (tree.fold or key in (b"script", b"style", b"textarea"))
    leaf = key in VOID or (closed and not (raw and tree.fold))
    tree.push(element, leaf=leaf)
    if raw and not leaf:
        closing = _RAW_END[key].search(data, position, stop)
        inner_end = closing.start() if closing else stop
        after = data.find(b">", inner_end, stop) + 1 if closing else stop
        tree.end(name, inner_end, after or stop)
        return after or stop
    return position


def _attribute(found: re.Match[bytes], end: int, *, fold: bool) -> RawAttribute:
    start, name_end = found.span("name")
    for group in ("double", "single", "bare"):
        value_start, value_end = found.span(group)
        if value_start >= 0:
            break
    return RawAttribute(_name(found["name"], fold=fold), start, name_end, value_start, min(value_end, end), end)


def ancestors(markup: Markup, index: int) -> Iterator[Element]:
    """Give the elements around one, innermost first."""
    parent = markup.elements[index].parent
    while parent >= 0:
        yield markup.elements[parent]
        parent = markup.elements[parent].parent
