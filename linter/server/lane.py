"""Runs of one project, one after the other: debounced, off the event loop, and only the newest counts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from pathlib import Path

from linter.server.project import Result, Runner, Unsaved

_LOG = logging.getLogger(__name__)


class Lane:
    """
    The runs of one root. Everything here happens on the event loop, except the run itself.

    ``documents`` gives the open documents when a run begins; ``done`` and ``failed`` are told how it ended, unless the
    text changed meanwhile: then another run follows at once.
    """

    def __init__(
        self,
        root: Path,
        executor: Executor,
        documents: Callable[[Lane], Mapping[str, Unsaved]],
        done: Callable[[Lane], Awaitable[None]],
        failed: Callable[[Lane, Exception], None],
        *,
        named: bool = False,
    ) -> None:
        self.root = root
        self.named = named
        """True where only the files that are open make up the project."""
        self.result: Result | None = None
        self.told: dict[str, str] = {}
        """What the client was last told about each file, as a digest."""
        self._runner = Runner(root)
        self._executor = executor
        self._documents = documents
        self._done = done
        self._failed = failed
        self._dirty = False
        self._fresh = False
        self._prepared: set[str] = set()
        """Documents of which an edit finds in memory what it needs."""
        self._preparation: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def touch(self, delay: float, *, disk: bool = False) -> None:
        """Ask for a run ``delay`` seconds after the last call; ``disk`` when rules or the list of files changed."""
        self._dirty = True
        self._fresh = self._fresh or disk
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(delay, self._begin)

    def _begin(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def settled(self) -> Result | None:
        """Wait until the newest text was looked at, and give the result. A caller that is cancelled stops no run."""
        while self._dirty or (self._task is not None and not self._task.done()):
            self._begin()
            if self._task is not None:
                await asyncio.shield(self._task)
        return self.result

    def close(self) -> None:
        """Begin no further run."""
        self._dirty = False
        if self._timer is not None:
            self._timer.cancel()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._dirty:
            self._dirty = False
            if self._fresh:
                self._runner.forget()
                self._fresh = False
            documents = dict(self._documents(self))
            paths = tuple(self.root / path for path in documents) if self.named else (self.root,)
            try:
                self.result = await loop.run_in_executor(self._executor, self._runner.run, documents, paths)
            except Exception as error:  # noqa: BLE001 - told to the user; the server goes on
                self._failed(self, error)
                continue
            if not self._dirty:
                await self._done(self)
            if not self._dirty and not self._prepared.issuperset(documents):
                self._prepared.update(documents)
                # Not part of this task, for which questions of the client wait.
                self._preparation = loop.create_task(self._prepare(documents, paths))

    async def _prepare(self, documents: Mapping[str, Unsaved], paths: tuple[Path, ...]) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._executor, self._runner.prepare, documents, paths)
        except Exception:  # noqa: BLE001 - an edit is slower then; what is wrong shows when it runs
            _LOG.exception("nothing could be made ready for edits in %s", self.root)
