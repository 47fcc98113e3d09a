"""Runs of the language server over projects of other shapes than a repository."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.analysis.link.words import Words
from linter.catalogue.catalogue import Catalogue
from linter.check import Request, check
from linter.errors import ConfigError
from linter.judgement.judge import Judge
from linter.server.project import Runner, Unsaved
from linter.settings import Settings, load_settings
from linter.workspace.store import Store

LEAK = "const q = new URLSearchParams(location.search).get('q');\nfbq('track', 'Search', { search_string: q });\n"


def codes(runner: Runner, documents: dict[str, str], paths: tuple[Path, ...]) -> list[tuple[str, str]]:
    result = runner.run({path: Unsaved(1, text) for path, text in documents.items()}, paths)
    return [(finding.location.path, finding.code) for finding in result.report.findings]


def test_a_scratch_file_does_not_mean_the_whole_folder(tmp_path: Path) -> None:
    (tmp_path / "other.js").write_text(LEAK)
    (tmp_path / "a.js").write_text("")
    runner = Runner(tmp_path)
    assert codes(runner, {"a.js": LEAK}, (tmp_path / "a.js",)) == [("a.js", "TRK101")]
    assert codes(runner, {"new.js": LEAK}, (tmp_path / "new.js",)) == [("new.js", "TRK101")]


def test_what_the_settings_leave_out_is_not_looked_at_when_it_is_open(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.js").write_text(LEAK)
    (tmp_path / "tracklint.toml").write_text('exclude = ["old/"]\n')
    runner = Runner(tmp_path)
    assert codes(runner, {"old/a.js": LEAK}, (tmp_path,)) == []
    (tmp_path / "tracklint.toml").write_text("")
    runner.forget()
    assert codes(runner, {"old/a.js": LEAK}, (tmp_path,)) == [("old/a.js", "TRK101")]


def test_own_rules_and_baseline_count(tmp_path: Path) -> None:
    (tmp_path / "tracklint.toml").write_text('baseline = "accepted.json"\n')
    (tmp_path / "accepted.json").write_text('{"version": 1, "findings": []}')
    assert len(codes(Runner(tmp_path), {"a.js": LEAK}, (tmp_path,))) == 1
    (tmp_path / "accepted.json").unlink()
    with pytest.raises(Exception, match=r"accepted\.json"):
        codes(Runner(tmp_path), {"a.js": LEAK}, (tmp_path,))


def test_wrong_settings_are_an_error_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "tracklint.toml").write_text("sectr = 1\n")
    with pytest.raises(ConfigError, match=r"tracklint\.toml:1: sectr: unknown key"):
        codes(Runner(tmp_path), {}, (tmp_path,))


def test_fixes_are_worked_out_for_one_file(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    result = Runner(tmp_path).run({"a.js": Unsaved(1, LEAK), "b.js": Unsaved(1, LEAK)}, (tmp_path,))
    assert not any(finding.fixes for finding in result.report.findings)
    found = result.fixable_in("a.js")
    assert [finding.location.path for finding in found] == ["a.js"]
    assert found[0].fixes


PIECES = (
    "import { track } from './wrap';\ntrack(new URLSearchParams(location.search).get('q'));\n",
    "export function track(q) { fbq('track', 'Search', { search_string: q }); }\n",
    "export function track(q) { console.log(q); }\n",
    "mixpanel.identify(user.email);\n",
    "export * from './wrap.js';\n",
    "import { track } from '@own/wrap';\ntrack(new URLSearchParams(location.search).get('q'));\n",
    "const broken = (\n",
    "",
)
BUNDLERS = ("export default { resolve: { alias: { '@own': './' } } };\n", "export default {};\n")
SOURCE_EDITS = st.tuples(st.sampled_from(["a.js", "b.js", "wrap.js", "new.js"]), st.sampled_from(PIECES))
BUNDLER_EDITS = st.tuples(st.just("vite.config.js"), st.sampled_from(BUNDLERS))


@settings(max_examples=25)
@given(
    edits=st.lists(
        st.tuples(st.one_of(SOURCE_EDITS, SOURCE_EDITS, BUNDLER_EDITS), st.booleans(), st.booleans()),
        min_size=1,
        max_size=6,
    )
)
def test_after_any_edits_a_run_says_what_a_cold_one_says(edits: list[tuple[tuple[str, str], bool, bool]]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / ".git").mkdir()
        for name, text in zip(("a.js", "b.js", "wrap.js"), PIECES, strict=False):
            (root / name).write_text(text)
        runner, documents = Runner(root), dict[str, Unsaved]()
        runner.run({}, (root,))
        for version, ((path, text), saved, prepared) in enumerate(edits):
            documents[path] = Unsaved(version, text)
            if saved:
                (root / path).write_text(text)
                runner.forget()
            warm = runner.run(documents, (root,)).report
            cold = check(
                Request(
                    root=root,
                    paths=(root,),
                    settings=load_settings(root, None, isolated=False, overrides={}),
                    overlay={name: unsaved.text.encode() for name, unsaved in documents.items()},
                    cache=Path(os.devnull),
                    fixes=False,
                )
            )
            assert (warm.findings, warm.problems, warm.analysed) == (cold.findings, cold.problems, cold.analysed)
            if prepared:
                runner.prepare(documents, (root,))


def test_text_that_is_not_saved_is_not_kept_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.js").write_text(LEAK)
    written: list[bool] = []
    monkeypatch.setattr(Store, "_write", lambda store: written.append(store.writes))
    runner = Runner(tmp_path)
    runner.run({"a.js": Unsaved(1, LEAK)}, (tmp_path,))
    runner.run({"a.js": Unsaved(2, LEAK + LEAK)}, (tmp_path,))
    assert written == [True, False]


def test_what_an_edit_does_not_change_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKLINT_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / ".git").mkdir()
    for name, text in (("wrap.js", PIECES[1]), ("a.js", PIECES[0]), ("b.js", "")):
        (tmp_path / name).write_text(text)
    made: list[str] = []
    index, judge = Words._pack, Judge.__init__

    def packed(words: Words) -> object:
        made.append("index")
        return index(words)

    def appointed(self: Judge, catalogue: Catalogue, settings: Settings) -> None:
        made.append("judge")
        judge(self, catalogue, settings)

    monkeypatch.setattr(Words, "_pack", packed)
    monkeypatch.setattr(Judge, "__init__", appointed)
    runner = Runner(tmp_path)
    runner.run({"b.js": Unsaved(1, "")}, (tmp_path,))
    runner.prepare({"b.js": Unsaved(1, "")}, (tmp_path,))
    assert sorted(made) == ["index", "judge"]
    for version in range(2, 6):
        runner.run({"b.js": Unsaved(version, LEAK + "\n" * version)}, (tmp_path,))
    assert sorted(made) == ["index", "judge"]
