"""The pages of the finding codes, and the names of trackers and data kinds, from the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from linter.reporters.context import RuleText

if TYPE_CHECKING:
    from linter.catalogue.catalogue import Catalogue

_FOLDER = "findings"


def rule_texts(catalogue: Catalogue, directory: Path) -> tuple[RuleText, ...]:
    """Give all codes with their pages, sorted; ``directory`` is that of the linter's own rules."""
    return tuple(
        RuleText(code, row.name, row.summary, _page(directory / _FOLDER / f"{code}.md"))
        for code, row in sorted(catalogue.codes.items())
    )


def _page(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError:
        return ""


def tracker_names(catalogue: Catalogue) -> dict[str, str]:
    """Give the names of trackers by id."""
    return {key: row.name for key, row in catalogue.trackers.items()}


def kind_labels(catalogue: Catalogue) -> dict[str, str]:
    """Give the labels of data kinds by id."""
    return {key: row.label for key, row in catalogue.kinds.items()}
