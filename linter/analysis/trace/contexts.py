"""From a name in a template to the values that views, includes, child templates and loops give it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property

from linter import ir
from linter.analysis.link.program import Program, simple_name
from linter.analysis.link.shapes import ClassShape, Site, SymbolShape
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView
from linter.analysis.trace.trails import locate
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import Autorun, Render
from linter.model import Step

Found = tuple[Site, ir.Expr, Step, tuple[str, ...]]


class Renders:
    """What the catalogue knows of calls and classes that render templates."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.methods: dict[str, list[Render]] = {}
        for framework in catalogue.frameworks.values():
            for row in framework.render:
                self.methods.setdefault(re.split(r"[.:]", row.callee)[-1], []).append(row)
        self.autoruns: tuple[Autorun, ...] = tuple(a for f in catalogue.frameworks.values() for a in f.autorun)


class Contexts:
    """Resolves template names and template context, lazily."""

    def __init__(self, program: Program, resolver: Resolver, renders: Renders) -> None:
        self._program = program
        self._resolver = resolver
        self._methods = renders.methods
        self._autoruns = renders.autoruns
        self._sites: dict[str, list[tuple[Site, ir.Call, ir.Expr | None, str]]] = {}
        self._made: dict[tuple[object, ...], ir.Expr] = {}
        self._looking: set[tuple[str, str]] = set()

    def template(self, name: str, importer: str = "") -> str | None:
        """Give the file that a template name means in a file."""
        return self._program.template(name, importer)

    # ------------------------------------------------------------------------------------------ look-up

    def lookup(self, view: ModuleView, name: str, path: tuple[str, ...]) -> Iterator[Found]:
        """Give the values that a free name of a template may have, from every place that hands it a context."""
        key = (view.path, name)
        if key in self._looking:
            return
        self._looking.add(key)
        try:
            yield from self._rendered(view, name, path)
            yield from self._included(view, name, path)
            yield from self._inherited(view, name, path)
        finally:
            self._looking.discard(key)

    def _rendered(self, view: ModuleView, name: str, path: tuple[str, ...]) -> Iterator[Found]:
        for site, call, context, style in self.render_sites(view.path):
            step = Step(
                locate(site.view, call),
                "template",
                f"{name} is in the context of {posixpath.basename(view.path)}",
                name,
            )
            if style == "**":
                for keyword in call.keywords:
                    if isinstance(keyword, ir.Keyword) and keyword.name == name:
                        yield site, keyword.value, step, path
                    elif isinstance(keyword, ir.Spread):
                        yield site, keyword.value, step, ("." + name, *path)
            elif context is not None:
                yield site, context, step, ("." + name, *path)
        for site, call, record in self._processors:
            for entry in record.entries:
                if isinstance(entry, ir.Field) and entry.key == name:
                    where = locate(site.view, call)
                    yield (
                        site,
                        entry.value,
                        Step(where, "template", f"{name} is in every template's context", name),
                        path,
                    )

    def _included(self, view: ModuleView, name: str, path: tuple[str, ...]) -> Iterator[Found]:
        for other, include in self.including(view.path):
            template = other.module.template
            if template is None:
                continue
            site = Site(other, template.function, include.block)
            step = Step(
                locate(other, include), "template", f"{name} is handed to {posixpath.basename(view.path)}", name
            )
            given = False
            for argument in include.arguments:
                if isinstance(argument, ir.Keyword) and argument.name == name:
                    given = True
                    yield site, argument.value, step, path
                elif isinstance(argument, ir.Spread):
                    yield site, argument.value, step, ("." + name, *path)
            if not given and not include.isolated:
                made = self._name(other, name, include.start)
                yield site, made, step, path

    def _inherited(self, view: ModuleView, name: str, path: tuple[str, ...]) -> Iterator[Found]:
        for child in self.children(view.path):
            template = child.module.template
            if template is None or template.extends is None:
                continue
            site = Site(child, template.function, 0)
            step = Step(
                locate(child, template.extends),
                "template",
                f"{posixpath.basename(child.path)} extends {posixpath.basename(view.path)}",
                name,
            )
            yield site, self._name(child, name, child.functions[template.function].end), step, path

    def _name(self, view: ModuleView, name: str, at: int) -> ir.Name:
        return self._resolver.made_name(view, name, at)

    # -------------------------------------------------------------------------------- who uses a template

    def _mentions(self, path: str) -> list[ModuleView]:
        base = posixpath.basename(path)
        stem = base.split(".", 1)[0].lstrip("_")
        words = [base]
        if not base.endswith((".html", ".txt", ".xml")) or stem != base.removesuffix(".html"):
            words.append(stem)
        files: dict[str, None] = {}
        for word in words:
            files.update(dict.fromkeys(self._program.files_with(word)))
        named = self._program.first(list(files), "files that may use this template", path)
        return [v for p in named if p != path and (v := self._program.view(p)) is not None]

    def children(self, path: str) -> list[ModuleView]:
        """Give the templates that extend a template."""
        key = ("children", path)
        found = self._relations.get(key)
        if found is None:
            found = [
                (view, None)
                for view in self._mentions(path)
                if view.module.template is not None
                and isinstance(view.module.template.extends, ir.Constant)
                and self.template(str(view.module.template.extends.value), view.path) == path
            ]
            self._relations[key] = found
        return [view for view, _ in found]

    @cached_property
    def _relations(self) -> dict[tuple[str, str], list[tuple[ModuleView, ir.Include | None]]]:
        return {}

    def including(self, path: str) -> list[tuple[ModuleView, ir.Include]]:
        key = ("includes", path)
        found = self._relations.get(key)
        if found is None:
            found = []
            for view in self._mentions(path):
                template = view.module.template
                for include in template.includes if template is not None else ():
                    if (
                        isinstance(include.target, ir.Constant)
                        and self.template(str(include.target.value), view.path) == path
                    ):
                        found.append((view, include))
            self._relations[key] = found
        return [(view, include) for view, include in found if include is not None]

    def includes_of(self, view: ModuleView) -> list[str]:
        """Give the files that a template includes, and the one that it extends."""
        template = view.module.template
        if template is None:
            return []
        targets: list[ir.Expr] = [i.target for i in template.includes]
        if template.extends is not None:
            targets.append(template.extends)
        return [
            p
            for t in targets
            if isinstance(t, ir.Constant) and (p := self.template(str(t.value), view.path)) is not None
        ]

    def render_sites(self, path: str) -> list[tuple[Site, ir.Call, ir.Expr | None, str]]:
        """Give the calls (and class-based views) that render a template, with their context."""
        known = self._sites.get(path)
        if known is None:
            known = []
            for view in self._mentions(path):
                known.extend(self._calls(view, path))
                known.extend(self._classes(view, path))
                known.extend(self._decorated(view, path))
            known.extend(self._conventional(path))
            self._sites[path] = known
        return known

    def _calls(self, view: ModuleView, path: str) -> Iterator[tuple[Site, ir.Call, ir.Expr | None, str]]:
        for method, rows in self._methods.items():
            for called in view.calls_by_name.get(method, ()):
                site = Site(view, called.function, called.block)
                row = self._row(site, called.call, rows)
                if row is None:
                    continue
                name = _pick(called.call, row.template)
                names = (
                    [name]
                    if isinstance(name, ir.Constant)
                    else list(name.items)
                    if isinstance(name, ir.Sequence)
                    else []
                )
                if not any(
                    isinstance(n, ir.Constant) and self.template(str(n.value), view.path) == path for n in names
                ):
                    continue
                yield (
                    site,
                    called.call,
                    None if row.context == "**" else _pick(called.call, row.context),
                    str(row.context),
                )

    def _row(self, site: Site, call: ir.Call, rows: list[Render]) -> Render | None:
        symbols = {s.path for s in self._resolver.shapes(site, call.callee) if isinstance(s, SymbolShape)}
        written = _written(call.callee)
        fitting = [
            r
            for r in rows
            if r.callee in symbols
            or r.callee == written
            or (r.callee.lstrip(".") == simple_name(call.callee) and r.callee.startswith("."))
        ]
        for row in fitting:
            name = _pick(call, row.template)
            if isinstance(name, (ir.Constant, ir.Sequence)) and not (
                isinstance(name, ir.Constant) and not isinstance(name.value, str)
            ):
                return row
        return None

    def _classes(self, view: ModuleView, path: str) -> Iterator[tuple[Site, ir.Call, ir.Expr | None, str]]:
        for index, declared in enumerate(view.module.classes):
            for autorun in self._autoruns:
                for field in declared.fields:
                    if (
                        field.name == autorun.template_field
                        and isinstance(field.value, ir.Constant)
                        and self.template(str(field.value.value), view.path) == path
                    ):
                        yield from self._class_context(view, index, autorun)

    def _decorated(self, view: ModuleView, path: str) -> Iterator[tuple[Site, ir.Call, ir.Expr | None, str]]:
        """Give what a function returns whose decorator names the template: ``@register.inclusion_tag("a.html")``."""
        for number, function in enumerate(view.functions):
            for decorator in function.decorators:
                first = decorator.arguments[0] if isinstance(decorator, ir.Call) and decorator.arguments else None
                if not isinstance(first, ir.Constant) or not isinstance(first.value, str) or "." not in first.value:
                    continue
                if self.template(first.value, view.path) == path:
                    for ret in view.returns[number]:
                        marker = self._marker(ret)
                        yield Site(view, number, ret.block), marker, ret.value, ""

    def _marker(self, ret: ir.Return) -> ir.Call:
        return ir.Call(ret.start, ret.end, ir.Name(0, 0, ""))

    @cached_property
    def _processors(self) -> list[tuple[Site, ir.Call, ir.Record]]:
        """What functions decorated as context processors put into the context of every template."""
        found: list[tuple[Site, ir.Call, ir.Record]] = []
        for word in ("context_processor", "app_context_processor"):
            for path in self._program.first(self._program.files_with(word), f"files with a {word}"):
                view = self._program.view(path)
                for number, function in enumerate(view.functions if view is not None else ()):
                    if view is None or not any(simple_name(d) == word for d in function.decorators):
                        continue
                    for ret in view.returns[number]:
                        if isinstance(ret.value, ir.Record):
                            found.append((Site(view, number, ret.block), self._marker(ret), ret.value))
        return found

    def _class_context(
        self, view: ModuleView, index: int, autorun: Autorun
    ) -> Iterator[tuple[Site, ir.Call, ir.Expr | None, str]]:
        cls = ClassShape(view, index)
        marker = ir.Call(view.module.classes[index].start, view.module.classes[index].start, ir.Name(0, 0, ""))
        method = self._resolver.method(cls, autorun.context_method)
        if method is not None:
            for ret in method.view.returns[method.number]:
                yield (
                    Site(method.view, method.number, ret.block),
                    ir.Call(ret.start, ret.end, ir.Name(0, 0, "")),
                    ret.value,
                    "",
                )
        for site, value in self._resolver.attribute_writes(cls, autorun.context_field):
            yield site, marker, value, ""
        view_name = self._made.setdefault(
            ("view", view.path, index),
            ir.Record(
                marker.start, marker.start, (ir.Field(marker.start, marker.start, "view", self._instance(view, index)),)
            ),
        )
        yield Site(view, view.module.classes[index].function, 0), marker, view_name, ""

    def _instance(self, view: ModuleView, index: int) -> ir.Expr:
        declared = view.module.classes[index]
        return ir.Call(declared.start, declared.start, ir.ClassRef(declared.start, declared.start, index))

    def _conventional(self, path: str) -> Iterator[tuple[Site, ir.Call, ir.Expr | None, str]]:
        """``app/model_list.html`` belongs to a generic view of ``Model`` without a template name."""
        stem = posixpath.basename(path).split(".", 1)[0]
        model, _, suffix = stem.rpartition("_")
        if not model or suffix not in ("list", "detail", "form", "confirm"):
            return
        pascal = "".join(p.title() for p in model.split("_"))
        for file in self._program.first(self._program.files_with(pascal), f"files that may show {pascal}", path):
            view = self._program.view(file)
            if view is None or not view.module.open_scope:
                continue
            for index, declared in enumerate(view.module.classes):
                named = {f.name for f in declared.fields}
                for autorun in self._autoruns:
                    bases = {simple_name(b) for b in declared.bases}
                    if autorun.template_field in named or not any(
                        b.lower().startswith(suffix) or (suffix == "form" and b.startswith(("Create", "Update")))
                        for b in bases
                    ):
                        continue
                    if any(
                        f.name in ("model", "queryset") and f.value is not None and pascal in view.source(f.value, 60)
                        for f in declared.fields
                    ):
                        yield from self._class_context(view, index, autorun)


def _pick(call: ir.Call, where: int | str) -> ir.Expr | None:
    if isinstance(where, int):
        return (
            call.arguments[where]
            if where < len(call.arguments) and not isinstance(call.arguments[where], ir.Spread)
            else _named(call, where)
        )
    return next((k.value for k in call.keywords if isinstance(k, ir.Keyword) and k.name == where), None)


def _named(call: ir.Call, where: int) -> ir.Expr | None:
    """Look at the usual keywords of a render call, for calls that name what others put at a position."""
    wanted = ("context", "params", "data") if where else ("template_name", "template", "name")
    return next((k.value for k in call.keywords if isinstance(k, ir.Keyword) and k.name in wanted), None)


def _written(callee: ir.Expr) -> str:
    parts: list[str] = []
    while isinstance(callee, ir.Member):
        parts.append(callee.key)
        callee = callee.base
    if isinstance(callee, ir.Name):
        parts.append(callee.id)
    return ".".join(reversed(parts))
