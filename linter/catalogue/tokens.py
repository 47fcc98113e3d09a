"""What the scan looks for: every root of a callee, package, module, host, path and attribute of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from linter.catalogue.schema import ConsentManager, Tracker, TrackersCommon
from linter.catalogue.symbols import canonical, head, split_npm

PLAIN = 8
"""A weak root of at least so many characters is looked for as a word; a shorter one only together with a member."""


class Token(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Something to look for in the bytes of a file."""

    text: bytes
    kind: str
    """
    ``global``, ``use`` (a short global together with what follows it), ``call`` (a common one that is called),
    ``package``, ``module``, ``host``, ``path``, ``attribute`` or ``tag``.
    """
    trackers: tuple[str, ...]
    weak: bool
    """True where it alone does not prove a tracker: a common word, the path of a proxied tracker."""
    beside: tuple[str, ...] = ()
    """Of a common word: members of which a file must hold one too, for it to be used as a tracker's; empty for none."""


class _Tokens:
    def __init__(self, common: TrackersCommon) -> None:
        self.weak = frozenset(common.weak_globals)
        self.shared = frozenset(common.shared_hosts)
        self.found: dict[tuple[str, str], tuple[set[str], bool]] = {}
        self.beside: dict[str, set[str]] = {}
        """By the text of a weak global: the members that rows know of it; with the empty one where it is used alone."""
        self.modules: dict[str, tuple[list[list[str]], set[str]]] = {}

    def add(self, text: str, kind: str, tracker: str, weak: bool = False) -> None:
        owners, all_weak = self.found.get((text, kind), (set(), True))
        owners.add(tracker)
        self.found[text, kind] = (owners, all_weak and weak)

    def listed(self, written: str, tracker: str) -> None:
        """Add a global that a tracker is known by; what is done with a common one is for the rows to say."""
        root = head(canonical(written))
        if root not in self.weak or ":" in root:
            self.symbol(written, tracker, called=False)

    def symbol(self, written: str, tracker: str, *, called: bool) -> None:
        """Add what must be looked for so that no use of a symbol path is missed."""
        symbol = canonical(written).removesuffix(".*")
        root = head(symbol)
        weak = root in self.weak
        if root.startswith("npm:"):
            self.add(split_npm(symbol)[0], "package", tracker, weak)
        elif root.startswith("py:"):
            paths, owners = self.modules.setdefault(root, ([], set()))
            paths.append(symbol[3:].partition("(")[0].split("."))
            owners.add(tracker)
        elif root.startswith("gtm:"):
            # The types are short words; every exported container is looked at.
            self.add("containerVersion", "global", tracker, True)
        elif ":" in root:
            self.add(root.partition(":")[2], "global", tracker, weak)
        else:
            self._global(symbol.removeprefix("this."), root.removeprefix("this."), tracker, weak, called)

    def _global(self, symbol: str, root: str, tracker: str, weak: bool, called: bool) -> None:
        members = symbol.partition("(")[0].split(".")
        if not weak or len(root) >= PLAIN:
            self.add(root, "global" if len(root) > 2 else "use", tracker, weak)
            alone = len(members) < 2 or members[0] != root
            self.beside.setdefault(root, set()).add("" if alone else members[1])
        elif len(members) > 1:
            # ``client`` alone is in every file; ``client.recordEvent`` is not.
            self.add(f"{root}.{members[1]}", "global", tracker, True)
            self.add(f"{root}?.{members[1]}", "global", tracker, True)
        elif called:
            self.add(root, "call", tracker, True)

    def endpoint(self, host: str, path: str, end: str, tracker: str) -> None:
        if not host:
            self.add(path.rstrip("/") or end, "path", tracker, True)
        elif host in self.shared:
            self.add(host + (path.rstrip("/") if len(path) > 1 else ""), "host", tracker)
        else:
            self.add(host, "host", tracker)

    def finish(self) -> tuple[Token, ...]:
        for root, (paths, owners) in self.modules.items():
            # A namespace package (``google``) says nothing; what all rows have in common under it does.
            second = {path[1] for path in paths if len(path) > 2 and path[1].islower()}
            whole = len(second) == 1 and all(len(path) > 2 for path in paths)
            name = f"{root[3:]}.{second.pop()}" if whole and root in self.weak else root[3:]
            for owner in owners:
                self.add(name, "module", owner, root in self.weak and not whole)
        return tuple(
            Token(text.encode("utf-8"), kind, tuple(sorted(owners)), weak, self._beside(text, kind) if weak else ())
            for (text, kind), (owners, weak) in sorted(self.found.items())
            if text
        )

    def _beside(self, text: str, kind: str) -> tuple[str, ...]:
        members = self.beside.get(text, {""}) if kind == "global" else {""}
        return () if "" in members else tuple(sorted(members))


def build_tokens(trackers: Iterable[Tracker] | Mapping[str, Tracker], common: TrackersCommon) -> tuple[Token, ...]:
    """Give every token of the catalogue, each (text, kind) once, sorted."""
    tokens = _Tokens(common)
    rows: Iterator[Tracker] = iter(trackers.values() if isinstance(trackers, Mapping) else trackers)
    for tracker in rows:
        for name in tracker.globals:
            tokens.listed(name, tracker.id)
        for signature in tracker.signature:
            if signature.form == "tag":
                tokens.add(signature.callee, "tag", tracker.id)
            else:
                tokens.symbol(signature.callee, tracker.id, called=signature.form != "assign")
        for others in tracker.same.values():
            for other in others:
                tokens.symbol(other, tracker.id, called=True)
        for endpoint in tracker.endpoint:
            tokens.endpoint(endpoint.host, endpoint.path, endpoint.path_end, tracker.id)
            if not endpoint.host and (name := _own_file(endpoint.path_end, tracker)):
                tokens.add(name, "file", tracker.id)
        for attribute in tracker.attributes:
            tokens.add(attribute.partition("*")[0], "attribute", tracker.id, attribute in tokens.weak)
    return tokens.finish()


def _own_file(path: str, tracker: Tracker) -> str:
    """Give the name of a file that is named after a tracker, on whatever host it lies: ``matomo.php``; else nothing."""
    name = path.rpartition("/")[2]
    stem, dot, _ = name.partition(".")
    return name if dot and stem in {tracker.id, *(known.lower() for known in tracker.globals)} else ""


def asking_words(managers: Iterable[ConsentManager], tokens: Iterable[Token] = ()) -> frozenset[bytes]:
    """
    Give the words that show that a project asks people: names of consent managers, and its own for consent.

    What is a tracker's token as well shows the tracker alone: every site with tags has a ``dataLayer``.
    """
    shared = {token.text.decode("utf-8", "replace") for token in tokens}
    words: set[str] = set()
    for manager in managers:
        words.update(w for w in (*manager.scripts, *manager.packages) if len(w) > 5)
        words.update(w for w in (*manager.globals, *manager.cookies) if len(w) > 7 and w not in shared)
        words.update(w.replace(" ", "") for w in manager.words if len(w) > 9)
    return frozenset(word.encode() for word in words)
