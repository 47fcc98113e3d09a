"""
A second opinion on changed Python files: LibCST, which is strict where tree-sitter forgives.

Imported only when something is mended: it takes longer to load than most checks take to run. For the same reason the
edits of Python are spans like all others, and not codemods: a plan is made in every run, for editors and reports.
"""

from __future__ import annotations


def is_broken(before: bytes, after: bytes) -> bool:
    """Say whether Python source that could be parsed can be parsed no longer."""
    import libcst

    def parses(data: bytes) -> bool:
        try:
            libcst.parse_module(data)
        except (libcst.ParserSyntaxError, UnicodeError, RecursionError):
            return False
        return True

    return parses(before) and not parses(after)
