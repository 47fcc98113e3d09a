"""
Backwards from a value to where it comes from.

``Tracer.trace(site, expr, path)`` gives the origins of what stands at ``path`` below ``expr``. A path holds the
segments of an access chain (``.email``, ``[*]``, ``('q')``), so that reading one property of an object never reports
its neighbours, and a chain that nothing in the project explains arrives whole at its origin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from linter import ir
from linter.analysis.budget import MAX_DEPTH, MAX_ORIGINS, MAX_TRAILS, MAX_TURNS, MAX_WAYS, Budget
from linter.analysis.callers import Callers
from linter.analysis.contexts import Contexts, Renders
from linter.analysis.fields import Fields, literal_attributes
from linter.analysis.forms import Forms
from linter.analysis.program import Program, simple_name
from linter.analysis.queues import Queues
from linter.analysis.records import WHOLE, carried, left_out
from linter.analysis.trails import Trail, call_segment, folded, handed_over, is_call, literal_of, locate, readable
from linter.analysis.values import (
    ClassShape,
    FunctionShape,
    InstanceShape,
    Resolver,
    Site,
    Symbolic,
    SymbolShape,
)
from linter.analysis.view import ModuleView, Write
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import Carry, Transform
from linter.model import Origin, Step

Path = tuple[str, ...]
PARAMETER = "#"
"""Kind of an origin inside a summary: a parameter of the function, to be replaced by the argument of a call."""

READERS = frozenset(
    {"get", "getItem", "getlist", "getAll", "pop", "setdefault", "at", "fetch", "dig", "param", "input", "item"}
)
"""Methods that read the property named by their literal argument."""
WHOLES = frozenset(
    {
        "items",
        "values",
        "copy",
        "entries",
        "toJS",
        "toJSON",
        "to_dict",
        "dict",
        "model_dump",
        "as_dict",
        "asdict",
        "all",
        "json",
        "to_h",
        "toObject",
        "slice",
        "unwrap",
        "value_or",
    }
)
"""Methods that give their receiver back, or all of it."""
TAKERS = frozenset(
    {
        "shift",
        "pop",
        "popleft",
        "get",
        "dequeue",
        "next",
        "first",
        "last",
        "at",
        "find",
        "get_nowait",
        "peek",
        "popitem",
    }
)
"""Methods that give one item of a list or queue."""
EACH = frozenset(
    {"map", "forEach", "filter", "find", "some", "every", "flatMap", "each", "findLast", "sort", "collect", "select"}
)
"""Methods that hand each item of their receiver to a callback."""
ONWARD = frozenset({"then", "subscribe", "tap", "pipe", "done", "success", "always", "fold", "also", "let"})
"""Methods that hand their receiver (or what it resolves to) to a callback."""
PROPERTIES = frozenset({"defineProps", "withDefaults", "$props"})
"""Compiler macros that stand for the properties of the component."""
FILLED_IN = frozenset({(".cleaned_data",), (".data",), (".validated_data",)})
"""What holds all fields of a form or serializer."""
SERIALIZERS = frozenset({"serialize", "serializeArray", "serializeObject", "serializeJSON"})
"""Methods that take all fields of a form along."""
_PARAMETER = re.compile(r"([\w$.\[\]%-]{1,60})=$")
_TAIL = re.compile(r"""['"]?([\w$-]{1,60})['"]?\s*:\s*['"]?$""")


class Tracer:
    """Traces values. One for each file with sinks: what it remembers never depends on what else was traced."""

    def __init__(
        self, program: Program, resolver: Resolver, catalogue: Catalogue, budget: Budget, renders: Renders
    ) -> None:
        self.program = program
        self.resolver = resolver
        self.catalogue = catalogue
        self.budget = budget
        self.callers = Callers(program, resolver)
        self.contexts = Contexts(program, resolver, renders)
        self.fields = Fields(program)
        self.forms = Forms(program, self.fields)
        self.queues = Queues(program, resolver, catalogue)
        self._memo: dict[tuple[object, ...], tuple[Trail, ...]] = {}
        self._provisional: dict[tuple[object, ...], tuple[tuple[Trail, ...], int]] = {}
        """Found inside a cycle, kept for one question only: answers never depend on earlier questions."""
        self._most = MAX_ORIGINS
        """How many origins are kept here: many in the function of a sink, fewer below one caller of it."""
        self._active: dict[tuple[object, ...], int] = {}
        self._open: dict[tuple[object, ...], list[tuple[Path, int]]] = {}
        """The paths with which each place is being asked about, outermost first, with the depth of each question."""
        self._cut_at = MAX_DEPTH + 1

    # ----------------------------------------------------------------------------------------- the memo

    def trace(self, site: Site, expr: ir.Expr, path: Path = ()) -> tuple[Trail, ...]:
        """Give the origins of what stands at ``path`` below ``expr``, in a stable order."""
        if len(path) > 2:
            path = folded(path)
        place = (*site.key, id(expr))
        key = (*place, path)
        known = self._memo.get(key)
        if known is not None:
            return known
        provisional = self._provisional.get(key)
        if provisional is not None:
            found, cut = provisional
            self._cut_at = min(self._cut_at, cut)
            return found
        depth = len(self._active)
        if key in self._active:
            self._cut_at = min(self._cut_at, self._active[key])
            return ()
        if _goes_round(path):
            return ()
        turns = self._open.setdefault(place, [])
        if (turn := _turn(turns, path)) is not None:
            self._cut_at = min(self._cut_at, turn)
            return ()
        if depth >= MAX_DEPTH:
            self.budget.cut = True
            return (self._opaque(site, expr, path),)
        if not self.budget.step():
            return ()
        self._active[key] = depth
        turns.append((path, depth))
        outer_cut, self._cut_at = self._cut_at, MAX_DEPTH + 1
        try:
            found = _distinct(self._trace(site, expr, path), site.view.path)
        finally:
            del self._active[key]
            turns.pop()
        self.budget.spent += len(found) // 64
        if len(found) > self._most:
            found = found[: self._most]
            self.budget.cut = True
        if self._cut_at >= depth and not self.budget.exhausted:
            self._memo[key] = found
            self._cut_at = outer_cut
        else:
            self._provisional[key] = (found, self._cut_at)
            self._cut_at = min(outer_cut, self._cut_at)
        if depth == 0:
            self._provisional.clear()
        return found

    def _opaque(self, site: Site, expr: ir.Expr, path: Path) -> Trail:
        return Trail(Origin("opaque", location=locate(site.view, expr)))

    def _step(self, site: Site, node: ir.Node, role: str, text: str, name: str = "") -> Step:
        return Step(locate(site.view, node), role, text, name)

    def language(self, site: Site) -> str:
        """Give the language whose source patterns hold at a place."""
        return site.view.module.language

    # --------------------------------------------------------------------------------------- expressions

    def _trace(self, site: Site, expr: ir.Expr, path: Path) -> Iterable[Trail]:
        match expr:
            case ir.Constant():
                return (Trail(Origin("constant", literal=expr.value, location=locate(site.view, expr))),)
            case ir.Name():
                return self._name(site, expr, path)
            case ir.Member():
                return self._member(site, expr, path)
            case ir.Index():
                return self.trace(site, expr.base, ("[*]", *path))
            case ir.Item():
                return [*self._queued(site, expr, path), *self.trace(site, expr.base, ("[*]", *path))]
            case ir.Rest():
                if path and path[0].startswith(".") and path[0][1:] in expr.without:
                    return ()
                return [
                    t for t in self.trace(site, expr.base, path) if path or not t.key or t.key[0] not in expr.without
                ]
            case ir.Spread():
                return self.trace(site, expr.value, path)
            case ir.Call():
                return self._call(site, expr, path)
            case ir.Record():
                return self._record(site, expr, path)
            case ir.Sequence():
                return self._sequence(site, expr, path)
            case ir.Text():
                return self._text(site, expr, path)
            case ir.Choice():
                return [t for option in expr.options for t in self.trace(site, option, path)]
            case ir.Operation():
                return self._operation(site, expr)
            case ir.Hole():
                return self._hole(site, expr, path)
            case ir.ClassRef():
                return self._class(site, expr, path)
            case ir.Opaque():
                return [t.through("unknown-call") for part in expr.parts for t in self.trace(site, part, ())]
            case _:
                return ()

    def _queued(self, site: Site, expr: ir.Item, path: Path) -> list[Trail]:
        """Give what the project's code puts into a tracker's queue of objects that is read here (``dataLayer``)."""
        name = expr.base.id if isinstance(expr.base, ir.Name) else ""
        found: list[Trail] = []
        for there, call in self.queues.pushes(name) if name in self.resolver.heads and path else ():
            step = self._step(there, call, "field", f"{simple_name(call.callee)}() puts it into {name}", name)
            for argument in call.arguments:
                # What a stub passes on (``arguments``) is commands, not objects.
                forwarded = isinstance(argument, ir.Name) and argument.id == "arguments"
                if not forwarded and not isinstance(argument, (ir.Lambda, ir.Constant)):
                    found.extend(t.then(step) for t in self.trace(there, argument, path))
        return found

    def _class(self, site: Site, expr: ir.ClassRef, path: Path) -> list[Trail]:
        """Give what is read from a class itself: ``Patient.objects.get(...)``, a static field, an enum's member."""
        if not path or not path[0].startswith("."):
            return []
        shape = ClassShape(site.view, expr.index)
        found = self._attribute(shape, path[0][1:], path[1:])
        if found or self.resolver.method(shape, path[0][1:]) is not None:
            return found
        name = site.view.module.classes[expr.index].name
        return [self._leaf(site, expr, name, path, "read", name)]

    def _operation(self, site: Site, expr: ir.Operation) -> list[Trail]:
        transform = self.catalogue.transforms_index.operator(expr.operator)
        name = transform.id if transform is not None else "arithmetic"
        operands = [o for o in expr.operands if not isinstance(o, ir.Constant)]
        return [
            t.through(name)
            for operand in operands
            for t in self.trace(site, operand, ())
            if t.origin.kind != "constant"
        ]

    def _hole(self, site: Site, expr: ir.Hole, path: Path) -> list[Trail]:
        owner = site.view.hole_scope(expr)
        if owner < 0:
            return list(self.trace(site, expr.value, path))
        there = Site(site.view, owner, expr.block)
        step = self._step(there, expr, "template", f"{site.view.source(expr, 50)} is printed here", "")
        return [t.then(step) for t in self.trace(there, expr.value, path)]

    def _text(self, site: Site, expr: ir.Text, path: Path) -> list[Trail]:
        found: list[Trail] = []
        names = [p[1:] for p in path if p.startswith(".")]
        transforms = [
            t.id
            for n in names
            if (t := self.catalogue.transforms_index.match("", n) or self.catalogue.transforms_index.member(n))
        ]
        before = ""
        for part in expr.parts:
            if isinstance(part, ir.Constant):
                before = str(part.value)[-80:]
                found.extend(self.trace(site, part, ()))
                continue
            key = _PARAMETER.search(before) or _TAIL.search(before)
            for trail in self.trace(site, part, ()):
                for transform in transforms:
                    trail = trail.through(transform)
                found.append(trail.under(key[1]) if key is not None else trail)
            before = ""
        return found

    def _sequence(self, site: Site, expr: ir.Sequence, path: Path) -> list[Trail]:
        if path and path[0][1:].isdigit():
            index = int(path[0][1:])
            if index < len(expr.items) and not any(isinstance(i, ir.Spread) for i in expr.items[: index + 1]):
                return list(self.trace(site, expr.items[index], path[1:]))
        if len(path) > 1 and is_call(path[1]):
            rest = path[2:]
        elif path and (path[0] == "[*]" or path[0][1:].isdigit()):
            rest = path[1:]
        else:
            rest = path
        found: list[Trail] = []
        for item in expr.items:
            if isinstance(item, ir.Spread):
                found.extend(self.trace(site, item.value, ("[*]", *rest)))
            elif isinstance(item, ir.Sequence) and len(item.items) == 2 and isinstance(item.items[0], ir.Constant):
                found.extend(t.under(str(item.items[0].value)) for t in self.trace(site, item.items[1], rest))
            else:
                found.extend(self.trace(site, item, rest))
        return found

    def _record(self, site: Site, expr: ir.Record, path: Path) -> list[Trail]:
        if not path:
            found: list[Trail] = []
            later: set[str] = set()
            for entry in reversed(expr.entries):
                if isinstance(entry, ir.Spread):
                    found.extend(t for t in self.trace(site, entry.value, ()) if not t.key or t.key[0] not in later)
                elif entry.computed is not None:
                    found.extend(self.trace(site, entry.value, ()))
                    found.extend(self.trace(site, entry.computed, ()))
                elif entry.key not in later:
                    later.add(entry.key)
                    found.extend(t.under(entry.key) for t in self.trace(site, entry.value, ()))
            found.reverse()
            return found
        first = path[0]
        if first.startswith(".") and len(path) > 1 and is_call(path[1]):
            return self._record_method(site, expr, path)
        if first == "[*]" or is_call(first):
            return [
                t
                for entry in expr.entries
                for t in self.trace(site, entry.value, path[1:] if isinstance(entry, ir.Field) else path)
            ]
        return self._field(site, expr, first[1:], path[1:])

    def _field(self, site: Site, expr: ir.Record, key: str, rest: Path) -> list[Trail]:
        found: list[Trail] = []
        for entry in reversed(expr.entries):
            if isinstance(entry, ir.Spread):
                found.extend(self.trace(site, entry.value, ("." + key, *rest)))
            elif entry.key == key and entry.computed is None:
                found.extend(self.trace(site, entry.value, rest))
                return found
            elif entry.computed is not None:
                found.extend(self.trace(site, entry.value, rest))
        return found

    def _record_method(self, site: Site, expr: ir.Record, path: Path) -> list[Trail]:
        name, literal = path[0][1:], literal_of(path[1])
        for entry in expr.entries:
            if isinstance(entry, ir.Field) and entry.key == name:
                found: list[Trail] = []
                for function in self.resolver.functions(site, entry.value):
                    found.extend(self._returns(function, path[2:]))
                return found
        if name in READERS and literal:
            return self._field(site, expr, literal, path[2:])
        return self._record(site, expr, path[2:] if name in WHOLES else ())

    # ------------------------------------------------------------------------------------- member and call

    def _member(self, site: Site, expr: ir.Member, path: Path) -> Iterable[Trail]:
        transform = self.catalogue.transforms_index.member(expr.key)
        if not path and ("." + expr.key,) in FILLED_IN:
            whole = self.trace(site, expr.base, ("." + expr.key,))
            if any(t.key for t in whole):
                return whole
        if transform is not None and not path:
            cls, receiver = site.view.class_of(site.function)
            if transform.effect == "keeps" and cls >= 0 and isinstance(expr.base, ir.Name) and expr.base.id == receiver:
                if kept := self._state_of(site, ClassShape(site.view, cls), receiver):
                    return [t.through(transform.id) for t in kept]
            return [t.through(transform.id) for t in self.trace(site, expr.base, ())]
        return self.trace(site, expr.base, ("." + expr.key, *path))

    def _call(self, site: Site, call: ir.Call, path: Path) -> list[Trail]:
        callee = call.callee
        name = simple_name(callee)
        if isinstance(callee, ir.Name) and name in PROPERTIES and site.view.component >= 0:
            return self._properties(site, call, path)
        if call.keywords and name in WHOLE and isinstance(callee, ir.Member):
            without, only = left_out(call)
            if without or only is not None:
                plain = self.resolver.made_call(call)
                kept = self.trace(site, plain, path)
                return [
                    t for t in kept if not t.key or (t.key[0] not in without and (only is None or t.key[0] in only))
                ]
        if call.new and name == "Promise" and call.arguments and isinstance(call.arguments[0], ir.Lambda):
            return self._promised(site, call.arguments[0], path)
        if isinstance(callee, ir.Name) and callee.id == "FormData" and call.arguments:
            if (typed := self._form_data(site, call, call.arguments[0], path)) is not None:
                return typed
        if name in SERIALIZERS and isinstance(callee, ir.Member) and not call.arguments:
            if (typed := self._form_data(site, call, callee.base, path)) is not None:
                return typed
        if isinstance(callee, ir.Member):
            special = self._callback_result(site, call, callee, name, path)
            if special is not None:
                return special
        shapes = self.resolver.shapes(site, callee)
        functions = self.resolver.functions(site, callee)
        classes = [s for s in shapes if isinstance(s, ClassShape)]
        symbols = [s.path for s in shapes if isinstance(s, SymbolShape)]
        found: list[Trail] = []
        if classes:
            for cls in classes:
                found.extend(self._constructed(site, call, cls, path))
            return found
        named = self.catalogue.transforms_index.match(name) if functions else None
        if (
            named is not None
            and named.effect in ("removes", "pseudonymises")
            and call.arguments
            and not named.operators
        ):
            return self._transformed(site, call, callee, [], named, path)
        for function in functions:
            found.extend(
                self._applied(
                    site, call, function, self._returns(function, path, Symbolic(function.view, function.number))
                )
            )
        if functions:
            step = self._step(site, call, "return", f"{name or 'a function'}() returns it", "")
            passed = [t.then(step) for t in found]
            if not passed and not all(self._has_returns(f) for f in functions):
                return []
            return passed
        segment = self._segment(site, call)
        if (
            isinstance(callee, ir.Member)
            and (name in READERS or name in TAKERS)
            and (literal_of(segment) if _is_namespace(symbols, callee) else True)
        ):
            return list(self.trace(site, callee.base, ("." + name, segment, *path)))
        carry = next((c for s in symbols or [name] if (c := self.catalogue.calls.carry(s)) is not None), None)
        if carry is not None:
            return self._carried(site, call, carry, path)
        transform = None
        for symbol in symbols or [name]:
            transform = transform or self.catalogue.transforms_index.match(
                symbol, name if isinstance(callee, ir.Member) else ""
            )
        if isinstance(callee, ir.Name) and callee.id.startswith("|"):
            transform = self.catalogue.transforms_index.match("", "", callee.id[1:])
            return self._filtered(site, call, transform.id if transform else "unknown-call", path)
        if transform is not None:
            return self._transformed(site, call, callee, symbols, transform, path)
        return self._unknown(site, call, callee, name, symbols, path)

    def _segment(self, site: Site, call: ir.Call) -> str:
        """Give the segment of a call; a key that is kept in a constant counts as written there."""
        first = call.arguments[0] if call.arguments else None
        text = self.resolver.literal(site, first) if isinstance(first, ir.Name) else ""
        return f"('{text}')" if text and len(text) <= 60 and "\n" not in text else call_segment(call)

    def _carried(self, site: Site, call: ir.Call, carry: Carry, path: Path) -> list[Trail]:
        """Give what the result of a framework's call holds."""
        if not 0 <= carry.argument < len(call.arguments):
            return []
        rest = path[1:] if carry.at and path[:1] == ("." + carry.at,) else path
        argument = call.arguments[carry.argument]
        return self._evaluated(site, argument, rest) if carry.calls else list(self.trace(site, argument, rest))

    def _evaluated(self, site: Site, expr: ir.Expr, path: Path) -> list[Trail]:
        """Give what a function that is handed over returns; for anything else, its value."""
        if isinstance(expr, ir.Sequence) and path and path[0][1:].isdigit() and int(path[0][1:]) < len(expr.items):
            return self._evaluated(site, expr.items[int(path[0][1:])], path[1:])
        functions = self.resolver.functions(site, expr)
        if functions:
            return [t for f in functions for t in self._returns(f, path, _inside(site, f))]
        if isinstance(expr, ir.Record):
            getter = next((e.value for e in expr.entries if isinstance(e, ir.Field) and e.key == "get"), None)
            if getter is not None:
                return self._evaluated(site, getter, path)
        return list(self.trace(site, expr, path))

    def _filtered(self, site: Site, call: ir.Call, transform: str, path: Path) -> list[Trail]:
        found = (
            [
                t.through(transform)
                for t in self.trace(site, call.arguments[0], path if transform != "unknown-call" else ())
            ]
            if call.arguments
            else []
        )
        for extra in call.arguments[1:]:
            if not isinstance(extra, ir.Constant):
                found.extend(t.through(transform) for t in self.trace(site, extra, ()))
        return found

    def _has_returns(self, function: FunctionShape) -> bool:
        return bool(function.view.returns[function.number])

    def _transformed(
        self, site: Site, call: ir.Call, callee: ir.Expr, symbols: list[str], transform: Transform, path: Path
    ) -> list[Trail]:
        if transform.keys and call.arguments:
            return [t.through(transform.id) for t in self._selected(site, call, transform.keys, path)]
        found: list[Trail] = []
        into = path if transform.effect == "keeps" else ()
        if isinstance(callee, ir.Member) and not _is_namespace(symbols, callee):
            found.extend(self.trace(site, callee.base, into))
        for argument in call.arguments:
            if not isinstance(argument, (ir.Constant, ir.Lambda)):
                found.extend(self.trace(site, argument, into))
        for keyword in call.keywords:
            trails = self.trace(site, keyword.value, into)
            found.extend(t.under(keyword.name) for t in trails) if isinstance(
                keyword, ir.Keyword
            ) and not into else found.extend(trails)
        return [t.through(transform.id) for t in found]

    def _selected(self, site: Site, call: ir.Call, keys: str, path: Path) -> list[Trail]:
        """``pick(x, ["a", "b"])`` and ``omit``: the properties named by literals are kept or dropped."""
        named: list[str] = []
        for argument in call.arguments[1:]:
            items = argument.items if isinstance(argument, ir.Sequence) else (argument,)
            named.extend(str(i.value) for i in items if isinstance(i, ir.Constant))
        value = call.arguments[0]
        if keys == "keep":
            if path:
                return list(self.trace(site, value, path)) if path[0][1:] in named else []
            return [t.under(name) for name in named for t in self.trace(site, value, ("." + name,))]
        if path and path[0][1:] in named:
            return []
        return [t for t in self.trace(site, value, path) if path or not t.key or t.key[0] not in named]

    def _unknown(
        self, site: Site, call: ir.Call, callee: ir.Expr, name: str, symbols: list[str], path: Path
    ) -> list[Trail]:
        segment = self._segment(site, call)
        found: list[Trail] = []
        if isinstance(callee, ir.Member):
            found.extend(self.trace(site, callee.base, ("." + callee.key, segment, *path)))
        elif isinstance(callee, ir.Name):
            root = next((s for s in symbols if ":" in s), callee.id)
            found.extend(self._whole_form(site, self._leaf(site, call, root, (segment, *path), "call")))
            found.extend(self._whole_type(site, call, _returned(site, callee), (callee.id, *path)))
        else:
            found.extend(self.trace(site, callee, (segment, *path)))
        if (call.new or name[:1].isupper()) and (call.keywords or call.arguments) and not (path and is_call(path[0])):
            return self._made(site, call, found, path)
        if name.startswith(_SETTERS) and len(call.arguments) == 1 and isinstance(callee, ir.Member) and not path:
            key = _property(name)
            found = [t for t in found if t.origin.kind != "call" or not t.origin.chain[0].startswith(("py:", "npm:"))]
            found.extend(t.under(key) for t in self.trace(site, call.arguments[0], ()))
            return [*self.trace(site, callee.base, ()), *(t for t in found if t.key)]
        if self._answers(call, name, symbols):
            return found
        if not path or path[0] == "[*]" or is_call(path[0]):
            for argument in call.arguments:
                if not isinstance(argument, (ir.Constant, ir.Lambda)):
                    found.extend(t.through("unknown-call") for t in self.trace(site, argument, ()))
            for keyword in call.keywords:
                found.extend(t.through("unknown-call") for t in self.trace(site, keyword.value, ()))
        return found

    def _answers(self, call: ir.Call, name: str, symbols: list[str]) -> bool:
        """Say whether a call sends a request: what comes back is the answer, not the headers and options given."""
        if call.new or name[:1].isupper():
            return False
        return any(self.catalogue.calls.transport(symbol) for symbol in symbols)

    def _made(self, site: Site, call: ir.Call, leaf: list[Trail], path: Path) -> list[Trail]:
        """Read an instance of an outside class: its keywords are its properties."""
        found: list[Trail] = []
        if path and path[0].startswith("."):
            for keyword in call.keywords:
                if isinstance(keyword, ir.Keyword) and keyword.name == path[0][1:]:
                    return list(self.trace(site, keyword.value, path[1:]))
                if isinstance(keyword, ir.Spread):
                    found.extend(self.trace(site, keyword.value, path))
            return found or leaf
        for keyword in call.keywords:
            trails = self.trace(site, keyword.value, ())
            found.extend(t.under(keyword.name) if isinstance(keyword, ir.Keyword) else t for t in trails)
        for argument in call.arguments:
            if not isinstance(argument, (ir.Constant, ir.Lambda)):
                found.extend(
                    t.through("unknown-call") if not isinstance(argument, ir.Record) else t
                    for t in self.trace(site, argument, ())
                )
        return found

    def _callback_result(
        self, site: Site, call: ir.Call, callee: ir.Member, name: str, path: Path
    ) -> list[Trail] | None:
        """``xs.map(f)``, ``p.then(f)``: the value is what ``f`` returns; its parameter is bound by ``callers``."""
        if name not in ("map", "flatMap", "then", "reduce", "collect") or not call.arguments:
            return None
        functions = self.resolver.functions(site, call.arguments[0])
        if not functions:
            return None
        rest = (
            path[1:]
            if name in ("map", "flatMap", "collect") and path and (path[0] == "[*]" or path[0][1:].isdigit())
            else path
        )
        return [t for f in functions for t in self._returns(f, rest, _inside(site, f))]

    def _applied(self, site: Site, call: ir.Call, function: FunctionShape, summary: list[Trail]) -> list[Trail]:
        """Put the arguments of a call where what a function gives back names its own parameters."""
        declared = function.view.functions[function.number]
        found: list[Trail] = []
        for trail in summary:
            if trail.origin.kind != PARAMETER or trail.origin.owner != f"{function.view.path}#{function.number}":
                found.append(trail)
                continue
            argument = self.resolver.argument(call, declared, int(trail.origin.chain[0]), function.bound or call.new)
            if argument is None:
                continue
            source = tuple(name for _, name in trail.origin.attributes)
            for given in self.trace(site, argument, trail.origin.chain[1:]):
                if source and not self._tells(site, given):
                    given = _read_as(given, source)
                found.append(given.onward(trail))
        return found

    def _returns(self, function: FunctionShape, path: Path, frame: Symbolic | None = None) -> list[Trail]:
        found: list[Trail] = []
        for ret in function.view.returns[function.number]:
            found.extend(self.trace(Site(function.view, function.number, ret.block, frame), ret.value, path))
        return found

    def _constructed(self, site: Site, call: ir.Call, cls: ClassShape, path: Path) -> list[Trail]:
        """Give what stands at ``path`` in a new instance: what the constructor stores, or that field's argument."""
        constructor = self.resolver.method(cls, "__init__") or self.resolver.method(cls, "constructor")
        fields = [f for c in self.resolver.lineage(cls) for f in c.view.module.classes[c.number].fields]
        if path and path[0].startswith("."):
            key = path[0][1:]
            if path in FILLED_IN and not any(f.name == key for f in fields):
                if whole := self._fields_of(site, call, cls, (simple_name(call.callee), "()", *path)):
                    return whole
            if constructor is None:
                for keyword in call.keywords:
                    if isinstance(keyword, ir.Keyword) and keyword.name == key:
                        return list(self.trace(site, keyword.value, path[1:]))
                    if isinstance(keyword, ir.Spread):
                        return list(self.trace(site, keyword.value, path))
                for position, field in enumerate(fields):
                    if field.name == key and position < len(call.arguments):
                        return list(self.trace(site, call.arguments[position], path[1:]))
            found = self._attribute(cls, key, path[1:], None, constructor)
            if constructor is not None:
                found = self._applied(
                    site, call, FunctionShape(constructor.view, constructor.number, bound=True), found
                )
            if found:
                return found
            chain = (call.callee.id if isinstance(call.callee, ir.Name) else simple_name(call.callee), "()", *path)
            declared = any(f.name == key for f in fields)
            kind = "field" if declared else "call"
            origin = Origin(
                kind, chain, owner=cls.view.module.classes[cls.number].name, location=locate(site.view, call)
            )
            return [Trail(origin, steps=(self._read(site, call, chain),))]
        found = []
        for keyword in call.keywords:
            trails = self.trace(site, keyword.value, path)
            found.extend(t.under(keyword.name) if isinstance(keyword, ir.Keyword) else t for t in trails)
        for argument in call.arguments:
            found.extend(self.trace(site, argument, path))
        return found

    # ------------------------------------------------------------------------------------------- variables

    def _read(self, site: Site, node: ir.Node, chain: Path) -> Step:
        return self._step(
            site, node, "source", f"{readable(chain) or site.view.source(node, 40)} is read", readable(chain)
        )

    def _leaf(self, site: Site, node: ir.Node, root: str, path: Path, kind: str = "read", owner: str = "") -> Trail:
        chain = (root, *path)
        attributes = self.fields.element(site.view, chain)
        if attributes is not None:
            kind = "form-field"
        origin = Origin(kind, chain, attributes=attributes or (), owner=owner, location=locate(site.view, node))
        return Trail(origin, steps=(self._read(site, node, chain),))

    def is_source(self, site: Site, chain: Path) -> bool:
        """Say whether an access chain begins with an API that is known to produce users' data."""
        return self.catalogue.sources.match(chain, self.language(site)) is not None

    def _name(self, site: Site, name: ir.Name, path: Path) -> list[Trail]:
        view = site.view
        cls, receiver = view.class_of(site.function)
        if receiver and name.id == receiver:
            return self._instance(site, name, cls, path)
        owner = view.scope_of(site.function, name.id)
        if owner < 0:
            return self._free(site, name, path)
        found: list[Trail] = []
        here = Site(view, owner, view.block_in(owner, site.function, site.block), self._frame(site, owner))
        stored, covered, gone = self._stored(here, site, name, path)
        found.extend(stored)
        if covered:
            return found
        assigns, whole = view.definitions(owner, name.id, site.function, site.block, name.start)
        for assign in assigns:
            state = self.fields.state(site, assign)
            if state is not None:
                found.extend(self._state(site, assign, state, path))
                continue
            step = self._step(here, assign, "assignment", f"{name.id} gets it", name.id)
            there = Site(view, view.assigned_in.get(id(assign), owner), assign.block, here.frame)
            given = self.trace(there, assign.value, path)
            if assign.annotation is not None and not any(t.key for t in given) and given:
                given = tuple(self._whole_type(there, assign.target, assign.annotation, (name.id, *path))) or given
            for trail in given:
                if not path and trail.key and trail.key[0] in gone:
                    continue
                found.append(trail.then(step) if not isinstance(assign.value, ir.Constant) else trail)
        binding = view.imports[owner].get(name.id)
        if binding is not None:
            found.extend(self._imported(site, name, binding, path))
        if name.id in view.parameters[owner] and not (whole and assigns):
            found.extend(self._parameter(here, owner, name, path))
        found.extend(self._beside(here, name, path))
        found = self._prefer_source(site, name, path, found)
        if not found and not assigns and (owner, name.id) in view.named_functions:
            return []
        return found

    def _beside(self, here: Site, name: ir.Name, path: Path) -> list[Trail]:
        """Give what a variable holds beside what is assigned to it: typed into fields, stored by others."""
        view, owner = here.view, here.function
        found = self._bound(view, owner, name.id, path)
        declared = view.functions[owner]
        if declared.name == "setup" and declared.owner >= 0:
            found.extend(self._bound(view, owner, "this", ("." + name.id, *path)))
        if owner == 0:
            for other, local in self.callers.importing(view, name.id):
                for write in other.writes_to(0, local):
                    got = self._from_write(Site(other, write.function, write.block), write, path) or ()
                    where = local + "".join(write.path)
                    step = Step(locate(other, _Span(write.start, write.end)), "field", f"{where} gets it", where)
                    found.extend(t.then(step) for t in got if t.origin.kind != "constant")
                found.extend(self._bound(other, 0, local, path))
        elif declared.name.startswith("use") or declared.kind == "function":
            for ret in view.returns[owner]:
                for entry in ret.value.entries if isinstance(ret.value, ir.Record) else ():
                    if isinstance(entry, ir.Field) and isinstance(entry.value, ir.Name) and entry.value.id == name.id:
                        for holder in _held_by(view, owner):
                            found.extend(self._stored_outside(view, holder, entry.key, path))
        if owner == 0 and name.id in view.properties:
            handed = self._handed(view, view.component, name.id, path)
            found.extend(handed or [self._leaf(here, name, name.id, path)])
        return found

    def _stored_outside(self, view: ModuleView, holder: str, key: str, path: Path) -> list[Trail]:
        """Give what is stored, in other modules, below a property of what ``holder()`` gives: a store, a composable."""
        found: list[Trail] = []
        for other, owner, local, part in self.callers.shared(view, holder):
            if part and part != key:
                continue
            reading = path if part else ("." + key, *path)
            for write in other.writes_to(owner, local):
                got = self._from_write(Site(other, write.function, write.block), write, reading) or ()
                where = local + "".join(write.path)
                step = Step(locate(other, _Span(write.start, write.end)), "field", f"{where} gets it", where)
                found.extend(t.then(step) for t in got if t.origin.kind != "constant")
            found.extend(self._bound(other, owner, local, reading))
        return found

    def _bound(self, view: ModuleView, owner: int, root: str, path: Path) -> list[Trail]:
        """Give what is typed into the fields that a variable or a property of a component is bound to."""
        found: list[Trail] = []
        for bound in self.fields.bound(view, owner, root, path):
            tag = view.module.tags[bound.tag]
            shown = readable(bound.chain).removeprefix("this.")
            trails: list[Trail] = []
            if tag.component is None and "-" not in tag.name:
                step = Step(locate(view, tag), "source", f"{shown} is typed into a field", shown)
                attributes = literal_attributes(tag)
                if not any(name in ("name", "id") and value for name, value in attributes):
                    attributes = (*attributes, ("name", bound.chain[-1].lstrip(".")))
                origin = Origin("form-field", bound.chain, attributes=attributes, location=locate(view, tag))
                trails.append(Trail(origin, steps=(step,)))
            else:
                step = self._step(Site(view, tag.function, tag.block), tag, "property", f"<{tag.name}> sets it", shown)
                for there, value in self.callers.bound_values(view, bound.tag, bound.attribute):
                    trails.extend(t.then(step) for t in self.trace(there, value, bound.rest))
            for key in reversed(bound.key):
                trails = [t.under(key) for t in trails]
            found.extend(trails)
        return found

    def _handed(self, view: ModuleView, component: int, key: str, rest: Path) -> list[Trail]:
        """Give what elements hand to a property of a component."""
        found: list[Trail] = []
        for caller, value in self.callers.component_values(view, component, key):
            step = self._step(caller, value, "property", f"{key} is handed to the component", key)
            found.extend(t.then(step) for t in self.trace(caller, value, rest))
        return found

    def _promised(self, site: Site, executor: ir.Lambda, path: Path) -> list[Trail]:
        """Give what a promise is resolved with: ``new Promise((resolve) => button.onclick = () => resolve(x))``."""
        view = site.view
        parameters = view.functions[executor.function].parameters
        found: list[Trail] = []
        for called in view.calls_by_name.get(parameters[0].name, ()) if parameters else ():
            if called.call.arguments and view.scope_of(called.function, parameters[0].name) == executor.function:
                there = Site(view, called.function, called.block, site.frame)
                step = self._step(there, called.call, "return", "the promise is resolved with it")
                found.extend(t.then(step) for t in self.trace(there, called.call.arguments[0], path))
        return found

    def _whole_type(self, site: Site, node: ir.Node, annotation: ir.Expr | None, chain: Path) -> list[Trail]:
        """Give the declared fields where a value of a type is taken as a whole, or all of it by a method."""
        below = chain[1:]
        if annotation is None or not (not below or (len(below) == 2 and below[0][1:] in WHOLE and is_call(below[1]))):
            return []
        shapes = self.resolver.annotated(site, annotation)
        return [
            trail
            for shape in shapes
            if isinstance(shape, InstanceShape)
            for trail in self._fields_of(site, node, shape.cls, chain)
        ]

    def _form_class(self, view_class: ClassShape, node: ir.Node, chain: Path) -> list[Trail]:
        """Give the fields of the form that a view of a framework hands to its own methods: ``form_class``."""
        if len(chain) != 2:
            return []
        found: list[Trail] = []
        for key in ("form_class", "serializer_class"):
            for there, value in self.resolver.attribute_writes(view_class, key):
                for shape in self.resolver.shapes(there, value):
                    if isinstance(shape, ClassShape):
                        found.extend(self._fields_of(Site(view_class.view, 0, 0), node, shape, chain))
        return found

    def _fields_of(self, site: Site, node: ir.Node, cls: ClassShape, chain: Path) -> list[Trail]:
        """Give the declared fields of a record, each under its name."""
        owner = cls.view.module.classes[cls.number].name
        found: list[Trail] = []
        for field in carried(self.resolver, cls):
            whole = (*chain, "." + field.name)
            attributes = (("element", "input"), ("type", field.typed), ("name", field.name)) if field.typed else ()
            origin = Origin(
                "form-field" if field.typed else "field",
                whole,
                attributes=attributes,
                owner=owner,
                location=locate(site.view, node),
            )
            found.append(Trail(origin, (field.name,), (self._read(site, node, whole),)))
        return found

    def _form_data(self, site: Site, call: ir.Call, form: ir.Expr, path: Path) -> list[Trail] | None:
        """Give the fields of a form that is taken as a whole, or the one that is read; None where none is known."""
        fields, _ = self.forms.taken(site, form, path)
        found: list[Trail] = []
        for field in fields:
            step = Step(locate(field.view, field.tag), "source", f"{field.name} is typed into a field", field.name)
            chain = ("form", "." + field.name, ".value")
            origin = Origin("form-field", chain, attributes=field.attributes, location=locate(field.view, field.tag))
            found.append(Trail(origin, (field.name,) if len(fields) > 1 or not path else (), (step,)))
        return found or None

    def _whole_form(self, site: Site, leaf: Trail) -> list[Trail]:
        """Give the fields of the component where a form library gives all values at once; else the leaf as it is."""
        chain = leaf.origin.chain
        if not chain[0].startswith("npm:"):
            return [leaf]
        match = self.catalogue.sources.match(chain, self.language(site))
        if match is None or match.group != "form" or match.key or match.rest:
            return [leaf]
        found: list[Trail] = []
        for field in self.forms.registered(site.view, site.function):
            origin = Origin(
                "form-field", (*chain, "." + field.name), attributes=field.attributes, location=leaf.origin.location
            )
            found.append(Trail(origin, (field.name,), leaf.steps))
        return found or [leaf]

    def _properties(self, site: Site, call: ir.Call, path: Path) -> list[Trail]:
        """Give what a component's properties are handed: ``defineProps()``, ``$props()``."""
        view = site.view
        found: list[Trail] = []
        if view.component >= 0 and path and path[0].startswith("."):
            found.extend(self._handed(view, view.component, path[0][1:], path[1:]))
        for argument in call.arguments:
            if isinstance(argument, ir.Call) or (isinstance(argument, ir.Record) and argument is not call.arguments[0]):
                found.extend(self.trace(site, argument, path))
        if not any(t.origin.kind != "constant" for t in found):
            found.append(self._leaf(site, call, simple_name(call.callee), ("()", *path), "call"))
        return found

    def _prefer_source(self, site: Site, name: ir.Name, path: Path, found: list[Trail]) -> list[Trail]:
        """Read ``form.cleaned_data['q']`` as the source it is where the definitions of ``form`` explain nothing."""
        chain = (name.id, *path)
        if not path or not self.is_source(site, chain):
            return found
        kept: list[Trail] = []
        explained = bool(found)
        for trail in found:
            if self._tells(site, trail):
                kept.append(trail)
            elif trail.origin.kind == PARAMETER or any(s.role in _HANDED for s in trail.steps):
                kept.append(_read_as(trail, chain))
            else:
                explained = False
        if not explained:
            kept.append(self._leaf(site, name, name.id, path))
        return kept

    def _tells(self, site: Site, trail: Trail) -> bool:
        """Say whether a trail ends at something that is known by itself."""
        return trail.origin.kind in ("constant", "form-field") or self.is_source(site, trail.origin.chain)

    def _frame(self, site: Site, owner: int) -> Symbolic | None:
        """Give the summary that a place belongs to: it stays in force in the function and in those inside it."""
        frame = site.frame
        if not isinstance(frame, Symbolic):
            return None
        current = owner
        while current >= 0:
            if current == frame.function:
                return frame
            current = site.view.functions[current].parent
        return None

    def _stored(self, here: Site, use: Site, name: ir.Name, path: Path) -> tuple[list[Trail], bool, frozenset[str]]:
        """
        Give what was stored below a variable before it is used.

        The second value is True when that covers ``path`` wholly; the third are the properties whose earlier values
        are overwritten.
        """
        view, owner = here.view, here.function
        writes = view.writes_to(owner, name.id)
        gone: set[Path] = set()
        found: list[Trail] = []
        if not writes:
            return found, False, frozenset()
        around = set(view.ancestors(owner, here.block)) if use.function == owner else set()
        blocks = view.functions[owner].blocks
        in_loop = {b for b in around if blocks[b].kind == "loop"}
        for write in reversed(writes):
            same = write.function == use.function == owner
            if same and (write.start >= name.start or write.start <= name.start < write.end):
                if not in_loop or in_loop.isdisjoint(view.ancestors(owner, write.block)):
                    continue
            if same and view.exclusive(owner, write.block, here.block):
                continue
            if any(write.path[: len(g)] == g for g in gone):
                continue
            got = self._from_write(here, write, path)
            if got is None:
                continue
            where = name.id + "".join(write.path)
            step = Step(locate(view, _Span(write.start, write.end)), "field", f"{where} gets it", where)
            found.extend(t.then(step) if t.origin.kind != "constant" else t for t in got)
            if (
                same
                and not write.merge
                and write.block in around
                and "[*]" not in write.path
                and not self._redefined(view, owner, name, write.start)
            ):
                if path[: len(write.path)] == write.path:
                    return found, True, frozenset()
                gone.add(write.path)
        return found, False, frozenset(g[0][1:] for g in gone if len(g) == 1)

    def _redefined(self, view: ModuleView, owner: int, name: ir.Name, after: int) -> bool:
        return any(after < a.start < name.start for a in view.assigns[owner].get(name.id, ()))

    def _from_write(self, here: Site, write: Write, path: Path) -> list[Trail] | None:
        """Give what a write stores at ``path``, or None when it is about another place."""
        site = Site(here.view, write.function, write.block, here.frame)
        if write.merge:
            if path[: len(write.path)] == write.path:
                return list(self.trace(site, write.value, path[len(write.path) :]))
            return None
        wrote = write.path
        reading = path
        for at in range(min(len(wrote), len(path) - 1)):
            if path[at][1:] in READERS and literal_of(path[at + 1]):
                reading = (*path[:at], "." + literal_of(path[at + 1]), *path[at + 2 :])
                break
            if path[at][1:] in TAKERS and is_call(path[at + 1]):
                reading = (*path[:at], "[*]", *path[at + 2 :])
                break
        shared = min(len(wrote), len(reading))
        for ours, theirs in zip(wrote[:shared], reading[:shared], strict=True):
            if ours != theirs and "[*]" not in (ours, theirs):
                if is_call(theirs) or (
                    reading is path
                    and len(path) > 1
                    and is_call(path[1])
                    and theirs[1:] in WHOLES | {"toString", "href", "join"}
                ):
                    reading = ()
                    break
                return None
        if len(reading) >= len(wrote):
            return list(self.trace(site, write.value, reading[len(wrote) :]))
        key = [p[1:] for p in wrote[len(reading) :] if p.startswith(".") and p != ".searchParams"]
        trails = list(self.trace(site, write.value, ()))
        for part in reversed(key):
            trails = [t.under(part) for t in trails]
        return trails

    def _instance(self, site: Site, name: ir.Name, cls: int, path: Path) -> list[Trail]:
        view = site.view
        if cls < 0:
            return self._bare_this(site, name, path)
        shape = ClassShape(view, cls)
        if not path:
            owner = view.module.classes[cls].name
            return [
                Trail(
                    Origin("whole", (name.id,), owner=owner, location=locate(view, name)),
                    steps=(self._read(site, name, (owner or name.id,)),),
                )
            ]
        found = self._attribute(shape, path[0][1:], path[1:], site)
        chain = (name.id, *path)
        if found:
            kept = [
                t for t in found if t.origin.kind in ("constant", "form-field") or self.is_source(site, t.origin.chain)
            ]
            if len(kept) < len(found) and self.is_source(site, chain):
                return [*kept, self._leaf(site, name, name.id, path)]
            if not all(t.origin.kind == "constant" and t.origin.literal in ("", None) for t in found):
                return found
        # A field that begins empty and is never set in code that is read gets its value from a page or a framework.
        declared = self._declares(shape, path[0][1:])
        if found and not declared:
            return found
        return [self._leaf(site, name, name.id, path, "field" if declared else "read", declared)]

    def _state_of(self, site: Site, cls: ClassShape, receiver: str) -> list[Trail]:
        """Give everything that the methods of a class store in an instance: ``self.__dict__``."""
        keys = {
            write.path[0][1:]
            for current in self.resolver.lineage(cls)
            for write in current.view.writes.get(receiver, ())
            if write.path[0].startswith(".") and current.view.class_of(write.function)[0] == current.number
        }
        return [t.under(key) for key in sorted(keys) for t in self._attribute(cls, key, (), site)]

    def _declares(self, cls: ClassShape, key: str) -> str:
        for current in self.resolver.lineage(cls):
            declared = current.view.module.classes[current.number]
            if any(f.name == key for f in declared.fields):
                return declared.name
        return ""

    def _bare_this(self, site: Site, name: ir.Name, path: Path) -> list[Trail]:
        view = site.view
        found: list[Trail] = []
        if path:
            for write in view.writes.get(name.id, ()):
                if write.path[:1] == path[:1]:
                    got = self._from_write(Site(view, write.function, write.block), write, path)
                    found.extend(got or ())
        return found or [self._leaf(site, name, name.id, path)]

    def _attribute(
        self, cls: ClassShape, key: str, rest: Path, site: Site | None = None, constructor: FunctionShape | None = None
    ) -> list[Trail]:
        """Give what stands at ``rest`` below attribute ``key`` of an instance."""
        found: list[Trail] = []
        method = self.resolver.method(cls, key)
        if method is not None:
            function = method.view.functions[method.number]
            if function.kind == "getter":
                return self._returns(method, rest)
            if rest and is_call(rest[0]):
                return self._returns(method, rest[1:])
            return []
        for there, value in self.resolver.attribute_writes(cls, key):
            if self._declaration(there, value, cls):
                name = cls.view.module.classes[cls.number].name
                found.append(self._leaf(there, value, name, ("." + key, *rest), "field", name))
                continue
            own = constructor is not None and constructor.view is there.view and constructor.number == there.function
            inner = Site(there.view, there.function, there.block, Symbolic(there.view, there.function) if own else None)
            step = self._step(
                there,
                value,
                "field",
                f"{key} of {cls.view.module.classes[cls.number].name or 'the object'} holds it",
                key,
            )
            found.extend(t.then(step) if t.origin.kind != "constant" else t for t in self.trace(inner, value, rest))
        for current in self.resolver.lineage(cls):
            for receiver in sorted(
                {current.view.functions[m].receiver for m in current.view.module.classes[current.number].methods}
                | {"this"}
            ):
                for write in current.view.writes.get(receiver, ()):
                    if (
                        len(write.path) > 1
                        and write.path[0] == "." + key
                        and current.view.class_of(write.function)[0] == current.number
                    ):
                        got = self._from_write(
                            Site(current.view, write.function, write.block), write, ("." + key, *rest)
                        )
                        found.extend(got or ())
        for there, write in self.resolver.outer_writes(cls, key):
            step = Step(locate(there.view, _Span(write.start, write.end)), "field", f"{key} gets it from outside", key)
            got = self._from_write(there, write, ("." + key, *rest))
            found.extend(t.then(step) for t in got or () if t.origin.kind != "constant")
        found.extend(self._bound(cls.view, 0, "this", ("." + key, *rest)))
        for holder, assigns in cls.view.assigns[0].items() if cls.number == cls.view.component else ():
            if any(isinstance(a.value, ir.ClassRef) and a.value.index == cls.number for a in assigns):
                found.extend(self._stored_outside(cls.view, holder, key, rest))
        found.extend(self._handed(cls.view, cls.number, key, rest))
        return found

    def _declaration(self, there: Site, value: ir.Expr, cls: ClassShape) -> bool:
        """Say whether a class field's value only declares it: ``email = models.EmailField()``."""
        if not isinstance(value, ir.Call):
            return False
        fields = cls.view.module.classes[cls.number].fields
        if (
            not any(
                f.value is value for c in self.resolver.lineage(cls) for f in c.view.module.classes[c.number].fields
            )
            or not fields
        ):
            return False
        return all(isinstance(s, SymbolShape) for s in self.resolver.shapes(there, value.callee))

    def _free(self, site: Site, name: ir.Name, path: Path) -> list[Trail]:
        """Trace a name that nothing in the module binds."""
        view = site.view
        template = view.module.template
        found: list[Trail] = []
        if not view.module.open_scope and (printed := self.fields.printed(view, (name.id, *path))) is not None:
            other, tag, value, rest = printed
            where = Step(locate(other, tag), "template", f"<{tag.name}> holds it")
            there = Site(other, tag.function, tag.block)
            if held := [t.then(where) for t in self.trace(there, value, rest) if t.origin.kind != "constant"]:
                return held
        if view.component >= 0 and name.id == "Astro" and path[:1] == (".props",) and len(path) > 1:
            handed = self._handed(view, view.component, path[1][1:], path[2:])
            return handed or [self._leaf(site, name, name.id, path)]
        if template is not None and view.functions[site.function].kind in ("template", "macro"):
            for there, value, step, rest in self.contexts.lookup(view, name.id, path):
                found.extend(t.then(step) for t in self.trace(there, value, rest))
            if found and self._explained(site, found):
                return found
            return (
                [*found, self._leaf(site, name, name.id, path)]
                if not found
                else self._prefer_source(site, name, path, found)
            )
        if (
            name.id in ("window", "globalThis", "self")
            and path
            and path[0].startswith(".")
            and not (len(path) > 1 and is_call(path[1]))
        ):
            key = path[0][1:]
            for there, value in self.resolver.page_globals(view, key):
                found.extend(self.trace(there, value, path[1:]))
            owner = 0 if key in view.assigns[0] else -1
            if not found and owner == 0:
                found.extend(
                    self.trace(Site(view, 0, 0), self.resolver.made_name(view, key, view.functions[0].end), path[1:])
                )
            return found or [self._leaf(site, name, key, path[1:])]
        if view.module.open_scope:
            for binding in view.star_imports:
                target = self.program.linked(view, binding.specifier)
                if target is not None and target.scope_of(0, name.id) == 0:
                    return list(
                        self.trace(
                            Site(target, 0, 0), self.resolver.made_name(target, name.id, target.functions[0].end), path
                        )
                    )
        else:
            for there, value in self.resolver.page_globals(view, name.id):
                found.extend(self.trace(there, value, path))
            if found and not self.is_source(site, (name.id, *path)):
                return found
        return self._whole_form(site, self._leaf(site, name, name.id, path))

    def _explained(self, site: Site, found: list[Trail]) -> bool:
        return any(t.origin.kind != "constant" for t in found) or bool(found)

    def _imported(self, site: Site, name: ir.Name, binding: ir.ImportBinding, path: Path) -> list[Trail]:
        view = site.view
        target = self.program.linked(view, binding.specifier)
        if target is None:
            return [self._leaf(site, name, self.program.symbol(view, binding.specifier, binding.name), path)]
        wanted, rest = binding.name, path
        if wanted == "*":
            if not path or not path[0].startswith("."):
                return []
            wanted, rest = path[0][1:], path[1:]
        found = self._exported(target, wanted, rest)
        return found or ([self._leaf(site, name, name.id, path)] if path else [])

    def _exported(self, target: ModuleView, name: str, path: Path, depth: int = 0) -> list[Trail]:
        if depth > 8:
            return []
        end = target.functions[0].end
        if target.module.open_scope:
            if target.scope_of(0, name) == 0:
                return list(self.trace(Site(target, 0, 0), self.resolver.made_name(target, name, end), path))
            return []
        found: list[Trail] = []
        for export in target.module.exports:
            if export.name == name or export.name == "*":
                if export.specifier:
                    inner = self.program.linked(target, export.specifier)
                    if inner is not None:
                        wanted = name if export.name == "*" else export.imported
                        found.extend(self._exported(inner, wanted, path, depth + 1))
                elif export.value is not None:
                    found.extend(self.trace(Site(target, 0, 0), export.value, path))
            elif export.name == "=" and export.value is not None:
                found.extend(
                    self.trace(Site(target, 0, 0), export.value, path if name == "default" else ("." + name, *path))
                )
        return found

    # ------------------------------------------------------------------------------------------ parameters

    def _state(
        self, site: Site, assign: ir.Assign, state: tuple[ir.Expr | None, list[tuple[Site, ir.Expr]]], path: Path
    ) -> list[Trail]:
        """React state: what its setters are given, and its first value."""
        initial, given = state
        found: list[Trail] = []
        if initial is not None:
            found.extend(
                self.trace(
                    Site(site.view, site.view.assigned_in.get(id(assign), site.function), assign.block), initial, path
                )
            )
        name = simple_name(assign.target)
        for there, value in given:
            step = self._step(there, value, "assignment", f"the state {name} is set", name)
            functions = self.resolver.functions(there, value) if isinstance(value, ir.Lambda) else ()
            trails = (
                [t for f in functions for t in self._returns(f, path)] if functions else self.trace(there, value, path)
            )
            found.extend(t.then(step) for t in trails)
        if not any(t.origin.kind != "constant" for t in found):
            found.append(self._leaf(site, assign.target, name, path))
        return found

    def _parameter(self, site: Site, owner: int, name: ir.Name, path: Path) -> list[Trail]:
        view = site.view
        function = view.functions[owner]
        position = view.parameters[owner][name.id]
        parameter = function.parameters[position]
        found: list[Trail] = []
        frame = site.frame
        if isinstance(frame, Symbolic) and frame.view is view and frame.function == owner:
            found.append(Trail(Origin(PARAMETER, (str(position), *path), owner=f"{view.path}#{owner}")))
            if parameter.default is not None:
                found.extend(
                    self.trace(Site(view, max(function.parent, 0), function.parent_block), parameter.default, path)
                )
            return found
        known = False
        for caller in self.callers.of(view, owner, position, path):
            known = True
            fanned = self._most == MAX_TRAILS
            self._most = MAX_TRAILS
            spent = self.budget.spent if fanned else self.budget.refill()
            if isinstance(caller.node, ir.Tag):
                step = self._step(
                    caller.site, caller.node, "property", f"<{caller.node.name}> gets it", _shown(parameter)
                )
            else:
                what = f"{function.name or 'the callback'}() is called with it as {_shown(parameter)}"
                step = self._step(caller.site, caller.node, "argument", what, _shown(parameter))
            at = caller.site
            if isinstance(frame, Symbolic) and at.view is frame.view and at.function == frame.function:
                at = at._replace(frame=frame)
            given = self.trace(at, caller.value, caller.path)
            found.extend(
                t.then(step) for t in given if fanned or t.origin.kind != "constant" or _speaking(t.origin.literal)
            )
            if not fanned:
                self._most = MAX_ORIGINS
                self.budget.refill(min(spent + 1, self.budget.limit))
        if parameter.default is not None:
            found.extend(
                self.trace(Site(view, max(function.parent, 0), function.parent_block), parameter.default, path)
            )
        if position == 0 and (attributes := self.fields.event(view, owner, path)) is not None:
            chain = (_shown(parameter) or "event", *path)
            origin = Origin("form-field", chain, attributes=attributes, location=locate(view, name))
            return [*found, Trail(origin, steps=(self._read(site, name, chain),))]
        if not known or (not any(t.origin.kind != "constant" for t in found) and self.callers.is_entry(view, owner)):
            annotation = simple_name(parameter.annotation) if parameter.annotation is not None else ""
            shown = _shown(parameter)
            leaf = self._leaf(site, name, shown, path, "parameter" if not path else "read", annotation or function.name)
            if annotation and path:
                fields = [
                    s
                    for s in self.resolver.annotated(Site(view, 0, 0), parameter.annotation or name)
                    if isinstance(s, InstanceShape)
                ]
                if any(self._declares(s.cls, path[0][1:]) for s in fields):
                    leaf = leaf._replace(
                        origin=Origin("field", leaf.origin.chain, owner=annotation, location=leaf.origin.location)
                    )
            whole = self._whole_type(Site(view, 0, 0), name, parameter.annotation, (shown, *path))
            found.extend(whole or [leaf])
        if function.owner >= 0 and path in FILLED_IN and not any(t.key for t in found):
            # What a framework hands to a view's own method is the form that the view names.
            found = self._form_class(ClassShape(view, function.owner), name, (_shown(parameter), *path)) or found
        return found


