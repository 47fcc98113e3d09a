"""What members, calls, imports and exports are."""

from __future__ import annotations

from linter import ir
from linter.analysis.link import marks
from linter.analysis.link.installed import Installed
from linter.analysis.link.program import simple_name
from linter.analysis.link.resolving import MAX_DEPTH
from linter.analysis.link.shapes import (
    ClassShape,
    FunctionShape,
    InstanceShape,
    ModuleShape,
    RecordShape,
    Shape,
    Site,
    SymbolShape,
)
from linter.analysis.link.symbols import called_symbol, member_symbol
from linter.analysis.link.view import ModuleView, Write

_LOADS = frozenset({"import", "require"})
"""Give a module by words that a constant may hold."""
MAX_HEIRS = 2000
"""Classes that are built on one which are looked at for what they replace."""
ENTERING = ("__enter__", "__aenter__")
"""Methods that give what a context is for the code inside it."""


class Members(Installed):
    """A part of ``Resolver``: see the module."""

    def bases(self, cls: ClassShape, depth: int = 0) -> list[ClassShape]:
        """Give the project's own base classes of a class."""
        found: list[ClassShape] = []
        declared = cls.view.module.classes[cls.number]
        for base in declared.bases:
            for shape in self.shapes(Site(cls.view, declared.function, 0), base, depth + 1):
                if isinstance(shape, ClassShape) and shape != cls:
                    found.append(shape)
        return found

    def lineage(self, cls: ClassShape) -> list[ClassShape]:
        """Give a class and all its project bases, nearest first."""
        found = [cls]
        for current in found:
            for base in self.bases(current):
                if base not in found and len(found) < 12:
                    found.append(base)
        return found

    def is_heir(self, cls: ClassShape) -> bool:
        """Say whether a class or one of its bases inherits from a class that the project does not hold."""
        for current in self.lineage(cls):
            declared = current.view.module.classes[current.number]
            if len(self.bases(current)) < sum(simple_name(base) != "object" for base in declared.bases):
                return True
        return False

    def method(self, cls: ClassShape, key: str) -> FunctionShape | None:
        """Give the method of a class or its bases."""
        for current in self.lineage(cls):
            for index in current.view.module.classes[current.number].methods:
                function = current.view.functions[index]
                if function.name == key:
                    return FunctionShape(
                        current.view, index, bound=(bool(function.receiver) and not function.static) or function.static
                    )
        return None

    def attribute_writes(self, cls: ClassShape, key: str) -> list[tuple[Site, ir.Expr]]:
        """Give what the methods of a class and its bases store in ``this.key``."""
        found: list[tuple[Site, ir.Expr]] = []
        wanted = "." + key
        for current in self.lineage(cls):
            view = current.view
            receivers = {view.functions[m].receiver for m in view.module.classes[current.number].methods} | {"this"}
            for receiver in sorted(receivers):
                for write in view.stored_below.get((receiver, wanted), ()):
                    if view.class_of(write.function)[0] == current.number:
                        found.append((Site(view, write.function, write.block), write.value))
            for field in view.module.classes[current.number].fields:
                if field.name == key and field.value is not None:
                    found.append((Site(view, view.module.classes[current.number].function, 0), field.value))
        return found

    def outer_writes(self, cls: ClassShape, key: str) -> tuple[tuple[Site, Write], ...]:
        """Give what code outside a class stores in ``key`` of the class or an instance: ``Worker.queue.put(event)``."""
        known = self._outer.get((cls, key))
        if known is not None:
            return known
        self._outer[cls, key] = ()
        lineage = set(self.lineage(cls))
        found: list[tuple[Site, Write]] = []
        files = self.program.reaching(key, cls.view.path) if len(key) > 2 else ()
        what = f"files that may store {key} from outside"
        for path in self.program.first(files, what, cls.view.path):
            other = self.program.marked(path, marks.stored(key))
            if other is None:
                continue
            for root in sorted(other.writes):
                for write in other.writes[root]:
                    if write.path[:1] != ("." + key,):
                        continue
                    there = Site(other, write.function, write.block)
                    inside, receiver = other.class_of(write.function)
                    if root == receiver and inside >= 0:
                        continue
                    for shape in self.shapes(there, self.made_name(other, root, write.start)):
                        owner = shape.cls if isinstance(shape, InstanceShape) else shape
                        if isinstance(owner, ClassShape) and not lineage.isdisjoint(self.lineage(owner)):
                            found.append((there, write))
                            break
        self._outer[cls, key] = tuple(found)
        return self._outer[cls, key]

    def heirs(self, cls: ClassShape) -> tuple[ClassShape, ...]:
        """Give the project's classes that are built on a class, in a stable order."""
        known = self._heirs.get(cls)
        if known is not None:
            return known
        self._heirs[cls] = ()
        name = cls.view.module.classes[cls.number].name
        found: list[ClassShape] = []
        files = self.program.reaching(name, cls.view.path) if len(name) > 3 else ()
        what = f"files with classes that may be built on {name}"
        for path in self.program.first(files, what, cls.view.path):
            other = self.program.marked(path, marks.based(name))
            for number in range(len(other.module.classes)) if other is not None else ():
                if other is not None:
                    heir = ClassShape(other, number)
                    if heir != cls and cls in self.lineage(heir):
                        found.append(heir)
        for heir in tuple(found):
            found.extend(h for h in self.heirs(heir) if h not in found)
        self._heirs[cls] = tuple(self.program.first(found, f"classes built on {name}", cls.view.path, MAX_HEIRS))
        return self._heirs[cls]

    def overriding(self, cls: ClassShape, key: str) -> list[FunctionShape]:
        """Give the methods by which heirs of a class replace one of its methods, or fill in one that it only calls."""
        found: list[FunctionShape] = []
        for heir in self.heirs(cls):
            for index in heir.view.module.classes[heir.number].methods:
                function = heir.view.functions[index]
                if function.name == key and function.kind != "getter":
                    found.append(FunctionShape(heir.view, index, bound=bool(function.receiver) or function.static))
        return found

    def registered(self, name: str) -> list[FunctionShape]:
        """Give the functions that are a template's tag ``%name`` or filter ``|name``."""
        known = self._registered.get(name)
        if known is None:
            known = self._registered[name] = []
            files = self.program.files_with(name[1:]) if len(name) > 3 else ()
            for path in self.program.first(files, f"files that may define the tag {name[1:]}"):
                other = self.program.marked(path, marks.DECORATES)
                for number, function in enumerate(other.functions if other is not None else ()):
                    if other is not None and function.decorators and name in template_names(function):
                        known.append(FunctionShape(other, number))
        return known

    def annotated(self, site: Site, annotation: ir.Expr, depth: int = 0) -> list[Shape]:
        """Give the instances that a declared type stands for."""
        found: list[Shape] = []
        for shape in self.shapes(site, annotation, depth + 1):
            if isinstance(shape, ClassShape):
                found.append(InstanceShape(shape))
            elif isinstance(shape, SymbolShape) and shape.path.startswith(("npm:", "py:")):
                found.append(SymbolShape(shape.path + "()"))
        return found

    def _vendored(self, view: ModuleView, specifier: str, name: str) -> tuple[Shape, ...]:
        """Give the symbol of a vendor's SDK that lies in the project itself: its catalogued name tells."""
        if specifier.startswith(".") or self.program.link(view, specifier) is None:
            return ()
        symbol = self.program.symbol(view, specifier, name)
        head = symbol.partition(":")[2].split(".")[0].split("/")[0]
        if head in self.weak or len(head) < 5 or not self.known(symbol):
            return ()
        return (SymbolShape(symbol),)

    def _imported(self, view: ModuleView, specifier: str, name: str, depth: int) -> tuple[Shape, ...]:
        target = self.program.linked(view, specifier)
        if target is not None:
            own = self._vendored(view, specifier, name)
            if name == "*":
                # ``module.exports = class ...``: what ``require`` gives is called and instantiated itself.
                whole = (
                    self.exported(target, "=", depth + 1) if any(e.name == "=" for e in target.module.exports) else ()
                )
                return (*own, *(s for s in whole if isinstance(s, (ClassShape, FunctionShape))), ModuleShape(target))
            if own:
                return own
            exported = self.exported(target, name, depth + 1)
            if exported or not view.module.open_scope:
                return exported
        if view.module.open_scope and name != "*":
            nested = self.program.linked(
                view, specifier.rstrip(".") + "." + name if specifier.strip(".") else specifier + name
            )
            if nested is not None:
                return (ModuleShape(nested),)
        if target is not None:
            return ()
        return (SymbolShape(self.program.symbol(view, specifier, name)),)

    def _star(self, view: ModuleView, binding: ir.ImportBinding, name: str, depth: int) -> tuple[Shape, ...]:
        target = self.program.linked(view, binding.specifier)
        return self.exported(target, name, depth + 1) if target is not None else ()

    def exported(self, view: ModuleView, name: str, depth: int = 0) -> tuple[Shape, ...]:
        """Give what a module exports under a name."""
        if depth > MAX_DEPTH:
            self.program.cut(f"modules through which {name} is exported", MAX_DEPTH, path=view.path)
            return ()
        end = view.functions[0].end
        site = Site(view, 0, 0)
        if view.module.open_scope:
            owner = view.scope_of(0, name)
            if owner == 0:
                return self.shapes(site, self.made_name(view, name, end), depth + 1)
            for binding in view.star_imports:
                if starred := self._star(view, binding, name, depth + 1):
                    return starred
            return ()
        template = view.module.template
        macro = view.named_functions.get((template.function, name)) if template is not None else None
        if macro is not None:
            return (FunctionShape(view, macro),)
        found: list[Shape] = []
        for export in view.module.exports:
            if export.name == name:
                if export.specifier:
                    found.extend(self._imported(view, export.specifier, export.imported or "*", depth + 1))
                elif export.value is not None:
                    found.extend(self.shapes(site, export.value, depth + 1))
        if found:
            return tuple(found)
        for export in view.module.exports:
            if export.name == "=" and export.value is not None:
                whole = self.shapes(site, export.value, depth + 1)
                if name == "default":
                    found.extend(whole)
                for shape in whole:
                    found.extend(self.member(shape, name, depth + 1))
            elif export.name == "*" and export.specifier and name != "default":
                found.extend(self._imported(view, export.specifier, name, depth + 1))
        return tuple(found)

    def member(self, base: Shape, key: str, depth: int = 0) -> list[Shape]:
        """Give what ``base.key`` is."""
        if depth > MAX_DEPTH:
            self.program.cut(f"values on the way to {key}", MAX_DEPTH)
            return []
        if isinstance(base, SymbolShape):
            if key.startswith("$") and (base.path == "this" or base.path.rpartition(":")[2] == "useNuxtApp()"):
                return [*self._installed(key, depth), SymbolShape(f"this.{key}")]
            if base.path == "this":
                mixed = (self.method(cls, key) for cls in self.mixins())
                return next(([m] for m in mixed if m is not None), [SymbolShape(f"this.{key}")])
            return [SymbolShape(member_symbol(base.path, key))]
        if isinstance(base, ModuleShape):
            exported = list(self.exported(base.view, key, depth + 1))
            found = exported
            if not found and not base.view.module.open_scope and key != "default":
                for shape in self.exported(base.view, "default", depth + 1):
                    found.extend(self.member(shape, key, depth + 1))
            if not found and base.view.module.open_scope:
                nested = self.program.linked(base.view, "." + key)
                if nested is not None:
                    found.append(ModuleShape(nested))
            return found
        if isinstance(base, InstanceShape):
            return self._attribute(base.cls, key, depth, instance=True)
        if isinstance(base, ClassShape):
            return self._attribute(base, key, depth, instance=False)
        if isinstance(base, RecordShape):
            return self._field(base, key, depth)
        if key in ("call", "apply", "bind", "delay", "apply_async", "s", "si"):
            return [base]
        return []

    def _field(self, base: RecordShape, key: str, depth: int) -> list[Shape]:
        found: list[Shape] = []
        for entry in reversed(base.record.entries):
            if isinstance(entry, ir.Field) and entry.key == key:
                return [*found, *self.shapes(base.site, entry.value, depth + 1)]
            spread = (id(entry), key)
            if isinstance(entry, ir.Spread) and spread not in self._spread:  # else it spreads itself
                self._spread.add(spread)
                try:
                    for shape in self.shapes(base.site, entry.value, depth + 1):
                        found.extend(self.member(shape, key, depth + 1))
                finally:
                    self._spread.discard(spread)
        return found

    def _attribute(self, cls: ClassShape, key: str, depth: int, *, instance: bool) -> list[Shape]:
        found: list[Shape] = []
        method = self.method(cls, key)
        if method is not None:
            function = method.view.functions[method.number]
            if function.kind == "getter":
                for ret in method.view.returns[method.number]:
                    found.extend(self.shapes(Site(method.view, method.number, ret.block), ret.value, depth + 1))
                return found
            return [method if instance or function.static else FunctionShape(method.view, method.number)]
        for site, value in self.attribute_writes(cls, key):
            found.extend(self.shapes(site, value, depth + 1))
        for current in self.lineage(cls):
            declared = current.view.module.classes[current.number]
            for field in declared.fields:
                if field.name == key and field.annotation is not None:
                    found.extend(self.annotated(Site(current.view, declared.function, 0), field.annotation, depth + 1))
            if not found:
                for base in declared.bases:
                    for shape in self.shapes(Site(current.view, declared.function, 0), base, depth + 1):
                        if isinstance(shape, SymbolShape):
                            found.append(SymbolShape(f"{shape.path}().{key}"))
        if not found and instance:
            found.extend(self._entered(cls, key, depth))
        if not any(not isinstance(s, SymbolShape) for s in found):
            found.extend(self.member(SymbolShape("this"), key, depth + 1))
        return found

    def _entered(self, cls: ClassShape, key: str, depth: int) -> list[Shape]:
        """
        Give the member of what ``with cls() as x`` binds: what the class's own entering method gives.

        Only what the class has not itself is looked for there: then ``x`` can be nothing but what was entered.
        """
        found: list[Shape] = []
        for name in ENTERING:
            method = self.method(cls, name)
            if method is None:
                continue
            for ret in method.view.returns[method.number]:
                for shape in self.shapes(Site(method.view, method.number, ret.block), ret.value, depth + 1):
                    if not isinstance(shape, InstanceShape) or shape.cls not in self.lineage(cls):
                        found.extend(self.member(shape, key, depth + 1))
        return found

    def _call(self, site: Site, call: ir.Call, depth: int) -> list[Shape]:
        found: list[Shape] = []
        name = simple_name(call.callee)
        if isinstance(call.callee, ir.Name) and call.callee.id == "super":
            cls, _ = site.view.class_of(site.function)
            if cls >= 0:
                return [InstanceShape(b) for b in self.bases(ClassShape(site.view, cls), depth)]
        if isinstance(call.callee, ir.Name) and name in _LOADS and call.arguments:
            if specifier := self.literal(site, call.arguments[0]):
                return list(self._imported(site.view, specifier, "*", depth + 1))
        if name in self.calls.names.evaluated and call.arguments:
            for shape in self.shapes(site, call.arguments[0], depth + 1):
                if isinstance(shape, FunctionShape):
                    for ret in shape.view.returns[shape.number]:
                        found.extend(self.shapes(Site(shape.view, shape.number, ret.block), ret.value, depth + 1))
        elif name in self.calls.names.same and call.arguments:
            found.extend(self.shapes(site, call.arguments[0], depth + 1))
        if isinstance(call.callee, ir.Member) and name == "then" and call.arguments:
            for shape in self.shapes(site, call.arguments[0], depth + 1):
                if isinstance(shape, FunctionShape):
                    for ret in shape.view.returns[shape.number]:
                        found.extend(self.shapes(Site(shape.view, shape.number, ret.block), ret.value, depth + 1))
            if found:
                return found
        if isinstance(call.callee, ir.Member) and name == "bind":
            return list(self.shapes(site, call.callee.base, depth + 1))
        # One link of a chain (``builder.a().b()``) is one step, not two.
        for callee in self.shapes(site, call.callee, depth):
            if isinstance(callee, SymbolShape):
                if callee.path in self.calls.names.contexts and call.arguments:
                    for value_site, value in self.provided(site, call.arguments[0]):
                        found.extend(self.shapes(value_site, value, depth + 1))
                elif (
                    callee.path.endswith(".default") and callee.path.startswith("npm:")
                ) or name not in self.calls.names.same:
                    found.append(SymbolShape(called_symbol(callee.path)))
            elif isinstance(callee, ClassShape):
                found.append(InstanceShape(callee))
            elif isinstance(callee, FunctionShape):
                for ret in callee.view.returns[callee.number]:
                    found.extend(self.shapes(Site(callee.view, callee.number, ret.block), ret.value, depth + 1))
                if call.new and not found:
                    found.append(SymbolShape("this"))
        return found

    def functions(self, site: Site, expr: ir.Expr) -> tuple[FunctionShape, ...]:
        """Give the project's own functions that a callee may be; a class gives its constructor."""
        found: list[FunctionShape] = []
        called_super = isinstance(expr, ir.Name) and expr.id == "super"
        for shape in self.shapes(site, expr):
            if isinstance(shape, FunctionShape):
                found.append(shape)
            elif called_super and isinstance(shape, InstanceShape):
                constructor = self.method(shape.cls, "constructor")
                if constructor is not None:
                    found.append(constructor)
            elif isinstance(shape, ClassShape):
                for name in ("constructor", "__init__"):
                    method = self.method(shape, name)
                    if method is not None:
                        found.append(FunctionShape(method.view, method.number, bound=True))
            elif isinstance(shape, InstanceShape):
                method = self.method(shape.cls, "__call__")
                if method is not None:
                    found.append(method)
        return tuple(dict.fromkeys(found))


def template_names(function: ir.Function) -> list[str]:
    """Give the names by which templates know a decorated function: a tag ``%x``, a filter ``|x``."""
    found: list[str] = []
    for decorator in function.decorators:
        call = decorator if isinstance(decorator, ir.Call) else None
        word = simple_name(call.callee if call is not None else decorator)
        sign = "%" if word.endswith("tag") else "|" if word.endswith("filter") else ""
        if not sign:
            continue
        named = [k.value for k in call.keywords if isinstance(k, ir.Keyword) and k.name == "name"] if call else []
        if call is not None and not named and call.arguments:
            named = [call.arguments[0]]
        given = [str(n.value) for n in named if isinstance(n, ir.Constant) and "." not in str(n.value)]
        found.append(sign + (given[0] if given else function.name))
    return found
