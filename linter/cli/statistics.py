"""Findings by code."""

from __future__ import annotations

from collections import Counter

from linter.model import Report
from linter.reporters.context import Context


def statistics(report: Report, context: Context) -> str:
    """Give one line for each code: count, code, mark for 'can be mended', name; the most frequent first."""
    counts = Counter(finding.code for finding in report.findings)
    counts.update(problem.code for problem in report.problems)
    fixable = {finding.code for finding in report.findings if finding.fixes}
    size = len(str(max(counts.values(), default=0)))
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return "".join(
        f"{number:>{size}}  {code}  [{'*' if code in fixable else ' '}]  {context.rule(code).name}\n"
        for code, number in rows
    )
