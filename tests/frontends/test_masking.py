"""Template syntax inside script: what is masked how, and that offsets stay true whatever the input."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter import ir
from linter.frontends import lower
from linter.frontends.builder import ModuleBuilder
from linter.frontends.templates.dialects import read_template
from linter.workspace.text import SourceText
from tests.frontends.render import blocks, body

DIALECTS = ("jinja", "django", "twig", "liquid", "handlebars", "ejs", "erb", "blade", "php", "go")


def script(source: str, dialect: str = "jinja") -> ir.Module:
    return lower(SourceText("page.html", f"<script>{source}</script>".encode()), "html", dialect)


@pytest.mark.parametrize(
    ("source", "lowered"),
    [
        ("f('{{ q }}')", "do f(text(hole(q)))"),
        ("f('a {{ q }} b {{ r }}')", "do f(text('a ', hole(q), ' b ', hole(r)))"),
        ("f({{ q|safe }}, 1)", "do f(hole(|safe(q)), 1)"),
        ("f({ {{ key }}: 1, b: {{ b }} })", "do f({[hole(key)]: 1, b: hole(b)})"),
        ("f({a: '{% url 'home' %}'})", "do f({a: text(hole(%url('home')))})"),
        ("f([{% for x in xs %}{{ x }}, {% endfor %}])", "do f([hole(x @1)])"),
        ("f({ {% if a %}mail: '{{ m }}',{% endif %} b: 1 })", "do f({mail: text(hole(m @1)), b: 1})"),
        ("f(`x{{ q }}`)", "do f(text('x', hole(q)))"),
        ("f({# no #}1)", "do f(1)"),
        ("x = {{ a\n|lower }};", "x <- hole(|lower(a))"),
    ],
)
def test_a_printed_value_stands_where_it_is_printed(source: str, lowered: str) -> None:
    module = script(source)
    assert body(module) == [f"[1] {lowered}"]
    assert module.faults == ()


@pytest.mark.parametrize(
    ("source", "lowered"),
    [
        ("x = {% if a %}'{{ m }}'{% else %}null{% endif %};", "x <- hole(choice(a ? text(hole(m @1)), None))"),
        ("f({% if a %}1{% elif b %}2{% else %}3{% endif %})", "do f(hole(choice(a ? 1, 2, 3)))"),
        ("f('x', {% if a %}{m: 1},{% else %}{n: 2},{% endif %} 3)", "do f('x', hole(choice(a ? {m: 1}, {n: 2})), 3)"),
        ("x = {% if a %}1;{% else %}2;{% endif %}", "x <- hole(choice(a ? 1, 2))"),
        ('x = "a{% if b %}{{ c }}{% endif %}d"', "x <- text('a', hole(choice(b ? hole(c @1), '')), 'd')"),
        ('x = "{% for y in ys %}{{ y }},{% endfor %}"', "x <- text(hole(text(hole(y @1), ',')))"),
    ],
)
def test_branches_that_are_values_become_one_hole(source: str, lowered: str) -> None:
    module = script(source)
    assert body(module) == [f"[1] {lowered}"]
    assert module.faults == ()


def test_statements_in_a_branch_are_guarded() -> None:
    module = script("a(); {% if u %} b(); if (z) { c() } {% else %} d(); {% endif %} e()")
    assert body(module) == ["[1] do a()", "[3] do b()", "[3] do z", "[2] do c()", "[4] do d()", "[1] do e()"]
    assert blocks(module) == [
        "1: script in 0 tag 0",
        "2: branch in 3 if z group 1",
        "3: branch in 1 if hole(u) group 2",
        "4: branch in 1 unless hole(u) group 2",
    ]


def test_a_function_in_a_branch_stands_under_its_condition() -> None:
    module = script("{% if u %} function f() { {% if v %} g(); {% endif %} } {% endif %}")
    made = next(f for f in module.functions if f.name == "f")
    assert module.functions[0].blocks[made.parent_block].guard is not None
    assert [made.blocks[s.block].kind for s in made.body] == ["branch"]


def test_branches_that_open_the_same_bracket_leave_one() -> None:
    module = script("{% if a %}f(function () { {% else %}g(function () { {% endif %} h(); });")
    assert module.faults == ()
    assert body(module) == ["[1] do f(fn#2)"]


def test_a_tag_in_an_unfinished_state_is_text() -> None:
    assert script("f('{{ q')", "jinja").faults == ()


SAMPLE = {
    "jinja": "é😀 {{ a.b|c:'é' }}\r\n{% if x %}\r\n{{ y }}{% endif %}{# ü\n #}{{ ",
    "django": "{% comment %}é{% endcomment %}\r\n{{ a }}",
    "twig": "{{ a ? b : c }}\n{% set x %}é{% endset %}",
    "liquid": "{%- assign a = b | c: 'é' -%}\n{{ a }}",
    "handlebars": "{{{ é }}}\n{{#if a}}{{b}}{{/if}}",
    "ejs": "<% if (a) { %>\né<%= b %>\r\n<% } %>",
    "erb": "<% if a %>\né<%= b %>\r\n<% end %>",
    "blade": "@if ($a)\né{{ $b }}\r\n@endif {!! $c !!}",
    "php": "<?php if ($a): ?>\né<?= $b ?>\r\n<?php endif ?>",
    "go": "{{ if .A }}\né{{ .B }}\r\n{{ end }}",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_mask_has_the_same_length_and_line_breaks(dialect: str) -> None:
    data = SAMPLE[dialect].encode()
    reading = read_template(data, ModuleBuilder("html", len(data)), dialect)
    assert reading is not None
    assert reading.holes
    masked = reading.mask()
    assert len(masked) == len(data)
    holes = bytearray(data)
    for hole in reading.holes:
        holes[hole.start : hole.end] = b"_" * (hole.end - hole.start)
        assert re.fullmatch(rb"_\w+", masked[hole.start : hole.end])
    assert [m.start() for m in re.finditer(rb"[\r\n]", masked)] == [m.start() for m in re.finditer(rb"[\r\n]", holes)]


def test_a_hole_spans_the_template_expression() -> None:
    source = "<p title='é😀{{ a.b|lower }}'>{{ c }}</p>".encode()
    module = lower(SourceText("p.html", source), "html", "jinja")
    value = module.tags[0].attributes[0].value
    assert isinstance(value, ir.Text)
    hole = value.parts[1]
    assert isinstance(hole, ir.Hole)
    assert source[hole.start : hole.end] == b"{{ a.b|lower }}"
    assert source[hole.value.start : hole.value.end] == b"a.b|lower"


def nodes(module: ir.Module) -> list[ir.Node]:
    found: list[ir.Node] = [*module.tags, *module.functions, *module.comments, *module.faults]
    for function in module.functions:
        for statement in function.body:
            found += [statement, *ir.walk(statement.value)]
    for tag in module.tags:
        for attribute in tag.attributes:
            found.append(attribute)
            if attribute.value is not None:
                found += ir.walk(attribute.value)
    return found


PIECES = st.sampled_from(
    [
        "<div", ">", "</div>", "<script>", "</script>", "<a onclick='", "'", '"', "<!--", "-->", "<textarea>", "=",
        "{{", "}}", "{%", "%}", "{#", "#}", "{{{", "}}}", "{!!", "!!}", "<%", "%>", "<%=", "<?php ", "<?=", "?>",
        "if", " a ", "else", "endif", "end", "for x in xs", "each", "#if a", "/if", "@if(", "@endif", "@foreach(",
        "(", ")", "[", "]", "{", "}", "|", ":", ".", ",", "$x", "é", "😀", "\r\n", "\n", "\\", "`", "${", "=>",
        "<template>", "</template>", "v-if='", "v-for='a in ", "@click='", ":x='", "---\n", "function f(", "raw",
        "block", "include 'x'", "set x = ", "macro m(", "<<<EOT\n", "do |x|", "case", "when", "tracklint",
    ]
)  # fmt: skip
LANGUAGES = [
    *(("html", d) for d in ("", *DIALECTS)),
    ("php", ""),
    ("vue", ""),
    ("svelte", ""),
    ("astro", ""),
    ("javascript", "erb"),
]


@pytest.mark.parametrize(("language", "dialect"), LANGUAGES)
@settings(max_examples=40)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_input_gives_a_module_whose_spans_lie_inside(language: str, dialect: str, source: str) -> None:
    if language == "vue":
        source = f"<template>{source}</template><script>{source}</script>"
    data = source.encode()
    module = lower(SourceText("x", data), language, dialect)
    for node in nodes(module):
        assert 0 <= node.start <= len(data)
        assert node.start <= node.end <= len(data)
    for index, tag in enumerate(module.tags):
        assert tag.parent < index or tag.parent == -1
        assert 0 <= tag.function < len(module.functions)
    for function in module.functions:
        assert all(0 <= s.block < len(function.blocks) for s in function.body)
        assert all(-1 <= b.parent < len(function.blocks) for b in function.blocks)


@pytest.mark.parametrize(("language", "dialect"), LANGUAGES)
@settings(max_examples=15)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_module(language: str, dialect: str, data: bytes) -> None:
    lower(SourceText.decode("x", data), language, dialect)
