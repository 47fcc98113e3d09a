"""The client code of the VS Code extension, by its own tests, without an editor."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from linter.reporters.context import VERSION
from linter.server.server import create

EXTENSION = Path(__file__).parents[2] / "editors" / "vscode"
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="needs node")
def test_the_extension_passes_its_own_tests() -> None:
    done = subprocess.run(["node", "--test", "test/"], cwd=EXTENSION, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
    assert b"pass 7" in done.stdout


def test_the_extension_has_the_version_of_the_linter() -> None:
    manifest = json.loads((EXTENSION / "package.json").read_text("utf-8"))
    assert manifest["version"] == VERSION
    assert create().version == VERSION
