"""
Every call by which a tracker is told about consent works: a run says something else where it stands before the start.

For each row of ``consent`` a small page or module starts its tracker, once without the call and once after it. The rows
of one tracker lie in runs of their own, since what one file tells a tracker holds for the others of a site.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import pytest

from linter.catalogue.load import load
from linter.catalogue.schema import ConsentCall, Signature, Tracker
from linter.check import Request, check
from linter.settings import load_settings
from tests.catalogue.test_autocollect import source_of

ASKING = '<script src="https://consent.cookiebot.com/uc.js"></script>\n'
"""Another page of the site asks: where nobody ever does, a start without a question is no finding."""
PAGE = """<!doctype html>
<title>Search</title>
<script>
{code}
</script>
{loader}<form><input type="search" name="q"><input type="email" name="email"></form>
"""
RESTRICTING = "restrict"
"""What only limits the use of the data says nothing about the question whether somebody was asked."""
OPTION = re.compile(r"([\w.]+): (?:true|false|'[\w-]+')")
"""An option that a run can read; others are written for people: ``TCF string read when a __tcfapi is on the page``."""
HOLDING = frozenset({"default", "require", "deny", "cookieless"})
VALUES = {
    "identity": "email",
    "search": "query",
    "url": "location.href",
    "location": "city",
    "free": "message",
    "data": "{ email: email }",
}
ASKED = frozenset({"advertising", "social", "session-replay", "affiliate"})
"""Roles whose start alone is a finding."""
UNASKED = frozenset({"error-monitoring", "chat", "fraud"})
"""Roles of which no finding asks for consent; that the call was seen shows in the guards of the flow."""
MOST_STARTS = 3

Said = dict[str, frozenset[tuple[object, ...]]]
"""Name of a file -> what was found in it."""


class Case(NamedTuple):
    """A consent row of a tracker; ``start`` is the signature whose options it is among, for options."""

    tracker: Tracker
    row: ConsentCall
    start: Signature | None = None


def cases() -> list[list[Case]]:
    """Give the cases of each tracker that has some."""
    found = []
    for _, tracker in sorted(load().trackers.items()):
        rows = [Case(tracker, row) for row in tracker.consent if called(tracker, row)]
        starts = [s for s in tracker.signature if s.operation == "init" and s.form in ("method", "command")]
        chosen = [row for row in tracker.consent if OPTION.fullmatch(row.option) and row.effect in HOLDING]
        if starts and (tracker.collects.page_url or tracker.recipient.role in ASKED):
            rows.extend(Case(tracker, row, starts[0]) for row in chosen)
        if rows:
            found.append(rows)
    return found


def called(tracker: Tracker, row: ConsentCall) -> bool:
    """
    Say whether a call can change what is said about a file that makes it.

    Servers keep nothing on a device. What an object of a call is told (``visitor.setConsent()``) is not followed. That
    something was granted is told of a start, and not every package has one, nor every tracker a script of its own.
    """
    if not row.callee or row.callee.startswith("py:") or row.effect == RESTRICTING:
        return False
    if "*" in row.callee or "()" in row.callee:
        return False
    package = package_of(row.callee)
    if row.effect not in ("grant", "opt-in"):
        return True
    begun = any(s.operation == "init" and package_of(s.callee) == package for s in tracker.signature)
    return not unasked(tracker) and (begun if package else bool(source_of(tracker)))


def unasked(tracker: Tracker) -> bool:
    return tracker.recipient.role in UNASKED or not tracker.collects.storage


def name_of(case: Case) -> str:
    said = [*case.row.arguments, *(f"{key}={value}" for key, value in case.row.fields.items())]
    return f"{case.tracker.id} {case.row.callee or case.row.option} {' '.join(said)} {case.row.effect}".replace(
        "  ", " "
    )


def file_of(case: Case, *, told: bool) -> tuple[str, str]:
    """Give the ending and the text of a file: the start of a tracker, after its consent call if it is ``told``."""
    package = package_of(case.row.callee or (case.start.callee if case.start else ""))
    lines = [consent_call(case)] if told and not case.row.option else []
    if case.start is not None:
        lines.append(start_call(case.start, record_of(case.row.option) if told else "{}"))
    if package:
        own = [s.callee for s in case.tracker.signature if package_of(s.callee) == package]
        lines.extend(sinks(case.tracker, package))
        text = imports(package, [case.row.callee, *own])
        if not own:  # a package for consent alone stands beside the one that sends
            package = next(package_of(s.callee) for s in case.tracker.signature if package_of(s.callee))
            text += imports(package, [s.callee for s in case.tracker.signature if package_of(s.callee) == package])
            lines.extend(sinks(case.tracker, package))
        return "js", text + "\n".join(lines) + "\n"
    lines.extend(sinks(case.tracker, ""))
    source = source_of(case.tracker)
    loader = f'<script src="{source}"></script>\n' if source else ""
    return "html", PAGE.format(code="\n".join(lines), loader=loader)


def record_of(option: str) -> str:
    """Give the record that holds an option: ``privacy.dontSend: true`` is ``{ privacy: { dontSend: true } }``."""
    name, _, value = option.partition(": ")
    first, *inner = name.split(".")
    return f"{{ {first}: {record_of('.'.join(inner) + ': ' + value) if inner else value} }}"


def package_of(callee: str) -> str:
    return callee.removeprefix("npm:").rpartition(":")[0] if callee.startswith("npm:") else ""


def path_of(callee: str) -> str:
    """Give how code writes a callee: ``npm:mixpanel-browser:default.track`` is ``main.track``."""
    path = callee.rpartition(":")[2]
    return re.sub(r"^default\b", "main", path)


def imports(package: str, symbols: list[str]) -> str:
    roots = sorted({re.split(r"[.(]", symbol.rpartition(":")[2])[0] for symbol in symbols if symbol} - {"*", ""})
    named = [root for root in roots if root != "default"]
    text = f"import main from '{package}';\n" if "default" in roots else ""
    return text + (f"import {{ {', '.join(named)} }} from '{package}';\n" if named else "")


def consent_call(case: Case) -> str:
    row = case.row
    said = [word if word in ("true", "false") else repr(word) for word in row.arguments]
    fields = dict.fromkeys(row.keys, "denied") | row.fields
    if fields:
        pairs = (f"{key}: {str(v).lower() if isinstance(v, bool) else repr(v)}" for key, v in fields.items())
        said.append(f"{{ {', '.join(pairs)} }}")
    arguments = f"[{', '.join(said)}]" if row.callee.endswith(".push") and row.arguments else ", ".join(said)
    return f"{path_of(row.callee)}({arguments});"


def start_call(start: Signature, given: str) -> str:
    said = [repr(start.verbs[0])] if start.form == "command" else []
    count = len(start.arguments) - len(said)
    at = next(
        (i for i, role in enumerate(start.arguments[len(said) :]) if role not in ("account", "")), max(count - 1, 0)
    )
    account = f"{start.accounts[0]}1" if start.accounts else "1"
    return f"{path_of(start.callee)}({', '.join([*said, *(repr(account) for _ in range(at)), given])});"


def sinks(tracker: Tracker, package: str) -> list[str]:
    """Give a few calls that hand something over to the tracker, after its start where a package has one."""
    own = [row for row in tracker.signature if package_of(row.callee) == package and plain(row)]
    found = [start_call(row, "{}") for row in own if package and row.operation == "init" and row.form == "method"][:1]
    for row in own:
        if any(role in VALUES for role in row.arguments):
            said = [VALUES.get(role, "'x'") for role in row.arguments if role != "..."]
            if row.form != "method":
                said[row.verb] = repr(row.verbs[0])
            text = ", ".join(said)
            found.append(f"{path_of(row.callee)}({f'[{text}]' if row.form == 'queue' else text});")
    return found[:MOST_STARTS]


def plain(row: Signature) -> bool:
    elsewhere = row.callee.startswith(("py:", "gtm:", "this.")) or "*" in row.callee
    return row.form in ("method", "command", "queue") and not (row.legacy or elsewhere)


def run(root: Path, cases: list[Case], *, told: bool) -> Said:
    root.mkdir()
    (root / "asking.html").write_text(ASKING, encoding="utf-8")
    for case in cases:
        ending, text = file_of(case, told=told)
        (root / f"{case.tracker.id}.{ending}").write_text(text, encoding="utf-8")
    settings = load_settings(root, None, isolated=False, overrides={})
    found: dict[str, set[tuple[object, ...]]] = {}
    shown = {case.tracker.id for case in cases if unasked(case.tracker)}
    for finding in check(Request(root=root, paths=(root,), settings=settings, catalogue=load())).findings:
        said = (finding.code, finding.severity, finding.message, *(cited.article for cited in finding.articles))
        name = Path(finding.location.path).stem
        guards = {guard.form for flow in finding.flows for guard in flow.sink.guards} if name in shown else set()
        found.setdefault(name, set()).add((*said, *sorted(guards)))
    return {name: frozenset(said) for name, said in found.items()}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Give the names of the cases whose call changes what a run says."""
    root, names = tmp_path_factory.mktemp("consent"), set()
    for index, column in enumerate(zip_longest(*cases())):
        rows = [case for case in column if case is not None]
        without, with_call = (run(root / f"{index}-{told}", rows, told=told) for told in (False, True))
        names |= {name_of(c) for c in rows if without.get(c.tracker.id) != with_call.get(c.tracker.id)}
    return names


@pytest.mark.parametrize("name", sorted({name_of(case) for rows in cases() for case in rows}))
def test_a_consent_call_changes_what_is_said(name: str, changed: set[str]) -> None:
    assert name in changed
