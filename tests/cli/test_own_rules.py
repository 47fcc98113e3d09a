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
