"""Rows of advice: what to do, by what the code is written in."""

from __future__ import annotations

from linter.catalogue.schema.row import Row


class Advice(Row, frozen=True, kw_only=True):
    """A sentence of a finding's help: a row of ``rules/findings/advice.toml``. The first that fits is said."""

    id: str
    text: str
    """What to do, in the words of a language or framework; ``{tracker}`` is the tracker's name."""
    roles: tuple[str, ...] = ()
    """Roles of flows that it is for; empty for any."""
    codes: tuple[str, ...] = ()
    """Codes that it is for; empty for any."""
    files: tuple[str, ...] = ()
    """Endings of the name of the file in which the data enters, or, failing that, leaves; empty for any."""
    words: tuple[str, ...] = ()
    """Names of which the chain by which the data is read must hold one; empty for any."""
