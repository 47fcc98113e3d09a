"""Whole runs in memory: a project with given files, mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.load import load
from linter.check import Request, check
from linter.fixes import plan
from linter.fixes.passes import Mended, mend
from linter.model import Report
from linter.settings import load_settings

Check = Callable[[Path, Mapping[str, bytes]], Report]
Mend = Callable[..., Mended]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in the making of a fix costs users that fix; here it is an error."""
    lenient = plan.plan_fixes
    monkeypatch.setattr(plan, "plan_fixes", lambda *given, **named: lenient(*given, **named, strict=True))


@pytest.fixture
def checked(catalogue: Catalogue) -> Check:
    def run(root: Path, overlay: Mapping[str, bytes]) -> Report:
        settings = load_settings(root, None, False, {})
        return check(Request(root=root, paths=(root,), settings=settings, overlay=overlay, catalogue=catalogue))

    return run


@pytest.fixture
def mended(tmp_path: Path, checked: Check) -> Mend:
    """Mend files; a second mending must change nothing, and no finding may be new."""

    def run(files: Mapping[str, str], *, unsafe: bool = False, settings: str = "") -> Mended:
        (tmp_path / "tracklint.toml").write_text(settings)
        for name, source in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(source.encode())
        before = checked(tmp_path, {})
        done = mend(before, lambda contents: checked(tmp_path, contents), unsafe=unsafe)
        assert done.dropped == ()
        again = mend(done.report, lambda contents: checked(tmp_path, {**done.contents, **contents}), unsafe=unsafe)
        assert dict(again.contents) == {}
        return done

    return run
