"""``tracklint explain PATH:LINE``: what was understood at one line, and where a trace ended."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import click

from linter.cli.options import SETTINGS_OPTIONS, apply
from linter.errors import UsageError

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::\d+)?:?")
_CODE = re.compile(r"(?i)TRK\d{3}")


@click.command("explain", short_help="Show what was understood at one line.")
@click.argument("place", metavar="PATH:LINE")
@apply(SETTINGS_OPTIONS)
def command(place: str, **values: Any) -> int:
    """
    Show what was understood at one line: the sinks there, their values, and where each comes from.

    Where a line has no finding and should have one, this says at which step the trace ended. A code (TRK101) in the
    place of PATH:LINE shows its page.
    """
    if _CODE.fullmatch(place):
        from linter.cli.rule import command as rule

        rule.callback and rule.callback(place, False, "text")
        return 0
    match = _PLACE.fullmatch(place)
    if match is None:
        raise UsageError(f"{place}: expected PATH:LINE, as in src/app.ts:42")
    return _explain(Path(match["path"]), int(match["line"]), values)


def _explain(file: Path, line: int, values: dict[str, Any]) -> int:
    from linter.analysis.engine import Engine
    from linter.analysis.explain import explain
    from linter.catalogue.load import load
    from linter.cli.options import settings_for
    from linter.cli.streams import say, write
    from linter.reporters.escaping import terminal
    from linter.workspace.discovery import discover, missing
    from linter.workspace.project import Project
    from linter.workspace.root import find_root, read_alone

    if not file.is_file():
        raise UsageError(missing(file))
    root = find_root((file,))
    if alone := read_alone(root, (file,)):
        say(f"warning: {alone}")
    settings = settings_for(root, values)
    discovery = discover(root, (file,), settings)
    project = Project(root, discovery.files, contents=discovery.contents)
    path = os.path.relpath(os.path.realpath(file), root).replace(os.sep, "/")
    if path not in project.files:
        raise UsageError(
            f"{file}: left out: {', '.join(row.reason for row in discovery.skipped) or 'not a known language'}"
        )
    count = project.text(path).line_count
    if not 1 <= line <= count:
        raise UsageError(f"{file} has {count} lines")
    engine = Engine(project, load(tuple(Path(folder) for folder in settings.rules)), settings)
    write("".join(f"{terminal(text)}\n" for text in explain(engine, path, line)), for_people=True)
    return 0
