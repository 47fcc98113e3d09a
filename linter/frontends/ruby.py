"""
Ruby expressions and statements, as ERB templates hold them.

A method without arguments is a member (``current_user.email``), one that is known to make something new of its
receiver a call (``email.downcase``). Symbols are their names; ``params[:q]`` is a member.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import tree_sitter_ruby
from tree_sitter import Language, Node, Parser

from linter import ir
from linter.frontends.templates.reading import Reading

MAX_DEPTH = 100
OPERATIONS = frozenset({
    "to_json", "to_s", "to_i", "to_f", "to_sym", "to_a", "to_h", "to_param", "to_query", "html_safe", "as_json",
    "inspect", "downcase", "upcase", "strip", "capitalize", "titleize", "titlecase", "humanize", "squish", "chomp",
    "length", "size", "count", "join", "compact", "uniq", "reverse", "sort", "flatten", "keys", "values",
    "presence", "parameterize", "underscore", "camelize", "dasherize", "hash", "hexdigest", "digest",
    "to_formatted_s", "iso8601", "round", "floor", "ceil", "abs",
})  # fmt: skip
_ITEMS = frozenset({"first", "last", "sample", "take"})
_SAME = {"or": "||", "and": "&&", "not": "!"}


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_ruby.language()))


class Ruby:
    """A piece of Ruby under lowering: ``data`` is its text, ``base`` its offset in the file."""

    def __init__(self, data: bytes, base: int, reading: Reading) -> None:
        self.data = data
        self.base = base
        self.reading = reading
        self.depth = 0

    def text(self, node: Node) -> str:
        """Give the text of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def span(self, node: Node) -> tuple[int, int]:
        """Give the absolute span of a node."""
        return node.start_byte + self.base, node.end_byte + self.base

    @staticmethod
    def inner(node: Node | None) -> list[Node]:
        """Give the named children of a node that are code."""
        return [kid for kid in node.named_children if kid.type != "comment"] if node is not None else []

    # ----------------------------------------------------------------------------------------- statements

    def statements(self, nodes: Sequence[Node], *, returns: bool = False) -> None:
        """Lower statements where ``reading`` stands; the last one is given back where a function does so."""
        for position, node in enumerate(nodes):
            self.statement(node, last=returns and position == len(nodes) - 1)

    def statement(self, node: Node, *, last: bool = False) -> None:
        """Lower one statement."""
        reading = self.reading
        if self.depth > MAX_DEPTH:
            return
        self.depth += 1
        if node.type in {"if", "unless", "if_modifier", "unless_modifier", "elsif"}:
            self._if(node, last=last)
        elif node.type in {
            "then",
            "else",
            "begin",
            "body_statement",
            "block_body",
            "parenthesized_statements",
            "ensure",
        }:
            self.statements(self.inner(node), returns=last)
        elif node.type == "return":
            for kid in self.inner(node):
                value = self.expression(kid)
                reading.scope.body.append(ir.Return(*self.span(node), value, reading.block))
        else:
            value = self.expression(node)
            if last:
                reading.scope.body.append(ir.Return(*self.span(node), value, reading.block))
            elif node.type not in {"assignment", "operator_assignment"} and not isinstance(value, ir.Constant):
                reading.evaluate(*self.span(node), value)
        self.depth -= 1

    def _if(self, node: Node, *, last: bool) -> None:
        reading = self.reading
        condition = node.child_by_field_name("condition")
        test = self.expression(condition) if condition is not None else ir.Opaque(*self.span(node))
        reading.evaluate(test.start, test.end, test)
        negated = node.type.startswith("unless")
        scope, block, group = reading.scope, reading.block, reading.scope.group()
        body = node.child_by_field_name("consequence") or node.child_by_field_name("body")
        start, end = self.span(node)
        reading.enter(start, "branch", test, negated=negated, group=group)
        if body is not None:
            self.statement(body, last=last)
        reading.go(end, scope, block)
        other = node.child_by_field_name("alternative")
        if other is not None:
            reading.enter(end, "branch", test, negated=not negated, group=group)
            self.statement(other, last=last)
            reading.go(end, scope, block)

    # ---------------------------------------------------------------------------------------- expressions

    def expression(self, node: Node) -> ir.Expr:
        """Lower one expression."""
        if self.depth > MAX_DEPTH:
            return ir.Opaque(*self.span(node))
        self.depth += 1
        value = _HANDLERS.get(node.type, Ruby.opaque)(self, node)
        self.depth -= 1
        return value

    def _field(self, node: Node, name: str) -> ir.Expr:
        found = node.child_by_field_name(name)
        return self.expression(found) if found is not None else ir.Constant(*self.span(node))

    def opaque(self, node: Node) -> ir.Expr:
        return ir.Opaque(*self.span(node), tuple(self.expression(kid) for kid in self.inner(node)))

    def inside(self, node: Node) -> ir.Expr:
        kids = self.inner(node)
        return self.expression(kids[-1]) if kids else ir.Constant(*self.span(node))

    def variable(self, node: Node) -> ir.Expr:
        return ir.Name(*self.span(node), self.text(node))

    def constant(self, node: Node) -> ir.Expr:
        text = self.text(node)
        value: ir.Scalar = {"true": True, "false": False}.get(text)
        if node.type == "integer":
            digits = text.replace("_", "")
            value = int(digits) if digits.isdigit() and len(digits) < 400 else 0
        elif node.type == "float":
            value = float(text.replace("_", "")) if len(text) < 400 else 0.0
        return ir.Constant(*self.span(node), value)

    def symbol(self, node: Node) -> ir.Expr:
        return ir.Constant(*self.span(node), self.text(node).strip(':"'))

    def joined(self, node: Node) -> ir.Expr:
        parts: list[ir.Expr] = []
        for kid in node.named_children:
            if kid.type == "interpolation":
                parts.append(self.inside(kid))
            else:
                text = self.text(kid)
                if kid.type == "escape_sequence":
                    text = {"\\n": "\n", "\\t": "\t"}.get(text, text[1:])
                parts.append(ir.Constant(*self.span(kid), text))
        span = self.span(node)
        if not parts:
            return ir.Constant(*span, "")
        if all(isinstance(part, ir.Constant) for part in parts):
            return ir.Constant(*span, "".join(str(p.value) for p in parts if isinstance(p, ir.Constant)))
        return ir.Text(*span, tuple(parts))

    def words(self, node: Node) -> ir.Expr:
        return ir.Sequence(*self.span(node), tuple(ir.Constant(*self.span(k), self.text(k)) for k in self.inner(node)))

    def scope(self, node: Node) -> ir.Expr:
        name = node.child_by_field_name("name")
        scope = node.child_by_field_name("scope")
        if scope is None or name is None:
            return ir.Name(*self.span(node), self.text(node).lstrip(":"))
        return ir.Member(*self.span(node), self.expression(scope), self.text(name))

    def element(self, node: Node) -> ir.Expr:
        base = self._field(node, "object")
        kids = self.inner(node)[1:]
        if not kids:
            return base
        index = self.expression(kids[0])
        if isinstance(index, ir.Constant) and isinstance(index.value, (str, int)):
            return ir.Member(*self.span(node), base, str(index.value))
        return ir.Index(*self.span(node), base, index)

    def call(self, node: Node) -> ir.Expr:
        receiver = node.child_by_field_name("receiver")
        method = node.child_by_field_name("method")
        name = self.text(method) if method is not None else "call"
        start, end = self.span(node)
        base = self.expression(receiver) if receiver is not None else None
        positional, keywords = self.arguments(node.child_by_field_name("arguments"))
        block = node.child_by_field_name("block")
        if block is not None:
            positional = (*positional, self.function(block))
        if base is None:
            callee: ir.Expr = ir.Name(start, start + len(name.encode()), name)
            return ir.Call(start, end, callee, positional, keywords)
        if name.endswith("?"):
            asked = ir.Call(start, end, ir.Member(start, end, base, name), positional, keywords)
            return ir.Operation(start, end, "?", (asked,))
        if not positional and not keywords:
            if name in _ITEMS:
                return ir.Item(start, end, base)
            if name == "new":
                return ir.Call(start, end, base, new=True)
            member = ir.Member(start, end, base, name)
            return ir.Call(start, end, member) if name in OPERATIONS else member
        if name == "new":
            return ir.Call(start, end, base, positional, keywords, new=True)
        if name in {"fetch", "dig", "try", "send", "public_send"} and isinstance(positional[0], ir.Constant):
            value = base
            for key in positional if name == "dig" else positional[:1]:
                if isinstance(key, ir.Constant):
                    value = ir.Member(start, end, value, str(key.value))
            if name == "fetch" and len(positional) > 1:
                return ir.Choice(start, end, (value, positional[1]))
            return value
        return ir.Call(start, end, ir.Member(start, end, base, name), positional, keywords)

    def arguments(self, node: Node | None) -> tuple[tuple[ir.Expr, ...], tuple[ir.Keyword | ir.Spread, ...]]:
        """Lower a list of arguments; ``a: b`` are keywords."""
        positional: list[ir.Expr] = []
        keywords: list[ir.Keyword | ir.Spread] = []
        for kid in self.inner(node):
            if kid.type == "pair":
                key = kid.child_by_field_name("key")
                value = kid.child_by_field_name("value")
                name = self.text(key).strip(":\"'") if key is not None else ""
                given = self.expression(value) if value is not None else ir.Name(*self.span(kid), name)
                keywords.append(ir.Keyword(*self.span(kid), name, given))
            elif kid.type == "hash_splat_argument":
                keywords.append(ir.Spread(*self.span(kid), self.inside(kid)))
            elif kid.type == "block_argument":
                positional.append(ir.Opaque(*self.span(kid), (self.inside(kid),)))
            elif kid.type == "splat_argument":
                positional.append(ir.Spread(*self.span(kid), self.inside(kid)))
            else:
                positional.append(self.expression(kid))
        return tuple(positional), tuple(keywords)

    def function(self, node: Node) -> ir.Expr:
        """Lower a block, a lambda or a method to a function; its last expression is what it gives."""
        reading = self.reading
        start, end = self.span(node)
        name = node.child_by_field_name("name")
        made = reading.builder.function(self.text(name) if name is not None else "", start, end)
        made.parent, made.parent_block = reading.scope.index, reading.block
        came_from = (reading.scope, reading.block, reading.page_block)
        reading.go(start, made, 0, reading.page_block)
        for parameter in self.inner(node.child_by_field_name("parameters")):
            named = parameter.child_by_field_name("name") or parameter
            default = parameter.child_by_field_name("value")
            made.parameters.append(
                ir.Parameter(
                    *self.span(parameter),
                    self.text(named).lstrip("*&"),
                    default=self.expression(default) if default is not None else None,
                )
            )
        body = node.child_by_field_name("body")
        if body is not None:
            self.statements(self.inner(body) if body.type != "block" else self.inner(body)[-1:], returns=True)
        reading.go(end, *came_from)
        return ir.Lambda(start, end, made.index)

    def array(self, node: Node) -> ir.Expr:
        positional, keywords = self.arguments(node)
        return ir.Sequence(*self.span(node), (*positional, *(k.value for k in keywords)))

    def record(self, node: Node) -> ir.Expr:
        entries: list[ir.Field | ir.Spread] = []
        for kid in self.inner(node):
            if kid.type == "hash_splat_argument":
                entries.append(ir.Spread(*self.span(kid), self.inside(kid)))
                continue
            key = kid.child_by_field_name("key")
            value = kid.child_by_field_name("value")
            if key is None:
                continue
            given: ir.Expr = self.expression(value) if value is not None else self.variable(key)
            named = self.expression(key) if key.type != "hash_key_symbol" else self.symbol(key)
            if isinstance(named, ir.Constant) and named.value is not None:
                entries.append(ir.Field(*self.span(kid), str(named.value), given))
            else:
                entries.append(ir.Field(*self.span(kid), "", given, named))
        return ir.Record(*self.span(node), tuple(entries))

    def binary(self, node: Node) -> ir.Expr:
        links: list[Node] = []
        current = node
        while current.type == "binary":
            links.append(current)
            left = current.child_by_field_name("left")
            if left is None:
                return self.opaque(node)
            current = left
        value = self.expression(current)
        for count, link in enumerate(reversed(links)):
            operator = link.child_by_field_name("operator")
            word = self.text(operator) if operator is not None else ""
            right = self._field(link, "right")
            if count > MAX_DEPTH and word not in {"+", "||", "&&"}:
                value = ir.Opaque(*self.span(link))
            value = _operation(self.span(link), _SAME.get(word, word), value, right)
        return value

    def unary(self, node: Node) -> ir.Expr:
        return ir.Operation(*self.span(node), _SAME.get(self.text(node)[:3], self.text(node)[:1]), (self.inside(node),))

    def conditional(self, node: Node) -> ir.Expr:
        test = self._field(node, "condition")
        kids = (node.child_by_field_name("consequence"), node.child_by_field_name("alternative"))
        body = node.child_by_field_name("body")
        options = tuple(self._value(kid) for kid in (*kids, body) if kid is not None)
        return ir.Choice(*self.span(node), options, test)

    def _value(self, node: Node) -> ir.Expr:
        if node.type in {"then", "else"}:
            return self.inside(node)
        return self.expression(node)

    def chosen(self, node: Node) -> ir.Expr:
        options = []
        for kid in self.inner(node):
            body = kid.child_by_field_name("body") if kid.type == "when" else kid if kid.type == "else" else None
            if body is not None:
                options.append(self.inside(body))
        return ir.Choice(*self.span(node), tuple(options), self._field(node, "value"))

    def assignment(self, node: Node) -> ir.Expr:
        left = node.child_by_field_name("left")
        value = self._field(node, "right")
        if left is None:
            return value
        if left.type == "left_assignment_list":
            for position, kid in enumerate(self.inner(left)):
                member = ir.Member(value.start, value.end, value, str(position))
                self.reading.assign(*self.span(node), self.expression(kid), member)
            return value
        target = self.expression(left)
        if node.type == "operator_assignment":
            operator = node.child_by_field_name("operator")
            word = self.text(operator).removesuffix("=") if operator is not None else ""
            value = _operation(self.span(node), word, target, value)
        self.reading.assign(*self.span(node), target, value)
        return target

    def yielded(self, node: Node) -> ir.Expr:
        kids = self.inner(node)
        positional, keywords = self.arguments(kids[0]) if kids else ((), ())
        start, end = self.span(node)
        return ir.Call(start, end, ir.Name(start, start, "%include"), positional, keywords)


