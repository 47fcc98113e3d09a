"""When a tag fires: what its triggers ask, and the consent that it needs."""

from __future__ import annotations

from collections.abc import Callable

from linter import ir
from linter.frontends.containers.records import get, items, word

_FILTERS = ("customEventFilter", "filter", "autoEventFilter")
Condition = tuple[ir.Expr, bool]
"""A test, and True where the tag fires when it fails."""


class Triggers:
    """The triggers of a container. ``value`` gives the value of a part of a parameter."""

    def __init__(self, version: ir.Expr | None, value: Callable[[ir.Expr | None], ir.Expr]) -> None:
        self._value = value
        self._by_id = {word(trigger, "triggerId"): trigger for trigger in items(version, "trigger")}

    def conditions(self, tag: ir.Expr) -> tuple[Condition, ...]:
        """
        Give the conditions under which a tag fires, outermost first.

        Of several firing triggers any one will do: what holds is what they all ask.
        """
        found: list[Condition] = []
        firing = [word_of(item) for item in items(tag, "firingTriggerId")]
        each = [self._asked(identity) for identity in firing]
        others = [{(_shape(test), negated) for test, negated in asked} for asked in each[1:]]
        for test, negated in each[0] if each else ():
            if all((_shape(test), negated) in asked for asked in others):
                found.append((test, negated))
        for item in items(tag, "blockingTriggerId"):
            asked = self._asked(word_of(item))
            if len(asked) == 1:
                found.append((asked[0][0], not asked[0][1]))
        consent = get(tag, "consentSettings")
        kinds = [get(kind, "value") or kind for kind in items(consent, "consentType", "list")]
        if consent is not None and word(consent, "consentStatus").upper() == "NEEDED" and kinds:
            asked_of = ir.Member(
                consent.start, consent.end, ir.Name(consent.start, consent.end, "google_tag_data"), "ics"
            )
            callee = ir.Member(consent.start, consent.end, asked_of, "granted")
            found.append((ir.Call(consent.start, consent.end, callee, tuple(kinds)), False))
        return tuple(found)

    def _asked(self, identity: str) -> list[Condition]:
        trigger = self._by_id.get(identity)
        return [self._condition(item) for key in _FILTERS for item in items(trigger, key)]

    def _condition(self, asked: ir.Expr) -> Condition:
        """Give one condition: ``{"type": "EQUALS", "parameter": [{"key": "arg0"}, {"key": "arg1"}]}``."""
        parts = {word(p, "key"): p for p in items(asked, "parameter")}
        negated = word(parts.get("negate"), "value") == "true"
        left = self._value(parts.get("arg0"))
        right = self._value(parts.get("arg1"))
        if isinstance(right, ir.Constant) and isinstance(right.value, bool):
            return left, negated != (not right.value)
        return ir.Operation(asked.start, asked.end, "==", (left, right)), negated


def word_of(item: ir.Expr) -> str:
    """Give the text of an item of a list."""
    return str(item.value) if isinstance(item, ir.Constant) else ""


def _shape(expr: ir.Expr) -> tuple[object, ...]:
    """Give what an expression says, wherever it stands: equal for two that say the same."""
    said: object = None
    if isinstance(expr, ir.Constant):
        said = expr.value
    elif isinstance(expr, ir.Name):
        said = expr.id
    elif isinstance(expr, ir.Member):
        said = expr.key
    elif isinstance(expr, ir.Operation):
        said = expr.operator
    return (type(expr).__name__, said, *(_shape(child) for child in ir.children(expr)))
