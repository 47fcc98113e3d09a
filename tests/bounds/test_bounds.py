"""Whatever is scanned, a run ends soon, says what it did not look at, and does not lose the other files."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.load import load
from linter.check import Request, check
from linter.model import Report
from linter.settings import load_settings

LEAK = "fbq('track', 'Search', {search_string: location.search});\n"
SECONDS = 60
"""A bound for a slow and busy machine: what is without bound takes minutes, or memory until the machine stops."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def run(root: Path, catalogue: Catalogue, **settings: object) -> Report:
    (root / ".git").mkdir(exist_ok=True)
    (root / "leak.js").write_text(LEAK)
    started = time.monotonic()
    found = check(
        Request(
            root=root,
            paths=(root,),
            settings=load_settings(root, None, True, settings),
            catalogue=catalogue,
            cache=Path("/dev/null"),
        )
    )
    assert time.monotonic() - started < SECONDS
    assert "leak.js" in {finding.location.path for finding in found.findings}
    return found


def nested(opening: str, closing: str, count: int = 100_000) -> str:
    return "x = " + opening * count + "1" + closing * count + "\n"


HOSTILE: dict[str, Callable[[], str]] = {
    "brackets.js": lambda: LEAK + nested("[", "]"),
    "brackets.py": lambda: "import mixpanel\n" + nested("(", ")"),
    "open.js": lambda: LEAK + "x = " + "(" * 100_000,
    "calls.js": lambda: LEAK + nested("f(", ")"),
    "objects.js": lambda: LEAK + nested("{a:", "}"),
    "ternaries.js": lambda: LEAK + "x = " + "a ? b : " * 50_000 + "c;\n",
    "sum.js": lambda: LEAK + "x = " + "a + " * 100_000 + "a;\nfbq('track', 'x', {q: x});\n",
    "members.js": lambda: LEAK + "fbq('track', 'x', {q: a" + ".b" * 100_000 + "});\n",
    "elements.html": lambda: f"<script>{LEAK}</script>" + "<div>" * 100_000,
    "conditions.html": lambda: f"<script>{LEAK}</script>" + "{% if a %}" * 50_000,
    "line.py": lambda: "import mixpanel; x = '" + "a" * 1_900_000 + "'\n",
    "array.js": lambda: LEAK + "x = [" + "1," * 300_000 + "1];\nfbq('track', 'x', {q: x});\n",
    "list.py": lambda: "import mixpanel\nx = [" + "q, " * 200_000 + "q]\n",
    "functions.js": lambda: (
        LEAK
        + "".join(f"function f{n}(q) {{ f{n + 1}(q); }}\n" for n in range(5_000))
        + "fbq('track', 'x', {q: f0(a)});\n"
    ),
    "tags.html": lambda: f"<script>{LEAK}</script>" + "<a href='{{ q }}'>" * 20_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends(tmp_path: Path, catalogue: Catalogue, name: str) -> None:
    (tmp_path / name).write_text(HOSTILE[name]())
    run(tmp_path, catalogue)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("line.py", "import mixpanel; x = '" + "a" * 10_000_000 + "'\n"),
        ("array.ts", LEAK + "x = [" + "1,\n" * 1_000_000 + "1];\n"),
    ],
)
def test_a_file_beyond_the_limit_is_a_problem(tmp_path: Path, catalogue: Catalogue, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    found = run(tmp_path, catalogue)
    assert [(p.code, p.path) for p in found.problems] == [("TRK904", name)]
    assert "max-file-size" in found.problems[0].message
    assert found.failed


def test_what_a_program_wrote_is_left_out_and_said(tmp_path: Path, catalogue: Catalogue) -> None:
    (tmp_path / "bundle.js").write_text("!function(){" + "var a=1;fbq('track',a);" * 900_000 + "}()")  # 20 MB
    found = run(tmp_path, catalogue)
    assert not found.problems
    assert [(s.reason, s.count) for s in found.skipped] == [("minified or bundled", 1)]


def test_templates_that_include_each_other_end(tmp_path: Path, catalogue: Catalogue) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    for number in range(50):
        (folder / f"t{number}.html").write_text(
            f"{{% extends 't{(number + 7) % 50}.html' %}}{{% include 't{(number + 1) % 50}.html' %}}{{% include 't{number}.html' %}}"
            f"<script>fbq('track', 'Search', {{search_string: '{{{{ q{number} }}}}'}})</script>"
        )
    run(tmp_path, catalogue)


def test_modules_that_import_each_other_end(tmp_path: Path, catalogue: Catalogue) -> None:
    for number in range(60):
        (tmp_path / f"m{number}.js").write_text(
            f"import {{ f as g }} from './m{(number + 1) % 60}';\nexport * from './m{(number + 3) % 60}';\n"
            "export function f(q) { return g(q); }\nfbq('track', 'Search', {search_string: f(location.search)});\n"
        )
    run(tmp_path, catalogue)


@pytest.mark.slow
def test_many_files_end(tmp_path: Path, catalogue: Catalogue) -> None:
    for number in range(5_000):
        folder = tmp_path / f"d{number // 100}"
        folder.mkdir(exist_ok=True)
        (folder / f"f{number}.py").write_text(f"import os\n\n\ndef f{number}(q):\n    return os.path.join(q, 'x')\n")
    assert run(tmp_path, catalogue).files == 5_001
