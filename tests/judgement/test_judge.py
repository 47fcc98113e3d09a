"""Flows to findings: one for each sink and code, with facts, severities and sentences."""

from __future__ import annotations

import msgspec
import pytest

from linter.judgement.fingerprint import normalised
from linter.judgement.judge import judge
from linter.model import SEVERITIES, Finding, Flow, Guard, Location
from tests.judgement.flows import catalogue, flow, settings, sink

CATALOGUE = catalogue()
GUARD_AT = Location("src/app.js", 50, 60)
ASKED = Guard(GUARD_AT, "hasConsent('marketing')", (("hasConsent", "('marketing')"),))


def run(*flows: Flow, sector: str = "") -> tuple[Finding, ...]:
    return judge(flows, CATALOGUE, settings(sector=sector))


def one(*flows: Flow, sector: str = "") -> Finding:
    found = run(*flows, sector=sector)
    assert len(found) == 1, [(f.code, f.kinds) for f in found]
    return found[0]


def articles(finding: Finding) -> list[str]:
    return [citation.article.removeprefix("GDPR Art. ") for citation in finding.articles]


def test_the_case_that_the_tool_exists_for() -> None:
    term = flow("request.GET.get('q')", "search_string", role="search", path="app/views.py", to=sink("outbrain"))
    found = one(term, sector="health")
    assert (found.code, found.severity, found.confidence) == ("TRK101", "error", "high")
    assert found.kinds == ("search-term",)
    assert found.message.startswith("a search term appears to reach Outbrain")
    assert "US, advertising" in found.recipient
    assert articles(found)[:3] == ["9(1)", "ePrivacy Directive Art. 5(3)", "5(1)(c)"]
    assert "health sector" in found.evidence[0]
    assert "Send the event without `search_string`." in found.help
    assert found.fingerprint


def test_a_shop_search_is_a_warning() -> None:
    found = one(flow("searchTerm", "search_string", role="search", to=sink("meta-pixel")))
    assert found.severity == "warning"
    assert "9(1)" not in articles(found)
    assert {"5(1)(c)", "6(1)(a)", "26"} <= set(articles(found))


def test_behind_consent_it_is_a_note() -> None:
    found = one(flow("searchTerm", "search_string", role="search", to=sink("meta-pixel", guards=(ASKED,))))
    assert found.severity == "note"
    assert "ePrivacy Directive Art. 5(3)" not in articles(found)


def test_a_search_term_beside_an_identity_is_an_error() -> None:
    there = sink("meta-pixel")
    found = run(
        flow("searchTerm", "search_string", role="search", to=there),
        flow("user.id", "external_id", role="identity", to=there),
    )
    assert [(f.code, f.severity) for f in found] == [("TRK101", "error"), ("TRK102", "warning")]


def test_kinds_of_a_family_are_merged_and_families_are_not() -> None:
    there = sink("posthog")
    found = run(
        flow("user.email", "email", to=there),
        flow("user.phone", "phone", to=there),
        flow("user.email", "mail_again", to=there),
        flow("user.first_name", "first_name", to=there),
    )
    assert [(f.code, f.kinds) for f in found] == [
        ("TRK105", ("contact.email", "contact.phone")),
        ("TRK106", ("name",)),
    ]
    assert found[0].message.startswith("an e-mail address and a phone number appear to reach PostHog")
    assert len(found[0].flows) == 3


def test_the_strongest_kind_and_the_surest_flow_come_first() -> None:
    there = sink("posthog", event="x")
    found = one(
        flow("emailInput", "a", to=there),
        flow("user.email", "email", to=there),
        flow("user.phone", "b", to=there),
    )
    assert found.kinds == ("contact.email", "contact.phone")
    assert found.flows[0].key == ("email",)
    assert found.confidence == "high"


def test_several_recipients() -> None:
    found = one(flow("searchTerm", "search_term", to=sink(("google-ads", "google-analytics"))))
    assert found.recipient.startswith("one of Google Ads")
    unknown = one(flow("searchTerm", "search_term", to=sink("no-such-tracker")))
    assert unknown.recipient == "a tracker"


