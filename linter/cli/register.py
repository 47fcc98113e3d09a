"""``tracklint register write|check|show``: a committed record of who receives what, and its changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linter.cli.options import CONFIDENCES, SETTINGS_OPTIONS, apply
from linter.errors import BaselineError

if TYPE_CHECKING:
    from linter.catalogue.catalogue import Catalogue
    from linter.settings import Settings
    from linter.verdict.register import Entry, Register

NAME = "tracklint-register.toml"


@click.group("register", short_help="Keep a reviewed record of who receives what.")
def command() -> None:
    """
    Keep a reviewed record of who receives what.

    A register is a file that is committed: one entry for each recipient, its data kinds, the part of the application,
    the channel and the guard. People fill in purpose and legal basis; `check` fails when data goes somewhere new.
    """


_FILE = click.option("--register", "file", metavar="FILE", help=f"The file [{NAME} in the project's root].")
_COMMON = (click.argument("path", default=".", type=click.Path(exists=True)), _FILE, *SETTINGS_OPTIONS)


@command.command("write")
@apply(_COMMON)
@click.option("--depth", type=click.IntRange(0, 20), help="Folders of a path that make a part of the application [2].")
@click.option(
    "--min-confidence", type=click.Choice(CONFIDENCES), help="Take findings from this confidence on [medium]."
)
def write(path: str, depth: int | None, min_confidence: str | None, **values: Any) -> int:
    """Write the register, or bring it up to date. What people filled in is kept."""
    from msgspec.structs import replace

    from linter.cli.files import write_file
    from linter.cli.streams import say
    from linter.reporters.words import count
    from linter.verdict import register as registers

    root, settings, file = _place(path, values)
    old = _read(file) if file.is_file() else registers.Register()
    wanted = replace(
        old,
        depth=old.depth if depth is None else depth,
        min_confidence=min_confidence or old.min_confidence,
    )
    entries, whole = _entries(root, settings, wanted)
    if not whole:
        say("warning: some files could not be analysed: what they send is not in the register")
    for change in registers.compare(old.entry, entries) if file.is_file() else ():
        say(f"{change.kind}: {change.words}")
        lost = change.kind == "gone" and (change.entry.purpose or change.entry.note)
        if lost and not any(e.recipient == change.entry.recipient for e in entries):
            say(f"  its purpose was: {change.entry.purpose or change.entry.note}")
    made = replace(wanted, entry=registers.update(old.entry, entries))
    write_file(file, registers.render(made).encode())
    empty = sum(1 for entry in made.entry if not entry.purpose)
    say(f"{file}: {count(len(made.entry), 'entry', 'entries')}, {empty} without a purpose")
    return 0


@command.command("check")
@apply(_COMMON)
@click.option("--complete", is_flag=True, help="Also ask for a purpose and a legal basis in each entry, and no review.")
def check(path: str, complete: bool, **values: Any) -> int:
    """Exit with 1 when data goes somewhere that the register does not say, or more of it."""
    from linter.cli.streams import say
    from linter.cli.streams import write as out
    from linter.reporters.escaping import terminal
    from linter.reporters.words import count
    from linter.verdict.register import compare, spoken

    root, settings, file = _place(path, values)
    known = _read(file)
    entries, whole = _entries(root, settings, known)
    changes = compare(known.entry, entries)
    wider = [change for change in changes if change.kind in {"added", "widened"}]
    out("".join(f"{change.kind}: {terminal(change.words)}\n" for change in changes), for_people=True)
    if wider:
        say(
            f"{count(len(wider), 'entry is', 'entries are')} added or widened; "
            "`tracklint register write` takes in what is right"
        )
    elif changes:
        say("nothing is added or widened; `tracklint register write` takes out what is gone")
    if not whole:
        say("warning: some files could not be analysed: what they send is not compared")
    wanting = [entry for entry in known.entry if not entry.purpose or not entry.legal_basis or entry.review]
    if complete:
        for entry in wanting:
            say(f"not complete: {spoken(entry)}")
    return 1 if wider or (complete and wanting) or not whole else 0


@command.command("show")
@click.argument("path", default=".", type=click.Path(exists=True))
@_FILE
@click.option(
    "--output-format",
    type=click.Choice(("text", "markdown", "csv", "json")),
    default="text",
    help="Text, or a record of processing activities (Art. 30) [text].",
)
@apply(SETTINGS_OPTIONS)
def show(path: str, output_format: str, **values: Any) -> int:
    """Print the register: as text, or as a record of processing activities in Markdown, CSV or JSON."""
    from linter.cli.streams import write as out
    from linter.reporters.escaping import markdown, terminal, well_formed
    from linter.verdict import record
    from linter.verdict.register import spoken

    _, settings, file = _place(path, values)
    register = _read(file)
    if output_format == "text":
        lines = []
        for entry in register.entry:
            lines.append(terminal(spoken(entry)))
            lines += [f"    {label}: {terminal(text)}" for label, text in _filled(entry)]
        out("".join(f"{line}\n" for line in lines), for_people=True)
        return 0
    catalogue = _catalogue(settings)
    if output_format == "csv":
        text = record.to_csv(register, catalogue)
    elif output_format == "json":
        text = record.to_json(register, catalogue)
    else:
        text = record.to_markdown(register, catalogue, markdown)
    out(well_formed(text), for_people=False)
    return 0


def _filled(entry: Entry) -> list[tuple[str, str]]:
    from linter.verdict.register import PEOPLE

    named = [(name.replace("_", " "), getattr(entry, name)) for name in (*PEOPLE, "review")]
    return [(label, text) for label, text in named if text or label in {"purpose", "legal basis"}]


def _place(path: str, values: dict[str, Any]) -> tuple[Path, Settings, Path]:
    from linter.cli.options import settings_for
    from linter.workspace.root import find_root

    root = find_root((Path(path),))
    file = values.pop("file")
    return root, settings_for(root, values), Path(file) if file else root / NAME


def _read(file: Path) -> Register:
    from linter.verdict.register import parse

    try:
        return parse(file.read_bytes(), file.name)
    except OSError as error:
        raise BaselineError(
            f"{file}: {error.strerror or 'cannot be read'}; `tracklint register write` makes one"
        ) from None


def _catalogue(settings: Settings) -> Catalogue:
    from linter.catalogue.load import load

    return load(tuple(Path(folder) for folder in settings.rules))


def _entries(root: Path, settings: Settings, register: Register) -> tuple[tuple[Entry, ...], bool]:
    """
    Run a check and give the lines of a register, and whether every file could be looked at.

    What is accepted (comments, allowances, ignored codes, a baseline) goes to its recipient all the same, so none of
    that is heeded here.
    """
    from msgspec.structs import replace

    from linter.check import Request
    from linter.check import check as run
    from linter.settings.options import ALL
    from linter.verdict.register import make

    every = replace(
        settings,
        select=(ALL,), ignore=(), extend_select=(), extend_ignore=(), per_file_ignores={}, severities={}, chosen=(),
        allow=(), min_severity="note", min_confidence=register.min_confidence,
    )  # fmt: skip
    catalogue = _catalogue(settings)
    report = run(Request(root=root, paths=(root,), settings=every, heed_comments=False, catalogue=catalogue))
    whole = not any(problem.severity != "note" for problem in report.problems)
    return make(report.findings, catalogue, settings, register.depth), whole
