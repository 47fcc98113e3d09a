"""
Hold the catalogue's rows against the packages that they are about: ``make upstream``.

Every ``npm:`` and ``py:`` symbol names a package and what it exports. The newest package of each is fetched with its
own client (``npm pack``, ``pip download``), and each name of each symbol is looked for in its sources and types, and in
those of the packages that it exports again. Printed is what changed since the record (``upstream.json``): new versions,
names that are gone, names that are back. ``--write`` keeps the new record. This asks the package registries: it is no
test, and nothing else in this project does so.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from linter.catalogue.load import load

RECORD = Path(__file__).with_name("upstream.json")
CACHE = Path(__file__).resolve().parents[2] / ".bench" / "upstream"
_WORD = re.compile(rb"[A-Za-z_$][\w$]*")
_AGAIN = re.compile(rb"""(?:from|require\(|import\()\s*["'](@[\w.-]+/[\w.-]+|[\w.-]+)["'/]""")
_SOURCES = (".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".vue", ".py", ".pyi", ".pyx")
_NO_NAMES = frozenset({"default", "*", "this"})
_MOST_AGAIN = 12
_DEPTH = 3


def wanted() -> dict[str, dict[str, set[str]]]:
    """Give the names that the catalogue expects: ecosystem -> package -> names."""
    found: dict[str, dict[str, set[str]]] = {"npm": defaultdict(set), "pypi": defaultdict(set)}
    for tracker in load().trackers.values():
        same = [path for paths in tracker.same.values() for path in paths]
        for symbol in [signature.callee for signature in tracker.signature] + same:
            kind, _, rest = symbol.partition(":")
            if kind == "npm":
                package, _, path = rest.partition(":")
                parts = package.split("/")
                package = "/".join(parts[: 2 if package.startswith("@") else 1])
                found["npm"][package].update(names(path))
            elif kind == "py":
                module, _, path = rest.partition(".")
                found["pypi"][module].update(names(path))
    return found


def names(path: str) -> Iterator[str]:
    """Give the names of a symbol path that a package must hold: ``PostHog().capture`` has two."""
    for part in path.replace("()", "").split("."):
        if part.isidentifier() and part not in _NO_NAMES:
            yield part


class Registry:
    """Packages, each fetched once; ``distribution`` says under which name a Python module is published."""

    def __init__(self, record: dict[str, Any]) -> None:
        self._distributions = record.get("distributions", {})
        self._words: dict[tuple[str, str], tuple[frozenset[str], tuple[str, ...]]] = {}

    def version(self, ecosystem: str, package: str) -> str:
        """Give the newest version, or an empty string where there is none."""
        if ecosystem == "npm":
            done = _call("npm", "view", package, "version")
            return done.strip().splitlines()[-1] if done.strip() else ""
        done = _call(sys.executable, "-m", "pip", "index", "versions", self._distribution(package))
        match = re.search(r"\(([^)]+)\)", done)
        return match[1] if match else ""

    def absent(self, ecosystem: str, package: str, expected: Iterable[str]) -> list[str]:
        """Give the names that neither the package nor what it exports again holds, sorted."""
        left = set(expected)
        pending, seen = [(package, 0)], {package}
        while pending and left:
            current, depth = pending.pop(0)
            words, again = self._read(ecosystem, current)
            left -= words
            for other in again[:_MOST_AGAIN] if depth < _DEPTH else ():
                if other not in seen:
                    seen.add(other)
                    pending.append((other, depth + 1))
        return sorted(left)

    def _distribution(self, module: str) -> str:
        return str(self._distributions.get(module, module.replace("_", "-")))

    def _read(self, ecosystem: str, package: str) -> tuple[frozenset[str], tuple[str, ...]]:
        key = (ecosystem, package)
        if key not in self._words:
            archive = self._fetch(ecosystem, package)
            words: set[str] = set()
            again: dict[str, None] = {}
            declared: set[str] = set()
            for name, data in _contents(archive) if archive is not None else ():
                words.update(w.decode("ascii", "replace") for w in _WORD.findall(data))
                words.update(re.split(r"[/.]", name))
                if name == "package/package.json":
                    declared.update(json.loads(data).get("dependencies", {}))
                if ecosystem == "npm":
                    again.update(dict.fromkeys(m.decode() for m in _AGAIN.findall(data)))
            self._words[key] = frozenset(words), tuple(sorted(n for n in again if n in declared))
        return self._words[key]

    def _fetch(self, ecosystem: str, package: str) -> Path | None:
        folder = CACHE / ecosystem / re.sub(r"[^\w.-]", "+", package)
        kept = _archive(folder)
        if kept is not None:
            return kept
        folder.mkdir(parents=True, exist_ok=True)
        if ecosystem == "npm":
            _call("npm", "pack", "--silent", "--pack-destination", str(folder), package)
        else:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
            _call(*command, "--only-binary", ":all:", self._distribution(package))
            if _archive(folder) is None:
                _call(*command, self._distribution(package))
            if _archive(folder) is None:
                _call(*command, self._distribution(package), older=True)
        return _archive(folder)


def _archive(folder: Path) -> Path | None:
    return next(iter(sorted(folder.glob("*.*"))), None) if folder.is_dir() else None


def _contents(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Give the files of an archive that hold names; nothing in it is run."""
    if archive.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(archive) as packed:
            for name in packed.namelist():
                if name.endswith((*_SOURCES, ".so", ".pyd")):
                    yield name, packed.read(name)
        return
    with tarfile.open(archive) as packed_tar:
        for member in packed_tar:
            if member.isfile() and (member.name.endswith(_SOURCES) or member.name == "package/package.json"):
                file = packed_tar.extractfile(member)
                if file is not None:
                    yield member.name, file.read()


def _call(*command: str, older: bool = False) -> str:
    """
    Give what a command prints.

    pip asks a source package for its metadata even where it only downloads it; ``older`` lets it do so for packages
    from the time of Python 2 (``use_2to3``).
    """
    environment = dict(os.environ)
    if older:
        CACHE.mkdir(parents=True, exist_ok=True)
        limits = CACHE / "older.txt"
        limits.write_text("setuptools<58\n", encoding="utf-8")
        environment |= dict.fromkeys(("PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT"), str(limits))  # older and newer pip
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=180, env=environment).stdout


def compare(before: dict[str, Any], version: str, absent: list[str]) -> list[str]:
    """Say in words what changed for one package."""
    said: list[str] = []
    if not version:
        return ["is not in the registry"] if before.get("version") != "" else []
    if before.get("version") != version:
        said.append(f"version {before.get('version') or 'unknown'} -> {version}")
    known = set(before.get("absent", []))
    said += [f"{name} is gone" for name in absent if name not in known]
    said += [f"{name} is back" for name in sorted(known.difference(absent))]
    return said


def main(arguments: list[str]) -> int:
    """Print what changed; gives 1 when anything did and the record was not written."""
    parser = argparse.ArgumentParser(description="Hold the catalogue against the newest packages.")
    parser.add_argument("--only", nargs="*", default=[], help="packages to look at; all without it")
    parser.add_argument("--write", action="store_true", help="keep what was found as the new record")
    options = parser.parse_args(arguments)
    record: dict[str, Any] = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    registry = Registry(record)
    changed = 0
    for ecosystem, packages in wanted().items():
        rows: dict[str, Any] = record.setdefault(ecosystem, {})
        for package in sorted(packages):
            if options.only and package not in options.only:
                continue
            version = registry.version(ecosystem, package)
            absent = registry.absent(ecosystem, package, packages[package]) if version else []
            for line in compare(rows.get(package, {}), version, absent):
                changed += 1
                sys.stdout.write(f"{ecosystem} {package}: {line}\n")
                sys.stdout.flush()
            rows[package] = {"version": version, "absent": absent}
        if not options.only:
            record[ecosystem] = {name: rows[name] for name in sorted(rows) if name in packages}
    if options.write:
        RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", "utf-8")
        return 0
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
