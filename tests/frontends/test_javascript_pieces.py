"""Pieces of script in other files, and the holes that template languages leave in them."""

from __future__ import annotations

import re

import pytest

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.javascript.frontend import lower_expression, lower_script
from tests.frontends.render import blocks, body, expression, tag

BASE = 100


def masked(source: str) -> tuple[bytes, tuple[ir.Hole, ...]]:
    """Give a piece with each ``{{ name }}`` masked, and the holes."""
    data = source.encode()
    holes = tuple(
        ir.Hole(m.start() + BASE, m.end() + BASE, ir.Name(m.start(1) + BASE, m.end(1) + BASE, m[1].decode()))
        for m in re.finditer(rb"\{\{ (\w+) \}\}", data)
    )
    return re.sub(rb"\{\{ \w+ \}\}", lambda m: b"_" * len(m[0]), data), holes


def script(source: str, language: str = "javascript") -> ir.Module:
    data, holes = masked(source)
    builder = ModuleBuilder("html", 1000)
    function = builder.functions[0]
    block = function.block(0, "script", tag=0)
    lower_script(data, BASE, language, builder, function, block, holes)
    return builder.build()


def bound(source: str, language: str = "javascript") -> ir.Expr:
    data, holes = masked(source)
    builder = ModuleBuilder("html", 1000)
    return lower_expression(data, BASE, language, builder, builder.functions[0], 0, holes)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = {{ q }}", "x <- hole(q)"),
        ("x = '{{ q }}'", "x <- text(hole(q))"),
        ('x = "a{{ q }}\\nb{{ r }}"', "x <- text('a', hole(q), '\\nb', hole(r))"),
        ("x = `a{{ q }}${b}`", "x <- text('a', hole(q), b)"),
        ("x = '/s?q=' + '{{ q }}'", "x <- text('/s?q=', hole(q))"),
        ("x = pre_{{ q }}", "x <- text('pre_', hole(q))"),
        ("x = '{{ q }}' || null", "x <- choice(text(hole(q)), None)"),
        ("f({{ q }}, {a: {{ r }}})", "do f(hole(q), {a: hole(r)})"),
        ("f({ {{ k }}: 1, 'a{{ l }}': 2 })", "do f({[hole(k)]: 1, [text('a', hole(l))]: 2})"),
        ("f({ {{ rest }} })", "do f({*hole(rest)})"),
        ("a.{{ k }} = 1", "a[hole(k)] <- 1"),
        ("a['{{ k }}'] = 1", "a[text(hole(k))] <- 1"),
        ("{{ q }}", "do hole(q)"),
        ("x = {{ q }}\ny", "x <- hole(q)"),
    ],
)
def test_holes(source: str, expected: str) -> None:
    module = script(source)
    assert body(module)[0] == "[1] " + expected
    assert module.faults == ()


def test_holes_in_the_text_of_elements() -> None:
    module = script("x = <p title='{{ t }}'>a {{ q }}</p>", "jsx")
    assert tag(module.tags[0]) == "p title=text(hole(t)) block 1 content text('a ', hole(q))"


def test_template_syntax_is_no_fault() -> None:
    module = script("var a = {{ a }} {{ b }} ;\nf(a)")
    assert module.faults == ()
    assert body(module)[-1] == "[1] do f(a)"


def test_the_top_level_of_a_script_is_shared_with_the_others() -> None:
    module = script("const a = 1; let b; class C {} function d() {} { let e = 1 }")
    assert body(module) == ["[1] d <- fn#1", "[1] a <- 1", "[1] b <- None", "[1] C <- class#0", "[2] e <= 1"]
    assert blocks(module) == ["1: script in 0 tag 0", "2: block in 1"]


def test_places_are_those_of_the_file() -> None:
    source = "f(q, 'é', r) // tracklint: ignore"
    module = script(source)
    (statement,) = module.functions[0].body
    data = b" " * BASE + source.encode()
    names = [n for n in ir.walk(statement.value) if isinstance(n, ir.Name)]
    assert [data[n.start : n.end].decode() for n in names] == ["f", "q", "r"] == [n.id for n in names]
    (comment,) = module.comments
    assert data[comment.start : comment.end] == b"// tracklint: ignore"
    assert not comment.own_line


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a", "a"),
        ("{a: 1, 'b': {{ q }}}", "{a: 1, b: hole(q)}"),
        ("[{'a': 'b'}, 2]", "[{a: 'b'}, 2]"),
        ("a ? b : 'c{{ d }}'", "choice(a ? b, text('c', hole(d)))"),
        ("() => go(q)", "fn#1"),
        ("function () { go() }", "fn#1"),
        ("a // b", "a"),
        ("a;", "a"),
        ("a; b()", "opaque(a, b())"),
        ("", "None"),
        ("  ", "None"),
        ("<p/>", "tag#0"),
    ],
)
def test_expressions(source: str, expected: str) -> None:
    assert expression(bound(source)) == expected


def test_the_language_of_an_expression() -> None:
    assert expression(bound("(a as B)!.c", "typescript")) == "a.c"


def test_the_place_of_an_expression() -> None:
    found = bound("{a: bé}")
    assert (found.start, found.end) == (BASE, BASE + 8)
    assert isinstance(found, ir.Record)
    assert (found.entries[0].start, found.entries[0].end) == (BASE + 1, BASE + 7)


def test_handlers_may_return() -> None:
    builder = ModuleBuilder("html", 100)
    handler = builder.function("", 10, 30)
    handler.kind = "handler"
    handler.parent = 0
    lower_script(b"go(this.value); return false", 10, "javascript", builder, handler, 0)
    assert body(builder.build(), 1) == ["do go(this.value)", "return False"]
