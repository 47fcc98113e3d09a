"""Exported containers of a tag manager: JSON that says which tags run on a site's pages and what they are given."""

from __future__ import annotations

from linter import ir
from linter.workspace.text import SourceText


def lower_container(text: SourceText) -> ir.Module:
    """Lower an exported container; what is JSON but no container gives an empty module."""
    from linter.frontends.containers.container import Container

    return Container(text.data).lower()
