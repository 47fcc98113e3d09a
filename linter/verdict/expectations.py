"""
Expectations written as comments into scanned files, and their comparison with what a run reports.

A comment of the file's own syntax, at the end of a line or alone above it (several may be stacked), says what happens
there (JSON has no comments: there it is a pair of its own, ``"notes": "expect: ..."`` or ``"//": "ok"``):

- ``expect: TRK101 meta-pixel`` a finding with this code and tracker starts on this line; several are separated by
  ``;``; ``a|b`` where the code does not tell which of two trackers it is; a problem has a code and no tracker;
- ``ok`` (with an optional reason): this line stays silent;
- ``miss: TRK101 meta-pixel`` a known miss: the day it is found, the comparison fails, and the word becomes ``expect``;
- ``alarm: TRK101 meta-pixel`` a known false alarm, the other way round: the day it goes, the comment goes.

One comment may hold several of them: ``expect: TRK101 meta-pixel; miss: TRK105 meta-pixel``.

Everything that is reported and not announced fails, everything announced and not reported fails.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from linter.model import Report

COMMENT = re.compile(
    r"(?:^|(?<=\s))(?:\#|//|\{?/\*|<!--|\{\#|<%\#|\{\{!(?:--)?|\{\{--|\{\{-?\s*/\*|\"(?:notes|//)\":\s*\")\s*"
    r"(?P<word>expect|miss|alarm|ok)\b(?P<colon>:?)\s*(?P<rest>.*?)\s*"
    r"(?:\*/\s*-?\}?\}?|-->|\#\}|%>|(?:--)?\}\}|\",?)?\s*$"
)
ITEM = re.compile(r"(?:(?P<word>expect|miss|alarm):\s*)?(?P<code>TRK\d{3})(?:\s+(?P<trackers>[a-z0-9|-]+))?$")


SETTINGS = "tracklint.toml"
_NO_SOURCE = frozenset({".json", ".toml", ".md", ".txt", ".diff"})


class Mark(NamedTuple):
    """One announced or reported finding."""

    path: str
    line: int
    code: str
    trackers: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.code} {'|'.join(self.trackers)}".rstrip()


class Announced(NamedTuple):
    """What the comments of some files say; ``silent`` counts the lines marked ``ok``."""

    expected: tuple[Mark, ...]
    missed: tuple[Mark, ...]
    alarms: tuple[Mark, ...]
    silent: tuple[tuple[str, int], ...]


def read(files: Iterable[tuple[str, str]]) -> Announced:
    """Collect the comments of files, given as (path, text). A comment that starts like one and is none is an error."""
    found: dict[str, list[Mark]] = {"expect": [], "miss": [], "alarm": []}
    silent: list[tuple[str, int]] = []
    for path, text in files:
        for word, line, rest in comments(path, text):
            if word == "ok":
                silent.append((path, line))
                continue
            for item in rest.split(";"):
                parsed = ITEM.match(item.strip())
                if parsed is None:
                    message = f"{path}:{line}: cannot read {word}: {item.strip()!r}"
                    raise ValueError(message)
                trackers = tuple(sorted(filter(None, (parsed["trackers"] or "").split("|"))))
                found[parsed["word"] or word].append(Mark(path, line, parsed["code"], trackers))
    expected, missed, alarms = (tuple(sorted(found[word])) for word in ("expect", "miss", "alarm"))
    return Announced(expected, missed, alarms, tuple(silent))


def comments(path: str, text: str) -> Iterator[tuple[str, int, str]]:
    """Give (word, line that is meant, rest) of each comment."""
    waiting: list[tuple[str, str]] = []
    number = 0
    for number, line in enumerate(text.split("\n"), 1):
        match = COMMENT.search(line)
        if match and (match["word"] == "ok") == bool(match["colon"]):
            # "ok: x" and "expect x" are slips of the pen, but "# ok, so ..." is prose.
            message = f"{path}:{number}: 'expect:', 'miss:' and 'alarm:' take a colon, 'ok' takes none"
            raise ValueError(message)
        if match and not line[: match.start()].strip():
            waiting.append((match["word"], match["rest"]))
            continue
        for word, rest in waiting:
            yield word, number, rest
        waiting = []
        if match:
            yield match["word"], number, match["rest"]
    if waiting:
        message = f"{path}:{number}: nothing follows the comment"
        raise ValueError(message)


def reported(report: Report) -> tuple[Mark, ...]:
    """Give the findings and problems of a run as marks."""
    marks = []
    for finding in report.findings:
        line = report.texts[finding.location.path].line_of(finding.location.start)
        marks.append(Mark(finding.location.path, line, finding.code, tuple(sorted(finding.trackers))))
    for problem in report.problems:
        text = report.texts.get(problem.path)
        line = text.line_of(problem.location.start) if text and problem.location else 1
        marks.append(Mark(problem.path, line, problem.code, ()))
    return tuple(sorted(marks))


class Differences(NamedTuple):
    """What is not as announced."""

    found: tuple[Mark, ...]
    """Announced as misses, and found."""
    gone: tuple[Mark, ...]
    """Announced as false alarms, and no longer reported."""
    missing: tuple[Mark, ...]
    extra: tuple[Mark, ...]


def compare(announced: Announced, report: Report) -> Differences:
    """Compare what is announced with what is reported; the same finding twice is one too many."""
    have = Counter(reported(report))

    def take(marks: tuple[Mark, ...]) -> tuple[list[Mark], list[Mark]]:
        there: list[Mark] = []
        not_there: list[Mark] = []
        for mark in marks:
            (there if have[mark] > 0 else not_there).append(mark)
            have[mark] -= have[mark] > 0
        return there, not_there

    found, _ = take(announced.missed)
    _, gone = take(announced.alarms)
    _, missing = take(announced.expected)
    return Differences(tuple(found), tuple(gone), tuple(missing), tuple(sorted(have.elements())))


def differences(announced: Announced, report: Report) -> list[str]:
    """Compare; each difference is one line for people, an empty list means that all is as announced."""
    found, gone, missing, extra = compare(announced, report)
    silent = set(announced.silent)
    lines = [f"now found, write expect  {mark}" for mark in found]
    lines += [f"no longer an alarm       {mark}" for mark in gone]
    lines += [f"missing                  {mark}" for mark in missing]
    for mark in extra:
        where = "extra on an ok line     " if (mark.path, mark.line) in silent else "extra                   "
        lines.append(f"{where} {mark}{_why(mark, report)}")
    return lines


def _why(mark: Mark, report: Report) -> str:
    for finding in report.findings:
        if finding.code == mark.code and finding.location.path == mark.path:
            text = report.texts[mark.path]
            if text.line_of(finding.location.start) == mark.line:
                key = ".".join(finding.flows[0].key) if finding.flows else ""
                return f"\n{'':27}{finding.message} [{', '.join(finding.kinds)}{' at ' if key else ''}{key}]"
    for problem in report.problems:
        if problem.code == mark.code and problem.path == mark.path:
            return f"\n{'':27}{problem.message}"
    return ""


def projects(root: Path) -> tuple[Path, ...]:
    """
    Give the folders below ``root`` that are one project each.

    A folder with a ``tracklint.toml`` and nothing but folders beside it is a group: its folders are projects and
    share that file unless they have their own. Any other folder at the top is a project.
    """
    found: list[Path] = []
    for folder in sorted(p for p in root.iterdir() if p.is_dir()):
        found.extend(p for p in sorted(folder.iterdir()) if p.is_dir()) if _is_group(folder) else found.append(folder)
    return tuple(found)


def projects_of(folder: Path) -> tuple[Path, ...]:
    """Give the projects that a folder stands for, which may be one itself, a group, or hold groups and projects."""
    inside = [path for path in folder.iterdir() if not path.name.startswith(".")]
    if any(path.is_file() and path.suffix not in _NO_SOURCE for path in inside):
        return (folder,)
    if _is_group(folder):
        return tuple(sorted(path for path in inside if path.is_dir()))
    return projects(folder)


def _is_group(folder: Path) -> bool:
    inside = list(folder.iterdir())
    return (folder / SETTINGS).exists() and all(path.is_dir() or path.name == SETTINGS for path in inside)


def settings_file(project: Path) -> Path | None:
    """Give the settings of a project: its own, or those of its group."""
    for folder in (project, project.parent):
        if (folder / SETTINGS).exists():
            return folder / SETTINGS
    return None


def files_of(project: Path) -> list[tuple[str, str]]:
    """Read the files of a project that can hold expectations, as (path relative to it, text)."""
    texts = []
    for path in sorted(project.rglob("*")):
        if path.is_file() and path.suffix not in _NO_SOURCE - {".json"} and "__pycache__" not in path.parts:
            texts.append((path.relative_to(project).as_posix(), path.read_text("utf-8", "replace")))
    return texts
