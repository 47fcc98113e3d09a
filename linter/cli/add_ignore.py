"""``tracklint check --add-ignore=REASON``: write a suppression comment at each finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from linter.errors import UsageError

if TYPE_CHECKING:
    from linter.model import Finding, Report
    from linter.verdict.annotate import Annotation
    from linter.verdict.suppression import Scanned
    from linter.workspace.text import SourceText


def add_ignores(
    report: Report, root: Path, reason: str, again: Callable[[dict[str, bytes]], Report]
) -> tuple[int, tuple[Finding, ...]]:
    """
    Write a comment above each statement or tag with a finding; give how many findings are silenced, and which not.

    ``again`` runs the check with other content: what a comment did not silence, or what broke a file, is not written.
    Effect: changes files of the project.
    """
    from linter.cli.files import write_file
    from linter.verdict.annotate import comments_for

    if not reason.strip():
        raise UsageError("--add-ignore: needs a reason, which the next reader of the comment has to judge")
    findings = tuple(finding for finding in report.findings if finding.flows)
    files = _lowered(report, {finding.location.path for finding in findings})
    made = comments_for(findings, files, reason)
    contents = _contents(made, report)
    checked = again(contents)
    broken = {problem.path for problem in checked.problems} - {problem.path for problem in report.problems}
    still = {_identity(finding) for finding in checked.findings}
    good = [
        annotation
        for annotation in made
        if annotation.edit.location.path not in broken
        and not any(_identity(finding) in still for finding in annotation.findings)
    ]
    for path, data in _contents(good, report).items():
        write_file(root / path, data)
    silenced = {id(finding) for annotation in good for finding in annotation.findings}
    return len(silenced), tuple(finding for finding in report.findings if id(finding) not in silenced)


def _identity(finding: Finding) -> tuple[str, str]:
    return finding.location.path, finding.fingerprint


def _contents(made: Iterable[Annotation], report: Report) -> dict[str, bytes]:
    """Give the changed files, encoded as they were."""
    by_path: dict[str, list[Annotation]] = {}
    for annotation in made:
        by_path.setdefault(annotation.edit.location.path, []).append(annotation)
    found = {}
    for path, group in by_path.items():
        text = report.texts[path]
        data = text.data
        for annotation in sorted(group, key=lambda a: -a.edit.location.start):
            at = annotation.edit.location.start
            data = data[:at] + annotation.edit.text.encode() + data[at:]
        found[path] = _encoded(text, data)
    return found


def _encoded(text: SourceText, data: bytes) -> bytes:
    try:
        return text.to_bytes(data)
    except UnicodeError:
        raise UsageError(f"{text.path}: the reason cannot be written in {text.encoding}") from None


def _lowered(report: Report, paths: set[str]) -> dict[str, Scanned]:
    from linter.frontends import lower
    from linter.verdict.suppression import Scanned
    from linter.workspace.languages import language_of

    found = {}
    for path in sorted(paths):
        text = report.texts[path]
        language = language_of(path, text.data[:256])
        if language is not None:
            found[path] = Scanned(text, lower(text, *language))
    return found
