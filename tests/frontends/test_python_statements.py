"""Statements of Python: assignments, branches with their guards, functions, classes, imports, Python 2."""

from __future__ import annotations

import pytest

from linter import ir
from linter.frontends.python.frontend import lower_python
from linter.workspace.text import SourceText
from tests.frontends.render import bindings, blocks, body, declared, expression, field, signature


def lower(source: str) -> ir.Module:
    module = lower_python(SourceText("a.py", source.encode()))
    assert module.faults == ()
    return module


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = b = c", ["a <- c", "b <- c"]),
        ("a: int = b", ["a <- b"]),
        ("a: int", []),
        ("a.b = c", ["a.b <- c"]),
        ("a['b'] = c", ["a.b <- c"]),
        ("a[b] = c", ["a[b] <- c"]),
        ("a[1:] = c", ["a[opaque(1)] <- c"]),
        ("a, b = c, d", ["a <- c", "b <- d"]),
        ("a, b = c", ["a <- c['0']", "b <- c['1']"]),
        ("[a, (b.c, d)] = e", ["a <- e['0']", "b.c <- e['1']['0']", "d <- e['1']['1']"]),
        ("a, *b, c = d", ["a <- d['0']", "b <- rest(d; 0)", "c <- d['-1']"]),
        ("a, *b, c = d, e, f, g", ["a <- d", "b <- [e, f]", "c <- g"]),
        ("a, *b = c,", ["a <- c", "b <- []"]),
        ("a, b = *c, d", ["a <- [*c, d]['0']", "b <- [*c, d]['1']"]),
        ("a += b", ["a <- text(a, b)"]),
        ("a += 1", ["a <- +(a, 1)"]),
        ("a += [b]", ["a <- [*a, b]"]),
        ("a -= b", ["a <- -(a, b)"]),
        ("a |= {'b': c}", ["a <- {*a, b: c}"]),
        ("a.b //= 2", ["a.b <- //(a.b, 2)"]),
        ("del a, b['c'], d.e", ["a <- None", "b.c <- None", "d.e <- None"]),
        ("f(a); g(b)", ["do f(a)", "do g(b)"]),
        ("'docstring'", []),
        ("pass", []),
        ("type A = B.C[int]", ["A <- B.C"]),
        ("type A[T] = B", ["A <- B"]),
        ("type(a).b = c.d(e)", ["a.b <- c.d(e)"]),
    ],
)
def test_assignments(source: str, expected: list[str]) -> None:
    assert body(lower(source)) == expected


def test_an_annotated_variable_keeps_its_type() -> None:
    (statement,) = lower("a: 'Optional[m.User]' = b").functions[0].body
    assert isinstance(statement, ir.Assign)
    assert statement.annotation is not None
    assert expression(statement.annotation) == "m.User"


# ----------------------------------------------------------------------------------------------- branches


def test_if_elif_else() -> None:
    module = lower("if a:\n  f()\nelif b:\n  g()\nelse:\n  h()\n")
    assert blocks(module) == [
        "1: branch in 0 if a group 1",
        "2: branch in 0 unless a group 1",
        "3: branch in 2 if b group 2",
        "4: branch in 2 unless b group 2",
    ]
    assert body(module) == ["do a", "[1] do f()", "[2] do b", "[3] do g()", "[4] do h()"]


@pytest.mark.parametrize("leaving", ["return", "raise E", "continue", "break", "sys.exit(1)", "assert False"])
def test_what_follows_an_early_exit_stands_under_the_opposite(leaving: str) -> None:
    module = lower(f"def f():\n  for x in y:\n    if a:\n      {leaving}\n    g()\n")
    assert blocks(module, 1)[2] == "3: rest in 1 unless a group 1"
    assert body(module, 1)[-1] == "[3] do g()"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("if a: return\nelse: f()", ["unless a group 1"]),
        ("if a: f()\nelse: return", ["if a group 1"]),
        ("if a: return\nelif b: return", ["unless a group 1", "unless b group 2"]),
        ("if a: return\nelif b: f()", ["unless a group 1"]),
        ("if a: return\nelif b: f()\nelse: return", ["unless a group 1", "if b"]),
        ("if a: f()\nelif b: return", []),
        ("if a: f()\nelif b: g()\nelse: return", ["if choice(a, b)"]),
        ("assert a", ["if a"]),
        ("assert a, b", ["if a"]),
        ("with c:\n    if a: return", ["unless a group 1"]),
    ],
)
def test_guards_of_what_follows(source: str, expected: list[str]) -> None:
    module = lower("def f():\n" + "".join(f"  {line}\n" for line in source.splitlines()) + "  g()\n")
    rest = [line for line in blocks(module, 1) if ": rest" in line]
    assert [line.split(" in ", 1)[1].split(" ", 1)[1] for line in rest] == expected
    last = module.functions[1].body[-1]
    assert module.functions[1].blocks[last.block].kind == ("rest" if expected else "body")


