"""No report depends on what is cached or on how many processes work: random edits, warm against cold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linter.analysis import recall
from linter.analysis.engine import Engine
from linter.analysis.found import Found
from linter.analysis.link import words
from linter.analysis.pages import routing
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.load import load
from linter.check import Request, check
from linter.frontends import modules
from linter.reporters.context import Context
from linter.reporters.registry import render
from linter.settings import load_settings

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SAMPLES = (
    "praxis",
    "flows/py-parameters",
    "flows/django-includes",
    "flows/python-package",
    "pages/django-search",
    "flows/flask-jinja",
)
NOWHERE = Path("/dev/null")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def report(root: Path, catalogue: Catalogue, cache: Path, jobs: int = 1) -> str:
    made = check(
        Request(
            root=root,
            paths=(root,),
            settings=load_settings(root, None, True, {}),
            catalogue=catalogue,
            cache=cache,
            jobs=jobs,
        )
    )
    return render("json", made, Context())


def project(root: Path) -> Path:
    root.mkdir()
    (root / ".git").mkdir()
    for sample in SAMPLES:
        shutil.copytree(FIXTURES / sample, root / sample)
    return root


EDITS = (
    lambda text: text + "\n",
    lambda text: "\n\n" + text,
    lambda text: text.replace("q", "city", 3),
    lambda text: text.replace("request", "req", 1),
    lambda text: text[: len(text) // 2],
    lambda text: text + "\n<script>fbq('track', 'Search', {search_string: location.search})</script>\n",
    lambda text: text + "\nimport mixpanel\nmixpanel.Mixpanel('t').track(request.user.email, 'x')\n",
    lambda text: "",
)
"""What a person does to a file in passing: each gives the new text of the old."""


def change(root: Path, number: int, edit: int) -> None:
    """Do to a project what a person does to one file: edit, remove, rename, move, copy."""
    files = sorted(path for path in root.rglob("*.*") if path.is_file())
    chosen, other = files[number % len(files)], files[number * 7 % len(files)]
    if edit < len(EDITS):
        chosen.write_text(EDITS[edit](chosen.read_text("utf-8")), "utf-8")
    elif edit == len(EDITS):
        chosen.unlink()
    elif edit == len(EDITS) + 1:
        chosen.rename(chosen.with_name(f"other_{chosen.name}"))
    elif edit == len(EDITS) + 2:
        chosen.rename(other.with_name(f"moved_{number}{chosen.suffix}"))
    elif edit == len(EDITS) + 3:
        other.with_name(chosen.name).write_bytes(chosen.read_bytes())
    else:
        lines = chosen.read_text("utf-8").splitlines(keepends=True)
        del lines[number % max(1, len(lines)) :: 9]
        chosen.write_text("".join(lines), "utf-8")


@settings(max_examples=10, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, len(EDITS) + 4)), min_size=1, max_size=5))
def test_warm_is_cold(
    tmp_path_factory: pytest.TempPathFactory,
    catalogue: Catalogue,
    monkeypatch: pytest.MonkeyPatch,
    steps: list[tuple[int, int]],
) -> None:
    monkeypatch.setattr(words, "_FEW", len(steps) % 2)  # with and without writing the whole index again
    monkeypatch.setattr(recall, "_GARBAGE", 100 if len(steps) % 3 else 200_000)  # and numbering everything anew
    root = project(tmp_path_factory.mktemp("edits") / "project")
    cache = tmp_path_factory.mktemp("cache")
    report(root, catalogue, cache)
    for number, edit in steps:
        change(root, number, edit)
        cold = report(root, catalogue, NOWHERE)
        assert report(root, catalogue, cache) == cold
        assert report(root, catalogue, cache) == cold


def test_the_way_in_which_files_are_looked_for_changes_nothing(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path / "project")
    for sample in sorted(path for path in FIXTURES.glob("pages/*") if path.is_dir()):
        shutil.copytree(sample, root / "more" / sample.name)
    found = report(root, catalogue, NOWHERE)
    assert "TRK201" in found
    for looks, single in ((0, 8), (1_000_000, 0), (0, 1_000_000)):
        monkeypatch.setattr(words, "_LOOKS", looks)  # texts one by one in the files, or all in an index
        monkeypatch.setattr(routing, "SINGLE", single)  # pages one by one, or all that is sent to any
        assert report(root, catalogue, NOWHERE) == found


def test_only_what_changed_is_traced(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(tmp_path / "project")
    cache = tmp_path / "cache"
    done: list[str] = []
    seed = Engine.seed

    def counted(engine: Engine, path: str) -> Found:
        done.append(path)
        return seed(engine, path)

    monkeypatch.setattr(Engine, "seed", counted)
    report(root, catalogue, cache)
    every = set(done)
    done.clear()
    (root / "another.py").write_text("import os\n")
    report(root, catalogue, cache)
    assert not done
    changed = next(path for path in (root / "flows/py-parameters").rglob("*.py") if b"mixpanel" in path.read_bytes())
    changed.write_text(changed.read_text("utf-8") + "\nprint('more')\n", "utf-8")
    report(root, catalogue, cache)
    assert changed.relative_to(root).as_posix() in done
    assert len(done) < len(every) / 4


@pytest.mark.slow
def test_processes_change_nothing(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "ENOUGH", 1)
    root = project(tmp_path / "project")
    alone = report(root, catalogue, NOWHERE)
    assert '"findings": []' not in alone
    for jobs in (2, 3):
        assert report(root, catalogue, NOWHERE, jobs) == alone
    assert report(root, catalogue, tmp_path / "cache", 2) == alone
    assert report(root, catalogue, tmp_path / "cache", 1) == alone


def test_a_file_beside_the_sources_that_changes_counts(tmp_path: Path, catalogue: Catalogue) -> None:
    root = tmp_path / "project"
    (root / "src" / "lib").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / "src" / "lib" / "track.ts").write_text(
        "export function track(q: string) { fbq('track', 'Search', {search_string: q}); }\n"
    )
    (root / "app.ts").write_text("import { track } from '@/lib/track';\ntrack(location.search);\n")
    cache = tmp_path / "cache"
    before = report(root, catalogue, cache)
    (root / "tsconfig.json").write_text('{"compilerOptions": {"paths": {"@/*": ["src/*"]}}}')
    after = report(root, catalogue, cache)
    assert after == report(root, catalogue, NOWHERE)
    (root / "tsconfig.json").unlink()
    assert report(root, catalogue, cache) == before


@pytest.mark.parametrize("name", ["vite.config.js", "tsconfig.json"])
def test_what_an_alias_stands_for_counts_whether_a_source_says_it_or_not(
    tmp_path: Path, catalogue: Catalogue, name: str
) -> None:
    root = tmp_path / "project"
    for folder in ("loud", "quiet", ".git"):
        (root / folder).mkdir(parents=True)
    (root / "loud" / "t.js").write_text("export function deliver(x) { fbq('trackCustom', 'In', { v: x }); }\n")
    (root / "quiet" / "t.js").write_text("export function deliver(x) { return x; }\n")
    (root / "page.js").write_text("import { deliver } from '@own/t';\ndeliver(location.search);\n")
    settings = {
        "vite.config.js": "export default { resolve: { alias: { '@own': './%s' } } };\n",
        "tsconfig.json": '{"compilerOptions": {"paths": {"@own/*": ["./%s/*"]}}}',
    }[name]
    found = []
    for folder in ("loud", "quiet", "loud"):
        (root / name).write_text(settings % folder)
        found.append(report(root, catalogue, tmp_path / "cache"))
        assert found[-1] == report(root, catalogue, NOWHERE)
    assert found[0] == found[2] != found[1]


def test_another_limit_is_another_analysis(tmp_path: Path, catalogue: Catalogue) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / ".git").mkdir()
    (root / "a.js").write_text("fbq('track', 'Search', {search_string: location.search});\n" + "x();\n" * 400)
    cache = tmp_path / "cache"
    found = check(
        Request(
            root=root, paths=(root,), settings=load_settings(root, None, True, {}), catalogue=catalogue, cache=cache
        )
    )
    assert found.findings
    small = load_settings(root, None, True, {"max_file_size": 1_000})
    bounded = check(Request(root=root, paths=(root,), settings=small, catalogue=catalogue, cache=cache))
    assert not bounded.findings
    assert [(p.code, p.path) for p in bounded.problems] == [("TRK904", "a.js")]
    assert bounded.failed
