"""Each way to mend, in each language that it covers: before, after, and nothing left to report."""

from __future__ import annotations

from pathlib import Path

import pytest

from linter.fixes.passes import mend
from tests.fixes.conftest import Check, Mend

ALL = 'extend-select = ["TRK301", "TRK302"]\nsector = "health"\n'
SAFE = {
    "key, JavaScript": (
        "a.js",
        "const q = new URLSearchParams(location.search).get('q');\nfbq('track', 'Search', { search_string: q, n: 1 });\n",
        "const q = new URLSearchParams(location.search).get('q');\nfbq('track', 'Search', { n: 1 });\n",
    ),
    "shorthand and last key, TypeScript": (
        "a.ts",
        (
            "import posthog from 'posthog-js';\nexport const f = (email: string): void => {\n"
            "  posthog.capture('x', { table: 1, email });\n};\n"
        ),
        (
            "import posthog from 'posthog-js';\nexport const f = (email: string): void => {\n"
            "  posthog.capture('x', { table: 1 });\n};\n"
        ),
    ),
    "keys on lines of their own, with comments": (
        "a.js",
        "fbq('track', 'Lead', {\r\n  // what\r\n  value: 3,\r\n  em: user.email, // who\r\n  ph: user.phone\r\n});\r\n",
        "fbq('track', 'Lead', {\r\n  // what\r\n  value: 3\r\n});\r\n",
    ),
    "key, JSX": (
        "a.jsx",
        (
            "import posthog from 'posthog-js';\n"
            "export const A = ({ user }) => <a onClick={() => posthog.capture('x', { to: user.email, n: 1 })}>x</a>;\n"
        ),
        (
            "import posthog from 'posthog-js';\n"
            "export const A = ({ user }) => <a onClick={() => posthog.capture('x', { n: 1 })}>x</a>;\n"
        ),
    ),
    "key, Python": (
        "a.py",
        "import sentry_sdk\n\n\ndef f(request):\n    sentry_sdk.set_user({'email': request.user.email, 'plan': 'x'})\n",
        "import sentry_sdk\n\n\ndef f(request):\n    sentry_sdk.set_user({'plan': 'x'})\n",
    ),
    "keyword, Python": (
        "a.py",
        (
            "from facebook_business.adobjects.serverside.user_data import UserData\n\n\n"
            "def f(user):\n    return UserData(email=user.email, client_user_agent='x')\n"
        ),
        (
            "from facebook_business.adobjects.serverside.user_data import UserData\n\n\n"
            "def f(user):\n    return UserData(client_user_agent='x')\n"
        ),
    ),
    "write below a variable, Python": (
        "a.py",
        (
            "import posthog\n\n\ndef f(user):\n    p = {'n': 1}\n    p['mail'] = user.email\n"
            "    posthog.capture('x', distinct_id='x', properties=p)\n"
        ),
        "import posthog\n\n\ndef f(user):\n    p = {'n': 1}\n    posthog.capture('x', distinct_id='x', properties=p)\n",
    ),
    "write below a variable, JavaScript": (
        "a.js",
        "function f(user) {\n  const p = {};\n  p.mail = user.email;\n  mixpanel.track('x', p);\n}\n",
        "function f(user) {\n  const p = {};\n  mixpanel.track('x', p);\n}\n",
    ),
    "key in a template's script": (
        "a.html",
        "<script>\nfbq('track', 'Search', { search_string: '{{ request.GET.q|escapejs }}', n: {{ n }} });\n</script>\n",
        "<script>\nfbq('track', 'Search', { n: {{ n }} });\n</script>\n",
    ),
    "key in a component": (
        "a.vue",
        (
            "<script setup>\nimport mixpanel from 'mixpanel-browser';\n"
            "const props = defineProps(['email']);\nmixpanel.track('x', { to: props.email, n: 1 });\n</script>\n"
        ),
        (
            "<script setup>\nimport mixpanel from 'mixpanel-browser';\n"
            "const props = defineProps(['email']);\nmixpanel.track('x', { n: 1 });\n</script>\n"
        ),
    ),
    "advanced matching": (
        "a.html",
        "<script>fbq('init', '123', { em: '{{ user.email }}' });</script>\n",
        "<script>fbq('init', '123');</script>\n",
    ),
    "parameter of a pixel": (
        "a.html",
        '<img src="https://www.facebook.com/tr?id=1&amp;ud[em]={{ user.email|urlencode }}&amp;ev=x">\n',
        '<img src="https://www.facebook.com/tr?id=1&amp;ev=x">\n',
    ),
    "parameter in a style": (
        "a.html",
        "<p style=\"background: url('https://www.facebook.com/tr?id=1&amp;ud[em]={{ user.email }}')\"></p>\n",
        "<p style=\"background: url('https://www.facebook.com/tr?id=1')\"></p>\n",
    ),
    "first parameter, template literal": (
        "a.js",
        "fetch(`https://www.facebook.com/tr?ud[em]=${user.email}&id=1`);\n",
        "fetch(`https://www.facebook.com/tr?id=1`);\n",
    ),
    "parameter, concatenation": (
        "a.js",
        "new Image().src = 'https://www.facebook.com/tr?id=1&ud[em]=' + user.email + '&ev=x';\n",
        "new Image().src = 'https://www.facebook.com/tr?id=1&ev=x';\n",
    ),
    "parameter, f-string": (
        "a.py",
        (
            "import requests\n\n\ndef f(user):\n"
            "    requests.get(f'https://www.facebook.com/tr?id=1&ud[em]={user.email!s}', timeout=3)\n"
        ),
        "import requests\n\n\ndef f(user):\n    requests.get(f'https://www.facebook.com/tr?id=1', timeout=3)\n",
    ),
    "option, Python": (
        "a.py",
        "import sentry_sdk\n\nsentry_sdk.init(dsn='x', send_default_pii=True)  # why\n",
        "import sentry_sdk\n\nsentry_sdk.init(dsn='x', send_default_pii=False)  # why\n",
    ),
    "option, JavaScript": (
        "a.js",
        "import * as Sentry from '@sentry/browser';\nSentry.init({ dsn: 'x', sendDefaultPii: true });\n",
        "import * as Sentry from '@sentry/browser';\nSentry.init({ dsn: 'x', sendDefaultPii: false });\n",
    ),
    "pixel in noscript": (
        "a.html",
        (
            '<p>a</p>\n<noscript><img src="https://www.facebook.com/tr?id=1&amp;noscript=1"></noscript>\n<p>b</p>\n'
            "<script>if (hasConsent()) { x(); }</script>\n<!-- cookieconsent -->\n"
            '<script src="https://consent.cookiebot.com/uc.js"></script>\n'
        ),
        (
            "<p>a</p>\n<p>b</p>\n"
            "<script>if (hasConsent()) { x(); }</script>\n<!-- cookieconsent -->\n"
            '<script src="https://consent.cookiebot.com/uc.js"></script>\n'
        ),
    ),
}
UNSAFE = {
    "address without its query, JavaScript": (
        "a.js",
        "gtag('event', 'page_view', { page_location: window.location.href });\n",
        "gtag('event', 'page_view', { page_location: window.location.origin });\n",
    ),
    "call that is only about a person": (
        "a.js",
        "import posthog from 'posthog-js';\n\nposthog.identify(user.id);\n\nrun();\n",
        "import posthog from 'posthog-js';\n\nrun();\n",
    ),
    "call that says who somebody is, whatever else it tells, with its comment": (
        "a.js",
        (
            "import posthog from 'posthog-js';\n\nfunction f(user, plan) {\n"
            "  posthog.identify(user.email, { email: user.email, plan, since: plan.since }); // who\n  run();\n}\n"
        ),
        "import posthog from 'posthog-js';\n\nfunction f(user, plan) {\n  run();\n}\n",
    ),
    "call that stands alone, Python": (
        "a.py",
        "import posthog\n\n\ndef f(request):\n    if request.user:\n        posthog.identify(request.user.id)\n",
        "import posthog\n\n\ndef f(request):\n    pass\n",
    ),
    "call with a comment above, last of its block": (
        "a.js",
        (
            "import posthog from 'posthog-js';\r\nexport function f(user) {\r\n  // one\r\n  run();\r\n"
            "  // The id is that of\r\n  // our own shop.\r\n  posthog.identify(user.id);\r\n}\r\n"
        ),
        "import posthog from 'posthog-js';\r\nexport function f(user) {\r\n  // one\r\n  run();\r\n}\r\n",
    ),
    "call with a comment above that may be about more": (
        "a.js",
        (
            "import posthog from 'posthog-js';\nexport function f(user) {\n  // start\n"
            "  posthog.identify(user.id);\n  run();\n}\n"
        ),
        "import posthog from 'posthog-js';\nexport function f(user) {\n  // start\n  run();\n}\n",
    ),
    "callback that holds nothing else": (
        "a.jsx",
        (
            "import posthog from 'posthog-js';\nexport function A({ user }) {\n"
            "  useEffect(() => {\n    posthog.identify(user.id);\n  }, [user]);\n  return <p>a</p>;\n}\n"
        ),
        "import posthog from 'posthog-js';\nexport function A({ user }) {\n  return <p>a</p>;\n}\n",
    ),
    "callback of a call that does something itself": (
        "a.js",
        (
            "import posthog from 'posthog-js';\nexport function f(user) {\n"
            "  save(user).then(() => {\n    posthog.identify(user.id);\n  });\n}\n"
        ),
        "import posthog from 'posthog-js';\nexport function f(user) {\n  save(user).then(() => {});\n}\n",
    ),
    "person on a server, Python": (
        "a.py",
        (
            "import mixpanel\n\nmp = mixpanel.Mixpanel('x')\n\n\ndef f(request, n):\n    log(n)\n"
            "    mp.people_set(distinct_id=request.user.id, properties={'n': n})\n"
        ),
        "import mixpanel\n\nmp = mixpanel.Mixpanel('x')\n\n\ndef f(request, n):\n    log(n)\n",
    ),
    "code of a script that holds nothing else": (
        "a.html",
        "<p>a</p>\n<script>{# who #}\n  posthog.identify('{{ user.id }}');\n</script>\n",
        "<p>a</p>\n",
    ),
    "value in a text": (
        "a.py",
        "import sentry_sdk\n\n\ndef f(request):\n    sentry_sdk.capture_message(f'no {request.user.email}!')\n",
        "import sentry_sdk\n\n\ndef f(request):\n    sentry_sdk.capture_message(f'no !')\n",
    ),
}


