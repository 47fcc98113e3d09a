"""The scan: which files hold a tracker's token. What is known of a content is not looked for again."""

from __future__ import annotations

import os

import msgspec

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.tokens import Token
from linter.model import Problem
from linter.workspace.project import Project
from linter.workspace.proxies import FILES, configuration_of
from linter.workspace.store import Store, code_digest, key_of

ASKING = "?"
"""The sign that the project means to ask people before it tracks them: no tracker has this id."""
_ASKS = -1
"""Stands among the tokens of a content that shows so."""

_MANIFEST = "package.json"
_NAMES = ("global", "use", "call")


def _tells(token: Token) -> bool:
    """Say whether a token is an unmistakable sign: a name that several trackers use (``_paq``) is one of none."""
    return not token.weak and (token.kind not in _NAMES or len(token.trackers) == 1)


class Scan:
    """
    The tokens of all files. ``hits`` holds the files with any, in the order of the project's files.

    ``signs`` are the trackers of which there is an unmistakable sign, and ``ASKING``.
    """

    def __init__(self, project: Project, catalogue: Catalogue, store: Store) -> None:
        self.hits: dict[str, frozenset[int]] = {}
        self.problems: list[Problem] = []
        asks = False
        key, known = b"", {}
        if store.keeps:
            code = code_digest("catalogue/automaton.py", "catalogue/tokens.py", "analysis/scan.py")
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
                # What is kept must be known of each content; else one file that asks is enough.
                if (store.keeps or not asks) and catalogue.automaton.asks(data):
                    found = (_ASKS, *found)
            if store.keeps:
                seen[content] = found
            if found[:1] == (_ASKS,):
                found = found[1:]
                asks = True
            if found:
                self.hits[path] = frozenset(found)
        if store.keeps and store.writes and seen.keys() != known.keys():
            store.put(key, msgspec.msgpack.encode(seen))
        met: set[int] = set().union(*self.hits.values())
        met.update(self._configured(project, catalogue))
        tokens = catalogue.automaton.tokens if met else ()
        telling = (token for token in map(tokens.__getitem__, sorted(met)) if _tells(token))
        signs = {tracker for token in telling for tracker in token.trackers}
        self.signs = frozenset({*signs, ASKING} if asks else signs)

    @staticmethod
    def _configured(project: Project, catalogue: Catalogue) -> set[int]:
        """Give the tokens in configuration: hosts of a content policy, of paths that are passed on, packages."""
        found: set[int] = set()
        for path in configuration_of(project, (*FILES, _MANIFEST)):
            try:
                found.update(catalogue.automaton.find(project.read(path)))
            except OSError:
                continue
        return found

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
