"""The conditions that a place stands under: branches, early exits, callbacks, attributes that hold a tag back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linter import ir
from linter.analysis.link.shapes import Site
from linter.analysis.link.view import LambdaSite, ModuleView
from linter.analysis.trace.trails import call_segment, locate
from linter.model import Guard

_MEANT = 4
"""Chains of the value of a local name that are looked at."""
_GATING = ("type", "class", "category", "data-", "src")


def chain_of(expr: ir.Expr) -> tuple[str, ...]:
    """Give the access chain of an expression as written; a root that is no name is ``*``."""
    segments: list[str] = []
    current: ir.Expr = expr
    while True:
        if isinstance(current, ir.Member):
            segments.append("." + current.key)
            current = current.base
        elif isinstance(current, (ir.Index, ir.Item)):
            segments.append("[*]")
            current = current.base
        elif isinstance(current, ir.Call):
            segments.append(call_segment(current))
            current = current.callee
        elif isinstance(current, ir.Name):
            segments.append(current.id)
            break
        elif isinstance(current, ir.Hole):
            current = current.value
        else:
            segments.append("*")
            break
    return tuple(reversed(segments))


def chains_in(expr: ir.Expr) -> tuple[tuple[str, ...], ...]:
    """Give the access chains that an expression reads, outermost only, and its text literals."""
    found: list[tuple[str, ...]] = []
    stack: list[ir.Expr] = [expr]
    while stack and len(found) < 24:
        node = stack.pop()
        if isinstance(node, (ir.Name, ir.Member, ir.Index, ir.Call)):
            found.append(chain_of(node))
            inner: ir.Expr = node
            while isinstance(inner, (ir.Member, ir.Index, ir.Call)):
                if isinstance(inner, ir.Call):
                    stack.extend(a for a in inner.arguments if not isinstance(a, ir.Lambda))
                    inner = inner.callee
                else:
                    inner = inner.base
        elif isinstance(node, ir.Constant):
            if isinstance(node.value, str) and node.value:
                found.append((f"'{node.value[:60]}'",))
        else:
            stack.extend(reversed(ir.children(node)))
    return tuple(found)


def guards_of(site: Site, tag: int = -1) -> tuple[Guard, ...]:
    """Give the conditions around a place, innermost first; ``tag`` is the element that it belongs to, if any."""
    view = site.view
    found: list[Guard] = []
    if tag >= 0:
        found.extend(_tag_guards(view, tag))
    function, block = site.function, site.block
    while function >= 0:
        declared = view.functions[function]
        block_of_use = declared.parent_block
        for index in view.ancestors(function, block):
            here = declared.blocks[index]
            if here.guard is not None:
                found.append(_guard(view, here.guard, here.negated, function))
            if here.tag >= 0:
                found.extend(_tag_guards(view, here.tag))
        for use in view.lambdas.get(function, ()):
            found.extend(_use_guards(view, use))
            if isinstance(use.holder, ir.Call) and use.function == declared.parent:
                block_of_use = use.block
        found.extend(_handed_over(view, function))
        if declared.name:
            found.append(
                Guard(
                    locate(view, ir.Name(declared.start, declared.start, declared.name)),
                    declared.name,
                    ((declared.name,),),
                    False,
                    "callback",
                )
            )
        block = block_of_use
        function = declared.parent
    return tuple(dict.fromkeys(found))


def _use_guards(view: ModuleView, use: LambdaSite) -> Iterator[Guard]:
    """Give what is known of when a function runs by where it is used: the call, the record or the element with it."""
    holder = use.holder
    if isinstance(holder, ir.Call):
        literals = (a.value for a in holder.arguments if isinstance(a, ir.Constant) and isinstance(a.value, str))
        chains = (chain_of(holder.callee), *((f"'{literal}'",) for literal in literals))
        yield Guard(locate(view, holder), view.source(holder.callee, 60), chains, False, "callback")
    elif isinstance(holder, (ir.Assign, ir.Field, ir.Attribute)):
        name = chain_of(holder.target) if isinstance(holder, ir.Assign) else (use.keyword,)
        if isinstance(holder, ir.Field):
            name = (*_kept_in(view, use.function, holder), "." + holder.key)
        yield Guard(locate(view, holder), "".join(name)[:60], (name,), False, "callback")


def _handed_over(view: ModuleView, function: int) -> Iterator[Guard]:
    """Give the one place that a named function is handed to, where nothing calls it: ``onAccept={start}``."""
    name = view.functions[function].name
    for use in view.lambdas.get(function, ()):
        if isinstance(use.holder, ir.Assign) and isinstance(use.holder.target, ir.Name):
            name = use.holder.target.id
    uses = view.value_uses.get(name, ()) if name and name not in view.calls_by_name else ()
    if len(uses) == 1:
        yield from _use_guards(view, uses[0])


def _kept_in(view: ModuleView, function: int, field: ir.Field) -> tuple[str, ...]:
    """
    Give the name of what holds or gets the record with a function.

    ``tarteaucitron.services.x = { js: function () {} }``, ``CookieConsent.run({ onChange: () => {} })``.
    """
    if (called := view.options.get(id(field))) is not None:
        return chain_of(called.call.callee)
    for statement in view.functions[function].body:
        if isinstance(statement, ir.Assign) and statement.start <= field.start and field.end <= statement.end:
            return chain_of(statement.target)
    return ("*",)


def _guard(view: ModuleView, test: ir.Expr, negated: bool, function: int) -> Guard:
    while isinstance(test, ir.Operation) and test.operator == "!" and test.operands:
        test, negated = test.operands[0], not negated
    chains = chains_in(test)
    return Guard(locate(view, test), view.source(test, 80), (*chains, *_meant(view, function, chains)), negated)


def _meant(view: ModuleView, function: int, chains: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Give what local names of a condition stand for: ``const { marketing } = useConsent()``; one step, one value."""
    for chain in chains:
        scope = view.scope_of(function, chain[0])
        assigned = view.assigns[scope].get(chain[0], ()) if scope >= 0 else ()
        if len(assigned) == 1 and not isinstance(assigned[0].value, ir.Lambda):
            for meant in chains_in(assigned[0].value)[:_MEANT]:
                yield (*meant, *chain[1:])


