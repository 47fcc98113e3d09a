"""
The register: which recipient gets which data from which part of the application, by which channel, under which guard.

A file that people commit, review and complete; from it comes the record that Art. 30 GDPR asks for. TOML, one
``[[entry]]`` for each line, sorted, without files and line numbers: it changes when data goes somewhere else, and not
when code moves inside a part. What people fill in (purpose, legal basis, ...) is kept on every update.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from linter.errors import BaselineError
from linter.model import Finding, Flow

if TYPE_CHECKING:
    from linter.catalogue.catalogue import Catalogue
    from linter.settings import Settings

VERSION = 1
GUARDS = ("consent", "other-purpose", "none", "bypassed")
"""Safest first: asked for this purpose, asked for another one, not asked, runs where consent was refused."""
_GUARD_OF = {"seen": "consent", "seen-wrong-purpose": "other-purpose", "bypassed": "bypassed"}
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_HEAD = """\
# The register of tracklint: who receives which data from which part of the application.
# Written by `tracklint register write`, which keeps what people fill in: purpose, legal-basis, data-subjects,
# retention, safeguards, measures, note. Delete a line `review = ...` when what it says was looked at.
"""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """One line of the register. The first five fields say what it is about, the rest is filled in by people."""

    recipient: str
    """The company, ``or`` between several where the code does not tell which."""
    kinds: tuple[str, ...]
    """Data kinds, sorted."""
    part: str
    """The folder of the application, ``.`` for the root."""
    channel: str
    guard: str
    """One of ``GUARDS``."""
    trackers: tuple[str, ...] = ()
    country: str = ""
    role: str = ""
    pseudonymised: bool = False
    """True where every value goes as a hash."""
    purpose: str = ""
    legal_basis: str = ""
    data_subjects: str = ""
    retention: str = ""
    safeguards: str = ""
    """What a transfer to a third country rests on."""
    measures: str = ""
    note: str = ""
    review: str = ""
    """What changed since people last looked, in words."""


PEOPLE = ("purpose", "legal_basis", "data_subjects", "retention", "safeguards", "measures", "note")
"""The fields that people fill in."""


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """A register file. ``depth`` and ``min_confidence`` say how it was made, so that a check makes it the same way."""

    version: int = VERSION
    depth: int = 2
    """How many folders of a path make a part of the application."""
    min_confidence: str = "medium"
    entry: tuple[Entry, ...] = ()


class Change(msgspec.Struct, frozen=True):
    """One difference between a register and what the code does."""

    kind: str
    """``added``, ``widened``, ``narrowed`` or ``gone``."""
    entry: Entry
    words: str


# ------------------------------------------------------------------------------------------------------ making


def make(findings: Iterable[Finding], catalogue: Catalogue, settings: Settings, depth: int = 2) -> tuple[Entry, ...]:
    """Give the lines for the findings of a run; findings without a data kind say nothing about what is received."""
    from linter.catalogue.schema import Engine
    from linter.judgement.consent import ConsentReader
    from linter.judgement.recipients import role_fact

    reader = ConsentReader(catalogue, settings)
    engine = msgspec.convert(catalogue.law.engine["engine"], Engine)

    def guard_of(flow: Flow, trackers: tuple[str, ...]) -> str:
        known = [tracker.recipient for tracker in catalogue.named(trackers)]
        role = role_fact(known[0], engine) if known else ""
        return _GUARD_OF.get(reader.gate(flow.sink.guards, role), "none")

    made: dict[tuple[object, ...], Entry] = {}
    for finding in findings:
        if not finding.kinds or not finding.flows:
            continue
        guards = [guard_of(flow, finding.trackers) for flow in finding.flows]
        rows = [tracker.recipient for tracker in catalogue.named(finding.trackers)]
        entry = Entry(
            recipient=" or ".join(dict.fromkeys(row.company for row in rows)) or finding.recipient,
            kinds=tuple(sorted(set(finding.kinds))),
            part=part_of(finding.location.path, depth),
            channel=finding.channel,
            guard=max(guards, key=GUARDS.index),
            trackers=tuple(sorted(finding.trackers)),
            country=" or ".join(dict.fromkeys(row.country for row in rows)),
            role=" or ".join(dict.fromkeys(row.role for row in rows)),
            pseudonymised=finding.pseudonymised,
        )
        key = key_of(entry)
        before = made.get(key)
        made[key] = entry if before is None else _joined(before, entry)
    return _sorted(made.values())


def part_of(path: str, depth: int) -> str:
    """Give the part of the application that a file belongs to: its first folders, ``.`` for none."""
    return "/".join(path.split("/")[:-1][:depth]) or "."


def key_of(entry: Entry) -> tuple[object, ...]:
    """Give what makes two lines the same line."""
    return entry.recipient, entry.kinds, entry.part, entry.channel, entry.guard


def _joined(one: Entry, other: Entry) -> Entry:
    return replace(
        one,
        trackers=tuple(sorted({*one.trackers, *other.trackers})),
        pseudonymised=one.pseudonymised and other.pseudonymised,
    )


def _sorted(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda e: (e.recipient, e.part, e.channel, e.kinds, GUARDS.index(e.guard))))


# --------------------------------------------------------------------------------------------------- comparing


def compare(old: Sequence[Entry], new: Sequence[Entry]) -> tuple[Change, ...]:
    """
    Give the differences in words: what is added or widened first.

    A line is widened when data of the same recipient, part and channel gains a kind, loses its consent guard, or goes
    in the clear where it went as a hash. New lines all of whose kinds the register holds already, under a guard no
    weaker, are narrower splits of what is there.
    """
    known = {key_of(entry): entry for entry in old}
    there = {key_of(entry) for entry in new}
    found: list[Change] = []
    for entry in new:
        same = known.get(key_of(entry))
        if same is not None:
            if same.pseudonymised and not entry.pseudonymised:
                found.append(Change("widened", entry, f"{spoken(entry)}: no longer hashed"))
            continue
        near = _near(entry, old)
        found.append(_change(entry, near))
    found += [Change("gone", entry, f"{spoken(entry)}: no longer seen") for entry in old if key_of(entry) not in there]
    order = ("added", "widened", "narrowed", "gone")
    return tuple(sorted(found, key=lambda change: order.index(change.kind)))


def _near(entry: Entry, entries: Iterable[Entry]) -> list[Entry]:
    place = (entry.recipient, entry.part, entry.channel)
    return [other for other in entries if (other.recipient, other.part, other.channel) == place]


def _change(entry: Entry, near: Sequence[Entry]) -> Change:
    if not near:
        return Change("added", entry, f"{spoken(entry)}: new")
    kinds = {kind for other in near for kind in other.kinds}
    gained = [kind for kind in entry.kinds if kind not in kinds]
    if gained:
        return Change("widened", entry, f"{spoken(entry)}: now also {', '.join(gained)}")
    rank = GUARDS.index(entry.guard)
    for kind in entry.kinds:
        allowed = max(GUARDS.index(other.guard) for other in near if kind in other.kinds)
        if rank > allowed:
            was = _GUARD_WORDS[GUARDS[allowed]]
            return Change("widened", entry, f"{spoken(entry)}: {kind} was {was}")
    hashed = [k for k in entry.kinds if all(other.pseudonymised for other in near if k in other.kinds)]
    if hashed and not entry.pseudonymised:
        return Change("widened", entry, f"{spoken(entry)}: {', '.join(hashed)} no longer hashed")
    return Change("narrowed", entry, f"{spoken(entry)}: no more than before")


_GUARD_WORDS = {
    "consent": "under a consent guard",
    "other-purpose": "under a consent guard for another purpose",
    "none": "without a consent guard",
    "bypassed": "also where consent was refused",
}


def spoken(entry: Entry) -> str:
    """Give a line in words."""
    part = "the root folder" if entry.part == "." else entry.part
    hashed = ", hashed" if entry.pseudonymised else ""
    kinds = ", ".join(entry.kinds)
    return f"{entry.recipient} receives {kinds} from {part} ({entry.channel}, {_GUARD_WORDS[entry.guard]}{hashed})"


def update(old: Sequence[Entry], new: Sequence[Entry]) -> tuple[Entry, ...]:
    """
    Give the new lines with what people filled in.

    A line that only changed takes over the texts of the nearest old line, and a word for review: a purpose that was
    written for less data is a proposal, not a fact.
    """
    known = {key_of(entry): entry for entry in old}
    words = {key_of(change.entry): change for change in compare(old, new) if change.kind in {"added", "widened"}}
    made = []
    for entry in new:
        same = known.get(key_of(entry))
        change = words.get(key_of(entry))
        source = same or _nearest(entry, _near(entry, old))
        if source is not None:
            entry = replace(entry, **{name: getattr(source, name) for name in PEOPLE}, review=source.review)
        if change is not None and old:
            detail = change.words.rpartition(": ")[2]
            entry = replace(entry, review=detail)
        made.append(entry)
    return _sorted(made)


def _nearest(entry: Entry, near: Sequence[Entry]) -> Entry | None:
    return max(near, key=lambda other: len({*other.kinds} & {*entry.kinds}), default=None)


# ---------------------------------------------------------------------------------------------- reading, writing


def parse(data: bytes, name: str) -> Register:
    """Read a register; ``name`` is the file's name in messages. Raises ``BaselineError``."""
    import tomli

    try:
        raw = tomli.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BaselineError(f"{name}: not UTF-8") from None
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise BaselineError(f"{name}: {error}") from None
    if raw.get("version") != VERSION:
        raise BaselineError(f"{name}: version {raw.get('version')!r}; this tracklint reads version {VERSION}")
    try:
        register = msgspec.convert(raw, Register)
    except msgspec.ValidationError as error:
        raise BaselineError(f"{name}: {error}") from None
    for entry in register.entry:
        if entry.guard not in GUARDS:
            raise BaselineError(f"{name}: guard {entry.guard!r}; expected one of: {', '.join(GUARDS)}")
    return register


def render(register: Register) -> str:
    """Write a register, sorted, with an empty line for each text that people have to fill in."""
    return "\n".join(_lines(register)) + "\n"


def _lines(register: Register) -> Iterator[str]:
    yield _HEAD
    yield f"version = {register.version}"
    yield f"depth = {register.depth}"
    yield f"min-confidence = {_string(register.min_confidence)}"
    for entry in _sorted(register.entry):
        yield ""
        yield "[[entry]]"
        for field, value in zip(Entry.__struct_encode_fields__, msgspec.structs.astuple(entry), strict=True):
            if isinstance(value, bool):
                if value:
                    yield f"{field} = true"
            elif isinstance(value, tuple):
                yield f"{field} = [{', '.join(_string(item) for item in value)}]"
            elif value or field in _ALWAYS:
                yield f"{field} = {_string(value)}"


_ALWAYS = ("recipient", "part", "channel", "guard", "purpose", "legal-basis")


def _string(text: str) -> str:
    """Give a TOML basic string on one line."""
    plain = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_CONTROL.sub(lambda m: f"{chr(92)}u{ord(m[0]):04x}", plain)}"'
