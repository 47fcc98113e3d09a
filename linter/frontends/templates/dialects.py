"""The template dialects: which reader each has, and how one is told from the content of a page."""

from __future__ import annotations

import re

from linter.frontends.builder import ModuleBuilder
from linter.frontends.templates.reading import Reading

_CURLY = frozenset({"jinja", "django", "twig", "liquid"})
_HEAD = 200_000
_GUESSES: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("php", re.compile(rb"<\?(?:php\b|=)")),
    (
        "blade",
        re.compile(
            rb"(?m)^\s*@(?:extends|section|include|push|foreach|csrf)\b\s*\(|\{!!.{1,200}?!!\}|@csrf\b|@endif\b"
        ),
    ),
    # Before the ``<% %>`` of pages that hold templates for the browser in script elements.
    ("jinja", re.compile(rb"\{%[-~+]?\s*\w")),
    (
        "erb",
        re.compile(
            rb"<%=?-?\s*(?:end\b|render\b|yield\b|content_for\b|[\w.@]+\.each\b|if [^({]+%>|form_|link_to\b|@\w)"
        ),
    ),
    ("ejs", re.compile(rb"<%")),
    ("handlebars", re.compile(rb"\{\{~?(?:[#>]|/\w)|\{\{\{")),
    ("go", re.compile(rb"\{\{-?\s*(?:\.|\$|define\b|template\b|range\b|end\b|with\b|if \.|block\b)")),
    ("jinja", re.compile(rb"\{\{[^{}]{1,300}\}\}")),
)


def guess_dialect(data: bytes) -> str:
    """Tell the dialect of a page from its content; empty for plain HTML."""
    head = data[:_HEAD]
    for dialect, pattern in _GUESSES:
        if pattern.search(head):
            return dialect
    return ""


def read_template(data: bytes, builder: ModuleBuilder, dialect: str) -> Reading | None:
    """Read a template into ``builder``; None for plain HTML."""
    if dialect in _CURLY:
        from linter.frontends.templates.curly import read_curly

        return read_curly(data, builder, dialect)
    if dialect == "php":
        from linter.frontends.php.frontend import read_php

        return read_php(data, builder)
    if dialect in {"handlebars", "mustache"}:
        from linter.frontends.templates.handlebars import read_handlebars

        return read_handlebars(data, builder)
    if dialect == "go":
        from linter.frontends.templates.go import read_go

        return read_go(data, builder)
    if dialect == "erb":
        from linter.frontends.templates.erb import read_erb

        return read_erb(data, builder)
    if dialect == "ejs":
        from linter.frontends.templates.ejs import read_ejs

        return read_ejs(data, builder)
    if dialect == "blade":
        from linter.frontends.templates.blade import read_blade

        return read_blade(data, builder)
    return None
