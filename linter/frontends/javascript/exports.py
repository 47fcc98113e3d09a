"""CommonJS and AMD: exports that are assignments, imports that are calls."""

from __future__ import annotations

from linter import ir
from linter.frontends.javascript.context import Script


def exported_by(script: Script, target: ir.Member, value: ir.Expr) -> None:
    """Note ``module.exports = value``, ``exports.name = value`` and the like as exports."""
    base = target.base
    if target.key == "exports" and isinstance(base, ir.Name) and base.id == "module":
        script.modular = True
        _whole(script, target, value)
    elif _is_exports(base):
        script.modular = True
        seen = value if script.function.index == 0 else target
        script.builder.exports.append(ir.Export(target.start, target.end, target.key, seen))


def _is_exports(expr: ir.Expr) -> bool:
    """Say whether an expression is ``exports`` or ``module.exports``."""
    if isinstance(expr, ir.Name):
        return expr.id == "exports"
    return (
        isinstance(expr, ir.Member)
        and expr.key == "exports"
        and isinstance(expr.base, ir.Name)
        and expr.base.id == "module"
    )


def _whole(script: Script, target: ir.Member, value: ir.Expr) -> None:
    exports = script.builder.exports
    if script.function.index != 0:
        # A wrapper function assigns it: its names mean nothing outside, the place that it is kept in does.
        exports.append(ir.Export(target.start, target.end, "=", target))
        return
    exports.append(ir.Export(target.start, target.end, "=", value))
    fields_exported(script, value)


def fields_exported(script: Script, value: ir.Expr) -> None:
    """Note each literal field of a record as an export of its own."""
    if isinstance(value, ir.Record):
        for entry in value.entries:
            if isinstance(entry, ir.Field) and entry.key:
                script.builder.exports.append(ir.Export(entry.start, entry.end, entry.key, entry.value))


def defined_export(script: Script, call: ir.Call) -> None:
    """Note ``Object.defineProperty(exports, "name", {get() {...}})``, which compilers write for a re-export."""
    arguments = call.arguments
    if len(arguments) < 3 or not _is_exports(arguments[0]):
        return
    name, options = arguments[1], arguments[2]
    if not isinstance(name, ir.Constant) or not isinstance(name.value, str) or not isinstance(options, ir.Record):
        return
    for entry in options.entries:
        if isinstance(entry, ir.Field) and entry.key in {"get", "value"} and name.value != "__esModule":
            given = entry.value
            if entry.key == "get":
                given = ir.Call(given.start, given.end, given)
            script.builder.exports.append(ir.Export(call.start, call.end, name.value, given))


def imported_by(script: Script, call: ir.Call) -> ir.Expr | None:
    """Give the module for ``require("x")`` and ``import("x")``; None for any other call."""
    arguments = call.arguments
    if arguments and isinstance(arguments[0], ir.Constant) and isinstance(arguments[0].value, str):
        script.modular = True
        return ir.Import(call.start, call.end, arguments[0].value)
    return None


def asynchronous_module(script: Script, call: ir.Call, defines: bool) -> None:
    """
    Bind the parameters of ``define(["a", "b"], function (a, b) {...})`` to the modules named.

    What the function of a ``define`` gives back is the value of this module.
    """
    listed: ir.Sequence | None = None
    for argument in call.arguments:
        if isinstance(argument, ir.Sequence):
            listed = argument
        elif isinstance(argument, ir.Lambda):
            _bind_modules(script, argument, listed.items if listed is not None else ())
            if defines and script.function.index == 0:
                script.modular = True
                value = ir.Call(argument.start, argument.end, argument)
                script.builder.exports.append(ir.Export(call.start, call.end, "=", value))
        elif isinstance(argument, ir.Record) and defines and script.function.index == 0:
            script.modular = True
            script.builder.exports.append(ir.Export(call.start, call.end, "=", argument))
            fields_exported(script, argument)


def _bind_modules(script: Script, factory: ir.Lambda, items: tuple[ir.Expr, ...]) -> None:
    made = script.builder.functions[factory.function]
    bound: list[ir.Statement] = []
    for parameter, item in zip(made.parameters, items, strict=False):
        if (
            isinstance(item, ir.Constant)
            and isinstance(item.value, str)
            and item.value not in {"require", "exports", "module"}
        ):
            name = ir.Name(parameter.start, parameter.end, parameter.name)
            module = ir.Import(item.start, item.end, item.value)
            bound.append(ir.Assign(parameter.start, parameter.end, name, module))
    made.body[:0] = bound
