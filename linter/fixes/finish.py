"""From the changes that a maker wants to edits as they are written, shown and reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from linter.fixes.places import Places
from linter.fixes.tidy import tidied
from linter.model import Edit

if TYPE_CHECKING:
    from linter.fixes.python import PythonSource


class Finisher:
    """Finishes the edits of one project; what it has parsed for that it keeps."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._parsed: dict[str, PythonSource | None] = {}

    def finished(self, wanted: Sequence[Edit], *, comments: bool = False) -> tuple[Edit, ...] | None:
        """
        Give the edits for what is wanted, file by file; None where one of them cannot be made.

        Python is changed in LibCST's tree, but for its ``comments``; the rest by exact spans.
        """
        made: list[Edit] = []
        for path in dict.fromkeys(edit.location.path for edit in wanted):
            place = self._places.of(path)
            edits = [edit for edit in wanted if edit.location.path == path]
            if place is None:
                return None
            if place.module.language == "python" and not comments:
                source = self._python(path, place.data)
                done = None if source is None else source.edits(edits)
            else:
                done = tidied(place.data, edits)
            if done is None:
                return None
            made.extend(done)
        return tuple(made)

    def _python(self, path: str, data: bytes) -> PythonSource | None:
        from linter.fixes.python import parsed

        if path not in self._parsed:
            self._parsed[path] = parsed(data)
        return self._parsed[path]
