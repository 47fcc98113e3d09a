from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.catalogue import automaton
from linter.catalogue.automaton import Automaton
from linter.catalogue.schema import Endpoint, Recipient, Signature, Tracker, TrackersCommon
from linter.catalogue.tokens import build_tokens

TRACKER = Tracker(
    id="t",
    name="T",
    documentation="",
    confidence="documented",
    recipient=Recipient(company="C", country="US", role="analytics"),
    globals=("fbq", "ga", "s", "dataLayer", "monetate"),
    signature=(
        Signature(callee="fbq", form="command"),
        Signature(callee="ga", form="command"),
        Signature(callee="s.tl"),
        Signature(callee="client.recordEvent"),
        Signature(callee="npm:@scope/pkg:default.track"),
        Signature(callee="py:mixpanel.Mixpanel().track"),
        Signature(callee="py:ns.vendor.Client().send"),
        Signature(callee="this.$gtag.event"),
        Signature(callee="plausible_tag", form="tag"),
        Signature(callee="tidioIdentify", form="assign"),
        Signature(callee="dataLayer.push", form="queue-object"),
        Signature(callee="optimizely.push", form="queue"),
        Signature(callee="optimizely.get().track"),
        Signature(callee="plausible", form="command"),
    ),
    endpoint=(
        Endpoint(host="facebook.com", path="/tr"),
        Endpoint(host="connect.facebook.net", path="/"),
        Endpoint(host="", path_end="/matomo.php"),
    ),
    attributes={"data-umami-event": "event", "data-heap-*": "content"},
)
COMMON = TrackersCommon(
    weak_globals=("s", "client", "dataLayer", "monetate", "optimizely", "plausible", "py:ns"),
    fields={},
    shared_hosts=("facebook.com",),
)
AUTOMATON = Automaton(build_tokens([TRACKER], COMMON))


def texts(source: str) -> set[str]:
    return {AUTOMATON.tokens[index].text.decode() for index in AUTOMATON.find(source.encode())}


@pytest.mark.parametrize(
    ("source", "token"),
    [
        ("fbq('track')", "fbq"),
        ("window.fbq && 1", "fbq"),
        ("window['fbq']('track')", "fbq"),
        ("ga('send', 'event')", "ga"),
        ("window.ga = window.ga || f", "ga"),
        ("window['ga']('send')", "ga"),
        ("(window as any).ga('send')", "ga"),
        ("e.ga('send')", "ga"),
        ("const { push } = optimizely", "optimizely"),
        ("optimizely\n  .get().track('x')", "optimizely"),
        ("const p = plausible", "plausible"),
        ("from acme.optimizely import send", "optimizely"),
        ("const send = require('./optimizely')", "optimizely"),
        ("s.tl(this, 'o')", "s.tl"),
        ("client?.recordEvent(x)", "client?.recordEvent"),
        ("dataLayer.push({})", "dataLayer"),
        ('import track from "@scope/pkg"', "@scope/pkg"),
        ("require('@scope/pkg/sub')", "@scope/pkg"),
        ("https://cdn.example/npm/@scope/pkg@1/x.js", "@scope/pkg"),
        ("import os, mixpanel", "mixpanel"),
        ("from mixpanel import Mixpanel", "mixpanel"),
        ("import_module('mixpanel')", "mixpanel"),
        ("from ns.vendor import Client", "ns.vendor"),
        ("this.$gtag.event('x')", "$gtag"),
        ("{% plausible_tag %}", "plausible_tag"),
        ("{%- load plausible_tag %}", "plausible_tag"),
        ("document.tidioIdentify = {}", "tidioIdentify"),
        ("<img src='https://www.facebook.com/tr?id=1'>", "facebook.com/tr"),
        ("//connect.facebook.net/en_US/fbevents.js", "connect.facebook.net"),
        ("/stats/matomo.php", "/matomo.php"),
        ("<a data-umami-event='x'>", "data-umami-event"),
        ("<a data-heap-redact>", "data-heap-"),
    ],
)
def test_tokens(source: str, token: str) -> None:
    assert texts(source) == {token}


@pytest.mark.parametrize(
    "source",
    [
        "myfbq('track')",
        "fbq2('track')",
        "$fbq",
        "omega.x = 1",
        "s.tls()",
        "('ga', 'Irish')",
        "{'ga': 1}",
        "Language.ga = 1",
        "monetate.track('x')",
        "optimizely(values)",
        "optimizely.pushed()",
        "this.client = client",
        "x = pkg",
        "@scope/pkg",
        "# mixpanel is a word here",
        "from x.mixpanel import y",
        "from ns.other import y",
        "plausible_tag(x)",
        "https://www.facebook.com/page",
        "https://www.facebook.com/tribe",
        "my-data-umami-event",
        "",
    ],
)
def test_no_tokens(source: str) -> None:
    assert texts(source) == set()


def test_words_that_show_that_people_are_asked_are_told_from_tokens() -> None:
    asking = Automaton(build_tokens([TRACKER], COMMON), [b"cookieConsent"])
    assert asking.asks(b"if (user.cookieconsent) fbq('init')")
    assert not asking.asks(b"if (user.cookies) fbq('init')")
    assert not AUTOMATON.asks(b"cookieConsent")
    assert asking.find(b"cookieConsent") == frozenset()


def test_the_faster_automaton_sees_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automaton, "_MUCH", 10)
    switching = Automaton(build_tokens([TRACKER], COMMON))
    for source in (b"fbq('track')", b"x = 1; ga('send')", b"import os, mixpanel"):
        assert switching.find(source) == AUTOMATON.find(source)


def test_weak_tokens_do_not_prove_a_tracker() -> None:
    assert not AUTOMATON.any(b"dataLayer.push({}); client.recordEvent(x); '/matomo.php'")
    assert AUTOMATON.any(b"dataLayer.push({}); fbq('init')")


def test_tokens_know_their_trackers() -> None:
    assert AUTOMATON.by_tracker["t"] == frozenset(range(len(AUTOMATON.tokens)))


@given(st.binary(max_size=300))
def test_any_bytes_can_be_scanned(data: bytes) -> None:
    found = AUTOMATON.find(data)
    assert AUTOMATON.any(data) == any(not AUTOMATON.tokens[index].weak for index in found)


@given(
    st.lists(
        st.sampled_from([b"fbq", b"ga(", b" ", b".", b"'", b"from mixpanel", b"\n", b"x", b"facebook.com/tr"]),
        max_size=20,
    )
)
def test_what_any_finds_find_finds(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    assert AUTOMATON.any(data) == any(not AUTOMATON.tokens[index].weak for index in AUTOMATON.find(data))
