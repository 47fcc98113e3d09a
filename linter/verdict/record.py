"""The register as a record of processing activities, in the shape that Art. 30(1) GDPR asks for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from linter.judgement.law import Facts, Table
from linter.judgement.recipients import region_fact, role_fact
from linter.verdict.register import Entry, Register

if TYPE_CHECKING:
    from linter.catalogue.catalogue import Catalogue

COLUMNS: tuple[tuple[str, str], ...] = (
    ("activity", "Processing activity"),
    ("purpose", "Purposes of the processing (Art. 30(1)(b))"),
    ("legal_basis", "Legal basis (Art. 6, Art. 9(2))"),
    ("data_subjects", "Categories of data subjects (Art. 30(1)(c))"),
    ("data", "Categories of personal data (Art. 30(1)(c))"),
    ("special", "Special categories (Art. 9(1))"),
    ("recipient_category", "Category of recipient (Art. 30(1)(d))"),
    ("recipient", "Recipient"),
    ("country", "Country of the recipient (Art. 30(1)(e))"),
    ("safeguards", "Safeguards of a transfer (Art. 30(1)(e))"),
    ("retention", "Time limits for erasure (Art. 30(1)(f))"),
    ("measures", "Security measures (Art. 30(1)(g))"),
    ("consent", "Consent in the code"),
    ("duties", "Duties that go with it"),
    ("note", "Note"),
    ("review", "To be reviewed"),
)
"""Key in JSON, and heading for people."""
_CHANNELS = {
    "call": "a call in the code",
    "queue": "a queue of the tracker's script",
    "tag": "an element of the page",
    "request": "a request from the server",
    "autocollect": "taken by the tracker itself",
}
_GUARDS = {
    "consent": "asked before",
    "other-purpose": "asked for another purpose",
    "none": "not asked in the code",
    "bypassed": "runs also after a refusal",
}
_OPTIONAL = frozenset({"note", "review"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(register: Register, catalogue: Catalogue) -> Iterator[dict[str, str]]:
    """Give one row for each line of a register; the keys are those of ``COLUMNS``."""
    table = Table(catalogue.law)
    for entry in register.entry:
        yield _row(entry, catalogue, table)


def _duties(entry: Entry, catalogue: Catalogue, table: Table) -> str:
    """Name the provisions that a flow brings with it for the project as a whole: notice, assessment, transfer."""
    kinds = [catalogue.kinds[kind] for kind in entry.kinds if kind in catalogue.kinds]
    special = {"explicit": "explicit", "inferred-in-context": "inferred"}
    told = {special[kind.special] for kind in kinds if kind.special in special}
    facts = Facts(
        data_kinds=entry.kinds,
        special_category="explicit" if "explicit" in told else "inferred" if told else "none",
    )
    cases = [
        replace(
            facts,
            tracker_role=role_fact(recipient, table.engine),
            recipient_region=region_fact(recipient, table.engine),
            session_replay="session-replay" in (recipient.role, *recipient.also),
        )
        for recipient in (tracker.recipient for tracker in catalogue.named(entry.trackers))
    ]
    found = {
        citation.article: citation.title
        for case in cases or [facts]
        for citation in table.assess(case, scope="project").citations
    }
    return "; ".join(f"{article} ({title})" for article, title in found.items())


def _row(entry: Entry, catalogue: Catalogue, table: Table) -> dict[str, str]:
    kinds = catalogue.kinds
    special = [k for k in entry.kinds if k in kinds and kinds[k].special == "explicit"]
    inferred = [k for k in entry.kinds if k in kinds and kinds[k].special == "inferred-in-context"]
    words = [", ".join(special)] if special else []
    words += [f"may be inferred from {', '.join(inferred)}"] if inferred else []
    names = [catalogue.trackers[t].name if t in catalogue.trackers else t for t in entry.trackers]
    part = "the root folder" if entry.part == "." else entry.part
    return {
        "activity": f"{' or '.join(names)} in {part}: {_CHANNELS.get(entry.channel, entry.channel)}",
        "purpose": entry.purpose,
        "legal_basis": entry.legal_basis,
        "data_subjects": entry.data_subjects,
        "data": ", ".join(f"{kinds[k].label} ({k})" if k in kinds else k for k in entry.kinds)
        + (" as a hash" if entry.pseudonymised else ""),
        "special": "; ".join(words) or "no",
        "recipient_category": entry.role,
        "recipient": entry.recipient,
        "country": entry.country,
        "safeguards": entry.safeguards,
        "retention": entry.retention,
        "measures": entry.measures,
        "consent": _GUARDS.get(entry.guard, entry.guard),
        "duties": _duties(entry, catalogue, table),
        "note": entry.note,
        "review": entry.review,
    }


def to_csv(register: Register, catalogue: Catalogue) -> str:
    """Give the record as CSV (RFC 4180) with a heading; no cell begins like a formula of a spreadsheet."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([heading for _, heading in COLUMNS])
    for row in rows(register, catalogue):
        writer.writerow([_cell(row[key]) for key, _ in COLUMNS])
    return stream.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def to_json(register: Register, catalogue: Catalogue) -> str:
    """Give the record as JSON: the rows, each with its line of the register."""
    import msgspec

    activities = [
        {**row, "entry": msgspec.to_builtins(entry)}
        for row, entry in zip(rows(register, catalogue), register.entry, strict=True)
    ]
    document = {"version": register.version, "record": "GDPR Art. 30(1)", "activities": activities}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def to_markdown(register: Register, catalogue: Catalogue, escape: Callable[[str], str]) -> str:
    """Give the record as Markdown, a section for each recipient. ``escape`` makes text harmless in a table cell."""
    lines = ["# Record of processing activities: data that reaches trackers", ""]
    if not register.entry:
        lines += ["No personal data is seen to reach a tracker.", ""]
    by_recipient: dict[str, list[dict[str, str]]] = {}
    for row in rows(register, catalogue):
        by_recipient.setdefault(row["recipient"], []).append(row)
    for recipient, group in by_recipient.items():
        lines += [f"## {escape(recipient)}", "", *_facts(group, escape), *_table(group, escape), ""]
    return "\n".join(lines)


def _facts(group: Sequence[dict[str, str]], escape: Callable[[str], str]) -> Iterator[str]:
    """Give what all rows of a recipient share as a list before the table."""
    for key, heading in COLUMNS:
        if key in {"recipient_category", "country"} and group[0][key]:
            yield f"- {heading}: {escape(group[0][key])}"
    yield ""


def _table(group: Sequence[dict[str, str]], escape: Callable[[str], str]) -> Iterator[str]:
    always = {"activity", "purpose", "legal_basis", "data", "special", "consent"}
    columns = [
        (key, heading)
        for key, heading in COLUMNS
        if key not in {"recipient", "recipient_category", "country"}
        and (key in always or any(row[key] for row in group))
    ]
    yield f"| {' | '.join(heading for _, heading in columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for row in group:
        cells = (escape(row[key]) or ("" if key in _OPTIONAL else "*to be filled in*") for key, _ in columns)
        yield f"| {' | '.join(cells)} |"
