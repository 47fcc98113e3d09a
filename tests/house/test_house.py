"""What README, Makefile and hooks promise agrees with the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tomli
import yaml

from linter.workspace.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]


def hooks() -> dict[str, dict[str, Any]]:
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    return {hook["id"]: hook for hook in manifest}


@pytest.mark.parametrize("suffix", sorted(LANGUAGES))
def test_the_hook_is_passed_every_kind_of_file_that_is_read(suffix: str) -> None:
    assert re.search(hooks()["tracklint"]["files"], f"web/page{suffix}")


def test_the_hook_is_not_passed_other_files() -> None:
    assert not re.search(hooks()["tracklint"]["files"], "web/page.css")


def test_named_files_are_given_to_one_process_and_the_project_hook_takes_none() -> None:
    named, project = hooks()["tracklint"], hooks()["tracklint-project"]
    assert named["require_serial"] is True
    assert named["types"] == ["text"]
    assert named.get("pass_filenames", True) is True
    assert project["pass_filenames"] is False


def test_a_checkout_holds_no_copy_of_the_rules() -> None:
    assert not (ROOT / "linter" / "_rules").exists()


def test_every_command_of_the_readme_is_a_target_of_the_makefile() -> None:
    wanted = set(re.findall(r"^\$ make (\w+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"demo", "test"} <= wanted
    assert wanted <= targets


def test_links_between_our_own_documents_lead_somewhere() -> None:
    broken = []
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", document.read_text("utf-8")):
            if not (document.parent / target).exists():
                broken.append(f"{document.relative_to(ROOT)}: {target}")
    assert not broken


def test_what_the_fixtures_and_rules_need_is_in_the_source_package() -> None:
    project = tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert {"/linter", "/rules", "/fixtures", "/tests"} <= set(included)


def test_no_document_or_module_names_a_machine() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:root|home/\w+|work|tmp)/[\w.]")
    files = [*ROOT.glob("*.md"), *ROOT.glob("*.toml"), ROOT / "Makefile", *(ROOT / "linter").rglob("*.py")]
    named = [path.relative_to(ROOT).as_posix() for path in files if pattern.search(path.read_text("utf-8"))]
    assert not named


@pytest.mark.parametrize("module", ["linter.cli"])
def test_the_command_line_starts_without_parsers(module: str) -> None:
    heavy = ["libcst", "pygls", "tree_sitter", "lsprotocol"]
    code = f"import sys, {module}; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
