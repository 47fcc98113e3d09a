"""Time the command line: `python tests/house/bench.py [folder ...]`. Prints seconds and the peak of memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5


def measure(arguments: list[str], runs: int) -> tuple[float, float]:
    """Give the shortest time in seconds and the largest resident size in MB of some runs of the command line."""
    best, peak = float("inf"), 0.0
    for _ in range(runs):
        started = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-m", "linter", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, _, usage = os.wait4(child.pid, 0)
        best = min(best, time.perf_counter() - started)
        peak = max(peak, usage.ru_maxrss / 1024)
    return best, peak


def main(folders: list[str]) -> None:
    """Measure start-up, a settings-only run, the demo application and what was named."""
    rows = [("--help", ["--help"], RUNS), ("praxis", ["check", "--exit-zero", "fixtures/praxis"], RUNS)]
    rows += [(folder, ["check", "--exit-zero", folder], 1) for folder in folders]
    for name, arguments, runs in rows:
        seconds, megabytes = measure(arguments, runs)
        print(f"{name:40} {seconds:8.2f} s {megabytes:8.0f} MB")  # noqa: T201 - this script's whole purpose


if __name__ == "__main__":
    main(sys.argv[1:])
