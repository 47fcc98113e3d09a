"""What a call stores below a variable: ``x.update({...})``, ``x.setEmail(v)``, ``Object.assign(x, {...})``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from linter import ir

_MERGING = frozenset({"update", "assign", "extend", "concat_in_place", "putAll", "merge"})
"""Methods that pour a record or list into their receiver."""
_ADDING = frozenset({"push", "append", "add", "unshift", "appendleft", "insert", "enqueue", "put", "put_nowait"})
"""Methods that add one item."""
_SETTING = frozenset(
    {"set", "append", "setItem", "setdefault", "put", "add", "setAttribute", "__setitem__", "attr", "data"}
)
"""Methods that store their second argument under the literal first one."""
_REMOVING = frozenset({"pop", "delete"})
"""Methods that take out what stands under the literal first argument."""
_SETTER = re.compile(r"set_?([A-Z]\w+|(?<=_)\w+)$")
"""``setEmail(x)`` stores ``email``."""


class Stored(NamedTuple):
    """A value and the variable that it is stored below; ``path`` and ``merge`` as in ``view.Write``."""

    root: str
    path: tuple[str, ...]
    value: ir.Expr
    merge: bool = False


def segment(text: str) -> str:
    """Give the segment of a member: ``.key``."""
    return "." + text


def chain_root(expr: ir.Expr) -> tuple[ir.Expr, tuple[str, ...]]:
    """Split ``a.b["c"][i]`` into its root expression and the segments below it."""
    path: list[str] = []
    while True:
        if isinstance(expr, ir.Member):
            path.append(segment(expr.key))
            expr = expr.base
        elif isinstance(expr, (ir.Index, ir.Item)):
            path.append("[*]")
            expr = expr.base
        else:
            return expr, tuple(reversed(path))


def stored_by(call: ir.Call) -> Iterator[Stored]:
    """Give what a call stores, in the order of its arguments."""
    callee = call.callee
    if isinstance(callee, ir.Member):
        root, path = chain_root(callee.base)
        if not isinstance(root, ir.Name):
            return
        if callee.key == "assign" and root.id in ("Object", "_", "$") and len(call.arguments) > 1:
            yield from _poured(call)
        else:
            yield from _by_method(call, callee.key, root.id, path)
    elif isinstance(callee, ir.Name) and callee.id == "array_push" and len(call.arguments) > 1:
        root, path = chain_root(call.arguments[0])
        if isinstance(root, ir.Name):
            yield Stored(root.id, (*path, "[*]"), call.arguments[1])


def _poured(call: ir.Call) -> Iterator[Stored]:
    into, below = chain_root(call.arguments[0])
    if isinstance(into, ir.Name):
        for value in call.arguments[1:]:
            yield Stored(into.id, below, value, merge=True)


def _by_method(call: ir.Call, name: str, root: str, path: tuple[str, ...]) -> Iterator[Stored]:
    arguments = call.arguments
    first = arguments[0] if arguments else None
    key = first.value if isinstance(first, ir.Constant) else None
    if name in _SETTING and len(arguments) > 1 and isinstance(key, str):
        yield Stored(root, (*path, segment(key)), arguments[1])
        return
    if name in _REMOVING and isinstance(key, str):
        yield Stored(root, (*path, segment(key)), ir.Constant(call.end, call.end))
        return
    setter = _SETTER.match(name)
    if setter is not None and len(arguments) == 1 and not call.keywords:
        yield Stored(root, (*path, segment(setter[1][:1].lower() + setter[1][1:])), arguments[0])
    if name in _MERGING:
        for value in arguments:
            yield Stored(root, path, value, merge=True)
    elif name in _ADDING and not (name == "put" and len(arguments) > 1):
        # ``http.put(url, data)`` sends; a queue's ``put`` takes one item.
        for value in arguments[-1:] if name == "insert" else arguments:
            yield Stored(root, (*path, "[*]"), value)
    elif name == "set" and isinstance(first, ir.Record):
        yield Stored(root, path, first, merge=True)
    elif name == "set" and first is not None and len(arguments) == 1 and not call.keywords:
        yield Stored(root, (*path, ".value"), first)  # a store, a signal
    elif name == "resolve" and first is not None and len(arguments) == 1:
        yield Stored(root, (*path, ".promise"), first)  # what is put off: whoever waits for its promise gets it
    if name in _MERGING:
        for keyword in call.keywords:
            if isinstance(keyword, ir.Keyword):
                yield Stored(root, (*path, segment(keyword.name)), keyword.value)
