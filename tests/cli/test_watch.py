"""``tracklint check --watch``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linter.cli.watch import state, watch
from linter.errors import ConfigError
from linter.model import Report
from tests.cli.conftest import CLEAN, Cli

ROOT = Path(__file__).parents[2]


class Ended(Exception):  # noqa: N818 - it ends a watch, nothing went wrong
    pass


def runs(changes: list[Callable[[], object]], **values: Any) -> list[Any]:
    """Watch while changes are made, one in each pause; give what was run."""
    made: list[Any] = []
    left = iter(changes)

    def run(paths: tuple[str, ...], given: dict[str, Any], _reported: Callable[[Report], object]) -> int:
        made.append((paths, given["watch"]))
        return 0

    def rest(_seconds: float) -> None:
        change = next(left, None)
        if change is None:
            raise Ended
        change()

    with pytest.raises(Ended):
        watch((), {"watch": True, "quiet": True, **values}, run, rest)
    return made


def test_a_change_is_one_more_run(project: Path) -> None:
    assert runs([lambda: None]) == [((), False)]
    assert len(runs([lambda: (project / "web" / "search.js").write_text(CLEAN)])) == 2
    assert len(runs([lambda: (project / "web" / "new.js").write_text(CLEAN), (project / "web" / "new.js").unlink])) == 3
    assert len(runs([lambda: (project / "notes.txt").write_text("x")])) == 1


def test_settings_are_watched_too_and_may_be_wrong(project: Path) -> None:
    def wrong() -> None:
        (project / "tracklint.toml").write_text("sectr = 1")

    def right() -> None:
        (project / "tracklint.toml").write_text("")

    assert len(runs([wrong, right])) == 3
    wrong()
    assert any("sector" in path for path in state((), {}))


def test_an_error_of_a_run_does_not_end_the_watch(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(_paths: tuple[str, ...], _values: dict[str, Any], _reported: Callable[[Report], object]) -> int:
        raise ConfigError("tracklint.toml:1: no\x1b[31m")

    def rest(_seconds: float) -> None:
        raise Ended

    with pytest.raises(Ended):
        watch((), {"watch": True}, run, rest)
    err = capsys.readouterr().err
    assert "error: tracklint.toml:1: no" in err
    assert err.endswith("tracklint: not checked; waiting for changes; Ctrl-C ends\n")
    assert "\x1b" not in err


@pytest.mark.parametrize("option", [("--fix",), ("--diff",), ("--add-ignore", "x")])
def test_what_does_not_go_with_it(project: Path, cli: Cli, option: tuple[str, ...]) -> None:
    assert cli("check", "--watch", *option).code == 2
    assert cli("check", "--watch", "-", "--stdin-filename", "a.js").code == 2


@pytest.mark.slow
def test_it_runs_again_and_ends_with_an_interrupt(project: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "linter", "check", "--watch", "--output-format", "concise"],
        cwd=project, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr
    try:
        while b"waiting" not in process.stderr.readline():
            pass
        (project / "web" / "search.js").write_text(CLEAN)
        while b"waiting" not in process.stderr.readline():
            pass
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    assert out.count(b"TRK101") == 1
    assert b"no findings" in out
    assert b"\x1b" not in out
