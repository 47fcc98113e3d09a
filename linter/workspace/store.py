"""
The cache between runs: small pieces of bytes under keys made of what they were made from.

One SQLite file, because several runs read and write it at the same time (pre-commit starts hooks side by side) and a
reader must never see half a value. It is only ever a copy of what a run works out by itself: a file that is missing,
damaged, locked, full or not ours to write means more work, never another result and never an error.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

    from typing_extensions import Self

BUILT = "_rules/code.digest"
"""In a wheel: the digest of all sources of the package, made when it was built."""
NAME = "results-1.sqlite"
"""The number counts changes of the table."""
MAX_BYTES = 400_000_000
"""A larger file loses what was not used for longest."""
_MAX_VALUE = 64_000_000
_MAX_PENDING = 32_000_000
_CHECK = 8
"""Bytes of the checksum before each value: a disk that lies must not change what a run says."""
_DAY = 86_400
_WAIT = 2.0
"""Seconds to wait for another run's write."""


def key_of(kind: str, *parts: bytes | str) -> bytes:
    """Give the key of something: ``kind`` names what it is, ``parts`` are all that it was made from."""
    total = hashlib.blake2b(kind.encode(), digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(b"\0%d\0" % len(data))
        total.update(data)
    return total.digest()


def content_hash(data: bytes) -> bytes:
    """Give the 16 bytes that stand for the content of a file: SHA-256, for which most processors have instructions."""
    return hashlib.sha256(data).digest()[:16]


@lru_cache(maxsize=16)
def code_digest(*rooms: str) -> bytes:
    """
    Give a digest of the linter's own sources in ``rooms`` (folders or modules of the package), read once.

    A wheel brings the digest of all its sources with it (``BUILT``): they do not change, and are many to read.
    """
    package = Path(__file__).parent.parent
    with contextlib.suppress(OSError):
        return (package / BUILT).read_bytes()
    return sources_digest(package, rooms)


def sources_digest(package: Path, rooms: Iterable[str]) -> bytes:
    """Give the digest of the sources in ``rooms`` as they are now."""
    total = hashlib.blake2b(digest_size=16)
    for room in rooms:
        for path in _sources(os.path.join(package, room)):
            with contextlib.suppress(OSError), open(path, "rb", buffering=0) as file:
                data = file.read()
                total.update(b"%s\0%d\0" % (os.path.basename(path).encode(), len(data)))
                total.update(data)
    return total.digest()


def _sources(place: str) -> Iterator[str]:
    if place.endswith(".py"):
        yield place
        return
    try:
        entries = sorted(os.scandir(place), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.endswith(".py"):
            yield entry.path
        elif entry.is_dir() and not entry.name.startswith(("_", ".")):
            yield from _sources(entry.path)


class Store:
    """
    Values by key. ``folder`` is where the file is kept; None keeps nothing.

    ``get`` and ``put`` never raise. What was put is written by ``close`` (or before, when there is much of it), unless
    ``writes`` is False: then it is there until ``close``, for this run alone.
    """

    def __init__(self, folder: Path | None, *, writes: bool = True) -> None:
        self.writes = writes
        self._folder = None if folder is None or os.fspath(folder) == os.devnull else folder
        self._file: sqlite3.Connection | None = None
        self._tried = False
        self._writable = True
        self._pending: dict[bytes, bytes] = {}
        self._waiting = 0
        self._stale: list[bytes] = []
        self._today = int(time.time()) // _DAY

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def keeps(self) -> bool:
        """True where something put here may be found again."""
        return self._folder is not None

    def get(self, key: bytes) -> bytes | None:
        """Give the value of a key; None when it is not there or not what was put."""
        found = self._pending.get(key)
        if found is not None:
            return found
        row = self._ask("SELECT value, used FROM entry WHERE key = ?", (key,))
        if row is None:
            return None
        value, used = row
        if not isinstance(value, bytes) or value[:_CHECK] != _checksum(value[_CHECK:]):
            return None
        if used != self._today:
            self._stale.append(key)
        return value[_CHECK:]

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value; one that is too large is not kept."""
        if self._folder is None or len(value) > _MAX_VALUE:
            return
        self._pending[key] = value
        self._waiting += len(value)
        if self._waiting > _MAX_PENDING and self.writes:
            self._write()

    def close(self) -> None:
        """Write what was put, and let go of the file."""
        self._write()
        if self._file is not None:
            with contextlib.suppress(Exception):
                self._file.close()
        self._file = None
        self._folder = None

    # ---------------------------------------------------------------------------------------------- the file

    def _ask(self, query: str, values: tuple[Any, ...]) -> Any:
        file = self._open()
        if file is None:
            return None
        try:
            return file.execute(query, values).fetchone()
        except Exception as error:  # noqa: BLE001 - whatever ails a cache, the run goes on without it
            self._give_up(error)
            return None

    def _open(self) -> sqlite3.Connection | None:
        if self._file is not None or self._tried or self._folder is None:
            return self._file
        self._tried = True
        try:
            import sqlite3
        except ImportError:  # some builds of Python have none
            return None
        folder = Path(os.path.abspath(self._folder))
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = (folder / NAME).as_uri()
        for mode in ("rwc", "ro"):
            try:
                file = sqlite3.connect(f"{place}?mode={mode}", uri=True, timeout=_WAIT, isolation_level=None)
            except (sqlite3.Error, OSError):
                continue
            try:
                if mode == "rwc":
                    file.execute("PRAGMA auto_vacuum = INCREMENTAL")
                    file.execute("PRAGMA synchronous = OFF")
                    file.execute(
                        "CREATE TABLE IF NOT EXISTS entry"
                        " (key BLOB PRIMARY KEY, value BLOB NOT NULL, used INTEGER NOT NULL)"
                    )
                else:
                    file.execute("SELECT 1 FROM entry LIMIT 1").fetchone()
            except Exception as error:  # noqa: BLE001 - see above
                file.close()
                if _is_damage(error):
                    self._remove()
                    return None
                continue
            self._writable = mode == "rwc"
            self._file = file
            return file
        return None

    def _write(self) -> None:
        pending, self._pending, self._waiting = self._pending, {}, 0
        stale, self._stale = self._stale, []
        if not (pending or stale) or not self.writes:
            return
        file = self._open()
        if file is None or not self._writable:
            return
        try:
            file.execute("BEGIN IMMEDIATE")
            file.executemany("UPDATE entry SET used = ? WHERE key = ?", [(self._today, key) for key in stale])
            file.executemany(
                "INSERT OR REPLACE INTO entry VALUES (?, ?, ?)",
                [(key, _checksum(value) + value, self._today) for key, value in pending.items()],
            )
            self._prune(file)
            file.execute("COMMIT")
            file.execute("PRAGMA incremental_vacuum").fetchall()
        except Exception as error:  # noqa: BLE001 - see above
            with contextlib.suppress(Exception):
                file.execute("ROLLBACK")
            self._give_up(error)

    def _prune(self, file: sqlite3.Connection) -> None:
        (pages,), (size,), (free,) = (
            file.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size", "freelist_count")
        )
        if (pages - free) * size <= MAX_BYTES:
            return
        spare = (pages - free) * size - MAX_BYTES * 3 // 4
        gone: list[tuple[int]] = []
        for number, length in file.execute("SELECT rowid, length(value) FROM entry ORDER BY used, rowid"):
            if spare <= 0:
                break
            gone.append((number,))
            spare -= length
        file.executemany("DELETE FROM entry WHERE rowid = ?", gone)

    def _give_up(self, error: Exception) -> None:
        """Do without the cache from here on; a damaged file goes, so that the next run has one again."""
        if self._file is not None:
            with contextlib.suppress(Exception):
                self._file.close()
        self._file = None
        if _is_damage(error):
            self._remove()

    def _remove(self) -> None:
        if self._folder is not None:
            with contextlib.suppress(OSError):
                (self._folder / NAME).unlink()


def _is_damage(error: Exception) -> bool:
    import sqlite3

    if isinstance(error, sqlite3.OperationalError):  # locked, full, not ours to write; or a table that is not ours
        return "no such" in str(error) or "has no column" in str(error)
    return isinstance(error, sqlite3.DatabaseError)


def _checksum(value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=_CHECK).digest()
