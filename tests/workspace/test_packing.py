"""Plain values as bytes and back: what MessagePack cannot hold comes back too, or as text."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from linter.model import Location, Problem
from linter.workspace.packing import pack, unpack

# Without the stand-ins themselves: no scanned text has any reason to hold characters of that plane.
TEXTS = st.text(st.characters(min_codepoint=0, max_codepoint=0x10D7FF, categories=None), max_size=12)


@given(TEXTS, TEXTS)
def test_texts_come_back_as_they_were(path: str, message: str) -> None:
    rows = [Problem("TRK903", message, path, Location(path, 0, 1))]
    assert unpack(pack(rows), list[Problem]) == rows


def test_names_that_are_no_text_and_large_numbers() -> None:
    assert unpack(pack({"caf\udce9": b"\xff"}), dict[str, bytes]) == {"caf\udce9": b"\xff"}
    assert unpack(pack(["\ud83d", "\U0001f600"]), list[str]) == ["\ud83d", "\U0001f600"]
    assert unpack(pack([1 << 70]), list[int | str]) == [str(1 << 70)]


def test_other_values_are_packed_as_ever() -> None:
    rows = [Location("a", 1, 2)]
    assert pack(rows) == msgspec.msgpack.encode(rows)
