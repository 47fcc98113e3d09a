"""The one report that every format renders: everything that has ever broken an output."""

from __future__ import annotations

from msgspec.structs import replace

from linter.model import (
    Citation,
    Edit,
    Finding,
    Fix,
    Flow,
    Guard,
    Location,
    Origin,
    Problem,
    Report,
    Sink,
    Skipped,
    Step,
)
from linter.reporters.context import Context, GivenBook, RuleText
from linter.workspace.text import SourceText

HOSTILE_PATH = "we ird/100%;a,b:c].py"
UNREADABLE_NAME = "caf\udce9/b\u202ead.js"
"""A file name with a byte that is no text, and with a mark that turns the direction of writing."""
HOSTILE = (
    "says \"quoted\" & 'single' <script>alert(1)</script>\n::error file=x::injected ##[error]old ##vso[task.complete] "
    "bell\u0007 esc\x1b[31mred \U0001f600 ]]> --> `code` [link](http://x) @everyone www.example.org | cell \u202eover"
)
PYTHON = b"""# comment
def view(request):
    x = '\xf0\x9f\x98\x80\xc3\xa9'; q = request.GET.get('q')
    track(
        '::warning::x',\t# ##[group]
        q,
    )
"""
SCRIPT = b"""const q = new URLSearchParams(location.search).get('q');
fbq('track', 'Search', {search_string: q});
"""
PAGE = b"<img src='https://t.example/p?q={{ q }}'>\r\n<b>\xc3\xa9</b>\r\n"
LATIN = "# -*- coding: latin-1 -*-\nnom = 'é'; track(nom)\n".encode("latin-1")
LONG = b"var a=1;" * 200 + b"fbq('track', q);" + b"var b=2;" * 200 + b"\n"

RULES = (
    RuleText("TRK101", "search-term-to-tracker", "A search term reaches a tracker", "# TRK101\n\nA search term.\n"),
    RuleText("TRK105", "contact-data-to-tracker", "Contact data reach a tracker"),
    RuleText("TRK901", "unused-suppression", "A suppression comment silences nothing"),
    RuleText("TRK903", "unreadable-file", "A file could not be read or parsed"),
    RuleText("TRK904", "budget-reached", "A trace was ended by its budget"),
)
CONTEXT = Context(
    version="0.0.0",
    book=GivenBook(
        rules=RULES,
        trackers={"meta-pixel": "Meta Pixel", "acme": "Acme <Analytics> & Söhne"},
        kinds={"search-term": "a search term", "contact.email": "an e-mail address"},
    ),
)
"""What a reporter is told in the tests: nothing from the machine."""


def located(path: str, data: bytes, piece: bytes) -> Location:
    """Give the place of a piece of a text."""
    start = data.index(piece)
    return Location(path, start, start + len(piece))


def finding(
    location: Location, *, steps: tuple[Step, ...] = (), code: str = "TRK101", text: str = "", **changes: object
) -> Finding:
    """Give a finding with one flow; ``changes`` replace its fields."""
    sink = Sink(
        location=location,
        trackers=("meta-pixel",),
        channel="call",
        operation="event",
        name="fbq('track')",
        text=text or "fbq('track', 'Search', {search_string: q})",
        event="Search",
        guards=(Guard(location, "consent.marketing", (("consent", ".marketing"),)),),
    )
    flow = Flow(
        sink=sink,
        role="search",
        key=("search_string",),
        origin=Origin("read", ("location", ".search")),
        steps=steps or (Step(location, "sink", "fbq('track') hands it to Meta Pixel", "q"),),
    )
    made = Finding(
        code=code,
        severity="error",
        confidence="high",
        message="a search term appears to reach Meta Pixel (Meta Platforms, US, advertising)",
        location=location,
        trackers=("meta-pixel",),
        recipient="Meta Pixel (Meta Platforms, US, advertising)",
        kinds=("search-term",),
        channel="call",
        flows=(flow,),
        articles=(
            Citation("GDPR Art. 9(1)", "Special categories", "A search here can tell of health.", authorities=("ot",)),
            Citation("GDPR Art. 5(1)(c)", "Data minimisation", "A search here can tell of health."),
            Citation("ePrivacy Directive Art. 5(3)", "Terminal equipment", "No consent was seen.", primary=False),
        ),
        evidence=("a search term: `location.search` is what a visitor typed",),
        help="Send the event without `search_string`.",
        fingerprint="0123456789abcdef0123456789abcdef",
    )
    return replace(made, **changes)


