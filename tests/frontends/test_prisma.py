"""Prisma schemas as the module that a build makes of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linter import ir
from linter.frontends import lower
from linter.workspace.text import SourceText

SCHEMA = b"""\
datasource db { provider = "postgresql" }

/// model Commented {
enum Role {
  USER // the usual
  ADMIN
}

model AuditLog {
  id    Int      @id @default(autoincrement())
  mail  String?  @default("a // b")
  role  Role
  on    Boolean
  at    Unsupported("point")
  owner User     @relation(fields: [id], references: [id])

  @@index([mail])
}
"""


def lowered(data: bytes) -> ir.Module:
    return lower(SourceText.decode("schema.prisma", data), "prisma")


def test_a_model_is_an_interface_and_a_property_of_the_client() -> None:
    module = lowered(SCHEMA)
    model, client = module.classes
    types = {f.name: f.annotation.id if isinstance(f.annotation, ir.Name) else None for f in model.fields}
    assert (model.name, model.kind) == ("AuditLog", "interface")
    # Rows of another model are no part of a row unless a query asks for them: no type, so that they are not carried.
    assert types == {"id": "number", "mail": "string", "role": "Role", "on": "boolean", "at": None, "owner": None}
    assert client.name == "PrismaClient"
    assert [(f.name, f.value.index) for f in client.fields if isinstance(f.value, ir.ClassRef)] == [("auditLog", 0)]
    assert not module.faults


def test_spans_are_of_the_schema() -> None:
    module = lowered(SCHEMA)
    assert [SCHEMA[f.start : f.end].split()[0] for f in module.classes[0].fields] == [
        b"id",
        b"mail",
        b"role",
        b"on",
        b"at",
        b"owner",
    ]


def test_what_the_client_exports() -> None:
    exports = {e.name: e.value for e in lowered(SCHEMA).exports}
    assert set(exports) == {"Role", "AuditLog", "PrismaClient", "Prisma", "*"}
    role = exports["Role"]
    assert isinstance(role, ir.Record)
    assert [e.key for e in role.entries if isinstance(e, ir.Field)] == ["USER", "ADMIN"]


def test_a_block_that_nothing_closes_is_a_fault() -> None:
    module = lowered(b"model A {\n  id Int\n")
    assert [fault.reason for fault in module.faults] == ["model A is not closed"]
    assert [field.name for field in module.classes[0].fields] == ["id"]


def test_a_block_ends_on_its_own_line_and_where_the_next_begins() -> None:
    module = lowered(b"enum Role { USER }\nmodel A {\n  id Int\nmodel B {\n  mail String\n}\n")
    assert [(c.name, [f.name for f in c.fields]) for c in module.classes[:-1]] == [("A", ["id"]), ("B", ["mail"])]
    assert [fault.reason for fault in module.faults] == ["model A is not closed"]


@given(
    st.lists(
        st.sampled_from(["model A {", "enum B {", "}", "  id Int", "  x", "{", "//", '"', "@@map", " \u2028", "é"])
    )
)
def test_any_text_is_lowered(lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    module = lowered(data)
    assert all(0 <= c.start <= c.end <= len(data) for c in module.classes)