def _tag_guards(view: ModuleView, index: int) -> Iterable[Guard]:
    """Give what an element's attributes and the template around it say about when it works."""
    tags = view.module.tags
    template = view.module.template
    seen = 0
    current = index
    while current >= 0 and seen < 40:
        tag = tags[current]
        if current == index:
            pairs: list[tuple[str, ...]] = []
            for attribute in tag.attributes:
                if attribute.name.startswith(_GATING) or "consent" in attribute.name:
                    value = attribute.value.value if isinstance(attribute.value, ir.Constant) else ""
                    pairs.append((attribute.name, f"'{value}'"))
            yield Guard(locate(view, tag), f"<{tag.name}>", tuple(pairs), False, "attribute")
        current = tag.parent
        seen += 1
    tag = tags[index]
    owner = (
        template.function
        if template is not None and view.functions[tag.function].kind != "handler" and tag.function == 0
        else tag.function
    )
    blocks = view.functions[owner].blocks
    if tag.block < len(blocks):
        for block in view.ancestors(owner, tag.block):
            guard = blocks[block].guard
            if guard is not None:
                yield _guard(view, guard, blocks[block].negated, owner)


def include_guards(view: ModuleView, include: ir.Include) -> tuple[Guard, ...]:
    """Give the conditions of the template around an include, innermost first."""
    template = view.module.template
    if template is None:
        return ()
    blocks = view.functions[template.function].blocks
    found: list[Guard] = []
    for block in view.ancestors(template.function, include.block) if include.block < len(blocks) else ():
        guard = blocks[block].guard
        if guard is not None:
            found.append(_guard(view, guard, blocks[block].negated, template.function))
    return tuple(found)


def in_noscript(view: ModuleView, index: int) -> bool:
    """Say whether an element stands inside ``<noscript>``."""
    tags = view.module.tags
    seen = 0
    while index >= 0 and seen < 200:
        if tags[index].name == "noscript":
            return True
        index = tags[index].parent
        seen += 1
    return False
