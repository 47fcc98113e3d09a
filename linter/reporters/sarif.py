"""
SARIF 2.1.0, for code scanning and every viewer that reads it.

No machine path and no time is written: the same tree gives the same bytes. All rules are listed, not only those that
fired, so that a reader can tell 'no finding' from 'not looked for'.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from linter.model import Citation, Finding, Fix, Flow, Location, Problem, Report, Step
from linter.reporters import words
from linter.reporters.context import NAME, Context, RuleText
from linter.reporters.escaping import uri, well_formed
from linter.reporters.positions import region
from linter.reporters.severities import rank
from linter.reporters.severities import words as severity_words

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "SRCROOT"
RESULTS = 25_000
"""Code scanning refuses a run with more."""
STEPS = 32
FLOWS = 4
_TEXT = 1_000
"""Characters of the texts of a rule; 1,024 are shown."""
_NAME = 255
_PROBLEMS = ("TRK903", "TRK904")
"""Codes that are said as notifications, never as results."""
_CONSENT = "TRK3"
_OWN = "TRK9"
_PRECISION = {"high": "high", "medium": "medium", "low": "low"}


def render(report: Report, context: Context) -> str:
    """Give the log with one run."""
    return json.dumps(_log(report, context), indent=2, ensure_ascii=False) + "\n"


def _log(report: Report, context: Context) -> dict[str, Any]:
    rules = _rules(report, context)
    index = {rule.code: number for number, rule in enumerate(rules)}
    findings = list(report.findings)
    if len(findings) > RESULTS:
        worst = sorted(range(len(findings)), key=lambda i: (-rank(findings[i].severity), i))[:RESULTS]
        findings = [findings[i] for i in sorted(worst)]
    results = [_result(report, finding, index, context) for finding in findings]
    if context.show_suppressed:
        results += [
            {
                **_result(report, finding, index, context),
                "suppressions": [{"kind": "inSource", "justification": well_formed(finding.silenced)}],
            }
            for finding in report.suppressed[: RESULTS - len(results)]
        ]
    notifications = [_notification(report, problem, context) for problem in report.problems]
    if len(report.findings) > RESULTS:
        left = len(report.findings) - RESULTS
        notifications.append(
            {"level": "warning", "message": {"text": f"{left:,} findings are left out: the file would be refused."}}
        )
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(rules, context)},
                "automationDetails": {"id": f"{NAME}/"},
                "invocations": [
                    {
                        "executionSuccessful": not any(problem.severity == "error" for problem in report.problems),
                        "toolExecutionNotifications": notifications,
                    }
                ],
                "originalUriBaseIds": {ROOT: {"description": {"text": "The top folder of the repository."}}},
                "columnKind": "unicodeCodePoints",
                "results": results,
                "properties": {
                    "files": report.files,
                    "suppressed": len(report.suppressed),
                    "baselined": len(report.baselined),
                    "unchanged": report.unchanged,
                    "skipped": [{"reason": row.reason, "count": row.count} for row in report.skipped],
                },
            }
        ],
    }


# ----------------------------------------------------------------------------------------------------- rules


def _rules(report: Report, context: Context) -> list[RuleText]:
    known = {rule.code: rule for rule in context.rules if rule.code not in _PROBLEMS}
    for finding in (*report.findings, *report.suppressed):
        known.setdefault(finding.code, context.rule(finding.code))
    return [known[code] for code in sorted(known)]


def _driver(rules: Sequence[RuleText], context: Context) -> dict[str, Any]:
    notifications = [context.rule(code) for code in _PROBLEMS]
    return {
        "name": NAME,
        "version": context.version,
        "semanticVersion": context.version,
        "rules": [_descriptor(rule) for rule in rules],
        "notifications": [_descriptor(rule) for rule in notifications],
    }


def _descriptor(rule: RuleText) -> dict[str, Any]:
    security = not rule.code.startswith(_OWN)
    level = _rule_severity(rule.code)
    properties: dict[str, Any] = {
        "tags": ["privacy", "gdpr", *(["security"] if security else [])],
        "precision": "medium" if security else "very-high",
        "problem.severity": {"error": "error", "warning": "warning", "note": "recommendation"}[level],
    }
    if security:
        properties["security-severity"] = severity_words(level).score
    page = rule.page or f"# {rule.code} {rule.name}\n\n{_sentence(rule.summary)}"
    return {
        "id": rule.code,
        "name": _pascal(rule.name)[:_NAME],
        "shortDescription": {"text": _sentence(rule.summary)[:_TEXT]},
        "fullDescription": {"text": _first_paragraph(rule)[:_TEXT]},
        "help": {"text": _plain(page), "markdown": page},
        "defaultConfiguration": {"level": severity_words(level).sarif},
        "properties": properties,
    }


def _rule_severity(code: str) -> str:
    """Give the severity that a rule has for consumers that know only one for each rule; results have their own."""
    return "warning" if code.startswith((_CONSENT, _OWN)) else "error"


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("-"))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _first_paragraph(rule: RuleText) -> str:
    paragraphs = [block.strip() for block in rule.page.split("\n\n")]
    prose = [block for block in paragraphs if block and not block.startswith(("#", "|", "```", "-"))]
    return " ".join(prose[0].split()) if prose else _sentence(rule.summary)


def _plain(page: str) -> str:
    return "\n".join(line.lstrip("#").strip() if line.startswith("#") else line for line in page.splitlines())


# --------------------------------------------------------------------------------------------------- results


def _result(report: Report, finding: Finding, index: dict[str, int], context: Context) -> dict[str, Any]:
    related = [step for flow in finding.flows[:1] for step in flow.steps[:1] if step.location != finding.location]
    message = _sentence(well_formed(finding.message))
    if finding.help:
        message += f" {_sentence(well_formed(finding.help))}"
    made: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": severity_words(finding.severity).sarif,
        "message": {"text": message},
        "locations": [{"physicalLocation": _physical(report, finding.location, context)}],
        "partialFingerprints": {
            "primaryLocationLineHash": f"{finding.fingerprint[:16] or '0'}:1",
            f"{NAME}/v1": finding.fingerprint,
        },
        "properties": {
            "severity": finding.severity,
            "confidence": finding.confidence,
            "precision": _PRECISION.get(finding.confidence, "medium"),
            "kinds": list(finding.kinds),
            "trackers": list(finding.trackers),
            "recipient": well_formed(finding.recipient),
            "channel": finding.channel,
            "pseudonymised": finding.pseudonymised,
            "articles": [_citation(citation) for citation in finding.articles],
            "evidence": [well_formed(text) for text in finding.evidence],
        },
    }
    flows = [_code_flow(report, flow, context) for flow in finding.flows[:FLOWS] if flow.steps]
    if flows:
        made["codeFlows"] = flows
    if related:
        made["relatedLocations"] = [
            {
                "id": 1,
                "physicalLocation": _physical(report, step.location, context),
                "message": {"text": _sentence(well_formed(step.text) or "where the data comes from")},
            }
            for step in related
        ]
    if finding.fixes:
        made["fixes"] = [_fix(report, fix, context) for fix in finding.fixes]
    return made


def _citation(citation: Citation) -> str:
    return f"{citation.article}: {well_formed(citation.reason)}"


def _code_flow(report: Report, flow: Flow, context: Context) -> dict[str, Any]:
    steps = list(flow.steps)
    if len(steps) > STEPS:
        steps = [*steps[: STEPS // 2], *steps[-(STEPS // 2) :]]
    last = len(steps) - 1
    return {
        "threadFlows": [
            {"locations": [_step(report, step, number in {0, last}, context) for number, step in enumerate(steps)]}
        ]
    }


def _step(report: Report, step: Step, essential: bool, context: Context) -> dict[str, Any]:
    made: dict[str, Any] = {
        "location": {
            "physicalLocation": _physical(report, step.location, context),
            "message": {"text": well_formed(step.text) or step.role},
        },
        "importance": "essential" if essential else "important",
    }
    kinds = [step.role] if step.role in {"source", "sink"} else []
    if kinds:
        made["kinds"] = kinds
    return made


def _fix(report: Report, fix: Fix, context: Context) -> dict[str, Any]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        place = _physical(report, edit.location, context, exact=True)
        changes.setdefault(edit.location.path, []).append(
            {"deletedRegion": place["region"], "insertedContent": {"text": well_formed(edit.text)}}
        )
    return {
        "description": {"text": _sentence(well_formed(fix.title))},
        "artifactChanges": [
            {"artifactLocation": _artifact(path, context), "replacements": replacements}
            for path, replacements in changes.items()
        ],
    }


def _physical(report: Report, location: Location, context: Context, *, exact: bool = False) -> dict[str, Any]:
    place = region(report, location, "sarif", exact=exact)
    return {
        "artifactLocation": _artifact(location.path, context),
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        },
    }


def _artifact(path: str, context: Context) -> dict[str, str]:
    return {"uri": uri(words.machine_path(path, context)), "uriBaseId": ROOT}


# ------------------------------------------------------------------------------------------------- problems


def _notification(report: Report, problem: Problem, context: Context) -> dict[str, Any]:
    made: dict[str, Any] = {
        "descriptor": {"id": problem.code},
        "level": severity_words(problem.severity).sarif,
        "message": {"text": _sentence(well_formed(problem.message))},
    }
    if problem.code in _PROBLEMS:
        made["descriptor"]["index"] = _PROBLEMS.index(problem.code)
    if problem.location is not None:
        made["locations"] = [{"physicalLocation": _physical(report, problem.location, context)}]
    elif problem.path:
        made["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(problem.path, context)}}]
    return made
