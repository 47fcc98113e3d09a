"""ES modules and TypeScript namespaces: imports, exports, ambient declarations."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.javascript.components import bare_component, component
from linter.frontends.javascript.context import Script
from linter.frontends.javascript.declarations import declare_class, declare_function
from linter.frontends.javascript.effects import effect
from linter.frontends.javascript.exports import fields_exported
from linter.frontends.javascript.literals import unescape
from linter.frontends.javascript.statements import statements
from linter.frontends.javascript.types import dotted, interface_declaration, type_alias


def _specifier(script: Script, node: Node) -> str:
    source = node.child_by_field_name("source")
    return unescape(script.text(source)[1:-1]) if source is not None else ""


def _binding(script: Script, node: Node, specifier: str, name: str) -> None:
    local = script.text(node)
    if local:
        script.builder.imports.append(
            ir.ImportBinding(
                node.start_byte + script.base,
                node.end_byte + script.base,
                local,
                specifier,
                name,
                script.function.index,
            )
        )


def _word(script: Script, node: Node) -> str:
    """Give an imported or exported name, which may be a string."""
    text = script.text(node)
    return unescape(text[1:-1]) if node.kind_id == script.kinds.string else text


def import_statement(script: Script, node: Node) -> bool:
    """Lower ``import`` in all its forms."""
    script.modular = True
    kinds = script.kinds
    specifier = _specifier(script, node)
    for clause in node.children:
        if clause.kind_id == kinds.import_require_clause:
            local = script.only(clause)
            if local is not None:
                _binding(script, local, _specifier(script, clause), "*")
        elif clause.kind_id == kinds.import_clause:
            for kid in script.inner(clause):
                if kid.kind_id == kinds.identifier:
                    _binding(script, kid, specifier, "default")
                elif kid.kind_id == kinds.namespace_import:
                    local = script.only(kid)
                    if local is not None:
                        _binding(script, local, specifier, "*")
                elif kid.kind_id == kinds.named_imports:
                    _named(script, kid, specifier)
    return False


def _named(script: Script, node: Node, specifier: str) -> None:
    for kid in script.inner(node):
        name = kid.child_by_field_name("name")
        if name is not None:
            _binding(script, kid.child_by_field_name("alias") or name, specifier, _word(script, name))


def import_alias(script: Script, node: Node) -> bool:
    """Lower ``import A = B.C``."""
    kids = script.inner(node)
    if len(kids) > 1:
        start, end = node.start_byte + script.base, node.end_byte + script.base
        name = ir.Name(kids[0].start_byte + script.base, kids[0].end_byte + script.base, script.text(kids[0]))
        script.assign(start, end, name, dotted(script, kids[1]), declares=True)
    return False


# --------------------------------------------------------------------------------------------- exports


def export_statement(script: Script, node: Node) -> bool:
    """Lower ``export`` in all its forms."""
    script.modular = True
    kinds = script.kinds
    words = {script.grammar.operators.get(kid.kind_id, "") for kid in node.children}
    if "namespace" in words and "as" in words:
        return False
    source = node.child_by_field_name("source")
    declaration = node.child_by_field_name("declaration")
    if declaration is not None:
        _declared(script, declaration, "default" in words)
        return False
    if source is not None or any(kid.kind_id == kinds.export_clause for kid in node.children):
        _listed(script, node, _specifier(script, node))
        return False
    value = node.child_by_field_name("value")
    if value is None:
        others = [kid for kid in script.inner(node) if kid.kind_id != kinds.decorator]
        value = others[-1] if others else None
    if value is not None:
        _value(script, value, "default" if "default" in words else "=")
    return False


def _export(
    script: Script, node: Node, name: str, value: ir.Expr | None, specifier: str = "", imported: str = ""
) -> None:
    start, end = node.start_byte + script.base, node.end_byte + script.base
    if name:
        script.builder.exports.append(ir.Export(start, end, name, value, specifier, imported))


def _listed(script: Script, node: Node, specifier: str) -> None:
    """Lower ``export { a as b }``, with or without ``from``, and ``export *``."""
    kinds = script.kinds
    for kid in node.children:
        if kid.kind_id == kinds.namespace_export:
            alias = script.only(kid)
            if alias is not None:
                _export(script, kid, _word(script, alias), None, specifier, "*")
        elif script.grammar.operators.get(kid.kind_id) == "*":
            _export(script, kid, "*", None, specifier, "*")
        elif kid.kind_id == kinds.export_clause:
            for item in script.inner(kid):
                name = item.child_by_field_name("name")
                if name is None:
                    continue
                alias = item.child_by_field_name("alias") or name
                if specifier:
                    _export(script, item, _word(script, alias), None, specifier, _word(script, name))
                else:
                    local = ir.Name(name.start_byte + script.base, name.end_byte + script.base, script.text(name))
                    _export(script, item, _word(script, alias), local)


def _value(script: Script, node: Node, name: str) -> None:
    """Lower ``export default value`` and ``export = value``."""
    inside = script.strip(node)
    value: ir.Expr
    if inside.kind_id == script.kinds.object and bare_component(script, inside):
        value = component(script, inside)
    else:
        value = script.expression(node)
        if not isinstance(value, (ir.Name, ir.Lambda, ir.ClassRef, ir.Constant)):
            script.evaluate(value)
    _export(script, node, name, value)
    if name == "=":
        fields_exported(script, value)


def _declared(script: Script, node: Node, default: bool) -> None:
    """Lower an exported declaration and export the names that it binds."""
    kinds = script.kinds
    kind = node.kind_id
    before = len(script.body)
    if kind in {kinds.function_declaration, kinds.generator_function_declaration}:
        value = declare_function(script, node)
    elif kind in script.grammar.classes:
        value = declare_class(script, node)
    else:
        index = _type(script, node)
        if index >= 0:
            start, end = node.start_byte + script.base, node.end_byte + script.base
            made = ir.ClassRef(start, end, index)
            _export(script, node, "default" if default else script.builder.classes[index].name, made)
            return
        script.statement(node)
        value = None
    for statement in script.body[before:]:
        if (
            isinstance(statement, ir.Assign)
            and isinstance(statement.target, ir.Name)
            and statement.target.id[:1] != "%"
        ):
            target = statement.target
            if not default:
                script.builder.exports.append(ir.Export(target.start, target.end, target.id, target))
    if default:
        _export(script, node, "default", value)


def _type(script: Script, node: Node) -> int:
    """Lower an interface or type alias and give its index; -1 for anything else."""
    match script.grammar.names[node.kind_id]:
        case "interface_declaration":
            return interface_declaration(script, node)
        case "type_alias_declaration":
            return type_alias(script, node)
        case _:
            return -1


def type_statement(script: Script, node: Node) -> bool:
    """Lower an interface or a type alias."""
    _type(script, node)
    return False


# ------------------------------------------------------------------------------------------ namespaces


def namespace(script: Script, node: Node) -> bool:
    """Lower ``namespace N { ... }``: what it exports are members of ``N``."""
    label = node.child_by_field_name("name")
    body = node.child_by_field_name("body")
    if label is None or body is None:
        return False
    if label.kind_id == script.kinds.string:
        return _ambient(script, body)
    base = script.base
    whole = dotted(script, label)
    exports = script.builder.exports
    before = len(exports)
    saved = script.block
    script.block = script.function.block(saved)
    statements(script, body.children)
    for export in exports[before:]:
        if export.value is not None:
            target = ir.Member(label.start_byte + base, export.end, whole, export.name)
            script.assign(export.start, export.end, target, export.value)
    del exports[before:]
    script.block = saved
    return False


def ambient_declaration(script: Script, node: Node) -> bool:
    """Pass over ``declare``, which binds nothing: only the types in it are taken."""
    for kid in script.inner(node):
        inside = kid
        if script.grammar.names[kid.kind_id] in {"module", "internal_module"}:
            inside = kid.child_by_field_name("body") or kid
        if inside.kind_id == script.kinds.statement_block:
            _ambient(script, inside)
        else:
            _type(script, inside)
    return False


def _ambient(script: Script, body: Node) -> bool:
    for kid in script.inner(body):
        inside = kid
        if kid.kind_id == script.kinds.export_statement:
            inside = kid.child_by_field_name("declaration") or kid
        _type(script, inside)
    return False


# ------------------------------------------------------------------------------------------------ errors


def unread(script: Script, node: Node) -> bool:
    """Lower what can be read inside a stretch that could not be parsed as a whole."""
    for kid in script.inner(node):
        if script.tables.statements[kid.kind_id] is not script.tables.statements[script.kinds.identifier]:
            script.statement(kid)
        else:
            effect(script, kid)
    return False
