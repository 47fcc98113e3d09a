"""Objects of the project's classes, forms and declared types: their attributes, and what goes as a whole."""

from __future__ import annotations

from linter import ir
from linter.analysis.link.program import simple_name
from linter.analysis.link.shapes import ClassShape, FunctionShape, InstanceShape, Site, Symbolic, SymbolShape
from linter.analysis.trace.distinct import Path
from linter.analysis.trace.filling import Filling
from linter.analysis.trace.records import WHOLE, carried, is_flag
from linter.analysis.trace.stores import Span
from linter.analysis.trace.trails import Trail, is_call, locate
from linter.model import Origin, Step

_NESTED = 2
"""Records in records whose fields are told apart."""
_PRINTS = "__str__"
"""The method that says what an object is as text."""
FILLED_IN = frozenset({(".cleaned_data",), (".data",), (".validated_data",)})
"""What holds all fields of a form or serializer."""


class Objects(Filling):
    """A part of ``Tracer``: see the module."""

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
            step = Step(locate(there.view, Span(write.start, write.end)), "field", f"{key} gets it from outside", key)
            got = self._from_write(there, write, ("." + key, *rest))
            found.extend(t.then(step) for t in got or () if t.origin.kind != "constant")
        found.extend(self._bound(cls.view, 0, "this", ("." + key, *rest)))
        for holder, assigns in cls.view.assigns[0].items() if cls.number == cls.view.component else ():
            if any(isinstance(a.value, ir.ClassRef) and a.value.index == cls.number for a in assigns):
                found.extend(self._stored_outside(cls.view, holder, key, rest))
        found.extend(self._handed(cls.view, cls.number, key, rest))
        return found

    def _fields_of(self, site: Site, node: ir.Node, cls: ClassShape, chain: Path, depth: int = 0) -> list[Trail]:
        """Give the declared fields of a record, each under its name; of one that is a record itself, its fields."""
        owner = cls.view.module.classes[cls.number].name
        found: list[Trail] = []
        for field in carried(self.resolver, cls):
            if field.kept and chain[-1:] == (".data",):
                continue
            whole = (*chain, "." + field.name)
            if depth < _NESTED and (inner := self._declared_record(cls, field.name)) is not None:
                if within := self._fields_of(site, node, inner, whole, depth + 1):
                    found.extend(t.under(field.name) for t in within)
                    continue
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

    def _as_text(self, site: Site, expr: ir.Expr) -> list[Trail]:
        """Give what an expression is as text: of an object of the project what its ``__str__`` says, not its fields."""
        whole = list(self.trace(site, expr, ()))
        if not any(trail.key and trail.origin.kind in ("field", "form-field") for trail in whole):
            return whole
        said = list(self.trace(site, self.resolver.made_method_call(expr, _PRINTS), ()))
        return said if said and all("." + _PRINTS not in trail.origin.chain for trail in said) else whole

    def _declared_record(self, cls: ClassShape, name: str) -> ClassShape | None:
        """Give the record of the project that a field is declared to be."""
        for current in self.resolver.lineage(cls):
            declared = current.view.module.classes[current.number]
            for field in declared.fields:
                if field.name == name and field.annotation is not None:
                    shapes = self.resolver.annotated(Site(current.view, declared.function, 0), field.annotation)
                    return next((s.cls for s in shapes if isinstance(s, InstanceShape)), None)
        return None

    def _typed(self, cls: ClassShape, path: Path) -> tuple[ClassShape, str]:
        """Give the record and the type of form field of what is declared at a path of names below a record."""
        for segment in path[:-1]:
            inner = self._declared_record(cls, segment[1:])
            if inner is None:
                return cls, ""
            cls = inner
        name = path[-1][1:] if path else ""
        return cls, next((field.typed for field in carried(self.resolver, cls) if field.name == name), "")

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
        if constructor is not None and not path:
            found = self._kept_by(site, call, cls, constructor)
            if found and not self.resolver.is_heir(cls):
                return found
        for keyword in call.keywords:
            trails = self.trace(site, keyword.value, path)
            found.extend(t.under(keyword.name) if isinstance(keyword, ir.Keyword) else t for t in trails)
        for argument in call.arguments:
            found.extend(self.trace(site, argument, path))
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
        return self._row(site, expr, shape, path) or [self._leaf(site, expr, name, path, "read", name)]

    def _row(self, site: Site, expr: ir.Expr, cls: ClassShape, path: Path) -> list[Trail]:
        """Give a row that a query of a class gives where ``path`` is one, or the declared field read of one."""
        called = max((n for n, s in enumerate(path) if is_call(s) and path[n - 1][1:] in self.names.rows), default=0)
        if called == 0:
            return []
        # Of a list of rows each item is one.
        below = self._of_item(path[called + 1 :])
        name = cls.view.module.classes[cls.number].name
        if not below:
            return self._fields_of(site, expr, cls, (name, *path))
        key = below[0][1:]
        if self.resolver.method(cls, key) is not None:
            return self._attribute(cls, key, below[1:])
        if not self._declares(cls, key):
            return []
        leaf = self._declared_leaf(self._leaf(site, expr, name, path, "read", name), cls, below, name)
        return [leaf.through("boolean") if is_flag(self.resolver, cls, key) else leaf]

    def _declared_leaf(self, leaf: Trail, cls: ClassShape, path: Path, owner: str) -> Trail:
        """Give a read of a declared field, with what its type says that people fill in there."""
        typed = self._typed(cls, path)[1]
        attributes = (("element", "input"), ("type", typed), ("name", path[-1][1:])) if typed else ()
        kind = "form-field" if typed else "field"
        origin = leaf.origin
        return leaf._replace(
            origin=Origin(kind, origin.chain, attributes=attributes, owner=owner, location=origin.location)
        )

    def _of_item(self, path: Path) -> Path:
        """Give what is read of an item, of a path that may read one of a list: ``xs.filter(f).find(g).name``."""
        at = 0
        while len(path) > at + 1 and is_call(path[at + 1]) and path[at][1:] in self.names.wholes | self.names.keeping:
            at += 2
        if len(path) > at + 1 and is_call(path[at + 1]) and path[at][1:] in self.names.takes:
            return path[at + 2 :]
        return path[at + 1 :] if len(path) > at and (path[at] == "[*]" or path[at][1:].isdigit()) else path

    def _kept_by(self, site: Site, call: ir.Call, cls: ClassShape, constructor: FunctionShape) -> list[Trail]:
        """Give what a new instance holds as a whole: what its methods store, of this call's arguments where they do."""
        function = FunctionShape(constructor.view, constructor.number, bound=True)
        receiver = constructor.view.functions[constructor.number].receiver or "this"
        return [
            trail.under(key)
            for key in self._keys_of(cls, receiver)
            for trail in self._applied(site, call, function, self._attribute(cls, key, (), None, constructor))
        ]

    def _keys_of(self, cls: ClassShape, receiver: str) -> list[str]:
        """Give the names of what the methods of a class store in an instance."""
        return sorted(
            {
                write.path[0][1:]
                for current in self.resolver.lineage(cls)
                for write in current.view.writes.get(receiver, ())
                if write.path
                and write.path[0].startswith(".")
                and current.view.class_of(write.function)[0] == current.number
            }
        )

    def _state_of(self, site: Site, cls: ClassShape, receiver: str) -> list[Trail]:
        """Give everything that the methods of a class store in an instance: ``self.__dict__``."""
        return [t.under(key) for key in self._keys_of(cls, receiver) for t in self._attribute(cls, key, (), site)]

    def _bare_this(self, site: Site, name: ir.Name, path: Path) -> list[Trail]:
        view = site.view
        found: list[Trail] = []
        if path:
            for write in view.writes.get(name.id, ()):
                if write.path[:1] == path[:1]:
                    got = self._from_write(Site(view, write.function, write.block), write, path)
                    found.extend(got or ())
        return found or [self._leaf(site, name, name.id, path)]

    def _declares(self, cls: ClassShape, key: str) -> str:
        for current in self.resolver.lineage(cls):
            declared = current.view.module.classes[current.number]
            if any(f.name == key for f in declared.fields):
                return declared.name
        return ""

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

    def _whole_form(self, site: Site, leaf: Trail) -> list[Trail]:
        """Give the fields of the component where a form library gives all values at once; else the leaf as it is."""
        chain = leaf.origin.chain
        if not chain[0].startswith("npm:"):
            return [leaf]
        match = self.catalogue.sources.match(chain, self.language(site))
        if match is None or match.group != "form" or match.rest:
            return [leaf]
        found: list[Trail] = []
        if match.key:
            for field in self.forms.registered(site.view, site.function):
                if field.name == match.key:
                    origin = Origin("form-field", chain, attributes=field.attributes, location=leaf.origin.location)
                    return [leaf._replace(origin=origin)]
            named = (("element", "input"), ("name", match.key))
            origin = Origin("form-field", chain, attributes=named, location=leaf.origin.location)
            return [leaf._replace(origin=origin)]
        for field in self.forms.registered(site.view, site.function):
            origin = Origin(
                "form-field", (*chain, "." + field.name), attributes=field.attributes, location=leaf.origin.location
            )
            found.append(Trail(origin, (field.name,), leaf.steps))
        return found or [leaf]

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
