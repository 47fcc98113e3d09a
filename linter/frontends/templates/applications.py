"""
Expressions in which words are applied to one another by standing side by side: Handlebars and Go templates.

``{{helper q unit="km"}}`` and ``{{printf "%s" .Query | urlquery}}``. A helper or function is a call of its name, with
a leading ``|`` as filters have it where it gets a value to change.
"""

from __future__ import annotations

from linter import ir
from linter.frontends.templates.lexer import Token, number_value, string_value, tokenize

_CONSTANTS: dict[str, ir.Scalar] = {"true": True, "false": False, "nil": None, "null": None, "undefined": None}
_DEPTH = 40


class ApplicationReader:
    """Reads the words between two delimiters; ``go`` says which of the two languages it is."""

    def __init__(self, data: bytes, start: int, end: int, *, go: bool, implicit: bool = False) -> None:
        self.go = go
        self.implicit = implicit
        """True where a bare name is a member of ``this`` (inside ``{{#each xs}}``)."""
        self.tokens = tokenize(data, start, end, dashes=not go)
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        """The word that comes next."""
        return self.tokens[self.at]

    def next(self) -> Token:
        """Take one word."""
        token = self.tokens[self.at]
        if self.at < len(self.tokens) - 1:
            self.at += 1
        return token

    def peek(self) -> Token:
        """Give the word behind the next one."""
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)]

    def take(self, *texts: str) -> Token | None:
        """Take the next word if it is one of these."""
        return self.next() if self.token.kind in {"op", "name"} and self.token.text in texts else None

    @property
    def done(self) -> bool:
        """True when no word is left."""
        return self.token.kind == "end"

    def expression(self) -> ir.Expr:
        """Read one application, and in Go what it is piped into."""
        value = self._application(None)
        while self.go and self.take("|"):
            value = self._application(value)
        return value

    def _application(self, piped: ir.Expr | None) -> ir.Expr:
        head = self.operand()
        arguments: list[ir.Expr] = []
        keywords: list[ir.Keyword | ir.Spread] = []
        while (not self.done and self.token.text not in {")", "|", ",", "}"}) or self.token.kind == "string":
            before = self.at
            if self.token.kind == "name" and self.token.text == "as" and self.peek().text == "|":
                break
            if self.token.kind == "name" and self.peek().text == "=" and self.peek().kind == "op":
                name = self.next()
                self.next()
                value = self.operand()
                keywords.append(ir.Keyword(name.start, value.end, name.text, value))
            else:
                arguments.append(self.operand())
            if self.at == before:
                self.next()
        if piped is not None:
            return self._filtered(head, piped, arguments)
        if not arguments and not keywords:
            return head
        end = self.tokens[max(self.at - 1, 0)].end
        if self.implicit and isinstance(head, ir.Member) and isinstance(head.base, ir.Name) and head.base.id == "this":
            head = ir.Name(head.start, head.end, head.key)  # a helper is no member
        return self._called(head, arguments, keywords, end)

    @staticmethod
    def _filtered(head: ir.Expr, piped: ir.Expr, arguments: list[ir.Expr]) -> ir.Expr:
        if isinstance(head, ir.Name):
            head = ir.Name(head.start, head.end, "|" + head.id)
        return ir.Call(piped.start, max(head.end, piped.end), head, (piped, *arguments))

    def _called(
        self, head: ir.Expr, arguments: list[ir.Expr], keywords: list[ir.Keyword | ir.Spread], end: int
    ) -> ir.Expr:
        if isinstance(head, ir.Name):
            if head.id in {"or", "and", "default", "coalesce"} or (not self.go and head.id == "concat"):
                kind = ir.Text if head.id == "concat" else ir.Choice
                return kind(head.start, end, tuple(arguments))
            if head.id in {"eq", "ne", "lt", "le", "gt", "ge", "not", "len", "not-eq"}:
                operator = {"eq": "==", "ne": "!=", "not-eq": "!=", "not": "!"}.get(head.id, head.id)
                return ir.Operation(head.start, end, operator, tuple(arguments))
            if head.id == "if" and len(arguments) > 1:
                return ir.Choice(head.start, end, tuple(arguments[1:]), arguments[0])
            if head.id in {"print", "printf", "println"} and self.go:
                return ir.Text(head.start, end, tuple(arguments))
            if head.id == "index" and len(arguments) == 2:
                return self._indexed(head.start, end, arguments)
            if head.id in {"hash", "dict"}:
                return self._record(head.start, end, arguments, keywords)
            if head.id in {"array", "list", "slice"} and not keywords:
                return ir.Sequence(head.start, end, tuple(arguments))
        return ir.Call(head.start, end, head, tuple(arguments), tuple(keywords))

    @staticmethod
    def _indexed(start: int, end: int, arguments: list[ir.Expr]) -> ir.Expr:
        base, index = arguments
        if isinstance(index, ir.Constant) and isinstance(index.value, (str, int)):
            return ir.Member(start, end, base, str(index.value))
        return ir.Index(start, end, base, index)

    @staticmethod
    def _record(start: int, end: int, arguments: list[ir.Expr], keywords: list[ir.Keyword | ir.Spread]) -> ir.Expr:
        entries: list[ir.Field | ir.Spread] = [
            k if isinstance(k, ir.Spread) else ir.Field(k.start, k.end, k.name, k.value) for k in keywords
        ]
        for key, value in zip(arguments[::2], arguments[1::2], strict=False):
            if isinstance(key, ir.Constant):
                entries.append(ir.Field(key.start, value.end, str(key.value), value))
        return ir.Record(start, end, tuple(entries))

    def operand(self) -> ir.Expr:
        """Read one path, literal or bracketed application."""
        token = self.token
        if token.kind == "string":
            self.next()
            return ir.Constant(token.start, token.end, string_value(token.text))
        if token.kind == "number":
            self.next()
            return ir.Constant(token.start, token.end, number_value(token.text))
        if token.text == "-" and self.peek().kind == "number":
            self.next()
            number = self.next()
            return ir.Constant(token.start, number.end, -number_value(number.text))
        if token.kind == "op" and token.text == "(":
            return self._bracketed()
        return self._path()

    def _bracketed(self) -> ir.Expr:
        self.next()
        if self.depth > _DEPTH:
            self.at = len(self.tokens) - 1
            return ir.Opaque(self.token.start, self.token.end)
        self.depth += 1
        value = self.expression()
        self.depth -= 1
        self.take(")")
        return self._members(value)

    def _path(self) -> ir.Expr:
        token = self.token
        value: ir.Expr
        if token.kind == "name":
            self.next()
            if token.text in _CONSTANTS:
                return ir.Constant(token.start, token.end, _CONSTANTS[token.text])
            value = ir.Name(token.start, token.end, token.text)
            if token.text == "@root" and self.take(".", "/") and self.token.kind == "name":
                token = self.next()
                value = ir.Name(token.start, token.end, token.text)
            elif self.implicit and not token.text.startswith("@") and token.text != "this":
                value = ir.Member(token.start, token.end, ir.Name(token.start, token.start, "this"), token.text)
            return self._members(value)
        if token.kind == "op" and token.text in {".", "../", ".."}:
            while self.take("../", ".."):
                self.take("/")
            dot = self.take(".")
            following = self.token
            if following.kind == "name" and not following.spaced:
                if not self.go or dot is None:
                    self.next()
                    return self._members(ir.Name(following.start, following.end, following.text))
                self.next()
                base = ir.Name(token.start, token.start + 1, ".")
                return self._members(ir.Member(token.start, following.end, base, following.text))
            return ir.Name(token.start, token.end, "." if self.go else "this")
        if token.kind != "end":
            self.next()
        return ir.Opaque(token.start, token.end)

    def _members(self, value: ir.Expr) -> ir.Expr:
        for _ in range(100):
            token = self.token
            if token.kind == "op" and token.text in {".", "/", "?."} and not token.spaced:
                following = self.peek()
                if following.kind in {"name", "number"} and not following.spaced:
                    self.next()
                    self.next()
                    value = ir.Member(value.start, following.end, value, following.text)
                    continue
                if following.text == "[":
                    self.next()
                    continue
                self.next()
            elif token.kind == "op" and token.text == "[" and not token.spaced:
                self.next()
                inner = self.next()
                while not self.done and self.token.text != "]":
                    self.next()
                closing = self.take("]")
                end = closing.end if closing else inner.end
                value = ir.Member(value.start, end, value, inner.text.strip("'\""))
            else:
                break
        return value
