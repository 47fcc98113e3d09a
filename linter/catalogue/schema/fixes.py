"""Rows of the fixes: what an edit needs to know of a tracker."""

from __future__ import annotations

from linter.catalogue.schema.row import Row


class Override(Row, frozen=True, kw_only=True):
    """A call whose options object takes the place of what the tracker would read from the page by itself."""

    callee: str
    """The name of the function as written: ``gtag``."""
    verb: str = ""
    """Its literal first argument, where it needs one."""
    key: str = ""
    """The option that is set; empty where ``value`` is a statement that is put before the call."""
    value: str
    """
    What needs nothing but the page; ``{address}`` stands for its address without what it tells, ``{path}`` for the
    path alone.
    """
    elsewhere: str = ""
    """A verb or event with which the function must be called somewhere else in the project."""
    package: str = ""
    """The npm package that knows the option from a version on, or is given it below one."""
    since: str = ""
    """The first version that knows it: ``1.187``. A project that names no version has the newest."""
    below: str = ""
    """The first version for which another row is meant."""


class FixRule(Row, frozen=True, kw_only=True):
    """
    A way to mend findings: a row of ``rules/findings/fixes.toml``. The first row that fits is the fix of a finding.

    How the edit is made is code (``linter.fixes``), found by ``id``; what it is for is said here.
    """

    id: str
    title: str
    """What the change does; ``{name}`` is the key, option or attribute that it is about."""
    codes: tuple[str, ...]
    """Codes or beginnings of codes that it is for."""
    languages: tuple[str, ...]
    """
    Languages, template dialects and groups of them (``linter.fixes.languages``) in which its edits can be made: each
    has a before and an after below ``fixtures/fixes``.
    """
    safe: bool = False
    """True where the program's other behaviour stays the same."""
    kinds: tuple[str, ...] = ()
    """Data kinds (or beginnings of them) of which the finding must have one; empty for any."""
    roles: tuple[str, ...] = ()
    """Roles that all flows must have; empty for any."""
    articles: tuple[str, ...] = ()
    """Provisions of which the finding must cite one; empty for any."""
    lowers: bool = False
    """True where the finding stays and weighs less after it: nothing that is a note already is mended so."""
    except_roles: tuple[str, ...] = ()
    """Roles that no flow may have."""
    effects: tuple[str, ...] = ()
    """For fixes by a tracker's own switches: which ones, by ``PrivacyControl.effect``, best first."""
    words: dict[str, str] = {}
    """What is put in, or what is replaced by what: by language or dialect, or by the text as written."""
    overrides: tuple[Override, ...] = ()
    purpose: tuple[str, ...] = ()
    """Roles of recipients that people are written to through: what they lack, they do not work without. Never safe."""
