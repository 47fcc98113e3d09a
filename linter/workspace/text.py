"""
Source text and every conversion between ways to count positions in it.

Inside tracklint a position is a byte offset into the UTF-8 encoding of the decoded text, without BOM, half open.
Everything else (lines, code points, UTF-16 units) is made here, at the edge.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from functools import cached_property

_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)")


class SourceText:
    """
    The text of one file.

    ``path`` is relative to the root, with ``/``. ``data`` is the UTF-8 encoding of the decoded text: offsets count
    its bytes. ``encoding`` and ``bom`` say how to write it back.
    """

    __slots__ = ("__dict__", "bom", "data", "encoding", "path")

    def __init__(self, path: str, data: bytes, encoding: str = "utf-8", bom: bytes = b"") -> None:
        self.path = path
        self.data = data
        self.encoding = encoding
        self.bom = bom

    @classmethod
    def decode(cls, path: str, raw: bytes) -> SourceText:
        """
        Decode the bytes of a file: BOM, then a Python coding comment, then UTF-8, then Latin-1.

        Never raises: Latin-1 takes every byte, so that no file is lost to its encoding.
        """
        for bom, encoding in (
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
        ):
            if raw.startswith(bom):
                text = raw[len(bom) :].decode(encoding, "replace")
                return cls(path, text.encode("utf-8", "replace"), encoding, bom)
        declared = cls._declared(raw) if path.endswith((".py", ".pyi", ".pyw")) else None
        for tried in (declared, "utf-8"):
            if tried is None:
                continue
            try:
                if tried == "utf-8":
                    raw.decode("utf-8")
                    return cls(path, raw)
                return cls(path, raw.decode(tried).encode("utf-8"), tried)
            except (UnicodeError, LookupError):
                continue
        return cls(path, raw.decode("latin-1").encode("utf-8"), "latin-1")

    @staticmethod
    def _declared(raw: bytes) -> str | None:
        for line in raw.split(b"\n", 2)[:2]:
            if match := _CODING.match(line):
                try:
                    name = codecs.lookup(match[1].decode("ascii")).name
                except LookupError:
                    return None
                return None if name == "utf-8" else name
        return None

    @cached_property
    def _lines(self) -> list[int]:
        """Byte offset of the start of each line; lines end at LF (CRLF included), as editors count them."""
        starts = [0]
        find = self.data.find
        at = find(b"\n")
        while at >= 0:
            starts.append(at + 1)
            at = find(b"\n", at + 1)
        return starts

    @property
    def line_count(self) -> int:
        """How many lines there are; a text that ends in a line break has an empty last line."""
        return len(self._lines)

    def line_of(self, offset: int) -> int:
        """Give the 1-based line of a byte offset."""
        return bisect_right(self._lines, min(max(offset, 0), len(self.data)))

    def line_start(self, line: int) -> int:
        """Give the byte offset at which a 1-based line starts."""
        return self._lines[line - 1]

    def line_text(self, line: int) -> str:
        """Give a 1-based line without its line break."""
        start = self._lines[line - 1]
        end = self._lines[line] if line < len(self._lines) else len(self.data)
        return self.data[start:end].decode("utf-8", "replace").rstrip("\r\n")

    def slice(self, start: int, end: int) -> str:
        """Give the text between two byte offsets; an offset inside a character gives U+FFFD for it."""
        return self.data[start:end].decode("utf-8", "replace")

    def position(self, offset: int) -> tuple[int, int]:
        """Give line and column of a byte offset, both 1-based, the column in code points."""
        line = self.line_of(offset)
        before = self.data[self._lines[line - 1] : offset]
        return line, len(before.decode("utf-8", "ignore")) + 1

    def byte_position(self, offset: int) -> tuple[int, int]:
        """Give line and column, both 1-based, the column in UTF-8 bytes (rdjson)."""
        line = self.line_of(offset)
        return line, offset - self._lines[line - 1] + 1

    def utf16_position(self, offset: int) -> tuple[int, int]:
        """Give line and column, both 0-based, the column in UTF-16 units (LSP)."""
        line = self.line_of(offset)
        before = self.data[self._lines[line - 1] : offset].decode("utf-8", "ignore")
        return line - 1, len(before.encode("utf-16-le")) // 2

    def offset(self, line: int, column: int) -> int:
        """Give the byte offset of a 1-based line and code-point column; both are clamped into the text."""
        line = min(max(line, 1), len(self._lines))
        text = self.line_text(line)
        return self._lines[line - 1] + len(text[: max(column - 1, 0)].encode("utf-8"))

    def to_bytes(self, data: bytes) -> bytes:
        """Encode changed text (UTF-8, as ``data``) as the file was: BOM and encoding kept. May raise UnicodeError."""
        if self.encoding == "utf-8":
            return self.bom + data
        return self.bom + data.decode("utf-8").encode(self.encoding)
