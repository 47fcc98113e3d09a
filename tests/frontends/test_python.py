"""Expressions of Python: what each stores in a variable."""

from __future__ import annotations

import pytest

from linter import ir
from linter.frontends.python.frontend import lower_python
from linter.workspace.text import SourceText
from tests.frontends.render import body, expression, signature


def lower(source: str) -> ir.Module:
    return lower_python(SourceText("a.py", source.encode()))


def value(source: str) -> str:
    """Give what ``x = source`` stores."""
    module = lower(f"x = {source}")
    assert module.faults == ()
    last = module.functions[0].body[-1]
    assert isinstance(last, ir.Assign)
    assert expression(last.target) == "x"
    return expression(last.value)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1", "1"),
        ("1_000", "1000"),
        ("0x1F", "31"),
        ("0b11", "3"),
        ("0o17", "15"),
        ("0777", "511"),
        ("10L", "10"),
        ("1.5e3", "1500.0"),
        ("1_0.5", "10.5"),
        ("2j", "2"),
        ("1.5j", "1.5"),
        ("-3", "-3"),
        ("9223372036854775807", "9223372036854775807"),
        ("9223372036854775808", "9.223372036854776e+18"),
        ("1" * 5000, "inf"),
        ("True", "True"),
        ("False", "False"),
        ("None", "None"),
        ("...", "opaque()"),
    ],
)
def test_numbers_and_words(source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'a'", "a"),
        ('"it\'s"', "it's"),
        ("''", ""),
        ('""""""', ""),
        ('"""a "b" c"""', 'a "b" c'),
        ("'''a\nb'''", "a\nb"),
        ("'''a\r\nb\rc'''", "a\nb\nc"),
        (r"'\n\t\\\'\"\a\x41\101\u00e9\U0001f600'", "\n\t\\'\"\aAA\u00e9\U0001f600"),
        (r"'\N{EN DASH}\N{no such}'", "\u2013\\N{no such}"),
        (r"'\q\z'", "\\q\\z"),
        ("'a\\\nb'", "ab"),
        ("'a\\\r\nb'", "ab"),
        (r"r'\n'", r"\n"),
        (r"Rb'\x41'", r"\x41"),
        (r"b'\x41\u0041'", r"A\u0041"),
        (r"u'\u0041'", "A"),
        (r"ur'\x'", r"\x"),
        (r"'\ud83d\ude00'", "\U0001f600"),
        (r"'\ud83d'", "\ufffd"),
        (r"'\Uffffffff'", "\ufffd"),
        ("'\u00e9\U0001f600'", "\u00e9\U0001f600"),
        ("'a' \"b\" r'\\c'", "ab\\c"),
        ("('a'  # one\n     'b')", "ab"),
        ("f'plain'", "plain"),
        ("f'{{}}'", "{}"),
    ],
)
def test_strings_are_unescaped(source: str, expected: str) -> None:
    module = lower(f"x = {source}")
    (statement,) = module.functions[0].body
    assert module.faults == ()
    assert isinstance(statement.value, ir.Constant)
    assert statement.value.value == expected


def test_the_span_of_a_string_is_that_of_the_literal() -> None:
    text = SourceText("a.py", "x = f(r'\\n', \"\u00e9\\x41\", '''b''')".encode())
    (statement,) = lower_python(text).functions[0].body
    assert isinstance(statement.value, ir.Call)
    assert [text.slice(a.start, a.end) for a in statement.value.arguments] == ["r'\\n'", '"\u00e9\\x41"', "'''b'''"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f'a{x}b'", "text('a', x, 'b')"),
        ("f'{x}'", "text(x)"),
        ("f'{x!r:>{w}.{p}}'", "text(x, w, p)"),
        ("f'{x=}'", "text(x)"),
        ("f'{{a}}{x}'", "text('{a}', x)"),
        ("rf'\\n{x}'", "text('\\\\n', x)"),
        ("f'{x[\"a\"]}{y.z()}'", "text(x.a, y.z())"),
        ("f'{a}' 'b' f'{c}d'", "text(a, 'b', c, 'd')"),
        ("f'{f\"{x}\"}'", "text(text(x))"),
        ("f'{x:%Y-%m}'", "text(x)"),
    ],
)
def test_f_strings(source: str, expected: str) -> None:
    assert value(source) == expected


