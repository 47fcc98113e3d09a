"""Nothing that comes from scanned code may steer what it is printed into."""

from __future__ import annotations

import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from linter.model import Citation, Problem, Report
from linter.reporters import escaping
from linter.reporters.context import Context
from linter.reporters.registry import FORMATS, NAMES, render
from linter.workspace.text import SourceText
from tests.reporters.sample import CONTEXT, HOSTILE, finding, located, sample

ANY = st.text(alphabet=st.characters(codec=None), max_size=60) | st.sampled_from(
    [HOSTILE, "##[x]", "##vso[task.x]y", "::error::x", "\u2028", "\x1b]0;t\x07", "\udcff", "]]>", "</script>", "a\r\nb"]
)


def hostile_report(text: str, path: str) -> Report:
    source = SourceText(path, b"x = 1\n" + text.encode("utf-8", "replace") + b"\ny\n")
    place = located(path, source.data, source.data)
    made = finding(
        place,
        message=text,
        recipient=text,
        help=text,
        evidence=(text,),
        articles=(Citation("GDPR Art. 9(1)", text, text),),
        text=text,
        severity="warning",
    )
    return Report((made,), (Problem("TRK903", text, path, place),), {path: source}, suppressed=(made,))


PATHS = st.binary(min_size=1, max_size=30).map(
    lambda name: name.replace(b"\0", b"0").replace(b"/", b"_").decode("utf-8", "surrogateescape")
).filter(lambda name: name not in {".", ".."}) | st.sampled_from(
    ["we ird/100%;a,b:c].py", "\u202e.js", "a\nb", "##[x]"]
)
"""Names as a file system gives them: bytes, those that are no text as surrogates."""


@pytest.mark.parametrize("name", [row.name for row in FORMATS if row.for_people])
@given(text=ANY, path=PATHS)
def test_text_for_terminals_holds_nothing_that_steers(name: str, text: str, path: str) -> None:
    output = render(name, hostile_report(text, path), Context())
    for char in output:
        assert char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}
        assert char == "\u200d" or unicodedata.category(char) != "Cf"


@pytest.mark.parametrize("name", [row.name for row in FORMATS if row.for_people])
@given(text=ANY, path=PATHS)
@example(text="", path=":")
def test_text_on_a_runner_holds_no_command(name: str, text: str, path: str) -> None:
    output = render(name, hostile_report(text, path), Context(workflow=True))
    assert "##[" not in output
    assert "##vso[" not in output
    assert not re.search(r"^\s*::", output, re.MULTILINE)


@given(text=ANY, path=PATHS)
def test_concise_is_one_line_for_each_finding(text: str, path: str) -> None:
    output = render("concise", hostile_report(text, path), Context(summary=False))
    assert len(output.splitlines()) == 2


@given(text=ANY, path=PATHS)
def test_github_commands_decode_to_what_was_said(text: str, path: str) -> None:
    lines = render("github", hostile_report(text, path), CONTEXT).split("\n")[:-1]
    assert len(lines) == 2
    for line in lines:
        match = re.fullmatch(r"::(error|warning|notice) ([^\n]*?)::([^\n\r]*)", line)
        assert match is not None
        properties = dict(pair.split("=", 1) for pair in match[2].split(","))
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        decoded = properties["file"]
        for code, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
            decoded = decoded.replace(code, char)
        assert decoded == escaping.well_formed(path)
        # A file name may hold it: the runner tries the new form first, and that has matched.
        assert "##[" not in match[3]


@given(text=ANY, path=PATHS)
def test_azure_commands_decode_to_what_was_said(text: str, path: str) -> None:
    lines = render("azure", hostile_report(text, path), CONTEXT).split("\n")[:-1]
    assert len(lines) == 2
    for line in lines:
        match = re.fullmatch(r"##vso\[task\.logissue ([^\]]*)\]([^\n\r]*)", line)
        assert match is not None
        assert "##vso[" not in match[2]
        properties = dict(pair.split("=", 1) for pair in match[1].rstrip(";").split(";"))
        decoded = properties["sourcepath"]
        for code, char in (("%3B", ";"), ("%5D", "]"), ("%0A", "\n"), ("%0D", "\r"), ("%AZP25", "%")):
            decoded = decoded.replace(code, char)
        assert decoded == escaping.well_formed(path)


