"""What trackers take by themselves: the address of a page that holds what was searched for."""

from __future__ import annotations

from pathlib import Path

import pytest

from linter.catalogue.load import load
from linter.catalogue.schema import Tracker
from linter.check import Request, check
from linter.settings import load_settings

PAGE = """<!doctype html>
<title>{title}</title>
<script async src="{source}"></script>
<form>
  {field}
</form>
"""
TELLING = '<input type="search" name="q">'
HARMLESS = '<select name="sort"><option>price</option></select>'
QUIET = ("fraud",)
"""Roles of which the judgement says nothing here: what keeps robots out has to know the page."""


def source_of(row: Tracker) -> str:
    """Give an address that the tracker's script is loaded from; empty where it has none of its own."""
    for endpoint in row.endpoint:
        if endpoint.use == "script" and endpoint.host and not endpoint.legacy:
            path = endpoint.path or "/"
            file = "a.js" if path.endswith("/") and not endpoint.path_end else ""
            return f"https://{endpoint.host}{path}{file}{endpoint.path_end}"
    return ""


def loaded() -> dict[str, str]:
    rows = (row for row in load().trackers.values() if row.collects.page_url and not row.retired)
    return {row.id: source for row in rows if row.recipient.role not in QUIET and (source := source_of(row))}


def run(root: Path, title: str, field: str) -> dict[str, set[str]]:
    """Give the trackers that a run reports by the page that they are on: one page for each."""
    for name, source in loaded().items():
        (root / f"{name}.html").write_text(PAGE.format(title=title, source=source, field=field), encoding="utf-8")
    settings = load_settings(root, None, isolated=False, overrides={})
    found: dict[str, set[str]] = {}
    for finding in check(Request(root=root, paths=(root,), settings=settings, catalogue=load())).findings:
        if finding.code == "TRK201":
            found.setdefault(Path(finding.location.path).stem, set()).update(finding.trackers)
    return found


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    return run(tmp_path_factory.mktemp("pages"), "Search", TELLING)


def test_most_trackers_have_a_script_of_their_own() -> None:
    assert len(loaded()) >= 200


@pytest.mark.parametrize("name", sorted(loaded()))
def test_the_address_of_a_search_is_taken(name: str, taken: dict[str, set[str]]) -> None:
    assert name in taken.get(name, ())


def test_the_address_of_a_list_tells_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "List", HARMLESS) == {}
