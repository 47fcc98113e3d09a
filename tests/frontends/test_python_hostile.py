"""No text, however odd, may raise, hang or give a place outside itself."""

from __future__ import annotations

import re
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter import ir
from linter.frontends.python.context import MAX_DEPTH, MAX_FAULTS
from linter.frontends.python.frontend import lower_python
from linter.workspace.text import SourceText
from tests.frontends.render import body, render

WORDS = [
    "if", "elif", "else", "for", "in", "while", "match", "case", "return", "raise", "try", "except", "finally", "with",
    "as", "def", "class", "lambda", "async", "await", "yield", "from", "import", "global", "nonlocal", "del", "assert",
    "pass", "break", "print", "exec", "type", "not", "and", "or", "is", "None", "True", "a", "b1", "\u00e9", "\U0001f600",
    "\u540d", "_", "self", "dict", "super", "__all__", "0", "1.5", "0x", "0777", "9L", "2j", "'s'", '"t"', "'", '"',
    "'''", '"""', "f'", "f'{", "}'", "{", "}", "(", ")", "[", "]", ":", ":=", ",", ".", "...", "=", "==", "!=", "<>",
    "+", "+=", "-", "*", "**", "/", "%", "@", "|", "&", "->", ">>", "`", "\\", "\n", "\n  ", "\n    ", "\r\n", "\r",
    "\t", "\0", "\f", "#", "# tracklint", "'%s %(a)s' %", "'{}{a}'.format(", ".items()", "\u2028", "\ufeff", ";", "$",
]  # fmt: skip
PIECES = [
    "{0} = {1}", "{0}.{1} = {2}['{0}']", "{0}, *{1} = {2}", "{0}({1}, *{2}, {0}={1}, **{2})", "import {0}.{1} as {2}",
    "from {0} import {1}, {2}", "{0} = f'{{{1}.{2}}}{{{0}!r:>{{{1}}}}}'", "{0} = '%s' % ({1},)", "{0} = '{{}}'.format({1})",
    "if {0}: {1}({2})", "for {0}, {1} in {2}.items(): {0}({1})", "with {0}({1}) as {2}: {2}()", "del {0}.{1}, {2}",
    "def {0}({1}, *{2}, {0}_={1}): return {2}", "class {0}({1}):\n  {2}: {0} = {1}\n  def {1}(self): return {2}",
    "{0} = [{1}.{2} for {1} in {2} if {0}]", "{0} = {{{1}: {2}, **{0}}}", "{0} = lambda {1}: {2}", "{0} += {1} + {2}",
    "try: {0}()\nexcept {1} as {2}: {2}", "match {0}:\n  case {{'k': {1}}}: {2}", "assert {0}, {1}", "{0} = ({1} := {2})",
    "{0} = {1} and {2}", "@{0}\ndef {1}(): yield {2}", "{0}: 'Optional[{1}.{2}]' = {0}", "def {0}({1}: '{2}'): pass",
]  # fmt: skip
NAMES = ["a", "user", "\u00e9t\u00e9", "\u540d\u524d", "Straße", "x1", "_y"]
AROUND = ["", "# \U0001f600\n", "'\U0001f600'; ", "\r\n", "'''\u00e9\r\n'''\r\n", "#\r\n"]


def lower(source: str) -> ir.Module:
    return lower_python(SourceText("a.py", source.encode("utf-8", "replace")))


def nodes(module: ir.Module) -> Iterator[ir.Node]:
    """Give every node of a module that has a place."""
    tops: list[ir.Expr | None] = []
    for function in module.functions:
        yield function
        tops.extend(function.decorators)
        for parameter in function.parameters:
            yield parameter
            tops.extend((parameter.default, parameter.annotation))
        for statement in function.body:
            yield statement
            tops.append(statement.value)
            if isinstance(statement, ir.Assign):
                tops.extend((statement.target, statement.annotation))
        tops.extend(block.guard for block in function.blocks)
    for declared in module.classes:
        yield declared
        tops.extend((*declared.bases, *declared.decorators))
        for field in declared.fields:
            yield field
            tops.extend((field.value, field.annotation))
    yield from module.imports
    yield from module.comments
    yield from module.faults
    for top in tops:
        if top is not None:
            for node in ir.walk(top):
                yield node
                if isinstance(node, ir.Call):
                    yield from node.keywords
                elif isinstance(node, ir.Record):
                    yield from node.entries


