"""Standard output and error: encoding, colour, closed pipes."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping


def write(text: str, *, for_people: bool) -> None:
    """
    Write a document to standard output; a reader that went away is no error.

    Documents for programs are UTF-8 on every system; text for people is in the encoding of the terminal.
    """
    encoding = (sys.stdout.encoding if for_people else None) or "utf-8"
    data = text.encode(encoding, "backslashreplace" if for_people else "replace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        let_go()


def let_go() -> None:
    """Point standard output at nothing, so that the interpreter does not stumble over a closed pipe when it ends."""
    with open(os.devnull, "wb") as null:
        os.dup2(null.fileno(), sys.stdout.fileno())


def say(text: str) -> None:
    """Write a line to standard error, without characters that steer a terminal."""
    from linter.reporters.escaping import terminal

    line = f"tracklint: {terminal(text)}\n"
    encoding = sys.stderr.encoding or "utf-8"
    try:
        sys.stderr.write(line.encode(encoding, "backslashreplace").decode(encoding))
        sys.stderr.flush()
    except BrokenPipeError:
        pass


def wants_color(choice: str, environment: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Decide about colour: the option, then NO_COLOR, then FORCE_COLOR and CLICOLOR_FORCE, then the terminal."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if environment.get(name, "0") not in {"", "0"}:
            return True
    return is_terminal and environment.get("TERM") != "dumb"


def wants_progress(environment: Mapping[str, str], *, quiet: bool) -> bool:
    """Decide about a progress line: only for a person who looks at a terminal."""
    return not quiet and sys.stderr.isatty() and not environment.get("CI") and environment.get("TERM") != "dumb"
