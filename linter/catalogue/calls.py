"""Calls of frameworks by symbol path: what sends a request, renders a template, or calls a function later."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from linter.catalogue.schema import Callback, CallThrough, Carry, Framework, Names, Relay, Render, Transport
from linter.catalogue.symbols import canonical, head


class Calls:
    """
    Look-up of the ``transport``, ``render``, ``call_through``, ``carry`` and ``callback`` rows of all frameworks.

    Symbol paths meet in their canonical spelling; a row whose callee begins with a dot is about a method of anything.
    """

    def __init__(self, frameworks: Iterable[Framework]) -> None:
        transports: dict[str, list[Transport]] = {}
        renders: dict[str, list[Render]] = {}
        through: dict[str, list[CallThrough]] = {}
        carries: dict[str, Carry] = {}
        callbacks: dict[str, list[Callback]] = {}
        relays: dict[str, list[Relay]] = {}
        senders: dict[str, list[Relay]] = {}
        frameworks = tuple(frameworks)
        self.names = Names(
            **{
                role: frozenset[str]().union(*(getattr(f.names, role) for f in frameworks))
                for role in Names.__struct_fields__
            }
        )
        """What functions do by their name alone, as all frameworks say."""
        self.shared = tuple(row for framework in frameworks for row in framework.shared)
        """Builds in which files name what others export without an import."""
        for framework in frameworks:
            for carry in framework.carry:
                carries.setdefault(canonical(carry.callee), carry)
            for callback in framework.callback:
                callbacks.setdefault(canonical(callback.callee), []).append(callback)
            for relay in framework.relay:
                senders.setdefault(canonical(relay.callee), []).append(relay)
                for taking in relay.to:
                    relays.setdefault(canonical(taking), []).append(relay)
            for transport in framework.transport:
                transports.setdefault(canonical(transport.callee), []).append(transport)
            for render in framework.render:
                renders.setdefault(canonical(render.callee), []).append(render)
            for row in framework.call_through:
                name = row.callee if row.callee.startswith(".") else canonical(row.callee)
                through.setdefault(name, []).append(row)
        self._transports = {name: tuple(rows) for name, rows in transports.items()}
        self._renders = {name: tuple(rows) for name, rows in renders.items()}
        self._through = {name: tuple(rows) for name, rows in through.items()}
        self._carries = carries
        self._callbacks = {name: tuple(rows) for name, rows in callbacks.items()}
        self._relays = {name: tuple(rows) for name, rows in relays.items()}
        self._senders = {name: tuple(rows) for name, rows in senders.items()}

    def transport(self, symbol: str) -> tuple[Transport, ...]:
        """Give the ways in which a call sends a request; several where the arguments have more than one shape."""
        return self._transports.get(canonical(symbol), ())

    def render(self, symbol: str) -> tuple[Render, ...]:
        """Give the ways in which a call hands a context to a template."""
        return self._renders.get(canonical(symbol), ())

    def through(self, symbol: str, method: str = "") -> tuple[CallThrough, ...]:
        """Give the ways in which a call calls a function later; ``method`` is the name of a method of anything."""
        found = self._through.get(canonical(symbol), ()) if symbol else ()
        return found or (self._through.get(f".{method}", ()) if method else ())

    def carry(self, symbol: str) -> Carry | None:
        """Say which argument the result of a call holds."""
        spelled = canonical(symbol)
        return self._carries.get(spelled) or self._carries.get(spelled.rpartition(".")[0] + ".*")

    def callbacks(self, symbol: str) -> tuple[Callback, ...]:
        """Give what a call hands to the functions that it is given."""
        return self._callbacks.get(canonical(symbol), ())

    def relays(self, symbol: str) -> tuple[Relay, ...]:
        """Give the calls whose arguments reach the functions that a call is given as options."""
        return self._relays.get(canonical(symbol), ())

    def sent_on(self, symbol: str) -> tuple[Relay, ...]:
        """Give the ways in which what a call is given goes where the project says, if it says so."""
        return self._senders.get(canonical(symbol), ())

    @cached_property
    def later(self) -> frozenset[str]:
        """The last names of all calls that call one of their arguments later."""
        rows = [row for rows in self._through.values() for row in rows if row.function >= 0 and not row.wraps]
        return frozenset(re.split(r"[.:]", row.callee)[-1] for row in rows)

    @property
    def heads(self) -> frozenset[str]:
        """The roots of all symbol paths with a row."""
        names = (
            *self._transports,
            *self._renders,
            *self._through,
            *self._carries,
            *self._callbacks,
            *self._relays,
            *self._senders,
        )
        return frozenset(head(name) for name in names if not name.startswith("."))