@pytest.mark.parametrize("name", ["junit", "checkstyle"])
@given(text=ANY, path=PATHS)
def test_xml_parses_and_gives_the_text_back(name: str, text: str, path: str) -> None:
    data = render(name, hostile_report(text, path), replace(CONTEXT, show_suppressed=True)).encode("utf-8")
    root = ET.fromstring(data)  # noqa: S314 - our own output
    messages = {node.attrib["message"] for node in root.iter() if "message" in node.attrib}
    allowed = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
    assert allowed.sub("\ufffd", text) in messages


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab", "gitlab-sast", "rdjson"])
@given(text=ANY, path=PATHS)
def test_json_is_utf8_and_gives_the_text_back(name: str, text: str, path: str) -> None:
    data = render(name, hostile_report(text, path), CONTEXT).encode("utf-8")
    strings: list[str] = []
    pending = [json.loads(data)]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            strings.append(value)
        elif isinstance(value, dict):
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    assert any(escaping.well_formed(text)[:200] in string for string in strings)


@pytest.mark.parametrize("name", ["jsonl", "rdjsonl"])
@given(text=ANY, path=PATHS)
def test_json_lines_stay_lines(name: str, text: str, path: str) -> None:
    output = render(name, hostile_report(text, path), CONTEXT)
    rows = [json.loads(line) for line in output.splitlines()]
    assert rows[0]["message"].startswith(escaping.well_formed(text))


@given(path=PATHS)
def test_uris_decode_to_the_path_and_hold_no_raw_character(path: str) -> None:
    made = escaping.uri(path)
    assert re.fullmatch(r"[A-Za-z0-9/\-._~!$&'()*+,=@%]+", made)
    assert unquote(made, errors="surrogateescape") == path


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@given(text=ANY, path=PATHS)
def test_html_has_no_element_that_we_did_not_write(text: str, path: str) -> None:
    def shape(made: Report) -> list[str]:
        parser = _Elements()
        parser.feed(render("html", made, CONTEXT))
        assert not any(name.startswith("on") for name in parser.attributes)
        return [
            tag for tag in parser.tags if tag in {"script", "style", "img", "iframe", "a", "object", "form", "base"}
        ]

    assert shape(hostile_report(text, path)) == shape(hostile_report("x", "y"))


def test_html_shows_hostile_text_as_text() -> None:
    parser = _Elements()
    parser.feed(render("html", sample(), CONTEXT))
    assert parser.tags.count("script") == 1
    assert "<script>alert(1)</script>" in "".join(parser.text)


@given(text=ANY)
def test_markdown_holds_no_element_link_or_mention(text: str) -> None:
    made = escaping.markdown(text)
    assert "\n" not in made
    assert not re.search(r"(?<!\\)[<\[|`*_~]|(?<![\\&])#", made)
    assert "@" not in made
    assert "://" not in made


@given(text=ANY)
def test_a_markdown_code_span_ends_where_it_should(text: str) -> None:
    made = escaping.markdown_code(text)
    fence = re.match(r"`+", made)
    assert fence is not None
    inner = made[len(fence[0]) : -len(fence[0])]
    assert fence[0] not in re.findall(r"`+", inner)
    assert made.endswith(fence[0])


@given(text=st.text())
def test_well_formed_text_is_left_alone(text: str) -> None:
    assert escaping.well_formed(text) == text


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("plain text", "plain text"),
        ("a\tb", "a b"),
        ("bell\x07", "bell\\x07"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202eabc", "\\u202eabc"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\U000e0041", "\\U000e0041"),
        ("family \U0001f468\u200d\U0001f469", "family \U0001f468\u200d\U0001f469"),
        ("line\nbreak", "line\\nbreak"),
        ("\udce9", "\\udce9"),
        ("Grüße, naïve 漢字", "Grüße, naïve 漢字"),
    ],
)
def test_terminal_text(given_text: str, shown: str) -> None:
    assert escaping.terminal(given_text) == shown


@pytest.mark.parametrize("name", NAMES)
def test_no_format_prints_an_escape_sequence_without_colour(name: str) -> None:
    assert "\x1b" not in render(name, sample(), CONTEXT)
