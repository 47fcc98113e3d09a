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
    "kinds/ids-on-servers": ("crypto.randomUUID", "PostHog"),
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


CONSENT = {
    "a.jsx": "export const A = () => { twq('config', 'o1ab'); return null; };\ntwq('config', 'o1ab');\n",
    "a.html": "<script>twq('config', 'o1ab');</script>\n",
    "a.js": "twq('config', 'o1ab');\n",
}
SAID = {"a.jsx": "useEffect", "a.html": "text/plain", "a.js": "OneTrust.OnConsentChanged"}


@pytest.mark.parametrize("name", CONSENT)
def test_how_to_wait_for_consent_is_said_for_what_the_code_is_written_in(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(CONSENT[name])
    (tmp_path / "tracklint.toml").write_text('extend-select = ["TRK301"]\nsector = "health"\n')
    settings = load_settings(tmp_path, None, False, {})
    report = check(Request(root=tmp_path, paths=(tmp_path,), settings=settings, catalogue=load(), fixes=False))
    assert report.findings
    assert all(SAID[name] in finding.help for finding in report.findings if finding.code == "TRK301")


def test_a_switch_is_named_as_the_language_spells_it(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "import posthog\nimport sentry_sdk\n\n\ndef f(user):\n    sentry_sdk.set_user({'email': user.email})\n"
        "    posthog.capture('x', distinct_id='a', properties={'email': user.email})\n"
    )
    (tmp_path / "a.js").write_text(
        "import * as Sentry from '@sentry/browser';\nexport const f = (user) => Sentry.setUser({ email: user.email });\n"
    )
    settings = load_settings(tmp_path, None, False, {})
    report = check(Request(root=tmp_path, paths=(tmp_path,), settings=settings, catalogue=load(), fixes=False))
    helps = {finding.location.path: finding.help for finding in report.findings}
    texts = " ".join(finding.help for finding in report.findings if finding.location.path == "a.py")
    assert "`before_send`" in texts
    assert "beforeSend" not in texts
    assert "property_denylist" not in texts
    assert "`beforeSend`" in helps["a.js"]


def test_no_help_is_vague() -> None:
    catalogue = load()
    texts = [*(row.text for row in catalogue.advice), *(reason.fix for reason in catalogue.law.reasons.values())]
    assert len(texts) > 40
    for text in texts:
        assert not any(word in text.lower() for word in ("consider", "review", "make sure", "where possible")), text
