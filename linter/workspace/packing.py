"""
Plain values as bytes and back, whatever stands in them.

MessagePack holds neither halves of surrogate pairs (file names that are no text, literals of scanned code) nor integers
of more than 64 bits. The former become characters of a private plane and come back as they were, the latter text.
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

T = TypeVar("T")
_HALF = re.compile("[\ud800-\udfff]")
_STAND_IN = re.compile("[\U0010d800-\U0010dfff]")
_SIGN = re.compile(rb"\xf4\x8d[\xa0-\xbf]")
"""How a character that stands for a half begins in UTF-8."""
_SHIFT = 0x100000


def pack(value: object) -> bytes:
    """Give structs, sequences, mappings, texts and numbers as bytes."""
    try:
        return msgspec.msgpack.encode(value)
    except (OverflowError, ValueError, msgspec.MsgspecError):
        return msgspec.msgpack.encode(_plain(msgspec.to_builtins(value, builtin_types=(bytes,))))


def unpack(data: bytes | msgspec.Raw, kind: type[T]) -> T:
    """Give back what was packed. Raises ``msgspec.MsgspecError`` or ``ValueError`` for other data."""
    if not _SIGN.search(data):
        return msgspec.msgpack.decode(data, type=kind)
    return msgspec.convert(_whole(msgspec.msgpack.decode(data)), kind)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {_plain(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_plain(inner) for inner in value)
    if isinstance(value, int) and not -(1 << 63) <= value < 1 << 64:
        return str(value)
    return _HALF.sub(lambda half: chr(ord(half[0]) + _SHIFT), value) if isinstance(value, str) else value


def _whole(value: object) -> object:
    if isinstance(value, dict):
        return {_whole(key): _whole(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_whole(inner) for inner in value)
    return _STAND_IN.sub(lambda half: chr(ord(half[0]) - _SHIFT), value) if isinstance(value, str) else value
