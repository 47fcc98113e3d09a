"""
Blade: ``{{ $q }}``, ``{!! $html !!}``, ``@if (...)``, ``@php``, ``@json(...)``, over the PHP frontend.

A directive is known by name; an unknown one with arguments prints something, and what CSS writes with an ``@`` stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.php.frontend import PhpPieces, place
from linter.frontends.templates.brackets import Brackets
from linter.frontends.templates.reading import Reading
from linter.frontends.templates.structure import Structure

_OPENING = re.compile(rb"\{\{|\{!!|<\?(?:php\b|=)|@@?[A-Za-z]\w*|@\{\{|@\{!!")
_ARGUMENTS = re.compile(rb"[ \t]*\(")
_PRINT_ENDS = {b"{{--": b"--}}", b"{{{": b"}}}", b"{{": b"}}", b"{!!": b"!!}"}
_CSS = frozenset(
    [
        "media",
        "import",
        "keyframes",
        "font",
        "supports",
        "charset",
        "page",
        "layer",
        "container",
        "namespace",
        "property",
        "tailwind",
        "apply",
        "include",
        "mixin",
        "extend",
        "use",
        "forward",
        "function",
        "return",
        "param",
        "returns",
        "author",
        "type",
        "see",
        "var",
        "throws",
        "package",
        "link",
    ]
)
"""Words behind ``@`` that belong to style sheets or comments, unless Blade has its own (``include``)."""
_TESTS = {
    "auth": "check",
    "guest": "guest",
    "can": "can",
    "cannot": "cannot",
    "canany": "any",
    "env": "environment",
    "production": "production",
    "hasSection": "hasSection",
    "sectionMissing": "sectionMissing",
    "error": "error",
    "session": "session",
    "feature": "feature",
    "role": "role",
    "hasrole": "role",
    "hasanyrole": "role",
    "permission": "permission",
}
_PLAIN = {
    "push": "push",
    "prepend": "prepend",
    "once": "once",
    "pushOnce": "pushOnce",
    "pushonce": "pushOnce",
    "pushIf": "pushIf",
    "fragment": "fragment",
    "persist": "persist",
    "teleport": "teleport",
    "script": "script",
    "assets": "assets",
    "lang": "lang",
    "component": "component",
    "slot": "slot",
}
_INCLUDES = {"include": 0, "includeIf": 0, "includeWhen": 1, "includeUnless": 1, "component": 0, "livewire": 0}
_SILENT = frozenset(
    [
        "csrf",
        "method",
        "break",
        "continue",
        "vite",
        "viteReactRefresh",
        "livewireStyles",
        "livewireScripts",
        "routes",
        "props",
        "aware",
        "class",
        "style",
        "checked",
        "selected",
        "disabled",
        "readonly",
        "required",
        "stack",
        "dd",
        "dump",
        "parent",
        "inertiaHead",
        "inertia",
        "default",
    ]
)
_SECTION_ENDS = frozenset({"endsection", "stop", "show", "append", "overwrite", "endSection"})


class BladeReader:
    """Reads one Blade template into a ``Reading``."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.data = reading.data
        self.structure = Structure(reading)
        self.brackets = Brackets(self.data)
        self.php = PhpPieces(reading)
        self.exhausted: set[bytes] = set()
        self.handlers: dict[str, Callable[[str, int, int, int, int], None]] = {
            "if": self._if,
            "elseif": self._elseif,
            "else": self._else,
            "unless": self._unless,
            "isset": self._function_test,
            "empty": self._empty,
            "switch": self._switch,
            "case": self._case,
            "default": self._else,
            "foreach": self._foreach,
            "forelse": self._foreach,
            "for": self._for,
            "while": self._for,
            "section": self._section,
            "yield": self._yield,
            "extends": self._extends,
            "each": self._each,
            "includeFirst": self._include_first,
            "json": self._json,
            "js": self._json,
            "php": self._php,
            "inject": self._inject,
        }

    def read(self) -> None:
        """Read the whole text."""
        at = 0
        while match := _OPENING.search(self.data, at):
            text = match[0]
            if text.startswith((b"@{", b"@@")):
                at = self._literal(match)
            elif text.startswith(b"{"):
                at = self._print(match.start())
            elif text.startswith(b"<"):
                at = self._code(match)
            else:
                at = self._directive(match)
        self.structure.finish()

    def _find(self, closing: bytes, at: int) -> int:
        found = -1 if closing in self.exhausted else self.data.find(closing, at)
        if found < 0:
            self.exhausted.add(closing)
        return found

    # ------------------------------------------------------------------------------------------- printing

    def _literal(self, match: re.Match[bytes]) -> int:
        """Pass over ``@{{ ... }}``, which is printed as it stands, and ``@@if``."""
        if match[0].startswith(b"@@"):
            return match.end()
        self.reading.blank(match.start(), match.start() + 1)
        closing = self._find(b"}}" if match[0] == b"@{{" else b"!!}", match.end())
        return closing if closing >= 0 else match.end()

    def _print(self, start: int) -> int:
        for opening in _PRINT_ENDS:
            if self.data.startswith(opening, start):
                break
        inner_start = start + len(opening)
        closing = _PRINT_ENDS[opening]
        inner_end = self._find(closing, inner_start)
        if inner_end < 0:
            return start + 2
        end = inner_end + len(closing)
        if opening == b"{{--":
            self.reading.comment(start, end, inner_start, inner_end)
        else:
            self.reading.hole(start, end, self.php.expression(inner_start, inner_end))
        return end

    def _code(self, match: re.Match[bytes]) -> int:
        closing = self._find(b"?>", match.end())
        inner_end, end = (closing, closing + 2) if closing >= 0 else (len(self.data), len(self.data))
        if match[0] == b"<?=":
            self.reading.hole(match.start(), end, self.php.expression(match.end(), inner_end))
        else:
            chunk = self.php.code(match.end(), inner_end)
            chunk.start, chunk.end = match.start(), end
            place(self.reading, chunk)
        return end

    # ----------------------------------------------------------------------------------------- directives

    def _directive(self, match: re.Match[bytes]) -> int:
        start = match.start()
        if start and (self.data[start - 1 : start].isalnum() or self.data[start - 1] in b"_.@"):
            return match.end()  # an e-mail address
        name = match[0][1:].decode()
        end = match.end()
        inner_start = inner_end = end
        opening = _ARGUMENTS.match(self.data, end)
        if opening is not None:
            closing = self.brackets.closing(opening.end() - 1)
            if closing is not None:
                inner_start, inner_end, end = opening.end(), closing, closing + 1
        called = inner_start != match.end()
        if name == "verbatim":
            return self._verbatim(start, end)
        if name == "comment":
            return end
        return self._known(name, start, end if called else match.end(), inner_start, inner_end, called=called)

    def _verbatim(self, start: int, end: int) -> int:
        closing = self._find(b"@endverbatim", end)
        self.reading.blank(start, end)
        if closing < 0:
            return len(self.data)
        self.reading.blank(closing, closing + 12)
        return closing + 12

    def _known(self, name: str, start: int, end: int, inner_start: int, inner_end: int, *, called: bool) -> int:
        reading = self.reading
        holes = len(reading.holes)
        if name in self.handlers:
            if name == "php" and not called:
                return self._php_block(start, end)
            self.handlers[name](name, start, end, inner_start, inner_end)
        elif name in _TESTS:
            self._test(name, start, end, inner_start, inner_end)
        elif name in _INCLUDES and called:
            self._include(name, start, end, inner_start, inner_end)
        elif name in _PLAIN and (called or name in {"once", "script", "assets", "lang"}):
            self._plain(name, start, end, inner_start, inner_end, called=called)
        elif name in _SECTION_ENDS:
            self.structure.close(start, end, "section")
        elif name.startswith("end"):
            self._end(name[3:], start, end)
        elif name.startswith("else") and name[4:] in _TESTS:
            test = self._tested(name[4:], start, end, inner_start, inner_end)
            self.structure.otherwise(start, end, test, "if")
        elif name not in _SILENT:
            if name in _CSS or not called or self.data[inner_start - 2] in b" \t":
                return end if called and name not in _CSS else start + 1 + len(name)
            positional, keywords = self.php.arguments(inner_start, inner_end)
            reading.hole(start, end, ir.Call(start, end, ir.Name(start, start, "@" + name), positional, keywords))
        if len(reading.holes) == holes:
            reading.blank(start, end)
        return end

    def _end(self, name: str, start: int, end: int) -> None:
        names = {"forelse": ("forelse",), "push": ("push", "pushOnce"), "prepend": ("prepend",)}
        if name in _TESTS or name in {"isset", "empty", "unless", "if"}:
            # Tests of any kind are closed by ``@endif`` as often as by their own word.
            self.structure.close(start, end, "if")
            return
        self.structure.close(start, end, *names.get(name, (name, name[:1].lower() + name[1:])))

    # --------------------------------------------------------------------------------------- conditionals

    def _if(self, _name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        self.structure.condition("if", start, end, self.php.expression(inner_start, inner_end))

    def _unless(self, _name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        self.structure.condition("if", start, end, self.php.expression(inner_start, inner_end), negated=True)

    def _function_test(self, name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        values, _ = self.php.arguments(inner_start, inner_end)
        self.structure.condition("if", start, end, ir.Operation(start, end, name, values))

    def _tested(self, name: str, start: int, end: int, inner_start: int, inner_end: int) -> ir.Expr:
        values, _ = self.php.arguments(inner_start, inner_end) if inner_end > inner_start else ((), ())
        root = "Auth" if name in {"auth", "guest"} else "Gate" if name.startswith("can") else "app"
        callee = ir.Member(start, end, ir.Name(start, start, root), _TESTS[name])
        return ir.Call(start, end, callee, values)

    def _test(self, name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        self.structure.condition("if", start, end, self._tested(name, start, end, inner_start, inner_end))
        if name == "error":
            self.reading.assign(start, end, ir.Name(start, start, "$message"), ir.Opaque(start, end))

    def _elseif(self, _name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        self.structure.otherwise(start, end, self.php.expression(inner_start, inner_end), "if")

    def _else(self, name: str, start: int, end: int, _inner_start: int, _inner_end: int) -> None:
        self.structure.otherwise(start, end, None, "switch" if name == "default" else "if")

    def _empty(self, name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        if inner_end > inner_start:
            self._function_test(name, start, end, inner_start, inner_end)
        else:
            self.structure.otherwise(start, end, None, "forelse")

    def _switch(self, _name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        self.structure.switch("switch", start, end, self.php.expression(inner_start, inner_end))

    def _case(self, _name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        frame = self.structure.top("switch")
        if frame is not None and frame.target is not None:
            value = self.php.expression(inner_start, inner_end)
            test = ir.Operation(start, end, "==", (frame.target, value))
            self.structure.otherwise(start, end, test, "switch")

    # ---------------------------------------------------------------------------------------------- loops

    def _foreach(self, name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        values, targets = self.php.loop(inner_start, inner_end)
        self.reading.evaluate(values.start, values.end, values)
        self.structure.loop(name, start, end)
        self.reading.assign(start, start, ir.Name(start, start, "$loop"), ir.Opaque(start, start))
        for target in targets[:-1]:
            self.reading.assign(target.start, target.end, target, ir.Opaque(target.start, target.end))
        for target in targets[-1:]:
            self.reading.assign(target.start, end, target, ir.Item(values.start, values.end, values))

    def _for(self, name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        first = self.data[inner_start:inner_end].split(b";")[0]
        self.php.code(inner_start, inner_start + len(first))
        self.structure.loop(name, start, end)

    # ---------------------------------------------------------------------- sections, includes, and others

    def _section(self, _name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        values, _ = self.php.arguments(inner_start, inner_end)
        self._slot(start, end, values, values[1] if len(values) > 1 else None)
        if len(values) > 1:
            self.reading.evaluate(values[1].start, values[1].end, values[1])
        else:
            self.structure.plain("section", start, end)

    def _slot(self, start: int, end: int, values: tuple[ir.Expr, ...], content: ir.Expr | None = None) -> None:
        if values and isinstance(values[0], ir.Constant):
            self.reading.slots.append(ir.Slot(start, end, str(values[0].value), content, self.reading.block))

    def _yield(self, _name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        values, _ = self.php.arguments(inner_start, inner_end)
        self._slot(start, end, values)
        self.reading.hole(start, end, ir.Call(start, end, ir.Name(start, start, "%include"), values))

    def _extends(self, _name: str, _start: int, _end: int, inner_start: int, inner_end: int) -> None:
        values, _ = self.php.arguments(inner_start, inner_end)
        if values:
            self.reading.extends = values[0]

    def _include(self, name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        values, keywords = self.php.arguments(inner_start, inner_end)
        values = values[_INCLUDES[name] :]
        if values:
            given = tuple(entry for value in values[1:2] for entry in passed(value))
            self.reading.includes.append(
                ir.Include(start, end, values[0], (*given, *keywords), block=self.reading.block)
            )
        if name == "component":
            self.structure.plain("component", start, end)

    def _include_first(self, _name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        values, _ = self.php.arguments(inner_start, inner_end)
        given = tuple(entry for value in values[1:2] for entry in passed(value))
        first = values[0] if values else None
        for target in first.items if isinstance(first, ir.Sequence) else ():
            self.reading.includes.append(ir.Include(start, end, target, given, block=self.reading.block))

    def _each(self, _name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        values, _ = self.php.arguments(inner_start, inner_end)
        if len(values) > 2 and isinstance(values[2], ir.Constant):
            item = ir.Item(values[1].start, values[1].end, values[1])
            given = (ir.Keyword(values[2].start, values[2].end, "$" + str(values[2].value), item),)
            self.reading.includes.append(ir.Include(start, end, values[0], given, block=self.reading.block))

    def _plain(self, name: str, start: int, end: int, inner_start: int, inner_end: int, *, called: bool) -> None:
        values, _ = self.php.arguments(inner_start, inner_end) if called else ((), ())
        if name == "lang" and called:
            self.reading.hole(start, end, ir.Call(start, end, ir.Name(start, start, "__"), values))
            return
        if name in {"push", "prepend", "pushOnce", "slot"}:
            self._slot(start, end, values)
            if name == "slot" and len(values) > 1:
                return
        self.structure.plain(_PLAIN[name], start, end)

    def _json(self, _name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        values, _ = self.php.arguments(inner_start, inner_end)
        self.reading.hole(start, end, ir.Call(start, end, ir.Name(start, start, "json_encode"), values))

    def _php(self, _name: str, _start: int, _end: int, inner_start: int, inner_end: int) -> None:
        self.php.code(inner_start, inner_end)

    def _php_block(self, start: int, end: int) -> int:
        closing = self._find(b"@endphp", end)
        if closing < 0:
            self.reading.blank(start, end)
            return end
        self.php.code(end, closing)
        self.reading.blank(start, closing + 7)
        return closing + 7

    def _inject(self, _name: str, start: int, end: int, inner_start: int, inner_end: int) -> None:
        values, _ = self.php.arguments(inner_start, inner_end)
        if len(values) > 1 and isinstance(values[0], ir.Constant):
            made = ir.Call(start, end, ir.Name(start, start, "app"), values[1:])
            self.reading.assign(start, end, ir.Name(start, start, f"${values[0].value}"), made)


def passed(value: ir.Expr) -> tuple[ir.Keyword | ir.Spread, ...]:
    """Give the entries of an array of variables for another template; their names get the sigil of variables."""
    if not isinstance(value, ir.Record):
        return (ir.Spread(value.start, value.end, value),)
    return tuple(
        e if isinstance(e, ir.Spread) else ir.Keyword(e.start, e.end, "$" + e.key, e.value) for e in value.entries
    )


def read_blade(data: bytes, builder: ModuleBuilder) -> Reading:
    """Read a Blade template."""
    reading = Reading(data, builder, "blade")
    BladeReader(reading).read()
    reading.finish()
    return reading
