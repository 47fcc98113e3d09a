"""What goes takes blank lines and white space with it, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.fixes.tidy import tidied
from linter.model import Edit, Location


def mended(source: str, *wanted: tuple[int, int, str]) -> str | None:
    data = source.encode()
    edits = tidied(data, [Edit(Location("a.js", start, end), text) for start, end, text in wanted])
    if edits is None:
        return None
    for edit in reversed(edits):
        data = data[: edit.location.start] + edit.text.encode() + data[edit.location.end :]
    return data.decode()


def test_a_line_that_would_be_left_blank_goes() -> None:
    assert mended("a()\n  # gone\nb()\n", (6, 12, "")) == "a()\nb()\n"
    assert mended("a()  # gone\nb()\n", (5, 11, "")) == "a()\nb()\n"
    assert mended("a()  # gone", (5, 11, "")) == "a()"
    assert mended("a(/* gone */ b)\n", (2, 12, "")) == "a( b)\n"
    assert mended("a()\r\n# gone\r\nb()\r\n", (5, 11, "")) == "a()\r\nb()\r\n"


def test_braces_with_nothing_in_them_close() -> None:
    assert mended("f({ a })", (4, 5, "")) == "f({})"
    assert mended("{{ a }}", (3, 4, "")) == "{{  }}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{% if user.id %}GONE{% endif %}", ""),
        ("a\n  {% if x %}{%- if user.id -%}\nGONE\n{% endif %}{% endif %}\nb\n", "a\nb\n"),
        ("<% if current_user %> GONE <% end %>", ""),
        ("<?php if ($a): ?>GONE<?php endif; ?>", ""),
        ("{{#if user}}GONE{{/if}}", ""),
        ("@if(auth()->user())\nGONE\n@endif\n", ""),
        ("{% if user.id %}GONE{% else %}b{% endif %}", "{% if user.id %}{% else %}b{% endif %}"),
        ("a();\n  if (data.user) {\n    GONE\n  }\nb();\n", "a();\nb();\n"),
        ("if (f()) { GONE }", "if (f()) {}"),
        ("if (a) { GONE } else { b }", "if (a) {} else { b }"),
        ("if (b) { b } else if (a) { GONE }", "if (b) { b } else if (a) {}"),
        ("a();\nif (x.y) GONE\nb();\n", "a();\nb();\n"),
        ("if (f()) GONE\nb();", "if (f()) {}\nb();"),
        ("if (x) // why\n  GONE\nb();", "if (x) // why\n  {}\nb();"),
        ("if (x) GONE\nelse b();", "if (x) {}\nelse b();"),
        ("if (x) b();\nelse GONE\nc();", "if (x) b();\nelse {}\nc();"),
        ("for (const a of b) GONE\nc();", "for (const a of b) {}\nc();"),
        ("f(x)\nGONE\nc();", "f(x)\nc();"),
        ("f([\n  GONE\n]);", "f([]);"),
        ("{% for x in y %}GONE{% endfor %}", "{% for x in y %}{% endfor %}"),
    ],
)
def test_a_condition_without_content_goes(before: str, after: str) -> None:
    at = before.index("GONE")
    assert mended(before, (at, at + 4, "")) == after


def test_what_overlaps_is_joined_where_it_goes_and_refused_elsewhere() -> None:
    assert mended("abcdef", (0, 3, ""), (2, 5, "")) == "f"
    assert mended("abcdef", (0, 3, "x"), (2, 5, "")) is None
    assert mended("abcdef", (0, 0, "x"), (0, 0, "y")) is None


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8), st.sampled_from(["", "", "x"])), max_size=4)


@given(st.text("ab {}(),;\n\té", max_size=60), SPANS)
def test_nothing_but_white_space_changes_outside_edits(source: str, wanted: list[tuple[int, int, str]]) -> None:
    points = [len(source[:n].encode()) for n in range(len(source) + 1)]
    edits: list[tuple[int, int, str]] = []
    expected, at = "", 0
    for start, length, text in sorted(wanted):
        if start > len(source) or (edits and start <= at):
            continue
        end = min(start + length, len(source))
        edits.append((points[start], points[end], text))
        expected += source[at:start] + text
        at = end
    made = mended(source, *edits)
    if made is not None:
        assert "".join(made.split()) == "".join((expected + source[at:]).split())