def _operation(span: tuple[int, int], word: str, left: ir.Expr, right: ir.Expr) -> ir.Expr:
    if word in {"+", "<<"}:
        head = left.parts if isinstance(left, ir.Text) else (left,)
        return ir.Text(*span, (*head, right))
    if word == "&&":
        # It is the right side or nothing; the left side only decides.
        tests: tuple[ir.Expr, ...] = (left,)
        if isinstance(left, ir.Choice) and len(left.options) == 1 and isinstance(left.test, ir.Operation):
            tests = (*left.test.operands, *left.options)
        return ir.Choice(*span, (right,), ir.Operation(*span, "&&", tests))
    if word == "||":
        options = left.options if isinstance(left, ir.Choice) and left.test is None else (left,)
        return ir.Choice(*span, (*options, right))
    return ir.Operation(*span, word, (left, right))


_HANDLERS: dict[str, Callable[[Ruby, Node], ir.Expr]] = {
    **dict.fromkeys(
        ("identifier", "instance_variable", "class_variable", "global_variable", "constant", "self", "super"),
        Ruby.variable,
    ),
    **dict.fromkeys(("integer", "float", "true", "false", "nil"), Ruby.constant),
    **dict.fromkeys(("simple_symbol", "hash_key_symbol"), Ruby.symbol),
    **dict.fromkeys(("string", "delimited_symbol", "chained_string", "subshell", "bare_string"), Ruby.joined),
    **dict.fromkeys(("string_array", "symbol_array"), Ruby.words),
    **dict.fromkeys(("lambda", "method", "block", "do_block"), Ruby.function),
    **dict.fromkeys(("if", "unless", "conditional", "if_modifier", "unless_modifier", "elsif"), Ruby.conditional),
    **dict.fromkeys(("assignment", "operator_assignment"), Ruby.assignment),
    **dict.fromkeys(("parenthesized_statements", "begin", "body_statement", "then", "else"), Ruby.inside),
    "scope_resolution": Ruby.scope,
    "element_reference": Ruby.element,
    "call": Ruby.call,
    "array": Ruby.array,
    "hash": Ruby.record,
    "binary": Ruby.binary,
    "unary": Ruby.unary,
    "case": Ruby.chosen,
    "yield": Ruby.yielded,
}


def ruby_value(reading: Reading, start: int, end: int) -> ir.Expr:
    """Lower a piece of the template as one expression; statements before the last one go where ``reading`` stands."""
    piece = reading.data[start:end]
    root = _parser().parse(piece).root_node
    ruby = Ruby(piece, start, reading)
    nodes = ruby.inner(root)
    if not nodes:
        return ir.Constant(start, end, "")
    ruby.statements(nodes[:-1])
    return ruby.expression(nodes[-1])


def ruby_code(reading: Reading, start: int, end: int) -> None:
    """Lower a piece of the template as statements."""
    piece = reading.data[start:end]
    root = _parser().parse(piece).root_node
    ruby = Ruby(piece, start, reading)
    ruby.statements(ruby.inner(root))