def test_what_follows_two_leaving_branches_is_never_reached() -> None:
    module = lower("def f():\n  if x:\n    if a: return\n    else: raise\n  g()\n")
    assert blocks(module, 1)[-1] == "4: rest in 0 unless x group 1"


def test_an_expression_that_stands_alone_can_be_a_branch() -> None:
    module = lower("ok and f()\nf() if a else g()\nno or h()\n")
    assert blocks(module) == [
        "1: branch in 0 if ok",
        "2: branch in 0 if a group 1",
        "3: branch in 0 unless a group 1",
        "4: branch in 0 unless no",
    ]
    assert body(module) == ["do ok", "[1] do f()", "do a", "[2] do f()", "[3] do g()", "do no", "[4] do h()"]


def test_try() -> None:
    module = lower("try:\n  a()\nexcept (A, B) as e:\n  b(e)\nexcept C:\n  c()\nelse:\n  d()\nfinally:\n  g()\nh()\n")
    assert blocks(module) == ["1: try in 0", "2: branch in 0 group 1", "3: branch in 0 group 1"]
    assert body(module) == [
        "[1] do a()",
        "[2] e <- opaque()",
        "[2] do b(e)",
        "[3] do c()",
        "[1] do d()",
        "do g()",
        "do h()",
    ]


def test_loops() -> None:
    module = lower("for a, b in c:\n  f(a)\nelse:\n  g()\nwhile d:\n  h()\nwhile True:\n  i()\n")
    assert blocks(module) == ["1: loop in 0", "2: branch in 0", "3: loop in 0 if d", "4: loop in 0"]
    assert body(module) == [
        "[1] a <- item(c)['0']",
        "[1] b <- item(c)['1']",
        "[1] do f(a)",
        "[2] do g()",
        "[3] do d",
        "[3] do h()",
        "[4] do i()",
    ]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("v in vs", ["v <- item(vs)"]),
        ("k, v in d.items()", ["k <- opaque()", "v <- item(d)"]),
        ("k, v in sorted(d.items())", ["k <- opaque()", "v <- item(d)"]),
        ("k, v in d.iteritems()", ["k <- opaque()", "v <- item(d)"]),
        ("p in d.items()", ["p <- [opaque(), item(d)]"]),
        ("i, v in enumerate(vs, 1)", ["i <- opaque()", "v <- item(vs)"]),
        ("i, (k, v) in enumerate(d.items())", ["i <- opaque()", "k <- opaque()", "v <- item(d)"]),
        ("a, b in zip(x, y)", ["a <- item(x)", "b <- item(y)"]),
        ("a, b in zip(*x)", ["a <- item(zip(*x))['0']", "b <- item(zip(*x))['1']"]),
        ("a.b in x", ["a.b <- item(x)"]),
        ("x in a, b", ["x <- item([a, b])"]),
    ],
)
def test_loop_targets(head: str, expected: list[str]) -> None:
    assert body(lower(f"for {head}: pass")) == [f"[1] {line}" for line in expected]


def test_with() -> None:
    module = lower("async with a() as b, c() as (d, e.f), g:\n  h(b)\n")
    assert body(module) == ["b <- a()", "d <- c()['0']", "e.f <- c()['1']", "do g", "do h(b)"]
    assert blocks(module) == []


