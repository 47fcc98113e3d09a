"""Random valid programs: a fix takes out what leaks, and every parser sees the rest as it was."""

from __future__ import annotations

import ast
from functools import partial
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linter.catalogue.catalogue import Catalogue
from linter.check import Request, check
from linter.fixes.passes import mend
from linter.frontends import lower
from linter.model import Report
from linter.settings import load_settings
from linter.workspace.languages import language_of
from linter.workspace.text import SourceText
from tests.fixes import programs
from tests.fixes.programs import Pair

FILES = {"a.js": programs.SCRIPTS, "a.ts": programs.TYPED_SCRIPTS, "a.py": programs.PYTHON}
_BOM = b"\xef\xbb\xbf"


class Manner(NamedTuple):
    """How texts are written down."""

    end: str
    mark: bool
    last_end: bool

    def encoded(self, text: str) -> bytes:
        text = text if self.last_end else text.rstrip("\n")
        return (_BOM if self.mark else b"") + text.replace("\n", self.end).encode()


MANNERS = st.builds(Manner, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())


def leaves(path: str, data: bytes) -> list[bytes]:
    """Give the words and signs of a program as its grammar sees them, white space and comments left out."""
    if path.endswith(".py"):
        return [ast.dump(ast.parse(data)).encode()]
    import tree_sitter
    import tree_sitter_javascript
    import tree_sitter_typescript

    known = {"a.js": tree_sitter_javascript.language, "a.ts": tree_sitter_typescript.language_typescript}
    tree = tree_sitter.Parser(tree_sitter.Language(known[path]())).parse(data.removeprefix(_BOM))
    assert not tree.root_node.has_error
    found: list[bytes] = []
    waiting = [tree.root_node]
    while waiting:
        node = waiting.pop()
        if node.type == "comment":
            continue
        if not node.children:
            found.append(node.text or b"")
        waiting.extend(reversed(node.children))
    return without_last_commas(found)


def without_last_commas(found: list[bytes]) -> list[bytes]:
    """Leave out what a formatter may put or leave behind the last of several."""
    return [
        word for word, after in zip(found, [*found[1:], b""], strict=True) if word != b"," or after not in {b"}", b"]"}
    ]


def is_valid(path: str, pair: Pair) -> bool:
    """Say whether both programs of a pair are programs: what is put together at random need not be."""
    try:
        return all(leaves(path, text.encode()) for text in pair)
    except (AssertionError, SyntaxError, ValueError):
        return False


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    pairs=st.tuples(*(made.filter(partial(is_valid, path)) for path, made in FILES.items())),
    manner=MANNERS,
)
def test_only_the_property_goes(pairs: tuple[Pair, ...], manner: Manner, catalogue: Catalogue, tmp_path: Path) -> None:
    named = dict(zip(FILES, pairs, strict=True))
    overlay = {path: manner.encoded(pair.leaking) for path, pair in named.items()}
    for path, data in overlay.items():
        (tmp_path / path).write_bytes(data)
    options = load_settings(tmp_path, None, True, {})

    def checked(contents: dict[str, bytes]) -> Report:
        over = {**overlay, **contents}
        return check(Request(root=tmp_path, paths=(tmp_path,), settings=options, overlay=over, catalogue=catalogue))

    before = checked({})
    done = mend(before, checked)
    assert sorted(done.contents) == sorted(FILES)
    assert done.report.findings == ()
    for path, changed in done.contents.items():
        wanted = manner.encoded(named[path].clean)
        assert leaves(path, changed) == leaves(path, wanted)
        assert changed.startswith(_BOM) == manner.mark
        assert changed.count(b"\n") == changed.count(b"\r\n") or manner.end == "\n"
        assert b"\r" not in changed or manner.end == "\r\n"
        assert changed.endswith(b"\n") == overlay[path].endswith(b"\n")
        lines = overlay[path].splitlines()
        assert len([line for line in changed.splitlines() if line not in lines]) <= 1
        text = SourceText.decode(path, changed)
        language = language_of(path, text.data[:1024])
        assert language is not None
        assert not lower(text, *language).faults
    again = mend(done.report, lambda contents: checked({**done.contents, **contents}))
    assert dict(again.contents) == {}
