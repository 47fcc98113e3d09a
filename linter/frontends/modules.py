"""
From files to modules, each content once: from the cache, from another process, or lowered here.

Whatever the way, a module is decoded from the one encoded form. Trace and view know nodes by identity, and a frontend
may use one node in two places: only so do all runs, warm or cold and with any number of processes, see the same.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from linter import ir
from linter.frontends import lower
from linter.workspace.project import Project
from linter.workspace.store import Store, code_digest, content_hash, key_of
from linter.workspace.text import SourceText

ENOUGH = 2_000_000
"""Bytes of source below which other processes cost more than they bring."""


class Modules:
    """The modules of a project. ``limit`` is the size in bytes beyond which a file is not lowered."""

    def __init__(self, project: Project, store: Store, jobs: int = 1, limit: int = 2_000_000) -> None:
        self._project = project
        self._store = store
        self._jobs = jobs
        self._limit = limit
        self._decode = msgspec.msgpack.Decoder(ir.Module).decode
        self._made: dict[str, bytes] = {}
        self._code = code_digest("frontends", "ir.py") if store.keeps else b""

    def module(self, path: str, text: SourceText, language: str, dialect: str) -> ir.Module:
        """Give the module of a file. Raises what a frontend raises."""
        encoded = self._made.pop(path, None)
        key = self._key(text, language, dialect) if encoded is not None or self._store.keeps else b""
        known = encoded is None and self._store.keeps
        if known:
            encoded = self._store.get(key)
        if encoded is not None:
            try:
                module = self._decode(encoded)
            except (msgspec.MsgspecError, RecursionError, ValueError):
                pass
            else:
                if not known:
                    self._store.put(key, encoded)
                return module
        made = lower(text, language, dialect)
        encoded = encode(made)
        if encoded is None:
            return made
        try:
            module = self._decode(encoded)
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return made
        self._store.put(key, encoded)
        return module

    def put_back(self, path: str, module: ir.Module) -> None:
        """Keep a module that nobody looks at for now, encoded."""
        if path not in self._made and not self._store.keeps:
            encoded = encode(module)
            if encoded is not None:
                self._made[path] = encoded

    def ahead(self, paths: Iterable[str]) -> None:
        """Lower files that will be asked for in other processes, where that pays."""
        if self._jobs < 2:
            return
        wanted: list[tuple[str, str, str, bytes]] = []
        size = 0
        for path in paths:
            kind = self._project.language(path)
            if kind is None or path in self._made:
                continue
            try:
                text = self._project.text(path)
            except OSError:
                continue
            if len(text.data) > self._limit:
                continue
            if self._store.keeps and self._store.get(self._key(text, *kind)) is not None:
                continue
            wanted.append((path, *kind, text.data))
            size += len(text.data)
        if size >= ENOUGH:
            from linter.frontends.workers import lower_all

            self._made.update(lower_all(wanted, self._jobs))

    def _key(self, text: SourceText, language: str, dialect: str) -> bytes:
        return key_of("module", content_hash(text.data), language, dialect, self._code)


def encode(module: ir.Module) -> bytes | None:
    """Give the encoded form; None where there is none (integers beyond 64 bits, text that is no Unicode)."""
    try:
        return msgspec.msgpack.encode(module)
    except (OverflowError, ValueError, RecursionError, msgspec.MsgspecError):
        return None
