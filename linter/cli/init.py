"""``tracklint init``: look at a project, say what is there, and write settings to begin with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linter.cli.options import SETTINGS_OPTIONS, apply
from linter.errors import UsageError

if TYPE_CHECKING:
    from linter.catalogue.catalogue import Catalogue
    from linter.judgement.survey import Seen, Survey

NAME = "tracklint.toml"
_SHOWN = 12


@click.command("init", short_help="Look at a project and write settings to begin with.")
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False))
@click.option("--dry-run", is_flag=True, help="Print the settings instead of writing them.")
@apply(SETTINGS_OPTIONS)
def command(folder: str, dry_run: bool, **values: Any) -> int:
    """
    Look at a project: which trackers, frameworks, template languages, consent manager and sector there are signs of.

    Prints what is seen and writes a commented tracklint.toml, unless the project has settings already.
    """
    from linter.analysis.engine import Engine
    from linter.catalogue.compiled import cache_directory
    from linter.catalogue.load import load
    from linter.cli.check import cache_folder, cores
    from linter.cli.files import write_file
    from linter.cli.options import settings_for
    from linter.cli.progress import Progress
    from linter.cli.streams import say, wants_progress, write
    from linter.judgement.survey import survey
    from linter.settings.load import settings_file
    from linter.workspace.discovery import discover
    from linter.workspace.project import Project
    from linter.workspace.root import find_root
    from linter.workspace.store import Store

    root = find_root((Path(folder),))
    settings = settings_for(root, values)
    cache = cache_folder(settings, values)
    catalogue = load(tuple(Path(rules) for rules in settings.rules), cache)
    discovery = discover(root, (root,), settings)
    project = Project(root, discovery.files, contents=discovery.contents)
    progress = Progress(on=wants_progress(os.environ, quiet=False))
    with Store(cache or cache_directory()) as store, progress:
        progress("looking at the project")
        seen = survey(Engine(project, catalogue, settings, store, cores()))
    write("".join(f"{line}\n" for line in _spoken(seen, catalogue)), for_people=True)
    text = settings_text(seen, catalogue)
    if dry_run:
        write(f"\n{text}", for_people=True)
        return 0
    there = settings_file(root)
    if there is not None:
        raise UsageError(f"{there} is there already: nothing is written; --dry-run prints what would be")
    write_file(root / NAME, text.encode())
    say(f"{root / NAME} is written; `tracklint check` uses it")
    return 0


def _spoken(seen: Survey, catalogue: Catalogue) -> Iterator[str]:
    """Give what was seen in lines for a terminal."""
    from linter.reporters.escaping import terminal
    from linter.reporters.words import count

    def rows(label: str, found: Iterable[Seen], names: dict[str, str]) -> Iterator[str]:
        listed = list(found)
        if not listed:
            yield f"{label:<18}none seen"
        for index, row in enumerate(listed[:_SHOWN]):
            where = f"{count(row.files, 'file')}, {terminal(row.example)}"
            yield f"{label if index == 0 else '':<18}{names.get(row.id, row.id)} ({where})"
        if len(listed) > _SHOWN:
            yield f"{'':<18}and {len(listed) - _SHOWN} more"

    yield f"{'files':<18}{seen.files:,} are read"
    trackers = {key: row.name for key, row in catalogue.trackers.items()}
    yield from rows("trackers", seen.trackers, trackers)
    for group in seen.shared:
        yield f"{'':<18}one of {', '.join(trackers.get(name, name) for name in group)}"
    if seen.named:
        yield from rows("only named", seen.named, trackers)
    yield from rows("frameworks", seen.frameworks, {})
    yield from rows("templates", seen.dialects, _dialects(seen))
    yield from rows("consent", seen.consent, {key: row.name for key, row in catalogue.consent.items()})
    words = f" (words: {', '.join(seen.sector_words)})" if seen.sector else ""
    yield f"{'sector':<18}{seen.sector or 'no sign of a sensitive one'}{words}"
    yield f"{'languages':<18}{', '.join(_languages(seen))}"


def _dialects(seen: Survey) -> dict[str, str]:
    """Give names for dialects; the syntax of Django's and Jinja's templates does not tell which it is."""
    frameworks = {row.id for row in seen.frameworks}
    return {"jinja": "django" if "django" in frameworks and "flask" not in frameworks else "jinja or django"}


def _languages(seen: Survey) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("en", *seen.languages)))


def settings_text(seen: Survey, catalogue: Catalogue) -> str:
    """Give a commented settings file for what was seen. Nothing of the scanned text stands in it."""
    lines = [
        "# Settings of tracklint. All keys: `tracklint schema`. Those in force: `tracklint check --show-settings`."
    ]
    if seen.sector:
        words = ", ".join(seen.sector_words)
        lines += [
            "",
            "# What the site is about. There a search term, a page address or an identifier at a tracker says",
            f"# something about a visitor. Proposed for these words: {words}.",
            f"sector = {json.dumps(seen.sector)}",
        ]
    else:
        lines += [
            "",
            "# What the site is about, where that alone says something about its visitors:",
            "# health, politics, religion, union, sexual, dating.",
            '# sector = "health"',
        ]
    lines += [
        "",
        "# Natural languages of the names in the code.",
        f"languages = {json.dumps(list(_languages(seen)))}",
        "",
        "# A run fails from this severity on: note, warning, error, never.",
        '# fail-on = "warning"',
        "",
        "# Trackers that run before anybody was asked (TRK301, TRK302), where the project asks people or has a sector.",
        *_consent_comment(seen, catalogue),
        '# ignore = ["TRK301", "TRK302"]',
        "",
        "# Names of your own functions and flags that say whether consent was given.",
        '# consent-functions = ["hasConsent"]',
        "",
        "# Files and folders that are left out, in the syntax of .gitignore.",
        '# extend-exclude = ["legacy/"]',
        "",
        "# Findings that are accepted, each with a reason and perhaps a last day.",
        *_trackers_comment(seen, catalogue),
        "# [[allow]]",
        f"# tracker = {json.dumps(seen.trackers[0].id if seen.trackers else 'matomo')}",
        '# kind = "user-id"',
        '# reason = "agreed with the data protection officer"',
        "# until = 2030-12-31",
    ]
    return "\n".join(lines) + "\n"


def _consent_comment(seen: Survey, catalogue: Catalogue) -> list[str]:
    names = [catalogue.consent[row.id].name for row in seen.consent[:3] if row.id in catalogue.consent]
    return [f"# Consent is asked by {', '.join(names)}, as it seems: its checks are known."] if names else []


def _trackers_comment(seen: Survey, catalogue: Catalogue) -> list[str]:
    names = [f"{row.id} ({catalogue.trackers[row.id].recipient.company})" for row in seen.trackers[:_SHOWN]]
    return [f"# Seen here: {', '.join(names)}."] if names else []
