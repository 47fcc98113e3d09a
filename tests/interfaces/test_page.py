"""The HTML report in a real browser: filters, keyboard, no network, contrast and names."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from linter.reporters.registry import render
from tests.interfaces.clients import absent, call, executable, node_package
from tests.reporters.sample import CONTEXT, sample

pytestmark = pytest.mark.slow
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Any:
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        absent("a browser", "apt-get install chromium")
    modules = node_package("puppeteer-core").parent
    node_package("axe-core")
    folder = tmp_path_factory.mktemp("page")
    file = folder / "report.html"
    file.write_text(render("html", sample(), replace(CONTEXT, show_suppressed=True)), "utf-8")
    script = Path(__file__).with_name("page.mjs")
    done = call(executable("node", "Node.js"), str(script), str(modules), str(browser), str(file), cwd=folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_filters(seen: Any) -> None:
    assert (seen["all"], seen["errors"], seen["reset"], seen["text"], seen["linked"]) == (7, 4, 7, 1, 1)
    assert seen["count"] == "4 of 7 shown"
    assert seen["hash"] == "#severity=error"


def test_nothing_is_fetched_and_no_script_fails(seen: Any) -> None:
    assert seen["requests"] == []
    assert seen["scripts"] == []


def test_the_keyboard_reaches_everything(seen: Any) -> None:
    assert seen["reached"][:2] == ["skip", "theme"]
    assert [name for name in seen["reached"] if name in {"severity", "trackers", "kinds", "articles", "text"}] == [
        "severity",
        "trackers",
        "kinds",
        "articles",
        "text",
    ]
    assert seen["skipped"] == "#findings"


def test_it_reads_without_scripts(seen: Any) -> None:
    assert seen["plain"] == 7
    assert seen["form"] == "none"


def test_no_violation_of_accessibility_rules_in_light_and_dark(seen: Any) -> None:
    assert seen["violations"] == []
