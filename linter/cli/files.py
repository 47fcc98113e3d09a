"""Files that the user asked for, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from linter.errors import UsageError


def write_file(file: Path, data: bytes) -> None:
    """
    Write a file through a temporary one beside it; folders that are missing are an error.

    A device or a pipe (``/dev/stderr``) is written directly. Raises ``UsageError``.
    """
    try:
        if file.exists() and not file.is_file():
            with file.open("wb") as stream:
                stream.write(data)
            return
        target = Path(os.path.realpath(file))
        mode = target.stat().st_mode & 0o777 if target.exists() else None
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            os.chmod(name, mode if mode is not None else 0o666 & ~_umask())
            os.replace(name, target)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {error.strerror or error}") from None


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current
