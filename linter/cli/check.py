"""``tracklint check``: run, render, write, and the exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from linter.cli import complete
from linter.cli.options import SETTINGS_OPTIONS, VERDICT_OPTIONS, apply, context_for, settings_for
from linter.cli.output import STDIN, carry_edits, parse_outputs, write_all
from linter.errors import UsageError

if TYPE_CHECKING:
    from linter.fixes.passes import Mended
    from linter.model import Report
    from linter.reporters.context import Context
    from linter.settings import Settings


@click.command("check", short_help="Report personal data that reaches trackers.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--output-format",
    metavar="FORMAT",
    envvar="TRACKLINT_OUTPUT_FORMAT",
    shell_complete=complete.formats,
    help="Format on standard output [full].",
)
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="[FORMAT:]FILE", help="Write the report to a file too."
)
@apply(VERDICT_OPTIONS)
@apply(SETTINGS_OPTIONS)
@click.option("--stdin-filename", metavar="PATH", help="The name of what is read from standard input ('-').")
@click.option("--diff-base", metavar="REF", help="Report only what has a step in a line changed since this commit.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 also when there are findings.")
@click.option("--require-files", is_flag=True, help="Exit with 2 when there is nothing to check.")
@click.option("--ignore-suppressions", is_flag=True, help="Report what comments silence, for audits.")
@click.option("--show-suppressed", is_flag=True, help="Add suppressed findings to json, sarif, junit and html.")
@click.option("--add-ignore", metavar="REASON", help="Write a suppression comment at each finding.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without changing anything else.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also what may change other behaviour.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 when --fix changed something.")
@click.option("--baseline", metavar="FILE", help="Report only what is not in this file.")
@click.option("--strict-baseline", is_flag=True, help="Exit with 2 when the baseline holds what is gone.")
@click.option("--statistics", is_flag=True, help="Count findings by code instead of showing them (as text, or json).")
@click.option("--show-files", is_flag=True, help="Print the files that would be looked at, and stop.")
@click.option("--show-settings", is_flag=True, help="Print the settings and where each is from, and stop.")
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", help="Colour [auto].")
@click.option("--jobs", "-j", type=click.IntRange(min=1), metavar="N", help="Processes to use [one for each core].")
@click.option("--no-cache", is_flag=True, help="Keep nothing for the next run.")
@click.option("--cache-dir", metavar="FOLDER", envvar="TRACKLINT_CACHE_DIR", help="Where to keep it instead.")
@click.option("--watch", is_flag=True, help="Run again whenever a file changes, until Ctrl-C.")
@click.option("--quiet", "-q", is_flag=True, help="Findings only: no summary, no warnings, no progress.")
@click.option("--verbose", "-v", is_flag=True, help="Say on standard error what is done.")
def command(paths: tuple[str, ...], **values: Any) -> int:
    """
    Report personal data that reaches trackers.

    PATH is a file or a folder; without any the current folder is meant. Findings are reported for the files named;
    the project around them is analysed as a whole, since data flows from file to file. '-' is standard input.

    \b
    tracklint check .
    tracklint check --select TRK1 --min-confidence medium src/
    tracklint check -o sarif:tracklint.sarif -o html:report.html .
    tracklint check --stdin-filename web/search.js - < web/search.js
    """  # noqa: D301 - click wants the character
    return run(paths, values)


def run(
    paths: tuple[str, ...], values: dict[str, Any], reported: Callable[[Report], object] = lambda _report: None
) -> int:
    """Run a check with the values of the options and give the exit code; ``reported`` is told what was written."""
    # A run makes millions of small values and hardly a cycle: looking for cycles often costs a tenth of its time.
    gc.set_threshold(200_000, 20, 100)
    from linter.workspace.root import find_root

    if values["watch"]:
        from linter.cli.watch import watch

        return watch(paths, values, run)
    source = _Source.of(paths, values["stdin_filename"])
    root = find_root(source.places)
    settings = settings_for(root, values)
    outputs = parse_outputs(values["outputs"], values["output_format"])
    if values["show_settings"]:
        return _show_settings(settings)
    if values["show_files"]:
        return _show_files(root, source, settings)
    values = {**values, "edits": values["fix"] or values["diff"] or carry_edits(outputs, settings)}
    report, context = _report(root, source, settings, values)
    if not values["quiet"]:
        _warn_of_place(root, source)
    if not (values["quiet"] or values["config"] or values["isolated"]):
        _warn_of_settings(root, source)
    _warn(report, values)
    if values["add_ignore"] is not None:
        return _add_ignores(root, source, settings, report, values)
    changed = False
    if values["fix"] or values["diff"]:
        if values["diff"]:
            return _diff(root, source, settings, report, values)
        report, changed = _fix(root, source, settings, report, values)
    write_all(report, context, settings, outputs, values)
    reported(report)
    return 1 if changed and values["exit_non_zero_on_fix"] else exit_code(report, values)


def _warn_of_place(root: Path, source: _Source) -> None:
    from linter.cli.streams import say
    from linter.workspace.root import read_alone

    if alone := read_alone(root, source.paths):
        say(f"warning: {alone}")


def _warn_of_settings(root: Path, source: _Source) -> None:
    from linter.cli.streams import say
    from linter.workspace.root import other_settings

    for file in other_settings(root, source.places):
        name = os.path.relpath(file, root).replace(os.sep, "/")
        say(f"warning: {name} is not used: what is named is in several projects, and a run has one; name them apart")


class _Source(NamedTuple):
    """What was named: paths on the disk, or a name with its content from standard input."""

    paths: tuple[Path, ...]
    name: Path | None
    content: bytes

    @classmethod
    def of(cls, paths: tuple[str, ...], stdin_filename: str | None) -> _Source:
        from linter.workspace.discovery import missing

        if STDIN not in paths:
            named = tuple(Path(path) for path in paths) or (Path(),)
            for path in named:
                if not os.path.lexists(path):
                    raise UsageError(missing(path))
            return cls(named, None, b"")
        if len(paths) > 1:
            raise UsageError("'-' (standard input) goes with no other path")
        if not stdin_filename:
            raise UsageError("standard input needs --stdin-filename: the name says language and settings")
        return cls((), Path(os.path.abspath(stdin_filename)), sys.stdin.buffer.read())

    @property
    def places(self) -> tuple[Path, ...]:
        """Existing paths from which the root is looked for."""
        if self.name is None:
            return self.paths
        return (next(above for above in self.name.parents if above.is_dir()),)

    def relative(self, root: Path) -> str:
        """Give the name of standard input relative to the root."""
        if self.name is None:
            return ""
        real = os.path.join(os.path.realpath(self.name.parent), self.name.name)
        return os.path.relpath(real, root).replace(os.sep, "/")


def _report(
    root: Path, source: _Source, settings: Settings, values: dict[str, Any], changed: dict[str, bytes] | None = None
) -> tuple[Report, Context]:
    from datetime import date

    from linter.catalogue.load import load
    from linter.check import Request, check
    from linter.cli.progress import Progress
    from linter.cli.streams import say, wants_progress
    from linter.workspace.revision import Revision

    verbose = values["verbose"]
    with Progress(on=wants_progress(os.environ, quiet=values["quiet"] or verbose)) as progress:

        def tell(stage: str) -> None:
            progress(stage)
            if verbose:
                say(stage)

        cache = cache_folder(settings, values)
        tell("loading rules")
        catalogue = load(tuple(Path(folder) for folder in settings.rules), cache)
        if verbose:
            say(f"root {root}, rules {catalogue.digest[:12]}")
        overlay: dict[str, bytes] = {}
        scope: frozenset[str] | None = None
        if source.name is not None:
            name = source.relative(root)
            if not (settings.force_exclude and _is_excluded(root, source.name, settings)):
                overlay = {name: source.content}
            scope = frozenset({name})
        overlay |= changed or {}
        base = values["diff_base"]
        report = check(
            Request(
                root=root,
                paths=source.paths,
                settings=settings,
                overlay=overlay,
                scope=scope,
                heed_comments=not values["ignore_suppressions"],
                baseline=_baseline(settings, values),
                since=Revision(root, base, os.environ) if base is not None else None,
                today=date.today(),  # noqa: DTZ011 - an allowance ends with the user's day
                catalogue=catalogue,
                cache=cache,
                edits=values["edits"],
                jobs=values["jobs"] or cores(),
                progress=tell,
            )
        )
    return report, context_for(root, catalogue, color=values["color"], show_suppressed=values["show_suppressed"])


def _add_ignores(root: Path, source: _Source, settings: Settings, report: Report, values: dict[str, Any]) -> int:
    from linter.cli.add_ignore import add_ignores
    from linter.cli.streams import say

    if source.name is not None:
        raise UsageError("--add-ignore: standard input cannot be changed")

    def again(contents: dict[str, bytes]) -> Report:
        return _report(root, source, settings, values, contents)[0]

    count, left = add_ignores(report, root, values["add_ignore"], again)
    say(f"{count} findings are silenced by new comments")
    for finding in left:
        say(f"not silenced: {finding.location.path}: {finding.message} [{finding.code}]")
    return 1 if left and not values["exit_zero"] else 0


def _mended(root: Path, source: _Source, settings: Settings, report: Report, values: dict[str, Any]) -> Mended:
    from linter.cli import fix
    from linter.fixes.passes import mend
    from linter.workspace.discovery import discover

    @cache
    def scope() -> frozenset[str] | None:
        return discover(root, source.paths, settings).scope

    def again(contents: dict[str, bytes]) -> Report:
        return _report(root, source, settings, values, contents)[0]

    if source.name is not None:  # what came from standard input is changed nowhere but in the patch
        return mend(report, again, unsafe=values["unsafe_fixes"])
    return mend(report, again, unsafe=values["unsafe_fixes"], obstacle=fix.obstacle_in(root, scope))


def _fix(
    root: Path, source: _Source, settings: Settings, report: Report, values: dict[str, Any]
) -> tuple[Report, bool]:
    from linter.cli import fix
    from linter.cli.streams import say

    if source.name is not None:
        raise UsageError("--fix: standard input cannot be changed; --diff shows the change")
    done = _mended(root, source, settings, report, values)
    failed = fix.write(done, root)
    if not values["quiet"]:
        if done.findings and not failed:
            say(f"{len(done.findings)} findings mended in {len(done.contents)} files")
        for dropped in done.dropped:
            say(f"warning: {dropped}")
    if failed:
        raise UsageError("\n".join(failed))
    return done.report, bool(done.contents)


def _diff(root: Path, source: _Source, settings: Settings, report: Report, values: dict[str, Any]) -> int:
    from linter.cli import fix
    from linter.cli.streams import say, write

    done = _mended(root, source, settings, report, values)
    if not values["quiet"]:
        for dropped in done.dropped:
            say(f"warning: {dropped}")
    write("".join(fix.patch(done)), for_people=False)
    return 1 if done.findings and not values["exit_zero"] else 0


def cache_folder(settings: Settings, values: dict[str, Any]) -> Path | None:
    """Give the folder for what is kept between runs; None for the user's own."""
    if values.get("no_cache"):
        return Path(os.devnull)
    folder = values.get("cache_dir") or settings.cache_dir
    return Path(folder) if folder else None