def _returned(site: Site, callee: ir.Name) -> ir.Expr | None:
    """Give the declared type of what a parameter gives that is declared as a function: ``load: () => Promise<T>``."""
    owner = site.view.scope_of(site.function, callee.id)
    position = site.view.parameters[owner].get(callee.id) if owner >= 0 else None
    if position is None:
        return None
    annotation = site.view.functions[owner].parameters[position].annotation
    if isinstance(annotation, ir.Operation) and annotation.operator == "=>":
        return annotation.operands[0]
    return None


def _held_by(view: ModuleView, function: int) -> list[str]:
    """Give the names under which a module knows a function."""
    declared = view.functions[function]
    held = [u.holder for u in view.lambdas.get(function, ())]
    names = [simple_name(h.target) for h in held if isinstance(h, ir.Assign)]
    return list(dict.fromkeys(n for n in (declared.name, *names) if n))


_SETTERS = ("set", "with", "add")


def _property(name: str) -> str:
    """Give the property that a setter is about: ``setEmail`` and ``set_email`` set ``email``."""
    for start in _SETTERS:
        rest = name[len(start) :]
        if name.startswith(start) and rest and (rest[0] == "_" or rest[0].isupper()):
            rest = rest.lstrip("_")
            return rest[:1].lower() + rest[1:]
    return name


