from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.frontends import LANGUAGES as LOWERED
from linter.workspace.languages import LANGUAGES, language_of


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("app/views.py", ("python", "")),
        ("stubs/x.pyi", ("python", "")),
        ("web/a.JS", ("javascript", "")),
        ("web/a.mts", ("typescript", "")),
        ("web/a.d.ts", ("typescript", "")),
        ("web/App.tsx", ("tsx", "")),
        ("web/App.jsx", ("jsx", "")),
        ("t/page.html", ("html", "")),
        ("t/page.html.j2", ("html", "jinja")),
        ("t/page.j2", ("html", "jinja")),
        ("t/page.jinja2", ("html", "jinja")),
        ("t/page.html.erb", ("html", "erb")),
        ("t/_form.erb", ("html", "erb")),
        ("t/show.html.twig", ("html", "twig")),
        ("t/app.js.erb", ("javascript", "erb")),
        ("t/home.blade.php", ("html", "blade")),
        ("t/index.php", ("php", "")),
        ("t/theme.liquid", ("html", "liquid")),
        ("t/product.v2.liquid", ("html", "liquid")),
        ("t/a.hbs", ("html", "handlebars")),
        ("t/a.gohtml", ("html", "go")),
        ("t/A.vue", ("vue", "")),
        ("t/A.svelte", ("svelte", "")),
        ("t/A.astro", ("astro", "")),
        ("deploy/nginx.conf.j2", None),
        ("deploy/compose.yml.j2", None),
        ("README.md", None),
        ("styles.css", None),
        ("Makefile", None),
        (".gitignore", None),
    ],
)
def test_by_name(name: str, expected: tuple[str, str] | None) -> None:
    assert language_of(name) == expected


@pytest.mark.parametrize(
    ("head", "language"),
    [
        (b"#!/usr/bin/env python3\n", "python"),
        (b"#! /usr/local/bin/python3.11 -u\n", "python"),
        (b"#!/usr/bin/env -S node --experimental\n", "javascript"),
        (b"#!/usr/bin/node\r\n", "javascript"),
        (b"#!/usr/bin/env deno\n", "typescript"),
        (b"#!/usr/bin/php\n", "php"),
        (b"#!/bin/sh\n", None),
        (b"#!/usr/bin/env pythonic\n", None),
        (b"python\n", None),
        (b"", None),
    ],
)
def test_by_shebang(head: bytes, language: str | None) -> None:
    found = language_of("bin/tool", head)
    assert (found[0] if found else None) == language


def test_a_shebang_does_not_overrule_a_suffix() -> None:
    assert language_of("notes.txt", b"#!/usr/bin/env python\n") is None


@pytest.mark.parametrize("head", [b"G\x40\x11\x10\0\0", b'<?xml version="1.0"?>\n<!DOCTYPE TS>', b"<!DOCTYPE TS>"])
def test_other_uses_of_ts_are_no_typescript(head: bytes) -> None:
    assert language_of("de.ts", head) is None
    assert language_of("de.ts", b"export const Get = 1;\n") == ("typescript", "")


def test_every_language_has_a_frontend() -> None:
    assert {language for language, _ in LANGUAGES.values()} <= set(LOWERED)


@given(name=st.text(), head=st.binary(max_size=300))
def test_any_name_and_any_bytes_give_an_answer(name: str, head: bytes) -> None:
    found = language_of(name, head)
    assert found is None or found[0] in LOWERED
