"""What a reporter is told beside the report: how it is read, and the pages of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

import msgspec

VERSION = "0.1.0"
NAME = "tracklint"


class RuleText(msgspec.Struct, frozen=True):
    """A finding code for people."""

    code: str
    name: str
    summary: str
    page: str = ""
    """Its page in Markdown."""


class Book(Protocol):
    """The words of the rules. A catalogue's are read when they are asked for: most reports name few."""

    @property
    def rules(self) -> tuple[RuleText, ...]:
        """All codes, sorted."""

    @property
    def trackers(self) -> Mapping[str, str]:
        """Names of trackers by id."""

    @property
    def kinds(self) -> Mapping[str, str]:
        """Labels of data kinds by id."""


class GivenBook(msgspec.Struct, frozen=True, kw_only=True):
    """A book of the words that it is given."""

    rules: tuple[RuleText, ...] = ()
    trackers: Mapping[str, str] = {}
    kinds: Mapping[str, str] = {}


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that may change a document beside the report itself. The defaults give the plainest document."""

    version: str = VERSION
    book: Book = GivenBook()
    color: bool = False
    width: int = 100
    """Columns that text for people is wrapped to."""
    prefix: str = ""
    """Put before every path that people read, with ``/`` at the end: the way from where they stand down to the root."""
    standing: str = ""
    """Where people stand below the root (``web``), when they do; then ``prefix`` is empty."""
    repository_prefix: str = ""
    """Put before every path that programs read: the way from the top of the repository to the root."""
    workflow: bool = False
    """True where a CI runner reads the output for commands: these are broken up inside excerpts."""
    show_suppressed: bool = False
    summary: bool = True
    """False where only findings are wanted."""
    now: datetime | None = None
    """The time of the run (UTC), for the one format that must say it."""

    @property
    def rules(self) -> tuple[RuleText, ...]:
        """All codes, sorted."""
        return self.book.rules

    @property
    def trackers(self) -> Mapping[str, str]:
        """Names of trackers by id."""
        return self.book.trackers

    @property
    def kinds(self) -> Mapping[str, str]:
        """Labels of data kinds by id."""
        return self.book.kinds

    def rule(self, code: str) -> RuleText:
        """Give the text of a code, also of one that is not known."""
        return next((rule for rule in self.rules if rule.code == code), RuleText(code, code.lower(), code))
