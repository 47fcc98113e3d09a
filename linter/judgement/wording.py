"""The sentences of a finding: what appears to happen, why it is thought so, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linter.catalogue.schema import FindingRule, Kind, PrivacyControl, Tracker
from linter.judgement.chains import ChainNames
from linter.judgement.evidence import HASHED, Evidence
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
_KINDS_SHOWN = 3
_LONGEST = 60


def listed(words: Sequence[str], limit: int) -> str:
    """Join words: ``a``, ``a and b``, ``a, b and 2 more``."""
    if len(words) <= 1:
        return "".join(words)
    if len(words) > limit:
        return f"{', '.join(words[:limit])} and {len(words) - limit} more"
    return f"{', '.join(words[:-1])} and {words[-1]}"


def data_of(evidence: Sequence[Evidence], kinds: Mapping[str, Kind]) -> str:
    """Name the data: ``an e-mail address and a phone number``, ``a hashed e-mail address``."""
    names = []
    for item in evidence:
        label = item.about or kinds[item.kind].label
        if item.transform in HASHED:
            article, _, rest = label.partition(" ")
            label = f"a hashed {rest}" if article in ("a", "an", "the") else f"hashed {label}"
        names.append(label)
    return listed(tuple(dict.fromkeys(names)), _KINDS_SHOWN) or "data"


def message(rule: FindingRule, what: str, tracker: str, recipient: str) -> str:
    """Fill the sentence of a code. It says what appears to happen, never that somebody breaks a law."""
    single = what.startswith(("a ", "an ", "the ")) and " and " not in what
    words = {"what": what, "appears": "appears" if single else "appear", "tracker": tracker, "recipient": recipient}
    text = rule.message or "{what} {appears} to reach {recipient}"
    for key, value in words.items():
        text = text.replace("{" + key + "}", value)
    return text


def reasons(evidence: Sequence[Evidence], kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    """Say for each kind why it was concluded, and what was assumed."""
    made: list[str] = []
    for item in evidence:
        text = f"{kinds[item.kind].label}: {item.why}" if item.why else kinds[item.kind].label
        if item.special == "inferred" and item.assumed:
            text += f"; it can tell something of a special category, because {item.assumed}"
        made.append(text)
    return tuple(made)


def advice(
    code: str, flows: Sequence[Flow], trackers: Sequence[Tracker], fixes: Sequence[str], names: ChainNames
) -> str:
    """Say how to mend a finding, with the names of this call's fields and of this tracker's switches."""
    parts: list[str] = []
    role = flows[0].role if flows else ""
    if role not in ("page", "recording", "automatic", "sensitive-page", "consent"):
        parts.append(_drop(flows, names))
    parts.extend(fixes[:1])
    wanted = _MENDING.get(role) if role in _MENDING else _MENDING.get(code, _MENDING[""])
    controls = _controls(trackers, wanted or (), role, flows)
    parts.extend(controls)
    return " ".join(part for part in parts if part)


def _drop(flows: Sequence[Flow], spoken: ChainNames) -> str:
    fields = dict.fromkeys(flow.key[-1] for flow in flows if flow.key and flow.key[-1] not in ("", "[*]"))
    if fields:
        shown = listed([f"`{name}`" for name in fields], _FIELDS_SHOWN)
        if flows[0].sink.operation in ("event", "page", "search", "ecommerce"):
            return f"Send the event without {shown}."
        return f"Call `{flows[0].sink.name}` without {shown}."
    names = dict.fromkeys(name for name in (spoken.of(flow.origin.chain) for flow in flows) if name)
    if names:
        shown = listed([f"`{name[:_LONGEST]}`" for name in names], _FIELDS_SHOWN)
        return f"Keep {shown} out of `{flows[0].sink.name}`."
    return ""


def _controls(trackers: Sequence[Tracker], effects: tuple[str, ...], role: str, flows: Sequence[Flow]) -> list[str]:
    """Name switches that do something about the flows: for the language that the call is written in."""
    found: list[str] = []
    python = bool(flows) and flows[0].sink.location.path.endswith(".py")
    for tracker in trackers[:1]:
        rows = [row for row in tracker.privacy if row.effect in effects and not _elsewhere(row, python=python)]
        if role == "page":
            rows = [row for row in rows if row.page or row.effect != "scrub"]
        elif "scrub" in effects:
            rows = [row for row in rows if row.effect != "scrub" or row.kind in ("option", "function")]
        rows.sort(key=lambda row: (row.kind == "dashboard", effects.index(row.effect)))
        found.extend(_control(tracker, row) for row in rows[:_CONTROLS_SHOWN])
    return found


def _elsewhere(row: PrivacyControl, *, python: bool) -> bool:
    """Say whether a switch is of the SDK of another language."""
    return row.where.startswith("js") if python else row.where.startswith("python")


def _control(tracker: Tracker, row: PrivacyControl) -> str:
    value = "" if row.value is None else f" = {str(row.value).lower() if isinstance(row.value, bool) else row.value}"
    where = " (a setting in its dashboard)" if row.kind == "dashboard" else ""
    return f"In {tracker.name} `{row.name}{value}`{where} {_EFFECTS[row.effect]}."
