"""Exported containers: spans lead into the JSON, whatever its strings escape, and no input breaks the frontend."""

from __future__ import annotations

import json

import pytest

from linter import ir
from linter.frontends import lower
from linter.workspace.languages import language_of
from linter.workspace.text import SourceText


def container(html: str, *, ascii_only: bool = False, **tag: object) -> bytes:
    tags = [
        {
            "name": "Own HTML",
            "type": "html",
            "parameter": [{"type": "TEMPLATE", "key": "html", "value": html}],
            "firingTriggerId": ["1"],
            **tag,
        }
    ]
    version = {"container": {"publicId": "GTM-TEST"}, "tag": tags, "trigger": [{"triggerId": "1", "type": "PAGEVIEW"}]}
    made = {"exportFormatVersion": 2, "containerVersion": version}
    return json.dumps(made, indent=2, ensure_ascii=ascii_only).encode()


def calls(data: bytes) -> list[tuple[str, ir.Call]]:
    """Give the calls that a container's tags make, with the text of the file that their spans say."""
    module = lower(SourceText.decode("c.json", data), "container", "")
    found = []
    for function in module.functions:
        for statement in function.body:
            for node in ir.walk(statement.value):
                if isinstance(node, ir.Call):
                    found.append((data[node.start : node.end].decode(), node))
    return found


@pytest.mark.parametrize(
    "before",
    ["", "// line\n", 'var a = "\\n";\n', "/* größer, \U0001f600 */\n", "\tvar tab;\r\n", "var slash = /\\//;\n"],
)
@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_call_in_html_has_its_span_in_the_json(before: str, ascii_only: bool) -> None:
    code = f"<script>{before}send('x', \"y\", {{{{Search \u00e4}}}});</script>"
    written = json.dumps("send('x', \"y\", {{Search \u00e4}})", ensure_ascii=ascii_only)[1:-1]
    texts = [text for text, call in calls(container(code, ascii_only=ascii_only)) if len(call.arguments) == 3]
    assert texts == [written]


def test_a_tag_that_does_not_fire_is_not_lowered() -> None:
    code = "<script>send('x', 1, 2);</script>"
    assert calls(container(code))
    assert not calls(container(code, paused=True))
    assert not calls(container(code, firingTriggerId=[]))


def test_a_tag_under_consent_stands_under_a_guard() -> None:
    needed = {"consentStatus": "NEEDED", "consentType": {"type": "LIST", "list": [{"value": "ad_storage"}]}}
    data = container("<script>send('x', 1, 2);</script>", consentSettings=needed)
    module = lower(SourceText.decode("c.json", data), "container", "")
    assert module.template is not None
    guards = [block.guard for block in module.functions[module.template.function].blocks if block.guard is not None]
    assert [data[guard.start : guard.end].decode().lstrip()[:1] for guard in guards] == ["{"]
    assert module.template.known_as == "GTM-TEST"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"containerVersion": {',
        '{"containerVersion": []}',
        '{"containerVersion": {"tag": {"name": 1}, "variable": [1, null, "x", []], "trigger": "no"}}',
        (
            '{"containerVersion": {"tag": [{"type": "html", "firingTriggerId": ["1"], "parameter": '
            '[{"key": "html", "value": "<script>\\ud800 {{ {{x}} }} \\"}]}]}}'
        ),
        (
            '{"containerVersion": {"variable": [{"name": "a", "type": "jsm", "parameter": '
            '[{"key": "javascript", "value": "function( {{a}} "}]}]}}'
        ),
        '{"containerVersion": ' + "[" * 3000 + "]" * 3000 + "}",
    ],
)
def test_no_input_breaks_it(text: str) -> None:
    data = text.encode()
    module = lower(SourceText.decode("c.json", data), "container", "")
    for function in module.functions:
        for statement in function.body:
            for node in ir.walk(statement.value):
                assert 0 <= node.start <= node.end <= len(data)


@pytest.mark.parametrize(
    ("head", "read"),
    [
        (b'{\n    "exportFormatVersion": 2,\n    "exportTime": "2025-01-01",\n    "containerVersion": {', True),
        (b'{"containerVersion":{"path":"accounts/1"', True),
        (b'\xef\xbb\xbf{"exportFormatVersion":2,"containerVersion":{', True),
        (b'{"exportFormatVersion":1,"operations":[]}', False),
        (b'{"name": "site", "containerVersion": {', False),
        (b"", False),
    ],
)
def test_json_is_read_only_where_it_begins_like_a_container(head: bytes, *, read: bool) -> None:
    assert (language_of("gtm/export.json", head) is not None) is read
