"""Every fixture, mended: nothing breaks, nothing is new, nothing else changes, and once is enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from linter.fixes.passes import mend
from linter.frontends import lower
from linter.model import Finding
from linter.workspace.languages import language_of
from linter.workspace.text import SourceText
from tests.fixes.conftest import Check

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"


def faults(path: str, data: bytes) -> int:
    language = language_of(path, data[:1024])
    assert language is not None
    return len(lower(SourceText.decode(path, data), *language).faults)


def about(finding: Finding) -> tuple[str, str, tuple[str, ...]]:
    return finding.code, finding.location.path, finding.trackers


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.iterdir() if path.is_dir()))
def test_mending_a_fixture(name: str, unsafe: bool, checked: Check) -> None:
    root = FIXTURES / name
    before = checked(root, {})
    done = mend(before, lambda contents: checked(root, contents), unsafe=unsafe)
    assert set(done.contents) == set(done.originals)
    for path, changed in done.contents.items():
        original = (root / path).read_bytes()
        assert faults(path, changed) <= faults(path, original)
        if path.endswith(".py"):
            compile(changed, path, "exec")
        if not unsafe:
            put_in = {e.text for f in done.findings for fix in f.fixes for e in fix.edits if e.location.path == path}
            added = Counter(changed.decode().split("\n")) - Counter(original.decode().split("\n"))
            assert all(is_shortened(line, original.decode(), put_in) for line in added)
    then, now = Counter(map(about, before.findings)), Counter(map(about, done.report.findings))
    assert not {key: count for key, count in (now - then).items() if key[0] != "TRK901"}
    again = mend(done.report, lambda contents: checked(root, {**done.contents, **contents}), unsafe=unsafe)
    assert dict(again.contents) == {}


def is_shortened(line: str, original: str, put_in: Iterable[str]) -> bool:
    """Say whether a line is one of the original, or several joined, with something left out, fixes' own words put in."""
    for text in sorted(put_in, key=len, reverse=True):
        line = line.replace(text, "")
    marks = set("'\"`{}(),; \r")
    rest = iter(original)
    return all(sign in rest or sign in marks for sign in line) or line.strip() in {"pass", ""}
