"""Expressions and statements of JavaScript."""

from __future__ import annotations

import pytest

from linter import ir
from linter.frontends.javascript.frontend import lower_javascript
from linter.workspace.text import SourceText
from tests.frontends.render import blocks, body, expression, signature


def lower(source: str, language: str = "javascript") -> ir.Module:
    return lower_javascript(SourceText("a.js", source.encode()), language)


def value(source: str, language: str = "javascript") -> str:
    """Give what ``x = source`` stores."""
    module = lower(f"x = {source}", language)
    assert module.faults == ()
    last = module.functions[0].body[-1]
    assert isinstance(last, ir.Assign)
    assert expression(last.target) == "x"
    return expression(last.value)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1", "1"),
        ("1.5e3", "1500.0"),
        ("0x1F", "31"),
        ("0b11", "3"),
        ("0o17", "15"),
        ("017", "15"),
        ("089", "89"),
        ("1_000", "1000"),
        ("10n", "10"),
        (".5", "0.5"),
        ("-3", "-3"),
        ("99999999999999999999", "1e+20"),
        ("1e999", "inf"),
        ("true", "True"),
        ("!0", "True"),
        ("!1", "False"),
        ("null", "None"),
        ("undefined", "None"),
        ("void 0", "None"),
        ("'a'", "'a'"),
        (r"'it\'s'", '"it\'s"'),
        (r'"a\n\t\x41\u0042\u{43}\103\0"', r"'a\n\tABCC\x00'"),
        (r'"\ud83d\ude00"', "'😀'"),
        (r'"\ud83d"', "'\ufffd'"),
        (r'"\u{110000}"', "'\ufffd'"),
        ('"a\\\nb"', "'ab'"),
        ("/a[/]b/g", "opaque()"),
        ("``", "''"),
        ("`a`", "'a'"),
        (r"`a\`b\${c}`", "'a`b${c}'"),
        ("`a${b}c${d.e}`", "text('a', b, 'c', d.e)"),
        ("`${b}`", "text(b)"),
        ("this", "this"),
        ("import.meta.env", "import.meta.env"),
    ],
)
def test_literals(source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a.b.c", "a.b.c"),
        ("a?.b?.[c]?.(d)", "a.b[c](d)"),
        ("a['b']", "a.b"),
        ("a['b c'][0]", "a['b c']['0']"),
        ("a[`k`]", "a.k"),
        ("a[b + 1]", "a[text(b, 1)]"),
        ("a // why\n  .b /* so */ . c", "a.b.c"),
        ("a.#b", "a['#b']"),
        ("f(a, ...b, 'c',)", "f(a, *b, 'c')"),
        ("f(/* none */)", "f()"),
        ("new F", "new F()"),
        ("new a.F(1)", "new a.F(1)"),
        ("new F(1).g", "new F(1).g"),
        ("f`a${b}`", "f(text('a', b))"),
        ("f.g`a`", "f.g('a')"),
        ("[a,,b,...c]", "[a, None, b, *c]"),
        ("require('x')", "import('x')"),
        ("require('x').default", "import('x').default"),
        ("import('x')", "import('x')"),
        ("await import(`x`)", "import('x')"),
        ("require(a)", "require(a)"),
        ("(await a)", "a"),
        ("(a, b)", "b"),
    ],
)
def test_chains_and_calls(source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a + b", "text(a, b)"),
        ("'a' + b + (c + 'd') + 1", "text('a', b, c, 'd', 1)"),
        ("`a${b}` + c", "text('a', b, c)"),
        ("1 + 2", "+(1, 2)"),
        ("a - b - c", "-(a, b, c)"),
        ("a - b + c", "text(-(a, b), c)"),
        ("a === b", "==(a, b)"),
        ("a !== b", "!=(a, b)"),
        ("a in b", "in(a, b)"),
        ("a instanceof B", "instanceof(a, B)"),
        ("!a", "!(a)"),
        ("typeof a", "typeof(a)"),
        ("a++", "++(a)"),
        ("a ? b : c", "choice(a ? b, c)"),
        ("a ? b : c ? d : e", "choice(a ? b, choice(c ? d, e))"),
        ("a || b || c", "choice(a, b, c)"),
        ("a ?? b", "choice(a, b)"),
        ("a && b", "choice(a ? b)"),
        ("a && b && c", "choice(choice(a ? b) ? c)"),
        ("a && b || c", "choice(choice(a ? b), c)"),
    ],
)
def test_operators(source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{a, b: 1, 'c d': 2, 3: d, ['e']: f, [g]: h, ...i}", "{a: a, b: 1, c d: 2, 3: d, e: f, [g]: h, *i}"),
        ("{a() {}, get b() { return 1 }, set b(v) {}, async *c() {}, get: 1}", "{a: fn#1, b: fn#2(), c: fn#4, get: 1}"),
        ("{a: function () {}, b: () => 1}", "{a: fn#1, b: fn#2}"),
    ],
)
def test_objects(source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("let a, b = 1", ["a <= None", "b <= 1"]),
        ("var a = 1", ["a <- 1"]),
        ("const {a} = f()", ["a <= f().a"]),
        ("const {a, b: c, 'd-e': g, [h]: i} = o", ["a <= o.a", "c <= o.b", "g <= o['d-e']", "i <= o[h]"]),
        ("const {a, ...b} = req.query", ["a <= req.query.a", "b <= rest(req.query; a)"]),
        ("const {a = 1, b: {c} = {}} = o", ["a <= choice(o.a, 1)", "c <= choice(o.b, {}).c"]),
        ("const [q, setQ] = useState('')", ["%18 <= useState('')", "q <= %18['0']", "setQ <= %18['1']"]),
        ("const [a, , b, ...c] = o", ["a <= o['0']", "b <= o['2']", "c <= rest(o; 0, 1, 2)"]),
        ("const {a, b} = require('x')", ["a <= import('x').a", "b <= import('x').b"]),
        ("({a, b: c.d} = o)", ["a <- o.a", "c.d <- o.b"]),
        ("[a, b] = [b, a]", ["%9 <= [b, a]", "a <- %9['0']", "b <- %9['1']"]),
    ],
)
def test_patterns(source: str, expected: list[str]) -> None:
    assert body(lower(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a.b = c", ["a.b <- c"]),
        ("a['b'] = c", ["a.b <- c"]),
        ("a[b] = c", ["a[b] <- c"]),
        ("a = b = f()", ["b <- f()", "a <- b"]),
        ("a = b = void 0", ["b <- None", "a <- None"]),
        ("f(a = 1)", ["a <- 1", "do f(1)"]),
        ("f(a = g())", ["a <- g()", "do f(a)"]),
        ("a += b", ["a <- text(a, b)"]),
        ("a += 1", ["a <- +(a, 1)"]),
        ("a -= b", ["a <- -(a, b)"]),
        ("a ||= b", ["a <- choice(a, b)"]),
        ("a ??= b", ["a <- choice(a, b)"]),
        ("a &&= b", ["a <- choice(a ? b)"]),
        ("delete o.k", ["o.k <- None"]),
        ("delete o['k'], delete o[k]", ["o.k <- None", "o[k] <- None"]),
        ("x = (f(), a = 2, g())", ["do f()", "a <- 2", "x <- g()"]),
        ("'use strict'; void 0; 1; a", ["do a"]),
        ("!function () {}()", ["do fn#1()"]),
        ("void f()", ["do f()"]),
    ],
)
def test_assignments_and_effects(source: str, expected: list[str]) -> None:
    assert body(lower(source)) == expected


