"""Ways to keep a page's address from trackers, and to wait for consent: before, after, and nothing left to report."""

from __future__ import annotations

import pytest

from linter.catalogue.load import load
from linter.catalogue.schema import ConsentManager
from tests.fixes.conftest import Mend

VIEW = (
    "from django.shortcuts import render\n\n\ndef search(request):\n"
    "    return render(request, 'a.html', {'q': request.GET.get('q')})\n"
)
PATH_VIEW = (
    "from django.shortcuts import render\n\n\ndef search(request, symptom):\n"
    "    return render(request, 'a.html', {'symptom': symptom})\n"
)
URLS = (
    "from django.urls import path\n\nfrom . import views\n\n"
    "urlpatterns = [path('symptom/<str:symptom>/', views.search)]\n"
)
SAFE = {
    "pixel of a page that tells all": (
        (
            '<meta name="referrer" content="unsafe-url">\n<p>{{ q }}</p>\n'
            '<img src="https://www.facebook.com/tr?id=1&amp;ev=PageView">\n'
        ),
        (
            '<meta name="referrer" content="unsafe-url">\n<p>{{ q }}</p>\n'
            '<img referrerpolicy="no-referrer" src="https://www.facebook.com/tr?id=1&amp;ev=PageView">\n'
        ),
    ),
    "pixel that tells all": (
        '<IMG src="https://www.facebook.com/tr?id=1&amp;ev=PageView" referrerpolicy="unsafe-url">\n',
        '<IMG referrerpolicy="no-referrer" src="https://www.facebook.com/tr?id=1&amp;ev=PageView">\n',
    ),
    "page view by hand": (
        (
            "<script>\ngtag('config', 'G-1');\n"
            "gtag('event', 'page_view', { page_location: location.origin });\n</script>\n"
        ),
        (
            "<script>\ngtag('config', 'G-1', { send_page_view: false });\n"
            "gtag('event', 'page_view', { page_location: location.origin });\n</script>\n"
        ),
    ),
}
UNSAFE = {
    "option": (
        "<script>\ngtag('config', 'G-1', { anonymize_ip: true });\n</script>\n",
        (
            "<script>\ngtag('config', 'G-1', { page_location: location.origin + location.pathname, "
            "anonymize_ip: true });\n</script>\n"
        ),
    ),
    "command": (
        "<script>\n  _paq.push(['trackPageView']);\n  _paq.push(['enableLinkTracking']);\n</script>\n",
        (
            "<script>\n  _paq.push(['setCustomUrl', location.origin + location.pathname]);\n"
            "  _paq.push(['trackPageView']);\n  _paq.push(['enableLinkTracking']);\n</script>\n"
        ),
    ),
    "hook": (
        "<script>\nposthog.init('phc_x', {\n  persistence: 'memory',\n});\n</script>\n",
        (
            "<script>\nposthog.init('phc_x', {\n  before_send: (event) => event && { ...event, properties: "
            "{ ...event.properties, $current_url: location.origin + location.pathname, "
            "$session_entry_url: location.origin + location.pathname, $pathname: location.pathname } },\n"
            "  persistence: 'memory',\n});\n</script>\n"
        ),
    ),
}


@pytest.mark.parametrize("case", SAFE)
def test_safe_ways(case: str, mended: Mend) -> None:
    before, after = SAFE[case]
    done = mended({"views.py": VIEW, "templates/a.html": before})
    assert done.contents["templates/a.html"].decode() == after
    assert done.report.findings == ()


@pytest.mark.parametrize("case", UNSAFE)
def test_ways_that_a_person_looks_at(case: str, mended: Mend) -> None:
    before, after = UNSAFE[case]
    files = {"views.py": VIEW, "templates/a.html": before}
    assert dict(mended(files).contents) == {}
    done = mended(files, unsafe=True)
    assert done.contents["templates/a.html"].decode() == after
    assert done.report.findings == ()


def test_a_path_that_tells_something_is_left_out_too(mended: Mend) -> None:
    page = "<script>\ngtag('config', 'G-1');\n</script>\n"
    done = mended({"views.py": PATH_VIEW, "urls.py": URLS, "templates/a.html": page}, unsafe=True)
    assert b"{ page_location: location.origin }" in done.contents["templates/a.html"]


def test_a_hook_leaves_the_path_out_too_where_it_tells_something(mended: Mend) -> None:
    page = "<script>\nposthog.init('phc_x', {});\n</script>\n"
    done = mended({"views.py": PATH_VIEW, "urls.py": URLS, "templates/a.html": page}, unsafe=True)
    assert b"$current_url: location.origin, " in done.contents["templates/a.html"]
    assert b"$pathname: '/' }" in done.contents["templates/a.html"]


