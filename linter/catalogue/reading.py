"""One rules file: TOML to typed rows, and errors that say where and what was meant."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
import tomli

from linter.errors import CatalogueError

Step = str | int
T = TypeVar("T")

_AT = re.compile(r" - at `\$(?P<path>[^`]*)`")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
_POSITION = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")


def parse(text: str, name: str) -> dict[str, Any]:
    """Parse TOML; ``name`` is the file's name in messages."""
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        message = str(error)
        position = _POSITION.search(message)
        line = int(position[1]) if position and position[1] else text.count("\n") + 1
        raise CatalogueError(f"{name}:{line}: {_POSITION.sub('', message).strip()}") from None


def convert(raw: Any, kind: type[T], name: str, text: str, at: Sequence[Step] = ()) -> T:
    """Turn parsed TOML into a row type; ``at`` is where ``raw`` stands in the file."""
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        message = str(error)
        match = _AT.search(message)
        path = [*at, *_steps(match["path"] if match else "")]
        message = _AT.sub("", message)
        word = ""
        valid: Iterable[str] = ()
        if unknown := _UNKNOWN.search(message):
            word = unknown[1]
            valid = _fields(kind, path[len(at) :])
            message = "unknown key"
            path.append(word)
        raise located(name, text, path, message, word, valid) from None


def located(
    name: str, text: str, path: Sequence[Step], message: str, word: str = "", valid: Iterable[str] = ()
) -> CatalogueError:
    """Make the error for a place in a file: file, line, key, message and the nearest valid word."""
    key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    parts = [f"{name}:{_line(text, path)}: "]
    if key:
        parts.append(f"{key}: ")
    parts.append(message)
    if word:
        import difflib

        words = sorted(valid)
        parts.append(f" {word!r}")
        near = difflib.get_close_matches(word, words, 1, 0.6)
        if near:
            parts.append(f" (did you mean {near[0]!r}?)")
        elif words:
            parts.append(f" (one of: {', '.join(repr(w) for w in words)})")
    return CatalogueError("".join(parts))


def _steps(path: str) -> list[Step]:
    return [match[1] or (int(match[2]) if match[2].isdigit() else 0) for match in _STEP.finditer(path)]


def _fields(kind: Any, path: Sequence[Step]) -> tuple[str, ...]:
    """Give the names of the fields of the struct at a path below a row type."""
    for step in path:
        kind = _plain(kind)
        if isinstance(step, int) or get_origin(kind) is dict:
            arguments = get_args(kind)
            kind = arguments[-1] if get_origin(kind) is dict else (arguments[0] if arguments else None)
        else:
            kind = get_type_hints(kind).get(step) if isinstance(kind, type) else None
    kind = _plain(kind)
    return kind.__struct_fields__ if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else ()


def _plain(kind: Any) -> Any:
    """Take ``| None`` off a type."""
    if get_origin(kind) in (Union, types.UnionType):
        return next(argument for argument in get_args(kind) if argument is not type(None))
    return kind


def _line(text: str, path: Sequence[Step]) -> int:
    """
    Give the 1-based line of a key in TOML text, as well as can be told without positions from the parser.

    Knows tables, arrays of tables, dotted keys, and arrays with one inline table on each line.
    """
    lines = text.split("\n")
    at = 0
    for index, step in enumerate(path):
        if isinstance(step, int):
            header = re.compile(rf"\s*\[\[\s*{re.escape(str(path[index - 1]))}\s*\]\]") if index else None
            count = -1
            for number, line in enumerate(lines[at:], at):
                if (header and header.match(line)) or re.match(r"\s*(?:[\w\"'.-]+\s*=\s*\[\s*)?\{", line):
                    count += 1
                    if count == step:
                        at = number
                        break
            continue
        key = re.compile(rf"(?:^\s*\[\[?\s*(?:[^\]]*\.)?|(?:^|[{{,.\s])\"?){re.escape(step)}\"?\s*(?:=|\.|\])")
        for number, line in enumerate(lines[at:], at):
            if key.search(line):
                at = number
                break
        else:
            value = re.compile(rf"[\"']{re.escape(step)}[\"']")
            at = next((number for number, line in enumerate(lines[at:], at) if value.search(line)), at)
    return at + 1
