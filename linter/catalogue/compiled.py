"""
The compiled catalogue: all rows in one msgpack file, because parsing some hundred TOML files at each start is slow.

A wheel ships it beside the rules; a checkout keeps it in the user's cache directory under a name made of the content
of the rules, so that a stale one is never read. A cache that cannot be read or written is passed over: it is only
ever a copy of what the rules say.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

import linter

if TYPE_CHECKING:
    from linter.catalogue.prepared import Prepared
    from linter.catalogue.rules import Rules

FORMAT = 4
"""Counts changes of the compiled form that the digest cannot see."""
PACKAGED = "catalogue.msgpack"
"""Name of the compiled file that a wheel ships in its rules directory."""
_COMPILERS = ("*.py", "schema/*.py")
"""The sources on which the compiled form depends beside the rules."""
_CHECK = 16
"""Bytes of the checksum at the head of a file."""
_KEPT = 4
"""How many compiled files stay in the cache directory."""


class Compiled(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the file holds behind its checksum. The rows are decoded when they are asked for."""

    format: int
    digest: str
    reported: dict[str, bool]
    """See ``Catalogue``."""
    kept_rules: msgspec.Raw
    kept_prepared: msgspec.Raw

    def rules(self) -> Rules:
        """Decode the rows."""
        from linter.catalogue.rules import Rules

        return msgspec.msgpack.decode(self.kept_rules, type=Rules)

    def prepared(self) -> Prepared:
        """Decode what the matchers need."""
        from linter.catalogue.prepared import Prepared

        return msgspec.msgpack.decode(self.kept_prepared, type=Prepared)


def digest(files: Mapping[str, bytes]) -> str:
    """Name the content of rules files (name -> bytes), the code that compiles them and the linter's version."""
    total = hashlib.sha256()
    for name, data in sorted(files.items()):
        total.update(f"{name}\0{len(data)}\0".encode())
        total.update(hashlib.sha256(data).digest())
    here = Path(__file__).parent
    for module in _COMPILERS:
        for source in sorted(here.glob(module)):
            with contextlib.suppress(OSError):
                total.update(source.read_bytes())
    total.update(f"{FORMAT}\0{getattr(linter, '__version__', '')}".encode())
    return total.hexdigest()


def dump(name: str, rules: Rules, prepared: Prepared) -> bytes:
    """Give the bytes of a compiled file for rules with digest ``name``."""
    encode = msgspec.msgpack.encode
    kept = [msgspec.Raw(part) for part in (_rows(rules), encode(prepared))]
    body = encode(Compiled(FORMAT, name, rules.reported, *kept))
    return _checksum(body) + body


def _rows(rules: Rules) -> bytes:
    """
    Encode the rows, the same rows to the same bytes in every process.

    Only frameworks hold sets, which come in another order in each process. Elsewhere the order of keys is the file's
    and means something, so that it is kept.
    """
    parts = {name: getattr(rules, name) for name in rules.__struct_fields__}
    steady = msgspec.msgpack.encode(rules.frameworks, order="deterministic")
    return msgspec.msgpack.encode({**parts, "frameworks": msgspec.Raw(steady)})


def read(path: Path, name: str | None = None) -> Compiled | None:
    """Read a compiled file; None when there is none, it is damaged, or its digest is not ``name``."""
    try:
        data = path.read_bytes()
        body = memoryview(data)[_CHECK:]
        if data[:_CHECK] != _checksum(body):
            return None
        found = msgspec.msgpack.decode(body, type=Compiled)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return found if found.format == FORMAT and name in (None, found.digest) else None


def _checksum(body: bytes | memoryview) -> bytes:
    """Give what damage is told by at once: the rows are decoded long after."""
    return hashlib.blake2b(body, digest_size=_CHECK).digest()


def cache_directory(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path | None:
    """Give the directory for caches: ``TRACKLINT_CACHE_DIR``, or the platform's own place; None when there is none."""
    if chosen := environment.get("TRACKLINT_CACHE_DIR"):
        return Path(chosen)
    home = environment.get("USERPROFILE" if platform == "win32" else "HOME", "")
    if platform == "win32":
        base = environment.get("LOCALAPPDATA") or (f"{home}\\AppData\\Local" if home else "")
    elif platform == "darwin":
        base = f"{home}/Library/Caches" if home else ""
    else:
        base = environment.get("XDG_CACHE_HOME") or (f"{home}/.cache" if home else "")
    return Path(base) / "tracklint" if base else None


def cached(directory: Path, name: str) -> Compiled | None:
    """Give the rules with digest ``name`` from the cache, if they are there."""
    return read(directory / _file(name), name)


def store(directory: Path, name: str, data: bytes) -> None:
    """
    Put the bytes of a compiled file into the cache. Never raises.

    They are written beside it, then renamed, so that nobody reads half a file.
    """
    with contextlib.suppress(OSError):
        directory.mkdir(parents=True, exist_ok=True)
        temporary = directory / f".catalogue-{os.getpid()}-{os.urandom(4).hex()}"
        try:
            temporary.write_bytes(data)
            temporary.replace(directory / _file(name))
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        _prune(directory)


def _prune(directory: Path) -> None:
    files = sorted(directory.glob("catalogue-*.msgpack"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[_KEPT:]:
        path.unlink(missing_ok=True)


def _file(name: str) -> str:
    return f"catalogue-{name[:24]}.msgpack"
