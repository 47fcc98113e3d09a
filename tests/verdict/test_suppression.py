"""Suppression comments in every comment syntax, and what they cover."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.frontends import lower
from linter.model import Location
from linter.verdict.suppression import Coverage, Scanned, read
from linter.workspace.languages import language_of
from linter.workspace.text import SourceText


def scan(path: str, source: str) -> Scanned:
    text = SourceText.decode(path, source.encode())
    language = language_of(path)
    assert language is not None
    return Scanned(text, lower(text, *language))


def covered(path: str, source: str) -> list[bool]:
    """Say for each ``@`` in a source, which stands before the thing it marks, whether a suppression covers it."""
    pieces = source.split("@")
    offsets, length = [], 0
    for piece in pieces[:-1]:
        length += len(piece.encode())
        offsets.append(length)
    scanned = scan(path, "".join(pieces))
    coverage = Coverage(scanned)
    assert coverage.suppressions, "no suppression found"
    return [
        any(coverage.covers(suppression, Location(path, offset, offset + 1)) for suppression in coverage.suppressions)
        for offset in offsets
    ]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.py", "@track(q)  # tracklint: ignore[TRK101] why\n@track(r)\n"),
        ("a.py", "# tracklint: ignore[TRK101] why\n@track(q)\n@track(r)\n"),
        ("a.js", "@track(q); // tracklint: ignore[TRK101] why\n@track(r);\n"),
        ("a.js", "@track(q); /* tracklint: ignore[TRK101] why */\n@track(r);\n"),
        ("a.ts", "/* tracklint: ignore[TRK101] why */\n@track(q);\n@track(r);\n"),
        ("a.ts", "/**\n * tracklint: ignore[TRK101] why\n */\n@track(q);\n@track(r);\n"),
        ("a.html", "<p>\n<!-- tracklint: ignore[TRK101] why -->\n@<img src='x'>\n@<img src='y'>\n</p>\n"),
        ("a.html", "@<img src='x'> <!-- tracklint: ignore[TRK101] why -->\n@<img src='y'>\n"),
        ("a.djhtml", "{# tracklint: ignore[TRK101] why #}\n@<img src='{{ q }}'>\n@<img src='y'>\n"),
        ("a.djhtml", "{% comment %} tracklint: ignore[TRK101] why {% endcomment %}\n@<img src='x'>\n@<img src='y'>\n"),
        ("a.twig", "{# tracklint: ignore[TRK101] why #}\n@<img src='{{ q }}'>\n@<img src='y'>\n"),
        ("a.liquid", "{% comment %} tracklint: ignore[TRK101] why {% endcomment %}\n@<img src='x'>\n@<img src='y'>\n"),
        ("a.hbs", "{{!-- tracklint: ignore[TRK101] why --}}\n@<img src='{{q}}'>\n@<img src='y'>\n"),
        ("a.hbs", "{{! tracklint: ignore[TRK101] why }}\n@<img src='{{q}}'>\n@<img src='y'>\n"),
        ("a.ejs", "<%# tracklint: ignore[TRK101] why %>\n@<img src='<%= q %>'>\n@<img src='y'>\n"),
        ("a.html.erb", "<%# tracklint: ignore[TRK101] why %>\n@<img src='<%= q %>'>\n@<img src='y'>\n"),
        ("a.blade.php", "{{-- tracklint: ignore[TRK101] why --}}\n@<img src='{{ $q }}'>\n@<img src='y'>\n"),
        ("a.php", "<?php /* tracklint: ignore[TRK101] why */ ?>\n@<img src='<?= $q ?>'>\n@<img src='y'>\n"),
        ("a.gohtml", "{{/* tracklint: ignore[TRK101] why */}}\n@<img src='{{ .Q }}'>\n@<img src='y'>\n"),
        ("a.vue", "<template>\n<!-- tracklint: ignore[TRK101] why -->\n@<img :src='q'>\n@<img src='y'>\n</template>\n"),
        ("a.vue", "<script>\n// tracklint: ignore[TRK101] why\n@track(q)\n@track(r)\n</script>\n"),
        ("a.svelte", "<script>\n@track(q) // tracklint: ignore[TRK101] why\n@track(r)\n</script>\n"),
        ("a.astro", "---\n@track(q) // tracklint: ignore[TRK101] why\n@track(r)\n---\n<p></p>\n"),
        ("a.html", "<script>\n// tracklint: ignore[TRK101] why\n@track(q);\n@track(r);\n</script>\n"),
        (
            "a.jsx",
            "const A = () => (\n <p>\n  {/* tracklint: ignore[TRK101] why */}\n  @<img src={q} />\n  @<img src='y' />\n </p>\n);\n",
        ),
        (
            "a.tsx",
            "const A = () => <p>\n  @<img src={q} /> {/* tracklint: ignore[TRK101] why */}\n  @<img src='y' />\n</p>;\n",
        ),
    ],
)
def test_every_comment_syntax(path: str, source: str) -> None:
    assert covered(path, source) == [True, False]


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        # a statement of several lines is one thing, wherever in it the comment stands
        (
            "a.js",
            "fbq('track', {\n  @a: q, // tracklint: ignore[TRK101] why\n  @b: r,\n});\n@x();\n",
            [True, True, False],
        ),
        ("a.py", "track(\n    @q,\n    x=@r,  # tracklint: ignore[TRK101] why\n)\n@track(s)\n", [True, True, False]),
        ("a.js", "// tracklint: ignore[TRK101] why\n@fbq('track', {\n  a: @q,\n});\n@x();\n", [True, True, False]),
        # the line of an 'if' is not its body
        ("a.js", "if (@x) { // tracklint: ignore[TRK101] why\n  @track(q);\n}\n", [True, False]),
        ("a.py", "if @x:  # tracklint: ignore[TRK101] why\n    @track(q)\n", [True, False]),
        # what is inside a function is a statement of its own
        ("a.js", "useEffect(() => { // tracklint: ignore[TRK101] why\n  @track(q);\n});\n", [False]),
        (
            "a.js",
            "useEffect(() => {\n  @track(q); // tracklint: ignore[TRK101] why\n  @track(r);\n});\n",
            [True, False],
        ),
        ("a.js", "// tracklint: ignore[TRK101] why\nuseEffect(() => {\n  @track(q);\n});\n", [False]),
        ("a.js", "// tracklint: ignore[TRK101] why\nrun(() => { @track(q); });\n@track(r);\n", [True, False]),
        # empty lines and other comments between
        ("a.py", "# tracklint: ignore[TRK101] why\n\n# another\n@track(q)\n@track(r)\n", [True, False]),
        # an inline script is one thing for who comments it from outside
        (
            "a.html",
            "<!-- tracklint: ignore[TRK101] why -->\n@<script>\n@track(q);\n</script>\n@<img>\n",
            [True, True, False],
        ),
        # a tag of several lines
        ("a.html", "<!-- tracklint: ignore[TRK101] why -->\n@<img\n  src='@x'\n>\n@<img>\n", [True, True, False]),
        # the end of the file
        ("a.py", "@track(q)\n# tracklint: ignore[TRK101] why\n", [False]),
        # a file
        ("a.py", "# tracklint: file-ignore[TRK101] why\n\ndef f():\n    @track(q)\n@track(r)\n", [True, True]),
        ("a.py", "x = 1\n" * 40 + "# tracklint: file-ignore[TRK101] why\n@track(r)\n", [False]),
    ],
)
def test_what_a_comment_covers(path: str, source: str, expected: list[bool]) -> None:
    assert covered(path, source) == expected


@pytest.mark.parametrize(
    ("comment", "codes", "reason"),
    [
        ("# tracklint: ignore[TRK101] because", ["TRK101"], "because"),
        ("# tracklint:ignore [TRK101, TRK203] a, b", ["TRK101", "TRK203"], "a, b"),
        ("# tracklint: ignore[TRK101] -- a reason", ["TRK101"], "a reason"),
        ("# tracklint: ignore[TRK101]: a reason", ["TRK101"], "a reason"),
        ("# tracklint: ignore[TRK101]", ["TRK101"], ""),
        ("# tracklint: ignore[]  why", [], "why"),
        ("# tracklint: ignore", [], ""),
        ("# noqa: E501  # tracklint: ignore[TRK101] both", ["TRK101"], "both"),
        ("# tracklint: ignore[trk101] x", ["trk101"], "x"),
    ],
)
def test_parts_of_a_comment(comment: str, codes: list[str], reason: str) -> None:
    (found,) = read(scan("a.py", f"x = 'é'  {comment}\ny\n"))
    assert [code.name for code in found.codes] == codes
    assert found.reason == reason
    data = scan("a.py", f"x = 'é'  {comment}\ny\n").text.data
    assert all(data[code.start : code.end].decode() == code.name for code in found.codes)
    assert data[found.mark :].startswith(b"tracklint:")


def test_the_closing_of_a_comment_is_no_reason() -> None:
    for path, source in (
        ("a.html", "<!-- tracklint: ignore[TRK101] -->\n<b>"),
        ("a.js", "/* tracklint: ignore[TRK101] */\nx"),
        ("a.hbs", "{{!-- tracklint: ignore[TRK101] --}}\n<b>"),
        ("a.jsx", "x = <p>{/* tracklint: ignore[TRK101] */}</p>"),
        ("a.ejs", "<%# tracklint: ignore[TRK101] -%>\n<b>"),
    ):
        (found,) = read(scan(path, source))
        assert found.reason == "", path


@pytest.mark.parametrize(
    "source",
    [
        "x = 'tracklint: ignore[TRK101] no comment'\n",
        "# tracklint: ignored[TRK101] another word\n",
        "# tracklint ignore[TRK101]\n",
        "# tracklint: enable\n",
    ],
)
def test_what_is_no_suppression(source: str) -> None:
    assert read(scan("a.py", source)) == []


@given(text=st.text(max_size=80), path=st.sampled_from(["a.py", "a.ts", "a.tsx", "a.html", "a.hbs", "a.php", "a.vue"]))
def test_any_text_around_a_comment_is_survived(text: str, path: str) -> None:
    scanned = scan(path, f"{text}\n// tracklint: ignore[TRK101] x\n# tracklint: ignore[TRK101] x\n{text}")
    coverage = Coverage(scanned)
    for suppression in coverage.suppressions:
        for offset in range(0, len(scanned.text.data), 7):
            coverage.covers(suppression, Location(path, offset, offset + 1))
