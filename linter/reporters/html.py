"""
One page for a browser: flows as pictures, filters, light and dark.

Everything is in the page; it asks the network for nothing, and its content policy forbids that it could. It reads
without scripts too: these only filter. Headings, lists, tables and labels say what the pictures say.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from importlib import resources

from linter.model import Finding, Flow, Location, Problem, Report
from linter.reporters import html_overview, words
from linter.reporters.context import Context
from linter.reporters.escaping import html
from linter.reporters.excerpt import excerpt
from linter.reporters.positions import region
from linter.reporters.severities import rank

DETAILED = 2_000
"""Findings that are shown whole; the others follow in a table."""
_FLOWS = 4
_STEPS = 24
_WIDTH = 160
_DISCLAIMER = (
    "A finding is a reason for a person to look: it names provisions that a review of such a flow would normally "
    "check, and does not say that one of them was infringed. It is no legal advice, and a page without findings proves "
    "nothing."
)


def render(report: Report, context: Context) -> str:
    """Give the page."""
    style, script = _asset("style.css"), _asset("script.js")
    worst = sorted(report.findings, key=lambda finding: -rank(finding.severity))
    title = f"tracklint: {words.count(len(report.findings), 'finding')}"
    allowed = f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#findings">Skip to the findings</a>',
        "<header>",
        f"<h1>{title}</h1>",
        '<button type="button" id="theme" aria-pressed="false" hidden>Light or dark</button>',
        *(f"<p>{html(line)}</p>" for line in words.summary(report, context)),
        "</header>",
        "<main>",
        *html_overview.overview(report, context),
        *_filters(report, context),
        '<h2 id="findings" tabindex="-1">Findings</h2>',
    ]
    if not worst:
        parts.append("<p>There are none. That says what this program looked for and found, and nothing beyond.</p>")
    for finding in worst[:DETAILED]:
        parts += _finding(report, finding, context)
    parts += _table("More findings", worst[DETAILED:], report, context)
    parts += _problems(report, report.problems, context)
    if context.show_suppressed:
        parts += _table("Suppressed", report.suppressed, report, context)
    parts += [
        "</main>",
        "<footer>",
        f"<p>tracklint {html(context.version)}. {_DISCLAIMER}</p>",
        "</footer>",
        f"<script>{script}</script>",
        "</body>",
        "</html>",
    ]
    return "".join(f"{part}\n" for part in parts)


def _asset(name: str) -> str:
    return resources.files("linter.reporters.page").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


# --------------------------------------------------------------------------------------------------- filters


def _filters(report: Report, context: Context) -> Iterator[str]:
    """Give the form; it is shown by the script, since without it a choice would do nothing."""
    findings = report.findings
    trackers = {tracker: context.trackers.get(tracker, tracker) for f in findings for tracker in f.trackers}
    kinds = {kind: context.kinds.get(kind, kind) for f in findings for kind in f.kinds}
    articles = {citation.article: citation.article for f in findings for citation in f.articles}
    severities = {severity: severity for severity in words.by_severity(findings)}
    yield '<form id="filters" hidden aria-label="Filters">'
    for name, label, choices in (
        ("severity", "Severity", severities),
        ("trackers", "Recipient", trackers),
        ("kinds", "Data", kinds),
        ("articles", "Article", articles),
    ):
        yield f'<label>{label}<select name="{name}"><option value="">all</option>'
        ordered = choices.items() if name == "severity" else sorted(choices.items(), key=lambda row: row[1].lower())
        for value, text in ordered:
            yield f'<option value="{html(value)}">{html(text)}</option>'
        yield "</select></label>"
    yield '<label>Text<input type="search" name="text"></label>'
    yield '<button type="reset">Show all</button>'
    yield '<output id="shown" aria-live="polite"></output>'
    yield "</form>"


# -------------------------------------------------------------------------------------------------- findings


def _finding(report: Report, finding: Finding, context: Context) -> Iterator[str]:
    name = f"f-{html(finding.fingerprint[:16])}" if finding.fingerprint else ""
    articles = "\n".join(dict.fromkeys(citation.article for citation in finding.articles))
    yield (
        f'<article class="finding" data-severity="{html(finding.severity)}" '
        f'data-trackers="{html(chr(10).join(finding.trackers))}" data-kinds="{html(chr(10).join(finding.kinds))}" '
        f'data-articles="{html(articles)}"' + (f' id="{name}"' if name else "") + ">"
    )
    yield f'<h3><span class="badge">{html(finding.severity)}</span> {html(finding.message)} ({html(finding.code)})</h3>'
    yield f'<p class="quiet"><code>{_place(report, finding.location, context)}</code></p>'
    yield from _excerpt(report, finding.location)
    for index, flow in enumerate(finding.flows[:_FLOWS]):
        yield from _flow(report, finding, flow, index, context)
    if len(finding.flows) > _FLOWS:
        yield f"<p>and {words.count(len(finding.flows) - _FLOWS, 'more flow')} into the same call</p>"
    yield "<dl>"
    rows = [("Recipient", finding.recipient)]
    if finding.kinds:
        kinds = ", ".join(context.kinds.get(kind, kind) for kind in finding.kinds)
        rows.append(("Data", f"{kinds}{', pseudonymised' if finding.pseudonymised else ''}"))
    rows.append(("Confidence", finding.confidence))
    rows += [("Because" if index == 0 else "", text) for index, text in enumerate(finding.evidence)]
    rows += [(citation.article, f"{citation.title}: {citation.reason}") for citation in finding.articles]
    rows.append(("How to mend it", finding.help))
    for label, text in rows:
        if text:
            yield f"{f'<dt>{html(label)}</dt>' if label else ''}<dd>{html(text)}</dd>"
    yield "</dl>"
    yield "</article>"


def _flow(report: Report, finding: Finding, flow: Flow, index: int, context: Context) -> Iterator[str]:
    """Give a flow as boxes with arrows, which is an ordered list for who does not see it."""
    steps = list(flow.steps)
    left = len(steps) - _STEPS
    if left > 0:
        steps = [*steps[: _STEPS // 2], *steps[-(_STEPS // 2) :]]
    label = "Flow" if len(finding.flows) == 1 else f"Flow {index + 1} of {len(finding.flows)}"
    yield f'<ol class="flow" aria-label="{label}">'
    for number, step in enumerate(steps):
        if left > 0 and number == _STEPS // 2:
            yield f"<li>{words.count(left, 'step')} left out</li>"
        kind = step.role if step.role in {"source", "sink"} else "step"
        place = f"<small><code>{_place(report, step.location, context)}</code></small>"
        yield f'<li class="{kind}">{html(step.text)}{place}</li>'
    if finding.recipient:
        yield f'<li class="recipient">{html(finding.recipient)}</li>'
    yield "</ol>"


def _excerpt(report: Report, location: Location) -> Iterator[str]:
    rows = excerpt(report, location, _WIDTH)
    if rows:
        size = len(str(rows[-1].number))
        lines = [
            f'<span class="number">{row.number:>{size}} </span>'
            f"{html(row.before)}<mark>{html(row.marked)}</mark>{html(row.after)}"
            for row in rows
        ]
        yield f'<pre tabindex="0" aria-label="Source"><code>{chr(10).join(lines)}</code></pre>'


def _place(report: Report, location: Location, context: Context) -> str:
    place = region(report, location, "html")
    return html(f"{words.machine_path(location.path, context)}:{place.line}:{place.column}")


# ---------------------------------------------------------------------------------------------------- tables


def _table(title: str, findings: Sequence[Finding], report: Report, context: Context) -> Iterator[str]:
    if not findings:
        return
    yield f"<h2>{title}</h2>"
    yield "<table><thead><tr><th>Severity</th><th>Where</th><th>What</th><th>Reason</th></tr></thead><tbody>"
    for finding in findings:
        yield (
            f"<tr><td>{html(finding.severity)}</td><td><code>{_place(report, finding.location, context)}</code></td>"
            f"<td>{html(finding.message)} ({html(finding.code)})</td><td>{html(finding.silenced)}</td></tr>"
        )
    yield "</tbody></table>"


def _problems(report: Report, problems: Sequence[Problem], context: Context) -> Iterator[str]:
    if not problems:
        return
    yield "<h2>Problems</h2>"
    yield "<p>What could not be looked at, or not to the end.</p>"
    yield "<table><thead><tr><th>Where</th><th>What</th></tr></thead><tbody>"
    for problem in problems:
        where = html(words.machine_path(problem.path, context))
        if problem.location is not None:
            where = _place(report, problem.location, context)
        yield f"<tr><td><code>{where}</code></td><td>{html(problem.message)} ({html(problem.code)})</td></tr>"
    yield "</tbody></table>"
