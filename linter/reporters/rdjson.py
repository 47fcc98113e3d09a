"""reviewdog's diagnostic format, one document. Columns count UTF-8 bytes."""

from __future__ import annotations

import json
from typing import Any

from linter.model import Finding, Fix, Location, Problem, Report
from linter.reporters import concise, words
from linter.reporters.context import NAME, Context
from linter.reporters.escaping import well_formed
from linter.reporters.positions import region
from linter.reporters.severities import words as severity_words


def render(report: Report, context: Context) -> str:
    """Give the document."""
    document = {"source": {"name": NAME}, "diagnostics": diagnostics(report, context)}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def diagnostics(report: Report, context: Context) -> list[dict[str, Any]]:
    """Give all findings and problems as diagnostics."""
    from msgspec.structs import replace

    plain = replace(context, color=False, prefix=context.repository_prefix)
    return [
        *(_finding(report, finding, plain) for finding in report.findings),
        *(_problem(report, problem, plain) for problem in report.problems),
    ]


def _finding(report: Report, finding: Finding, context: Context) -> dict[str, Any]:
    message = finding.message if not finding.help else f"{finding.message}\n{finding.help}"
    made: dict[str, Any] = {
        "message": well_formed(message),
        "location": _place(report, finding.location, context),
        "severity": severity_words(finding.severity).rdjson,
        "code": {"value": finding.code},
        "original_output": well_formed(concise.finding_line(report, finding, context)),
    }
    suggestions = [
        made_of
        for fix in finding.fixes
        if {edit.location.path for edit in fix.edits} == {finding.location.path}
        if (made_of := _suggestion(report, fix)) is not None
    ]
    if suggestions:
        made["suggestions"] = suggestions
    related = [
        {"message": well_formed(step.text), "location": _place(report, step.location, context)}
        for flow in finding.flows[:1]
        for step in flow.steps[:1]
        if step.location != finding.location
    ]
    if related:
        made["related_locations"] = related
    return made


def _suggestion(report: Report, fix: Fix) -> dict[str, Any] | None:
    """Give a fix as one text in the place of another: each suggestion is applied by itself, edits are not."""
    edits = sorted(fix.edits, key=lambda edit: (edit.location.start, edit.location.end))
    text = report.texts.get(edits[0].location.path)
    if text is None:
        return None
    parts: list[str] = []
    at = edits[0].location.start
    for edit in edits:
        if edit.location.start < at:
            return None
        parts.extend((text.slice(at, edit.location.start), edit.text))
        at = edit.location.end
    whole = Location(edits[0].location.path, edits[0].location.start, at)
    return {"range": _range(report, whole, exact=True), "text": well_formed("".join(parts))}


def _problem(report: Report, problem: Problem, context: Context) -> dict[str, Any]:
    place: dict[str, Any] = {"path": well_formed(words.machine_path(problem.path, context)) or "."}
    if problem.location is not None:
        place = _place(report, problem.location, context)
    return {
        "message": well_formed(problem.message),
        "location": place,
        "severity": severity_words(problem.severity).rdjson,
        "code": {"value": problem.code},
        "original_output": well_formed(concise.problem_line(report, problem, context)),
    }


def _place(report: Report, location: Location, context: Context) -> dict[str, Any]:
    return {"path": well_formed(words.machine_path(location.path, context)), "range": _range(report, location)}


def _range(report: Report, location: Location, *, exact: bool = False) -> dict[str, Any]:
    place = region(report, location, "rdjson", exact=exact)
    return {
        "start": {"line": place.line, "column": place.column},
        "end": {"line": place.end_line, "column": place.end_column},
    }