class _Span(ir.Node, frozen=True):
    """A bare place in the text."""


def _goes_round(path: Path) -> bool:
    """
    Say whether a path grows by going round a loop: ``url = parse(url).path`` reads ``.path.path.path`` of the first.

    What stands there was read already with fewer rounds.
    """
    return any(len(path) >= size * rounds and path[: size * rounds] == path[:size] * rounds for size, rounds in _ROUNDS)


def _turn(turns: list[tuple[Path, int]], path: Path) -> int | None:
    """
    Give the depth of the question that goes on in this one; None where there is none.

    A question that comes back to its place with a longer path goes round a loop of the program (``node = node.next``,
    a function that calls itself): each turn reads one more property of what the turn before has read already.
    """
    if len(turns) >= MAX_TURNS:
        return turns[0][1]
    for before, depth in turns:
        if len(path) > len(before) and path[len(path) - len(before) :] == before:
            return depth
    return None


_ROUNDS = ((1, 4), (2, 3), (3, 2))
"""How many segments that repeat how often are a loop, not a chain that somebody wrote."""


def _speaking(literal: object) -> bool:
    """Say whether a constant may say something by itself: text, but no key, number or flag."""
    return isinstance(literal, str) and ("@" in literal or " " in literal or literal[:1].isupper() or "://" in literal)


