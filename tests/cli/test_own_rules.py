"""The example of the page about rules of one's own works as it is printed."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.conftest import Cli

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r'```(?:toml|js) title="([\w./-]+)"\n(.*?)```', re.DOTALL)


def write_example(project: Path) -> list[str]:
    found = _BLOCK.findall((ROOT / "docs" / "own-rules.md").read_text("utf-8"))
    for name, content in found:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return [name for name, _ in found]


def test_the_documented_example_gives_what_its_comments_say(project: Path, cli: Cli) -> None:
    assert len(write_example(project)) == 5
    result = cli("test-rules", "app")
    assert result.code == 0, result.out + result.err
    assert "app/join.js" in cli("check", "--output-format", "concise").out


def test_own_rules_are_shown_beside_the_others(project: Path, cli: Cli) -> None:
    write_example(project)
    assert "Acme Data GmbH" in cli("tracker", "insights").out
    assert "mitgliedsnummer" in cli("kind", "member-number").out
    assert "meta-pixel" in cli("tracker").out


def test_a_first_tracker_passes_its_own_fixture_with_the_settings_of_the_page(project: Path, cli: Cli) -> None:
    """The settings come after the folder; a check leaves the fixtures in it alone."""
    assert cli("new", "tracker", "acme", "--company", "Acme GmbH").code == 0
    (project / "tracklint.toml").write_text('rules = ["privacy/"]\nextend-exclude = ["privacy/fixtures/"]\n')
    assert "in the settings" not in cli("new", "tracker", "other").err
    assert (project / "privacy" / "fixtures" / "acme" / "acme.js").is_file()
    assert cli("test-rules", "privacy/fixtures").code == 0
    assert "acme.js" not in cli("check", "--output-format", "concise").out


def test_a_folder_of_rules_is_tested_with_its_own(project: Path, cli: Cli) -> None:
    """As the first command after ``new tracker``, before any settings are written."""
    assert cli("new", "tracker", "acme").code == 0
    result = cli("test-rules", "privacy")
    assert result.code == 0, result.out + result.err
    assert "1 of 1 projects" in result.err
    assert "trackers" not in result.out


def test_without_settings_the_lines_for_them_are_said(project: Path, cli: Cli) -> None:
    said = cli("new", "tracker", "acme").err
    assert 'rules = ["privacy/"] and extend-exclude = ["privacy/fixtures/"]' in said


def test_a_fixture_that_names_a_tracker_nobody_knows_says_so(project: Path, cli: Cli) -> None:
    (project / "case").mkdir()
    (project / "case" / "a.js").write_text("acmee.track(q); // miss: TRK101 matomoo\n")
    result = cli("test-rules", "case")
    assert result.code == 1
    assert "unknown tracker          matomoo (did you mean 'matomo'?)" in result.out