@pytest.mark.parametrize(
    ("source", "lines", "around"),
    [
        ("ok && track()", ["do ok", "[1] do track()"], ["1: branch in 0 if ok"]),
        ("off || track()", ["do off", "[1] do track()"], ["1: branch in 0 unless off"]),
        ("a ?? (b = 1)", ["do a", "[1] b <- 1"], ["1: branch in 0 unless a"]),
        (
            "a && b && c()",
            ["do a", "[1] do b", "[2] do c()"],
            ["1: branch in 0 if a", "2: branch in 1 if b"],
        ),
        (
            "ok ? a() : b()",
            ["do ok", "[1] do a()", "[2] do b()"],
            ["1: branch in 0 if ok group 1", "2: branch in 0 unless ok group 1"],
        ),
        (
            "if (a) b(); else if (c) d(); else e()",
            ["do a", "[1] do b()", "[2] do c", "[3] do d()", "[4] do e()"],
            [
                "1: branch in 0 if a group 1",
                "2: branch in 0 unless a group 1",
                "3: branch in 2 if c group 2",
                "4: branch in 2 unless c group 2",
            ],
        ),
        (
            "for (const x of xs) { if (x) continue; f(x) }",
            ["[1] x <= item(xs)", "[1] do x", "[3] do f(x)"],
            ["1: loop in 0", "2: branch in 1 if x group 1", "3: rest in 1 unless x group 1"],
        ),
        (
            "switch (a) { case 1: case 2: f(); break; default: g() }",
            ["do a", "[1] do f()", "[2] do g()"],
            ["1: branch in 0 if choice(==(a, 1), ==(a, 2)) group 1", "2: branch in 0 group 1"],
        ),
        (
            "switch (true) { case a > 1: f(); case b: g() }",
            ["[1] do f()", "[2] do g()"],
            ["1: branch in 0 if >(a, 1) group 1", "2: branch in 0 if choice(>(a, 1), b)"],
        ),
        (
            "for (let i = 0; i < n; i++) f(i)",
            ["[1] i <= 0", "[1] do <(i, n)", "[1] do f(i)", "[1] do ++(i)"],
            ["1: loop in 0 if <(i, n)"],
        ),
        ("for (var i = 0; ; ) f()", ["i <- 0", "[1] do f()"], ["1: loop in 0"]),
        ("for (k in o) f(k)", ["[1] k <- keys(o)", "[1] do f(k)"], ["1: loop in 0"]),
        ("while (m = next()) f(m)", ["[1] m <- next()", "[1] do m", "[1] do f(m)"], ["1: loop in 0 if m"]),
        ("do f(); while (a)", ["[1] do f()", "[1] do a"], ["1: loop in 0"]),
        (
            "try { a() } catch (e) { b(e) } finally { c() }",
            ["[1] do a()", "[2] e <= opaque()", "[2] do b(e)", "[3] do c()"],
            ["1: try in 0", "2: block in 0", "3: block in 0"],
        ),
        ("try { a() } catch { b() }", ["[1] do a()", "[2] do b()"], ["1: try in 0", "2: block in 0"]),
        ("here: { a(); let b = 1 }", ["[1] do a()", "[1] b <= 1"], ["1: block in 0"]),
        ("throw f(a)", ["do f(a)"], []),
    ],
)
def test_control_flow(source: str, lines: list[str], around: list[str]) -> None:
    module = lower(source)
    assert body(module) == lines
    assert blocks(module) == around


