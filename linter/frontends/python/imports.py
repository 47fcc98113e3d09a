"""Imports of Python."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.python.context import Unit
from linter.frontends.python.grammar import DOTTED_NAME, IDENTIFIER, WILDCARD_IMPORT, inner, kind

_ALIASED_IMPORT = kind("aliased_import")


def import_statement(unit: Unit, node: Node) -> bool:
    """Lower ``import a.b`` and ``import a.b as c``."""
    for kid in inner(node):
        name, alias = _names(unit, kid)
        if alias:
            _bind(unit, kid, alias, name, "*")
        elif name:
            head = name.partition(".")[0]
            _bind(unit, kid, head, head, "*")
    return False


def import_from_statement(unit: Unit, node: Node) -> bool:
    """Lower ``from a import b as c``."""
    kids = inner(node)
    if not kids:
        return False
    specifier = "".join(unit.text(kids[0]).split())
    for kid in kids[1:]:
        if kid.kind_id == WILDCARD_IMPORT:
            _bind(unit, kid, "*", specifier, "*")
            continue
        name, alias = _names(unit, kid)
        if name:
            _bind(unit, kid, alias or name, specifier, name)
    return False


def _names(unit: Unit, node: Node) -> tuple[str, str]:
    """Give what is imported, and the name that it gets (empty for its own)."""
    if node.kind_id == _ALIASED_IMPORT:
        kids = inner(node)
        if len(kids) > 1:
            return "".join(unit.text(kids[0]).split()), unit.word(kids[-1])
        return "", ""
    if node.kind_id in {DOTTED_NAME, IDENTIFIER}:
        return "".join(unit.text(node).split()), ""
    return "", ""


def _bind(unit: Unit, node: Node, local: str, specifier: str, name: str) -> None:
    unit.bound.add(local)
    binding = ir.ImportBinding(node.start_byte, node.end_byte, local, specifier, name, unit.function.index)
    unit.builder.imports.append(binding)
