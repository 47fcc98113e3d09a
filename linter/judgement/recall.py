"""Findings of an earlier run for the cases whose flows are the same: judging is a function of these alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from linter.judgement.fingerprint import assembled
from linter.model import Finding
from linter.workspace.memory import basis
from linter.workspace.packing import pack, unpack
from linter.workspace.store import Store, key_of

if TYPE_CHECKING:
    from linter.analysis.found import Case
    from linter.analysis.link.shelf import Shelf
    from linter.catalogue.catalogue import Catalogue
    from linter.judgement.judge import Judge
    from linter.settings import Settings


def judge_cases(
    cases: Sequence[Case],
    catalogue: Catalogue,
    settings: Settings,
    store: Store,
    root: Path,
    shelf: Shelf | None = None,
) -> tuple[Finding, ...]:
    """
    Give the findings of a run as ``judge`` gives them.

    ``store``, ``shelf`` and ``root`` say where earlier ones are kept.
    """
    key = key_of("judged", os.fspath(root), basis(catalogue.digest, settings)) if store.keeps else b""
    kept = _recalled(key, store, shelf) if store.keeps else {}
    judged = {case.digest: kept[case.digest] for case in cases if case.digest in kept}
    new = [case for case in cases if case.digest not in judged]
    findings: list[Finding] = []
    for encoded in judged.values():
        findings += unpack(encoded, list[Finding])
    if new:
        judge = judge_of(catalogue, settings, shelf)
        for case in new:
            found = judge.case(case.flows())
            judged[case.digest] = msgspec.Raw(pack(found))
            findings += found
    if store.keeps and (new or judged.keys() != kept.keys()):
        if shelf is not None:
            shelf.put_value("judged", key, judged)
        if store.writes:
            store.put(key, msgspec.msgpack.encode(judged))
    return assembled(findings)


def judge_of(catalogue: Catalogue, settings: Settings, shelf: Shelf | None) -> Judge:
    """Give a judge, the one on the ``shelf`` where it fits: to make one ready takes longer than a few cases."""
    from linter.judgement.judge import Judge

    resting_on = basis(catalogue.digest, settings)
    known = shelf.value("judge", resting_on) if shelf is not None else None
    if isinstance(known, Judge):
        return known
    judge = Judge(catalogue, settings)
    if shelf is not None:
        shelf.put_value("judge", resting_on, judge)
    return judge


def _recalled(key: bytes, store: Store, shelf: Shelf | None) -> dict[bytes, msgspec.Raw]:
    shelved = shelf.value("judged", key) if shelf is not None else None
    return shelved if isinstance(shelved, dict) else _read(store.get(key))


def _read(data: bytes | None) -> dict[bytes, msgspec.Raw]:
    if data is None:
        return {}
    try:
        return msgspec.msgpack.decode(data, type=dict[bytes, msgspec.Raw])
    except (msgspec.MsgspecError, ValueError):
        return {}
