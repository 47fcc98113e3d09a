"""What a maker of fixes is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import FixRule
from linter.fixes.places import Place, Places
from linter.model import Edit, Finding, Flow, Location


class Case(NamedTuple):
    """A finding that is to be mended by a rule."""

    finding: Finding
    rule: FixRule
    places: Places
    catalogue: Catalogue
    taken: frozenset[tuple[str, ...]] = frozenset()
    """Keys of the same call that a finding before this one can be mended by: they may be gone by then."""

    def place(self, location: Location) -> Place | None:
        """Give the file of a location; None where it cannot be read."""
        return self.places.of(location.path)


class Made(NamedTuple):
    """Edits that mend a finding, whole."""

    edits: tuple[Edit, ...]
    name: str
    """The key, option or attribute that they are about, for the title."""
    safe: bool = True
    """False where this case may change other behaviour, whatever the rule says."""


Maker = Callable[[Case], "Made | None"]


def edit(path: str, start: int, end: int, text: str = "") -> Edit:
    """Make an edit."""
    return Edit(Location(path, start, end), text)


def sink_of(flow: Flow) -> Location:
    """Give the place in the code where a flow leaves: its last step, else the sink itself."""
    return flow.steps[-1].location if flow.steps else flow.sink.location


def distinct(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Leave out what is there already; keep the order."""
    return tuple(dict.fromkeys(edits))


def named(names: Iterable[str]) -> str:
    """Join names for a title: ```email` and `phone```."""
    shown = [f"`{name}`" for name in dict.fromkeys(names)]
    if len(shown) > 3:
        return f"{', '.join(shown[:2])} and {len(shown) - 2} more"
    return " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else "".join(shown)
