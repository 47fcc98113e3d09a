"""
The one place that filters: from all findings of a run to those that are shown, suppressed and baselined.

Order: scope, selection, severity, suppression comments, allowances, baseline, minimum severity and confidence,
lines that did not change.
Comments come before the minimum, so that a comment is not called unused for the options of one run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from linter.model import CONFIDENCES, SEVERITIES, Finding, Problem
from linter.verdict.allowances import Allowances
from linter.verdict.baseline import Baseline
from linter.verdict.comments import about_comments
from linter.verdict.selection import Selection, check_selectors
from linter.verdict.suppression import Scanned, Suppressions

if TYPE_CHECKING:
    from linter.settings import Settings

_BUDGET = "TRK904"


class Verdict(NamedTuple):
    """The piles, each sorted by place and code."""

    shown: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    baselined: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]
    failed: bool
    unchanged: int = 0
    """How many findings have nothing to do with a changed line."""


def decide(
    findings: Iterable[Finding],
    problems: Iterable[Problem],
    settings: Settings,
    codes: Mapping[str, bool],
    *,
    scope: frozenset[str] | None = None,
    comments: Mapping[str, Scanned] | None = None,
    baseline: Baseline | None = None,
    today: date | None = None,
    changed: Callable[[Finding], bool] | None = None,
) -> Verdict:
    """
    Sort findings into piles.

    ``codes`` are all finding codes, True where one is reported unless the settings say otherwise.
    ``scope`` are the files whose findings are reported (None: all); a finding counts as in scope when its sink or any
    of its steps lies in one. ``comments`` are the files with suppression comments; None ignores all comments.
    ``today`` decides about allowances with an end; without it all of them hold. ``changed`` says whether a finding
    has to do with a line that is asked about (None: all); what does not is only counted.
    """
    check_selectors(settings, codes)
    selection = Selection(settings, tuple(code for code, on in codes.items() if not on))
    suppressions = Suppressions(comments or {})
    allowances = Allowances(settings.allow, today)
    shown: list[Finding] = []
    suppressed: list[Finding] = []
    baselined: list[Finding] = []
    for finding in findings:
        if not selection.is_selected(finding.code) or selection.is_ignored_in(finding.code, finding.location.path):
            continue
        severity = selection.severity(finding.code, finding.severity)
        if severity == "off":
            continue
        judged = finding if severity == finding.severity else replace(finding, severity=severity)
        comment = suppressions.of(judged)
        if not _is_in(scope, judged):
            continue
        if comment is not None:
            suppressed.append(replace(judged, silenced=comment.reason))
        elif reason := allowances.reason(judged):
            suppressed.append(replace(judged, silenced=reason))
        elif baseline is not None and baseline.holds(judged):
            baselined.append(judged)
        else:
            shown.append(judged)
    kept = tuple(
        problem
        for problem in problems
        if selection.is_selected(problem.code)
        and not selection.is_ignored_in(problem.code, problem.path)
        and (scope is None or not problem.path or problem.path in scope)
    )
    complete = not any(problem.code == _BUDGET for problem in kept)
    for finding in about_comments(suppressions, settings, codes, selection, complete=complete):
        severity = selection.severity(finding.code, finding.severity)
        if severity != "off" and _is_in(scope, finding):
            shown.append(replace(finding, severity=severity))
    loud = [finding for finding in shown if _is_loud(finding, settings)]
    asked = len(loud)
    loud = [finding for finding in loud if changed is None or changed(finding)]
    notices = (*allowances.notices(), *(baseline.notices(scope) if baseline is not None else ()))
    return Verdict(
        shown=_sorted(loud),
        suppressed=_sorted(finding for finding in suppressed if _is_loud(finding, settings)),
        baselined=_sorted(finding for finding in baselined if _is_loud(finding, settings)),
        problems=tuple(sorted(kept, key=lambda p: (p.path, p.location.start if p.location else -1, p.code, p.message))),
        notices=notices,
        failed=_fails(loud, kept, settings),
        unchanged=asked - len(loud),
    )


def _is_in(scope: frozenset[str] | None, finding: Finding) -> bool:
    if scope is None or finding.location.path in scope:
        return True
    return any(
        flow.sink.location.path in scope or any(step.location.path in scope for step in flow.steps)
        for flow in finding.flows
    )


def _is_loud(finding: Finding, settings: Settings) -> bool:
    return SEVERITIES.index(finding.severity) >= SEVERITIES.index(settings.min_severity) and CONFIDENCES.index(
        finding.confidence
    ) >= CONFIDENCES.index(settings.min_confidence)


def _fails(shown: Iterable[Finding], problems: Iterable[Problem], settings: Settings) -> bool:
    # A note never fails a build by itself, be it a finding or a problem.
    if any(problem.severity != "note" for problem in problems):
        return True
    if settings.fail_on == "never":
        return False
    least = SEVERITIES.index(settings.fail_on)
    return any(SEVERITIES.index(finding.severity) >= least for finding in shown)


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: (f.location, f.code, f.fingerprint, f.message)))
