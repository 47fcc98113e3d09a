"""A sink before its values are traced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from linter import ir
from linter.analysis.link.shapes import Site
from linter.catalogue.schema import Signature


class Query(NamedTuple):
    """One value handed over: what it is, and what the catalogue says of it."""

    role: str
    value: ir.Expr
    path: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    """Property names already known: the keyword, the name in ``set(name, value)``."""
    keys: Mapping[str, str] = {}
    """Keys below the value that fix another role."""


class RawSink(NamedTuple):
    """A sink before its values are traced."""

    site: Site
    node: ir.Node
    trackers: tuple[str, ...]
    channel: str
    operation: str
    name: str
    queries: tuple[Query, ...]
    event: str = ""
    sure: bool = True
    tag: int = -1
    signatures: tuple[Signature, ...] = ()
    server: bool = False
    within: tuple[Site, ...] = ()
    """The places of the wrappers through which a caller's arguments become the sink's; their guards hold too."""
