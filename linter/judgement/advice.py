"""How to mend a finding, in words: what to leave out, how in this framework, and by which switch of this tracker."""

from __future__ import annotations

from collections.abc import Sequence

from linter.catalogue.schema import Advice, PrivacyControl, Tracker
from linter.judgement.chains import ChainNames
from linter.judgement.wording import listed
from linter.model import Flow

_EFFECTS = {
    "mask": "masks what is shown and typed",
    "exclude": "leaves an element or page out",
    "anonymise-ip": "cuts the IP address",
    "no-autocollect": "stops collecting by itself",
    "no-cookies": "works without cookies",
    "no-pii": "stops it from taking personal data by itself",
    "scrub": "lets you take data out before they are sent",
}
_MENDING: dict[str, tuple[str, ...]] = {
    "page": ("no-autocollect", "scrub", "exclude"),
    "recording": ("mask", "exclude"),
    "automatic": ("no-pii", "no-autocollect"),
    "sensitive-page": ("exclude", "no-autocollect"),
    "consent": (),
    "TRK107": ("anonymise-ip",),
    "": ("scrub",),
}
"""
Which of a tracker's own switches are worth naming, by the role of the flow or the code. What a tracker is not to take
by itself does nothing about data that the code hands over.
"""
_CONTROLS_SHOWN = 2
_FIELDS_SHOWN = 3
_LONGEST = 60
_BY_ITSELF = ("page", "recording", "automatic", "sensitive-page", "consent")
"""Roles of flows that no argument of a call stands for."""


def advice(
    code: str,
    flows: Sequence[Flow],
    trackers: Sequence[Tracker],
    fixes: Sequence[str],
    names: ChainNames,
    rows: Sequence[Advice],
) -> str:
    """
    Say how to mend a finding, with the names of this call's fields and of this tracker's switches.

    ``fixes`` is what the law's table says, ``rows`` are those of the catalogue.
    """
    parts: list[str] = []
    role = flows[0].role if flows else ""
    tracker = trackers[0].name if trackers else "the tracker"
    if role not in _BY_ITSELF:
        parts.append(_drop(flows, names))
    own = next((row.text for row in rows if flows and _fits(row, code, flows[0])), "")
    if role not in ("page", "sensitive-page") or not own:
        parts.extend(fixes[:1])  # what the law's table says is about data that the code hands over
    parts.append(own.replace("{tracker}", tracker))
    wanted = _MENDING.get(role) if role in _MENDING else _MENDING.get(code, _MENDING[""])
    controls = _controls(trackers, wanted or (), role, flows)
    if role == "page" and not controls:
        parts.append(
            f"{tracker} has no switch for what it reads of the page: load it on other pages only; an image or frame of "
            'it can have `referrerpolicy="no-referrer"`.'
        )
    parts.extend(controls)
    return " ".join(part for part in parts if part)


def _fits(row: Advice, code: str, flow: Flow) -> bool:
    if (row.roles and flow.role not in row.roles) or (row.codes and code not in row.codes):
        return False
    origin = flow.origin.location
    path = origin.path if origin is not None else flow.steps[0].location.path if flow.steps else ""
    if row.files and not (path or flow.sink.location.path).lower().endswith(row.files):
        return False
    chain = {segment.lstrip(".").rpartition(":")[2] for segment in flow.origin.chain}
    return not row.words or not chain.isdisjoint(row.words)


def _drop(flows: Sequence[Flow], spoken: ChainNames) -> str:
    fields = dict.fromkeys(flow.key[-1] for flow in flows if flow.key and flow.key[-1] not in ("", "[*]"))
    if fields:
        shown = listed([f"`{name}`" for name in fields], _FIELDS_SHOWN)
        if flows[0].sink.operation in ("event", "page", "search", "ecommerce"):
            return f"Send the event without {shown}."
        name = flows[0].sink.name
        return f"Set `{name[:-2]}` without {shown}." if name.endswith(" =") else f"Call `{name}` without {shown}."
    names = dict.fromkeys(name for name in (spoken.of(flow.origin.chain) for flow in flows) if name)
    if names:
        shown = listed([f"`{name[:_LONGEST]}`" for name in names], _FIELDS_SHOWN)
        return f"Keep {shown} out of `{flows[0].sink.name.removesuffix(' =')}`."
    return ""


def _controls(trackers: Sequence[Tracker], effects: tuple[str, ...], role: str, flows: Sequence[Flow]) -> list[str]:
    """Name switches that do something about the flows: for the language that the call is written in."""
    found: list[str] = []
    python = bool(flows) and flows[0].sink.location.path.endswith(".py")
    for tracker in trackers[:1]:
        rows = [row for row in tracker.privacy if row.effect in effects and not _elsewhere(row, python=python)]
        if role == "page":
            rows = [row for row in rows if row.page]
        elif "scrub" in effects:
            rows = [row for row in rows if row.effect != "scrub" or row.kind in ("option", "function")]
        rows.sort(key=lambda row: (row.kind == "dashboard", effects.index(row.effect), row.kind != "function"))
        found.extend(_control(tracker, row, python=python) for row in rows[:_CONTROLS_SHOWN])
    return found


def _elsewhere(row: PrivacyControl, *, python: bool) -> bool:
    """Say whether a switch is of the SDK of another language."""
    if row.where:
        return row.where.startswith("js") if python else row.where.startswith("python")
    # Its name tells: ``beforeSend`` is no name in Python. What is written on an element is no matter of a server's.
    if not python:
        return False
    spelled = _spelled(row.name, python=True)
    return row.kind in ("attr", "class") or spelled != spelled.lower()


def _spelled(name: str, *, python: bool) -> str:
    """Give the one of two spellings that a language has: ``before_send / beforeSend``."""
    spellings = name.split(" / ")
    return next((one for one in spellings if (one == one.lower()) == python), spellings[0])


def _control(tracker: Tracker, row: PrivacyControl, *, python: bool) -> str:
    value = "" if row.value is None else f" = {str(row.value).lower() if isinstance(row.value, bool) else row.value}"
    where = " (a setting in its dashboard)" if row.kind == "dashboard" else ""
    return f"In {tracker.name} `{_spelled(row.name, python=python)}{value}`{where} {_EFFECTS[row.effect]}."
