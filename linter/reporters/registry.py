"""The formats by name. A format is one module with ``render(report, context) -> str``, imported when asked for."""

from __future__ import annotations

import importlib
from typing import NamedTuple

from linter.errors import UsageError
from linter.model import Report
from linter.reporters.context import Context


class Format(NamedTuple):
    """One format."""

    name: str
    module: str
    for_people: bool
    """True for text on a terminal: paths as seen from the working folder, colour, a summary."""
    text: str
    carries_edits: bool = False
    """True where a program can apply the fixes that the report carries."""


FORMATS: tuple[Format, ...] = (
    Format("full", "full", True, "excerpt, flow, recipient, articles, help"),
    Format("concise", "concise", True, "one line for each finding: path:line:col: severity: message [code]"),
    Format("grouped", "grouped", True, "findings under the name of their file (ESLint's stylish layout)"),
    Format("json", "json", False, "everything, in one document with a schema", True),
    Format("jsonl", "jsonl", False, "one JSON object for each finding and problem, one in each line", True),
    Format("sarif", "sarif", False, "SARIF 2.1.0, for code scanning", True),
    Format("github", "github", False, "annotations of GitHub Actions"),
    Format("gitlab", "gitlab", False, "GitLab Code Quality report"),
    Format("gitlab-sast", "gitlab_sast", False, "GitLab SAST report"),
    Format("junit", "junit", False, "JUnit XML"),
    Format("checkstyle", "checkstyle", False, "Checkstyle XML"),
    Format("rdjson", "rdjson", False, "reviewdog, one document", True),
    Format("rdjsonl", "rdjsonl", False, "reviewdog, one diagnostic in each line", True),
    Format("azure", "azure", False, "logging commands of Azure Pipelines"),
    Format("markdown", "markdown", False, "a comment for a pull request"),
    Format("html", "html", False, "one page for a browser, without network"),
)
NAMES: tuple[str, ...] = tuple(row.name for row in FORMATS)


def format_named(name: str) -> Format:
    """Give a format; raises ``UsageError`` with the nearest name."""
    for row in FORMATS:
        if row.name == name:
            return row
    import difflib

    near = difflib.get_close_matches(name, NAMES, 1)
    hint = f" (did you mean {near[0]!r}?)" if near else f" (known are: {', '.join(NAMES)})"
    raise UsageError(f"unknown format {name!r}{hint}")


def render(name: str, report: Report, context: Context) -> str:
    """Give a report in a format; the text ends with a line feed, or is empty."""
    module = importlib.import_module(f"linter.reporters.{format_named(name).module}")
    text: str = module.render(report, context)
    return text