def cores() -> int:
    """Give the number of cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def _is_excluded(root: Path, name: Path, settings: Settings) -> bool:
    from linter.workspace.discovery import discover

    if not name.is_file():
        return False
    return not discover(root, (name,), settings).scope


def _baseline(settings: Settings, values: dict[str, Any]) -> Any:
    file = values.get("baseline") or settings.baseline
    if not file:
        return None
    from linter.cli.baseline import read_baseline

    return read_baseline(Path(file), "" if values.get("baseline") else settings.origins.get("baseline", ""))


def _warn(report: Report, values: dict[str, Any]) -> None:
    from linter.cli.streams import say

    if values["quiet"]:
        return
    for notice in report.notices:
        say(f"warning: {notice}")
    if report.files == 0:
        say("warning: nothing to check: no file in a language that is read")


def exit_code(report: Report, values: dict[str, Any]) -> int:
    """Give the exit code of a report: the same in every format."""
    if report.files == 0 and values["require_files"]:
        return 2
    if values["strict_baseline"] and any("no finding any more" in notice for notice in report.notices):
        return 2
    return 1 if report.failed and not values["exit_zero"] else 0


def _show_settings(settings: Settings) -> int:
    from linter.cli.show import settings_text
    from linter.cli.streams import write

    write(settings_text(settings), for_people=True)
    return 0


def _show_files(root: Path, source: _Source, settings: Settings) -> int:
    from linter.cli.streams import write
    from linter.reporters.escaping import terminal
    from linter.workspace.discovery import discover

    discovery = discover(root, source.paths or source.places, settings)
    shown = [path for path in discovery.files if discovery.scope is None or path in discovery.scope]
    write("".join(f"{terminal(os.path.relpath(root / path))}\n" for path in shown), for_people=True)
    return 0
