"""Our hooks in pre-commit itself: the real client, a scratch repository, an environment built from our packaging."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
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


def configure(repository: Path) -> None:
    """Use our hooks from the last commit of this checkout, as a user's repository does from a release."""
    config = f"repos:\n  - repo: {ROOT}\n    rev: {git(ROOT, 'rev-parse', 'HEAD')}\n    hooks:\n"
    config += "      - id: tracklint\n      - id: tracklint-project\n"
    write(repository, {".pre-commit-config.yaml": config})


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


def test_the_findings_do_not_depend_on_how_the_files_are_split(scratch: Path, home: Path) -> None:
    configure(scratch)
    write(scratch, {f"web/page{number}.js": LEAK for number in range(62)})
    done = pre_commit(scratch, home, "run", "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert [n for n in range(62) if f"web/page{n}.js" not in done.stdout] == []


def test_the_project_hook_runs_before_a_push(scratch: Path, home: Path) -> None:
    configure(scratch)
    write(scratch, {"web/search.js": LEAK})
    done = pre_commit(scratch, home, "run", "--hook-stage", "pre-push", "tracklint-project")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "web/search.js" in done.stdout