@pytest.mark.parametrize(
    ("source", "lines", "around"),
    [
        (
            "if (!ok) return; f()",
            ["do !(ok)", "[1] return None", "[2] do f()"],
            ["1: branch in 0 if !(ok) group 1", "2: rest in 0 unless !(ok) group 1"],
        ),
        (
            "if (ok) { a() } else { throw b } f()",
            ["do ok", "[1] do a()", "[2] do b", "[3] do f()"],
            ["1: branch in 0 if ok group 1", "2: branch in 0 unless ok group 1", "3: rest in 0 if ok group 1"],
        ),
        (
            "if (a) return 1; else if (b) return 2; f()",
            ["do a", "[1] return 1", "[2] do b", "[3] return 2", "[5] do f()"],
            [
                "1: branch in 0 if a group 1",
                "2: branch in 0 unless a group 1",
                "3: branch in 2 if b group 2",
                "4: rest in 0 unless a group 1",
                "5: rest in 4 unless b group 2",
            ],
        ),
        (
            "return ok && send(q)",
            ["do ok", "[1] return send(q)"],
            ["1: branch in 0 if ok"],
        ),
        (
            "return ok ? send(q) : null",
            ["do ok", "[1] return send(q)", "[2] return None"],
            ["1: branch in 0 if ok group 1", "2: branch in 0 unless ok group 1"],
        ),
        ("return cache || load()", ["return cache", "[1] return load()"], ["1: branch in 0 unless cache"]),
        ("return a && b", ["return choice(a ? b)"], []),
        ("return f(), a", ["do f()", "return a"], []),
        ("return", ["return None"], []),
    ],
)
def test_leaving_a_function(source: str, lines: list[str], around: list[str]) -> None:
    module = lower(f"function f() {{ {source} }}")
    assert body(module, 1) == lines
    assert blocks(module, 1) == around


