"""Declared types as carriers of data: which fields a value of a type has when it is handed over as a whole."""

from __future__ import annotations

from typing import NamedTuple

from linter import ir
from linter.analysis.link.program import simple_name
from linter.analysis.link.shapes import ClassShape
from linter.analysis.link.values import Resolver

MAX_FIELDS = 400
_PLAIN = frozenset({"boolean", "bool", "BooleanField", "NullBooleanField"})
"""Types whose values say nothing."""
_MAIL = frozenset({"EmailField", "EmailStr", "NameEmail"})
WHOLE = frozenset({"model_dump", "dict", "to_dict", "as_dict", "asdict", "json", "model_dump_json", "copy", "toJSON"})
"""Methods that give all fields of a record."""

_SAYS_ITS_TYPE = ("resourceType", "@type")
"""Keys under which an object says what it is: FHIR resources (R4, "Resource") and JSON-LD."""


class Declared(NamedTuple):
    """A field of a declared type; ``typed`` is the type of form field that it is filled in by, if that is known."""

    name: str
    typed: str
    kept: bool = False
    """True for what is only taken in and never given out: ``CharField(write_only=True)``."""


def carried(resolver: Resolver, cls: ClassShape) -> list[Declared]:
    """Give the fields of a record type: an interface, a dataclass, a model, a form. None for classes of behaviour."""
    found: dict[str, Declared] = {}
    for current in resolver.lineage(cls):
        declared = current.view.module.classes[current.number]
        if not current.view.module.open_scope and declared.methods and declared.kind != "interface":
            continue
        for field in declared.fields:
            word = simple_name(field.annotation) if field.annotation is not None else ""
            if isinstance(field.value, ir.Call) and not word:
                word = simple_name(field.value.callee)
                word = word if word[:1].isupper() else ""
            if field.name and not field.name.startswith("_") and word and word not in _PLAIN:
                typed = "email" if word in _MAIL else ""
                found.setdefault(field.name, Declared(field.name, typed, _is_kept(field.value)))
    name = cls.view.module.classes[cls.number].name
    return list(resolver.program.first(list(found.values()), f"fields of {name}", cls.view.path, MAX_FIELDS))


def _is_kept(value: ir.Expr | None) -> bool:
    return isinstance(value, ir.Call) and any(
        isinstance(k, ir.Keyword)
        and k.name == "write_only"
        and isinstance(k.value, ir.Constant)
        and k.value.value is True
        for k in value.keywords
    )


def is_flag(resolver: Resolver, cls: ClassShape, key: str) -> bool:
    """Say whether a record type declares that a field is true or false."""
    for current in resolver.lineage(cls):
        for field in current.view.module.classes[current.number].fields:
            if field.name == key:
                return field.annotation is not None and simple_name(field.annotation) in _PLAIN
    return False


def left_out(call: ir.Call) -> tuple[frozenset[str], frozenset[str] | None]:
    """Give the keys that ``model_dump(exclude=..., include=...)`` leaves out, and those that alone remain."""
    without: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    for keyword in call.keywords:
        if isinstance(keyword, ir.Keyword) and keyword.name in ("exclude", "include"):
            value = keyword.value
            names = frozenset(
                str(i.value)
                for i in (value.items if isinstance(value, ir.Sequence) else ())
                if isinstance(i, ir.Constant)
            )
            if isinstance(value, ir.Record):
                names = frozenset(e.key for e in value.entries if isinstance(e, ir.Field))
            if keyword.name == "exclude":
                without = names
            else:
                only = names
    return without, only


def chosen(
    call: ir.Call, choosing: frozenset[str], leaving: frozenset[str]
) -> tuple[frozenset[str], frozenset[str] | None]:
    """Give the fields that a query leaves out, and those that alone it gives: ``findMany({select: {id: true}})``."""
    without: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    options = call.arguments[0] if call.arguments else None
    for entry in options.entries if isinstance(options, ir.Record) else ():
        if isinstance(entry, ir.Field) and entry.key in choosing:
            only = _names_in(entry.value)
        elif isinstance(entry, ir.Field) and entry.key in leaving:
            without = _names_in(entry.value) or without
    return without, only


def _names_in(value: ir.Expr) -> frozenset[str] | None:
    """Give the names of a list of names or of a record of switches that are on; None where the code does not say."""
    if isinstance(value, ir.Sequence):
        return frozenset(str(i.value) for i in value.items if isinstance(i, ir.Constant))
    if isinstance(value, ir.Record) and all(isinstance(e, ir.Field) for e in value.entries):
        return frozenset(
            e.key
            for e in value.entries
            if isinstance(e, ir.Field) and not (isinstance(e.value, ir.Constant) and not e.value.value)
        )
    return None


def type_of(record: ir.Record) -> str:
    """Give what an object literal says that it is: ``Condition`` of ``{resourceType: "Condition", ...}``."""
    for entry in record.entries:
        if isinstance(entry, ir.Field) and entry.key in _SAYS_ITS_TYPE and isinstance(entry.value, ir.Constant):
            return str(entry.value.value) if isinstance(entry.value.value, str) else ""
    return ""
