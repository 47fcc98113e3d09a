"""The cache: what was put comes back, and whatever happens to the file costs work at most."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from linter.workspace import store as module
from linter.workspace.store import NAME, Store, code_digest, key_of

KEY = key_of("test", b"a")


def put(folder: Path, value: bytes = b"value", key: bytes = KEY) -> None:
    with Store(folder) as store:
        store.put(key, value)


def get(folder: Path, key: bytes = KEY) -> bytes | None:
    with Store(folder) as store:
        return store.get(key)


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    put(tmp_path / "new" / "folder")
    assert get(tmp_path / "new" / "folder") == b"value"
    assert get(tmp_path / "new" / "folder", key_of("test", b"b")) is None


def test_within_a_run_it_is_there_at_once(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put(KEY, b"1")
        assert store.get(KEY) == b"1"


def test_keys_tell_parts_apart() -> None:
    assert len({key_of("a", b"bc"), key_of("a", b"b", b"c"), key_of("ab", b"c"), key_of("a", b"", b"bc")}) == 4


def test_the_code_is_part_of_keys() -> None:
    assert code_digest("frontends") == code_digest("frontends")
    assert code_digest("frontends") != code_digest("analysis")


@pytest.mark.parametrize("folder", [None, Path(os.devnull)])
def test_nowhere_keeps_nothing(folder: Path | None) -> None:
    with Store(folder) as store:
        assert not store.keeps
        store.put(KEY, b"1")
        assert store.get(KEY) is None


def damage_head(file: Path) -> None:
    file.write_bytes(b"no database at all" * 100)


def damage_middle(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096:8000] = os.urandom(3904)
    file.write_bytes(data)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def turn_bits(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"value", b"valve"))


@pytest.mark.parametrize("harm", [damage_head, damage_middle, cut, empty, turn_bits, Path.unlink])
def test_a_damaged_file_is_no_answer_and_is_mended(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    put(tmp_path)
    harm(tmp_path / NAME)
    assert get(tmp_path) in (None, b"value")  # a page without our value may be the damaged one
    for _ in range(2):  # the first may only have cleared the damage away
        put(tmp_path)
    assert get(tmp_path) == b"value"


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("x")
    put(tmp_path / "cache")
    assert get(tmp_path / "cache") is None
    assert (tmp_path / "cache").read_text() == "x"


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    put(tmp_path)
    assert get(tmp_path) is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may write everywhere")
def test_a_read_only_folder_still_answers(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / NAME).chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        put(tmp_path, b"other")
        assert get(tmp_path) == b"value"
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_no_error(tmp_path: Path) -> None:
    (tmp_path / NAME).symlink_to("/dev/full")
    put(tmp_path)
    assert get(tmp_path) is None


def test_it_stays_bounded_and_forgets_the_oldest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 1_000_000)
    for number in range(40):
        put(tmp_path, os.urandom(100_000), key_of("n", str(number)))
    assert (tmp_path / NAME).stat().st_size < 1_300_000
    assert get(tmp_path, key_of("n", "39")) is not None
    assert get(tmp_path, key_of("n", "0")) is None


def test_one_value_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_VALUE", 10)
    put(tmp_path, b"x" * 11)
    assert get(tmp_path) is None


@pytest.mark.slow
def test_processes_share_it(tmp_path: Path) -> None:
    program = (
        "import sys, os; from pathlib import Path; from linter.workspace.store import Store, key_of\n"
        "for n in range(30):\n"
        "    with Store(Path(sys.argv[1])) as s:\n"
        "        assert s.get(key_of('x', str(n))) in (None, b'%d' % n * 1000)\n"
        "        s.put(key_of('x', str(n)), b'%d' % n * 1000)\n"
    )
    children = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) for _ in range(6)]
    assert [child.wait() for child in children] == [0] * 6
    assert all(get(tmp_path, key_of("x", str(n))) == b"%d" % n * 1000 for n in range(30))
