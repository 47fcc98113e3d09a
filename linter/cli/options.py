"""Options that several commands share, and what they come to: root, settings, context."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from linter.cli import complete
from linter.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from linter.catalogue.catalogue import Catalogue
    from linter.reporters.context import Context
    from linter.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])
SEVERITIES = ("note", "warning", "error")
CONFIDENCES = ("low", "medium", "high")


def _split(_context: click.Context, _parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...] | None:
    """Take lists with commas, and options that are given several times."""
    parts = tuple(part.strip() for value in values for part in value.split(",") if part.strip())
    return parts or None


def _list_option(name: str, help_text: str, metavar: str = "CODES") -> Callable[[F], F]:
    propose = complete.code_lists if metavar == "CODES" else None
    return click.option(
        f"--{name}", multiple=True, metavar=metavar, callback=_split, shell_complete=propose, help=help_text
    )


def _flag(name: str, value: object, help_text: str, key: str) -> Callable[[F], F]:
    return click.option(f"--{name}", key, flag_value=value, default=None, type=bool, help=help_text)


SETTINGS_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--config", metavar="FILE|KEY=VALUE", multiple=True, help="Take this settings file, or set one key."),
    click.option("--isolated", is_flag=True, help="Look for no settings file."),
    click.option(
        "--sector",
        metavar="NAME",
        shell_complete=complete.sectors,
        help="What the site is about: health, politics, religion, ...",
    ),
    _list_option("exclude", "Leave these files and folders out.", "PATTERNS"),
    _list_option("extend-exclude", "Leave these out as well.", "PATTERNS"),
    _flag(
        "no-default-excludes", False, "Look into node_modules, build output, minified files too.", "default_excludes"
    ),
    _flag("no-respect-gitignore", False, "Look at files that git ignores too.", "respect_gitignore"),
    _flag("force-exclude", True, "Leave files out even when they are named here.", "force_exclude"),
)
VERDICT_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    _list_option("select", "Report only these codes or beginnings of codes: TRK101, TRK1, ALL."),
    _list_option("ignore", "Do not report these codes. The longest beginning that matches decides."),
    _list_option("extend-select", "Report these codes too."),
    _list_option("extend-ignore", "Do not report these codes either."),
    click.option("--min-severity", type=click.Choice(SEVERITIES), help="Show findings from this severity on."),
    click.option("--min-confidence", type=click.Choice(CONFIDENCES), help="Show findings from this confidence on."),
    click.option(
        "--fail-on", type=click.Choice((*SEVERITIES, "never")), help="Exit with 1 from this severity on [warning]."
    ),
)
_KEYS = (
    "sector", "exclude", "extend_exclude", "default_excludes", "respect_gitignore", "force_exclude", "select",
    "ignore", "extend_select", "extend_ignore", "min_severity", "min_confidence", "fail_on",
)  # fmt: skip


def apply(decorators: Sequence[Callable[[Any], Any]]) -> Callable[[F], F]:
    """Put several options on a command, in the order in which help shows them."""

    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def settings_for(root: Path, values: Mapping[str, Any]) -> Settings:
    """Give the settings of a run from the values of the options above."""
    from linter.settings import load_settings

    overrides: dict[str, object] = {}
    file: Path | None = None
    for given in values.get("config") or ():
        if "=" in given and not os.path.exists(given):
            overrides.update(_inline(given))
        else:
            file = Path(given)
    overrides.update({key: values[key] for key in _KEYS if values.get(key) is not None})
    return load_settings(root, file, bool(values.get("isolated")), overrides)


def _inline(text: str) -> dict[str, object]:
    import tomli

    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError:
        key, _, value = text.partition("=")
        try:  # a bare word: sector=health
            return tomli.loads(f'{key} = "{value}"')
        except tomli.TOMLDecodeError as error:
            raise UsageError(f"--config {text}: {error}") from None


def prefix_from(standing: Path, root: Path) -> str:
    """Give what leads from a folder down to the root, to put before paths; absolute where it is not below."""
    if root == standing:
        return ""
    try:
        return f"{root.relative_to(standing).as_posix()}/"
    except ValueError:
        return f"{root.as_posix()}/"


def context_for(root: Path, catalogue: Catalogue, *, color: str, show_suppressed: bool = False) -> Context:
    """Give what reporters are told. Effect: reads the environment and the rules' pages."""
    import shutil

    from linter.catalogue.load import rules_directory
    from linter.cli.streams import wants_color
    from linter.reporters.context import Context
    from linter.reporters.rules import RuleBook
    from linter.workspace.root import repository_of

    environment = os.environ
    top = repository_of(root) or root
    workspace = environment.get("GITHUB_WORKSPACE")
    if workspace and root.is_relative_to(os.path.realpath(workspace)):
        top = Path(os.path.realpath(workspace))
    here = Path(os.path.realpath("."))
    inside = here != root and here.is_relative_to(root)
    is_terminal = sys.stdout.isatty()
    return Context(
        book=RuleBook(catalogue, rules_directory()),
        color=wants_color(color, environment, is_terminal=is_terminal),
        width=min(shutil.get_terminal_size((100, 24)).columns, 120) if is_terminal else 100,
        prefix="" if inside else prefix_from(here, root),
        standing=here.relative_to(root).as_posix() if inside else "",
        repository_prefix=prefix_from(top, root),
        workflow=bool(environment.get("GITHUB_ACTIONS") or environment.get("TF_BUILD")),
        show_suppressed=show_suppressed,
        now=_time_of_run(environment),
    )


def _time_of_run(environment: Mapping[str, str]) -> datetime | None:
    """
    Give the time that the surroundings name, for the one format that must say one; never the clock's.

    ``SOURCE_DATE_EPOCH`` (reproducible-builds.org, seconds) comes before ``CI_JOB_STARTED_AT`` (GitLab CI, ISO 8601).
    """
    from datetime import datetime, timezone

    try:
        if seconds := environment.get("SOURCE_DATE_EPOCH"):
            return datetime.fromtimestamp(int(seconds), timezone.utc)
        if started := environment.get("CI_JOB_STARTED_AT"):
            return datetime.fromisoformat(started.replace("Z", "+00:00")).astimezone(timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None
    return None
