"""Everything that a report holds, as one JSON document. Its schema is ``tracklint.report.schema.json``."""

from __future__ import annotations

import json
from typing import Any

from linter.model import SEVERITIES, Citation, Edit, Finding, Flow, Location, Problem, Report, Step
from linter.reporters import words
from linter.reporters.context import Context
from linter.reporters.escaping import well_formed
from linter.reporters.positions import region

VERSION = 1
"""Changes only when a key changes its meaning or goes; new keys come without notice."""


def render(report: Report, context: Context) -> str:
    """Give the document."""
    return json.dumps(document(report, context), indent=2, ensure_ascii=False) + "\n"


def document(report: Report, context: Context) -> dict[str, Any]:
    """Give the report as JSON values."""
    made: dict[str, Any] = {
        "version": VERSION,
        "findings": [finding_value(report, finding) for finding in report.findings],
        "problems": [problem_value(report, problem) for problem in report.problems],
        "summary": summary_value(report),
    }
    if context.show_suppressed:
        made["suppressed"] = [
            {**finding_value(report, finding), "reason": well_formed(finding.silenced)} for finding in report.suppressed
        ]
    return made


def finding_value(report: Report, finding: Finding) -> dict[str, Any]:
    """Give a finding as JSON values."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": well_formed(finding.message),
        "path": well_formed(finding.location.path),
        "location": location_value(report, finding.location),
        "trackers": list(finding.trackers),
        "recipient": well_formed(finding.recipient),
        "kinds": list(finding.kinds),
        "channel": finding.channel,
        "pseudonymised": finding.pseudonymised,
        "articles": [_citation(citation) for citation in finding.articles],
        "evidence": [well_formed(text) for text in finding.evidence],
        "help": well_formed(finding.help),
        "flows": [_flow(report, flow) for flow in finding.flows],
        "fixes": [
            {"title": well_formed(fix.title), "safe": fix.safe, "edits": [_edit(report, edit) for edit in fix.edits]}
            for fix in finding.fixes
        ],
        "fingerprint": finding.fingerprint,
    }


def problem_value(report: Report, problem: Problem) -> dict[str, Any]:
    """Give a problem as JSON values."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": well_formed(problem.message),
        "path": well_formed(problem.path),
        "location": None if problem.location is None else location_value(report, problem.location),
    }


def summary_value(report: Report) -> dict[str, Any]:
    """Give the figures of a run as JSON values."""
    counts = words.by_severity(report.findings)
    return {
        "failed": report.failed,
        "files": report.files,
        "analysed": report.analysed,
        "findings": {severity: counts.get(severity, 0) for severity in reversed(SEVERITIES)},
        "problems": len(report.problems),
        "suppressed": len(report.suppressed),
        "baselined": len(report.baselined),
        "unchanged": report.unchanged,
        "skipped": [
            {"reason": row.reason, "count": row.count, "examples": [well_formed(path) for path in row.examples]}
            for row in report.skipped
        ],
        "notices": [well_formed(text) for text in report.notices],
    }


def location_value(report: Report, location: Location, *, exact: bool = False) -> dict[str, Any]:
    """Give a place: lines and columns from 1, columns in code points, ends after the last character."""
    place = region(report, location, "json", exact=exact)
    return {
        "path": well_formed(location.path),
        "line": place.line,
        "column": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "offset": location.start,
        "endOffset": location.end,
    }


def _flow(report: Report, flow: Flow) -> dict[str, Any]:
    sink = flow.sink
    return {
        "sink": {
            "name": well_formed(sink.name),
            "text": well_formed(sink.text),
            "channel": sink.channel,
            "operation": sink.operation,
            "event": well_formed(sink.event),
            "trackers": list(sink.trackers),
            "server": sink.server,
            "noscript": sink.noscript,
            "sure": sink.sure,
            "guards": [
                {
                    "text": well_formed(guard.text),
                    "negated": guard.negated,
                    "form": guard.form,
                    "location": location_value(report, guard.location),
                }
                for guard in sink.guards
            ],
            "location": location_value(report, sink.location),
        },
        "role": flow.role,
        "key": [well_formed(part) for part in flow.key],
        "origin": {"kind": flow.origin.kind, "chain": [well_formed(part) for part in flow.origin.chain]},
        "transforms": list(flow.transforms),
        "page": well_formed(flow.page),
        "steps": [_step(report, step) for step in flow.steps],
    }


def _step(report: Report, step: Step) -> dict[str, Any]:
    return {
        "role": step.role,
        "text": well_formed(step.text),
        "name": well_formed(step.name),
        "location": location_value(report, step.location),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "article": citation.article,
        "title": well_formed(citation.title),
        "reason": well_formed(citation.reason),
        "primary": citation.primary,
        "authorities": list(citation.authorities),
    }


def _edit(report: Report, edit: Edit) -> dict[str, Any]:
    return {"location": location_value(report, edit.location, exact=True), "text": well_formed(edit.text)}
