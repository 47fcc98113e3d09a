"""
The before and after of each way to mend, in each language: ``fixtures/fixes/<id of the row>[-<more>]``.

The files of such a project are the before; ``mended.diff`` in it is what the row alone makes of them, and what
``tracklint check --unsafe-fixes --diff`` would print. ``python -m tests.fixes.proofs [name ...]`` writes it anew: read
it before you keep it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.load import load
from linter.catalogue.schema import FixRule
from linter.check import Request, check
from linter.cli.fix import patch
from linter.fixes import plan
from linter.fixes.languages import written_in
from linter.fixes.passes import Mended, mend
from linter.frontends import lower
from linter.model import Report
from linter.settings import load_settings
from linter.workspace.languages import language_of

PROOFS = Path(__file__).resolve().parents[2] / "fixtures" / "fixes"
PROJECTS = tuple(sorted(path for path in PROOFS.iterdir() if path.is_dir()))
PATCH = "mended.diff"
_SETTINGS = "tracklint.toml"


class Proof(NamedTuple):
    """What one row makes of one project."""

    rule: FixRule
    before: Report
    done: Mended
    again: Mended

    def patch(self) -> str:
        """Give the changes as a patch."""
        return "".join(patch(self.done))

    def languages(self) -> frozenset[str]:
        """Give the languages and dialects of the files that were changed."""
        found = set()
        for path, text in self.done.originals.items():
            language = language_of(path, text.data[:1024])
            assert language is not None
            found.add(written_in(*language, lower(text, *language)))
        return frozenset(found)


def rule_of(project: Path, catalogue: Catalogue) -> FixRule:
    """Give the row that a project is about: its name begins with the row's id."""
    rows = [row for row in catalogue.fixes if f"{project.name}-".startswith(f"{row.id}-")]
    return max(rows, key=lambda row: len(row.id))


def prove(project: Path, catalogue: Catalogue) -> Proof:
    """Mend a project by its row alone, and what comes out of it once more."""
    rule = rule_of(project, catalogue)
    title = re.compile(
        re.escape(rule.title).replace(re.escape("{name}"), ".*") + "(; nothing else in the file uses .*)?"
    )
    own = project / _SETTINGS
    settings = load_settings(project, own if own.exists() else PROOFS / _SETTINGS, False, {})

    def checked(contents: Mapping[str, bytes]) -> Report:
        request = Request(root=project, paths=(project,), settings=settings, overlay=contents, catalogue=catalogue)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(plan, "_MOST", len(catalogue.fixes))
            report = check(request)
        findings = (
            replace(finding, fixes=tuple(fix for fix in finding.fixes if title.fullmatch(fix.title)))
            for finding in report.findings
        )
        return replace(report, findings=tuple(findings))

    before = checked({})
    done = mend(before, checked, unsafe=True)
    again = mend(done.report, lambda contents: checked({**done.contents, **contents}), unsafe=True)
    return Proof(rule, before, done, again)


if __name__ == "__main__":
    rules = load()
    for chosen in PROJECTS:
        if not sys.argv[1:] or chosen.name.startswith(tuple(sys.argv[1:])):
            (chosen / PATCH).write_text(prove(chosen, rules).patch(), "utf-8")
