"""Who gets the data: the company behind a tracker as facts, and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linter.catalogue.schema import Engine, Recipient, Tracker

_SPOKEN = {
    "crm-messaging": "customer messaging",
    "cdp": "customer data platform",
    "ab-testing": "A/B testing",
    "session-replay": "session recording",
    "tag-manager": "tag manager",
    "error-monitoring": "error monitoring",
}


def role_fact(recipient: Recipient, engine: Engine) -> str:
    """Give the role that counts as a fact: the one with purposes of its own if there is one, else the main role."""
    roles = [engine.roles.get(role, role) for role in (recipient.role, *recipient.also)]
    return next((role for role in engine.role_precedence if role in roles), roles[0])


def region_fact(recipient: Recipient, engine: Engine) -> str:
    """
    Give where the data lands, as a fact.

    What the host can choose (an EU region, hosting by oneself) is not known from the catalogue alone and counts as
    unknown, as does a group with a contract party in the EU: no finding rests on a guess about a transfer.
    """
    if recipient.hosting == "self-host":
        return "first-party"
    if recipient.hosting == "eu" or recipient.country in engine.eea:
        return "eea"
    if recipient.hosting in ("ru", "cn"):
        return "third-country"
    if recipient.country == "US":
        return {"true": "us-dpf", "false": "third-country"}.get(recipient.dpf, "unknown")
    if recipient.country in engine.adequate:
        return "adequate"
    if recipient.hosting in ("eu-option", "self-host-option") or recipient.eu_entity:
        return "unknown"
    return "third-country"


def spoken_role(recipient: Recipient) -> str:
    """Give the main role in words: ``customer messaging``."""
    return _SPOKEN.get(recipient.role, recipient.role.replace("-", " "))


def describe(trackers: Sequence[Tracker]) -> str:
    """Give the recipients for people: ``Outbrain (Teads, US, advertising)``, ``one of A (...), B (...)``."""
    if not trackers:
        return "a tracker"
    shown = [_describe(tracker) for tracker in trackers[:3]]
    if len(shown) == 1:
        return shown[0]
    more = f" or one of {len(trackers) - 3} others" if len(trackers) > 3 else ""
    return "one of " + ", ".join(shown) + more


def _describe(tracker: Tracker) -> str:
    recipient = tracker.recipient
    parts = [part for part in (recipient.company, recipient.country, spoken_role(recipient)) if part]
    return f"{tracker.name} ({', '.join(parts)})"


def of(ids: Sequence[str], known: Mapping[str, Tracker]) -> tuple[Tracker, ...]:
    """Give the trackers of a sink that the catalogue knows, in the order of the sink."""
    return tuple(known[name] for name in ids if name in known)
