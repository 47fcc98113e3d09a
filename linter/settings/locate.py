"""Errors in settings files with their place: file, line, key, what was expected, the nearest valid name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, get_args, get_type_hints

import msgspec

from linter.errors import ConfigError

_AT = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
_ENUM = re.compile(r"Invalid enum value '([^']*)'")
_LISTED = 40
"""So many names are still read."""
_PATTERN = "Expected `str` matching regex"


def located(file: str, text: str, message: str, kind: type[Any], path: tuple[str, ...] = ()) -> ConfigError:
    """Turn a message of the validation into an error that says where; ``path`` is the key where it is known."""
    found = _AT.search(message)
    if found:
        path = path or tuple(name or f"[{index}]" for name, index in _STEP.findall(found["path"]))
        message = _AT.sub("", message)
    if unknown := _UNKNOWN.search(message):
        path = (*path, unknown[1])
        message = "unknown key"
    if message.startswith("Invalid enum value"):
        choices = _choices(kind, path)
        given = _ENUM.search(message)
        near = nearest(given[1], [choice for choice in choices if choice != '""']) if given else ""
        near = near if "did you mean" in near else ""
        message = f"{message[0].lower()}{message[1:]}{near}; expected one of: {', '.join(choices)}"
    elif _PATTERN in message:
        message = "expected a code like TRK101, the beginning of one like TRK1, or ALL"
    elif message.startswith("Expected"):
        message = f"{message[0].lower()}{message[1:]}"
    valid = _fields(kind, path[:-1]) if message.startswith("unknown key") else ()
    key = "".join(part if part.startswith("[") else f".{part}" for part in path).lstrip(".")
    line = line_of(text, path) if text else 0
    place = f"{file}:{line}" if line else file
    return ConfigError(f"{place}: {f'{key}: ' if key else ''}{message}{nearest(path[-1] if path else '', valid)}")


def nearest(word: str, valid: Iterable[str]) -> str:
    """Give the words that point from a misspelt name to the one that was meant; empty when there is none."""
    import difflib

    words = list(valid)
    near = difflib.get_close_matches(word, words, 1, 0.55)
    if near:
        return f" (did you mean {near[0]!r}?)"
    return f" (known are: {', '.join(sorted(words))})" if 0 < len(words) <= _LISTED else ""


def line_of(text: str, path: tuple[str, ...]) -> int:
    """Give the 1-based line of a key in a TOML text, or of the nearest key above it that is found; 0 for none."""
    found = 0
    for part in path:
        if part.startswith("["):
            continue
        name = rf"[\"']?{re.escape(part)}[\"']?"
        pattern = re.compile(
            rf"^[ \t]*(?:\[+[^\]\n]*?\b)?{name}[ \t]*(?:=|\.|\]|,)|[{{,][ \t]*{name}[ \t]*=", re.MULTILINE
        )
        start = text.find("[tool.tracklint") if not found else _offset(text, found)
        match = pattern.search(text, max(start, 0)) or pattern.search(text)
        if match is None:
            break
        found = text.count("\n", 0, match.end() - 1) + 1
    return found


def _offset(text: str, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return at


def _fields(kind: Any, path: tuple[str, ...]) -> tuple[str, ...]:
    for part in path:
        if part.startswith("["):
            kind = next((a for a in get_args(kind) if a is not ...), None)
        elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            names = dict(zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True))
            kind = get_type_hints(kind).get(names.get(part, ""))
    return kind.__struct_encode_fields__ if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else ()


def _choices(kind: type[Any], path: tuple[str, ...]) -> tuple[str, ...]:
    names = dict(zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True))
    hint = get_type_hints(kind).get(names.get(path[0], "")) if path else None
    pending, words = [hint], []
    while pending:
        current = pending.pop(0)
        if isinstance(current, str):
            words.append(current or '""')
        else:
            pending.extend(get_args(current))
    return tuple(words)