def check(module: ir.Module, text: SourceText) -> None:
    """Places are inside the text; numbers point at what is there; the module can be stored."""
    size = len(text.data)
    for node in nodes(module):
        assert 0 <= node.start <= node.end <= size, node
        if isinstance(node, ir.Name) and node.start < node.end and "%" not in node.id:
            assert text.slice(node.start, node.end) == node.id
        if isinstance(node, ir.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
            assert re.search(r"\d", text.slice(node.start, node.end))
        if isinstance(node, ir.Lambda):
            assert 0 < node.function < len(module.functions)
        if isinstance(node, ir.ClassRef):
            assert 0 <= node.index < len(module.classes)
    for index, function in enumerate(module.functions):
        assert -1 <= function.parent < max(index, 1)
        if index:
            assert function.parent_block < len(module.functions[function.parent].blocks)
        assert all(statement.block < len(function.blocks) for statement in function.body)
        assert all(block.parent < number for number, block in enumerate(function.blocks))
        assert -1 <= function.owner < len(module.classes)
    for number, declared in enumerate(module.classes):
        assert all(module.functions[method].owner == number for method in declared.methods)
    assert len(module.faults) <= MAX_FAULTS
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(module), type=ir.Module).language == "python"
    assert render(module)


@settings(max_examples=150)
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from(["", " "]))
def test_words_in_any_order(words: list[str], gap: str) -> None:
    text = SourceText("a.py", gap.join(words).encode("utf-8", "replace"))
    check(lower_python(text), text)


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes(raw: bytes) -> None:
    text = SourceText.decode("a.py", raw)
    check(lower_python(text), text)
    # Whoever hands over bytes that are no UTF-8 gets a module, too.
    lower_python(SourceText("a.py", raw))


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(AROUND), st.sampled_from(PIECES), *[st.sampled_from(NAMES)] * 3), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_names_are_where_they_say(pieces: list[tuple[str, str, str, str, str]], newline: str, encoding: str) -> None:
    lines = [around + piece.format(*names) for around, piece, *names in pieces]
    source = newline.join(line.replace("\n", newline) if newline != "\n" else line for line in lines)
    text = SourceText.decode("a.py", source.replace("\r\r", "\r").encode(encoding))
    module = lower_python(text)
    check(module, text)
    for made in module.functions:
        for parameter in made.parameters:
            assert parameter.name in text.slice(parameter.start, parameter.end)
    for binding in module.imports:
        assert binding.local in text.slice(binding.start, binding.end)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(PIECES), *[st.sampled_from(NAMES)] * 3), min_size=1, max_size=6), st.data())
def test_half_written_code(pieces: list[tuple[str, str, str, str]], data: st.DataObject) -> None:
    source = "\n".join(piece.format(*names) for piece, *names in pieces)
    cut = data.draw(st.integers(0, len(source)))
    text = SourceText("a.py", (source[:cut] + "\nlast(word)\n").encode())
    check(lower_python(text), text)


# --------------------------------------------------------------------------------------------------- depth

