"""
The programs that read what we write.

Each is looked for in the folders of ``TRACKLINT_CLIENTS`` (like ``PATH``: the ``bin`` of an environment,
``node_modules/.bin``), beside the running Python, and in ``PATH``. One that is missing skips its tests and says how to
install it; with ``TRACKLINT_REQUIRE_CLIENTS=1``, as in CI, it fails them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def folders() -> list[Path]:
    """Give the folders in which clients are looked for, before ``PATH``."""
    named = [Path(part) for part in os.environ.get("TRACKLINT_CLIENTS", "").split(os.pathsep) if part]
    return [*named, Path(sys.executable).parent]


def absent(what: str, install: str) -> None:
    """Skip the test, or fail it where clients are required."""
    message = f"{what} is not installed: {install}"
    if os.environ.get("TRACKLINT_REQUIRE_CLIENTS") == "1":
        pytest.fail(message)
    pytest.skip(message)


def executable(name: str, install: str) -> str:
    """Give the path of a program."""
    path = os.pathsep.join([*map(str, folders()), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    if found is None:
        absent(name, install)
    return str(found)


def node_package(name: str) -> Path:
    """Give the folder of an npm package that lies beside a ``node_modules/.bin`` of the clients."""
    for folder in folders():
        if (package := folder.parent / name).is_dir() and folder.parent.name == "node_modules":
            return package
    absent(name, f"npm install {name}")
    raise AssertionError


def call(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a client and give what it says."""
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
