"""
What is too deep for LibCST: its parser is recursive and does not say so, it ends the process.

CPython's own parser counts how deep it is and gives up in order; what it gives is measured here, without recursion.
"""

from __future__ import annotations

import ast
import re
import warnings

_DEEPEST = 90
"""Levels of CPython's tree: by far more than people write."""
_MOST_JOINED = 300
"""Literals or names in one chain that CPython's tree holds flat, and LibCST's one in the other."""
_JOINT = re.compile(r"""["'][ \t\\\r\n]*[rbufRBUF]{0,2}["']""")


def is_shallow(source: str) -> bool:
    """Say whether Python source can be parsed, and is of a depth that a recursive parser survives."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the interpreter thinks of an escape sequence is nobody's concern
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return _is_flat(tree, source)
    return False


def _is_flat(tree: ast.AST, source: str) -> bool:
    lines = source.split("\n")
    seen: set[tuple[int, int]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.alias) and node.name.count(".") > _MOST_JOINED:
            return False
        if isinstance(node, ast.ImportFrom) and (node.module or "").count(".") > _MOST_JOINED:
            return False
        if isinstance(node, (ast.Constant, ast.JoinedStr)) and node.end_lineno is not None:
            if (node.lineno, node.end_lineno) in seen:
                continue
            seen.add((node.lineno, node.end_lineno))
            size = sum(map(len, lines[node.lineno - 1 : node.end_lineno]))
            if size > 2 * _MOST_JOINED:
                held = "\n".join(lines[node.lineno - 1 : node.end_lineno])
                if len(_JOINT.findall(held)) > _MOST_JOINED:
                    return False
    return True
