"""What trackers take by themselves: the address of a page that holds what was searched for."""

from __future__ import annotations

from itertools import zip_longest
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
WRITTEN = (("[...]", "[/q/]"), ("url)", "'/suche')"), ("url]", "'/suche']"))
"""What stands in a control for the site's own values."""
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


def run(root: Path, title: str, field: str, before: dict[str, str] | None = None) -> dict[str, set[str]]:
    """Give the trackers that a run reports by the page that they are on: one page for each, after its ``before``."""
    for name, source in loaded().items():
        if before is None or name in before:
            text = PAGE.format(title=title, source=source, field=field)
            code = "" if before is None else f"<script>{before[name]}</script>\n"
            (root / f"{name}.html").write_text(code + text, encoding="utf-8")
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


def hiding() -> dict[str, list[str]]:
    """Give the calls by which trackers are told to leave the address of the page alone or to clean it."""
    found: dict[str, list[str]] = {}
    for name in loaded():
        for control in load().trackers[name].privacy:
            if control.page and control.kind == "call" and control.name.endswith(")") and "'" in control.name:
                text = control.name
                for old, new in WRITTEN:
                    text = text.replace(old, new)
                found.setdefault(name, []).append(text)
    return found


def turned(call: str) -> str:
    return call.replace("false", "true")


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Give, for each call before a tracker, the trackers that are reported all the same."""
    found: dict[str, set[str]] = {}
    for calls in zip_longest(*(((n, c), (n, turned(c))) for n, each in hiding().items() for c in each)):
        waiting = [pair for pair in calls if pair is not None]
        while waiting:
            now: dict[str, str] = {}
            later = [pair for pair in waiting if now.setdefault(*pair) != pair[1]]
            said = run(tmp_path_factory.mktemp("calls"), "Search", TELLING, now)
            found.update({call: said.get(name, set()) for name, call in now.items()})
            waiting = later
    return found


@pytest.mark.parametrize(("name", "call"), [(name, call) for name, calls in sorted(hiding().items()) for call in calls])
def test_a_call_that_hides_the_address_is_seen(name: str, call: str, reported: dict[str, set[str]]) -> None:
    assert name not in reported[call]
    assert turned(call) == call or name in reported[turned(call)]
