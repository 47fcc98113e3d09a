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

    __slots__ = ("_spec", "_union")

    def __init__(self, lines: Iterable[str]) -> None:
        from pathspec import GitIgnoreSpec

        kept = [_inside(line) for line in lines]
        try:
            self._spec = GitIgnoreSpec.from_lines(kept)
        except ValueError:
            self._spec = GitIgnoreSpec.from_lines([line for line in kept if _is_valid(line)])
        # NOTE: pathspec tries its patterns one by one. A project has far more names that no pattern is about, and
        # these one alternation answers at once; only for the others pathspec decides which pattern is the last.
        expressions = [p.regex.pattern for p in self._spec.patterns if p.include is not None and p.regex is not None]
        self._union = re.compile("|".join(_GROUP_NAME.sub("(?:", str(e)) for e in expressions)) if expressions else None

    def verdict(self, path: str) -> bool | None:
        """Say what the last pattern that matches says."""
        if self._union is None or self._union.match(path) is None:
            return None
        return self._spec.check_file(path).include


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


def _inside(line: str) -> str:
    # `a/**` is about what is in `a`, not about `a`; asked about the folder itself, pathspec would say yes.
    return f"{line.rstrip()[:-2]}*" if line.rstrip().endswith("/**") else line


def _is_valid(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
