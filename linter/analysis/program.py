"""The project as modules that are lowered when something asks for them, and the index of which file holds a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from linter import ir
from linter.analysis.specifiers import Specifiers
from linter.analysis.view import ModuleView
from linter.analysis.words import IDENTIFIER, Words
from linter.frontends.modules import Modules
from linter.model import Problem
from linter.workspace.paths import path_context
from linter.workspace.project import Project
from linter.workspace.store import Store


class Program:
    """
    A lazy store of modules.

    ``view`` lowers and indexes a file once; ``files_with`` finds the files whose bytes hold a word. A file that cannot
    be read or lowered becomes a problem (TRK903) and ``None``, once; so does one of more than ``limit`` bytes (TRK904).
    """

    def __init__(self, project: Project, store: Store | None = None, jobs: int = 1, limit: int = 2_000_000) -> None:
        self.project = project
        self._store = store or Store(None)
        self._modules = Modules(project, self._store, jobs, limit)
        self._limit = limit
        self.specifiers = Specifiers(project)
        self.problems: list[Problem] = []
        self._views: dict[str, ModuleView | None] = {}
        self._words: dict[str, tuple[str, ...]] = {}

    @property
    def analysed(self) -> int:
        """How many files were lowered."""
        return sum(1 for v in self._views.values() if v is not None)

    @property
    def lowered(self) -> list[ModuleView]:
        """The modules lowered so far, by path."""
        return [v for _, v in sorted(self._views.items()) if v is not None]

    def view(self, path: str) -> ModuleView | None:
        """Give the module of a file, lowering it when it is first asked for."""
        if path not in self._views:
            self._views[path] = self._lower(path)
        return self._views[path]

    def _lower(self, path: str) -> ModuleView | None:
        kind = self.project.language(path)
        if kind is None:
            return None
        try:
            text = self.project.text(path)
        except OSError as error:
            self.problems.append(Problem("TRK903", f"cannot be read: {error.strerror or 'error'}", path))
            return None
        if len(text.data) > self._limit:
            size = f"{len(text.data) / 1_000_000:.1f} MB"
            self.problems.append(Problem("TRK904", f"not analysed: {size} are more than max-file-size allows", path))
            return None
        try:
            module = self._modules.module(path, text, *kind)
            return ModuleView(path, text, module)
        except Exception as error:  # noqa: BLE001 - one bad file costs one diagnostic, never the run
            self.problems.append(Problem("TRK903", f"cannot be analysed: {type(error).__name__}: {error}"[:200], path))
            return None

    def files_with(self, word: str) -> tuple[str, ...]:
        """Give the files, sorted, whose bytes hold ``word`` (as a whole word where it begins and ends with letters)."""
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = tuple(self._holding(word))
        return known

    def reaching(self, word: str, path: str) -> tuple[str, ...]:
        """
        Give the files with ``word`` whose code may hand users' data to the file at ``path``.

        Tests hand over made-up values: they count for other tests only.
        """
        found = self.files_with(word)
        if path_context(path) == "test":
            return found
        return tuple(p for p in found if path_context(p) != "test")

    def _holding(self, word: str) -> Iterator[str]:
        needle = word.encode("utf-8")
        parts = IDENTIFIER.findall(needle)
        if not parts:
            return
        found: set[int] | None = None
        for part in parts:
            numbers = self._index.of(part)
            if not numbers:
                return
            found = numbers if found is None else found & numbers
        for number in sorted(found or ()):
            path = self.project.files[number]
            if parts == [needle] or needle in self.project.read(path):
                yield path

    @cached_property
    def _index(self) -> Words:
        return Words(self.project, self._store)

    def ahead(self, paths: Iterable[str]) -> None:
        """Say which files will be asked for: where there are many, other processes lower them."""
        self._modules.ahead(path for path in paths if path not in self._views)

    def link(self, view: ModuleView, specifier: str) -> str | None:
        """Give the file that an import of ``view`` means; None for an outside package."""
        if view.module.open_scope:
            return self.specifiers.python(view.path, specifier)
        return self.specifiers.javascript(view.path, specifier)

    def linked(self, view: ModuleView, specifier: str) -> ModuleView | None:
        """Give the module that an import of ``view`` means, where it is the project's own."""
        path = self.link(view, specifier)
        return self.view(path) if path else None

    def symbol(self, view: ModuleView, specifier: str, name: str) -> str:
        """Give the symbol path of an outside import."""
        if view.module.open_scope:
            return f"py:{specifier}" if name == "*" else f"py:{specifier}.{name}"
        return f"npm:{specifier}:{name}"


def member_symbol(symbol: str, key: str) -> str:
    """Give the symbol of a member: ``npm:x:*`` + ``track`` is ``npm:x:track``."""
    if symbol.endswith(":*"):
        return symbol[:-1] + key
    return f"{symbol}.{key}"


def simple_name(expr: ir.Expr) -> str:
    """Give the last name of a callee or type: ``b`` of ``a.b``; empty for anything else."""
    if isinstance(expr, ir.Member):
        return expr.key
    if isinstance(expr, ir.Name):
        return expr.id
    return ""
