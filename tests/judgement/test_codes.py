"""The codes and their pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.judgement import rulebook

PAGES = Path(__file__).resolve().parents[2] / "rules" / "findings"
HEADINGS = [
    "What it finds",
    "Why it matters",
    "Example",
    "Instead",
    "How to mend",
    "Articles",
    "Authorities",
    "Known limits",
]
CODES = rulebook.catalogue().codes


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_a_page_with_the_same_headings(code: str) -> None:
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code}: {CODES[code].name}\n")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert text.count("```") == 4


def test_every_page_has_a_code() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == set(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_pages_cite_provisions_that_the_table_knows(code: str) -> None:
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    refs = {article.ref for article in rulebook.law().articles.values()}
    section = text.split("## Articles")[1].split("## Authorities")[0]
    for cited in re.findall(r"^- (.+?):", section, re.MULTILINE):
        assert cited in refs


def test_every_kind_belongs_to_a_code() -> None:
    for kind in rulebook.kinds().values():
        assert kind.code in CODES
        assert kind.label[0].islower()


def test_codes_of_families_say_something_and_names_are_unique() -> None:
    names = [rule.name for rule in CODES.values()]
    assert len(set(names)) == len(names)
    for rule in CODES.values():
        assert re.fullmatch(r"[a-z0-9-]+", rule.name)
        assert rule.message
        assert not rule.message.endswith(".")
        assert set(rule.kinds) <= set(rulebook.kinds())
