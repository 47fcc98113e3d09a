"""
The texts inside a JSON file, and the way back from a place in them to a place in the file.

A tag's HTML is a JSON string: its escapes make it longer than what it says. The texts are therefore laid, decoded, one
behind the other after the end of the file: what is lowered from them has offsets there, and is moved back at the end.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right

import msgspec

from linter import ir

_ESCAPE = re.compile(rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_TAGS = frozenset(
    cls.__struct_config__.tag
    for name in dir(ir)
    if isinstance(cls := getattr(ir, name), type) and issubclass(cls, ir.Node) and cls is not ir.Node
)


class Texts:
    """The file and the texts laid behind it: ``data`` has both."""

    def __init__(self, file: bytes) -> None:
        self._file = file
        self.data = bytearray(file)
        self._starts: list[int] = []
        self._places: list[int] = []
        """For each start of a stretch of decoded text the place in the file that it stands for."""
        self._exact: list[bool] = []
        """False for what an escape stands for: all of it means the place of the escape."""

    def lay(self, value: ir.Constant) -> tuple[int, int]:
        """Lay down what a JSON string says; give its span in ``data``."""
        first = len(self.data)
        at, end = value.start + 1, value.end - 1
        for match in _ESCAPE.finditer(self._file, at, end):
            self._stretch(self._file[at : match.start()], at, exact=True)
            self._stretch(_unescaped(match[0]), match.start(), exact=False)
            at = match.end()
        self._stretch(self._file[at:end], at, exact=True)
        return first, len(self.data)

    def _stretch(self, piece: bytes, place: int, *, exact: bool) -> None:
        if piece:
            self._starts.append(len(self.data))
            self._places.append(place)
            self._exact.append(exact)
            self.data += piece

    def place(self, offset: int) -> int:
        """Give the place in the file that an offset in ``data`` means."""
        if offset < len(self._file) or not self._starts:
            return min(offset, len(self._file))
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return len(self._file)
        inside = offset - self._starts[index] if self._exact[index] else 0
        return self._places[index] + inside

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span in the file that a span in ``data`` means: its end is the place behind its last byte."""
        if end <= start:
            return self.place(start), self.place(start)
        last = end - 1
        if last < len(self._file):
            return start, end
        index = bisect_right(self._starts, last) - 1
        if index < 0:
            return self.place(start), len(self._file)
        if self._exact[index]:
            return self.place(start), self._places[index] + last - self._starts[index] + 1
        match = _ESCAPE.match(self._file, self._places[index])
        return self.place(start), match.end() if match else self._places[index] + 1

    def moved(self, module: ir.Module) -> ir.Module | None:
        """Give a module with all spans in the file; None where it has no encoded form."""
        try:
            plain = msgspec.msgpack.decode(msgspec.msgpack.encode(module))
            stack = [plain]
            while stack:
                node = stack.pop()
                if len(node) > 2 and isinstance(node[0], str) and node[0] in _TAGS and isinstance(node[1], int):
                    node[1], node[2] = self.span(node[1], node[2])
                stack.extend(item for item in node if isinstance(item, list))
            return msgspec.convert(plain, ir.Module)
        except (OverflowError, ValueError, RecursionError, msgspec.MsgspecError):
            return None


def _unescaped(escape: bytes) -> bytes:
    try:
        text = json.loads(b'"' + escape + b'"')
    except ValueError:
        return escape[1:]
    return str(text).encode("utf-8", "replace")
