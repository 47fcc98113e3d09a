"""Edits of Python on LibCST's tree: what goes is gone, and everything else is as it was."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.fixes.python import is_broken, parsed
from linter.model import Edit, Location


def mended(source: str, *wanted: tuple[str, str]) -> str | None:
    """Replace the first places of some texts, in bytes, through the tree."""
    data = source.encode()
    tree = parsed(data)
    assert tree is not None
    asked = [
        Edit(Location("a.py", at, at + len(old.encode())), new)
        for old, new in wanted
        for at in [data.index(old.encode())]
    ]
    edits = tree.edits(asked)
    if edits is None:
        return None
    for edit in reversed(edits):
        data = data[: edit.location.start] + edit.text.encode() + data[edit.location.end :]
    return data.decode()


CASES = {
    "only key": ("f({'a': x})\n", ["'a': x"], "f({})\n"),
    "first key": ("f({'a': x, 'b': 1})\n", ["'a': x"], "f({'b': 1})\n"),
    "middle key": ("f({'c': 1, 'a': x, 'b': 1})\n", ["'a': x"], "f({'c': 1, 'b': 1})\n"),
    "last key": ("f({'b': 1, 'a': x})\n", ["'a': x"], "f({'b': 1})\n"),
    "last key, odd white space": ("f( { 'b' : 1 , 'a': x } )\n", ["'a': x"], "f( { 'b' : 1 } )\n"),
    "trailing comma": ("f({'b': 1, 'a': x,})\n", ["'a': x"], "f({'b': 1,})\n"),
    "two keys": ("f({'b': 1, 'a': x, 'c': y})\n", ["'a': x", "'c': y"], "f({'b': 1})\n"),
    "two keys apart": ("f({'a': x, 'b': 1, 'c': y})\n", ["'a': x", "'c': y"], "f({'b': 1})\n"),
    "lines": ("f({\n    'b': 1,\n    'a': x,\n})\n", ["'a': x"], "f({\n    'b': 1,\n})\n"),
    "lines without a last comma": ("f({\n    'b': 1,\n    'a': x\n})\n", ["'a': x"], "f({\n    'b': 1\n})\n"),
    "comments of others stay": (
        "f({\n    # one\n    'b': 1,  # two\n    'a': x,  # gone\n    # three\n    'c': 1,  # four\n})\n",
        ["'a': x"],
        "f({\n    # one\n    'b': 1,  # two\n    # three\n    'c': 1,  # four\n})\n",
    ),
    "comment before a last comma that goes": (
        "f({\n    'b': 1,  # two\n    'a': x  # gone\n})\n",
        ["'a': x"],
        "f({\n    'b': 1  # two\n})\n",
    ),
    "a break after the key stays": ("f({'b': 1, 'a': x,\n   'c': 1})\n", ["'a': x"], "f({'b': 1,\n   'c': 1})\n"),
    "keyword": ("f(1, a=x, **k)\n", ["a=x"], "f(1, **k)\n"),
    "last keyword, lines": ("f(\n    1,\n    a=x,\n)\n", ["a=x"], "f(\n    1,\n)\n"),
    "last keyword": ("f(1, a=x)\n", ["a=x"], "f(1)\n"),
    "only argument": ("f(\n    a=x,\n)\n", ["a=x"], "f()\n"),
    "dict()": ("f(dict(b=1, a=x))\n", ["a=x"], "f(dict(b=1))\n"),
    "statement": ("def f():\n    g()\n    h(x)\n    i()\n", ["h(x)"], "def f():\n    g()\n    i()\n"),
    "its comment": (
        "def f():\n    g()\n\n    # h\n    h(x)  # h\n\n    i()\n",
        ["h(x)"],
        "def f():\n    g()\n\n    i()\n",
    ),
    "a comment for two": (
        "def f():\n    g()\n\n    # h, i\n    h(x)\n    i()\n",
        ["h(x)"],
        "def f():\n    g()\n\n    # h, i\n    i()\n",
    ),
    "condition for nothing": (
        "def f():\n    g()\n    if a.b and not c:\n        h(x)\n    i()\n",
        ["h(x)"],
        "def f():\n    g()\n    i()\n",
    ),
    "condition that does something": ("if a():\n    h(x)\n", ["h(x)"], "if a():\n    pass\n"),
    "only statement": ("if a:\n    h(x)\nelse:\n    i()\n", ["h(x)"], "if a:\n    pass\nelse:\n    i()\n"),
    "statement behind a colon": ("if a(): h(x)\n", ["h(x)"], "if a(): pass\n"),
    "one of a line": ("g(); h(x); i()\n", ["h(x)"], "g(); i()\n"),
    "last of a line": ("g(); h(x)\n", ["h(x)"], "g()\n"),
    "top level": ("import h\n\nh.i(x)\n\nj()\n", ["h.i(x)"], "import h\n\nj()\n"),
    "last line without a break": ("g()\nh(x)", ["h(x)"], "g()\n"),
    "first line": ("h(x)\ng()\n", ["h(x)"], "g()\n"),
    "windows": ("g({\r\n\t'a': x,\r\n\t'b': 'ü'\r\n})\r\n", ["'a': x"], "g({\r\n\t'b': 'ü'\r\n})\r\n"),
    "part of a text": ("g(f'ü{x!r:>3}, {y}')\n", ["{x!r:>3}"], "g(f'ü, {y}')\n"),
    "part of joined texts": ("g('a' f'{x}' 'b')\n", ["{x}"], "g('a' f'' 'b')\n"),
    "part of a sum": ("g('a=' + x + '&b=1')\n", ["a=' + x + '&"], "g('b=1')\n"),
}


@pytest.mark.parametrize("case", CASES)
def test_taking_out(case: str) -> None:
    source, gone, after = CASES[case]
    assert mended(source, *((text, "") for text in gone)) == after


def test_putting_in() -> None:
    assert mended("f(a = ( True ), b=q)  # why\n", ("True", "False")) == "f(a = ( False ), b=q)  # why\n"
    assert mended("f({'n': (a.b)})\n", ("a.b", "len(a.b)")) == "f({'n': (len(a.b))})\n"
    assert mended("f(x, y)\nz = 1\ng(u)\n", ("x", "1"), ("u", "2")) == "f(1, y)\nz = 1\ng(2)\n"


def test_what_cannot_be_done_is_not() -> None:
    assert mended("f(x + y)\n", ("x +", "")) == "f(y)\n"
    assert mended("f(x + y)\n", ("+ y", "(")) is None
    assert mended("for x in y:\n    pass\n", ("in", "")) is None
    assert parsed(b"print 'x'\n") is None
    assert parsed(b"\xff = 1\n") is None
    assert is_broken(b"a\n", b"a b\n")
    assert not is_broken(b"print 'a'\n", b"a b\n")


@pytest.mark.parametrize(
    "source",
    [
        "f(" * 3000,
        "f(" * 150 + "1" + ")" * 150,
        "x = " + "[" * 100 + "]" * 100,
        "a" + ".b" * 3000,
        "x = 1" + " + 1" * 3000,
        "x = " + "not " * 3000 + "1",
        "x = " + "-" * 3000 + "1",
        "x = " + "'a' " * 3000,
        "import a" + ".b" * 3000,
        "if a:\n    b\n" + "elif c:\n    d\n" * 3000,
        "".join(" " * number + "if a:\n" for number in range(95)) + " " * 95 + "b\n",
    ],
)
def test_what_is_too_deep_is_left_alone(source: str) -> None:
    assert parsed(source.encode()) is None


NAMES = ["email", "phone", "plan", "größe", "n"]
VALUES = st.sampled_from(["1", "'é'", "user.email", "f'{x}'", "[1, 2]", "(a\n  if b else c)", "{'k': 1}"])
GAPS = st.sampled_from(["", " ", "  ", "\n    ", "  # gap, 'x': {\n    ", "\n\n    # own\n    "])


@st.composite
def programs(draw: st.DrawFn) -> tuple[str, list[str], list[tuple[int, int]], bool]:
    """A program around one call or dict: its text, names, the spans of the items, and whether they are keywords."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    called = draw(st.booleans())
    text = draw(st.sampled_from(["", "# top é\n", 'import x\n\n\ndef f():\n    """doc"""\n    ']))
    text += "g(" if called else "h({"
    spans = []
    for number, name in enumerate(names):
        text += draw(GAPS)
        start = len(text.encode())
        text += f"{name}=" if called else f"'{name}': "
        text += draw(VALUES)
        spans.append((start, len(text.encode())))
        text += draw(GAPS)
        if number < len(names) - 1 or draw(st.booleans()):
            text += "," + draw(GAPS)
    text += ")" if called else "})"
    return text + draw(st.sampled_from(["", "\n", "  # end\n", "\n\n\nlast()\n"])), names, spans, called


@given(programs(), st.data())
def test_the_tree_is_the_same_without_what_goes(
    program: tuple[str, list[str], list[tuple[int, int]], bool], data: st.DataObject
) -> None:
    source, names, spans, called = program
    gone = data.draw(st.sets(st.sampled_from(range(len(names))), min_size=1))
    tree = parsed(source.encode())
    assert tree is not None
    edits = tree.edits([Edit(Location("a.py", *spans[number]), "") for number in sorted(gone)])
    assert edits is not None
    after = source.encode()
    for edit in reversed(edits):
        after = after[: edit.location.start] + edit.text.encode() + after[edit.location.end :]
    wanted = ast.parse(source)
    for node in ast.walk(wanted):
        if called and isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "g":
            node.keywords = [k for number, k in enumerate(node.keywords) if number not in gone]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "h":
            literal = node.args[0]
            assert isinstance(literal, ast.Dict)
            literal.keys = [k for number, k in enumerate(literal.keys) if number not in gone]
            literal.values = [v for number, v in enumerate(literal.values) if number not in gone]
    assert ast.dump(ast.parse(after)) == ast.dump(wanted)
