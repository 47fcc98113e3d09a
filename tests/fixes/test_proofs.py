"""Each way to mend, in each language that it declares: before, after, and nothing left to report."""

from __future__ import annotations

from collections import defaultdict

import pytest

from linter.catalogue.catalogue import Catalogue
from linter.fixes.languages import GROUPS, expanded
from linter.fixes.plan import MAKERS
from linter.workspace.languages import LANGUAGES
from tests.fixes.proofs import PATCH, PROJECTS, Proof, prove


@pytest.fixture(scope="module")
def proofs(catalogue: Catalogue) -> dict[str, Proof]:
    return {project.name: prove(project, catalogue) for project in PROJECTS}


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_what_is_made_of_it(project: object, proofs: dict[str, Proof]) -> None:
    path = next(p for p in PROJECTS if p == project)
    proof = proofs[path.name]
    assert proof.patch() == (path / PATCH).read_text("utf-8")
    assert proof.done.contents
    assert proof.done.dropped == ()
    assert dict(proof.again.contents) == {}
    if proof.rule.lowers:
        assert {finding.severity for finding in proof.done.report.findings} == {"note"}
    else:
        assert [finding.code for finding in proof.done.report.findings] == []


def test_each_pair_of_row_and_language_has_one(catalogue: Catalogue, proofs: dict[str, Proof]) -> None:
    shown: dict[str, frozenset[str]] = defaultdict(frozenset)
    for proof in proofs.values():
        shown[proof.rule.id] |= proof.languages()
    declared = {rule.id: expanded(rule.languages) for rule in catalogue.fixes}
    assert {name: sorted(pairs - shown[name]) for name, pairs in declared.items() if pairs - shown[name]} == {}


def test_each_row_has_a_maker_and_each_maker_a_row(catalogue: Catalogue) -> None:
    assert {rule.id for rule in catalogue.fixes} == set(MAKERS)


def test_declared_languages_are_languages_that_are_read(catalogue: Catalogue) -> None:
    known = {name for pair in LANGUAGES.values() for name in pair} | {"blade"}
    assert {language for rule in catalogue.fixes for language in expanded(rule.languages)} <= known
    assert set(GROUPS) & known == set()
