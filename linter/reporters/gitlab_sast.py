"""GitLab SAST report. It is the one format that must say when the run was: the time comes from the context."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timezone
from typing import Any

from linter.model import Finding, Report
from linter.reporters import words
from linter.reporters.context import NAME, Context
from linter.reporters.escaping import well_formed
from linter.reporters.gitlab import Unique
from linter.reporters.positions import region
from linter.reporters.severities import words as severity_words

VERSION = "15.0.6"
_NAMESPACE = uuid.UUID("7b2f3a56-5d0e-5c0a-9a43-5b3a6d0f4c11")
"""Made once, for the ids of findings; it must never change."""
_NAME = 255
_SOLUTION = 7_000
_TEXT = 100_000
_LEVELS = {"error": "fatal", "warning": "warn", "note": "info"}


def render(report: Report, context: Context) -> str:
    """Give the document."""
    names = Unique()
    # No time zone may be written: it is UTC.
    time = (context.now or datetime.fromtimestamp(0, timezone.utc)).strftime("%Y-%m-%dT%H:%M:%S")
    tool = {"id": NAME, "name": NAME, "version": context.version, "vendor": {"name": NAME}}
    document = {
        "version": VERSION,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "sast",
            "start_time": time,
            "end_time": time,
            "status": "success",
            "messages": [
                {
                    "level": _LEVELS.get(problem.severity, "warn"),
                    "value": well_formed(f"{problem.path + ': ' if problem.path else ''}{problem.message}"),
                }
                for problem in report.problems
            ],
        },
        "vulnerabilities": [_vulnerability(report, finding, names, context) for finding in report.findings],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _vulnerability(report: Report, finding: Finding, names: Unique, context: Context) -> dict[str, Any]:
    place = region(report, finding.location, "gitlab")
    rule = context.rule(finding.code)
    path = well_formed(words.machine_path(finding.location.path, context))
    lines = [finding.message, *(f"{citation.article}: {citation.reason}" for citation in finding.articles)]
    made: dict[str, Any] = {
        "id": str(uuid.uuid5(_NAMESPACE, names.name(finding.fingerprint or f"{finding.code}\0{path}"))),
        "name": well_formed(finding.message)[:_NAME],
        "description": well_formed("\n\n".join(lines))[:_TEXT],
        "severity": severity_words(finding.severity).gitlab_sast,
        "location": {"file": path, "start_line": place.line, "end_line": place.end_line},
        "identifiers": [
            {"type": f"{NAME}_rule", "name": f"{NAME} {finding.code} ({rule.name})"[:_NAME], "value": finding.code}
        ],
        "tracking": {
            "type": "source",
            "items": [
                {
                    "file": path,
                    "start_line": place.line,
                    "end_line": place.end_line,
                    "signatures": [{"algorithm": "scope_offset", "value": finding.fingerprint or finding.code}],
                }
            ],
        },
    }
    if finding.help:
        made["solution"] = well_formed(finding.help)[:_SOLUTION]
    return made
