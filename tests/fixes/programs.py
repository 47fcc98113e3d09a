"""
Random valid programs that hand a person's address to a tracker, each with the same program that does not.

Pairs of texts are built together, so that a test can say exactly what must be left: the second text, and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st


class Pair(NamedTuple):
    """A program that leaks, and the same without the one property."""

    leaking: str
    clean: str


_NAMES = st.sampled_from(["alpha", "beta", "count", "total", "größe", "x1"])
_WORDS = st.sampled_from(["", "open", "it's", 'a "b"', "ü 😀", "// no", "# no", "{", "a\\b", "<b>", "${n}", ","])
_KEYS = st.sampled_from(["table", "amount", "step", "width"])


def _quoted(word: str, quote: str) -> str:
    return quote + word.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote


_STRINGS = st.builds(_quoted, _WORDS, st.sampled_from("'\""))


def _lists(items: st.SearchStrategy[str], left: str, right: str) -> st.SearchStrategy[str]:
    gaps = st.sampled_from(["", " ", "\n  "])
    return st.builds(
        lambda parts, gap, last: f"{left}{gap}{f',{gap or chr(32)}'.join(parts)}{last if parts else ''}{gap}{right}",
        st.lists(items, max_size=3),
        gaps,
        st.sampled_from(["", ","]),
    )


def _indented(text: str) -> str:
    return "".join(f"    {line}" if line.strip() else line for line in text.splitlines(keepends=True))


# ------------------------------------------------------------------------------------------- JavaScript, TypeScript

_SCRIPT_ATOMS = st.one_of(
    _NAMES, _STRINGS, st.sampled_from(["1", "0x1f", "1_000", "null", "true", "/a[/]b/g", "`t ${alpha} t`", "this"])
)


def _script_wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        _lists(inner, "[", "]"),
        _lists(st.builds(lambda key, value: f"{key}: {value}", _KEYS, inner), "({", "})"),
        st.builds(lambda a, b: f"({a} ? {b} : 2)", inner, inner),
        st.builds(lambda a, b: f"{a} /* c */ ?? {b}", inner, inner),
        st.builds(lambda name, value: f"(({name}) => {value})", _NAMES, inner),
        st.builds(lambda value: f"draw({value})?.[0]", inner),
        st.builds(lambda value: f"({{ ...{value} }})", inner),
    )


_SCRIPT_VALUES = st.recursive(_SCRIPT_ATOMS, _script_wider, max_leaves=5)
_SCRIPT_LINES = st.one_of(
    st.builds(lambda name, value: f"var {name} = {value};\n", _NAMES, _SCRIPT_VALUES),
    st.builds(lambda value: f"draw({value})\n", _SCRIPT_VALUES),
    st.builds(lambda value: f"if ({value}) {{\n  draw(1); // then, d'accord\n}} else draw(2)\n", _SCRIPT_VALUES),
    st.builds(lambda value: f"for (const i of {value}) {{ draw(i) }}\n", _SCRIPT_VALUES),
    st.builds(lambda value: f"try {{ draw({value}) }} catch {{ }}\n", _SCRIPT_VALUES),
    st.just("label: while (alpha) { break label }\n/* } */\n"),
    st.just("class K { #p = 1; get q() { return this.#p } static { draw(0) } }\n"),
)


def _script_calls(before: list[str], after: list[str], gap: str, end: str) -> Pair:
    def call(fields: list[str]) -> str:
        joined = f",{gap or ' '}".join(fields)
        return f"mixpanel.track('booked', {{{gap}{joined}{gap}}}){end}\n"

    return Pair(call([*before, "email: user.email", *after]), call([*before, *after]))


_FIELDS = st.lists(st.builds(lambda key, value: f"{key}: {value}", _KEYS, _SCRIPT_VALUES), max_size=2)
_SCRIPT_CALLS = st.builds(
    _script_calls,
    st.builds(lambda fields: ["first: 1", *fields], _FIELDS),
    _FIELDS,
    st.sampled_from([" ", "", "\n    "]),
    st.sampled_from([";", "; // who, when"]),
)
_SCRIPT_FRAMES = st.sampled_from(
    [
        "export function send(user) {\n%s}\n",
        "export const send = async (user) => {\n  if (user.email) {\n%s  }\n  return 1\n};\n",
        "export const send = {\n  go(user) { switch (alpha) { case 1:\n%s} },\n};\n",
        "export default (user) => { draw(1)\n%s}\n",
    ]
)


def _framed(head: list[str], frame: str, call: Pair, tail: list[str]) -> Pair:
    first = "import mixpanel from 'mixpanel-browser';\n" + "".join(head)
    return Pair(*(first + frame.replace("%s", text) + "".join(tail) for text in call))


SCRIPTS = st.builds(
    _framed, st.lists(_SCRIPT_LINES, max_size=3), _SCRIPT_FRAMES, _SCRIPT_CALLS, st.lists(_SCRIPT_LINES, max_size=2)
)
_TYPES = st.sampled_from(["string", "Array<number>", "{ a?: 1 }", "K | null", "[a: number, ...b: string[]]"])
_TYPED_LINES = st.one_of(
    st.builds(lambda value, kind: f"let typed: {kind} = {value} as unknown as {kind};\n", _SCRIPT_VALUES, _TYPES),
    st.builds(lambda kind: f"type T<X extends {kind} = never> = {{ readonly [P in keyof X]-?: X[P] }};\n", _TYPES),
    st.just("enum E { A = 1, B = 'b' }\ndeclare function draw<T>(value?: T): T[];\n"),
    st.builds(lambda value: f"draw<string>({value})!\n", _SCRIPT_VALUES),
)
TYPED_SCRIPTS = st.builds(
    _framed,
    st.lists(_TYPED_LINES, max_size=3),
    _SCRIPT_FRAMES.map(lambda frame: frame.replace("(user)", "(user: Person)")),
    _SCRIPT_CALLS,
    st.lists(_TYPED_LINES, max_size=2),
)

# --------------------------------------------------------------------------------------------------------- Python

_PYTHON_ATOMS = st.one_of(
    _NAMES,
    _STRINGS,
    st.sampled_from(["1", "0x1F", "1_0.5e3", "None", "b'a'", "r'\\d'", "'''t\nt'''", "f'{alpha!r:>{n}}'"]),
)


def _python_wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        _lists(inner, "[", "]"),
        _lists(st.builds(lambda key, value: f"'{key}': {value}", _KEYS, inner), "{", "}"),
        st.builds(lambda a, b: f"({a} if {b} else 2)", inner, inner),
        st.builds(lambda name, value: f"(lambda {name}=1, *a: {value})", _NAMES, inner),
        st.builds(lambda value: f"[i for i in {value} if i]", inner),
        st.builds(lambda value: f"draw({value}, key=1)", inner),
        st.builds(lambda value: f"(\n    {value}  # c\n)", inner),
    )


_PYTHON_VALUES = st.recursive(_PYTHON_ATOMS, _python_wider, max_leaves=5)
_PYTHON_LINES = st.one_of(
    st.builds(lambda name, value: f"{name} = {value}\n", _NAMES, _PYTHON_VALUES),
    st.builds(lambda value: f"if {value}:\n    draw(1)  # then, d'accord\nelse: draw(2); draw(3)\n", _PYTHON_VALUES),
    st.builds(lambda value: f"for i in {value}:\n\tdraw(i)\n", _PYTHON_VALUES),
    st.builds(lambda value: f"try:\n  draw({value})\nexcept (A, B) as e: ...\n", _PYTHON_VALUES),
    st.just("class K:\n    '''doc'''\n\n    @property\n    def q(self, /, *, a: int = 1) -> 'K': return self\n"),
    st.just("\n\n# alone\n\n"),
)


def _python_calls(before: list[str], after: list[str], gap: str, end: str) -> Pair:
    def call(fields: list[str]) -> str:
        joined = f",{gap or ' '}".join(fields)
        return f"mp.track('site', 'booked', {{{gap}{joined}{gap}}}){end}\n"

    return Pair(call([*before, "'email': user.email", *after]), call([*before, *after]))


_PYTHON_CALLS = st.builds(
    _python_calls,
    st.builds(
        lambda fields: ["'first': 1", *fields],
        st.lists(st.builds(lambda key, value: f"'{key}': {value}", _KEYS, _PYTHON_VALUES), max_size=2),
    ),
    st.lists(st.builds(lambda key, value: f"'{key}': {value}", _KEYS, _PYTHON_VALUES), max_size=2),
    st.sampled_from([" ", "", "\n        "]),
    st.sampled_from(["", "  # who, when"]),
)
_PYTHON_FRAMES = st.sampled_from(
    [
        "def send(user):\n%s",
        "async def send(user):\n    with lock:\n%s    return 1\n",
        "class Sender:\n    def send(self, user):\n        draw(1)\n%s",
    ]
)


def _python_program(head: list[str], frame: str, call: Pair, tail: list[str]) -> Pair:
    first = "import mixpanel\n\nmp = mixpanel.Mixpanel('t')\n" + "".join(head) + "\n"
    depth = 1 if frame.startswith("def") else 2
    return Pair(*(first + frame.replace("%s", "    " * depth + text) + "\n" + "".join(tail) for text in call))


PYTHON = st.builds(
    _python_program,
    st.lists(_PYTHON_LINES, max_size=3),
    _PYTHON_FRAMES,
    _PYTHON_CALLS,
    st.lists(_PYTHON_LINES, max_size=2),
)
