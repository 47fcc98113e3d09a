"""Rows of ``rules/law/`` and of the finding codes: articles, the decision table, authorities."""

from __future__ import annotations

from linter.catalogue.schema.row import Row


class Article(Row, frozen=True, kw_only=True):
    """A provision. ``title`` is the official one; ``meaning`` says it in plain words."""

    id: str
    ref: str
    title: str
    role: str
    """``primary``, ``supporting``, ``project``, ``docs``."""
    meaning: str
    point: str = ""
    applies: str = ""
    """Why it is named beside another article of the same rule; ``{kind}``, ``{tracker}``, ``{role}`` are filled in."""


class Condition(Row, frozen=True, kw_only=True):
    """Facts of a flow; a missing key is 'any'. Lists: the fact is among them (for sets: they meet)."""

    data_kinds: tuple[str, ...] | None = None
    special_category: tuple[str, ...] | None = None
    identifier: tuple[str, ...] | None = None
    transform: tuple[str, ...] | None = None
    tracker_role: tuple[str, ...] | None = None
    recipient_region: tuple[str, ...] | None = None
    transport: tuple[str, ...] | None = None
    consent_gate: tuple[str, ...] | None = None
    masking: tuple[str, ...] | None = None
    path_context: tuple[str, ...] | None = None
    confidence: tuple[str, ...] | None = None
    page_url_implicit: bool | None = None
    storage_access: bool | None = None
    explicit_consent: bool | None = None
    session_replay: bool | None = None
    minors: bool | None = None
    repurposed: bool | None = None
    recalled: bool | None = None
    special_topic: tuple[str, ...] | None = None
    visit: bool | None = None


class LawRule(Row, frozen=True, kw_only=True):
    """One row of the decision table."""

    id: str
    title: str
    when: Condition
    unless: Condition | None = None
    primary: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    severity: str = "note"
    reason: str
    scope: str = "finding"
    """``finding`` or ``project`` (said once per recipient)."""


class Adjustment(Row, frozen=True, kw_only=True):
    """A later change of a severity."""

    id: str
    when: Condition
    why: str
    step: int = 0
    max: str = ""
    min: str = ""
    except_reasons: tuple[str, ...] = ()
    only_reasons: tuple[str, ...] = ()
    """The change applies only when every reason that reaches the highest severity is one of these."""


class Reason(Row, frozen=True, kw_only=True):
    """Why a rule's articles apply; ``{kind}``, ``{tracker}``, ``{role}`` are filled in."""

    text: str
    fix: str


class Authority(Row, frozen=True, kw_only=True):
    """A court decision, guideline or decision of an authority."""

    id: str
    type: str
    body: str
    case: str
    date: str
    held: str
    articles: tuple[str, ...]
    verified: bool = False
    use: str = ""


class FindingRule(Row, frozen=True, kw_only=True):
    """A code of ``rules/findings/codes.toml``; its page is ``rules/findings/<code>.md``."""

    code: str
    name: str
    summary: str
    message: str = ""
    default: bool = True
    since: str = "0.1.0"
    roles: tuple[str, ...] = ()
    """Roles of a flow that give this code whatever its data kind is: ``recording``, ``automatic``, ``consent``."""
    facts: dict[str, str | bool] = {}
    """What the code itself says about the facts of the case: ``session_replay = true``."""
    kinds: tuple[str, ...] = ()
    """The data kinds of a flow of these roles that says none by itself."""
    yields_to: tuple[str, ...] = ()
    """Codes of which a finding at the same place and tracker, on kinds of the same family, says it all."""


class Engine(Row, frozen=True, kw_only=True):
    """``[engine]`` of ``decisions.toml``: how rows are put together, and how the catalogue's words become facts."""

    max_primary: int
    max_supporting: int
    max_total: int
    never_alone: tuple[str, ...]
    """Articles that no finding rests on by themselves: definitions."""
    drops: dict[str, tuple[str, ...]]
    """Where the left article is cited, the right ones are not."""
    priority: tuple[str, ...]
    """The order in which articles survive the caps."""
    role_precedence: tuple[str, ...]
    """Of the several roles of a recipient the first in this list counts."""
    roles: dict[str, str]
    """``TRACKER_ROLES`` -> the role as a fact, where the words differ."""
    eea: tuple[str, ...]
    """ISO codes of the countries in which the GDPR applies."""
    adequate: tuple[str, ...]
    """ISO codes of other countries with an adequacy decision."""
