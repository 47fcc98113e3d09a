"""Patterns of a settings file that another one builds on: they count from the folder of their own file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

EVERYTHING = "*"
_STARS = "**"
_LISTS = ("exclude", "extend-exclude")


def rebase(key: str, value: Any, folder: Path, root: Path) -> Any:
    """
    Give the value of a key with its patterns as they read from ``root``.

    Only a file above the project (``extend = "../tracklint.toml"``) has another view of it. One that is kept elsewhere
    speaks about the projects that build on it, so that its patterns count from their roots.
    """
    if folder == root or not root.is_relative_to(folder):
        return value
    below = root.relative_to(folder).parts
    if key in _LISTS:
        return [moved for pattern in value for moved in within(pattern, below)]
    if key == "per-file-ignores":
        found: dict[str, list[str]] = {}
        for pattern, codes in value.items():
            for moved in within(pattern, below):
                found[moved] = [*found.get(moved, ()), *codes]
        return found
    if key == "allow":
        return [moved for row in value for moved in _allowances(row, below)]
    return value


def _allowances(row: Mapping[str, Any], below: tuple[str, ...]) -> list[Mapping[str, Any]]:
    return [{**row, "path": moved} for moved in within(row["path"], below)] if "path" in row else [row]


def within(pattern: str, below: tuple[str, ...]) -> tuple[str, ...]:
    """
    Give a pattern in the syntax of .gitignore as it reads some folders (``below``) further down.

    Nothing where it can match nothing there; several patterns where ``**`` may stand for some of these folders.
    """
    negated, body = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    if "/" in body.rstrip("/"):
        found = _anchored(body.lstrip("/").split("/"), below)
    else:
        # A name without a folder is looked for at every depth; one of the folders that lead down takes all along.
        found = [EVERYTHING] if any(_fits(body.rstrip("/"), part) for part in below) else [body]
    return tuple(negated + moved for moved in dict.fromkeys(found))


def _anchored(parts: list[str], below: tuple[str, ...]) -> list[str]:
    if parts in ([], [""]):
        return [EVERYTHING]
    if not below:
        return [("" if parts[0] == _STARS else "/") + "/".join(parts)]
    if parts[0] == _STARS:
        rest = [moved for skipped in range(len(below)) for moved in _anchored(parts[1:], below[skipped:])]
        return ["/".join(parts), *rest]
    return _anchored(parts[1:], below[1:]) if _fits(parts[0], below[0]) else []


def _fits(pattern: str, name: str) -> bool:
    """Say whether one part of a pattern matches the name of a folder."""
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines([f"/{pattern}/"]).match_file(f"{name}/")
    except ValueError:
        return False
