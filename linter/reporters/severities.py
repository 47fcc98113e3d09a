"""The table of severities: what each consumer calls an error, a warning and a note."""

from __future__ import annotations

from typing import NamedTuple

from linter.model import SEVERITIES


class Words(NamedTuple):
    """One severity in the words of every consumer."""

    sarif: str
    score: str
    """``security-severity`` of a SARIF rule: a number as a string."""
    github: str
    text: str
    gitlab: str
    gitlab_sast: str
    rdjson: str
    checkstyle: str
    azure: str
    lsp: int
    """``DiagnosticSeverity``."""
    color: str
    """SGR parameters for terminals."""


TABLE: dict[str, Words] = {
    "error": Words("error", "8.0", "error", "error", "critical", "High", "ERROR", "error", "error", 1, "1;31"),
    "warning": Words(
        "warning", "5.5", "warning", "warning", "major", "Medium", "WARNING", "warning", "warning", 2, "1;33"
    ),
    "note": Words("note", "3.0", "notice", "note", "minor", "Low", "INFO", "info", "warning", 3, "1;36"),
}


def words(severity: str) -> Words:
    """Give the row of a severity; one that is not known counts as a warning."""
    return TABLE.get(severity, TABLE["warning"])


def rank(severity: str) -> int:
    """Give a number that grows with the severity."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else 1