def _inside(site: Site, function: FunctionShape) -> Symbolic | None:
    """Give the summary that a callback is part of: it is written inside the function that is summed up."""
    frame = site.frame
    if not isinstance(frame, Symbolic) or function.view is not frame.view:
        return None
    current = function.number
    while current >= 0 and current != frame.function:
        current = function.view.functions[current].parent
    return frame if current == frame.function else None


_HANDED = frozenset({"argument", "property", "template"})
"""Roles of the steps that lead from one function or file to another."""


def _read_as(trail: Trail, chain: Path) -> Trail:
    """
    Let what is handed over be the source that the reading of it names, wherever it comes from.

    A parameter of a summary keeps the name for later, in its attributes.
    """
    origin = trail.origin
    if origin.kind == PARAMETER:
        named = tuple(("read", segment) for segment in chain)
        return trail._replace(origin=Origin(PARAMETER, origin.chain, owner=origin.owner, attributes=named))
    return trail._replace(origin=Origin("read", chain, location=origin.location))


def _shown(parameter: ir.Parameter) -> str:
    return "" if parameter.name.startswith("%") else parameter.name


def _is_namespace(symbols: list[str], callee: ir.Member) -> bool:
    """Say whether the base of a method is a namespace (``JSON``, ``hashlib``), which carries no data."""
    return isinstance(callee.base, (ir.Name, ir.Member)) and any(
        "(" not in s and (s.startswith(("py:", "npm:")) or s[:1].isupper()) for s in symbols
    )


