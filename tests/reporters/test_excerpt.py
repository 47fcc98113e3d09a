"""Places in the text as people see them: carets under one line, a line down the side of several."""

from __future__ import annotations

import pytest

from linter.model import Location, Report
from linter.reporters.context import Context
from linter.reporters.excerpt import drawn
from linter.workspace.text import SourceText


def draw(text: str, part: str) -> str:
    data = text.encode()
    report = Report(findings=(), problems=(), texts={"a.py": SourceText.decode("a.py", data)})
    start = data.index(part.encode())
    lines = drawn(report, Location("a.py", start, start + len(part.encode())), Context(), "31")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("x = track(q)  # why\n", "track(q)", "  |\n1 | x = track(q)  # why\n  |     ^^^^^^^^"),
        (
            "if a:\n    track(\n        q,\n    )\n",
            "track(\n        q,\n    )",
            "  |\n2 | /     track(\n3 | |         q,\n4 | |     )\n  | |_____^",
        ),
        (
            "x = track(\n  q,\n)\n",
            "track(\n  q,\n)",
            "  |\n1 |   x = track(\n  |  _____^\n2 | |   q,\n3 | | )\n  | |_^",
        ),
        (
            "track(\n" + "  q,\n" * 8 + ")\n",
            "track(\n" + "  q,\n" * 8 + ")",
            "   |\n 1 | / track(\n 2 | |   q,\n 3 | |   q,\n 4 | |   q,\n 5 | |   q,\n.. |\n10 | | )\n   | |_^",
        ),
    ],
)
def test_a_place_is_marked(text: str, part: str, expected: str) -> None:
    assert draw(text, part) == expected
