"""Functions of PHP itself that are more than a call: ``compact``, ``isset``, and the handles of its HTTP client."""

from __future__ import annotations

from collections.abc import Callable

from linter import ir
from linter.frontends.php.context import Php
from linter.frontends.php.format import formatted

_OPTION = "CURLOPT_"
_ADDRESS = "CURLOPT_URL"
_TESTS = ("isset", "empty", "defined", "is_null", "function_exists")


def built_in(php: Php, call: ir.Call) -> ir.Expr:
    """Give what a call of one of PHP's own functions is; any other call as it stands."""
    callee = call.callee
    lower = _BUILT_IN.get(callee.id.lower()) if isinstance(callee, ir.Name) else None
    return lower(php, call) if lower is not None else call


def option_name(key: ir.Expr) -> str:
    """Give the name of one of PHP's own constants that stand for options of a request; empty for anything else."""
    return key.id if isinstance(key, ir.Name) and key.id.startswith(_OPTION) else ""


def _compact(_: Php, call: ir.Call) -> ir.Expr:
    """``compact('a', 'b')`` is the array of these variables."""
    flat: list[ir.Expr] = []
    for name in call.arguments:
        flat.extend(name.items if isinstance(name, ir.Sequence) else (name,))
    entries = [
        ir.Field(n.start, n.end, n.value, ir.Name(n.start, n.end, "$" + n.value))
        for n in flat
        if isinstance(n, ir.Constant) and isinstance(n.value, str)
    ]
    return ir.Record(call.start, call.end, tuple(entries))


def _test(_: Php, call: ir.Call) -> ir.Expr:
    name = call.callee.id.lower() if isinstance(call.callee, ir.Name) else ""
    return ir.Operation(call.start, call.end, name, call.arguments)


def _define(php: Php, call: ir.Call) -> ir.Expr:
    """``define('HOST', $value)`` makes a constant, which everything can see."""
    name = call.arguments[0] if len(call.arguments) > 1 else None
    if isinstance(name, ir.Constant) and isinstance(name.value, str):
        target = ir.Name(name.start, name.end, name.value)
        php.reading.assign(call.start, call.end, target, call.arguments[1])
    return call


def _text(_: Php, call: ir.Call) -> ir.Expr:
    return formatted(call)


def _handle(_: Php, call: ir.Call) -> ir.Expr:
    """``curl_init($address)`` makes a record of options; what sends it is given nothing else."""
    fields = tuple(ir.Field(a.start, a.end, _ADDRESS, a) for a in call.arguments[:1])
    return ir.Record(call.start, call.end, fields)


def _option(php: Php, call: ir.Call) -> ir.Expr:
    """``curl_setopt($handle, CURLOPT_URL, $address)`` sets one option."""
    if len(call.arguments) == 3 and (name := option_name(call.arguments[1])):
        handle, option, value = call.arguments
        php.reading.assign(call.start, call.end, ir.Member(handle.start, option.end, handle, name), value)
    return call


def _options(php: Php, call: ir.Call) -> ir.Expr:
    """``curl_setopt_array($handle, $options)`` sets those that it is given beside those that are set."""
    if len(call.arguments) == 2:
        handle, options = call.arguments
        spreads = (ir.Spread(handle.start, handle.end, handle), ir.Spread(options.start, options.end, options))
        php.reading.assign(call.start, call.end, handle, ir.Record(call.start, call.end, spreads))
    return call


_BUILT_IN: dict[str, Callable[[Php, ir.Call], ir.Expr]] = {
    "compact": _compact,
    "define": _define,
    "sprintf": _text,
    "vsprintf": _text,
    "curl_init": _handle,
    "curl_setopt": _option,
    "curl_setopt_array": _options,
    **dict.fromkeys(_TESTS, _test),
}
