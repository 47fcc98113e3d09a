"""``tracklint check --fix`` and ``--diff``: write fixes, or show what they would change."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linter.fixes.edits import Fixed
    from linter.model import Report
    from linter.workspace.text import SourceText


def fixed(
    report: Report, again: Callable[[dict[str, bytes]], Report], *, unsafe: bool
) -> tuple[Fixed, dict[str, bytes], Report]:
    """
    Apply fixes in memory; give them, the changed files as bytes, and the report of the changed project.

    A file that no longer reads as it did keeps its old content.
    """
    from linter.fixes.edits import Fixed, apply

    done = apply(report.findings, report.texts, unsafe=unsafe)
    contents = _encoded(done.data, report.texts)
    after = again(contents)
    before = {(problem.code, problem.path) for problem in report.problems}
    broken = {problem.path for problem in after.problems if (problem.code, problem.path) not in before}
    if broken & set(contents):
        kept = [f for f in done.findings if not {e.location.path for fix in f.fixes for e in fix.edits} & broken]
        done = apply(kept, report.texts, unsafe=unsafe)
        contents = _encoded(done.data, report.texts)
        after = again(contents)
    return Fixed(done.data, done.findings), contents, after


def _encoded(data: Mapping[str, bytes], texts: Mapping[str, SourceText]) -> dict[str, bytes]:
    """Give changed texts in their own encodings, without those that hold a character which theirs has not."""
    pairs = ((path, _bytes(texts[path], changed)) for path, changed in data.items())
    return {path: made for path, made in pairs if made is not None}


def _bytes(text: SourceText, changed: bytes) -> bytes | None:
    try:
        return text.to_bytes(changed)
    except UnicodeError:
        return None


def write(contents: Mapping[str, bytes], root: Path) -> None:
    """Write changed files. Effect: changes the project."""
    from linter.cli.files import write_file

    for path, data in sorted(contents.items()):
        write_file(root / path, data)


def patch(done: Fixed, texts: Mapping[str, SourceText]) -> Iterator[str]:
    """Give the changes as a unified diff, file by file."""
    for path, changed in sorted(done.data.items()):
        old = texts[path].data.decode("utf-8", "replace").splitlines(keepends=True)
        new = changed.decode("utf-8", "replace").splitlines(keepends=True)
        for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
