"""Taking items out of lists: whatever was there, what is left is the list of the others."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st

from linter.fixes.removal import removals

GAPS = st.sampled_from(["", " ", "\n", "\n  ", "  // a, b\n  ", " /* c, */ ", "\r\n\t"])


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]], frozenset[int]]:
    """A list in the manner of JavaScript: its text, the spans of its items, and which of them are to go."""
    count = draw(st.integers(1, 6))
    text, spans = "{" + draw(GAPS), []
    for number in range(count):
        start = len(text)
        text += f'"k{number}": "é{number}"'
        spans.append((start, len(text)))
        text += draw(GAPS)
        if number < count - 1 or draw(st.booleans()):
            text += "," + draw(GAPS)
    text += draw(st.sampled_from(["", " ", "\n"])) + "}"
    gone = draw(st.sets(st.integers(0, count - 1), min_size=1))
    return text, spans, frozenset(gone)


def read(text: str) -> dict[str, str]:
    """Read such a list: comments and a last comma are no part of JSON."""
    import re

    plain = re.sub(r"//[^\n]*|/\*.*?\*/", "", text)
    return dict(json.loads(re.sub(r",\s*}", "}", plain)))


@example(('{\n"k0": "é0", /* c, */ "k1": "é1", /* c, */ \n}', [(2, 12), (23, 33)], frozenset({0})))
@given(lists())
def test_what_is_left_is_the_list_of_the_others(case: tuple[str, list[tuple[int, int]], frozenset[int]]) -> None:
    text, spans, gone = case
    data = text.encode()
    items = [(len(text[:a].encode()), len(text[:b].encode())) for a, b in spans]
    found = removals(data, (1, len(data) - 1), items, gone)
    assert found is not None
    assert all(a <= b for a, b in found)
    assert all(b <= c for (_, b), (c, _) in zip(sorted(found), sorted(found)[1:], strict=False))
    left = data
    for start, end in sorted(found, reverse=True):
        left = left[:start] + left[end:]
    expected = {key: value for number, (key, value) in enumerate(read(text).items()) if number not in gone}
    assert read(left.decode()) == expected


def test_a_list_that_is_not_plainly_written_is_left_alone() -> None:
    data = b"{a: 1{% if x %}, b: 2{% endif %}}"
    assert removals(data, (1, len(data) - 1), [(1, 5), (17, 21)], frozenset({1})) is None
