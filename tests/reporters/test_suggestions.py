"""Fixes in reports that programs apply: put in place, each mends the file as ``--fix`` would."""

from __future__ import annotations

import json
from pathlib import Path

from linter.check import Request, check
from linter.fixes.edits import apply
from linter.reporters import rdjson, sarif
from linter.reporters.context import Context
from linter.settings import load_settings

SOURCE = "// é 😀\nfbq('track', 'Lead', {\n  em: user.email,\n  value: 1, // é\n  ph: user.phone,\n});\n"


def test_a_fix_of_several_edits_is_one_suggestion(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(SOURCE, "utf-8")
    settings = load_settings(tmp_path, None, False, {})
    report = check(Request(root=tmp_path, paths=(tmp_path,), settings=settings))
    finding = next(f for f in report.findings if f.code == "TRK105")
    assert len(finding.fixes[0].edits) == 2
    wanted = apply([finding], report.texts, unsafe=True).data["a.js"]

    rows = json.loads(rdjson.render(report, Context()))["diagnostics"]
    row = next(row for row in rows if row["code"]["value"] == "TRK105")
    lines = SOURCE.encode().split(b"\n")
    place, text = row["suggestions"][0]["range"], row["suggestions"][0]["text"]

    def offset(at: dict[str, int]) -> int:
        return sum(len(line) + 1 for line in lines[: at["line"] - 1]) + at["column"] - 1

    made = SOURCE.encode()
    made = made[: offset(place["start"])] + text.encode() + made[offset(place["end"]) :]
    assert made == wanted

    result = next(
        r for r in json.loads(sarif.render(report, Context()))["runs"][0]["results"] if r["ruleId"] == "TRK105"
    )
    changes = result["fixes"][0]["artifactChanges"]
    assert len(changes) == 1
    assert len(changes[0]["replacements"]) == 2
    assert all({"deletedRegion", "insertedContent"} <= set(change) for change in changes[0]["replacements"])
