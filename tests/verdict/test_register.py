"""The register: its lines, what counts as wider, what is kept on update, and the record made of it."""

from __future__ import annotations

import csv
import io
import json

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from linter.catalogue.load import load
from linter.errors import BaselineError
from linter.model import Finding, Flow, Guard, Location, Origin, Sink
from linter.reporters.escaping import markdown
from linter.settings import Settings
from linter.verdict import record
from linter.verdict.register import GUARDS, PEOPLE, Entry, Register, compare, make, parse, part_of, render, update

META = Entry(recipient="Meta Platforms", kinds=("search-term",), part="web/js", channel="call", guard="none")


def finding(path: str = "web/js/a.js", guards: tuple[Guard, ...] = (), **changes: object) -> Finding:
    at = Location(path, 0, 1)
    sink = Sink(at, ("meta-pixel",), "call", "event", "fbq", "fbq('track')", guards=guards)
    base = Finding(
        code="TRK101",
        severity="warning",
        confidence="high",
        message="m",
        location=at,
        trackers=("meta-pixel",),
        recipient="Meta Pixel",
        kinds=("search-term",),
        channel="call",
        flows=(Flow(sink, "data", (), Origin("read"), ()),),
        articles=(),
        evidence=(),
        help="",
    )
    return replace(base, **changes)


CONSENT = Guard(Location("web/js/a.js", 0, 1), "hasConsent", (("hasConsent",),))


def test_findings_become_lines_without_files() -> None:
    made = make([finding(), finding("web/js/deep/b.js"), finding("server.py")], load(), Settings())
    assert [(e.recipient, e.part, e.kinds, e.guard) for e in made] == [
        ("Meta Platforms", ".", ("search-term",), "none"),
        ("Meta Platforms", "web/js", ("search-term",), "none"),
    ]
    assert made[0].country == "US"
    assert made[0].role == "advertising"


def test_the_guard_is_read_and_the_weakest_of_a_finding_counts() -> None:
    settings = Settings(consent_functions=("hasConsent",))
    guarded = finding(guards=(CONSENT,))
    both = replace(guarded, flows=(*guarded.flows, *finding().flows))
    assert [e.guard for e in make([guarded], load(), settings)] == ["consent"]
    assert [e.guard for e in make([both], load(), settings)] == ["none"]
    assert [e.guard for e in make([finding(guards=(replace(CONSENT, negated=True),))], load(), settings)] == [
        "bypassed"
    ]


def test_a_finding_without_a_kind_is_no_line() -> None:
    assert make([finding(kinds=())], load(), Settings()) == ()


def test_a_line_is_hashed_only_when_all_of_it_is() -> None:
    assert not make([finding(pseudonymised=True), finding()], load(), Settings())[0].pseudonymised
    assert make([finding(pseudonymised=True)], load(), Settings())[0].pseudonymised


@pytest.mark.parametrize(
    ("path", "depth", "part"),
    [("a/b/c/d.js", 2, "a/b"), ("a/b.js", 2, "a"), ("b.js", 2, "."), ("a/b/c.js", 0, "."), ("a/b/c.js", 9, "a/b")],
)
def test_parts(path: str, depth: int, part: str) -> None:
    assert part_of(path, depth) == part


# --------------------------------------------------------------------------------------------------- comparing


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ([], META, "added", "Meta Platforms receives search-term from web/js"),
        ([META], replace(META, recipient="Outbrain"), "added", "Outbrain receives"),
        ([META], replace(META, part="web/css"), "added", "from web/css"),
        ([META], replace(META, channel="tag"), "added", "(tag,"),
        ([META], replace(META, kinds=("health", "search-term")), "widened", "now also health"),
        ([replace(META, guard="consent")], META, "widened", "search-term was under a consent guard"),
        ([replace(META, guard="other-purpose")], META, "widened", "for another purpose"),
        ([META], replace(META, guard="bypassed"), "widened", "was without a consent guard"),
        ([replace(META, pseudonymised=True)], META, "widened", "no longer hashed"),
        ([META], replace(META, guard="consent"), "narrowed", "no more than before"),
        ([replace(META, kinds=("health", "search-term"))], META, "narrowed", "no more than before"),
        (
            [META, replace(META, kinds=("health",))],
            replace(META, kinds=("health", "search-term")),
            "narrowed",
            "no more than before",
        ),
    ],
)
def test_what_is_added_and_what_is_widened(old: list[Entry], new: Entry, kind: str, words: str) -> None:
    first = compare(old, [new])[0]
    assert first.kind == kind
    assert words in first.words


def test_the_same_is_no_change_and_what_is_gone_is_said() -> None:
    assert compare([META], [META]) == ()
    assert compare([META], [replace(META, pseudonymised=True)]) == ()
    assert [c.kind for c in compare([META], [])] == ["gone"]


