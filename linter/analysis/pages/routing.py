"""What is known of the addresses of the whole project, each part worked out when a page first asks for it."""

from __future__ import annotations

from functools import cached_property

import msgspec

from linter.analysis.link.program import Program
from linter.analysis.link.values import Resolver
from linter.analysis.pages.routes import Routes
from linter.analysis.pages.sending import Sending, Sent
from linter.analysis.trace.contexts import Contexts
from linter.catalogue.catalogue import Catalogue
from linter.workspace.store import content_hash

SINGLE = 8
"""So many pages are answered each by itself; for more it is cheaper to work out everything once."""


class Routing:
    """
    The routes of a project and what is sent to them, shared by all pages.

    A page depends on what the routes are, not on all that this was worked out from: the digests name it, and what is
    asked here for the sake of all is not written down for the page that asks first.
    """

    def __init__(self, program: Program, contexts: Contexts, resolver: Resolver, catalogue: Catalogue) -> None:
        self._program = program
        self._routes = Routes(program, resolver, catalogue)
        self._sending = Sending(program, contexts, catalogue)
        self._collected = False
        self._single = 0

    @property
    def files(self) -> Routes:
        """The routes, to be asked only about those that lead to files."""
        if not self._collected:
            self._program.expect((*self._routes.words, *self._sending.words))
            with self._program.recording() as self._asked:
                self._routes.collect_files()
            self._collected = True
        return self._routes

    @property
    def all(self) -> Routes:
        """The routes, to be asked everything."""
        _ = self.sent
        return self._routes

    @cached_property
    def sent(self) -> Sent:
        """What forms and calls send, by what answers."""
        with self._program.recording() as self._asked_all:
            self.files.collect()
            return self._sending.everything(self._routes)

    @property
    def stays_single(self) -> bool:
        """Say whether one more page is answered by itself: the answers are the same."""
        self._single += 1
        return "sent" not in self.__dict__ and self._single <= SINGLE

    def files_digest(self) -> bytes:
        """Name what is known of routes to files; whoever asks depends on all that it was worked out from."""
        found = self.files.known_files()
        self._program.replay(self._asked)
        return _digest(found)

    def digest(self) -> bytes:
        """Name all that is known, as ``files_digest`` does."""
        found = (sorted(self.sent.items()), self._routes.known())
        self._program.replay(self._asked)
        self._program.replay(self._asked_all)
        return _digest(found)


def _digest(known: tuple[object, ...]) -> bytes:
    try:
        return content_hash(msgspec.msgpack.encode(known))
    except ValueError:  # halves of surrogate pairs in names
        return content_hash(repr(known).encode("utf-8", "surrogatepass"))
