"""The state of lowering one stretch of PHP, and the shape of its handlers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

import tree_sitter_php
from tree_sitter import Language, Node, Parser

from linter import ir
from linter.frontends.builder import FunctionBuilder, ModuleBuilder
from linter.frontends.templates.reading import Reading

MAX_DEPTH = 120
"""Nested constructs that are lowered; what is deeper becomes ``Opaque``."""

SKIPPED = frozenset({"comment", "text_interpolation", "text", "php_tag", "php_end_tag", "attribute_list"})


@cache
def parser(*, mixed: bool) -> Parser:
    """Give the parser of PHP; ``mixed`` for files in which ``<?php`` begins the code."""
    grammar = tree_sitter_php.language_php() if mixed else tree_sitter_php.language_php_only()
    return Parser(Language(grammar))


@dataclass(slots=True)
class Chunk:
    """One ``<?php ... ?>`` and what it prints."""

    start: int
    end: int
    echo: bool
    """True for ``<?= ... ?>``."""
    parts: list[ir.Hole] = field(default_factory=list)
    """What it prints, each with the place in which it is evaluated."""

    def printed(self) -> ir.Hole | None:
        """Give all that it prints as one hole, or None when it prints nothing."""
        if not self.parts:
            return None
        first = self.parts[0]
        if len(self.parts) == 1:
            return ir.Hole(self.start, self.end, first.value, first.block, first.function)
        together = all(p.block == first.block and p.function == first.function for p in self.parts)
        kind = ir.Text if together else ir.Choice
        return ir.Hole(self.start, self.end, kind(self.start, self.end, tuple(self.parts)), first.block, first.function)


class Php:
    """
    A stretch of PHP under lowering: ``data`` is its text, ``base`` its offset in the file.

    Statements go where ``reading`` stands (its ``scope`` and ``block``). ``chunks`` are the stretches of code between
    HTML; empty for code without any.
    """

    def __init__(self, data: bytes, base: int, reading: Reading, chunks: list[Chunk] | None = None) -> None:
        self.data = data
        self.base = base
        self.reading = reading
        self.builder: ModuleBuilder = reading.builder
        self.chunks = chunks or []
        self._starts = [c.start for c in self.chunks]
        self.depth = 0
        self.owner = -1
        """The class around, as an index in ``ModuleBuilder.classes``; -1 outside."""
        self.methods: list[int] = []

    def text(self, node: Node) -> str:
        """Give the text of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def span(self, node: Node) -> tuple[int, int]:
        """Give the absolute span of a node."""
        # What was put around a piece of a template to read it alone may end up inside an error.
        last = len(self.reading.data)
        start = min(max(node.start_byte + self.base, 0), last)
        return start, min(max(node.end_byte + self.base, start), last)

    @staticmethod
    def inner(node: Node) -> list[Node]:
        """Give the named children of a node that are code."""
        return [kid for kid in node.named_children if kid.type not in SKIPPED]

    def chunk_at(self, offset: int) -> Chunk | None:
        """Give the stretch of code in which an absolute place lies."""
        index = bisect_right(self._starts, offset) - 1
        return self.chunks[index] if index >= 0 else None

    def printed(self, node: Node, value: ir.Expr) -> None:
        """Record that the code at ``node`` prints ``value``."""
        chunk = self.chunk_at(node.start_byte + self.base)
        if chunk is None:
            self.reading.evaluate(value.start, value.end, value)
            return
        function = -1 if self.reading.scope is self.reading.function else self.reading.scope.index
        chunk.parts.append(ir.Hole(value.start, value.end, value, self.reading.block, function))

    def begin(self, node: Node, name: str) -> tuple[FunctionBuilder, FunctionBuilder, int, int]:
        """Begin a function at the current place; give it and what ``leave`` needs to come back."""
        reading = self.reading
        start, end = self.span(node)
        made = self.builder.function(name, start, end)
        made.parent, made.parent_block = reading.scope.index, reading.block
        return made, reading.scope, reading.block, reading.page_block

    def enter(self, node: Node, made: FunctionBuilder) -> None:
        """Continue inside a function, from ``node`` on."""
        self.reading.go(node.start_byte + self.base, made, 0, self.reading.page_block)

    def leave(self, node: Node, came_from: tuple[FunctionBuilder, int, int]) -> None:
        """Continue behind a function that ends with ``node``."""
        self.reading.go(node.end_byte + self.base, *came_from)


Handler: TypeAlias = "Callable[[Php, Node], ir.Expr]"
