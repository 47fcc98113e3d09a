"""Sites of many pages: each is looked at, and where a question leaves files unread the run says which and how many."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from linter.analysis.link import program
from linter.analysis.trace import tracing
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


WRAPPED = "".join(f"const w{n + 1} = (...given) => w{n}(...given);\n" for n in range(6))
CLIENT = "".join(f"const c{n + 1} = c{n};\n" for n in range(12))
FORM = "".join(f"  const f{n + 1} = f{n};\n" for n in range(10))

ENDS = {
    "commands": (
        "functions around each other that hand a command on",
        (f"const w0 = (...given) => fbq(...given);\n{WRAPPED}w6('track', 'Search', {{ search_string: q.value }});\n"),
    ),
    "clients": (
        "values on the way to the call that made a client",
        (
            "import axios from 'axios';\nconst c0 = axios.create({ baseURL: 'https://api.mixpanel.com' });\n"
            f"{CLIENT}export const send = (user) => c12.post('/track', {{ email: user.email }});\n"
        ),
    ),
    "forms": (
        "values on the way to the form that they mean",
        (
            "document.addEventListener('click', () => {\n  const f0 = document.querySelector('#booking');\n"
            f"{FORM}  fbq('track', 'Lead', Object.fromEntries(new FormData(f10)));\n}});\n"
        ),
    ),
    "operators": (
        "operators inside each other in a condition",
        (
            "function tell(kind, value) {\n"
            f"  if ({'!(1 && ' * 14}kind{')' * 14}) {{ fbq('track', 'Lead', {{ email: value }}); }}\n}}\n"
            "tell('mail', user.email);\n"
        ),
    ),
    "conditions": (
        "values on the way to what a condition asks for",
        (
            "function tell(kind, value) {\n"
            f"  if (kind{'.a' * 14} === 'mail') {{ fbq('track', 'Lead', {{ email: value }}); }}\n}}\n"
            "tell(kinds, user.email);\n"
        ),
    ),
    "looks": (
        "expressions of the conditions for one call",
        (
            "function tell(kind, value) {\n"
            f"  if ([{', '.join(str(n) for n in range(420))}].includes(kind)) {{ fbq('track', 'Lead', {{ email: value }}); }}\n}}\n"
            "tell(kinds, user.email);\n"
        ),
    ),
}
"""What ends where a question is cut, with code that goes further than the limit on it."""


@pytest.mark.parametrize("case", ENDS)
def test_where_a_way_is_not_followed_to_its_end_is_said(case: str, tmp_path: Path, catalogue: Catalogue) -> None:
    what, code = ENDS[case]
    (tmp_path / "booking.js").write_text(code)
    told = [p for p in run(tmp_path, catalogue).problems if p.message.startswith(what)]
    assert [(p.code, p.severity, p.path) for p in told] == [("TRK904", "note", "booking.js")]


def test_configurations_are_read_to_their_end(tmp_path: Path, catalogue: Catalogue) -> None:
    """Whatever stands in front of an alias: as many texts and comments that nobody closes take no time to speak of."""
    (tmp_path / "src/lib").mkdir(parents=True)
    (tmp_path / "src/lib/track.js").write_text(
        "export const track = (q) => fbq('track', 'Search', { search_string: q });\n"
    )
    (tmp_path / "src/page.js").write_text("import { track } from '@lib/track';\ntrack(location.search);\n")
    alias = "export default { resolve: { alias: { '@lib': './src/lib' } } };\n"
    (tmp_path / "vite.config.js").write_text("// on and on\n" * 40_000 + alias + "/*a" * 100_000)
    assert [f.location.path for f in run(tmp_path, catalogue).findings if f.code == "TRK101"] == ["src/page.js"]


def test_a_chain_of_many_calls_is_read_to_its_end(tmp_path: Path, catalogue: Catalogue) -> None:
    links = "".join(f".set{n}({n})" for n in range(36))
    (tmp_path / "booking.js").write_text(
        f"import {{ made }} from 'made';\nfbq('track', 'Lead', made(){links}.done());\n"
    )
    assert not run(tmp_path, catalogue).problems


def test_code_too_deep_for_the_interpreter_is_said(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracing, "MAX_DEPTH", 100_000)
    hops = "".join(f"const v{n + 1} = v{n} + '';\n" for n in range(900))
    (tmp_path / "deep.js").write_text(f"const v0 = user.email;\n{hops}fbq('track', 'Lead', {{ email: v900 }});\n")
    told = [(p.code, p.severity, p.path) for p in run(tmp_path, catalogue).problems]
    assert told == [("TRK904", "note", "deep.js")]
