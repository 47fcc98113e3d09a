"""
From the arguments of a run to the files of a project: which are looked at, which are reported, which are left out.

One walk over the root, without following links. What is left out is counted by reason; a folder counts as one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from linter.errors import UsageError
from linter.model import Skipped
from linter.workspace import excludes, languages
from linter.workspace import root as roots
from linter.workspace.ignoring import IgnoreFiles, Patterns
from linter.workspace.plain import AT_ONCE, MOST_KEPT, read_plain

if TYPE_CHECKING:
    from linter.settings import Settings

_EXAMPLES = 3
_HEAD = 256
_LINK = "link out of the root"


class Discovery(msgspec.Struct, frozen=True):
    """What a run is about."""

    files: tuple[str, ...]
    """The files of the whole project that are read: paths relative to the root with ``/``, sorted."""
    scope: frozenset[str] | None
    """The files whose findings are reported; None for all of them."""
    skipped: tuple[Skipped, ...]
    large: tuple[str, ...] = ()
    """Sources of more than ``max_file_size`` bytes that no program is seen to have written: not among ``files``."""
    contents: Mapping[str, bytes] = MappingProxyType({})
    """The whole content of those of ``files`` that were read on the way: their start was looked at anyway."""


def discover(root: Path, arguments: Sequence[Path], settings: Settings) -> Discovery:
    """
    Find the files of a run.

    ``root`` comes from ``root.find_root``. Arguments are files or folders; folders are walked, and named files are
    looked at even where patterns leave them out (unless ``force_exclude``); without any the project is all. Where the
    root is no project of its own (no repository, no settings), only what is named is looked at: else one scratch file
    would mean a whole home folder. Raises ``UsageError`` for a path that does not exist or lies outside the root.
    """
    top = Path(os.path.realpath(root))
    named = [_relative(top, argument) for argument in arguments]
    walk = _Walk(top, settings)
    folders = [name for name in named if name is not None and os.path.isdir(top / name)]
    files = [name for name in named if name is not None and name not in folders]
    outside = [os.path.relpath(a, top) for a, name in zip(arguments, named, strict=True) if name is None]
    if roots.is_marked(top):
        walk.folder("")
    if not settings.force_exclude:
        for name in sorted(folders):
            if not walk.has_entered(name):
                walk.folder(name)
        for name in files:
            walk.named_file(name)
    elif not roots.is_marked(top):
        for name in sorted(folders):
            walk.folder(name)
        parents = {os.path.dirname(name) for name in files}
        for name in sorted(parents):
            if not walk.has_entered(name):
                walk.folder(name, only=frozenset(files))
    links = walk.left_out[_LINK]
    links += [path for path in outside if path not in links]
    found = tuple(sorted(walk.files))
    scope = _scope(found, folders, files)
    return Discovery(found, scope, walk.skipped(), tuple(sorted(walk.large)), MappingProxyType(walk.contents))


def _scope(found: tuple[str, ...], folders: list[str], files: list[str]) -> frozenset[str] | None:
    if "" in folders or not (folders or files):
        return None
    prefixes = tuple(f"{name}/" for name in folders)
    return frozenset(files) | frozenset(path for path in found if prefixes and path.startswith(prefixes))


def _relative(top: Path, argument: Path) -> str | None:
    """Give an argument relative to the root; None for a link that leads out of it."""
    whole = os.path.abspath(argument)
    if not os.path.exists(whole):
        raise UsageError(missing(argument))
    parent, name = os.path.split(whole)
    standing = os.path.join(os.path.realpath(parent), name) if name else whole
    relative = os.path.relpath(os.path.realpath(standing), top).replace(os.sep, "/")
    if relative == "..":
        relative = "../"
    if relative.startswith("../") or os.path.isabs(relative):
        if os.path.islink(standing):
            return None
        raise UsageError(f"{argument}: outside of the root folder {top}")
    return "" if relative == "." else relative


def missing(argument: Path) -> str:
    """Say that a path does not exist, with the nearest name that does."""
    import difflib

    whole = Path(os.path.abspath(argument))
    above = whole.parent
    if not above.is_dir():
        while not above.is_dir():
            whole, above = above, above.parent
        wanted = f"{argument}: no such file or folder: there is no {whole.name!r} in {above}"
    else:
        wanted = f"{argument}: no such file or folder"
    try:
        near = difflib.get_close_matches(whole.name, os.listdir(above), 1, 0.6)
    except OSError:
        near = []
    return f"{wanted}; did you mean {near[0]!r}?" if near else wanted


class _Walk:
    """One walk; ``files`` and ``left_out`` are what it found."""

    def __init__(self, top: Path, settings: Settings) -> None:
        self.top = os.fspath(top)
        self.settings = settings
        self.files: set[str] = set()
        self.large: set[str] = set()
        self.contents: dict[str, bytes] = {}
        self._kept = 0
        self.left_out: dict[str, list[str]] = {_LINK: []}
        self._entered: set[str] = set()
        self._defaults = settings.default_excludes
        given = (*settings.exclude, *settings.extend_exclude)
        self._excluded = Patterns(given) if given else None
        self._base = self._above(top) if settings.respect_gitignore else IgnoreFiles()

    def has_entered(self, folder: str) -> bool:
        return folder in self._entered

    def skipped(self) -> tuple[Skipped, ...]:
        return tuple(
            Skipped(reason, len(paths), tuple(sorted(paths)[:_EXAMPLES]))
            for reason, paths in sorted(self.left_out.items())
            if paths
        )

    # ---------------------------------------------------------------------------------------------- patterns

    def _above(self, top: Path) -> IgnoreFiles:
        """Give what the repository around the root says: its own exclude file, and the folders down to the root."""
        repository = roots.repository_of(top)
        found = IgnoreFiles()
        if repository is None:
            return found
        way = top.relative_to(repository).parts
        for depth in range(len(way) + 1):
            folder = repository.joinpath(*way[:depth])
            prefix = f"/{'/'.join(way[depth:])}/" if depth < len(way) else ""
            if depth == 0 and (lines := _read_lines(folder / ".git" / "info" / "exclude")):
                found = found.below(prefix, Patterns(lines))
            if depth < len(way) and (lines := _read_lines(folder / ".gitignore")):
                found = found.below(prefix, Patterns(lines))
        return found

    def _ignores_at(self, folder: str) -> IgnoreFiles:
        """Give the patterns that hold above ``folder`` (its own come with the walk)."""
        found = self._base
        if self.settings.respect_gitignore and folder:
            parts = folder.split("/")
            for depth in range(len(parts)):
                prefix = "".join(f"{part}/" for part in parts[:depth])
                if lines := _read_lines(Path(self.top, prefix, ".gitignore")):
                    found = found.below(prefix, Patterns(lines))
        return found

    # -------------------------------------------------------------------------------------------------- walk

    def folder(self, start: str, only: frozenset[str] | None = None) -> None:
        """Walk a folder. ``only``: take no other files, and enter no other folders."""
        pending = [(f"{start}/" if start else "", self._ignores_at(start))]
        while pending:
            prefix, ignores = pending.pop()
            name = prefix.rstrip("/")
            if name in self._entered:
                continue
            self._entered.add(name)
            try:
                with os.scandir(os.path.join(self.top, prefix)) as listing:
                    entries = list(listing)
            except OSError:
                self._leave_out("unreadable folder", prefix)
                continue
            names = {entry.name for entry in entries}
            if self.settings.respect_gitignore and ".gitignore" in names:
                lines = _read_lines(Path(self.top, prefix, ".gitignore"))
                ignores = ignores.below(prefix, Patterns(lines)) if lines else ignores
            if self._defaults and "pyvenv.cfg" in names and prefix:
                self._leave_out("excluded by default", prefix)
                continue
            for entry in entries:
                if only is not None and prefix + entry.name not in only:
                    continue
                self._entry(entry, prefix, ignores, pending.append)

    def _entry(
        self,
        entry: os.DirEntry[str],
        prefix: str,
        ignores: IgnoreFiles,
        enter: Callable[[tuple[str, IgnoreFiles]], None],
    ) -> None:
        path = prefix + entry.name
        try:
            if entry.is_symlink():
                self._link(path)
            elif entry.is_dir(follow_symlinks=False):
                if self._defaults and entry.name in excludes.SILENT:
                    return
                if self._defaults and entry.name in excludes.FOLDERS:
                    self._leave_out("excluded by default", f"{path}/")
                elif not self._is_excluded(f"{path}/", ignores):
                    enter((f"{path}/", ignores))
            elif entry.is_file(follow_symlinks=False):
                self._file(path, entry, ignores)
        except OSError:
            self._leave_out("unreadable", path)

    def _is_excluded(self, path: str, ignores: IgnoreFiles) -> bool:
        if self._excluded is not None and self._excluded.verdict(path):
            self._leave_out("excluded by the settings", path)
            return True
        if ignores.ignores(path):
            self._leave_out("ignored by git", path)
            return True
        return False

    def _link(self, path: str) -> None:
        # What a link inside the root points to is found under its own name; what lies outside is not ours to read.
        target = os.path.realpath(os.path.join(self.top, path))
        if os.path.exists(target) and not target.startswith(os.path.join(self.top, "")) and target != self.top:
            self._leave_out(_LINK, path)

    def _file(self, path: str, entry: os.DirEntry[str], ignores: IgnoreFiles) -> None:
        name = entry.name
        dot = name.rfind(".")
        suffix = name[dot:].lower() if dot > 0 else ""
        if suffix == languages.CONTENT:
            if languages.language_of(path, self._head(path, _HEAD)) is None:
                return
        elif suffix and suffix not in languages.LANGUAGES:
            if suffix in languages.UNREAD and not self._is_excluded(path, ignores):
                self._leave_out(f"language that is not read ({suffix})", path)
            return
        if not suffix and (dot == 0 or languages.language_of(path, self._head(path, _HEAD)) is None):
            return
        if (
            suffix not in languages.PLAIN
            and suffix not in ("", languages.CONTENT)
            and languages.language_of(path) is None
        ):
            return
        if self._is_excluded(path, ignores):
            return
        reason = excludes.by_name(name) if self._defaults else ""
        start = b"" if reason else self._start(path)
        if reason := reason or self._unwanted(path, suffix, start):
            self._leave_out(reason, path)
            return
        size = len(start) if len(start) < AT_ONCE else entry.stat(follow_symlinks=False).st_size
        if size <= self.settings.max_file_size:
            self.files.add(path)
            self._keep(path, start)
        elif reason := self._written_by_program(path, suffix):
            self._leave_out(f"too large, and {reason}", path)
        else:
            self.large.add(path)

    def _start(self, path: str) -> bytes:
        """Give the first bytes of a file (``AT_ONCE``); none where they cannot be read: the analysis says so."""
        try:
            return self._head(path, AT_ONCE)
        except OSError:
            return b""

    def _keep(self, path: str, start: bytes) -> None:
        if start and len(start) < AT_ONCE and self._kept + len(start) <= MOST_KEPT:
            self._kept += len(start)
            self.contents[path] = start

    def _written_by_program(self, path: str, suffix: str) -> str:
        """Say what speaks against people having written a file; of such a file nobody misses the analysis."""
        if reason := excludes.by_name(path.rpartition("/")[2]):
            return reason
        return excludes.by_content(self._head(path, excludes.SNIFF_LENGTH)) if suffix in excludes.SNIFFED else ""

    def _unwanted(self, path: str, suffix: str, start: bytes) -> str:
        """Give the reason why a file is left out for how it begins; empty when it is not."""
        if not self._defaults:
            return ""
        if suffix in excludes.SNIFFED and len(start) >= excludes.SNIFF_MINIMUM:
            return excludes.by_content(start[: excludes.SNIFF_LENGTH])
        if suffix == ".ts" and languages.language_of(path, start[:_HEAD]) is None:
            return "no TypeScript"
        return ""

    def named_file(self, path: str) -> None:
        """Take a file that was named by the user, whatever patterns say; size and language still count."""
        if path in self.files:
            return
        if languages.language_of(path, self._head(path, _HEAD)) is None:
            self._leave_out("language that is not read", path)
        elif os.path.getsize(os.path.join(self.top, path)) > self.settings.max_file_size:
            self.large.add(path)
        else:
            for reason, paths in self.left_out.items():
                self.left_out[reason] = [left for left in paths if left != path]
            self.files.add(path)

    def _head(self, path: str, length: int) -> bytes:
        return read_plain(f"{self.top}/{path}", length)

    def _leave_out(self, reason: str, path: str) -> None:
        self.left_out.setdefault(reason, []).append(path)


def _read_lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
