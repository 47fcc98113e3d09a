"""What we write, read by the programs that it is for. The sample is the one of all reporters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from linter.model import Report
from linter.reporters.registry import render
from tests.interfaces.clients import absent, call, executable, node_package
from tests.reporters.sample import CONTEXT, clean, many, sample

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schema"
REPORTS = {"sample": sample(), "clean": clean(), "many": many(600)}
IGNORED_SARIF = {
    "SARIF2002",  # messages with arguments: ours are finished sentences
    "SARIF2003",  # version control provenance: no machine knows it here
    "SARIF2005",  # an address of the tool: it has none yet
    "SARIF2006",  # reachable addresses: there is no network
    "SARIF2011",  # snippets: viewers have the file
    "SARIF2013",  # embedded file content
}

pytestmark = pytest.mark.slow
every_report = pytest.mark.parametrize("report", REPORTS.values(), ids=list(REPORTS))


def write(folder: Path, name: str, report: Report, *, suppressed: bool = False) -> Path:
    file = folder / f"report.{name}"
    file.write_text(render(name, report, replace(CONTEXT, show_suppressed=suppressed)), "utf-8")
    return file


def check_jsonschema(*arguments: str, cwd: Path) -> str:
    done = call(executable("check-jsonschema", "pip install check-jsonschema"), *arguments, cwd=cwd)
    return "" if done.returncode == 0 else done.stdout + done.stderr


# ------------------------------------------------------------------------------------------------------ SARIF


@every_report
def test_sarif_fits_its_schema(tmp_path: Path, report: Report) -> None:
    schema = node_package("@microsoft/sarif-multitool-linux") / "sarif-2.1.0.json"
    for suppressed in (False, True):
        file = write(tmp_path, "sarif", report, suppressed=suppressed)
        assert not check_jsonschema("--schemafile", str(schema), str(file), cwd=tmp_path)


@every_report
def test_sarif_satisfies_the_validator_with_the_rules_of_code_scanning(tmp_path: Path, report: Report) -> None:
    tool = node_package("@microsoft/sarif-multitool-linux") / "Sarif.Multitool"
    file = write(tmp_path, "sarif", report)
    result = tmp_path / "result.sarif"
    # The exit code is 0 with errors too: what counts is in the report.
    options = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--log", "ForceOverwrite"]
    # The program wants a library for languages that not every machine has; without it, it speaks English.
    call(
        str(tool),
        "validate",
        str(file),
        "--output",
        str(result),
        *options,
        cwd=tmp_path,
        DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1",
    )
    (run,) = json.loads(result.read_text("utf-8-sig"))["runs"]
    said = [
        (row["ruleId"], row.get("level", "warning"), row["message"])
        for row in run["results"]
        if row["ruleId"] not in IGNORED_SARIF
    ]
    assert said == []


@every_report
def test_sarif_is_read_by_sarif_tools(tmp_path: Path, report: Report) -> None:
    file = write(tmp_path, "sarif", report)
    out = tmp_path / "findings.csv"
    done = call(executable("sarif", "pip install sarif-tools"), "csv", str(file), "-o", str(out), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert out.read_text("utf-8-sig").count("TRK") >= len(report.findings)


# -------------------------------------------------------------------------------------------------------- XML


@every_report
def test_junit_is_read_by_junitparser(tmp_path: Path, report: Report) -> None:
    file = write(tmp_path, "junit", report, suppressed=True)
    done = call(executable("junitparser", "pip install junitparser"), "verify", str(file), cwd=tmp_path)
    failing = bool(report.findings or report.problems)
    assert done.returncode == (1 if failing else 0), done.stderr


@every_report
@pytest.mark.parametrize("name", ["junit", "checkstyle"])
def test_xml_is_read_by_lxml(tmp_path: Path, report: Report, name: str) -> None:
    file = write(tmp_path, name, report, suppressed=True)
    script = (
        "import sys, lxml.etree as e; r = e.parse(sys.argv[1]).getroot(); print(len(list(r.iter('failure', 'error'))))"
    )
    for python in ("python", "python3"):
        done = call(executable(python, "a Python"), "-c", script, str(file), cwd=tmp_path)
        if "No module named" not in done.stderr:
            break
    else:
        absent("lxml", "pip install lxml")
    assert done.stdout.strip() == str(len(report.findings) + len(report.problems)), done.stderr


# ------------------------------------------------------------------------------------------------------ rdjson


@every_report
@pytest.mark.parametrize("name", ["rdjson", "rdjsonl"])
def test_rdjson_is_read_by_the_validator(tmp_path: Path, report: Report, name: str) -> None:
    text = render(name, report, CONTEXT)
    if name == "rdjsonl":
        rows = [json.loads(line) for line in text.splitlines()]
        text = json.dumps({"source": {"name": "tracklint"}, "diagnostics": rows})
    file = tmp_path / "report.json"
    file.write_text(text, "utf-8")
    program = executable("rdformat-validator", "npm install @umbrelladocs/rdformat-validator")
    done = call(program, "--strict", "--no-extra-fields", str(file), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


# -------------------------------------------------------------------------------------------------- our schemas


def test_our_schemas_are_schemas(tmp_path: Path) -> None:
    for file in sorted(SCHEMAS.glob("*.json")):
        assert not check_jsonschema("--check-metaschema", str(file), cwd=tmp_path)


@every_report
def test_json_fits_our_schema(tmp_path: Path, report: Report) -> None:
    schema = SCHEMAS / "tracklint.report.schema.json"
    for suppressed in (False, True):
        file = write(tmp_path, "json", report, suppressed=suppressed)
        assert not check_jsonschema("--schemafile", str(schema), str(file), cwd=tmp_path)


GOOD = """#:schema ./tracklint.schema.json
sector = "health"
select = ["TRK1", "TRK9"]
min-confidence = "medium"

