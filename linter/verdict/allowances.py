"""Findings that the settings accept, each with a reason and perhaps an end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from linter.errors import ConfigError
from linter.model import Finding
from linter.settings.locate import nearest

if TYPE_CHECKING:
    from linter.settings import Allowance, Settings
    from linter.workspace.ignoring import Patterns


def check_names(settings: Settings, trackers: Iterable[str], kinds: Iterable[str], languages: Iterable[str]) -> None:
    """Raise an error that names the origin for a tracker, data kind or language of the settings that is not known."""
    spoken = {"en", *languages}
    for language in settings.languages:
        if language not in spoken:
            where = settings.origins.get("languages", "settings")
            raise ConfigError(f"{where}: languages: unknown language {language!r}{nearest(language, spoken)}")
    known = set(kinds)
    for kind in tuple(known):
        known.update(kind[:at] for at, char in enumerate(kind) if char == ".")
    for index, row in enumerate(settings.allow):
        for key, name, valid in (("tracker", row.tracker, set(trackers)), ("kind", row.kind, known)):
            if name and name not in valid:
                where = settings.origins.get("allow", "settings")
                raise ConfigError(f"{where}: allow[{index}].{key}: unknown {key} {name!r}{nearest(name, valid)}")


class Allowances:
    """The ``[[allow]]`` rows of a run."""

    def __init__(self, rows: Sequence[Allowance], today: date | None) -> None:
        self._rows = tuple(row for row in rows if today is None or row.until is None or today <= row.until)
        self._ended = tuple(row for row in rows if row not in self._rows)
        self._patterns: dict[str, Patterns] = {}

    def reason(self, finding: Finding) -> str:
        """Give the reason for which a finding is accepted; empty when it is not."""
        return next((row.reason for row in self._rows if self._matches(row, finding)), "")

    def notices(self) -> tuple[str, ...]:
        """Say which rows have ended."""
        return tuple(f"an allowance ended on {row.until}: {row.reason}" for row in self._ended)

    def _matches(self, row: Allowance, finding: Finding) -> bool:
        if row.code and row.code != "ALL" and not finding.code.startswith(row.code):
            return False
        if row.tracker and row.tracker not in finding.trackers:
            return False
        if row.kind and not all(kind == row.kind or kind.startswith(f"{row.kind}.") for kind in finding.kinds or ("",)):
            # One accepted kind does not excuse the others that travel with it.
            return False
        return row.path is None or self._holds(row.path, finding.location.path)

    def _holds(self, pattern: str, path: str) -> bool:
        if pattern not in self._patterns:
            from linter.workspace.ignoring import Patterns

            self._patterns[pattern] = Patterns((pattern,))
        return self._patterns[pattern].hold(path)
