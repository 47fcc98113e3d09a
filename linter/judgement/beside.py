"""What stands beside a value in one payload: a ``name`` next to an e-mail address is the name of its owner."""

from __future__ import annotations

from collections.abc import Iterable

from linter.judgement.evidence import Evidence
from linter.model import Flow

PERSON = frozenset(("person",))
"""What is known of a value that stands beside what only people have."""
_OF_PEOPLE = ("contact.email", "contact.phone")
"""Kinds that only people have, as good as always."""
_VALUES = ("form-field", "parameter")


class Beside:
    """The places of one case's payloads at which an e-mail address or a phone number of somebody stands."""

    def __init__(self) -> None:
        self._records: set[tuple[str, ...]] = set()
        self._holders: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()

    def note(self, flow: Flow, evidence: Iterable[Evidence]) -> None:
        """Take in what a flow was found to carry."""
        if (
            flow.key
            and flow.sink.channel != "autocollect"
            and any(item.kind in _OF_PEOPLE and item.confidence != "low" for item in evidence)
        ):
            self._records.add(flow.key[:-1])
            self._holders.add((flow.key[:-1], flow.origin.chain[:-1]))

    def speaks_for(self, flow: Flow) -> bool:
        """
        Say whether a value belongs to the person of whom something else in the same record tells.

        It does where it was typed in or is a variable of its own, or is read of the same object:
        ``{name: form.name, email: form.email}``, not ``{plan: plan.name, email: form.email}``.
        """
        if not flow.key or flow.sink.channel == "autocollect" or flow.origin.kind == "constant":
            return False
        if flow.key[:-1] not in self._records:
            return False
        own = flow.origin.kind in _VALUES or len(flow.origin.chain) == 1
        return own or (flow.key[:-1], flow.origin.chain[:-1]) in self._holders
