"""What outlives a run in a process that makes many: an editor's server."""

from __future__ import annotations

import msgspec

from linter.analysis.link.view import ModuleView
from linter.model import Problem


class Outline(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a module without its view: its marks, and what was wrong with the file."""

    marks: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    lowered: bool = False


class Shelf:
    """
    Views and outlines that outlive a run, for a process that makes many: by path, content and language.

    They are functions of these alone. So many are kept; those that were not used for longest go first.

    Beside them stand values of the last run, of which the store has the encoded form unless a passing run made them.
    """

    def __init__(self, most: int = 4000) -> None:
        self._most = most
        self._views: dict[tuple[object, ...], ModuleView] = {}
        self._outlines: dict[tuple[object, ...], Outline] = {}
        self._values: dict[str, tuple[bytes, object]] = {}

    def take(self, key: tuple[object, ...]) -> ModuleView | None:
        """Give a view that was put here."""
        view = self._views.pop(key, None)
        if view is not None:
            self._views[key] = view
        return view

    def put(self, key: tuple[object, ...], view: ModuleView) -> None:
        """Keep a view."""
        self._views[key] = view
        if len(self._views) > self._most:
            oldest = next(iter(self._views))
            del self._views[oldest]
            self._outlines.pop(oldest, None)

    def outline(self, key: tuple[object, ...]) -> Outline | None:
        """Give the outline of a view that is kept."""
        return self._outlines.get(key)

    def put_outline(self, key: tuple[object, ...], outline: Outline) -> None:
        """Keep the outline of a view for as long as the view."""
        if key in self._views:
            self._outlines[key] = outline

    def value(self, kind: str, name: bytes) -> object:
        """Give a value of a kind where it has this name in the store; None for any other."""
        held = self._values.get(kind)
        return held[1] if held is not None and held[0] == name else None

    def put_value(self, kind: str, name: bytes, value: object) -> None:
        """Keep a value, the last of its kind."""
        self._values[kind] = name, value
