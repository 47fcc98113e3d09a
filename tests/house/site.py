"""
Pages of the documentation's site that are made from the catalogue: a hook of mkdocs, see ``mkdocs.yml``.

A page for each finding code, tracker and data kind; the tables of ``docs/reference`` link to them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # mkdocs loads this file by its path

from linter.catalogue.catalogue import Catalogue  # noqa: E402
from linter.catalogue.load import load  # noqa: E402
from linter.catalogue.schema import Kind, Tracker  # noqa: E402

_ROW = re.compile(r"^\| `?([\w.-]+)`? \|", re.MULTILINE)


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages (a hook of mkdocs: ``files`` is its list, ``config`` its settings)."""
    from mkdocs.structure.files import File

    for path, text in pages(load()).items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Link the first cell of the reference's tables to the page of what it names (a hook of mkdocs)."""
    path = page.file.src_uri
    if not path.startswith("reference/"):
        return markdown
    folder = path.removeprefix("reference/").removesuffix(".md")
    known = {file.src_uri for file in files}

    def link(match: re.Match[str]) -> str:
        target = f"{folder}/{match[1]}.md"
        return f"| [{match[1]}]({target}) |" if f"reference/{target}" in known else match[0]

    return _ROW.sub(link, markdown)


def pages(catalogue: Catalogue) -> dict[str, str]:
    """Give all generated pages: path below the site's root -> Markdown."""
    found: dict[str, str] = {}
    for code in sorted(catalogue.codes):
        page = ROOT / "rules" / "findings" / f"{code}.md"
        found[f"reference/codes/{code}.md"] = page.read_text("utf-8")
    for tracker in catalogue.trackers.values():
        found[f"reference/trackers/{tracker.id}.md"] = _join(tracker_page(tracker, catalogue))
    for kind in catalogue.kinds.values():
        found[f"reference/kinds/{kind.id}.md"] = _join(kind_page(kind))
    return dict(sorted(found.items()))


def tracker_page(row: Tracker, catalogue: Catalogue) -> Iterator[str]:
    """Say what a tracker is, who gets the data, what it takes by itself, how to ask and how to hold back."""
    who = row.recipient
    yield f"# {row.name}"
    yield table(
        ("", ""),
        [
            ("id", f"`{row.id}`"),
            ("recipient", who.company),
            ("country", who.country),
            ("role", ", ".join((who.role, *who.also))),
            ("in the EU", who.eu_entity),
            ("hosting", " ".join(filter(None, (who.hosting, who.hosting_note)))),
            ("known from", f"{row.documentation} ({row.confidence})"),
            ("checked", ", ".join(row.checked)),
        ],
    )
    if row.collects.text:
        yield "## What it takes by itself"
        yield text(row.collects.text)
    if row.signature:
        yield "## How code calls it"
        calls = {(s.callee, ", ".join(s.verbs), s.operation) for s in row.signature}
        yield table(("call", "verb", "what it does"), [(f"`{c}`", v, o) for c, v, o in sorted(calls)])
    if row.endpoint:
        yield "## Its addresses"
        yield table(("address", "use"), sorted({(f"`{e.host or '*'}{e.path}`", e.use) for e in row.endpoint}))
    if row.consent:
        yield "## How it is told of consent"
        yield table(
            ("call", "effect"), sorted({(f"`{getattr(c, 'call', '')}`", getattr(c, "effect", "")) for c in row.consent})
        )
    if row.privacy:
        yield "## How to hold it back"
        yield table(
            ("switch", "value", "effect", ""),
            [(f"`{p.name}`", "" if p.value is None else f"`{p.value}`", p.effect, p.note) for p in row.privacy],
        )
    if row.notes:
        yield "## Notes"
        yield text(row.notes)


def kind_page(row: Kind) -> Iterator[str]:
    """Say what a data kind is and by which words it is known."""
    yield f"# {row.id}: {row.label}"
    yield f"Reported as [{row.code}](../codes/{row.code}.md)." + (f" {text(row.note)}" if row.note else "")
    if row.articles:
        yield "Articles: " + ", ".join(f"Art. {article}" for article in row.articles) + "."
    for title, words in (("Enough alone", row.strong), ("Where the place supports it", row.weak)):
        if words:
            yield f"## {title}"
            yield table(("language", "words"), [(lang, ", ".join(entries)) for lang, entries in sorted(words.items())])
    if row.negative:
        yield "## Never"
        yield text(", ".join(row.negative))


def text(value: str) -> str:
    """Make text harmless in Markdown."""
    return re.sub(r"([<>*_\[\]|])", r"\\\1", value).replace("\n", " ")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Give a Markdown table without its empty rows; cells in backticks stay as they are."""
    cell: Callable[[str], str] = lambda v: v.replace("|", r"\|") if v.startswith("`") else text(v)  # noqa: E731
    lines = [head, ("---",) * len(head), *(tuple(cell(c) for c in row) for row in rows if row[-1] or len(row) > 2)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _join(parts: Iterator[str]) -> str:
    return "\n\n".join(parts) + "\n"
