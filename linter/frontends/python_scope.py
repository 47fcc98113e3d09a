"""Where Python statements are written to: the function, class and block that the lowering is in."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from linter import ir
from linter.frontends.builder import FunctionBuilder, ModuleBuilder

MAX_DEPTH = 150
MAX_FAULTS = 50


class Scope:
    """The place that statements are written to; one for a module, moved along by the lowering."""

    def __init__(self, builder: ModuleBuilder, data: bytes) -> None:
        self.builder = builder
        self.data = data
        self.current: FunctionBuilder = builder.functions[0]
        self.block = 0
        self.depth = 0
        self.make_function: Callable[[Scope, Node, str], ir.Expr]
        self.expression: Callable[[Scope, Node | None], ir.Expr]

    @property
    def body(self) -> list[ir.Statement]:
        """The statements of the function that is being filled."""
        return self.current.body

    def text(self, node: Node) -> str:
        """Give the text of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def fault(self, node: Node, reason: str) -> None:
        """Say that a stretch could not be read."""
        if len(self.builder.faults) < MAX_FAULTS:
            self.builder.faults.append(ir.Fault(node.start_byte, node.end_byte, reason))

    def function(self, node: Node, name: str) -> ir.Expr:
        """Lower a function below the current place and give its value."""
        return self.make_function(self, node, name)

    def evaluate(self, value: ir.Expr) -> None:
        """Write an expression that is evaluated for what it does; a literal does nothing."""
        if not isinstance(value, ir.Constant):
            self.body.append(ir.Evaluate(value.start, value.end, value, self.block))

    def assign(self, node: Node, target: ir.Expr, value: ir.Expr) -> None:
        """Write ``target <- value`` with the span of ``node``."""
        self.body.append(ir.Assign(node.start_byte, node.end_byte, target, value, self.block))

    def bind(self, target: Node, value: ir.Expr, whole: Node) -> None:
        """Write the assignments that bring ``value`` into a target: a name, member, subscript or a list of targets."""
        kind = target.type
        if kind in (
            "pattern_list",
            "tuple_pattern",
            "list_pattern",
            "tuple",
            "list",
            "expression_list",
            "parenthesized_expression",
        ):
            items = [c for c in target.named_children if c.type not in ("comment", "ERROR")]
            paired = (
                list(value.items)
                if isinstance(value, ir.Sequence)
                and len(value.items) == len(items)
                and not any(isinstance(i, ir.Spread) for i in value.items)
                else None
            )
            if kind == "parenthesized_expression" and len(items) == 1:
                self.bind(items[0], value, whole)
                return
            taken: list[str] = []
            for position, item in enumerate(items):
                if item.type in ("list_splat_pattern", "list_splat"):
                    inner = item.named_children
                    if inner:
                        self.bind(inner[0], ir.Rest(value.start, value.end, value, tuple(taken)), whole)
                elif paired is not None:
                    self.bind(item, paired[position], whole)
                else:
                    taken.append(str(position))
                    self.bind(item, _element(value, position), whole)
            return
        if kind in ("as_pattern_target",):
            for child in target.named_children:
                self.bind(child, value, whole)
            return
        if kind in ("identifier", "attribute", "subscript", "keyword_identifier", "print", "exec"):
            place = self.expression(self, target)
            if isinstance(place, (ir.Name, ir.Member, ir.Index)):
                self.assign(whole, place, value)


def _element(value: ir.Expr, position: int) -> ir.Expr:
    """``for k, v in d.items()``: the second of a pair is the item; elsewhere the element at its position."""
    if isinstance(value, ir.Item) and isinstance(value.base, ir.Call) and isinstance(value.base.callee, ir.Member):
        if value.base.callee.key in ("items", "iteritems") and not value.base.arguments:
            source = value.base.callee.base
            return ir.Item(value.start, value.end, source) if position == 1 else ir.Opaque(value.start, value.end)
    if isinstance(value, ir.Item) and isinstance(value.base, ir.Call) and isinstance(value.base.callee, ir.Name):
        arguments = value.base.arguments
        if value.base.callee.id == "enumerate" and arguments:
            return ir.Item(value.start, value.end, arguments[0]) if position == 1 else ir.Opaque(value.start, value.end)
        if value.base.callee.id == "zip" and position < len(arguments):
            return ir.Item(value.start, value.end, arguments[position])
    return ir.Member(value.start, value.end, value, str(position))
