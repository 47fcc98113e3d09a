"""``tracklint new tracker NAME``: the file of a tracker and a fixture for it, to begin with."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from linter.cli.options import SETTINGS_OPTIONS, apply
from linter.errors import UsageError

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")


@click.group("new", short_help="Begin rules of your own.")
def command() -> None:
    """Begin rules of your own: write files that are valid as they are, to be completed."""


@command.command("tracker")
@click.argument("name")
@click.option("--rules", metavar="FOLDER", help="Where rules are [the first of `rules` in the settings].")
@click.option("--fixtures", metavar="FOLDER", help="Where fixtures are [`fixtures` in the folder of the rules].")
@click.option("--company", default="", help="Who receives the data.")
@click.option("--host", default="", help="The host that its script or its API is at.")
@apply(SETTINGS_OPTIONS)
def tracker(name: str, rules: str | None, fixtures: str | None, company: str, host: str, **values: object) -> int:
    """
    Write the rules of a new tracker, and a fixture that shows a finding and two lines without one.

    NAME is its id: small letters, digits and hyphens. `tracklint test-rules` compares the fixture with what is found.
    """
    from linter.catalogue.load import load
    from linter.cli.files import write_file
    from linter.cli.options import settings_for
    from linter.cli.streams import say
    from linter.workspace.root import find_root

    if not _ID.match(name):
        raise UsageError(f"{name!r} is no id: small letters, digits and single hyphens, a letter first")
    root = find_root((Path(),))
    settings = settings_for(root, values)
    if name in load(tuple(Path(folder) for folder in settings.rules)).trackers:
        raise UsageError(f"there is a tracker {name!r} already: `tracklint tracker {name}` shows it")
    own, samples = _folders(root, settings.rules, rules, fixtures)
    row, sample = own / "trackers" / f"{name}.toml", samples / name / f"{name}.js"
    for file in (row, sample):
        if file.exists():
            raise UsageError(f"{file} is there already")
    for file, text in ((row, tracker_text(name, company, host)), (sample, fixture_text(name))):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, text.encode())
        say(f"{file} is written")
    known = own == root / "rules" or str(own) in settings.rules
    option = "" if known else f" --rules {_seen(own)}"
    say(f"fill in what is marked TODO, then: tracklint test-rules {_seen(sample.parent)}{option}")
    missing = [] if known else [f'rules = ["{_below(own, root)}/"]']
    excluded = f"{_below(samples, root)}/"
    if own != root / "rules" and excluded not in settings.extend_exclude:
        missing.append(f'extend-exclude = ["{excluded}"]')
    if missing:
        say(f"in the settings: {' and '.join(missing)}")
    return 0


def _folders(root: Path, known: tuple[str, ...], rules: str | None, fixtures: str | None) -> tuple[Path, Path]:
    """Give the folders of rules and of fixtures: those named, those of the settings, or those of the linter itself."""
    from linter.catalogue.load import FIXTURES

    if (root / "rules" / "trackers").is_dir() and (root / "linter" / "catalogue").is_dir():
        own, samples = root / "rules", root / "fixtures" / "trackers"
    else:
        own = Path(known[0]) if known else root / "privacy"
        samples = own / FIXTURES
    if rules:
        own = Path(rules).absolute()
        samples = own / FIXTURES
    return own, Path(fixtures).absolute() if fixtures else samples


def _seen(path: Path) -> str:
    return _below(path, Path.cwd())


def _below(path: Path, folder: Path) -> str:
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return path.as_posix()


def symbol_of(name: str) -> str:
    """Give a name for the global of a tracker: ``acme-pixel`` -> ``acmePixel``."""
    first, *rest = name.split("-")
    return first + "".join(word.capitalize() for word in rest)


def tracker_text(name: str, company: str, host: str) -> str:
    """Give the rules of a tracker, valid as they are. Everything that a person has to look up is marked TODO."""
    symbol = symbol_of(name)
    return f"""\
id = "{name}"
name = {json.dumps(company or name.replace("-", " ").title(), ensure_ascii=False)}
documentation = "TODO the page of the vendor that you read"
# documented, seen-in-code or recalled: no error rests on the last.
confidence = "recalled"

# Who gets the data in the end: TODO the legal entity, its country (ISO), its role.
recipient.company = {json.dumps(company or "TODO", ensure_ascii=False)}
recipient.country = "US"
recipient.role = "analytics"

# TODO Does loading it alone send the address of the page?
collects.page_url = false

globals = ["{symbol}"]

# One row for each way to hand data over. The roles of arguments: event, identity, data, search, url, title, referrer,
# free, location, demographic, order, device, credential, health, content, account; empty for of no interest.
signature = [
  {{ callee = "{symbol}.track", arguments = ["event", "data"] }},
  {{ callee = "{symbol}.identify", operation = "identify", arguments = ["identity", "data"] }},
]

# Addresses that belong to it: script, pixel, collect, api, iframe, click.
endpoint = [
  {{ host = {json.dumps(host or f"{name}.example")}, use = "script" }},
]
"""


def fixture_text(name: str) -> str:
    """Give a fixture: what is found, and two lines on which nothing is."""
    symbol = symbol_of(name)
    return f"""\
const q = new URLSearchParams(location.search).get('q');

{symbol}.track('Search', {{ query: q }}); // expect: TRK101 {name}

{symbol}.track('Search', {{ results: 3 }}); // ok a constant says nothing about anybody

function own({symbol}) {{
  {symbol}.save({{ query: q }}); // ok a name that the project gave to something else
}}
"""
