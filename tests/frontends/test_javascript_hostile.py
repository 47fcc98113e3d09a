"""No text, however odd, may raise, hang or give a place outside itself."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter import ir
from linter.frontends.javascript.frontend import lower_javascript
from linter.workspace.text import SourceText
from tests.frontends.render import body

LANGUAGES = ("javascript", "jsx", "typescript", "tsx")
WORDS = [
    "if", "else", "for", "of", "in", "while", "do", "switch", "case", "default", "return", "throw", "try", "catch",
    "function", "class", "extends", "static", "get", "set", "new", "await", "async", "yield", "import", "export",
    "from", "const", "let", "var", "delete", "typeof", "void", "this", "super", "enum", "interface", "type",
    "namespace", "declare", "as", "a", "b1", "é", "😀", "名", "$x", "#p", "0", "1.5", "0x", "'s'", '"t"', "`u", "${",
    "}", "{", "(", ")", "[", "]", ";", ",", ".", "?.", "=>", "=", "==", "===", "+", "+=", "&&", "||", "??", "?", ":",
    "<", ">", "</", "/>", "<a>", "</a>", "<B c={", "...", "@d", "/", "/*", "*/", "//", "\n", "\r\n", "\\", "\0", "&",
    "tracklint", "// tracklint", "module.exports", "require(", "define(", "%", "\u2028", "\ufeff",
]  # fmt: skip


def lower(source: str, language: str = "javascript") -> ir.Module:
    return lower_javascript(SourceText("a.js", source.encode("utf-8", "replace")), language)


def nodes(module: ir.Module) -> Iterator[ir.Node]:
    """Give every node of a module that has a place."""
    for function in module.functions:
        yield function
        yield from function.parameters
        for statement in function.body:
            yield statement
            yield from ir.walk(statement.value)
            if isinstance(statement, ir.Assign):
                yield from ir.walk(statement.target)
        for block in function.blocks:
            if block.guard is not None:
                yield from ir.walk(block.guard)
        for parameter in function.parameters:
            for part in (parameter.default, parameter.annotation):
                if part is not None:
                    yield from ir.walk(part)
    for declared in module.classes:
        yield declared
        for field in declared.fields:
            yield field
            for part in (field.value, field.annotation):
                if part is not None:
                    yield from ir.walk(part)
    for element in module.tags:
        yield element
        for attribute in element.attributes:
            yield attribute
            if attribute.value is not None:
                yield from ir.walk(attribute.value)
        if element.content is not None:
            yield from ir.walk(element.content)
    yield from module.imports
    yield from module.exports
    yield from module.comments
    yield from module.faults


def check(source: str, language: str) -> None:
    module = lower(source, language)
    data = source.encode("utf-8", "replace")
    for node in nodes(module):
        assert 0 <= node.start <= node.end <= len(data)
        if isinstance(node, ir.Name) and node.start < node.end and not node.id.startswith("%"):
            assert data[node.start : node.end].decode() == node.id
    for function in module.functions:
        assert -1 <= function.parent < len(module.functions)
        for statement in function.body:
            assert 0 <= statement.block < len(function.blocks)
        for block in function.blocks[1:]:
            assert 0 <= block.parent < len(function.blocks)
    for element in module.tags:
        assert element.name or element.attributes or element.start <= element.stop
        assert element.parent < len(module.tags)
        assert element.block < len(module.functions[element.function].blocks)
    msgspec.msgpack.decode(msgspec.msgpack.encode(module), type=ir.Module)


@settings(max_examples=200)
@given(source=st.text(), language=st.sampled_from(LANGUAGES))
def test_any_text(source: str, language: str) -> None:
    check(source, language)


@settings(max_examples=600)
@given(
    parts=st.lists(st.sampled_from(WORDS), max_size=60),
    language=st.sampled_from(LANGUAGES),
    gap=st.sampled_from(["", " "]),
)
def test_any_words(parts: list[str], language: str, gap: str) -> None:
    check(gap.join(parts), language)


WHOLE = """\
import d, { é as b } from 'x';\r
export default class A extends B { constructor(private q: string) { super(q) } f = () => this.q }
const { a, ...rest } = require('😀'), [c, , e = 1] = `x${a}y`;
function f({ q = 1 }, ...r) { if (!q) return; for (const k of r) { track('é', { [k]: q }, ...r) } }
switch (a) { case 1: a ??= b; break; default: delete a.b }
const F = () => <p title="é" {...rest}>{a && <Script>{`fbq('track', '${q}')`}</Script>}</p>;
module.exports = { a, f() { return this.a } };
"""


@settings(max_examples=300)
@given(data=st.data(), language=st.sampled_from(["jsx", "tsx"]))
def test_code_that_is_being_typed(data: st.DataObject, language: str) -> None:
    start = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(start, len(WHOLE)))
    check(WHOLE[start:end], language)
    check(WHOLE[:start] + WHOLE[end:], language)


N = 3000
DEEP = {
    "parentheses": "(" * N + "a" + ")" * N,
    "open parentheses": "(" * N,
    "arrays": "[" * N + "]" * N,
    "objects": "x = " + "{a: " * N + "1" + "}" * N,
    "blocks": "{" * N + "}" * N,
    "branches": "if (a) " * N + "b()",
    "else branches": "if (a) b(); else " * N + "c()",
    "early exits": "function f() {" + "if (a) return;" * N + "}",
    "cases": "switch (a) {" + "case 1: b();" * N + "}",
    "sum": "x = " + " + ".join(["a"] * N),
    "mixed operators": "x = " + "a + b - " * N + "c",
    "and": "x = " + "a && " * N + "b()",
    "and, as a statement": "a && " * N + "b()",
    "conditions": "x = " + "a ? b : " * N + "c",
    "conditions in the middle": "a ? " * N + "b" + " : c" * N,
    "promises": "a" + ".then(b)" * N,
    "members": "a" + ".b" * N,
    "calls": "a" + "(b)" * N,
    "functions": "function a() {" * N + "}" * N,
    "arrows": "a => " * N + "b",
    "assignments": "a = " * N + "b",
    "exports": "exports.a = " * N + "b",
    "sequence": "a, " * N + "b",
    "negations": "!" * N + "a",
    "templates": "`${" * N + "a" + "}`" * N,
    "elements": "x = " + "<a>" * N + "</a>" * N,
    "elements and expressions": "x = " + "<a>{" * N + "1" + "}</a>" * N,
    "patterns": "const " + "{a: " * N + "b" + "}" * N + " = c",
    "classes": "class A { m() {" * N + "}}" * N,
    "types": "let a: " + "A<" * N + "B" + ">" * N,
    "object types": "let a: " + "{a: " * N + "B" + "}" * N,
    "unions": "let a: " + "A | " * N + "B",
    "labels": "a: " * N + "b",
    "awaits": "await " * N + "a",
    "spreads": "f(" + "..." * N + "a)",
    "namespaces": "namespace A {" * N + "}" * N,
    "declarations": "var " + ", ".join(f"a{i}" for i in range(N)),
    "zeros": "\0" * N,
}


@pytest.mark.parametrize("kind", DEEP)
@pytest.mark.parametrize("language", ["jsx", "tsx", "typescript"])
def test_deep_and_long(kind: str, language: str) -> None:
    module = lower(DEEP[kind], language)
    msgspec.msgpack.encode(module)


def test_what_is_too_deep_is_said() -> None:
    assert [f.reason for f in lower("[" * N + "]" * N).faults] == ["nested too deeply"]


def test_nothing_of_a_long_chain_is_lost() -> None:
    module = lower("a" + "".join(f".then(f{i})" for i in range(N)))
    (statement,) = module.functions[0].body
    names = {n.id for n in ir.walk(statement.value) if isinstance(n, ir.Name)}
    assert names == {"a", *(f"f{i}" for i in range(N))}


def test_what_is_no_javascript_is_given_up_soon() -> None:
    source = "".join(random.Random(1).choices("abc(){}[]<>=+-*/%&|^!?:;,.@#$`\"'\\\n ", k=400_000))  # noqa: S311
    before = time.process_time()
    module = lower(source)
    assert time.process_time() - before < 20
    assert [f.reason for f in module.faults] == ["is not JavaScript"]


def test_bytes_that_are_no_text() -> None:
    module = lower_javascript(SourceText("a.js", b"f('\xff\xfe'); g(q)"), "javascript")
    assert body(module) == ["do f('??')", "do g(q)"]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("f(a);\ng(b;\nh(c);", ["do f(a)", "do g(b)", "do h(c)"]),
        ("f(a);\nif (;\ng(b);", ["do f(a)", "do g(b)"]),
        ("const a = ;\ng(b);\nh(c)", ["do h(c)"]),
        ("track('x', {a: });\nf()", ["do f()"]),
        ("track('x', q.);\nf()", ["do f()"]),
    ],
)
def test_code_around_an_error_is_kept(source: str, lines: list[str]) -> None:
    found = body(lower(source))
    assert [line for line in lines if line not in found] == []


def test_a_merge_conflict_is_a_fault() -> None:
    module = lower("f(a);\n<<<<<<< HEAD\ng(b);\n=======\nh(c);\n>>>>>>> other\ni(d)")
    assert [f.reason for f in module.faults] == ["holds a merge conflict"] * 2
    assert [line for line in body(module) if line in {"do f(a)", "do i(d)"}] == ["do f(a)", "do i(d)"]


def test_a_swallowed_statement_is_a_fault() -> None:
    module = lower("const x = <div>{a</div>; f(q); g(r)")
    assert [(f.reason, f.start, f.end) for f in module.faults] == [("could not be parsed", 0, 35)]
    assert lower("f(a b);\ng(c d)").faults == ()


def test_flow_annotations_are_no_fault() -> None:
    module = lower(
        "// @flow\nimport type { A } from './a';\nconst f = (a: ?string, b?: number): void => g(a);\nexport type B = {| c: string |};"
    )
    assert "f <= fn#1" in body(module)
    assert body(module, 1) == ["return g(a)"]


def test_scripts_hidden_from_old_browsers_are_read() -> None:
    module = lower("<!-- hide\nga('send', x);\n--> shown again\nf(y);\n<!-- end -->\ng(z)")
    assert module.faults == ()
    assert len(module.functions[0].body) == 3


def test_types_that_only_flow_has_are_no_fault() -> None:
    source = """export const f = (errors: string | null): React$Element<*> | null => {
  for (let key: string in errors) { g(key); }
  return null;
};
"""
    module = lower(source)
    assert module.faults == ()
    assert any(call for function in module.functions for call in function.body)


def test_a_module_in_a_type_is_no_fault() -> None:
    source = 'export const use = (): { saving: import("vue").Ref<boolean> } => {\n  f(x);\n  return y;\n};'
    module = lower(source, "typescript")
    assert module.faults == ()
    assert body(module, 1) == ["do f(x)", "return y"]
    loaded = lower("const x = flag ? a : import('./b').then((m) => m.B);", "typescript")
    assert any(isinstance(node, ir.Import) and node.specifier == "./b" for node in nodes(loaded))
