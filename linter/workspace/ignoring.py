"""Patterns in the syntax of .gitignore, compiled so that most names are answered by one regular expression."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_GROUP_NAME = re.compile(r"\(\?P<\w+>")


class Patterns:
    """
    The patterns of one file or setting.

    ``verdict`` is asked with a path relative to where the patterns stand, a folder with a ``/`` at the end: True
    for 'ignored', False for 'taken back by a negation', None for 'nothing said'.
    """

    __slots__ = ("_rows", "_union")

    def __init__(self, lines: Iterable[str]) -> None:
        self._rows = tuple(reversed([row for line in lines for row in _translated(line)]))
        # Patterns are many and most names are the business of none: one alternation answers for these at once.
        self._union = re.compile("|".join(pattern.pattern for pattern, _ in self._rows)) if self._rows else None

    def verdict(self, path: str) -> bool | None:
        """Say what the last pattern that matches says."""
        if self._union is None or self._union.fullmatch(path) is None:
            return None
        return next((ignores for pattern, ignores in self._rows if pattern.fullmatch(path)), None)

    def hold(self, path: str) -> bool:
        """Say whether a file, or a folder that it is in, is ignored; ``path`` is that of the file."""
        at = path.find("/")
        while at >= 0:
            if self.verdict(path[: at + 1]):
                return True
            at = path.find("/", at + 1)
        return self.verdict(path) is True


def _translated(line: str) -> list[tuple[re.Pattern[str], bool]]:
    """
    Translate one pattern; none for a comment or for what is no pattern.

    NOTE: pathspec's expressions end where the matched name ends. Taken as full matches they are about that name alone,
    and not, as pathspec takes them, about all that lies below as well: the walk does not go into ignored folders, and
    a folder that a negation takes back must not take back its content with it.
    """
    from pathspec import GitIgnoreSpec

    pattern = line.rstrip("\r\n")
    if pattern.rstrip().endswith("/**"):
        pattern = f"{pattern.rstrip()}/*"
    try:
        spec = GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return []
    return [
        (re.compile(_whole(str(row.regex.pattern))), bool(row.include))
        for row in spec.patterns
        if row.include is not None and row.regex is not None
    ]


def _whole(expression: str) -> str:
    """Give pathspec's expression as one for whole names: for ``*`` and ``*/`` it says only what is somewhere in one."""
    made = _GROUP_NAME.sub("(?:", expression)
    return made if made.startswith("^") else f"(?s:.*{made})"


class IgnoreFiles:
    """The patterns that hold in one folder: those of the folders above, outermost first, each with its place."""

    __slots__ = ("_levels",)

    def __init__(self, levels: Sequence[tuple[str, Patterns]] = ()) -> None:
        self._levels = tuple(levels)

    def below(self, prefix: str, patterns: Patterns) -> IgnoreFiles:
        """Give the patterns for a folder that has some of its own. ``prefix`` is its path with ``/``, or empty."""
        return IgnoreFiles((*self._levels, (prefix, patterns)))

    def ignores(self, path: str) -> bool:
        """
        Say whether a path relative to the root is ignored; a folder has a ``/`` at the end.

        The caller does not go into ignored folders: as with git, nothing inside can be taken back.
        """
        for prefix, patterns in reversed(self._levels):
            # A level above the root has a negative prefix: the folders between, put before the path.
            relative = path[len(prefix) :] if not prefix.startswith("/") else prefix[1:] + path
            verdict = patterns.verdict(relative)
            if verdict is not None:
                return verdict
        return False
