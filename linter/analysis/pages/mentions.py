"""Where tables of routes can stand: the rows of ``rules/frameworks``, and the files that hold one of their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linter.analysis.link.program import Program
from linter.analysis.link.words import CHAIN, calls_of
from linter.catalogue.schema import Framework, Routing

_FORMS = ("call", "decorator", "record", "component")


class Mentions:
    """Answers which rows are about a form of routes, and which files may hold such routes."""

    def __init__(self, program: Program, frameworks: Iterable[Framework]) -> None:
        self._program = program
        self._routing = tuple((row, "python" in f.languages) for f in frameworks for row in f.routing)

    def rows(self, form: str, name: str = "", *, python: bool | None = None) -> Iterator[Routing]:
        """Give the rows of a form, about a name where one is given; ``python`` leaves out other languages'."""
        for row, is_python in self._routing:
            if row.form == form and python in (None, is_python) and (not name or not row.names or name in row.names):
                yield row

    @property
    def words(self) -> list[str]:
        """All texts that files are looked for by."""
        forms = [self._texts(form) for form in _FORMS]
        return [*(text for texts in forms for some in texts for text in some), *calls_of("include")]

    def files(self, form: str) -> list[str]:
        """Give the files that may hold routes of a form, sorted."""
        anywhere, scripts = self._texts(form)
        found = {path for text in anywhere for path in self._program.files_with(text)}
        found.update(p for text in scripts for p in self._program.files_with(text) if not p.endswith(".py"))
        return list(self._program.first(sorted(found), f"files that may route by {form}"))

    def _texts(self, form: str) -> tuple[list[str], list[str]]:
        """Give the texts of which a file with such routes holds one; those of the second list count in scripts only."""
        rows = list(self.rows(form))
        if form == "decorator":
            return [f"@{CHAIN}{name}(" for row in rows for name in row.names], []
        if form in ("record", "component"):
            return sorted({name for row in rows for name in row.names}), []
        tables = [word for row in rows for word in row.tables]
        methods = [name for row in self.rows(form, python=True) if not row.tables for name in row.names]
        return [*methods, *tables], calls_of(*(name for row in self.rows(form, python=False) for name in row.names))
