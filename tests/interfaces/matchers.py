"""
How a CI runner and an editor read lines by problem matchers: a port of their rules, for single-line patterns.

The expressions are ECMAScript's; what they use here means the same to ``re``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_RUNNER_SEVERITIES = {"error": "error", "warning": "warning", "notice": "notice"}
_EDITOR_SEVERITIES = {"error": "error", "warning": "warning", "warn": "warning", "info": "info", "note": "info"}


class Issue(NamedTuple):
    """What a matcher makes of one line."""

    file: str
    line: int
    column: int
    severity: str
    code: str
    message: str


def runner_issues(document: Mapping[str, Any], lines: Iterable[str]) -> list[Issue]:
    """
    Read lines as a CI runner does: colours are taken off, the matcher added last looks first, one that matches ends it.

    A severity other than error, warning and notice makes the runner leave the line out.
    """
    matchers = list(reversed(document["problemMatcher"]))
    owners = [matcher["owner"].lower() for matcher in matchers]
    assert len(owners) == len(set(owners)), "a matcher replaces one with the same owner"
    found: list[Issue] = []
    for line in lines:
        for matcher in matchers:
            (pattern,) = matcher["pattern"]
            match = re.search(pattern["regexp"], _COLOUR.sub("", line))
            if match is None:
                continue
            severity = match[pattern["severity"]] if "severity" in pattern else matcher.get("severity", "error")
            if severity in _RUNNER_SEVERITIES:
                found.append(_issue(pattern, match, _RUNNER_SEVERITIES[severity]))
            break
    return found


def editor_issues(matcher: Mapping[str, Any], lines: Iterable[str]) -> list[Issue]:
    """Read lines as a task of an editor does: ``note`` is information, an unknown severity an error."""
    pattern = matcher["pattern"]
    found: list[Issue] = []
    for line in lines:
        match = re.search(pattern["regexp"], _COLOUR.sub("", line))
        if match is not None:
            found.append(_issue(pattern, match, _EDITOR_SEVERITIES.get(match[pattern["severity"]], "error")))
    return found


def _issue(pattern: Mapping[str, Any], match: re.Match[str], severity: str) -> Issue:
    return Issue(
        match[pattern["file"]],
        int(match[pattern["line"]]),
        int(match[pattern["column"]]),
        severity,
        match[pattern["code"]],
        match[pattern["message"]],
    )