def test_functions_declared_in_a_block_come_first() -> None:
    module = lower("f(); function f() {} if (a) { g(); function g() {} }")
    assert body(module) == ["f <= fn#1", "do f()", "do a", "[1] g <= fn#2", "[1] do g()"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("function f(a, b = 1, ...c) {}", "function f(a, b = 1, *c) in 0 receiver this"),
        ("const f = (a) => a", "function f(a) in 0"),
        ("const f = async a => a", "function f(a) in 0"),
        ("const f = function g() {}", "function f() in 0 receiver this"),
        ("function* f({a}, [b]) {}", "function f(%0, %1) in 0 receiver this"),
        ("f = useCallback((a) => a, [])", "function f(a) in 0"),
        ("App.send = function (a) {}", "method send(a) in 0 receiver this"),
        ("x = {send: (a) => a}", "method send(a) in 0"),
        ("x = {send(a) {}}", "method send(a) in 0 receiver this"),
        ("f(function () {}.bind(this))", "function () in 0"),
        ("f(xs, function () {}, this)", "function () in 0"),
        ("if (a) f(() => 1)", "function () in 0 block 1"),
        ("x = a && (() => 1)", "function () in 0 block 1"),
        ("(function (a, b) {})(x, y)", "function (a, b) in 0 receiver this"),
    ],
)
def test_heads_of_functions(source: str, expected: str) -> None:
    assert signature(lower(source).functions[1]) == expected


def test_destructured_parameters_are_assignments_in_the_body() -> None:
    module = lower("function f({a, b: {c} = {}}, [d, ...e] = []) {}")
    assert body(module, 1) == [
        "a <- %0.a",
        "c <- choice(%0.b, {}).c",
        "d <- %1['0']",
        "e <- rest(%1; 0)",
    ]


def test_a_function_expression_knows_itself() -> None:
    module = lower("const f = function g(n) { return g(n - 1) }; const h = function i() {}")
    assert body(module, 1) == ["g <= fn#1", "return g(-(n, 1))"]
    assert body(module, 2) == []


def test_names_assigned_but_not_declared_belong_outside() -> None:
    module = lower("let x; function f(a) { x = a; var y = z = 1; let q = 2; for (var k in a); }")
    assert module.functions[1].outer_names == ("x", "z")


def test_yield_gives_back() -> None:
    module = lower("function* g() { yield a; const b = yield call(c); yield* d }")
    assert body(module, 1) == ["return a", "b <= call(c)", "return d"]


def test_long_conditions_stay_flat() -> None:
    module = lower("x = " + " && ".join("abcdefghijklmnopqrst"))
    assert body(module) == ["x <- choice(&&(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s) ? t)"]


def test_the_loader_of_a_pixel() -> None:
    module = lower(
        "!function(f,b,e,v,n,t,s){if(f.fbq)return;n=f.fbq=function(){n.callMethod?"
        "n.callMethod.apply(n,arguments):n.queue.push(arguments)};if(!f._fbq)f._fbq=n;n.loaded=!0;"
        "t=b.createElement(e);t.src=v}(window,document,'script','https://connect.facebook.net/en_US/fbevents.js');"
    )
    assert body(module) == ["do fn#1(window, document, 'script', 'https://connect.facebook.net/en_US/fbevents.js')"]
    assert body(module, 1) == [
        "do f.fbq",
        "[1] return None",
        "[2] f.fbq <- fn#2",
        "[2] n <- f.fbq",
        "[2] do !(f._fbq)",
        "[3] f._fbq <- n",
        "[2] n.loaded <- True",
        "[2] t <- b.createElement(e)",
        "[2] t.src <- v",
    ]
    assert body(module, 2) == [
        "do n.callMethod",
        "[1] do n.callMethod.apply(n, arguments)",
        "[2] do n.queue.push(arguments)",
    ]


@pytest.mark.parametrize(
    ("source", "shared"),
    [
        ("var a = 1", True),
        ("import a from 'a'", False),
        ("export const a = 1", False),
        ("const a = require('a')", False),
        ("module.exports = 1", False),
        ("define(['a'], function (a) {})", False),
        ("if (exports) exports.a = 1", False),
    ],
)
def test_which_files_share_the_page_scope(source: str, shared: bool) -> None:
    assert lower(source).shared_scope is shared


def test_comments_that_speak_to_us() -> None:
    module = lower(
        "// tracklint: ignore[TRK101] asked\nf() /* tracklint: ignore */\n// other\nx = 'tracklint'\n  /** tracklint */"
    )
    assert [(c.text, c.own_line) for c in module.comments] == [
        ("tracklint: ignore[TRK101] asked", True),
        ("tracklint: ignore", False),
        ("tracklint", True),
    ]
