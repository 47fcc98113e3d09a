"""The stages in order: what one call promises to all who make it (command line, language server, tests)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from linter.check import Request, check
from linter.errors import ConfigError
from linter.model import Report
from linter.settings import Settings, load_settings

LEAK = "const q = new URLSearchParams(location.search).get('q');\nfbq('track', 'Search', { search_string: q });\n"
WRAPPER = "export function track(name, data) {\n  fbq('track', name, data);\n}\n"
CALLER = "import { track } from './lib';\ntrack('Search', { search_string: location.search });\n"


def make(root: Path, files: Mapping[str, str]) -> Path:
    (root / ".git").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def run(root: Path, *names: str, settings: Settings | None = None, **changes: Any) -> Report:
    paths = tuple(root / name for name in names) or (root,)
    return check(Request(root=root, paths=paths, settings=settings or load_settings(root, None, True, {}), **changes))


def test_a_report_holds_the_text_of_every_place(tmp_path: Path) -> None:
    report = run(make(tmp_path, {"lib.js": WRAPPER, "app.js": CALLER, "other.js": "x();\n"}))
    assert report.findings
    places = {step.location.path for finding in report.findings for flow in finding.flows for step in flow.steps}
    assert places == {"app.js", "lib.js"}
    assert places <= set(report.texts)
    assert report.files == 3
    assert report.failed


@pytest.mark.parametrize("names", [("app.js",), ("lib.js",), ("app.js", "lib.js"), ("lib.js", "app.js"), (".",)])
def test_a_flow_is_found_from_any_file_it_goes_through(tmp_path: Path, names: tuple[str, ...]) -> None:
    root = make(tmp_path, {"lib.js": WRAPPER, "app.js": CALLER, "other.js": "x();\n"})
    prints = [finding.fingerprint for finding in run(root, *names).findings]
    assert prints == [finding.fingerprint for finding in run(root).findings]


def test_a_file_that_no_flow_goes_through_is_silent(tmp_path: Path) -> None:
    assert run(make(tmp_path, {"lib.js": WRAPPER, "app.js": CALLER, "other.js": "x();\n"}), "other.js").findings == ()


def test_unsaved_text_wins_over_the_disk(tmp_path: Path) -> None:
    root = make(tmp_path, {"a.js": LEAK})
    assert run(root, overlay={"a.js": b"x();\n"}).findings == ()
    report = run(root, overlay={"b.js": LEAK.encode()}, scope=frozenset({"b.js"}))
    assert [finding.location.path for finding in report.findings] == ["b.js"]


def test_the_same_project_gives_the_same_report(tmp_path: Path) -> None:
    root = make(tmp_path, {f"m{number}/a.js": LEAK for number in range(5)})
    first, second = run(root), run(root)
    assert first.findings == second.findings
    assert first.problems == second.problems


def test_stages_are_announced_in_order(tmp_path: Path) -> None:
    # Its own cache: what another run remembered of the same text would rightly be neither traced nor judged.
    root, cache = make(tmp_path / "project", {"a.js": LEAK}), tmp_path / "cache"
    stages: list[str] = []
    first = run(root, progress=stages.append, cache=cache)
    assert stages == ["looking for files", "loading rules", "following data", "judging"]

    stages.clear()
    again = run(root, progress=stages.append, cache=cache)
    assert stages == ["looking for files", "loading rules", "following data"]
    assert again.findings == first.findings


def test_wrong_settings_end_a_run(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="unknown code 'TRK4'"):
        run(make(tmp_path, {"a.js": LEAK}), settings=Settings(root=tmp_path, ignore=("TRK4",)))


def test_a_file_that_cannot_be_read_is_a_problem_and_the_others_are_looked_at(tmp_path: Path) -> None:
    root = make(tmp_path, {"a.js": LEAK, "b.js": LEAK})
    (root / "b.js").chmod(0)
    try:
        if os.access(root / "b.js", os.R_OK):
            pytest.skip("this user may read everything")
        report = run(root)
    finally:
        (root / "b.js").chmod(0o644)
    assert [finding.location.path for finding in report.findings] == ["a.js"]
    assert report.failed


def test_hostile_files_lose_no_other(tmp_path: Path) -> None:
    root = make(tmp_path, {"a.js": LEAK, "deep.js": "f(" * 5_000 + "fbq('track', q)" + ")" * 5_000})
    (root / "bytes.js").write_bytes(bytes(range(256)) * 20 + b"fbq('track', location.search)")
    (root / "nul.html").write_bytes(b"\0<script>\0fbq('track', q)\0" * 50)
    assert "a.js" in {finding.location.path for finding in run(root).findings}


def test_an_empty_project(tmp_path: Path) -> None:
    report = run(make(tmp_path, {}))
    assert (report.files, report.findings, report.problems, report.failed) == (0, (), (), False)