@pytest.mark.parametrize("case", SAFE)
def test_safe_fixes(case: str, mended: Mend) -> None:
    name, before, after = SAFE[case]
    done = mended({name: before}, settings=ALL)
    assert done.contents[name].decode() == after
    assert [f.code for f in done.report.findings if f.code not in {"TRK201", "TRK301"}] == []


@pytest.mark.parametrize("case", UNSAFE)
def test_unsafe_fixes(case: str, mended: Mend) -> None:
    name, before, after = UNSAFE[case]
    assert dict(mended({name: before}).contents) == {}
    done = mended({name: before}, unsafe=True)
    assert done.contents[name].decode() == after
    assert [f.code for f in done.report.findings if f.code != "TRK201"] == []


RECORDED = """<script>
(function(h,o,t,j,a,r){h.hj=h.hj||function(){(h.hj.q=h.hj.q||[]).push(arguments)};h._hjSettings={hjid:1,hjsv:6};
a=o.getElementsByTagName('head')[0];r=o.createElement('script');r.src=t+h._hjSettings.hjid+j;a.appendChild(r);
})(window,document,'https://static.hotjar.com/c/hotjar-','.js?sv=');
</script>
<form><textarea name="symptoms"%s></textarea></form>
"""


def test_a_field_that_is_shown_to_a_recorder_is_hidden_again(mended: Mend) -> None:
    done = mended({"a.html": RECORDED % " data-hj-allow"})
    assert done.contents["a.html"].decode() == RECORDED % ""


