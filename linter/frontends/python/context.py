"""The state of lowering one Python text: what we read, where statements go, and the dispatch by node kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from tree_sitter import Node

from linter import ir
from linter.frontends.builder import FunctionBuilder, ModuleBuilder

MAX_DEPTH = 150
"""
Nested constructs that are lowered; what is deeper becomes ``Opaque``. Each takes three interpreter frames, at most, and
the interpreter gives a thousand to us and to whoever has asked for this file.
"""
MAX_RESTS = 200
"""Early exits of one function after which what follows still gets a block of its own."""
MAX_FAULTS = 20
"""Faults that are reported for one text."""

Handler: TypeAlias = "Callable[[Unit, Node], ir.Expr]"
StatementHandler: TypeAlias = "Callable[[Unit, Node], bool]"


class Tables(NamedTuple):
    """
    How each kind of node is lowered, by its number; every number of the grammar has an entry.

    ``leaves`` holds None for a kind that nests. A statement handler says whether control never reaches what follows.
    """

    leaves: dict[int, Handler | None]
    composites: dict[int, Handler]
    statements: dict[int, StatementHandler]


class Scope(NamedTuple):
    """What belongs to the function, or class body, that is being lowered; kept while one inside it is."""

    function: FunctionBuilder
    block: int
    owner: int
    fields: list[ir.ClassField] | None
    bound: set[str]
    renamed: dict[str, str]
    rests: int


class Unit:
    """
    A text under lowering.

    ``function``, ``body`` and ``block`` say where statements go. In a class body ``owner`` is the index of the class
    and ``fields`` takes its fields; elsewhere they are -1 and None. ``bound`` are the names that the function has
    assigned so far, ``renamed`` those of a comprehension that must not touch a name of the function around it.
    """

    __slots__ = (
        "block",
        "body",
        "bound",
        "builder",
        "composites",
        "data",
        "depth",
        "fields",
        "function",
        "leaves",
        "members",
        "owner",
        "renamed",
        "renames",
        "rests",
        "statements",
        "words",
    )

    def __init__(self, data: bytes, tables: Tables, builder: ModuleBuilder) -> None:
        self.data = data
        self.builder = builder
        self.leaves = tables.leaves
        self.composites = tables.composites
        self.statements = tables.statements
        self.function = builder.functions[0]
        self.body = self.function.body
        self.block = 0
        self.owner = -1
        self.fields: list[ir.ClassField] | None = None
        self.bound: set[str] = set()
        self.renamed: dict[str, str] = {}
        self.renames = 0
        self.rests = 0
        self.depth = 0
        self.words: dict[bytes, str] = {}
        """Bytes of a name -> the name: a name is decoded once, and its uses share the text."""
        self.members: dict[bytes, str] = {}
        """The same for ``.name``, the text between an object and the end of its attribute."""

    # ---------------------------------------------------------------------------------------------- reading

    def text(self, node: Node) -> str:
        """Give the text of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def word(self, node: Node) -> str:
        """Give the text of a name."""
        raw = self.data[node.start_byte : node.end_byte]
        known = self.words.get(raw)
        if known is None:
            known = self.words[raw] = raw.decode("utf-8", "replace")
        return known

    # --------------------------------------------------------------------------------------------- lowering

    def expression(self, node: Node) -> ir.Expr:
        """Lower an expression. What is assigned inside it becomes statements at the current block."""
        kind = node.kind_id
        leaf = self.leaves[kind]
        if leaf is not None:
            return leaf(self, node)
        if self.depth >= MAX_DEPTH:
            return self.too_deep(node)
        self.depth += 1
        value = self.composites[kind](self, node)
        self.depth -= 1
        return value

    def statement(self, node: Node) -> bool:
        """Lower a statement at the current block; True when control never reaches what follows it."""
        if self.depth >= MAX_DEPTH:
            self.too_deep(node)
            return False
        self.depth += 1
        leaves = self.statements[node.kind_id](self, node)
        self.depth -= 1
        return leaves

    def too_deep(self, node: Node) -> ir.Expr:
        """Give up on a construct that is nested past all reason, and say so."""
        self.fault(node.start_byte, node.end_byte, "nested too deeply")
        return ir.Opaque(node.start_byte, node.end_byte)

    # ---------------------------------------------------------------------------------------------- scopes

    def enter(self, function: FunctionBuilder) -> Scope:
        """Turn to the body of a function; give what to ``leave`` to."""
        kept = self._scope()
        self.function = function
        self.body = function.body
        self.block = 0
        self.owner = -1
        self.fields = None
        self.bound = set()
        self.renamed = {}
        self.rests = 0
        return kept

    def enter_class(self, index: int, fields: list[ir.ClassField]) -> Scope:
        """Turn to the body of a class, whose statements are the function's around; give what to ``leave`` to."""
        kept = self._scope()
        self.owner = index
        self.fields = fields
        return kept

    def leave(self, kept: Scope) -> None:
        """Turn back to where ``enter`` or ``enter_class`` was called."""
        self.function = kept.function
        self.body = kept.function.body
        self.block = kept.block
        self.owner = kept.owner
        self.fields = kept.fields
        self.bound = kept.bound
        self.renamed = kept.renamed
        self.rests = kept.rests

    def _scope(self) -> Scope:
        return Scope(self.function, self.block, self.owner, self.fields, self.bound, self.renamed, self.rests)

    def rest(self, guard: ir.Expr, *, negated: bool, group: int = -1) -> None:
        """Let what follows stand under a condition: another branch has left."""
        if self.rests < MAX_RESTS:
            self.rests += 1
            self.block = self.function.block(self.block, "rest", guard, negated, group)

    # ---------------------------------------------------------------------------------------------- writing

    def fault(self, start: int, end: int, reason: str) -> None:
        """Say that a stretch could not be read."""
        faults = self.builder.faults
        if len(faults) < MAX_FAULTS:
            faults.append(ir.Fault(start, end, reason))

    def assign(self, start: int, end: int, target: ir.Expr, value: ir.Expr, annotation: ir.Expr | None = None) -> None:
        """Write ``target <- value``; a name in a class body becomes a field. ``start`` and ``end`` span both."""
        if isinstance(target, ir.Name):
            if self.fields is not None:
                self.fields.append(ir.ClassField(target.start, target.end, target.id, value, annotation))
                return
            self.bound.add(target.id)
        self.body.append(ir.Assign(start, end, target, value, self.block, False, annotation))

    def evaluate(self, value: ir.Expr) -> None:
        """Write an expression that is evaluated for what it does; a literal does nothing."""
        if not isinstance(value, ir.Constant):
            self.body.append(ir.Evaluate(value.start, value.end, value, self.block))
