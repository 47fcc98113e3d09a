"""A comment for a pull request: a table, then each finding with its flow, folded away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.model import Finding, Report
from linter.reporters import words
from linter.reporters.context import Context
from linter.reporters.escaping import html_in_markdown, markdown, markdown_code
from linter.reporters.excerpt import excerpt
from linter.reporters.positions import region
from linter.reporters.severities import rank

ROWS = 100
LIMIT = 60_000
"""Characters; forges refuse a comment of more than 65,536."""
_ICONS = {"error": "\U0001f534", "warning": "\U0001f7e0", "note": "\U0001f535"}
_WIDTH = 140


def render(report: Report, context: Context) -> str:
    """Give the comment. What does not fit into one is counted at the end."""
    title = words.count(len(report.findings), "finding") if report.findings else "no findings"
    lines = [f"### tracklint: {title}", ""]
    worst = sorted(report.findings, key=lambda finding: -rank(finding.severity))
    if worst:
        lines += ["| | where | what | articles |", "| --- | --- | --- | --- |"]
        lines += [_row(report, finding, context) for finding in worst[:ROWS]]
        if len(worst) > ROWS:
            lines.append(f"| | | and {len(worst) - ROWS:,} more | |")
        lines.append("")
    for problem in report.problems[:ROWS]:
        where = f"{markdown_code(words.machine_path(problem.path, context))}: " if problem.path else ""
        lines.append(f"- \u26a0\ufe0f {where}{markdown(problem.message)} ({problem.code})")
    if len(report.problems) > ROWS:
        lines.append(f"- and {len(report.problems) - ROWS:,} more problems")
    if report.problems:
        lines.append("")
    used = sum(len(line) + 1 for line in lines)
    shown = 0
    for finding in worst[:ROWS]:
        block = "\n".join(_details(report, finding, context))
        if used + len(block) > LIMIT:
            break
        lines.append(block)
        used += len(block) + 1
        shown += 1
    if shown < len(worst):
        lines += [
            f"Details of {len(worst) - shown:,} findings are left out here; run `tracklint check` to see them.",
            "",
        ]
    lines += [markdown(line) + "  " for line in words.summary(report, context)]
    return "".join(f"{line}\n" for line in lines)


def _row(report: Report, finding: Finding, context: Context) -> str:
    place = region(report, finding.location, "markdown")
    where = markdown_code(f"{words.machine_path(finding.location.path, context)}:{place.line}")
    articles = ", ".join(dict.fromkeys(markdown(c.article) for c in finding.articles if c.primary))
    icon = _ICONS.get(finding.severity, "")
    return f"| {icon} {finding.severity} | {where} | {markdown(finding.message)} ({finding.code}) | {articles} |"


def _details(report: Report, finding: Finding, context: Context) -> Iterator[str]:
    place = region(report, finding.location, "markdown")
    yield "<details>"
    title = f"{words.machine_path(finding.location.path, context)}:{place.line}: {finding.code}"
    yield f"<summary>{html_in_markdown(title)}</summary>"
    yield ""
    rows = excerpt(report, finding.location, _WIDTH)
    if rows:
        code = [f"{row.number} | {row.before}{row.marked}{row.after}" for row in rows]
        fence = "`" * max(3, 1 + max(len(run) for run in re.findall(r"`+", "\n".join(code)) or [""]))
        yield "\n".join([fence, *code, fence])
        yield ""
    for flow in finding.flows[:2]:
        for index, step in enumerate(flow.steps):
            at = region(report, step.location, "markdown")
            where = markdown_code(f"{words.machine_path(step.location.path, context)}:{at.line}")
            yield f"{index + 1}. {where} {markdown(step.text)}"
        yield ""
    if finding.recipient:
        yield f"**Recipient**: {markdown(finding.recipient)}  "
    if finding.kinds:
        yield f"**Data**: {markdown(', '.join(context.kinds.get(kind, kind) for kind in finding.kinds))}  "
    for citation in finding.articles:
        yield f"**{markdown(citation.article)}**: {markdown(citation.reason)}  "
    if finding.help:
        yield f"**How to mend it**: {markdown(finding.help)}"
    yield ""
    yield "</details>"
    yield ""
