"""Functions, methods and their parameters."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.builder import FunctionBuilder
from linter.frontends.javascript.context import Hint, Script
from linter.frontends.javascript.effects import returned
from linter.frontends.javascript.patterns import bind
from linter.frontends.javascript.statements import statements
from linter.frontends.javascript.types import annotation, properties_of_component

_UNNAMED = Hint("")


def function(script: Script, node: Node) -> ir.Expr:
    """
    Lower a function, arrow function or function declaration to a ``Lambda``.

    It is called what the code around calls it (``Script.hint``), else by its own name. A function other than an
    arrow has its own ``this``.
    """
    kinds = script.kinds
    name, declared, role = script.hints.pop(node.id, _UNNAMED)
    own: Node | None = None
    single: Node | None = None
    arrow = node.kind_id == kinds.arrow_function
    kids = node.children
    for kid in kids[:-1]:
        if kid.kind_id == kinds.identifier:
            if arrow:
                single = kid
            else:
                own = kid
    made = begin(script, node, name or (script.text(own) if own is not None else ""))
    made.kind = role
    if not arrow:
        made.receiver = "this"
        if script.component >= 0:
            made.owner = script.component
    value = ir.Lambda(made.start, made.end, made.index)
    bound = own if own is not None and node.kind_id != kinds.function_declaration else None
    complete(script, node, made, single=single, declared=declared, named=(bound, value))
    return value


def begin(script: Script, node: Node, name: str) -> FunctionBuilder:
    """Begin the function of a node below the current place."""
    base = script.base
    made = script.builder.function(name, node.start_byte + base, node.end_byte + base)
    made.hoisted = set()
    made.parent = script.function.index
    made.parent_block = script.block
    return made


def complete(
    script: Script,
    node: Node,
    made: FunctionBuilder,
    *,
    single: Node | None = None,
    declared: Node | None = None,
    named: tuple[Node | None, ir.Expr] | None = None,
) -> None:
    """
    Lower the parameters and the body of ``node`` into ``made``.

    ``single`` is the parameter of an arrow function without parentheses, ``named`` the name by which a function
    expression knows itself.
    """
    kinds = script.kinds
    patterns: list[tuple[Node, ir.Name]] = []
    properties: list[tuple[Node, ir.Name]] = []
    kids = node.children
    formal = None
    for kid in kids:
        if kid.kind_id == kinds.formal_parameters:
            formal = kid
            break
    if single is not None:
        made.parameters.append(_plain(script, single))
    elif formal is not None:
        _parameters(script, formal, made, patterns, properties)
    if declared is not None and made.parameters and made.parameters[0].annotation is None:
        known = properties_of_component(script, declared)
        if known is not None:
            made.parameters[0] = _annotated(made.parameters[0], known)
    body = kids[-1] if kids else None
    while body is not None and body.kind_id in script.skip and len(kids) > 1:
        kids = kids[:-1]
        body = kids[-1]
    if body is None or body.kind_id == kinds.formal_parameters:
        return
    # A function takes more of the interpreter's stack than an operator: it counts twice.
    script.depth += 1
    saved = (script.function, script.body, script.block, script.component)
    script.function = made
    script.body = made.body
    script.block = 0
    script.component = -1
    if named is not None and named[0] is not None:
        _self(script, named[0], named[1], body)
    for pattern, name in patterns:
        start, end = pattern.start_byte + script.base, pattern.end_byte + script.base
        bind(script, pattern, name, start, end)
    for pattern, name in properties:
        start, end = pattern.start_byte + script.base, pattern.end_byte + script.base
        this = ir.Name(start, start, "this")
        script.assign(start, end, ir.Member(start, end, this, name.id), name)
    if body.kind_id == kinds.statement_block:
        statements(script, body.children)
    elif body.kind_id not in script.skip:
        returned(script, body)
    script.function, script.body, script.block, script.component = saved
    script.depth -= 1


def _self(script: Script, own: Node, value: ir.Expr, body: Node) -> None:
    """Bind the name of a function expression inside itself, where it is used there."""
    start, end = own.start_byte, own.end_byte
    if script.data.find(script.data[start:end], body.start_byte, body.end_byte) >= 0:
        name = ir.Name(start + script.base, end + script.base, script.text(own))
        script.assign(start + script.base, end + script.base, name, value, declares=True)


def _plain(script: Script, node: Node) -> ir.Parameter:
    start, end = node.start_byte + script.base, node.end_byte + script.base
    return ir.Parameter(start, end, script.text(node))


def _annotated(parameter: ir.Parameter, known: ir.Expr) -> ir.Parameter:
    return ir.Parameter(parameter.start, parameter.end, parameter.name, parameter.kind, parameter.default, known)


def _parameters(
    script: Script,
    formal: Node,
    made: FunctionBuilder,
    patterns: list[tuple[Node, ir.Name]],
    properties: list[tuple[Node, ir.Name]],
) -> None:
    kinds = script.kinds
    base = script.base
    skip = script.skip
    for node in formal.children:
        kind = node.kind_id
        if kind in skip:
            continue
        start, end = node.start_byte + base, node.end_byte + base
        if kind == kinds.identifier:
            made.parameters.append(ir.Parameter(start, end, script.text(node)))
            continue
        target = node
        default: ir.Expr | None = None
        declared: ir.Expr | None = None
        keeps = False
        if kind in {kinds.required_parameter, kinds.optional_parameter}:
            target, default, declared, keeps = _typed(script, node)
        if target.kind_id == kinds.assignment_pattern:
            kids = script.inner(target)
            if len(kids) > 1 and default is None:
                default = script.expression(kids[-1])
            target = kids[0] if kids else target
        role = "positional"
        if target.kind_id == kinds.rest_pattern:
            role = "rest"
            target = script.only(target) or target
        if target.kind_id == kinds.this:
            continue
        if target.kind_id in {kinds.identifier, kinds.undefined}:
            name = script.text(target)
            if keeps:
                at = target.start_byte + base, target.end_byte + base
                properties.append((target, ir.Name(*at, name)))
        else:
            name = f"%{len(made.parameters)}"
            patterns.append((target, ir.Name(target.start_byte + base, target.end_byte + base, name)))
        made.parameters.append(ir.Parameter(start, end, name, role, default, declared))


def _typed(script: Script, node: Node) -> tuple[Node, ir.Expr | None, ir.Expr | None, bool]:
    """
    Take a TypeScript parameter apart: its pattern, default, type, and whether it declares a field.

    A decorator says where the value comes from (``@Query("q") q: string``): it stands as the default.
    """
    kinds = script.kinds
    target: Node | None = None
    default: ir.Expr | None = None
    declared: ir.Expr | None = None
    keeps = False
    for kid in node.children:
        kind = kid.kind_id
        if kind == kinds.type_annotation:
            declared = annotation(script, kid)
        elif kind == kinds.accessibility_modifier or script.grammar.operators.get(kind) in {"readonly", "override"}:
            keeps = True
        elif kind == kinds.decorator:
            inside = script.only(kid)
            if inside is not None:
                default = script.expression(inside)
        elif kind not in script.skip:
            if target is None:
                target = kid
            else:
                default = script.expression(kid)
    return target if target is not None else node, default, declared, keeps
