"""Names for findings that outlive edits elsewhere in the file."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from linter.model import Finding

_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([^\w\s$@])\s*")
_QUOTES = str.maketrans({"'": '"', "`": '"'})
_LENGTH = 32


def normalised(text: str) -> str:
    """Fold what a formatter changes: white space, quotes, trailing commas."""
    folded = _SPACE.sub(" ", text.translate(_QUOTES)).strip()
    folded = _AROUND.sub(r"\1", folded)
    return re.sub(r",(?=[)\]}])", "", folded).rstrip(";")


def assembled(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give the findings of all cases of a run: sorted by place and code, with fingerprints."""
    return fingerprinted(sorted(findings, key=lambda finding: (finding.location, finding.code, finding.trackers)))


def fingerprinted(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """
    Give the findings with their fingerprints: rule, path, text of the sink, data family and trackers.

    No line enters, so that edits elsewhere change nothing. Findings that agree in all of this are numbered among
    themselves in the order given, so a fixed one moves the number of its twins only.
    """
    met: Counter[str] = Counter()
    made: list[Finding] = []
    for finding in findings:
        families = sorted({kind.split(".")[0] for kind in finding.kinds})
        sink = normalised(finding.flows[0].sink.text) if finding.flows else ""
        parts = (finding.code, finding.location.path, sink, ",".join(families), ",".join(sorted(finding.trackers)))
        base = "\0".join(parts)
        index = met[base]
        met[base] += 1
        digest = hashlib.sha256(f"{base}\0{index}".encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
        made.append(msgspec.structs.replace(finding, fingerprint=digest))
    return tuple(made)
