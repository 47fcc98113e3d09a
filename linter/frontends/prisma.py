"""
Prisma schemas: the models of a database, from which a build makes the client that JavaScript imports.

A schema is lowered to the module that is made of it: an interface for each model, a client with a property for each,
and what the client's own types are called (``Prisma.PatientCreateInput``). The language of schemas is one line for a
field, so that it is read line by line and in time linear in the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from linter import ir
from linter.workspace.languages import NEXT_SCHEMA
from linter.workspace.text import SourceText

_BLOCK = re.compile(r"[ \t]*(model|view|type|enum)[ \t]+(\w+)[ \t]*\{")
_FIELD = re.compile(r"[ \t]*([A-Za-z]\w*)(?:[ \t]+([A-Za-z]\w*))?")
_END = re.compile(r"[ \t]*\}")
_SCALARS = {
    "Boolean": "boolean",
    "String": "string",
    "Int": "number",
    "BigInt": "bigint",
    "Float": "number",
    "Decimal": "Decimal",
    "DateTime": "Date",
    "Json": "JsonValue",
    "Bytes": "Uint8Array",
}
"""Scalar types of a schema and what they are in the client."""
_CLIENT = "PrismaClient"
_NAMESPACE = "Prisma"
_REST = "%rest"
"""The name under which a module knows the client of the other schemas: no identifier."""
_MADE = ("CreateInput", "UncheckedCreateInput", "UpdateInput", "UncheckedUpdateInput", "WhereInput", "GetPayload")
"""Ends of the names of types that are made for each model and hold its fields."""


class _Line(NamedTuple):
    start: int
    end: int
    name: str
    type: str


class _Declared(NamedTuple):
    """A block of a schema: ``kind`` is ``model``, ``view``, ``type`` or ``enum``."""

    start: int
    end: int
    kind: str
    name: str
    lines: tuple[_Line, ...]


def lower_prisma(text: SourceText) -> ir.Module:
    """Lower a schema. Never raises; a block that nothing closes is a fault and reaches to the end."""
    found, faults = _blocks(text.data)
    records = [declared for declared in found if declared.kind != "enum"]
    enums = {declared.name for declared in found if declared.kind == "enum"}
    end = len(text.data)
    places = {declared.name: at for at, declared in enumerate(records)}
    classes = tuple(_interface(declared, enums) for declared in records)
    references = {
        declared.name: ir.ClassRef(declared.start, declared.end, places[declared.name]) for declared in records
    }
    tables = [declared for declared in records if declared.kind in ("model", "view")]
    client, functions = _client(tables, references, len(classes), end)
    values: dict[str, ir.Expr] = {declared.name: _members(declared) for declared in found if declared.kind == "enum"}
    values.update(references)
    values[_CLIENT] = ir.ClassRef(0, end, len(classes))
    values[_NAMESPACE] = _namespace(tables, references, end)
    return ir.Module(
        "typescript",
        (ir.Function(0, end, "", kind="module"), *functions),
        classes=(*classes, client),
        imports=(ir.ImportBinding(end, end, _REST, NEXT_SCHEMA, _CLIENT),),
        exports=(
            *(ir.Export(value.start, value.end, name, value) for name, value in values.items()),
            ir.Export(end, end, "*", specifier=NEXT_SCHEMA),
        ),
        faults=tuple(faults),
    )


def _blocks(data: bytes) -> tuple[list[_Declared], list[ir.Fault]]:
    """Give the blocks; one that nothing closes reaches to the next, or to the end."""
    found: list[_Declared] = []
    faults: list[ir.Fault] = []
    opened: tuple[int, str, str] | None = None
    lines: list[_Line] = []
    offset = 0

    def close(end: int, *, fault: bool = False) -> None:
        if opened is not None:
            found.append(_Declared(opened[0], end, opened[1], opened[2], tuple(lines)))
            if fault:
                faults.append(ir.Fault(opened[0], end, f"{opened[1]} {opened[2]} is not closed"))

    for raw in data.splitlines(keepends=True):
        line = raw.decode("utf-8", "replace").split("//", 1)[0].rstrip()
        start, offset = offset, offset + len(raw)
        if (begun := _BLOCK.match(line)) is not None:
            close(start, fault=True)
            opened, lines = (start, begun[1], begun[2]), []
            if "}" in line[begun.end() :]:
                close(offset)
                opened = None
        elif opened is not None and _END.match(line):
            close(start + 1)
            opened = None
        elif opened is not None and (field := _FIELD.match(line)) is not None:
            lines.append(_Line(start + field.start(1), start + len(raw.rstrip()), field[1], field[2] or ""))
    close(len(data), fault=True)
    return found, faults


def _interface(declared: _Declared, enums: set[str]) -> ir.Class:
    """Give the type of a row. A field that leads to other rows has no type here: a query gives it only if asked to."""
    fields: list[ir.ClassField] = []
    for line in declared.lines:
        scalar = _SCALARS.get(line.type) or (line.type if line.type in enums else "")
        if line.type:
            annotation = ir.Name(line.start, line.end, scalar) if scalar else None
            fields.append(ir.ClassField(line.start, line.end, line.name, None, annotation))
    return ir.Class(declared.start, declared.end, declared.name, fields=tuple(fields), kind="interface")


def _client(
    tables: list[_Declared], references: dict[str, ir.ClassRef], number: int, end: int
) -> tuple[ir.Class, tuple[ir.Function, ...]]:
    """Give the client: a table under each model's name, what extends it and what runs a function in a transaction."""
    fields = tuple(ir.ClassField(t.start, t.end, t.name[:1].lower() + t.name[1:], references[t.name]) for t in tables)
    this = ir.Name(0, 0, "this")
    run = ir.Call(0, 0, ir.Name(0, 0, "run"), (this,))
    functions = (
        ir.Function(
            0, 0, "$extends", body=(ir.Return(0, 0, this),), parent=0, kind="method", receiver="this", owner=number
        ),
        ir.Function(
            0,
            0,
            "$transaction",
            (ir.Parameter(0, 0, "run"),),
            (ir.Return(0, 0, run),),
            parent=0,
            kind="method",
            receiver="this",
            owner=number,
        ),
    )
    bases = (ir.Name(end, end, _REST),)
    return ir.Class(0, end, _CLIENT, bases, fields, methods=(1, 2)), functions


def _members(declared: _Declared) -> ir.Record:
    return ir.Record(
        declared.start,
        declared.end,
        tuple(
            ir.Field(line.start, line.end, line.name, ir.Constant(line.start, line.end, line.name))
            for line in declared.lines
        ),
    )


def _namespace(tables: list[_Declared], references: dict[str, ir.ClassRef], end: int) -> ir.Record:
    return ir.Record(
        0, end, tuple(ir.Field(t.start, t.end, t.name + made, references[t.name]) for t in tables for made in _MADE)
    )
