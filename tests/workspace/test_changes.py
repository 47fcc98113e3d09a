"""Which lines changed since a commit: lines against a plain model, and files against git itself."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.errors import UsageError
from linter.model import Finding, Flow, Guard, Location, Origin, Sink, Step
from linter.workspace.changes import Changes, changed_lines
from linter.workspace.project import Project
from linter.workspace.revision import Revision, content_name

LINES = st.lists(st.sampled_from([b"a", b"b", b"c", b"", b"}", b"x = 1", b"y = 2"]), max_size=14)


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Tests", "-c", "user.email=tests@example.org", "-c", "protocol.file.allow=always"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "a shop é"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / "page.js").write_text("one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n")
    commit(folder, "First")
    return folder


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)


def changes(folder: Path, reference: str = "HEAD", overlay: dict[str, bytes] | None = None) -> Changes:
    files = tuple(sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.js")))
    return Changes(Revision(folder, reference, os.environ), Project(folder, files, overlay or {}))


def touched(found: Changes, folder: Path, path: str, overlay: bytes | None = None) -> list[int]:
    """Give the lines of a file at which a finding counts as changed."""
    data = overlay if overlay is not None else (folder / path).read_bytes()
    lines = data.decode().splitlines(keepends=True)
    starts = [sum(len(line.encode()) for line in lines[:n]) for n in range(len(lines))]
    places = [Location(path, start, start + 1) for start in starts]
    return [number for number, place in enumerate(places, 1) if found.touch(at(place))]


def at(place: Location, *steps: Location, guards: tuple[Location, ...] = ()) -> Finding:
    sink = Sink(
        location=place, trackers=("x",), channel="call", operation="event", name="x", text="x",
        guards=tuple(Guard(guard, "x") for guard in guards),
    )  # fmt: skip
    flow = Flow(sink, "data", (), Origin("read"), tuple(Step(step, "source", "x") for step in steps))
    return Finding(
        code="TRK101", severity="error", confidence="high", message="x", location=place, trackers=("x",),
        recipient="x", kinds=(), channel="call", flows=(flow,), articles=(), evidence=(), help="",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------ lines


@given(old=LINES, new=LINES)
def test_what_is_called_unchanged_was_there_in_this_order(old: list[bytes], new: list[bytes]) -> None:
    kept = [line for number, line in enumerate(new, 1) if number not in changed_lines(old, new)]
    left = iter(old)
    assert all(line in left for line in kept)


@given(lines=LINES)
def test_the_same_text_has_no_changed_line(lines: list[bytes]) -> None:
    assert changed_lines(lines, lines) == frozenset()


@given(lines=LINES, at=st.integers(0, 14), new=st.lists(st.sampled_from([b"new", b"newer"]), min_size=1, max_size=3))
def test_lines_put_in_are_the_changed_ones(lines: list[bytes], at: int, new: list[bytes]) -> None:
    at = min(at, len(lines))
    assert changed_lines(lines, [*lines[:at], *new, *lines[at:]]) == frozenset(range(at + 1, at + len(new) + 1))


def test_lines_beside_what_was_taken_away_are_changed_unless_it_was_blank() -> None:
    assert changed_lines([b"a", b"guard", b"b", b"c"], [b"a", b"b", b"c"]) == {1, 2}
    assert changed_lines([b"a", b" ", b"b"], [b"a", b"b"]) == frozenset()
    assert changed_lines([b"a", b"end"], [b"a"]) == {1}


def test_texts_made_to_be_slow_are_compared_in_time() -> None:
    old = [b"%d" % (n % 7) for n in range(30_000)]
    new = [b"%d" % (n * 3 % 11) for n in range(30_000)]
    assert changed_lines(old, new)
    assert changed_lines(old, list(reversed(old)))


# -------------------------------------------------------------------------------------------------------- git


def test_lines_since_a_commit(repository: Path) -> None:
    assert touched(changes(repository), repository, "page.js") == []
    text = (repository / "page.js").read_text()
    (repository / "page.js").write_text(text.replace("two", "TWO").replace("seven\n", "seven\nnew\n"))
    assert touched(changes(repository), repository, "page.js") == [2, 8]
    commit(repository, "Second")
    assert touched(changes(repository), repository, "page.js") == []
    assert touched(changes(repository, "HEAD~1"), repository, "page.js") == [2, 8]


def test_files_that_are_new_or_not_added_are_changed_as_a_whole(repository: Path) -> None:
    (repository / "new.js").write_text("a\nb\n")
    assert touched(changes(repository), repository, "new.js") == [1, 2]


def test_a_file_that_was_moved_and_changed_has_only_its_own_changes(repository: Path) -> None:
    (repository / "web").mkdir()
    text = (repository / "page.js").read_text()
    (repository / "page.js").unlink()
    (repository / "web" / "search.js").write_text(text)
    assert touched(changes(repository), repository, "web/search.js") == []
    (repository / "web" / "search.js").write_text(text.replace("three", "3"))
    assert touched(changes(repository), repository, "web/search.js") == [3]
    (repository / "web" / "search.js").write_text("three\n" + "".join(f"{n}\n" for n in range(20)))
    assert len(touched(changes(repository), repository, "web/search.js")) == 21


def test_what_the_other_side_did_meanwhile_is_no_change_of_ours(repository: Path) -> None:
    git(repository, "switch", "--quiet", "--create", "topic")
    (repository / "page.js").write_text((repository / "page.js").read_text().replace("eight", "8"))
    commit(repository, "Ours")
    git(repository, "switch", "--quiet", "main")
    (repository / "page.js").write_text((repository / "page.js").read_text().replace("one", "1"))
    commit(repository, "Theirs")
    git(repository, "switch", "--quiet", "topic")
    assert touched(changes(repository, "main"), repository, "page.js") == [8]


def test_a_folder_below_the_top_and_unsaved_text(repository: Path) -> None:
    (repository / "web").mkdir()
    (repository / "web" / "a.js").write_text("one\ntwo\n")
    commit(repository, "Second")
    folder = repository / "web"
    assert touched(changes(folder), folder, "a.js") == []
    unsaved = b"one\nother\n"
    assert touched(changes(folder, overlay={"a.js": unsaved}), folder, "a.js", unsaved) == [2]


def test_line_endings_that_git_changed_are_no_change(repository: Path) -> None:
    data = (repository / "page.js").read_bytes()
    (repository / "page.js").write_bytes(data.replace(b"\n", b"\r\n").replace(b"four", b"4"))
    assert touched(changes(repository), repository, "page.js") == [4]


def test_a_name_with_everything_in_it(repository: Path) -> None:
    name = "a b\n'\"é\t.js"
    (repository / name).write_text("one\n")
    commit(repository, "Second")
    assert touched(changes(repository), repository, name) == []


def test_steps_and_guards_count_as_the_sink_does(repository: Path) -> None:
    (repository / "other.js").write_text("new\n")
    found = changes(repository)
    old, new = Location("page.js", 0, 3), Location("other.js", 0, 3)
    assert not found.touch(at(old))
    assert found.touch(at(old, new))
    assert found.touch(at(old, guards=(new,)))
    assert found.touch(at(new, old))


def test_a_finding_of_several_lines_counts_with_any_of_them(repository: Path) -> None:
    (repository / "page.js").write_text((repository / "page.js").read_text().replace("three", "3"))
    assert changes(repository).touch(at(Location("page.js", 0, 10)))
    assert not changes(repository).touch(at(Location("page.js", 0, 8)))


def test_names_of_contents_are_those_of_git(repository: Path) -> None:
    (name,) = Revision(repository, "HEAD", os.environ).files.values()
    assert content_name((repository / "page.js").read_bytes(), name) == name
    assert git(repository, "hash-object", "page.js") == name


# ----------------------------------------------------------------------------------------------------- errors


def refused(folder: Path, reference: str) -> str:
    with pytest.raises(UsageError) as error:
        Revision(folder, reference, os.environ)
    return str(error.value)


def test_a_reference_that_is_not_there(repository: Path) -> None:
    assert refused(repository, "mian") == "--diff-base mian: no such commit, branch or tag; did you mean 'main'?"
    for odd in ("--help", "--output=x", "", "a b", "main:page.js", "\n", "HEAD^{tree}"):
        assert "no such commit" in refused(repository, odd)


def test_a_branch_that_only_the_server_has(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(repository), "copy")
    git(tmp_path / "copy", "branch", "--move", "main", "topic")
    assert "did you mean 'origin/main'?" in refused(tmp_path / "copy", "main")


def test_a_shallow_clone_says_what_it_lacks(repository: Path, tmp_path: Path) -> None:
    git(repository, "branch", "base")
    (repository / "page.js").write_text("one\n")
    commit(repository, "Second")
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", repository.as_uri(), "copy")
    assert "shallow clone" in refused(tmp_path / "copy", "origin/base")
    assert "shallow clone" in refused(tmp_path / "copy", "v1.0")
    Revision(tmp_path / "copy", "HEAD", os.environ)


def test_no_repository_and_no_commit(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert "not a git repository" in refused(tmp_path / "plain", "main")
    git(tmp_path / "plain", "init", "--quiet")
    assert "no such commit" in refused(tmp_path / "plain", "main")


def test_without_git(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="git cannot be run"):
        Revision(repository, "HEAD", {"PATH": str(tmp_path)})


def test_histories_with_nothing_in_common_are_compared_as_they_are(repository: Path) -> None:
    git(repository, "switch", "--quiet", "--orphan", "other")
    (repository / "page.js").write_text("one\ntwo\nthree\nfour\nfive\nsix\nseven\nnine\n")
    commit(repository, "Other")
    assert touched(changes(repository, "main"), repository, "page.js") == [8]


def test_what_a_hook_of_git_says_about_its_repository_is_not_taken_over(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    assert touched(changes(repository), repository, "page.js") == []


def test_nothing_that_the_repository_configures_is_run(repository: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    script = tmp_path / "run.sh"
    script.write_text(f"#!/bin/sh\ntouch '{mark}'\ncat\n")
    script.chmod(0o755)
    (repository / ".gitattributes").write_text("*.js filter=x diff=x\n")
    commit(repository, "Second")
    for key in (
        "core.fsmonitor",
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.clean",
        "filter.x.smudge",
        "core.pager",
    ):
        git(repository, "config", key, str(script))
    (repository / "page.js").write_text("one\n")
    assert touched(changes(repository), repository, "page.js")
    assert not mark.exists()
