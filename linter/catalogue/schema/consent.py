"""Rows of ``rules/consent/``: consent managers and what is a guard."""

from __future__ import annotations

from linter.catalogue.schema.row import Row


class Gate(Row, frozen=True, kw_only=True):
    """Attributes by which a consent manager holds a tag back."""

    tag: str
    need: tuple[tuple[str, str], ...] = ()
    """Attribute/value pairs that must all be there; ``*`` any, ``prefix-*`` a pattern."""
    category_in: str = ""
    prefix: str = ""
    note: str = ""


class ConsentManager(Row, frozen=True, kw_only=True):
    """``rules/consent/<id>.toml``."""

    id: str
    name: str
    company: str = ""
    country: str = ""
    scripts: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    globals: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    check: tuple[str, ...] = ()
    """Symbol paths whose value in a condition asks for consent."""
    react: tuple[str, ...] = ()
    """Callbacks and events that run once consent is there."""
    callback: str = ""
    """JavaScript that runs ``{code}`` once there is consent for ``{category}``, by the manager's documentation."""
    gating: tuple[Gate, ...] = ()
    blocking: tuple[Gate, ...] = ()
    """Scripts of the manager that hold back the trackers after them by themselves: attributes hold these texts."""
    categories: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """For the generic entry: words that show that a project's own function or flag asks for consent."""
    note: str = ""
    ungated: tuple[str, ...] = ()
    """What looks like a gate and lets the tag run: ``attribute=value``, attribute, class, or an option in words."""
