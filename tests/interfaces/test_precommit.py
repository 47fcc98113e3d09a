"""Our hooks in pre-commit itself: the real client, a scratch repository, an environment built from our packaging."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import linter

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(linter.__file__).resolve().parents[1]
"""What is tested: the package that the tests import, which may be an installed one."""
LEAK = "fbq('track', 'Search', { search_string: document.querySelector('input[type=search]').value });\n"
CLEAN = "fbq('track', 'PageView');\n"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home for pre-commit's environments: building one takes a while, so that the tests share it."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """Give an empty repository."""
    repository = tmp_path / "shop"
    repository.mkdir()
    git(repository, "init", "--quiet")
    return repository


def git(repository: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Tests", "-c", "user.email=tests@example.org", "-c", "protocol.file.allow=always"]
    done = subprocess.run(["git", *identity, *arguments], cwd=repository, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def write(repository: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    git(repository, "add", "--all")


def pre_commit(repository: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PRE_COMMIT_HOME": str(home), "GIT_CONFIG_COUNT": "1"}
    environment |= {"GIT_CONFIG_KEY_0": "protocol.file.allow", "GIT_CONFIG_VALUE_0": "always"}
    environment = {key: value for key, value in environment.items() if key not in ("GIT_DIR", "GIT_INDEX_FILE")}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def configure(repository: Path, **options: object) -> None:
    """
    Use our hooks from the last commit of this checkout, as a user's repository does from a release.

    ``options`` are those of the hook for changed files.
    """
    config = f"repos:\n  - repo: {ROOT}\n    rev: {git(ROOT, 'rev-parse', 'HEAD')}\n    hooks:\n      - id: tracklint\n"
    config += "".join(f"        {name}: {json.dumps(value)}\n" for name, value in options.items())
    write(repository, {".pre-commit-config.yaml": f"{config}      - id: tracklint-project\n"})


def findings(output: str) -> list[str]:
    """Give the lines of findings in the concise format, sorted."""
    return sorted(set(re.findall(r"^\S.*?:\d+:\d+: \w+: .*\[TRK\d+\]", output, re.MULTILINE)))


def at_once(repository: Path) -> str:
    """Give what one run over the whole says."""
    command = [sys.executable, "-m", "linter", "check", "--output-format", "concise", "."]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)
    return done.stdout


CONCISE = ["--output-format", "concise", "--"]
SEND = "export function send(term) {\n  fbq('track', 'Search', { what: term });\n}\n"
CALL = "import { send } from './send.js';\nsend(new URLSearchParams(location.search).get('q'));\n"
PAIR = {"send.js": SEND, "call.js": CALL}


def test_try_repo_finds_a_leak_and_names_its_place(scratch: Path, home: Path) -> None:
    write(scratch, {"web/search.js": LEAK, "web/a b.mts": LEAK, "web/page.css": "body { margin: 0 }\n"})
    done = pre_commit(scratch, home, "try-repo", str(ROOT), "tracklint", "--all-files", "--verbose")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "TRK101" in done.stdout
    assert "web/search.js" in done.stdout
    assert "web/a b.mts" in done.stdout


def test_a_commit_without_leaks_passes(scratch: Path, home: Path) -> None:
    configure(scratch)
    write(scratch, {"web/search.js": CLEAN, "web/page.html": "<p>Hello</p>\n"})
    done = pre_commit(scratch, home, "run")
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_files_of_the_commit_are_reported_but_flows_through_others_are_found(
    scratch: Path, home: Path
) -> None:
    configure(scratch)
    old = {
        "web/analytics.js": "export function track(name, values) {\n  fbq('trackCustom', name, values);\n}\n",
        "web/old.js": LEAK,
    }
    write(scratch, old)
    git(scratch, "commit", "--quiet", "--no-verify", "--message", "Old")
    write(scratch, {"web/new.js": "import { track } from './analytics';\ntrack('in', { to: user.email });\n"})
    done = pre_commit(scratch, home, "run", "tracklint")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "TRK105" in done.stdout
    assert "web/old.js:1" not in done.stdout


@pytest.mark.parametrize("serial", [True, False], ids=["one process", "as many as there are processors"])
@pytest.mark.parametrize("number", [1, 62])
def test_the_findings_do_not_depend_on_how_the_files_are_split(
    scratch: Path, home: Path, number: int, serial: bool
) -> None:
    configure(scratch, args=CONCISE, require_serial=serial)
    # A flow has a step in each of two files, which are rarely in the same part.
    write(scratch, {f"web/page{at}/{name}": text for at in range(number) for name, text in PAIR.items()})
    done = pre_commit(scratch, home, "run", "tracklint", "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert findings(done.stdout) == findings(at_once(scratch))
    assert len(findings(done.stdout)) == number


def test_thousands_of_long_names_come_in_several_calls(scratch: Path, home: Path) -> None:
    configure(scratch, args=CONCISE)
    folder = "a-rather-long-name-of-a-folder/" * 2
    write(scratch, {f"{folder}file-number-{at:04}.js": CLEAN for at in range(3000)})
    write(scratch, {f"{folder}first.js": LEAK, f"{folder}zzzzz.js": LEAK})
    done = pre_commit(scratch, home, "run", "tracklint", "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert {line.partition(":")[0].rpartition("/")[2] for line in findings(done.stdout)} == {"first.js", "zzzzz.js"}
    assert len(re.findall(r"findings? .*in \d", done.stdout)) > 1, "one call was enough: the names are too short"


def test_what_is_not_staged_is_not_looked_at_and_is_there_again_afterwards(scratch: Path, home: Path) -> None:
    configure(scratch, args=CONCISE)
    write(scratch, {"web/better.js": CLEAN, "web/worse.js": LEAK})
    (scratch / "web" / "better.js").write_text(LEAK)
    (scratch / "web" / "worse.js").write_text(CLEAN)
    (scratch / "web" / "new.js").write_text(LEAK)
    done = pre_commit(scratch, home, "run", "tracklint")
    assert "Unstaged files detected" in done.stderr + done.stdout
    assert [line.partition(":")[0] for line in findings(done.stdout)] == ["web/worse.js"]
    assert (scratch / "web" / "better.js").read_text() == LEAK
    assert (scratch / "web" / "worse.js").read_text() == CLEAN


def test_names_as_they_come(scratch: Path, home: Path) -> None:
    configure(scratch)
    names = [
        "-dash.js",
        "--fix.js",
        "web/a b.js",
        "web/a;b&c$(d).js",
        "web/\u00e9\u4e2d.mts",
        "web/mail.html.j2",
        "x.TSX",
    ]
    write(scratch, {name: f"<script>{LEAK}</script>" if ".html" in name else LEAK for name in names})
    done = pre_commit(scratch, home, "run", "tracklint", "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert [name for name in names if name not in done.stdout] == []


def test_what_the_settings_leave_out_is_left_out_though_pre_commit_names_it(scratch: Path, home: Path) -> None:
    configure(scratch)
    write(scratch, {"old/search.js": LEAK, "tracklint.toml": 'exclude = ["old/"]\n'})
    done = pre_commit(scratch, home, "run", "tracklint", "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr


def test_colour_comes_where_pre_commit_gives_a_terminal(scratch: Path, home: Path) -> None:
    configure(scratch)
    write(scratch, {"web/search.js": LEAK})
    assert "\x1b[" not in pre_commit(scratch, home, "run", "tracklint", "--color", "never").stdout
    coloured = pre_commit(scratch, home, "run", "tracklint", "--color", "always").stdout
    assert re.search(r"\x1b\[[\d;]*m[^\n]*web/search\.js|web/search\.js[^\n]*\x1b\[", coloured)


def test_nothing_is_written_into_the_repository(scratch: Path, home: Path) -> None:
    configure(scratch)
    write(scratch, {"web/search.js": LEAK})
    pre_commit(scratch, home, "run", "--all-files")
    assert git(scratch, "status", "--porcelain", "--untracked-files=all", "--ignored").count("\n") == 1


def test_the_project_hook_runs_before_a_push(scratch: Path, home: Path) -> None:
    configure(scratch)
    write(scratch, {"web/search.js": LEAK})
    done = pre_commit(scratch, home, "run", "--hook-stage", "pre-push", "tracklint-project")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "web/search.js" in done.stdout
