"""
The command ``tracklint``.

This module stays light: it imports click and nothing else, and a command's own module when that command runs.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

import click

EXIT_FINDINGS = 1
EXIT_ERROR = 2
EXIT_INTERRUPTED = 130


class _Entry(NamedTuple):
    """A command that is not imported yet."""

    module: str
    help: str


_COMMANDS: dict[str, _Entry] = {
    "check": _Entry("check", "Report personal data that reaches trackers."),
    "init": _Entry("init", "Look at a project and write settings to begin with."),
    "rule": _Entry("rule", "Explain a finding code."),
    "tracker": _Entry("tracker", "Show what is known about a tracker."),
    "kind": _Entry("kind", "Show what is known about a data kind."),
    "explain": _Entry("explain", "Show what was understood at one line."),
    "baseline": _Entry("baseline", "Accept what is there, report what is new."),
    "register": _Entry("register", "Keep a reviewed record of who receives what."),
    "server": _Entry("server", "Start the language server for editors."),
    "new": _Entry("new", "Begin rules of your own."),
    "test-rules": _Entry("verify_rules", "Test rules of your own with annotated fixtures."),
    "schema": _Entry("schema", "Print the JSON Schema of settings or reports."),
}
_HELP_WIDTH = 100


class _Commands(click.Group):
    """Commands that are imported when they are run; a path in the place of a command means ``check``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = _COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = importlib.import_module(f"linter.cli.{entry.module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in _COMMANDS and (name == "-" or os.sep in name or "/" in name or os.path.exists(name)):
            return super().resolve_command(ctx, ["check", *args])
        if name not in _COMMANDS and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, list(_COMMANDS), 1)
            hint = f"did you mean {near[0]!r}?" if near else f"commands are: {', '.join(_COMMANDS)}"
            ctx.fail(f"no command and no path {name!r}; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in _COMMANDS.items()])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": _HELP_WIDTH},
    epilog="Settings stand in tracklint.toml, or in pyproject.toml under [tool.tracklint].",
)
@click.version_option(package_name="tracklint", prog_name="tracklint", message="%(prog)s %(version)s")
def cli() -> None:
    """
    Find out which personal data reaches which tracker.

    tracklint reads Python, JavaScript, TypeScript and page templates, finds the places where a tracker is called,
    works out which personal data gets there, and reports each such flow with the GDPR articles that it touches.

    \b
    tracklint check .                           the whole project
    tracklint check --output-format sarif .     for code scanning
    tracklint rule TRK101                       what a code means

    Exits with 0 when there is nothing to report, 1 when there are findings or problems, 2 when it was called wrongly
    or could not do its work.
    """  # noqa: D301 - click wants the character


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code. Effect: ends the process."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code; errors are printed to standard error."""
    from linter.errors import TracklintError

    if "_TRACKLINT_COMPLETE" in os.environ:
        from linter.cli.complete import mend_fish

        mend_fish()
    try:
        result: Any = cli.main(args=arguments, prog_name="tracklint", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return EXIT_ERROR
    except (click.Abort, KeyboardInterrupt):
        click.echo("tracklint: interrupted", err=True)
        return EXIT_INTERRUPTED
    except TracklintError as error:
        from linter.reporters.escaping import terminal

        click.echo(f"tracklint: error: {terminal(str(error), lines=True)}", err=True)
        return EXIT_ERROR
    except BrokenPipeError:
        from linter.cli.streams import let_go

        let_go()
        return 0
    except Exception:  # noqa: BLE001 - the last line of defence, it says so and exits with 2
        import traceback

        traceback.print_exc()
        click.echo(
            "tracklint: internal error: this is a fault of tracklint; please report it with the lines above.", err=True
        )
        return EXIT_ERROR
    return result if isinstance(result, int) else 0
