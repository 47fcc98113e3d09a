"""
Write the generated pages of ``docs/reference/``: codes, settings, trackers, data kinds, law.

``--check`` writes nothing and exits with 1 when a page is not what would be written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.load import load
from linter.settings import Options

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"
NOTE = "<!-- Written by `make docs`; do not edit. -->"


def codes(catalogue: Catalogue) -> Iterator[str]:
    yield "# Finding codes"
    yield "`tracklint rule TRK101` prints the page of a code."
    yield table(
        ("code", "name", "what it finds"), ((r.code, f"`{r.name}`", r.summary) for r in catalogue.codes.values())
    )


def kinds(catalogue: Catalogue) -> Iterator[str]:
    yield "# Data kinds"
    yield "What a value can be. The words by which each is known are in `rules/data/kinds/`."
    rows = sorted((k.id, k.label, k.code, k.special) for k in catalogue.kinds.values())
    yield table(("kind", "", "code", "special category"), ((f"`{i}`", label, c, s) for i, label, c, s in rows))


def trackers(catalogue: Catalogue) -> Iterator[str]:
    yield "# Trackers"
    yield (
        f"The {len(catalogue.trackers)} trackers that are known, and who receives the data. *Confidence* says where the facts "
        "are from; no error rests on a recalled one."
    )
    rows = sorted(catalogue.trackers.values(), key=lambda t: t.id)
    yield table(
        ("id", "name", "recipient", "country", "role", "confidence"),
        ((f"`{t.id}`", t.name, t.recipient.company, t.recipient.country, t.recipient.role, t.confidence) for t in rows),
    )


def settings(_catalogue: Catalogue) -> Iterator[str]:
    yield "# Settings"
    yield "Keys of `tracklint.toml`, or of `[tool.tracklint]` in `pyproject.toml`. `tracklint check --show-settings` prints where each is from."
    yield (
        "A run has one project and one settings file: that of the nearest folder upward from what is named, up to the top "
        "of the repository. It is taken whole, `extend` alone joins files. Settings in folders below do not count: "
        "`tracklint check packages/shop` takes those of `packages/shop`, `tracklint check .` those beside it."
    )
    schema = msgspec.json.schema(Options)
    properties: dict[str, Any] = schema["$defs"]["Options"]["properties"]
    rows = sorted(properties.items())
    yield table(
        ("key", "default", ""),
        (
            (f"`{key}`", f"`{msgspec.json.encode(row.get('default')).decode()}`", row.get("description", ""))
            for key, row in rows
        ),
    )


def law(catalogue: Catalogue) -> Iterator[str]:
    yield "# The law"
    yield "What a finding may cite. It names few of these, each with the reason that made it apply; it is no legal advice."
    yield table(
        ("provision", "title", "in plain words"), ((a.ref, a.title, a.meaning) for a in catalogue.law.articles.values())
    )
    yield "## Decisions and guidelines"
    yield table(
        ("", "date", "what it says"),
        ((f"{a.body}: {a.case}", a.date, a.held) for a in catalogue.law.authorities.values()),
    )


def table(head: tuple[str, ...], rows: Any) -> str:
    """Give a Markdown table; cells are text with ``|`` and line breaks made harmless."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(str(c).replace('|', chr(92) + '|').replace(chr(10), ' ') for c in line)} |" for line in lines
    )


PAGES = {"codes.md": codes, "kinds.md": kinds, "law.md": law, "settings.md": settings, "trackers.md": trackers}


def main(arguments: list[str]) -> int:
    catalogue = load()
    stale = []
    for name, page in PAGES.items():
        text = f"{NOTE}\n\n" + "\n\n".join(page(catalogue)) + "\n"
        path = DOCS / name
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    if "--check" in arguments and stale:
        sys.stderr.write(f"not up to date, run `make docs`: {', '.join(stale)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