DEEP = {
    "brackets": "[" * 100_000 + "]" * 100_000,
    "open brackets": "(" * 100_000,
    "calls": "f(" * 20_000 + ")" * 20_000,
    "method chain": "a" + ".b(c)" * 20_000,
    "subscripts": "a[b" * 20_000 + "]" * 20_000,
    "dicts": "{1:" * 20_000 + "1" + "}" * 20_000,
    "negations": "not " * 20_000 + "a",
    "signs": "-" * 20_000 + "a",
    "lambdas": "lambda: " * 20_000 + "a",
    "conditions": "x = " + "a if b else " * 20_000 + "c",
    "and": "x = " + "a and " * 20_000 + "b",
    "or": "x = " + " or ".join("a" * 20_000),
    "minus": "x = " + "-".join("a" * 20_000),
    "percent": "x = '%s' % " + "%".join("a" * 5_000),
    "comparisons": "x = " + "<".join("a" * 20_000),
    "assignments": "a=" * 20_000 + "b",
    "comprehensions": "[" * 400 + "x" + " for x in y]" * 400,
    "f-strings": "f'{f\"{" * 2_000 + "x" + "}\"}'" * 2_000,
    "format": "f'{x:{" * 2_000,
    "patterns": "(a, " * 5_000 + ")" * 5_000 + " = b",
    "types": "x: " + "A[" * 5_000 + "B" + "]" * 5_000 + " = 1",
    "unions": "x: " + "A|" * 5_000 + "B = 1",
    "ifs": "".join(" " * i + "if a:\n" for i in range(400)) + " " * 400 + "b",
    "functions": "".join(" " * i + "def f():\n" for i in range(400)) + " " * 400 + "b",
    "classes": "".join(" " * i + "class f:\n" for i in range(400)) + " " * 400 + "b",
    "decorated": "".join(" " * i + "@d\n" + " " * i + "def f():\n" for i in range(400)) + " " * 400 + "b",
    "withs": "".join(" " * i + "with a:\n" for i in range(400)) + " " * 400 + "b",
    "trys": "".join(" " * i + "try:\n" for i in range(400)) + " " * 400 + "b",
    "loops": "".join(" " * i + "for a in b:\n" for i in range(400)) + " " * 400 + "b",
    "elifs": "if a: b\n" + "elif a: b\n" * 20_000,
    "exits": "def f():\n" + " if a: return\n" * 20_000,
    "asserts": "def f():\n" + " assert a\n" * 20_000,
    "globals": "def f():\n global " + ",".join(f"a{n}" for n in range(20_000)),
    "continued lines": "if a:\n  " + "\\\n" * 50_000 + "  b\n",
    "comments": "if a:\n" + "  # some words, to make it a line of comment\n" * 8_000 + "  b\n",
    "comments with quotes": "if a:\n" + '  # it\'s """ a comment\n' * 8_000 + "  b\n",
    "places": "x = '" + "%s{}" * 20_000 + "' % y",
    "braces": "x = '" + "{}" * 20_000 + "'.format(y)",
    "digits": "x = " + "9" * 200_000,
    "closing": ")" * 100_000,
    "signs without meaning": "$ " * 50_000,
    "open definitions": "def f(:\n" * 5_000,
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_or_long_is_no_danger(name: str) -> None:
    text = SourceText("a.py", DEEP[name].encode())
    begin = time.process_time()
    module = lower_python(text)
    assert time.process_time() - begin < 10
    assert len(module.faults) <= MAX_FAULTS
    assert msgspec.msgpack.encode(module)


@pytest.mark.parametrize(
    ("source", "most"),
    [("f({})", 60), ("[{}]", 140), ("a({}).b", 40), ("{{'a': {}}}", 140), ("x({}, k=1)", 60), ("lambda: {}", 140)],
)
def test_reasonable_nesting_is_lowered_to_the_end(source: str, most: int) -> None:
    text = "x"
    for _ in range(most):
        text = source.format(text)
    module = lower(f"y = {text}")
    assert module.faults == ()
    assert "opaque" not in render(module)


@pytest.mark.parametrize("name", ["calls", "dicts", "ifs", "functions", "decorated", "withs", "f-strings", "lambdas"])
def test_the_interpreters_stack_is_enough(name: str) -> None:
    """Lowering may be asked for by something that is itself some calls deep."""
    text = SourceText("a.py", DEEP[name].encode())

    def below(depth: int) -> ir.Module:
        return below(depth - 1) if depth else lower_python(text)

    assert below(250).faults
    assert MAX_DEPTH >= 100


def test_the_end_of_a_long_chain_is_kept() -> None:
    module = lower("x = a" + "".join(f".b(c{n})" for n in range(1000)) + ".last(d)")
    (statement,) = module.functions[0].body
    value = statement.value
    assert isinstance(value, ir.Call)
    assert isinstance(value.callee, ir.Member)
    assert value.callee.key == "last"
    names = {node.id for node in ir.walk(value) if isinstance(node, ir.Name)}
    assert {"a", "d", *(f"c{n}" for n in range(1000))} <= names
    assert [fault.reason for fault in module.faults] == ["nested too deeply"]


# -------------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("source", "reasons"),
    [
        ("x = 1\n", []),
        ("f(a\n", ["'(' is never closed"]),
        ("x = {'a': b\n", ["'{' is never closed"]),
        ("x = 'abc\n", ["a string is never closed"]),
        ("f(a))\n", ["')' closes nothing"]),
        ("def f(:\n  a()\n", ["expected ')'"]),
        ("a()\n\n$ %\n\nb()\n", ["this is no valid Python"]),
    ],
)
def test_what_is_said_of_a_fault(source: str, reasons: list[str]) -> None:
    assert [fault.reason for fault in lower(source).faults] == reasons


@pytest.mark.parametrize(
    "source",
    [
        "a(1)\nx = (\n\ndef f():\n  b(2)\n",
        "def f(:\n  a(1)\nb(2)\n",
        "a(1)\nif x\n  b(2)\n",
        "class A(:\n  def f(self): a(1)\nb(2)\n",
        "try:\n  a(1)\nexcpt E:\n  b(2)\n",
        "a(1)\n<<<<<<< HEAD\nb(2)\n=======\nc(3)\n>>>>>>> x\n",
    ],
)
def test_what_stands_around_a_fault_is_lowered(source: str) -> None:
    module = lower(source)
    assert module.faults
    lines = [line for number in range(len(module.functions)) for line in body(module, number)]
    calls = [line for line in lines if "do " in line]
    assert any("a(1)" in line for line in calls), lines
    assert any("b(2)" in line for line in calls), lines


# ---------------------------------------------------------------------------------------------- real files


@pytest.mark.slow
def test_the_standard_library() -> None:
    files = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("[a-z]*.py"))
    assert len(files) > 100
    for file in files:
        text = SourceText.decode(file.name, file.read_bytes())
        module = lower_python(text)
        check(module, text)
        assert module.faults == (), file.name
