"""
Annotations of GitHub Actions.

The runner shows ten of each kind for a step. The worst are sent as annotations, the others follow as plain lines.
"""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from linter.model import Finding, Location, Problem, Report
from linter.reporters import concise, words
from linter.reporters.context import Context
from linter.reporters.escaping import command_message, command_property, terminal
from linter.reporters.positions import region
from linter.reporters.severities import rank
from linter.reporters.severities import words as severity_words

LIMIT = 10
"""Annotations of one kind in one step."""
_MESSAGE = 3_500
"""Characters of a message, before escaping; the runner cuts at 4,096."""


def render(report: Report, context: Context) -> str:
    """Give the workflow commands, one in each line."""
    plain = replace(context, color=False, workflow=True, prefix=context.repository_prefix)
    items: list[Problem | Finding] = [*report.problems, *report.findings]
    items.sort(key=lambda item: -rank(item.severity))
    sent: Counter[str] = Counter()
    lines: list[str] = []
    left: list[str] = []
    for item in items:
        kind = severity_words(item.severity).github
        sent[kind] += 1
        if sent[kind] <= LIMIT:
            lines.append(
                _finding(report, item, context) if isinstance(item, Finding) else _problem(report, item, context)
            )
        elif isinstance(item, Finding):
            left.append(concise.finding_line(report, item, plain))
        else:
            left.append(concise.problem_line(report, item, plain))
    if left:
        lines.append(f"{words.count(len(left), 'more finding')}, beyond what the runner shows as annotations:")
        lines += left
    return "".join(f"{line}\n" for line in lines)


def _finding(report: Report, finding: Finding, context: Context) -> str:
    rule = context.rule(finding.code)
    parts = [finding.message]
    if finding.help:
        parts.append(finding.help)
    if finding.articles:
        parts.append("; ".join(f"{c.article}: {c.reason}" for c in finding.articles if c.primary))
    return _command(
        report, finding.severity, f"{finding.code} {rule.name}", "\n\n".join(parts), finding.location, "", context
    )


def _problem(report: Report, problem: Problem, context: Context) -> str:
    return _command(report, problem.severity, problem.code, problem.message, problem.location, problem.path, context)


def _command(
    report: Report, severity: str, title: str, message: str, location: Location | None, path: str, context: Context
) -> str:
    properties: dict[str, str | int] = {}
    if location is not None:
        place = region(report, location, "github")
        properties["file"] = words.machine_path(location.path, context)
        properties["line"] = place.line
        properties["endLine"] = place.end_line
        if place.is_one_line:  # the runner drops columns of several lines
            properties["col"] = place.column
            properties["endColumn"] = max(place.end_column, place.column)
    elif path:
        properties["file"] = words.machine_path(path, context)
    properties["title"] = title
    shown = ",".join(f"{key}={command_property(str(value))}" for key, value in properties.items())
    # The old form of commands, `##[name]`, is looked for anywhere in a line.
    text = terminal(message[:_MESSAGE], lines=True).replace("##[", "#\u200b#[")
    return f"::{severity_words(severity).github} {shown}::{command_message(text)}"
