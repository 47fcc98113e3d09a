"""Findings to diagnostics, hovers and code actions of the protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from lsprotocol import types
from msgspec.structs import replace
from pygls.workspace import PositionCodec

from linter.fixes.edits import apply
from linter.model import Finding, Location, Problem, Step
from linter.reporters import escaping
from linter.reporters.severities import words
from linter.server.positions import Positions, edit_between
from linter.verdict.annotate import comments_for
from linter.verdict.suppression import Scanned

if TYPE_CHECKING:
    from linter.server.project import Result
    from linter.workspace.text import SourceText

_Edit: TypeAlias = types.TextEdit | types.SnippetTextEdit
SOURCE = "tracklint"
FIX_ALL = "source.fixAll.tracklint"
_REASON = "\ue000"
"""Stands for the reason of a comment until it is known where it goes."""


class Converter:
    """Turns one result into what one client can show."""

    def __init__(
        self,
        result: Result,
        root: Path,
        codec: PositionCodec,
        capabilities: types.ClientCapabilities,
        pages: Path | None = None,
        suppress_command: str = "",
    ) -> None:
        self._result = result
        self._root = root
        self._codec = codec
        self._pages = pages
        self._suppress_command = suppress_command
        self._positions: dict[str, Positions] = {}
        document = capabilities.text_document
        publishing = document.publish_diagnostics if document else None
        pulling = document.diagnostic if document else None
        self._related = bool(
            (publishing and publishing.related_information) or (pulling and pulling.related_information)
        )
        hover = document.hover if document else None
        formats = (hover.content_format if hover else None) or ()
        self._markdown = types.MarkupKind.Markdown in formats
        edit = capabilities.workspace.workspace_edit if capabilities.workspace else None
        self._versioned = bool(edit and edit.document_changes)
        self._snippets = bool(edit and edit.snippet_edit_support)

    # ------------------------------------------------------------------------------------------- diagnostics

    def diagnostics(self, path: str) -> list[types.Diagnostic]:
        """Give what is to be said about one file."""
        found = [self._finding(finding) for finding in self._result.findings_in(path)]
        found += [self._problem(problem) for problem in self._result.report.problems if problem.path == path]
        return found

    def _finding(self, finding: Finding) -> types.Diagnostic:
        related = None
        if self._related and finding.flows:
            related = [r for r in map(self._step, _steps(finding)) if r is not None]
        return types.Diagnostic(
            range=self._range(finding.location),
            message=escaping.unfold(finding.message),
            severity=types.DiagnosticSeverity(words(finding.severity).lsp),
            code=finding.code,
            code_description=self._description(finding.code),
            source=SOURCE,
            related_information=related,
            data={"fingerprint": finding.fingerprint},
        )

    def _problem(self, problem: Problem) -> types.Diagnostic:
        start = types.Position(0, 0)
        return types.Diagnostic(
            range=self._range(problem.location) if problem.location else types.Range(start, start),
            message=escaping.unfold(problem.message),
            severity=types.DiagnosticSeverity(words(problem.severity).lsp),
            code=problem.code,
            code_description=self._description(problem.code),
            source=SOURCE,
        )

    def _step(self, step: Step) -> types.DiagnosticRelatedInformation | None:
        if step.location.path not in self._result.report.texts:
            return None
        place = types.Location(self.uri(step.location.path), self._range(step.location))
        return types.DiagnosticRelatedInformation(place, escaping.unfold(f"{step.role}: {step.text}"))

    def _description(self, code: str) -> types.CodeDescription | None:
        page = self.page(code)
        return types.CodeDescription(page) if page else None

    def page(self, code: str) -> str:
        """Give the address of the page of a code, empty for none: a file, so that it needs no network."""
        file = self._pages / f"{code}.md" if self._pages and code.isalnum() else None
        return file.as_uri() if file is not None and file.is_file() else ""

    def uri(self, path: str) -> str:
        """Give the address of a file of the project."""
        return (self._root / path).as_uri()

    def positions(self, path: str) -> Positions:
        """Give the lines of a file that a finding points into."""
        if path not in self._positions:
            self._positions[path] = Positions(self._result.report.texts[path], self._codec)
        return self._positions[path]

    def _range(self, location: Location) -> types.Range:
        return self.positions(location.path).range(location)

    # ------------------------------------------------------------------------------------------------- hover

    def hover(self, path: str, position: types.Position) -> types.Hover | None:
        """Say what is known about the flows at a position: those that end there, and those that come through."""
        if path not in self._result.report.texts:
            return None
        offset = self.positions(path).offset(position)
        here = [f for f in self._result.findings_in(path) if _holds(f.location, path, offset)]
        passing = [
            finding
            for finding in self._result.report.findings
            if finding not in here and any(_holds(step.location, path, offset) for step in _steps(finding))
        ]
        if not here and not passing:
            return None
        least = min((f.location.end - f.location.start for f in here), default=0)
        inner = [f for f in here if f.location.end - f.location.start == least]
        parts = [self._about(finding, passes=False) for finding in inner]
        parts += [self._about(finding, passes=True) for finding in passing[:3]]
        separator = "\n\n---\n\n" if self._markdown else "\n\n"
        span = inner[0].location if inner else None
        return types.Hover(
            types.MarkupContent(
                types.MarkupKind.Markdown if self._markdown else types.MarkupKind.PlainText, separator.join(parts)
            ),
            self._range(span) if span else None,
        )

    def _about(self, finding: Finding, *, passes: bool) -> str:
        plain = escaping.markdown if self._markdown else escaping.unfold
        strong = "**" if self._markdown else ""
        kinds = self._result.catalogue.kinds
        labels = [f"{kinds[kind].label} ({kind})" if kind in kinds else kind for kind in finding.kinds]
        hashed = " as a hash" if finding.pseudonymised else ""
        lines = [
            f"{strong}{finding.code}{strong} {plain(finding.message)}",
            f"{'Data comes through here on its way to' if passes else 'Recipient:'} {plain(finding.recipient)}",
        ]
        if labels:
            lines.append(f"Data: {plain(', '.join(labels))}{hashed}")
        lines.append(f"Severity {finding.severity}, confidence {finding.confidence}")
        lines += [f"- {plain(cited.article)}: {plain(cited.title)}" for cited in finding.articles]
        if finding.help and not passes:
            lines.append(plain(finding.help))
        return "\n\n".join(lines[:-1]) + f"\n\n{lines[-1]}" if self._markdown else "\n".join(lines)

    # -------------------------------------------------------------------------------------------- code actions

    def actions(
        self, path: str, wanted: types.Range, context: types.CodeActionContext, file: Scanned | None
    ) -> list[types.CodeAction]:
        """Give what can be done about the findings in a range; ``file`` is the document, lowered, where it can be."""
        every = self._result.fixable_in(path)
        found = [f for f in every if _meet(self._range(f.location), wanted)]
        actions: list[types.CodeAction] = []
        if _asked(context, types.CodeActionKind.QuickFix):
            for finding in found:
                actions += self._fixes(finding, context)
            for finding in found:
                if file is not None and finding.flows:
                    actions += self._suppression(finding, file, context)
        if _asked(context, FIX_ALL, only_when_named=True):
            data = apply(every, self._result.report.texts).data
            if data:
                edit = self._edit(data)
                actions.append(types.CodeAction("Mend all findings of tracklint that can be", kind=FIX_ALL, edit=edit))
        return actions

    def _fixes(self, finding: Finding, context: types.CodeActionContext) -> Iterator[types.CodeAction]:
        for fix in finding.fixes:
            data = apply([replace(finding, fixes=(fix,))], self._result.report.texts, unsafe=True).data
            if data:
                yield types.CodeAction(
                    title=escaping.unfold(fix.title) + ("" if fix.safe else " (may change other behaviour)"),
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=_of(finding, context),
                    is_preferred=fix.safe or None,
                    edit=self._edit(data),
                )

    def _suppression(
        self, finding: Finding, file: Scanned, context: types.CodeActionContext
    ) -> Iterator[types.CodeAction]:
        path = finding.location.path
        for made in comments_for([finding], {path: file}, _REASON):
            place = self.positions(path).position(made.edit.location.start)
            before, _, after = made.edit.text.partition(_REASON)
            action = types.CodeAction(
                title=f"Ignore {finding.code} here, for a reason",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=_of(finding, context),
            )
            at = types.Range(place, place)
            if self._suppress_command:
                arguments: list[Any] = [self.uri(path), self._result.versions.get(path), place, before, after]
                action.command = types.Command(action.title, self._suppress_command, arguments=arguments)
            elif self._snippets:
                value = f"{_snippet(before)}${{1:reason}}{_snippet(after)}"
                action.edit = self._changes({path: [types.SnippetTextEdit(at, types.StringValue(value))]})
            else:
                # Without a reason the comment is a finding of its own (TRK902): nobody forgets to write one.
                text = f"{before}{after}" if after.strip() else f"{before.rstrip()}{after}"
                action.edit = self._changes({path: [types.TextEdit(at, text)]})
            yield action

    def _edit(self, data: Mapping[str, bytes]) -> types.WorkspaceEdit:
        edits: dict[str, list[_Edit]] = {}
        for path, new in data.items():
            start, end, text = edit_between(self._result.report.texts[path].data, new)
            edits[path] = [types.TextEdit(self._range(Location(path, start, end)), text)]
        return self._changes(edits)

    def _changes(self, edits: Mapping[str, Sequence[_Edit]]) -> types.WorkspaceEdit:
        if not self._versioned:
            plain = {
                self.uri(path): [e for e in listed if isinstance(e, types.TextEdit)] for path, listed in edits.items()
            }
            return types.WorkspaceEdit(changes=plain)
        return types.WorkspaceEdit(
            document_changes=[
                types.TextDocumentEdit(
                    types.OptionalVersionedTextDocumentIdentifier(self.uri(path), self._result.versions.get(path)),
                    list(listed),
                )
                for path, listed in edits.items()
            ]
        )


def _steps(finding: Finding) -> tuple[Step, ...]:
    """Give the steps of the flow that is shown: the first one."""
    return finding.flows[0].steps if finding.flows else ()


def _holds(location: Location, path: str, offset: int) -> bool:
    return location.path == path and location.start <= offset <= location.end


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character


def _meet(one: types.Range, other: types.Range) -> bool:
    return _key(one.start) <= _key(other.end) and _key(other.start) <= _key(one.end)


def _asked(context: types.CodeActionContext, kind: str, *, only_when_named: bool = False) -> bool:
    if not context.only:
        return not only_when_named
    return any(kind == only or kind.startswith(f"{only}.") for only in map(_value, context.only))


def _value(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _of(finding: Finding, context: types.CodeActionContext) -> list[types.Diagnostic] | None:
    """Give the client's own diagnostics that are about a finding."""
    return [d for d in context.diagnostics if _fingerprint(d) == finding.fingerprint] or None


def _fingerprint(diagnostic: types.Diagnostic) -> str:
    data = diagnostic.data
    if isinstance(data, Mapping):
        return str(data.get("fingerprint", ""))
    return str(getattr(data, "fingerprint", ""))


def _snippet(text: str) -> str:
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")


def links(text: SourceText, codec: PositionCodec, page: Iterable[tuple[int, int, str]]) -> list[types.DocumentLink]:
    """Give links for stretches of a text: (start, end, address)."""
    lines = Positions(text, codec)
    return [
        types.DocumentLink(types.Range(lines.position(start), lines.position(end)), target)
        for start, end, target in page
    ]