def test_two_sinks_are_two_findings() -> None:
    found = run(
        flow("user.email", "email", to=sink("posthog", at=300)),
        flow("user.email", "email", to=sink("posthog", at=100)),
    )
    assert [f.location.start for f in found] == [100, 300]


@pytest.mark.parametrize(
    ("case", "severity"),
    [
        (flow("user.email", "em", role="identity", to=sink("meta-pixel")), "error"),
        (flow("user.email", "em", role="identity", to=sink("meta-pixel"), transforms=("hash",)), "warning"),
        (flow("user.email", "x", to=sink("meta-pixel")), "warning"),
        (flow("user.email", "email", to=sink("sentry", operation="identify", server=True)), "note"),
        (flow("user.email", "email", to=sink("posthog", server=True)), "warning"),
        (flow("user.password", "password", to=sink("posthog", guards=(ASKED,))), "error"),
        (flow("user.diagnosis", "diagnosis", to=sink("sentry", server=True)), "error"),
        (flow("user.diagnosis", "x", to=sink("posthog")), "warning"),
        (flow("user.email", "em", role="identity", to=sink("meta-pixel", path="tests/test_x.js")), "note"),
        (flow("user.email", "em", role="identity", to=sink("meta-pixel", path="examples/x.js")), "note"),
        (flow("user.email", "email", to=sink("segment", sure=False)), "note"),
        (flow("x", role="identity", to=sink("mixpanel", server=True)), "note"),
    ],
)
def test_severities(case: Flow, severity: str) -> None:
    assert one(case).severity == severity


def test_a_hash_is_said() -> None:
    found = one(flow("user.email", "em", role="identity", to=sink("meta-pixel"), transforms=("hash",)))
    assert found.pseudonymised
    assert found.message.startswith("a hashed e-mail address appears")
    assert "4(5)" in articles(found)


def test_hashed_and_plain_together_count_as_plain() -> None:
    there = sink("meta-pixel")
    found = one(
        flow("user.email", "em", role="identity", to=there, transforms=("hash",)),
        flow("user.email", "email", to=there),
    )
    assert not found.pseudonymised
    assert found.severity == "error"


def test_page_addresses() -> None:
    found = one(flow("location.href", role="url", to=sink("outbrain", operation="page")))
    assert (found.code, found.kinds) == ("TRK201", ("page-url",))
    term = flow(
        "request.GET.get('q')",
        role="page",
        path="app/views.py",
        to=sink("meta-pixel", channel="autocollect", operation="page"),
    )
    found = one(term)
    assert (found.code, found.kinds) == ("TRK201", ("search-term",))
    assert "25(1)" in articles(found)
    page = flow("", role="page", kind="page", to=sink("meta-pixel", channel="autocollect", operation="page"))
    assert one(page).kinds == ("page-url",)
    harmless = flow(
        "request.GET.get('sort')", role="page", path="app/views.py", to=sink("meta-pixel", channel="autocollect")
    )
    assert run(harmless) == ()


@pytest.mark.parametrize(
    ("case", "code", "severity"),
    [
        (flow("", "maskAllInputs", role="recording", kind="constant", literal=False, to=sink("fullstory", channel="autocollect", operation="record")), "TRK203", "error"),
        (flow("notes", "notes", role="recording", kind="form-field", attributes={"element": "textarea"}, to=sink("fullstory", channel="autocollect", operation="record")), "TRK203", "warning"),
        (flow("", "send_default_pii", role="automatic", kind="constant", literal=True, to=sink("sentry", channel="autocollect", server=True)), "TRK204", "note"),
        (flow("", role="sensitive-page", kind="page", attributes={"route": "/pregnancy/", "h1": "Pregnancy counselling"}, to=sink("meta-pixel", channel="autocollect")), "TRK202", "warning"),
        (flow("", "TRK301", role="consent", kind="page", to=sink("meta-pixel", channel="autocollect")), "TRK301", "warning"),
        (flow("", "TRK302", role="consent", kind="page", to=sink("meta-pixel", channel="autocollect", noscript=True)), "TRK302", "error"),
        (flow("", "TRK303", role="consent", kind="constant", to=sink("google-analytics", channel="autocollect")), "TRK303", "error"),
    ],
)  # fmt: skip
def test_what_a_tracker_does_by_itself(case: Flow, code: str, severity: str) -> None:
    found = one(case)
    assert (found.code, found.severity) == (code, severity)
    assert found.articles


