from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linter.fixes.edits import apply
from linter.model import Edit, Finding, Fix, Location
from linter.workspace.text import SourceText


def finding(*edits: tuple[int, int, str], safe: bool = True, path: str = "a.py") -> Finding:
    made = tuple(Edit(Location(path, start, end), text) for start, end, text in edits)
    return Finding(
        code="TRK901",
        severity="warning",
        confidence="high",
        message="",
        location=Location(path, 0, 0),
        trackers=(),
        recipient="",
        kinds=(),
        channel="",
        flows=(),
        articles=(),
        evidence=(),
        help="",
        fixes=(Fix("mend", made, safe),),
    )


def mended(source: str, *findings: Finding, unsafe: bool = False) -> str:
    done = apply(findings, {"a.py": SourceText("a.py", source.encode())}, unsafe=unsafe)
    return done.data.get("a.py", source.encode()).decode()


def test_edits_are_applied_from_the_end() -> None:
    assert mended("abcdef", finding((0, 1, "XX")), finding((4, 6, "Y"))) == "XXbcdY"


def test_offsets_are_bytes() -> None:
    assert mended("é = q\n", finding((5, 6, "r"))) == "é = r\n"


def test_what_overlaps_waits() -> None:
    done = apply([finding((0, 4, "x")), finding((2, 6, "y"))], {"a.py": SourceText("a.py", b"abcdefgh")})
    assert done.data == {"a.py": b"xefgh"}
    assert len(done.findings) == 1


def test_the_same_edit_of_two_findings_is_made_once() -> None:
    done = apply([finding((0, 4, "")), finding((0, 4, ""))], {"a.py": SourceText("a.py", b"abcdefgh")})
    assert done.data == {"a.py": b"efgh"}
    assert len(done.findings) == 2


def test_a_fix_is_applied_whole_or_not_at_all() -> None:
    assert mended("abcdefgh", finding((0, 2, "x")), finding((1, 3, "y"), (6, 7, "z"))) == "xcdefgh"


def test_unsafe_fixes_only_when_asked_for() -> None:
    assert mended("abc", finding((0, 1, "x"), safe=False)) == "abc"
    assert mended("abc", finding((0, 1, "x"), safe=False), unsafe=True) == "xbc"


def test_places_outside_of_the_text_are_left_alone() -> None:
    assert mended("abc", finding((2, 9, "x"))) == "abc"
    assert apply([finding((0, 1, "x"), path="other.py")], {}).data == {}


SPANS = st.tuples(st.integers(0, 30), st.integers(0, 30), st.text(max_size=3))


@given(source=st.text(max_size=30), spans=st.lists(SPANS, max_size=6))
def test_any_edits_are_survived(source: str, spans: list[tuple[int, int, str]]) -> None:
    done = apply([finding(span) for span in spans], {"a.py": SourceText("a.py", source.encode())}, unsafe=True)
    assert len(done.findings) <= len(spans)
