"""``tracklint kind [NAME]``: what the catalogue says about a data kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from linter.cli.complete import kind_names
from linter.cli.rule import FORMATS, catalogue_here, named
from linter.reporters.escaping import terminal

if TYPE_CHECKING:
    from linter.catalogue.catalogue import Catalogue
    from linter.catalogue.schema import Kind

_WORDS = 12
_SPECIAL = {
    "explicit": "it belongs to a special category (GDPR Art. 9)",
    "inferred-in-context": "in some places it lets one deduce something of a special category",
}
_IDENTIFIES = {
    "direct": "a person, by itself",
    "pseudonymous": "a person or a device, under a pseudonym",
    "transport": "whoever a connection comes from",
}


@click.command("kind", short_help="Show what is known about a data kind.")
@click.argument("name", required=False, shell_complete=kind_names)
@click.option("--output-format", type=FORMATS, default="text", help="Text or JSON [text].")
def command(name: str | None, output_format: str) -> None:
    """
    Show what is known about a data kind: its code, its articles, the words that name it in each language.

    Without a name all of them are listed.
    """
    import msgspec

    from linter.cli.streams import write

    catalogue = catalogue_here()
    kinds = catalogue.kinds
    if name is not None:
        row = named(name, dict(kinds), "data kind")
        if output_format == "json":
            write(json.dumps(msgspec.to_builtins(row), indent=2, ensure_ascii=False) + "\n", for_people=False)
        else:
            write("".join(f"{terminal(line)}\n" for line in _page(row, catalogue)), for_people=True)
        return
    if output_format == "json":
        rows = [{"id": row.id, "label": row.label, "code": row.code} for _, row in sorted(kinds.items())]
        write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", for_people=False)
        return
    size = max((len(key) for key in kinds), default=0)
    write("".join(f"{key:<{size}}  {row.code}  {row.label}\n" for key, row in sorted(kinds.items())), for_people=True)


def _page(row: Kind, catalogue: Catalogue) -> Iterator[str]:
    yield f"{row.label} ({row.id})"
    yield ""
    yield f"code        {row.code}"
    if row.articles:
        known = catalogue.law.articles
        yield f"articles    {', '.join(known[article].ref for article in row.articles)}"
    if row.special in _SPECIAL:
        yield f"special     {_SPECIAL[row.special]}"
    if row.identifier in _IDENTIFIES:
        yield f"identifies  {_IDENTIFIES[row.identifier]}"
    for label, words in (("named by", row.strong), ("perhaps", row.weak)):
        for index, (language, entries) in enumerate(sorted(words.items())):
            more = f", and {len(entries) - _WORDS} more" if len(entries) > _WORDS else ""
            yield f"{label if index == 0 else '':<12}{language}: {', '.join(entries[:_WORDS])}{more}"
    if row.weak and row.needs:
        yield f"perhaps, if {_either(row.needs, catalogue)}"
    if row.negative:
        yield f"never by    {', '.join(row.negative[:_WORDS])}"
    if row.note:
        yield f"note        {row.note}"


def _either(needs: tuple[str, ...], catalogue: Catalogue) -> str:
    """Say of which contexts one has to hold for the words that are no sign by themselves."""
    contexts = catalogue.vocabulary.context
    said = [" and ".join(_clause(contexts[name].meaning) for name in need.split("+")) for need in needs]
    return "; or ".join(said)


def _clause(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:].rstrip('.')}"