entries = st.builds(
    Entry,
    recipient=st.sampled_from(["A", "B"]),
    kinds=st.lists(st.sampled_from(["x", "y", "z"]), min_size=1, unique=True).map(lambda k: tuple(sorted(k))),
    part=st.sampled_from(["a", "b"]),
    channel=st.just("call"),
    guard=st.sampled_from(GUARDS),
)
registers = st.lists(entries, max_size=6, unique_by=lambda e: (e.recipient, e.kinds, e.part, e.guard))


@given(registers, registers)
def test_after_an_update_nothing_is_added_or_widened(old: list[Entry], new: list[Entry]) -> None:
    updated = update(old, new)
    assert compare(updated, new) == ()
    assert {e.kinds for e in updated} == {e.kinds for e in new}


# ---------------------------------------------------------------------------------------------------- updating


def test_what_people_filled_in_is_kept() -> None:
    filled = replace(META, **dict.fromkeys(PEOPLE, "text"), review="look")
    assert update([filled], [META]) == (filled,)


def test_a_widened_line_takes_the_texts_along_and_asks_for_review() -> None:
    filled = replace(META, purpose="measuring campaigns", legal_basis="Art. 6(1)(a)")
    wider = update([filled], [replace(META, kinds=("health", "search-term"))])[0]
    assert wider.purpose == "measuring campaigns"
    assert wider.review == "now also health"
    assert update([filled], [replace(META, guard="consent")])[0].review == ""


def test_a_first_register_asks_for_no_review() -> None:
    assert update([], [META])[0].review == ""
    assert update([META], [META, replace(META, recipient="Outbrain")])[1].review == "new"


# ---------------------------------------------------------------------------------------------- reading, writing


def test_a_register_is_sorted_and_the_same_every_time() -> None:
    one, two = replace(META, recipient="B"), replace(META, recipient="A")
    assert render(Register(entry=(one, two))) == render(Register(entry=(two, one)))
    text = render(Register(entry=(one, two)))
    assert text.index('"A"') < text.index('"B"')
    assert 'purpose = ""' in text
    assert "retention" not in text.split("[[entry]]")[1]


@given(st.text(), st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_round_trips(part: str, purpose: str) -> None:
    text = render(Register(entry=(replace(META, part=part, purpose=purpose),)))
    read = parse(text.encode(), "r.toml").entry[0]
    assert read.purpose == purpose
    assert read.part == part.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert len(tomli.loads(text)["entry"]) == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff", "not UTF-8"),
        (b"[[", "r.toml:"),
        (b"version = 2", "reads version 1"),
        (b"version = 1\ncolour = 1", "colour"),
        (b"version = 1\n[[entry]]\nrecipient = 'A'", "missing required field"),
        (
            b"version = 1\n[[entry]]\nrecipient = 'A'\nkinds = []\npart = 'a'\nchannel = 'call'\nguard = 'x'",
            "expected one of",
        ),
    ],
)
def test_a_register_that_is_none(data: bytes, message: str) -> None:
    with pytest.raises(BaselineError, match=message):
        parse(data, "r.toml")


# --------------------------------------------------------------------------------------------------- the record

HOSTILE = Register(
    entry=(
        replace(META, part='=cmd|"x"', purpose="=1+1", note="a | b <script>\n[x](http://y)", trackers=("meta-pixel",)),
        replace(META, kinds=("health.symptom", "page-url"), recipient="Outbrain"),
    )
)


def test_the_record_as_csv_holds_every_line_and_no_formula() -> None:
    read = list(csv.reader(io.StringIO(record.to_csv(HOSTILE, load()))))
    assert len(read) == 3
    assert len({len(row) for row in read}) == 1
    assert not [cell for row in read for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert "Purposes of the processing (Art. 30(1)(b))" in read[0]


def test_the_record_as_json_holds_the_lines_too() -> None:
    document = json.loads(record.to_json(HOSTILE, load()))
    assert [a["recipient"] for a in document["activities"]] == ["Meta Platforms", "Outbrain"]
    assert document["activities"][1]["special"].startswith("health.symptom")
    assert document["activities"][0]["entry"]["legal-basis"] == ""
    assert set(document["activities"][0]) == {*dict(record.COLUMNS), "entry"}


def test_the_record_as_markdown_keeps_its_cells() -> None:
    text = record.to_markdown(HOSTILE, load(), markdown)
    assert "## Meta Platforms" in text
    assert "<script>" not in text
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert len(tables) == 6
    assert "*to be filled in*" in text
    assert "No personal data" in record.to_markdown(Register(), load(), markdown)


def test_the_record_names_the_duties_that_follow_for_the_whole_project() -> None:
    activities = json.loads(record.to_json(HOSTILE, load()))["activities"]
    assert activities[0]["duties"].startswith("GDPR Art. 13 (Information to be provided")
    assert "GDPR Art. 35" not in activities[0]["duties"]
    assert "GDPR Art. 35 (Data protection impact assessment" in activities[1]["duties"]
