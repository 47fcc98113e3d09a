"""What the shell proposes for arguments and values: codes, ids, formats. Asked by the shell, so quick or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, FishComplete, add_completion_class

if TYPE_CHECKING:
    from linter.catalogue.catalogue import Catalogue

Proposer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _proposer(known: Callable[[], Iterable[tuple[str, str]]], *, several: bool = False) -> Proposer:
    """Give what proposes the known words that begin like what is typed; ``several``: the last of a list with commas."""

    def propose(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
        before, comma, last = typed.rpartition(",") if several else ("", "", typed)
        try:
            return [
                CompletionItem(f"{before}{comma}{word}", help=text) for word, text in known() if word.startswith(last)
            ]
        except Exception:  # noqa: BLE001 - a shell in the middle of a line wants no message
            return []

    return propose


def _catalogue() -> Catalogue:
    from linter.cli.rule import catalogue_here

    return catalogue_here()


def _codes() -> Iterable[tuple[str, str]]:
    return ((code, row.summary) for code, row in _catalogue().codes.items())


def _trackers() -> Iterable[tuple[str, str]]:
    return ((name, row.name) for name, row in sorted(_catalogue().trackers.items()))


def _kinds() -> Iterable[tuple[str, str]]:
    return ((name, row.label) for name, row in sorted(_catalogue().kinds.items()))


def _formats() -> Iterable[tuple[str, str]]:
    from linter.reporters.registry import FORMATS

    return ((row.name, row.text) for row in FORMATS)


def _sectors() -> Iterable[tuple[str, str]]:
    from typing import get_args

    from linter.settings.options import Sector

    return ((name, "") for name in get_args(Sector) if name)


codes = _proposer(_codes)
code_lists = _proposer(_codes, several=True)
tracker_ids = _proposer(_trackers)
kind_names = _proposer(_kinds)
formats = _proposer(_formats)
sectors = _proposer(_sectors)


class _Fish(FishComplete):
    """The script for fish, which else takes apart what is proposed at every comma: lists of codes have some."""

    source_template = FishComplete.source_template.replace('split "," $', 'split --max 1 "," $')


def mend_fish() -> None:
    """Have click use this script for fish. Effect: on the table of shells in click."""
    add_completion_class(_Fish)