def _distinct(trails: Iterable[Trail], path: str) -> tuple[Trail, ...]:
    """
    Keep one trail for each origin, key and calls of wrappers: the one with the fewest steps, first seen.

    ``path`` is the file in which the trails end.
    Of an origin that arrives in several ways those stay that nothing arrives by with less done to it: what comes as it
    is and encoded as well comes as it is.
    """
    best: dict[tuple[object, ...], list[Trail]] = {}
    for trail in trails:
        origin = trail.origin
        key = (
            origin.kind,
            origin.chain if len(origin.chain) < 4 or origin.kind == PARAMETER else _named(origin.chain),
            origin.literal if origin.kind == "constant" else origin.location,
            trail.key,
        )
        known = best.get(key)
        if known is None:
            best[key] = [trail]
        else:
            _keep(known, trail, path)
    if len(best) > MAX_WAYS:
        best = _nearest(best)
    return tuple(trail for kept in best.values() for trail in kept)


def _nearest(best: dict[tuple[object, ...], list[Trail]]) -> dict[tuple[object, ...], list[Trail]]:
    """
    Keep the first ``MAX_WAYS`` ways of reading each origin.

    Code that goes through whatever it is given (copies, cleans, cuts) reads one origin by hundreds of chains; they
    tell no more than the first ones.
    """
    told: dict[tuple[object, ...], int] = {}
    kept: dict[tuple[object, ...], list[Trail]] = {}
    for key, trails in best.items():
        origin = trails[0].origin
        place: tuple[object, ...] = (origin.kind, origin.location)
        if origin.kind == "constant":
            place = key
        elif origin.kind == PARAMETER:
            place = (PARAMETER, origin.owner, origin.chain[0])
        told[place] = told.get(place, 0) + 1
        if told[place] <= MAX_WAYS:
            kept[key] = trails
    return kept


def _named(chain: Path) -> Path:
    """Give a chain without what names nothing behind its first segments: items of items are items."""
    return (*chain[:3], *(segment for segment in chain[3:] if segment != "[*]"))


def _keep(known: list[Trail], trail: Trail, path: str) -> None:
    """Add a trail to those of the same origin and key, unless one of them is as good; those that it beats go."""
    calls = () if trail.origin.kind == "constant" else handed_over(trail.steps, path)
    own = set(trail.transforms)
    beaten: list[int] = []
    for at, other in enumerate(known):
        if calls != (() if other.origin.kind == "constant" else handed_over(other.steps, path)):
            continue
        if other.transforms == trail.transforms or own == set(other.transforms):
            if len(trail.steps) < len(other.steps):
                known[at] = trail
            return
        if own.issuperset(other.transforms):
            return
        if own.issubset(other.transforms):
            beaten.append(at)
    for at in reversed(beaten):
        del known[at]
    known.append(trail)
