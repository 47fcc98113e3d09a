"""``tracklint test-rules FOLDER``: compare what is found in annotated fixtures with what their comments say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from linter.errors import UsageError

if TYPE_CHECKING:
    from linter.catalogue.catalogue import Catalogue
    from linter.verdict.expectations import Announced


@click.command("test-rules", short_help="Test rules of your own with annotated fixtures.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@click.option("--rules", multiple=True, metavar="FOLDER", help="Rules beside those that the settings name.")
@click.option("--quiet", "-q", is_flag=True, help="Print differences only.")
def command(folder: str, rules: tuple[str, ...], quiet: bool) -> int:
    """
    Compare what is found in annotated fixtures with what their comments say.

    FOLDER is one project, or holds projects; one with rules in it (`trackers/`, `consent/` and so on) is tested with
    these. A comment at the end of a line, or alone above it, announces:

    \b
    // expect: TRK101 acme     a finding with this code and tracker
    // ok                      nothing on this line
    // miss: TRK101 acme       a known miss: the day it is found, the test fails
    // alarm: TRK101 acme      a known false alarm: the day it goes, the test fails

    Several are separated by `;`, and `acme|other` is one of two trackers. Exits with 1 when anything differs: also what
    is found and not announced.
    """  # noqa: D301 - click wants the character
    from linter.cli.streams import say, write
    from linter.reporters.escaping import terminal
    from linter.verdict.expectations import projects_of

    rules = (*rules, *_rules_in(Path(folder)))
    known: dict[tuple[str, ...], Catalogue] = {}
    failed = announced = count = 0
    for project in projects_of(Path(folder)):
        numbers, lines = _compare(project, rules, known)
        if not any(numbers) and not lines:
            continue  # nothing is said there that could be so or not: a folder of rules, of notes
        announced += sum(numbers)
        count += 1
        failed += bool(lines)
        name = terminal(project.name)
        if lines:
            shown = "".join(f"  {terminal(line, lines=True)}\n" for line in lines)
            write(f"differs  {name}\n{shown}", for_people=True)
        elif not quiet:
            write(f"as said  {name} ({numbers[0]} findings, {numbers[1]} silent lines)\n", for_people=True)
    if not announced:
        raise UsageError(f"{folder}: no comment announces anything: see `tracklint test-rules --help`")
    if failed or not quiet:
        say(f"{count - failed} of {count} projects are as their comments say")
    return 1 if failed else 0


def _rules_in(folder: Path) -> tuple[str, ...]:
    """Give the folder itself where it is laid out as rules are."""
    from linter.catalogue.building import FOLDERS

    return (str(folder),) if any(next((folder / name).glob("*.toml"), None) for name in FOLDERS) else ()


def _compare(
    project: Path, rules: tuple[str, ...], known: dict[tuple[str, ...], Catalogue]
) -> tuple[tuple[int, int], list[str]]:
    """Check one project by itself; give how many findings and silent lines are announced, and what differs."""
    import msgspec

    from linter.catalogue.load import load
    from linter.check import Request, check
    from linter.settings import load_settings
    from linter.verdict import expectations

    try:
        said = expectations.read(expectations.files_of(project))
    except ValueError as error:
        raise UsageError(f"{project}: {error}") from None
    overrides: dict[str, object] = {"exclude": [], "respect_gitignore": False}
    settings = load_settings(project, expectations.settings_file(project), False, overrides)
    # A check of the project around them leaves fixtures out; here they are what is asked for.
    settings = msgspec.structs.replace(settings, extend_exclude=())
    folders = tuple({Path(name).resolve(): name for name in (*settings.rules, *rules)}.values())
    if folders not in known:
        known[folders] = load(tuple(Path(name) for name in folders))
    report = check(Request(root=project, paths=(project,), settings=settings, catalogue=known[folders], fixes=False))
    numbers = len(said.expected) + len(said.missed) + len(said.alarms), len(said.silent)
    return numbers, [*_unknown(said, known[folders]), *expectations.differences(said, report)]


def _unknown(said: Announced, catalogue: Catalogue) -> list[str]:
    """Give a line for each tracker that comments name and no rules have: misspelt, or its rules were not named."""
    from linter.settings.locate import nearest

    named = {name for marks in said[:3] for mark in marks for name in mark.trackers}
    return [
        f"unknown tracker          {name}{nearest(name, catalogue.trackers)}: name the folder of its rules (--rules)"
        for name in sorted(named.difference(catalogue.trackers))
    ]
