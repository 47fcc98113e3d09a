"""What the shipped rules must say, whatever else they say."""

from __future__ import annotations

import json

import pytest

from linter.catalogue import jsonschema
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.load import rules_directory
from linter.catalogue.symbols import canonical


def roles(catalogue: Catalogue, symbol: str, verb: str = "", form: str = "") -> set[tuple[str, str, tuple[str, ...]]]:
    return {
        (m.tracker, m.signature.operation, m.signature.arguments)
        for m in catalogue.callees.match(symbol)
        if (not verb or verb in m.signature.verbs) and (not form or m.signature.form == form)
    }


def test_there_is_much(catalogue: Catalogue) -> None:
    assert len(catalogue.trackers) >= 257
    assert len(catalogue.consent) >= 40
    assert len(catalogue.frameworks) >= 30
    assert sum(len(t.signature) for t in catalogue.trackers.values()) > 2500
    assert sum(len(t.endpoint) for t in catalogue.trackers.values()) > 700


@pytest.mark.parametrize(
    ("symbol", "verb", "tracker", "operation", "arguments"),
    [
        ("fbq", "track", "meta-pixel", "event", ("", "event", "data", "")),
        ("fbq", "init", "meta-pixel", "init", ("", "account", "identity")),
        ("window.fbq", "trackSingle", "meta-pixel", "event", ("", "account", "event", "data", "")),
        ("gtag", "event", "google-analytics", "event", ("", "event", "data")),
        ("ym", "reachGoal", "yandex-metrica", "event", ("", "", "event", "data")),
        ("_paq.push", "trackSiteSearch", "matomo", "search", ("", "search", "data", "", "data")),
        ("_hsq.push", "identify", "hubspot", "identify", ("", "identity")),
        ("_kmq.push", "record", "kissmetrics", "event", ("", "event", "data")),
        ("obApi", "track", "outbrain", "event", ("", "event", "data")),
        ("uetq.push", "event", "microsoft-uet", "event", ("", "event", "data")),
        ("clarity", "set", "microsoft-clarity", "set", ("", "event", "data")),
        ("Intercom", "boot", "intercom", "identify", ("", "identity")),
        ("npm:@next/third-parties/google:sendGAEvent", "event", "google-analytics", "event", ("", "event", "data")),
        ("npm:@nuxt/scripts:useScriptMetaPixel().proxy.fbq", "track", "meta-pixel", "event", ("", "event", "data", "")),
    ],
)
def test_commands(
    catalogue: Catalogue, symbol: str, verb: str, tracker: str, operation: str, arguments: tuple[str, ...]
) -> None:
    assert (tracker, operation, arguments) in roles(catalogue, symbol, verb)


