"""The files of a project as values: bytes, text and language, never from outside the root."""

from __future__ import annotations

import os
import posixpath
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from linter.workspace.languages import CONTENT, language_of
from linter.workspace.plain import CAN_REFUSE_LINKS, MOST_KEPT, read_plain
from linter.workspace.store import content_hash
from linter.workspace.text import SourceText

_HEAD = 256
_NOTHING: Mapping[str, bytes] = MappingProxyType({})
_EXACT = sys.platform.startswith("linux")
"""True where a file is found under the name alone that its folder lists, not under other spellings of it."""


class Project:
    """
    A root folder and its source files.

    Paths are relative to the root, with ``/``. ``files`` are the sources that discovery found; ``read``, ``text`` and
    ``exists`` also know other files under the root (``package.json``), but follow no link out of it. ``overlay`` holds
    unsaved content by path: it wins over the disk, and may name files that the disk does not have. ``contents`` are
    those that discovery has read already.
    """

    def __init__(
        self,
        root: Path,
        files: tuple[str, ...],
        overlay: Mapping[str, bytes] = _NOTHING,
        contents: Mapping[str, bytes] = _NOTHING,
    ) -> None:
        self.root = root
        self.overlay = overlay
        self.files = tuple(
            sorted({*files, *(path for path, data in overlay.items() if language_of(path, data[:_HEAD]) is not None)})
        )
        self._top = os.path.realpath(root)
        self._known = frozenset(self.files)
        self._bytes = dict(contents)
        self._kept = sum(map(len, contents.values()))
        self._texts: dict[str, SourceText] = {}
        self._languages: dict[str, tuple[str, str] | None] = {}
        self._exists: dict[str, bool] = {}
        self._folders: dict[str, bool] = {}
        self._listings: dict[str, frozenset[str] | None] = {}
        self._named: dict[str, tuple[str, ...]] = {}
        self._contents: dict[str, bytes] = {}
        self._asked: dict[str, bool] = {}

    def read(self, path: str) -> bytes:
        """Give the content of a file. Raises ``OSError`` for what is not there, not readable or not inside."""
        found = self.overlay.get(path)
        if found is None:
            found = self._bytes.get(path)
        if found is None:
            if path in self._known and CAN_REFUSE_LINKS:
                found = read_plain(f"{self._top}/{path}")
            else:
                if path not in self._known:
                    self._asked[path] = True
                if not self._is_inside(path):
                    raise FileNotFoundError(path)
                with open(os.path.join(self._top, path), "rb") as file:
                    found = file.read()
            if self._kept + len(found) <= MOST_KEPT:
                self._kept += len(found)
                self._bytes[path] = found
        return found

    def consult(self, path: str) -> bytes:
        """Read a file as ``read`` does where answers about the names of files rest on it: a bundler's configuration."""
        self._asked[path] = True
        return self.read(path)

    def text(self, path: str) -> SourceText:
        """Give the decoded content of a file. Raises ``OSError`` as ``read`` does."""
        found = self._texts.get(path)
        if found is None:
            found = self._texts[path] = SourceText.decode(path, self.read(path))
        return found

    def forget(self, path: str) -> None:
        """Let go of the decoded text of a file: it is made again where it is asked for."""
        self._texts.pop(path, None)

    def content(self, path: str) -> bytes:
        """Give what stands for the content of a file, equal for equal content; empty where it cannot be read."""
        found = self._contents.get(path)
        if found is None:
            try:
                found = content_hash(self.read(path))
            except OSError:
                found = b""
            self._contents[path] = found
        return found

    @cached_property
    def contents(self) -> Mapping[str, bytes]:
        """What stands for the content of each of ``files``, in their order; see ``content``."""
        return {path: self.content(path) for path in self.files}

    @property
    def asked(self) -> Mapping[str, bool]:
        """Paths that answers about names depend on too, as asked about; True where content was read."""
        return MappingProxyType(self._asked)

    def ask_again(self, asked: Mapping[str, tuple[bool, bytes]]) -> None:
        """Say that an earlier run's results are used that asked this: they depend on it still."""
        for path, (whole, _) in asked.items():
            self._asked[path] = self._asked.get(path, False) or whole

    def answers(self, asked: Mapping[str, tuple[bool, bytes]]) -> bool:
        """Say whether what an earlier run asked (see ``asked``) has the same answers now."""
        absent: dict[str, list[str]] = {}
        for path, (whole, given) in asked.items():
            if given or whole:
                if self.answer(path, whole=whole) != given:
                    return False
            else:
                folder, _, name = path.rpartition("/")
                absent.setdefault(folder, []).append(name)
        return all(self._are_absent(folder, names) for folder, names in absent.items())

    def _are_absent(self, folder: str, names: list[str]) -> bool:
        """Say that a folder has none of these files. Dozens are asked for in each: one look at its names tells most."""
        listed = self._names_in(folder)
        if listed is not None:
            names = [name for name in names if name in listed] if not listed.isdisjoint(names) else []
        return not any(self.exists(f"{folder}/{name}" if folder else name) for name in names)

    def answer(self, path: str, *, whole: bool) -> bytes:
        """Give what stands for a file that was asked about: for its content where ``whole``, else its existence."""
        if not whole:
            return b"+" if self.exists(path) else b""
        return self.content(path) or b"-"

    def is_source(self, path: str) -> bool:
        """Say whether a path is one of ``files``."""
        return path in self._known

    def language(self, path: str) -> tuple[str, str] | None:
        """Give language and template dialect; None for what is not read."""
        if path not in self._languages:
            head = b""
            name = path.rpartition("/")[2].lstrip(".")
            if "." not in name or name.lower().endswith(CONTENT):
                try:
                    head = self.read(path)[:_HEAD]
                except OSError:
                    head = b""
            self._languages[path] = language_of(path, head)
        return self._languages[path]

    def exists(self, path: str) -> bool:
        """Say whether there is a regular file under the root, a source of the project or not."""
        if path in self._known or path in self.overlay:
            return True
        found = self._exists.get(path)
        if found is None:
            self._asked.setdefault(path, False)
            found = self._exists[path] = (
                self._is_there(path) and self._is_inside(path) and os.path.isfile(os.path.join(self._top, path))
            )
        return found

    def files_named(self, name: str) -> tuple[str, ...]:
        """Give the files called ``name`` (``package.json``) in the folders of the sources and those above, sorted."""
        found = self._named.get(name)
        if found is None:
            folders = {""}
            for path in self.files:
                folder = posixpath.dirname(path)
                while folder not in folders:
                    folders.add(folder)
                    folder = posixpath.dirname(folder)
            paths = (posixpath.join(folder, name) for folder in folders)
            found = self._named[name] = tuple(sorted(path for path in paths if self.exists(path)))
        return found

    def _is_there(self, path: str) -> bool:
        """Say whether there is anything of this name: most files that are asked for are not, and one look tells."""
        folder, _, name = path.rpartition("/")
        names = self._names_in(folder)
        if names is not None:
            return name in names
        try:
            os.lstat(f"{self._top}/{path}")
        except (OSError, ValueError):
            return False
        return True

    def _names_in(self, folder: str) -> frozenset[str] | None:
        """
        Give the names in a folder: a dozen are asked for in most, and one look tells all.

        None where they may not be listed, or say too little: it does not mean that there are none.
        """
        if not _EXACT:
            return None
        if folder not in self._listings:
            self._listings[folder] = self._listed(folder)
        return self._listings[folder]

    def _listed(self, folder: str) -> frozenset[str] | None:
        try:
            return frozenset(os.listdir(f"{self._top}/{folder}"))
        except PermissionError:
            return None
        except (OSError, ValueError):
            return frozenset()

    def _is_inside(self, path: str) -> bool:
        if path in self._known:
            # The walk gave it, so it is no link; it may have become one since, which the next line would miss.
            return not os.path.islink(os.path.join(self._top, path))
        if not path or "\0" in path or path.startswith("/") or os.path.isabs(path):
            return False
        if ".." in path.split("/"):
            return False
        folder, name = posixpath.split(path)
        return self._is_folder_inside(folder) and self._resolves_inside(os.path.join(self._top, folder, name))

    def _is_folder_inside(self, folder: str) -> bool:
        found = self._folders.get(folder)
        if found is None:
            whole = os.path.join(self._top, folder)
            found = self._folders[folder] = os.path.isdir(whole) and self._resolves_inside(whole)
        return found

    def _resolves_inside(self, whole: str) -> bool:
        real = os.path.realpath(whole)
        return real == self._top or real.startswith(os.path.join(self._top, ""))
