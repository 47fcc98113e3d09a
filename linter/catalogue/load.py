"""
``load()``: the rules directory to one ``Catalogue``.

The layout under ``rules/`` is closed: a file at a place or of a kind that is not known here is refused, so that a
misplaced rule is an error and never silently unused. Reading and checking TOML is ``catalogue.building``, which is
imported only when there is no compiled form of the rules.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from linter.catalogue import compiled
from linter.catalogue.catalogue import Catalogue
from linter.errors import CatalogueError

if TYPE_CHECKING:
    from linter.catalogue.prepared import Prepared
    from linter.catalogue.rules import Rules

_TEXT = (".md",)
_DATA = {"schema/": (".json",)}
FIXTURES = "fixtures"
"""A folder of annotated code beside rules of one's own: no rules, so it is passed over."""


def load(extra: Sequence[Path] = (), cache: Path | None = None) -> Catalogue:
    """
    Load the linter's own rules and further rule directories, which add rows or extend those with the same id.

    ``cache`` is the directory of the compiled form; None is the user's own place (``compiled.cache_directory``).
    Raises ``CatalogueError`` with file, line, key and the nearest valid name.
    """
    root = rules_directory()
    packaged = compiled.read(root / compiled.PACKAGED)
    own = _opened(packaged) if packaged is not None else load_directory(root, cache)
    if not extra:
        return own
    from linter.catalogue.building import extend

    rules, name = own.rules, own.digest
    for directory in extra:
        files = read_files(directory)
        rules = extend(rules, files, str(directory))
        name = hashlib.sha256(f"{name}\0{compiled.digest(files)}".encode()).hexdigest()
    return Catalogue(name, rules.reported, lambda: rules)


def rules_directory() -> Path:
    """Give the directory of the linter's own rules: packaged in a wheel, beside the package in a checkout."""
    package = Path(__file__).parent.parent
    packaged = package / "_rules"
    return packaged if packaged.is_dir() else package.parent / "rules"


def load_directory(root: Path, cache: Path | None = None) -> Catalogue:
    """Give the rules of one directory, from the compiled form where it is up to date."""
    files = read_files(root)
    name = compiled.digest(files)
    directory = cache or compiled.cache_directory()
    found = compiled.cached(directory, name) if directory else None
    if found is not None:
        return _opened(found)
    rules, prepared = compile_files(files)
    if directory:
        compiled.store(directory, name, compiled.dump(name, rules, prepared))
    return Catalogue(name, rules.reported, lambda: rules, lambda: prepared)


def _opened(found: compiled.Compiled) -> Catalogue:
    return Catalogue(found.digest, found.reported, found.rules, found.prepared)


def compile_files(files: dict[str, bytes]) -> tuple[Rules, Prepared]:
    """Read, check and compile rules files."""
    from linter.catalogue.building import extend
    from linter.catalogue.prepared import prepare
    from linter.catalogue.rules import Rules

    rules = extend(Rules(), files, "rules")
    return rules, prepare(rules)


def read_files(root: Path) -> dict[str, bytes]:
    """Read a folder of rules: TOML files by their name relative to it. Hidden files and fixtures are passed over."""
    if not root.is_dir():
        raise CatalogueError(
            f"{root}: no such folder of rules (`rules` in the settings, or --rules, names it); "
            "`tracklint new tracker NAME` begins one"
        )
    found: dict[str, bytes] = {}
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    name = folder + entry.name
                    if entry.name.startswith((".", "__")) or entry.name.endswith(_TEXT) or name == FIXTURES:
                        continue
                    if entry.is_dir():
                        pending.append(f"{name}/")
                    elif entry.name.endswith(".toml"):
                        with open(entry.path, "rb", buffering=0) as stream:  # noqa: PTH123 - some hundred, each start
                            found[name] = stream.read()
                    elif not entry.name.endswith(_DATA.get(folder, ())) and name != compiled.PACKAGED:
                        raise CatalogueError(f"{entry.path}: no rules file: these end in .toml")
        except OSError as error:
            raise CatalogueError(f"{root / folder}: {error.strerror}") from None
    return found
