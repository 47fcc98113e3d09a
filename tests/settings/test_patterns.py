"""Patterns of a file above the project mean the same files there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.settings import load_settings
from linter.settings.patterns import within
from linter.workspace.ignoring import Patterns

PARTS = st.sampled_from(["a", "b", "ab", "*", "**", "a*", "?", "[ab]", "[!a]", "[!]", "[", "x.js", "*.js"])
NAMES = st.sampled_from(["a", "b", "ab", "ba"])


@pytest.mark.parametrize(
    ("pattern", "moved"),
    [
        ("srv/**", ("**",)),
        ("srv/deep/*.js", ("/deep/*.js",)),
        ("/srv/", ("*",)),
        ("srv", ("*",)),
        ("legacy/", ("legacy/",)),
        ("*.test.js", ("*.test.js",)),
        ("**/gen/x.js", ("**/gen/x.js",)),
        ("**/srv/x.js", ("**/srv/x.js", "/x.js")),
        ("web/*.js", ()),
        ("!srv/keep.js", ("!/keep.js",)),
    ],
)
def test_a_pattern_as_it_reads_one_folder_down(pattern: str, moved: tuple[str, ...]) -> None:
    assert within(pattern, ("srv",)) == moved


@given(
    parts=st.lists(PARTS, min_size=1, max_size=4),
    before=st.sampled_from(["", "/"]),
    after=st.sampled_from(["", "/"]),
    below=st.lists(NAMES, min_size=1, max_size=2),
    path=st.lists(st.sampled_from(["a", "b", "ab", "x.js"]), min_size=1, max_size=3),
)
def test_a_moved_pattern_holds_the_same_files(
    parts: list[str], before: str, after: str, below: list[str], path: list[str]
) -> None:
    pattern = before + "/".join(parts) + after
    moved = within(pattern, tuple(below))
    assert Patterns(moved).hold("/".join(path)) == Patterns([pattern]).hold("/".join((*below, *path))), (pattern, moved)


def test_patterns_of_what_is_extended_count_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "srv").mkdir()
    (tmp_path / "tracklint.toml").write_text(
        'extend-exclude = ["srv/gen/", "/web/"]\n[per-file-ignores]\n"srv/*.js" = ["TRK105"]\n"web/*" = ["TRK101"]\n'
        '[[allow]]\npath = "srv/a.js"\nreason = "r"\n[[allow]]\npath = "/web/"\nreason = "r"\n'
    )
    (tmp_path / "srv" / "tracklint.toml").write_text('extend = "../tracklint.toml"\nextend-exclude = ["old/"]\n')
    settings = load_settings(tmp_path / "srv", None, isolated=False, overrides={})
    assert settings.extend_exclude == ("/gen/", "old/")
    assert settings.per_file_ignores == {"/*.js": ("TRK105",)}
    assert [row.path for row in settings.allow] == ["/a.js"]


def test_patterns_of_a_file_kept_elsewhere_count_from_the_project(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "base.toml").write_text('exclude = ["docs/*.html"]\n')
    (tmp_path / "app" / "tracklint.toml").write_text('extend = "../shared/base.toml"\n')
    assert load_settings(tmp_path / "app", None, isolated=False, overrides={}).exclude == ("docs/*.html",)
