"""The two tables that most format bugs come from: positions and severities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.model import SEVERITIES, Location, Report
from linter.reporters.positions import TABLE, Region, region
from linter.reporters.severities import TABLE as WORDS
from linter.reporters.severities import rank, words
from linter.workspace.text import SourceText

EMOJI = "x = '\U0001f600\u00e9'; track(x)\n"


def report_of(data: bytes, path: str = "a.py") -> Report:
    return Report(findings=(), problems=(), texts={path: SourceText.decode(path, data)})


@pytest.mark.parametrize(
    ("consumer", "column"),
    [("text", 11), ("sarif", 11), ("github", 11), ("rdjson", 15), ("lsp", 11)],
)
def test_a_call_behind_an_emoji(consumer: str, column: int) -> None:
    report = report_of(EMOJI.encode())
    start = EMOJI.encode().index(b"track")
    place = region(report, Location("a.py", start, start + 8), consumer)
    assert place.column == column
    assert place.end_column == column + 8
    assert place.line == TABLE[consumer].first_line


def test_a_byte_order_mark_and_crlf_move_nothing() -> None:
    data = b"\xef\xbb\xbf" + b"a\r\ntrack(b)\r\n"
    report = report_of(data)
    start = report.texts["a.py"].data.index(b"track")
    assert region(report, Location("a.py", start, start + 8), "sarif") == Region(2, 1, 2, 9)


def test_a_latin_1_file_counts_characters() -> None:
    report = report_of("# coding: latin-1\nn = 'é'; track(n)\n".encode("latin-1"))
    start = report.texts["a.py"].data.index(b"track")
    assert region(report, Location("a.py", start, start + 8), "sarif").column == 10


def test_an_end_at_the_start_of_the_next_line_is_the_end_of_this_one() -> None:
    report = report_of(b"track(b)\r\nnext\n")
    assert region(report, Location("a.py", 0, 10), "github") == Region(1, 1, 1, 9)


def test_a_place_without_text_is_the_first_character() -> None:
    assert region(report_of(b"x"), Location("other.py", 5, 9), "sarif") == Region(1, 1, 1, 1)
    assert region(report_of(b"x"), Location("other.py", 5, 9), "lsp") == Region(0, 0, 0, 0)


@given(text=st.text(), start=st.integers(-5, 300), length=st.integers(-5, 300))
def test_every_region_is_inside_and_forward(text: str, start: int, length: int) -> None:
    report = report_of(text.encode("utf-8", "surrogatepass"))
    lines = report.texts["a.py"].line_count
    for consumer, counting in TABLE.items():
        place = region(report, Location("a.py", start, start + length), consumer)
        assert counting.first_line <= place.line <= place.end_line <= lines + counting.first_line - 1
        assert place.column >= counting.first_column
        assert place.end_column >= counting.first_column
        assert (place.line, place.column) <= (place.end_line, place.end_column)


def test_every_severity_has_a_row_for_every_consumer() -> None:
    assert set(WORDS) == set(SEVERITIES)
    assert [rank(severity) for severity in SEVERITIES] == [0, 1, 2]
    assert words("error")[:10] == ("error", "8.0", "error", "error", "critical", "High", "ERROR", "error", "error", 1)
    assert words("warning").gitlab == "major"
    assert (words("note").github, words("note").azure, words("note").rdjson) == ("notice", "warning", "INFO")
    assert words("something else") == words("warning")
    for row in WORDS.values():
        assert 0.1 <= float(row.score) <= 8.9
