"""``tracklint rule [CODE]``: what a finding code means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linter.cli import complete
from linter.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from linter.catalogue.catalogue import Catalogue
    from linter.reporters.context import RuleText

FORMATS = click.Choice(("text", "json"))


@click.command("rule", short_help="Explain a finding code.")
@click.argument("code", required=False, shell_complete=complete.codes)
@click.option("--all", "everything", is_flag=True, help="Print the pages of all codes.")
@click.option("--output-format", type=FORMATS, default="text", help="Text (Markdown) or JSON [text].")
def command(code: str | None, everything: bool, output_format: str) -> None:
    """
    Explain a finding code: what it finds, why it matters, an example, how to mend it, the articles.

    Without a code all of them are listed.
    """
    from linter.catalogue.load import load, rules_directory
    from linter.cli.streams import write
    from linter.reporters.rules import RuleBook

    rules = RuleBook(load(), rules_directory()).rules
    chosen = rules if code is None else (named(code.upper(), {rule.code: rule for rule in rules}, "code"),)
    if output_format == "json":
        values = [_value(rule) for rule in chosen]
        write(json.dumps(values if code is None else values[0], indent=2, ensure_ascii=False) + "\n", for_people=False)
    elif code is None and not everything:
        write("".join(f"{rule.code}  {rule.summary}\n" for rule in chosen), for_people=True)
    else:
        write("\n".join(_page(rule) for rule in chosen), for_people=True)


def catalogue_here() -> Catalogue:
    """Give the catalogue with the rules that the settings for the current folder add."""
    from linter.catalogue.load import load
    from linter.settings import load_settings

    settings = load_settings(Path.cwd(), None, isolated=False, overrides={})
    return load(tuple(Path(folder) for folder in settings.rules))


def named(name: str, known: dict[str, Any], noun: str) -> Any:
    """Give the value of a name; raises ``UsageError`` with the nearest name."""
    if name in known:
        return known[name]
    raise UsageError(f"unknown {noun} {name!r}{_near(name, known)}")


def _near(name: str, known: Iterable[str]) -> str:
    import difflib

    words = list(known)
    near = difflib.get_close_matches(name, words, 3, 0.5) or [word for word in words if name and name in word][:5]
    return f" (did you mean {' or '.join(repr(word) for word in near)}?)" if near else ""


def _value(rule: RuleText) -> dict[str, str]:
    return {"code": rule.code, "name": rule.name, "summary": rule.summary, "page": rule.page}


def _page(rule: RuleText) -> str:
    text = rule.page or f"# {rule.code} {rule.name}\n\n{rule.summary}.\n"
    return text if text.endswith("\n") else f"{text}\n"
