"""Classes and enumerations."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.builder import FunctionBuilder
from linter.frontends.javascript.context import Hint, Script
from linter.frontends.javascript.functions import begin, complete
from linter.frontends.javascript.objects import accessor, key_of
from linter.frontends.javascript.statements import statements
from linter.frontends.javascript.types import annotation, key_text

_UNNAMED = Hint("")


def decorators(script: Script, node: Node) -> tuple[ir.Expr, ...]:
    """Lower the decorators that stand directly in a node."""
    found: list[ir.Expr] = []
    for kid in node.children:
        if kid.kind_id == script.kinds.decorator:
            inside = script.only(kid)
            if inside is not None:
                found.append(script.expression(inside))
    return tuple(found)


def class_expression(script: Script, node: Node) -> ir.Expr:
    """Lower a class to a ``ClassRef``; the name of a declaration is bound by its statement."""
    base = script.base
    start, end = node.start_byte + base, node.end_byte + base
    label = node.child_by_field_name("name")
    hint = script.hints.pop(node.id, _UNNAMED)
    name = script.text(label) if label is not None else hint.name
    above = node.parent
    marks = decorators(script, node)
    if above is not None and above.kind_id == script.kinds.export_statement:
        marks = (*decorators(script, above), *marks)
    classes = script.builder.classes
    index = len(classes)
    classes.append(ir.Class(start, end, name))
    bases: list[ir.Expr] = []
    body = _Body(script, index)
    for kid in node.children:
        if kid.kind_id == script.kinds.class_heritage:
            bases = _bases(script, kid)
        elif kid.kind_id == script.kinds.class_body:
            body.lower(kid)
    classes[index] = ir.Class(
        start, end, name, tuple(bases), tuple(body.fields), tuple(body.methods), script.function.index, marks
    )
    return ir.ClassRef(start, end, index)


def _bases(script: Script, node: Node) -> list[ir.Expr]:
    """Lower what a class extends; interfaces that it only implements bring no values."""
    found: list[ir.Expr] = []
    names = script.grammar.names
    for kid in script.inner(node):
        if kid.kind_id == script.kinds.extends_clause:
            value = kid.child_by_field_name("value")
            if value is not None:
                found.append(script.expression(value))
        elif names[kid.kind_id] != "implements_clause":
            found.append(script.expression(kid))
    return found


class _Body:
    """The members of one class body."""

    def __init__(self, script: Script, index: int) -> None:
        self.script = script
        self.index = index
        self.fields: list[ir.ClassField] = []
        self.methods: list[int] = []
        self.initialiser: FunctionBuilder | None = None

    def lower(self, body: Node) -> None:
        """Lower all members in their order."""
        script = self.script
        kinds = script.kinds
        pending: list[ir.Expr] = []
        for kid in body.children:
            kind = kid.kind_id
            if kind == kinds.decorator:
                inside = script.only(kid)
                if inside is not None:
                    pending.append(script.expression(inside))
                continue
            if kind == kinds.method_definition:
                self._method(kid, pending)
            elif kind in {kinds.field_definition, kinds.public_field_definition}:
                self._field(kid, pending)
            elif kind == kinds.class_static_block:
                self._static(kid)
            elif kind in script.skip:
                continue
            pending = []

    def _method(self, node: Node, pending: list[ir.Expr]) -> None:
        script = self.script
        label = node.child_by_field_name("name")
        if label is None:
            return
        key = key_of(script, label)[0]
        marks = (*pending, *decorators(script, node))
        made = begin(script, node, key)
        made.kind = "method"
        made.receiver = "this"
        made.owner = self.index
        made.decorators = marks
        made.static = self._is_static(node)
        role = accessor(script, node) or self._accessor(node)
        if role == "get":
            made.kind = "getter"
        elif role == "set":
            made.name = f"set {key}"
        self.methods.append(made.index)
        complete(script, node, made)
        if key == "constructor":
            self._declared_parameters(node)

    def _accessor(self, node: Node) -> str:
        """Find ``get`` or ``set`` behind modifiers and decorators."""
        operators = self.script.grammar.operators
        for kid in node.children:
            sign = operators.get(kid.kind_id)
            if sign in {"get", "set"}:
                return sign
            if kid.kind_id == self.script.kinds.formal_parameters:
                break
        return ""

    def _is_static(self, node: Node) -> bool:
        operators = self.script.grammar.operators
        return any(operators.get(kid.kind_id) == "static" for kid in node.children[:6])

    def _declared_parameters(self, node: Node) -> None:
        """Note the fields that parameters of the constructor declare (``private api: Api``)."""
        script = self.script
        kinds = script.kinds
        formal = node.child_by_field_name("parameters")
        for kid in formal.children if formal is not None else ():
            if kid.kind_id not in {kinds.required_parameter, kinds.optional_parameter}:
                continue
            modified = any(
                part.kind_id == kinds.accessibility_modifier
                or script.grammar.operators.get(part.kind_id) in {"readonly", "override"}
                for part in kid.children
            )
            label = kid.child_by_field_name("pattern")
            if modified and label is not None and label.kind_id == kinds.identifier:
                declared = annotation(script, kid.child_by_field_name("type"))
                start, end = kid.start_byte + script.base, kid.end_byte + script.base
                self.fields.append(ir.ClassField(start, end, script.text(label), None, declared))

    def _field(self, node: Node, pending: list[ir.Expr]) -> None:
        script = self.script
        kinds = script.kinds
        label = node.child_by_field_name("name") or node.child_by_field_name("property")
        if label is None:
            return
        key = key_of(script, label)[0]
        marks = (*pending, *decorators(script, node))
        declared = annotation(script, node.child_by_field_name("type"))
        value = node.child_by_field_name("value")
        start, end = node.start_byte + script.base, node.end_byte + script.base
        lowered: ir.Expr | None = None
        if value is not None:
            inside = script.strip(value)
            if inside.kind_id == kinds.arrow_function:
                lowered = self._arrow(inside, key)
            elif script.data.find(b"this", value.start_byte, value.end_byte) >= 0:
                self._initialise(node, key, value)
            else:
                script.hint(value, key)
                lowered = script.expression(value)
        self.fields.append(ir.ClassField(start, end, key, lowered, declared, marks))

    def _arrow(self, node: Node, key: str) -> ir.Expr:
        """Lower ``key = () => {...}``: a method bound to its instance."""
        script = self.script
        script.hint(node, key)
        value = script.expression(node)
        if isinstance(value, ir.Lambda):
            made = script.builder.functions[value.function]
            made.kind = "method"
            made.receiver = "this"
            made.owner = self.index
            self.methods.append(value.function)
        return value

    def _initialise(self, node: Node, key: str, value: Node) -> None:
        """Lower an initial value that needs ``this`` as an assignment in a method of its own."""
        script = self.script
        made = self.initialiser
        if made is None:
            made = self.initialiser = begin(script, node, "%fields")
            made.kind = "method"
            made.receiver = "this"
            made.owner = self.index
            self.methods.append(made.index)
        made.end = node.end_byte + script.base
        saved = (script.function, script.body, script.block, script.component)
        script.function, script.body, script.block, script.component = made, made.body, 0, -1
        script.hint(value, key)
        lowered = script.expression(value)
        start, end = node.start_byte + script.base, node.end_byte + script.base
        this = ir.Name(start, start, "this")
        script.assign(start, end, ir.Member(start, lowered.start, this, key), lowered)
        script.function, script.body, script.block, script.component = saved

    def _static(self, node: Node) -> None:
        """Lower ``static { ... }``."""
        script = self.script
        body = node.child_by_field_name("body") or script.only(node)
        made = begin(script, node, "%static")
        made.kind = "method"
        made.receiver = "this"
        made.owner = self.index
        made.static = True
        self.methods.append(made.index)
        if body is None:
            return
        saved = (script.function, script.body, script.block, script.component)
        script.function, script.body, script.block, script.component = made, made.body, 0, -1
        statements(script, body.children)
        script.function, script.body, script.block, script.component = saved


def enumeration(script: Script, node: Node) -> bool:
    """Lower ``enum E { A, B = "b" }``: a class with constant fields, and a record of them under its name."""
    label = node.child_by_field_name("name")
    body = node.child_by_field_name("body")
    if label is None or body is None:
        return False
    base = script.base
    kinds = script.kinds
    fields: list[ir.ClassField] = []
    entries: list[ir.Field | ir.Spread] = []
    following: int | float = 0
    for kid in script.inner(body):
        named = kid
        start, end = kid.start_byte + base, kid.end_byte + base
        value: ir.Expr = ir.Constant(start, end, following)
        if kid.kind_id == kinds.enum_assignment:
            parts = script.inner(kid)
            if len(parts) < 2:
                continue
            named = parts[0]
            value = script.expression(parts[-1])
        key = key_text(script, named)
        if key is None:
            continue
        if isinstance(value, ir.Constant) and isinstance(value.value, (int, float)):
            following = value.value + 1
        fields.append(ir.ClassField(start, end, key, value))
        entries.append(ir.Field(start, end, key, value))
    start, end = node.start_byte + base, node.end_byte + base
    name = ir.Name(label.start_byte + base, label.end_byte + base, script.text(label))
    script.builder.classes.append(ir.Class(start, end, name.id, fields=tuple(fields), function=script.function.index))
    script.assign(
        start, end, name, ir.Record(body.start_byte + base, body.end_byte + base, tuple(entries)), declares=True
    )
    return False
