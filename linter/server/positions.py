"""Byte offsets of a text to positions of the protocol and back, in the unit that client and server agreed on."""

from __future__ import annotations

import re
from bisect import bisect_right

from lsprotocol import types
from pygls.workspace import PositionCodec

from linter.model import Location
from linter.workspace.text import SourceText

_LINE_END = re.compile(rb"\r\n|\n|\r")


class Positions:
    """The lines of one text. The protocol ends lines at a lone carriage return too, which ``SourceText`` does not."""

    def __init__(self, text: SourceText, codec: PositionCodec) -> None:
        self._data = text.data
        self._codec = codec
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text.data))]

    def position(self, offset: int) -> types.Position:
        """Give the position of a byte offset."""
        offset = min(max(offset, 0), len(self._data))
        line = bisect_right(self._starts, offset) - 1
        before = self._data[self._starts[line] : offset].decode("utf-8", "ignore")
        return types.Position(line, self._codec.client_num_units(before))

    def range(self, location: Location) -> types.Range:
        """Give the range of a location in this text."""
        return types.Range(self.position(location.start), self.position(location.end))

    def offset(self, position: types.Position) -> int:
        """Give the byte offset of a position, clamped into its line."""
        line = min(max(position.line, 0), len(self._starts) - 1)
        start = self._starts[line]
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self._data)
        text = self._data[start:end].decode("utf-8", "replace").rstrip("\r\n")
        units = 0
        for index, char in enumerate(text):
            if units >= position.character:
                return start + len(text[:index].encode("utf-8"))
            units += self._codec.client_num_units(char)
        return start + len(text.encode("utf-8"))


def edit_between(old: bytes, new: bytes) -> tuple[int, int, str]:
    """Give the one edit (start, end, text) that makes ``new`` of ``old``, as short as whole characters allow."""
    start = 0
    least = min(len(old), len(new))
    while start < least and old[start] == new[start]:
        start += 1
    end = 0
    while end < least - start and old[len(old) - 1 - end] == new[len(new) - 1 - end]:
        end += 1
    while start > 0 and start < len(old) and old[start] & 0xC0 == 0x80:
        start -= 1
    while end > 0 and old[len(old) - end] & 0xC0 == 0x80:
        end -= 1
    return start, len(old) - end, new[start : len(new) - end].decode("utf-8", "replace")
