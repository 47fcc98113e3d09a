"""
What people type on pages where a tracker looks at forms by itself: session recorders, and trackers that read forms.

A recorder stands in one file and the fields in others: in templates that extend or include it, in components that it
is made with, and on the pages of its layout. Masks are attributes and classes of a field or of what is around it; the
nearest one decides.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.view import ModuleView
from linter.analysis.sinks.options import Shapes, settings
from linter.analysis.sinks.raw import RawSink
from linter.analysis.trace.contexts import Contexts
from linter.analysis.trace.fields import literal_attributes
from linter.analysis.trace.trails import locate
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import PrivacyControl, Tracker
from linter.model import Flow, Location, Origin, Sink, Step

_QUIET_INPUTS = frozenset(
    {"hidden", "submit", "button", "checkbox", "radio", "reset", "image", "file", "range", "color", "password"}
)
_FIELDS = ("input", "textarea", "select")
_COVERING = ("mask", "exclude")


class Recording:
    """Finds what is typed where a tracker records it or reads it from forms."""

    def __init__(
        self,
        program: Program,
        contexts: Contexts,
        catalogue: Catalogue,
        as_sink: Callable[[RawSink, Location | None], Sink],
        shapes: Shapes,
    ) -> None:
        self._shapes = shapes
        self._program = program
        self._contexts = contexts
        self._catalogue = catalogue
        self._as_sink = as_sink
        rows = [row for name in sorted(catalogue.frameworks) for row in catalogue.frameworks[name].files]
        self._layouts = {stem: row for row in reversed(rows) for stem in row.layouts}

    def flows(self, raw: RawSink) -> Iterator[Flow]:
        """Give the flows of fields on the pages of a recorder, and of forms on those of a reader of forms."""
        if raw.operation not in ("load", "init", "record"):
            return
        for name in raw.trackers:
            tracker = self._catalogue.trackers.get(name)
            if tracker is None:
                continue
            if "session-replay" in (tracker.recipient.role, *tracker.recipient.also):
                yield from self._recorded(raw, tracker)
            elif tracker.collects.form_capture == "default":
                yield from self._read(raw, tracker)

    def _recorded(self, raw: RawSink, tracker: Tracker) -> Iterator[Flow]:
        open_by_default = tracker.collects.form_capture == "default" and not self._masks(tracker, raw)
        for page in self._pages_with(raw.site.view):
            for index, tag in enumerate(page.module.tags):
                if not _typed(tag) or not _visible(page, index, tracker, open_by_default):
                    continue
                named = dict(literal_attributes(tag))
                name = named.get("name") or named.get("id") or named.get("placeholder") or ""
                at = locate(page, tag)
                origin = Origin("form-field", (name,), attributes=literal_attributes(tag), location=at)
                text = f"{name or 'a field'} is typed here, and not masked for {tracker.name}"
                last = Step(locate(raw.site.view, raw.node), "sink", f"{raw.name} records what is typed", "")
                sink = automatic(self._as_sink(raw, at), "record")
                yield Flow(sink, "recording", (name,), origin, (Step(at, "source", text, name), last), (), page.path)

    def _read(self, raw: RawSink, tracker: Tracker) -> Iterator[Flow]:
        """Give the fields of forms that ask for an e-mail address: by it such a tracker knows whose form it was."""
        for page in self._pages_with(raw.site.view):
            for index, form in enumerate(page.module.tags):
                if form.name.lower() != "form":
                    continue
                inside = [t for t in page.module.tags[index + 1 :] if t.start < form.stop and _typed(t)]
                if not any(_asks_for_mail(tag) for tag in inside):
                    continue
                at = locate(page, form)
                for tag in inside:
                    named = dict(literal_attributes(tag))
                    name = named.get("name") or named.get("id") or ""
                    where = locate(page, tag)
                    origin = Origin("form-field", (name,), attributes=literal_attributes(tag), location=where)
                    text = f"{name or 'a field'} is typed into this form"
                    last = Step(locate(raw.site.view, raw.node), "sink", f"{raw.name} reads forms by itself", "")
                    sink = automatic(self._as_sink(raw, at), "init")
                    yield Flow(
                        sink, "automatic", (name,), origin, (Step(where, "source", text, name), last), (), page.path
                    )

    def _masks(self, tracker: Tracker, raw: RawSink) -> bool:
        """Say whether the start of a recorder turns masking on."""
        if not isinstance(raw.node, ir.Call):
            return False
        return any(
            control.kind == "option"
            and control.effect == "mask"
            and names(control, option.name)
            and option.value not in (False, None, "")
            for option in settings(raw.site, raw.node, self._shapes)
            for control in tracker.privacy
        )

    # ------------------------------------------------------------------------------------------- the pages

    def _pages_with(self, view: ModuleView) -> list[ModuleView]:
        """Give the files that show something where a file runs."""
        found = {view.path: view}
        queue = [view, *self._below(view)]
        found.update({other.path: other for other in queue})
        while queue:
            for other in self._around(queue.pop(0)):
                if other.path not in found:
                    found[other.path] = other
                    queue.append(other)
        return [found[p] for p in sorted(found)]

    def _around(self, view: ModuleView) -> Iterator[ModuleView]:
        if view.module.template is not None:
            yield from self._contexts.children(view.path)
            yield from (v for v, _ in self._contexts.including(view.path))
        elif not view.module.open_scope and view.module.language not in ("html", "php"):
            for specifier in dict.fromkeys(binding.specifier for binding in view.module.imports):
                path = self._program.link(view, specifier)
                other = self._program.view(path) if path is not None else None
                if other is not None:
                    yield other

    def _below(self, view: ModuleView) -> Iterator[ModuleView]:
        """Give the pages of a layout, where a file is one or is what a layout is made with."""
        stem = posixpath.basename(view.path).split(".", 1)[0]
        layouts = [view.path] if stem in self._layouts else self._importing(view, stem)
        for layout in layouts:
            row = self._layouts.get(posixpath.basename(layout).split(".", 1)[0])
            if row is None:
                continue
            folder = posixpath.dirname(layout)
            for path in self._program.files_in(row.folder):
                shown = posixpath.basename(path).split(".", 1)[0]
                if not path.startswith(folder + "/") or not path.endswith(row.endings):
                    continue
                other = self._program.view(path) if row.pages == ("*",) or shown in row.pages else None
                if other is not None:
                    yield other

    def _importing(self, view: ModuleView, stem: str) -> list[str]:
        if view.module.open_scope or view.module.template is not None or view.module.language in ("html", "php"):
            return []
        found: list[str] = []
        for path in self._program.first(
            self._program.files_with(stem), "files that may lay out by this one", view.path
        ):
            if posixpath.basename(path).split(".", 1)[0] in self._layouts:
                other = self._program.view(path)
                if other is not None and any(
                    self._program.link(other, b.specifier) == view.path for b in other.module.imports
                ):
                    found.append(path)
        return found


def _typed(tag: ir.Tag) -> bool:
    kind = dict(literal_attributes(tag)).get("type", "text").lower()
    return tag.name in _FIELDS and kind not in _QUIET_INPUTS


def _asks_for_mail(tag: ir.Tag) -> bool:
    named = dict(literal_attributes(tag))
    return named.get("type", "").lower() == "email" or named.get("autocomplete", "").lower() == "email"


def _visible(page: ModuleView, index: int, tracker: Tracker, open_by_default: bool) -> bool:
    """Say whether a recorder gets what is typed into a field: the nearest mark decides, then the default."""
    seen = 0
    while index >= 0 and seen < 60:
        if any(_on(page, index, c) for c in tracker.privacy if c.effect in _COVERING):
            return False
        if any(_on(page, index, c) for c in tracker.privacy if c.effect == "unmask"):
            return True
        index = page.module.tags[index].parent
        seen += 1
    return open_by_default


def _on(view: ModuleView, index: int, control: PrivacyControl) -> bool:
    """Say whether an element carries the attribute or class of a control."""
    for attribute in view.module.tags[index].attributes:
        value = attribute.value.value if isinstance(attribute.value, ir.Constant) else None
        if control.kind == "attr" and attribute.name == control.name.lower():
            if control.value is None or value is None or str(value).lower() == str(control.value).lower():
                return True
        if control.kind == "class" and attribute.name in ("class", "classname", "className"):
            if control.name in str(value or "").split():
                return True
    return False


def automatic(sink: Sink, operation: str) -> Sink:
    """Give a sink as one at which a tracker takes something by itself."""
    return Sink(
        location=sink.location,
        trackers=sink.trackers,
        channel="autocollect",
        operation=operation,
        name=sink.name,
        text=sink.text,
        event=sink.event,
        guards=sink.guards,
        server=sink.server,
        noscript=sink.noscript,
        sure=sink.sure,
    )


def names(control: PrivacyControl, name: str) -> bool:
    """Say whether a dotted setting is the one of a control."""
    return control.name == name or (
        control.name.rpartition(".")[2] == name.rpartition(".")[2]
        and ("." not in control.name or "." not in name or name.endswith(control.name))
    )
