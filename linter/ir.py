"""
The one representation that every frontend lowers to and every later stage reads.

A ``Module`` is what one source file says. It is plain data: immutable msgspec structs, tuples, strings and ints,
so that it can be cached and sent to another process. Every position is a *byte offset into the UTF-8 encoding of
the decoded text* (``workspace.text.SourceText``), half open; a BOM is not part of the text.

The engine never asks which language a module came from: what differs between languages is said here, in neutral
words (``Function.receiver``, ``Module.open_scope``), or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import msgspec

Scalar: TypeAlias = str | int | float | bool | None


class Node(msgspec.Struct, frozen=True, array_like=True, tag=True, gc=False, eq=False):
    """Anything with a place in the text. Nodes are compared by identity: two equal names are two nodes."""

    start: int
    end: int


# --------------------------------------------------------------------------------------------- expressions


class Constant(Node, frozen=True, array_like=True, tag="c", eq=False):
    """A literal; ``None`` stands for null, None and undefined alike."""

    value: Scalar = None


class Name(Node, frozen=True, array_like=True, tag="n", eq=False):
    """A variable as written: ``q``, ``this``, ``self``, ``$query`` (sigils kept), ``window``."""

    id: str


class Member(Node, frozen=True, array_like=True, tag="m", eq=False):
    """``base.key``, ``base["key"]``, ``base?.key``, ``base->key``; a literal index becomes its string."""

    base: Expr
    key: str


class Index(Node, frozen=True, array_like=True, tag="i", eq=False):
    """``base[index]`` where the index is no literal."""

    base: Expr
    index: Expr


class Item(Node, frozen=True, array_like=True, tag="it", eq=False):
    """Some element of a collection: the target of a loop or a comprehension, a destructured iterable."""

    base: Expr


class Rest(Node, frozen=True, array_like=True, tag="r", eq=False):
    """What destructuring leaves over: ``const {a, ...rest} = base`` is ``rest <- Rest(base, ("a",))``."""

    base: Expr
    without: tuple[str, ...] = ()


class Spread(Node, frozen=True, array_like=True, tag="s", eq=False):
    """``...value``, ``*value`` or ``**value`` among arguments, items or record entries."""

    value: Expr


class Keyword(Node, frozen=True, array_like=True, tag="k", eq=False):
    """``name=value`` in a call, with the span of the whole pair."""

    name: str
    value: Expr


class Call(Node, frozen=True, array_like=True, tag="x", eq=False):
    """
    A call, a ``new`` expression or a tagged template (whose text is the one argument).

    ``arguments`` may hold ``Spread``; ``**kwargs`` is a ``Spread`` in ``keywords``.
    """

    callee: Expr
    arguments: tuple[Expr, ...] = ()
    keywords: tuple[Keyword | Spread, ...] = ()
    new: bool = False


class Field(Node, frozen=True, array_like=True, tag="f", eq=False):
    """One ``key: value`` of a record, with the span of the pair. ``key`` is empty when ``computed`` holds the key."""

    key: str
    value: Expr
    computed: Expr | None = None


class Record(Node, frozen=True, array_like=True, tag="o", eq=False):
    """An object, dict, hash or associative array literal. Entries keep their order: a later one overrides."""

    entries: tuple[Field | Spread, ...] = ()


class Sequence(Node, frozen=True, array_like=True, tag="l", eq=False):
    """A list, tuple, set or array literal; items may be ``Spread``."""

    items: tuple[Expr, ...] = ()


class Text(Node, frozen=True, array_like=True, tag="t", eq=False):
    """
    Every way to join text: ``+`` on strings, template literals, f-strings, ``%`` and ``.format`` on a literal.

    ``+`` whose operands are not known to be numbers is a ``Text``. Literal pieces are ``Constant``.
    """

    parts: tuple[Expr, ...] = ()


class Choice(Node, frozen=True, array_like=True, tag="h", eq=False):
    """One of several values: ``a ? b : c``, ``b if a else c``, ``a || b``, ``a ?? b``, ``a and b``."""

    options: tuple[Expr, ...]
    test: Expr | None = None


class Lambda(Node, frozen=True, array_like=True, tag="fn", eq=False):
    """A function used as a value; ``function`` is its index in ``Module.functions``."""

    function: int


class ClassRef(Node, frozen=True, array_like=True, tag="cl", eq=False):
    """A class used as a value; ``index`` is its index in ``Module.classes``."""

    index: int


class Operation(Node, frozen=True, array_like=True, tag="op", eq=False):
    """
    An operator whose result is not its operands: comparison, arithmetic, negation, ``typeof``, ``in``.

    ``operator`` is spelled as in JavaScript for what both know (``===`` and ``==`` are ``==``; ``not`` is ``!``).
    """

    operator: str
    operands: tuple[Expr, ...]


class Import(Node, frozen=True, array_like=True, tag="im", eq=False):
    """``require("x")``, ``import("x")``, ``import_module("x")``: a module as a value. ``specifier`` as written."""

    specifier: str


class Markup(Node, frozen=True, array_like=True, tag="mk", eq=False):
    """A JSX element used as a value; ``tag`` is its index in ``Module.tags``."""

    tag: int


class Hole(Node, frozen=True, array_like=True, tag="ho", eq=False):
    """
    A template expression printed into another language: ``{{ q }}`` in an inline script or an attribute.

    ``value`` is evaluated in the scope of the module's template function (``Template.function``) at its ``block``,
    not in the scope of the code that surrounds the hole.
    """

    value: Expr
    block: int = 0
    function: int = -1
    """The function in whose scope ``value`` is evaluated where that is not the template's own (a macro); else -1."""


