"""One run over a project with the unsaved text of the editor, for the language server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from linter.check import Request, check
from linter.errors import BaselineError
from linter.model import Finding, Report
from linter.settings import Settings, load_settings
from linter.workspace.text import SourceText

if TYPE_CHECKING:
    from linter.analysis.link.shelf import Shelf
    from linter.catalogue.catalogue import Catalogue
    from linter.verdict.baseline import Baseline


class Unsaved(NamedTuple):
    """A document that is open in the editor."""

    version: int
    text: str


class Result(NamedTuple):
    """What a run said, and about which versions of which documents."""

    report: Report
    versions: Mapping[str, int]
    """The versions of the open documents by path relative to the root."""
    catalogue: Catalogue
    root: Path
    overlay: Mapping[str, bytes]

    def fixable_in(self, path: str) -> tuple[Finding, ...]:
        """Give the findings of one file with their fixes, which a run does not work out: few are looked at."""
        from linter.fixes.plan import plan_fixes
        from linter.workspace.project import Project

        project = Project(self.root, tuple(self.report.texts), self.overlay)
        return plan_fixes(self.findings_in(path), project, self.catalogue)

    def findings_in(self, path: str) -> tuple[Finding, ...]:
        """Give the findings of one file."""
        return tuple(finding for finding in self.report.findings if finding.location.path == path)


class Runner:
    """Runs checks of one root; keeps the rules between them. Used by one thread at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._shelf: Shelf | None = None
        self._catalogue: tuple[tuple[str, ...], Catalogue] | None = None
        self._files: frozenset[str] | None = None

    def forget(self) -> None:
        """Read rules and the list of files anew at the next run: something changed on the disk."""
        self._catalogue = None
        self._files = None

    def run(self, documents: Mapping[str, Unsaved], paths: tuple[Path, ...]) -> Result:
        """Check the project; ``documents`` by path relative to the root. Raises ``TracklintError``."""
        settings = load_settings(self.root, None, isolated=False, overrides={})
        catalogue = self._rules(settings)
        overlay = {
            path: encoded(path, unsaved.text)
            for path, unsaved in documents.items()
            if self._is_read(path, settings, paths)
        }
        report = check(
            Request(
                root=self.root,
                paths=tuple(path for path in paths if path.exists()),
                settings=settings,
                overlay=overlay,
                baseline=_baseline(settings),
                today=date.today(),  # noqa: DTZ011 - an allowance ends with the user's day
                catalogue=catalogue,
                fixes=False,
                shelf=self._views(),
                passing=any(not self._is_saved(path, data) for path, data in overlay.items()),
            )
        )
        versions = {path: unsaved.version for path, unsaved in documents.items()}
        return Result(report, versions, catalogue, self.root, overlay)

    def prepare(self, documents: Mapping[str, Unsaved], paths: tuple[Path, ...]) -> None:
        """
        Make ready what a run needs after an edit of these documents: for a moment in which nobody waits.

        What it says is let go of: each document is moved by a line, so that all that looked at it is looked at again.
        """
        from linter.judgement.recall import judge_of

        edited = {path: Unsaved(unsaved.version, "\n" + unsaved.text) for path, unsaved in documents.items()}
        result = self.run(edited, paths)
        judge_of(result.catalogue, load_settings(self.root, None, isolated=False, overrides={}), self._views())

    def _views(self) -> Shelf:
        from linter.analysis.link.shelf import Shelf

        if self._shelf is None:
            self._shelf = Shelf()
        return self._shelf

    def _rules(self, settings: Settings) -> Catalogue:
        from linter.catalogue.load import load

        if self._catalogue is None or self._catalogue[0] != settings.rules:
            self._catalogue = settings.rules, load(tuple(Path(folder) for folder in settings.rules))
        return self._catalogue[1]

    def _is_saved(self, path: str, data: bytes) -> bool:
        try:
            return (self.root / path).read_bytes() == data
        except OSError:
            return False

    def _is_read(self, path: str, settings: Settings, paths: tuple[Path, ...]) -> bool:
        """Say whether an open document is part of the project: not one that the settings leave out."""
        from linter.workspace.discovery import discover

        if not (self.root / path).is_file():
            return True
        if self._files is None or path not in self._files:
            named = tuple(path for path in paths if path.exists())
            self._files = frozenset(discover(self.root, named, settings).files)
        return path in self._files


def encoded(path: str, text: str) -> bytes:
    """Give the bytes of unsaved text so that they are decoded to the same text again."""
    data = text.encode("utf-8", "replace")
    encoding = SourceText.decode(path, data).encoding
    # A Python file may say in a comment that it is in another encoding.
    return data if encoding == "utf-8" else text.encode(encoding, "replace")


def _baseline(settings: Settings) -> Baseline | None:
    from linter.verdict.baseline import parse

    if not settings.baseline:
        return None
    file = Path(settings.baseline)
    try:
        return parse(file.read_bytes(), file.name)
    except OSError as error:
        raise BaselineError(f"{file}: {error.strerror or 'cannot be read'}") from None
