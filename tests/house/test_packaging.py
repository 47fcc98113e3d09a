"""The wheel holds the package and the rules and nothing else; what is in it works without the checkout."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from linter.reporters.registry import FORMATS
from linter.workspace.store import sources_digest

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = re.compile(
    r"linter/(?:[a-z_0-9]+/)*[a-z_0-9]+\.py|linter/py\.typed|linter/reporters/page/[a-z]+\.(?:css|js)"
    r"|linter/_rules/(?:[\w.-]+/)*[\w.-]+\.(?:toml|md|json)|linter/_rules/(?:catalogue\.msgpack|code\.digest)"
    r"|tracklint-[\d.]+\.dist-info/(?:METADATA|WHEEL|RECORD|entry_points\.txt|licenses/LICENSE)"
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build the source package, and the wheel from it, as a release does. Gives both."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(out.glob("*.tar.gz")), next(out.glob("*.whl"))


def test_the_wheel_holds_what_it_may_and_no_more(packages: tuple[Path, Path]) -> None:
    names = zipfile.ZipFile(packages[1]).namelist()
    assert [name for name in names if not ALLOWED.fullmatch(name)] == []


def test_the_wheel_holds_every_rule(packages: tuple[Path, Path]) -> None:
    names = set(zipfile.ZipFile(packages[1]).namelist())
    assert "linter/_rules/catalogue.msgpack" in names
    rules = [path for path in (ROOT / "rules").rglob("*") if path.suffix in {".toml", ".md", ".json"}]
    assert len(rules) > 100
    assert [
        path.name for path in rules if f"linter/_rules/{path.relative_to(ROOT / 'rules').as_posix()}" not in names
    ] == []


def test_the_wheel_brings_the_digest_of_its_sources(packages: tuple[Path, Path], tmp_path: Path) -> None:
    wheel = zipfile.ZipFile(packages[1])
    wheel.extractall(tmp_path)  # noqa: S202 - made by this test
    package = tmp_path / "linter"
    rooms = sorted(path.name for path in package.iterdir() if path.suffix == ".py" or path.name != "_rules")
    assert wheel.read("linter/_rules/code.digest") == sources_digest(package, rooms)
    (package / "model.py").write_text("# changed\n")
    assert wheel.read("linter/_rules/code.digest") != sources_digest(package, rooms)


def test_the_source_package_holds_the_tests_and_their_fixtures(packages: tuple[Path, Path]) -> None:
    with tarfile.open(packages[0]) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert {"README.md", "LICENSE", "Makefile", "tests/house/test_packaging.py", "fixtures/praxis/manage.py"} <= names
    assert {"action.yml", "editors/vscode/package.json", "benchmarks/bench.py"} <= names
    assert not any(name.startswith(("linter/_rules", ".venv")) for name in names)


@pytest.fixture(scope="module")
def site(packages: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel: what it needs is in the environment that runs the tests."""
    folder = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(packages[1]).extractall(folder)  # noqa: S202 - we have just made it
    return folder


def run(package: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line of the package that lies in a folder, whatever is installed."""
    code = f"import sys; sys.path.insert(0, {str(package)!r}); from linter.cli import main; main()"
    command = [sys.executable, "-I", "-c", code, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_the_installed_wheel_works_away_from_the_checkout(site: Path, tmp_path: Path) -> None:
    (tmp_path / "search.js").write_text("fbq('track', 'Search', { search_string: location.search });\n", "utf-8")
    done = run(site, tmp_path, "check", "--output-format", "concise", ".")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "search.js:1:1:" in done.stdout


def test_the_installed_wheel_writes_every_format_as_the_checkout_does(site: Path, tmp_path: Path) -> None:
    # The formats are held against their schemas and clients elsewhere: what the wheel writes must be the same.
    shutil.copytree(ROOT / "fixtures" / "praxis", tmp_path / "praxis")
    outputs: dict[str, list[str]] = {}
    for name, package in (("wheel", site), ("checkout", ROOT)):
        wanted = [f"--output={f.name}:{tmp_path / f'{name}.{f.name}'}" for f in FORMATS]
        done = run(package, tmp_path / "praxis", "check", "--isolated", *wanted, ".")
        assert done.returncode == 1, done.stdout + done.stderr
        outputs[name] = [(tmp_path / f"{name}.{f.name}").read_text("utf-8") for f in FORMATS]
    assert outputs["wheel"] == outputs["checkout"]
    assert all("TRK101" in text for text in outputs["wheel"])
