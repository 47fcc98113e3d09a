"""
Python source text to the IR, through tree-sitter: half-written code and Python 2 are read as far as they go.

How Python's own ways are said in the IR:

- a function or class is an assignment of a ``Lambda`` or ``ClassRef`` to its name; methods belong to their class only;
- a method's receiver (``self``, ``cls``) stays the first of its parameters; ``super()`` is the name ``super``;
- the variables of a comprehension are assigned in the function around it, at the place of its opening bracket; one that
  would touch another variable of that function gets a made-up name (``x%1``);
- who calls a generator gets a ``Sequence`` of what it yields;
- ``a and b`` is a ``Choice`` of ``b`` alone under the test ``a``: what is falsy carries nothing.
"""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.faults import faulty
from linter.frontends.python.context import MAX_FAULTS, Unit
from linter.frontends.python.grammar import (
    COMMENT,
    ERROR,
    STRING,
    STRING_CONTENT,
    STRING_START,
    TOKENS,
    parse,
)
from linter.frontends.python.statements import error
from linter.frontends.python.tables import TABLES
from linter.workspace.text import SourceText

_WORD = b"tracklint"
_CLOSING = {")": "(", "]": "[", "}": "{"}


def lower_python(text: SourceText) -> ir.Module:
    """
    Lower one Python file. Never raises on any content; what cannot be read is a ``Fault`` and is left out.

    Offsets are bytes into ``text.data``.
    """
    data = text.data
    builder = ModuleBuilder("python", len(data))
    builder.open_scope = True
    root = parse(data)
    unit = Unit(data, TABLES, builder)
    if root is None:
        unit.fault(0, len(data), "too costly to parse")
        return builder.build()
    if root.kind_id == ERROR:
        error(unit, root)
    for node in () if root.kind_id == ERROR else root.children:
        unit.statement(node)
    if root.has_error:
        _faults(unit, root)
    if _WORD in data:
        _comments(builder, data, root)
    return builder.build()


def _comments(builder: ModuleBuilder, data: bytes, root: Node) -> None:
    """Keep the comments that speak to us."""
    last = 0
    while (at := data.find(_WORD, last)) >= 0:
        last = at + 1
        node = root.descendant_for_byte_range(at, at + 1)
        if node is None or node.kind_id in {STRING, STRING_CONTENT}:
            continue
        line = data.rfind(b"\n", 0, at) + 1
        if node.kind_id == COMMENT:
            start, end = node.start_byte, node.end_byte
        elif node.child_count and data[line:at].lstrip().startswith(b"#"):
            # The parser was not shown the comments of a very long run.
            start = data.index(b"#", line)
            end = data.find(b"\n", start)
            end = len(data) if end < 0 else end
        else:
            continue
        last = end
        raw = data[start:end].rstrip()
        words = raw.lstrip(b"#").decode("utf-8", "replace").strip()
        alone = not data[line:start].strip()
        builder.comments.append(ir.Comment(start, start + len(raw), words, alone))


# ---------------------------------------------------------------------------------------------------- faults


def _faults(unit: Unit, root: Node) -> None:
    """Say what could not be parsed, once for each stretch."""
    end = -1
    for node in faulty(root):
        if end >= 0 and not unit.data[end : node.start_byte].strip():
            # One broken statement is often several such nodes.
            end = max(end, node.end_byte)
            last = unit.builder.faults[-1]
            unit.builder.faults[-1] = ir.Fault(last.start, max(end, last.end), last.reason)
            continue
        if len(unit.builder.faults) >= MAX_FAULTS:
            break
        unit.fault(node.start_byte, node.end_byte, _reason(node))
        end = node.end_byte


def _reason(node: Node) -> str:
    """Say what was expected, where that is simple."""
    if node.is_missing:
        name = TOKENS.get(node.kind_id)
        return f"expected {name!r}" if name else f"expected {node.type.replace('_', ' ')}"
    opened: list[str] = []
    for kid in node.children:
        if kid.kind_id == STRING_START:
            return "a string is never closed"
        token = TOKENS.get(kid.kind_id, "")
        if token in _CLOSING.values():
            opened.append(token)
        elif token in _CLOSING and opened and opened[-1] == _CLOSING[token]:
            opened.pop()
        elif token in _CLOSING and not opened:
            return f"{token!r} closes nothing"
        elif kid.kind_id == ERROR:
            break
    if opened:
        return f"{opened[-1]!r} is never closed"
    return "this is no valid Python"
