"""Which handler lowers which kind of node."""

from __future__ import annotations

from functools import cache

from linter.frontends.javascript import (
    calls,
    classes,
    declarations,
    functions,
    jsx,
    literals,
    modules,
    objects,
    operators,
    statements,
)
from linter.frontends.javascript.context import Handler, StatementHandler, Tables
from linter.frontends.javascript.grammar import grammar

_LEAVES: dict[str, Handler] = {
    "identifier": literals.name,
    "shorthand_property_identifier": literals.name,
    "shorthand_property_identifier_pattern": literals.name,
    "property_identifier": literals.name,
    "private_property_identifier": literals.name,
    "statement_identifier": literals.name,
    "type_identifier": literals.name,
    "this": literals.name,
    "super": literals.name,
    "import": literals.name,
    "meta_property": literals.name,
    "string": literals.string,
    "number": literals.numeral,
    "true": literals.true,
    "false": literals.false,
    "null": literals.nothing,
    "undefined": literals.nothing,
    "regex": literals.opaque,
}
_CAREFUL: dict[str, Handler] = {
    "identifier": literals.careful_name,
    "shorthand_property_identifier": literals.careful_name,
    "property_identifier": literals.careful_name,
    "string": literals.careful_string,
}
_COMPOSITES: dict[str, Handler] = {
    "member_expression": calls.chain,
    "call_expression": calls.chain,
    "subscript_expression": calls.chain,
    "new_expression": calls.construct,
    "binary_expression": operators.binary,
    "ternary_expression": operators.ternary,
    "unary_expression": operators.unary,
    "update_expression": operators.update,
    "sequence_expression": operators.sequence,
    "assignment_expression": operators.assigned,
    "augmented_assignment_expression": operators.augmented_value,
    "yield_expression": operators.yielded,
    "parenthesized_expression": operators.transparent,
    "await_expression": operators.transparent,
    "as_expression": operators.transparent,
    "satisfies_expression": operators.transparent,
    "non_null_expression": operators.transparent,
    "type_assertion": operators.transparent,
    "instantiation_expression": operators.transparent,
    "object": objects.record,
    "array": objects.array,
    "spread_element": objects.spread,
    "template_string": literals.template,
    "arrow_function": functions.function,
    "function_expression": functions.function,
    "generator_function": functions.function,
    "function_declaration": functions.function,
    "generator_function_declaration": functions.function,
    "class": classes.class_expression,
    "class_declaration": classes.class_expression,
    "abstract_class_declaration": classes.class_expression,
    "jsx_element": jsx.element,
    "jsx_fragment": jsx.element,
    "jsx_self_closing_element": jsx.element,
}
_STATEMENTS: dict[str, StatementHandler] = {
    "expression_statement": statements.expression_statement,
    "variable_declaration": declarations.variable_declaration,
    "lexical_declaration": declarations.variable_declaration,
    "using_declaration": declarations.variable_declaration,
    "function_declaration": statements.nothing,
    "generator_function_declaration": statements.nothing,
    "function_signature": statements.nothing,
    "class_declaration": declarations.class_declaration,
    "abstract_class_declaration": declarations.class_declaration,
    "statement_block": statements.block_statement,
    "return_statement": statements.return_statement,
    "throw_statement": statements.throw_statement,
    "break_statement": statements.leave,
    "continue_statement": statements.leave,
    "debugger_statement": statements.nothing,
    "empty_statement": statements.nothing,
    "if_statement": statements.if_statement,
    "switch_statement": statements.switch_statement,
    "try_statement": statements.try_statement,
    "for_statement": statements.for_statement,
    "for_in_statement": statements.for_in_statement,
    "while_statement": statements.while_statement,
    "do_statement": statements.do_statement,
    "labeled_statement": statements.labeled_statement,
    "with_statement": statements.with_statement,
    "import_statement": modules.import_statement,
    "import_alias": modules.import_alias,
    "export_statement": modules.export_statement,
    "interface_declaration": modules.type_statement,
    "type_alias_declaration": modules.type_statement,
    "enum_declaration": classes.enumeration,
    "internal_module": modules.namespace,
    "module": modules.namespace,
    "ambient_declaration": modules.ambient_declaration,
    "ERROR": modules.unread,
}


@cache
def tables(name: str) -> Tables:
    """Give the handlers for a grammar (``javascript``, ``typescript``, ``tsx``) by the numbers of its kinds."""
    names = grammar(name).names
    leaves: dict[int, Handler | None] = {}
    composites: dict[int, Handler] = {}
    done: dict[int, StatementHandler] = {}
    for number, kind in names.items():
        leaves[number] = _LEAVES.get(kind)
        composites[number] = _COMPOSITES.get(kind, operators.parts_of)
        done[number] = _STATEMENTS.get(kind, statements.bare_expression)
    careful = dict(leaves)
    careful.update({number: _CAREFUL[kind] for number, kind in names.items() if kind in _CAREFUL})
    return Tables(leaves, careful, composites, done)
