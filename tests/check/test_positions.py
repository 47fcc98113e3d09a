"""Every position in a report points at the sink, whatever stands before it: emoji, accents, CRLF, a byte order mark."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.load import load
from linter.check import Request, check
from linter.reporters.positions import region
from linter.settings import load_settings

SINK = "fbq('track', 'Search', {search_string: %s})"
FILES = {
    "a.py": ("# NOISE\n", "import mixpanel\nmp = mixpanel.Mixpanel('t')\ndef view(request):\n    SINK\n"),
    "a.js": ("// NOISE\n", "const q = new URLSearchParams(location.search).get('q'); SINK\n"),
    "a.ts": ("/* NOISE */\n", "const q: string = new URLSearchParams(location.search).get('q')!; SINK\n"),
    "a.jsx": ("// NOISE\n", "export const A = ({query}) => <button title='NOISE' onClick={() => SINK}>ok</button>\n"),
    "a.tsx": ("// NOISE\n", "export const A = () => { const q = location.search; SINK; return <p>NOISE</p> }\n"),
    "a.html": ("<p>NOISE</p>\n", "<i>NOISE</i><script>/* NOISE */ var q = location.search; SINK</script>\n"),
    "templates/a.jinja": ("{# NOISE #}\n", "<b>NOISE</b>{{ x }}<script>SINK</script>\n"),
    "a.html.erb": ("<%# NOISE %>\n", "<b>NOISE</b><script>SINK</script>\n"),
    "a.ejs": ("<p>NOISE</p>\n", "<b>NOISE</b><script>SINK</script>\n"),
    "a.hbs": ("{{!-- NOISE --}}\n", "<b>NOISE</b>{{x}}<script>SINK</script>\n"),
    "a.twig": ("{# NOISE #}\n", "<b>NOISE</b><script>SINK</script>\n"),
    "a.liquid": ("<p>NOISE</p>\n", "<b>NOISE</b>{{ x }}<script>SINK</script>\n"),
    "a.blade.php": ("{{-- NOISE --}}\n", "<b>NOISE</b><script>SINK</script>\n"),
    "a.php": ("<?php // NOISE\n?>\n", "<b>NOISE</b><script>SINK</script>\n"),
    "a.gohtml": ("<p>NOISE</p>\n", "<b>NOISE</b>{{ .X }}<script>SINK</script>\n"),
    "a.vue": (
        "<template><p>NOISE</p></template>\n",
        "<script>\n/* NOISE */ const q = location.search; SINK\n</script>\n",
    ),
    "a.svelte": ("<p>NOISE</p>\n", "<script>\n/* NOISE */ const q = location.search; SINK\n</script>\n"),
    "a.astro": ("---\nconst a = 'NOISE'\n---\n", "<p>NOISE</p><script>const q = location.search; SINK</script>\n"),
}
VALUES = {
    "a.py": "mp.track('1', 'e', {'q': request.GET['q']})",
    "a.jsx": SINK % "query",
}
NOISE = st.text(st.sampled_from("aé ß漢😀👩‍⚕️\u0301\u00a0x"), max_size=12)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=NOISE, crlf=st.booleans(), mark=st.booleans(), lines=st.integers(0, 3))
def test_a_finding_stands_at_its_sink(
    name: str, noise: str, crlf: bool, mark: bool, lines: int, tmp_path: Path, catalogue: Catalogue
) -> None:
    head, body = FILES[name]
    sink = VALUES.get(name, SINK % ("q" if "q =" in body or "q:" in body else "location.search"))
    text = (head * lines + body).replace("NOISE", noise).replace("SINK", sink)
    at = text.index(sink)
    line, column = text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
    data = (b"\xef\xbb\xbf" if mark else b"") + (text.replace("\n", "\r\n") if crlf else text).encode()
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    report = check(
        Request(
            root=tmp_path,
            paths=(tmp_path,),
            settings=load_settings(tmp_path, None, True, {}),
            catalogue=catalogue,
            cache=Path("/dev/null"),
        )
    )
    found = [finding for finding in report.findings if finding.code in {"TRK101", "TRK201"}]
    assert found, report.problems
    for finding in found:
        place = finding.location
        assert report.texts[name].data[place.start : place.end].decode() == sink
        shown = region(report, place, "sarif")
        assert (shown.line, shown.column) == (line, column)
        assert (shown.end_line, shown.end_column) == (line, column + len(sink))
