"""The texts that an expression may be, as far as a URL needs them."""

from __future__ import annotations

import re
from itertools import islice

from linter import ir
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.shapes import ClassShape, Frame, InstanceShape, Site
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView
from linter.analysis.trace.tracer import Tracer

UNKNOWN = "\ufffc"
"""Stands in a text for what the code does not show."""
MAX_TEXTS = 4000
"""Texts that one URL may be, and ways that are looked at for each part of it."""
MAX_DEPTH = 64
"""Expressions inside each other, calls and callers between them: each takes four to five frames of Python."""
MAX_HELD = 8
"""How deep in a text an attribute is read where it is written; further in only what a trace tells of it counts."""
MAX_LOOKS = 2000
"""Expressions that are looked at for the text of one URL, through calls and callers."""
MAX_STEPS = 200
"""Steps that a trace for the text of a URL may take: it is a constant near by, or not worth more."""

_SETTLED = re.compile(r"[^?#]*[?#]|/[^/?#]+/[^/?#]+/")
"""The beginning of a URL that tells where it leads to: what stands behind it is a value in the path or the query."""


class Texts:
    """Finds the known beginning of text: constants with U+FFFC for every part that is not known."""

    def __init__(self, program: Program, resolver: Resolver, tracer: Tracer) -> None:
        self._program = program
        self._resolver = resolver
        self._tracer = tracer
        self._memo: dict[tuple[str, int, int, int], tuple[str, ...]] = {}
        self._looks = 0
        self._cuts = 0
        self._read: dict[tuple[object, ...], tuple[str, ...]] = {}
        """What expressions of the present URL may be: many callers and branches lead to the same ones."""

    def of(self, site: Site, expr: ir.Expr | None, depth: int = 0) -> tuple[str, ...]:
        """Give the texts that an expression may be, a few at the most."""
        if depth == 0:
            self._begin()
        if expr is None:
            return (UNKNOWN,)
        if isinstance(expr, ir.Constant):
            return (str(expr.value) if expr.value is not None else "",)
        key = (*site.key, id(expr))
        known = self._read.get(key)
        if known is not None:
            return known
        self._looks += 1
        if self._looks > MAX_LOOKS:
            return self._cut(site, "expressions of a URL", MAX_LOOKS)
        if depth > MAX_DEPTH:
            return self._cut(site, "expressions of a URL inside each other", MAX_DEPTH)
        before = self._cuts
        self._read[key] = (UNKNOWN,)  # what goes round in a circle is not known
        found = self._read[key] = self._look(site, expr, depth)
        if self._cuts != before:
            del self._read[key]  # from nearer by it may be read to its end
        return found

    def _cut(self, site: Site, what: str, most: int) -> tuple[str, ...]:
        """Say that no more is looked at; what rests on that is not remembered."""
        self._cuts += 1
        self._program.cut(what, most, path=site.view.path)
        return (UNKNOWN,)

    def _begin(self) -> None:
        """Begin with the next URL."""
        self._looks = 0
        self._read.clear()

    def _look(self, site: Site, expr: ir.Expr, depth: int) -> tuple[str, ...]:
        match expr:
            case ir.Text() | ir.Opaque():
                return self.joined(site, expr.parts, depth)
            case ir.Choice():
                return self.few(site.view, [t for o in expr.options for t in self.of(site, o, depth + 1)])
            case ir.Hole():
                owner = site.view.hole_scope(expr)
                there = Site(site.view, owner, expr.block) if owner >= 0 else site
                return self.of(there, expr.value, depth + 1)
            case ir.Call():
                return self._call(site, expr, depth)
            case ir.Name() | ir.Member():
                return self._looked_up(site, expr, depth)
            case ir.Record():
                for entry in expr.entries:
                    if isinstance(entry, ir.Field) and entry.key in ("url", "uri", "href"):
                        return self.of(site, entry.value, depth + 1)
                return (UNKNOWN,)
            case _:
                return (UNKNOWN,)

    def few(self, view: ModuleView, texts: list[str]) -> tuple[str, ...]:
        """Give the distinct ones of several texts, as many as are looked at."""
        distinct = tuple(dict.fromkeys(texts))
        return tuple(self._program.first(distinct, "texts that a URL may be", view.path, MAX_TEXTS))

    def joined(self, site: Site, parts: tuple[ir.Expr, ...], depth: int = 0) -> tuple[str, ...]:
        """Give the texts that several expressions one after the other may be."""
        if depth == 0:
            self._begin()
        texts = [""]
        for at, part in enumerate(parts):
            told = isinstance(part, ir.Constant) or (at < 3 and not all(_SETTLED.match(text) for text in texts))
            options = self.of(site, part, depth + 1) if told else (UNKNOWN,)
            ways = len(texts) * len(options)
            if ways > MAX_TEXTS:
                self._program.cut("texts that a URL may be", MAX_TEXTS, ways, site.view.path)
            texts = list(dict.fromkeys(islice((t + o for t in texts for o in options), MAX_TEXTS)))
        return tuple(texts)

    def _call(self, site: Site, call: ir.Call, depth: int) -> tuple[str, ...]:
        functions = self._resolver.functions(site, call.callee)
        if functions:
            found: list[str] = []
            for function in functions:
                frame = self._resolver.enter(site, call, function)
                for ret in function.view.returns[function.number]:
                    found.extend(self.of(Site(function.view, function.number, ret.block, frame), ret.value, depth + 2))
            return self.few(site.view, found) or (UNKNOWN,)
        name = simple_name(call.callee)
        if name in (
            "URL",
            "Request",
            "urljoin",
            "URI",
            "format",
            "replace",
            "toString",
            "trim",
            "str",
            "String",
            "encodeURI",
            "urlopen",
            "concat",
            "join",
            "rstrip",
            "strip",
        ):
            base = (
                call.callee.base
                if isinstance(call.callee, ir.Member) and name not in ("Request", "urljoin", "urlopen")
                else None
            )
            first = base or (call.arguments[0] if call.arguments else None)
            if name == "URL" and len(call.arguments) > 1:
                return tuple(
                    b + f
                    for b in self.of(site, call.arguments[1], depth + 1)
                    for f in self.of(site, call.arguments[0], depth + 1)
                )
            return self._begun(site, first, depth)
        if isinstance(call.callee, ir.Name) and call.arguments and self._kept(site, call.callee):
            return self._begun(site, call.arguments[0], depth)
        if isinstance(call.callee, ir.Member) and name == "get" and call.arguments:
            key = call.arguments[0]
            if isinstance(key, ir.Constant) and isinstance(key.value, str):
                found_at = self._at(site, call.callee.base, key.value, depth + 1)
                if found_at:
                    return found_at
        if name in ("get", "getenv") and len(call.arguments) > 1:
            return self.of(site, call.arguments[1], depth + 1)
        return (UNKNOWN,)

    def _begun(self, site: Site, beginning: ir.Expr | None, depth: int) -> tuple[str, ...]:
        """Give the texts that begin with those of an expression."""
        return tuple(t if t.endswith(UNKNOWN) else t + UNKNOWN for t in self.of(site, beginning, depth + 1))

    def _kept(self, site: Site, callee: ir.Name) -> bool:
        """Say whether what a function gives is still the text that it is given: ``esc_url($address)``."""
        known = self._tracer.catalogue.transforms_index
        found = [known.match(symbol) for symbol in self._resolver.symbols(site, callee) or (callee.id,)]
        return any(transform is not None and transform.effect == "keeps" for transform in found)

    def _at(self, site: Site, base: ir.Expr, key: str, depth: int) -> tuple[str, ...]:
        """Give the texts under a key of a record: one written near by, or given back by a function, or handed over."""
        asked = (*site.key, id(base), key)
        known = self._read.get(asked)
        if known is None:
            if depth > MAX_DEPTH:
                self._cuts += 1
                return ()
            before = self._cuts
            self._read[asked] = ()  # what goes round in a circle is not known
            known = self._read[asked] = self._under(site, base, key, depth)
            if self._cuts != before:
                del self._read[asked]
        return known

    def _under(self, site: Site, base: ir.Expr, key: str, depth: int) -> tuple[str, ...]:
        view = site.view
        found: list[str] = []
        if isinstance(base, ir.Record):
            for entry in base.entries:
                if isinstance(entry, ir.Field) and entry.key == key:
                    found.extend(self.of(site, entry.value, depth + 1))
                elif isinstance(entry, ir.Spread):
                    found.extend(self._at(site, entry.value, key, depth + 1))
        elif isinstance(base, ir.Call):
            for function in self._resolver.functions(site, base.callee):
                for ret in function.view.returns[function.number]:
                    inner = Site(function.view, function.number, ret.block)
                    found.extend(self._at(inner, ret.value, key, depth + 2))
        elif isinstance(base, ir.Name):
            owner = view.scope_of(site.function, base.id)
            if owner >= 0 and base.id not in view.imports[owner]:
                assigns, _ = view.definitions(owner, base.id, site.function, site.block, base.start)
                for assign in assigns:
                    there = Site(view, view.assigned_in.get(id(assign), owner), assign.block)
                    found.extend(self._at(there, assign.value, key, depth + 1))
                for write in view.writes_to(owner, base.id):
                    if write.path == ("." + key,):
                        found.extend(self.of(Site(view, write.function, write.block), write.value, depth + 1))
                if base.id in view.parameters[owner]:
                    for caller in self._tracer.callers.of(view, owner, view.parameters[owner][base.id], ()):
                        if not caller.path:
                            found.extend(self._at(caller.site, caller.value, key, depth + 2))
        return self.few(site.view, found)

    def _looked_up(self, site: Site, expr: ir.Expr, depth: int) -> tuple[str, ...]:
        view = site.view
        if isinstance(expr, ir.Name):
            owner = view.scope_of(site.function, expr.id)
            if owner >= 0 and expr.id not in view.imports[owner]:
                assigns, whole = view.definitions(owner, expr.id, site.function, site.block, expr.start)
                found = [
                    t
                    for a in assigns
                    for t in self.of(
                        Site(view, view.assigned_in.get(id(a), owner), a.block, site.frame), a.value, depth + 1
                    )
                ]
                if expr.id in view.parameters[owner] and not (whole and assigns):
                    found.extend(self._argument(site, owner, expr.id, depth))
                return self.few(site.view, found) or (UNKNOWN,)
            binding = view.imports[owner].get(expr.id) if owner >= 0 else None
            target = self._program.linked(view, binding.specifier) if binding is not None else None
            if target is not None and binding is not None:
                found = self._of_module(target, binding.name, depth + 1)
                if found:
                    return self.few(site.view, found)
        elif isinstance(expr, ir.Member) and depth <= MAX_HELD:
            found = [*self._held(site, expr, depth), *self._at(site, expr.base, expr.key, depth + 1)]
            known = [text for text in found if not text.startswith(UNKNOWN)]
            if any(known) or 0 < len(known) < len(found):
                return self.few(site.view, found)
        key = (view.path, site.function, site.block, id(expr))
        traced = self._memo.get(key)
        if traced is None:
            with self._tracer.budget.within(MAX_STEPS):
                trails = self._tracer.trace(Site(view, site.function, site.block), expr, ())
            literals = [
                t.origin.literal for t in trails if t.origin.kind == "constant" and isinstance(t.origin.literal, str)
            ]
            traced = self._memo[key] = self.few(view, literals) or (UNKNOWN,)
        return traced

    def _held(self, site: Site, expr: ir.Member, depth: int) -> list[str]:
        """Give the texts that an attribute of an object of the project holds: ``self.url = f"{host}/events"``."""
        found: list[str] = []
        for shape in self._resolver.shapes(site, expr.base):
            cls = shape.cls if isinstance(shape, InstanceShape) else shape
            if not isinstance(cls, ClassShape):
                continue
            method = self._resolver.method(cls, expr.key)
            if method is not None and method.view.functions[method.number].kind == "getter":
                for ret in method.view.returns[method.number]:
                    found.extend(self.of(Site(method.view, method.number, ret.block), ret.value, depth + 1))
            for there, value in self._resolver.attribute_writes(cls, expr.key):
                found.extend(self.of(there, value, depth + 1))
        return found

    def _of_module(self, view: ModuleView, name: str, depth: int) -> list[str]:
        """Give the texts of a name of another module; none where it is not a plain variable there."""
        local = name
        if not view.module.open_scope:
            values = [e.value for e in view.module.exports if e.name == name and e.value is not None]
            if len(values) != 1 or not isinstance(values[0], ir.Name):
                return [t for v in values for t in self.of(Site(view, 0, 0), v, depth + 1)]
            local = values[0].id
        assigns = view.assigns[0].get(local, ())
        return [t for a in assigns for t in self.of(Site(view, 0, a.block), a.value, depth + 1)]

    def _argument(self, site: Site, owner: int, name: str, depth: int) -> list[str]:
        view = site.view
        position = view.parameters[owner][name]
        frame = site.frame
        if isinstance(frame, Frame) and frame.view is view and frame.function == owner:
            argument = self._resolver.argument(frame.call, view.functions[owner], position, frame.bound)
            return list(self.of(frame.site, argument, depth + 1)) if argument is not None else []
        found: list[str] = []
        for caller in self._tracer.callers.of(view, owner, position, ()):
            if not caller.path:
                found.extend(self.of(caller.site, caller.value, depth + 2))
        # Of many, those that name a host come first: a tracker's does.
        return sorted(found, key=lambda text: "//" not in text[:12])
