"""JSX elements, what decides whether they are there, and the scripts inside them."""

from __future__ import annotations

import pytest

from linter import ir
from linter.frontends.javascript.frontend import lower_javascript
from linter.workspace.text import SourceText
from tests.frontends.render import blocks, body, expression, tag


def lower(source: str, language: str = "jsx") -> ir.Module:
    module = lower_javascript(SourceText("a.jsx", source.encode()), language)
    assert module.faults == ()
    return module


def tags(module: ir.Module) -> list[str]:
    return [tag(t) for t in module.tags]


@pytest.mark.parametrize("language", ["jsx", "tsx"])
def test_elements(language: str) -> None:
    module = lower(
        "const a = <form action='/s?a=1&amp;b' {...rest} hidden><X.Y q={q} onClick={() => go(q)} b={<b/>} xlink:href='c'/></form>",
        language,
    )
    assert body(module) == ["a <= tag#0"]
    assert tags(module) == [
        "form action='/s?a=1&b' ...=rest hidden",
        "X.Y <X.Y> q=q onClick=fn#1 b=tag#2 xlink:href='c' parent 0",
        "b parent 1",
    ]
    assert body(module, 1) == ["return go(q)"]


def test_spans_of_elements() -> None:
    source = "x = <a b>c</a>"
    (element,) = lower(source).tags
    assert source[element.start : element.end] == "<a b>"
    assert source[element.start : element.stop] == "<a b>c</a>"
    (attribute,) = element.attributes
    assert source[attribute.start : attribute.end] == "b"


def test_text_and_expressions_are_content() -> None:
    module = lower("x = <p>\n  Hello {name},\n  you &amp; me & all <b>bold</b> {/* no */} {f(q)}\n</p>")
    assert module.tags[0].content is not None
    assert expression(module.tags[0].content) == ("text('Hello ', name, ', you ', '&', ' me & all ', ' ', ' ', f(q))")
    assert tags(module)[1] == "b parent 0 content text('bold')"


def test_an_element_without_text_has_no_content() -> None:
    assert tags(lower("x = <p>\n  <b/>\n</p>")) == ["p", "b parent 0"]


def test_fragments_are_sequences() -> None:
    module = lower("const f = () => <><A/>{b}<C/></>")
    assert body(module, 1) == ["return [tag#0, b, tag#1]"]
    assert tags(module) == ["A <A> in 1", "C <C> in 1"]


def test_elements_under_conditions() -> None:
    module = lower("function F() { if (!ok) return null; return <p>{a && <A/>}{b ? <B/> : <C/>}{c || <D/>}</p> }")
    assert blocks(module, 1) == [
        "1: branch in 0 if !(ok) group 1",
        "2: rest in 0 unless !(ok) group 1",
        "3: branch in 2 if a",
        "4: branch in 2 if b group 2",
        "5: branch in 2 unless b group 2",
        "6: branch in 2 unless c",
    ]
    assert [(t.name, t.block) for t in module.tags] == [("p", 2), ("A", 3), ("B", 4), ("C", 5), ("D", 6)]


def test_elements_of_a_list() -> None:
    module = lower("const f = xs => <ul>{xs.map(x => <li key={x}>{x}</li>)}</ul>")
    assert tags(module) == ["ul in 1 content text(xs.map(fn#2))", "li key=x parent 0 in 2 content text(x)"]


def test_a_script_element_with_markup_from_a_template() -> None:
    module = lower(
        "const f = ({id}) => <script dangerouslySetInnerHTML={{__html: `\n"
        "  function gtag(){dataLayer.push(arguments)}\n"
        "  gtag('config', '${id}', {q: ${JSON.stringify(q)}});`.trim()}} />"
    )
    assert blocks(module, 1) == ["1: script in 0 tag 0"]
    assert body(module, 1) == [
        "id <- %0.id",
        "[1] gtag <- fn#2",
        "[1] do gtag('config', text(id), {q: JSON.stringify(q)})",
        "return tag#0",
    ]
    assert module.functions[1].outer_names == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"<Script>{`fbq('track', 'x');`}</Script>", "[1] do fbq('track', 'x')"),
        (r"<Script>{'fbq(\'track\')'}</Script>", "[1] do fbq('track')"),
        (r"<Script>{`a(\`${q}\`)`}</Script>", "[1] do a(text(q))"),
        (r"<Script>{`a(\n1)`}</Script>", "[1] do a(1)"),
        (r"<script type='module'>{`a()`}</script>", "[1] do a()"),
    ],
)
def test_scripts_in_literals(source: str, expected: str) -> None:
    assert body(lower(f"x = {source}"))[0] == expected


@pytest.mark.parametrize(
    "source",
    [
        "<script type='application/ld+json'>{`a()`}</script>",
        "<script src='a.js'></script>",
        "<p>{`a()`}</p>",
        "<script>{code}</script>",
        "<script>{``}</script>",
    ],
)
def test_no_script_to_lower(source: str) -> None:
    assert body(lower(f"x = {source}")) == ["x <- tag#0"]


def test_names_inside_a_script_have_their_own_places() -> None:
    source = "x = <Script>{`é(\\`b\\`); track(q)`}</Script>"
    module = lower(source)
    data = source.encode()
    for statement in module.functions[0].body:
        for node in ir.walk(statement.value):
            if isinstance(node, ir.Name) and node.id in {"é", "track", "q"}:
                assert data[node.start : node.end].decode() == node.id


def test_comments_between_elements() -> None:
    module = lower("x = <p>\n  {/* tracklint: ignore */}\n  <b/>{/* tracklint: off */}\n</p>")
    assert [(c.text, c.own_line) for c in module.comments] == [("tracklint: ignore", True), ("tracklint: off", False)]


def test_a_bare_ampersand_is_no_fault() -> None:
    module = lower("export const a = () => <p>Terms & Conditions & <b>more</b></p>;\nconst b = 1 & 2;")
    assert tags(module)[0] == "p in 1 content text('Terms & Conditions & ')"


def test_generic_components() -> None:
    assert tags(lower("x = <Table<Row> rows={r}/>", "tsx")) == ["Table <Table> rows=r"]
