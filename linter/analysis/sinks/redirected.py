"""Libraries that send what they are given to a tracker, unless the project names a function of its own for it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.shapes import Site
from linter.analysis.link.values import Resolver
from linter.catalogue.schema import Relay


def redirected(program: Program, resolver: Resolver, relays: Iterable[Relay]) -> bool:
    """Say whether a call of the project names the function that takes what the rows ``relays`` are about."""
    for relay in relays:
        for taking in relay.to:
            words = re.split(r"\W+", taking.rpartition(":")[0])
            files = set(program.files_with(relay.option)).intersection(program.files_with(words[-1]))
            for path in program.first(sorted(files), f"files that may name {relay.option}"):
                view = program.view(path)
                for site in view.calls if view is not None else ():
                    named = any(
                        isinstance(entry, ir.Field) and entry.key == relay.option
                        for argument in site.call.arguments
                        if isinstance(argument, ir.Record)
                        for entry in argument.entries
                    )
                    if view is None or not named:
                        continue
                    if taking in resolver.symbols(Site(view, site.function, site.block), site.call.callee):
                        return True
    return False
