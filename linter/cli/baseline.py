"""``tracklint baseline write|update|check``: accept what is there, so that only new findings are reported."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linter.cli.options import SETTINGS_OPTIONS, apply
from linter.errors import BaselineError, UsageError

if TYPE_CHECKING:
    from linter.model import Finding
    from linter.verdict.baseline import Baseline

NAME = "tracklint-baseline.json"


def read_baseline(file: Path, origin: str = "") -> Baseline:
    """Read a baseline file; ``origin`` is the place of the settings that names it. Raises ``BaselineError``."""
    from linter.verdict.baseline import parse

    try:
        return parse(file.read_bytes(), file.name)
    except OSError as error:
        named = f"{origin}: baseline: " if origin else ""
        why = error.strerror or "cannot be read"
        raise BaselineError(f"{named}{file}: {why}; `tracklint baseline write` makes one") from None


@click.group("baseline", short_help="Accept what is there, report what is new.")
def command() -> None:
    """
    Accept what is there, report what is new.

    A baseline is a file of findings that are known and accepted for now, one in each line, to be committed and
    reviewed. Findings are recognised by what they are about, not by their line.
    """


_COMMON = (
    click.argument("path", default=".", type=click.Path(exists=True)),
    click.option("--baseline", metavar="FILE", help=f"The file [baseline of the settings, else {NAME}]."),
    *SETTINGS_OPTIONS,
)


@command.command("write")
@apply(_COMMON)
@click.option("--reason", default="", metavar="TEXT", help="Why these findings are accepted.")
@click.option("--force", is_flag=True, help="Replace a baseline that is there.")
def write(path: str, **values: Any) -> int:
    """Write a baseline of all findings that there are now."""
    from linter.cli.files import write_file
    from linter.cli.streams import say
    from linter.verdict.baseline import make, render

    file, findings = _findings(path, values)
    if file.exists() and not values["force"]:
        raise UsageError(f"{file} is there already: use `tracklint baseline update`, or --force to begin anew")
    entries = make(findings, date.today(), values["reason"])  # noqa: DTZ011 - the user's day
    write_file(file, render(entries).encode())
    say(f"{file}: {len(entries)} accepted")
    return 0


@command.command("update")
@apply(_COMMON)
@click.option("--add", is_flag=True, help="Accept new findings too.")
@click.option("--reason", default="", metavar="TEXT", help="Why new findings are accepted.")
def update(path: str, **values: Any) -> int:
    """Take out what is gone, and follow findings whose file was moved or renamed."""
    from linter.cli.files import write_file
    from linter.cli.streams import say
    from linter.verdict import baseline

    file, findings = _findings(path, values)
    today = date.today()  # noqa: DTZ011 - the user's day
    change = baseline.update(read_baseline(file), findings, today, add=values["add"], reason=values["reason"])
    write_file(file, baseline.render(change.entries).encode())
    say(f"{file}: {change.kept} kept, {change.moved} moved, {change.added} added, {change.removed} removed")
    return 0


@command.command("check")
@apply(_COMMON)
def check(path: str, **values: Any) -> int:
    """Exit with 1 when the file does not say what a new one would: new findings, or entries that are gone."""
    from linter.cli.streams import say, write
    from linter.reporters.escaping import terminal

    file, findings = _findings(path, values)
    known = read_baseline(file)
    new = [finding for finding in findings if not known.holds(finding)]
    gone = known.stale()
    lines = [f"new: {finding.location.path}: {finding.message} [{finding.code}]" for finding in new]
    lines += [f"gone: {entry.path}: {entry.sink} [{entry.code}]" for entry in gone]
    write("".join(f"{terminal(line)}\n" for line in lines), for_people=True)
    if gone:
        say("`tracklint baseline update` takes out what is gone, and finds what was moved")
    return 1 if new or gone else 0


def _findings(path: str, values: dict[str, Any]) -> tuple[Path, tuple[Finding, ...]]:
    """Run a check over the whole project, without any baseline, and give its findings."""
    from linter.check import Request
    from linter.check import check as run
    from linter.cli.options import settings_for
    from linter.workspace.root import find_root

    root = find_root((Path(path),))
    settings = settings_for(root, values)
    file = Path(values["baseline"] or settings.baseline or root / NAME)
    today = date.today()  # noqa: DTZ011 - an allowance ends with the user's day
    report = run(Request(root=root, paths=(root,), settings=settings, today=today))
    return file, report.findings
