"""A progress line on standard error for runs of more than a second."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Self

_PATIENCE = 1.0
"""Seconds before anything is shown."""


class Progress:
    """
    A context manager; call it with the name of each stage.

    Nothing is imported and nothing shown in the first second. Effect: a thread draws to standard error.
    """

    def __init__(self, *, on: bool) -> None:
        self._on = on
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._bar: Any = None
        self._stage = ""
        self._closed = False

    def __call__(self, stage: str) -> None:
        self._stage = stage
        with self._lock:
            if self._bar is not None:
                self._bar.update(0, description=stage)

    def __enter__(self) -> Self:
        if self._on:
            self._timer = threading.Timer(_PATIENCE, self._show)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._closed = True
            if self._bar is not None:
                self._bar.stop()

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        bar = Bar(
            TextColumn("tracklint"),
            BarColumn(bar_width=20),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        with self._lock:
            if self._closed:
                return
            bar.add_task(self._stage, total=None)
            bar.start()
            self._bar = bar
