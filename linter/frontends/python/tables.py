"""Which function lowers which kind of node."""

from __future__ import annotations

from linter.frontends.python import (
    branches,
    chains,
    definitions,
    expressions,
    imports,
    literals,
    match,
    operators,
    statements,
)
from linter.frontends.python.context import Handler, StatementHandler, Tables
from linter.frontends.python.grammar import NAMES, SKIP

_LEAVES: dict[str, Handler] = {
    "identifier": chains.name,
    "keyword_identifier": chains.name,
    "string": literals.string,
    "integer": literals.integer,
    "float": literals.number,
    "true": expressions.literal(True),
    "false": expressions.literal(False),
    "none": expressions.literal(None),
    "ellipsis": expressions.nothing,
    "pass_statement": expressions.nothing,
}
"""What has nothing inside that nests (f-strings see to theirs)."""

_COMPOSITES: dict[str, Handler] = {
    "concatenated_string": literals.concatenated,
    "attribute": chains.chain,
    "call": chains.chain,
    "subscript": chains.chain,
    "binary_operator": operators.binary,
    "boolean_operator": operators.boolean,
    "not_operator": operators.negation,
    "unary_operator": operators.unary,
    "comparison_operator": operators.comparison,
    "conditional_expression": operators.conditional,
    "parenthesized_expression": expressions.transparent,
    "await": expressions.transparent,
    "list": expressions.sequence,
    "tuple": expressions.sequence,
    "set": expressions.sequence,
    "expression_list": expressions.sequence,
    "pattern_list": expressions.sequence,
    "tuple_pattern": expressions.sequence,
    "list_pattern": expressions.sequence,
    "dictionary": expressions.dictionary,
    "list_comprehension": expressions.comprehension,
    "set_comprehension": expressions.comprehension,
    "generator_expression": expressions.comprehension,
    "dictionary_comprehension": expressions.comprehension,
    "lambda": expressions.function_literal,
    "named_expression": expressions.walrus,
    "yield": expressions.generated,
    "as_pattern": expressions.named_pattern,
    "list_splat": chains.spread,
    "dictionary_splat": chains.spread,
    "parenthesized_list_splat": expressions.transparent,
}

_STATEMENTS: dict[str, StatementHandler] = {
    "expression_statement": statements.expression_statement,
    "return_statement": statements.return_statement,
    "raise_statement": statements.raise_statement,
    "assert_statement": statements.assert_statement,
    "delete_statement": statements.delete_statement,
    "global_statement": statements.scope_statement,
    "nonlocal_statement": statements.scope_statement,
    "print_statement": statements.print_statement,
    "exec_statement": statements.print_statement,
    "type_alias_statement": statements.type_alias_statement,
    "pass_statement": statements.nothing,
    "break_statement": statements.leave,
    "continue_statement": statements.leave,
    "import_statement": imports.import_statement,
    "import_from_statement": imports.import_from_statement,
    "future_import_statement": statements.nothing,
    "if_statement": branches.if_statement,
    "for_statement": branches.for_statement,
    "while_statement": branches.while_statement,
    "try_statement": branches.try_statement,
    "with_statement": branches.with_statement,
    "match_statement": match.match_statement,
    "function_definition": definitions.function_definition,
    "class_definition": definitions.class_definition,
    "decorated_definition": definitions.decorated_definition,
    "ERROR": statements.error,
}


def _tables() -> Tables:
    leaves: dict[int, Handler | None] = {}
    composites: dict[int, Handler] = {}
    listed: dict[int, StatementHandler] = {}
    for number, name in NAMES.items():
        skipped = number in SKIP
        leaves[number] = expressions.nothing if skipped else _LEAVES.get(name)
        composites[number] = _COMPOSITES.get(name, expressions.unknown)
        if skipped:
            listed[number] = statements.nothing
        elif name in _STATEMENTS:
            listed[number] = _STATEMENTS[name]
        else:
            known = name in _LEAVES or name in _COMPOSITES
            listed[number] = statements.expression_alone if known else statements.fragments
    return Tables(leaves, composites, listed)


TABLES = _tables()
