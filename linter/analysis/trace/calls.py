"""What a call gives: of the project's functions, of transforms that are known, of what nothing explains."""

from __future__ import annotations

from collections.abc import Iterable

from linter import ir
from linter.analysis.link.decorating import wrapping
from linter.analysis.link.program import simple_name
from linter.analysis.link.shapes import ClassShape, FunctionShape, Site, Symbolic, SymbolShape
from linter.analysis.link.storing import chain_root
from linter.analysis.trace.distinct import PARAMETER, Path
from linter.analysis.trace.entries import texts_in
from linter.analysis.trace.names import Names
from linter.analysis.trace.records import WHOLE, chosen, left_out
from linter.analysis.trace.tracing import inside
from linter.analysis.trace.trails import Trail, call_segment, is_call, literal_of
from linter.catalogue.schema import Carry, Transform
from linter.model import Origin

_SETTERS = ("set", "with", "add")
_IDENTITY = frozenset({".id", ".pk", ".uuid"})


class Calls(Names):
    """A part of ``Tracer``: see the module."""

    def _callback_result(
        self, site: Site, call: ir.Call, callee: ir.Member, name: str, path: Path
    ) -> list[Trail] | None:
        """``xs.map(f)``, ``p.then(f)``: the value is what ``f`` returns; its parameter is bound by ``callers``."""
        if name not in ("map", "flatMap", "then", "reduce", "collect") or not call.arguments:
            return None
        functions = self.resolver.functions(site, call.arguments[0])
        if not functions:
            return None
        rest = self._of_item(path) if name in ("map", "flatMap", "collect") else path
        return [t for f in functions for t in self._returns(f, rest, inside(site, f))]

    def _carried(self, site: Site, call: ir.Call, carry: Carry, path: Path) -> list[Trail]:
        """Give what the result of a framework's call holds."""
        if not 0 <= carry.argument < len(call.arguments):
            return []
        rest = path[1:] if carry.at and path[:1] == ("." + carry.at,) else path
        argument = call.arguments[carry.argument]
        return self._evaluated(site, argument, rest) if carry.calls else list(self.trace(site, argument, rest))

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

    def _segment(self, site: Site, call: ir.Call) -> str:
        """Give the segment of a call; a key that is kept in a constant counts as written there."""
        first = call.arguments[0] if call.arguments else None
        text = self.resolver.literal(site, first) if isinstance(first, ir.Name) else ""
        return f"('{text}')" if text and len(text) <= 60 and "\n" not in text else call_segment(call)

    def _each_key(self, site: Site, call: ir.Call, name: str) -> list[ir.Call]:
        """Give the calls that a loop over literal keys makes: ``form.get(key)`` for each ``key`` of ``["q"]``."""
        first = call.arguments[0] if call.arguments and name in self.names.reads | self.names.getters else None
        texts = texts_in(site, first, self.names.each) if isinstance(first, ir.Name) else ()
        return [self.resolver.made_call_with(call, text) for text in texts]

    def _selected(self, site: Site, call: ir.Call, symbols: list[str], keys: str, path: Path) -> list[Trail]:
        """
        ``pick(x, ["a", "b"])``, ``x.only("a")`` and ``omit``: the properties named by literals are kept or dropped.

        What a function, or a list made elsewhere, picks is not known: everything may be left.
        """
        callee = call.callee
        if isinstance(callee, ir.Member) and not _is_namespace(symbols, callee):
            value, chosen = callee.base, call.arguments
        elif isinstance(callee, ir.Call):  # ``itemgetter("a")(x)``
            value, chosen = call.arguments[0], callee.arguments
        else:
            value, chosen = call.arguments[0], call.arguments[1:]
        named: list[str] = []
        known = bool(chosen)
        for argument in chosen:
            for item in argument.items if isinstance(argument, ir.Sequence) else (argument,):
                if isinstance(item, ir.Constant):
                    named.append(str(item.value))
                else:
                    known = False
        if keys == "keep":
            if not known or (path and path[0][1:] in named):
                return list(self.trace(site, value, path))
            chosen_paths = () if path else named
            return [t.under(name) for name in chosen_paths for t in self.trace(site, value, ("." + name,))]
        if path and path[0][1:] in named:
            return []
        return [t for t in self.trace(site, value, path) if path or not t.key or t.key[0] not in named]

    def _paired(self, site: Site, record: ir.Expr, path: Path) -> list[Trail]:
        """Read ``Object.entries(x)``: the second of each pair is a property's value, the first is only its name."""
        if not path or not (path[0] == "[*]" or path[0][1:].isdigit()):
            return list(self.trace(site, record, path))
        if path[1:2] == (".0",):
            return []
        return list(self.trace(site, record, ("[*]", *path[2 if path[1:2] == (".1",) else 1 :])))

    def _transformed(
        self, site: Site, call: ir.Call, callee: ir.Expr, symbols: list[str], transform: Transform, path: Path
    ) -> list[Trail]:
        if transform.keys and call.arguments:
            if transform.keys == "pairs":
                kept = self._paired(site, call.arguments[0], path)
            else:
                kept = self._selected(site, call, symbols, transform.keys, path)
            return [t.through(transform.id) for t in kept]
        if transform.record and path[:1] and path[0][0] == "." and path[0] not in _IDENTITY:
            # What is looked up by a value has properties of its own, which say nothing about that value.
            if isinstance(callee, ir.Member) and not _is_namespace(symbols, callee):
                below = ("." + callee.key, self._segment(site, call), *path)
                # Models that are put together as the program starts (``db[model.name] = model``) show nothing.
                return list(self.trace(site, callee.base, below)) or [
                    self._leaf(site, call, simple_name(callee.base), below, "call")
                ]
            if call.arguments:
                return list(self.trace(site, call.arguments[0], path))
            root = next((s for s in symbols if ":" in s), simple_name(callee))
            return [self._leaf(site, call, *_looked_up(root, self._segment(site, call), path), "call")]
        found: list[Trail] = []
        if transform.asks:
            return self._asked(site, call, callee, symbols, transform.id, path)
        into = path if transform.effect == "keeps" else ()
        if isinstance(callee, ir.Member) and _is_domain(call, path):
            return [t.through("mail-domain") for t in self.trace(site, callee.base, ())]
        if isinstance(callee, ir.Member) and transform.receiver:
            outside = _is_namespace(symbols, callee)
            given = self.trace(site, callee.base, into)
            # ``term = request.args["q"]`` is reached from a package too, and data all the same.
            found.extend(t for t in given if not outside or self.is_source(site, t.origin.chain))
        printed = not into and isinstance(callee, ir.Name) and callee.id == "str"
        for argument in call.arguments:
            if not isinstance(argument, (ir.Constant, ir.Lambda)):
                found.extend(self._as_text(site, argument) if printed else self.trace(site, argument, into))
        for keyword in call.keywords:
            trails = self.trace(site, keyword.value, into)
            found.extend(t.under(keyword.name) for t in trails) if isinstance(
                keyword, ir.Keyword
            ) and not into else found.extend(trails)
        return [t.through(transform.id) for t in found]

    def _asked(
        self, site: Site, call: ir.Call, callee: ir.Expr, symbols: list[str], transform: str, path: Path
    ) -> list[Trail]:
        """Give the answer to a question, by the chain that reads it, and what was asked with."""
        segment = self._segment(site, call)
        if isinstance(callee, ir.Member):
            found = list(self.trace(site, callee.base, ("." + callee.key, segment, *path)))
        else:
            root = next((s for s in symbols if ":" in s), simple_name(callee))
            found = [self._leaf(site, call, root, (segment, *path), "call")]
        for argument in call.arguments:
            if not isinstance(argument, (ir.Constant, ir.Lambda)):
                found.extend(t.through(transform) for t in self.trace(site, argument, ()))
        for keyword in call.keywords:
            found.extend(t.through(transform) for t in self.trace(site, keyword.value, ()))
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

    def _built(self, site: Site, call: ir.Call, callee: ir.Member, path: Path) -> list[Trail] | None:
        """Give what a builder holds that gets its fields by name: ``builder(id).set("email", x).build()``."""
        first = call.arguments[0] if len(call.arguments) == 2 else None
        if callee.key != "set" or not isinstance(first, ir.Constant) or not isinstance(first.value, str):
            return None
        if path and not (len(path) == 2 and path[0] == ".build" and is_call(path[1])):
            return None
        before = self.trace(site, callee.base, path)
        return [*before, *(t.under(first.value) for t in self.trace(site, call.arguments[1], ()))]

    def _unknown(
        self, site: Site, call: ir.Call, callee: ir.Expr, name: str, symbols: list[str], path: Path
    ) -> list[Trail]:
        if isinstance(callee, ir.Member) and (built := self._built(site, call, callee, path)) is not None:
            return built
        segment = self._segment(site, call)
        found: list[Trail] = []
        if isinstance(callee, ir.Member):
            below = ("." + callee.key, segment, *path)
            found.extend(self.trace(site, callee.base, below))
            if not found and _reads_property(path[:1]) and not self.resolver.functions(site, callee):
                # What made the receiver says nothing of what it gives: a client of ``axios.create({...})``.
                found.append(self._leaf(site, call, simple_name(callee.base), below, "call"))
        elif isinstance(callee, ir.Name):
            root = next((s for s in symbols if ":" in s), callee.id)
            found.extend(self._whole_form(site, self._leaf(site, call, root, (segment, *path), "call")))
            found.extend(self._whole_type(site, call, _returned(site, callee), (callee.id, *path)))
        else:
            found.extend(self.trace(site, callee, (segment, *path)))
        if (call.new or name[:1].isupper()) and not (path and is_call(path[0])):
            if call.keywords or call.arguments:
                return self._made(site, call, found, path)
            if not path and any(self.catalogue.callees.match(symbol) for symbol in symbols):
                return []  # ``UserData()`` of a tracker is empty; what is written to it later is traced from there
        if name.startswith(_SETTERS) and len(call.arguments) == 1 and isinstance(callee, ir.Member) and not path:
            key = _property(name)
            found = [t for t in found if t.origin.kind != "call" or not t.origin.chain[0].startswith(("py:", "npm:"))]
            found.extend(t.under(key) for t in self.trace(site, call.arguments[0], ()))
            return [*self.trace(site, callee.base, ()), *(t for t in found if t.key)]
        if self._answers(call, name, symbols):
            return found
        if not path or ((path[0] == "[*]" or is_call(path[0])) and not _reads_property(path)):
            for argument in call.arguments:
                if not isinstance(argument, (ir.Constant, ir.Lambda)):
                    found.extend(t.through("unknown-call") for t in self.trace(site, argument, ()))
            for keyword in call.keywords:
                found.extend(t.through("unknown-call") for t in self.trace(site, keyword.value, ()))
        return found

    def _queries(self, symbol: str) -> bool:
        """Say whether a symbol is a method of all records of a class of another package."""
        return ":" in symbol and not self.names.managers.isdisjoint(symbol.split(".")[1:-1])

    def _of_project(self, site: Site, callee: ir.Expr) -> bool:
        """Say whether a chain begins at a class of the project's own, which declares its fields."""
        root, _ = chain_root(callee)
        return any(isinstance(shape, ClassShape) for shape in self.resolver.shapes(site, root))

    def _given_function(self, site: Site, callee: ir.Name, path: Path) -> Trail | None:
        """Give what stands for the result of the function that a decorator is given, while the decorator is read."""
        frame = site.frame
        if not isinstance(frame, Symbolic) or not frame.called or frame.view is not site.view:
            return None
        position = site.view.parameters[frame.function].get(callee.id)
        if position is None or site.view.scope_of(site.function, callee.id) != frame.function:
            return None
        return Trail(Origin(PARAMETER, (str(position), "()", *path), owner=f"{site.view.path}#{frame.function}"))

    def _redone(self, function: FunctionShape, trails: list[Trail]) -> list[Trail]:
        """Give what a function's decorators make of what it gives back: ``return len(f(*args))``."""
        for decorator in reversed(function.view.functions[function.number].decorators):
            known = wrapping(self.resolver, function.view, function.number, decorator)
            if known is None:
                continue
            around = known.decorator
            summary = self._returns(known.inner, (), Symbolic(around.view, around.number, called=True))
            given = [t for t in summary if t.origin.owner == f"{around.view.path}#{around.number}"]
            if any(t.key or t.origin.chain[1:] != ("()",) for t in given):
                continue  # it takes its result apart
            if given or all(t.origin.kind == "constant" for t in summary):
                trails = [t.onward(way) for way in given for t in trails]
        return trails

    def _transform_of(self, callee: ir.Expr, name: str, symbols: list[str]) -> Transform | None:
        """Give what is known of a call: by what is called, or by the name of a method of nobody knows what."""
        index = self.catalogue.transforms_index
        method = name if isinstance(callee, ir.Member) else ""
        root, below = chain_root(callee)
        named = symbols or [root.id + "".join(below) if isinstance(root, ir.Name) else name]
        found = next((t for symbol in named if (t := index.match(symbol, method)) is not None), None)
        if found is None and method and not symbols:
            found = index.match(name)
            if found is not None and found.effect == "removes":
                return None  # ``$q.all([...])`` is not the built-in function of that name
        return found

    def _call(self, site: Site, call: ir.Call, path: Path) -> list[Trail]:
        callee = call.callee
        name = simple_name(callee)
        if isinstance(callee, ir.Name) and (given := self._given_function(site, callee, path)) is not None:
            return [given]
        if isinstance(callee, ir.Name) and name in self.names.properties and site.view.component >= 0:
            return self._properties(site, call, path)
        if call.keywords and name in WHOLE and isinstance(callee, ir.Member):
            without, only = left_out(call)
            if without or only is not None:
                return _kept(self.trace(site, self.resolver.made_call(call), path), without, only)
        if call.new and name == "Promise" and call.arguments and isinstance(call.arguments[0], ir.Lambda):
            return self._promised(site, call.arguments[0], path)
        if isinstance(callee, ir.Name) and callee.id == "FormData" and call.arguments:
            if (typed := self._form_data(site, call, call.arguments[0], path)) is not None:
                return typed
        if name in self.names.serializes and isinstance(callee, ir.Member) and not call.arguments:
            if (typed := self._form_data(site, call, callee.base, path)) is not None:
                return typed
        if isinstance(callee, ir.Member) and (one_by_one := self._each_key(site, call, name)):
            return [trail for made in one_by_one for trail in self._call(site, made, path)]
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
            frame = Symbolic(function.view, function.number)
            summary = self._returns(function, path, frame, self._conditions(site, call, function))
            found.extend(self._redone(function, self._applied(site, call, function, summary)))
        if functions:
            step = self._step(site, call, "return", f"{name or 'a function'}() returns it", "")
            passed = [t.then(step) for t in found]
            if not passed and not all(self._has_returns(f) for f in functions):
                return []
            return passed
        segment = self._segment(site, call)
        if name in self.names.lookups and path[:1] and call.arguments and _names_class(call.arguments[0]):
            # ``session.query(User).get(pk).email`` is a property of the class's records.
            asked = ".query" if name in self.names.managers else ".get"
            return list(self.trace(site, call.arguments[0], (asked, "()", *path)))
        queried = next((s for s in symbols if self._queries(s)), "")
        if queried and path[:1] and path[0][0] == "." and not self._of_project(site, callee):
            # A record that is looked up (``User.objects.get(pk=pk).email``) has properties of its own.
            return [self._leaf(site, call, *_looked_up(queried, segment, path), "call")]
        if (
            isinstance(callee, ir.Member)
            and (name in self.names.reads or name in self.names.takes)
            and (literal_of(segment) if _is_namespace(symbols, callee) else True)
        ):
            return list(self.trace(site, callee.base, ("." + name, segment, *path)))
        if name in self.names.rows and isinstance(callee, ir.Member):
            tables = [s for s in self.resolver.shapes(site, callee.base) if isinstance(s, ClassShape)]
            rows = [t for table in tables for t in self._row(site, call, table, ("." + name, segment, *path))]
            if rows:
                return rows if path else _kept(rows, *chosen(call, self.names.chosen, self.names.omitted))
        carry = next((c for s in symbols or [name] if (c := self.catalogue.calls.carry(s)) is not None), None)
        if carry is not None:
            return self._carried(site, call, carry, path)
        transform = self._transform_of(callee, name, symbols)
        if isinstance(callee, ir.Name) and callee.id.startswith("|"):
            transform = self.catalogue.transforms_index.match("", "", callee.id[1:])
            return self._filtered(site, call, transform.id if transform else "unknown-call", path)
        if transform is not None:
            return self._transformed(site, call, callee, symbols, transform, path)
        return self._unknown(site, call, callee, name, symbols, path)


