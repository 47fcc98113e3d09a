"""Python source text to the IR, through tree-sitter: half-written code and Python 2 are read as far as they go."""

from __future__ import annotations

import tree_sitter_python
from tree_sitter import Language, Node, Parser

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.python_expressions import expression
from linter.frontends.python_scope import Scope
from linter.frontends.python_statements import make_function, statements
from linter.workspace.text import SourceText

_LANGUAGE = Language(tree_sitter_python.language())
_WORD = b"tracklint"


def lower_python(text: SourceText) -> ir.Module:
    """
    Lower one Python file. Never raises on any content; what cannot be read is a ``Fault`` and is left out.

    Offsets are bytes into ``text.data``.
    """
    builder = ModuleBuilder("python", len(text.data))
    builder.open_scope = True
    tree = Parser(_LANGUAGE).parse(text.data)
    scope = Scope(builder, text.data)
    scope.expression = expression
    scope.make_function = make_function
    statements(scope, tree.root_node.children)
    if _WORD in text.data:
        _comments(builder, text.data, tree.root_node)
    return builder.build()


def _comments(builder: ModuleBuilder, data: bytes, root: Node) -> None:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.type == "comment":
            content = data[node.start_byte : node.end_byte]
            if _WORD in content:
                line = data.rfind(b"\n", 0, node.start_byte) + 1
                alone = not data[line : node.start_byte].strip()
                builder.comments.append(
                    ir.Comment(
                        node.start_byte, node.end_byte, content.lstrip(b"#").decode("utf-8", "replace").strip(), alone
                    )
                )
        else:
            stack.extend(node.children)
