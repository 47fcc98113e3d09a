from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.catalogue.callees import Callees
from linter.catalogue.schema import Recipient, Signature, Tracker
from linter.catalogue.symbols import canonical, head, package, prefixes


def tracker(identifier: str, *callees: str, form: str = "method") -> Tracker:
    return Tracker(
        id=identifier,
        name=identifier,
        documentation="",
        confidence="documented",
        recipient=Recipient(company="C", country="US", role="analytics"),
        signature=tuple(Signature(callee=callee, form=form) for callee in callees),
    )


def found(callees: Callees, symbol: str) -> list[str]:
    return [match.signature.callee for match in callees.match(symbol)]


@pytest.mark.parametrize(
    "symbol",
    [
        "npm:x:default.capture",
        "npm:x:*.capture",
        "npm:x:*.default.capture",
        "npm:x:capture",
        "npm:x/dist/module.full:default.capture",
        "npm:npm:x@1.2:default.capture",
    ],
)
def test_the_ways_to_import_one_function_are_one_symbol(symbol: str) -> None:
    assert canonical(symbol) == "npm:x:capture"
    callees = Callees({"t": tracker("t", "npm:x:default.capture")}, ())
    assert found(callees, symbol) == ["npm:x:default.capture"]


def test_names_that_only_begin_like_default_stay() -> None:
    assert canonical("npm:x:defaultClient.send") == "npm:x:defaultClient.send"


def test_scoped_packages_keep_their_scope_and_subpath() -> None:
    assert canonical("npm:@sentry/node:*.captureMessage") == "npm:@sentry/node:captureMessage"
    assert canonical("npm:posthog-js/react:usePostHog().capture") == "npm:posthog-js/react:usePostHog().capture"
    assert package("@segment/analytics-next@1.70.0") == "@segment/analytics-next"
    assert head("npm:@sentry/node:captureMessage") == "npm:@sentry/node"


def test_versions_inside_an_imported_address_are_any_version() -> None:
    symbol = "npm:https://cdn.example/libs/9.6.1/a-client.js:logEvent"
    assert canonical(symbol) == "npm:https://cdn.example/libs/*/a-client.js:logEvent"
    assert head(canonical(symbol)) == "npm:https://cdn.example/libs/*/a-client.js"


@pytest.mark.parametrize("written", ["fbq", "window.fbq", "globalThis.fbq", "window.top.fbq", "self.fbq"])
def test_the_window_is_dropped(written: str) -> None:
    callees = Callees({"t": tracker("t", "fbq", form="command")}, ())
    assert found(callees, written) == ["fbq"]


def test_a_class_answers_as_default_export_too() -> None:
    callees = Callees({"t": tracker("t", "npm:client:Client().send", "py:lib.Client().send")}, ())
    assert found(callees, "npm:client:default().send") == ["npm:client:Client().send"]
    assert found(callees, "npm:client:*.Client().send") == ["npm:client:Client().send"]
    assert found(callees, "py:lib.Client().send") == ["py:lib.Client().send"]
    assert found(callees, "py:lib.Other().send") == []


def test_a_row_of_its_own_for_the_default_export_wins() -> None:
    callees = Callees({"t": tracker("t", "npm:client:Client().send", "npm:client:default().send")}, ())
    assert found(callees, "npm:client:default().send") == ["npm:client:default().send"]


def test_one_name_may_belong_to_several_trackers() -> None:
    callees = Callees({"a": tracker("a", "_paq.push"), "b": tracker("b", "_paq.push")}, ("other",))
    assert [match.tracker for match in callees.match("_paq.push")] == ["a", "b"]
    assert not any(match.weak for match in callees.match("_paq.push"))


def test_weak_roots_are_marked() -> None:
    callees = Callees(
        {"t": tracker("t", "analytics.track", "npm:analytics:track", "py:analytics.track")},
        ["analytics", "py:analytics"],
    )
    assert [callees.match(s)[0].weak for s in ("analytics.track", "npm:analytics:track", "py:analytics.track")] == [
        True,
        False,
        True,
    ]


