"""Logging commands of Azure Pipelines. There is no word for a note: it is sent as a warning."""

from __future__ import annotations

from linter.model import Location, Report
from linter.reporters import words
from linter.reporters.context import Context
from linter.reporters.escaping import azure_message, azure_property, unfold, workflow
from linter.reporters.positions import region
from linter.reporters.severities import words as severity_words


def render(report: Report, context: Context) -> str:
    """Give one command in each line."""
    lines = [
        _command(report, f.severity, f.code, f.message, f.location, f.location.path, context) for f in report.findings
    ]
    lines += [_command(report, p.severity, p.code, p.message, p.location, p.path, context) for p in report.problems]
    return "".join(f"{line}\n" for line in lines)


def _command(
    report: Report, severity: str, code: str, message: str, location: Location | None, path: str, context: Context
) -> str:
    properties: dict[str, str] = {"type": severity_words(severity).azure}
    if path:
        properties["sourcepath"] = words.machine_path(path, context)
    if location is not None:
        place = region(report, location, "azure")
        properties["linenumber"] = str(place.line)
        properties["columnnumber"] = str(place.column)
    properties["code"] = code
    shown = "".join(f"{key}={azure_property(value)};" for key, value in properties.items())
    # The agent looks for commands anywhere in a line: one inside the message would be a second one.
    text = azure_message(workflow(unfold(message)))
    return f"##vso[task.logissue {shown}]{text}"
