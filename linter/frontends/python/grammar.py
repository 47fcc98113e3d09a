"""
The Python grammar: the numbers of its node kinds, and parsing that stays quick on hostile text.

Lowering compares node kinds by number, which is what makes it quick; a kind that this version of the grammar does not
know has the number -1, that no node has.
"""

from __future__ import annotations

import re
import time

import tree_sitter_python
from tree_sitter import Language, Node, Parser

LANGUAGE = Language(tree_sitter_python.language())
ERROR = 65535
"""The kind of a node that holds what could not be parsed."""

PATIENCE = 10.0
"""Seconds after which a text is given up. No real file comes near: parsing takes a second for 5 MB and more."""
_SMALL = 32_768
"""Bytes up to which a text is parsed without watching the clock."""

_COMMENTS = 150
"""Comment lines in a row that are blanked out before parsing."""
_COMMENT_RUN = re.compile(rb"(?m)(?:^[ \t]*#.*\n(?:[ \t]*\n)*){%d,}" % _COMMENTS)
_TOKEN = re.compile(
    rb'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""'
    rb"|'''(?:[^'\\]|\\[\s\S]|'(?!''))*'''"
    rb"|\"(?:[^\"\\\n]|\\[\s\S])*\"|'(?:[^'\\\n]|\\[\s\S])*'|#[^\n]*"
)
_CONTINUATIONS = 40
"""Continued empty lines in a row that are blanked out before parsing."""
_CONTINUATION_RUN = re.compile(rb"(?:\\\r?\n[ \t]*){%d,}" % _CONTINUATIONS)


def kind(name: str, *, named: bool = True) -> int:
    """Give the number of a node kind; -1 when the grammar does not know it."""
    found = LANGUAGE.id_for_node_kind(name, named)
    return -1 if found is None else found


ATTRIBUTE = kind("attribute")
AS_PATTERN = kind("as_pattern")
AS_PATTERN_TARGET = kind("as_pattern_target")
ASSIGNMENT = kind("assignment")
AUGMENTED_ASSIGNMENT = kind("augmented_assignment")
AWAIT = kind("await")
BINARY_OPERATOR = kind("binary_operator")
BLOCK = kind("block")
BOOLEAN_OPERATOR = kind("boolean_operator")
CALL = kind("call")
CASE_CLAUSE = kind("case_clause")
CASE_PATTERN = kind("case_pattern")
CHEVRON = kind("chevron")
CLASS_DEFINITION = kind("class_definition")
CLASS_PATTERN = kind("class_pattern")
COMMENT = kind("comment")
CONCATENATED_STRING = kind("concatenated_string")
CONDITIONAL_EXPRESSION = kind("conditional_expression")
DECORATOR = kind("decorator")
DEFAULT_PARAMETER = kind("default_parameter")
DICT_PATTERN = kind("dict_pattern")
DICTIONARY_SPLAT = kind("dictionary_splat")
DICTIONARY_SPLAT_PATTERN = kind("dictionary_splat_pattern")
DOTTED_NAME = kind("dotted_name")
ELIF_CLAUSE = kind("elif_clause")
ELSE_CLAUSE = kind("else_clause")
ESCAPE_INTERPOLATION = kind("escape_interpolation")
EXCEPT_CLAUSE = kind("except_clause")
EXCEPT_GROUP_CLAUSE = kind("except_group_clause")
EXPRESSION_LIST = kind("expression_list")
FINALLY_CLAUSE = kind("finally_clause")
FOR_IN_CLAUSE = kind("for_in_clause")
FORMAT_EXPRESSION = kind("format_expression")
FORMAT_SPECIFIER = kind("format_specifier")
FUNCTION_DEFINITION = kind("function_definition")
GENERATOR_EXPRESSION = kind("generator_expression")
IDENTIFIER = kind("identifier")
IF_CLAUSE = kind("if_clause")
INTERPOLATION = kind("interpolation")
KEYWORD_ARGUMENT = kind("keyword_argument")
KEYWORD_PATTERN = kind("keyword_pattern")
KEYWORD_SEPARATOR = kind("keyword_separator")
LINE_CONTINUATION = kind("line_continuation")
LIST = kind("list")
LIST_PATTERN = kind("list_pattern")
LIST_SPLAT = kind("list_splat")
LIST_SPLAT_PATTERN = kind("list_splat_pattern")
PAIR = kind("pair")
PARENTHESIZED_EXPRESSION = kind("parenthesized_expression")
PATTERN_LIST = kind("pattern_list")
SLICE = kind("slice")
SPLAT_PATTERN = kind("splat_pattern")
STRING = kind("string")
STRING_CONTENT = kind("string_content")
STRING_END = kind("string_end")
STRING_START = kind("string_start")
SUBSCRIPT = kind("subscript")
TUPLE = kind("tuple")
TUPLE_PATTERN = kind("tuple_pattern")
TYPE = kind("type")
TYPE_CONVERSION = kind("type_conversion")
TYPE_PARAMETER = kind("type_parameter")
TYPED_DEFAULT_PARAMETER = kind("typed_default_parameter")
TYPED_PARAMETER = kind("typed_parameter")
UNION_PATTERN = kind("union_pattern")
WILDCARD_IMPORT = kind("wildcard_import")
WITH_CLAUSE = kind("with_clause")
WITH_ITEM = kind("with_item")
YIELD = kind("yield")

