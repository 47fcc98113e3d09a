"""
From the words of an import to a file of the project, for JavaScript and Python.

What is found nowhere in the project is an outside package and stays a symbol.
"""

from __future__ import annotations

import json
import posixpath
import re
from functools import cached_property

from linter.analysis.link.aliases import aliases_in, folders_in
from linter.analysis.link.generated import Generated
from linter.workspace.project import Project

_JS_ENDINGS = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", ".svelte", ".astro", ".d.ts")
_SWAPPED = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
_SOURCE_FOLDERS = ("", "src", "app", "addon", "lib", "source", "client")
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*(?:"|\\?\Z))|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
"""A text or a comment that is not closed goes to the end: looked at once, in time linear in the file."""
_TRAILING = re.compile(r",(\s*[}\]])")


_CONDITIONS = ("source", "development", "import", "module", "browser", "node", "default", "require")
"""Conditions of a package's entries, those first whose files are most likely sources."""
_CUSTOMARY = {"@": ("src", "", "app"), "~": ("src", "", "app"), "$lib": ("src/lib", "lib")}
"""Folders, seen from the importer or one above it, that an alias usually stands for."""


class Specifiers:
    """Resolves import specifiers to files. All paths are relative to the root, with ``/``."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._files = frozenset(project.files)
        self.generated = Generated(project)
        self._memo: dict[tuple[str, str], str | None] = {}
        self._configs: dict[str, tuple[str, dict[str, list[str]]]] = {}

    # ------------------------------------------------------------------------------------------- PHP

    def namespaced(self, specifier: str) -> str | None:
        """
        Give the file of a namespaced class, or None for an outside one: ``App/Services/Crm`` with backslashes.

        Files are called as their classes and folders as the namespaces above them, but for the first, whose folder
        the package's own settings choose. Where several files fit alike nothing is known.
        """
        *above, name = specifier.split("\\")
        ranked = sorted((-_shared(above, path), path) for path in self._classes.get(name, ()))
        if not ranked or -ranked[0][0] < min(len(above), 2) - 1:
            return None
        return ranked[0][1] if len(ranked) == 1 or ranked[0][0] < ranked[1][0] else None

    @cached_property
    def _classes(self) -> dict[str, list[str]]:
        """PHP files by the name of the class that they are called as."""
        found: dict[str, list[str]] = {}
        for path in sorted(self._files):
            if path.endswith(".php"):
                found.setdefault(posixpath.basename(path)[: -len(".php")], []).append(path)
        return found

    # --------------------------------------------------------------------------------------- JavaScript

    def javascript(self, importer: str, specifier: str) -> str | None:
        """Give the file that ``specifier`` means in ``importer``, or None for an outside package."""
        key = (posixpath.dirname(importer), specifier)
        if key not in self._memo:
            self._memo[key] = self._javascript(importer, specifier)
        return self._memo[key]

    def _javascript(self, importer: str, specifier: str) -> str | None:
        specifier = specifier.split("?", 1)[0]
        folder = posixpath.dirname(importer)
        if specifier.startswith("."):
            return self._file(posixpath.normpath(posixpath.join(folder, specifier)))
        if specifier.startswith("/"):
            return self._file(specifier.lstrip("/")) or self._file(posixpath.join("public", specifier.lstrip("/")))
        for candidate in self._aliased(folder, specifier):
            if found := self._file(candidate):
                return found
        for name, base in self._packages:
            if specifier == name or specifier.startswith(name + "/"):
                rest = specifier[len(name) + 1 :]
                for candidate in self._in_package(base, rest):
                    if found := self._file(candidate):
                        return found
        return self._by_custom(folder, specifier) or self.generated.package(folder, specifier)

    def _by_custom(self, folder: str, specifier: str) -> str | None:
        """Try what ``@/x``, ``~/x`` and ``$lib/x`` mean by custom, where no configuration that is read declares it."""
        start, _, rest = specifier.partition("/")
        folders = _CUSTOMARY.get(start, ())
        while rest and folders:
            for below in folders:
                if found := self._file(posixpath.join(folder, below, rest)):
                    return found
            if not folder:
                break
            folder = posixpath.dirname(folder)
        return None

    def _file(self, path: str) -> str | None:
        if path.startswith("../") or path == "..":
            return None
        path = "" if path == "." else path
        if path in self._files:
            return path
        stem, ending = posixpath.splitext(path)
        for other in _SWAPPED.get(ending, ()):
            if stem + other in self._files:
                return stem + other
        for other in _JS_ENDINGS:
            if path + other in self._files:
                return path + other
        for other in _JS_ENDINGS:
            index = posixpath.join(path, "index" + other)
            if index in self._files:
                return index
        return self.generated.at(path)

    def _aliased(self, folder: str, specifier: str) -> list[str]:
        found: list[str] = []
        current = folder
        while True:
            base, paths = self._config(current)
            for pattern, targets in paths.items():
                prefix, star, suffix = pattern.partition("*")
                if star and specifier.startswith(prefix) and specifier.endswith(suffix):
                    middle = specifier[len(prefix) : len(specifier) - len(suffix) or None]
                elif specifier == pattern:
                    middle = ""
                else:
                    continue
                found.extend(
                    posixpath.normpath(posixpath.join(base or ".", t.replace("*", middle, 1))) for t in targets
                )
            if base or paths:
                found.append(posixpath.normpath(posixpath.join(base or ".", specifier)))
            if not current:
                return found
            current = posixpath.dirname(current)

    def _config(self, folder: str) -> tuple[str, dict[str, list[str]]]:
        """Give the base folder and path aliases declared by the configuration files of one folder."""
        known = self._configs.get(folder)
        if known is not None:
            return known
        base = ""
        paths: dict[str, list[str]] = {}
        for name in ("tsconfig.json", "jsconfig.json", "tsconfig.base.json", "tsconfig.app.json"):
            at = posixpath.join(folder, name)
            if self._project.exists(at):
                base, paths = self._tsconfig(at, 0)
                if base or paths:
                    break
        for name in ("package.json",):
            at = posixpath.join(folder, name)
            if self._project.exists(at):
                imports = self._json(at).get("imports")
                if isinstance(imports, dict):
                    for pattern, target in imports.items():
                        target = target.get("default") if isinstance(target, dict) else target
                        if isinstance(target, str):
                            paths.setdefault(pattern, []).append(
                                posixpath.relpath(posixpath.join(folder or ".", target), base or ".")
                            )
        for name in self._bundler_files(folder):
            text = self._project.consult(name).decode("utf-8", "replace")
            for alias in aliases_in(text):
                where = posixpath.normpath(posixpath.join(folder or ".", alias.target))
                relative = posixpath.relpath(where, base or ".")
                paths.setdefault(alias.word, []).append(relative)
                if not alias.exact:
                    paths.setdefault(alias.word + "/*", []).append(relative + "/*")
            for looked in folders_in(text):
                where = posixpath.normpath(posixpath.join(folder or ".", looked))
                paths.setdefault("*", []).append(posixpath.relpath(where, base or ".") + "/*")
            if "nuxt.config" in name or "svelte.config" in name:
                for word in ("~/*", "@/*", "~~/*", "@@/*"):
                    paths.setdefault(word, []).extend(
                        posixpath.relpath(posixpath.join(folder or ".", sub, "*"), base or ".")
                        for sub in (".", "src", "app")
                    )
                paths.setdefault("$lib/*", []).append(
                    posixpath.relpath(posixpath.join(folder or ".", "src/lib/*"), base or ".")
                )
            if "vue.config" in name:
                paths.setdefault("@/*", []).append(
                    posixpath.relpath(posixpath.join(folder or ".", "src/*"), base or ".")
                )
        self._configs[folder] = (base, paths)
        return base, paths

    def _bundler_files(self, folder: str) -> list[str]:
        return [
            path
            for stem in (
                "vite.config",
                "webpack.config",
                "vue.config",
                "nuxt.config",
                "svelte.config",
                "rollup.config",
                "next.config",
                "webpack.common",
                "webpack.base",
                "electron.vite.config",
                "astro.config",
                "babel.config",
                ".babelrc",
                "craco.config",
                "config-overrides",
            )
            for ending in (".js", ".ts", ".mjs", ".cjs", ".mts", ".json", "")
            if self._project.exists(path := posixpath.join(folder, stem + ending))
        ]

    def _tsconfig(self, path: str, depth: int) -> tuple[str, dict[str, list[str]]]:
        data = self._json(path)
        options = data.get("compilerOptions")
        options = options if isinstance(options, dict) else {}
        folder = posixpath.dirname(path)
        base_url = options.get("baseUrl")
        paths = options.get("paths")
        inherited_base = ""
        inherited: dict[str, list[str]] = {}
        if not isinstance(base_url, str) or not isinstance(paths, dict):
            extended = data.get("extends")
            for parent in [extended] if isinstance(extended, str) else extended if isinstance(extended, list) else []:
                if depth < 5 and isinstance(parent, str) and parent.startswith("."):
                    at = posixpath.normpath(posixpath.join(folder, parent))
                    at = at if at.endswith(".json") else at + ".json"
                    if self._project.exists(at):
                        inherited_base, inherited = self._tsconfig(at, depth + 1)
        if not isinstance(base_url, str) and not isinstance(paths, dict):
            return inherited_base, inherited
        if isinstance(base_url, str):
            base = posixpath.normpath(posixpath.join(folder or ".", base_url))
        else:
            base = inherited_base or posixpath.normpath(folder or ".")
        if not isinstance(paths, dict):
            return base, inherited
        clean = {str(k): [t for t in v if isinstance(t, str)] for k, v in paths.items() if isinstance(v, list)}
        return base, clean

    def _json(self, path: str) -> dict[str, object]:
        text = self._project.consult(path).decode("utf-8-sig", "replace")
        text = _TRAILING.sub(r"\1", _COMMENT.sub(lambda m: m[1] or "", text))
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return {}
        return data if isinstance(data, dict) else {}

    @cached_property
    def _packages(self) -> list[tuple[str, str]]:
        """The project's own packages: name and folder, longest name first."""
        found: list[tuple[str, str]] = []
        for path in self._project.files_named("package.json"):
            name = self._json(path).get("name")
            if isinstance(name, str) and name:
                found.append((name, posixpath.dirname(path)))
        return sorted(found, key=lambda p: (-len(p[0]), p))

    def known_as(self, path: str) -> str:
        """Give the name of the project's own package of which a file is the entry; empty for all other files."""
        for name, base in self._packages:
            if not base or path.startswith(base + "/"):
                entry = next((found for c in self._in_package(base, "") if (found := self._file(c))), None)
                if entry == path:
                    return name
        return ""

    def _in_package(self, base: str, rest: str) -> list[str]:
        data = self._json(posixpath.join(base, "package.json"))
        candidates: list[str] = []
        exports = data.get("exports")
        wanted = "./" + rest if rest else "."
        if isinstance(exports, dict) and any(str(key).startswith(".") for key in exports):
            for pattern, value in exports.items():
                prefix, star, suffix = str(pattern).partition("*")
                middle = ""
                if star and wanted.startswith(prefix) and wanted.endswith(suffix):
                    middle = wanted[len(prefix) : len(wanted) - len(suffix) or None]
                elif pattern != wanted:
                    continue
                if target := _condition(value):
                    candidates.append(posixpath.normpath(posixpath.join(base or ".", target.replace("*", middle, 1))))
        elif not rest and (target := _condition(exports)):
            candidates.append(posixpath.normpath(posixpath.join(base or ".", target)))
        if not rest:
            for field in ("source", "module", "main", "types"):
                entry = data.get(field)
                if isinstance(entry, str):
                    candidates.append(posixpath.normpath(posixpath.join(base or ".", entry)))
        for folder in _SOURCE_FOLDERS:
            candidates.append(posixpath.normpath(posixpath.join(base or ".", folder, rest or "index")))
        return candidates

    # ------------------------------------------------------------------------------------------- Python

    def python(self, importer: str, specifier: str) -> str | None:
        """Give the file of a Python module (``a/b.py`` or ``a/b/__init__.py``), or None for an outside one."""
        key = (importer, "py:" + specifier)
        if key not in self._memo:
            self._memo[key] = self._python(importer, specifier)
        return self._memo[key]

    def _python(self, importer: str, specifier: str) -> str | None:
        name = specifier.lstrip(".")
        dots = len(specifier) - len(name)
        tail = name.replace(".", "/")
        folder = posixpath.dirname(importer)
        if dots:
            for _ in range(dots - 1):
                folder = posixpath.dirname(folder)
            return self._py_file(posixpath.join(folder, tail) if tail else folder)
        seen: set[str] = set()
        while True:
            for base in (folder, posixpath.join(folder, "src")):
                if base not in seen:
                    seen.add(base)
                    found = self._py_file(posixpath.join(base, tail))
                    if found and found != importer:
                        return found
            if not folder:
                break
            folder = posixpath.dirname(folder)
        head = tail.split("/", 1)[0]
        for root in self._python_roots.get(head, ()):
            if found := self._py_file(posixpath.join(root, tail)):
                return found
        return None

    def _py_file(self, path: str) -> str | None:
        for candidate in (path + ".py", posixpath.join(path, "__init__.py"), path + ".pyi"):
            if candidate in self._files:
                return candidate
        return None

    @cached_property
    def _python_roots(self) -> dict[str, list[str]]:
        """Top-level package or module name -> folders that hold it, where no ancestor of the importer does."""
        found: dict[str, set[str]] = {}
        for path in self._project.files:
            if path.endswith("/__init__.py"):
                package = posixpath.dirname(path)
                parent = posixpath.dirname(package)
                if (posixpath.join(parent, "__init__.py")) not in self._files:
                    found.setdefault(posixpath.basename(package), set()).add(parent)
        return {name: sorted(folders) for name, folders in found.items()}


def _condition(value: object, depth: int = 0) -> str:
    """Give the file that an entry of ``exports`` or ``imports`` stands for where sources are read; else nothing."""
    if isinstance(value, str):
        return value
    if depth > 6:
        return ""
    if isinstance(value, list):
        return next((found for item in value if (found := _condition(item, depth + 1))), "")
    if isinstance(value, dict):
        for condition in (*_CONDITIONS, *value):
            if found := _condition(value.get(condition), depth + 1):
                return found
    return ""


def _shared(namespace: list[str], path: str) -> int:
    """Count the folders above a file that are called as the namespaces above its class, from the innermost out."""
    folders = posixpath.dirname(path).split("/")
    count = 0
    for wanted, folder in zip(reversed(namespace), reversed(folders), strict=False):
        if wanted.lower() != folder.lower():
            break
        count += 1
    return count
