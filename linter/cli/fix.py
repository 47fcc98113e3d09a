"""``tracklint check --fix`` and ``--diff``: write fixes, or show what they would change."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linter.fixes.passes import Mended

_PLAIN = re.compile(r"[ !#-\[\]-~]*")
_ESCAPES = {ord("\n"): "\\n", ord("\t"): "\\t", ord("\r"): "\\r", ord('"'): '\\"', ord("\\"): "\\\\"}


def write(contents: Mapping[str, bytes], root: Path) -> None:
    """Write changed files. Effect: changes the project."""
    from linter.cli.files import write_file

    for path, data in sorted(contents.items()):
        write_file(root / path, data)


def patch(done: Mended) -> Iterator[str]:
    """Give the changes as a unified diff, file by file."""
    from linter.workspace.text import SourceText

    for path, changed in sorted(done.contents.items()):
        old = _lines(done.originals[path].data)
        new = _lines(SourceText.decode(path, changed).data)
        for line in difflib.unified_diff(old, new, _name(f"a/{path}"), _name(f"b/{path}")):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _name(path: str) -> str:
    """Give a name as git writes it in a patch: one with control characters, quotes or other bytes stands in quotes."""
    if _PLAIN.fullmatch(path):
        return f"{path}\t" if " " in path else path
    pieces = (
        _ESCAPES.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}") for byte in os.fsencode(path)
    )
    return f'"{"".join(pieces)}"'


def _lines(data: bytes) -> list[str]:
    """Split at line feeds alone, as every tool that reads patches does."""
    return [f"{line}\n" for line in data.decode("utf-8", "replace").split("\n")[:-1]] + (
        [rest] if (rest := data.decode("utf-8", "replace").rpartition("\n")[2]) else []
    )
