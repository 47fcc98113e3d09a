"""Functions, classes and imports of PHP."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.php.context import Php
from linter.frontends.php.expressions import expression


def function(php: Php, node: Node, name: str, kind: str = "function") -> ir.Lambda:
    """Lower a function, method, closure or arrow function, and give it as a value."""
    made, *_ = begun = php.begin(node, name)
    made.kind = kind
    if kind == "method":
        made.owner = php.owner
        made.static = any(k.type == "static_modifier" for k in node.named_children)
        made.receiver = "$this"
    body = node.child_by_field_name("body")
    php.enter(node, made)
    parameters = node.child_by_field_name("parameters")
    for parameter in php.inner(parameters) if parameters is not None else ():
        _parameter(php, made.parameters, parameter)
    if body is not None:
        if body.type == "compound_statement":
            from linter.frontends.php.statements import statements

            statements(php, body.children)
        else:
            value = expression(php, body)
            made.body.append(ir.Return(value.start, value.end, value, php.reading.block))
    php.leave(node, begun[1:])
    return ir.Lambda(*php.span(node), made.index)


def _parameter(php: Php, into: list[ir.Parameter], node: Node) -> None:
    name = node.child_by_field_name("name")
    if name is None:
        return
    default = node.child_by_field_name("default_value")
    declared = node.child_by_field_name("type")
    into.append(
        ir.Parameter(
            *php.span(node),
            php.text(name).lstrip("&."),
            "rest" if node.type == "variadic_parameter" else "positional",
            expression(php, default) if default is not None else None,
            ir.Name(*php.span(declared), php.text(declared).lstrip("?\\")) if declared is not None else None,
        )
    )
    if node.type == "property_promotion_parameter":
        start, end = php.span(node)
        key = php.text(name).lstrip("$")
        target = ir.Member(start, end, ir.Name(start, start, "$this"), key)
        php.reading.assign(start, end, target, ir.Name(*php.span(name), php.text(name)))


def declare_class(php: Php, node: Node) -> None:
    """Lower a class, trait, interface or enum."""
    name = node.child_by_field_name("name")
    index = len(php.builder.classes)
    start, end = php.span(node)
    placed = ir.Class(start, end, php.text(name) if name is not None else "")
    php.builder.classes.append(placed)
    outer, php.owner = php.owner, index
    fields: list[ir.ClassField] = []
    methods: list[int] = []
    bases: list[ir.Expr] = []
    for kid in node.named_children:
        if kid.type in {"base_clause", "class_interface_clause"}:
            bases.extend(expression(php, base) for base in php.inner(kid))
    body = node.child_by_field_name("body")
    for member in php.inner(body) if body is not None else ():
        if member.type == "method_declaration":
            named = member.child_by_field_name("name")
            methods.append(function(php, member, php.text(named) if named is not None else "", "method").function)
        elif member.type in {"property_declaration", "const_declaration"}:
            fields.extend(_fields(php, member))
        elif member.type == "use_declaration":
            bases.extend(expression(php, base) for base in php.inner(member) if base.type in {"name", "qualified_name"})
    php.owner = outer
    if name is not None and php.reading.scope is php.reading.function:
        php.builder.exports.append(ir.Export(start, end, placed.name, ir.Name(start, start, placed.name)))
    php.builder.classes[index] = ir.Class(
        start, end, placed.name, tuple(bases), tuple(fields), tuple(methods), php.reading.scope.index
    )


def _fields(php: Php, node: Node) -> list[ir.ClassField]:
    found: list[ir.ClassField] = []
    for kid in php.inner(node):
        if kid.type == "property_element":
            name, value = kid.child_by_field_name("name"), kid.child_by_field_name("default_value")
        elif kid.type == "const_element":
            kids = php.inner(kid)
            name, value = (kids[0], kids[1]) if len(kids) > 1 else (None, None)
        else:
            continue
        if name is not None:
            default = expression(php, value) if value is not None else None
            found.append(ir.ClassField(*php.span(kid), php.text(name).lstrip("$"), default))
    return found


def import_names(php: Php, node: Node) -> None:
    """Lower ``use App/Models/User as Person;`` (PHP writes backslashes)."""
    prefix = ""
    for kid in php.inner(node):
        if kid.type == "namespace_name":
            prefix = php.text(kid) + "\\"
        clauses = php.inner(kid) if kid.type == "namespace_use_group" else [kid]
        for clause in clauses:
            if clause.type != "namespace_use_clause":
                continue
            names = php.inner(clause)
            if not names:
                continue
            path = (prefix + php.text(names[0])).strip("\\")
            alias = clause.child_by_field_name("alias")
            name = path.rpartition("\\")[2]
            local = php.text(alias) if alias is not None else name
            if local != path:
                binding = ir.ImportBinding(*php.span(clause), local, path, name, php.reading.function.index)
                php.builder.imports.append(binding)
