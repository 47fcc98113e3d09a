"""Where suppression comments for findings go, and how they are written in each place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from linter import ir
from linter.model import Edit, Finding, Location
from linter.verdict.suppression import Scanned
from linter.workspace.text import SourceText

_HASH, _SLASHES, _JSX, _MARKUP = ("# ", ""), ("// ", ""), ("{/* ", " */}"), ("<!-- ", " -->")
_TEMPLATES: dict[str, tuple[str, str]] = {
    # A template's own comment stays out of the page that visitors get.
    "jinja": ("{# ", " #}"),
    "django": ("{# ", " #}"),
    "twig": ("{# ", " #}"),
    "liquid": ("{% comment %} ", " {% endcomment %}"),
    "handlebars": ("{{!-- ", " --}}"),
    "ejs": ("<%# ", " %>"),
    "erb": ("<%# ", " %>"),
    "blade": ("{{-- ", " --}}"),
    "go": ("{{/* ", " */}}"),
}
_SCRIPTS = frozenset({"javascript", "jsx", "typescript", "tsx"})


class Annotation(NamedTuple):
    """A comment to be put in, and the findings it is for."""

    edit: Edit
    findings: tuple[Finding, ...]


def comments_for(findings: Iterable[Finding], files: Mapping[str, Scanned], reason: str) -> list[Annotation]:
    """
    Give one comment for each statement or tag with findings: a line of its own above it.

    ``files`` are the lowered files of the findings; a finding in another file is left alone. ``reason`` becomes part
    of a comment: it must be one line (the caller sees to it).
    """
    places: dict[tuple[str, int, tuple[str, str]], list[Finding]] = {}
    for finding in findings:
        scanned = files.get(finding.location.path)
        if scanned is None:
            continue
        start, style = _place(scanned, finding.location)
        line = scanned.text.line_start(scanned.text.line_of(start))
        places.setdefault((finding.location.path, line, style), []).append(finding)
    made = []
    for (path, line, style), group in sorted(places.items()):
        text = files[path].text
        codes = ",".join(sorted({finding.code for finding in group}))
        comment = f"{style[0]}tracklint: ignore[{codes}] {_fitting(reason, style)}{style[1]}"
        edit = Edit(Location(path, line, line), f"{_indentation(text, line)}{comment}{_line_break(text)}")
        made.append(Annotation(edit, tuple(group)))
    return made


def _place(scanned: Scanned, location: Location) -> tuple[int, tuple[str, str]]:
    """Give the offset of the statement or tag at a location, and the delimiters of a comment above it."""
    module = scanned.module
    tag = _innermost([t for t in module.tags if t.start <= location.start < max(t.end, t.start + 1)])
    found = _statement(module, location.start)
    if found is not None and (tag is None or tag.start <= found[0].start):
        statement, function = found
        if function.kind != "handler" and _is_script(module, function):
            # Inside a tag, between its attributes, scripts have comments too.
            return statement.start, _HASH if module.language == "python" else _SLASHES
    if tag is not None:
        if module.language in _SCRIPTS:
            inside = any(t is not tag and t.end <= tag.start < max(t.stop, t.end) for t in module.tags)
            return tag.start, _JSX if inside else _SLASHES
        dialect = module.template.dialect if module.template is not None else ""
        return tag.start, _TEMPLATES.get(dialect, _MARKUP)
    return location.start, _HASH if module.language == "python" else _SLASHES


def _statement(module: ir.Module, offset: int) -> tuple[ir.Statement, ir.Function] | None:
    inside = [
        (statement, function)
        for function in module.functions
        for statement in function.body
        if statement.start <= offset < statement.end
    ]
    return min(inside, key=lambda pair: pair[0].end - pair[0].start, default=None)


def _is_script(module: ir.Module, function: ir.Function) -> bool:
    """Say whether the code around is a script and not the markup of a page."""
    return function.kind not in {"template", "macro"} or module.language in {*_SCRIPTS, "python"}


def _innermost(tags: list[ir.Tag]) -> ir.Tag | None:
    return min(tags, key=lambda tag: tag.end - tag.start, default=None)


def _indentation(text: SourceText, line: int) -> str:
    data = text.data
    end = line
    while end < len(data) and data[end] in b" \t":
        end += 1
    return data[line:end].decode("ascii")


def _line_break(text: SourceText) -> str:
    return "\r\n" if b"\r\n" in text.data[:4096] else "\n"


def _fitting(reason: str, style: tuple[str, str]) -> str:
    """Give a reason that cannot end the comment it stands in."""
    plain = " ".join(reason.split())
    for ending in (style[1].strip(), "--", "*/", "#}", "%>", "%}", "}}"):
        if style[1] and ending and ending in plain:
            plain = plain.replace(ending, " ".join(ending))
    return plain
