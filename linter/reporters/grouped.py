"""Findings under the name of their file, in the layout of ESLint's stylish formatter, which many editors read."""

from __future__ import annotations

from linter.model import Report
from linter.reporters import words
from linter.reporters.context import Context
from linter.reporters.positions import region
from linter.reporters.severities import words as severity_words
from linter.reporters.style import display_width, paint

_INFO = "info"
"""What the matchers for this layout call a note."""


def render(report: Report, context: Context) -> str:
    """Give a block for each file, then the summary with a cross or a tick."""
    blocks: dict[str, list[tuple[str, str, str, str]]] = {}
    for finding in report.findings:
        place = region(report, finding.location, "text")
        message = words.line_text(finding.message, context)
        row = (f"{place.line}:{place.column}", finding.severity, message, f"{finding.code}{words.marker(finding)}")
        blocks.setdefault(finding.location.path, []).append(row)
    for problem in report.problems:
        at = "1:1"
        if problem.location is not None:
            place = region(report, problem.location, "text")
            at = f"{place.line}:{place.column}"
        row = (at, problem.severity, words.line_text(problem.message, context), problem.code)
        blocks.setdefault(problem.path, []).append(row)
    lines: list[str] = []
    for path, rows in sorted(blocks.items()):
        rows.sort(key=lambda row: [int(number) for number in row[0].split(":")])
        shown = words.shown_path(path, context) if path else "(the run as a whole)"
        lines += [paint(shown, "4", on=context.color), *_rows(rows, context), ""]
    if context.summary:
        first, *rest = words.summary(report, context)
        mark = "\u2716" if report.findings or report.problems else "\u2714"
        lines += [f"{mark} {first}", *rest]
    return "".join(f"{line}\n" for line in lines)


def _rows(rows: list[tuple[str, str, str, str]], context: Context) -> list[str]:
    places = max(len(row[0]) for row in rows)
    names = max(len(_name(row[1])) for row in rows)
    messages = min(max(display_width(row[2]) for row in rows), context.width)
    lines = []
    for place, severity, message, code in rows:
        word = paint(f"{_name(severity):<{names}}", severity_words(severity).color, on=context.color)
        pad = " " * max(messages - display_width(message), 0)
        lines.append(f"  {place:>{places}}  {word}  {message}{pad}  {paint(code, '2', on=context.color)}")
    return lines


def _name(severity: str) -> str:
    text = severity_words(severity).text
    return _INFO if text == "note" else text
