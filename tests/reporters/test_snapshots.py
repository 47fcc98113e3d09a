"""
Every format renders the one sample as it did before.

``TRACKLINT_UPDATE_SNAPSHOTS=1 pytest tests/reporters/test_snapshots.py`` writes them anew; the change is then reviewed.
"""

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path

import pytest
from msgspec.structs import replace

from linter.reporters.registry import NAMES, render
from tests.reporters.sample import CONTEXT, clean, many, sample

SNAPSHOTS = Path(__file__).parent / "snapshots"
NOW = datetime(2024, 2, 29, 12, 30, 45, tzinfo=timezone.utc)


def compare(name: str, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    file = SNAPSHOTS / name
    if os.environ.get("TRACKLINT_UPDATE_SNAPSHOTS"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    assert file.read_bytes() == data


@pytest.mark.parametrize("name", NAMES)
def test_the_sample(name: str) -> None:
    compare(f"{name}.txt", render(name, sample(), replace(CONTEXT, now=NOW)))


@pytest.mark.parametrize("name", ["full", "concise", "grouped"])
def test_the_sample_in_colour_on_a_runner_seen_from_a_subfolder(name: str) -> None:
    context = replace(CONTEXT, color=True, workflow=True, prefix="../app/")
    compare(f"{name}.color.txt", render(name, sample(), context))


@pytest.mark.parametrize("name", ["json", "jsonl", "sarif", "junit", "html"])
def test_the_sample_with_what_is_suppressed(name: str) -> None:
    compare(f"{name}.suppressed.txt", render(name, sample(), replace(CONTEXT, now=NOW, show_suppressed=True)))


@pytest.mark.parametrize("name", NAMES)
def test_a_clean_run(name: str) -> None:
    compare(f"{name}.clean.txt", render(name, clean(), replace(CONTEXT, now=NOW)))


@pytest.mark.parametrize("name", NAMES)
def test_every_document_ends_with_a_line_feed_or_is_empty(name: str) -> None:
    for report in (sample(), clean(), many(30)):
        text = render(name, report, CONTEXT)
        assert not text or text.endswith("\n")
        assert not text.endswith("\n\n")


@pytest.mark.parametrize("name", NAMES)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert render(name, sample(), CONTEXT) == render(name, sample(), CONTEXT)


@pytest.mark.parametrize("name", NAMES)
def test_ten_thousand_findings(name: str) -> None:
    text = render(name, many(10_001), CONTEXT)
    assert text
    if name == "markdown":
        assert len(text) < 65_536
        assert "left out" in text
    if name == "github":
        lines = text.splitlines()
        assert sum(line.startswith("::error ") for line in lines) == 10
        assert sum(line.startswith("::") for line in lines) == 30
        assert len(lines) == 10_001 + 1
    if name == "html":
        assert text.count('<article class="finding"') == 2_000
        assert text.count("<tr><td>") >= 8_001
