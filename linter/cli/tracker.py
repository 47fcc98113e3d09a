"""``tracklint tracker [ID]``: what the catalogue says about a tracker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from linter.cli.rule import FORMATS, catalogue_here, named

if TYPE_CHECKING:
    from linter.catalogue.schema import Tracker


@click.command("tracker", short_help="Show what is known about a tracker.")
@click.argument("name", metavar="[ID]", required=False)
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
            write("".join(f"{line}\n" for line in _page(row)), for_people=True)
        return
    if output_format == "json":
        rows = [_short(row) for _, row in sorted(trackers.items())]
        write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", for_people=False)
        return
    size = max((len(key) for key in trackers), default=0)
    lines = [f"{key:<{size}}  {row.name} ({_recipient(row)})\n" for key, row in sorted(trackers.items())]
    write("".join(lines), for_people=True)


def _short(row: Tracker) -> dict[str, str]:
    who = row.recipient
    return {"id": row.id, "name": row.name, "company": who.company, "country": who.country, "role": who.role}


def _recipient(row: Tracker) -> str:
    return f"{row.recipient.company}, {row.recipient.country}, {row.recipient.role}"


def _page(row: Tracker) -> Iterator[str]:
    yield f"{row.name} ({row.id})"
    yield ""
    yield f"recipient      {_recipient(row)}"
    if row.recipient.eu_entity:
        yield f"in the EU      {row.recipient.eu_entity}"
    if row.recipient.hosting_note:
        yield f"hosting        {row.recipient.hosting_note}"
    if row.collects.text:
        yield f"takes itself   {row.collects.text}"
    if row.globals:
        yield f"globals        {', '.join(row.globals)}"
    for index, callee in enumerate(dict.fromkeys(signature.callee for signature in row.signature)):
        yield f"{'calls' if index == 0 else '':<15}{callee}"
    for index, endpoint in enumerate(row.endpoint):
        yield f"{'addresses' if index == 0 else '':<15}{endpoint.host or '*'}{endpoint.path} ({endpoint.use})"
    for index, control in enumerate(row.privacy):
        value = "" if control.value is None else f" = {control.value}"
        note = f": {control.note}" if control.note else ""
        yield f"{'hold back' if index == 0 else '':<15}{control.name}{value} ({control.effect}){note}"
    yield f"known from     {row.documentation or row.confidence} ({row.confidence})"
