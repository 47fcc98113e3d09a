"""TypeScript types, as far as they name what a value is: annotations, interfaces and object types."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.javascript.context import MAX_DEPTH, Script
from linter.frontends.javascript.literals import unescape

_WRAPPERS = frozenset(
    {"Partial", "Readonly", "Required", "NonNullable", "Promise", "Awaited", "Omit", "Pick", "PropsWithChildren", "Ref"}
)
"""Generic types whose fields are those of their first argument."""
_COMPONENTS = frozenset({"FC", "FunctionComponent", "VFC", "SFC", "StatelessComponent", "NextPage"})
"""Types of a function component: the argument is the type of its properties."""
_EMPTY = frozenset({"null", "undefined", "void", "never"})


def annotation(script: Script, node: Node | None) -> ir.Expr | None:
    """
    Lower a type to the expression that names it; None when it has no simple name.

    A function type is an operation ``=>`` on the type that it gives.

    Generic arguments are dropped (those of ``Partial`` and the like are what remains), a union is a ``Choice``, an
    object type an interface without a name.
    """
    if node is None or script.depth >= MAX_DEPTH:
        return None
    script.depth += 1
    found = _annotation(script, node)
    script.depth -= 1
    return found


def _annotation(script: Script, node: Node) -> ir.Expr | None:
    base = script.base
    start, end = node.start_byte + base, node.end_byte + base
    match script.grammar.names[node.kind_id]:
        case "type_annotation" | "parenthesized_type" | "readonly_type" | "opting_type_annotation" | "flow_maybe_type":
            return annotation(script, script.only(node))
        case "type_identifier" | "identifier" | "predefined_type":
            return ir.Name(start, end, script.text(node))
        case "nested_type_identifier" | "nested_identifier":
            return dotted(script, node)
        case "generic_type":
            kids = script.inner(node)
            named = annotation(script, kids[0]) if kids else None
            if len(kids) > 1 and isinstance(named, ir.Name) and named.id in _WRAPPERS:
                return annotation(script, script.only(kids[1]))
            return named
        case "union_type" | "intersection_type":
            return _union(script, node)
        case "object_type":
            return ir.ClassRef(start, end, interface(script, node, "", (), (node,)))
        case "function_type":
            given = annotation(script, node.child_by_field_name("return_type"))
            return ir.Operation(start, end, "=>", (given,)) if given is not None else None
        case "literal_type":
            inside = script.only(node)
            if inside is None or script.text(inside) in _EMPTY:
                return None
            return script.expression(inside)
        case _:
            return None


def _union(script: Script, node: Node) -> ir.Expr | None:
    """Flatten ``A | B | C`` without those that stand for nothing."""
    kind = node.kind_id
    members: list[Node] = []
    while node.kind_id == kind:
        kids = script.inner(node)
        if not kids:
            break
        members.extend(reversed(kids[1:]))
        node = kids[0]
    members.append(node)
    first, last = members[-1].start_byte, members[0].end_byte
    options = [annotation(script, member) for member in reversed(members) if script.text(member) not in _EMPTY]
    known = tuple(option for option in options if option is not None)
    if len(known) < 2:
        return known[0] if known else None
    return ir.Choice(first + script.base, last + script.base, known)


def dotted(script: Script, node: Node) -> ir.Expr:
    """Lower ``A.B.C``, written as nested identifiers, to members of a name."""
    base = script.base
    links: list[Node] = []
    while True:
        kids = script.inner(node)
        if len(kids) < 2:
            break
        links.append(kids[1])
        node = kids[0]
    start = node.start_byte + base
    value: ir.Expr = ir.Name(start, node.end_byte + base, script.text(node))
    for link in reversed(links):
        value = ir.Member(start, link.end_byte + base, value, script.text(link))
    return value


def properties_of_component(script: Script, node: Node | None) -> ir.Expr | None:
    """Give the type of the properties from the declared type of a function component (``React.FC<Props>``)."""
    inside = script.only(node) if node is not None else None
    if inside is None or inside.kind_id != script.kinds.generic_type:
        return None
    kids = script.inner(inside)
    if len(kids) < 2 or script.text(kids[0]).rpartition(".")[2] not in _COMPONENTS:
        return None
    return annotation(script, script.only(kids[1]))


def key_text(script: Script, node: Node) -> str | None:
    """Give the name that a property key spells; None for a computed one without a literal inside."""
    kinds = script.kinds
    kind = node.kind_id
    if kind == kinds.string:
        return unescape(script.text(node)[1:-1])
    if kind == kinds.computed_property_name:
        inside = script.only(node)
        if inside is not None and inside.kind_id in {kinds.string, kinds.number}:
            return key_text(script, inside)
        return None
    return script.text(node)


def interface(script: Script, node: Node, name: str, bases: tuple[ir.Expr, ...], bodies: tuple[Node, ...]) -> int:
    """Add an interface whose fields stand in ``bodies`` (object types) and give its index."""
    kinds = script.kinds
    fields: list[ir.ClassField] = []
    for body in bodies:
        for kid in body.children:
            kind = kid.kind_id
            if kind not in {kinds.property_signature, kinds.method_signature, kinds.public_field_definition}:
                continue
            label = kid.child_by_field_name("name")
            key = key_text(script, label) if label is not None else None
            if key:
                declared = annotation(script, kid.child_by_field_name("type"))
                fields.append(
                    ir.ClassField(kid.start_byte + script.base, kid.end_byte + script.base, key, None, declared)
                )
    classes = script.builder.classes
    classes.append(
        ir.Class(
            node.start_byte + script.base,
            node.end_byte + script.base,
            name,
            bases,
            tuple(fields),
            function=script.function.index,
            kind="interface",
        )
    )
    return len(classes) - 1


def interface_declaration(script: Script, node: Node) -> int:
    """Lower ``interface A extends B { ... }`` and give its index."""
    name = node.child_by_field_name("name")
    body = node.child_by_field_name("body")
    bases: list[ir.Expr] = []
    for kid in node.children:
        if kid.kind_id == script.kinds.extends_type_clause:
            for base in script.inner(kid):
                found = annotation(script, base)
                if found is not None:
                    bases.append(found)
    return interface(script, node, script.text(name) if name else "", tuple(bases), (body,) if body else ())


def type_alias(script: Script, node: Node) -> int:
    """Lower ``type A = {...} & B`` to an interface and give its index; -1 when it declares no fields."""
    kinds = script.kinds
    name = node.child_by_field_name("name")
    value = node.child_by_field_name("value")
    if name is None or value is None:
        return -1
    members = [value]
    while members[-1].kind_id == kinds.intersection_type:
        kids = script.inner(members.pop())
        members.extend(reversed(kids))
    bodies = [member for member in members if member.kind_id == kinds.object_type]
    named = [annotation(script, member) for member in members if member.kind_id != kinds.object_type]
    bases = tuple(base for base in reversed(named) if isinstance(base, (ir.Name, ir.Member)))
    if not bodies and (len(members) < 2 or not bases):
        return -1
    return interface(script, node, script.text(name), bases, tuple(reversed(bodies)))
