"""The problem matchers that we publish read our lines: all of them, with their places, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from linter.reporters.registry import render
from tests.interfaces.matchers import Issue, editor_issues, runner_issues
from tests.reporters.sample import CONTEXT, clean, many, sample

ROOT = Path(__file__).resolve().parents[2]
MATCHER = ROOT / "ci" / "problem-matcher.json"
SEVERITIES = {"error": "error", "warning": "warning", "note": "notice"}


def document() -> Any:
    return json.loads(MATCHER.read_text("utf-8"))


def task_matcher() -> Any:
    """Give the matcher of the task that the documentation of editors shows."""
    page = (ROOT / "docs" / "editors.md").read_text("utf-8")
    (block,) = [b for b in re.findall(r"```json\n(.*?)```", page, re.DOTALL) if "problemMatcher" in b]
    return json.loads(block)["tasks"][0]["problemMatcher"]


def expected(lines: list[str], note: str) -> list[tuple[str, str]]:
    """Give severity and code of each line that has a place in a file without a colon in its name."""
    shown = [re.fullmatch(r"[^\s:][^:]*:\d+:\d+: (error|warning|note): .* \[(TRK\d+)\](?: \[\*\])?", x) for x in lines]
    return [(note if m[1] == "note" else m[1], m[2]) for m in shown if m is not None]


@pytest.mark.parametrize("color", [False, True])
def test_a_runner_reads_each_line_with_a_place(color: bool) -> None:
    report = sample()
    plain = render("concise", report, CONTEXT).split("\n")
    lines = render("concise", report, replace(CONTEXT, color=color)).split("\n")
    found = runner_issues(document(), lines)
    assert [(i.severity, i.code) for i in found] == expected(plain, "notice")
    assert len(found) == 7  # one has no file, two stand in a file with a colon in its name
    assert found[0] == Issue("latin.py", 2, 12, "notice", "TRK105", "an e-mail address may reach Acme")
    assert {i.severity for i in found} == {"error", "warning", "notice"}


def test_an_editor_reads_each_line_with_a_place() -> None:
    lines = render("concise", sample(), CONTEXT).split("\n")
    found = editor_issues(task_matcher(), lines)
    assert [(i.severity, i.code) for i in found] == expected(lines, "info")
    assert {i.severity for i in found} == {"error", "warning", "info"}


def test_nothing_is_read_where_nothing_was_found() -> None:
    lines = render("concise", clean(), CONTEXT).split("\n")
    assert runner_issues(document(), lines) == []
    assert editor_issues(task_matcher(), lines) == []


def test_long_reports_are_read_whole() -> None:
    lines = render("concise", many(600), CONTEXT).split("\n")
    assert len(runner_issues(document(), lines)) == len(expected(lines, "notice")) >= 600


def test_a_windows_path_is_a_file() -> None:
    line = r"C:\site\app\views.py:3:7: error: a search term appears to reach Acme [TRK101] [*]"
    (issue,) = runner_issues(document(), [line])
    assert issue == Issue(r"C:\site\app\views.py", 3, 7, "error", "TRK101", "a search term appears to reach Acme")


def test_a_text_cannot_add_a_matcher_or_a_line() -> None:
    lines = render("concise", sample(), CONTEXT).split("\n")
    assert not any(line.startswith(("::", "##")) for line in lines)
