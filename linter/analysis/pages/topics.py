"""The texts by which a page says what it is about: its addresses, its path, its title and headings, its fields."""

from __future__ import annotations

from collections.abc import Iterable

from linter import ir
from linter.analysis.link.view import ModuleView
from linter.analysis.pages.patterns import Route
from linter.analysis.trace.fields import literal_attributes

_HEADINGS = ("title", "h1")


def page_texts(view: ModuleView, routes: Iterable[Route]) -> tuple[tuple[str, str], ...]:
    """
    Give what a page says about itself as pairs: ``route``, ``path``, ``title``, ``h1`` with text, ``field`` with type.

    Only literal text counts: what is filled in at run time says nothing about the page as such.
    """
    found = {("route", route.pattern): None for route in routes}
    found["path", view.path] = None
    for tag in view.module.tags:
        if tag.name in _HEADINGS and tag.content is not None:
            text = " ".join(str(n.value) for n in ir.walk(tag.content) if isinstance(n, ir.Constant))
            if text.strip():
                found[tag.name, " ".join(text.split())[:200]] = None
        elif tag.name == "input":
            attributes = dict(literal_attributes(tag))
            for name in ("type", "autocomplete"):
                if attributes.get(name):
                    found["field", attributes[name].lower()] = None
    return tuple(found)
