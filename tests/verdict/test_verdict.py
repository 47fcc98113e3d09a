"""The one place that filters: which pile a finding comes to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from linter.frontends import lower
from linter.model import Finding, Fix, Flow, Location, Origin, Problem, Sink, Step
from linter.settings import Allowance, Settings
from linter.verdict import baseline as baselines
from linter.verdict.suppression import Scanned
from linter.verdict.verdict import Verdict, decide
from linter.workspace.text import SourceText

CODES = dict.fromkeys(("TRK101", "TRK102", "TRK105", "TRK201", "TRK901", "TRK902", "TRK903", "TRK904"), True)
TODAY = date(2024, 2, 29)


def finding(
    path: str = "a.py", start: int = 0, code: str = "TRK101", *, via: tuple[str, ...] = (), **changes: Any
) -> Finding:
    place = Location(path, start, start + 5)
    sink = Sink(place, ("meta-pixel",), "call", "event", "fbq('track')", "fbq( 'track',\n q)")
    steps = (*(Step(Location(step, 0, 1), "source", "q is read") for step in via), Step(place, "sink", "goes"))
    made = Finding(
        code=code,
        severity="warning",
        confidence="medium",
        message=f"{code} at {path}",
        location=place,
        trackers=("meta-pixel",),
        recipient="Meta Pixel",
        kinds=("search-term",),
        channel="call",
        flows=(Flow(sink, "search", (), Origin("read"), steps),),
        articles=(),
        evidence=(),
        help="",
        fingerprint=f"{code}{path}{start}",
    )
    return replace(made, **changes)


def verdict(*findings: Finding, problems: tuple[Problem, ...] = (), **values: Any) -> Verdict:
    keywords = {key: values.pop(key) for key in ("scope", "comments", "baseline", "today") if key in values}
    return decide(findings, problems, Settings(**values), CODES, **keywords)


def scanned(source: str, path: str = "a.py") -> dict[str, Scanned]:
    text = SourceText(path, source.encode())
    return {path: Scanned(text, lower(text, "python"))}


def test_all_is_shown_and_sorted_by_place() -> None:
    found = verdict(finding("b.py"), finding("a.py", 9), finding("a.py", 2), finding("a.py", 2, "TRK102"))
    assert [(f.location.path, f.location.start, f.code) for f in found.shown] == [
        ("a.py", 2, "TRK101"),
        ("a.py", 2, "TRK102"),
        ("a.py", 9, "TRK101"),
        ("b.py", 0, "TRK101"),
    ]
    assert found.failed


@pytest.mark.parametrize(
    ("severity", "values", "failed"),
    [
        ("note", {}, False),
        ("warning", {}, True),
        ("error", {}, True),
        ("warning", {"fail_on": "error"}, False),
        ("note", {"fail_on": "note"}, True),
        ("error", {"fail_on": "never"}, False),
        ("error", {"severities": {"TRK101": "note"}}, False),
        ("note", {"severities": {"TRK1": "error"}}, True),
    ],
)
def test_what_fails_a_run(severity: str, values: dict[str, Any], failed: bool) -> None:
    assert verdict(finding(severity=severity), **values).failed is failed


def test_a_problem_fails_a_run_and_a_noted_one_does_not() -> None:
    assert verdict(problems=(Problem("TRK903", "x", "a.py"),)).failed
    assert verdict(problems=(Problem("TRK903", "x", "a.py"),), fail_on="never").failed
    assert not verdict(problems=(Problem("TRK904", "x", "", None, "note"),)).failed


def test_minimum_severity_and_confidence() -> None:
    low, high = finding("a.py", confidence="low"), finding("b.py", severity="error", confidence="high")
    assert verdict(low, high, min_confidence="medium").shown == (high,)
    assert verdict(low, high, min_severity="error").shown == (high,)


def test_a_code_that_is_off_is_gone() -> None:
    found = verdict(finding(), severities={"TRK101": "off"})
    assert found.shown == found.suppressed == ()


def test_problems_are_selected_like_findings() -> None:
    problem = Problem("TRK903", "x", "tests/a.py")
    assert verdict(problems=(problem,), ignore=("TRK903",)).problems == ()
    assert verdict(problems=(problem,), per_file_ignores={"tests/": ("TRK9",)}).problems == ()
    assert not verdict(problems=(problem,), ignore=("TRK903",)).failed


# ------------------------------------------------------------------------------------------------------ scope


def test_the_scope_takes_findings_with_any_step_in_it() -> None:
    through, other = finding("b.py", via=("views.py", "a.py")), finding("c.py")
    assert verdict(through, other, scope=frozenset({"views.py"})).shown == (through,)
    assert verdict(through, other, scope=frozenset({"b.py"})).shown == (through,)
    assert verdict(through, other, scope=frozenset()).shown == ()


def test_problems_out_of_scope_are_not_reported_but_those_of_the_run_are() -> None:
    here, there, run = (Problem("TRK903", "x", path) for path in ("a.py", "b.py", ""))
    assert verdict(problems=(here, there, run), scope=frozenset({"a.py"})).problems == (run, here)


# --------------------------------------------------------------------------------------------------- comments


def test_a_comment_silences_and_its_reason_is_kept() -> None:
    comments = scanned("track(q)  # tracklint: ignore[TRK101] our own list\n")
    found = verdict(finding(), finding(code="TRK102"), comments=comments)
    assert [f.code for f in found.shown] == ["TRK102"]
    assert [f.silenced for f in found.suppressed] == ["our own list"]


def test_a_comment_at_any_step_silences() -> None:
    comments = scanned("q = x  # tracklint: ignore[TRK101] our own list\n", "views.py")
    found = verdict(finding("b.py", via=("views.py",)), comments=comments)
    assert found.shown == ()
    assert len(found.suppressed) == 1


def test_without_comments_nothing_is_silenced_or_said() -> None:
    assert len(verdict(finding(), comments=None).shown) == 1


def test_a_suppressed_finding_does_not_fail() -> None:
    assert not verdict(finding(), comments=scanned("track(q)  # tracklint: ignore[TRK101] x\n")).failed


def test_unused_codes_are_findings_that_can_be_mended() -> None:
    source = "track(q)  # tracklint: ignore[TRK101, TRK102] x\nother()  # tracklint: ignore[TRK105] y\n"
    found = verdict(finding(), comments=scanned(source))
    assert [(f.code, f.message) for f in found.shown] == [
        ("TRK901", "unused suppression: nothing to suppress for TRK102"),
        ("TRK901", "unused suppression: nothing to suppress for TRK105"),
    ]
    (one,), (other,) = (f.fixes for f in found.shown)
    data = source.encode()

    def mended(fix: Fix) -> bytes:
        (edit,) = fix.edits
        return data[: edit.location.start] + edit.text.encode() + data[edit.location.end :]

    assert b"ignore[TRK101] x" in mended(one)
    assert b"other()  \n" in mended(other)
    assert found.failed


def test_a_code_that_does_not_exist_is_named() -> None:
    found = verdict(finding(), comments=scanned("track(q)  # tracklint: ignore[TRK101,TRK110,E501] x\n"))
    first, second = (f.message for f in found.shown)
    assert first.startswith("unused suppression: 'TRK110' is no code (did you mean 'TRK10")
    assert second == "unused suppression: 'E501' is no code"


@pytest.mark.parametrize(
    "values",
    [
        {"select": ("TRK2", "TRK9")},
        {"ignore": ("TRK102",)},
        {"severities": {"TRK102": "off"}},
        {"per_file_ignores": {"a.py": ("TRK102",)}},
    ],
)
def test_a_code_that_did_not_run_is_not_unused(values: dict[str, Any]) -> None:
    comments = scanned("other()  # tracklint: ignore[TRK102] x\n")
    assert verdict(comments=comments, **values).shown == ()


def test_nothing_is_unused_when_a_budget_ended_a_trace() -> None:
    comments = scanned("other()  # tracklint: ignore[TRK102] x\n")
    problem = Problem("TRK904", "x", "", None, "note")
    assert verdict(problems=(problem,), comments=comments).shown == ()


def test_findings_below_the_minimum_still_use_their_comment() -> None:
    comments = scanned("track(q)  # tracklint: ignore[TRK101] x\n")
    found = verdict(finding(confidence="low"), comments=comments, min_confidence="high")
    assert found.shown == ()


def test_comments_out_of_scope_are_not_reported() -> None:
    comments = scanned("other()  # tracklint: ignore[TRK102]\n")
    assert verdict(comments=comments, scope=frozenset({"b.py"})).shown == ()


def test_a_comment_without_reason_silences_and_is_a_finding_itself() -> None:
    comments = scanned("track(q)  # tracklint: ignore[TRK101]\n")
    found = verdict(finding(), comments=comments)
    assert [(f.code, f.message) for f in found.shown] == [("TRK902", "this suppression of TRK101 gives no reason")]
    assert len(found.suppressed) == 1
    assert verdict(finding(), comments=comments, require_reason=False).shown == ()


def test_a_comment_without_codes_silences_nothing() -> None:
    found = verdict(finding(), comments=scanned("track(q)  # tracklint: ignore all of it\n"), require_reason=False)
    assert [f.code for f in found.shown] == ["TRK101", "TRK902"]


def test_findings_about_comments_have_fingerprints_of_their_own() -> None:
    source = "a()  # tracklint: ignore[TRK101] x\n" * 3
    prints = [f.fingerprint for f in verdict(comments=scanned(source)).shown]
    assert len(set(prints)) == 3


# -------------------------------------------------------------------------------------------------- allowances


@pytest.mark.parametrize(
    ("row", "allowed"),
    [
        ({}, True),
        ({"code": "TRK101"}, True),
        ({"code": "TRK1"}, True),
        ({"code": "ALL"}, True),
        ({"code": "TRK2"}, False),
        ({"tracker": "meta-pixel"}, True),
        ({"tracker": "matomo"}, False),
        ({"kind": "search-term"}, True),
        ({"kind": "contact"}, False),
        ({"path": "web/"}, True),
        ({"path": "*.py"}, True),
        ({"path": "/a.py"}, False),
        ({"path": "web/", "tracker": "matomo"}, False),
        ({"until": date(2024, 2, 29)}, True),
        ({"until": date(2024, 2, 28)}, False),
    ],
)
def test_allowances(row: dict[str, Any], allowed: bool) -> None:
    found = verdict(finding("web/a.py"), allow=(Allowance(reason="signed", **row),), today=TODAY)
    assert [f.silenced for f in found.suppressed] == (["signed"] if allowed else [])
    assert bool(found.shown) is not allowed


def test_an_allowed_kind_does_not_excuse_the_others_beside_it() -> None:
    made = finding(kinds=("contact.email", "health"))
    assert verdict(made, allow=(Allowance(reason="x", kind="contact"),)).shown == (made,)
    assert verdict(finding(kinds=("contact.email",)), allow=(Allowance(reason="x", kind="contact"),)).shown == ()


def test_an_allowance_that_ended_is_said() -> None:
    found = verdict(allow=(Allowance(reason="old contract", until=date(2020, 1, 1)),), today=TODAY)
    assert found.notices == ("an allowance ended on 2020-01-01: old contract",)


# ---------------------------------------------------------------------------------------------------- baseline


def test_only_what_is_not_in_the_baseline_is_shown() -> None:
    known, new = finding("a.py"), finding("b.py")
    accepted = baselines.Baseline(baselines.make([known], TODAY))
    found = verdict(known, new, baseline=accepted)
    assert found.shown == (new,)
    assert found.baselined == (known,)
    assert found.notices == ()


def test_one_entry_stands_for_one_finding() -> None:
    twin = finding("a.py")
    accepted = baselines.Baseline(baselines.make([twin], TODAY))
    assert len(verdict(twin, twin, baseline=accepted).shown) == 1


def test_entries_without_a_finding_are_said_when_their_file_was_looked_at() -> None:
    entries = baselines.make([finding("a.py"), finding("b.py")], TODAY)
    assert "2 entries have no finding any more" in verdict(baseline=baselines.Baseline(entries)).notices[0]
    scoped = verdict(baseline=baselines.Baseline(entries), scope=frozenset({"a.py"}))
    assert "1 entry has no finding any more" in scoped.notices[0]
