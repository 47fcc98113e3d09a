"""What can only be seen from outside of the process: start-up, pipes, signals, encodings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import CLEAN, LEAK

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "linter"]


def environment(**values: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "SYSTEMROOT"}}
    return {**kept, "PYTHONPATH": str(ROOT), **values}


COMMANDS = (
    "check", "init", "rule", "tracker", "kind", "explain", "baseline", "register", "server", "new", "test-rules", "schema",
)  # fmt: skip


def call(*arguments: str, cwd: Path, **values: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *arguments], cwd=cwd, env=environment(**values), capture_output=True, check=False)


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from linter.cli import run; run(['--help']); "
        "print([m for m in sys.modules if m.split('.')[0] in "
        "{'msgspec','rich','tree_sitter','libcst','pathspec','tomli','pygls','ahocorasick_rs'} or m.startswith('linter.')])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment(), capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "['linter.cli', 'linter.errors']"


def test_help_is_quick() -> None:
    times = []
    for _ in range(3):
        began = time.perf_counter()
        assert call("--help", cwd=ROOT).returncode == 0
        times.append(time.perf_counter() - began)
    assert min(times) < 0.6  # about 0.1 s on an idle machine


@pytest.mark.parametrize(
    "command", ["", *COMMANDS, "baseline write", "baseline update", "register write", "new tracker"]
)
def test_every_command_has_help(command: str) -> None:
    done = call(*command.split(), "--help", cwd=ROOT)
    assert done.returncode == 0
    assert b"Usage: tracklint" in done.stdout
    assert b"\\b" not in done.stdout, "the mark for lines that stay as they are must be the character"
    assert done.stderr == b""


def test_version() -> None:
    assert call("--version", cwd=ROOT).stdout.startswith(b"tracklint ")


def test_a_closed_pipe_is_no_error_and_the_verdict_stays(tmp_path: Path) -> None:
    (tmp_path / "tracklint.toml").touch()
    (tmp_path / "a.js").write_text(LEAK * 400)
    process = subprocess.Popen(
        [*COMMAND, "check", "--output-format", "json", "a.js"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 1
    assert errors == b""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_control_c_exits_with_130(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "check", "--stdin-filename", "a.js", "-"],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    assert errors.strip() == b"tracklint: interrupted"


def test_a_terminal_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "caf\u00e9.js").write_text(
        "const \u6f22 = location.search;\nfbq('track', 'S', {search_string: \u6f22});\n", "utf-8"
    )
    done = call("check", ".", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 1, done.stderr
    assert b"caf\\xe9.js" in done.stdout
    done = call("check", ".", "--output-format", "json", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert "caf\u00e9.js".encode() in done.stdout


def test_no_progress_where_nobody_looks(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(CLEAN)
    assert call("check", ".", cwd=tmp_path).stderr == b""


def test_nothing_is_written_into_the_project(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(LEAK)
    call("check", ".", cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.js"]
