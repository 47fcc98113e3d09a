from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from linter.errors import BaselineError
from linter.model import Finding, Location
from linter.verdict.baseline import Baseline, Entry, make, parse, render, update

DAY = date(2024, 2, 29)
LATER = date(2025, 1, 1)


def finding(name: str, path: str = "a.py", sink: str = "fbq('track', q)") -> Finding:
    return Finding(
        code="TRK101",
        severity="warning",
        confidence="high",
        message=sink,
        location=Location(path, 0, 5),
        trackers=("meta-pixel",),
        recipient="",
        kinds=("search-term",),
        channel="call",
        flows=(),
        articles=(),
        evidence=(),
        help="",
        fingerprint=name,
    )


def test_one_line_for_each_entry_sorted_and_the_same_each_time() -> None:
    entries = make([finding("2", "b.py"), finding("1"), finding("3", "a.py", "  gtag(\n 'event')")], DAY, "later")
    text = render(entries)
    lines = text.splitlines()
    assert lines[0] == '{"version": 1, "findings": ['
    assert lines[-1] == "]}"
    assert [json.loads(line.rstrip(","))["fingerprint"] for line in lines[1:-1]] == ["1", "3", "2"]
    assert '"sink": "gtag( \'event\')"' in text
    assert render(reversed(entries)) == text
    assert (
        parse(text.encode(), "b.json").entries == parse(render(parse(text.encode(), "b").entries).encode(), "b").entries
    )


def test_an_empty_baseline() -> None:
    assert render(()) == '{"version": 1, "findings": []}\n'
    assert parse(render(()).encode(), "b").entries == ()


ENTRIES = st.builds(
    Entry,
    fingerprint=st.text(max_size=8),
    code=st.just("TRK101"),
    path=st.text(alphabet=st.characters(codec=None), max_size=8),
    sink=st.text(max_size=8),
    kinds=st.lists(st.text(max_size=4), max_size=2).map(tuple),
    date=st.just("2024-02-29"),
    reason=st.text(max_size=8),
)


@given(entries=st.lists(ENTRIES, max_size=5))
def test_what_is_written_is_read(entries: list[Entry]) -> None:
    text = render(entries)
    assert len(text.splitlines()) == (len(entries) + 2 if entries else 1)
    read = parse(text.encode("ascii"), "b").entries
    assert sorted(map(repr, read)) == sorted(map(repr, entries))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "b.json: not JSON"),
        (b"[]", "b.json: not a baseline"),
        (b'{"version": 2, "findings": []}', "b.json: version 2; this tracklint reads version 1"),
        (b'{"version": 1, "findings": [{"code": "x"}]}', "b.json: findings: Object missing required field"),
        (
            b'{"version": 1, "findings": [{"fingerprint": 1, "code": "x", "path": "", "sink": ""}]}',
            "b.json: findings: Expected `str`",
        ),
        (b"[" * 100_000, "b.json: not JSON"),
        (b"\xff", "b.json: not JSON"),
    ],
)
def test_what_is_no_baseline_is_an_error(data: bytes, message: str) -> None:
    with pytest.raises(BaselineError) as raised:
        parse(data, "b.json")
    assert str(raised.value).startswith(message)


def test_update_keeps_date_and_reason_and_removes_what_is_gone() -> None:
    old = Baseline(make([finding("1"), finding("2", sink="gone()")], DAY, "known"))
    change = update(old, [finding("1"), finding("3", sink="new()")], LATER, add=False)
    assert (change.kept, change.moved, change.added, change.removed) == (1, 0, 0, 1)
    (entry,) = change.entries
    assert (entry.date, entry.reason) == ("2024-02-29", "known")


def test_update_follows_a_file_that_was_moved() -> None:
    old = Baseline(make([finding("1", "old/a.py")], DAY, "known"))
    change = update(old, [finding("9", "new/a.py")], LATER, add=False)
    assert (change.kept, change.moved, change.removed) == (0, 1, 0)
    (entry,) = change.entries
    assert (entry.path, entry.fingerprint, entry.reason) == ("new/a.py", "9", "known")


def test_new_findings_come_in_only_when_asked_for() -> None:
    old = Baseline(())
    assert update(old, [finding("1")], LATER, add=False).entries == ()
    change = update(old, [finding("1")], LATER, add=True, reason="seen by us")
    assert (change.added, change.entries[0].reason) == (1, "seen by us")


def test_of_twins_the_one_that_is_left_keeps_one_entry() -> None:
    old = Baseline(make([finding("1"), finding("2")], DAY))
    change = update(old, [finding("1")], LATER, add=True)
    assert (change.kept, change.removed, len(change.entries)) == (1, 1, 1)


def test_a_baseline_counts() -> None:
    baseline = Baseline(make([finding("1"), finding("1")], DAY))
    assert baseline.holds(finding("1"))
    assert baseline.holds(finding("1"))
    assert not baseline.holds(finding("1"))
    assert not baseline.holds(replace(finding("1"), fingerprint="2"))
    assert baseline.stale() == ()
