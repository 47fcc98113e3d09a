"""
The tags by which one template of the Django, Jinja, Twig and Liquid families uses another: include, extends, import.

Each handler reads the words of its tag and gives what the tag prints, or None when it prints nothing where it stands.
"""

from __future__ import annotations

from collections.abc import Callable

from linter import ir
from linter.frontends.templates.expressions import ExpressionReader
from linter.frontends.templates.reading import Reading

Handler = Callable[[Reading, ExpressionReader, int, int], ir.Expr | None]


def _arguments(reader: ExpressionReader) -> tuple[list[ir.Keyword | ir.Spread], bool]:
    """Read ``with a=b only``, ``with {a: b}``, ``, a: b``, ``for xs as x``; say too whether nothing else is seen."""
    found: list[ir.Keyword | ir.Spread] = []
    isolated = False
    while not reader.done:
        before = reader.at
        if reader.take("only"):
            isolated = True
        elif reader.take("without"):
            isolated = reader.take("context") is not None
        elif reader.take("with", "for"):
            looped = reader.tokens[reader.at - 1].text == "for"
            if reader.take("context"):
                continue
            if reader.token.kind == "name" and reader.peek().text in {"=", ":"}:
                continue
            value = reader.operand()
            if looped:
                value = ir.Item(value.start, value.end, value)
            if reader.take("as") and reader.token.kind == "name":
                name = reader.next()
                found.append(ir.Keyword(value.start, name.end, name.text, value))
            elif isinstance(value, ir.Record):
                found.extend(
                    e if isinstance(e, ir.Spread) else ir.Keyword(e.start, e.end, e.key, e.value) for e in value.entries
                )
            else:
                found.append(ir.Spread(value.start, value.end, value))
        elif reader.token.kind == "name" and reader.peek().kind == "op" and reader.peek().text in {"=", ":"}:
            name = reader.next()
            reader.next()
            value = reader.operand()
            found.append(ir.Keyword(name.start, value.end, name.text, value))
        elif reader.take("ignore", "missing", ","):
            continue
        if reader.at == before:
            reader.next()
    return found, isolated


def _include(reading: Reading, reader: ExpressionReader, start: int, end: int) -> ir.Expr | None:
    target = reader.operand()
    arguments, isolated = _arguments(reader)
    _record(reading, start, end, target, arguments, isolated=isolated)
    return ir.Call(start, end, ir.Name(start, start, "%include"), (target,))


def _render(reading: Reading, reader: ExpressionReader, start: int, end: int) -> ir.Expr | None:
    target = reader.operand()
    arguments, _ = _arguments(reader)
    _record(reading, start, end, target, arguments, isolated=reading.dialect == "liquid")
    return ir.Call(start, end, ir.Name(start, start, "%include"), (target,))


def _record(
    reading: Reading,
    start: int,
    end: int,
    target: ir.Expr,
    arguments: list[ir.Keyword | ir.Spread],
    *,
    isolated: bool,
) -> None:
    reading.includes.append(ir.Include(start, end, target, tuple(arguments), isolated, reading.block))


def _embed(reading: Reading, reader: ExpressionReader, start: int, end: int) -> ir.Expr | None:
    _include(reading, reader, start, end)
    return None


def _extends(reading: Reading, reader: ExpressionReader, start: int, _end: int) -> ir.Expr | None:
    target = reader.expression()
    if not (isinstance(target, ir.Constant) and target.value in {None, ""}) and start >= 0:
        reading.extends = target
    return None


def _import(reading: Reading, reader: ExpressionReader, start: int, end: int) -> ir.Expr | None:
    target = reader.operand()
    if reader.take("as") and reader.token.kind == "name" and isinstance(target, ir.Constant):
        local = reader.next().text
        _bind(reading, start, end, local, target, "*")
    return None


def _from(reading: Reading, reader: ExpressionReader, start: int, end: int) -> ir.Expr | None:
    target = reader.operand()
    reader.take("import")
    while not reader.done and isinstance(target, ir.Constant):
        token = reader.next()
        if token.kind != "name" or token.text in {"with", "without", "context"}:
            continue
        local = token
        if reader.take("as") and reader.token.kind == "name":
            local = reader.next()
        _bind(reading, start, end, local.text, target, token.text)
    return None


def _bind(reading: Reading, start: int, end: int, local: str, target: ir.Constant, name: str) -> None:
    reading.builder.imports.append(ir.ImportBinding(start, end, local, str(target.value), name, reading.function.index))


LOADING: dict[str, Handler] = {
    "include": _include,
    "include_relative": _include,
    "inclusion": _include,
    "render": _render,
    "section": _include,
    "component": _include,
    "embed": _embed,
    "extends": _extends,
    "layout": _extends,
    "import": _import,
    "from": _from,
}
