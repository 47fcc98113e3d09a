"""Chains of members, calls and subscripts; constructor calls; the calls that import modules."""

from __future__ import annotations

from tree_sitter import Node

from linter import ir
from linter.frontends.javascript.components import COMPONENT_WORDS, component, makes_component
from linter.frontends.javascript.context import Script
from linter.frontends.javascript.exports import asynchronous_module, defined_export, imported_by
from linter.frontends.javascript.literals import holes_within, pieces

_MAX_LINKS = 300
"""Links of one chain that are kept apart; those further in lose their order."""
_MODULE_WORDS = frozenset({"require", "import", "define", "requirejs", "defineProperty"})
_REBINDING = frozenset({"bind", "call", "apply"})


def chain(script: Script, node: Node) -> ir.Expr:
    """Lower ``a.b(c)[d].e``, however long, from its innermost part outwards."""
    chains = script.chains
    links = [node]
    inner = node.child(0)
    while inner.kind_id in chains:
        links.append(inner)
        node = inner
        inner = node.child(0)
    value = script.expression(inner)
    edge = inner.end_byte
    count = len(links)
    if count > _MAX_LINKS:
        value, edge = _beginning(script, links[_MAX_LINKS:], value)
        del links[_MAX_LINKS:]
    kinds = script.kinds
    start = node.start_byte + script.base
    links.reverse()
    for link in links:
        kind = link.kind_id
        end = link.end_byte
        if kind == kinds.member_expression:
            value = _member(script, link, start, edge, end, value)
        elif kind == kinds.call_expression:
            value = _call(script, link, start, end + script.base, value)
        else:
            value = _subscript(script, link, start, end + script.base, value)
        edge = end
    return value


def _member(script: Script, node: Node, start: int, edge: int, end: int, base: ir.Expr) -> ir.Expr:
    """Lower one ``.key``; ``edge`` and ``end`` are where it stands in the text."""
    raw = script.data[edge:end]
    key = raw[1:]
    if not key.isalnum():
        key = raw.rpartition(b".")[2].strip()
        if b"/" in raw:
            label = node.child_by_field_name("property")
            key = script.data[label.start_byte : label.end_byte] if label is not None else b""
    if script.holes and (found := holes_within(script, end - len(key), end)):
        parts: list[ir.Expr] = []
        pieces(script, end - len(key), end, parts)
        at = end - len(key) + script.base
        index = found[0].value if len(parts) == 1 else ir.Text(at, end + script.base, tuple(parts))
        return ir.Index(start, end + script.base, base, index)
    return ir.Member(start, end + script.base, base, key.decode("utf-8", "replace"))


def _subscript(script: Script, node: Node, start: int, end: int, base: ir.Expr) -> ir.Expr:
    """Lower one ``[index]``; a literal index is a key."""
    label = node.child_by_field_name("index")
    if label is None:
        return ir.Index(start, end, base, ir.Opaque(end, end))
    index = script.expression(label)
    if isinstance(index, ir.Constant) and isinstance(index.value, (str, int)) and not isinstance(index.value, bool):
        return ir.Member(start, end, base, str(index.value))
    return ir.Index(start, end, base, index)


def arguments(script: Script, node: Node) -> tuple[ir.Expr, ...]:
    """Lower the arguments of a call; a template literal (a tagged one) is the only argument."""
    if node.kind_id != script.kinds.arguments:
        return (script.expression(node),)
    skip = script.skip
    expression = script.expression
    return tuple([expression(kid) for kid in node.children if kid.kind_id not in skip])


def _call(script: Script, node: Node, start: int, end: int, callee: ir.Expr) -> ir.Expr:
    """Lower one ``(arguments)``."""
    last = node.child(node.child_count - 1)
    word = callee.key if isinstance(callee, ir.Member) else callee.id if isinstance(callee, ir.Name) else ""
    if word in COMPONENT_WORDS:
        role = makes_component(callee)
        if role:
            return _made(script, last, start, end, callee, role == "value")
    given = arguments(script, last)
    if word == "await" and len(given) == 1 and isinstance(callee, ir.Name):
        return given[0]  # the grammar takes ``await (f()).g()`` for a call of a function of that name
    if word == "pipe" and isinstance(callee, ir.Member) and given:
        return _piped(start, end, callee, given)
    call = ir.Call(start, end, callee, given)
    if word in _MODULE_WORDS:
        module = _module(script, call, word)
        if module is not None:
            return module
    if given and (isinstance(given[-1], ir.Name) or word in _REBINDING):
        _rebound(script, callee, given)
    return call


