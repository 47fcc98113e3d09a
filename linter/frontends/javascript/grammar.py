"""
The JavaScript, TypeScript and TSX grammars, made ready once: node kinds by number and the choice among the three.

The grammars share their names for nodes but not their numbers, and comparing numbers is what makes lowering quick.
So every number that the frontend compares with stands in ``Kinds``, one value for each grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache

from tree_sitter import Language, Node, Parser

from linter.frontends.faults import lost

ERROR = 65535
"""The kind of a node that holds what could not be parsed."""

_ABSENT = -1
"""The number of a kind that a grammar does not know: no node has it."""

_HIDING = re.compile(rb"<!--[^\n]*|^[ \t]*-->[^\n]*", re.MULTILINE)
_LOOP_TYPE = re.compile(rb"(\bfor\s*\(\s*(?:const|let|var)\s+\w{1,60})(\s*:\s*[\w$.<>\[\]| ]{1,60}?)(\s(?:of|in)\b)")
_MODULE_OF_TYPE = re.compile(rb"""\bimport\(\s*(?:"[^"\n]{1,200}"|'[^'\n]{1,200}')\s*\)\.(?=[A-Z])""")
"""The module in a type: ``import("vue").Ref<boolean>``. No promise has a member that begins with a capital."""
_AMPERSAND = re.compile(rb"(?<!&)&(?![&=]|#?\w+;)")
"""An ampersand that begins no entity and is half of no operator."""

_PATIENCE = 1500
"""Reports of the parser, one for a hundred steps, that may come out of error recovery: a second's worth or two.

A text of two hundred characters can keep the TypeScript grammar in recovery for ever: no text is too small to watch.
"""

_FUNCTIONS = ("arrow_function", "function_expression", "generator_function")
_CLASSES = ("class", "class_declaration", "abstract_class_declaration")
_TRANSPARENT = (
    "as_expression",
    "await_expression",
    "instantiation_expression",
    "non_null_expression",
    "parenthesized_expression",
    "satisfies_expression",
    "type_assertion",
)
_JSX = ("jsx_element", "jsx_self_closing_element", "jsx_fragment")


@dataclass(frozen=True)
class Kinds:
    """The numbers of the node kinds that handlers compare with; -1 for one that the grammar does not know."""

    accessibility_modifier: int
    arguments: int
    array: int
    array_pattern: int
    arrow_function: int
    assignment_expression: int
    assignment_pattern: int
    augmented_assignment_expression: int
    await_expression: int
    binary_expression: int
    call_expression: int
    class_body: int
    class_heritage: int
    class_static_block: int
    comment: int
    computed_property_name: int
    decorator: int
    else_clause: int
    empty_statement: int
    enum_assignment: int
    export_clause: int
    export_statement: int
    expression_statement: int
    extends_clause: int
    extends_type_clause: int
    field_definition: int
    formal_parameters: int
    function_declaration: int
    function_expression: int
    generator_function: int
    generator_function_declaration: int
    generic_type: int
    html_character_reference: int
    identifier: int
    if_statement: int
    import_clause: int
    import_require_clause: int
    internal_module: int
    intersection_type: int
    jsx_attribute: int
    jsx_element: int
    jsx_expression: int
    jsx_namespace_name: int
    jsx_self_closing_element: int
    jsx_text: int
    lexical_declaration: int
    member_expression: int
    method_definition: int
    named_imports: int
    namespace_export: int
    namespace_import: int
    new_expression: int
    non_null_expression: int
    number: int
    object: int
    object_assignment_pattern: int
    object_pattern: int
    object_type: int
    optional_parameter: int
    pair: int
    pair_pattern: int
    parenthesized_expression: int
    private_property_identifier: int
    property_identifier: int
    property_signature: int
    method_signature: int
    public_field_definition: int
    required_parameter: int
    rest_pattern: int
    return_statement: int
    sequence_expression: int
    shorthand_property_identifier: int
    shorthand_property_identifier_pattern: int
    spread_element: int
    statement_block: int
    string: int
    subscript_expression: int
    switch_case: int
    switch_default: int
    template_string: int
    template_substitution: int
    ternary_expression: int
    this: int
    type_annotation: int
    type_arguments: int
    unary_expression: int
    undefined: int
    update_expression: int
    variable_declaration: int
    variable_declarator: int
    yield_expression: int