def test_match() -> None:
    module = lower(
        "match a.b:\n"
        "  case 1 | 'x': f1()\n"
        "  case K.M: f2()\n"
        "  case {'p': q, **r} if t: f3()\n"
        "  case C(u, v=w) as z: f4()\n"
        "  case [g, *h, i]: f5()\n"
        "  case -1: f6()\n"
        "  case _: f7()\n"
    )
    assert blocks(module) == [
        "1: branch in 0 if in(a.b, [1, 'x']) group 1",
        "2: branch in 0 if ==(a.b, K.M) group 1",
        "3: branch in 0 group 1",
        "4: branch in 3 if t",
        "5: branch in 0 group 1",
        "6: branch in 0 group 1",
        "7: branch in 0 group 1",
        "8: branch in 0 group 1",
    ]
    assert [line for line in body(module) if "<-" in line] == [
        "[3] q <- a.b.p",
        "[3] r <- rest(a.b; p)",
        "[5] u <- opaque(a.b)",
        "[5] w <- a.b.v",
        "[5] z <- a.b",
        "[6] g <- a.b['0']",
        "[6] h <- rest(a.b; 0)",
        "[6] i <- a.b['-1']",
    ]


# ------------------------------------------------------------------------------------- functions, classes


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(a, b=c): pass", "function f(a, b = c) in 0"),
        ("async def f(): pass", "function f() in 0"),
        ("def f(a, /, b, *, c=1): pass", "function f(a, b, keyword-only c = 1) in 0"),
        ("def f(*a, b, **c): pass", "function f(*a, keyword-only b, **c) in 0"),
        ("def f(a: int, *b: str, **c: d.E): pass", "function f(a: int, *b: str, **c: d.E) in 0"),
        ("def f(a: 'B' = 1): pass", "function f(a: B = 1) in 0"),
        ("def f(a: Optional[B], b: 'list[C]'): pass", "function f(a: B, b: list) in 0"),
        ("def f(a: B | None, b: Union[C, D]): pass", "function f(a: B, b: choice(C, D)) in 0"),
        ("def f(a: Annotated[B, Depends(c)]): pass", "function f(a: B) in 0"),
        ("def f(a: 'a sentence'): pass", "function f(a) in 0"),
        ("@a.b(c)\n@d\ndef f(): pass", "function f() in 0 @a.b(c) @d"),
        ("def f((a, b), c): pass", "function f(%0, c) in 0"),
        ("def f():\n  global a\n  nonlocal b, c\n", "function f() in 0 outer a, b, c"),
        ("def f[T](a: T) -> T: pass", "function f(a: T) in 0"),
    ],
)
def test_signatures(source: str, expected: str) -> None:
    module = lower(source)
    assert signature(module.functions[1]) == expected
    assert body(module) == ["f <- fn#1"]


def test_a_tuple_parameter_is_taken_apart_at_the_head_of_the_body() -> None:
    assert body(lower("def f((a, (b, c)), d):\n  return a\n"), 1) == [
        "a <- %0['0']",
        "b <- %0['1']['0']",
        "c <- %0['1']['1']",
        "return a",
    ]


def test_functions_inside_functions() -> None:
    module = lower("def f(a):\n  if a:\n    def g(): return a\n  return g\n")
    assert signature(module.functions[2]) == "function g() in 1 block 1"
    assert body(module, 1) == ["do a", "[1] g <- fn#2", "return g"]


def test_a_class() -> None:
    module = lower(
        "@d\nclass A(B, m.C, metaclass=M):\n"
        "  '''doc'''\n"
        "  a: int = 1\n"
        "  b = c = f(x)\n"
        "  e: Optional['U']\n"
        "  if a:\n    g = 2\n"
        "  def __init__(self, q): self.q = q\n"
        "  @property\n  def h(self): return self.q\n"
        "  @functools.cached_property\n  def i(this): return 1\n"
        "  @classmethod\n  def j(cls): pass\n"
        "  @staticmethod\n  def k(x): pass\n"
        "  class Meta: model = User\n"
        "  log(a)\n"
    )
    assert declared(module.classes[0]) == "class A(B, m.C) in 0 methods 1, 2, 3, 4, 5 @d"
    assert [field(f) for f in module.classes[0].fields] == [
        "a: int = 1",
        "b = f(x)",
        "c = f(x)",
        "e: U",
        "g = 2",
        "Meta = class#1",
    ]
    assert [field(f) for f in module.classes[1].fields] == ["model = User"]
    assert [signature(f) for f in module.functions[1:]] == [
        "method __init__(self, q) in 0 receiver self of class#0",
        "getter h(self) in 0 receiver self of class#0 @property",
        "getter i(this) in 0 receiver this of class#0 @functools.cached_property",
        "method j(cls) in 0 receiver cls of class#0 static @classmethod",
        "method k(x) in 0 of class#0 static @staticmethod",
    ]
    assert body(module) == ["do a", "do log(a)", "A <- class#0"]


