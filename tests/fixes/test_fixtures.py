"""Every fixture, mended: nothing breaks, nothing is new, nothing else changes, and once is enough."""

from __future__ import annotations

import ast
import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
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
            assert_rest_is_the_same(original.decode(), changed.decode())
        edits = [e for f in done.findings for fix in f.fixes for e in fix.edits if e.location.path == path]
        put_in = {piece for edit in edits for piece in edit.text.split("\n") if piece.strip()}
        added = Counter(changed.decode().split("\n")) - Counter(original.decode().split("\n"))
        assert all(is_shortened(line, original.decode(), put_in) for line in added)
    then, now = Counter(map(about, before.findings)), Counter(map(about, done.report.findings))
    assert not {key: count for key, count in (now - then).items() if key[0] != "TRK901"}
    again = mend(done.report, lambda contents: checked(root, {**done.contents, **contents}), unsafe=unsafe)
    assert dict(again.contents) == {}


def assert_rest_is_the_same(original: str, changed: str) -> None:
    """Compare, by Python's own parser, what stands on lines that did not change: the same, and in the same place."""
    old, new = original.splitlines(), changed.splitlines()
    same = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {a + n + 1: b + n + 1 for a, b, size in same for n in range(size)}
    then, now = statements(original, kept), statements(changed, {line: was for was, line in kept.items()})
    assert [(kept[line], around, what) for line, around, what in then] == now


def statements(source: str, lines: Mapping[int, int]) -> list[tuple[int, tuple[str, ...], str]]:
    """
    Give the simple statements that stand on given lines alone: where, in which functions and classes, and what.

    ``lines`` maps them to the lines of the other text: a statement of which a line in the middle went is left out.
    """
    found: list[tuple[int, tuple[str, ...], str]] = []
    waiting: list[tuple[ast.AST, tuple[str, ...]]] = [(ast.parse(source), ())]
    while waiting:
        node, around = waiting.pop()
        name = getattr(node, "name", "")
        inside = (*around, name) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) else around
        waiting.extend((child, inside) for child in ast.iter_child_nodes(node))
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            own = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if all(line in lines and lines[line] - line == lines[own[0]] - own[0] for line in own):
                found.append((node.lineno, around, ast.dump(node)))
    return sorted(found)


def is_shortened(line: str, original: str, put_in: Iterable[str]) -> bool:
    """Say whether a line is one of the original, or several joined, with something left out, fixes' own words put in."""
    for text in sorted(put_in, key=len, reverse=True):
        line = line.replace(text, "")
    marks = set("'\"`{}(),; \r")
    rest = iter(original)
    return all(sign in rest or sign in marks for sign in line) or line.strip() in {"pass", ""}