def test_a_key_that_others_read_is_left_out_only_when_asked_for(mended: Mend) -> None:
    source = "function f(user) {\n  const p = { mail: user.email };\n  mixpanel.track('x', p);\n  save(p);\n}\n"
    assert dict(mended({"a.js": source}).contents) == {}
    assert b"mail" not in mended({"a.js": source}, unsafe=True).contents["a.js"]


def test_a_wrapper_that_serves_others_is_changed_only_when_asked_for(mended: Mend) -> None:
    files = {
        "lib.js": "import mixpanel from 'mixpanel-browser';\n"
        "export const send = (name, value) => mixpanel.track(name, { value });\n",
        "a.js": "import { send } from './lib';\nsend('guest', user.email);\nsend('table', table.number);\n",
    }
    assert dict(mended(files).contents) == {}


def test_a_literal_that_several_fixes_empty_goes_with_the_last(mended: Mend) -> None:
    source = "fbq('init', '1', {\n  ct: user.city,\n  em: user.email,\n  external_id: user.id,\n});\n"
    assert mended({"a.js": source}).contents["a.js"] == b"fbq('init', '1');\n"
    nested = "fbq('track', 'x', { n: 1, who: { city: user.city, em: user.email, user_id: user.id } });\n"
    assert mended({"a.js": nested}).contents["a.js"] == b"fbq('track', 'x', { n: 1 });\n"


