"""What neither the schema nor the validator of SARIF asks, and code scanning does."""

from __future__ import annotations

import json
from typing import Any

from msgspec.structs import replace

from linter.model import Report, Step
from linter.reporters import sarif
from linter.reporters.registry import render
from linter.workspace.text import SourceText
from tests.reporters.sample import CONTEXT, SCRIPT, clean, finding, located, many, sample


def run_of(report: Report, **changes: Any) -> dict[str, Any]:
    log = json.loads(render("sarif", report, replace(CONTEXT, **changes)))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return dict(run)


def test_all_rules_are_listed_also_when_clean_and_problems_are_notifications() -> None:
    run = run_of(clean())
    driver = run["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == ["TRK101", "TRK105", "TRK901"]
    assert [row["id"] for row in driver["notifications"]] == ["TRK903", "TRK904"]
    assert run["results"] == []
    assert run["columnKind"] == "unicodeCodePoints"


def test_rules_hold_what_code_scanning_shows() -> None:
    for rule in run_of(sample())["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"].endswith(".")
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 10
        score = rule["properties"].get("security-severity")
        assert (score is None) == (rule["id"] == "TRK901")
        if score is not None:
            assert isinstance(score, str)
            assert 0 < float(score) < 9


def test_results_point_back_to_their_rule_and_have_fingerprints() -> None:
    run = run_of(sample())
    rules = run["tool"]["driver"]["rules"]
    seen = set()
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        prints = result["partialFingerprints"]
        assert prints["tracklint/v1"]
        assert prints["primaryLocationLineHash"].endswith(":1")
        seen.add(prints["tracklint/v1"])
        (location,) = result["locations"]
        place = location["physicalLocation"]["region"]
        assert set(place) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert result["level"] in {"error", "warning", "note"}
        assert {"kinds", "trackers", "confidence", "recipient", "articles"} <= set(result["properties"])
    assert len(seen) == len(run["results"])


def test_paths_are_relative_encoded_and_seen_from_the_repository() -> None:
    text = render("sarif", sample(), replace(CONTEXT, repository_prefix="apps/web/"))
    assert '"uri": "apps/web/we%20ird/100%25%3Ba,b%3Ac%5D.py"' in text
    assert '"uri": "apps/web/caf%E9/b%E2%80%AEad.js"' in text
    assert "file:///" not in text


def test_code_flows_name_source_and_sink() -> None:
    results = run_of(sample())["results"]
    flow = next(r for r in results if r["partialFingerprints"]["tracklint/v1"] == "5" * 32)["codeFlows"][0]
    steps = flow["threadFlows"][0]["locations"]
    assert [step.get("kinds") for step in steps] == [["source"], None, ["sink"]]
    assert [step["importance"] for step in steps] == ["essential", "important", "essential"]


def test_long_flows_and_many_flows_stay_below_the_limits() -> None:
    place = located("web/search.js", SCRIPT, b"q")
    step = Step(place, "assignment", "q gets it", "q")
    one = finding(place, steps=(step,) * 500)
    report = Report((replace(one, flows=one.flows * 50),), (), {"web/search.js": SourceText("web/search.js", SCRIPT)})
    (result,) = run_of(report)["results"]
    assert len(result["codeFlows"]) == sarif.FLOWS
    assert all(len(f["threadFlows"][0]["locations"]) == sarif.STEPS for f in result["codeFlows"])


def test_no_more_results_than_are_accepted_and_the_rest_is_said() -> None:
    run = run_of(many(sarif.RESULTS + 3))
    assert len(run["results"]) == sarif.RESULTS
    assert "3 findings are left out" in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]


def test_suppressed_results_are_there_only_when_asked_for() -> None:
    assert not any("suppressions" in result for result in run_of(sample())["results"])
    (result,) = [r for r in run_of(sample(), show_suppressed=True)["results"] if "suppressions" in r]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "the terms are ours; see --> #1"}]


def test_problems_are_notifications_with_their_place() -> None:
    (invocation,) = run_of(sample())["invocations"]
    assert invocation["executionSuccessful"] is False
    notes = invocation["toolExecutionNotifications"]
    assert [note["descriptor"]["id"] for note in notes] == ["TRK904", "TRK903", "TRK903"]
    assert "locations" not in notes[0]
    assert notes[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "secret/unreadable.py"
    assert notes[2]["locations"][0]["physicalLocation"]["region"]["startLine"] == 2
