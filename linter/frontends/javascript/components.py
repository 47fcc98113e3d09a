"""
Options objects: components that frameworks make from an object literal (Vue, Ember, Backbone, old React).

The methods of such an object have the component as their ``this``, whatever group they stand in (``methods``,
``actions``, ``computed``), so that the object is a class in all but syntax.
"""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.builder import FunctionBuilder
from linter.frontends.javascript.context import PASSING, Script
from linter.frontends.javascript.objects import entries

_MAKERS = frozenset({"defineComponent", "defineNuxtComponent", "createClass", "createReactClass", "defineStore"})
"""Functions that give a component for an object."""
_TAKERS = frozenset({"Vue", "createApp", "component", "mixin", "createSSRApp", "reopen"})
"""Functions that take an object as a component and give something else."""
COMPONENT_WORDS = _MAKERS | _TAKERS | {"extend", "create"}
"""The last names of all callees that ``makes_component`` knows."""
_NO_CLASSES = frozenset(
    {"$", "_", "jQuery", "Object", "angular", "lodash", "underscore", "util", "fn", "dayjs", "expect"}
)
"""What has an ``extend`` that merges objects."""
_OPTIONS = frozenset({"methods", "data", "computed", "props", "watch", "mounted", "created", "setup", "components"})
"""Keys by which a bare object is known as a component: it needs ``methods`` or ``data`` and one more."""


def makes_component(callee: ir.Expr) -> str:
    """Say what a call does with an object: ``value`` makes a component of it, ``argument`` only takes one as such."""
    if isinstance(callee, ir.Name):
        if callee.id in _MAKERS:
            return "value"
        return "argument" if callee.id in _TAKERS and callee.id != "component" else ""
    if isinstance(callee, ir.Member):
        if callee.key == "extend":
            return "value" if _extends(callee.base) else ""
        if callee.key == "create":
            return "value" if isinstance(callee.base, ir.Name) and callee.base.id.endswith("Mixin") else ""
        if callee.key in _MAKERS:
            return "value"
        if callee.key in _TAKERS:
            return "argument"
    return ""


def _extends(base: ir.Expr) -> bool:
    """Say whether ``base.extend(...)`` makes a class: the base is named like one."""
    if isinstance(base, ir.Name):
        return base.id not in _NO_CLASSES and base.id[:1].isupper()
    return isinstance(base, ir.Member) and base.key not in _NO_CLASSES and base.key[:1].isupper()


def bare_component(script: Script, node: Node) -> bool:
    """Say whether an object literal that a module exports is a component."""
    if script.builder.language == "vue":
        return True
    keys: set[str] = set()
    for kid in node.children:
        if kid.kind_id in {script.kinds.pair, script.kinds.method_definition}:
            label = kid.child_by_field_name("key") or kid.child_by_field_name("name")
            if label is not None:
                keys.add(script.text(label))
    return bool(keys & {"methods", "data"}) and len(keys & _OPTIONS) > 1


def component(script: Script, node: Node, name: str = "", bases: tuple[ir.Expr, ...] = ()) -> ir.Expr:
    """Lower an options object to a class of kind ``component``."""
    base = script.base
    start, end = node.start_byte + base, node.end_byte + base
    classes = script.builder.classes
    index = len(classes)
    classes.append(ir.Class(start, end, name))
    saved = script.component
    script.component = index
    made = entries(script, node)
    script.component = saved
    shape = _Shape(script, index)
    for entry in made:
        shape.add(entry)
    classes[index] = ir.Class(
        start,
        end,
        shape.name or name,
        (*bases, *shape.bases),
        tuple(shape.fields),
        tuple(shape.methods),
        script.function.index,
        kind="component",
    )
    return ir.ClassRef(start, end, index)