class Opaque(Node, frozen=True, array_like=True, tag="q", eq=False):
    """What a frontend does not model; ``parts`` are the expressions inside, which may carry data on."""

    parts: tuple[Expr, ...] = ()


Expr: TypeAlias = (
    Constant
    | Name
    | Member
    | Index
    | Item
    | Rest
    | Spread
    | Call
    | Record
    | Sequence
    | Text
    | Choice
    | Lambda
    | ClassRef
    | Operation
    | Import
    | Markup
    | Hole
    | Opaque
)

# ---------------------------------------------------------------------------------------------- statements


class Assign(Node, frozen=True, array_like=True, tag="as", eq=False):
    """
    ``target <- value`` at ``block``.

    The target is a ``Name``, ``Member``, ``Index`` or ``Item`` (``xs.push`` is a call, not this). Destructuring is
    lowered to one assignment per name, ``x += y`` to ``x <- Text(x, y)``, ``delete o.k``/``del o["k"]`` to
    ``o.k <- Constant(None)``, a loop target to ``x <- Item(xs)``, ``except E as e`` to ``e <- Opaque()``.
    ``declares`` is True for block-scoped declarations (``let``, ``const``): the name is seen in ``block`` and below.
    """

    target: Expr
    value: Expr
    block: int = 0
    declares: bool = False
    annotation: Expr | None = None
    """The declared type of a variable as an expression, where there is one."""


class Evaluate(Node, frozen=True, array_like=True, tag="ev", eq=False):
    """An expression evaluated for what it does, the test of a condition included."""

    value: Expr
    block: int = 0


class Return(Node, frozen=True, array_like=True, tag="rt", eq=False):
    """``return value`` or ``yield value``."""

    value: Expr
    block: int = 0


Statement: TypeAlias = Assign | Evaluate | Return


class Block(msgspec.Struct, frozen=True, array_like=True, gc=False, eq=False):
    """
    A stretch of a function that runs or does not run as one.

    Block 0 of a function is its body. Blocks form a tree by ``parent`` (-1 for block 0). A statement that follows an
    ``if`` whose branch always leaves (return, throw, continue) stands in a ``rest`` block, a child that reaches to the
    end of its parent and is guarded by the negated test.
    """

    parent: int = -1
    kind: str = "body"
    """``body``, ``branch``, ``loop``, ``rest``, ``try``, ``script`` (an inline script element), ``block`` (plain)."""
    guard: Expr | None = None
    """The condition that this block stands under, if any."""
    negated: bool = False
    """True when the block runs where ``guard`` is false."""
    group: int = -1
    """Branches of one statement share a group and exclude each other; -1 for none."""
    tag: int = -1
    """For ``script`` blocks: the index of the script element in ``Module.tags``."""


