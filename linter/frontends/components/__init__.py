"""Single-file components: a script, and a template whose expressions are script too (Vue, Svelte, Astro)."""

from __future__ import annotations

from linter import ir
from linter.workspace.text import SourceText


def lower_component(text: SourceText, language: str) -> ir.Module:
    """Lower a ``vue``, ``svelte`` or ``astro`` file. Never raises on any input."""
    if language == "vue":
        from linter.frontends.components.vue import lower_vue

        return lower_vue(text)
    if language == "svelte":
        from linter.frontends.components.svelte import lower_svelte

        return lower_svelte(text)
    from linter.frontends.components.astro import lower_astro

    return lower_astro(text)
