"""Modules that a build makes of a file of the project and that no project keeps: the client of a Prisma schema."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property

from linter.workspace.project import Project

_SCHEMA = ".prisma"
_PACKAGES = frozenset({"@prisma/client", "@prisma/client/edge", ".prisma/client"})
"""Packages whose content is made of a schema that says no place of its own."""
_GENERATOR = re.compile(rb"^[ \t]*generator[ \t]+\w+[ \t]*\{([^}]*)\}", re.MULTILINE)
_PROVIDER = re.compile(rb'^[ \t]*provider[ \t]*=[ \t]*"prisma-client(?:-js)?"', re.MULTILINE)
_OUTPUT = re.compile(rb'^[ \t]*output[ \t]*=[ \t]*"([^"\n]+)"', re.MULTILINE)
_INSTALLED = "node_modules/"


class Generated:
    """Says which schema an import stands for."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def package(self, importer: str, specifier: str) -> str | None:
        """Give the schema of a package's client, the nearest to the folder ``importer``; None for other packages."""
        if specifier not in _PACKAGES:
            return None
        schemas = [schema for schema, folder in self._clients if not folder]
        return min(schemas, key=lambda s: (-_shared(s, importer), len(s), s), default=None)

    def at(self, path: str) -> str | None:
        """Give the schema whose client is written to a path of the project, or below it."""
        for schema, folder in self._clients:
            if folder and (path == folder or path.startswith(folder + "/")):
                return schema
        return None

    def next(self, schema: str) -> str | None:
        """Give the schema that follows one in its folder and those below: that with the generator stands first."""
        if not self._clients:
            return None
        first = max((s for s, _ in self._clients), key=lambda s: _shared(s, schema))
        folder = posixpath.dirname(first)
        rest = [s for s in self._schemas if s != first and (not folder or s.startswith(folder + "/"))]
        row = [first, *rest]
        at = row.index(schema) + 1 if schema in row else len(row)
        return row[at] if at < len(row) else None

    @cached_property
    def _schemas(self) -> list[str]:
        return sorted(path for path in self._project.files if path.endswith(_SCHEMA))

    @cached_property
    def _clients(self) -> list[tuple[str, str]]:
        """Schemas and the folder that each writes its client to, empty for the package itself."""
        found: list[tuple[str, str]] = []
        for path in self._schemas:
            for block in _GENERATOR.findall(self._project.consult(path)[:200_000]):
                if _PROVIDER.search(block) is None:
                    continue
                output = _OUTPUT.search(block)
                said = output[1].decode("utf-8", "replace") if output is not None else _INSTALLED
                where = posixpath.normpath(posixpath.join(posixpath.dirname(path), said))
                found.append((path, "" if _INSTALLED in said else where))
        return found


def _shared(one: str, other: str) -> int:
    """Give how much of their folders two paths share."""
    return len(posixpath.commonpath([one, other]))
