"""Vue single-file components: the options object or ``<script setup>``, and a template over their names."""

from __future__ import annotations

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.components.vue_template import VueTemplate
from linter.frontends.javascript.frontend import lower_script
from linter.frontends.markup import Element, parse_markup
from linter.frontends.templates.reading import add_comment
from linter.workspace.text import SourceText

_TYPED = frozenset({"ts", "typescript"})


def lower_vue(text: SourceText) -> ir.Module:
    """Lower a Vue component. The template's tags have the function ``template`` as their scope."""
    data = text.data
    builder = ModuleBuilder("vue", len(data))
    markup = parse_markup(data, fold=False)
    blocks = [e for e in markup.elements if e.parent < 0]
    for comment in markup.comments:
        add_comment(builder, data, comment.start, comment.end, comment.inner_start, comment.inner_end)
    language = "javascript"
    setup: Element | None = None
    for block in blocks:
        if block.name != "script" or block.close <= block.end:
            continue
        language = _language(data, block)
        if any(a.name == "setup" for a in block.attributes):
            setup = block
        piece = data[block.end : block.close]
        lower_script(piece, block.end, language, builder, builder.functions[0], 0)
    owner = _component(builder, text.path, setup)
    for block in blocks:
        if block.name == "template" and _attribute(data, block, "lang") in {"", "html"}:
            VueTemplate(data, builder, owner, language, setup=setup is not None).lower(block.end, block.close)
    return builder.build()


def _attribute(data: bytes, element: Element, name: str) -> str:
    for attribute in element.attributes:
        if attribute.name == name and attribute.value_start >= 0:
            return data[attribute.value_start : attribute.value_end].decode("utf-8", "replace").strip().lower()
    return ""


def _language(data: bytes, element: Element) -> str:
    declared = _attribute(data, element, "lang")
    return "typescript" if declared in _TYPED else declared if declared in {"tsx", "jsx"} else "javascript"


def _component(builder: ModuleBuilder, path: str, setup: Element | None) -> int:
    """Give the component's class; where only ``<script setup>`` describes it, make one with its props as fields."""
    for export in builder.exports:
        if export.name == "default" and isinstance(export.value, ir.ClassRef):
            return export.value.index
    for index in range(len(builder.classes) - 1, -1, -1):
        if builder.classes[index].kind == "component":
            return index
    start, end = (setup.start, setup.stop) if setup is not None else (0, 0)
    name = path.rpartition("/")[2].partition(".")[0]
    index = len(builder.classes)
    made = ir.Class(start, end, name, fields=tuple(_props(builder)), kind="component")
    builder.classes.append(made)
    if not any(export.name == "default" for export in builder.exports):
        builder.exports.append(ir.Export(start, end, "default", ir.ClassRef(start, end, index)))
    return index


def _props(builder: ModuleBuilder) -> list[ir.ClassField]:
    """Find ``defineProps({...})``, ``defineProps([...])`` and ``defineModel("x")``, with or without defaults."""
    found: list[ir.ClassField] = []
    for statement in builder.functions[0].body:
        for node in ir.walk(statement.value):
            if not isinstance(node, ir.Call) or not isinstance(node.callee, ir.Name):
                continue
            argument = node.arguments[0] if node.arguments else None
            if node.callee.id == "defineProps":
                if isinstance(argument, ir.Record):
                    found += [ir.ClassField(e.start, e.end, e.key) for e in argument.entries if isinstance(e, ir.Field)]
                elif isinstance(argument, ir.Sequence):
                    found += [
                        ir.ClassField(i.start, i.end, i.value)
                        for i in argument.items
                        if isinstance(i, ir.Constant) and isinstance(i.value, str)
                    ]
            elif node.callee.id == "defineModel":
                name = argument.value if isinstance(argument, ir.Constant) else "modelValue"
                found.append(ir.ClassField(node.start, node.end, name if isinstance(name, str) else "modelValue"))
    return found
