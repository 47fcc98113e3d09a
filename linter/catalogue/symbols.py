"""
Symbol paths in one spelling, so that look-ups are dictionary look-ups.

A symbol path names a function, class or object as ``catalogue.schema`` says: ``fbq``, ``posthog.people.set``,
``npm:posthog-node:PostHog().capture``, ``py:mixpanel.Mixpanel().track``, ``this.$gtag.event``.

What differs between two ways to reach the same thing is dropped here, from the rows and from the questions alike:

- ``window.``, ``globalThis.``, ``self.``, ``top.`` and their like before a browser global;
- ``default`` and ``*`` as the export of an npm package. Whether a default import, a namespace import or ``require``
  gives the object with the methods depends on the bundler's interop, so ``npm:x:default.capture``,
  ``npm:x:*.capture``, ``npm:x:*.default.capture`` and ``npm:x:capture`` are all ``npm:x:capture``;
- the file inside a package (``x/dist/module.full`` is ``x``), a version (``npm:x@1.2``), and versions inside the
  address of a module that is imported by URL (``https://cdn.example/lib/9.6.1/a.js`` has ``*`` for them).
"""

from __future__ import annotations

import re

_WINDOW = ("window.", "globalThis.", "self.", "top.", "parent.", "global.", "document.")
_BUILT = re.compile(r"^((?:@[^/:]+/)?[^/@:]+)/(?:dist|lib|build|es|esm|cjs|umd|src|commonjs)(?:/.*)?$")
_VERSION = re.compile(r"^((?:@[^/:]+/)?[^/@:]+)@[^/]*")
_VERSION_PART = re.compile(r"(?<=[/@])v?\d+(?:\.\d+)*(?:-[\w.]+)?(?=/|$)")
_ROOT = re.compile(r"this\.[^.(]*|(?:[^:]*:)?[^.(]*")
_MARK = re.compile(r"[.(]")
"""What begins the next segment."""


def package(specifier: str) -> str:
    """Give the name under which the catalogue knows an import specifier of JavaScript."""
    if "://" in specifier:
        return _VERSION_PART.sub("*", specifier)
    specifier = specifier.removeprefix("npm:")
    if "@" in specifier:
        specifier = _VERSION.sub(r"\1", specifier)
    if "/" in specifier and (match := _BUILT.match(specifier)):
        return match[1]
    return specifier


def split_npm(symbol: str) -> tuple[str, str]:
    """Split ``npm:package:export.member`` into the package and the rest, which is empty for the module itself."""
    at = symbol.find(":", 8 if symbol.startswith("npm:npm:") else 4)
    while at >= 0 and symbol.startswith("//", at + 1):
        at = symbol.find(":", at + 1)
    return (symbol[4:], "") if at < 0 else (symbol[4:at], symbol[at + 1 :])


def canonical(symbol: str) -> str:
    """Give the one spelling of a symbol path."""
    if symbol.startswith("npm:"):
        name, rest = split_npm(symbol)
        while rest.startswith(("default", "*")):
            after = rest[7:] if rest.startswith("default") else rest[1:]
            if after and after[0] not in ".(":
                break
            rest = after.removeprefix(".")
        name = package(name)
        return f"npm:{name}:{rest}" if rest else f"npm:{name}"
    if ":" in symbol:
        return symbol
    while symbol.startswith(_WINDOW):
        symbol = symbol.partition(".")[2]
    return symbol


def head(symbol: str) -> str:
    """
    Give the root of a canonical symbol path: ``fbq``, ``npm:posthog-js``, ``py:mixpanel``, ``this.$gtag``.

    ``this`` alone says nothing, so a member of it counts as the root.
    """
    if symbol.startswith("npm:"):
        return "npm:" + split_npm(symbol)[0]
    found = _ROOT.match(symbol)
    return found[0] if found else ""


def prefixes(symbol: str) -> list[str]:
    """Give every proper beginning of a canonical symbol path at a segment boundary, shortest first."""
    start = len(head(symbol))
    found = [symbol[:start]] if start < len(symbol) else []
    found.extend(symbol[: mark.start()] for mark in _MARK.finditer(symbol, start + 1))
    return found
