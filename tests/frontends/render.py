"""
Render an ``ir.Module`` as readable text, for assertions.

Statements are ``target <- value``, ``do value`` and ``return value``; one in a block other than the body is preceded by
the block's number: ``[2] x <- 1``. Expressions look like this::

    'text'  name  base.key  base['a key']  base[index]  item(base)  rest(base; a, b)  *spread  f(a, *b, k=v)  new F(a)
    {key: v, [computed]: v, *spread}  [a, b]  text(a, b)  choice(a, b)  choice(test ? a, b)  fn#1  class#0
    ==(a, b)  import('x')  tag#1  hole(q)  opaque(a)
"""

from __future__ import annotations

from linter import ir


def expression(node: ir.Expr | ir.Keyword | ir.Field) -> str:
    """Give one expression in a line."""
    match node:
        case ir.Constant():
            return repr(node.value)
        case ir.Name():
            return node.id
        case ir.Member():
            base = expression(node.base)
            return f"{base}.{node.key}" if node.key.isidentifier() else f"{base}[{node.key!r}]"
        case ir.Index():
            return f"{expression(node.base)}[{expression(node.index)}]"
        case ir.Item():
            return f"item({expression(node.base)})"
        case ir.Rest():
            without = f"; {', '.join(node.without)}" if node.without else ""
            return f"rest({expression(node.base)}{without})"
        case ir.Spread():
            return f"*{expression(node.value)}"
        case ir.Keyword():
            return f"{node.name}={expression(node.value)}"
        case ir.Call():
            new = "new " if node.new else ""
            return f"{new}{expression(node.callee)}({_list((*node.arguments, *node.keywords))})"
        case ir.Field():
            key = node.key if node.computed is None else f"[{expression(node.computed)}]"
            return f"{key}: {expression(node.value)}"
        case ir.Record():
            return f"{{{_list(node.entries)}}}"
        case ir.Sequence():
            return f"[{_list(node.items)}]"
        case ir.Text():
            return f"text({_list(node.parts)})"
        case ir.Choice():
            test = f"{expression(node.test)} ? " if node.test is not None else ""
            return f"choice({test}{_list(node.options)})"
        case ir.Lambda():
            return f"fn#{node.function}"
        case ir.ClassRef():
            return f"class#{node.index}"
        case ir.Operation():
            return f"{node.operator}({_list(node.operands)})"
        case ir.Import():
            return f"import({node.specifier!r})"
        case ir.Markup():
            return f"tag#{node.tag}"
        case ir.Hole():
            block = f" @{node.block}" if node.block else ""
            return f"hole({expression(node.value)}{block})"
        case ir.Opaque():
            return f"opaque({_list(node.parts)})"


def statement(node: ir.Statement) -> str:
    """Give one statement in a line."""
    where = f"[{node.block}] " if node.block else ""
    match node:
        case ir.Assign():
            arrow = "<=" if node.declares else "<-"
            return f"{where}{expression(node.target)} {arrow} {expression(node.value)}"
        case ir.Evaluate():
            return f"{where}do {expression(node.value)}"
        case ir.Return():
            return f"{where}return {expression(node.value)}"


def body(module: ir.Module, function: int = 0) -> list[str]:
    """Give the statements of one function, a line each."""
    return [statement(s) for s in module.functions[function].body]


def block(function: ir.Function, index: int) -> str:
    """Give one block: ``1: branch in 0 if not(x) group 1``."""
    made = function.blocks[index]
    line = f"{index}: {made.kind}"
    if made.parent >= 0:
        line += f" in {made.parent}"
    if made.guard is not None:
        line += f" {'unless' if made.negated else 'if'} {expression(made.guard)}"
    if made.group >= 0:
        line += f" group {made.group}"
    if made.tag >= 0:
        line += f" tag {made.tag}"
    return line


def blocks(module: ir.Module, function: int = 0) -> list[str]:
    """Give the blocks of one function but its body, a line each."""
    made = module.functions[function]
    return [block(made, index) for index in range(1, len(made.blocks))]


def parameter(node: ir.Parameter) -> str:
    """Give one parameter: ``a``, ``*args``, ``**kwargs``, ``keyword-only a: int = 1``."""
    mark = {"positional": "", "keyword": "keyword-only ", "rest": "*", "keywords": "**"}[node.kind]
    annotation = f": {expression(node.annotation)}" if node.annotation is not None else ""
    default = f" = {expression(node.default)}" if node.default is not None else ""
    return f"{mark}{node.name}{annotation}{default}"


