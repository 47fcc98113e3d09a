"""How a call stands: only what is a statement of its own is taken out, and what a condition holds leaves it in order."""

from __future__ import annotations

import pytest

from linter.fixes.standing import is_branch, is_statement


@pytest.mark.parametrize(
    "before",
    [
        "",
        "a();",
        "a()\n",
        "{ ",
        "} ",
        "case 1: ",
        "default:",
        "// why (\n",
        "a(); /* b, */ ",
        "const a = 'x'\n",
        "<script>",
    ],
)
def test_a_statement_starts_here(before: str) -> None:
    assert is_statement(before.encode(), len(before))
    assert not is_branch(before.encode(), len(before))


@pytest.mark.parametrize(
    "before", ["if (a) ", "if (f(a), b)\n  ", "else ", "for (const a of b())\n", "while (a) // why\n", "do\n"]
)
def test_a_branch_without_braces(before: str) -> None:
    assert is_statement(before.encode(), len(before))
    assert is_branch(before.encode(), len(before))


@pytest.mark.parametrize(
    "before",
    ["a && ", "a &&\n", "a ? ", "a ? b :", "() => ", "return ", "await ", "f(", "a = ", "const a =\n", "a, ", "a "],
)
def test_a_part_of_a_larger_expression(before: str) -> None:
    assert not is_statement(before.encode(), len(before))