@pytest.mark.parametrize(
    ("manifest", "key"),
    [
        ("{}", "before_send"),
        ('{"dependencies": {"posthog-js": "latest"}}', "before_send"),
        ('{"dependencies": {"posthog-js": "~1.187.2"}}', "before_send"),
        ('{"devDependencies": {"posthog-js": "1.186.9"}}', "sanitize_properties"),
        ('{"dependencies": {"posthog-js": ["1.2"]}}', "before_send"),
        ("{", "before_send"),
        ("[" * 5000, "before_send"),
    ],
)
def test_an_option_is_one_that_the_projects_version_knows(manifest: str, key: str, mended: Mend) -> None:
    page = "<script>\nposthog.init('phc_x', {});\n</script>\n"
    done = mended({"views.py": VIEW, "package.json": manifest, "templates/a.html": page}, unsafe=True)
    assert f"{{ {key}: (".encode() in done.contents["templates/a.html"]


def test_a_tracker_in_a_layout_is_mended_there(mended: Mend) -> None:
    files = {
        "views.py": VIEW,
        "templates/a.html": "{% extends 'base.html' %}\n",
        "templates/base.html": "<script>\ngtag('config', 'G-1');\n</script>\n",
    }
    done = mended(files, unsafe=True)
    assert list(done.contents) == ["templates/base.html"]


def test_a_page_view_by_hand_in_another_file_counts(mended: Mend) -> None:
    files = {
        "views.py": VIEW,
        "templates/a.html": "<script>\ngtag('config', 'G-1', {});\n</script>\n",
        "static/router.js": "export const seen = (path) => gtag('event', 'page_view', { page_path: path });\n",
    }
    assert b"{ send_page_view: false }" in mended(files).contents["templates/a.html"]


ALL = 'extend-select = ["TRK301"]\n'
ASKED = {
    "a.js": (
        "function hasConsent() {\n  return localStorage.getItem('cookie-consent') === 'yes';\n}\n"
        "if (hasConsent()) {\n  fbq('init', '1');\n}\n{}twq('config', 'o1ab');\n"
    ),
    "a.ts": (
        "import { hasConsent } from './consent';\n\nexport function start(): void {\n"
        "  if (hasConsent('marketing')) fbq('init', '1');\n  {}twq('config', 'o1ab');\n}\n"
    ),
    "a.html": (
        "<script>\nfunction userHasConsented() { return document.cookie.includes('consent=1'); }\n"
        "if (userHasConsented()) { fbq('init', '1'); }\n</script>\n<script>\n  {}twq('config', 'o1ab');\n</script>\n"
    ),
}
QUESTIONS = {"a.js": "hasConsent()", "a.ts": "hasConsent('marketing')", "a.html": "userHasConsented()"}


@pytest.mark.parametrize("name", ASKED)
def test_a_call_asks_as_the_file_does_elsewhere(name: str, mended: Mend) -> None:
    before = ASKED[name].replace("{}twq", "twq")
    assert dict(mended({name: before}, settings=ALL).contents) == {}
    done = mended({name: before}, unsafe=True, settings=ALL)
    assert done.contents[name].decode() == ASKED[name].replace("{}twq", f"if ({QUESTIONS[name]}) twq")
    assert [finding.code for finding in done.report.findings] == []


@pytest.mark.parametrize(
    "before",
    [
        "function showConsent() {}\nif (showConsent()) { x(); }\ntwq('config', 'o1ab');\n",
        "const a = { hasConsent() { return 1; } };\nif (a.hasConsent()) { x(); }\ntwq('config', 'o1ab');\n",
        "function hasOptedOut() { return 1; }\nif (hasOptedOut()) { x(); }\ntwq('config', 'o1ab');\n",
        "function f() {\n  function hasConsent() {}\n  if (hasConsent()) { x(); }\n}\ntwq('config', 'o1ab');\n",
    ],
)
def test_what_is_no_question_for_everybody_is_not_asked(before: str, mended: Mend) -> None:
    assert dict(mended({"a.js": before}, unsafe=True, settings=ALL).contents) == {}


MANAGERS = tuple(manager for manager in load().consent.values() if manager.callback)


def test_more_than_a_few_managers_say_how_code_waits() -> None:
    assert len(MANAGERS) >= 8


@pytest.mark.parametrize("manager", MANAGERS, ids=lambda manager: manager.id)
def test_code_waits_for_the_callback_of_the_manager(manager: ConsentManager, mended: Mend) -> None:
    script = max(manager.scripts, key=len)
    source = f"https:/{script}" if script.startswith("/") else f"https://{script}/a.js"
    files = {"a.html": f'<script src="{source}"></script>\n', "a.js": "twq('config', 'o1ab')\n"}
    done = mended(files, unsafe=True, settings=ALL)
    made = done.contents["a.js"].decode()
    before, _, after = manager.callback.partition("{code}")
    said = [before.replace("{category}", category) for category in manager.categories]
    assert made in {f"{head}twq('config', 'o1ab');{after}\n" for head in said}
    assert [finding.code for finding in done.report.findings] == []


@pytest.mark.parametrize("event", ["CookiebotOnLoad", "CookieScriptReject"])
def test_an_event_that_says_nothing_of_consent_is_no_question(event: str, mended: Mend) -> None:
    source = f"window.addEventListener('{event}', () => {{ twq('config', 'o1ab'); }});\n"
    done = mended({"a.js": source}, settings=ALL)
    assert "TRK301" in {finding.code for finding in done.report.findings}
