"""The strongest evidence: an API that is known to give users' data."""

from __future__ import annotations

from linter.judgement.cases import REQUEST, Case, Reader, Sign
from linter.judgement.chains import literal_of

_SHOWN = 80
_PATH = ".pathname"
_OF_ADDRESS = "url"
"""The group of sources that read the address of a page."""


class KnownSources:
    """What the sources of ``rules/frameworks`` say about a case."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._parameters: dict[str, str] = {
            name.lower(): kind.id for kind in reader.kinds.values() for name in kind.url_parameters
        }

    def signs(self, case: Case) -> list[Sign] | None:
        """Give what a known API says: signs, an empty list where it is harmless, ``None`` where it does not decide."""
        match = case.source
        if self._chooses(case):
            return []
        if match is None:
            return self._of_query(case) if case.flow.origin.kind == "query" else None
        if match.kind == "none":
            return []
        chain = case.flow.origin.chain
        shown = "".join((chain[0].rsplit(":", 1)[-1], *chain[1:]))[:_SHOWN]
        if match.kind == "by-key":
            return self._by_key(case, shown)
        if any(segment.startswith(".") for segment in match.rest):
            return None  # a member of the source: its own name says what it is (``request.user.team.name``)
        if match.kind == "page-url":
            name = self._reader.names.of(chain)
            weak = name.endswith(("pathname", "path", "title"))
            if weak and not self._reader.sector:
                return []  # what every page view tells; on a site about health it says what about
            return [Sign("page-url", "low" if weak else "medium", f"`{shown}` is the address or title of the page")]
        if match.kind == "free-text":
            return [Sign("free-text", "low", f"`{shown}` is what a visitor sends")]
        if match.group == "device" and self._reader.lexicon.is_one("browser-traits", case.last):
            return [Sign(match.kind, "low", f"`{shown}` describes the browser, one trait among others")]
        return [Sign(match.kind, "high", f"`{shown}` is known to give {self._reader.label(match.kind)}")]

    def _chooses(self, case: Case) -> bool:
        """Say whether a value is a parameter of a page's address that chooses what the page shows: a country."""
        group = case.source.group if case.source is not None else ""
        if case.flow.sink.channel != "autocollect" and group != _OF_ADDRESS:
            return False
        hits = self._reader.vocabulary.classify(case.last, case.contexts | REQUEST)
        return bool(hits) and hits[0].entry in self._reader.kinds[hits[0].kind].chosen

    def is_part(self, case: Case) -> bool:
        """
        Say whether a value is one part of a page's path, ``location.pathname.split('/')[1]``: a language, a section.

        It is no address; on a site about health a section tells something all the same.
        """
        match = case.source
        if match is None or match.kind != "page-url" or self._reader.sector:
            return False
        chain = case.flow.origin.chain
        read = chain[: len(chain) - len(match.rest)]
        return read[-1] == _PATH and bool(match.rest) and match.rest[0].removeprefix(".").isdigit()

    def _of_query(self, case: Case) -> list[Sign] | None:
        kind, sure = self._of_parameter(case.last, case)
        if not kind or kind == "page-url":
            return None
        return [
            Sign(kind, "high" if sure else "medium", f"the query of the page's address carries it as '{case.last}'")
        ]

    def _by_key(self, case: Case, shown: str) -> list[Sign] | None:
        match = case.source
        if match is None:
            return None
        key = match.key or _next_key(match.rest)
        if not key and match.group == "form" and self._reader.lexicon.is_one("form", case.last):
            return [Sign("free-text", "medium", f"`{shown}` is everything that was typed into a form")]
        if match.key and any(segment.startswith(".") for segment in match.rest):
            return None  # a member of what was sent: its own name says what it is
        kind, sure = self._of_parameter(key, case)
        root = case.flow.origin.chain[0]
        loose = self._reader.lexicon.is_one("loose-roots", root) and (not sure or kind != "search-term")
        if not kind or kind == "page-url" or loose:
            return None
        return [Sign(kind, "high" if sure else "medium", f"`{shown}` is what a visitor sends as '{key}'")]

    def _of_parameter(self, key: str, case: Case) -> tuple[str, bool]:
        """Give the kind of a request parameter by its name, and whether the name settles it."""
        if not key:
            return "", False
        contexts = case.contexts | REQUEST
        hits = self._reader.vocabulary.classify(key, contexts)
        if hits and hits[0].strength == "strong":
            return hits[0].kind, True
        fixed = self._parameters.get(key.lower(), "")
        if hits and (not fixed or hits[0].kind == fixed):
            return hits[0].kind, hits[0].kind == fixed
        if fixed and self._reader.kinds[fixed].special == "none":
            return fixed, True
        if fixed and "care" in contexts:
            return fixed, False
        return (hits[0].kind, False) if hits else ("", False)


def _next_key(rest: tuple[str, ...]) -> str:
    for at, segment in enumerate(rest):
        if segment.startswith("."):
            called = at + 1 < len(rest) and rest[at + 1].startswith("(")
            if not called:
                return segment[1:]
            if literal := literal_of(rest[at + 1]):
                return literal
            if segment not in _WHOLE:
                return ""  # what another method makes of it has no name of its own
        elif literal := literal_of(segment):
            return literal
    return ""


_WHOLE = (".toString", ".toLowerCase", ".trim", ".split", ".decode")
