"""``tracklint check --watch``: run again whenever something that the run depends on is different."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linter.errors import TracklintError, UsageError

if TYPE_CHECKING:
    from linter.model import Report

PAUSE = 0.5
"""Seconds between two looks, at least."""
_SHARE = 5
"""A look may take one part in so many of the time: a large project is looked at less often."""
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def watch(
    paths: tuple[str, ...],
    values: Mapping[str, Any],
    run: Callable[[tuple[str, ...], dict[str, Any], Callable[[Report], object]], int],
    rest: Callable[[float], None] = time.sleep,
) -> int:
    """
    Run a check, and again after each change, until the user ends it. ``rest`` waits for some seconds.

    Looks at sizes and times of the files of the project, its settings and its own rules.
    """
    from linter.cli.streams import say
    from linter.reporters.escaping import terminal
    from linter.reporters.words import count

    for option in ("add_ignore", "fix", "diff"):
        if values.get(option):
            raise UsageError(f"--watch goes with no --{option.replace('_', '-')}")
    if "-" in paths:
        raise UsageError("--watch: standard input does not change")
    once = {**values, "watch": False}
    while True:
        seen = state(paths, values)
        if sys.stdout.isatty():
            sys.stdout.write(_CLEAR)
            sys.stdout.flush()
        # Editors tell by these two lines when a run begins and when it is over.
        if not values.get("quiet"):
            say("checking...")
        reports: list[Report] = []
        try:
            run(paths, once, reports.append)
        except TracklintError as error:
            # Wrong settings are about to be mended; a watch that ends there would have to be begun anew.
            say(f"error: {terminal(str(error))}")
        if not values.get("quiet"):
            said = count(len(reports[-1].findings), "finding") if reports else "not checked"
            say(f"{said}; waiting for changes; Ctrl-C ends")
        while True:
            began = time.monotonic()
            now = state(paths, values)
            if now != seen:
                break
            rest(max(PAUSE, _SHARE * (time.monotonic() - began)))


def state(paths: tuple[str, ...], values: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Give size and time of everything that a run depends on, by path; what is wrong is a state of its own."""
    return dict(_state(paths, values))


def _state(paths: tuple[str, ...], values: Mapping[str, Any]) -> Iterator[tuple[str, tuple[int, int]]]:
    from linter.cli.options import settings_for
    from linter.settings.load import FILE_NAMES
    from linter.workspace.discovery import discover
    from linter.workspace.root import find_root

    named = tuple(Path(path) for path in paths) or (Path(),)
    try:
        root = find_root(named)
        for folder in (root, *root.parents):
            for name in (*FILE_NAMES, "pyproject.toml", ".gitignore"):
                yield from _stamp(os.path.join(folder, name))
        settings = settings_for(root, values)
        for given in (*(values.get("config") or ()), values.get("baseline") or settings.baseline):
            yield from _stamp(given)
        for folder_name in settings.rules:
            for above, _, names in os.walk(folder_name):
                for name in names:
                    yield from _stamp(os.path.join(above, name))
        for path in discover(root, named, settings).files:
            yield from _stamp(os.path.join(root, path))
    except TracklintError as error:
        yield f"error: {error}", (0, 0)


def _stamp(path: str) -> Iterator[tuple[str, tuple[int, int]]]:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return
    yield path, (found.st_size, found.st_mtime_ns)
