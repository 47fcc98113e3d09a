"""The markup of Svelte and Astro components, whose attributes and texts hold ``{expressions}``."""

from __future__ import annotations

import msgspec

from linter import ir
from linter.frontends.html import Page
from linter.frontends.markup import Element, RawAttribute
from linter.frontends.templates.reading import Reading


class ComponentPage(Page):
    """
    Lowers such a markup, read before by a dialect's reader.

    The tags' scope is the reading's function (below the script, whose names it sees), and what stands in braces is
    part of the attribute's own value.
    """

    fold = False
    own_scripts = True
    """Scripts outside all other elements are the component's code; False where they are the page's."""

    def tag(self, element: Element) -> ir.Tag:
        """Lower one element."""
        made = super().tag(element)
        reading = self._reading()
        component: ir.Expr | None = None
        if element.name[:1].isupper() or "." in element.name:
            start = element.start + 1
            head, *rest = element.name.split(".")
            component = ir.Name(start, start + len(head.encode()), head)
            for key in rest:
                component = ir.Member(start, start + len(element.name.encode()), component, key)
        content = unwrapped(made.content) if made.content is not None else None
        return msgspec.structs.replace(made, component=component, function=reading.function.index, content=content)

    def _reading(self) -> Reading:
        if self.reading is None:  # pragma: no cover - always made with one
            raise AssertionError
        return self.reading

    def attribute(self, raw: RawAttribute, block: int) -> ir.Attribute:
        """Lower one attribute: ``{name}``, ``{...rest}``, ``on:click={go}``, ``bind:value={q}``, ``x="a{b}"``."""
        made = super().attribute(raw, block)
        value = unwrapped(made.value) if made.value is not None else None
        name = made.name
        if name == "...":
            if isinstance(value, ir.Spread):
                value = value.value
            elif isinstance(value, ir.Name):
                name = value.id
        written = raw.name.partition("|")[0]
        if written.startswith("on:"):
            name = "on" + written[3:]
        elif written.startswith("bind:") and value is None:
            value = ir.Name(raw.start + 5, raw.name_end, written[5:])
        if name.startswith("on") and len(name) > 2 and value is not None and not isinstance(value, ir.Lambda):
            value = self._called(value, block)
        return ir.Attribute(made.start, made.end, name, value, made.decorated)

    def attribute_value(self, name: str, start: int, end: int) -> ir.Expr:
        """Lower the value of an attribute; handlers are expressions here, not text."""
        if name.startswith("on") and self._reading().holes_in(start, end):
            return self.text(start, end)
        return super().attribute_value(name, start, end)

    def _called(self, value: ir.Expr, block: int) -> ir.Expr:
        """Make a handler that calls what an event is bound to by name."""
        if isinstance(value, ir.Constant):
            return value
        reading = self._reading()
        made = self.builder.function("", value.start, value.end)
        made.kind, made.parent, made.parent_block = "handler", reading.function.index, block
        made.parameters.append(ir.Parameter(value.start, value.start, "event"))
        event = ir.Name(value.start, value.start, "event")
        call = ir.Call(value.start, value.end, value, (event,))
        made.body.append(ir.Evaluate(value.start, value.end, call))
        return ir.Lambda(value.start, value.end, made.index)

    def script(self, index: int, element: Element) -> None:
        """Lower a script inside the markup; those of the component itself were lowered before."""
        if element.parent >= 0 or not self.own_scripts:
            super().script(index, element)


def unwrapped(value: ir.Expr) -> ir.Expr:
    """Give a value without the marks of what was printed in it: it is evaluated where it stands."""
    if isinstance(value, ir.Hole):
        return value.value
    if isinstance(value, ir.Text):
        return ir.Text(value.start, value.end, tuple(unwrapped(part) for part in value.parts))
    if isinstance(value, ir.Choice):
        options = tuple(unwrapped(option) for option in value.options)
        return ir.Choice(value.start, value.end, options, value.test)
    return value
