"""The literal settings that a call passes."""

from __future__ import annotations

from collections.abc import Iterator

from linter import ir


def passed_on(call: ir.Call) -> Iterator[ir.Expr]:
    """Give the values whose settings a call passes as its own: ``init(**CONFIG)``, ``init({ ...base })``."""
    for keyword in call.keywords:
        if isinstance(keyword, ir.Spread):
            yield keyword.value
    for argument in call.arguments:
        if isinstance(argument, (ir.Name, ir.Member)):
            yield argument
        elif isinstance(argument, ir.Record):
            yield from (entry.value for entry in argument.entries if isinstance(entry, ir.Spread))


def options(call: ir.Call) -> Iterator[tuple[str, ir.Node, str | int | float | bool | None]]:
    """Give the literal settings that a call passes: dotted name, the pair, the value."""
    records: list[tuple[str, ir.Record]] = [("", a) for a in call.arguments if isinstance(a, ir.Record)]
    for keyword in call.keywords:
        if isinstance(keyword, ir.Keyword):
            if isinstance(keyword.value, ir.Constant):
                yield keyword.name, keyword, keyword.value.value
            elif isinstance(keyword.value, ir.Record):
                records.append((keyword.name + ".", keyword.value))
    yield from _options_of(records)


def options_of(record: ir.Record) -> Iterator[tuple[str, ir.Node, str | int | float | bool | None]]:
    """Give the literal settings of a record, as ``options`` does."""
    yield from _options_of([("", record)])


def _options_of(
    stack: list[tuple[str, ir.Record]],
) -> Iterator[tuple[str, ir.Node, str | int | float | bool | None]]:
    """Give the literal settings of records below prefixes; takes the records off the list."""
    while stack:
        prefix, record = stack.pop()
        for entry in record.entries:
            if isinstance(entry, ir.Field) and entry.computed is None:
                if isinstance(entry.value, ir.Constant):
                    yield prefix + entry.key, entry, entry.value.value
                elif isinstance(entry.value, ir.Record) and prefix.count(".") < 6:
                    stack.append((prefix + entry.key + ".", entry.value))
