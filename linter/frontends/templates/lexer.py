"""The words of template expressions: one lexer for all dialects whose expressions have no grammar of their own."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    rb"""
    (?P<space>\s+)
    | (?P<string>"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'|`[^`]*`)
    | (?P<number>\d+(?:_\d+)*(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<name>[A-Za-z_$@\x80-\xff][\w$\x80-\xff]*)
    | (?P<op>\?\?|\?\.|\?:|\*\*|//|\.\.\.|\.\./|\.\.|==|!=|<=>|<=|>=|<>|&&|\|\||=>|:=|[-+*/%~|.,:;()\[\]{}<>=!?&^\#@])
    """,
    re.VERBOSE | re.DOTALL,
)
_DASHED = re.compile(rb"[\w$?\x80-\xff-]*")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class Token(NamedTuple):
    """A word: ``kind`` is ``string``, ``number``, ``name``, ``op`` or ``end``; ``spaced`` says that space precedes."""

    kind: str
    text: str
    start: int
    end: int
    spaced: bool


def tokenize(data: bytes, start: int, end: int, *, dashes: bool = False, limit: int = 4000) -> list[Token]:
    """
    Split ``data[start:end]`` into words, with an ``end`` word last; what is no word at all is left out.

    ``dashes``: names may hold ``-`` and end in ``?`` (Liquid, Handlebars). ``limit`` bounds the number of words.
    """
    tokens: list[Token] = []
    at = start
    spaced = False
    while at < end and len(tokens) < limit:
        match = _TOKEN.match(data, at, end)
        if match is None:
            at += 1
            continue
        kind = str(match.lastgroup)
        stop = match.end()
        if kind == "space":
            spaced = True
            at = stop
            continue
        if kind == "name" and dashes:
            extended = _DASHED.match(data, stop, end)
            if extended is not None:
                stop = extended.end()
        tokens.append(Token(kind, data[at:stop].decode("utf-8", "replace"), at, stop, spaced))
        spaced = False
        at = stop
    tokens.append(Token("end", "", end, end, spaced))
    return tokens


def string_value(text: str) -> str:
    """Give the value of a string literal as written with its quotes."""
    inner = text[1:-1]
    if "\\" not in inner or text[0] == "`":
        return inner
    return _ESCAPE.sub(lambda m: _ESCAPES.get(m[1], m[1]), inner)


def number_value(text: str) -> int | float:
    """Give the value of a number literal."""
    text = text.replace("_", "")
    if text.isdigit() and len(text) < 400:
        return int(text)
    try:
        return float(text)
    except ValueError:
        return 0.0