class Parameter(Node, frozen=True, array_like=True, tag="pa", eq=False):
    """
    One parameter. A destructured one gets a made-up name (``%0``) and assignments at the head of the body.

    ``kind`` is ``positional``, ``keyword`` (keyword only), ``rest`` (``*args``, ``...args``) or ``keywords``
    (``**kwargs``). ``annotation`` is the declared type as an expression, where there is one.
    """

    name: str
    kind: str = "positional"
    default: Expr | None = None
    annotation: Expr | None = None


class Function(Node, frozen=True, array_like=True, tag="fu", eq=False):
    """
    A function, method, module body, template body or event handler.

    ``Module.functions[0]`` is the module's own body: module scope, or for a page its global script scope.
    """

    name: str
    parameters: tuple[Parameter, ...] = ()
    body: tuple[Statement, ...] = ()
    blocks: tuple[Block, ...] = (Block(),)
    parent: int = -1
    """The function around this one (closures); -1 for the module body."""
    parent_block: int = 0
    """The block of the parent in which this function stands."""
    kind: str = "function"
    """``module``, ``function``, ``method``, ``getter``, ``handler`` (event attribute), ``template``, ``macro``."""
    receiver: str = ""
    """The name by which a method knows its instance (``this``, ``self``); empty outside methods."""
    owner: int = -1
    """The class this is a method of, as an index in ``Module.classes``; -1 for none."""
    decorators: tuple[Expr, ...] = ()
    outer_names: tuple[str, ...] = ()
    """Names declared ``global`` or ``nonlocal``: assigned in the scope around."""
    static: bool = False
    """A class or static method; for a class method ``receiver`` is the class."""


class ClassField(Node, frozen=True, array_like=True, tag="cf", eq=False):
    """A field declared in a class body, interface, model or component (props, data)."""

    name: str
    value: Expr | None = None
    annotation: Expr | None = None
    decorators: tuple[Expr, ...] = ()


class Class(Node, frozen=True, array_like=True, tag="ct", eq=False):
    """A class, interface or component object. Its methods are functions whose ``owner`` is its index."""

    name: str
    bases: tuple[Expr, ...] = ()
    fields: tuple[ClassField, ...] = ()
    methods: tuple[int, ...] = ()
    function: int = 0
    """The function whose body declares it."""
    decorators: tuple[Expr, ...] = ()
    kind: str = "class"
    """``class``, ``interface`` (types only) or ``component`` (Vue options object, Svelte or Astro file)."""


class ImportBinding(Node, frozen=True, array_like=True, tag="ib", eq=False):
    """
    A name bound by an import: ``local`` <- ``name`` of module ``specifier``.

    ``specifier`` is as written (``./lib/x``, ``posthog-js``, ``..utils``, ``django.http``; Python's relative dots are
    kept). ``name`` is ``*`` for the module itself (``import x``, ``import * as x``), ``default`` for a default
    import. ``local`` is ``*`` for a star import that binds all names. ``import a.b`` binds ``a`` to module ``a``.
    """

    local: str
    specifier: str
    name: str
    function: int = 0
    """The function in which the name is bound."""


class Export(Node, frozen=True, array_like=True, tag="ex", eq=False):
    """
    A name that other modules can import.

    ``value`` for a local one, ``specifier`` and ``imported`` for a re-export; ``name`` is ``default``, ``*`` for
    ``export *``, or ``=`` for a module that is one value (``module.exports = x``).
    """

    name: str
    value: Expr | None = None
    specifier: str = ""
    imported: str = ""


# ------------------------------------------------------------------------------------------------ documents


class Attribute(Node, frozen=True, array_like=True, tag="at", eq=False):
    """
    An attribute of an element; ``name`` is lower case in HTML, as written in JSX and components, ``...`` for a spread.

    ``value`` is ``None`` for a bare attribute. Bindings (``:src``, ``v-bind:src``, ``bind:value``) have the plain
    name and the expression as value; handlers (``onclick``, ``@click``, ``on:click``) have the name ``on<event>``
    and a ``Lambda``; ``v-model``/``bind:value`` keep the names ``v-model`` and ``bind:value``.
    """

    name: str
    value: Expr | None = None
    decorated: bool = False
    """True where template syntax decides whether the attribute is there at all."""


