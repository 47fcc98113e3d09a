"""Declarations of JavaScript: what binds a name, and for which stretch of the code."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.javascript.context import Script
from linter.frontends.javascript.patterns import bind
from linter.frontends.javascript.types import annotation

_TYPED = frozenset({"defineProps", "inject", "reactive"})
"""Functions that give a value of the type that they are asked for."""


def declare_function(script: Script, node: Node) -> ir.Expr:
    """Bind the name of a function declaration and give the function."""
    start, end = node.start_byte + script.base, node.end_byte + script.base
    name = node.child_by_field_name("name")
    value = script.expression(node)
    if name is not None:
        _named(script, name, value, start, end)
    return value


def _named(script: Script, node: Node, value: ir.Expr, start: int, end: int) -> None:
    """Bind the name of a function or class declaration, where it has one."""
    if node.start_byte == node.end_byte:
        return
    first = len(script.body)
    declares = lexical(script)
    name = ir.Name(node.start_byte + script.base, node.end_byte + script.base, script.text(node))
    script.assign(start, end, name, value, declares)
    if not declares:
        hoist(script, first)


def lexical(script: Script) -> bool:
    """
    Say whether a ``let`` or ``const`` here is seen in its block alone.

    At the top of an inline script it is not: the scripts of a page share these names.
    """
    return script.function.blocks[script.block].kind != "script"


def class_declaration(script: Script, node: Node) -> bool:
    """Lower a class declaration and bind its name."""
    declare_class(script, node)
    return False


def declare_class(script: Script, node: Node) -> ir.Expr:
    """Bind the name of a class declaration and give the class."""
    name = node.child_by_field_name("name")
    value = script.expression(node)
    if name is not None:
        _named(script, name, value, node.start_byte + script.base, node.end_byte + script.base)
    return value


def variable_declaration(script: Script, node: Node) -> bool:
    """Lower ``var``, ``let`` and ``const``."""
    kinds = script.kinds
    declares = node.kind_id != kinds.variable_declaration and lexical(script)
    base = script.base
    for kid in node.children:
        if kid.kind_id != kinds.variable_declarator:
            continue
        kids = script.inner(kid)
        declared: Node | None = None
        value: Node | None = None
        for part in kids[1:]:
            if part.kind_id == kinds.type_annotation:
                declared = part
            else:
                value = part
        start, end = kid.start_byte + base, kid.end_byte + base
        target = kids[0]
        if value is None:
            # Without a value it still says whose name this is.
            lowered: ir.Expr = ir.Constant(end, end)
        else:
            if target.kind_id == kinds.identifier:
                script.hint(value, script.text(target), declared)
            lowered = script.expression(value)
        first = len(script.body)
        known = annotation(script, declared) if declared is not None else _asked_for(script, value)
        if known is not None and target.kind_id == kinds.identifier:
            at = ir.Name(target.start_byte + base, target.end_byte + base, script.text(target))
            script.body.append(ir.Assign(start, end, at, lowered, script.block, declares, known))
        else:
            bind(script, target, lowered, start, end, declares)
        if not declares:
            hoist(script, first)
    return False


def _asked_for(script: Script, value: Node | None) -> ir.Expr | None:
    """Give the type that a call is asked for by its type argument: ``defineProps<Props>()``."""
    if value is None or value.kind_id != script.kinds.call_expression:
        return None
    kids = value.children
    if len(kids) < 3 or kids[1].kind_id != script.kinds.type_arguments or script.text(kids[0]) not in _TYPED:
        return None
    return annotation(script, script.only(kids[1]))


def hoist(script: Script, first: int) -> None:
    """Note that the names which the statements from number ``first`` on assign belong to the whole function."""
    if script.function.hoisted is not None:
        for made in script.body[first:]:
            if isinstance(made, ir.Assign) and isinstance(made.target, ir.Name):
                script.function.hoisted.add(made.target.id)
