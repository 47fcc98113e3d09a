"""
Every tracker is proven: a leak for each channel that its rows name, and near misses that stay silent.

A channel is how data leaves (a call, a queue, settings that are assigned, a component, an attribute, a pixel, a request)
together with where the code runs (the page's globals, an npm package, Python). What a tracker takes by itself is proven
for all of them at once in ``test_autocollect.py``.

What is not proven yet stands in ``unproven.txt``, a line for each tracker with its channels; the list is exact, so that
it can only shrink.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from linter.catalogue.load import load
from linter.catalogue.schema import Signature, Tracker
from tests.fixtures.expectations import Mark, files_of, read

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "trackers"
UNPROVEN = Path(__file__).with_name("unproven.txt")
NEAR_MISSES = 2
NEAR = 6
"""Lines before and after a finding in which what it goes by must stand."""
WAYS = {
    "command": "queue",
    "queue": "queue",
    "queue-object": "queue",
    "method": "call",
    "new": "call",
    "assign": "settings",
    "callback": "callback",
    "override": "override",
    "component": "component",
    "tag": "template-tag",
}
"""Form of a row -> the channel that it is. Containers of tag managers are proven in ``fixtures/containers``."""
BARE = frozenset({"tag", "callback", "component"})
"""Forms that hand nothing over where a row gives no roles."""


class Sign(NamedTuple):
    """What shows that a finding went by a row."""

    known: str
    """Stands somewhere in the file: the package, the root of the global, the attribute."""
    near: tuple[str, ...]
    """One of them stands close to the finding: the name of the method, the host."""


def channels(row: Tracker) -> dict[str, list[Sign]]:
    """Give the channels of a tracker, each with signs of which one must be met by a leak."""
    found: dict[str, list[Sign]] = {}
    for signature in row.signature:
        if not signature.legacy and signature.form in WAYS and _carries(signature):
            where, known = _runtime(signature.callee)
            last = re.split(r"[.:]", signature.callee)[-1].removesuffix("()").replace("default", "")
            near = f"{last}(" if signature.form in ("queue", "queue-object") else last.strip("*")
            found.setdefault(f"{where}-{WAYS[signature.form]}", []).append(Sign(known, (near,)))
    for endpoint in row.endpoint:
        if endpoint.use in ("pixel", "collect", "api") and not endpoint.legacy:
            address = (endpoint.host or endpoint.path or endpoint.path_end,)
            found.setdefault("pixel" if endpoint.use == "pixel" else "request", []).append(Sign("", address))
    for name, role in row.attributes.items():
        if role not in ("", "account", "event"):
            found.setdefault("attribute", []).append(Sign("", (name.rstrip("*"),)))
    return found


def _runtime(callee: str) -> tuple[str, str]:
    if callee.startswith("npm:"):
        return "npm", callee[4:].partition(":")[0]
    if callee.startswith("py:"):
        return "python", callee[3:].split(".", maxsplit=1)[0]
    return "browser", _root(callee)


def _carries(signature: Signature) -> bool:
    """Say whether a row hands anything over: ``loadStripe(account)`` does not."""
    roles = (*signature.arguments, *signature.keywords.values(), *signature.keys.values())
    if not roles:
        return signature.operation not in ("load", "init") and signature.form not in BARE
    return any(role not in ("", "account", "...") for role in roles)


def _root(callee: str) -> str:
    parts = callee.split(".")
    return parts[1].removesuffix("()") if parts[0] == "this" and len(parts) > 1 else parts[0].removesuffix("()")


def unproven(row: Tracker) -> list[str]:
    """Give the channels of a tracker that no fixture proves, and ``near-misses`` where these are too few."""
    folder = FIXTURES / row.id
    files = dict(files_of(folder)) if folder.is_dir() else {}
    announced = read(files.items())
    leaks = [mark for mark in announced.expected if row.id in mark.trackers]
    missing = [
        name
        for name, signs in sorted(channels(row).items())
        if not any(_proves(mark, name, signs, files) for mark in leaks)
    ]
    if len(announced.silent) < NEAR_MISSES:
        missing.append("near-misses")
    return missing


def _proves(mark: Mark, channel: str, signs: list[Sign], files: dict[str, str]) -> bool:
    python = mark.path.endswith(".py")
    if channel.startswith(("npm", "browser", "python")) and channel.startswith("python") != python:
        return False
    text = files[mark.path]
    around = "\n".join(text.split("\n")[max(0, mark.line - NEAR - 1) : mark.line + NEAR])
    return any(sign.known in text and any(near in around for near in sign.near) for sign in signs)


def listed() -> dict[str, list[str]]:
    rows = [line.partition(":") for line in UNPROVEN.read_text("utf-8").splitlines() if line.strip()]
    return {name: rest.split() for name, _, rest in rows}


@pytest.mark.parametrize("name", sorted(load().trackers))
def test_a_tracker_is_proven_by_its_fixture(name: str) -> None:
    missing = unproven(load().trackers[name])
    assert missing == listed().get(name, []), f"{name}: fixtures/trackers/{name}/ and unproven.txt do not agree"


def test_the_list_names_trackers_that_exist() -> None:
    assert sorted(set(listed()) - set(load().trackers)) == []


LOOK_ALIKES = ("analytics", "track", "identify", "heap", "clarity", "ga", "qp", "hj", "FS")
OWN = FIXTURES.parent / "lookalikes"


@pytest.mark.parametrize("project", ["modules", "page", "local", "python"])
@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_what_only_looks_like_a_tracker_has_a_line_that_stays_silent(project: str, name: str) -> None:
    """The projects hold objects of their own with these names; that they are silent is in their comments."""
    files = dict(files_of(OWN / project))
    announced = read(files.items())
    lines = [files[path].split("\n")[line - 1] for path, line in announced.silent]
    assert not announced.expected
    assert not announced.alarms
    assert any(re.search(rf"(?<![\w.]){name}\b", line) for line in lines)


if __name__ == "__main__":  # writes the list anew: read the change, it must only take lines away
    found = {name: missing for name, row in sorted(load().trackers.items()) if (missing := unproven(row))}
    UNPROVEN.write_text("".join(f"{name}: {' '.join(missing)}\n" for name, missing in found.items()), "utf-8")
    sys.stdout.write(f"{len(found)} trackers are not wholly proven\n")
