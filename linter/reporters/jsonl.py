"""One JSON object in each line: ``{"type": "finding", ...}``, ``{"type": "problem", ...}``, at the end the summary."""

from __future__ import annotations

import json
from typing import Any

from linter.model import Report
from linter.reporters.context import Context
from linter.reporters.escaping import well_formed
from linter.reporters.json import finding_value, problem_value, summary_value


def render(report: Report, context: Context) -> str:
    """Give the lines; keys are those of the ``json`` format."""
    rows: list[dict[str, Any]] = [{"type": "finding", **finding_value(report, f)} for f in report.findings]
    if context.show_suppressed:
        rows += [
            {"type": "suppressed", **finding_value(report, f), "reason": well_formed(f.silenced)}
            for f in report.suppressed
        ]
    rows += [{"type": "problem", **problem_value(report, p)} for p in report.problems]
    rows.append({"type": "summary", **summary_value(report)})
    # U+2028 and U+2029 end a line for some readers: inside strings they are escaped like everything but ASCII.
    return "".join(json.dumps(row, ensure_ascii=True) + "\n" for row in rows)
