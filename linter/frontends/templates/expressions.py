"""
Expressions of the Django, Jinja, Twig and Liquid families: ``user.email|default:"x"|lower``.

One precedence-climbing reader for all of them; where they differ, a ``Grammar`` says how. What cannot be read is left
out: a template's value is the part of it that makes sense. A filter is a call of the name ``|filter`` whose first
argument is the piped value.
"""

from __future__ import annotations

from dataclasses import dataclass

from linter import ir
from linter.frontends.templates.lexer import Token, number_value, string_value, tokenize

_CONSTANTS: dict[str, ir.Scalar] = {
    "true": True,
    "false": False,
    "none": None,
    "null": None,
    "nil": None,
    "undefined": None,
}
_DEPTH = 40
_CHAIN = 100
"""Segments of one access or operator chain that are kept: what is built here must not nest without end."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How one dialect writes expressions."""

    colon: str = "one"
    """What follows ``|filter:``: ``one`` operand (Django), ``many`` (Liquid), ``none`` (Twig)."""
    dashes: bool = False
    """Names may hold hyphens."""
    ternary: bool = False
    """``a ? b : c``; else ``a if b else c``."""
    bare_keys: bool = False
    """``{a: 1}`` has the key ``a``; else ``a`` is a variable."""


JINJA = Grammar()
TWIG = Grammar(colon="none", ternary=True, bare_keys=True)
LIQUID = Grammar(colon="many", dashes=True)

_BINARY = {
    "or": 1,
    "||": 1,
    "and": 2,
    "&&": 2,
    "??": 3,
    "in": 5,
    "not": 5,  # not in
    "is": 5,
    "==": 5,
    "!=": 5,
    "<>": 5,
    "<": 5,
    ">": 5,
    "<=": 5,
    ">=": 5,
    "<=>": 5,
    "contains": 5,
    "matches": 5,
    "starts": 5,
    "ends": 5,
    "..": 6,
    "~": 7,
    "+": 8,
    "-": 8,
    "*": 9,
    "/": 9,
    "//": 9,
    "%": 9,
    "**": 10,
}
_WORDS = frozenset({"or", "and", "in", "not", "is", "contains", "matches", "starts", "ends", "if", "else"})


