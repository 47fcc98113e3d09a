"""GitLab Code Quality: one array. Fingerprints must be unique in the file and the same in the next run."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from linter.model import Report
from linter.reporters import words
from linter.reporters.context import Context
from linter.reporters.escaping import well_formed
from linter.reporters.positions import region
from linter.reporters.severities import words as severity_words


def render(report: Report, context: Context) -> str:
    """Give the array; it is empty, not absent, when there is nothing to say."""
    names = Unique()
    rows: list[dict[str, Any]] = []
    for finding in report.findings:
        place = region(report, finding.location, "gitlab")
        rows.append(
            {
                "check_name": finding.code,
                "description": well_formed(f"{finding.message} [{finding.code}]"),
                "fingerprint": names.name(finding.fingerprint or f"{finding.code}\0{finding.location.path}"),
                "severity": severity_words(finding.severity).gitlab,
                "location": {
                    "path": well_formed(words.machine_path(finding.location.path, context)),
                    "lines": {"begin": place.line, "end": place.end_line},
                },
            }
        )
    for problem in report.problems:
        line = region(report, problem.location, "gitlab").line if problem.location is not None else 1
        rows.append(
            {
                "check_name": problem.code,
                "description": well_formed(f"{problem.message} [{problem.code}]"),
                "fingerprint": names.name(f"{problem.code}\0{problem.path}\0{problem.message}"),
                "severity": severity_words(problem.severity).gitlab,
                "location": {
                    "path": well_formed(words.machine_path(problem.path, context)) or ".",
                    "lines": {"begin": line},
                },
            }
        )
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


class Unique:
    """Names that never repeat in one document: of two that would be the same the second gets a number of its own."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def name(self, base: str) -> str:
        """Give a hexadecimal name for a text; the same order of the same texts gives the same names."""
        count = self._seen.get(base, 0)
        self._seen[base] = count + 1
        if count == 0 and len(base) >= 32 and all(char in "0123456789abcdef" for char in base):
            return base
        return hashlib.sha256(f"{base}\0{count}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
