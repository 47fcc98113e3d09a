"""
What the names of a project's files answer: imports, template names, components, layouts.

No content is looked at beside the settings of bundlers and packages.
Each question is a tuple of strings and each answer is text, so that what one asked can be kept and asked again.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from functools import cached_property

from linter.analysis.link.specifiers import Specifiers
from linter.workspace.languages import CONTENT
from linter.workspace.project import Project
from linter.workspace.proxies import proxies_of

Question = tuple[str, ...]
"""The kind of a question, and what it is about."""

_NOTHING = "\0"
"""Stands between the paths of an answer: no path holds it."""
_SUFFIXES = frozenset(
    {"html", "ejs", "hbs", "erb", "php", "twig", "liquid", "njk", "txt", "xml", "tmpl", "phtml", "jinja", "j2", "js"}
)
_ENDINGS = (
    "",
    ".html",
    ".ejs",
    ".hbs",
    ".handlebars",
    ".njk",
    ".jinja",
    ".jinja2",
    ".j2",
    ".html.j2",
    ".twig",
    ".html.twig",
    ".liquid",
    ".blade.php",
    ".php",
    ".phtml",
    ".erb",
    ".html.erb",
    ".tmpl",
    ".gohtml",
    ".mustache",
)
_COMPONENTS = (".vue", ".svelte", ".astro")


class Paths:
    """Answers questions about the names of files; each once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._specifiers = Specifiers(project)
        self._memo: dict[Question, str] = {}
        self._kinds: dict[str, Callable[..., str]] = {
            "python": lambda importer, specifier: self._specifiers.python(importer, specifier) or "",
            "javascript": lambda folder, specifier: (
                self._specifiers.javascript(posixpath.join(folder, "_"), specifier) or ""
            ),
            "namespaced": lambda specifier: self._specifiers.namespaced(specifier) or "",
            "schema": lambda schema: self._specifiers.generated.next(schema) or "",
            "template": self._template,
            "entry": self._specifiers.known_as,
            "component": self._component,
            "containers": lambda: _NOTHING.join(p for p in self._project.files if p.lower().endswith(CONTENT)),
            "folder": self._folder,
            "ending": self._ending,
            "exists": lambda path: path if self._project.exists(path) else "",
            "beside": self._beside,
            "proxies": lambda *sources: _NOTHING.join(
                f"{p.path} {p.target}" for p in proxies_of(self._project, sources)
            ),
        }

    def answer(self, question: Question) -> str:
        """Give the answer to a question, empty where there is none; of several paths what ``several`` takes apart."""
        found = self._memo.get(question)
        if found is None:
            kind, *about = question
            try:
                found = self._kinds[kind](*about)
            except OSError:  # a settings file of a bundler that is there and cannot be read
                found = ""
            self._memo[question] = found
        return found

    def know(self, answers: Mapping[Question, str]) -> None:
        """Take over answers that were given about the same files."""
        self._memo.update(answers)

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._project.files:
            found.setdefault(posixpath.basename(path), []).append(path)
        return found

    @cached_property
    def _by_component(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for path in self._project.files:
            if path.endswith(_COMPONENTS):
                found.setdefault(squash(posixpath.splitext(posixpath.basename(path))[0]), path)
        return found

    def _template(self, name: str, importer: str) -> str:
        """Find what a template name means: the longest agreement of folders, relative names first."""
        name = name.strip().lstrip("/")
        if not name or "\n" in name or len(name) > 300:
            return ""
        if "." in name and "/" not in name and name.rsplit(".", 1)[1] not in _SUFFIXES:
            name = name.replace(".", "/").replace("::", "/")
        folder = posixpath.dirname(importer)
        candidates: list[str] = []
        for ending in _ENDINGS:
            for spelled in (name, posixpath.join(posixpath.dirname(name), "_" + posixpath.basename(name))):
                base = posixpath.basename(spelled) + ending
                for path in self._by_name.get(base, ()):
                    if path == posixpath.normpath(posixpath.join(folder, spelled + ending)):
                        return path
                    if path == spelled + ending or path.endswith("/" + spelled + ending):
                        candidates.append(path)
            if candidates:
                break
        return min(candidates, key=lambda p: (-len(posixpath.commonprefix([p, importer])), len(p), p), default="")

    def _component(self, name: str) -> str:
        """Find the file of a single-file component by the name of its element."""
        return self._by_component.get(squash(name), "")

    def _folder(self, name: str) -> str:
        """Find the files below any folder of a name."""
        inside = f"/{name}/"
        return _NOTHING.join(path for path in self._project.files if inside in "/" + path)

    def _ending(self, *endings: str) -> str:
        """Find the files whose name ends in one way or another."""
        return _NOTHING.join(path for path in self._project.files if path.endswith(endings))

    def _beside(self, folder: str, *names: str) -> str:
        """Find the nearest file of one of the names that stands in a folder or in one around it."""
        while True:
            for name in names:
                path = posixpath.join(folder, name)
                if self._project.exists(path):
                    return path
            if not folder:
                return ""
            folder = posixpath.dirname(folder)


def several(answer: str) -> list[str]:
    """Give the paths of an answer."""
    return answer.split(_NOTHING) if answer else []


def squash(name: str) -> str:
    """Give a name without case and signs: ``search-box`` is ``SearchBox``."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
