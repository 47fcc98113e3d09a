"""What the fuzz target has found stays mended; and a short run of it, from a seed that changes with nothing."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from benchmarks.fuzz import Made, replay, tasks

SEEDS = sorted((Path(__file__).parent / "seeds").glob("*.json"))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_what_was_found_stays_mended(seed: Path) -> None:
    found = json.loads(seed.read_text("utf-8"))
    started = time.monotonic()
    replay(found["target"], found["text"])
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("kind", [0, 1, 2], ids=["frontends", "reporters", "toml"])
def test_a_few_hostile_inputs(kind: int) -> None:
    made = Made(20)
    _, source, target = tasks(made)[kind]
    for _ in range(150):
        _, action = target()
        action(made.text() if source == "text" else made.damaged(made.random.choice(made.rules), ("[", "]", "=", '"')))