class Grammar:
    """
    One grammar with its kinds.

    ``skip`` are the numbers of tokens and comments: children without a meaning of their own. ``operators`` gives the
    text of a token. ``names`` gives the name of every kind.
    """

    def __init__(self, name: str, language: Language) -> None:
        self.name = name
        self.language = language
        self.names: dict[int, str] = {ERROR: "ERROR"}
        self.operators: dict[int, str] = {}
        skip: set[int] = set()
        for number in range(language.node_kind_count):
            name = language.node_kind_for_id(number) or ""
            self.names[number] = name
            if not language.node_kind_is_named(number):
                self.operators[number] = name
                skip.add(number)
            elif name in {"comment", "html_comment", "hash_bang_line"}:
                skip.add(number)
        self.skip = frozenset(skip)
        self.kinds = Kinds(**{field.name: self._number(field.name) for field in fields(Kinds)})
        self.functions = self._numbers(_FUNCTIONS)
        self.classes = self._numbers(_CLASSES)
        self.transparent = self._numbers(_TRANSPARENT)
        self.jsx = self._numbers(_JSX)

    def _number(self, name: str) -> int:
        found = self.language.id_for_node_kind(name, True)
        return _ABSENT if found is None else found

    def _numbers(self, names: tuple[str, ...]) -> frozenset[int]:
        return frozenset(self._number(name) for name in names) - {_ABSENT}

    @property
    def nothing(self) -> Node:
        """The tree of an empty text."""
        return Parser(self.language).parse(b"").root_node

    def parse(self, data: bytes) -> Node | None:
        """
        Parse a text, with error nodes where it is at fault; None when next to nothing of it is this language.

        Needs tree-sitter 0.26.1: up to 0.26.0 its Python binding crashes when a progress callback is given.
        """
        parser = Parser(self.language)
        view = memoryview(data)
        recovering, left = 0, _PATIENCE + len(data) // 2

        def stop(_offset: int, at_fault: bool) -> bool:
            nonlocal recovering, left
            recovering += at_fault
            left -= 1
            return recovering > _PATIENCE or left < 0

        try:
            return parser.parse(lambda offset, _point: view[offset:], progress_callback=stop).root_node
        except ValueError:
            return None


@cache
def grammar(name: str) -> Grammar:
    """Give the grammar ``javascript``, ``typescript`` or ``tsx``."""
    if name == "javascript":
        import tree_sitter_javascript

        return Grammar(name, Language(tree_sitter_javascript.language()))
    import tree_sitter_typescript

    if name == "typescript":
        return Grammar(name, Language(tree_sitter_typescript.language_typescript()))
    return Grammar(name, Language(tree_sitter_typescript.language_tsx()))


_FIRST = {"typescript": "typescript", "ts": "typescript", "tsx": "tsx"}
_SECOND = {"javascript": "tsx", "typescript": "tsx", "tsx": "typescript"}


def parse(data: bytes, language: str) -> tuple[Grammar, Node | None]:
    """
    Parse with the grammar of a language; with its neighbour where that reads more of the text.

    Flow annotations in a ``.js`` file and JSX in a ``.ts`` file are errors to one grammar and plain code to the other.
    Gives no tree for a text that is no JavaScript at all.
    """
    name = _FIRST.get(language, "javascript")
    first = grammar(name)
    root = first.parse(data)
    if root is None or not root.has_error:
        return first, root
    # Old pages hide their scripts from older browsers: to the end of the line that is a comment of the language's.
    if b"<!--" in data and name == "javascript":
        root = _better(root, first.parse(_HIDING.sub(lambda m: b" " * len(m[0]), data)))
        if not root.has_error:
            return first, root
    if b"import(" in data and name != "javascript":
        root = _better(root, first.parse(_MODULE_OF_TYPE.sub(lambda m: b" " * len(m[0]), data)))
        if not root.has_error:
            return first, root
    # An element's text may hold a bare "&", but no grammar knows that. In code a "+" in its place changes little.
    if b"</" in data and _AMPERSAND.search(data):
        root = _better(root, first.parse(_AMPERSAND.sub(b"+", data)))
        if not root.has_error:
            return first, root
    second = grammar(_SECOND[name])
    chosen = _better(root, second.parse(_without_flow(data)))
    return (first if chosen is root else second), chosen


def _without_flow(data: bytes) -> bytes:
    """Put away, at the same length, what Flow has and TypeScript has not: ``<*>``, and types of loop variables."""
    return _LOOP_TYPE.sub(lambda m: m[1] + b" " * len(m[2]) + m[3], data.replace(b"<*>", b"<_>"))


def _better(tree: Node, other: Node | None) -> Node:
    """Give the tree that lost less of the text, in doubt the first."""
    return other if other is not None and lost(other) < lost(tree) else tree
