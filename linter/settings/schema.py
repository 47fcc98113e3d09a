"""The JSON Schema of settings files, for editors: draft-07, one flat document, generated from the types."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from linter.settings.options import Options

_REFERENCE = "#/$defs/"


def schema() -> dict[str, Any]:
    """Give the schema as JSON values."""
    (_,), parts = msgspec.json.schema_components([Options], ref_template=_REFERENCE + "{name}")
    made = _inlined(parts[Options.__name__], parts)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:tracklint:settings",
        "title": "tracklint",
        "description": "Settings of tracklint: tracklint.toml, or [tool.tracklint] in pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": made["properties"],
    }


def render() -> str:
    """Give the schema as it stands in its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _inlined(value: Any, parts: dict[str, Any]) -> Any:
    """Put referenced parts where they are used: some readers do not follow references. No part holds itself."""
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str):
            rest = {key: item for key, item in value.items() if key != "$ref"}
            return {**_inlined(parts[reference.removeprefix(_REFERENCE)], parts), **_inlined(rest, parts)}
        kept = {key: _inlined(item, parts) for key, item in value.items() if key != "title"}
        if "anyOf" in kept:
            _without_null(kept)
        return kept
    if isinstance(value, list):
        return [_inlined(item, parts) for item in value]
    return value


def _without_null(value: dict[str, Any]) -> None:
    """TOML has no null: an optional key is left out, not set to nothing."""
    choices = [choice for choice in value["anyOf"] if choice != {"type": "null"}]
    if len(choices) == 1:
        del value["anyOf"]
        value.update({**choices[0], **{key: item for key, item in value.items() if item is not None}})
        if value.get("default", ...) is None:
            del value["default"]
