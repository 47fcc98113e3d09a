"""
Scanned names and texts made harmless for what they are printed into.

Paths, excerpts and messages come from strangers. Nothing of them may steer a terminal, start a workflow command,
open an element, or make a document that its readers refuse.
"""

from __future__ import annotations

import os
import re
import unicodedata
from urllib.parse import quote

_PLAIN = re.compile(r"[\x20-\x7e]*\Z")
_KEPT_FORMAT = "\u200d"
"""The joiner inside emoji; all other invisible characters are shown by their number."""
_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"})
_NOT_XML = dict.fromkeys((*range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd")
_COMMANDS = re.compile(r"##(?=(?:vso)?\[)|(?<=:):|:(?=:)")
_IN_ELEMENTS = frozenset("\\`*_{}[]()#|~!$@:")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]#|~<>&$])")


def terminal(text: str, *, lines: bool = False) -> str:
    """
    Show control characters, escape sequences, bidirectional marks and lone surrogates by their number.

    The result is one line; with ``lines`` line feeds stay. Tabs become spaces.
    """
    if _PLAIN.match(text):
        return text
    return "".join(_shown(char, lines=lines) for char in text)


def _shown(char: str, *, lines: bool) -> str:
    if " " <= char <= "~" or (lines and char == "\n"):
        return char
    if char == "\t":
        return "    " if lines else " "
    if char == _KEPT_FORMAT or unicodedata.category(char) not in _STEERING:
        return char
    code = ord(char)
    if char in "\n\r":
        return "\\n" if char == "\n" else "\\r"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def unfold(text: str) -> str:
    """Give a message as one line: white space of every kind becomes one space, then as ``terminal``."""
    return terminal(" ".join(text.split()))


def workflow(text: str) -> str:
    """
    Break what a CI runner would take for a command: ``##[``, ``##vso[`` anywhere, ``::`` in any place.

    A zero-width space goes between; the text stays readable.
    """
    return _COMMANDS.sub(lambda match: "#\u200b#" if match[0] == "##" else ":\u200b", text)


def command_message(text: str) -> str:
    """Escape the message of a GitHub workflow command."""
    return well_formed(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """Escape a property of a GitHub workflow command."""
    return command_message(text).replace(":", "%3A").replace(",", "%2C")


def azure_message(text: str) -> str:
    """Escape the message of an Azure logging command."""
    return well_formed(text).replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def azure_property(text: str) -> str:
    """Escape a property of an Azure logging command."""
    return azure_message(text).replace("]", "%5D").replace(";", "%3B")


def xml(text: str) -> str:
    """Escape text for XML 1.0, as content or in a quoted attribute; what XML cannot hold is shown as U+FFFD."""
    kept = text.translate(_NOT_XML)
    for char, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        kept = kept.replace(char, name)
    return kept.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


def html(text: str) -> str:
    """Escape text for HTML, as content or in a quoted attribute; invisible characters are shown by their number."""
    kept = terminal(text, lines=True)
    for char, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        kept = kept.replace(char, name)
    return kept


def markdown(text: str) -> str:
    """Escape text for Markdown in one line: no emphasis, links, mentions, issue numbers, HTML or table cells."""
    escaped = _MARKDOWN.sub(r"\\\1", unfold(text))
    return escaped.replace("@", "&#64;").replace("://", ":&#47;&#47;").replace("www.", "www&#46;")


def html_in_markdown(text: str) -> str:
    """Escape text for an element inside Markdown, in one line: not all readers leave Markdown in elements alone."""
    return "".join(f"&#{ord(char)};" if char in _IN_ELEMENTS else html(char) for char in unfold(text))


def markdown_code(text: str) -> str:
    """Give text as a Markdown code span in one line that no back tick inside can end."""
    plain = unfold(text).replace("|", "\u2502")
    longest = max((len(run) for run in re.findall(r"`+", plain)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest or plain != plain.strip() or not plain else ""
    return f"{fence}{pad}{plain}{pad}{fence}"


def uri(path: str) -> str:
    """Give a relative path as a relative URI; bytes that are no text stay what they are."""
    encoded = quote(os.fsencode(path) if os.sep == "/" else path.encode("utf-8", "replace"), safe="/-._~!$&'()*+,=@")
    # A first segment with a colon would be read as a scheme; `quote` has encoded it. So would an empty path.
    return encoded or "."


def well_formed(text: str) -> str:
    """Replace lone surrogates (from file names that are no text) by U+FFFD, so that the text can be encoded."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
