"""Mending until nothing is left to mend: pass after pass, each checked anew, what goes wrong taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from linter.fixes.edits import Fixed, apply
from linter.model import SEVERITIES, Finding, Fix, Report
from linter.workspace.text import SourceText

PASSES = 10
_TRIES = 16
"""How often one pass is tried again without what went wrong in it."""
_Key = tuple[object, ...]


class Mended(NamedTuple):
    """What fixes made of a project."""

    contents: Mapping[str, bytes]
    """The changed files, encoded as they were."""
    originals: Mapping[str, SourceText]
    """The same files before."""
    findings: tuple[Finding, ...]
    """What was mended."""
    report: Report
    """The report of the changed project."""
    dropped: tuple[str, ...]
    """For people: fixes that were not made, and why."""


def mend(
    report: Report,
    again: Callable[[dict[str, bytes]], Report],
    *,
    unsafe: bool = False,
    obstacle: Callable[[str, SourceText], str] = lambda _path, _text: "",
) -> Mended:
    """
    Apply the fixes of a report, in memory.

    ``again`` checks the project anew with changed files laid over it. A fix that leaves a file worse than it was (a
    fault of syntax, a new finding) or that mends nothing is dropped and said. ``unsafe`` takes those that may change
    other behaviour too. ``obstacle`` is asked about each file to be changed, with its
    text as it was checked: why it cannot be, for people; empty where it can.
    """
    contents: dict[str, bytes] = {}
    originals: dict[str, SourceText] = {}
    mended: list[Finding] = []
    refused: dict[_Key, str] = {}
    asked: dict[str, str] = {}

    def why_not(path: str, text: SourceText) -> str:
        if path not in asked:
            asked[path] = obstacle(path, text)
        return asked[path]

    for _ in range(PASSES):
        done, changed, after = _pass(report, contents, again, refused, why_not, unsafe=unsafe)
        if not changed:
            break
        for path in changed:
            originals.setdefault(path, report.texts[path])
        contents |= changed
        mended.extend(done.findings)
        report = after
    return Mended(contents, originals, tuple(mended), report, tuple(dict.fromkeys(refused.values())))


def _pass(
    report: Report,
    contents: Mapping[str, bytes],
    again: Callable[[dict[str, bytes]], Report],
    refused: dict[_Key, str],
    obstacle: Callable[[str, SourceText], str],
    *,
    unsafe: bool,
) -> tuple[Fixed, dict[str, bytes], Report]:
    waiting: set[int] = set()
    for _ in range(_TRIES):
        offered = [_without(f, refused) for number, f in enumerate(report.findings) if number not in waiting]
        numbers = {id(f): n for f, n in zip(offered, _others(report.findings, waiting), strict=True)}
        done = apply(offered, report.texts, unsafe=unsafe)
        changed, broken = _encoded(done, report.texts, obstacle)
        if not broken:
            if not changed and waiting:
                waiting.clear()  # who was to blame is refused by now
                continue
            if not changed:
                break
            after = again({**contents, **changed})
            broken = _faulty(report, after, changed) or _worse(report, after, done, unsafe=unsafe)
            if not broken:
                return done, changed, after
        blamed: dict[object, list[tuple[Finding, Fix, str]]] = {}
        for finding in done.findings:
            fix = _taken(finding, unsafe=unsafe)
            near = {*_paths(fix), _kin(finding)}
            found = next((what for what in broken if what in near or what == finding.trackers), None)
            if found is not None:
                group = min(_paths(fix)) if found in near else found
                blamed.setdefault(group, []).append((finding, fix, broken[found]))
        if not blamed:
            break
        for suspects in blamed.values():
            if len(suspects) > 1:  # who it is shows when half of them wait for the next pass
                waiting.update(numbers[id(finding)] for finding, _, _ in suspects[len(suspects) // 2 :])
                continue
            finding, fix, why = suspects[0]
            text = f"{finding.location.path}: {fix.title} [{finding.code}]: not made, {why}"
            refused.setdefault(_named(finding, fix), text)
            for other in report.findings:
                same = (own for own in other.fixes if own.edits == fix.edits)
                refused.update((_named(other, own), text) for own in same if _named(other, own) not in refused)
    return Fixed({}, ()), {}, report


def _others(findings: tuple[Finding, ...], waiting: set[int]) -> list[int]:
    return [number for number in range(len(findings)) if number not in waiting]


def _taken(finding: Finding, *, unsafe: bool) -> Fix:
    return next(fix for fix in finding.fixes if fix.safe or unsafe)


def _paths(fix: Fix) -> set[str]:
    return {edit.location.path for edit in fix.edits}


def _without(finding: Finding, refused: Mapping[_Key, str]) -> Finding:
    fixes = tuple(fix for fix in finding.fixes if _named(finding, fix) not in refused)
    if len(fixes) == len(finding.fixes):
        return finding
    from msgspec.structs import replace

    return replace(finding, fixes=fixes)


def _named(finding: Finding, fix: Fix) -> _Key:
    return (*_kin(finding), fix.title)


def _kin(finding: Finding) -> _Key:
    """Say what a finding is about without its place in the file, which edits before it move."""
    sink = finding.flows[0].sink if finding.flows else None
    shown = (sink.name, sink.event, sink.location.path) if sink is not None else ()
    return (finding.code, finding.location.path, finding.trackers, *shown)


def _encoded(
    done: Fixed, texts: Mapping[str, SourceText], obstacle: Callable[[str, SourceText], str]
) -> tuple[dict[str, bytes], dict[object, str]]:
    made: dict[str, bytes] = {}
    broken: dict[object, str] = {}
    for path, data in done.data.items():
        text = texts[path]
        if data == text.data:
            continue
        if why := obstacle(path, text):
            broken[path] = why
            continue
        try:
            made[path] = text.to_bytes(data)
        except UnicodeError:
            broken[path] = f"the file's encoding ({text.encoding}) has no sign for it"
            continue
        if path.endswith((".py", ".pyi", ".pyw")):
            from linter.fixes.python import is_broken

            if is_broken(text.data, data):
                broken[path] = "the file would not parse"
    return made, broken


def _faulty(before: Report, after: Report, changed: Iterable[str]) -> dict[object, str]:
    then = Counter(problem.path for problem in before.problems)
    now = Counter(problem.path for problem in after.problems)
    return {path: "the file would not parse" for path in changed if now[path] > then[path]}


def _worse(before: Report, after: Report, done: Fixed, *, unsafe: bool) -> dict[object, str]:
    """
    Give what is new after a pass, and what is still there although it was mended: by file, by kin, or by trackers.

    What is new may come of a change in another file, but hardly of one about other trackers.
    """
    found: dict[object, str] = {}
    mended = Counter(map(_kin, done.findings))
    gone = Counter(_kin(f) for f in done.findings if not _taken(f, unsafe=unsafe).lowers)
    then, now = Counter(map(_kin, before.findings)), Counter(map(_kin, after.findings))
    heavy, still = _weights(before.findings), _weights(after.findings)
    for kin, count in mended.items():
        if now[kin] > then[kin] - gone[kin] or still[kin] > heavy[kin] - count:
            found[kin] = "it would not mend the finding"
    # What sink stands for a page, and what event a call has, may change with an edit: new is what grew in number.
    fewer, more = Counter(kin[:3] for kin in then.elements()), Counter(kin[:3] for kin in now.elements())
    for key, count in more.items():
        code, path, trackers = key
        if count > fewer[key] and code != _UNUSED:
            blamed = trackers if any(kin[2] == trackers for kin in mended) else path
            found.setdefault(blamed, f"it would give a new finding ({code})")
    return found


def _weights(findings: Iterable[Finding]) -> Counter[_Key]:
    """Add up the severities by kin: a fix takes away one step at the least, whether its finding goes or stays."""
    found: Counter[_Key] = Counter()
    for finding in findings:
        found[_kin(finding)] += 1 + SEVERITIES.index(finding.severity)
    return found


_UNUSED = "TRK901"
"""A comment that silenced what is gone: new, and right."""