class Tag(Node, frozen=True, array_like=True, tag="tg", eq=False):
    """An HTML or JSX element. The span is that of the opening tag."""

    name: str
    """Lower case for HTML elements; the dotted path as written for components."""
    component: Expr | None = None
    """For components: the expression that names it, resolved in ``function``."""
    attributes: tuple[Attribute, ...] = ()
    parent: int = -1
    """The element around it, as an index in ``Module.tags``."""
    function: int = 0
    """The scope of the attribute values."""
    block: int = 0
    """The block (guards) in ``function``; for page elements the block of the *template* function."""
    content: Expr | None = None
    """Text inside (title, headings, labels, JSON islands), as a ``Text`` with its holes, or the parsed JSON."""
    stop: int = 0
    """Where the element ends (after its closing tag)."""


class Include(Node, frozen=True, array_like=True, tag="in", eq=False):
    """``{% include %}``, ``@include``, ``<%- include() %>``, ``{{> partial}}``, ``{% render %}``."""

    target: Expr
    arguments: tuple[Keyword | Spread, ...] = ()
    isolated: bool = False
    """True where the included template sees only the arguments (``only``, Liquid ``render``)."""
    block: int = 0


class Slot(Node, frozen=True, array_like=True, tag="sl", eq=False):
    """A named block of a template that a child may fill, or fills: ``{% block content %}``, ``@section``."""

    name: str
    content: Expr | None = None
    """What it prints where that is text without elements: ``{% block title %}{{ query }} | Praxis{% endblock %}``."""
    block: int = 0
    """The block of the template function in which it stands."""


class Template(msgspec.Struct, frozen=True, array_like=True, gc=False, eq=False):
    """What a template file says beside its markup."""

    dialect: str
    function: int
    """The function (kind ``template``) whose free names are the template's context."""
    extends: Expr | None = None
    slots: tuple[Slot, ...] = ()
    includes: tuple[Include, ...] = ()
    known_as: str = ""
    """The name by which pages load what this file is a copy of: the public id of a tag manager's container."""


# -------------------------------------------------------------------------------------------------- modules


class Comment(Node, frozen=True, array_like=True, tag="co", eq=False):
    """A comment with its delimiters removed; kept only when it holds the word ``tracklint``."""

    text: str
    own_line: bool = False
    """True when nothing but white space stands before it on its line."""


class Fault(Node, frozen=True, array_like=True, tag="fa", eq=False):
    """A place that could not be parsed; what stands around it is lowered all the same."""

    reason: str


class Module(msgspec.Struct, frozen=True, array_like=True, gc=False, eq=False):
    """What one file says."""

    language: str
    """``python``, ``javascript``, ``typescript``, ``html``, ``php``, ``vue``, ``svelte``, ``astro``."""
    functions: tuple[Function, ...]
    classes: tuple[Class, ...] = ()
    imports: tuple[ImportBinding, ...] = ()
    exports: tuple[Export, ...] = ()
    tags: tuple[Tag, ...] = ()
    template: Template | None = None
    comments: tuple[Comment, ...] = ()
    faults: tuple[Fault, ...] = ()
    open_scope: bool = False
    """True where every top-level name can be imported (Python)."""
    public: tuple[str, ...] | None = None
    """The names of ``__all__`` where it is a literal."""
    shared_scope: bool = False
    """True where top-level names are page globals (classic scripts, inline scripts)."""


# -------------------------------------------------------------------------------------------------- walking


def children(node: Expr | Keyword | Field) -> tuple[Expr, ...]:
    """Give the expressions directly inside one expression, in source order. Functions are not entered."""
    match node:
        case Member() | Item() | Rest():
            return (node.base,)
        case Index():
            return (node.base, node.index)
        case Spread() | Keyword() | Hole():
            return (node.value,)
        case Call():
            return (node.callee, *node.arguments, *(k.value for k in node.keywords))
        case Field():
            return (node.value,) if node.computed is None else (node.computed, node.value)
        case Record():
            return tuple(e for entry in node.entries for e in children(entry))
        case Sequence():
            return node.items
        case Text() | Opaque():
            return node.parts
        case Choice():
            return node.options if node.test is None else (node.test, *node.options)
        case Operation():
            return node.operands
        case _:
            return ()


def walk(node: Expr) -> Iterator[Expr]:
    """Give an expression and everything inside it, outermost first. Safe for any nesting depth."""
    stack: list[Expr] = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(children(current)))