@pytest.mark.parametrize(
    ("symbol", "tracker", "first"),
    [
        ("npm:posthog-js:default.capture", "posthog", ("event", "data")),
        ("npm:posthog-js:posthog.identify", "posthog", ("identity", "data")),
        ("npm:posthog-js/react:usePostHog().capture", "posthog", ("event", "data")),
        ("npm:posthog-node:PostHog().capture", "posthog", ("data",)),
        ("npm:mixpanel-browser:default.track", "mixpanel", ("event", "data")),
        ("npm:mixpanel:default.init().track", "mixpanel", ("event", "data")),
        ("npm:@segment/analytics-next:AnalyticsBrowser.load().identify", "segment", ("identity", "data")),
        ("npm:@segment/analytics-node:Analytics().track", "segment", ("data",)),
        ("npm:analytics-node:default().track", "segment", ("data",)),
        ("npm:@sentry/nextjs:*.setUser", "sentry", ("identity",)),
        ("npm:@sentry/react:captureMessage", "sentry", ("free", "data")),
        ("npm:react-ga4:default.event", "google-analytics", ("data", "data")),
        ("npm:firebase/analytics:logEvent", "google-analytics", ("", "event")),
        (
            "npm:https://www.gstatic.com/firebasejs/10.7.1/firebase-analytics.js:logEvent",
            "google-analytics",
            ("", "event"),
        ),
        ("npm:react-facebook-pixel:default.track", "meta-pixel", ("event", "data")),
        ("npm:facebook-nodejs-business-sdk:*.UserData().setEmail().setPhone", "meta-pixel", ("identity",)),
        ("npm:@amplitude/analytics-node:track", "amplitude", ("event", "data")),
        ("npm:@datadog/browser-rum:datadogRum.setUser", "datadog-rum", ("identity",)),
        ("npm:react-gtm-module:default.dataLayer", "google-tag-manager", ("data",)),
        ("npm:@fullstory/browser:FullStory.identify", "fullstory", ("identity", "data")),
        ("this.$gtag.event", "google-analytics", ("event", "data")),
        ("this.$matomo.trackSiteSearch", "matomo", ("search", "data")),
        ("py:posthog.capture", "posthog", ("event",)),
        ("py:posthog.Client().identify", "posthog", ("identity", "identity")),
        ("py:mixpanel.Mixpanel().track", "mixpanel", ("identity", "event")),
        ("py:analytics.track", "segment", ("identity", "event")),
        ("py:segment.analytics.Client().track", "segment", ("identity", "event")),
        ("py:rudder_analytics.track", "rudderstack", ("identity", "event")),
        ("py:sentry_sdk.set_user", "sentry", ("identity",)),
        ("py:sentry_sdk.push_scope().set_tag", "sentry", ("event", "data")),
        ("py:amplitude.Amplitude().track", "amplitude", ("data",)),
        ("py:newrelic.agent.add_custom_attribute", "new-relic-browser", ("event", "data")),
    ],
)
def test_calls(catalogue: Catalogue, symbol: str, tracker: str, first: tuple[str, ...]) -> None:
    found = catalogue.callees.match(symbol)
    assert any(m.tracker == tracker and m.signature.arguments[: len(first)] == first for m in found), found


def test_builders_are_assigned_to(catalogue: Catalogue) -> None:
    symbol = "py:facebook_business.adobjects.serverside.user_data.UserData()"
    found = catalogue.callees.assigned(f"{symbol}.email")
    assert found is not None
    assert found.matches[0].signature.arguments == ("identity",)
    adobe = catalogue.callees.assigned("s.eVar5")
    assert adobe is not None
    assert adobe.rest == ("eVar5",)


@pytest.mark.parametrize(
    ("url", "tracker"),
    [
        ("https://www.facebook.com/tr?id=1&ev=Search", "meta-pixel"),
        ("https://graph.facebook.com/v18.0/\ufffc/events", "meta-pixel"),
        ("https://www.google-analytics.com/mp/collect?measurement_id=G-1", "google-analytics"),
        ("https://www.google-analytics.com/collect", "google-analytics"),
        ("https://tr.outbrain.com/unifiedPixel?marketerId=1", "outbrain"),
        ("https://trc.taboola.com/1/log/3/unip?en=page_view", "taboola"),
        ("//connect.facebook.net/en_US/fbevents.js", "meta-pixel"),
        ("https://api.segment.io/v1/track", "segment"),
        ("https://eu.i.posthog.com/capture/", "posthog"),
        ("https://api.mixpanel.com/track", "mixpanel"),
        ("https://o1.ingest.sentry.io/api/1/envelope/", "sentry"),
        ("https://stats.clinic.example/matomo.php?search=\ufffc", "matomo"),
        ("https://www.googletagmanager.com/gtm.js?id=GTM-1", "google-tag-manager"),
        ("https://bat.bing.com/action/0?ti=1", "microsoft-uet"),
    ],
)
def test_urls(catalogue: Catalogue, url: str, tracker: str) -> None:
    assert tracker in {m.tracker for m in catalogue.endpoints.match(url)}


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/ourclinic",
        "https://www.youtube.com/watch?v=1",
        "https://example.org/i",
        "/api/appointments",
        "https://www.google.com/maps/x",
    ],
)
def test_ordinary_urls(catalogue: Catalogue, url: str) -> None:
    assert catalogue.endpoints.match(url) == ()


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (("py:hashlib.sha256", "", ""), "pseudonymises"),
        (("npm:js-sha256:sha256", "", ""), "pseudonymises"),
        (("len", "", ""), "removes"),
        (("", "toLowerCase", ""), "keeps"),
        (("", "", "urlencode"), "keeps"),
        (("", "", "length"), "removes"),
        (("encodeURIComponent", "", ""), "keeps"),
        (("py:uuid.uuid4", "", ""), "removes"),
        (("py:redaction.unknown", "redact", ""), "removes"),
        (("Math.round", "", ""), "reduces"),
    ],
)
def test_transforms(catalogue: Catalogue, call: tuple[str, str, str], expected: str) -> None:
    found = catalogue.transforms_index.match(*call)
    assert found is not None
    assert found.effect == expected


