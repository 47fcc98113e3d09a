"""Where a grammar lost its way in a text."""

from __future__ import annotations

from tree_sitter import Node


def faulty(root: Node) -> list[Node]:
    """Give the ERROR and MISSING nodes of a tree, outermost only, in the order of the text."""
    found: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            found.append(node)
        elif node.has_error:
            stack.extend(reversed(node.children))
    return found


def lost(root: Node) -> int:
    """Say how much of a text its tree lost: bytes in ERROR nodes, and one for each of them and each MISSING token."""
    return sum(1 + node.end_byte - node.start_byte for node in faulty(root))
