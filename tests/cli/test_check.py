"""``tracklint check``: exit codes, streams, options."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from linter.fixes.passes import Mended
from linter.reporters.registry import NAMES
from tests.cli.conftest import CLEAN, LEAK, Cli

WHERE = re.compile(r"^web/search\.js:2:1: (?:error|warning): .* \[TRK101\](?: \[\*\])?$", re.MULTILINE)


def concise(cli: Cli, *arguments: str) -> list[str]:
    result = cli("check", "--output-format", "concise", "-q", *arguments)
    return result.out.splitlines()


# ---------------------------------------------------------------------------------------------- exit codes


def test_findings_exit_with_1_and_are_on_standard_output(project: Path, cli: Cli) -> None:
    result = cli("check")
    assert result.code == 1
    assert WHERE.search(result.out)
    assert "1 finding" in result.out
    assert result.err == ""


def test_a_clean_project_exits_with_0(project: Path, cli: Cli) -> None:
    (project / "web" / "search.js").write_text(CLEAN)
    result = cli("check", ".")
    assert (result.code, result.out, result.err) == (0, "no findings in 2 files\n", "")


def test_exit_zero_turns_1_into_0_and_never_2(project: Path, cli: Cli) -> None:
    assert cli("check", "--exit-zero").code == 0
    assert cli("check", "--exit-zero", "gone.js").code == 2


def test_a_path_in_the_place_of_a_command_means_check(project: Path, cli: Cli) -> None:
    assert WHERE.search(cli("web").out)
    assert WHERE.search(cli("web/search.js").out)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "web/serach.js"), "web/serach.js: no such file or folder; did you mean 'search.js'?"),
        (("check", "--select", "TRK4"), "--select: unknown code 'TRK4'"),
        (("check", "--select", "E501"), "select[0]: expected a code"),
        (("check", "--output-format", "serif"), "unknown format 'serif' (did you mean 'sarif'?)"),
        (("check", "-o", "sarif:"), "names no file"),
        (("check", "-o", "sarif"), "names no file; --output-format sarif prints, -o sarif:FILE saves"),
        (("check", "-o", "serif:out.sarif"), "unknown format 'serif' (did you mean 'sarif'?)"),
        (("check", "-o", "sarif:no/such/folder/x"), "cannot be written"),
        (("check", "-o", "json:-", "-o", "sarif:-"), "only one report can go to standard output"),
        (("check", "--no-such-option"), "No such option"),
        (("check", "--min-severity", "awful"), "awful"),
        (("check", "-"), "standard input needs --stdin-filename"),
        (("check", "-", "web", "--stdin-filename", "a.js"), "goes with no other path"),
        (("check", "--config", "gone.toml"), "gone.toml: No such file"),
        (("check", "--config", "sectr='x'"), "sectr: unknown key (did you mean 'sector'?)"),
        (("check", "--baseline", "gone.json"), "gone.json"),
        (("check", "--diff-base", "gone"), "--diff-base gone: "),
        (("chekc",), "did you mean 'check'?"),
        (("rule", "TRK999"), "unknown code 'TRK999'"),
        (("check", "--add-ignore", " "), "needs a reason"),
    ],
)
def test_a_wrong_call_exits_with_2_and_a_message_on_standard_error(
    project: Path, cli: Cli, arguments: tuple[str, ...], message: str
) -> None:
    result = cli(*arguments)
    assert result.code == 2
    assert message in result.err
    assert "Traceback" not in result.err
    assert result.out == ""


def test_an_unknown_key_in_the_settings_exits_with_2(project: Path, cli: Cli) -> None:
    (project / "tracklint.toml").write_text("\nselct = []\n")
    result = cli("check")
    assert result.code == 2
    assert "tracklint.toml:2: selct: unknown key (did you mean 'select'?)" in result.err


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('tracker = "meta-pixl"', "allow[0].tracker: unknown tracker 'meta-pixl' (did you mean 'meta-pixel'?)"),
        ('kind = "serch-term"', "allow[0].kind: unknown kind 'serch-term' (did you mean 'search-term'?)"),
    ],
)
def test_an_allowance_for_what_is_not_known_exits_with_2(project: Path, cli: Cli, row: str, message: str) -> None:
    (project / "tracklint.toml").write_text(f'\n[[allow]]\nreason = "agreed"\n{row}\n')
    result = cli("check")
    assert result.code == 2
    assert f"tracklint.toml:2: {message}" in result.err
    (project / "tracklint.toml").write_text('[[allow]]\nreason = "agreed"\nkind = "contact"\n')
    assert cli("check").code == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('languages = ["en", "dee"]', "languages: unknown language 'dee' (did you mean 'de'?)"),
        ('rules = ["privacy"]', "rules: there is no folder 'privacy'"),
        ('baseline = "accepted.json"', "baseline: "),
    ],
)
def test_what_settings_name_and_is_not_there_is_said_with_its_line(
    project: Path, cli: Cli, line: str, message: str
) -> None:
    (project / "tracklint.toml").write_text(f"# settings\n{line}\n")
    result = cli("check")
    assert result.code == 2
    assert f"tracklint.toml:2: {message}" in result.err
    assert result.out == ""


def test_nothing_to_check_is_a_warning(project: Path, cli: Cli) -> None:
    (project / "docs").mkdir()
    (project / "tracklint.toml").write_text('exclude = ["web"]\n')
    result = cli("check")
    assert result.code == 0
    assert "warning: nothing to check" in result.err
    assert cli("check", "--require-files").code == 2
    assert cli("check", "-q").err == ""


def test_a_file_that_does_not_parse_is_a_problem(project: Path, cli: Cli) -> None:
    (project / "web" / "search.js").write_text("function ( { fbq('track', \n" * 3)
    result = cli("check")
    if "TRK903" in result.out:
        assert result.code == 1


# -------------------------------------------------------------------------------------------- scope, choice


def test_named_files_are_the_scope(project: Path, cli: Cli) -> None:
    assert cli("check", "web/clean.js").code == 0
    assert cli("check", "web/search.js").code == 1


def test_files_that_are_read_alone_are_said_to_be(project: Path, cli: Cli) -> None:
    assert "nothing else" not in cli("check", "web/search.js").err
    (project / ".git").rmdir()
    told = cli("check", "web/search.js", "web/clean.js").err.splitlines()
    assert len([line for line in told if "web/search.js and 1 more: no .git and no settings" in line]) == 1
    assert "no settings" not in cli("check", "web").err
    assert "no settings" not in cli("check", "--quiet", "web/search.js").err


def test_settings_of_one_of_several_projects_are_not_taken_silently(project: Path, cli: Cli) -> None:
    (project / "shop").mkdir()
    (project / "shop" / "a.js").write_text("mixpanel.identify(user.email);\n")
    (project / "shop" / "tracklint.toml").write_text('ignore = ["TRK105"]\n')
    alone = cli("check", "shop/a.js")
    assert (alone.code, "is not used" in alone.err) == (0, False)
    both = cli("check", "shop/a.js", "web/search.js", "--output-format", "concise")
    assert "shop/a.js:1:" in both.out
    assert "warning: shop/tracklint.toml is not used" in both.err
    assert "is not used" not in cli("check", ".").err, "a project may hold others: fixtures, examples"
    assert "is not used" not in cli("check", "shop/a.js", "web/search.js", "--config", "shop/tracklint.toml").err


def test_paths_are_shown_from_where_one_stands(project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "web")
    assert concise(cli, ".")[0].startswith("search.js:2:1: ")
    (project / "other").mkdir()
    monkeypatch.chdir(project / "other")
    assert concise(cli, "../web")[0].startswith("../web/search.js:2:1: ")


def test_paths_for_programs_are_those_of_the_repository(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "web" / "tracklint.toml").write_text("")
    monkeypatch.chdir(project / "web")
    assert '"uri": "web/search.js"' in cli("check", "--output-format", "sarif").out
    assert "file=web/search.js," in cli("check", "--output-format", "github").out


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--select", "TRK1"), True),
        (("--select", "TRK2,TRK3"), False),
        (("--ignore", "TRK101"), False),
        (("--ignore", "TRK1", "--extend-select", "TRK101"), True),
        (("--extend-ignore", "TRK101"), False),
        (("--config", "ignore=['TRK1']"), False),
        (("--config", 'ignore = ["TRK1"]', "--select", "ALL"), False),
        (("--exclude", "web/search.js"), False),
        (("--extend-exclude", "search.*,other"), False),
    ],
)
def test_choosing(project: Path, cli: Cli, options: tuple[str, ...], found: bool) -> None:
    assert bool(concise(cli, *options, ".")) is found


def test_minimum_severity_and_what_fails(project: Path, cli: Cli) -> None:
    (project / "tracklint.toml").write_text('severities = { TRK1 = "note" }\n')
    assert cli("check").code == 0
    assert concise(cli)[0].startswith("web/search.js:2:1: note: ")
    assert concise(cli, "--min-severity", "warning") == []
    assert cli("check", "--fail-on", "note").code == 1
    assert cli("check", "--isolated").code == 1
    assert cli("check", "--isolated", "--fail-on", "never").code == 0


def test_the_sector_can_be_said_on_the_command_line(project: Path, cli: Cli) -> None:
    (project / "web" / "search.js").write_text("fbq('track', 'PageView');\n")
    assert "sector" in cli("check", "--show-settings", "--sector", "health").out


def test_force_exclude_holds_for_named_files(project: Path, cli: Cli) -> None:
    (project / "tracklint.toml").write_text('exclude = ["web/search.js"]\n')
    assert cli("check", "web/search.js").code == 1
    assert cli("check", "--force-exclude", "web/search.js").code == 0


def test_default_excludes_can_be_switched_off(project: Path, cli: Cli) -> None:
    (project / "node_modules").mkdir()
    (project / "web" / "search.js").rename(project / "node_modules" / "search.js")
    result = cli("check")
    assert result.code == 0
    assert "left out: 1 excluded by default (node_modules/)" in result.out
    assert "node_modules/search.js:2:1: " in cli("check", "--no-default-excludes").out


# --------------------------------------------------------------------------------------------- changed lines


def commit(project: Path) -> None:
    (project / ".git").rmdir()
    for words in ("init -q", "add -A", "-c user.name=T -c user.email=t@example.org commit -qm x"):
        subprocess.run(["git", *words.split()], cwd=project, check=True)


def test_only_what_has_a_step_in_a_changed_line(project: Path, cli: Cli) -> None:
    commit(project)
    result = cli("check", "--diff-base", "HEAD")
    assert result.code == 0
    assert result.out == "no findings, 1 not in changed lines in 2 files\n"
    (project / "web" / "search.js").write_text(f"// a line above\n{LEAK}")
    assert cli("check", "--diff-base", "HEAD").code == 0
    (project / "web" / "search.js").write_text(LEAK.replace("get('q')", 'get("q")'))
    assert concise(cli, "--diff-base", "HEAD")[0].startswith("web/search.js:2:1: ")
    (project / "web" / "new.js").write_text(LEAK)
    (project / "web" / "search.js").write_text(LEAK)
    lines = concise(cli, "--diff-base", "HEAD")
    assert [line.split(":")[0] for line in lines] == ["web/new.js"]
    summary = json.loads(cli("check", "--diff-base", "HEAD", "--output-format", "json").out)["summary"]
    assert (summary["unchanged"], summary["findings"]["warning"] + summary["findings"]["error"]) == (1, 1)


def test_changed_lines_of_standard_input(project: Path, cli: Cli) -> None:
    commit(project)
    options = ("--diff-base", "HEAD", "--stdin-filename", "web/search.js", "-")
    assert cli("check", *options, stdin=LEAK.encode()).code == 0
    assert cli("check", *options, stdin=LEAK.replace(": q ", ":  q ").encode()).code == 1


def test_changed_lines_and_a_baseline(project: Path, cli: Cli) -> None:
    commit(project)
    cli("baseline", "write")
    options = ("--baseline", "tracklint-baseline.json", "--strict-baseline", "--diff-base", "HEAD")
    result = cli("check", *options)
    assert (result.code, result.err) == (0, "")
    assert "1 in the baseline" in result.out


# ------------------------------------------------------------------------------------------ standard input


def test_standard_input_has_the_name_it_is_given(project: Path, cli: Cli) -> None:
    result = cli("check", "--output-format", "concise", "--stdin-filename", "web/new.js", "-", stdin=LEAK.encode())
    assert result.code == 1
    assert result.out.startswith("web/new.js:2:1: ")
    assert "web/search.js" not in result.out


def test_standard_input_wins_over_the_file(project: Path, cli: Cli) -> None:
    assert cli("check", "--stdin-filename", "web/search.js", "-", stdin=CLEAN.encode()).code == 0


def test_settings_come_from_where_the_name_points(project: Path, cli: Cli) -> None:
    (project / "tracklint.toml").write_text('ignore = ["TRK1"]\n')
    assert cli("check", "--stdin-filename", "web/new.js", "-", stdin=LEAK.encode()).code == 0


def test_standard_input_outside_of_any_project(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.js").write_text(LEAK)
    result = cli("check", "--output-format", "concise", "--stdin-filename", "x.js", "-", stdin=LEAK.encode())
    assert [line.split(":")[0] for line in result.out.splitlines()][:1] == ["x.js"]
    assert "other.js" not in result.out


# ---------------------------------------------------------------------------------------------------- output


def test_several_reports_at_once_and_the_summary_on_the_terminal(project: Path, cli: Cli) -> None:
    result = cli("check", "-o", "sarif:out.sarif", "-o", "html:report.html", "-o", "concise:lines.txt")
    assert result.code == 1
    assert result.out.startswith("1 finding")
    assert json.loads((project / "out.sarif").read_text())["version"] == "2.1.0"
    assert (project / "report.html").read_text().startswith("<!doctype html>")
    assert WHERE.search((project / "lines.txt").read_text())
    assert not list(project.glob(".*.sarif*"))


def test_a_file_alone_gets_the_output_format(project: Path, cli: Cli) -> None:
    result = cli("check", "--output-format", "sarif", "-o", "out.sarif")
    assert json.loads((project / "out.sarif").read_text())["runs"]
    assert result.out.startswith("1 finding")


def test_a_format_on_the_terminal_beside_files(project: Path, cli: Cli) -> None:
    result = cli("check", "--output-format", "concise", "-o", "json:out.json")
    assert WHERE.search(result.out)
    assert json.loads((project / "out.json").read_text())["version"] == 1


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab", "gitlab-sast", "rdjson"])
def test_documents_for_programs_are_all_of_standard_output(project: Path, cli: Cli, name: str) -> None:
    result = cli("check", "--output-format", name)
    assert result.code == 1
    json.loads(result.out)
    assert result.err == ""


@pytest.mark.parametrize(
    ("environment", "time"),
    [
        ({}, "1970-01-01T00:00:00"),
        ({"SOURCE_DATE_EPOCH": "1700000000"}, "2023-11-14T22:13:20"),
        ({"CI_JOB_STARTED_AT": "2024-02-29T12:30:45Z"}, "2024-02-29T12:30:45"),
        ({"CI_JOB_STARTED_AT": "2024-02-29T13:30:45+01:00"}, "2024-02-29T12:30:45"),
        ({"SOURCE_DATE_EPOCH": "soon"}, "1970-01-01T00:00:00"),
        ({"SOURCE_DATE_EPOCH": "9" * 30}, "1970-01-01T00:00:00"),
    ],
)
def test_a_time_that_a_format_must_say_is_not_the_clocks(
    project: Path, cli: Cli, environment: dict[str, str], time: str
) -> None:
    result = cli("check", "--output-format", "gitlab-sast", env=environment)
    assert json.loads(result.out)["scan"]["start_time"] == time


def test_a_document_that_is_written_again_keeps_its_mode(project: Path, cli: Cli) -> None:
    (project / "out.json").write_text("old")
    (project / "out.json").chmod(0o640)
    cli("check", "-o", "json:out.json")
    assert (project / "out.json").stat().st_mode & 0o777 == 0o640


def test_the_format_can_come_from_settings_and_environment(project: Path, cli: Cli) -> None:
    (project / "tracklint.toml").write_text('output-format = "concise"\n')
    assert WHERE.match(cli("check").out)
    assert json.loads(cli("check", env={"TRACKLINT_OUTPUT_FORMAT": "json"}).out)["version"] == 1


def test_statistics(project: Path, cli: Cli) -> None:
    result = cli("check", "--statistics")
    assert result.code == 1
    assert re.fullmatch(r"1  TRK101  \[[ *]\]  search-term-to-tracker\n", result.out)


@pytest.mark.parametrize("name", NAMES)
def test_statistics_with_every_format(project: Path, cli: Cli, name: str) -> None:
    # A program that reads a format gets that and nothing else; the counts go where people look.
    document = cli("check", "--output-format", name, env={"SOURCE_DATE_EPOCH": "0"})
    result = cli("check", "--statistics", "--output-format", name, env={"SOURCE_DATE_EPOCH": "0"})
    assert result.code == document.code == 1
    if name == "json":
        row = {"code": "TRK101", "name": "search-term-to-tracker", "count": 1, "fixable": 1}
        assert json.loads(result.out) == [row]
    elif name in {"full", "concise", "grouped"}:
        assert result.out == "1  TRK101  [*]  search-term-to-tracker\n"
    else:
        assert result.out == document.out
        assert "tracklint: 1  TRK101" in result.err


def test_statistics_beside_a_file(project: Path, cli: Cli) -> None:
    result = cli("check", "--statistics", "-o", "sarif:out.sarif")
    assert result.out.startswith("1  TRK101")
    assert json.loads((project / "out.sarif").read_text())["runs"][0]["results"]


def test_show_files(project: Path, cli: Cli) -> None:
    assert cli("check", "--show-files").out.splitlines() == ["web/clean.js", "web/search.js"]
    assert cli("check", "--show-files", "web/clean.js").out.splitlines() == ["web/clean.js"]


def test_show_settings_with_origins(project: Path, cli: Cli) -> None:
    (project / "tracklint.toml").write_text('\nsector = "health"\n')
    lines = cli("check", "--show-settings", "--min-confidence", "high", "--select", "TRK1").out.splitlines()
    assert 'sector = "health"  # tracklint.toml:2' in lines
    assert 'min-confidence = "high"  # command line' in lines
    assert 'fail-on = "warning"  # default' in lines
    assert "# command line: --select TRK1" in lines


def test_verbose_says_what_is_done(project: Path, cli: Cli) -> None:
    result = cli("check", "--verbose", "--output-format", "json")
    assert "tracklint: looking for files" in result.err
    json.loads(result.out)


def test_quiet_leaves_only_findings(project: Path, cli: Cli) -> None:
    lines = cli("check", "-q", "--output-format", "concise").out.splitlines()
    assert len(lines) == 1


# ------------------------------------------------------------------------------------------------- suppression


def test_comments_silence_and_audits_ignore_them(project: Path, cli: Cli) -> None:
    source = LEAK.replace(" });", " }); // tracklint: ignore[TRK101] a fixed list of cities")
    (project / "web" / "search.js").write_text(source)
    result = cli("check")
    assert result.code == 0
    assert "1 suppressed" in result.out
    assert cli("check", "--ignore-suppressions").code == 1
    shown = json.loads(cli("check", "--output-format", "json", "--show-suppressed").out)
    assert [row["reason"] for row in shown["suppressed"]] == ["a fixed list of cities"]


def test_an_unused_comment_is_a_finding(project: Path, cli: Cli) -> None:
    (project / "web" / "search.js").write_text("x(); // tracklint: ignore[TRK101] why\n")
    assert "TRK901" in concise(cli)[0]
    assert concise(cli, "--select", "TRK1") == []


def test_add_ignore_writes_comments_that_silence(project: Path, cli: Cli) -> None:
    (project / "web" / "page.html").write_text(
        "<p>\r\n  <script>\r\n" + LEAK.replace("\n", "\r\n") + "  </script>\r\n</p>\r\n"
    )
    before = cli("check")
    assert before.code == 1
    result = cli("check", "--add-ignore", "signed with the vendor")
    assert "silenced by new comments" in result.err
    after = (project / "web" / "search.js").read_text()
    assert "// tracklint: ignore[TRK101] signed with the vendor\nfbq(" in after
    assert b"signed with the vendor\r\n" in (project / "web" / "page.html").read_bytes()
    again = cli("check")
    assert again.code == 0, again.out


# ------------------------------------------------------------------------------------------------------ colour


@pytest.mark.parametrize(
    ("option", "env", "colored"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"CLICOLOR_FORCE": "1"}, True),
        ((), {"FORCE_COLOR": "0"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(project: Path, cli: Cli, option: tuple[str, ...], env: dict[str, str], colored: bool) -> None:
    assert ("\x1b[" in cli("check", *option, env=env).out) is colored
    assert "\x1b[" not in cli("check", *option, "--output-format", "json", env=env).out


def test_files_are_never_coloured(project: Path, cli: Cli) -> None:
    cli("check", "--color", "always", "-o", "full:out.txt")
    assert "\x1b[" not in (project / "out.txt").read_text()


# ------------------------------------------------------------------------------------------------ hostile names


def test_names_of_files_cannot_steer_the_terminal_or_the_runner(project: Path, cli: Cli) -> None:
    name = "a\x1b[31m ##[error]x\n::error::y.js"
    (project / "web" / name).write_text(LEAK)
    for format_name in ("full", "concise", "grouped"):
        result = cli("check", "--output-format", format_name, env={"GITHUB_ACTIONS": "true"})
        assert "\x1b[31m" not in result.out
        assert "##[" not in result.out
        assert not re.search(r"^\s*::", result.out, re.MULTILINE)
    assert "\x1b" not in cli("check", "--show-files").out
    assert "\x1b" not in cli("check", "web/b\x1b[31m.js").err


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_names_that_are_no_text(project: Path, cli: Cli) -> None:
    page = "<script async src='https://www.googletagmanager.com/gtag/js?id=G-1'></script><form><input type=search name=q></form>"
    Path(os.fsdecode(b"page\xff.html")).write_text(page)
    Path(os.fsdecode(b"a\xff.js")).write_text(LEAK)
    Path(os.fsdecode(b"b\xfe.py")).write_text(
        "import mixpanel\nmixpanel.Mixpanel('t').track(request.user.email, 'x')\n"
    )
    first = concise(cli)
    assert [line.split(":")[0] for line in first] == ["a\\udcff.js", "b\\udcfe.py", "page\\udcff.html", "web/search.js"]
    assert concise(cli) == first  # from what was kept
    assert concise(cli, "--no-cache") == first
    for name in NAMES:
        result = cli("check", "--output-format", name)
        assert (result.code, result.err) == (1, "")
    cli("baseline", "write")
    assert cli("check", "--baseline", "tracklint-baseline.json").code == 0


def test_a_patch_names_files_as_git_does(project: Path, cli: Cli) -> None:
    names = ["plain.js", "a b.js", 'quo"te\\.js', "new\nline\t.js", "caf\u00e9.js", os.fsdecode(b"no\xfftext.js")]
    shutil.rmtree(project / ".git")
    subprocess.run(["git", "init", "-q"], check=True)
    (project / "web" / "search.js").unlink()
    for name in names:
        (project / name).write_text(LEAK)
    (project / "a.patch").write_text(cli("check", "--diff").out)
    subprocess.run(["git", "apply", "a.patch"], check=True)
    assert cli("check").code == 0
    assert all("search_string" not in (project / name).read_text() for name in names)


# -------------------------------------------------------------------------------------------------------- fixes


def test_fix_mends_what_can_be_mended_and_reports_the_rest(project: Path, cli: Cli) -> None:
    (project / "web" / "search.js").write_text("fbq('track', location.search);\n")
    (project / "web" / "clean.js").write_bytes(b"x(); // tracklint: ignore[TRK101] why\r\ny();\r\n")
    shown = cli("check", "--diff")
    assert shown.code == 1
    assert "-x(); // tracklint: ignore[TRK101] why" in shown.out
    assert b"tracklint" in (project / "web" / "clean.js").read_bytes()
    result = cli("check", "--fix", "--output-format", "concise")
    assert "mended in" in result.err
    assert "TRK901" not in result.out
    assert (project / "web" / "clean.js").read_bytes() == b"x();\r\ny();\r\n"
    assert cli("check", "--diff").code == 0


def test_fix_exits_with_0_when_nothing_remains_unless_asked(project: Path, cli: Cli) -> None:
    source = "x(); // tracklint: ignore[TRK101] why\n"
    (project / "web" / "search.js").write_text(source)
    assert cli("check", "--fix").code == 0
    (project / "web" / "search.js").write_text(source)
    assert cli("check", "--fix", "--exit-non-zero-on-fix").code == 1


def test_what_cannot_be_changed_is_left_and_said(project: Path, cli: Cli) -> None:
    files = {name: project / "web" / f"{name}.js" for name in ("open", "shut")}
    for file in files.values():
        file.write_bytes(LEAK.encode())
    files["shut"].chmod(0o444)
    result = cli("check", "--fix")
    assert b"search_string" not in files["open"].read_bytes()
    assert files["shut"].read_bytes() == LEAK.encode()
    assert "web/shut.js" in result.err
    assert "the file is read-only" in result.err
    assert result.code == 1


def test_only_files_that_were_named_are_changed(project: Path, cli: Cli) -> None:
    (project / "web" / "lib.js").write_text("export const send = (user) => fbq('track', 'Lead', { em: user.email });\n")
    (project / "web" / "a.js").write_text("import { send } from './lib';\nsend(currentUser);\n")
    before = (project / "web" / "lib.js").read_text()
    cli("check", "--fix", "--unsafe-fixes", "web/a.js")
    assert (project / "web" / "lib.js").read_text() == before


def test_a_file_that_changes_while_it_is_checked_is_not_written(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linter.cli import fix

    (project / "web" / "a.js").write_text(LEAK)
    lenient = fix.write

    def changed_first(done: Mended, root: Path) -> tuple[str, ...]:
        (project / "web" / "a.js").write_text("mine();\n")
        return lenient(done, root)

    monkeypatch.setattr(fix, "write", changed_first)
    result = cli("check", "--fix")
    assert result.code == 2
    assert "web/a.js: not written: the file was changed in the meantime" in result.err
    assert (project / "web" / "a.js").read_text() == "mine();\n"


def test_bytes_that_an_encoding_does_not_hold_are_not_lost(tmp_path: Path) -> None:
    from linter.cli import fix
    from linter.workspace.text import SourceText

    raw = b"\xff\xfe" + LEAK.encode("utf-16-le") + b"x"
    (tmp_path / "a.js").write_bytes(raw)
    why = fix.obstacle_in(tmp_path, lambda: None)("a.js", SourceText.decode("a.js", raw))
    assert "no text in its encoding (utf-16-le)" in why


def test_a_link_is_not_written_through(project: Path, cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    aside = tmp_path_factory.mktemp("aside") / "aside.js"
    aside.write_text(LEAK)
    (project / "web" / "a.js").symlink_to(aside)
    cli("check", "--fix")
    assert aside.read_text() == LEAK
