"""What a finding's help says is about the tracker and about what the code is written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from linter.catalogue.load import load
from linter.check import Request, check
from linter.settings import load_settings

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CASES = {
    "fixes/page-override-vue": ("history.state", "send_page_view"),
    "fixes/page-override-jsx": ("router.replace", "send_page_view"),
    "pages/routes-flask": ("request.form", "Plausible"),
    "pages/sensitive-django": ("{% block tracking %}", "autoConfig"),
    "fixes/no-person": ("crypto.randomUUID", "PostHog"),
}


@pytest.mark.parametrize("project", CASES)
def test_help_names_a_way_of_the_framework_and_of_the_tracker(project: str) -> None:
    root = FIXTURES / project
    group = root.parent / "tracklint.toml"
    own = root / "tracklint.toml"
    settings = load_settings(root, own if own.exists() else group, False, {})
    report = check(Request(root=root, paths=(root,), settings=settings, catalogue=load(), fixes=False))
    texts = [finding.help for finding in report.findings]
    assert any(all(word in text for word in CASES[project]) for text in texts)
    assert not any(name in text for text in texts for name in ("{role}", "{tracker}", "{kind}"))


def test_a_page_that_tells_is_not_told_about_events() -> None:
    """Nobody sends an event where a tracker reads the address by itself."""
    root = FIXTURES / "pages" / "django-search"
    settings = load_settings(root, root.parent / "tracklint.toml", False, {})
    report = check(Request(root=root, paths=(root,), settings=settings, catalogue=load(), fixes=False))
    pages = [finding.help for finding in report.findings if finding.flows[0].role == "page"]
    assert pages
    assert not any("without the term" in text or "Send the event" in text for text in pages)
