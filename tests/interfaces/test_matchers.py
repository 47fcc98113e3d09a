"""The problem matchers that we publish read our lines: all of them, with their places, and nothing else."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import linter
from linter.reporters.registry import render
from tests.interfaces.matchers import Issue, editor_issues, runner_issues, watching_issues
from tests.reporters.sample import CONTEXT, clean, many, sample

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(linter.__file__).resolve().parents[1]
"""What is tested: the package that the tests import, which may be an installed one."""
MATCHER = ROOT / "ci" / "problem-matcher.json"
_STEERING = re.compile(r"\x1b\[[?\d;]*[A-Za-z]")
SEVERITIES = {"error": "error", "warning": "warning", "note": "notice"}


def document() -> Any:
    return json.loads(MATCHER.read_text("utf-8"))


def task_matcher() -> Any:
    """Give the matcher of the task that the documentation of editors shows."""
    (block,) = [b for b in _blocks() if "tasks" in b]
    return block["tasks"][0]["problemMatcher"]


def watching_task() -> Any:
    """Give the task that goes on watching."""
    (block,) = [b for b in _blocks() if "isBackground" in b]
    return block


def _blocks() -> list[Any]:
    page = (ROOT / "docs" / "editors.md").read_text("utf-8")
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]


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


def test_both_tasks_read_the_same_lines() -> None:
    once, watching = task_matcher(), watching_task()["problemMatcher"]
    assert {**once, "background": watching["background"]} == watching


LEAK = "fbq('track', 'Search', { search_string: document.querySelector('input[type=search]').value });\n"


@pytest.mark.slow
def test_a_watching_task_shows_what_is_there_and_takes_away_what_is_mended(tmp_path: Path) -> None:
    """The watch itself, in a terminal as an editor gives it, with the arguments of the task."""
    for name, text in (("a.js", LEAK), ("b.js", LEAK), ("tracklint.toml", "")):
        (tmp_path / name).write_text(text)
    steps = iter((("a.js", ""), ("tracklint.toml", "sectr = 1\n"), ("tracklint.toml", "# mended\n"), ("b.js", "")))
    task = watching_task()
    terminal, other_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "linter", *task["args"]],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(PACKAGE)}, stdin=other_end, stdout=other_end, stderr=other_end,
    )  # fmt: skip
    os.close(other_end)
    written = b""
    runs = 0
    try:
        while True:
            written += os.read(terminal, 65536)
            if written.count(b"waiting for changes") == runs:
                continue
            runs += 1
            if (step := next(steps, None)) is None:
                break
            (tmp_path / step[0]).write_text(step[1])
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
    # An editor reads the lines as its terminal shows them, without the line of progress that was there before.
    lines = [line.rpartition("\r")[2] for line in _STEERING.sub("", written.decode()).split("\r\n")]
    states = watching_issues(task["problemMatcher"], lines)
    # While the settings are wrong nothing is known: VS Code then shows nothing, and is not left waiting.
    assert [sorted(state) for state in states] == [["a.js", "b.js"], ["b.js"], [], ["b.js"], []]
    assert all(issue.code == "TRK101" for state in states for found in state.values() for issue in found)


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
