"""Guards: whether somebody is asked before a tracker runs, and for what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.judgement.consent import ConsentReader, consent_gate
from linter.model import Guard, Location
from tests.judgement.flows import catalogue, chain, settings

CATALOGUE = catalogue()
AT = Location("src/app.js", 0, 1)


def guard(text: str, *chains: str, negated: bool = False, form: str = "condition") -> Guard:
    parts = tuple((c,) if c.startswith("'") else chain(c) for c in chains or (text,))
    return Guard(AT, text, parts, negated, form)


def tag(text: str, **attributes: str) -> Guard:
    pairs = tuple((name.replace("_", "-"), f"'{value}'") for name, value in attributes.items())
    return Guard(AT, text, pairs, False, "attribute")


def gate(*guards: Guard, role: str = "", functions: tuple[str, ...] = ()) -> str:
    return consent_gate(guards, CATALOGUE, settings(consent_functions=functions), role)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (guard("hasConsent('marketing')"), "seen"),
        (guard("consent.analytics"), "seen"),
        (guard("user.optedIn"), "seen"),
        (guard("Cookiebot.consent.marketing"), "seen"),
        (guard("window.Cookiebot.consent.marketing"), "seen"),
        (guard("OnetrustActiveGroups.includes('C0004')"), "seen"),
        (guard("einwilligungErteilt"), "seen"),
        (guard("!hasConsent()", "hasConsent()"), "bypassed"),
        (guard("hasConsent()", negated=True), "bypassed"),
        (guard("!user || !hasConsent", "user", "hasConsent", negated=True), "seen"),
        (guard("consent === false", "consent", negated=True), "seen"),
        (guard("consent is False", "consent"), "bypassed"),
        (guard("consentDenied"), "bypassed"),
        (guard("optedOut", negated=True), "not-seen"),
        (guard("optedOut"), "bypassed"),
        (guard("acceptedTerms"), "terms-only"),
        (guard("user.isAdmin"), "not-seen"),
        (guard("settings.DEBUG", negated=True), "not-seen"),
        (guard("onConsentGranted", form="callback"), "seen"),
        (guard("isAllowed()"), "not-seen"),
    ],
)
def test_conditions(condition: Guard, expected: str) -> None:
    assert gate(condition) == expected


def test_the_settings_can_name_a_function() -> None:
    assert gate(guard("isAllowed()"), functions=("isAllowed",)) == "seen"
    assert gate(guard("privacy.mayTrack()"), functions=("privacy.mayTrack",)) == "seen"


@pytest.mark.parametrize(
    ("condition", "role", "expected"),
    [
        (guard("hasConsent('marketing')"), "ads", "seen"),
        (guard("hasConsent('analytics')"), "ads", "seen-wrong-purpose"),
        (guard("hasConsent('necessary')"), "social", "seen-wrong-purpose"),
        (guard("hasConsent('necessary')"), "analytics", "seen-wrong-purpose"),
        (guard("hasConsent('statistics')"), "analytics", "seen"),
        (guard("hasConsent('marketing')"), "analytics", "seen"),
        (guard("hasConsent()"), "ads", "seen"),
    ],
)
def test_the_purpose_has_to_fit(condition: Guard, role: str, expected: str) -> None:
    assert gate(condition, role=role) == expected


@pytest.mark.parametrize(
    ("element", "role", "expected"),
    [
        (tag("<script>", type="text/plain", data_cookieconsent="marketing"), "ads", "seen"),
        (tag("<script>", type="text/plain", data_cookieconsent="statistics"), "ads", "seen-wrong-purpose"),
        (tag("<script>", type="text/javascript", data_cookieconsent="marketing"), "ads", "not-seen"),
        (tag("<script>", type="text/plain", **{"class": "a optanon-category-C0004"}), "ads", "seen"),
        (tag("<script>", type="module"), "ads", "not-seen"),
        (tag("<img>", src="https://x.example/p.gif"), "ads", "not-seen"),
    ],
)
def test_tags_that_are_held_back(element: Guard, role: str, expected: str) -> None:
    assert gate(element, role=role) == expected


def test_the_innermost_answer_counts_and_terms_only_where_nothing_better_is_there() -> None:
    assert gate(guard("loggedIn"), guard("hasConsent()")) == "seen"
    assert gate(guard("acceptedTerms"), guard("hasConsent()")) == "seen"
    assert gate(guard("acceptedTerms"), guard("loggedIn")) == "terms-only"
    assert gate() == "not-seen"


def test_an_opt_in_for_health_data() -> None:
    reader = ConsentReader(CATALOGUE, settings())
    assert reader.asks_explicitly([guard("form.healthDataConsent")])
    assert not reader.asks_explicitly([guard("hasConsent('marketing')")])
    assert not reader.asks_explicitly([guard("form.healthDataConsent", negated=True)])


@given(st.text(max_size=60), st.lists(st.lists(st.text(max_size=12), max_size=4).map(tuple), max_size=4).map(tuple))
def test_any_guard_is_read(text: str, chains: tuple[tuple[str, ...], ...]) -> None:
    for form in ("condition", "attribute", "callback"):
        assert gate(Guard(AT, text, chains, False, form), role="ads")
