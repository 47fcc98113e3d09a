"""``check(request) -> Report``: the stages in order, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from linter.errors import InternalError
from linter.model import Finding, Problem, Report
from linter.settings import Settings
from linter.workspace.discovery import discover
from linter.workspace.project import Project

if TYPE_CHECKING:
    from linter.analysis.link.shelf import Shelf
    from linter.catalogue.catalogue import Catalogue
    from linter.verdict.baseline import Baseline
    from linter.verdict.suppression import Scanned
    from linter.workspace.changes import Changes
    from linter.workspace.memory import Remembered
    from linter.workspace.revision import Revision
    from linter.workspace.store import Store
    from linter.workspace.text import SourceText

_UNREADABLE = "TRK903"
_BOUNDED = "TRK904"


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is asked."""

    root: Path
    paths: tuple[Path, ...]
    """Files and folders whose findings are reported; the whole project is analysed."""
    settings: Settings
    overlay: Mapping[str, bytes] = {}
    """Unsaved content by path relative to the root: it wins over the disk."""
    scope: frozenset[str] | None = None
    """Paths relative to the root; narrows further what ``paths`` say (standard input has no path on the disk)."""
    heed_comments: bool = True
    """False for audits: suppression comments have no effect."""
    baseline: Baseline | None = None
    since: Revision | None = None
    """Only findings that have to do with a line changed since then are reported; None for all."""
    today: date | None = None
    """Decides about allowances that end; None lets all of them hold."""
    catalogue: Catalogue | None = None
    """Where the caller has it already; else it is loaded."""
    cache: Path | None = None
    """Where compiled rules, modules and results are kept; None for the user's own place, ``os.devnull`` for nowhere."""
    jobs: int = 1
    """How many processes may work at the same time. The report is the same for any number."""
    fixes: bool = True
    """False where nobody looks at the fixes of findings: an editor asks for those of one place later."""
    edits: bool = True
    """False where it is enough to say what fixes there are: their edits are left empty."""
    shelf: Shelf | None = None
    """What a process that checks again and again keeps in its memory."""
    passing: bool = False
    """True for text that is gone in a moment: what is found is then kept on the ``shelf`` alone, not on the disk."""
    progress: Callable[[str], None] = lambda _stage: None
    """Called with the name of each stage when it begins."""


def check(request: Request) -> Report:
    """
    Run all stages over a project.

    Raises ``TracklintError`` for what makes a run pointless (settings, rules); what goes wrong with single files is a
    problem in the report.
    """
    from linter.catalogue.compiled import cache_directory
    from linter.catalogue.load import load
    from linter.verdict.allowances import check_names
    from linter.verdict.verdict import decide
    from linter.workspace.store import Store

    settings = request.settings
    request.progress("looking for files")
    discovery = discover(request.root, request.paths, settings)
    project = Project(request.root, discovery.files, request.overlay, discovery.contents)
    request.progress("loading rules")
    catalogue = request.catalogue or load(tuple(Path(folder) for folder in settings.rules), request.cache)
    if settings.allow or set(settings.languages) - {"en"}:
        check_names(settings, catalogue.trackers, catalogue.kinds, catalogue.vocabulary.languages)
    request.progress("following data")
    changes = _changes(request, project)
    with Store(request.cache or cache_directory(), writes=not request.passing) as store:
        found = _found(project, catalogue, request, store)
        comments, faults = suppression_comments(project, store) if request.heed_comments else ({}, ())
    verdict = decide(
        found.findings,
        (*found.problems, *faults, *_too_large(discovery.large, settings)),
        settings,
        catalogue.reported,
        scope=request.scope if request.scope is not None else discovery.scope,
        comments=comments,
        baseline=request.baseline,
        today=request.today,
        changed=changes.touch if changes is not None else None,
    )
    shown = verdict.shown
    if shown and request.fixes:
        from linter.fixes.plan import plan_fixes

        shown = plan_fixes(shown, project, catalogue, edits=request.edits)
    every = (*shown, *verdict.suppressed, *verdict.baselined)
    return Report(
        findings=shown,
        problems=verdict.problems,
        texts=texts_of(project, every, verdict.problems),
        suppressed=verdict.suppressed,
        baselined=verdict.baselined,
        skipped=discovery.skipped,
        files=len(project.files),
        analysed=found.analysed,
        failed=verdict.failed,
        notices=verdict.notices,
        unchanged=verdict.unchanged,
    )


def _changes(request: Request, project: Project) -> Changes | None:
    if request.since is None:
        return None
    from linter.workspace.changes import Changes

    return Changes(request.since, project)


def _found(project: Project, catalogue: Catalogue, request: Request, store: Store) -> Remembered:
    """Trace and judge, unless what was found last still holds."""
    from linter.workspace.memory import Memory, Remembered

    settings = request.settings
    memory = Memory(project, store, catalogue.digest, settings)
    found = memory.recall()
    if found is None:
        from linter.analysis.engine import analyse
        from linter.judgement.recall import judge_cases

        made = analyse(project, catalogue, settings, store, request.jobs, request.shelf)
        request.progress("judging")
        findings = judge_cases(made.cases, catalogue, settings, store, project.root, request.shelf)
        found = Remembered(findings, made.problems, made.analysed, {})
        memory.remember(found)
    return found


def _too_large(paths: Iterable[str], settings: Settings) -> Iterable[Problem]:
    for path in paths:
        limit = f"{settings.max_file_size / 1_000_000:g} MB"
        yield Problem(_BOUNDED, f"not analysed: larger than {limit} (max-file-size)", path)


def suppression_comments(
    project: Project, store: Store | None = None
) -> tuple[dict[str, Scanned], tuple[Problem, ...]]:
    """Give the files that hold suppression comments, lowered; what cannot be lowered is a problem."""
    from linter.frontends.modules import Modules
    from linter.verdict.suppression import MARK, Scanned
    from linter.workspace.store import Store

    modules: Modules | None = None
    found: dict[str, Scanned] = {}
    problems: list[Problem] = []
    for path in project.files:
        try:
            if MARK not in project.read(path):
                continue
            text = project.text(path)
        except OSError:
            continue  # the analysis reads every file too, and says so
        language = project.language(path)
        if language is None:
            continue
        try:
            modules = modules or Modules(project, store or Store(None))
            found[path] = Scanned(text, modules.module(path, text, *language))
        except Exception as error:  # noqa: BLE001 - one file costs one problem, never the run
            problems.append(Problem(_UNREADABLE, f"its comments cannot be read: {type(error).__name__}", path))
    return found, tuple(problems)


def texts_of(project: Project, findings: Iterable[Finding], problems: Iterable[Problem]) -> dict[str, SourceText]:
    """Give the texts of all files that findings and problems point into."""
    paths: set[str] = {problem.path for problem in problems if problem.location is not None}
    for finding in findings:
        paths.add(finding.location.path)
        for flow in finding.flows:
            paths.add(flow.sink.location.path)
            paths.update(step.location.path for step in flow.steps)
            paths.update(guard.location.path for guard in flow.sink.guards)
        paths.update(edit.location.path for fix in finding.fixes for edit in fix.edits)
    texts: dict[str, SourceText] = {}
    for path in sorted(paths):
        try:
            texts[path] = project.text(path)
        except OSError as error:
            raise InternalError(f"{path}: disappeared during the run: {error}") from None
    return texts
