"""The pages of the finding codes, and the names of trackers and data kinds, from the catalogue."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from linter.reporters.context import RuleText

if TYPE_CHECKING:
    from linter.catalogue.catalogue import Catalogue

_FOLDER = "findings"


class RuleBook:
    """The words of a catalogue's rules for people; ``directory`` is that of the linter's own rules."""

    def __init__(self, catalogue: Catalogue, directory: Path) -> None:
        self._catalogue = catalogue
        self._directory = directory

    @cached_property
    def rules(self) -> tuple[RuleText, ...]:
        """All codes with their pages, sorted."""
        return tuple(
            RuleText(code, row.name, row.summary, _page(self._directory / _FOLDER / f"{code}.md"))
            for code, row in sorted(self._catalogue.codes.items())
        )

    @cached_property
    def trackers(self) -> dict[str, str]:
        """The names of trackers by id."""
        return {key: row.name for key, row in self._catalogue.trackers.items()}

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The labels of data kinds by id."""
        return {key: row.label for key, row in self._catalogue.kinds.items()}


def _page(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError:
        return ""
