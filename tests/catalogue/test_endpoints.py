from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.catalogue.endpoints import Endpoints
from linter.catalogue.schema import Endpoint, Recipient, Tracker

HOLE = "\ufffc"


def tracker(identifier: str, *endpoints: Endpoint) -> Tracker:
    return Tracker(
        id=identifier,
        name=identifier,
        documentation="",
        confidence="documented",
        recipient=Recipient(company="C", country="US", role="analytics"),
        endpoint=endpoints,
    )


ENDPOINTS = Endpoints(
    {
        row.id: row
        for row in (
            tracker(
                "meta",
                Endpoint(host="facebook.com", path="/tr", use="pixel"),
                Endpoint(host="graph.facebook.com", path="/", use="api"),
            ),
            tracker("plugins", Endpoint(host="facebook.com", path="/plugins/", use="iframe")),
            tracker(
                "ga",
                Endpoint(host="google-analytics.com", path="/collect"),
                Endpoint(host="google-analytics.com", path="/g/collect"),
                Endpoint(host="gtm.example", path="/gtag/js", use="script"),
            ),
            tracker("ads", Endpoint(host="gtm.example", path="/gtag/js", use="script")),
            tracker("matomo", Endpoint(host="", path_end="/matomo.php")),
            tracker("adobe", Endpoint(host="", path="/b/ss/")),
            tracker(
                "dc", Endpoint(host="doubleclick.net", path="/"), Endpoint(host="stats.g.doubleclick.net", path="/")
            ),
        )
    },
    ["facebook.com"],
)


def match(url: str) -> list[tuple[str, str, str]]:
    return [(m.tracker, m.endpoint.host, m.endpoint.path or m.endpoint.path_end) for m in ENDPOINTS.match(url)]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.facebook.com/tr?id=1&ev=PageView", ("meta", "facebook.com", "/tr")),
        ("//www.facebook.com/tr/?id=1", ("meta", "facebook.com", "/tr")),
        ("HTTPS://WWW.FACEBOOK.COM/tr?id=1", ("meta", "facebook.com", "/tr")),
        ("www.facebook.com/tr?id=1", ("meta", "facebook.com", "/tr")),
        (f"{HOLE}//www.facebook.com/tr", ("meta", "facebook.com", "/tr")),
        (f"{HOLE}://www.facebook.com/tr", ("meta", "facebook.com", "/tr")),
        (f"{HOLE}www.facebook.com/tr", ("meta", "facebook.com", "/tr")),
        (f"https://www.facebook.com/tr?id={HOLE}", ("meta", "facebook.com", "/tr")),
        (f"https://graph.facebook.com/{HOLE}/events", ("meta", "graph.facebook.com", "/")),
        (f"https://graph.facebook.com{HOLE}", ("meta", "graph.facebook.com", "/")),
        ("https://user:secret@graph.facebook.com:443/v1", ("meta", "graph.facebook.com", "/")),
        ("https://www.google-analytics.com/g/collect?v=2", ("ga", "google-analytics.com", "/g/collect")),
        (f"https://{HOLE}.google-analytics.com/collect", ("ga", "google-analytics.com", "/collect")),
        (f"{HOLE}.google-analytics.com/collect", ("ga", "google-analytics.com", "/collect")),
        ("https://stats.g.doubleclick.net/j/collect", ("dc", "stats.g.doubleclick.net", "/")),
        ("https://ad.doubleclick.net/x", ("dc", "doubleclick.net", "/")),
        ("https://stats.example.org/piwik/matomo.php?idsite=1", ("matomo", "", "/matomo.php")),
        ("/matomo.php?idsite=1", ("matomo", "", "/matomo.php")),
        ("https://metrics.shop.example/b/ss/rsid/1", ("adobe", "", "/b/ss/")),
    ],
)
def test_urls_of_trackers(url: str, expected: tuple[str, str, str]) -> None:
    assert match(url) == [expected]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/",
        "https://www.facebook.com/trends",
        "https://www.facebook.com/",
        f"https://www.facebook.com{HOLE}",
        "https://notfacebook.com/tr",
        "https://facebook.com.evil.example/tr",
        f"https://face{HOLE}book.com/tr",
        f"https://{HOLE}facebook.com/tr",
        "https://example.org/?u=https://www.facebook.com/tr",
        "/collect",
        "https://example.org/matomo.php5",
        HOLE,
    ],
)
def test_urls_of_nobody(url: str) -> None:
    assert match(url) == []


def test_a_url_that_does_not_tell_gives_all() -> None:
    assert [row[0] for row in match("https://gtm.example/gtag/js?id=X")] == ["ga", "ads"]
    assert {row[2] for row in match(f"https://www.google-analytics.com{HOLE}")} == {"/collect", "/g/collect"}


def test_a_path_on_any_host_is_weak() -> None:
    assert [m.weak for m in ENDPOINTS.match("https://example.org/matomo.php")] == [True]
    assert [m.weak for m in ENDPOINTS.match("https://graph.facebook.com/v1")] == [False]


@given(st.text(alphabet=st.sampled_from(list("htps:/.?#@\\[]facebok.comr\ufffc% \n")), max_size=60))
def test_no_text_raises(url: str) -> None:
    ENDPOINTS.match(url)
