"""The scan: which files hold a tracker's token. What is known of a content is not looked for again."""

from __future__ import annotations

import os

import msgspec

from linter.catalogue.catalogue import Catalogue
from linter.model import Problem
from linter.workspace.project import Project
from linter.workspace.store import Store, code_digest, key_of


class Scan:
    """The tokens of all files. ``hits`` holds the files with any, in the order of the project's files."""

    def __init__(self, project: Project, catalogue: Catalogue, store: Store) -> None:
        self.hits: dict[str, frozenset[int]] = {}
        self.problems: list[Problem] = []
        key, known = b"", {}
        if store.keeps:
            code = code_digest("catalogue/automaton.py", "catalogue/tokens.py")
            key = key_of("scan", os.fspath(project.root), catalogue.digest, code)
            known = _read(store.get(key))
        seen: dict[bytes, tuple[int, ...]] = {}
        for path in project.files:
            if project.language(path) is None:
                continue
            try:
                data = project.read(path)
            except OSError as error:
                self.problems.append(Problem("TRK903", f"cannot be read: {error.strerror or 'error'}", path))
                continue
            content = project.content(path) if store.keeps else b""
            found = known.get(content) if store.keeps else None
            if found is None:
                found = tuple(sorted(catalogue.automaton.find(data)))
            if store.keeps:
                seen[content] = found
            if found:
                self.hits[path] = frozenset(found)
        if store.keeps and seen.keys() != known.keys():
            store.put(key, msgspec.msgpack.encode(seen))

    def of(self, path: str) -> frozenset[int]:
        """Give the indexes of a file's tokens."""
        return self.hits.get(path, frozenset())


def _read(data: bytes | None) -> dict[bytes, tuple[int, ...]]:
    if data is None:
        return {}
    try:
        return msgspec.msgpack.decode(data, type=dict[bytes, tuple[int, ...]])
    except (msgspec.MsgspecError, ValueError):
        return {}
