"""``tracklint new tracker`` and ``tracklint test-rules``: a team's own rules and their tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from linter.catalogue.load import load
from linter.verdict.expectations import projects_of
from tests.cli.conftest import LEAK, Cli


@pytest.fixture
def team(project: Path, cli: Cli) -> Path:
    (project / "tracklint.toml").write_text('rules = ["privacy/rules"]\nextend-exclude = ["privacy/fixtures/"]\n')
    (project / "privacy" / "rules").mkdir(parents=True)
    assert cli("new", "tracker", "acme-pixel", "--company", 'Acme "X" GmbH', "--host", "px.acme.example").code == 0
    return project


def test_a_new_tracker_is_valid_and_its_fixture_is_as_it_says(team: Path, cli: Cli) -> None:
    row = load((team / "privacy" / "rules",)).trackers["acme-pixel"]
    assert row.recipient.company == 'Acme "X" GmbH'
    assert row.endpoint[0].host == "px.acme.example"
    result = cli("test-rules", "privacy/fixtures")
    assert result.code == 0
    assert result.out == "as said  acme-pixel (1 findings, 2 silent lines)\n"
    assert cli("test-rules", "privacy/fixtures/acme-pixel").code == 0
    assert "acme" not in cli("check", "--output-format", "concise").out


def test_a_new_tracker_without_settings_says_what_to_set(project: Path, cli: Cli) -> None:
    result = cli("new", "tracker", "acme")
    assert 'rules = ["privacy/rules"]' in result.err
    assert cli("test-rules", "privacy/fixtures", "--rules", "privacy/rules", "-q") == (0, "", "")
    missing = cli("test-rules", "privacy/fixtures")
    assert missing.code == 1
    assert "missing" in missing.out


@pytest.mark.parametrize("name", ["Acme", "a b", "../x", "a--b", "1a", "a\n", "ä"])
def test_names_that_are_no_id(project: Path, cli: Cli, name: str) -> None:
    result = cli("new", "tracker", name)
    assert result.code == 2
    assert not (project / "privacy").exists()


def test_nothing_is_overwritten(team: Path, cli: Cli) -> None:
    assert "there is a tracker 'meta-pixel' already" in cli("new", "tracker", "meta-pixel").err
    text = (team / "privacy" / "rules" / "trackers" / "acme-pixel.toml").read_text()
    assert cli("new", "tracker", "acme-pixel").code == 2
    assert (team / "privacy" / "rules" / "trackers" / "acme-pixel.toml").read_text() == text
    (team / "privacy" / "fixtures" / "other").mkdir()
    (team / "privacy" / "fixtures" / "other" / "other.js").write_text("")
    assert "is there already" in cli("new", "tracker", "other").err
    assert not (team / "privacy" / "rules" / "trackers" / "other.toml").exists()


def test_what_differs_is_shown(team: Path, cli: Cli) -> None:
    sample = team / "privacy" / "fixtures" / "acme-pixel" / "acme-pixel.js"
    sample.write_text(sample.read_text().replace("results: 3", "q"))
    result = cli("test-rules", "privacy/fixtures")
    assert result.code == 1
    assert "differs  acme-pixel" in result.out
    assert "extra on an ok line" in result.out
    assert "0 of 1 projects" in result.err


def test_fixtures_that_say_nothing_are_an_error(project: Path, cli: Cli) -> None:
    assert "announces anything" in cli("test-rules", "web").err
    (project / "web" / "search.js").write_text("// expect TRK101 meta-pixel\nf();\n")
    assert "take a colon" in cli("test-rules", "web").err
    (project / "web" / "search.js").write_text(LEAK.replace("fbq", "// expect: TRK101 meta-pixel\nfbq"))
    assert cli("test-rules", "web").code == 0


def test_which_folders_are_projects(tmp_path: Path) -> None:
    for name in ("one/a.js", "group/x/a.js", "group/y/a.py", "group/tracklint.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")

    def names(folder: str) -> list[str]:
        return [p.relative_to(tmp_path).as_posix() for p in projects_of(tmp_path / folder)]

    assert names(".") == ["group/x", "group/y", "one"]
    assert names("group") == ["group/x", "group/y"]
    assert names("one") == ["one"]
