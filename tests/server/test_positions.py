"""Positions of the protocol: they round-trip, and an edit makes what it should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from pygls.workspace import PositionCodec

from linter.server.positions import Positions, edit_between
from linter.server.project import encoded
from linter.workspace.text import SourceText

ENCODINGS = (types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf16, types.PositionEncodingKind.Utf32)
texts = st.text(alphabet=st.one_of(st.sampled_from("ab\n\r\té🦊\u2028"), st.characters(codec="utf-8")), max_size=40)


@given(texts, st.sampled_from(ENCODINGS))
def test_positions_round_trip(text: str, encoding: types.PositionEncodingKind) -> None:
    data = text.encode()
    lines = Positions(SourceText("a.js", data), PositionCodec(encoding))
    offset = 0
    for char in [*text, ""]:
        if data[offset - 1 : offset + 1] != b"\r\n":  # between the two is no position of its own
            assert lines.offset(lines.position(offset)) == offset
        offset += len(char.encode())


@pytest.mark.parametrize(
    ("encoding", "column"),
    [
        (types.PositionEncodingKind.Utf8, 6),
        (types.PositionEncodingKind.Utf16, 3),
        (types.PositionEncodingKind.Utf32, 2),
    ],
)
def test_columns_are_in_the_unit_agreed_on(encoding: types.PositionEncodingKind, column: int) -> None:
    lines = Positions(SourceText("a.js", "\rx\n🦊éz".encode()), PositionCodec(encoding))
    assert lines.position(len("\rx\n🦊é".encode())) == types.Position(2, column)


@given(st.integers(0, 9), st.integers(0, 99), texts)
def test_any_position_of_a_client_is_some_offset(line: int, character: int, text: str) -> None:
    data = text.encode()
    lines = Positions(SourceText("a.js", data), PositionCodec(types.PositionEncodingKind.Utf16))
    offset = lines.offset(types.Position(line, character))
    assert 0 <= offset <= len(data)
    data[:offset].decode()


@given(texts, texts)
def test_an_edit_makes_the_new_of_the_old(old: str, new: str) -> None:
    before, after = old.encode(), new.encode()
    start, end, text = edit_between(before, after)
    assert before[:start] + text.encode() + before[end:] == after
    before[:start].decode()
    before[end:].decode()


@pytest.mark.parametrize("head", ["", "# coding: latin-1\n", "# coding: nonsense\n", "# coding: ascii\n"])
def test_unsaved_text_is_read_as_it_is(head: str) -> None:
    text = f"{head}x = 'é'\n" if "ascii" not in head else f"{head}x = 'e'\n"
    assert SourceText.decode("a.py", encoded("a.py", text)).data.decode() == text