def test_a_call_of_a_function_whose_name_says_the_same_goes(tmp_path: Path, checked: Check) -> None:
    """The last one stays: the function that nobody calls any more would be a finding of its own."""
    source = (
        "import posthog from 'posthog-js';\nconst {name} = async (key: string) => {{ posthog.identify(key); }};\n"
        "export async function f(user: User) {{\n  await {name}(user.email);\n}}\n"
        "export async function g(user: User) {{\n  await {name}(user.email);\n}}\n"
    )
    left = []
    for name in ("identifyUser", "welcome"):
        (tmp_path / "a.ts").write_text(source.format(name=name))
        done = mend(checked(tmp_path, {}), lambda contents: checked(tmp_path, contents), unsafe=True)
        left.append(done.contents.get("a.ts", (tmp_path / "a.ts").read_bytes()).count(f"await {name}(".encode()))
    assert left == [1, 2]


def test_what_one_fix_breaks_in_another_file_costs_no_other_fix(tmp_path: Path, checked: Check) -> None:
    (tmp_path / "who.js").write_text(
        "import posthog from 'posthog-js';\nexport const identifyUser = (key) => { posthog.identify(key); };\n"
        "export const left = (user) => {\n  posthog.capture('x', { to: user.email, n: 1 });\n};\n"
    )
    (tmp_path / "a.js").write_text(
        "import { identifyUser } from './who';\nexport const f = (user) => {\n  identifyUser(user.email);\n};\n"
    )
    for name in ("b.js", "c.js", "d.js"):
        source = "import posthog from 'posthog-js';\nposthog.identify(user.id);\nrun();\n"
        (tmp_path / name).write_text(source)
    done = mend(checked(tmp_path, {}), lambda contents: checked(tmp_path, contents), unsafe=True)
    assert sorted(done.contents) == ["b.js", "c.js", "d.js", "who.js"]
    assert all(line.startswith("a.js: Remove") for line in done.dropped)
    assert done.dropped


def test_a_profile_of_who_is_written_to_keeps_the_address(mended: Mend) -> None:
    source = (
        "import { Resend } from 'resend';\nconst resend = new Resend('re_x');\n"
        "export const leave = async (user) => {\n"
        "  await resend.contacts.update({ email: user.email, audienceId: 'a', unsubscribed: true });\n};\n"
    )
    assert dict(mended({"a.js": source}, unsafe=True).contents) == {}


def test_the_state_of_a_form_keeps_its_keys(mended: Mend) -> None:
    source = (
        "import posthog from 'posthog-js';\nlet data = {};\n"
        "export function fill(preset) {\n  data = { password: preset.password, n: 1 };\n}\n"
        "export function send() {\n  posthog.capture('x', data);\n  save(data);\n}\n"
    )
    assert b"password: preset.password" in mended({"a.js": source}, unsafe=True).contents["a.js"]


def test_an_event_keeps_whose_it_is(mended: Mend) -> None:
    source = (
        "import mixpanel\n\nmp = mixpanel.Mixpanel('x')\n\n\n"
        "def f(request, n):\n    mp.track(request.user.id, 'booked', {'n': n})\n"
    )
    assert dict(mended({"a.py": source}, unsafe=True).contents) == {}


def test_what_a_call_needs_stays(mended: Mend) -> None:
    source = "import posthog\n\n\ndef f(request):\n    posthog.capture('x', distinct_id=request.user.id)\n"
    assert dict(mended({"a.py": source}).contents) == {}


def test_arguments_of_the_projects_own_functions_stay(mended: Mend) -> None:
    source = (
        "import posthog\n\n\ndef send(mail):\n    posthog.capture('x', distinct_id='x', properties={'n': mail})\n\n\n"
        "def f(user):\n    send(mail=user.email)\n"
    )
    done = mended({"a.py": source}, unsafe=True)
    assert b"send(mail=user.email)" in done.contents["a.py"]
    assert b"properties={}" in done.contents["a.py"]


def test_encoding_byte_order_mark_and_line_ends_stay(tmp_path: object, mended: Mend) -> None:
    source = "\ufeff// é 😀\r\nfbq('track', 'Lead', { em: user.email, value: 'ü' });\r\n"
    done = mended({"a.js": source})
    assert done.contents["a.js"].decode() == source.replace("em: user.email, ", "")


def test_arguments_split_by_template_conditions_are_left_alone(mended: Mend) -> None:
    source = "<script>fbq('init', '1', { n: 1{% if user.email %}, em: '{{ user.email }}'{% endif %} });</script>\n"
    assert dict(mended({"a.html": source}).contents) == {}


