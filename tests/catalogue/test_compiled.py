"""The compiled catalogue is made anew when anything that it depends on changes."""

from __future__ import annotations

from pathlib import Path

from linter.catalogue import compiled


def test_every_source_that_the_compiled_form_depends_on_is_there() -> None:
    here = Path(compiled.__file__).parent
    assert [pattern for pattern in compiled._COMPILERS if not list(here.glob(pattern))] == []


def test_the_digest_tells_rules_apart() -> None:
    first = compiled.digest({"a.toml": b"x", "b.toml": b""})
    assert first == compiled.digest({"b.toml": b"", "a.toml": b"x"})
    assert first != compiled.digest({"a.toml": b"", "b.toml": b"x"})
    assert first != compiled.digest({"a.toml": b"x", "b.toml": b"", "c.toml": b""})
