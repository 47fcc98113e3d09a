"""``tracklint register``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import LEAK, Cli

FILE = "tracklint-register.toml"


def test_a_register_is_written_checked_and_shown(project: Path, cli: Cli) -> None:
    assert cli("register", "check").code == 2
    assert cli("register", "write").code == 0
    text = (project / FILE).read_text()
    assert 'recipient = "Meta Platforms"' in text
    assert 'part = "web"' in text
    assert cli("register", "check").code == 0
    assert "Meta Platforms receives search-term from web" in cli("register", "show").out
    assert json.loads(cli("register", "show", "--output-format", "json").out)["activities"]
    assert cli("register", "show", "--output-format", "csv").out.startswith("Processing activity,")
    assert cli("register", "show", "--output-format", "markdown").out.startswith("# Record of processing")


def test_code_that_moves_inside_its_part_changes_nothing(project: Path, cli: Cli) -> None:
    cli("register", "write")
    text = (project / FILE).read_text()
    (project / "web" / "search.js").unlink()
    (project / "web" / "other.js").write_text(f"\n\n// moved\n{LEAK}")
    assert cli("register", "check").code == 0
    cli("register", "write")
    assert (project / FILE).read_text() == text


def test_data_that_goes_somewhere_new_fails_the_check(project: Path, cli: Cli) -> None:
    cli("register", "write")
    (project / "web" / "search.js").write_text(f"{LEAK}_paq.push(['trackSiteSearch', q]);\n")
    result = cli("register", "check")
    assert result.code == 1
    assert "receives search-term from web" in result.out
    assert "added: " in result.out
    assert "register write" in result.err
    (project / "web" / "search.js").write_text("")
    gone = cli("register", "check")
    assert gone.code == 0
    assert gone.out.startswith("gone: Meta Platforms")


def test_what_is_accepted_goes_into_the_register_all_the_same(project: Path, cli: Cli) -> None:
    (project / "web" / "search.js").write_text(LEAK.replace("fbq(", "// tracklint: ignore[TRK101] agreed\nfbq("))
    (project / "tracklint.toml").write_text('ignore = ["ALL"]\n[[allow]]\nreason = "agreed"\n')
    assert cli("check").code == 0
    cli("register", "write")
    assert "Meta Platforms" in (project / FILE).read_text()


def test_purposes_are_kept_and_asked_for(project: Path, cli: Cli) -> None:
    cli("register", "write")
    assert cli("register", "check", "--complete").code == 1
    text = (project / FILE).read_text()
    filled = text.replace('purpose = ""', 'purpose = "campaigns"').replace('legal-basis = ""', 'legal-basis = "none"')
    (project / FILE).write_text(filled)
    assert cli("register", "check", "--complete").code == 0
    cli("register", "write")
    assert (project / FILE).read_text() == filled


def test_depth_is_kept_in_the_file(project: Path, cli: Cli) -> None:
    cli("register", "write", "--depth", "0")
    assert 'part = "."' in (project / FILE).read_text()
    assert cli("register", "check").code == 0
    assert "depth = 0" in (project / FILE).read_text()


def test_a_file_that_is_not_a_register(project: Path, cli: Cli) -> None:
    (project / FILE).write_text("x = [")
    result = cli("register", "check")
    assert result.code == 2
    assert FILE in result.err
