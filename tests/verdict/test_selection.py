"""Which codes are reported: a table of decisions."""

from __future__ import annotations

from typing import Any

import pytest

from linter.errors import ConfigError, UsageError
from linter.settings import Allowance, Settings
from linter.verdict.selection import Selection, check_selectors

CODES = ("TRK101", "TRK102", "TRK201", "TRK301", "TRK901")


def selected(off: tuple[str, ...] = (), **values: Any) -> set[str]:
    selection = Selection(Settings(**values), off)
    return {code for code in CODES if selection.is_selected(code)}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, set(CODES)),
        ({"select": ("ALL",)}, set(CODES)),
        ({"select": ("TRK1",)}, {"TRK101", "TRK102"}),
        ({"select": ()}, set()),
        ({"ignore": ("TRK1",)}, {"TRK201", "TRK301", "TRK901"}),
        ({"select": ("TRK1",), "ignore": ("TRK101",)}, {"TRK102"}),
        ({"ignore": ("TRK1",), "select": ("TRK", "TRK101")}, {"TRK101", "TRK201", "TRK301", "TRK901"}),
        ({"select": ("TRK101",), "ignore": ("TRK101",)}, set()),
        ({"select": ("TRK2",), "extend_select": ("TRK1",)}, {"TRK101", "TRK102", "TRK201"}),
        ({"extend_ignore": ("TRK9", "TRK3")}, {"TRK101", "TRK102", "TRK201"}),
        # the command line wins at equal length, and not over a longer beginning
        ({"ignore": ("TRK1",), "chosen": (("select", "TRK1"),)}, set(CODES)),
        ({"ignore": ("TRK101",), "select": (), "chosen": (("select", "TRK1"),)}, {"TRK102"}),
        ({"select": ("TRK101",), "chosen": (("ignore", "TRK101"),)}, set()),
        ({"select": ("TRK101",), "chosen": (("ignore", "TRK1"),)}, {"TRK101"}),
        ({"select": (), "chosen": (("select", "ALL"), ("ignore", "TRK9"))}, set(CODES) - {"TRK901"}),
    ],
)
def test_the_longest_beginning_decides(values: dict[str, Any], expected: set[str]) -> None:
    assert selected(**values) == expected


def test_codes_that_are_off_need_their_whole_name() -> None:
    assert selected(off=("TRK301",)) == set(CODES) - {"TRK301"}
    assert selected(off=("TRK301",), select=("TRK3",)) == set()
    assert selected(off=("TRK301",), extend_select=("TRK301",)) == set(CODES)


@pytest.mark.parametrize(
    ("code", "path", "ignored"),
    [
        ("TRK101", "tests/a.py", True),
        ("TRK101", "src/tests/a.py", True),
        ("TRK201", "tests/a.py", False),
        ("TRK101", "src/a.py", False),
        ("TRK201", "web/legacy/deep/a.js", True),
        ("TRK201", "app/web/legacy/a.js", False),
        ("TRK301", "scripts/one.py", True),
        ("TRK301", "scripts/two.py", False),
    ],
)
def test_per_file_ignores(code: str, path: str, ignored: bool) -> None:
    selection = Selection(
        Settings(
            per_file_ignores={"tests/": ("TRK1",), "web/legacy/**": ("ALL",), "scripts/one.py": ("TRK301", "TRK1")}
        )
    )
    assert selection.is_ignored_in(code, path) is ignored


def test_severities_by_the_longest_beginning() -> None:
    selection = Selection(Settings(severities={"TRK1": "note", "TRK101": "error", "TRK9": "off"}))
    assert selection.severity("TRK101", "warning") == "error"
    assert selection.severity("TRK102", "error") == "note"
    assert selection.severity("TRK901", "warning") == "off"
    assert selection.severity("TRK201", "warning") == "warning"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            Settings(ignore=("TRK4",), origins={"ignore": "tracklint.toml:3"}),
            r"^tracklint\.toml:3: ignore: unknown code 'TRK4'",
        ),
        (Settings(severities={"TRK109": "off"}), r"severities: unknown code 'TRK109' \(did you mean 'TRK10"),
        (Settings(per_file_ignores={"x": ("TRK7",)}), "per-file-ignores: unknown code"),
        (Settings(allow=(Allowance(reason="x", code="TRK199"),)), "allow: unknown code"),
    ],
)
def test_a_selector_that_matches_nothing_is_an_error_with_its_origin(settings: Settings, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        check_selectors(settings, CODES)


def test_a_selector_of_the_command_line_that_matches_nothing_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"^--select: unknown code 'TRK8'"):
        check_selectors(Settings(chosen=(("select", "TRK8"),)), CODES)


def test_selectors_that_match_are_no_error() -> None:
    check_selectors(Settings(select=("ALL", "TRK10"), chosen=(("ignore", "TRK2"),)), CODES)
