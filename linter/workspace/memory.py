"""
What a run found, kept until something that it depends on is different.

Trace and judgement are a function of the content of all files, of what was asked about other paths (is there a
``package.json``, what does it say), of the rules, of the settings and of the linter itself. Where all are as they
were, so is what they give. Nothing here looks at times.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from linter.model import Finding, Problem
from linter.settings import Settings
from linter.workspace.project import Project
from linter.workspace.store import Store, code_digest, key_of

_ABOUT_REPORTS = frozenset({
    "origins", "root", "chosen", "select", "ignore", "extend_select", "extend_ignore", "per_file_ignores", "severities",
    "min_severity", "min_confidence", "fail_on", "allow", "baseline", "output_format", "cache_dir", "require_reason",
})  # fmt: skip
"""Settings that come after trace and judgement."""


class Remembered(msgspec.Struct, frozen=True, array_like=True):
    """What was found, and what was asked about other paths: whether the content was read, and the answer."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    analysed: int
    asked: Mapping[str, tuple[bool, bytes]]


class Memory:
    """The memory for one project, one set of rules and one set of settings."""

    def __init__(self, project: Project, store: Store, digest: str, settings: Settings) -> None:
        self._project = project
        self._store = store
        self._key = self._name(digest, settings) if store.keeps else b""

    def recall(self) -> Remembered | None:
        """Give what the last run found where it still holds."""
        data = self._store.get(self._key) if self._store.keeps else None
        if data is None:
            return None
        try:
            found = msgspec.msgpack.decode(data, type=Remembered)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None
        return found if self._project.answers(found.asked) else None

    def remember(self, result: Remembered) -> None:
        """Keep a result, unless a file could not be read: that may be another time."""
        project = self._project
        if not self._store.keeps or not self._store.writes or not all(project.contents.values()):
            return
        asked = {path: (whole, project.answer(path, whole=whole)) for path, whole in [*project.asked.items()]}
        try:
            data = msgspec.msgpack.encode(msgspec.structs.replace(result, asked=asked))
        except (OverflowError, ValueError, msgspec.MsgspecError):
            return
        self._store.put(self._key, data)

    def _name(self, digest: str, settings: Settings) -> bytes:
        contents = self._project.contents
        return key_of("analysis", "\0".join(contents), b"".join(contents.values()), basis(digest, settings))


def basis(digest: str, settings: Settings) -> bytes:
    """Name what all results rest on beside the project: the rules (by their digest), settings and the linter's code."""
    values = {name: getattr(settings, name) for name in settings.__struct_fields__ if name not in _ABOUT_REPORTS}
    code = code_digest("analysis", "frontends", "judgement", "catalogue", "workspace", "ir.py", "model.py")
    return key_of("basis", digest, msgspec.json.encode(values), code)
