"""Files that are pages by where they stand: the rows are ``FileRoutes`` of ``rules/frameworks``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property

from linter.analysis.link.program import Program
from linter.analysis.pages.patterns import Part, Route, Target, folders_of, is_word, part_of, plain
from linter.catalogue.schema import FileRoutes
from linter.model import Location

_FILE = re.compile(r"\[+(?:\.\.\.)?(\w[\w-]*)(?:=\w+)?\]+|(?:(?<=[/.])|^)[$_](\w+)")
_GROUP = re.compile(r"\([^()]*\)|@\w+")
"""Folders of file-routed frameworks that are no part of the address."""
_DOCUMENTS = (".html", ".htm", ".php")


class PageFiles:
    """Answers which files of a project are pages by their path, and what their addresses are."""

    def __init__(self, program: Program, rows: tuple[FileRoutes, ...]) -> None:
        self._program = program
        self._rows = rows

    def routes(self, path: str) -> list[Route]:
        """Give the route of a file that is a page; nothing where it is none."""
        row, pattern = self.row_of(path)
        if row is None:
            return []
        parts: list[Part] = []
        before = ""
        for segment in pattern.split("/"):
            for match in _FILE.finditer(segment):
                name = match[1] or match[2]
                parts.append(part_of(name, before, Location(path, 0, 0)))
            before = segment if is_word(segment) else before
        return [Route(pattern, tuple(parts), Location(path, 0, 0))]

    def row_of(self, path: str) -> tuple[FileRoutes | None, str]:
        """Give the row by which a file is a page, and its address; ``None`` where it is none."""
        parts = path.split("/")
        stem, _, _ = parts[-1].partition(".")
        for row in self._rows:
            if row.folder not in parts[:-1] or not parts[-1].endswith(row.endings) or not self._in_project(path, row):
                continue
            at = parts.index(row.folder)
            inside = parts[at + 1 : -1]
            if row.flat:
                named = next(parts[-1].removesuffix(end) for end in row.endings if parts[-1].endswith(end))
                return row, "/" + "/".join(_segments([*inside, *named.split(".")]))
            if row.pages == ("*",):
                inside = [*inside, stem] if stem != "index" else inside
            elif stem not in row.pages:
                continue
            if set(row.no_pages) & {*inside, stem} or parts[-1].count(".") > 1 + parts[-1].count("..."):
                continue
            return row, "/" + "/".join(s for s in inside if not _GROUP.fullmatch(s))
        return None, ""

    def _in_project(self, path: str, row: FileRoutes) -> bool:
        """Say whether a file stands in a project of the framework, where rows say by which files these are known."""
        if not row.roots:
            return True
        return any(
            self._program.exists(posixpath.join(folder, name)) for folder in folders_of(path) for name in row.roots
        )

    @cached_property
    def in_folders(self) -> tuple[str, ...]:
        """The files below the folders of pages, sorted."""
        folders = dict.fromkeys(row.folder for row in self._rows)
        return tuple(sorted({path for folder in folders for path in self._program.files_in(folder)}))

    @cached_property
    def addressed(self) -> dict[str, list[Target]]:
        """Files by the address that their own path gives them."""
        found: dict[str, list[Target]] = {}
        for path in self.in_folders:
            row, pattern = self.row_of(path)
            if row is not None:
                found.setdefault(plain(pattern), []).append(("file", path, 0))
        for path in self._program.files_ending(*_DOCUMENTS):
            for address in own_addresses(path):
                found.setdefault(address, []).append(("file", path, 0))
        return found

    def addresses(self, path: str) -> set[str]:
        """Give the addresses (see ``plain``) that a file has by its own path."""
        found: set[str] = set()
        row, pattern = self.row_of(path)
        if row is not None and path in self.in_folders:
            found.add(plain(pattern))
        if path.endswith(_DOCUMENTS):
            found.update(own_addresses(path))
        return found


def _segments(parts: list[str]) -> Iterator[str]:
    """Give the segments of a flat route's name: ``_auth.patients_.$id`` is ``/patients/$id``."""
    for part in parts:
        if not part.startswith("_") and part not in ("index", "route"):
            yield part.removesuffix("_")


def own_addresses(path: str) -> list[str]:
    """Give the addresses (see ``plain``) that a document has by its own path."""
    stem = path.rsplit(".", 1)[0]
    return [plain(address) for address in sorted({stem, stem.removesuffix("/index"), path})]
