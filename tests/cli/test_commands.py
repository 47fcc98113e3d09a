"""``rule``, ``tracker``, ``kind``, ``explain``, ``baseline``, ``schema``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CLEAN, LEAK, Cli

ROOT = Path(__file__).parents[2]


def test_rules_are_listed_and_shown(cli: Cli) -> None:
    listed = cli("rule").out.splitlines()
    assert any(line.startswith("TRK101  ") for line in listed)
    shown = cli("rule", "trk101")
    assert shown.code == 0
    assert "TRK101" in shown.out
    assert json.loads(cli("rule", "TRK101", "--output-format", "json").out)["code"] == "TRK101"
    codes = {row["code"] for row in json.loads(cli("rule", "--output-format", "json").out)}
    assert {"TRK101", "TRK201", "TRK301", "TRK901", "TRK902", "TRK903", "TRK904"} <= codes
    assert cli("rule", "--all").out.count("TRK1") > 5


def test_trackers_are_listed_and_shown(cli: Cli) -> None:
    assert any(line.startswith("meta-pixel ") for line in cli("tracker").out.splitlines())
    shown = cli("tracker", "meta-pixel")
    labels = [line[:15].strip() for line in shown.out.splitlines()[1:] if line[:15].strip()]
    assert labels == [
        "recipient", "also does", "in the EU", "hosting", "takes itself", "ask consent", "hold back", "globals", "calls",
        "addresses", "checked", "known from",
    ]  # fmt: skip
    assert "fbq('consent', 'revoke') (deny)" in shown.out
    assert "npm:facebook-nodejs-business-sdk (" in shown.out
    assert "Meta Platforms" in shown.out
    assert "fbq" in shown.out
    lacking = cli("tracker", "line-tag").out
    assert "ask consent    no call of its own: " in lacking
    assert "hold back      no switch of its own: " in lacking
    assert 'optimizely.push({ type: "holdEvents" }) (default)' in cli("tracker", "optimizely").out
    assert "amplitude.setOptOut(true) (opt-out)" in cli("tracker", "amplitude").out
    assert json.loads(cli("tracker", "meta-pixel", "--output-format", "json").out)["id"] == "meta-pixel"
    assert len(json.loads(cli("tracker", "--output-format", "json").out)) > 25
    wrong = cli("tracker", "meta-pixle")
    assert wrong.code == 2
    assert "did you mean 'meta-pixel'" in wrong.err


def test_kinds_are_listed_and_shown(cli: Cli) -> None:
    assert any(line.startswith("search-term ") for line in cli("kind").out.splitlines())
    assert "TRK101" in cli("kind", "search-term").out
    assert json.loads(cli("kind", "search-term", "--output-format", "json").out)["id"] == "search-term"
    assert cli("kind", "serch-term").code == 2
    device = cli("kind", "device-id").out
    assert "ePrivacy Directive Art. 5(3)" in device
    assert "identifies  a person or a device, under a pseudonym" in device
    assert "perhaps, if the receiver, or the object beside it, is about a person" in cli("kind", "name").out


def test_schemas_are_printed(cli: Cli) -> None:
    assert "sector" in json.loads(cli("schema").out)["properties"]
    assert "findings" in json.loads(cli("schema", "report").out)["properties"]


def test_explain_a_line(project: Path, cli: Cli) -> None:
    result = cli("explain", "web/search.js:2")
    assert result.code == 0
    assert "fbq" in result.out
    assert "meta-pixel" in result.out


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("web/search.js", "expected PATH:LINE"),
        ("web/gone.js:1", "no such file"),
        ("web/search.js:99", "has 3 lines"),
        ("web/search.js:0", "has 3 lines"),
    ],
)
def test_explain_what_is_not_there(project: Path, cli: Cli, place: str, message: str) -> None:
    result = cli("explain", place)
    assert result.code == 2
    assert message in result.err


def test_explain_a_code(cli: Cli) -> None:
    assert cli("explain", "TRK101").out == cli("rule", "TRK101").out


# ---------------------------------------------------------------------------------------------------- baseline


def test_only_new_findings_are_reported_after_a_baseline(project: Path, cli: Cli) -> None:
    assert cli("baseline", "write", "--reason", "before the linter").code == 0
    entries = json.loads((project / "tracklint-baseline.json").read_text())["findings"]
    assert [(row["path"], row["reason"]) for row in entries] == [("web/search.js", "before the linter")]
    result = cli("check", "--baseline", "tracklint-baseline.json")
    assert result.code == 0
    assert "1 in the baseline" in result.out
    (project / "tracklint.toml").write_text('baseline = "tracklint-baseline.json"\n')
    (project / "web" / "new.js").write_text(LEAK)
    shown = cli("check", "--output-format", "concise", "-q").out.splitlines()
    assert [line.split(":")[0] for line in shown] == ["web/new.js"]


def test_moved_lines_change_nothing(project: Path, cli: Cli) -> None:
    cli("baseline", "write")
    (project / "web" / "search.js").write_text("\n\n// more\n" + LEAK)
    assert cli("check", "--baseline", "tracklint-baseline.json").code == 0
    assert cli("baseline", "check").code == 0


def test_entries_without_a_finding_are_said_and_can_fail(project: Path, cli: Cli) -> None:
    cli("baseline", "write")
    (project / "web" / "search.js").write_text(CLEAN)
    arguments = ("check", "--baseline", "tracklint-baseline.json")
    assert "1 entry has no finding any more" in cli(*arguments).err
    assert cli(*arguments).code == 0
    assert cli(*arguments, "--strict-baseline").code == 2
    checked = cli("baseline", "check")
    assert checked.code == 1
    assert "gone: web/search.js" in checked.out


def test_update_removes_follows_and_adds_when_asked(project: Path, cli: Cli) -> None:
    cli("baseline", "write", "--reason", "known")
    (project / "web" / "search.js").rename(project / "web" / "moved.js")
    (project / "web" / "new.js").write_text(LEAK.replace("Search", "Other"))
    assert "1 moved, 0 added, 0 removed" in cli("baseline", "update").err
    assert "1 kept, 0 moved, 1 added" in cli("baseline", "update", "--add").err
    entries = json.loads((project / "tracklint-baseline.json").read_text())["findings"]
    assert [(row["path"], row["reason"]) for row in entries] == [("web/moved.js", "known"), ("web/new.js", "")]


def test_a_baseline_is_not_overwritten_by_accident(project: Path, cli: Cli) -> None:
    cli("baseline", "write")
    result = cli("baseline", "write")
    assert result.code == 2
    assert "is there already" in result.err
    assert cli("baseline", "write", "--force").code == 0


# ---------------------------------------------------------------------------------------------- shell completion


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("ch", ["check"]),
        ("check --output-format gitlab", ["gitlab", "gitlab-sast"]),
        ("check --select TRK101,TRK30", ["TRK101,TRK301", "TRK101,TRK302", "TRK101,TRK303"]),
        ("check --sector he", ["health"]),
        ("check --fail-on w", ["warning"]),
        ("rule TRK90", ["TRK901", "TRK902", "TRK903", "TRK904"]),
        ("tracker meta-p", ["meta-pixel"]),
        ("kind search-t", ["search-term"]),
        ("tracker no-such", []),
    ],
)
@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_the_shell_is_told_what_may_come(project: Path, shell: str, typed: str, proposed: list[str]) -> None:
    words = typed.split()
    line = {"COMP_WORDS": f"tracklint {typed}", "COMP_CWORD": str(len(words)) if shell == "bash" else words[-1]}
    environment = {**os.environ, **line, "_TRACKLINT_COMPLETE": f"{shell}_complete", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", "from linter.cli import main; main()"],
        cwd=project, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [line.split("\t")[0].partition(",")[2] for line in done.stdout.splitlines()]
    assert [line for line in lines if line] == proposed, done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_names_the_program(shell: str, tmp_path: Path) -> None:
    environment = {**os.environ, "_TRACKLINT_COMPLETE": f"{shell}_source", "PYTHONPATH": str(ROOT)}
    code = "from linter.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert "_tracklint_completion" in done.stdout
    program = shutil.which(shell)
    if program is not None:
        (tmp_path / "script").write_text(done.stdout)
        subprocess.run([program, "-n", str(tmp_path / "script")], check=True)