def test_template_strings() -> None:
    module = lower("x = t'a{b}'")
    if module.faults:
        pytest.skip("this version of the grammar does not know them")
    assert body(module) == ["x <- text('a', b)"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'q=%s&r=%d' % (q, r)", "text('q=', q, '&r=', r)"),
        ("'%s' % q", "text(q)"),
        ("'%s' % (q,)", "text(q)"),
        ("'%s' % [q, r]", "text([q, r])"),
        ("'%s-%s' % q", "text(q['0'], '-', q['1'])"),
        ("'100%% %5.2f%%' % q", "text('100% ', q, '%')"),
        ("'%-*s|' % (w, q)", "text(w, q, '|')"),
        ("'%(a)s-%(b)s' % {'b': y, 'a': x}", "text(x, '-', y)"),
        ("'%(a)s' % d", "text(d.a)"),
        ("'%(a)s' % dict(a=x)", "text(x)"),
        ("'%(a)s' % {**d, 'b': 1}", "text({*d, b: 1}.a)"),
        ("('a' 'b%s') % q", "text('ab', q)"),
        ("f'{a}%s' % q", "text(a, '%s', q)"),
        ("_('Hello %s') % q", "text(_('Hello %s'), q)"),
        ("NAME % q", "%(NAME, q)"),
        ("5 % 3", "%(5, 3)"),
        ("'%s' % (*a, b)", "text(*a, b)"),
    ],
)
def test_percent(source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'a{}b{}'.format(q, r)", "text('a', q, 'b', r)"),
        ("'{1}{0}{0}'.format(q, r)", "text(r, q, q)"),
        ("'{a}-{b}'.format(b=y, a=x)", "text(x, '-', y)"),
        ("'{0.b}{a[c].d}'.format(q, a=x)", "text(q.b, x.c.d)"),
        ("'{:>{w}}{{}}'.format(q, w=n)", "text(q, n, '{}')"),
        ("'{!r}'.format(q)", "text(q)"),
        ("'{}{x}'.format(*a, **k)", "text(a['0'], k.x)"),
        ("'{1}'.format(a)", "text(opaque())"),
        ("'{'.format(q, r=s)", "text('{', q, s)"),
        ("('a' '{}').format(q)", "text('a', q)"),
        ("fmt.format(q)", "fmt.format(q)"),
        ("''.join([a, b])", "''.join([a, b])"),
    ],
)
def test_format(source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a + b + c", "text(a, b, c)"),
        ("a + (b + c)", "text(a, b, c)"),
        ("'a' + str(n) + f'{x}!'", "text('a', str(n), x, '!')"),
        ("a + 1", "+(a, 1)"),
        ("a * 2 + b", "+(*(a, 2), b)"),
        ("'-' * 3 + a", "text(*('-', 3), a)"),
        ("a - b + c", "+(-(a, b), c)"),
        ("[a] + b + [c]", "[a, *b, c]"),
        ("d | {'a': 1}", "{*d, a: 1}"),
        ("a | b", "|(a, b)"),
        ("a ** b // c", "//(**(a, b), c)"),
        ("a @ b", "@(a, b)"),
        ("~a", "~(a)"),
        ("not a", "!(a)"),
        ("a == b", "==(a, b)"),
        ("a is not b", "!=(a, b)"),
        ("a is b", "==(a, b)"),
        ("a in b", "in(a, b)"),
        ("a not in b", "!(in(a, b))"),
        ("a < b <= c", "&&(<(a, b), <=(b, c))"),
        ("a <> b", "!=(a, b)"),
        ("a or b or c", "choice(a, b, c)"),
        ("a and b", "choice(a ? b)"),
        ("a and b and c", "choice(choice(a ? b) ? c)"),
        ("a and b or c", "choice(choice(a ? b), c)"),
        ("a if t else b", "choice(t ? a, b)"),
        ("a if t else b if u else c", "choice(t ? a, choice(u ? b, c))"),
    ],
)
def test_operators(source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a.b.c", "a.b.c"),
        ("a['b']", "a.b"),
        ("a[0][-1]", "a['0']['-1']"),
        ("a[b]", "a[b]"),
        ("a[b, 1]", "a[[b, 1]]"),
        ("a[1:n]", "a[opaque(1, n)]"),
        ("a[None]", "a[None]"),
        ("(a\n  .b  # why\n  .c())", "a.b.c()"),
        ("(a).b", "a.b"),
        ("(await a).b", "a.b"),
        ("await a", "a"),
        ("f(a, *b, c=d, **e)", "f(a, *b, c=d, *e)"),
        ("f(  # why\n a,\n)", "f(a)"),
        ("f(x for x in y)", "f([x])"),
        ("f(a)(b)['c'].d()", "f(a)(b).c.d()"),
        ("super().f(a)", "super.f(a)"),
        ("super(A, self).f(a)", "super.f(a)"),
        ("importlib.import_module('a.b').c", "import('a.b').c"),
        ("import_module('.b', 'a')", "import('.b')"),
        ("__import__('a')", "import('a')"),
        ("import_module(name)", "import_module(name)"),
        ("lambda a, b=1: a", "fn#1"),
        ("`a.b`", "text(a.b)"),
    ],
)
def test_chains(source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[a, *b]", "[a, *b]"),
        ("a, b", "[a, b]"),
        ("()", "[]"),
        ("{a, b}", "[a, b]"),
        ("{'a': b, **c, d: e, 1: f}", "{a: b, *c, [d]: e, 1: f}"),
        ("{'': a}", "{['']: a}"),
        ("dict(a=1)", "{a: 1}"),
        ("dict(a, b=1, **c)", "{*a, b: 1, *c}"),
        ("dict()", "{}"),
        ("[v.w for v in vs]", "[v.w]"),
        ("{k: v for k, v in d.items()}", "{[k]: v}"),
        ("{'a': v for v in vs}", "{a: v}"),
        ("[*a, # why\n b]", "[*a, b]"),
    ],
)
def test_collections(source: str, expected: str) -> None:
    assert value(source) == expected


