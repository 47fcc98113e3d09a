"""
What the configuration of a bundler says about import words: aliases for folders and files, folders to look in.

The configuration is code. It is read by the shape of its entries and never run: of an entry's value, whatever calls it
is made of (``path.resolve(__dirname, "src", "lib")``, ``fileURLToPath(new URL("./src", import.meta.url))``), the texts
are the pieces of the path.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

_BLOCK = re.compile(r"""\balias['"]?\s*[:=]\s*([{\[])""")
_FOLDERS = re.compile(r"""\b(?:modules|modulesDirectories|modulePaths)['"]?\s*:\s*(\[)""")
_SET = re.compile(r"""\balias(?:\.([\w$]+)|\[\s*['"]([^'"\n]{1,100})['"]\s*\])\s*=(?!=)""")
_CHAINED = re.compile(r"""\.set\(\s*['"]([@~#$\w/-]{1,60})['"]\s*,""")
_KEY = re.compile(r"""\s*(?:['"]([^'"\n]{1,100})['"]|([\w$@~]+))\s*:""")
_STRING = re.compile(r"""(['"`])((?:(?!\1)[^\\\n]){0,200})\1""")
_REMARK = re.compile(r"""(['"`])(?:\\.|(?!\1)[^\\\n])*(?:\1|\\?\Z|(?=\n))|//[^\n]*|/\*.*?(?:\*/|\Z)""", re.DOTALL)
"""A text that is not closed goes to the end of its line: looked at once, in time linear in the file."""
_FIND = re.compile(r"""\bfind\s*:\s*(?:['"]([^'"\n]{1,100})['"]|/\^?((?:\\.|[^/\n\\]){1,60})/)""")
_REPLACEMENT = re.compile(r"\breplacement\s*:")
_LONGEST = 20_000
"""Characters of one block that are read."""


class Alias(NamedTuple):
    """``word`` at the beginning of an import stands for ``target``, a path seen from the configuration's folder."""

    word: str
    target: str
    exact: bool = False
    """True where only the word itself is meant, with nothing behind it."""


def aliases_in(text: str) -> list[Alias]:
    """Give the aliases that the text of a configuration declares."""
    text = _REMARK.sub(lambda m: m[0] if m[1] else " ", text)
    found: list[Alias] = []
    for match in _BLOCK.finditer(text):
        for entry in _entries(text, match.end()):
            found.extend(_of_object(entry) if match[1] == "{" else _of_list(entry))
    for match in _SET.finditer(text):
        found.extend(_made(match[1] or match[2], next(_entries(text, match.end()), "")))
    if "alias" in text:
        for match in _CHAINED.finditer(text):
            found.extend(_made(match[1], next(_entries(text, match.end()), "")))
    return found


def folders_in(text: str) -> list[str]:
    """Give the folders in which imports without a dot are looked for, seen from the configuration's folder."""
    text = _REMARK.sub(lambda m: m[0] if m[1] else " ", text)
    found = [_path(entry) for match in _FOLDERS.finditer(text) for entry in _entries(text, match.end())]
    return [path for path in found if path and "node_modules" not in path]


def _entries(text: str, start: int) -> Iterator[str]:
    """Give the parts between the commas of a bracket that was opened before ``start``, without inner ones' commas."""
    depth = 0
    begin = at = start
    stop = min(len(text), start + _LONGEST)
    while at < stop:
        char = text[at]
        if char in "'\"`" and (string := _STRING.match(text, at)):
            at = string.end()
            continue
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth < 0:
                break
        elif char in ",;" and depth == 0:
            yield text[begin:at]
            begin = at + 1
            if char == ";":
                return
        at += 1
    if text[begin:at].strip():
        yield text[begin:at]


def _of_object(entry: str) -> list[Alias]:
    match = _KEY.match(entry)
    return _made(match[1] or match[2], entry[match.end() :]) if match else []


def _of_list(entry: str) -> list[Alias]:
    find = _FIND.search(entry)
    replacement = _REPLACEMENT.search(entry)
    if find is None or replacement is None:
        return []
    word = find[1] or re.sub(r"\\(.)", r"\1", find[2].removesuffix("$"))
    value = next(_entries(entry, replacement.end()), "")
    return _made(word, value) if re.fullmatch(r"[\w@~#$/.-]+", word) else []


def _made(word: str, value: str) -> list[Alias]:
    target = _path(value)
    exact = word.endswith("$") and len(word) > 1
    word = word.removesuffix("$") if exact else word
    word = word.rstrip("/") if len(word) > 1 else word
    return [Alias(word, target, exact)] if word and target else []


def _path(value: str) -> str:
    """Join the texts of a value to a path; empty where it has none."""
    parts = [m[2] for m in _STRING.finditer(value) if "$" not in m[2] and m[2] not in ("url", "path")]
    parts = [p for p in parts if re.fullmatch(r"[\w./@ -]+", p)]
    if not parts:
        return ""
    return posixpath.normpath("/".join(p.strip("/") or "." for p in parts))
