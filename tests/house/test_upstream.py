"""How the check against upstream packages reads a package; it asks no registry here."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.house import upstream


def npm_package(folder: Path, name: str, files: dict[str, str]) -> None:
    place = folder / "npm" / name
    place.mkdir(parents=True)
    with tarfile.open(place / f"{name}-1.0.0.tgz", "w:gz") as packed:
        for path, content in files.items():
            info = tarfile.TarInfo(f"package/{path}")
            info.size = len(content)
            packed.addfile(info, io.BytesIO(content.encode()))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(upstream, "CACHE", tmp_path)
    return tmp_path


def test_the_names_of_a_symbol() -> None:
    assert list(upstream.names("PostHog().capture")) == ["PostHog", "capture"]
    assert list(upstream.names("default.people.set_once")) == ["people", "set_once"]
    assert list(upstream.names("*")) == []


def test_names_are_looked_for_in_what_is_exported_again(cache: Path) -> None:
    manifest = json.dumps({"dependencies": {"core": "1"}})
    npm_package(
        cache, "outer", {"package.json": manifest, "index.d.ts": "export * from 'core'; export function track(): void"}
    )
    npm_package(cache, "core", {"index.d.ts": "export function identify(): void"})
    registry = upstream.Registry({})
    assert registry.absent("npm", "outer", {"track", "identify", "forget"}) == ["forget"]


def test_a_dependency_that_is_not_declared_is_not_followed(cache: Path) -> None:
    npm_package(cache, "outer", {"index.js": "export * from 'core'"})
    npm_package(cache, "core", {"index.d.ts": "export function identify(): void"})
    assert upstream.Registry({}).absent("npm", "outer", {"identify"}) == ["identify"]


def test_modules_of_a_wheel_are_names_too(cache: Path) -> None:
    place = cache / "pypi" / "acme"
    place.mkdir(parents=True)
    with zipfile.ZipFile(place / "acme-1.0-py3-none-any.whl", "w") as packed:
        packed.writestr("acme/events/__init__.py", "class Client:\n    def send(self): ...\n")
    assert upstream.Registry({}).absent("pypi", "acme", {"events", "Client", "send", "post"}) == ["post"]


def test_what_changed_is_said_in_words() -> None:
    before = {"version": "1.0", "absent": ["old"]}
    assert upstream.compare(before, "1.0", ["old"]) == []
    assert upstream.compare(before, "2.0", ["new"]) == ["version 1.0 -> 2.0", "new is gone", "old is back"]
    assert upstream.compare({}, "", []) == ["is not in the registry"]
    assert upstream.compare({"version": "", "absent": []}, "", []) == []


def test_the_catalogue_names_packages_of_both_registries() -> None:
    found = upstream.wanted()
    assert "capture" in found["npm"]["posthog-js"]
    assert "track" in found["pypi"]["mixpanel"]
    assert not any("/" in name and not name.startswith("@") for name in found["npm"])
