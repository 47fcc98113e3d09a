"""The documents of a run: which formats go where, and writing them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.errors import UsageError

if TYPE_CHECKING:
    from linter.model import Report
    from linter.reporters.context import Context
    from linter.settings import Settings

STDIN = "-"
"""Standard output too, in the place of a file."""


class Output(NamedTuple):
    """One document: a format and where it goes; an empty file is standard output."""

    format: str
    file: str


def parse_outputs(outputs: tuple[str, ...], output_format: str | None) -> list[Output]:
    """
    Give the documents of a run.

    ``FORMAT:FILE`` names its format; a file alone gets ``--output-format``, which is then not printed as well.
    """
    from linter.reporters.registry import NAMES, format_named

    if output_format is not None:
        format_named(output_format)
    made: list[Output] = []
    bare = False
    for output in outputs:
        name, colon, file = output.partition(":")
        if not colon or name not in NAMES:
            if colon and re.fullmatch(r"[a-z][a-z-]+", name):
                format_named(name)  # a misspelt format, and no file of this odd name
            if output in NAMES:  # -o sarif, as other tools take it
                raise UsageError(f"-o {output}: names no file; --output-format {output} prints, -o {output}:FILE saves")
            name, file = output_format or "full", output
            bare = True
        if not file:
            raise UsageError(f"-o {output}: names no file")
        made.append(Output(name, "" if file == STDIN else file))
    if output_format is not None and not bare:
        made.append(Output(output_format, ""))
    if sum(not output.file for output in made) > 1:
        raise UsageError("only one report can go to standard output")
    return made


def carry_edits(outputs: list[Output], settings: Settings) -> bool:
    """Say whether a document of a run carries what programs apply; a person is told only that there is something."""
    from linter.reporters.registry import format_named

    names = {output.format for output in outputs}
    if all(output.file for output in outputs):
        names.add(settings.output_format)
    return any(format_named(name).carries_edits for name in names)


def write_all(
    report: Report, context: Context, settings: Settings, outputs: list[Output], values: dict[str, Any]
) -> None:
    """Write the documents of a run. Effect: the files; standard output."""
    from msgspec.structs import replace

    from linter.cli.streams import write
    from linter.reporters import words
    from linter.reporters.registry import format_named, render

    for output in outputs:
        if output.file:
            _save(output.file, render(output.format, report, replace(context, color=False, workflow=False)))
    shown = next((output.format for output in outputs if not output.file), None)
    if shown is None and not outputs:
        shown = settings.output_format
    if values["statistics"]:
        _write_statistics(report, context, shown)
    if shown is not None and not (values["statistics"] and _has_statistics(shown)):
        text = render(shown, report, replace(context, summary=not values["quiet"]))
        write(text, for_people=format_named(shown).for_people)
    elif not values["quiet"] and not values["statistics"]:
        write("".join(f"{line}\n" for line in words.summary(report, context)), for_people=True)


def _has_statistics(name: str) -> bool:
    """Say whether counts can stand in the place of a document: a program that reads another format wants just that."""
    from linter.reporters.registry import format_named

    return name == "json" or format_named(name).for_people


def _write_statistics(report: Report, context: Context, shown: str | None) -> None:
    from linter.cli import statistics
    from linter.cli.streams import say, write

    if shown == "json":
        write(statistics.as_json(report, context), for_people=False)
    elif shown is None or _has_statistics(shown):
        write(statistics.as_text(report, context), for_people=True)
    else:
        for line in statistics.as_text(report, context).splitlines():
            say(line)


def _save(file: str, text: str) -> None:
    """Write a document to a file. Effect: the file, through a temporary one beside it."""
    from linter.cli.files import write_file

    write_file(Path(file), text.encode("utf-8", "replace"))