NAMES: dict[int, str] = {
    number: LANGUAGE.node_kind_for_id(number) or "" for number in range(LANGUAGE.node_kind_count)
} | {ERROR: "ERROR"}
"""The name of every kind."""

TOKENS: dict[int, str] = {
    number: name for number, name in NAMES.items() if number != ERROR and not LANGUAGE.node_kind_is_named(number)
}
"""The text of every token that has no name: operators, brackets, keywords."""

SKIP = frozenset(TOKENS) | {COMMENT, LINE_CONTINUATION}
"""The kinds of children that mean nothing by themselves."""


def inner(node: Node) -> list[Node]:
    """Give the children of a node that mean something: no tokens, no comments."""
    return [kid for kid in node.children if kid.kind_id not in SKIP]


def only(node: Node) -> Node | None:
    """Give the first child that means something."""
    for kid in node.children:
        if kid.kind_id not in SKIP:
            return kid
    return None


def strip(node: Node) -> Node:
    """Give what stands inside parentheses and after ``await``."""
    while node.kind_id in {PARENTHESIZED_EXPRESSION, AWAIT}:
        kid = only(node)
        if kid is None:
            break
        node = kid
    return node


def parse(data: bytes) -> Node | None:
    """Parse a text, with error nodes where it is at fault; None when that takes longer than any real file would."""
    parser = Parser(LANGUAGE)
    if len(data) < _SMALL // 4:
        return parser.parse(data).root_node
    data = _calm(data)
    if len(data) < _SMALL:
        return parser.parse(data).root_node
    view = memoryview(data)
    end = time.monotonic() + PATIENCE

    def stop(_offset: int, _at_fault: bool) -> bool:
        return time.monotonic() > end

    try:
        return parser.parse(lambda offset, _point: view[offset:], progress_callback=stop).root_node
    except ValueError:
        return None


def _calm(data: bytes) -> bytes:
    """
    Blank out long runs of comment lines and of continued empty lines.

    The grammar's scanner looks through all of such a run again at each of its lines: 8,000 commented lines at the head
    of a block take it 20 seconds. Offsets stay; comments are read from the text, not from the tree.
    """
    if data.count(b"\\\n") + data.count(b"\\\r\n") >= _CONTINUATIONS:
        data = _CONTINUATION_RUN.sub(lambda run: b" " * len(run[0]), data)
    if data.count(b"#") < _COMMENTS:
        return data
    runs = [run.span() for run in _COMMENT_RUN.finditer(data)]
    if not runs:
        return data
    made = bytearray(data)
    at = 0
    # Only what a reader of strings finds to be a comment is one.
    for token in _TOKEN.finditer(data):
        start, end = token.span()
        while at < len(runs) and runs[at][1] <= start:
            at += 1
        if at == len(runs):
            break
        if data[start] == 0x23 and runs[at][0] <= start:
            made[start:end] = b" " * (end - start)
    return bytes(made)
