"""``path:line:col: severity: message [TRK101]``: what editors, gcc-style matchers and ``grep`` read."""

from __future__ import annotations

from linter.model import Finding, Problem, Report
from linter.reporters import words
from linter.reporters.context import Context
from linter.reporters.positions import region
from linter.reporters.severities import words as severity_words
from linter.reporters.style import paint


def render(report: Report, context: Context) -> str:
    """Give one line for each finding and problem, then the summary."""
    lines = [finding_line(report, finding, context) for finding in report.findings]
    lines += [problem_line(report, problem, context) for problem in report.problems]
    lines += words.summary(report, context) if context.summary else []
    return "".join(f"{line}\n" for line in lines)


def finding_line(report: Report, finding: Finding, context: Context) -> str:
    """Give the line of a finding."""
    place = region(report, finding.location, "text")
    return _line(
        f"{words.shown_path(finding.location.path, context)}:{place.line}:{place.column}",
        finding.severity,
        words.line_text(finding.message, context),
        f"{finding.code}]{words.marker(finding)}",
        context,
    )


def problem_line(report: Report, problem: Problem, context: Context) -> str:
    """Give the line of a problem; one without a place stands at the beginning of its file, or without a file."""
    where = words.shown_path(problem.path, context) if problem.path else ""
    if problem.location is not None:
        place = region(report, problem.location, "text")
        where = f"{where}:{place.line}:{place.column}"
    elif where:
        where = f"{where}:1:1"
    return _line(where, problem.severity, words.line_text(problem.message, context), f"{problem.code}]", context)


def _line(where: str, severity: str, message: str, code: str, context: Context) -> str:
    row = severity_words(severity)
    place = f"{paint(where, '1', on=context.color)}: " if where else ""
    return f"{place}{paint(row.text, row.color, on=context.color)}: {message} [{code}"