[per-file-ignores]
"tests/" = ["ALL"]

[severities]
TRK107 = "note"

[[allow]]
reason = "signed contract"
tracker = "matomo"
"""
BAD = GOOD.replace("sector", "sectr")


def test_settings_fit_the_schema_as_our_own_reader_says(tmp_path: Path) -> None:
    schema = SCHEMAS / "tracklint.schema.json"
    (tmp_path / "good.toml").write_text(GOOD)
    (tmp_path / "bad.toml").write_text(BAD)
    assert not check_jsonschema("--schemafile", str(schema), "good.toml", cwd=tmp_path)
    assert "sectr" in check_jsonschema("--schemafile", str(schema), "bad.toml", cwd=tmp_path)


def test_taplo_follows_the_schema_in_the_first_line(tmp_path: Path) -> None:
    (tmp_path / "tracklint.schema.json").write_bytes((SCHEMAS / "tracklint.schema.json").read_bytes())
    program = executable("taplo", "npm install @taplo/cli")
    (tmp_path / "tracklint.toml").write_text(GOOD)
    assert call(program, "lint", "tracklint.toml", cwd=tmp_path).returncode == 0
    (tmp_path / "tracklint.toml").write_text(BAD)
    assert call(program, "lint", "tracklint.toml", cwd=tmp_path).returncode == 1


def test_validate_pyproject_knows_our_table(tmp_path: Path) -> None:
    program = executable("validate-pyproject", "pip install validate-pyproject")
    schema = (SCHEMAS / "tracklint.schema.json").as_uri()
    project = '[project]\nname = "x"\nversion = "1"\n\n[tool.tracklint]\n'
    (tmp_path / "pyproject.toml").write_text(f'{project}sector = "health"\n')
    good = call(program, "--tool", f"tracklint={schema}", "pyproject.toml", cwd=tmp_path)
    assert good.returncode == 0, good.stdout + good.stderr
    (tmp_path / "pyproject.toml").write_text(f'{project}sectr = "health"\n')
    assert call(program, "--tool", f"tracklint={schema}", "pyproject.toml", cwd=tmp_path).returncode == 1