def sample() -> Report:
    """Give the report with everything in it."""
    texts = {
        path: SourceText.decode(path, data)
        for path, data in {
            HOSTILE_PATH: PYTHON,
            "web/search.js": SCRIPT,
            "web/page.html": b"\xef\xbb\xbf" + PAGE,
            "latin.py": LATIN,
            "web/long.js": LONG,
            UNREADABLE_NAME: SCRIPT,
        }.items()
    }
    call = located("web/search.js", SCRIPT, b"fbq('track', 'Search', {search_string: q})")
    flow = (
        Step(located("web/search.js", SCRIPT, b"location.search"), "source", "location.search is read", "location"),
        Step(located("web/search.js", SCRIPT, b"q"), "assignment", "q gets it", "q"),
        Step(call, "sink", "fbq('track') hands it to Meta Pixel", "q"),
    )
    block = PYTHON[PYTHON.index(b"track(") : PYTHON.index(b")\n", PYTHON.index(b"q,")) + 1]
    emoji = located(HOSTILE_PATH, PYTHON, b"request.GET.get('q')")
    latin = texts["latin.py"]
    named = located("latin.py", latin.data, b"track(nom)")
    findings = (
        finding(
            named,
            code="TRK105",
            severity="note",
            confidence="low",
            message="an e-mail address may reach Acme",
            trackers=("acme", "meta-pixel"),
            recipient="one of Acme <Analytics> & Söhne (Acme, DE, analytics), Meta Pixel",
            kinds=("contact.email",),
            pseudonymised=True,
            fingerprint="1" * 32,
        ),
        finding(
            located(HOSTILE_PATH, PYTHON, block),
            steps=(
                Step(emoji, "source", HOSTILE, "q"),
                Step(located(HOSTILE_PATH, PYTHON, block), "sink", HOSTILE, "q"),
            ),
            severity="warning",
            message=HOSTILE,
            text=HOSTILE,
            recipient=HOSTILE,
            help=HOSTILE,
            evidence=(HOSTILE,),
            articles=(Citation("GDPR Art. 4(1)", "Definitions", HOSTILE),),
            fingerprint="2" * 32,
        ),
        finding(located("web/long.js", LONG, b"fbq('track', q)"), fingerprint="3" * 32),
        finding(
            located("web/page.html", PAGE, b"<img src='https://t.example/p?q={{ q }}'>\r\n"),
            channel="tag",
            fingerprint="4" * 32,
        ),
        finding(call, steps=flow, fingerprint="5" * 32, flows=(*finding(call, steps=flow).flows, *finding(call).flows)),
        finding(replace(call, path=UNREADABLE_NAME), fingerprint="6" * 32),
        Finding(
            code="TRK901",
            severity="warning",
            confidence="high",
            message="unused suppression: nothing to suppress for TRK101",
            location=located("web/search.js", SCRIPT, b"const"),
            trackers=(),
            recipient="",
            kinds=(),
            channel="",
            flows=(),
            articles=(),
            evidence=(),
            help="Remove it.",
            fingerprint="7" * 32,
            fixes=(Fix("remove it", (Edit(located("web/search.js", SCRIPT, b"const "), ""),), safe=True),),
        ),
    )
    problems = (
        Problem("TRK904", "the budget ended a trace", "", None, "note"),
        Problem("TRK903", "cannot be read: Permission denied", "secret/unreadable.py"),
        Problem("TRK903", HOSTILE, HOSTILE_PATH, located(HOSTILE_PATH, PYTHON, b"view"), "error"),
    )
    return Report(
        findings=findings,
        problems=problems,
        texts=texts,
        suppressed=(finding(call, fingerprint="8" * 32, silenced="the terms are ours; see --> #1"),),
        baselined=(finding(call, fingerprint="9" * 32),),
        skipped=(
            Skipped("excluded by default", 3, ("node_modules/", "dist/", "x\x1b[31m/")),
            Skipped("minified or bundled", 1200, ("a.min.js",)),
        ),
        files=42,
        analysed=7,
        failed=True,
        notices=("an allowance ended on 2020-01-01: \x1b[2Jold",),
    )


def clean() -> Report:
    """Give a run that found nothing."""
    return Report(findings=(), problems=(), texts={}, files=3, analysed=1)


def many(count: int) -> Report:
    """Give a run with ever so many findings, of all severities."""
    text = SourceText("many.js", SCRIPT * 20)
    place = located("many.js", SCRIPT, b"fbq")
    return Report(
        findings=tuple(
            finding(place, severity=("note", "warning", "error")[index % 3], fingerprint=f"{index:032x}")
            for index in range(count)
        ),
        problems=(),
        texts={"many.js": text},
        files=1,
        analysed=1,
        failed=True,
    )
