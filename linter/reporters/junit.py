"""JUnit XML: one suite for each file, one case for each finding; a clean run is one case that passed."""

from __future__ import annotations

from linter.model import Finding, Problem, Report
from linter.reporters import words
from linter.reporters.context import NAME, Context
from linter.reporters.escaping import xml
from linter.reporters.positions import region


def render(report: Report, context: Context) -> str:
    """Give the document."""
    suites: dict[str, list[tuple[str, str]]] = {}
    for finding in report.findings:
        suites.setdefault(finding.location.path, []).append(("failure", _failure(report, finding, context)))
    for problem in report.problems:
        line = region(report, problem.location, "junit").line if problem.location is not None else 1
        path = xml(words.machine_path(problem.path, context)) or NAME
        suites.setdefault(problem.path, []).append(("error", _problem(problem, path, line)))
    if context.show_suppressed:
        for finding in report.suppressed:
            suites.setdefault(finding.location.path, []).append(("skipped", _skipped(report, finding, context)))
    if not suites:
        suites[""] = [("", f'<testcase classname="{NAME}" name="no findings"/>')]
    cases = [kind for rows in suites.values() for kind, _ in rows]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="{NAME}" {_counts(cases)}>']
    for path, rows in sorted(suites.items()):
        name = xml(words.machine_path(path, context)) if path else NAME
        lines.append(f'  <testsuite name="{name}" {_counts([kind for kind, _ in rows])}>')
        lines += [f"    {case}" for _, case in rows]
        lines.append("  </testsuite>")
    lines.append("</testsuites>")
    return "".join(f"{line}\n" for line in lines)


def _counts(cases: list[str]) -> str:
    numbers = {"tests": len(cases), "failures": cases.count("failure"), "errors": cases.count("error")}
    return " ".join(f'{name}="{number}"' for name, number in {**numbers, "skipped": cases.count("skipped")}.items())


def _open(report: Report, finding: Finding, context: Context) -> str:
    place = region(report, finding.location, "junit")
    path = xml(words.machine_path(finding.location.path, context))
    name = xml(f"{finding.code} {context.rule(finding.code).name} at {place.line}:{place.column}")
    return f'<testcase classname="{path}" name="{name}" file="{path}" line="{place.line}">'


def _failure(report: Report, finding: Finding, context: Context) -> str:
    place = region(report, finding.location, "junit")
    path = words.machine_path(finding.location.path, context)
    lines = [f"{path}:{place.line}:{place.column}: {finding.severity}: {finding.message}"]
    if finding.recipient:
        lines.append(f"recipient: {finding.recipient}")
    lines += [f"{citation.article}: {citation.reason}" for citation in finding.articles]
    if finding.help:
        lines.append(f"help: {finding.help}")
    return (
        f"{_open(report, finding, context)}"
        f'<failure message="{xml(finding.message)}" type="{xml(finding.code)}">{xml(chr(10).join(lines))}</failure>'
        "</testcase>"
    )


def _problem(problem: Problem, path: str, line: int) -> str:
    code = xml(problem.code)
    return (
        f'<testcase classname="{path}" name="{code}" file="{path}" line="{line}">'
        f'<error message="{xml(problem.message)}" type="{code}"/></testcase>'
    )


def _skipped(report: Report, finding: Finding, context: Context) -> str:
    reason = xml(finding.silenced or "suppressed")
    return f'{_open(report, finding, context)}<skipped message="{reason}"/></testcase>'
