"""``tracklint explain``: scanned text stays harmless, and an odd file is no crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

HOSTILE = "const q = location['\x1b[31m\u202e'];\nfbq('track', '\x1b]0;x\x07', { search_string: q + '\x9b2J' });\n"


def test_scanned_text_does_not_steer_the_terminal(project: Path, cli: Cli) -> None:
    (project / "web" / "search.js").write_text(HOSTILE, "utf-8")
    result = cli("explain", "web/search.js:2")
    assert result.code == 0
    assert "fbq" in result.out
    assert not set(result.out) & set("\x1b\x07\x9b\u202e")


@pytest.mark.parametrize("text", ["", "\n", "fbq(", "\x00\x00", "fbq('track', a.b.c(d)[e]" * 50, "<<<<<<<\n"])
def test_any_text_is_explained(project: Path, cli: Cli, text: str) -> None:
    (project / "web" / "search.js").write_text(text)
    result = cli("explain", "web/search.js:1")
    assert result.code == 0
    assert result.out


def test_a_line_without_a_sink_says_what_its_calls_are(project: Path, cli: Cli) -> None:
    (project / "web" / "search.js").write_text("import { a } from './clean.js';\na(1);\n")
    assert "no row of the catalogue is about it" in cli("explain", "web/search.js:2").out
    assert "no call stands on this line" in cli("explain", "web/clean.js:2").out


def test_the_steps_of_a_flow_are_shown(project: Path, cli: Cli) -> None:
    out = cli("explain", "web/search.js:2").out
    assert "is a sink of meta-pixel" in out
    assert "web/search.js:1:" in out
    assert "known source of" in out


def test_a_file_that_is_read_alone_is_said_to_be(project: Path, cli: Cli) -> None:
    assert "nothing else" not in cli("explain", "web/search.js:2").err
    (project / ".git").rmdir()
    result = cli("explain", "web/search.js:2")
    assert result.code == 0
    assert [line for line in result.err.splitlines() if "web/search.js: no .git and no settings" in line]
