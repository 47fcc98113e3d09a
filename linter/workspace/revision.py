"""
An earlier state of the project, as git keeps it: which files there were, and what stood in them.

Only plumbing that runs nothing of the repository's own configuration is used: no diff drivers, filters or hooks, and no
object is fetched. Paths are those of ``Project``: relative to the root, with ``/``.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from linter.errors import UsageError

if TYPE_CHECKING:
    import subprocess

_SETTINGS = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "protocol.allow=never")
_QUIET = {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_LINK = "120000"


class Revision:
    """
    The commit from which changes are counted: where the history of ``reference`` and of the checkout part.

    ``environment`` is handed on to git, but for what a hook of git says there about another repository. Raises
    ``UsageError`` when there is no such commit, no repository, or too little of its history.
    """

    def __init__(self, root: Path, reference: str, environment: Mapping[str, str]) -> None:
        self._root = root
        kept = {key: value for key, value in environment.items() if not key.startswith("GIT_")}
        # Where git looks for its settings is the user's business, also in a sandbox.
        kept |= {key: value for key, value in environment.items() if key.startswith("GIT_CONFIG")}
        self._environment = {**kept, **_QUIET}
        self.name = reference
        self.commit = self._base(reference)

    @cached_property
    def files(self) -> Mapping[str, str]:
        """The files of the root folder at that time: path to the name of its content."""
        found: dict[str, str] = {}
        for row in self._git("ls-tree", "-r", "-z", self.commit).split(b"\0"):
            head, _, path = row.partition(b"\t")
            mode, kind, name = (*head.decode("ascii", "replace").split(" "), "", "", "")[:3]
            if kind == "blob" and mode != _LINK:
                found[os.fsdecode(path)] = name
        return found

    def contents(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Give what stood in files; one whose content this clone does not have is left out."""
        wanted = [path for path in paths if path in self.files]
        names = "".join(f"{self.files[path]}\n" for path in wanted)
        data = self._git("cat-file", "--batch", given=names.encode("ascii")) if wanted else b""
        found: dict[str, bytes] = {}
        at = 0
        for path in wanted:
            end = data.find(b"\n", at)
            head = data[at:end].split(b" ")
            at = end + 1
            if len(head) == 3 and head[1] == b"blob":  # else: "<name> missing"
                size = int(head[2])
                found[path] = data[at : at + size]
                at += size + 1
        return found

    # ------------------------------------------------------------------------------------------------ the commit

    def _base(self, reference: str) -> str:
        option = f"--diff-base {reference}"
        if self._try("rev-parse", "--git-dir") is None:
            raise UsageError(f"{option}: {self._why('rev-parse', '--git-dir')}")
        shallow = (self._try("rev-parse", "--is-shallow-repository") or b"").strip() == b"true"
        advice = "the history is cut short here (shallow clone): fetch all of it, as with `git fetch --unshallow`"
        commit = self._try("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
        if not commit:
            hints = [hint for hint in (self._near(reference), advice if shallow else "") if hint]
            raise UsageError("; ".join([f"{option}: no such commit, branch or tag", *hints]))
        base = self._try("merge-base", commit.decode("ascii", "replace").strip(), "HEAD")
        if base:
            return base.split()[0].decode("ascii", "replace")
        if self._try("rev-parse", "--verify", "--quiet", "HEAD") is None:
            raise UsageError(f"{option}: nothing is committed here yet")
        if shallow:
            raise UsageError(f"{option}: no commit is known from which both came; {advice}")
        return commit.decode("ascii", "replace").strip()

    def _near(self, reference: str) -> str:
        import difflib

        names = (self._try("for-each-ref", "--format=%(refname:short)") or b"").decode("utf-8", "replace").split()
        near = difflib.get_close_matches(reference, names, 1)
        near = near or [name for name in names if name.endswith(f"/{reference}")][:1]
        return f"did you mean {near[0]!r}?" if near and not reference.startswith(near[0]) else ""

    # ----------------------------------------------------------------------------------------------------- git

    def _git(self, *arguments: str, given: bytes = b"") -> bytes:
        done = self._run(arguments, given)
        if done.returncode != 0:
            raise UsageError(f"--diff-base {self.name}: {_said(done)}")
        return done.stdout

    def _try(self, *arguments: str) -> bytes | None:
        done = self._run(arguments, b"")
        return done.stdout if done.returncode == 0 else None

    def _why(self, *arguments: str) -> str:
        return _said(self._run(arguments, b""))

    def _run(self, arguments: tuple[str, ...], given: bytes) -> subprocess.CompletedProcess[bytes]:
        import subprocess

        options = [part for setting in _SETTINGS for part in ("-c", setting)]
        try:
            return subprocess.run(  # noqa: S603 - our own words; a reference stands behind --end-of-options
                ["git", *options, *arguments],  # noqa: S607 - the user's git
                cwd=self._root,
                env=self._environment,
                input=given,
                capture_output=True,
                check=False,
            )
        except (OSError, ValueError) as error:
            text = getattr(error, "strerror", None) or str(error)
            raise UsageError(f"--diff-base {self.name}: git cannot be run: {text}") from None


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0] if lines else f"git exits with {done.returncode}"


def content_name(data: bytes, like: str) -> str:
    """Give the name that git has for a content, in the length of another such name (SHA-1 or SHA-256)."""
    head = b"blob %d\0" % len(data)
    if len(like) == 64:
        return hashlib.sha256(head + data).hexdigest()
    return hashlib.sha1(head + data, usedforsecurity=False).hexdigest()
