"""One file as fixes see it: its text, its IR, and what stands where. Offsets are bytes of the UTF-8 text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from linter import ir
from linter.fixes.languages import written_in
from linter.fixes.versions import asked_for
from linter.model import Location
from linter.workspace.project import Project
from linter.workspace.text import SourceText

_MARKUP = frozenset({"html", "php"})
_MOST_PAGES = 300
_DEEPEST = 400
"""Nesting beyond which nothing is looked for: no hand writes it."""


class Entry(NamedTuple):
    """A named value in a literal: a field of a record, or a keyword of a call."""

    node: ir.Field | ir.Keyword
    container: ir.Record | ir.Call
    path: tuple[str, ...]
    """The names from the outermost literal of its statement down to it, its own included."""
    keywords: int
    """How many names at the head of ``path`` are keywords of calls."""

    @property
    def name(self) -> str:
        return self.path[-1]


class Place:
    """A file, indexed once."""

    def __init__(self, text: SourceText, module: ir.Module, language: str, dialect: str) -> None:
        self.text = text
        self.data = text.data
        self.module = module
        self.dialect = module.template.dialect if module.template is not None else dialect
        self.written_in = written_in(language, dialect, module)
        self.entries: list[Entry] = []
        self.names: list[ir.Name] = []
        self.bases: set[int] = set()
        """What a member is read of, by identity."""
        self.expressions: dict[tuple[int, int], list[ir.Expr]] = {}
        self.statements: dict[tuple[int, int], ir.Statement] = {}
        self.tags: dict[tuple[int, int], int] = {(tag.start, tag.end): i for i, tag in enumerate(module.tags)}
        for statement, root in _roots(module):
            if statement is not None:
                self.statements.setdefault((statement.start, statement.end), statement)
            self._index(root)
        self._ordered = sorted(self.expressions, key=lambda span: (span[0], -span[1]))

    def _index(self, root: ir.Expr) -> None:
        stack: list[tuple[ir.Expr, tuple[str, ...], int]] = [(root, (), 0)]
        while stack:
            node, path, keywords = stack.pop()
            self.expressions.setdefault((node.start, node.end), []).append(node)
            if isinstance(node, ir.Name):
                self.names.append(node)
            elif isinstance(node, ir.Member):
                self.bases.add(id(node.base))
            if len(path) > _DEEPEST:
                continue
            if isinstance(node, ir.Record):
                for entry in node.entries:
                    if isinstance(entry, ir.Field) and entry.computed is None:
                        below = (*path, entry.key)
                        self.entries.append(Entry(entry, node, below, keywords))
                        stack.append((entry.value, below, keywords))
                    else:
                        stack.extend((child, path, keywords) for child in ir.children(entry))
                continue
            if isinstance(node, ir.Call):
                stack.append((node.callee, (), 0))
                stack.extend((argument, path, keywords) for argument in node.arguments)
                for keyword in node.keywords:
                    if isinstance(keyword, ir.Keyword):
                        below = (*path, keyword.name)
                        self.entries.append(Entry(keyword, node, below, len(below)))
                        stack.append((keyword.value, below, len(below)))
                    else:
                        stack.append((keyword.value, path, keywords))
                continue
            stack.extend((child, path, keywords) for child in ir.children(node))

    def source(self, node: ir.Node) -> str:
        """Give a node as written."""
        return self.text.slice(node.start, node.end)

    def inside(self, location: Location) -> Iterator[Entry]:
        """Give the entries that lie in a stretch of the file."""
        for entry in self.entries:
            if location.start <= entry.node.start and entry.node.end <= location.end:
                yield entry

    def expressions_in(self, location: Location) -> Iterator[ir.Expr]:
        """Give the expressions that lie in a stretch of the file, in the order of the text, outer ones first."""
        first = bisect_left(self._ordered, location.start, key=lambda span: span[0])
        for span in islice(self._ordered, first, None):
            if span[0] > location.end:
                return
            if span[1] <= location.end:
                yield from self.expressions[span]

    def call_at(self, location: Location) -> ir.Call | None:
        """Give the call with exactly this span."""
        for node in self.expressions.get((location.start, location.end), ()):
            if isinstance(node, ir.Call):
                return node
        return None

    def function_around(self, offset: int) -> ir.Function:
        """Give the innermost function around an offset."""
        found = self.module.functions[0]
        for function in self.module.functions:
            smaller = function.end - function.start < found.end - found.start or found is self.module.functions[0]
            if function.start <= offset < function.end and smaller:
                found = function
        return found

    def guards_of(self, statement: ir.Statement) -> Iterator[ir.Expr]:
        """Give the conditions that a statement stands under, in its function and in those around it."""
        function, block = self.function_around(statement.start), statement.block
        for _ in range(_DEEPEST):
            while 0 <= block < len(function.blocks):
                guard = function.blocks[block].guard
                if guard is not None:
                    yield guard
                block = function.blocks[block].parent
            if not 0 <= function.parent < len(self.module.functions):
                return
            function, block = self.module.functions[function.parent], function.parent_block


class Places:
    """The files of a project, indexed when they are first asked for."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[str, Place | None] = {}
        self._pages: list[bytes] | None = None

    def of(self, path: str) -> Place | None:
        """Give a file; None where it cannot be read."""
        if path not in self._known:
            self._known[path] = self._make(path)
        return self._known[path]

    def package_of(self, path: str) -> str:
        """Give the top-level Python package that a file belongs to, by its name; empty for none."""
        folders = path.split("/")[:-1]
        for depth in range(1, len(folders) + 1):
            if "/".join([*folders[:depth], "__init__.py"]) in self._project.files_named("__init__.py"):
                return folders[depth - 1]
        return ""

    def version_of(self, path: str, package: str) -> tuple[int, ...]:
        """Give the version of an npm package that a file is written for; empty where nothing says."""
        return asked_for(self._project, path, package)

    def pages(self) -> list[bytes]:
        """Give the texts of the project's pages and templates, a few hundred at the most."""
        if self._pages is None:
            known = ((path, self._project.language(path)) for path in self._project.files)
            paths = [path for path, kind in known if kind is not None and kind[0] in _MARKUP][:_MOST_PAGES]
            self._pages = [place.data for place in map(self.of, paths) if place is not None]
        return self._pages

    def holding(self, token: bytes) -> Iterator[Place]:
        """Give the files of the project whose text holds a token, a few hundred at the most."""
        count = 0
        for path in self._project.files:
            try:
                found = token in self._project.read(path)
            except OSError:
                continue
            if found and (place := self.of(path)) is not None:
                yield place
                count += 1
            if count >= _MOST_PAGES:
                return

    def _make(self, path: str) -> Place | None:
        from linter.frontends import lower

        language = self._project.language(path)
        if language is None:
            return None
        try:
            text = self._project.text(path)
        except OSError:
            return None
        return Place(text, lower(text, *language), *language)


def _roots(module: ir.Module) -> Iterator[tuple[ir.Statement | None, ir.Expr]]:
    """Give every outermost expression of a module, with the statement that it is part of."""
    for function in module.functions:
        for statement in function.body:
            if isinstance(statement, ir.Assign):
                yield statement, statement.target
            yield statement, statement.value
        for block in function.blocks:
            if block.guard is not None:
                yield None, block.guard
        for parameter in function.parameters:
            if parameter.default is not None:
                yield None, parameter.default
        for decorator in function.decorators:
            yield None, decorator
    for tag in module.tags:
        for attribute in tag.attributes:
            if attribute.value is not None:
                yield None, attribute.value
        if tag.content is not None:
            yield None, tag.content
    for declared in module.classes:
        for field in declared.fields:
            if field.value is not None:
                yield None, field.value
    for export in module.exports:
        if export.value is not None:
            yield None, export.value
