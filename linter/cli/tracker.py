"""``tracklint tracker [ID]``: what the catalogue says about a tracker."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from linter.cli.complete import tracker_ids
from linter.cli.rule import FORMATS, catalogue_here, named
from linter.reporters import words
from linter.reporters.escaping import terminal

if TYPE_CHECKING:
    from linter.catalogue.schema import Tracker

_WIDTH = 100
_REGISTRIES = frozenset({"npm", "py"})
_CHECKS = {
    "npm": "against packages of npm",
    "py": "against packages of PyPI",
    "docs": "against the vendor's documentation",
    "snippet": "against the vendor's installation snippet",
    "hosts": "hosts against lists of trackers' hosts",
    "code-search": "against public code that uses it",
}
"""Words for what ``checked`` says."""


@click.command("tracker", short_help="Show what is known about a tracker.")
@click.argument("name", metavar="[ID]", required=False, shell_complete=tracker_ids)
@click.option("--output-format", type=FORMATS, default="text", help="Text or JSON [text].")
def command(name: str | None, output_format: str) -> None:
    """
    Show what is known about a tracker: who receives, what it takes by itself, how code calls it, how to hold it back.

    Without an id all of them are listed.
    """
    import msgspec

    from linter.cli.streams import write

    trackers = catalogue_here().trackers
    if name is not None:
        row = named(name, dict(trackers), "tracker")
        if output_format == "json":
            write(json.dumps(msgspec.to_builtins(row), indent=2, ensure_ascii=False) + "\n", for_people=False)
        else:
            write("".join(f"{terminal(line)}\n" for line in _page(row)), for_people=True)
        return
    if output_format == "json":
        rows = [_short(row) for _, row in sorted(trackers.items())]
        write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", for_people=False)
        return
    size = max((len(key) for key in trackers), default=0)
    lines = [f"{key:<{size}}  {terminal(f'{row.name} ({_recipient(row)})')}\n" for key, row in sorted(trackers.items())]
    write("".join(lines), for_people=True)


def _short(row: Tracker) -> dict[str, str]:
    who = row.recipient
    return {"id": row.id, "name": row.name, "company": who.company, "country": who.country, "role": who.role}


def _recipient(row: Tracker) -> str:
    return f"{row.recipient.company}, {row.recipient.country}, {row.recipient.role}"


def _page(row: Tracker) -> Iterator[str]:
    yield f"{row.name} ({row.id})"
    yield ""
    for label, texts in (
        ("recipient", [_recipient(row)]),
        ("also does", [", ".join(row.recipient.also)]),
        ("in the EU", [row.recipient.eu_entity]),
        ("hosting", [row.recipient.hosting_note]),
        ("retired", [row.retired]),
        ("takes itself", [row.collects.text]),
        ("ask consent", _consent(row)),
        ("hold back", _controls(row)),
        ("note", [row.notes]),
        ("globals", [", ".join(row.globals)]),
        ("calls", _calls(row)),
        ("addresses", dict.fromkeys(f"{e.host or '*'}{e.path} ({e.use})" for e in row.endpoint)),
        ("checked", [", ".join(_CHECKS.get(way, way) for way in row.checked)]),
        ("known from", [f"{row.documentation or row.confidence} ({row.confidence})"]),
    ):
        for index, text in enumerate(text for text in texts if text):
            lead = label if index == 0 else ""
            yield from textwrap.wrap(text, _WIDTH, initial_indent=f"{lead:<15}", subsequent_indent=" " * 15)


def _consent(row: Tracker) -> Iterator[str]:
    """Say how the tracker itself is told about consent."""
    for call in row.consent:
        arguments = [_literal(argument) for argument in call.arguments]
        if call.fields:
            pairs = ", ".join(f"{key}: {json.dumps(value)}" for key, value in call.fields.items())
            arguments.append(f"{{ {pairs} }}")
        how = f"{call.callee}({', '.join(arguments)})" if call.callee else call.option
        yield f"{how} ({call.effect})" + (f": {call.note}" if call.note else "")
    if row.absent.consent:
        yield f"no call of its own: {row.absent.consent}"


def _literal(argument: str) -> str:
    return argument if argument in ("true", "false") else repr(argument)


def _controls(row: Tracker) -> Iterator[str]:
    for control in row.privacy:
        value = "" if control.value is None else f" = {json.dumps(control.value)}"
        yield f"{control.name}{value} ({control.effect})" + (f": {control.note}" if control.note else "")
    if row.absent.privacy:
        yield f"no switch of its own: {row.absent.privacy}"


def _calls(row: Tracker) -> Iterator[str]:
    """Give the ways that code calls it: its own names, and packages with how many of theirs are known."""
    packages: dict[str, int] = {}
    for callee in dict.fromkeys(signature.callee for signature in row.signature):
        kind, colon, rest = callee.partition(":")
        if not colon or kind not in _REGISTRIES:
            yield callee
            continue
        package = rest.split(":")[0] if kind == "npm" else rest.split(".")[0]
        packages[f"{kind}:{package}"] = packages.get(f"{kind}:{package}", 0) + 1
    for package, count in packages.items():
        yield f"{package} ({words.count(count, 'name')})"
