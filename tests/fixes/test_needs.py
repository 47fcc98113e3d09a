"""What a call, or a function of the project, does not work without is never taken from it."""

from __future__ import annotations

import pytest

from tests.fixes.conftest import Mend

AMPLITUDE = "from amplitude import Amplitude, BaseEvent\n\n\ndef f(user):\n    Amplitude('k').track(BaseEvent({}))\n"
CAPTURE = (
    "import posthog\n\nclient = posthog.Posthog('k')\n\n\ndef f(user):\n"
    "    given = {'distinct_id': user.id, 'properties': {'n': 1}}\n    client.capture('x', **given)\n"
)
META = (
    "from facebook_business.adobjects.serverside.user_data import UserData\n\n\n"
    "def f(user, request):\n    return UserData(%s)\n"
)
NEEDED = {
    "an event's only identifier": ("a.py", AMPLITUDE.replace("{}", "event_type='x', user_id=user.id")),
    "a required keyword, handed over as a dict": ("a.py", CAPTURE),
    "the last sign of a person": ("a.py", META % "email=user.email, country_code='de'"),
    "a key that a row asks for": (
        "a.js",
        (
            "import { FullStory } from '@fullstory/browser';\n"
            "export function f(user) {\n  FullStory('setIdentity', { uid: user.id, properties: { n: 1 } });\n}\n"
        ),
    ),
    "what a function that is not there may ask for": (
        "a.py",
        (
            "from shared.events.amplitude import Publisher\n\namplitude = Publisher()\n\n\n"
            "def f(owner):\n    amplitude.publish('x', {'email': owner.email, 'n': 1})\n"
        ),
    ),
}
LEFT = {
    "another identifier is beside it": (
        AMPLITUDE.replace("{}", "event_type='x', user_id=user.id, device_id='web'"),
        "BaseEvent(event_type='x', device_id='web')",
    ),
    "another sign of the person stays": (
        META % "email=user.email, client_ip_address=request.META['REMOTE_ADDR']",
        "UserData(client_ip_address=request.META['REMOTE_ADDR'])",
    ),
    "the row says that none is needed": (
        "import umami\n\n\ndef f(user):\n    umami.new_event(event_name='x', distinct_id=user.id)\n",
        "umami.new_event(event_name='x')",
    ),
    "it is no identifier of the event": (
        CAPTURE.replace("{'n': 1}", "{'email': user.email}").replace("user.id", "'all'"),
        "'properties': {}}",
    ),
}


@pytest.mark.parametrize("case", NEEDED)
def test_what_is_needed_stays(case: str, mended: Mend) -> None:
    name, source = NEEDED[case]
    assert mended({name: source}).contents == {}


@pytest.mark.parametrize("case", LEFT)
def test_what_is_not_needed_goes(case: str, mended: Mend) -> None:
    source, left = LEFT[case]
    assert left in mended({"a.py": source}).contents["a.py"].decode()


def test_a_key_whose_value_a_function_uses_stays(mended: Mend) -> None:
    source = (
        "import mixpanel from 'mixpanel-browser';\n"
        "function send(data) {\n  mixpanel.track('x', { ...data, size: data.email.length });\n}\n"
        "export function f(user) {\n  send({ email: user.email, n: 1 });\n}\n"
    )
    assert mended({"a.js": source}, unsafe=True).contents == {}
    fit = source.replace("data.email.length", "data.email?.length")
    assert "send({ n: 1 })" in mended({"a.js": fit}, unsafe=True).contents["a.js"].decode()


KEPT = {
    "what a value is read by": {
        "a.vue": (
            "<script>\nimport { mapGetters } from 'vuex';\nexport default {\n"
            "  computed: {\n    ...mapGetters({ on: 'auth/on', userId: 'auth/userId' }),\n  },\n"
            "  watch: { userId: { handler() { if (this.$ga) this.$ga.set('userId', this.userId); } } },\n};\n</script>\n"
        )
    },
    "what a switch is decided by": {
        "a.py": (
            "import posthog\n\n\ndef f(user):\n"
            "    return posthog.feature_enabled('x', 'all', person_properties={'email': user.email, 'n': 1})\n"
        )
    },
}
LEFT_ALONE = {
    "a callback that the call runs": {
        "a.js": (
            "const done = () => { start(); };\nexport function f(user) {\n  mixpanel.identify(user.email, done);\n}\n"
        )
    },
    "part of a condition": {"a.js": "export const f = (user) => {\n  user.ok && mixpanel.identify(user.email);\n};\n"},
    "a person's identifier in a text": {
        "a.js": (
            "import posthog from 'posthog-js';\n"
            "export const f = (user) => g(posthog.identify(`app:${user.email}`, { n: 1, m: g() }));\n"
        )
    },
    "whose event a request reports": {
        "a.py": (
            "import requests\n\n\ndef f(user):\n"
            "    return requests.post(f'https://www.google-analytics.com/collect?v=1&t=event&cid={user.id}&ec=x')\n"
        )
    },
    "a wrapper's only value": {
        "a.js": (
            "function set(name, value) {\n  newrelic.setCustomAttribute(name, value);\n}\n"
            "export const f = (user) => set('mail', user.email);\n"
        )
    },
    "a tracker's own library": {
        "facebook_business/__init__.py": "",
        "facebook_business/event.py": (
            "from facebook_business.adobjects.serverside.user_data import UserData\n\n\n"
            "def f(user):\n    data = UserData(client_user_agent='x')\n    data.email = user.email\n    return data\n"
        ),
    },
}


@pytest.mark.parametrize("case", KEPT)
def test_what_else_is_decided_by_it_stays(case: str, mended: Mend) -> None:
    done = mended(KEPT[case])
    assert done.report.findings
    assert done.contents == {}


@pytest.mark.parametrize("case", LEFT_ALONE)
def test_what_nobody_would_take_over_is_not_offered(case: str, mended: Mend) -> None:
    done = mended(LEFT_ALONE[case], unsafe=True)
    assert done.report.findings
    assert done.contents == {}


@pytest.mark.parametrize(
    "address",
    [
        "'https://www.facebook.com/tr?id=1&ud[em]=%s' % user.email",
        "'https://www.facebook.com/tr?ud[em]={}'.format(user.email)",
    ],
)
def test_a_place_that_is_filled_in_elsewhere_stays(address: str, mended: Mend) -> None:
    done = mended({"a.py": f"import requests\n\n\ndef f(user):\n    return requests.get({address})\n"}, unsafe=True)
    assert done.report.findings
    assert done.contents == {}


def test_what_a_recipient_is_told_to_write_to_somebody_with_is_never_safe(mended: Mend) -> None:
    source = (
        "import { Analytics } from '@segment/analytics-node';\nconst analytics = new Analytics({ writeKey: 'x' });\n"
        "export function f(user) {\n  analytics.track({ anonymousId: '1', event: 'x',"
        " properties: { sendEmail: true, email: user.email } });\n}\n"
    )
    assert mended({"a.js": source}).contents == {}
    assert "properties: { sendEmail: false }" in (
        mended({"a.js": source.replace("true", "false")}).contents["a.js"].decode()
    )


def test_a_word_of_one_language_is_not_put_into_another(mended: Mend) -> None:
    source = (
        "import posthog from 'posthog-js';\n"
        "export function f(request) {\n  return posthog.capture('x', { url: request.url });\n}\n"
    )
    assert mended({"a.js": source}, unsafe=True).contents == {}
