"""``tracklint check --fix`` and ``--diff``: write fixes, or show what they would change."""

from __future__ import annotations

import difflib
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from linter.cli.files import write_file
from linter.errors import UsageError
from linter.workspace.text import SourceText

if TYPE_CHECKING:
    from linter.fixes.passes import Mended

_PLAIN = re.compile(r"[ !#-\[\]-~]*")
_ESCAPES = {ord("\n"): "\\n", ord("\t"): "\\t", ord("\r"): "\\r", ord('"'): '\\"', ord("\\"): "\\\\"}


def obstacle_in(root: Path, scope: Callable[[], frozenset[str] | None]) -> Callable[[str, SourceText], str]:
    """
    Give a function that says why a file under ``root`` cannot be changed; empty where it can.

    ``scope`` gives the files that the user named, None for all: nothing else is written to.
    """

    def obstacle(path: str, text: SourceText) -> str:
        named = scope()
        if named is not None and path not in named:
            return f"{path} is not among the files that were named"
        return _obstacle(root, path, text)

    return obstacle


def _obstacle(root: Path, path: str, text: SourceText) -> str:
    file = root / path
    real = os.path.join(os.path.realpath(root), *path.split("/"))
    try:
        if os.path.realpath(file) != real:
            return "the file is a link, or stands behind one"
        mode = file.lstat().st_mode
        if not stat.S_ISREG(mode):
            return "it is no regular file"
        if not mode & 0o222 or not os.access(file, os.W_OK):
            return "the file is read-only"
        if not os.access(file.parent, os.W_OK):
            return "its folder is read-only"
        raw = file.read_bytes()
    except OSError as error:
        return f"the file cannot be read: {error.strerror or error}"
    try:
        same = text.to_bytes(text.data) == raw
    except UnicodeError:
        same = False
    if same:
        return ""
    if SourceText.decode(path, raw).data == text.data:
        return f"it holds bytes that are no text in its encoding ({text.encoding})"
    return "the file was changed in the meantime"


def write(done: Mended, root: Path) -> tuple[str, ...]:
    """
    Write changed files, each whole or not at all. Effect: changes the project.

    Gives, for people, what was not written and why: somebody may have changed a file since it was checked.
    """
    failed: list[str] = []
    for path, data in sorted(done.contents.items()):
        why = _obstacle(root, path, done.originals[path])
        if not why:
            try:
                write_file(root / path, data)
            except UsageError as error:
                why = str(error)
        if why:
            failed.append(f"{path}: not written: {why}")
    return tuple(failed)


def patch(done: Mended) -> Iterator[str]:
    """Give the changes as a unified diff, file by file."""
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
