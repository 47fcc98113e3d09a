"""What single formats promise beside what the snapshots show."""

from __future__ import annotations

import json
import re
import uuid
import xml.etree.ElementTree as ET
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from linter.errors import UsageError
from linter.reporters import json_schema
from linter.reporters.registry import FORMATS, NAMES, format_named, render
from linter.settings.options import Options
from tests.reporters.sample import CONTEXT, clean, many, sample

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"


def load(name: str, **changes: Any) -> Any:
    return json.loads(render(name, sample(), replace(CONTEXT, **changes)))


def test_an_unknown_format_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="did you mean 'sarif'"):
        format_named("serif")


def test_the_settings_know_all_formats() -> None:
    hint = str(Options.__annotations__["output_format"])
    assert "Format" in hint
    from linter.settings import options

    assert set(options.Format.__args__) == set(NAMES)  # type: ignore[attr-defined]


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
def test_every_format_is_a_module_with_a_sentence(row: Any) -> None:
    assert row.text
    assert render(row.name, clean(), CONTEXT) is not None


# ---------------------------------------------------------------------------------------------------- concise

GITHUB_MATCHER = (
    r"^([^\s:][^:]*(?::\\[^:]*)?):(\d+):(\d+):\s+(error|warning|note):\s+(.+?)\s+\[(TRK\d{3})\](?: \[\*\])?$"
)
STYLISH = r"^\s+(\d+):(\d+)\s+(error|warning|info)\s+(.+?)(?:\s\s+(.*))?$"


def test_every_concise_line_is_read_by_the_matcher() -> None:
    report = replace(sample(), findings=sample().findings[2:])
    lines = render("concise", report, replace(CONTEXT, summary=False)).splitlines()
    assert sum(bool(re.match(GITHUB_MATCHER, line)) for line in lines) == len(report.findings) + 2 - 1


def test_the_grouped_layout_is_read_line_by_line_as_stylish() -> None:
    lines = render("grouped", sample(), replace(CONTEXT, summary=False)).splitlines()
    matched = [match for line in lines if (match := re.match(STYLISH, line))]
    assert len(matched) == len(sample().findings) + len(sample().problems)
    assert all(re.fullmatch(r"TRK\d{3}( \[\*\])?", match[5]) for match in matched)
    for line in lines:
        assert not line or line.startswith("  ") or not line.startswith(" ")


def test_quiet_leaves_the_summary_out() -> None:
    for name in ("full", "concise", "grouped"):
        assert "left out" not in render(name, sample(), replace(CONTEXT, summary=False))


# ------------------------------------------------------------------------------------------------------- json


def test_json_schema_files_are_those_of_the_code() -> None:
    assert (SCHEMAS / "tracklint.report.schema.json").read_text("utf-8") == json_schema.render()


def test_json_counts_agree() -> None:
    document = load("json")
    assert document["version"] == 1
    assert sum(document["summary"]["findings"].values()) == len(document["findings"]) == 7
    assert document["summary"]["problems"] == len(document["problems"]) == 3
    assert "suppressed" not in document
    assert len(load("json", show_suppressed=True)["suppressed"]) == 1


def test_jsonl_says_the_same_as_json() -> None:
    document = load("json")
    rows = [json.loads(line) for line in render("jsonl", sample(), CONTEXT).splitlines()]
    assert [row for row in rows if row.pop("type") == "finding"] == document["findings"] or rows
    findings = [row for row in rows if "fingerprint" in row]
    assert findings == document["findings"]


# ----------------------------------------------------------------------------------------------------- gitlab


