"""Which codes are reported, where, and how bad they are: pure answers from the settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from linter.errors import ConfigError, UsageError
from linter.settings.load import COMMAND_LINE
from linter.settings.locate import nearest
from linter.settings.options import ALL, Settings

if TYPE_CHECKING:
    from linter.workspace.ignoring import Patterns

_EVERYTHING = "ALL"


class Choice(NamedTuple):
    """One selector; the greatest of those that match a code decides about it."""

    length: int
    """Of the prefix: the longest wins."""
    level: int
    """At equal length the command line (1) wins over the settings file (0)."""
    takes_out: bool
    """At equal length and level, to leave out wins."""
    prefix: str


class Selection:
    """
    The decision about codes.

    ``off`` are the codes that are reported only when they are selected by their whole name.
    """

    def __init__(self, settings: Settings, off: Iterable[str] = ()) -> None:
        self._choices = tuple(sorted(_choices(settings), reverse=True))
        self._off = frozenset(off)
        self._severities = sorted(((_prefix(s), v) for s, v in settings.severities.items()), key=lambda p: -len(p[0]))
        self._by_file = settings.per_file_ignores
        self._patterns: dict[str, Patterns] = {}
        self.is_selected = lru_cache(maxsize=None)(self._is_selected)

    def _is_selected(self, code: str) -> bool:
        """Say whether a code is reported at all."""
        for choice in self._choices:
            if code.startswith(choice.prefix):
                if choice.takes_out:
                    return False
                return code not in self._off or choice.prefix == code
        return False

    def is_ignored_in(self, code: str, path: str) -> bool:
        """Say whether ``per-file-ignores`` take a code out of a file (path relative to the root)."""
        if not any(code.startswith(_prefix(s)) for selectors in self._by_file.values() for s in selectors):
            return False
        return any(
            any(code.startswith(_prefix(s)) for s in selectors) and self._matches(pattern, path)
            for pattern, selectors in self._by_file.items()
        )

    def _matches(self, pattern: str, path: str) -> bool:
        if pattern not in self._patterns:
            from linter.workspace.ignoring import Patterns

            self._patterns[pattern] = Patterns((pattern,))
        return self._patterns[pattern].hold(path)

    def severity(self, code: str, given: str) -> str:
        """Give the severity of a finding after the settings; ``off`` when it is not to be reported."""
        return next((value for prefix, value in self._severities if code.startswith(prefix)), given)


def check_selectors(settings: Settings, codes: Iterable[str]) -> None:
    """Raise an error that names the origin for a selector that matches no known code."""
    known = sorted(codes)
    for key, selectors in _selectors(settings):
        for selector in selectors:
            if any(code.startswith(_prefix(selector)) for code in known):
                continue
            origin = settings.origins.get(key, COMMAND_LINE if key.startswith("--") else "settings")
            message = f"{key.lstrip('-')}: unknown code {selector!r}{nearest(selector, known)}"
            if key.startswith("--"):
                raise UsageError(f"--{message}")
            raise ConfigError(f"{origin}: {message}")


def _selectors(settings: Settings) -> Iterator[tuple[str, Iterable[str]]]:
    yield "select", settings.select
    yield "ignore", settings.ignore
    yield "extend-select", settings.extend_select
    yield "extend-ignore", settings.extend_ignore
    yield "severities", settings.severities
    yield "allow", [row.code for row in settings.allow if row.code]
    for selectors in settings.per_file_ignores.values():
        yield "per-file-ignores", selectors
    for action, selector in settings.chosen:
        yield f"--{action}", (selector,)


def _choices(settings: Settings) -> Iterator[Choice]:
    rows: list[tuple[Iterable[str], int, bool]] = [
        (settings.select, 0, False),
        (settings.extend_select, 0, False),
        (settings.ignore, 0, True),
        (settings.extend_ignore, 0, True),
    ]
    rows += [((selector,), 1, action == "ignore") for action, selector in settings.chosen]
    for selectors, level, takes_out in rows:
        for selector in selectors:
            prefix = _prefix(selector)
            yield Choice(len(prefix), level, takes_out, prefix)


def _prefix(selector: str) -> str:
    return ALL if selector == _EVERYTHING else selector
