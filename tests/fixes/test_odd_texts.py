"""Texts as they are in the wild: line ends, marks, encodings and tabs come out of a fix as they went in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from linter.fixes.passes import mend
from tests.fixes.conftest import Check

PYTHON = (
    "import posthog\n\n\ndef f(user):\n\tposthog.capture('x', distinct_id='a', properties={'n': 1%s})  # café\n",
    ", 'email': user.email",
)
SCRIPT = (
    "import posthog from 'posthog-js';\nexport function f(user) {\n\tposthog.capture('x', { n: 1%s }); // café\n}\n",
    ", email: user.email",
)
PAGE = (
    "<p>é</p>\n<script>\n\tfbq('track', 'Lead', { value: 1%s });\n</script>\n",
    ", em: '{{ user.email }}'",
)


def alternating(text: str) -> str:
    """Give every second line another end."""
    lines = text.split("\n")
    return "".join(line + ("\r\n" if number % 2 else "\n") for number, line in enumerate(lines[:-1]))


MANNERS: dict[str, Callable[[str], bytes]] = {
    "carriage returns and line feeds": lambda text: text.replace("\n", "\r\n").encode(),
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "both": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "no last line end": lambda text: text.rstrip("\n").encode(),
    "mixed line ends": lambda text: alternating(text).encode(),
    "no UTF-8": lambda text: text.encode("latin-1"),
    "a line separator within a line": lambda text: text.replace("café", "caf\u2028é").encode(),
}
ENDINGS = {"a.py": PYTHON, "a.js": SCRIPT, "a.html": PAGE}


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("name", ENDINGS)
def test_only_the_key_goes(name: str, manner: str, tmp_path: Path, checked: Check) -> None:
    source, key = ENDINGS[name]
    head = "# -*- coding: latin-1 -*-\n" if name == "a.py" and manner == "no UTF-8" else ""
    (tmp_path / name).write_bytes(MANNERS[manner](head + source % key))
    done = mend(checked(tmp_path, {}), lambda contents: checked(tmp_path, contents))
    assert dict(done.contents) == {name: MANNERS[manner](head + source % "")}


WITHIN = {
    "Vue, a bound attribute and a handler": (
        "a.vue",
        '<template>\n  <img :src="`https://www.facebook.com/tr?id=1%s&ev=x`">\n</template>\n',
        "&ud[em]=${user.email}",
    ),
    "Vue, a handler": (
        "a.vue",
        "<template>\n  <a @click=\"$posthog.capture('x', { n: 1%s })\">a</a>\n</template>\n",
        ", email: user.email",
    ),
    "Svelte, an attribute": (
        "a.svelte",
        '<img src="https://www.facebook.com/tr?id=1%s&ev=x" alt="">\n',
        "&ud[em]={user.email}",
    ),
    "Svelte, a handler": (
        "a.svelte",
        (
            "<script>\n  import posthog from 'posthog-js';\n</script>\n"
            "<button on:click={() => posthog.capture('x', { n: 1%s })}>a</button>\n"
        ),
        ", email: user.email",
    ),
    "Astro, an attribute": (
        "a.astro",
        "---\nconst user = Astro.locals.user;\n---\n<img src={`https://www.facebook.com/tr?id=1%s&ev=x`}>\n",
        "&ud[em]=${user.email}",
    ),
    "JSX, beside a spread": (
        "a.jsx",
        "export const A = ({ user, ...rest }) => <img {...rest} src={`https://www.facebook.com/tr?id=1%s&ev=x`} />;\n",
        "&ud[em]=${user.email}",
    ),
    "JSX, a spread in the literal": (
        "a.jsx",
        (
            "import posthog from 'posthog-js';\n"
            "export const A = ({ user, ...rest }) => <a onClick={() => posthog.capture('x', { ...rest%s })} />;\n"
        ),
        ", email: user.email",
    ),
    "PHP": (
        "a.php",
        '<img src="https://www.facebook.com/tr?id=1%s&ev=x">\n',
        "&ud[em]=<?= urlencode($user->email) ?>",
    ),
    "ERB": (
        "a.html.erb",
        '<img src="https://www.facebook.com/tr?id=1%s&ev=x">\n',
        "&ud[em]=<%%= current_user.email %%>",
    ),
    "Blade": (
        "a.blade.php",
        '<img src="https://www.facebook.com/tr?id=1%s&ev=x">\n',
        "&ud[em]={{ auth()->user()->email }}",
    ),
    "an f-string in an f-string": (
        "a.py",
        (
            "import requests\n\n\ndef f(user):\n"
            "    requests.get(f\"https://www.facebook.com/tr?id={f'{1}'}%s&ev={'a' + f'{2}'}\")\n"
        ),
        "&ud[em]={user.email}",
    ),
}


@pytest.mark.parametrize("case", WITHIN)
def test_only_the_part_goes(case: str, tmp_path: Path, checked: Check) -> None:
    name, source, part = WITHIN[case]
    (tmp_path / name).write_text(source % part.replace("%%", "%"))
    done = mend(checked(tmp_path, {}), lambda contents: checked(tmp_path, contents))
    assert {path: data.decode() for path, data in done.contents.items()} == {name: source % ""}
