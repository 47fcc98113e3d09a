"""``tracklint server``: the language server on standard input and output."""

from __future__ import annotations

import os
import sys

import click

from linter.errors import UsageError


@click.command("server", short_help="Start the language server for editors.")
@click.option("--stdio", is_flag=True, help="Talk over standard input and output: the only way, so it may be left out.")
@click.option("--verbose", "-v", is_flag=True, help="Log what goes on to standard error.")
def command(stdio: bool, verbose: bool) -> int:  # noqa: ARG001 - many clients add --stdio
    """
    Start the language server for editors: findings while you type, with hover and code actions.

    Needs the extra `server`: pip install 'tracklint[server]'. Settings for editors are in docs/editors.md.
    """
    try:
        from linter.server.server import create
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"pygls", "lsprotocol"}:
            raise
        raise UsageError("the language server needs: pip install 'tracklint[server]'") from None

    import gc
    import logging

    from linter.catalogue.load import rules_directory

    # Views of thousands of modules are kept and hold hardly a cycle: looking through them all would stop an answer.
    gc.set_threshold(200_000, 20, 100)
    logging.basicConfig(stream=sys.stderr, level=logging.DEBUG if verbose else logging.ERROR)
    # Standard output is the protocol. Whatever else prints, be it a library, goes to standard error.
    sys.stdout.flush()
    protocol = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    create(rules_directory() / "findings").start_io(sys.stdin.buffer, protocol)
    return 0
