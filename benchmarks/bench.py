"""
Measure tracklint beside ripgrep, ruff and semgrep on public corpora: `make bench` (see docs/benchmarks.md).

    python benchmarks/bench.py [--corpus django wagtail ghost tree10000 tree100000] [--runs 5] [--semgrep] [--cores 1]

Corpora are fetched by their clients (pip, npm) by pinned version into ``--folder`` and unpacked there; trees are made
by copying files of the corpora under new names. Every program runs in the same minutes on the same files.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SDISTS = {"django": ("Django", "5.0"), "wagtail": ("wagtail", "6.3")}
PACKAGES = {"ghost": ("ghost", "5.100.0")}
TREES = {"tree5000": 5_000, "tree10000": 10_000, "tree100000": 100_000}
SUFFIXES = (".py", ".js", ".ts", ".tsx", ".html", ".vue", ".php")


class Measured(NamedTuple):
    """The medians of some runs: seconds on the clock, of all cores, and megabytes at the peak."""

    wall: float
    cpu: float
    peak: float


def run(command: Sequence[str], folder: Path, environment: dict[str, str]) -> Measured:
    """Run a program once, with its output thrown away."""
    started = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    return Measured(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(times: Sequence[Measured]) -> Measured:
    """Give the median of each figure."""
    return Measured(*(statistics.median(column) for column in zip(*times, strict=True)))


def fetch(name: str, folder: Path) -> Path:
    """Give the folder of a corpus, fetched and unpacked where it is not there yet."""
    place = folder / name
    if place.is_dir():
        return place
    archive = folder / "archives"
    archive.mkdir(parents=True, exist_ok=True)
    if name in SDISTS:
        project, version = SDISTS[name]
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "download",
                "-q",
                "--no-deps",
                "--no-binary",
                ":all:",
                f"{project}=={version}",
            ],
            cwd=archive,
            check=True,
        )
        found = next(path for path in archive.iterdir() if path.name.lower().startswith(f"{name}-{version}"))
    elif name in PACKAGES:
        project, version = PACKAGES[name]
        subprocess.run(["npm", "pack", "--silent", f"{project}@{version}"], cwd=archive, check=True)
        found = archive / f"{project}-{version}.tgz"
    else:
        return tree(place, TREES[name], [fetch(other, folder) for other in (*SDISTS, *PACKAGES)])
    with tarfile.open(found) as packed:
        packed.extractall(place, filter="data")
    (place / ".git").mkdir(exist_ok=True)
    return place


def tree(place: Path, count: int, corpora: Sequence[Path]) -> Path:
    """Make a tree of ``count`` files: those of the corpora again and again, each round in its own package."""
    files = sorted(
        path
        for corpus in corpora
        for path in corpus.rglob("*")
        if path.suffix in SUFFIXES and 0 < path.stat().st_size < 200_000
    )
    made = 0
    (place / ".git").mkdir(parents=True)
    while made < count:
        for number, path in enumerate(files[: count - made]):
            target = place / f"round{made // len(files)}" / f"part{number // 40}" / f"file{number}{path.suffix}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(
                path.read_bytes()
                + f"\n{'#' if path.suffix == '.py' else '//' if path.suffix in ('.js', '.ts', '.tsx') else ' '} {made}\n".encode()
            )
        made += min(len(files), count - made)
    return place


def main() -> None:
    """Fetch, measure, print a table in Markdown."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpus", nargs="+", default=["django", "wagtail", "ghost", "tree10000"])
    arguments.add_argument("--folder", type=Path, default=ROOT / ".bench")
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--cores", type=int, default=0, help="let every program use only so many cores")
    arguments.add_argument("--semgrep", default="", help="the semgrep to measure too (once: it takes minutes)")
    given = arguments.parse_args()
    sys.path.insert(0, str(ROOT))
    if given.cores:
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[: given.cores]))
    from benchmarks.semgrep_rules import rules
    from linter.catalogue.load import load

    catalogue = load()
    folder = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    tokens = folder / "tokens.txt"
    tokens.write_bytes(b"\n".join(sorted({token.text for token in catalogue.automaton.tokens})) + b"\n")
    taint = folder / "semgrep.yml"
    taint.write_text(rules(catalogue), "utf-8")
    for corpus in given.corpus:
        place = fetch(corpus, folder)
        print(
            f"\n### {corpus}: {sum(1 for p in place.rglob('*') if p.suffix in SUFFIXES)} source files, {len(os.sched_getaffinity(0))} cores\n"
        )
        print("| run | wall (s) | CPU (s) | peak (MB) | of rg |\n| --- | ---: | ---: | ---: | ---: |")
        base = 0.0
        for name, measured in rows(place, folder, tokens, taint, given.runs, given.semgrep):
            base = base or measured.wall
            print(
                f"| {name} | {measured.wall:.2f} | {measured.cpu:.2f} | {measured.peak:.0f} | {measured.wall / base:.1f} |",
                flush=True,
            )


def rows(place: Path, folder: Path, tokens: Path, taint: Path, runs: int, semgrep: str):  # type: ignore[no-untyped-def]
    """Give the rows of one corpus as they are measured."""
    cache = folder / "cache"
    # An installed wheel has its bytecode; so has this, outside of the checkout.
    bytecode = {"PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
    environment = {**os.environ, **bytecode, "PYTHONPATH": str(ROOT), "TRACKLINT_CACHE_DIR": str(cache)}
    sources = sorted(p for p in place.rglob("*") if p.suffix in (".py", ".js") and p.is_file())
    chosen = sources[len(sources) // 2]
    lint = [sys.executable, "-m", "linter", "check", "--exit-zero", "-q"]

    def times(command: Sequence[str], before: Callable[[int], None] = lambda _: None, count: int = runs) -> Measured:
        found = []
        for number in range(count):
            before(number)
            found.append(run(command, place, environment))
        return median(found)

    def forget(_: int) -> None:
        for path in cache.glob("results*"):
            path.unlink()

    def edit(number: int) -> None:
        with chosen.open("ab") as file:
            file.write(b"\n# %d\n" % number if chosen.suffix == ".py" else b"\n// %d\n" % number)

    if shutil.which("rg"):
        yield (
            "rg -F -f tokens",
            times(["rg", "-c", "-F", "-f", str(tokens), *[x for s in SUFFIXES for x in ("-g", f"*{s}")], "."]),
        )
    if shutil.which("ruff") or (Path(sys.executable).parent / "ruff").exists():
        ruff = shutil.which("ruff") or str(Path(sys.executable).parent / "ruff")
        yield "ruff check --no-cache", times([ruff, "check", "--no-cache", "--isolated", "-q", "--exit-zero", "."])
    yield "tracklint --help", times([sys.executable, "-m", "linter", "--help"])
    yield "tracklint, no cache", times([*lint, "--no-cache", "."])
    yield "tracklint, cold cache", times([*lint, "."], forget)
    yield "tracklint, warm, nothing changed", times([*lint, "."])
    yield "tracklint, warm, one file changed", times([*lint, "."], edit)
    yield "tracklint, three named files, warm", times([*lint, *(str(p.relative_to(place)) for p in sources[:3])])
    yield (
        "tracklint, three named files, one changed",
        times([*lint, str(chosen.relative_to(place)), *(str(p.relative_to(place)) for p in sources[:2])], edit),
    )
    if semgrep:
        yield (
            "semgrep (once)",
            times(
                [semgrep, "scan", "--metrics", "off", "--disable-version-check", "-q", "--config", str(taint), "."],
                count=1,
            ),
        )


if __name__ == "__main__":
    main()