def test_an_open_row_answers_for_every_member() -> None:
    callees = Callees({"t": tracker("t", "tC.event.*")}, ())
    assert found(callees, "tC.event.click") == ["tC.event.*"]
    assert found(callees, "tC.event") == []
    assert callees.is_prefix("tC.event")


def test_prefixes_and_heads() -> None:
    callees = Callees(
        {"t": tracker("t", "npm:posthog-node:PostHog().capture", "posthog.people.set", "this.$gtag.event")}, ()
    )
    assert callees.heads == {"npm:posthog-node", "posthog", "this.$gtag"}
    for symbol in (
        "npm:posthog-node",
        "npm:posthog-node:PostHog",
        "npm:posthog-node:*.PostHog()",
        "posthog",
        "window.posthog.people",
    ):
        assert callees.is_prefix(symbol), symbol
    for symbol in ("posthog.people.set", "this", "npm:other"):
        assert not callees.is_prefix(symbol), symbol
    assert prefixes("py:a.B().c") == ["py:a", "py:a.B", "py:a.B()"]


def test_assignments_find_the_longest_row() -> None:
    callees = Callees({"t": tracker("t", "s", "s.pageName", form="assign")}, ())
    whole = callees.assigned("s.eVar1")
    exact = callees.assigned("window.s.pageName")
    assert whole is not None
    assert exact is not None
    assert ([m.signature.callee for m in whole.matches], whole.rest) == (["s"], ("eVar1",))
    assert ([m.signature.callee for m in exact.matches], exact.rest) == (["s.pageName"], ())
    assert callees.assigned("t.eVar1") is None
    assert Callees({"t": tracker("t", "s.t")}, ()).assigned("s.t") is None


def test_what_is_the_same_has_the_same_rows() -> None:
    row = msgspec.structs.replace(
        tracker("t", "npm:@v/browser:setUser", "npm:js:capture", "py:lib.Scope().set_user", "npm:k:Keen().add", "fbq"),
        same={
            "npm:@v/browser": ("npm:@v/react", "npm:expo:Browser"),
            "npm:js": ("npm:js/react:useIt()",),
            "py:lib.Scope()": ("py:lib.push_scope()", "py:lib.Hub.current.scope"),
            "npm:k:Keen()": ("npm:k",),
            "fbq": ("npm:scripts:useMeta().proxy.fbq",),
        },
    )
    callees = Callees({"t": row}, ())
    for symbol, expected in {
        "npm:@v/react:*.setUser": "npm:@v/browser:setUser",
        "npm:expo:Browser.setUser": "npm:@v/browser:setUser",
        "npm:js/react:useIt().capture": "npm:js:capture",
        "py:lib.push_scope().set_user": "py:lib.Scope().set_user",
        "py:lib.Hub.current.scope.set_user": "py:lib.Scope().set_user",
        "npm:k:add": "npm:k:Keen().add",
        "npm:scripts:useMeta().proxy.fbq": "fbq",
    }.items():
        assert found(callees, symbol) == [expected], symbol
        assert found(callees, symbol + "Other") == []
        assert head(canonical(symbol)) in callees.heads
    assert callees.is_prefix("py:lib.push_scope()")
    assert callees.is_prefix("npm:js/react:useIt")


def test_a_fluent_builder_may_be_one_chain() -> None:
    callees = Callees({"t": tracker("t", "npm:sdk:UserData().setEmail", "npm:sdk:UserData().setPhone")}, ())
    assert found(callees, "npm:sdk:UserData().setEmail().setPhone") == ["npm:sdk:UserData().setPhone"]
    assert found(callees, "npm:sdk:UserData().setPhone().setEmail().setPhone") == ["npm:sdk:UserData().setPhone"]
    assert found(callees, "npm:sdk:UserData().other().setPhone") == []


@given(st.text(alphabet=st.sampled_from(list("npm:@x/.()*defaultpyk")), max_size=40))
def test_no_symbol_raises(symbol: str) -> None:
    callees = Callees(
        {"t": msgspec.structs.replace(tracker("t", "npm:x:A().b", "x.*"), same={"npm:x": ("npm:y", "npm:x:A()")})}, ()
    )
    callees.match(symbol)
    callees.assigned(symbol)
    callees.is_prefix(symbol)
    assert canonical(canonical(symbol)) == canonical(symbol)