def test_code_quality_has_what_gitlab_checks() -> None:
    rows = load("gitlab")
    assert len({row["fingerprint"] for row in rows}) == len(rows) == 10
    for row in rows:
        assert set(row) >= {"description", "fingerprint", "severity", "location"}
        assert row["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert isinstance(row["location"]["path"], str)
        assert not row["location"]["path"].startswith(("./", "/"))
        assert isinstance(row["location"]["lines"]["begin"], int)
    assert json.loads(render("gitlab", clean(), CONTEXT)) == []


def test_fingerprints_stay_unique_and_stable_when_two_are_the_same() -> None:
    twice = replace(sample(), findings=(sample().findings[2],) * 3, problems=())
    first = [row["fingerprint"] for row in json.loads(render("gitlab", twice, CONTEXT))]
    assert len(set(first)) == 3
    assert first == [row["fingerprint"] for row in json.loads(render("gitlab", twice, CONTEXT))]


def test_sast_report_has_what_its_schema_asks() -> None:
    now = datetime(2024, 2, 29, 12, 30, 45, tzinfo=timezone.utc)
    document = load("gitlab-sast", now=now)
    assert re.fullmatch(r"\d+\.\d+\.\d+", document["version"])
    scan = document["scan"]
    assert scan["start_time"] == scan["end_time"] == "2024-02-29T12:30:45"
    assert scan["type"] == "sast"
    assert scan["status"] in {"success", "failure"}
    for tool in (scan["analyzer"], scan["scanner"]):
        assert tool["id"]
        assert tool["name"]
        assert tool["version"]
        assert tool["vendor"]["name"]
    assert [message["level"] for message in scan["messages"]] == ["info", "warn", "fatal"]
    ids = [row["id"] for row in document["vulnerabilities"]]
    assert len(set(ids)) == len(ids) == 7
    for row in document["vulnerabilities"]:
        uuid.UUID(row["id"])
        assert len(row["name"]) <= 255
        assert len(row.get("solution", "")) <= 7000
        assert row["severity"] in {"Info", "Unknown", "Low", "Medium", "High", "Critical"}
        assert row["identifiers"][0]["type"] == "tracklint_rule"
        assert "url" not in row["identifiers"][0]
        assert row["location"]["end_line"] >= row["location"]["start_line"] >= 1


# -------------------------------------------------------------------------------------------------------- XML


def test_junit_totals_are_counts() -> None:
    root = ET.fromstring(render("junit", sample(), replace(CONTEXT, show_suppressed=True)).encode())  # noqa: S314 - our own output
    cases = list(root.iter("testcase"))
    assert int(root.attrib["tests"]) == len(cases) == 11
    assert int(root.attrib["failures"]) == len(list(root.iter("failure"))) == 7
    assert int(root.attrib["errors"]) == len(list(root.iter("error"))) == 3
    assert int(root.attrib["skipped"]) == len(list(root.iter("skipped"))) == 1
    assert sum(int(suite.attrib["tests"]) for suite in root) == 11


def test_a_clean_junit_run_is_one_case_that_passed() -> None:
    root = ET.fromstring(render("junit", clean(), CONTEXT).encode())  # noqa: S314 - our own output
    (case,) = root.iter("testcase")
    assert not list(case)


def test_checkstyle_has_the_attributes_that_reviewdog_reads() -> None:
    root = ET.fromstring(render("checkstyle", sample(), CONTEXT).encode())  # noqa: S314 - our own output
    errors = list(root.iter("error"))
    assert len(errors) == 10
    for error in errors:
        assert set(error.attrib) == {"line", "column", "severity", "message", "source"}
        assert error.attrib["severity"] in {"error", "warning", "info", "ignore"}


# ----------------------------------------------------------------------------------------------- rdjson, azure


def test_rdjson_counts_bytes_and_suggests_only_what_stands_alone() -> None:
    rows = load("rdjson")["diagnostics"]
    latin = next(row for row in rows if row["location"]["path"] == "latin.py")
    assert latin["location"]["range"]["start"] == {"line": 2, "column": 13}
    suggesting = [row for row in rows if "suggestions" in row]
    assert [row["code"]["value"] for row in suggesting] == ["TRK901"]
    assert {row["severity"] for row in rows} <= {"ERROR", "WARNING", "INFO"}


def test_github_gives_columns_only_for_one_line() -> None:
    lines = render("github", sample(), CONTEXT).splitlines()
    block = next(line for line in lines if "line=4,endLine=7" in line)
    assert "col=" not in block
    assert all("col=" in line for line in lines if "line=2,endLine=2" in line)


def test_github_sends_the_worst_first() -> None:
    kinds = [line.split(" ")[0] for line in render("github", many(12), CONTEXT).splitlines()]
    assert kinds == ["::error"] * 4 + ["::warning"] * 4 + ["::notice"] * 4


# ------------------------------------------------------------------------------------------------ html, markdown


def test_the_page_asks_the_network_for_nothing() -> None:
    page = render("html", sample(), CONTEXT)
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href|action)\s*=\s*["'](?!#)""", page)
    assert "@import" not in page
    assert "url(" not in page


def test_the_page_names_what_it_shows_for_those_who_do_not_see_it() -> None:
    page = render("html", sample(), CONTEXT)
    assert '<html lang="en">' in page
    assert 'role="img" aria-label=' in page
    assert "The same as a table" in page
    assert 'aria-live="polite"' in page
    for select in re.findall(r"<select[^>]*>", page):
        assert re.search(rf"<label>\w+{re.escape(select)}", page)


def test_a_comment_is_short_enough_for_a_forge() -> None:
    text = render("markdown", many(500), CONTEXT)
    assert len(text) < 65_536
    assert text.count("<details>") == text.count("</details>")
    assert "and 400 more" in text
