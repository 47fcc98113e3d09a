"""
How a CI runner and an editor read lines by problem matchers: a port of their rules, for single-line patterns.

The editor's are those of ``problemMatcher.ts`` and ``problemCollectors.ts`` in microsoft/vscode.
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


def watching_issues(matcher: Mapping[str, Any], lines: Iterable[str]) -> list[dict[str, list[Issue]]]:
    """
    Read lines as an editor reads a task that goes on watching; give what it shows each time that a run is over.

    A begin counts only while no run is going on, an end only while one is. What is shown of a file stays until the end
    of a run that said nothing of it. Lines are read outside of runs too.
    """
    background = matcher["background"]
    going_on = bool(background.get("activeOnStart"))
    shown: dict[str, list[Issue]] = {}
    stale: set[str] = set()
    met: dict[str, list[Issue]] = {}
    states: list[dict[str, list[Issue]]] = []
    for line in lines:
        plain = _COLOUR.sub("", line)
        if not going_on and re.search(background["beginsPattern"], plain):
            going_on, stale, met = True, set(shown), {}
        elif going_on and re.search(background["endsPattern"], plain):
            going_on = False
            shown = {file: found for file, found in shown.items() if file not in stale} | met
            met = {}
            states.append(dict(shown))
        else:
            for issue in editor_issues(matcher, [line]):
                stale.discard(issue.file)
                met.setdefault(issue.file, []).append(issue)
    return states


def _issue(pattern: Mapping[str, Any], match: re.Match[str], severity: str) -> Issue:
    return Issue(
        match[pattern["file"]],
        int(match[pattern["line"]]),
        int(match[pattern["column"]]),
        severity,
        match[pattern["code"]],
        match[pattern["message"]],
    )
