"""The one family of errors that a user may see as a message instead of a traceback."""

from __future__ import annotations


class TracklintError(Exception):
    """
    A run cannot go on, and the user can do something about it.

    Raised low, rendered once by the command line (exit code 2) or the language server.
    """


class UsageError(TracklintError):
    """An argument is wrong: a path that does not exist, an unknown code or format."""


class ConfigError(TracklintError):
    """A settings file is wrong. The message names file, line, key and the nearest valid name."""


class CatalogueError(TracklintError):
    """A file under ``rules/`` is wrong. The message names file, line, key and the nearest valid name."""


class BaselineError(TracklintError):
    """A baseline or register file cannot be read or does not fit the project."""


class InternalError(TracklintError):
    """The linter itself is at fault; the message asks for a report."""