COOKIEBOT = '<script id="Cookiebot" src="https://consent.cookiebot.com/uc.js" data-cbid="c0ffee"></script>\n'
PIXEL = '<script{}src="https://static.ads-twitter.com/uwt.js"></script>\n'
HELD = ' type="text/plain" data-cookieconsent="marketing" '


def test_a_script_waits_for_the_consent_manager_of_the_page(mended: Mend) -> None:
    done = mended({"a.html": COOKIEBOT + PIXEL.format(" ")}, unsafe=True, settings=ALL)
    assert done.contents["a.html"].decode() == COOKIEBOT + PIXEL.format(HELD)
    assert "TRK301" not in {finding.code for finding in done.report.findings}


def test_a_script_with_a_type_waits_too(mended: Mend) -> None:
    before = COOKIEBOT + PIXEL.format(' type="text/javascript" ')
    done = mended({"a.html": before}, unsafe=True, settings=ALL)
    assert done.contents["a.html"].decode() == COOKIEBOT + PIXEL.format(
        ' data-cookieconsent="marketing" type="text/plain" '
    )


def test_inline_code_waits_with_its_element(mended: Mend) -> None:
    code = "<script{}>\ntwq('config', 'o1ab');\n</script>\n"
    done = mended({"a.html": COOKIEBOT + code.format("")}, unsafe=True, settings=ALL)
    assert done.contents["a.html"].decode() == COOKIEBOT + code.format(HELD.rstrip())
    assert "TRK301" not in {finding.code for finding in done.report.findings}


@pytest.mark.parametrize(
    "before",
    [
        PIXEL.format(" "),  # no manager
        COOKIEBOT + PIXEL.format(' type="module" '),
        COOKIEBOT.replace("cookiebot.com/uc.js", "example.com/uc.js") + PIXEL.format(" "),
    ],
)
def test_without_a_plain_way_to_wait_a_script_stays(mended: Mend, before: str) -> None:
    done = mended({"a.html": before}, unsafe=True, settings=ALL)
    assert dict(done.contents) == {}


def test_who_an_event_is_about_goes_from_a_request_only_when_asked_for(mended: Mend) -> None:
    source = "fetch('https://www.google-analytics.com/collect', { body: `v=1&tid=x&cid=${user.uid}&ec=user` });\n"
    assert dict(mended({"a.js": source}).contents) == {}
    assert b"cid" not in mended({"a.js": source}, unsafe=True).contents["a.js"]


def test_a_literal_in_written_code_is_not_emptied(mended: Mend) -> None:
    source = "const page = html.replace('x', `ga('create', 'UA-1', 'auto', {'userId': '${req.user.uid}'})`);\n"
    assert dict(mended({"a.js": source}, unsafe=True).contents) == {}


def test_a_key_that_an_own_function_reads_stays(mended: Mend) -> None:
    source = (
        "import analytics\n\n\ndef publish(name, about):\n"
        "    analytics.track(about['user_id'], name)\n\n\ndef f(user):\n    publish('in', {'user_id': user.id})\n"
    )
    done = mended({"a.py": source}, unsafe=True)
    assert not done.contents or b"publish('in', {'user_id': user.id})" in done.contents["a.py"]


def test_a_message_to_somebody_is_not_left_without_whom_it_is_for(mended: Mend) -> None:
    source = (
        "import requests\n\n\ndef f(user):\n    data = {'email': user.email}\n"
        "    requests.post('https://forms.hubspot.com/uploads/form/v2/1/2', data=data, timeout=3)\n"
    )
    assert dict(mended({"a.py": source}, unsafe=True).contents) == {}


def test_a_call_in_a_vendors_snippet_stays(mended: Mend) -> None:
    snippet = "(function(){var w=window;" + "var a=1;" * 40 + "posthog.identify(user.id);})();\n"
    assert dict(mended({"a.js": snippet}, unsafe=True).contents) == {}


def test_what_a_function_exists_for_stays(mended: Mend) -> None:
    source = "import posthog from 'posthog-js';\n\nexport const who = (userId) => {\n  posthog.identify(userId);\n};\n"
    assert dict(mended({"a.js": source}, unsafe=True).contents) == {}


def test_a_title_says_what_nothing_uses_any_more(mended: Mend) -> None:
    source = "const mail = user.email;\nconst n = 3;\nmixpanel.track('x', { mail, n });\nmixpanel.track('y', { n });\n"
    done = mended({"a.js": source})
    assert next(fix.title for finding in done.findings for fix in finding.fixes) == (
        "Leave out `mail`; nothing else in the file uses `mail`"
    )
    assert b"const mail = user.email;" in done.contents["a.js"]
