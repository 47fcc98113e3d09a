"""The JSON Schema (draft-07) of the ``json`` format. Keys are only ever added within a version."""

from __future__ import annotations

import json
from typing import Any

from linter.model import CONFIDENCES, SEVERITIES
from linter.reporters.json import VERSION


def schema() -> dict[str, Any]:
    """Give the schema as JSON values."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:tracklint:report",
        "title": "tracklint report",
        "description": "The report of `tracklint check --output-format json`.",
        **_object(
            {
                "version": {"const": VERSION},
                "findings": _list(_FINDING),
                "problems": _list(_PROBLEM),
                "summary": _SUMMARY,
            },
            suppressed=_list(
                {**_FINDING, "properties": {**_FINDING["properties"], "reason": _text("Why it is silent.")}}
            ),
        ),
    }


def render() -> str:
    """Give the schema as it stands in its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    # Further keys are allowed: a reader must not break when one is added.
    return {"type": "object", "required": list(required), "properties": {**required, **optional}}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _text(description: str = "") -> dict[str, Any]:
    return {"type": "string", "description": description} if description else {"type": "string"}


def _number(least: int, description: str = "") -> dict[str, Any]:
    row: dict[str, Any] = {"type": "integer", "minimum": least}
    return {**row, "description": description} if description else row


_TRUTH = {"type": "boolean"}
_TEXTS = _list({"type": "string"})
_CODE = {"type": "string", "pattern": "^TRK[0-9]{3}$"}
_SEVERITY = {"enum": list(reversed(SEVERITIES))}
_CHANNEL = _text("How the data leave: call, queue, tag, request or autocollect.")
_LOCATION = _object(
    {
        "path": _text("Relative to the root of the project, with /."),
        "line": _number(1),
        "column": _number(1, "In code points."),
        "endLine": _number(1),
        "endColumn": _number(1, "The column after the last character."),
        "offset": _number(0, "In bytes of the UTF-8 text without a byte order mark."),
        "endOffset": _number(0),
    }
)
_GUARD = _object({"text": _text(), "negated": _TRUTH, "form": _text(), "location": _LOCATION})
_SINK = _object(
    {
        "name": _text("The call or the address, in short."),
        "text": _text("The call or tag as written."),
        "channel": _CHANNEL,
        "operation": _text(),
        "event": _text(),
        "trackers": _TEXTS,
        "server": _TRUTH,
        "noscript": _TRUTH,
        "sure": _TRUTH,
        "guards": _list(_GUARD),
        "location": _LOCATION,
    }
)
_STEP = _object({"role": _text(), "text": _text(), "name": _text(), "location": _LOCATION})
_FLOW = _object(
    {
        "sink": _SINK,
        "role": _text("What the argument is to the tracker: identity, data, search, url, ..."),
        "key": _TEXTS,
        "origin": _object({"kind": _text(), "chain": _TEXTS}),
        "transforms": _TEXTS,
        "page": _text(),
        "steps": _list(_STEP),
    }
)
_CITATION = _object({"article": _text(), "title": _text(), "reason": _text(), "primary": _TRUTH, "authorities": _TEXTS})
_FIX = _object({"title": _text(), "safe": _TRUTH, "edits": _list(_object({"location": _LOCATION, "text": _text()}))})
_FINDING = _object(
    {
        "code": _CODE,
        "severity": _SEVERITY,
        "confidence": {"enum": list(reversed(CONFIDENCES))},
        "message": _text("One sentence: what appears to reach whom."),
        "path": _text(),
        "location": _LOCATION,
        "trackers": _TEXTS,
        "recipient": _text(),
        "kinds": _TEXTS,
        "channel": _CHANNEL,
        "pseudonymised": _TRUTH,
        "articles": _list(_CITATION),
        "evidence": _TEXTS,
        "help": _text(),
        "flows": _list(_FLOW),
        "fixes": _list(_FIX),
        "fingerprint": _text("The same for the same finding in the next run, also when lines have moved."),
    }
)
_PROBLEM = _object(
    {
        "code": _CODE,
        "severity": _SEVERITY,
        "message": _text(),
        "path": _text("Empty for a problem of the run as a whole."),
        "location": {"anyOf": [_LOCATION, {"type": "null"}]},
    }
)
_SUMMARY = _object(
    {
        "failed": {"type": "boolean", "description": "True where the exit code is 1."},
        "files": _number(0),
        "analysed": _number(0),
        "findings": _object({severity: _number(0) for severity in reversed(SEVERITIES)}),
        "problems": _number(0),
        "suppressed": _number(0),
        "baselined": _number(0),
        "unchanged": _number(0, "Findings that have to do with no changed line, where only those are asked for."),
        "skipped": _list(_object({"reason": _text(), "count": _number(1), "examples": _TEXTS})),
        "notices": _TEXTS,
    }
)
