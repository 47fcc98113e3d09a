"""The variables of a container: where each takes its value from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from linter import ir
from linter.frontends.containers.records import get, items, parameter, setting, word

if TYPE_CHECKING:
    from linter.frontends.containers.container import Container

_CODE = "jsm"
_BUILT_IN = {
    "Page URL": ("window", "location", "href"),
    "Page Path": ("window", "location", "pathname"),
    "Page Hostname": ("window", "location", "hostname"),
    "Referrer": ("document", "referrer"),
    "New History Fragment": ("window", "location", "hash"),
    "Old History Fragment": ("window", "location", "hash"),
}
"""Variables that every container has, by the names under which an export lists them."""
_BUILT_IN_TYPES = {
    "PAGE_URL": "Page URL",
    "PAGE_PATH": "Page Path",
    "PAGE_HOSTNAME": "Page Hostname",
    "REFERRER": "Referrer",
    "NEW_HISTORY_FRAGMENT": "New History Fragment",
    "OLD_HISTORY_FRAGMENT": "Old History Fragment",
}
_SILENT = frozenset(
    {
        "Event",
        "_event",
        "Container ID",
        "Container Version",
        "Random Number",
        "Debug Mode",
        "Environment Name",
        "HTML ID",
        "Error Line",
        "Click Classes",
        "Click ID",
        "Click Target",
        "Form Classes",
        "Form ID",
        "Form Target",
        "Scroll Depth Threshold",
        "Scroll Depth Units",
        "Scroll Direction",
        "Video Percent",
        "Video Duration",
        "Video Current Time",
        "Video Status",
        "Video Visible",
        "Percent Visible",
        "On-Screen Duration",
    }
)
"""Variables that say nothing about anybody."""
_URL_PARTS = {
    "URL": "href",
    "HOST": "hostname",
    "PATH": "pathname",
    "PROTOCOL": "protocol",
    "FRAGMENT": "hash",
    "PORT": "port",
}


class Variables:
    """Lowers the variables of one container into assignments of its page."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._all = [v for v in items(container.version, "variable") if word(v, "name")]

    def codes(self) -> Iterator[tuple[ir.Expr, tuple[int, int]]]:
        """Give the variables that are script, with the span of their text."""
        for variable in self._all:
            code = get(parameter(variable, "javascript"), "value")
            if word(variable, "type") == _CODE and isinstance(code, ir.Constant) and isinstance(code.value, str):
                yield variable, self._container.texts.lay(code)

    def lower(self) -> None:
        """Assign every variable that is no script, and those that every container has."""
        names = {word(v, "name") for v in self._all}
        listed = {
            word(b, "name"): _BUILT_IN_TYPES.get(word(b, "type"), "")
            for b in items(self._container.version, "builtInVariable")
        }
        for name, known in ({name: name for name in _BUILT_IN} | listed).items():
            if known in _BUILT_IN and name not in names:
                self._put(0, 0, name, _members(0, 0, *_BUILT_IN[known]))
        for name in sorted(_SILENT - names):
            self._put(0, 0, name, ir.Constant(0, 0, ""))
        for variable in self._all:
            if word(variable, "type") != _CODE:
                self.assign(variable, self._value(variable))

    def assign(self, variable: ir.Expr, value: ir.Expr) -> None:
        """Assign a variable of the container."""
        self._put(variable.start, variable.end, word(variable, "name"), value)

    def _put(self, start: int, end: int, name: str, value: ir.Expr) -> None:
        target = ir.Name(start, end, "{{" + name.strip() + "}}")
        self._container.page.body.append(ir.Assign(start, end, target, value))

    def _value(self, variable: ir.Expr) -> ir.Expr:
        """Give what a variable reads; the types are those of the export format."""
        value = self._container.value
        at = get(parameter(variable, "name"), "value") or variable
        start, end = at.start, at.end
        name = setting(variable, "name")
        match word(variable, "type"):
            case "v":
                queue = ir.Item(start, end, ir.Name(start, end, "dataLayer"))
                return _below(queue, name) if "{{" not in name else ir.Opaque(start, end, (value(at),))
            case "u":
                return self._address(variable)
            case "f":
                return _members(variable.start, variable.end, "document", "referrer")
            case "k":
                cookies = _members(start, end, "Cookies", "get")
                return ir.Call(start, end, cookies, (ir.Constant(start, end, name),))
            case "j":
                head, *rest = name.removeprefix("window.").split(".")
                return _members(start, end, head, *rest) if head else ir.Constant(start, end)
            case "d":
                return self._element(variable)
            case "c":
                return value(parameter(variable, "value"))
            case "smm" | "remm":
                outputs = [
                    value(cell)
                    for row in items(parameter(variable, "map"), "list")
                    for cell in list(items(row, "map"))[1:]
                ]
                default = parameter(variable, "defaultValue")
                outputs.extend([value(default)] if default is not None else [])
                return ir.Choice(variable.start, variable.end, tuple(outputs), value(parameter(variable, "input")))
            case "ed":
                path = parameter(variable, "keyPath") or variable
                return _below(ir.Name(path.start, path.end, "eventData"), word(path, "value"))
            case "r" | "ctv" | "cid" | "dbg" | "e" | "ev" | "hid" | "vis":
                return ir.Constant(variable.start, variable.end, "")
            case "aev":
                kind = setting(variable, "varType").lower() or "element"
                at = parameter(variable, "varType") or variable
                return _members(at.start, at.end, "event", "target", "textContent" if kind == "text" else kind)
            case _:
                return self._container.settings(variable)

    def _address(self, variable: ir.Expr) -> ir.Expr:
        """Give a part of the page's address, or of another address: ``{"component": "QUERY", "queryKey": "q"}``."""
        component = parameter(variable, "component")
        at = parameter(variable, "queryKey") or component or variable
        at = get(at, "value") or at
        start, end = at.start, at.end
        other = parameter(variable, "customUrlSource")
        part = word(component, "value") or "URL"
        search: ir.Expr
        key = setting(variable, "queryKey")
        if other is not None:
            source = self._container.value(other)
            if part == "QUERY":
                search = ir.Member(
                    start, end, ir.Call(start, end, ir.Name(start, end, "URL"), (source,), (), True), "search"
                )
            else:
                return ir.Member(start, end, source, _URL_PARTS.get(part, "href"))
        else:
            if part != "QUERY":
                return _members(start, end, "window", "location", _URL_PARTS.get(part, "href"))
            search = _members(start, end, "window", "location", "search")
        if not key:
            return search
        read = ir.Call(start, end, ir.Name(start, end, "URLSearchParams"), (search,), (), True)
        return ir.Call(start, end, ir.Member(start, end, read, "get"), (ir.Constant(start, end, key),))

    def _element(self, variable: ir.Expr) -> ir.Expr:
        """Give what an element of the page holds: by id or selector, its text or an attribute of it."""
        by_selector = setting(variable, "selectorType").upper() == "CSS"
        key = "elementSelector" if by_selector else "elementId"
        at = get(parameter(variable, key), "value") or variable
        start, end = at.start, at.end
        find = _members(start, end, "document", "querySelector" if by_selector else "getElementById")
        found = ir.Call(start, end, find, (ir.Constant(start, end, setting(variable, key)),))
        attribute = setting(variable, "attributeName")
        return ir.Member(start, end, found, attribute or "value")


def _members(start: int, end: int, head: str, *rest: str) -> ir.Expr:
    made: ir.Expr = ir.Name(start, end, head)
    for key in rest:
        made = ir.Member(start, end, made, key)
    return made


def _below(base: ir.Expr, path: str) -> ir.Expr:
    """Give ``base.a.b`` for ``a.b``; a number is an index."""
    for key in path.split(".") if path else ():
        base = ir.Member(base.start, base.end, base, key)
    return base
