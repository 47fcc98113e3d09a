"""Checkstyle XML: start positions only. ``source`` is the code, as reviewdog and most viewers read it."""

from __future__ import annotations

from linter.model import Report
from linter.reporters import words
from linter.reporters.context import NAME, Context
from linter.reporters.escaping import xml
from linter.reporters.positions import region
from linter.reporters.severities import words as severity_words


def render(report: Report, context: Context) -> str:
    """Give the document."""
    files: dict[str, list[str]] = {}
    for finding in report.findings:
        place = region(report, finding.location, "checkstyle")
        files.setdefault(finding.location.path, []).append(
            _error(place.line, place.column, finding.severity, finding.message, finding.code)
        )
    for problem in report.problems:
        line, column = 1, 1
        if problem.location is not None:
            place = region(report, problem.location, "checkstyle")
            line, column = place.line, place.column
        files.setdefault(problem.path, []).append(_error(line, column, problem.severity, problem.message, problem.code))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<checkstyle version="4.3">']
    for path, errors in sorted(files.items()):
        lines.append(f'  <file name="{xml(words.machine_path(path, context)) or NAME}">')
        lines += [f"    {error}" for error in errors]
        lines.append("  </file>")
    lines.append("</checkstyle>")
    return "".join(f"{line}\n" for line in lines)


def _error(line: int, column: int, severity: str, message: str, code: str) -> str:
    return (
        f'<error line="{line}" column="{column}" severity="{severity_words(severity).checkstyle}" '
        f'message="{xml(message)}" source="{xml(code)}"/>'
    )
