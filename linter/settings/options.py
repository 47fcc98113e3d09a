"""What can be set. The descriptions here are those of the JSON Schema and of the documentation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

SELECTOR_PATTERN = r"^(ALL|TRK[0-9]{0,3})$"
ALL = "TRK"
"""The prefix of every code."""

Selector: TypeAlias = Annotated[
    str, Meta(pattern=SELECTOR_PATTERN, description="A code (TRK101), the beginning of one (TRK1), or ALL.")
]
Severity: TypeAlias = Literal["note", "warning", "error"]
Confidence: TypeAlias = Literal["low", "medium", "high"]
Format: TypeAlias = Literal[
    "full", "concise", "grouped", "json", "jsonl", "sarif", "github", "gitlab", "gitlab-sast", "junit", "checkstyle",
    "rdjson", "rdjsonl", "azure", "markdown", "html",
]  # fmt: skip
Sector: TypeAlias = Literal["", "health", "politics", "religion", "union", "sexual", "dating"]


class Allowance(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """A kind of finding that is accepted, for a reason and perhaps for a time. Every key that is there must match."""

    reason: Annotated[str, Meta(min_length=1, description="Why these findings are accepted; shown in reports.")]
    code: Annotated[Selector | None, Meta(description="Findings with this code or beginning of a code.")] = None
    tracker: Annotated[str | None, Meta(description="Findings about this tracker, by its id: meta-pixel.")] = None
    kind: Annotated[
        str | None, Meta(description="Findings about this data kind; `contact` covers `contact.email`.")
    ] = None
    path: Annotated[
        str | None, Meta(description="Findings in these files, as a pattern in the syntax of .gitignore.")
    ] = None
    until: Annotated[
        date | None, Meta(description="The last day on which this holds. Later the findings are reported again.")
    ] = None


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """The keys of a settings file."""

    extend: Annotated[
        str,
        Meta(
            description="Another settings file, relative to this one, on which this one builds. Patterns of one that "
            "stands above the project count from its folder."
        ),
    ] = ""
    sector: Annotated[
        Sector,
        Meta(
            description="What the site is about, where that says something about its visitors: in the health sector a "
            "search term or a page address at a tracker lets one conclude on somebody's health."
        ),
    ] = ""
    languages: Annotated[
        tuple[str, ...],
        Meta(description="Natural languages of the names in the code (`en`, `de`, `fr`, ...). English always counts."),
    ] = ("en",)
    select: Annotated[
        tuple[Selector, ...], Meta(description="Codes that are reported. The longest matching beginning decides.")
    ] = (ALL,)
    ignore: Annotated[tuple[Selector, ...], Meta(description="Codes that are not reported.")] = ()
    extend_select: Annotated[
        tuple[Selector, ...], Meta(description="Codes that are reported beside those of `select`.")
    ] = ()
    extend_ignore: Annotated[
        tuple[Selector, ...], Meta(description="Codes that are not reported, beside those of `ignore`.")
    ] = ()
    per_file_ignores: Annotated[
        dict[str, tuple[Selector, ...]],
        Meta(description="Codes that are not reported in some files: pattern in the syntax of .gitignore to codes."),
    ] = {}
    severities: Annotated[
        dict[Selector, Literal["note", "warning", "error", "off"]],
        Meta(description="Other severities for some codes. The longest matching beginning decides."),
    ] = {}
    min_severity: Annotated[Severity, Meta(description="Findings below this severity are not shown.")] = "note"
    min_confidence: Annotated[Confidence, Meta(description="Findings below this confidence are not shown.")] = "low"
    fail_on: Annotated[
        Literal["note", "warning", "error", "never"],
        Meta(description="The lowest severity of a finding that makes the run exit with 1."),
    ] = "warning"
    exclude: Annotated[
        tuple[str, ...],
        Meta(description="Files and folders that are left out: patterns in the syntax of .gitignore, from the root."),
    ] = ()
    extend_exclude: Annotated[
        tuple[str, ...], Meta(description="Patterns beside those of `exclude`, and beside those of `extend`.")
    ] = ()
    default_excludes: Annotated[
        bool,
        Meta(description="Leave out packages of others, build output, minified, generated and vendored files."),
    ] = True
    respect_gitignore: Annotated[bool, Meta(description="Leave out what git ignores.")] = True
    force_exclude: Annotated[
        bool, Meta(description="Leave files out even when they are named on the command line.")
    ] = False
    rules: Annotated[
        tuple[str, ...],
        Meta(description="Folders with rules of your own (trackers, data kinds, ...), relative to this file."),
    ] = ()
    consent_functions: Annotated[
        tuple[str, ...],
        Meta(description="Names of your own functions and flags that say whether consent was given."),
    ] = ()
    allow: Annotated[tuple[Allowance, ...], Meta(description="Findings that are accepted, each with a reason.")] = ()
    require_reason: Annotated[bool, Meta(description="Report suppression comments without a reason (TRK902).")] = True
    baseline: Annotated[
        str, Meta(description="A file of accepted findings, relative to this file: only new ones are reported.")
    ] = ""
    max_steps: Annotated[
        int, Meta(ge=100, description="Steps after which a single trace is ended, which the run then says (TRK904).")
    ] = 15_000
    max_file_size: Annotated[
        int, Meta(ge=1_000, description="Bytes beyond which a file is not analysed, which the run then says (TRK904).")
    ] = 2_000_000
    output_format: Annotated[Format, Meta(description="The format of the report on the terminal.")] = "full"
    cache_dir: Annotated[str, Meta(description="Where the cache is kept, relative to this file.")] = ""


class Settings(Options, frozen=True, kw_only=True):
    """
    The settings of a run: the keys of the file, with paths (``rules``, ``baseline``, ``cache_dir``) made absolute.

    ``select`` and its three companions hold what the file says; what the command line says beside it stands in
    ``chosen``, since it wins over the file at equal length.
    """

    root: Path = Path()
    """The root folder of the project, absolute."""
    origins: Mapping[str, str] = {}
    """Key as in the file -> where its value is from (``tracklint.toml:3``, ``command line``); none for a default."""
    chosen: tuple[tuple[str, str], ...] = ()
    """Selectors of the command line: (``select`` or ``ignore``, selector)."""


def keys() -> tuple[str, ...]:
    """Give the keys of a settings file, as written there."""
    return Options.__struct_encode_fields__
