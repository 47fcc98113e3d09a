"""Fixes of markup: masks on form fields, pixels in ``<noscript>``."""

from __future__ import annotations

import re

from linter import ir
from linter.catalogue.schema import PrivacyControl, Tracker
from linter.fixes.case import Case, Made, distinct, edit, named, sink_of
from linter.fixes.leave_out import without_attribute
from linter.fixes.places import Place
from linter.model import Edit

_CLASSES = ("class", "className", "classname")
_QUOTES = (b'"', b"'")
_COMMENTS = re.compile(rb"<!--.*?-->|\{#.*?#\}|\{\{!--.*?--\}\}|<%#.*?%>|\{/\*.*?\*/\}", re.DOTALL)


def mask_field(case: Case) -> Made | None:
    """Put the recorder's own mark on every field that the finding is about, or take a mark away that unmasks it."""
    tracker = case.catalogue.trackers.get(case.finding.trackers[0]) if case.finding.trackers else None
    if tracker is None:
        return None
    edits: list[Edit] = []
    names: list[str] = []
    for flow in case.finding.flows:
        location = flow.origin.location
        place = None if location is None else case.place(location)
        if place is None or location is None or flow.origin.kind != "form-field":
            return None
        index = place.tags.get((location.start, location.end))
        if index is None:
            return None
        made = _masked(case, tracker, place, location.path, place.module.tags[index])
        if made is None:
            return None
        edits.append(made[0])
        names.append(made[1])
    return Made(distinct(edits), named(names))


def _masked(case: Case, tracker: Tracker, place: Place, path: str, tag: ir.Tag) -> tuple[Edit, str] | None:
    for row in tracker.privacy:
        if row.effect == "unmask" and (found := _carried(tag, row)) is not None:
            if row.kind == "attr":
                return without_attribute(path, place, found), row.name
            return _without_class(path, place, found, row.name)
    for effect in case.rule.effects:
        for row in sorted((r for r in tracker.privacy if r.effect == effect), key=_plainness):
            made = _with_mark(place, path, tag, row)
            if made is not None:
                return made, row.name
    return None


def _plainness(row: PrivacyControl) -> int:
    return 0 if row.kind == "attr" else 1


def _carried(tag: ir.Tag, row: PrivacyControl) -> ir.Attribute | None:
    for attribute in tag.attributes:
        literal = attribute.value.value if isinstance(attribute.value, ir.Constant) else None
        agrees = row.value is None or literal is None or str(literal).lower() == str(row.value).lower()
        if row.kind == "attr" and attribute.name == row.name.lower() and agrees:
            return attribute
        if row.kind == "class" and attribute.name in _CLASSES and row.name in str(literal or "").split():
            return attribute
    return None


def _without_class(path: str, place: Place, attribute: ir.Attribute, name: str) -> tuple[Edit, str] | None:
    if attribute.value is None:
        return None
    start, end = attribute.value.start, attribute.value.end
    if place.data[start:end].strip(b"\"' ") == name.encode():
        return without_attribute(path, place, attribute), name
    at = place.data.find(name.encode(), start, end)
    if at < 0:
        return None
    after = at + len(name)
    if place.data[after : after + 1] == b" ":
        after += 1
    elif place.data[at - 1 : at] == b" ":
        at -= 1
    return edit(path, at, after), name


def _with_mark(place: Place, path: str, tag: ir.Tag, row: PrivacyControl) -> Edit | None:
    if any(a.name == "..." for a in tag.attributes) and row.kind == "class":
        return None
    head = place.data[tag.start : tag.start + 1 + len(tag.name)]
    if head.lower() != b"<" + tag.name.lower().encode():
        return None
    at = tag.start + len(head)
    if row.kind == "attr":
        if any(a.name == row.name.lower() for a in tag.attributes):
            return None
        if isinstance(row.value, str) and " or " in row.value:
            return None
        value = "" if row.value is None else f'="{_word(row.value)}"'
        return edit(path, at, at, f" {row.name}{value}")
    if row.kind != "class":
        return None
    attribute = next((a for a in tag.attributes if a.name in _CLASSES), None)
    if attribute is None:
        spelled = "className" if place.module.language in ("jsx", "tsx", "javascript", "typescript") else "class"
        return edit(path, at, at, f' {spelled}="{row.name}"')
    value_node = attribute.value
    if isinstance(value_node, ir.Constant):
        end = value_node.end
        if place.data[end - 1 : end] in _QUOTES and end - value_node.start > 1:
            end -= 1  # JSX: the quotes are part of the literal
        if place.data[end : end + 1] in _QUOTES:
            return edit(path, end, end, f" {row.name}" if value_node.value else row.name)
    if isinstance(value_node, ir.Text) and place.data[value_node.end : value_node.end + 1] in _QUOTES:
        return edit(path, value_node.end, value_node.end, f" {row.name}")
    return None


def _word(value: str | bool | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def referrer_policy(case: Case) -> Made | None:
    """Tell a pixel or frame, which knows its page by the referrer alone, to send none."""
    edits: list[Edit] = []
    for flow in case.finding.flows:
        loader = next((step.location for step in reversed(flow.steps[:-1]) if step.role == "page"), None)
        place = None if loader is None else case.place(loader)
        index = None if place is None or loader is None else place.tags.get((loader.start, loader.end))
        if place is None or loader is None or index is None:
            return None
        tag = place.module.tags[index]
        at = tag.start + 1 + len(tag.name)
        if tag.name not in ("img", "iframe") or place.data[tag.start : at].lower() != b"<" + tag.name.encode():
            return None
        known = next((a for a in tag.attributes if a.name.lower() == "referrerpolicy"), None)
        if known is not None:
            edits.append(without_attribute(loader.path, place, known))
        script = place.module.language in ("jsx", "tsx", "javascript", "typescript")
        edits.append(edit(loader.path, at, at, f' {"referrerPolicy" if script else "referrerpolicy"}="no-referrer"'))
    return Made(distinct(edits), '`referrerpolicy="no-referrer"`')


def remove_noscript(case: Case) -> Made | None:
    """Take a pixel out of ``<noscript>``, with the element where there is nothing else in it."""
    edits: list[Edit] = []
    for flow in case.finding.flows:
        sink = sink_of(flow)
        place = case.place(sink)
        index = None if place is None else place.tags.get((sink.start, sink.end))
        if place is None or index is None or not flow.sink.noscript:
            return None
        tag = place.module.tags[index]
        stop = max(tag.stop, tag.end)
        start, end = tag.start, stop
        parent = tag.parent
        while parent >= 0:
            around = place.module.tags[parent]
            close = place.data.rfind(b"</", end, around.stop)
            if around.stop <= end or close < 0:
                break
            beside = place.data[around.end : start] + place.data[end:close]
            if _COMMENTS.sub(b"", beside).strip():
                break
            start, end = around.start, around.stop
            if around.name == "noscript":
                break
            parent = around.parent
        else:
            start, end = tag.start, stop
        if end == stop and not _has_noscript(place, tag):
            return None
        edits.append(edit(sink.path, start, end))
    return Made(distinct(edits), "`<noscript>`")


def _has_noscript(place: Place, tag: ir.Tag) -> bool:
    parent, seen = tag.parent, 0
    while parent >= 0 and seen < 60:
        if place.module.tags[parent].name == "noscript":
            return True
        parent, seen = place.module.tags[parent].parent, seen + 1
    return False