class _Shape:
    """What the entries of an options object say about its class."""

    def __init__(self, script: Script, index: int) -> None:
        self.script = script
        self.index = index
        self.name = ""
        self.bases: list[ir.Expr] = []
        self.fields: list[ir.ClassField] = []
        self.methods: list[int] = []

    def add(self, entry: ir.Field | ir.Spread) -> None:
        """Take one entry of the object."""
        if isinstance(entry, ir.Spread):
            self.bases.append(entry.value)
            return
        value = entry.value
        key = entry.key
        if key in {"methods", "computed", "actions", "watch", "props", "getters"} and isinstance(value, ir.Record):
            for inner in value.entries:
                self._group(key, inner)
            if key == "actions":
                self.fields.append(ir.ClassField(entry.start, entry.end, key, value))
        elif key == "props" and isinstance(value, ir.Sequence):
            for item in value.items:
                if isinstance(item, ir.Constant) and isinstance(item.value, str):
                    self.fields.append(ir.ClassField(item.start, item.end, item.value))
        elif key in {"mixins", "extends"}:
            self.bases.extend(value.items if isinstance(value, ir.Sequence) else (value,))
        elif key in {"data", "setup", "asyncData", "state"} and isinstance(value, (ir.Lambda, ir.Record)):
            self._data(value)
        elif not self._method(key, value):
            self._field(entry)

    def _field(self, entry: ir.Field) -> None:
        """Take an entry as a field; a function wrapped in a call is a method under its key all the same."""
        value = entry.value
        self.fields.append(ir.ClassField(entry.start, entry.end, entry.key, value))
        if entry.key == "name" and isinstance(value, ir.Constant) and isinstance(value.value, str):
            self.name = value.value
        if isinstance(value, ir.Call) and isinstance(value.callee, (ir.Name, ir.Member)):
            word = value.callee.key if isinstance(value.callee, ir.Member) else value.callee.id
            for argument in value.arguments:
                if word in PASSING or word == "computed":
                    self._method(entry.key, argument, "getter" if word == "computed" else "")

    def _method(self, key: str, value: ir.Expr, kind: str = "") -> bool:
        """Take a function as a method; False when the value is none."""
        if isinstance(value, ir.Call) and isinstance(value.callee, ir.Lambda) and not value.arguments:
            value, kind = value.callee, "getter"
        if not isinstance(value, ir.Lambda):
            return False
        made = self.script.builder.functions[value.function]
        made.owner = self.index
        made.receiver = "this"
        made.name = key or made.name
        made.kind = kind or "method"
        self.methods.append(value.function)
        return True

    def _data(self, value: ir.Lambda | ir.Record) -> None:
        """Take the fields of the record that ``data`` is, or that ``data`` or ``setup`` gives back."""
        if isinstance(value, ir.Record):
            for entry in value.entries:
                if isinstance(entry, ir.Field) and entry.key:
                    self.fields.append(ir.ClassField(entry.start, entry.end, entry.key, entry.value))
            return
        made = self.script.builder.functions[value.function]
        made.owner, made.receiver = self.index, "this"
        self.methods.append(value.function)
        body: list[ir.Statement] = []
        for statement in made.body:
            if isinstance(statement, ir.Return) and isinstance(statement.value, ir.Record):
                stored = self._stored(statement.value, statement.block, body)
                body.append(ir.Return(statement.start, statement.end, stored, statement.block))
            else:
                body.append(statement)
        made.body[:] = body

    def _stored(self, record: ir.Record, block: int, body: list[ir.Statement]) -> ir.Record:
        """
        Make the entries of a returned record fields of the component, and give the record that then remains.

        Their values mean something in that function alone, so that they are assigned there: ``this.q <- q``.
        """
        kept: list[ir.Field | ir.Spread] = []
        for entry in record.entries:
            if isinstance(entry, ir.Spread) or not entry.key:
                kept.append(entry)
                continue
            value = entry.value
            if isinstance(value, ir.Constant):
                self.fields.append(ir.ClassField(entry.start, entry.end, entry.key, value))
                kept.append(entry)
                continue
            self.fields.append(ir.ClassField(entry.start, entry.end, entry.key))
            target = ir.Member(entry.start, value.start, ir.Name(entry.start, entry.start, "this"), entry.key)
            body.append(ir.Assign(entry.start, entry.end, target, value, block))
            kept.append(ir.Field(entry.start, entry.end, entry.key, target))
        return ir.Record(record.start, record.end, tuple(kept))

    def _group(self, group: str, entry: ir.Field | ir.Spread) -> None:
        """Take one entry of ``methods``, ``computed``, ``actions``, ``watch`` or ``props``."""
        if isinstance(entry, ir.Spread):
            self._mapped(entry)
            return
        key, value = entry.key, entry.value
        if group == "props":
            self.fields.append(_property(entry))
        elif group == "watch":
            self._watcher(entry)
        elif group == "computed" and isinstance(value, ir.Record):
            for inner in value.entries:
                if isinstance(inner, ir.Field):
                    self._method(
                        key if inner.key == "get" else f"{inner.key} {key}",
                        inner.value,
                        "getter" if inner.key == "get" else "",
                    )
        elif not self._method(key, value, "getter" if group in {"computed", "getters"} else ""):
            self._field(entry)
        elif group == "getters" and isinstance(value, ir.Lambda):
            self._given(self.script.builder.functions[value.function], ())

    def _watcher(self, entry: ir.Field) -> None:
        """Bind the first parameter of a watcher to what is watched: ``"form.email"(value) {}``."""
        value = entry.value
        if isinstance(value, ir.Record):
            for inner in value.entries:
                if isinstance(inner, ir.Field) and inner.key == "handler":
                    value = inner.value
        if not isinstance(value, ir.Lambda):
            self.fields.append(ir.ClassField(entry.start, entry.end, "", entry.value))
            return
        made = self.script.builder.functions[value.function]
        made.owner, made.receiver = self.index, "this"
        self.methods.append(value.function)
        made.name = f"watch {entry.key}"
        if entry.key:
            self._given(made, tuple(entry.key.split(".")))

    @staticmethod
    def _given(made: FunctionBuilder, keys: tuple[str, ...]) -> None:
        """Bind the first parameter to what stands below the component itself."""
        if not made.parameters:
            return
        first = made.parameters[0]
        value: ir.Expr = ir.Name(first.start, first.start, "this")
        for key in keys:
            value = ir.Member(first.start, first.end, value, key)
        name = ir.Name(first.start, first.end, first.name)
        made.body.insert(0, ir.Assign(first.start, first.end, name, value))

    def _mapped(self, entry: ir.Spread) -> None:
        """Take ``...mapGetters(["user"])``: the literal names are members of what the call gives."""
        names: list[tuple[ir.Node, str]] = []
        for argument in entry.value.arguments if isinstance(entry.value, ir.Call) else ():
            if isinstance(argument, ir.Sequence):
                names += [
                    (i, i.value) for i in argument.items if isinstance(i, ir.Constant) and isinstance(i.value, str)
                ]
            elif isinstance(argument, ir.Record):
                names += [(field, field.key) for field in argument.entries if isinstance(field, ir.Field) and field.key]
        for node, name in names:
            member = ir.Member(node.start, node.end, entry.value, name)
            self.fields.append(ir.ClassField(node.start, node.end, name, member))
        if not names:
            self.bases.append(entry.value)


def _property(entry: ir.Field) -> ir.ClassField:
    """Lower ``name: String`` or ``name: { type: String, default: "" }`` of ``props``."""
    declared: ir.Expr | None = entry.value
    default: ir.Expr | None = None
    if isinstance(entry.value, ir.Record):
        declared = None
        for inner in entry.value.entries:
            if isinstance(inner, ir.Field) and inner.key == "type":
                declared = inner.value
            elif isinstance(inner, ir.Field) and inner.key == "default":
                default = inner.value
    if isinstance(declared, ir.Sequence):
        declared = ir.Choice(declared.start, declared.end, declared.items) if declared.items else None
    return ir.ClassField(entry.start, entry.end, entry.key, default, declared)
