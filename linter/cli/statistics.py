"""Findings and problems by code."""

from __future__ import annotations

import json
from collections import Counter
from typing import NamedTuple

from linter.model import Report
from linter.reporters.context import Context


class Row(NamedTuple):
    """How often a code was found."""

    number: int
    code: str
    name: str
    fixable: int
    """How many of them ``--fix`` can mend."""


def rows(report: Report, context: Context) -> list[Row]:
    """Count by code, the most frequent first."""
    counts = Counter(finding.code for finding in report.findings)
    counts.update(problem.code for problem in report.problems)
    fixable = Counter(finding.code for finding in report.findings if finding.fixes)
    ordered = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return [Row(number, code, context.rule(code).name, fixable[code]) for code, number in ordered]


def as_text(report: Report, context: Context) -> str:
    """Give one line for each code: count, code, mark for 'can be mended', name."""
    found = rows(report, context)
    size = len(str(max((row.number for row in found), default=0)))
    return "".join(f"{row.number:>{size}}  {row.code}  [{'*' if row.fixable else ' '}]  {row.name}\n" for row in found)


def as_json(report: Report, context: Context) -> str:
    """Give an array with an object for each code."""
    found = [
        {"code": row.code, "name": row.name, "count": row.number, "fixable": row.fixable}
        for row in rows(report, context)
    ]
    return json.dumps(found, indent=2) + "\n"