def test_the_variables_of_a_comprehension_are_assigned_before_its_element() -> None:
    module = lower("x = [a.b for a, (b, *c) in d if a for e in a.f]")
    assert body(module) == [
        "a <- item(d)['0']",
        "b <- item(d)['1']['0']",
        "c <- rest(item(d)['1']; 0)",
        "do a",
        "e <- item(a.f)",
        "x <- [a.b]",
    ]
    statement = module.functions[0].body[0]
    assert (statement.start, statement.end) == (4, 5)


def test_a_comprehension_leaves_the_variables_around_it_alone() -> None:
    module = lower("def f(q):\n  r = [q for q in qs]\n  s = [s for s in s]\n  return [q for q in ps if q], q\n")
    assert body(module, 1) == [
        "q%1 <- item(qs)",
        "r <- [q%1]",
        "s%2 <- item(s)",
        "s <- [s%2]",
        "q%3 <- item(ps)",
        "do q%3",
        "return [[q%3], q]",
    ]


def test_two_comprehensions_may_use_one_name() -> None:
    assert body(lower("x = [u.a for u in us]\ny = [u.b for u in vs]")) == [
        "u <- item(us)",
        "x <- [u.a]",
        "u <- item(vs)",
        "y <- [u.b]",
    ]


def test_a_lambda_is_a_function_of_the_block_it_stands_in() -> None:
    module = lower("def f():\n  if a:\n    return lambda x, *y, z=b, **w: x.c\n")
    assert signature(module.functions[2]) == "function (x, *y, keyword-only z = b, **w) in 1 block 1"
    assert body(module, 2) == ["return x.c"]


def test_a_walrus_is_an_assignment_and_its_name() -> None:
    assert body(lower("if (n := f(a)) > 1: g(n)")) == ["n <- f(a)", "do >(n, 1)", "[1] do g(n)"]


def test_a_generator_gives_a_sequence() -> None:
    module = lower("def f():\n  yield a\n  yield from b\n  yield c, d\n  x = yield\n")
    assert [line for line in body(module, 1) if line.startswith("return")] == [
        "return [a]",
        "return b",
        "return [[c, d]]",
        "return [None]",
    ]


def test_a_context_manager_gives_the_value_that_it_yields() -> None:
    module = lower("@contextlib.contextmanager\ndef f():\n  yield a\n")
    assert body(module, 1)[0] == "return a"


def test_a_long_sum_is_one_text() -> None:
    module = lower("x = " + " + ".join(f"a{n}" for n in range(5000)))
    (statement,) = module.functions[0].body
    assert isinstance(statement.value, ir.Text)
    assert len(statement.value.parts) == 5000
    assert module.faults == ()
