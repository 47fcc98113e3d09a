"""Local values that were there for nothing but what goes, go with it; what may do or mean anything else stays."""

from __future__ import annotations

import pytest

from tests.fixes.conftest import Mend

JS = "import mixpanel from 'mixpanel-browser';\nexport function f(user) {\n%s  mixpanel.track('x', { %s, n: 1 });\n}\n"
PY = "import posthog\n\n\ndef f(user):\n%s    posthog.capture('x', distinct_id='a', properties={'n': 1, 'to': %s})\n"
GOES = {
    "a value": ("a.js", JS, "  const mail = user.email;\n", "mail"),
    "one behind the other": ("a.js", JS, "  const who = user.me;\n  let mail = who.email\n", "mail"),
    "Python": ("a.py", PY, "    mail = user.email\n", "mail"),
}
STAYS = {
    "a call may do anything": ("a.js", JS, "  const mail = load(user).email;\n", "mail"),
    "several names in one declaration": ("a.js", JS, "  const k = 1, mail = user.email;\n", "mail"),
    "named in a comment": ("a.js", JS, "  const mail = user.email; // the mail\n", "mail"),
    "used elsewhere": ("a.js", JS, "  const mail = user.email;\n  show(mail);\n", "mail"),
    "Python, a call": ("a.py", PY, "    mail = load(user).email\n", "mail"),
}


@pytest.mark.parametrize("case", GOES)
def test_what_was_there_for_it_alone_goes(case: str, mended: Mend) -> None:
    name, source, before, value = GOES[case]
    done = mended({name: source % (before, value)})
    rest = source.replace("%s, ", "").replace(", 'to': %s", "")
    assert done.contents[name].decode() == rest % ""


@pytest.mark.parametrize("case", STAYS)
def test_what_may_mean_something_else_stays(case: str, mended: Mend) -> None:
    name, source, before, value = STAYS[case]
    done = mended({name: source % (before, value)})
    assert before in done.contents[name].decode()
    assert "nothing else in the file uses `mail`" in done.findings[0].fixes[0].title or case.endswith(
        ("elsewhere", "comment")
    )


def test_what_a_template_shows_stays(mended: Mend) -> None:
    source = (
        "<template><p>{{ shown }}</p></template>\n<script>\nimport mixpanel from 'mixpanel-browser';\n"
        "export default { setup(props) {\n  const shown = props.user.email;\n"
        "  mixpanel.track('x', { email: shown, n: 1 });\n} };\n</script>\n"
    )
    assert "const shown = props.user.email;" in mended({"a.vue": source}).contents["a.vue"].decode()
