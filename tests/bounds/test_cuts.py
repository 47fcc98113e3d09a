"""Sites of many pages: each is looked at, and where a question leaves files unread the run says which and how many."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from linter.analysis.link import program
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.load import load
from linter.check import Request, check
from linter.model import Report
from linter.settings import Settings

PAGES = 420
"""More than any limit that there was on routes (300), templates (200) and forms (400)."""
LAYOUT = """<script async src="https://www.googletagmanager.com/gtag/js?id=G-ABCDEF1234"></script>
<script>function gtag(){dataLayer.push(arguments)} gtag('config', 'G-ABCDEF1234');</script>"""
ROUTE = """const router = require('express').Router();
function show(req, res) {{ res.render('p{n}', {{ query: req.query.q }}); }}
router.get('/of/:email', show);
module.exports = router;
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def site(root: Path, pages: int) -> None:
    """Write an Express application: every page has a file of routes, a template and the tracker of one layout."""
    (root / "views").mkdir()
    (root / "routes").mkdir()
    (root / "views/layout.ejs").write_text(LAYOUT)
    for n in range(pages):
        (root / f"views/p{n}.ejs").write_text("<%- include('layout') %><title>Results: <%= query %></title>")
        (root / f"routes/r{n}.js").write_text(ROUTE.format(n=n))
    mounts = (f"app.use('/x{n}', require('./routes/r{n}'));\n" for n in range(pages))
    (root / "app.js").write_text("const app = require('express')();\n" + "".join(mounts))


def run(root: Path, catalogue: Catalogue) -> Report:
    """Check a project without a cache."""
    request = Request(root=root, paths=(root,), settings=Settings(), catalogue=catalogue, cache=Path(os.devnull))
    return check(request)


def test_every_page_of_a_large_site_is_looked_at(tmp_path: Path, catalogue: Catalogue) -> None:
    site(tmp_path, PAGES)
    found = run(tmp_path, catalogue)
    pages = Counter(f.location.path for f in found.findings if f.code == "TRK201")
    assert set(pages) == {f"views/p{n}.ejs" for n in range(PAGES)}
    assert not found.problems


def test_what_is_left_unread_is_said(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "MOST_LOOKED_AT", 10)
    site(tmp_path, 24)
    found = run(tmp_path, catalogue)
    told = {(p.code, p.severity, p.path, p.message) for p in found.problems}
    rest = "what the others hold is not reported"
    assert ("TRK904", "note", "", f"files that may route by call: 10 of 25 are looked at, {rest}") in told
    assert (
        "TRK904",
        "note",
        "views/layout.ejs",
        f"files that may use this template: 10 of 24 are looked at, {rest}",
    ) in told
    assert len({f.location.path for f in found.findings}) == 10


def test_a_warm_run_says_the_same(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "MOST_LOOKED_AT", 10)
    root = tmp_path / "site"
    root.mkdir()
    site(root, 24)
    request = Request(root=root, paths=(root,), settings=Settings(), catalogue=catalogue, cache=tmp_path / "cache")
    first, second = check(request), check(request)
    assert first.problems
    assert first.problems == second.problems
