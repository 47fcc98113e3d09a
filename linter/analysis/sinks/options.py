"""The literal settings that a call passes: its own, those of records that it passes on, constants by their name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from linter import ir
from linter.analysis.link.shapes import RecordShape, Shape, Site

Value: TypeAlias = str | int | float | bool | None
Shapes: TypeAlias = Callable[[Site, ir.Expr], Iterable[Shape]]
"""Gives what an expression may be: ``Resolver.shapes``."""


class Option(NamedTuple):
    """One setting of a call."""

    name: str
    """Dotted below records: ``config.send_page_view``."""
    node: ir.Node
    """Where the call says so: the pair, or the record that it passes on."""
    value: Value


def settings(site: Site, call: ir.Call, shapes: Shapes) -> Iterator[Option]:
    """
    Give the literal settings of a call, its own before those of the records that it passes on.

    A constant may stand there by its name; what is not literal in a record of the call's own hides a passed one.
    """
    seen: set[str] = set()
    for record, prefix in _records(call):
        for option in _settings_of(site, record, prefix):
            seen.add(option.name)
            yield option
    for keyword in call.keywords:
        if isinstance(keyword, ir.Keyword):
            seen.add(keyword.name)
            for value in _literals(site, keyword.value):
                yield Option(keyword.name, keyword, value)
    for passed in _passed_on(call):
        for shape in shapes(site, passed):
            if isinstance(shape, RecordShape):
                for option in _settings_of(shape.site, shape.record, ""):
                    if option.name not in seen:
                        yield option._replace(node=passed)


def options(call: ir.Call) -> Iterator[Option]:
    """Give the literal settings that stand in a call itself."""
    for record, prefix in _records(call):
        yield from _settings_of(None, record, prefix)
    for keyword in call.keywords:
        if isinstance(keyword, ir.Keyword):
            for value in _literals(None, keyword.value):
                yield Option(keyword.name, keyword, value)


def options_of(record: ir.Record) -> Iterator[Option]:
    """Give the literal settings of a record, as ``options`` does."""
    return _settings_of(None, record, "")


def _records(call: ir.Call) -> Iterator[tuple[ir.Record, str]]:
    """Give the records of settings that a call is given, each with what stands before their names."""
    for argument in call.arguments:
        if isinstance(argument, ir.Record):
            yield argument, ""
    for keyword in call.keywords:
        if isinstance(keyword, ir.Keyword) and isinstance(keyword.value, ir.Record):
            yield keyword.value, keyword.name + "."


def _passed_on(call: ir.Call) -> Iterator[ir.Expr]:
    """Give the values whose settings a call passes as its own: ``init(**CONFIG)``, ``init({ ...base })``."""
    for keyword in call.keywords:
        if isinstance(keyword, ir.Spread):
            yield keyword.value
    for argument in call.arguments:
        if isinstance(argument, (ir.Name, ir.Member)):
            yield argument
        elif isinstance(argument, ir.Record):
            yield from (entry.value for entry in argument.entries if isinstance(entry, ir.Spread))


def _settings_of(site: Site | None, record: ir.Record, prefix: str) -> Iterator[Option]:
    stack = [(prefix, record)]
    while stack:
        prefix, record = stack.pop()
        for entry in record.entries:
            if isinstance(entry, ir.Field) and entry.computed is None:
                if isinstance(entry.value, ir.Record) and prefix.count(".") < 6:
                    stack.append((prefix + entry.key + ".", entry.value))
                for value in _literals(site, entry.value):
                    yield Option(prefix + entry.key, entry, value)


def _literals(site: Site | None, value: ir.Expr) -> Iterator[Value]:
    """Give the literal that a setting is, or those that it lists."""
    for item in value.items if isinstance(value, ir.Sequence) else (value,):
        constant = site.only_value(item) if site is not None else item
        if isinstance(constant, ir.Constant):
            yield constant.value
