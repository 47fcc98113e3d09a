"""``tracklint schema settings|report``: JSON Schemas, for editors and for readers of the ``json`` format."""

from __future__ import annotations

import click


@click.command("schema", short_help="Print the JSON Schema of settings or reports.")
@click.argument("name", type=click.Choice(("settings", "report")), default="settings")
def command(name: str) -> None:
    """Print the JSON Schema of settings files (for editors), or of the json format."""
    from linter.cli.streams import write

    if name == "report":
        from linter.reporters import json_schema

        write(json_schema.render(), for_people=False)
    else:
        from linter.settings import schema

        write(schema.render(), for_people=False)