def test_a_function_in_a_method_is_no_method() -> None:
    module = lower("class A:\n  def f(self):\n    def g(x): return self\n    return g\n")
    assert signature(module.functions[2]) == "function g(x) in 1"
    assert module.classes[0].methods == (1,)


# ---------------------------------------------------------------------------------------------- the module


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a", "a <- * of 'a'"),
        ("import a.b", "a <- * of 'a'"),
        ("import a.b as c", "c <- * of 'a.b'"),
        ("from a import b", "b <- b of 'a'"),
        ("from a.b import (c as d)", "d <- c of 'a.b'"),
        ("from . import a", "a <- a of '.'"),
        ("from ..a.b import c", "c <- c of '..a.b'"),
        ("from . a import b", "b <- b of '.a'"),
        ("from a import *", "* <- * of 'a'"),
        ("def f():\n  import a", "a <- * of 'a' in 1"),
        ("try:\n  import a\nexcept E: pass", "a <- * of 'a'"),
    ],
)
def test_imports(source: str, expected: str) -> None:
    assert bindings(lower(source)) == [expected]


def test_several_imports() -> None:
    assert bindings(lower("import a, b as c\nfrom d import (e,  # why\n  f as g)\n")) == [
        "a <- * of 'a'",
        "c <- * of 'b'",
        "e <- e of 'd'",
        "g <- f of 'd'",
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("__all__ = ['a', 'b']", ("a", "b")),
        ("__all__ = ('a',)", ("a",)),
        ("__all__ = ['a']\n__all__ += ['b']", ("a", "b")),
        ("__all__ = ['a'] + x.__all__", None),
        ("__all__ = names()", None),
        ("def f():\n  __all__ = ['a']", None),
        ("a = ['b']", None),
    ],
)
def test_public_names(source: str, expected: tuple[str, ...] | None) -> None:
    module = lower(source)
    assert module.public == expected
    assert module.open_scope


def test_comments_that_speak_to_us_are_kept() -> None:
    text = "x = 1  # tracklint: ignore[TRK101] why\n# another\n  #  tracklint: file\n'''tracklint'''\n#\u00e9 tracklint\r\n"
    module = lower(text)
    assert [(c.text, c.own_line) for c in module.comments] == [
        ("tracklint: ignore[TRK101] why", False),
        ("tracklint: file", True),
        ("\u00e9 tracklint", True),
    ]
    first = module.comments[0]
    assert text.encode()[first.start : first.end] == b"# tracklint: ignore[TRK101] why"


def test_a_comment_in_a_long_run_of_comments_is_kept() -> None:
    source = "if a:\n" + "  # x\n" * 2000 + "  # tracklint: ignore\n" + "  # y\n" * 200 + "  f()\n"
    module = lower(source)
    assert [(c.text, c.own_line) for c in module.comments] == [("tracklint: ignore", True)]
    assert body(module) == ["do a", "[1] do f()"]


# ------------------------------------------------------------------------------------------------- Python 2


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("print a", ["do print(a)"]),
        ("print 'x %s' % a, b", ["do print(text('x ', a), b)"]),
        ("print >>f, a", ["do print(a, file=f)"]),
        ("print", ["do print"]),
        ("exec a in b", ["do exec(a, b)"]),
        ("raise E, 'x'", ["do E"]),
        ("try: a()\nexcept E, e: b(e)", ["[1] do a()", "[2] e <- opaque()", "[2] do b(e)"]),
        ("try: a()\nexcept (D, E), e: b(e)", ["[1] do a()", "[2] e <- opaque()", "[2] do b(e)"]),
        ("x = lambda (a, b): a", ["x <- fn#1"]),
    ],
)
def test_python_2(source: str, expected: list[str]) -> None:
    assert body(lower(source)) == expected
