"""Change the names in expressions that were lowered already: in a Vue template ``q`` means ``this.q``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import msgspec

from linter import ir
from linter.frontends.builder import FunctionBuilder

_DEPTH = 250
Rename = Callable[[ir.Name], ir.Expr]
_Node = TypeVar("_Node")


def rewrite(node: _Node, rename: Rename, depth: int = 0) -> _Node:
    """Give ``node`` with ``rename`` applied to every name that is read in it; functions are not entered."""
    if isinstance(node, ir.Name):
        return cast("_Node", rename(node))
    if isinstance(node, tuple):
        changed = tuple(rewrite(item, rename, depth + 1) for item in node)
        same = all(a is b for a, b in zip(node, changed, strict=True))
        return node if same else cast("_Node", changed)
    if not isinstance(node, ir.Node) or depth > _DEPTH:
        return node
    updates: dict[str, object] = {}
    for name in node.__struct_fields__[2:]:
        value = getattr(node, name)
        if isinstance(value, (ir.Node, tuple)):
            new = rewrite(value, rename, depth + 1)
            if new is not value:
                updates[name] = new
    return cast("_Node", msgspec.structs.replace(node, **updates)) if updates else node


def rewrite_function(function: FunctionBuilder, rename: Rename, known: frozenset[str] = frozenset()) -> None:
    """Apply ``rename`` to the free names of a function; ``known`` are names that functions around it bind."""
    own = known | {p.name for p in function.parameters} | declared(function)

    def free(name: ir.Name) -> ir.Expr:
        return name if name.id in own else rename(name)

    function.body[:] = [rewrite(statement, free) for statement in function.body]
    function.blocks[:] = [
        msgspec.structs.replace(block, guard=rewrite(block.guard, free)) if block.guard is not None else block
        for block in function.blocks
    ]


def declared(function: FunctionBuilder) -> set[str]:
    """Give the names that the function's own code declares: a bare assignment in a template sets the component's."""
    return {
        statement.target.id
        for statement in function.body
        if isinstance(statement, ir.Assign) and statement.declares and isinstance(statement.target, ir.Name)
    }
