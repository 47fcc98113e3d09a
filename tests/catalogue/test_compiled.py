"""The compiled catalogue is made anew when anything that it depends on changes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from linter.catalogue import compiled
from linter.catalogue.load import compile_files, read_files, rules_directory

_DUMPED = """
import hashlib
from linter.catalogue import compiled, load
files = load.read_files(load.rules_directory())
print(hashlib.sha256(compiled.dump(compiled.digest(files), *load.compile_files(files))).hexdigest())
"""


def test_the_same_rules_give_the_same_bytes_in_every_process() -> None:
    def dumped(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", _DUMPED]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    first = dumped("1")
    assert len(first.strip()) == 64
    assert first == dumped("2")


def test_what_is_read_back_is_what_was_written(tmp_path: Path) -> None:
    files = read_files(rules_directory())
    rules, prepared = compile_files(files)
    path = tmp_path / "catalogue.msgpack"
    path.write_bytes(compiled.dump("name", rules, prepared))
    found = compiled.read(path)
    assert found is not None
    assert found.rules() == rules


def test_every_source_that_the_compiled_form_depends_on_is_there() -> None:
    here = Path(compiled.__file__).parent
    assert [pattern for pattern in compiled._COMPILERS if not list(here.glob(pattern))] == []


def test_the_digest_tells_rules_apart() -> None:
    first = compiled.digest({"a.toml": b"x", "b.toml": b""})
    assert first == compiled.digest({"b.toml": b"", "a.toml": b"x"})
    assert first != compiled.digest({"a.toml": b"", "b.toml": b"x"})
    assert first != compiled.digest({"a.toml": b"x", "b.toml": b"", "c.toml": b""})
