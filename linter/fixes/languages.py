"""In which languages a fix can be made: what a row declares, and what a file is written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from linter import ir

GROUPS: Mapping[str, tuple[str, ...]] = {
    "scripts": ("javascript", "typescript", "jsx", "tsx"),
    "elements": ("jsx", "tsx"),
    "components": ("vue", "svelte", "astro"),
    "templates": ("jinja", "django", "twig", "liquid", "handlebars", "ejs", "erb", "blade", "php", "go"),
    "pages": ("html", "jinja", "django", "twig", "liquid", "handlebars", "ejs", "erb", "blade", "php", "go"),
}
"""Names by which rows of fixes declare several languages or template dialects at once."""


def expanded(declared: Iterable[str]) -> frozenset[str]:
    """Give the languages and dialects that names stand for, the names of groups among them."""
    return frozenset(language for name in declared for language in GROUPS.get(name, (name,)))


def written_in(language: str, dialect: str, module: ir.Module) -> str:
    """Say what a file of a ``language`` is written in: the dialect of a template, else the language."""
    if language != "html":
        return language
    return (module.template.dialect if module.template is not None else dialect) or language
