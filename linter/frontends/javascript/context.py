"""The state of lowering one stretch of JavaScript: where we read, where we write, and the dispatch by node kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from tree_sitter import Node

from linter import ir
from linter.frontends.builder import FunctionBuilder, ModuleBuilder
from linter.frontends.javascript.grammar import Grammar

MAX_DEPTH = 150
"""Nested constructs that are lowered; what is deeper becomes ``Opaque``. Three interpreter frames each, at most."""
MAX_FAULTS = 20
"""Faults that are reported for one text."""

PASSING = frozenset(
    {
        "useCallback",
        "useEvent",
        "useEventCallback",
        "memo",
        "forwardRef",
        "observer",
        "debounce",
        "throttle",
        "once",
        "action",
        "asyncHandler",
        "catchAsync",
        "withErrorHandling",
        "task",
    }
)
"""Functions that give back the function that they get, under the name that the code around has for the result."""

Piece: TypeAlias = "Callable[[Script, bytes, int, Sequence[Hole]], None]"
Handler: TypeAlias = "Callable[[Script, Node], ir.Expr]"
StatementHandler: TypeAlias = "Callable[[Script, Node], bool]"


class Hole(NamedTuple):
    """A stretch of the masked text (absolute, half open) and the expression that stands for it."""

    start: int
    end: int
    value: ir.Expr


class Hint(NamedTuple):
    """What the code around a function or class calls it, and the type annotation of the variable that holds it."""

    name: str
    declared: Node | None = None
    kind: str = "function"
    """``method`` where the name is a property, which no plain name in the code means."""


class Tables(NamedTuple):
    """
    How each kind of node is lowered, by its number.

    Every number of the grammar has an entry in ``leaves`` and ``composites``; ``leaves`` holds None for a kind that
    nests. A statement handler says whether control never reaches what follows.
    """

    leaves: dict[int, Handler | None]
    careful: dict[int, Handler | None]
    """As ``leaves``, for texts with holes or errors."""
    composites: dict[int, Handler]
    statements: dict[int, StatementHandler]


class Script:
    """
    A text under lowering.

    ``data`` is the text, ``base`` its offset in the file: every span made is absolute. ``function``, ``body`` and
    ``block`` say where statements go; ``tag`` is the JSX element around, ``component`` the class of the options object
    around (-1 for none).
    """

    __slots__ = (
        "base",
        "block",
        "body",
        "builder",
        "chains",
        "component",
        "composites",
        "data",
        "depth",
        "function",
        "grammar",
        "hints",
        "holes",
        "kinds",
        "leaves",
        "modular",
        "piece",
        "skip",
        "slots",
        "statements",
        "tables",
        "tag",
    )

    def __init__(
        self,
        data: bytes,
        base: int,
        grammar: Grammar,
        tables: Tables,
        builder: ModuleBuilder,
        function: FunctionBuilder,
        block: int,
        piece: Piece,
        holes: Sequence[Hole] = (),
    ) -> None:
        self.data = data
        self.base = base
        self.grammar = grammar
        self.kinds = grammar.kinds
        self.skip = grammar.skip
        self.tables = tables
        self.leaves = tables.leaves
        self.composites = tables.composites
        self.statements = tables.statements
        kinds = grammar.kinds
        self.chains = frozenset((kinds.member_expression, kinds.call_expression, kinds.subscript_expression))
        self.builder = builder
        self.function = function
        self.body = function.body
        self.block = block
        self.piece = piece
        """Lowers a script that stands inside a literal, at the current block."""
        self.holes = holes
        self.hints: dict[int, Hint] = {}
        self.depth = 0
        self.slots: dict[int, ir.Expr] | None = None
        """While a script element is lowered: the substitutions of the template literals in it, by their offset."""
        self.tag = -1
        self.component = -1
        self.modular = False
        """True once the text was seen to import or export: its top level is not the page's."""

    # ---------------------------------------------------------------------------------------------- reading

    def text(self, node: Node) -> str:
        """Give the text of a node."""
        return self.data[node.start_byte : node.end_byte].decode()

    def inner(self, node: Node) -> list[Node]:
        """Give the children of a node that mean something: no tokens, no comments."""
        skip = self.skip
        return [kid for kid in node.children if kid.kind_id not in skip]

    def only(self, node: Node) -> Node | None:
        """Give the first child that means something."""
        skip = self.skip
        for kid in node.children:
            if kid.kind_id not in skip:
                return kid
        return None

    def strip(self, node: Node) -> Node:
        """Give what stands inside parentheses, ``await`` and type assertions."""
        transparent = self.grammar.transparent
        while node.kind_id in transparent:
            kids = self.inner(node)
            if not kids:
                break
            node = kids[-1] if self.grammar.names[node.kind_id] == "type_assertion" else kids[0]
        return node

    # --------------------------------------------------------------------------------------------- lowering

    def expression(self, node: Node) -> ir.Expr:
        """Lower an expression. Assignments and sequences inside it become statements at the current block."""
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
        start, end = node.start_byte + self.base, node.end_byte + self.base
        self.fault(start, end, "nested too deeply")
        return ir.Opaque(start, end)

    def hint(self, node: Node, name: str, declared: Node | None = None, kind: str = "function") -> None:
        """Tell a function or class, lowered next, by which name the code around knows it."""
        node = self.strip(node)
        number = node.kind_id
        if number in self.grammar.functions or number in self.grammar.classes:
            self.hints[node.id] = Hint(name, declared, kind)
        elif number == self.kinds.call_expression:
            kids = self.inner(node)
            if len(kids) > 1 and self.text(kids[0]).rpartition(".")[2] in PASSING:
                first = self.only(kids[-1])
                if first is not None and first.kind_id in self.grammar.functions:
                    self.hints[first.id] = Hint(name, declared, kind)

    # ---------------------------------------------------------------------------------------------- writing

    def fault(self, start: int, end: int, reason: str) -> None:
        """Say that a stretch (absolute) could not be read."""
        faults = self.builder.faults
        if len(faults) < MAX_FAULTS:
            faults.append(ir.Fault(start, end, reason))

    def assign(self, start: int, end: int, target: ir.Expr, value: ir.Expr, declares: bool = False) -> None:
        """Write ``target <- value`` at the current block; ``start`` and ``end`` span both."""
        self.body.append(ir.Assign(start, end, target, value, self.block, declares))

    def evaluate(self, value: ir.Expr) -> None:
        """Write an expression that is evaluated for what it does; a literal does nothing."""
        if not isinstance(value, ir.Constant):
            self.body.append(ir.Evaluate(value.start, value.end, value, self.block))