def test_what_no_transform_is(catalogue: Catalogue) -> None:
    index = catalogue.transforms_index
    assert index.match("frobnicate", "frobnicate", "") is None
    assert index.match("", "", "frobnicate") is None
    assert index.member("email") is None
    length, equal = index.member("length"), index.operator("==")
    assert length is not None
    assert equal is not None
    assert (length.effect, equal.effect != "keeps", equal.except_special) == ("removes", True, True)


def test_calls_of_frameworks(catalogue: Catalogue) -> None:
    calls = catalogue.calls
    assert calls.transport("window.fetch")[0].options["body"] == "data"
    assert calls.transport("py:requests.post")[0].server
    assert len(calls.transport("npm:axios:*.default")) == 2
    assert calls.render("py:django.shortcuts.render")[0].context == 2
    assert calls.render("py:flask.render_template")[0].context == "**"
    assert calls.through("setTimeout")[0].skip == 1
    assert calls.through("npm:lodash:debounce")[0].wraps
    assert calls.through("tasks.send", "delay")[0].function == -1
    assert calls.through("", "frobnicate") == ()
    assert "py:requests" in calls.heads


def test_consent_managers(catalogue: Catalogue) -> None:
    gates = [g for row in catalogue.consent.values() for g in row.gating]
    assert all(gate.need for gate in gates)
    assert any(gate.tag == "script" and ("type", "text/plain") in gate.need for gate in gates)
    assert "has consent" in catalogue.consent["generic"].words
    for row in catalogue.consent.values():
        for symbol in row.check:
            assert not any(c.isspace() for c in symbol), (row.id, symbol)
            assert canonical(canonical(symbol)) == canonical(symbol)


def test_every_sending_row_says_what_it_takes(catalogue: Catalogue) -> None:
    silent = [
        (tracker.id, row.callee)
        for tracker in catalogue.trackers.values()
        for row in tracker.signature
        if row.form == "method" and row.operation in ("identify", "search") and not (row.arguments or row.keywords)
    ]
    assert silent == []


def test_rows_are_not_repeated(catalogue: Catalogue) -> None:
    for tracker in catalogue.trackers.values():
        seen: set[tuple[object, ...]] = set()
        for row in tracker.signature:
            key = (canonical(row.callee), row.form, row.verbs, row.accounts, row.minimum, row.arguments)
            assert key not in seen, (tracker.id, row.callee)
            seen.add(key)


def test_the_json_schemas_are_current() -> None:
    directory = rules_directory() / "schema"
    made = jsonschema.schemas()
    assert {path.name for path in directory.glob("*.json")} == set(made)
    for name, text in made.items():
        assert json.loads((directory / name).read_text(encoding="utf-8")) == json.loads(text), (
            f"{name} is stale: run python -m linter.catalogue.jsonschema"
        )


def test_every_role_of_names_has_names(catalogue: Catalogue) -> None:
    names = catalogue.calls.names
    assert [role for role in names.__struct_fields__ if not getattr(names, role)] == []


HOLES = {"consent": 0, "privacy": 0}
"""Trackers of which nobody has looked up yet whether they have such a call or switch; the numbers only go down."""


@pytest.mark.parametrize("what", sorted(HOLES))
def test_a_lack_is_a_fact_and_no_hole(catalogue: Catalogue, what: str) -> None:
    rows = catalogue.trackers.values()
    holes = [row.id for row in rows if not getattr(row, what) and not getattr(row.absent, what)]
    assert len(holes) == HOLES[what], f"write rules or absent.{what}, and the new number here: {holes}"
