"""The default for people: each finding with excerpt, flow, recipient, articles and a way to mend it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from linter.model import Citation, Finding, Flow, Report, Step
from linter.reporters import concise, words
from linter.reporters.context import Context
from linter.reporters.excerpt import drawn
from linter.reporters.positions import region
from linter.reporters.severities import words as severity_words
from linter.reporters.style import paint, wrapped

_LABEL = 12
"""Columns of the labels at the left."""
_FLOWS = 3
"""Flows of one finding that are shown step by step; the others are counted."""
_STEPS = 12


def render(report: Report, context: Context) -> str:
    """Give all findings and problems, then the summary."""
    lines: list[str] = []
    for finding in report.findings:
        lines += [*_finding(report, finding, context), ""]
    for problem in report.problems:
        lines.append(concise.problem_line(report, problem, context))
        if problem.location is not None:
            lines += drawn(report, problem.location, context, severity_words(problem.severity).color)
        lines.append("")
    lines += words.summary(report, context) if context.summary else []
    return "".join(f"{line}\n" for line in lines)


def _finding(report: Report, finding: Finding, context: Context) -> Iterator[str]:
    yield concise.finding_line(report, finding, context)
    yield from drawn(report, finding.location, context, severity_words(finding.severity).color)
    flows = finding.flows
    if flows and (len(flows[0].steps) > 1 or any(step.location != finding.location for step in flows[0].steps)):
        yield from _flow(report, flows[0], context)
    for index, flow in enumerate(flows[1:_FLOWS]):
        yield from _row("and" if index == 0 else "", _source(report, flow, context), context, wrap=False)
    if len(flows) > _FLOWS:
        yield from _row("", f"and {words.count(len(flows) - _FLOWS, 'more flow')} into the same call", context)
    if finding.recipient:
        yield from _row("recipient", finding.recipient, context)
    if finding.kinds:
        kinds = ", ".join(context.kinds.get(kind, kind) for kind in finding.kinds)
        extra = ", pseudonymised" if finding.pseudonymised else ""
        yield from _row("data", f"{kinds}{extra} ({finding.confidence} confidence)", context)
    for index, text in enumerate(finding.evidence):
        yield from _row("because" if index == 0 else "", text, context)
    for index, (articles, reason) in enumerate(_by_reason(finding.articles)):
        yield from _row("articles" if index == 0 else "", f"{articles}: {reason}", context)
    if finding.help:
        yield from _row("help", finding.help, context)


def _source(report: Report, flow: Flow, context: Context) -> str:
    """Give where a further flow begins, in one line."""
    if not flow.steps:
        return words.line_text(flow.origin.kind, context)
    return f"{_place(report, flow.steps[0], context)}  {words.line_text(flow.steps[0].text, context)}"


def _flow(report: Report, flow: Flow, context: Context) -> Iterator[str]:
    steps = list(flow.steps)
    left_out = len(steps) - _STEPS
    if left_out > 0:
        steps = [*steps[: _STEPS // 2], *steps[-(_STEPS // 2) :]]
    places = [_place(report, step, context) for step in steps]
    size = min(max((len(place) for place in places), default=0), 48)
    for index, (step, place) in enumerate(zip(steps, places, strict=True)):
        if left_out > 0 and index == _STEPS // 2:
            yield from _row("", f"({words.count(left_out, 'step')} left out)", context)
        label = "flow" if index == 0 else ""
        yield from _row(label, f"{place:<{size}}  {words.line_text(step.text, context)}", context, wrap=False)


def _place(report: Report, step: Step, context: Context) -> str:
    place = region(report, step.location, "text")
    return f"{words.shown_path(step.location.path, context)}:{place.line}:{place.column}"


def _by_reason(citations: Sequence[Citation]) -> list[tuple[str, str]]:
    """Put provisions that apply for the same reason together: ``GDPR Art. 9(1), Art. 26``."""
    groups: dict[str, list[str]] = {}
    for citation in citations:
        groups.setdefault(citation.reason, []).append(citation.article)
    made = []
    for reason, articles in groups.items():
        names = [articles[0]]
        for before, article in itertools.pairwise(articles):
            law, found, rest = article.partition(" Art. ")
            names.append(f"Art. {rest}" if found and before.startswith(f"{law} Art. ") else article)
        made.append((", ".join(names), reason))
    return made


def _row(label: str, text: str, context: Context, *, wrap: bool = True) -> Iterator[str]:
    """Give a text behind a label, wrapped under itself."""
    plain = text if not wrap else words.line_text(text, context)
    head = f"  {label:<{_LABEL - 2}}"
    lines = wrapped(plain, " " * _LABEL, context.width, head) if wrap else [head + plain]
    for index, line in enumerate(lines):
        if index == 0 and label:
            yield f"  {paint(label, '1', on=context.color)}{line[2 + len(label) :]}"
        else:
            yield line
