"""What the stages hand on after the IR: flows (trace), findings (judge), problems, and the report of a run."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from linter.workspace.text import SourceText

SEVERITIES = ("note", "warning", "error")
"""Lowest first."""
CONFIDENCES = ("low", "medium", "high")
"""Lowest first."""


class Value(msgspec.Struct, frozen=True, gc=False):
    """Base of the plain values below: immutable and compared by content."""


class Location(Value, frozen=True, order=True):
    """A stretch of a file: ``path`` relative to the root with ``/``, byte offsets as in the IR, half open."""

    path: str
    start: int
    end: int


class Step(Value, frozen=True):
    """One hop of a flow, from the source towards the sink."""

    location: Location
    role: str
    """``source``, ``assignment``, ``argument``, ``parameter``, ``return``, ``field``, ``template``, ``page``,
    ``call`` (went through a function that is not known), ``sink``."""
    text: str
    """A few words for people: ``q is read from the query string``."""
    name: str = ""
    """The identifier at this hop as an access chain without arguments, e.g. ``form.cleaned_data.symptoms``."""


class Origin(Value, frozen=True):
    """Where the trace of a value ended."""

    kind: str
    """
    ``read`` (an access chain that nothing in the project explains: ``request.GET.get('q')``, ``location.search``,
    ``user.email``), ``parameter`` (of a function without known callers), ``call`` (the result of a call that nothing
    explains), ``query`` (a parameter of the page's query, by its name), ``form-field``, ``field`` (a declared field of
    a model or type), ``constant``, ``whole`` (an object that goes as a whole), ``opaque``, ``page`` (the tracker reads
    the page's URL, title or referrer by itself).
    """
    chain: tuple[str, ...] = ()
    """
    The access chain in segments: the root name, then ``.key`` for a member, ``[*]`` for a dynamic index or an item,
    ``(…)`` for a call with its literal first argument in quotes or ``*``: ``request .GET .get ('q')``. The root of an
    imported name is its symbol (``py:flask.request``, ``npm:next/router:useRouter``). Empty for constants.
    """
    literal: str | int | float | bool | None = None
    """The value of a constant."""
    attributes: tuple[tuple[str, str], ...] = ()
    """For form fields: the element's name and its literal attributes (``("element", "input"), ("type", "email")``)."""
    owner: str = ""
    """For declared fields: the class, model or type that declares it. For parameters: the function."""
    location: Location | None = None


class Guard(Value, frozen=True):
    """A condition that a sink stands under."""

    location: Location
    text: str
    """The condition as written, shortened."""
    chains: tuple[tuple[str, ...], ...] = ()
    """The access chains read by the condition, in the form of ``Origin.chain``; literals stand as ``'text'``."""
    negated: bool = False
    form: str = "condition"
    """
    ``condition``, ``attribute`` (a tag held back: ``type="text/plain"``), ``callback`` (runs inside a call), ``held``
    (the tracker or a consent manager was told to wait), ``late`` (asked after the tracker has started), ``cookieless``
    (it works without storage on the device).
    """


class Sink(Value, frozen=True):
    """A place where data leaves for a tracker."""

    location: Location
    trackers: tuple[str, ...]
    """Catalogue ids; more than one where the code does not tell which ('one of')."""
    channel: str
    """``call``, ``queue``, ``tag``, ``request``, ``autocollect``."""
    operation: str
    """``event``, ``page``, ``identify``, ``init``, ... (``catalogue.schema.OPERATIONS``)."""
    name: str
    """The call or URL in short: ``fbq('track')``, ``www.facebook.com/tr``."""
    text: str
    """The call or tag as written, for excerpts and fingerprints."""
    event: str = ""
    """The literal event name, where there is one."""
    guards: tuple[Guard, ...] = ()
    server: bool = False
    """True for code that runs on a server."""
    noscript: bool = False
    sure: bool = True
    """False where only a weak global or a bare name says that this is the tracker."""


class Flow(Value, frozen=True):
    """The ordered steps from an origin to an argument of a sink."""

    sink: Sink
    role: str
    """What the catalogue says the argument is: ``identity``, ``data``, ``search``, ``url``, ``event``, ``free``, ..."""
    key: tuple[str, ...]
    """Path of property names under the argument: ``("traits", "email")``; URL parameters count; empty for the whole."""
    origin: Origin
    steps: tuple[Step, ...]
    """Source first, sink last."""
    transforms: tuple[str, ...] = ()
    """What the value went through, from source to sink, as ids of ``rules/data/transforms.toml``."""
    page: str = ""
    """For autocollect: the route or template of the page."""


class Citation(Value, frozen=True):
    """A provision that a finding touches, with the reason."""

    article: str
    """``GDPR Art. 5(1)(c)`` or ``ePrivacy Directive Art. 5(3)``."""
    title: str
    reason: str
    primary: bool = True
    authorities: tuple[str, ...] = ()


class Edit(Value, frozen=True):
    """Replace the bytes of ``location`` by ``text``."""

    location: Location
    text: str


class Fix(Value, frozen=True):
    """A change that mends a finding. ``safe``: the program's other behaviour stays the same."""

    title: str
    edits: tuple[Edit, ...]
    """Whole: the others change nothing without each. Empty where the run was not asked for them."""
    safe: bool
    lowers: bool = False
    """True where the finding stays, as one that weighs less: what is sent is sent only when somebody agreed."""


class Finding(Value, frozen=True):
    """A flow judged by a rule."""

    code: str
    severity: str
    confidence: str
    message: str
    """One sentence: what appears to reach whom."""
    location: Location
    trackers: tuple[str, ...]
    recipient: str
    """For people: ``Meta Pixel (Meta Platforms, US, advertising)``."""
    kinds: tuple[str, ...]
    """Data kinds, strongest first: ``search-term``, ``contact.email``."""
    channel: str
    flows: tuple[Flow, ...]
    articles: tuple[Citation, ...]
    evidence: tuple[str, ...]
    """Why each kind was concluded, for people."""
    help: str
    """How to mend it, concrete for this tracker."""
    pseudonymised: bool = False
    fingerprint: str = ""
    fixes: tuple[Fix, ...] = ()
    silenced: str = ""
    """For suppressed findings: the reason that the comment or the allowance gives."""


class Problem(Value, frozen=True):
    """The linter could not do its work on something; never called a finding."""

    code: str
    message: str
    path: str
    location: Location | None = None
    severity: str = "warning"


class Skipped(Value, frozen=True):
    """Files that were left out, by reason: said in the summary, never silently."""

    reason: str
    count: int
    examples: tuple[str, ...] = ()


class Report(msgspec.Struct, frozen=True):
    """All that a run has to say. Findings and problems are sorted by location and code."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    texts: Mapping[str, SourceText]
    """The text of every file that a finding or problem points into."""
    suppressed: tuple[Finding, ...] = ()
    baselined: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    files: int = 0
    """How many files were looked at."""
    analysed: int = 0
    """How many of them were parsed."""
    failed: bool = False
    """True when a finding at or above the fail-on severity, or a problem, stands: exit code 1."""
    unchanged: int = 0
    """How many findings are not reported since no line that they have to do with has changed."""
    notices: tuple[str, ...] = ()
    """What a person should hear beside the findings: allowances that ended, baseline entries without a finding."""
