"""Find, read, extend and check settings files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from linter.errors import ConfigError
from linter.settings.locate import line_of, located
from linter.settings.options import Options, Settings, keys
from linter.settings.patterns import rebase

COMMAND_LINE = "command line"
FILE_NAMES = ("tracklint.toml", ".tracklint.toml")
_PYPROJECT = "pyproject.toml"
_TABLE = b"[tool.tracklint"
_SELECTING = {"select": "select", "extend-select": "select", "ignore": "ignore", "extend-ignore": "ignore"}
_GROWING = ("extend-select", "extend-ignore", "extend-exclude", "allow")
_MERGED = ("per-file-ignores", "severities")
_PATHS = ("baseline", "cache-dir")
_MAX_EXTENDS = 16


def load_settings(start: Path, config: Path | None, isolated: bool, overrides: Mapping[str, object]) -> Settings:
    """
    Give the settings for a project.

    ``start`` is the root folder of the project; from there upward to the top of the repository the nearest folder
    with settings wins whole. ``config`` is a file to take instead; ``isolated`` looks for none. ``overrides`` come
    from the command line: values by key, as in the file or with underscores.
    Raises ``ConfigError`` with file, line, key and the nearest valid name.
    """
    root = Path(os.path.realpath(start))
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    file = config if config is not None else None if isolated else find(root)
    if file is not None:
        _read(Path(os.path.abspath(file)), root, values, origins, ())
    chosen = _apply(overrides, values, origins)
    try:
        options = msgspec.convert(values, Options)
    except msgspec.ValidationError as error:
        raise located(COMMAND_LINE, "", str(error), Options) from None
    fields = {name: getattr(options, name) for name in Options.__struct_fields__}
    return Settings(**fields, root=root, origins=origins, chosen=chosen)


def find(folder: Path) -> Path | None:
    """Give the settings file for a folder: the nearest upward, not above the top of the repository."""
    for above in (folder, *folder.parents):
        if found := settings_file(above):
            return found
        if os.path.lexists(above / ".git"):
            return None
    return None


def settings_file(folder: Path) -> Path | None:
    """Give the settings file of one folder: ``tracklint.toml``, or a ``pyproject.toml`` that has the table."""
    for name in FILE_NAMES:
        if (folder / name).is_file():
            return folder / name
    project = folder / _PYPROJECT
    try:
        return project if _TABLE in project.read_bytes() else None
    except OSError:
        return None


def _apply(
    overrides: Mapping[str, object], values: dict[str, Any], origins: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    """Put the values of the command line over those of the file; selectors are kept apart."""
    chosen: list[tuple[str, str]] = []
    for name, value in overrides.items():
        key = name.replace("_", "-")
        if key not in keys():
            raise located(COMMAND_LINE, "", "unknown key", Options, (key,))
        if key in _SELECTING:
            selectors = _several(value)
            if key in {"select", "ignore"} and key in values:
                del values[key]
            if key == "select":
                values["select"] = ()
            chosen += [(_SELECTING[key], selector) for selector in selectors]
            origins[key] = COMMAND_LINE
            # Checked like those of a file, so that a misspelt one is an error.
            _check({key: selectors}, COMMAND_LINE, "")
        elif key in _GROWING:
            values[key] = [*values.get(key, ()), *(value if isinstance(value, list | tuple) else [value])]
            origins[key] = f"{origins[key]}, {COMMAND_LINE}" if key in origins else COMMAND_LINE
        else:
            values[key] = value
            origins[key] = COMMAND_LINE
    return tuple(chosen)


def _several(value: object) -> tuple[str, ...]:
    """Give the selectors of an option: `select=TRK1,TRK2` says the same as a list of both."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    try:
        return msgspec.convert(value, tuple[str, ...])
    except msgspec.ValidationError as error:
        raise located(COMMAND_LINE, "", str(error), Options) from None


def _read(
    file: Path, root: Path, values: dict[str, Any], origins: dict[str, str], way: tuple[Path, ...], named: str = ""
) -> None:
    """Read a file into ``values``, what it extends first. ``named`` says where a file stands that extends it."""
    shown = _shown(file, root)
    if file in way or len(way) > _MAX_EXTENDS:
        raise ConfigError(
            f"{named or f'{shown}: '}extend: goes in a circle over {', '.join(_shown(f, root) for f in way)}"
        )
    try:
        text = file.read_text("utf-8-sig")
    except OSError as error:
        by = f"{named}extend: " if named else ""
        raise ConfigError(f"{by}{shown}: {error.strerror or 'cannot be read'}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{shown}: not UTF-8") from None
    table = parse(text, shown, is_pyproject=file.name == _PYPROJECT)
    _check(table, shown, text)
    base = str(table.pop("extend", ""))
    if base:
        named = f"{shown}:{line_of(text, ('extend',))}: "
        _read(Path(os.path.normpath(file.parent / base)), root, values, origins, (*way, file), named)
    for key, given in table.items():
        origin = f"{shown}:{line_of(text, (key,))}"
        _check_folders(key, given, file.parent, origin)
        value = rebase(key, _absolute(key, given, file.parent), file.parent, root)
        if key in values and key in (*_GROWING, *_MERGED):
            value = {**values[key], **value} if key in _MERGED else [*values[key], *value]
            origin = f"{origins[key]}, {origin}"
        values[key] = value
        origins[key] = origin


def _check_folders(key: str, given: Any, folder: Path, origin: str) -> None:
    """Refuse folders with rules that are not there; what a baseline or cache names may come yet."""
    for name in given if key == "rules" else ():
        if not (folder / name).is_dir():
            raise ConfigError(f"{origin}: {key}: there is no folder {name!r}")


def _absolute(key: str, value: Any, folder: Path) -> Any:
    """Make the paths of a file absolute: they are relative to it."""
    if key == "rules":
        return [os.path.normpath(folder / name) for name in value]
    return os.path.normpath(folder / value) if key in _PATHS else value


def parse(text: str, shown: str, *, is_pyproject: bool = False) -> dict[str, Any]:
    """Parse a settings file; ``shown`` is its name in messages."""
    import tomli

    try:
        whole = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ConfigError(f"{shown}: {error}") from None
    if not is_pyproject:
        return whole
    table = whole.get("tool", {}).get("tracklint", {})
    if not isinstance(table, dict):
        raise ConfigError(f"{shown}: tool.tracklint: expected a table")
    return table


def _check(table: Mapping[str, Any], shown: str, text: str) -> None:
    """Refuse what a settings file cannot say, with the place in that file."""
    for key in table:
        if key not in keys():
            raise located(shown, text, "unknown key", Options, (key,))
    for key in _MERGED:
        entries = table.get(key)
        for name, value in entries.items() if isinstance(entries, dict) else ():
            # By itself, since the message does not say which entry it is about.
            _convert({key: {name: value}}, shown, text, (key, name))
    _convert(table, shown, text)


def _convert(table: Mapping[str, Any], shown: str, text: str, path: tuple[str, ...] = ()) -> None:
    try:
        msgspec.convert(table, Options)
    except msgspec.ValidationError as error:
        raise located(shown, text, str(error), Options, path) from None


def _shown(file: Path, root: Path) -> str:
    """Give a file's name for messages: relative to the root where it lies below."""
    try:
        return file.relative_to(root).as_posix()
    except ValueError:
        return os.path.relpath(file, root).replace(os.sep, "/")
