"""Functions and classes of Python."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.python.context import Unit
from linter.frontends.python.grammar import (
    BLOCK,
    CLASS_DEFINITION,
    COMMENT,
    DECORATOR,
    DICTIONARY_SPLAT,
    ERROR,
    FUNCTION_DEFINITION,
    KEYWORD_ARGUMENT,
    inner,
    only,
)
from linter.frontends.python.parameters import parameters
from linter.frontends.python.targets import bind

_STATIC = frozenset({"staticmethod", "abstractstaticmethod"})
_OF_CLASS = frozenset({"classmethod", "abstractclassmethod"})
_OF_CLASS_BY_NAME = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


def decorated_definition(unit: Unit, node: Node) -> bool:
    """Lower a function or class with its decorators."""
    decorators: list[ir.Expr] = []
    for kid in node.children:
        number = kid.kind_id
        if number == DECORATOR:
            inside = only(kid)
            if inside is not None:
                decorators.append(unit.expression(inside))
        elif number == FUNCTION_DEFINITION:
            _function(unit, kid, tuple(decorators))
        elif number == CLASS_DEFINITION:
            _class(unit, kid, tuple(decorators))
        elif number == ERROR:
            unit.statement(kid)
    return False


def function_definition(unit: Unit, node: Node) -> bool:
    """Lower a function and bind its name; in a class body it becomes a method."""
    _function(unit, node, ())
    return False


def class_definition(unit: Unit, node: Node) -> bool:
    """Lower a class and bind its name."""
    _class(unit, node, ())
    return False


def _function(unit: Unit, node: Node, decorators: tuple[ir.Expr, ...]) -> None:
    start, end = node.start_byte, node.end_byte
    name = node.child_by_field_name("name")
    made = unit.builder.function("" if name is None else unit.word(name), start, end)
    made.parent = unit.function.index
    made.parent_block = unit.block
    made.decorators = decorators
    listed = node.child_by_field_name("parameters")
    destructured = [] if listed is None else parameters(unit, made, listed)
    is_method = unit.owner >= 0
    if is_method:
        made.owner = unit.owner
        made.kind = "method"
        words = [_last_word(decorator) for decorator in decorators]
        if any(word.endswith("property") for word in words):
            made.kind = "getter"
        of_class = made.name in _OF_CLASS_BY_NAME or not _OF_CLASS.isdisjoint(words)
        without = not _STATIC.isdisjoint(words)
        made.static = of_class or without
        if not without and made.parameters and made.parameters[0].kind == "positional":
            made.receiver = made.parameters[0].name
    body = node.child_by_field_name("body")
    kept = unit.enter(made)
    unit.bound.update(parameter.name for parameter in made.parameters)
    for pattern, parameter in destructured:
        bind(unit, pattern, parameter, pattern.start_byte, pattern.end_byte)
    for kid in node.children if node.has_error else ():
        if kid.kind_id == ERROR:
            unit.statement(kid)
    if body is not None:
        suite(unit, body)
    unit.leave(kept)
    if not is_method and name is not None:
        place = ir.Name(name.start_byte, name.end_byte, made.name)
        unit.assign(start, end, place, ir.Lambda(start, end, made.index))


def _last_word(decorator: ir.Expr) -> str:
    called = decorator.callee if isinstance(decorator, ir.Call) else decorator
    return called.id if isinstance(called, ir.Name) else called.key if isinstance(called, ir.Member) else ""


def _class(unit: Unit, node: Node, decorators: tuple[ir.Expr, ...]) -> None:
    start, end = node.start_byte, node.end_byte
    name = node.child_by_field_name("name")
    shown = "" if name is None else unit.word(name)
    listed = node.child_by_field_name("superclasses")
    bases = tuple(
        unit.expression(kid)
        for kid in (() if listed is None else inner(listed))
        if kid.kind_id not in {KEYWORD_ARGUMENT, DICTIONARY_SPLAT}
    )
    builder = unit.builder
    index = len(builder.classes)
    builder.classes.append(ir.Class(start, end, shown, bases))
    first = len(builder.functions)
    fields: list[ir.ClassField] = []
    body = node.child_by_field_name("body")
    kept = unit.enter_class(index, fields)
    if body is not None:
        suite(unit, body)
    unit.leave(kept)
    methods = tuple(made.index for made in builder.functions[first:] if made.owner == index)
    builder.classes[index] = ir.Class(start, end, shown, bases, tuple(fields), methods, unit.function.index, decorators)
    if name is not None:
        place = ir.Name(name.start_byte, name.end_byte, shown)
        unit.assign(start, end, place, ir.ClassRef(start, end, index))


def suite(unit: Unit, node: Node) -> bool:
    """
    Lower the statements of a block at the current block; True when control never reaches their end.

    What follows an early exit stands in a block of its own; the current block is the old one again afterwards.
    """
    kept = unit.block
    leaves = False
    statement = unit.statement
    unit.depth += 1
    for kid in node.children if node.kind_id in _SUITES else (node,):
        if kid.kind_id != COMMENT and statement(kid):
            leaves = True
    unit.depth -= 1
    unit.block = kept
    return leaves


_SUITES = frozenset({BLOCK, ERROR})
