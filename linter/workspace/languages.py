"""Which language a file is written in: by its name first, by its first bytes where the name does not tell."""

from __future__ import annotations

import re

LANGUAGES: dict[str, tuple[str, str]] = {
    ".py": ("python", ""),
    ".pyi": ("python", ""),
    ".pyw": ("python", ""),
    ".js": ("javascript", ""),
    ".mjs": ("javascript", ""),
    ".cjs": ("javascript", ""),
    ".es6": ("javascript", ""),
    ".jsx": ("jsx", ""),
    ".ts": ("typescript", ""),
    ".mts": ("typescript", ""),
    ".cts": ("typescript", ""),
    ".tsx": ("tsx", ""),
    ".html": ("html", ""),
    ".htm": ("html", ""),
    ".xhtml": ("html", ""),
    ".shtml": ("html", ""),
    ".djhtml": ("html", "django"),
    ".jinja": ("html", "jinja"),
    ".jinja2": ("html", "jinja"),
    ".j2": ("html", "jinja"),
    ".njk": ("html", "jinja"),
    ".nunjucks": ("html", "jinja"),
    ".twig": ("html", "twig"),
    ".liquid": ("html", "liquid"),
    ".hbs": ("html", "handlebars"),
    ".handlebars": ("html", "handlebars"),
    ".mustache": ("html", "handlebars"),
    ".ejs": ("html", "ejs"),
    ".eta": ("html", "ejs"),
    ".jst": ("html", "ejs"),
    ".erb": ("html", "erb"),
    ".rhtml": ("html", "erb"),
    ".eex": ("html", "erb"),
    ".heex": ("html", "erb"),
    ".leex": ("html", "erb"),
    ".php": ("php", ""),
    ".phtml": ("php", ""),
    ".php5": ("php", ""),
    ".php7": ("php", ""),
    ".gohtml": ("html", "go"),
    ".gotmpl": ("html", "go"),
    ".tmpl": ("html", ""),
    ".tpl": ("html", ""),
    ".cshtml": ("html", ""),
    ".mako": ("html", ""),
    ".vue": ("vue", ""),
    ".svelte": ("svelte", ""),
    ".astro": ("astro", ""),
    ".prisma": ("prisma", ""),
}
"""Last suffix, in lower case, to language and template dialect; an empty dialect is guessed from the content."""

CONTENT = ".json"
"""The suffix of files of which only some are read, told by their first bytes."""
_CONTAINER = re.compile(
    rb'^(?:\xef\xbb\xbf)?\s*\{\s*(?:"exportFormatVersion"[^{}]*"containerVersion"|"containerVersion")\s*:\s*\{'
)
"""How the export of a tag manager's container begins."""

NEXT_SCHEMA = "*.prisma"
"""The specifier by which a schema goes on in the next file of its folder: a client may be made of several."""

UNREAD = frozenset({".pug", ".jade", ".haml", ".slim", ".coffee", ".mdx", ".jsp", ".jspx", ".aspx", ".ascx", ".ftl"})
"""Suffixes of page and script languages that are not read: left out with a word about it, never silently."""

_COMPOUND: dict[str, tuple[str, str]] = {".blade.php": ("html", "blade")}
_WRAPPED = frozenset(
    {".j2", ".jinja", ".jinja2", ".erb", ".ejs", ".twig", ".liquid", ".tmpl", ".tpl", ".eex", ".gotmpl"}
)
"""Template suffixes that are put behind the suffix of what the template makes: ``page.html.j2``, ``nginx.conf.j2``."""
_PAGES = frozenset({"", ".html", ".htm", ".xhtml", ".shtml", ".txt", ".mjml", ".amp"})
_INTERPRETERS = re.compile(
    rb"^#![ \t]*\S*?(?:/env[ \t]+(?:-\S+[ \t]+)*)?/?"
    rb"(python|pypy|node|nodejs|deno|bun|ts-node|tsx|php)[\d.]*(?:[ \t\r\n]|$)"
)
_BY_INTERPRETER: dict[bytes, tuple[str, str]] = {
    b"python": ("python", ""),
    b"pypy": ("python", ""),
    b"node": ("javascript", ""),
    b"nodejs": ("javascript", ""),
    b"deno": ("typescript", ""),
    b"bun": ("typescript", ""),
    b"ts-node": ("typescript", ""),
    b"tsx": ("tsx", ""),
    b"php": ("php", ""),
}


PLAIN = frozenset(LANGUAGES) - _WRAPPED - {".ts", ".php"}
"""Suffixes that say the language alone, whatever stands before them."""


def language_of(path: str, head: bytes = b"") -> tuple[str, str] | None:
    """
    Give language and template dialect of a file, or None for what is not read.

    ``path`` may be relative; ``head`` are the first bytes of the file, asked only where the name has no suffix, to
    tell TypeScript from the other uses of ``.ts`` (video streams, Qt translations), and to find the JSON that is read.
    """
    name = path.rpartition("/")[2].lower()
    stem, suffix = _split(name)
    if not suffix:
        return _by_shebang(head)
    if suffix in PLAIN and "." not in stem:
        return LANGUAGES[suffix]
    inner = _split(stem)[1]
    if found := _COMPOUND.get(inner + suffix):
        return found
    if suffix == CONTENT:
        return ("container", "") if _CONTAINER.match(head) else None
    found = LANGUAGES.get(suffix)
    if found is None:
        return None
    if suffix in _WRAPPED and inner not in _PAGES:
        # A template that makes a script is read as that script; one that makes a mail or a server's settings is not.
        made = LANGUAGES.get(inner)
        if made is None:
            return found if not _is_suffix_of_text(inner) else None
        return made if made[0] == "html" else (made[0], found[1])
    if (
        suffix == ".ts"
        and head
        and (head[:1] == b"G" or b"\0" in head[:256] or head.lstrip()[:5] in {b"<?xml", b"<!DOC"})
    ):
        return None
    return found


def _split(name: str) -> tuple[str, str]:
    """Split a name as ``splitext`` does, for the thousands of names of a project."""
    dot = name.rfind(".")
    if dot <= 0 or not name[:dot].lstrip("."):
        return name, ""
    return name[:dot], name[dot:]


def _is_suffix_of_text(inner: str) -> bool:
    """Say whether what a template makes is plainly no page: ``.yml``, ``.conf``; a dotted name is no suffix."""
    return inner[1:].isalpha() and len(inner) <= 6


def _by_shebang(head: bytes) -> tuple[str, str] | None:
    match = _INTERPRETERS.match(head[:256])
    return _BY_INTERPRETER[match[1]] if match else None
