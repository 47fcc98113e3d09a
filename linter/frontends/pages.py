"""Templates of every dialect, and scripts that are templates, to one module: read, mask, lower."""

from __future__ import annotations

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.html import Page, lower_html
from linter.frontends.templates.dialects import guess_dialect, read_template
from linter.frontends.templates.reading import Reading
from linter.workspace.text import SourceText


def lower_page(text: SourceText, language: str, dialect: str) -> ir.Module:
    """Lower a page (``html``, ``php``) or a script (``javascript`` ...) that is a template. See ``frontends.lower``."""
    if language == "php":
        dialect = "php"
    elif not dialect:
        dialect = guess_dialect(text.data)
    builder = ModuleBuilder(language, len(text.data))
    reading = read_template(text.data, builder, dialect)
    if language in {"html", "php"}:
        lower_html(text.data, builder, reading)
    elif reading is not None:
        _script(text.data, builder, reading, language)
    return builder.build()


def _script(data: bytes, builder: ModuleBuilder, reading: Reading, language: str) -> None:
    """Lower a script that is a template as a whole."""
    builder.shared_scope = True
    page = Page(data, builder, reading)
    page.run((0, len(data)), language, builder.functions[0], 0)
    page.rest()
    builder.template = ir.Template(
        reading.dialect, reading.function.index, reading.extends, tuple(reading.slots), tuple(reading.includes)
    )