def test_a_tracker_that_asks_first_is_no_finding() -> None:
    asked = sink("meta-pixel", channel="autocollect", guards=(ASKED,))
    assert run(flow("", "TRK301", role="consent", kind="page", to=asked)) == ()
    granted = flow("", "TRK303", role="consent", kind="constant", to=asked)
    assert run(granted) == ()
    unasked = sink("meta-pixel", channel="autocollect")
    assert one(flow("", "TRK303", role="consent", kind="constant", to=unasked)).code == "TRK303"


def test_nothing_from_nothing() -> None:
    assert run() == ()
    assert run(flow("product.title", "content_name", to=sink("meta-pixel"))) == ()


def test_every_finding_can_be_shown() -> None:
    """For each kind: a sentence that says 'appears', a reason for each article, evidence, and something to do."""
    for number, kind in enumerate(CATALOGUE.kinds.values()):
        word = next(iter(kind.strong.get("en", ("x",))))
        found = run(flow(word.replace(" ", "_"), "x", to=sink("meta-pixel", at=number * 100)))
        for finding in found:
            assert "appear" in finding.message
            assert "{" not in finding.message + finding.help
            assert not finding.message.endswith(".")
            assert all(citation.reason and citation.title for citation in finding.articles)
            assert 1 <= len(finding.articles) <= 5
            assert finding.evidence
            assert finding.help
            assert finding.severity in SEVERITIES
        if kind.id != "page-url":
            assert found, kind.id
            assert found[0].code == kind.code


# --------------------------------------------------------------------------------------------- fingerprints


def case_at(at: int, text: str = "fbq('track', 'Lead', {em: user.email})", path: str = "src/app.js") -> Flow:
    return flow("user.email", "em", role="identity", to=sink("meta-pixel", at=at, text=text, path=path))


def test_a_fingerprint_survives_edits_elsewhere() -> None:
    assert one(case_at(100)).fingerprint == one(case_at(900)).fingerprint


def test_a_fingerprint_survives_a_formatter() -> None:
    spread = 'fbq("track",\n  "Lead", {\n    em: user.email,\n  })'
    assert one(case_at(100)).fingerprint == one(case_at(100, spread)).fingerprint
    assert normalised("f( 'a' , {b : c,} )") == normalised('f("a",{b:c})')


def test_a_fingerprint_is_about_one_thing() -> None:
    base = one(case_at(100)).fingerprint
    assert one(case_at(100, path="src/other.js")).fingerprint != base
    assert one(case_at(100, "fbq('track', 'Buy', {em: user.email})")).fingerprint != base
    other = flow(
        "user.email", "em", role="identity", to=sink("tiktok-pixel", text="fbq('track', 'Lead', {em: user.email})")
    )
    assert one(other).fingerprint != base


def test_twins_are_numbered_among_themselves_only() -> None:
    twins = run(case_at(100), case_at(200), case_at(300, "other()"))
    assert len({f.fingerprint for f in twins}) == 3
    without_first = run(case_at(200), case_at(300, "other()"))
    assert without_first[0].fingerprint == twins[0].fingerprint
    assert without_first[1].fingerprint == twins[2].fingerprint


def test_the_same_flow_is_kept_once_and_the_order_given_makes_no_difference() -> None:
    there = sink("posthog")
    flows = (
        flow("user.email", "email", to=there),
        flow("user.email", "email", to=there),
        flow("user.email", "again", to=there),
        flow("member.email", "email", to=there),
    )
    found = one(*flows)
    assert len(found.flows) == 3
    assert [f.key for f in found.flows] == [f.key for f in one(*reversed(flows)).flows]


def test_judging_is_pure() -> None:
    flows = (case_at(100), flow("user.id", role="identity", to=sink("segment", operation="identify")))
    assert run(*flows) == run(*flows)
    assert msgspec.json.encode(run(*flows)) == msgspec.json.encode(run(*reversed(flows)))
