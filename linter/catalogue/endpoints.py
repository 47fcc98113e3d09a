"""Which tracker a URL belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from linter.catalogue.schema import Endpoint, Tracker

HOLE = "\ufffc"
"""Stands in a URL for a part that is not known."""

_SCHEME = re.compile(rf"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|{HOLE}:?)?//")
_AUTHORITY_END = re.compile(r"[/?#\\]")
_QUERY = re.compile(r"[?#]")


class EndpointMatch(msgspec.Struct, frozen=True, gc=False):
    """One row of the catalogue that a URL fits."""

    tracker: str
    endpoint: Endpoint
    weak: bool = False
    """True where only the path speaks (a self-hosted or proxied tracker on any host)."""


class Endpoints:
    """
    The index of endpoints: hosts by suffix on a label boundary, paths by prefix and suffix.

    Of the rows that fit only the most specific are given (longest host, then longest path), so that two trackers
    come back only where the URL does not tell them apart.
    """

    def __init__(self, trackers: Mapping[str, Tracker], shared_hosts: Iterable[str] = ()) -> None:
        self._shared = frozenset(shared_hosts)
        self._hosts: dict[str, list[EndpointMatch]] = {}
        self._anywhere: list[EndpointMatch] = []
        for tracker in trackers.values():
            for endpoint in tracker.endpoint:
                if endpoint.host:
                    host = endpoint.host.lower()
                    self._hosts.setdefault(host, []).append(EndpointMatch(tracker.id, endpoint))
                else:
                    self._anywhere.append(EndpointMatch(tracker.id, endpoint, True))

    def match(self, url: str) -> tuple[EndpointMatch, ...]:
        """
        Give the rows that a URL, or its known beginning, fits; unknown parts stand as U+FFFC.

        The scheme may be missing or unknown. A host that is only half known fits nothing: a label must be whole.
        """
        host, path = _split(url)
        if host is None:
            # ``www.example.com/tr?id=1`` is a URL as well when it begins with a catalogued host.
            bare = path.lstrip(HOLE)
            name, rest = _cut(bare)
            if bare is path or bare.startswith((".", "www.")) or name.lower() in self._hosts:
                host, path = name.lower(), rest if name else path
        for suffix in _suffixes(host or ""):
            rows = self._hosts.get(suffix)
            if rows and (found := self._specific(rows, path, suffix in self._shared)):
                return found
        return self._specific(self._anywhere, path, True)

    @staticmethod
    def _specific(rows: Iterable[EndpointMatch], path: str, need_path: bool) -> tuple[EndpointMatch, ...]:
        best = 0
        found: list[EndpointMatch] = []
        for row in rows:
            rank = _rank(row.endpoint, path, need_path)
            if rank > best:
                best, found = rank, [row]
            elif rank == best and rank:
                found.append(row)
        return tuple(found)


def _split(url: str) -> tuple[str | None, str]:
    """Split a URL into its host (lower case; None without ``//``) and its path without query."""
    url = url.strip()
    match = _SCHEME.match(url)
    if match is None:
        return None, _QUERY.split(url, maxsplit=1)[0]
    host, path = _cut(url[match.end() :])
    return host.lower(), path


def _cut(text: str) -> tuple[str, str]:
    """Cut ``user@host:port/path?query`` into host and path."""
    end = _AUTHORITY_END.search(text)
    authority, rest = (text, "") if end is None else (text[: end.start()], text[end.start() :])
    path = _QUERY.split(rest, maxsplit=1)[0]
    host = authority.rpartition("@")[2].partition(":")[0]
    known, hole, _ = host.rpartition(".")[2].partition(HOLE)
    if hole and known:
        # ``https://example.com`` + unknown: what follows a whole host is its path.
        return host[: host.rindex(".") + 1 + len(known)] if "." in host else known, HOLE + path
    return host.rstrip("."), path


def _suffixes(host: str) -> list[str]:
    """Give a host and everything after each of its dots, longest first; suffixes with an unknown part are left out."""
    labels = host.split(".")
    return [suffix for at in range(len(labels)) if HOLE not in (suffix := ".".join(labels[at:]))]


def _rank(endpoint: Endpoint, path: str, need_path: bool) -> int:
    """Say how specifically a row fits a path: 0 not at all."""
    wanted, end = endpoint.path.rstrip("/") if endpoint.path == "/" else endpoint.path, endpoint.path_end
    known, hole, _ = path.partition(HOLE)
    if wanted and not _starts(known, wanted):
        # ``https://host`` + unknown: the host alone must do, and only if it is nobody else's.
        return 1 if hole and not need_path and not end and wanted.startswith(known) else 0
    if end and not path.rstrip("/").endswith(end.rstrip("/")):
        # A path of which nothing is known may be the one; on a host that is nobody else's.
        return 1 if path.lstrip("/") == HOLE and not need_path else 0
    if need_path and not (wanted or end):
        return 0
    return 1 + len(wanted) + len(end)


def _starts(path: str, wanted: str) -> bool:
    """Say whether a path begins with ``wanted`` and its last word ends there (``/tr`` does not begin ``/trends``)."""
    if not path.startswith(wanted):
        return False
    after = path[len(wanted) : len(wanted) + 1]
    return not (wanted[-1:].isalpha() and after.isalpha())