def _kept(trails: Iterable[Trail], without: frozenset[str], only: frozenset[str] | None) -> list[Trail]:
    """Give what is left of the fields of a record."""
    return [t for t in trails if not t.key or (t.key[0] not in without and (only is None or t.key[0] in only))]


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


def _names_class(expr: ir.Expr) -> bool:
    name = expr.id if isinstance(expr, ir.Name) else expr.key if isinstance(expr, ir.Member) else ""
    return name[:1].isupper()


def _property(name: str) -> str:
    """Give the property that a setter is about: ``setEmail`` and ``set_email`` set ``email``."""
    for start in _SETTERS:
        rest = name[len(start) :]
        if name.startswith(start) and rest and (rest[0] == "_" or rest[0].isupper()):
            rest = rest.lstrip("_")
            return rest[:1].lower() + rest[1:]
    return name


def _is_namespace(symbols: list[str], callee: ir.Member) -> bool:
    """Say whether the base of a method is a namespace (``JSON``, ``hashlib``), which carries no data."""
    return isinstance(callee.base, (ir.Name, ir.Member)) and any(
        "(" not in s and (s.startswith(("py:", "npm:")) or s[:1].isupper()) for s in symbols
    )


def _looked_up(symbol: str, segment: str, path: Path) -> tuple[str, Path]:
    """Give the chain of a record that a class of another package looks up: the class names what its properties are."""
    parts = symbol.split(".")
    of_class = next((at for at, part in enumerate(parts) if part[:1].isupper()), 0)
    steps: list[str] = []
    for part in parts[of_class + 1 :]:
        name = part.removesuffix("()")
        steps += [f".{name}", "()"] if name != part else [f".{name}"]
    return ".".join(parts[: of_class + 1]), (*steps, segment, *path)


def _is_domain(call: ir.Call, path: Path) -> bool:
    """Say whether what is read of ``address.split("@")`` stands behind the sign."""
    first = call.arguments[0] if call.arguments else None
    if not isinstance(first, ir.Constant) or first.value != "@" or not path:
        return False
    return path[0] in (".1", ".2", ".-1", ".pop", ".last")


def _reads_property(path: Path) -> bool:
    """Say whether a path reads a property, calls of methods aside: a thing of its own, not what a call was given."""
    return any(
        segment.startswith(".") and not (at + 1 < len(path) and is_call(path[at + 1])) and not segment[1:].isdigit()
        for at, segment in enumerate(path)
    )
