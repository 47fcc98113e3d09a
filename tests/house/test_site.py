"""The documentation's site is built without a broken link, and asks nobody else for anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from linter.catalogue.load import load
from tests.house.site import on_page_markdown, pages, table, text

ROOT = Path(__file__).resolve().parents[2]


def test_every_code_tracker_and_kind_has_a_page() -> None:
    catalogue = load()
    made = pages(catalogue)
    wanted = [f"reference/codes/{code}.md" for code in catalogue.codes]
    wanted += [f"reference/trackers/{name}.md" for name in catalogue.trackers]
    wanted += [f"reference/kinds/{name}.md" for name in catalogue.kinds]
    assert set(wanted) == set(made)
    assert "session_recording" in made["reference/trackers/posthog.md"]


def test_text_of_the_rules_is_no_markup() -> None:
    assert text("<b>|*[x]_") == r"\<b\>\|\*\[x\]\_"
    assert table(("a", "b"), [("`x|y`", "1"), ("z", "")]) == "| a | b |\n| --- | --- |\n| `x\\|y` | 1 |"


def test_tables_of_the_reference_link_to_what_they_name() -> None:
    class File:
        def __init__(self, path: str) -> None:
            self.src_uri = path

    class Page:
        file = File("reference/trackers.md")

    rows = "| id | name |\n| --- | --- |\n| `acme` | Acme |\n| `other` | Other |"
    linked = on_page_markdown(rows, Page(), None, [File("reference/trackers/acme.md")])
    assert linked.split("\n")[2:] == ["| [acme](trackers/acme.md) | Acme |", "| `other` | Other |"]


@pytest.mark.slow
def test_the_site_is_built_strictly_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    built = list((tmp_path / "site").rglob("*.html"))
    assert len(built) > 300
    loaded = re.compile(r"""<(?:script|img|iframe)[^>]*\ssrc="?(?:https?:)?//|<link[^>]*rel="?stylesheet[^>]*//""")
    assert [page.name for page in built if loaded.search(page.read_text("utf-8"))] == []
