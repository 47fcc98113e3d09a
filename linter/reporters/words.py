"""Sentences that several formats share: paths, counts, the summary of a run."""

from __future__ import annotations

import posixpath
from collections import Counter

from linter.model import SEVERITIES, Finding, Report, Skipped
from linter.reporters import escaping
from linter.reporters.context import Context


def count(number: int, noun: str, plural: str = "") -> str:
    """Give ``1 finding``, ``2 findings``, ``1,000 findings``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def shown_path(path: str, context: Context) -> str:
    """Give a path for people: as seen from where they stand, in one line, harmless for a terminal."""
    seen = posixpath.relpath(path, context.standing) if context.standing else join(context.prefix, path)
    text = escaping.terminal(seen)
    if not context.workflow:
        return text
    # A path stands at the start of its line and before ``:1:1``: with a colon at its end the two would be a command.
    return escaping.workflow(text + ":").removesuffix(":")


def machine_path(path: str, context: Context) -> str:
    """Give a path for programs: relative to the top of the repository."""
    return join(context.repository_prefix, path)


def join(prefix: str, path: str) -> str:
    """Put a prefix of folders before a path and take ``..`` out of it."""
    parts: list[str] = []
    for part in f"{prefix}{path}".split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part and part != ".":
            parts.append(part)
    return "/".join(parts)


def line_text(text: str, context: Context) -> str:
    """Give a text from a finding in one harmless line."""
    plain = escaping.unfold(text)
    return escaping.workflow(plain) if context.workflow else plain


def by_severity(findings: tuple[Finding, ...]) -> dict[str, int]:
    """Count findings by severity, worst first, without those that are not there."""
    counts = Counter(finding.severity for finding in findings)
    return {severity: counts[severity] for severity in reversed(SEVERITIES) if counts[severity]}


def summary(report: Report, context: Context) -> list[str]:
    """Give what a run comes to, in a few lines."""
    parts = []
    if report.findings:
        kinds = ", ".join(count(number, severity) for severity, number in by_severity(report.findings).items())
        parts.append(f"{count(len(report.findings), 'finding')} ({kinds})")
    else:
        parts.append("no findings")
    if report.problems:
        parts.append(count(len(report.problems), "problem"))
    if report.suppressed:
        parts.append(f"{len(report.suppressed):,} suppressed")
    if report.baselined:
        parts.append(f"{len(report.baselined):,} in the baseline")
    if report.unchanged:
        parts.append(f"{report.unchanged:,} not in changed lines")
    lines = [f"{', '.join(parts)} in {count(report.files, 'file')}"]
    fixable = sum(1 for finding in report.findings if finding.fixes)
    if fixable:
        lines.append(f"[*] {count(fixable, 'finding')} can be mended with --fix")
    if report.skipped:
        lines.append("left out: " + "; ".join(skipped_words(row, context) for row in report.skipped))
    return lines


def skipped_words(row: Skipped, context: Context) -> str:
    """Give ``3 excluded by default (node_modules/, dist/, ...)``."""
    examples = [line_text(path, context) for path in row.examples]
    more = ", ..." if row.count > len(examples) else ""
    return f"{row.count:,} {row.reason}" + (f" ({', '.join(examples)}{more})" if examples else "")


def marker(finding: Finding) -> str:
    """Give the mark of a finding that can be mended."""
    return " [*]" if finding.fixes else ""
