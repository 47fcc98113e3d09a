"""Completion in the shells themselves: the line of the documentation in a start-up file, and the key Tab."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import stat
import sys
import time
from pathlib import Path

import pytest

import linter
from tests.interfaces.clients import call, executable

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(linter.__file__).resolve().parents[1]
"""What is tested: the package that the tests import, which may be an installed one."""
LINES = {
    row[0]: row[1].replace("\\|", "|")
    for row in re.findall(
        r"^\| (bash|zsh|fish)[^|]*\| `((?:[^`|]|\\\|)+)`",
        (ROOT / "docs" / "editors.md").read_text("utf-8"),
        re.MULTILINE,
    )
}
PATIENCE = 60.0

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a home whose ``bin`` has the program under its name."""
    program = tmp_path / "bin" / "tracklint"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH={PACKAGE} exec {sys.executable} -m linter "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return tmp_path


def surroundings(home: Path) -> dict[str, str]:
    path = os.pathsep.join((str(home / "bin"), os.environ.get("PATH", "")))
    return {"HOME": str(home), "ZDOTDIR": str(home), "PATH": path, "TERM": "xterm", "LC_ALL": "C.UTF-8"}


def typed(command: list[str], home: Path, text: str, wanted: str) -> str:
    """Type a text and Tab at the prompt of a shell; give what stands there then, once ``wanted`` does."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(home)
        os.execvpe(command[0], command, surroundings(home))  # noqa: S606
    shown = b""

    def until(word: str) -> None:
        nonlocal shown
        end = time.monotonic() + PATIENCE
        while word.encode() not in shown and time.monotonic() < end:
            if select.select([terminal], [], [], 0.2)[0]:
                try:
                    shown += os.read(terminal, 65536)
                except OSError:
                    break

    try:
        until("ready>")
        os.write(terminal, f"{text}\t".encode())
        until(wanted)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
    return shown.decode("utf-8", "replace")


def test_the_documentation_has_a_line_for_each_shell() -> None:
    assert set(LINES) == {"bash", "zsh", "fish"}


@pytest.mark.parametrize(
    ("text", "wanted"), [("tracklint check --output-form", "--output-format"), ("tracklint basel", "baseline")]
)
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_tab(home: Path, shell: str, text: str, wanted: str) -> None:
    program = executable(shell, f"apt-get install {shell}")
    before = "autoload -U compinit; compinit -u\n" if shell == "zsh" else ""
    file = home / (".zshrc" if shell == "zsh" else ".bashrc")
    file.write_text(f"{before}{LINES[shell]}\nPS1='ready>'\n")
    options = ["--noprofile", "--rcfile", str(file), "-i"] if shell == "bash" else ["-i"]
    assert wanted in typed([program, *options], home, text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tracklint check --output-form", ["--output-format\tFormat on standard output [full]."]),
        ("tracklint check --select TRK101,TRK30", ["TRK101,TRK301", "TRK101,TRK302", "TRK101,TRK303"]),
        ("tracklint basel", ["baseline\tAccept what is there, report what is new."]),
    ],
)
def test_fish(home: Path, text: str, wanted: list[str]) -> None:
    program = executable("fish", "apt-get install fish")
    done = call(
        program, "--command", f"{LINES['fish']}; complete --do-complete '{text}'", cwd=home, **surroundings(home)
    )
    proposed = done.stdout.splitlines()
    assert [line if "\t" in wanted[0] else line.partition("\t")[0] for line in proposed] == wanted, done.stderr
