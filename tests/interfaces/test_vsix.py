"""The extension for VS Code, packed by the editor's own tool: what is in the package, and that it loads from there."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from linter.reporters.context import VERSION
from tests.interfaces.clients import absent, call, executable

EXTENSION = Path(__file__).resolve().parents[2] / "editors" / "vscode"
OURS = {"package.json", "extension.js", "readme.md", "LICENSE.txt"}
STARTED = Path(__file__).with_name("vsix.cjs")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the unpacked extension, made as its README says."""
    vsce = executable("vsce", "npm install @vscode/vsce")
    folder = tmp_path_factory.mktemp("vsix") / "vscode"
    shutil.copytree(EXTENSION, folder, ignore=shutil.ignore_patterns("node_modules", "*.vsix"))
    npm = executable("npm", "Node.js")
    got = call(npm, "install", "--omit=dev", "--no-audit", "--no-fund", "--prefer-offline", cwd=folder)
    if got.returncode != 0:
        absent("vscode-languageclient", "npm install in editors/vscode needs a registry")
    done = call(vsce, "package", "--out", "tracklint.vsix", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    unpacked = folder.parent / "unpacked"
    with zipfile.ZipFile(folder / "tracklint.vsix") as archive:
        archive.extractall(unpacked)
    return unpacked


def manifest(package: Path) -> Any:
    return json.loads((package / "extension" / "package.json").read_text("utf-8"))


def test_the_package_holds_the_extension_what_it_needs_and_nothing_else(package: Path) -> None:
    files = {path.relative_to(package / "extension") for path in (package / "extension").rglob("*") if path.is_file()}
    own = {PurePosixPath(path).as_posix() for path in files if path.parts[0] != "node_modules"}
    assert own == OURS
    modules = {path.parts[1] for path in files if path.parts[0] == "node_modules"}
    needed = {"vscode-languageclient", "vscode-languageserver-protocol", "vscode-jsonrpc"}
    assert needed <= modules
    assert not modules & {"@vscode", ".bin", "typescript"}


def test_the_package_is_of_this_version_and_says_from_which_editor_on_it_runs(package: Path) -> None:
    root = ET.parse(package / "extension.vsixmanifest").getroot()  # noqa: S314 - it was just written here
    space = {"v": "http://schemas.microsoft.com/developer/vsx-schema/2011"}
    identity = root.find("v:Metadata/v:Identity", space)
    assert identity is not None
    assert (identity.get("Id"), identity.get("Version")) == ("tracklint", VERSION)
    engine = root.find("v:Metadata/v:Properties/v:Property[@Id='Microsoft.VisualStudio.Code.Engine']", space)
    assert engine is not None
    assert engine.get("Value") == manifest(package)["engines"]["vscode"]


def test_the_packed_code_starts_the_server_with_the_packed_client(package: Path) -> None:
    done = call(executable("node", "Node.js"), str(STARTED), str(package / "extension"), cwd=package)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "client": "LanguageClient",
        "command": {"command": "tracklint", "args": ["server"], "options": {"shell": False}},
        "commands": ["tracklint.restart", "tracklint.suppress"],
        "started": 1,
    }
