"""
Frontends: from source text to the IR, one module (or a few) per language. Nothing outside this room knows a grammar.

A frontend is imported when a file in its language is lowered, not before.
"""

from __future__ import annotations

from linter import ir
from linter.workspace.text import SourceText

LANGUAGES = (
    "python",
    "javascript",
    "typescript",
    "jsx",
    "tsx",
    "html",
    "php",
    "vue",
    "svelte",
    "astro",
    "container",
    "prisma",
)


def lower(text: SourceText, language: str, dialect: str = "") -> ir.Module:
    """
    Lower a file.

    ``language`` is one of ``LANGUAGES``. ``dialect`` names the template language of an HTML page, or of a script that
    is a template itself (``app.js.erb``): ``jinja``, ``django``, ``twig``, ``liquid``, ``handlebars``, ``ejs``,
    ``erb``, ``blade``, ``php`` or ``go``; where it is empty, a page's is guessed from its content. Never raises on any
    input.
    """
    if language == "python":
        from linter.frontends.python.frontend import lower_python

        return lower_python(text)
    if language in {"javascript", "typescript", "jsx", "tsx"} and not dialect:
        from linter.frontends.javascript.frontend import lower_javascript

        return lower_javascript(text, language)
    if language in {"vue", "svelte", "astro"}:
        from linter.frontends.components import lower_component

        return lower_component(text, language)
    if language == "container":
        from linter.frontends.containers import lower_container

        return lower_container(text)
    if language == "prisma":
        from linter.frontends.prisma import lower_prisma

        return lower_prisma(text)
    from linter.frontends.pages import lower_page

    return lower_page(text, language, dialect)
