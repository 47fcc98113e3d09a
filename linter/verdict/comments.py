"""Findings about suppression comments themselves: of no use (TRK901), without codes or a reason (TRK902)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from linter.model import Edit, Finding, Fix, Location
from linter.settings.locate import nearest
from linter.verdict.suppression import HEAD_LINES, Suppression, Suppressions

if TYPE_CHECKING:
    from linter.settings import Settings
    from linter.verdict.selection import Selection

UNUSED = "TRK901"
UNREASONED = "TRK902"


def about_comments(
    suppressions: Suppressions,
    settings: Settings,
    codes: Collection[str],
    selection: Selection,
    *,
    complete: bool,
) -> Iterator[Finding]:
    """
    Give the findings about all suppression comments of a run, after the other findings were looked up in them.

    A code that did not run is not called unused. ``complete`` is False when a budget ended a trace: then nothing is.
    """
    made: list[Finding] = []
    for suppression in suppressions:
        if selection.is_selected(UNREASONED) and not selection.is_ignored_in(UNREASONED, suppression.path):
            made += _unreasoned(suppression, settings)
        if selection.is_selected(UNUSED) and not selection.is_ignored_in(UNUSED, suppression.path):
            made += _unused(suppression, suppressions, codes, selection, complete=complete)
    seen: Counter[str] = Counter()
    for finding in made:
        key = f"{finding.code}\0{finding.location.path}\0{finding.message}"
        name = hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "replace")).hexdigest()[:32]
        seen[key] += 1
        yield replace(finding, fingerprint=name)


def _unreasoned(suppression: Suppression, settings: Settings) -> Iterator[Finding]:
    if not suppression.codes:
        yield _finding(
            UNREASONED,
            suppression.location,
            "this suppression names no code and has no effect",
            "Write the codes that it is about in brackets: tracklint: ignore[TRK101] the reason.",
        )
    elif not suppression.reason and settings.require_reason:
        yield _finding(
            UNREASONED,
            suppression.location,
            f"this suppression of {', '.join(code.name for code in suppression.codes)} gives no reason",
            "Say in the comment, behind the codes, why the finding is accepted: the next reader has to judge it.",
        )


def _unused(
    suppression: Suppression,
    suppressions: Suppressions,
    codes: Collection[str],
    selection: Selection,
    *,
    complete: bool,
) -> Iterator[Finding]:
    if suppression.whole_file and suppression.line > HEAD_LINES and suppression.codes:
        yield _finding(
            UNUSED,
            suppression.location,
            f"this file-ignore has no effect: it must stand in the first {HEAD_LINES} lines",
            "Move the comment to the head of the file.",
        )
        return
    idle: list[tuple[int, str]] = []
    for index, code in enumerate(suppression.codes):
        if code.name not in codes:
            idle.append(
                (index, f"{code.name!r} is no code{nearest(code.name, codes) if code.name[:3] == 'TRK' else ''}")
            )
        elif (suppression, code.name) not in suppressions.used and complete and _ran(code.name, suppression, selection):
            idle.append((index, f"nothing to suppress for {code.name}"))
    gone = {index for index, _ in idle}
    for index, message in idle:
        code = suppression.codes[index]
        fix = _remove_comment(suppression) if len(gone) == len(suppression.codes) else _remove_code(suppression, index)
        yield _finding(
            UNUSED,
            Location(suppression.path, code.start, code.end),
            f"unused suppression: {message}",
            "Remove it: a suppression that waits for a finding would hide the next one.",
            fix,
        )


def _ran(code: str, suppression: Suppression, selection: Selection) -> bool:
    if not selection.is_selected(code) or selection.is_ignored_in(code, suppression.path):
        return False
    return code not in {UNUSED, UNREASONED} and selection.severity(code, "note") != "off"


def _remove_code(suppression: Suppression, index: int) -> Fix:
    """Take one code of several out, with the comma that belongs to it."""
    here = suppression.codes[index]
    if index + 1 < len(suppression.codes):
        span = Location(suppression.path, here.start, suppression.codes[index + 1].start)
    else:
        span = Location(suppression.path, suppression.codes[index - 1].end, here.end)
    return Fix(f"remove {here.name} from the suppression", (Edit(span, ""),), safe=True)


def _remove_comment(suppression: Suppression) -> Fix:
    span = Location(suppression.path, suppression.start, suppression.end)
    return Fix("remove the suppression", (Edit(span, ""),), safe=True)


def _finding(code: str, location: Location, message: str, help_text: str, fix: Fix | None = None) -> Finding:
    return Finding(
        code=code,
        severity="warning",
        confidence="high",
        message=message,
        location=location,
        trackers=(),
        recipient="",
        kinds=(),
        channel="",
        flows=(),
        articles=(),
        evidence=(),
        help=help_text,
        fixes=() if fix is None else (fix,),
    )
