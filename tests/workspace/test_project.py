from __future__ import annotations

from pathlib import Path

import pytest

from linter.workspace.project import Project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_bytes(b"\xef\xbb\xbfx = 1\r\n")
    (tmp_path / "src" / "package.json").write_text("{}")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "tool").write_text("#!/usr/bin/env python3\n")
    return tmp_path


def test_read_text_and_language(root: Path) -> None:
    project = Project(root, ("src/a.py", "tool"))
    assert project.read("src/a.py").startswith(b"\xef\xbb\xbf")
    assert project.text("src/a.py").data == b"x = 1\r\n"
    assert project.text("src/a.py") is project.text("src/a.py")
    assert project.language("src/a.py") == ("python", "")
    assert project.language("tool") == ("python", "")
    assert project.language("src/package.json") is None


def test_other_files_of_the_root_can_be_asked_for(root: Path) -> None:
    project = Project(root, ("src/a.py",))
    assert project.exists("package.json")
    assert not project.exists("src")
    assert project.read("package.json") == b"{}"
    assert project.files_named("package.json") == ("package.json", "src/package.json")
    assert project.files_named("tsconfig.json") == ()


@pytest.mark.parametrize("path", ["../x", "src/../../x", "/etc/passwd", "", "a\0b", "src/../src/a.py"])
def test_paths_that_lead_out_are_not_there(root: Path, path: str) -> None:
    (root.parent / "x").write_text("secret")
    project = Project(root, ("src/a.py",))
    assert not project.exists(path)
    with pytest.raises(OSError, match=r".*"):
        project.read(path)


def test_links_that_lead_out_are_not_there(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.json").write_text("{}")
    (root / "link").symlink_to(outside)
    (root / "secret.json").symlink_to(outside / "secret.json")
    (root / "inner.json").symlink_to(root / "package.json")
    project = Project(root, ("src/a.py", "secret.json"))
    for path in ("link/secret.json", "secret.json"):
        with pytest.raises(OSError, match=r".*"):
            project.read(path)
    assert not project.exists("link/secret.json")
    assert project.exists("inner.json")


def test_the_overlay_wins_and_may_add_files(root: Path) -> None:
    project = Project(root, ("src/a.py",), {"src/a.py": b"y = 2\n", "new/b.ts": b"", "notes.txt": b""})
    assert project.read("src/a.py") == b"y = 2\n"
    assert project.files == ("new/b.ts", "src/a.py")
    assert project.exists("new/b.ts")


def test_what_is_gone_is_an_os_error(root: Path) -> None:
    project = Project(root, ("src/gone.py",))
    with pytest.raises(OSError, match=r".*"):
        project.read("src/gone.py")