class ExpressionReader:
    """Reads the words of one tag or printed expression, from left to right."""

    def __init__(self, data: bytes, start: int, end: int, grammar: Grammar) -> None:
        self.grammar = grammar
        self.tokens = tokenize(data, start, end, dashes=grammar.dashes)
        self.at = 0
        self.depth = 0

    # ------------------------------------------------------------------------------------------ the words

    @property
    def token(self) -> Token:
        """The word that comes next."""
        return self.tokens[self.at]

    def peek(self, ahead: int = 1) -> Token:
        """Give a later word."""
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def next(self) -> Token:
        """Take one word."""
        token = self.tokens[self.at]
        if self.at < len(self.tokens) - 1:
            self.at += 1
        return token

    def take(self, *texts: str) -> Token | None:
        """Take the next word if it is one of these operators or keywords."""
        token = self.token
        if token.kind in {"op", "name"} and token.text in texts:
            return self.next()
        return None

    @property
    def done(self) -> bool:
        """True when no word is left."""
        return self.token.kind == "end"

    # ---------------------------------------------------------------------------------------- expressions

    def expression(self, *, conditional: bool = True) -> ir.Expr:
        """Read one expression; ``conditional`` is False where a following ``if`` belongs to somebody else."""
        if self.depth > _DEPTH:
            return self._give_up()
        self.depth += 1
        value = self._binary(1)
        if conditional:
            value = self._conditional(value)
        self.depth -= 1
        return value

    def _give_up(self) -> ir.Expr:
        start = self.token.start
        self.at = len(self.tokens) - 1
        return ir.Opaque(start, self.token.end)

    def _conditional(self, value: ir.Expr) -> ir.Expr:
        if self.grammar.ternary and self.token.kind == "op":
            if self.take("?:"):
                other = self.expression()
                return ir.Choice(value.start, other.end, (value, other))
            if self.take("?"):
                if self.take(":"):
                    other = self.expression()
                    return ir.Choice(value.start, other.end, (value, other))
                first = self.expression()
                second: ir.Expr = self.expression() if self.take(":") else ir.Constant(first.end, first.end, "")
                return ir.Choice(value.start, second.end, (first, second), value)
        elif self.take("if"):
            test = self.expression(conditional=False)
            other = self.expression() if self.take("else") else ir.Constant(test.end, test.end, "")
            return ir.Choice(value.start, other.end, (value, other), test)
        return value

    def _binary(self, lowest: int) -> ir.Expr:
        left = self._unary()
        grown = 0
        while True:
            token = self.token
            level = _BINARY.get(token.text, 0) if token.kind in {"op", "name"} else 0
            if level < lowest or level == 0 or (token.text == "not" and self.peek().text != "in"):
                return left
            grown += 1
            self.next()
            left = self._operation(token.text, left, level) if grown < _CHAIN else self._give_up()

    def _operation(self, operator: str, left: ir.Expr, level: int) -> ir.Expr:
        if operator == "is":
            return self._test(left)
        negated = False
        if operator == "not":
            operator, negated = "in", True
            self.next()
        elif operator in {"starts", "ends"}:
            self.take("with")
        self.depth += 1
        right = self._binary(level + 1) if self.depth <= _DEPTH else self._give_up()
        self.depth -= 1
        if operator in {"~", "+"}:
            head = left.parts if isinstance(left, ir.Text) else (left,)
            return ir.Text(left.start, right.end, (*head, right))
        if operator in {"or", "||", "and", "&&", "??"}:
            options = left.options if isinstance(left, ir.Choice) and left.test is None else (left,)
            return ir.Choice(left.start, right.end, (*options, right))
        made = ir.Operation(left.start, right.end, operator, (left, right))
        return ir.Operation(left.start, right.end, "!", (made,)) if negated else made

    def _test(self, left: ir.Expr) -> ir.Expr:
        negated = self.take("not") is not None
        end = self.token.end
        if self.token.kind == "name":
            word = self.next()
            end = word.end
            if word.text in {"divisible", "same"}:
                self.take("by", "as")
        if self.token.text == "(" and self.token.kind == "op":
            self.next()
            self.arguments(")")
            end = self.tokens[self.at - 1].end
        elif self.token.kind in {"string", "number"}:
            end = self.next().end
        made = ir.Operation(left.start, end, "is", (left,))
        return ir.Operation(left.start, end, "!", (made,)) if negated else made

    def _unary(self) -> ir.Expr:
        token = self.token
        if (token.kind == "op" and token.text in "-+!") or (token.kind == "name" and token.text == "not"):
            self.next()
            self.depth += 1
            operand = self._unary() if self.depth <= _DEPTH else self._give_up()
            self.depth -= 1
            if token.text in "-+" and isinstance(operand, ir.Constant) and isinstance(operand.value, (int, float)):
                return ir.Constant(token.start, operand.end, -operand.value if token.text == "-" else operand.value)
            return ir.Operation(token.start, operand.end, "!" if token.text == "not" else token.text, (operand,))
        return self.operand()

    def operand(self, *, filters: bool = True) -> ir.Expr:
        """Read a value with its members, calls and (unless told not to) filters."""
        value = self._primary()
        for _ in range(_CHAIN):
            token = self.token
            if token.kind != "op":
                return value
            if token.text in {".", "?."}:
                self.next()
                value = self._member(value)
            elif token.text == "[" and not token.spaced:
                self.next()
                value = self._index(value)
            elif token.text == "(" and not token.spaced:
                self.next()
                positional, keywords = self.arguments(")")
                value = ir.Call(value.start, self.tokens[self.at - 1].end, value, positional, keywords)
            elif token.text == "|" and filters:
                self.next()
                value = self._filter(value)
            else:
                return value
        return self._give_up()

    def _member(self, base: ir.Expr) -> ir.Expr:
        token = self.token
        if token.kind == "name":
            self.next()
            return ir.Member(base.start, token.end, base, token.text)
        if token.kind == "number":
            self.next()
            value = base
            for part in token.text.split("."):
                value = ir.Member(base.start, token.end, value, part)
            return value
        return base

    def _index(self, base: ir.Expr) -> ir.Expr:
        if self.token.text == ":" and self.token.kind == "op":
            inner: ir.Expr = ir.Constant(self.token.start, self.token.start)
        else:
            inner = self.expression()
        sliced = False
        while self.take(":"):
            sliced = True
            if self.token.text not in {":", "]"}:
                self.expression()
        closing = self.take("]")
        end = closing.end if closing else inner.end
        if sliced:
            return ir.Opaque(base.start, end, (base,))
        if isinstance(inner, ir.Constant) and isinstance(inner.value, (str, int)):
            return ir.Member(base.start, end, base, str(inner.value))
        return ir.Index(base.start, end, base, inner)

    def _filter(self, piped: ir.Expr) -> ir.Expr:
        name = self.token
        if name.kind != "name":
            return piped
        self.next()
        text = name.text
        while self.token.text == "." and self.peek().kind == "name":
            self.next()
            text += "." + self.next().text
        positional: list[ir.Expr] = [piped]
        keywords: tuple[ir.Keyword | ir.Spread, ...] = ()
        end = name.end
        if self.token.text == "(" and not self.token.spaced:
            self.next()
            more, keywords = self.arguments(")")
            positional.extend(more)
            end = self.tokens[self.at - 1].end
        elif self.grammar.colon == "one" and self.token.text == ":" and self.token.kind == "op":
            self.next()
            positional.append(self.operand(filters=False))
            end = positional[-1].end
        elif self.grammar.colon == "many" and self.take(":"):
            given, keywords = self._colon_arguments()
            positional.extend(given)
            end = self.tokens[self.at - 1].end
        callee = ir.Name(name.start, name.end, "|" + text)
        return ir.Call(piped.start, end, callee, tuple(positional), keywords)

    def _colon_arguments(self) -> tuple[list[ir.Expr], tuple[ir.Keyword | ir.Spread, ...]]:
        positional: list[ir.Expr] = []
        keywords: list[ir.Keyword | ir.Spread] = []
        while not self.done and self.token.text != "|":
            if self.token.kind == "name" and self.peek().text == ":" and self.peek().kind == "op":
                name = self.next()
                self.next()
                value = self.operand(filters=False)
                keywords.append(ir.Keyword(name.start, value.end, name.text, value))
            else:
                positional.append(self.operand(filters=False))
            if not self.take(","):
                break
        return positional, tuple(keywords)

    def arguments(self, closing: str) -> tuple[tuple[ir.Expr, ...], tuple[ir.Keyword | ir.Spread, ...]]:
        """Read arguments up to and with ``closing``: positional ones, and ``a=b`` or (Twig) ``a: b``."""
        positional: list[ir.Expr] = []
        keywords: list[ir.Keyword | ir.Spread] = []
        while not self.done and not (self.token.kind == "op" and self.token.text == closing):
            before = self.at
            star = self.take("*", "**", "...")
            if star:
                value = self.expression()
                spread = ir.Spread(star.start, value.end, value)
                (keywords if star.text == "**" else positional).append(spread)
            elif self.token.kind == "name" and self.peek().kind == "op" and self.peek().text in {"=", ":"}:
                name = self.next()
                self.next()
                value = self.expression()
                keywords.append(ir.Keyword(name.start, value.end, name.text, value))
            else:
                positional.append(self.expression())
            self.take(",")
            if self.at == before:
                self.next()
        self.take(closing)
        return tuple(positional), tuple(keywords)

    def loose_arguments(self, *stops: str) -> tuple[tuple[ir.Expr, ...], tuple[ir.Keyword | ir.Spread, ...]]:
        """Read the arguments of a tag, set apart by spaces or commas, up to one of the words ``stops`` or the end."""
        positional: list[ir.Expr] = []
        keywords: list[ir.Keyword | ir.Spread] = []
        while not self.done and not (self.token.kind == "name" and self.token.text in stops):
            before = self.at
            if self.token.kind == "name" and self.peek().kind == "op" and self.peek().text in {"=", ":"}:
                name = self.next()
                self.next()
                value = self.operand()
                keywords.append(ir.Keyword(name.start, value.end, name.text, value))
            elif self.token.kind == "op" and self.token.text not in "([{-":
                self.next()
            else:
                positional.append(self._unary())
            if self.at == before:
                self.next()
        return tuple(positional), tuple(keywords)

    # ------------------------------------------------------------------------------------------- primaries

    def _primary(self) -> ir.Expr:
        token = self.token
        if token.kind == "string":
            self.next()
            return ir.Constant(token.start, token.end, string_value(token.text))
        if token.kind == "number":
            self.next()
            return ir.Constant(token.start, token.end, number_value(token.text))
        if token.kind == "name":
            self.next()
            lowered = token.text.lower()
            if lowered in _CONSTANTS:
                return ir.Constant(token.start, token.end, _CONSTANTS[lowered])
            if self.take("=>"):
                body = self.expression()
                return ir.Opaque(token.start, body.end, (body,))
            return ir.Name(token.start, token.end, token.text)
        if token.kind == "op" and self.depth <= _DEPTH:
            if token.text == "(":
                return self._parenthesis()
            if token.text == "[":
                return self._list()
            if token.text == "{":
                return self._record()
        if token.kind == "op" and token.text not in {")", "]", "}", ",", ":"}:
            self.next()
        return ir.Constant(token.start, token.start, "") if token.kind != "end" else ir.Opaque(token.start, token.end)

    def _parenthesis(self) -> ir.Expr:
        opening = self.next()
        items, _ = self.arguments(")")
        end = self.tokens[self.at - 1].end
        if self.take("=>"):
            body = self.expression()
            return ir.Opaque(opening.start, body.end, (body,))
        return items[0] if len(items) == 1 else ir.Sequence(opening.start, end, items)

    def _list(self) -> ir.Expr:
        opening = self.next()
        items, pairs = self.arguments("]")
        end = self.tokens[self.at - 1].end
        if pairs and not items:
            return ir.Record(opening.start, end, tuple(_as_field(p) for p in pairs))
        return ir.Sequence(opening.start, end, items)

    def _record(self) -> ir.Expr:
        opening = self.next()
        entries: list[ir.Field | ir.Spread] = []
        while not self.done and not (self.token.kind == "op" and self.token.text == "}"):
            before = self.at
            spread = self.take("...", "**")
            if spread:
                value = self.expression()
                entries.append(ir.Spread(spread.start, value.end, value))
            else:
                entries.append(self._pair())
            self.take(",")
            if self.at == before:
                self.next()
        closing = self.take("}")
        end = closing.end if closing else self.token.end
        return ir.Record(opening.start, end, tuple(entries))

    def _pair(self) -> ir.Field:
        token = self.token
        if self.grammar.bare_keys and token.kind == "name" and self.peek().text in {":", ",", "}"}:
            self.next()
            if self.take(":"):
                value = self.expression()
                return ir.Field(token.start, value.end, token.text, value)
            return ir.Field(token.start, token.end, token.text, ir.Name(token.start, token.end, token.text))
        key = self.operand()
        value = self.expression() if self.take(":") else key
        if isinstance(key, ir.Constant) and key.value is not None:
            return ir.Field(key.start, value.end, str(key.value), value)
        return ir.Field(key.start, value.end, "", value, key)


def _as_field(pair: ir.Keyword | ir.Spread) -> ir.Field | ir.Spread:
    return pair if isinstance(pair, ir.Spread) else ir.Field(pair.start, pair.end, pair.name, pair.value)


def read_expression(data: bytes, start: int, end: int, grammar: Grammar) -> ir.Expr:
    """Read ``data[start:end]`` as one expression."""
    return ExpressionReader(data, start, end, grammar).expression()
