"""Which findings can be mended, and how: the rows of ``rules/findings/fixes.toml`` put to work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import FixRule
from linter.fixes import asking, gates, leave_out, options, parameters, tags, values
from linter.fixes.case import Case, Made, Maker, named
from linter.fixes.finish import Finisher
from linter.fixes.languages import expanded
from linter.fixes.places import Places
from linter.fixes.unused import Rounded, with_unused
from linter.model import SEVERITIES, Edit, Finding, Fix, Location
from linter.workspace.project import Project

MAKERS: Mapping[str, Maker] = {
    "remove-key": leave_out.remove_key,
    "remove-parameter": parameters.remove_parameter,
    "remove-noscript": tags.remove_noscript,
    "gate-script": gates.gate_script,
    "ask-first": asking.ask_first,
    "ask-before-handing": asking.ask_first,
    "consent-callback": asking.consent_callback,
    "referrer-policy": tags.referrer_policy,
    "page-by-hand": options.page_override,
    "mask-field": tags.mask_field,
    "protective-option": options.protective_option,
    "deny-default": options.deny_default,
    "page-override": options.page_override,
    "page-path": values.page_path,
    "length": values.measured,
    "presence": values.measured,
    "remove-argument": values.remove_argument,
    "remove-part": values.remove_part,
    "remove-call": values.remove_call,
}
"""How the edits of a row are made, by its id."""
_MOST = 3
"""Fixes that are offered for one finding: a person chooses."""


def plan_fixes(
    findings: Iterable[Finding], project: Project, catalogue: Catalogue, *, edits: bool = True, strict: bool = False
) -> tuple[Finding, ...]:
    """
    Give the findings, each with the fixes that there are for it, the best first; safe ones come first.

    Reads files of the project, changes none. Without ``edits`` it is only said what fixes there are: enough for
    people, and much quicker for Python. A finding that has fixes already keeps them. An error in the making of a fix
    costs that fix and no more, but with ``strict`` (for tests) it is raised.
    """
    places = Places(project)
    finisher = Finisher(places) if edits else None
    made: list[Finding] = []
    taken: dict[Location, frozenset[tuple[str, ...]]] = {}
    for finding in findings:
        before = taken.get(finding.location, frozenset())
        try:
            given = (
                _completed(finding, finisher) if finding.fixes else _fixes(finding, places, catalogue, finisher, before)
            )
        except Exception:
            if strict:
                raise
            given = ()
        if given:
            taken[finding.location] = before | {flow.key for flow in finding.flows}
        made.append(replace(finding, fixes=given) if given != finding.fixes else finding)
    return tuple(made)


def _completed(finding: Finding, finisher: Finisher | None) -> tuple[Fix, ...]:
    """Give the fixes that a finding came with: they are about comments."""
    if finisher is None:
        return finding.fixes
    made = ((fix, finisher.finished(fix.edits, comments=True)) for fix in finding.fixes)
    return tuple(replace(fix, edits=edits) for fix, edits in made if edits)


def _fixes(
    finding: Finding,
    places: Places,
    catalogue: Catalogue,
    finisher: Finisher | None,
    taken: frozenset[tuple[str, ...]],
) -> tuple[Fix, ...]:
    found: list[Fix] = []
    if _is_vendors_own(finding, places, catalogue):
        return ()
    for rule in catalogue.fixes:
        maker = MAKERS.get(rule.id)
        if maker is None or not finding.flows or not _fits(rule, finding):
            continue
        made = maker(Case(finding, rule, places, catalogue, taken))
        if made is None or not made.edits or not _is_covered(rule, made, places):
            continue
        rounded = _without_unused(made, places)
        edits = () if finisher is None else finisher.finished(rounded.edits)
        if edits is None:
            continue
        title = f"{rule.title.replace('{name}', made.name)}{_said(rounded.left)}"
        known = leave_out.is_known(finding) and not leave_out.is_what_for(rule, finding, catalogue)
        safe = rule.safe and made.safe and known
        found.append(Fix(title, edits, safe, rule.lowers))
        if len(found) == _MOST:
            break
    found.sort(key=lambda fix: not fix.safe)
    return tuple(found)


def _is_vendors_own(finding: Finding, places: Places, catalogue: Catalogue) -> bool:
    """Say whether a finding is in a tracker's own library, which the project holds: it is not the project's to mend."""
    package = places.package_of(finding.location.path)
    rows = (row for tracker in catalogue.named(finding.trackers) for row in tracker.signature)
    return package != "" and any(row.callee.startswith((f"py:{package}.", f"py:{package}:")) for row in rows)


def _without_unused(made: Made, places: Places) -> Rounded:
    """Add what is there for nothing but what goes, and give what nothing uses any more."""
    edits: list[Edit] = []
    left: list[str] = []
    for path in dict.fromkeys(edit.location.path for edit in made.edits):
        place = places.of(path)
        own = [edit for edit in made.edits if edit.location.path == path]
        rounded = Rounded(tuple(own), ()) if place is None else with_unused(path, place, own)
        edits.extend(rounded.edits)
        left.extend(rounded.left)
    return Rounded(tuple(edits), tuple(left))


def _said(left: Sequence[str]) -> str:
    """Say at the end of a title what nothing uses any more."""
    return f"; nothing else in the file uses {named(left)}" if left else ""


def _is_covered(rule: FixRule, made: Made, places: Places) -> bool:
    """Say whether all edits are in languages that the row declares."""
    known = expanded(rule.languages)
    found = (places.of(path) for path in {edit.location.path for edit in made.edits})
    return all(place is not None and place.written_in in known for place in found)


def _fits(rule: FixRule, finding: Finding) -> bool:
    if not finding.code.startswith(rule.codes):
        return False
    if rule.kinds and not any(kind.startswith(rule.kinds) for kind in finding.kinds):
        return False
    if rule.lowers and finding.severity == SEVERITIES[0]:
        return False
    if rule.articles and not any(citation.article in rule.articles for citation in finding.articles):
        return False
    roles = {flow.role for flow in finding.flows}
    return not (rule.roles and not roles <= set(rule.roles)) and not roles & set(rule.except_roles)
