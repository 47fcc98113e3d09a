"""The template of a Vue component: elements, bindings, handlers, ``v-if`` and ``v-for``."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from linter import ir
from linter.frontends.builder import FunctionBuilder, ModuleBuilder
from linter.frontends.components.patterns import bindings, loop_bindings
from linter.frontends.components.rewriting import Rename, rewrite, rewrite_function
from linter.frontends.html import SPOKEN, decoded
from linter.frontends.javascript.frontend import lower_expression, lower_script
from linter.frontends.markup import Element, Markup, RawAttribute, parse_markup
from linter.frontends.templates.reading import placeholder

_GLOBALS = frozenset(
    [
        "Infinity",
        "undefined",
        "NaN",
        "isFinite",
        "isNaN",
        "parseFloat",
        "parseInt",
        "decodeURI",
        "decodeURIComponent",
        "encodeURI",
        "encodeURIComponent",
        "Math",
        "Number",
        "Date",
        "Array",
        "Object",
        "Boolean",
        "String",
        "RegExp",
        "Map",
        "Set",
        "JSON",
        "Intl",
        "BigInt",
        "console",
        "Error",
        "Symbol",
        "window",
        "document",
        "this",
        "arguments",
        "super",
        "require",
        "$event",
        "event",
    ]
)
"""Names that a template does not look up in the component."""
_REFERENCE = re.compile(rb"\s*[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[['\"]\w+['\"]\])*\s*$")
_FUNCTION = re.compile(rb"\s*(?:async\b|function\b|\([^()]*\)\s*(?::\s*[\w<>\[\]| ]+)?=>|[\w$]+\s*=>)")
_FOR = re.compile(rb"\s*(.*?)\s+(?:in|of)\s+(.*)$", re.DOTALL)
_SLOTS = ("v-slot", "#", "slot-scope", "scope")


@dataclass(slots=True)
class _Chain:
    """The conditions of the siblings before an element: what ``v-else`` negates."""

    outer: int
    test: ir.Expr | None
    group: int


class VueTemplate:
    """
    Lowers one template; ``owner`` is the component's class, ``language`` that of its script.

    ``setup``: the names of the script are the template's too (``<script setup>``).
    """

    def __init__(self, data: bytes, builder: ModuleBuilder, owner: int, language: str, *, setup: bool = False) -> None:
        self.data = data
        self.builder = builder
        self.owner = owner
        self.language = language
        self.page = builder.functions[0]
        self.masked = data
        self.starts: list[tuple[int, int]] = []
        self.function: FunctionBuilder = self.page
        self.markup = Markup([], [])
        self.setup = self._setup_names() if setup else frozenset()

    def _setup_names(self) -> frozenset[str]:
        """Give the names of the script that a template sees as they are."""
        names = {s.target.id for s in self.page.body if isinstance(s, ir.Assign) and isinstance(s.target, ir.Name)}
        names |= {binding.local for binding in self.builder.imports if binding.function == 0}
        return frozenset(names)

    # -------------------------------------------------------------------------------------------- the walk

    def lower(self, start: int, end: int) -> None:
        """Lower ``data[start:end]``."""
        made = self.builder.function("template", start, end)
        made.kind, made.parent, made.receiver, made.owner = "template", 0, "this", self.owner
        self.function = made
        interpolations = self._mask(start, end)
        self.markup = parse_markup(self.masked, start, end, fold=False)
        first = len(self.builder.tags)
        inside: dict[int, int] = {-1: 0}
        scopes: dict[int, frozenset[str]] = {-1: frozenset()}
        chains: dict[int, _Chain] = {}
        self.blocks: list[tuple[int, int, int, frozenset[str]]] = []
        tags: list[ir.Tag] = []
        for index, element in enumerate(self.markup.elements):
            block, scope = self._structure(element, inside[element.parent], scopes[element.parent], chains)
            inside[index], scopes[index] = block, scope
            self.blocks.append((element.start, element.stop, block, scope))
            tags.append(self._tag(element, block, scope, first))
        self.builder.tags.extend(tags)
        self._interpolations(interpolations, inside, scopes)

    def _mask(self, start: int, end: int) -> list[tuple[int, int]]:
        """Hide ``{{ ... }}``: what stands inside is no markup."""
        found: list[tuple[int, int]] = []
        masked = bytearray(self.data)
        at = self.data.find(b"{{", start, end)
        while at >= 0:
            closing = self.data.find(b"}}", at, end)
            if closing < 0:
                break
            found.append((at, closing + 2))
            masked[at : closing + 2] = placeholder(len(found), closing + 2 - at)
            at = self.data.find(b"{{", closing, end)
        self.masked = bytes(masked)
        return found

    def _structure(
        self, element: Element, block: int, scope: frozenset[str], chains: dict[int, _Chain]
    ) -> tuple[int, frozenset[str]]:
        """Open the blocks of ``v-for``, ``v-if`` and slots; give the block and the local names of the element."""
        directives = {a.name: a for a in element.attributes if a.name.startswith(("v-", "#", "slot-scope", "scope"))}
        loop = directives.get("v-for")
        if loop is not None and loop.value_start >= 0:
            block, scope = self._loop(loop, block, scope)
        block = self._condition(element, directives, block, scope, chains)
        for name, attribute in directives.items():
            if name.startswith(_SLOTS) and attribute.value_start >= 0:
                scope = self._slot(attribute, block, scope)
        return block, scope

    def _condition(
        self,
        element: Element,
        directives: dict[str, RawAttribute],
        block: int,
        scope: frozenset[str],
        chains: dict[int, _Chain],
    ) -> int:
        function = self.function
        chain = chains.get(element.parent)
        attribute = directives.get("v-if")
        if attribute is None:
            attribute = directives.get("v-else-if") or directives.get("v-else")
            if attribute is None:
                chains.pop(element.parent, None)
                return block
            if chain is not None and chain.test is not None:
                block = function.block(chain.outer, "branch", chain.test, negated=True, group=chain.group)
        if attribute.value_start < 0 or attribute.name == "v-else":
            chains.pop(element.parent, None)
            return block
        test = self.expression(attribute.value_start, attribute.value_end, block, scope)
        function.body.append(ir.Evaluate(test.start, test.end, test, block))
        group = function.group()
        chains[element.parent] = _Chain(block, test, group)
        return function.block(block, "branch", test, group=group)

    def _loop(self, attribute: RawAttribute, block: int, scope: frozenset[str]) -> tuple[int, frozenset[str]]:
        match = _FOR.match(self.data, attribute.value_start, attribute.value_end)
        if match is None:
            return block, scope
        values = self.expression(*match.span(2), block, scope)
        inner = self.function.block(block, "loop")
        head = match[1].strip()
        if head.startswith(b"("):
            head = head[1:].rpartition(b")")[0]
        for target, value in loop_bindings(head, match.start(1), values):
            scope = self._assign(target, value, inner, scope)
        return inner, scope

    def _slot(self, attribute: RawAttribute, block: int, scope: frozenset[str]) -> frozenset[str]:
        start, end = attribute.value_start, attribute.value_end
        for target, value in bindings(self.data[start:end], start, ir.Opaque(start, end)):
            scope = self._assign(target, value, block, scope)
        return scope

    def _assign(self, target: ir.Name, value: ir.Expr, block: int, scope: frozenset[str]) -> frozenset[str]:
        end = max(value.end, target.end)
        self.function.body.append(ir.Assign(target.start, end, target, value, block, declares=True))
        return scope | {target.id}

    # ---------------------------------------------------------------------------------------- expressions

    def _rename(self, scope: frozenset[str]) -> Rename:
        known = scope | self.setup | _GLOBALS

        def rename(name: ir.Name) -> ir.Expr:
            if name.id in known:
                return name
            return ir.Member(name.start, name.end, ir.Name(name.start, name.start, "this"), name.id)

        return rename

    def expression(self, start: int, end: int, block: int, scope: frozenset[str]) -> ir.Expr:
        """Lower one expression of the template."""
        first_statement, first_function = len(self.function.body), len(self.builder.functions)
        data = decoded(self.data[start:end])
        value = lower_expression(data, start, self.language, self.builder, self.function, block)
        rename = self._rename(scope)
        self.function.body[first_statement:] = [rewrite(s, rename) for s in self.function.body[first_statement:]]
        self._rewrite_functions(first_function, rename)
        return rewrite(value, rename)

    def _rewrite_functions(self, first: int, rename: Rename) -> None:
        bound: dict[int, frozenset[str]] = {}
        for function in self.builder.functions[first:]:
            known = bound.get(function.parent, frozenset())
            bound[function.index] = known | {p.name for p in function.parameters}
            rewrite_function(function, rename, known)

    def handler(self, start: int, end: int, block: int, scope: frozenset[str]) -> ir.Expr:
        """Lower what runs on an event: a method's name, a function, or statements."""
        piece = self.data[start:end]
        if _FUNCTION.match(piece):
            return self.expression(start, end, block, scope)
        made = self.builder.function("", start, end)
        made.kind, made.parent, made.parent_block = "handler", self.function.index, block
        made.receiver, made.owner = "this", self.owner
        made.parameters.append(ir.Parameter(start, start, "$event"))
        first = len(self.builder.functions)
        data = decoded(piece)
        event = ir.Name(start, start, "$event")
        rename = self._rename(scope)
        if _REFERENCE.match(piece):
            callee = lower_expression(data, start, self.language, self.builder, made, 0)
            made.body.append(ir.Evaluate(start, end, ir.Call(start, end, callee, (event,))))
        else:
            lower_script(data, start, self.language, self.builder, made, 0)
        rewrite_function(made, rename)
        self._rewrite_functions(first, rename)
        return ir.Lambda(start, end, made.index)

    # ----------------------------------------------------------------------------------------------- tags

    def _tag(self, element: Element, block: int, scope: frozenset[str], first: int) -> ir.Tag:
        attributes = tuple(self._attribute(a, block, scope) for a in element.attributes)
        # Components stand for elements of their name: ``<Head><Title>{{ query }}</Title></Head>``.
        content = self._content(element, block, scope) if element.name.lower() in SPOKEN else None
        component = None
        if "-" in element.name or element.name[:1].isupper():
            name = "".join(w[:1].upper() + w[1:] for w in element.name.split("-"))
            component = ir.Name(element.start + 1, element.start + 1 + len(element.name.encode()), name)
        parent = element.parent + first if element.parent >= 0 else -1
        return ir.Tag(
            element.start,
            element.end,
            element.name,
            component,
            attributes,
            parent,
            self.function.index,
            block,
            content,
            element.stop,
        )

    def _attribute(self, raw: RawAttribute, block: int, scope: frozenset[str]) -> ir.Attribute:
        name, value = raw.name, None
        start, end = raw.value_start, raw.value_end
        if name.startswith(("@", "v-on:")):
            event = name.removeprefix("@").removeprefix("v-on:").partition(".")[0]
            name = f"on{event}"
            value = self.handler(start, end, block, scope) if start >= 0 else None
        elif name == "v-bind":
            name = "..."
            value = self.expression(start, end, block, scope) if start >= 0 else None
        elif name.startswith((":", "v-bind:", ".")) and len(name) > 1:
            name = name.removeprefix("v-bind").lstrip(":.").partition(".")[0]
            if name.startswith("["):
                name = "*"
            if start >= 0:
                value = self.expression(start, end, block, scope)
            else:  # ``:id`` is short for ``:id="id"``
                value = self._rename(scope)(ir.Name(raw.start, raw.name_end, name))
        elif name.startswith("v-model"):
            name = name.partition(".")[0]
            value = self.expression(start, end, block, scope) if start >= 0 else None
        elif name.startswith("v-") and not name.startswith(("v-for", "v-slot", "v-else", "v-if", "v-pre")):
            value = self.expression(start, end, block, scope) if start >= 0 else None
        elif start >= 0:
            text = self.data[start:end].decode("utf-8", "replace")
            value = ir.Constant(start, end, html.unescape(text))
        return ir.Attribute(raw.start, raw.end, name, value)

    # -------------------------------------------------------------------------------------------- content

    def _content(self, element: Element, block: int, scope: frozenset[str]) -> ir.Expr | None:
        """Give the text of a short element without the tags in it."""
        if element.close - element.end > 2000:
            return None
        parts: list[ir.Expr] = []
        for match in re.finditer(rb"<[^>]*>|\{\{(.*?)\}\}|[^<{]+|.", self.data[element.end : element.close], re.DOTALL):
            start, end = match.start() + element.end, match.end() + element.end
            if match[1] is not None:
                inner = match.start(1) + element.end
                parts.append(self.expression(inner, end - 2, block, scope))
            elif not match[0].startswith(b"<") and match[0].strip():
                parts.append(ir.Constant(start, end, html.unescape(match[0].decode("utf-8", "replace"))))
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else ir.Text(element.end, element.close, tuple(parts))

    def _interpolations(
        self, spans: list[tuple[int, int]], inside: dict[int, int], scopes: dict[int, frozenset[str]]
    ) -> None:
        """Evaluate the calls that are printed as text."""
        elements = self.markup.elements
        index = 0
        open_: list[int] = []
        for start, end in spans:
            while index < len(elements) and elements[index].start < start:
                open_.append(index)
                index += 1
            while open_ and elements[open_[-1]].stop <= start:
                open_.pop()
            if b"(" not in self.data[start:end]:
                continue
            around = open_[-1] if open_ else -1
            value = self.expression(start + 2, end - 2, inside[around], scopes[around])
            if any(isinstance(node, ir.Call) for node in ir.walk(value)):
                self.function.body.append(ir.Evaluate(start + 2, end - 2, value, inside[around]))
