"""
Every tracker is proven: a leak for each channel that its rows name, and near misses that stay silent.

What is not proven yet stands in ``unproven.txt``, a line for each tracker with its channels; the list is exact, so that
it can only shrink.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from linter.catalogue.load import load
from linter.catalogue.schema import Signature, Tracker
from tests.fixtures.expectations import Mark, files_of, read

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "trackers"
UNPROVEN = Path(__file__).with_name("unproven.txt")
NEAR_MISSES = 2


def channels(row: Tracker) -> Iterator[tuple[str, frozenset[str]]]:
    """Give the channels of a tracker, each with words of which one must stand in the file that proves it."""
    symbols = [s.callee for s in row.signature if not s.legacy and _carries(s)]
    browser = {_root(c) for c in symbols if not c.startswith(("npm:", "py:"))}
    npm = {c[4:].partition(":")[0] for c in symbols if c.startswith("npm:")}
    python = {c[3:].split(".")[0] for c in symbols if c.startswith("py:")}
    hosts = {e.host or e.path for e in row.endpoint if e.use in ("pixel", "collect", "api") and not e.legacy}
    for name, words in (("browser", browser), ("npm", npm), ("python", python), ("address", hosts)):
        if words:
            yield name, frozenset(words)


def _carries(signature: Signature) -> bool:
    """Say whether a row hands anything over: ``loadStripe(account)`` does not."""
    roles = (*signature.arguments, *signature.keywords.values(), *signature.keys.values())
    return (
        any(role not in ("", "account", "...") for role in roles)
        if roles
        else signature.operation not in ("load", "init")
    )


def _root(callee: str) -> str:
    parts = callee.split(".")
    return parts[1].removesuffix("()") if parts[0] == "this" and len(parts) > 1 else parts[0].removesuffix("()")


def unproven(row: Tracker) -> list[str]:
    """Give the channels of a tracker that no fixture proves, and ``near-misses`` where these are too few."""
    folder = FIXTURES / row.id
    files = dict(files_of(folder)) if folder.is_dir() else {}
    announced = read(files.items())
    leaks = [mark for mark in announced.expected if row.id in mark.trackers]
    missing = [name for name, words in channels(row) if not any(_proves(m, name, words, files) for m in leaks)]
    if len(announced.silent) < NEAR_MISSES:
        missing.append("near-misses")
    return missing


def _proves(mark: Mark, channel: str, words: frozenset[str], files: dict[str, str]) -> bool:
    text = files[mark.path]
    python = mark.path.endswith(".py")
    if (channel == "python") != python and channel in ("python", "npm", "browser"):
        return False
    if channel == "address":
        around = "\n".join(text.split("\n")[max(0, mark.line - 6) : mark.line + 6])
        return any(word in around for word in words)
    return any(word in text for word in words)


def listed() -> dict[str, list[str]]:
    rows = [line.partition(":") for line in UNPROVEN.read_text("utf-8").splitlines() if line.strip()]
    return {name: rest.split() for name, _, rest in rows}


@pytest.mark.parametrize("name", sorted(load().trackers))
def test_a_tracker_is_proven_by_its_fixture(name: str) -> None:
    missing = unproven(load().trackers[name])
    assert missing == listed().get(name, []), f"{name}: fixtures/trackers/{name}/ and unproven.txt do not agree"


def test_the_list_names_trackers_that_exist() -> None:
    assert sorted(set(listed()) - set(load().trackers)) == []


if __name__ == "__main__":  # writes the list anew: read the change, it must only take lines away
    found = {name: missing for name, row in sorted(load().trackers.items()) if (missing := unproven(row))}
    UNPROVEN.write_text("".join(f"{name}: {' '.join(missing)}\n" for name, missing in found.items()), "utf-8")
    sys.stdout.write(f"{len(found)} trackers are not wholly proven\n")
