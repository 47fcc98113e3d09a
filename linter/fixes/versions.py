"""Which version of an npm package the code around a file is written for, by what the project asks for."""

from __future__ import annotations

import json
import posixpath
import re

from linter.workspace.project import Project

_MANIFEST = "package.json"
_DEPENDENCIES = ("dependencies", "devDependencies", "peerDependencies")
_VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){0,2}", re.ASCII)
_DEEPEST = 100
"""Folders above a file in which a manifest is looked for."""


def asked_for(project: Project, path: str, package: str) -> tuple[int, ...]:
    """Give the version that the nearest manifest with the package asks for at the least; empty where none says."""
    folder = posixpath.dirname(path)
    for _ in range(_DEEPEST):
        declared = _manifest(project, posixpath.join(folder, _MANIFEST))
        for kind in _DEPENDENCIES:
            packages = declared.get(kind)
            if isinstance(packages, dict) and isinstance(asked := packages.get(package), str):
                return numbers(asked)
        if not folder:
            break
        folder = posixpath.dirname(folder)
    return ()


def numbers(version: str) -> tuple[int, ...]:
    """Give the numbers of the first version that is named: ``^1.57.2`` is 1, 57, 2; empty for none."""
    found = _VERSION.search(version)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _manifest(project: Project, path: str) -> dict[str, object]:
    if path not in project.files_named(_MANIFEST):
        return {}
    try:
        declared = json.loads(project.consult(path).decode("utf-8-sig", "replace"))
    except (OSError, ValueError, RecursionError):
        return {}
    return declared if isinstance(declared, dict) else {}