def _piped(start: int, end: int, callee: ir.Member, given: tuple[ir.Expr, ...]) -> ir.Expr:
    """Give ``values.pipe(map(f), take(1))`` as ``values.map(f).take(1)``: operators are read as methods of a value."""
    value = callee.base
    for step in given:
        if not isinstance(step, ir.Call) or not isinstance(step.callee, ir.Name):
            return ir.Call(start, end, callee, given)
        operator = ir.Member(start, step.callee.end, value, step.callee.id)
        value = ir.Call(start, step.end, operator, step.arguments, step.keywords)
    return value


def _module(script: Script, call: ir.Call, word: str) -> ir.Expr | None:
    """Note what a call imports or exports; give the module where that is what the call gives."""
    if isinstance(call.callee, ir.Member):
        if word == "defineProperty":
            defined_export(script, call)
        return None
    if word in {"require", "import"}:
        found = imported_by(script, call)
        if found is not None:
            return found
    if word in {"define", "require", "requirejs"}:
        asynchronous_module(script, call, word == "define")
    return None


def _rebound(script: Script, callee: ir.Expr, given: tuple[ir.Expr, ...]) -> None:
    """Give a function the ``this`` around it: ``function(){}.bind(this)``, ``each(xs, function(){}, this)``."""
    function: ir.Expr | None = None
    if isinstance(callee, ir.Member) and callee.key in _REBINDING:
        this = given[0]
        function = callee.base
    else:
        this = given[-1]
        function = given[-2] if len(given) > 1 else None
    if isinstance(this, ir.Name) and this.id == "this" and isinstance(function, ir.Lambda):
        made = script.builder.functions[function.function]
        if made.owner < 0:
            made.receiver = ""


def _made(script: Script, node: Node, start: int, end: int, callee: ir.Expr, value: bool) -> ir.Expr:
    """Lower a call whose object argument is a component; the class itself where the call gives nothing else."""
    kinds = script.kinds
    bases: list[ir.Expr] = [callee.base] if isinstance(callee, ir.Member) and callee.key == "extend" else []
    given: list[ir.Expr] = []
    name = ""
    made: ir.Expr | None = None
    kids = script.inner(node)
    for kid in kids:
        # Where something follows it, the object is one of several that are merged.
        if kid.kind_id == kinds.object and (kid.id == kids[-1].id or not value):
            made = component(script, kid, name, tuple(bases))
            given.append(made)
            continue
        argument = script.expression(kid)
        given.append(argument)
        if isinstance(argument, ir.Constant) and isinstance(argument.value, str):
            name = argument.value
        elif value:
            bases.append(argument)
    if isinstance(made, ir.ClassRef) and value:
        return ir.ClassRef(start, end, made.index)
    if value and name and isinstance(given[-1], ir.Lambda):
        return given[-1]  # a store that a function sets up: using it is calling that
    return ir.Call(start, end, callee, tuple(given))


def _beginning(script: Script, links: list[Node], value: ir.Expr) -> tuple[ir.Expr, int]:
    """Keep what the innermost links of an endless chain hold, without their order."""
    kinds = script.kinds
    parts: list[ir.Expr] = [value]
    for link in reversed(links):
        last = link.child(link.child_count - 1)
        if link.kind_id == kinds.call_expression:
            parts.extend(arguments(script, last))
    end = links[0].end_byte
    return ir.Opaque(value.start, end + script.base, tuple(parts)), end


def construct(script: Script, node: Node) -> ir.Expr:
    """Lower ``new X(...)``."""
    start, end = node.start_byte + script.base, node.end_byte + script.base
    kinds = script.kinds
    label: Node | None = None
    given: Node | None = None
    for kid in node.children:
        if kid.kind_id == kinds.arguments:
            given = kid
        elif label is None and kid.kind_id not in script.skip:
            label = kid
    if label is None:
        return ir.Opaque(start, end)
    callee = script.expression(label)
    if given is None:
        return ir.Call(start, end, callee, new=True)
    if isinstance(callee, ir.Name) and callee.id == "Vue":
        made = _made(script, given, start, end, callee, False)
        if isinstance(made, ir.Call):
            return ir.Call(start, end, callee, made.arguments, new=True)
    return ir.Call(start, end, callee, arguments(script, given), new=True)
