"""
JSON Schemas of the rules files, made from their types, so that editors complete and check what people write.

``python -m linter.catalogue.jsonschema [directory]`` writes them to ``rules/schema``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from linter.catalogue import checks, schema
from linter.catalogue.building import FOLDERS, TABLES
from linter.catalogue.load import rules_directory

_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "Signature": {"form": schema.FORMS, "operation": schema.OPERATIONS},
    "Recipient": {"role": schema.TRACKER_ROLES, "hosting": checks.HOSTING, "dpf": checks.DPF},
    "Collects": {"form_capture": checks.FORM_CAPTURE},
    "Endpoint": {"use": checks.USES},
    "ConsentCall": {"effect": checks.CONSENT_EFFECTS},
    "PrivacyControl": {"kind": checks.PRIVACY_KINDS, "effect": checks.PRIVACY_EFFECTS},
    "Tracker": {"confidence": checks.CONFIDENCE},
    "Transform": {"effect": checks.TRANSFORM_EFFECTS},
    "Source": {"group": checks.GROUPS},
}
_ROLES: dict[str, tuple[str, ...]] = {
    "Signature": ("keywords", "keys"),
    "Endpoint": ("parameters", "body"),
    "Tracker": ("attributes",),
}


def schemas() -> dict[str, str]:
    """Give the schemas by file name (``tracker.json``, ``law-decisions.json``), as JSON text with a last line break."""
    made: dict[str, Any] = {}
    for folder, (_, kind) in FOLDERS.items():
        made[folder.replace("data/", "").rstrip("s")] = _of(kind)
    made["trackers-common"] = _of(schema.TrackersCommon)
    made["vocabulary"] = _of(schema.VocabularyCommon)
    for name, tables in TABLES.items():
        fields: list[Any] = [(table, _rows_of(kind), ()) for table, (_, kind, _) in tables.items()]
        if name == "law/decisions.toml":
            fields.insert(0, ("engine", schema.Engine))
        file = msgspec.defstruct(_title(name), fields, forbid_unknown_fields=True, kw_only=True)
        made[name.removesuffix(".toml").replace("data/", "").replace("/", "-")] = _of(file)
    reasons = msgspec.defstruct("Reasons", [("reason", dict[str, schema.Reason])], forbid_unknown_fields=True)
    made["law-reasons"] = _of(reasons)
    return {f"{name}.json": json.dumps(body, indent=2, ensure_ascii=False) + "\n" for name, body in made.items()}


def _rows_of(kind: Any) -> Any:
    return tuple[kind, ...]


def _title(name: str) -> str:
    return "".join(part.capitalize() for part in name.removesuffix(".toml").split("/"))


def _of(kind: Any) -> dict[str, Any]:
    body = msgspec.json.schema(kind)
    for name, definition in body.get("$defs", {}).items():
        properties = definition.get("properties", {})
        for field, words in _WORDS.get(name, {}).items():
            properties[field]["enum"] = list(words)
        for field in _ROLES.get(name, ()):
            properties[field]["additionalProperties"]["enum"] = list(schema.ROLES)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **body}


def write(directory: Path) -> None:
    """Write all schemas into a directory and remove those that are no longer made."""
    directory.mkdir(parents=True, exist_ok=True)
    made = schemas()
    for name, text in made.items():
        (directory / name).write_text(text, encoding="utf-8")
    for path in directory.glob("*.json"):
        if path.name not in made:
            path.unlink()


def main(arguments: Sequence[str]) -> None:
    """Write the schemas to the directory given, or to ``rules/schema``."""
    write(Path(arguments[0]) if arguments else rules_directory() / "schema")


if __name__ == "__main__":
    main(sys.argv[1:])
