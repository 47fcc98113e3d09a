"""Semgrep taint rules with the breadth of our catalogue: the same sinks, the same sources, as YAML (JSON is YAML)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from linter.catalogue.catalogue import Catalogue

_PLAIN = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*\Z")


def rules(catalogue: Catalogue) -> str:
    """
    Give one taint rule for each tracker and language.

    What Semgrep's patterns cannot say (symbols below calls of imported constructors) is cut to the last two names, as
    a person who writes such rules by hand would.
    """
    made: list[object] = []
    sources = {name: sorted(set(_sources(catalogue, name))) for name in ("javascript", "python")}
    for tracker in catalogue.trackers.values():
        for language, selector in (("javascript", False), ("python", True)):
            sinks = sorted(
                {p for s in tracker.signature if s.callee.startswith("py:") == selector for p in _sink(s.callee)}
            )
            if sinks:
                made.append(
                    {
                        "id": f"{tracker.id}-{language}",
                        "mode": "taint",
                        "languages": [language, "typescript"] if language == "javascript" else [language],
                        "severity": "WARNING",
                        "message": tracker.id,
                        "pattern-sources": [{"pattern": pattern} for pattern in sources[language]],
                        "pattern-sinks": [{"pattern": pattern} for pattern in sinks],
                    }
                )
    return json.dumps({"rules": made})


def _sink(callee: str) -> Iterator[str]:
    name = callee.removeprefix("py:").rpartition(":")[2].replace("()", "")
    if callee.startswith(("npm:", "py:")):
        parts = name.split(".")
        name = f"$OBJECT.{parts[-1]}" if len(parts) > 1 else name
    if _PLAIN.match(name.replace("$OBJECT.", "x.")):
        yield f"{name}(...)"


def _sources(catalogue: Catalogue, language: str) -> Iterator[str]:
    for framework in catalogue.frameworks.values():
        if language not in framework.languages:
            continue
        for row in framework.source:
            for chain in row.match:
                bare = re.split(r"\(|\[", chain.removeprefix("*."))[0]
                if row.kind != "none" and _PLAIN.match(bare):
                    yield f"$OBJECT.{bare}" if chain.startswith("*.") else bare
