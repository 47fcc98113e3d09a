"""The decision table: known scenarios, and a walk over all combinations of facts."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
import tomli

from linter.judgement.law import Assessment, Facts, Table, Wording, assess
from tests.judgement import rulebook

SCENARIOS = tomli.loads((Path(__file__).parent / "scenarios.toml").read_text(encoding="utf-8"))["scenario"]
REFS = {article.ref: article.id for article in rulebook.law().articles.values()}


def cited(assessment: Assessment) -> set[str]:
    return {REFS[citation.article] for citation in assessment.citations}


def facts_of(row: dict[str, Any]) -> Facts:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Facts(**values)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s["name"])
def test_scenario(scenario: dict[str, Any]) -> None:
    found = assess(facts_of(scenario["facts"]), rulebook.law())
    assert found.severity == scenario["expect"]
    assert set(scenario["must"]) <= cited(found)
    assert not set(scenario["must_not"]) & cited(found)


ROLES = (
    "ads",
    "social",
    "affiliate",
    "data-broker",
    "tag-manager",
    "analytics",
    "session-replay",
    "ab-testing",
    "cdp",
    "crm-marketing",
    "error-monitoring",
    "support-chat",
    "unknown",
)
TRANSPORTS = ("client-sdk", "client-pixel", "client-beacon", "server")
GATES = ("seen", "seen-wrong-purpose", "denied-default", "not-seen", "bypassed", "terms-only")
TRANSFORMS = ("plain", "hashed", "truncated")


def special_of(kind: str) -> tuple[str, ...]:
    """A medical speciality is reported only where it tells something by inference."""
    special = {"explicit": ("explicit",), "inferred-in-context": ("inferred",)}
    return special.get(rulebook.kinds()[kind].special, ("none", "inferred"))


def test_every_combination_is_judged_within_bounds() -> None:
    """
    A kind that reaches a third party always gives a finding; at most five articles; none without its trigger.
    """
    table = Table(rulebook.law())
    walked = 0
    kinds = [
        kind
        for kind in rulebook.kinds()
        if not kind.startswith("health.") or kind in ("health.condition", "health.speciality")
    ]
    for kind, role, transport, gate, transform in itertools.product(kinds, ROLES, TRANSPORTS, GATES, TRANSFORMS):
        for special in special_of(kind):
            facts = Facts(
                data_kinds=(kind,),
                special_category=special,
                identifier=rulebook.kinds()[kind].identifier.replace("none", "transport"),
                transform=transform,
                tracker_role=role,
                transport=transport,
                consent_gate=gate,
                storage_access=transport != "server",
                minors=kind == "minors",
                confidence="high",
            )
            found = table.assess(facts)
            articles = cited(found)
            at = f"{facts}"
            assert found.severity in ("note", "warning", "error"), at
            assert found.citations, at
            assert len(found.citations) <= 5, at
            assert len(articles) == len(found.citations), at
            assert any(citation.primary for citation in found.citations), at
            assert "6(1)(f)" not in articles, at
            assert ("9(1)" in articles) == (special != "none"), at
            assert ("9(2)(a)" in articles) <= ("9(1)" in articles), at
            assert ("10" in articles) == (kind == "criminal"), at
            assert ("8" in articles) <= (kind == "minors"), at
            on_device = transport != "server" or kind == "device-id" or gate == "seen-wrong-purpose"
            assert ("ePD 5(3)" in articles) <= on_device, at
            assert ("4(5)" in articles) <= (transform in ("hashed", "keyed-hash")), at
            assert not {"26", "28"} <= articles, at
            assert not {"44", "46"} & articles, at
            assert "4(15)" not in articles, at
            assert len({citation.reason for citation in found.citations}) == len(found.citations), at
            assert ("7" in articles) <= (gate in ("seen", "seen-wrong-purpose", "denied-default", "terms-only")), at
            walked += 1
    assert walked > 35_000


JOINT = ("ads", "social", "affiliate", "data-broker", "unknown")
"""Roles of recipients that use what they get for themselves: the operator answers with them, not for them."""
WEIGHTY = {"credential", "financial", "government-id"}
CASES = (
    "search-term", "user-id", "contact.email", "free-text", "page-url", "location", "dob-age", "credential",
    "government-id", "criminal", "minors", "health.condition", "art9.religion", "art9.genetic", "art9.biometric",
)  # fmt: skip
SAFEGUARDS: tuple[dict[str, Any], ...] = tuple(
    {"explicit_consent": explicit, "page_url_implicit": implicit, "session_replay": replay, "masking": masking}
    for explicit, implicit, (replay, masking) in itertools.product(
        (False, True), (False, True), ((False, "n/a"), (True, "off"), (True, "unknown"), (True, "on"))
    )
)


@pytest.mark.parametrize("kind", CASES)
def test_no_article_is_cited_without_its_trigger(kind: str) -> None:
    """Kind, role, channel, gate, safeguard, region and purpose, each with each: few articles, and the right ones."""
    table = Table(rulebook.law())
    special = special_of(kind)[0]
    topic = "health" if kind.startswith("health") else "other" if special != "none" else ""
    regions = ("eea", "us-dpf", "third-country")
    walk = itertools.product(ROLES, ("client-sdk", "server"), GATES, SAFEGUARDS, regions, (False, True))
    for role, transport, gate, safeguard, region, repurposed in walk:
        facts = Facts(
            data_kinds=(kind,),
            special_category=special,
            special_topic=topic,
            identifier="direct",
            tracker_role=role,
            transport=transport,
            consent_gate=gate,
            storage_access=transport != "server",
            recipient_region=region,
            repurposed=repurposed,
            minors=kind == "minors",
            confidence="high",
            **safeguard,
        )
        found = table.assess(facts)
        articles = cited(found)
        allowed = {
            "26": role in JOINT,
            "28": role not in JOINT,
            "44": region == "third-country",
            "46": region == "third-country",
            "45": False,
            "13": False,
            "35": False,
            "4(13)": kind == "art9.genetic",
            "4(14)": kind == "art9.biometric",
            "4(15)": topic == "health",
            "8": kind == "minors",
            "9(1)": special != "none",
            "9(2)(a)": special != "none",
            "10": kind == "criminal",
            "5(1)(a)": gate == "bypassed",
            "5(1)(b)": repurposed or kind == "free-text",
            "5(1)(f)": kind == "credential",
            "25(1)": facts.page_url_implicit or kind == "page-url",
            "25(2)": facts.page_url_implicit or facts.session_replay or kind == "minors",
            "32": kind in WEIGHTY or facts.masking == "off",
            "ePD 5(3)": transport == "client-sdk" or gate == "seen-wrong-purpose",
        }
        assert len(found.citations) <= 5, facts
        assert not {article for article in articles if not allowed.get(article, True)}, facts


@pytest.mark.parametrize("confidence", ["low", "medium"])
def test_no_error_rests_on_one_sign(confidence: str) -> None:
    for kind, role in itertools.product(rulebook.kinds(), ROLES):
        special = special_of(kind)[-1]
        facts = Facts(data_kinds=(kind,), special_category=special, tracker_role=role, confidence=confidence)
        assert assess(facts, rulebook.law()).severity in ("note", "warning")


def test_no_error_rests_on_a_recalled_fact() -> None:
    facts = Facts(data_kinds=("contact.email",), tracker_role="ads", confidence="high")
    assert assess(facts, rulebook.law()).severity == "error"
    recalled = Facts(data_kinds=("contact.email",), tracker_role="ads", confidence="high", recalled=True)
    assert assess(recalled, rulebook.law()).severity == "warning"


def test_hashing_never_lowers_a_special_category() -> None:
    for transform in ("plain", "encoded", "hashed", "keyed-hash", "truncated", "unknown"):
        facts = Facts(
            data_kinds=("health.condition",),
            special_category="explicit",
            tracker_role="ads",
            transform=transform,
            confidence="high",
        )
        assert assess(facts, rulebook.law()).severity == "error"


def test_the_reason_is_filled_in() -> None:
    facts = Facts(data_kinds=("search-term",), tracker_role="ads", confidence="high")
    found = assess(facts, rulebook.law(), Wording(kind="a search term", tracker="Outbrain", role="advertising"))
    reasons = " ".join(citation.reason for citation in found.citations)
    assert "Outbrain appears to get a search term." in reasons
    assert len({citation.reason for citation in found.citations}) == len(found.citations)
    assert "{" not in reasons


def test_data_concerning_health_are_named_for_health_only() -> None:
    base: dict[str, Any] = {"data_kinds": ("search-term",), "special_category": "inferred", "tracker_role": "ads"}
    health = assess(Facts(**base, special_topic="health", storage_access=False), rulebook.law())
    other = assess(Facts(**base, special_topic="other", storage_access=False), rulebook.law())
    assert "4(15)" in cited(health)
    assert "4(15)" not in cited(other)


def test_duties_of_the_project_stay_out_of_findings() -> None:
    facts = Facts(
        data_kinds=("health.condition",), special_category="explicit", tracker_role="ads", recipient_region="us-dpf"
    )
    assert not {"13", "35", "45"} & cited(assess(facts, rulebook.law()))
    assert {"13", "35"} <= cited(assess(facts, rulebook.law(), scope="project"))


def test_nothing_is_said_about_data_on_the_own_server() -> None:
    facts = Facts(data_kinds=("user-id",), tracker_role="first-party", transport="server")
    assert assess(facts, rulebook.law()).severity == "off"


def test_every_reference_of_the_table_exists() -> None:
    law = rulebook.law()
    for rule in law.rules:
        assert rule.reason in law.reasons
        for article in (*rule.primary, *rule.supporting):
            assert article in law.articles
            assert article in Table(law).engine.priority
    for row in law.adjustments:
        assert set(row.except_reasons) | set(row.only_reasons) <= set(law.reasons)
    for authority in law.authorities.values():
        assert set(authority.articles) <= set(law.articles)


def test_no_text_says_that_somebody_breaks_the_law() -> None:
    law = rulebook.law()
    shown = [r.text + r.fix for r in law.reasons.values()] + [a.meaning for a in law.articles.values()]
    for text in shown:
        assert not {"violates", "illegal", "violation", "infringes"} & set(text.lower().replace(".", "").split())
