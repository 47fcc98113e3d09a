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
from linter.analysis.link.paths import squash
from linter.analysis.link.program import simple_name
from linter.analysis.link.shapes import ClassShape, Site
from linter.analysis.trace.calls import Calls
from linter.analysis.trace.distinct import Path
from linter.analysis.trace.entries import KEYS, meant_at, texts_in
from linter.analysis.trace.objects import FILLED_IN
from linter.analysis.trace.records import type_of
from linter.analysis.trace.trails import Trail, is_call, literal_of, locate
from linter.model import Origin

_PARAMETER = re.compile(r"([\w$.%-]{1,60}(?:\[[\w$.%-]{0,40}\]){0,3})=$")
_TAIL = re.compile(r"""['"]?([\w$-]{1,60})['"]?\s*:\s*['"]?$""")

_TYPED = "typed-reference"
"""How an id is marked beside which its record says of what: ``{owner_id, owner_type}``."""


class Tracer(Calls):
    """Traces values. One for each file with sinks: what it remembers never depends on what else was traced."""

    def _trace(self, site: Site, expr: ir.Expr, path: Path) -> Iterable[Trail]:
        match expr:
            case ir.Constant():
                return (Trail(Origin("constant", literal=expr.value, location=locate(site.view, expr))),)
            case ir.Name():
                return self._name(site, expr, path)
            case ir.Member():
                return self._member(site, expr, path)
            case ir.Index():
                return self._index(site, expr, path)
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

    def _index(self, site: Site, expr: ir.Index, path: Path) -> list[Trail]:
        key = self.resolver.literal(site, expr.index)
        keys: tuple[str, ...] = (key,) if key else ()
        if not key and isinstance(expr.index, ir.Name):
            keys = meant_at(site, expr.index.id).only or texts_in(site, expr.index, self.names.each)
        steps = [f".{name}" for name in keys] or ["[*]"]
        return [t for step in steps for t in self.trace(site, expr.base, (step, *path))]

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
            for trail in self._as_text(site, part):
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
                elif not (key := self._key(site, entry)) and entry.computed is not None:
                    found.extend(self.trace(site, entry.value, ()))
                    found.extend(self.trace(site, entry.computed, ()))
                elif key not in later:
                    later.add(key)
                    below = [t.under(key) for t in self._typed_entry(site, expr, entry, key, ())]
                    found.extend([t.through(_TYPED) for t in below] if _is_typed(key, expr) else below)
            found.reverse()
            return found
        first = path[0]
        if first.startswith(".") and len(path) > 1 and is_call(path[1]):
            return self._record_method(site, expr, path)
        if first == KEYS:
            computed = [e.computed for e in expr.entries if isinstance(e, ir.Field) and e.computed is not None]
            passed_on = [t for e in expr.entries if isinstance(e, ir.Spread) for t in self.trace(site, e.value, path)]
            return [*(t for key in computed for t in self.trace(site, key, path[1:])), *passed_on]
        if first == "[*]" or is_call(first):
            return [t for entry in expr.entries for t in self._each(site, entry, path)]
        return self._field(site, expr, first[1:], path[1:])

    def _each(self, site: Site, entry: ir.Field | ir.Spread, path: Path) -> Iterable[Trail]:
        """Give what one entry of a record holds that is gone through; its key still tells what it is."""
        if isinstance(entry, ir.Spread):
            return self.trace(site, entry.value, path)
        found = self.trace(site, entry.value, path[1:])
        key = self._key(site, entry) if path[0] == "[*]" else ""
        return [t.under(key) for t in found] if key else found

    def _field(self, site: Site, expr: ir.Record, key: str, rest: Path) -> list[Trail]:
        found: list[Trail] = []
        for entry in reversed(expr.entries):
            if isinstance(entry, ir.Spread):
                found.extend(self.trace(site, entry.value, ("." + key, *rest)))
            elif (known := self._key(site, entry)) == key:
                found.extend(self._typed_entry(site, expr, entry, key, rest))
                return found
            elif not known and entry.computed is not None:
                found.extend(self.fields.meant(site.view, key, self.trace(site, entry.value, rest)))
        return found

    def _typed_entry(self, site: Site, record: ir.Record, entry: ir.Field, key: str, rest: Path) -> Iterable[Trail]:
        """Give what an entry holds; one of an object that says what it is goes on as that field."""
        found = self.trace(site, entry.value, rest)
        if not found or not (owner := type_of(record)):
            return found
        step = self._step(site, entry.value, "field", f"{key} of a {owner} holds it", f"{owner}.{key}")
        return [t.then(step) if t.origin.kind != "constant" else t for t in found]

    def _key(self, site: Site, entry: ir.Field) -> str:
        """Give the key of a field, a constant's value where the code computes it; empty where nothing tells."""
        return entry.key if entry.computed is None else self.resolver.literal(site, entry.computed)

    def _record_method(self, site: Site, expr: ir.Record, path: Path) -> list[Trail]:
        name, literal = path[0][1:], literal_of(path[1])
        for entry in expr.entries:
            if isinstance(entry, ir.Field) and entry.key == name:
                found: list[Trail] = []
                for function in self.resolver.functions(site, entry.value):
                    found.extend(self._returns(function, path[2:]))
                return found
        if name in self.names.reads and literal:
            return self._field(site, expr, literal, path[2:])
        if self._asks_service(path):
            return []
        return self._record(site, expr, path[2:] if name in self.names.wholes else ())

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


def _is_typed(key: str, record: ir.Record) -> bool:
    """Say whether a record names the type of thing that an id in it belongs to, under the same name."""
    folded = squash(key)
    return (
        folded.endswith("id")
        and len(folded) > 4
        and any(isinstance(e, ir.Field) and squash(e.key) == folded[:-2] + "type" for e in record.entries)
    )
