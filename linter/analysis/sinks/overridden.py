"""What a project's own heir of a tracker's class gives back where the tracker asks it: rows of form ``override``."""

from __future__ import annotations

from collections.abc import Iterator

from linter.analysis.link.shapes import ClassShape, Site, SymbolShape
from linter.analysis.link.values import Resolver
from linter.analysis.link.view import ModuleView
from linter.analysis.sinks.raw import Query, RawSink
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import Signature


class Overrides:
    """Finds what is handed to a tracker by giving it back."""

    def __init__(self, resolver: Resolver, catalogue: Catalogue, names: frozenset[str]) -> None:
        self._resolver = resolver
        self._catalogue = catalogue
        self._names = names

    def find(self, view: ModuleView) -> Iterator[RawSink]:
        """Give each ``return`` of such a method as a sink, in the order of the text."""
        for index, declared in enumerate(view.module.classes):
            for number in declared.methods if declared.bases else ():
                name = view.functions[number].name
                if name in self._names:
                    for tracker, signature in self._rows(ClassShape(view, index), name):
                        yield from _returned(view, number, tracker, signature)

    def _rows(self, cls: ClassShape, name: str) -> Iterator[tuple[str, Signature]]:
        """Give the trackers that call a method of this name on heirs of what a class inherits from, with their rows."""
        for current in self._resolver.lineage(cls):
            declared = current.view.module.classes[current.number]
            site = Site(current.view, declared.function, 0)
            for base in declared.bases:
                for shape in self._resolver.shapes(site, base):
                    if isinstance(shape, SymbolShape):
                        for match in self._catalogue.callees.match(f"{shape.path}().{name}"):
                            if match.signature.form == "override":
                                yield match.tracker, match.signature


def _returned(view: ModuleView, number: int, tracker: str, signature: Signature) -> Iterator[RawSink]:
    role = signature.arguments[0] if signature.arguments else "data"
    for statement in view.returns[number]:
        yield RawSink(
            Site(view, number, statement.block),
            statement,
            (tracker,),
            "call",
            signature.operation,
            f"{view.functions[number].name}()",
            (Query(role, statement.value, keys=signature.keys),),
            signatures=(signature,),
            server=True,
        )
