"""What is mended, thing by thing, has a before and an after in each language: ``promised.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli

from linter.catalogue.catalogue import Catalogue
from linter.fixes import plan
from linter.fixes.languages import expanded, written_in
from linter.frontends import lower
from linter.workspace.languages import language_of
from linter.workspace.text import SourceText
from tests.fixes.proofs import PATCH, PROOFS, rule_of

_TABLE: dict[str, dict[str, dict[str, Any]]] = tomli.loads((Path(__file__).parent / "promised.toml").read_text("utf-8"))
_ROWS = [(group, name) for group, rows in _TABLE.items() for name in rows]
_COMMON = frozenset({"branch", "consentmanager", "iterable", "referrer", "segment", "split", "this"})
"""Words that a program uses in another sense."""
_FILE = re.compile(r"^--- a/(.+)\n\+\+\+ .+\n", re.MULTILINE)


def changes(project: Path) -> Iterator[tuple[str, list[str]]]:
    """Give the changed files of a project: what each is written in, and its changed lines with their signs."""
    _, *parts = _FILE.split((project / PATCH).read_text("utf-8"))
    for path, body in zip(parts[::2], parts[1::2], strict=True):
        text = SourceText.decode(path, (project / path).read_bytes())
        language = language_of(path, text.data[:1024])
        assert language is not None
        yield (
            written_in(*language, lower(text, *language)),
            [line for line in body.splitlines() if line[:1] in {"-", "+"}],
        )


@pytest.mark.parametrize(("group", "name"), _ROWS)
def test_each_has_a_before_and_an_after_in_each_language(group: str, name: str, catalogue: Catalogue) -> None:
    row = _TABLE[group][name]
    rule = next(rule for rule in catalogue.fixes if rule.id == row["row"])
    assert rule.safe == (group == "safe")
    shown = set()
    for project in (PROOFS / project for project in row["projects"]):
        assert rule_of(project, catalogue) is rule
        for language, lines in changes(project):
            gone = "takes" not in row or any(line[0] == "-" and row["takes"] in line for line in lines)
            come = "puts" not in row or any(line[0] == "+" and row["puts"] in line for line in lines)
            if lines and gone and come:
                shown.add(language)
    assert expanded(row["languages"]) <= shown


def test_each_way_to_mend_that_a_person_looks_at_or_not_is_in_the_table(catalogue: Catalogue) -> None:
    """The two that no list names say less of an event: its last argument, a value in a text."""
    promised = {row["row"] for rows in _TABLE.values() for row in rows.values()}
    assert {rule.id for rule in catalogue.fixes} - promised == {"remove-argument", "remove-part"}


def test_the_code_of_fixes_names_no_tracker_and_no_consent_manager(catalogue: Catalogue) -> None:
    folder = Path(plan.__file__).parent
    written = {
        word.lower() for path in folder.glob("*.py") for word in re.findall(r"[\w$-]{4,}", path.read_text("utf-8"))
    }
    names = {*catalogue.trackers, *catalogue.consent}
    for tracker in catalogue.trackers.values():
        names.update(
            root for row in tracker.signature for root in re.findall(r"^(?:npm:|py:)?([\w$-]{4,})", row.callee)
        )
        names.update(control.name for control in tracker.privacy if len(control.name) > len("consent"))
    assert ({name.lower() for name in names} & written) - _COMMON == set()
