"""Parameters of functions and lambdas."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.builder import FunctionBuilder
from linter.frontends.python.context import Unit
from linter.frontends.python.grammar import (
    DEFAULT_PARAMETER,
    DICTIONARY_SPLAT_PATTERN,
    IDENTIFIER,
    KEYWORD_SEPARATOR,
    LIST_SPLAT_PATTERN,
    TUPLE_PATTERN,
    TYPED_DEFAULT_PARAMETER,
    TYPED_PARAMETER,
    inner,
    only,
)
from linter.frontends.python.types import annotation


def parameters(unit: Unit, made: FunctionBuilder, node: Node) -> list[tuple[Node, ir.Name]]:
    """
    Add the parameters that ``node`` lists to a function. Defaults are lowered in the scope around it.

    Gives the patterns of Python 2's tuple parameters, each with the made-up name of its parameter: they are to be
    assigned at the head of the body.
    """
    destructured: list[tuple[Node, ir.Name]] = []
    kind = "positional"
    for kid in inner(node):
        number = kid.kind_id
        if number == KEYWORD_SEPARATOR:
            kind = "keyword"
            continue
        default: ir.Expr | None = None
        declared: ir.Expr | None = None
        named: Node | None = kid
        if number in {DEFAULT_PARAMETER, TYPED_DEFAULT_PARAMETER}:
            named = kid.child_by_field_name("name")
            value = kid.child_by_field_name("value")
            default = None if value is None else unit.expression(value)
            declared = annotation(unit, kid.child_by_field_name("type"))
        elif number == TYPED_PARAMETER:
            named = only(kid)
            declared = annotation(unit, kid.child_by_field_name("type"))
        if named is None:
            continue
        here = kind
        if named.kind_id == LIST_SPLAT_PATTERN:
            here, kind, named = "rest", "keyword", only(named)
        elif named.kind_id == DICTIONARY_SPLAT_PATTERN:
            here, named = "keywords", only(named)
        if named is None:
            continue
        start, end = kid.start_byte, kid.end_byte
        if named.kind_id == IDENTIFIER:
            name = unit.word(named)
        elif named.kind_id == TUPLE_PATTERN:
            name = f"%{len(made.parameters)}"
            destructured.append((named, ir.Name(named.start_byte, named.start_byte, name)))
        else:
            continue
        made.parameters.append(ir.Parameter(start, end, name, here, default, declared))
    return destructured
