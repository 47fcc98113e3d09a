"""Where a project begins: from the arguments of a run to one root folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from linter.settings.load import settings_file


def find_root(arguments: Sequence[Path]) -> Path:
    """
    Give the root folder for paths named on the command line; these must exist.

    It is the nearest folder upward of their common folder (itself included) that holds a repository or settings, else
    the common folder itself.
    """
    common = common_folder(arguments)
    return next((folder for folder in (common, *common.parents) if is_marked(folder)), common)


def other_settings(root: Path, arguments: Iterable[Path]) -> tuple[Path, ...]:
    """Give the settings files between the root and what is named: a run has one project, so that they do not count."""
    files: dict[Path, Path | None] = {root: None}

    def nearest(folder: Path) -> Path | None:
        if folder not in files:
            above = nearest(folder.parent) if folder != folder.parent and folder.is_relative_to(root) else None
            files[folder] = settings_file(folder) or above
        return files[folder]

    return tuple(sorted({file for path in arguments if (file := nearest(Path(_folder(path)))) is not None}))


def common_folder(arguments: Sequence[Path]) -> Path:
    """Give the folder, links resolved, that holds everything named; a folder holds itself."""
    folders = [_folder(path) for path in arguments] or [os.path.realpath(".")]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:  # two drives have nothing in common
        return Path(folders[0])


def _folder(path: Path) -> str:
    whole = os.path.abspath(path)
    # A named link to a file belongs to the project that it stands in, wherever it points.
    return os.path.realpath(whole if os.path.isdir(whole) else os.path.dirname(whole))


def is_marked(folder: Path) -> bool:
    """Say whether a folder is a project by itself: it holds ``.git`` or settings."""
    return os.path.lexists(folder / ".git") or settings_file(folder) is not None


def read_alone(root: Path, arguments: Iterable[Path]) -> str:
    """Say, where it is so, that named files are read without what stands around them; else give an empty string."""
    files = [path for path in arguments if path.is_file()]
    if not files or is_marked(root):
        return ""
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return (
        f"{files[0]}{more}: no .git and no settings are found above, so that nothing else of the project is read; "
        "name a folder, or make a tracklint.toml where the project begins"
    )


def repository_of(folder: Path) -> Path | None:
    """Give the top folder of the repository that a folder is in."""
    return next((above for above in (folder, *folder.parents) if os.path.lexists(above / ".git")), None)