def signature(function: ir.Function) -> str:
    """Give the head of a function: kind, name, parameters and whatever differs from the defaults."""
    line = f"{function.kind} {function.name}({', '.join(parameter(p) for p in function.parameters)})"
    if function.parent >= 0:
        line += f" in {function.parent}"
    if function.parent_block:
        line += f" block {function.parent_block}"
    if function.receiver:
        line += f" receiver {function.receiver}"
    if function.owner >= 0:
        line += f" of class#{function.owner}"
    if function.static:
        line += " static"
    if function.outer_names:
        line += f" outer {', '.join(function.outer_names)}"
    return line + "".join(f" @{expression(d)}" for d in function.decorators)


def field(node: ir.ClassField) -> str:
    """Give one field of a class: ``name: annotation = value @decorator``."""
    annotation = f": {expression(node.annotation)}" if node.annotation is not None else ""
    value = f" = {expression(node.value)}" if node.value is not None else ""
    return f"{node.name}{annotation}{value}" + "".join(f" @{expression(d)}" for d in node.decorators)


def declared(made: ir.Class) -> str:
    """Give the head of a class: ``class A(B) in 0 methods 1, 2``."""
    line = f"{made.kind} {made.name}({_list(made.bases)}) in {made.function}"
    if made.methods:
        line += f" methods {', '.join(map(str, made.methods))}"
    return line + "".join(f" @{expression(d)}" for d in made.decorators)


def bindings(module: ir.Module) -> list[str]:
    """Give the imports, a line each: ``local <- name of 'specifier' in 1``."""
    return [
        f"{b.local} <- {b.name} of {b.specifier!r}" + (f" in {b.function}" if b.function else "")
        for b in module.imports
    ]


def tag(node: ir.Tag) -> str:
    """Give one element: ``script src='x' parent 1 block 2 content 'y'``."""
    line = node.name
    if node.component is not None:
        line += f" <{expression(node.component)}>"
    for a in node.attributes:
        value = "" if a.value is None else f"={expression(a.value)}"
        line += f" {'?' if a.decorated else ''}{a.name}{value}"
    if node.parent >= 0:
        line += f" parent {node.parent}"
    if node.function:
        line += f" in {node.function}"
    if node.block:
        line += f" block {node.block}"
    if node.content is not None:
        line += f" content {expression(node.content)}"
    return line


def render(module: ir.Module) -> str:
    """Give the whole module, with everything that it holds in a fixed order."""
    lines: list[str] = bindings(module)
    for export in module.exports:
        value = f" = {expression(export.value)}" if export.value is not None else ""
        source = f" <- {export.imported} of {export.specifier!r}" if export.specifier else ""
        lines.append(f"export {export.name}{value}{source}")
    if module.public is not None:
        lines.append(f"public {', '.join(module.public)}")
    for index, made in enumerate(module.classes):
        lines.append(f"class#{index} {declared(made)}")
        lines += [f"  {field(f)}" for f in made.fields]
    for index, function in enumerate(module.functions):
        lines.append(f"fn#{index} {signature(function)}")
        lines += [f"  {line}" for line in blocks(module, index)]
        lines += [f"  {line}" for line in body(module, index)]
    lines += [f"tag#{index} {tag(t)}" for index, t in enumerate(module.tags)]
    if module.template is not None:
        lines.append(f"template {module.template.dialect} fn#{module.template.function}")
        if module.template.extends is not None:
            lines.append(f"  extends {expression(module.template.extends)}")
        lines += [f"  slot {slot.name}" for slot in module.template.slots]
        for include in module.template.includes:
            where = f"[{include.block}] " if include.block else ""
            only = " only" if include.isolated else ""
            lines.append(f"  {where}include {expression(include.target)}({_list(include.arguments)}){only}")
    lines += [f"comment {c.text!r}{' alone' if c.own_line else ''}" for c in module.comments]
    lines += [f"fault {f.start}-{f.end} {f.reason}" for f in module.faults]
    return "\n".join(lines)


def _list(nodes: tuple[ir.Expr | ir.Keyword | ir.Field, ...]) -> str:
    return ", ".join(expression(n) for n in nodes)
