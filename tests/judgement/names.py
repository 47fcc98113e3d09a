"""The labelled names of ``identifiers.tsv`` and how well the vocabulary does on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).parent / "identifiers.tsv"
NONE = "none"


class Name(NamedTuple):
    """One row of the list; the comment at its head says what the columns mean."""

    name: str
    kind: str
    locale: str
    source: str
    part: str
    contexts: tuple[str, ...]
    path: str


class Score(NamedTuple):
    """How often a kind was found where it is, found where it is not, and not found."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of what was found that is so; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what is so that was found; 1 where there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def __str__(self) -> str:
        figures = f"precision {self.precision:.3f} recall {self.recall:.3f}"
        return f"{figures}  (right {self.right}, wrong {self.wrong}, missed {self.missed})"


@lru_cache(maxsize=1)
def names() -> tuple[Name, ...]:
    """Give all rows of the list."""
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = []
    for line in lines[1:]:
        name, kind, locale, source, part, contexts, path = line.split("\t")
        here = () if contexts == "-" else tuple(contexts.split(","))
        rows.append(Name(name, kind, locale, source, part, here, "" if path == "-" else path))
    return tuple(rows)


def family(kind: str) -> str:
    """Give the first part of a kind: ``health`` of ``health.lab``."""
    return kind.split(".", maxsplit=1)[0]


def scores(found: Iterable[tuple[Name, str]], group: Callable[[str], str]) -> dict[str, Score]:
    """Give the score of each kind, or of each family of kinds, by rows and what was found for them."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for row, kind in found:
        told, true = group(kind), group(row.kind)
        if told == true:
            right[true] += told != NONE
            continue
        wrong[told] += told != NONE
        missed[true] += true != NONE
    kinds = sorted({*right, *wrong, *missed} - {NONE})
    return {kind: Score(right[kind], wrong[kind], missed[kind]) for kind in kinds}


def total(found: Iterable[tuple[Name, str]]) -> Score:
    """Give one score for all kinds together, a wrong sub-kind counting as right."""
    each = scores(found, family).values()
    return Score(sum(s.right for s in each), sum(s.wrong for s in each), sum(s.missed for s in each))
