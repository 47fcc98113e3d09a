"""
The types of every file under ``rules/``: what a row may say, in which words.

One ``Signature`` type serves every language. A callee is written as a *symbol path*:

- ``fbq``, ``_paq.push``, ``posthog.people.set``: a global of the browser and its members (``window.`` is dropped);
- ``npm:posthog-js:default.capture``: export ``default`` of an npm package and its members; ``()`` is the result of
  calling or constructing (``npm:posthog-node:PostHog().capture``, ``npm:posthog-js/react:usePostHog().capture``);
- ``py:mixpanel.Mixpanel().track``: a dotted Python path, ``()`` as above;
- ``php:``, ``rb:`` likewise for the expressions of PHP and Ruby templates.

Roles of arguments, keywords, keys and URL parameters are the words of ``ROLES``; an empty string is 'of no interest'.
Structs refuse unknown fields, so a misspelt key is an error with the nearest valid name (``catalogue.load``).
"""

from __future__ import annotations

import msgspec

ROLES = (
    "event",  # the name of the event
    "identity",  # an identifier or traits that identify: user id, e-mail
    "data",  # properties: look inside
    "search",  # a search term as such
    "url",
    "title",
    "referrer",
    "free",  # free text: messages, exceptions
    "location",
    "demographic",
    "order",
    "device",
    "credential",
    "health",
    "content",
    "account",  # the site's own id at the vendor: harmless
    "",
)
OPERATIONS = (
    "load",
    "init",
    "event",
    "page",
    "identify",
    "set",
    "search",
    "ecommerce",
    "group",
    "alias",
    "error",
    "log",
    "record",
    "consent",
    "reset",
    "flag",
    "message",
    "audience",
)
FORMS = (
    "command",  # fbq("track", ...): the verb is argument 0 of the call
    "queue",  # _paq.push(["trackEvent", ...]): the verb is element 0 of each pushed list
    "queue-object",  # dataLayer.push({...})
    "method",  # a plain call
    "new",  # a constructor; for Python models the keywords carry the roles
    "assign",  # assignment to a global or to one of its members
    "callback",  # the queue takes a function
    "component",  # a JSX/Vue component; ``keywords`` are its props
    "tag",  # a template tag of a library ({% meta_pixel %})
    "container",  # a tag of that type in an exported container of a tag manager (gtm:gaawe); ``keys`` are its settings
)
TRACKER_ROLES = (
    "advertising",
    "analytics",
    "session-replay",
    "cdp",
    "tag-manager",
    "error-monitoring",
    "crm-messaging",
    "ab-testing",
    "social",
    "affiliate",
    "fraud",
    "chat",
    "email",
)


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, gc=False):
    """Base of all rows."""


# ------------------------------------------------------------------------------------------------- trackers


class Recipient(Row, frozen=True, kw_only=True):
    """Who gets the data: the company behind a tracker."""

    company: str
    country: str
    """ISO code of the company that gets the data in the end."""
    role: str
    also: tuple[str, ...] = ()
    eu_entity: str = ""
    hosting: str = "global"
    """``us``, ``eu``, ``eu-option``, ``self-host``, ``self-host-option``, ``global``, ``ru``, ``il``, ``cn`` or
    ``other``."""
    hosting_note: str = ""
    dpf: str = "unknown"
    """EU-US Data Privacy Framework: ``true``, ``false``, ``unknown``, ``not-applicable``. Recalled, not checked."""


class Collects(Row, frozen=True, kw_only=True):
    """What the tracker takes by itself once it is on a page."""

    page_url: bool = False
    """The page's address and referrer."""
    page_title: bool = False
    form_input: bool = False
    form_capture: str = "no"
    """``default`` (typed values go), ``masked-default``, ``option`` (often a dashboard switch), ``no``."""
    text: str = ""


class Signature(Row, frozen=True, kw_only=True):
    """One way to hand data to a tracker in code."""

    callee: str
    form: str = "method"
    operation: str = "event"
    verbs: tuple[str, ...] = ()
    """For command and queue: the literal verbs this row is about; ``*`` is any. Case counts."""
    arguments: tuple[str, ...] = ()
    """
    Role of each positional argument. For command and queue position 0 is the verb itself. A last ``...`` repeats the
    role before it for all further arguments.
    """
    keywords: dict[str, str] = {}
    """Keyword arguments (Python), constructor keywords or component props and their roles; ``*`` is any other one."""
    keys: dict[str, str] = {}
    """Keys inside the ``data`` object that fix a role; dots for nesting."""
    event_key: str = ""
    """The key of the data object that names the event."""
    accounts: tuple[str, ...] = ()
    """Prefixes of the account argument that say that this vendor is meant (``G-``, ``AW-``); empty for any."""
    minimum: int = 0
    """The row applies only to calls with at least so many positional arguments."""
    legacy: bool = False
    note: str = ""
    verb: int = 0
    """For command: the position of the verb (``ym(ID, "hit", ...)`` has it at 1)."""


class Endpoint(Row, frozen=True, kw_only=True):
    """A URL that belongs to a tracker."""

    host: str
    """Suffix match on a label boundary; empty is any host (self-hosted, proxied), then ``path`` must be telling."""
    path: str = ""
    """Prefix of the path."""
    path_end: str = ""
    use: str = "collect"
    """``script``, ``pixel``, ``collect``, ``api``, ``iframe``, ``click``."""
    parameters: dict[str, str] = {}
    """Query parameters and their roles; a name that ends in ``[`` or ``.`` is a prefix."""
    body: dict[str, str] = {}
    """Body fields (dotted paths) and their roles."""
    unconfirmed: bool = False
    legacy: bool = False
    note: str = ""


class ConsentCall(Row, frozen=True, kw_only=True):
    """A tracker's own way to be told about consent."""

    effect: str
    """``grant``, ``deny``, ``default``, ``require``, ``opt-out``, ``opt-in``, ``cookieless``, ``restrict``."""
    callee: str = ""
    arguments: tuple[str, ...] = ()
    """Literal first arguments."""
    option: str = ""
    note: str = ""


class PrivacyControl(Row, frozen=True, kw_only=True):
    """A switch that makes a tracker take less (or, for ``unmask`` and ``more-data``, more)."""

    kind: str
    """``attr``, ``class``, ``option``, ``call``, ``param``, ``dashboard``, ``function``."""
    name: str
    effect: str
    """``mask``, ``unmask``, ``exclude``, ``anonymise-ip``, ``no-autocollect``, ``no-cookies``, ``no-pii``, ``hash``,
    ``scrub``, ``more-data``, ``region``, ``retention``, ``sampling``."""
    value: str | bool | int | float | None = None
    """The protective value (for ``unmask`` and ``more-data``: the risky one)."""
    default: str | bool | int | float | None = None
    where: str = ""
    note: str = ""
    page: bool = False
    """True where the switch stops the tracker from reporting the page's address by itself, or cleans the address."""


class Tracker(Row, frozen=True, kw_only=True):
    """One vendor product: ``rules/trackers/<id>.toml``."""

    id: str
    name: str
    documentation: str
    confidence: str
    """``documented``, ``seen-in-code``, ``recalled``: no error rests on a recalled fact."""
    checked: tuple[str, ...] = ()
    """
    How the rows were checked: ``npm`` and ``py`` against the types or source of the packages that ``documentation``
    names with their versions and the month, ``docs`` against the vendor's documentation, ``hosts`` that the endpoints
    exist in lists of trackers' hosts, ``code-search`` against public code that uses it.
    """
    recipient: Recipient
    collects: Collects = Collects()
    globals: tuple[str, ...] = ()
    signature: tuple[Signature, ...] = ()
    endpoint: tuple[Endpoint, ...] = ()
    fields: dict[str, tuple[str, ...]] = {}
    """Role -> this vendor's own names of fields that carry it."""
    consent: tuple[ConsentCall, ...] = ()
    privacy: tuple[PrivacyControl, ...] = ()
    attributes: dict[str, str] = {}
    """HTML attributes that send data by themselves (``data-umami-event``) and their roles."""
    retired: str = ""
    notes: str = ""
    same: dict[str, tuple[str, ...]] = {}
    """Symbol path -> other paths that give the same thing: the rows of the first hold for all of them."""


class TrackersCommon(Row, frozen=True, kw_only=True):
    """``rules/trackers/_common.toml``: what holds for all trackers."""

    weak_globals: tuple[str, ...]
    """Global names too common to prove a tracker alone."""
    fields: dict[str, tuple[str, ...]]
    """Role -> property keys that carry it with any tracker; compared in lower case without ``_``, ``-``, spaces."""
    shared_hosts: tuple[str, ...] = ()
    """Hosts that are ordinary web sites as well (``facebook.com``): they say something only with their path."""


# ----------------------------------------------------------------------------------------------- data kinds


class Kind(Row, frozen=True, kw_only=True):
    """One data kind: ``rules/data/kinds/<id>.toml``. A word entry is tokens separated by a space."""

    id: str
    label: str
    code: str
    """The finding code of its family: ``TRK101``."""
    special: str = "none"
    """``none``, ``explicit``, ``inferred-in-context``."""
    identifier: str = "none"
    """``none``, ``transport``, ``pseudonymous``, ``direct``."""
    articles: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """Contexts of which one must hold for a weak word; ``a+b``: both."""
    strong: dict[str, tuple[str, ...]] = {}
    """Language -> entries that are enough alone."""
    weak: dict[str, tuple[str, ...]] = {}
    negative: tuple[str, ...] = ()
    negative_tokens: tuple[str, ...] = ()
    url_parameters: tuple[str, ...] = ()
    """Names of URL parameters that fix this kind."""
    tracker_keys: tuple[str, ...] = ()
    """Payload keys of common SDKs that fix this kind."""
    note: str = ""


class Context(Row, frozen=True, kw_only=True):
    """When a weak word may count."""

    meaning: str
    receivers: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    how: str = ""


class Affixes(Row, frozen=True, kw_only=True):
    """Tokens around a word that say that the name is about the data, not the data."""

    cancel_suffix: tuple[str, ...]
    cancel_prefix: tuple[str, ...]
    weaken_suffix: tuple[str, ...]
    boolean_prefix: tuple[str, ...]
    value_suffix: tuple[str, ...]
    value_members: tuple[str, ...] = ()
    """Members that stand for the value of the object before them: ``user.name.first``."""
    telling_members: tuple[str, ...] = ()
    """Members by which a value of a special category is named: ``medication.name``."""
    ordinary_suffix: tuple[str, ...] = ()
    """Words that cancel an ordinary kind before them and no special category: ``emailDomain``, ``last_login_at``."""


class NegativeGlobal(Row, frozen=True, kw_only=True):
    """Places where no name is data."""

    receivers: tuple[str, ...]
    callees: tuple[str, ...]
    path_tokens: tuple[str, ...]


class FormHint(Row, frozen=True, kw_only=True):
    """An attribute of a form field that says what is typed there."""

    attr: str
    values: tuple[str, ...]
    kind: str
    strength: str = "strong"


class Standard(Row, frozen=True, kw_only=True):
    """Field names that a standard fixes: FHIR, HL7, OIDC claims, schema.org, framework models."""

    standard: str
    kind: str
    fields: tuple[str, ...]
    note: str = ""


class VocabularyCommon(Row, frozen=True, kw_only=True):
    """``rules/data/vocabulary.toml``: what is shared by all kinds."""

    languages: tuple[str, ...]
    affix: Affixes
    context: dict[str, Context]
    negative_global: NegativeGlobal
    form_hint: tuple[FormHint, ...] = ()
    standard: tuple[Standard, ...] = ()
    things: tuple[str, ...] = ()
    """Words for things that have ids and names of their own and are no people: ``team.id``, ``product.name``."""
    id_words: tuple[str, ...] = ()
    """Words that end the name of an identifier."""
    actors: tuple[str, ...] = ()
    """People under other words: ``created_by.id``. Enough where the tracker's field says identity."""
    phrases: dict[str, tuple[str, ...]] = {}
    """Further lists of phrases that the judgement asks for by name: ``consent``, ``refusal``, ``random``."""


class Transform(Row, frozen=True, kw_only=True):
    """
    What an operation does to the data that goes through it: ``rules/data/transforms.toml``.

    ``functions`` are symbol paths or method names with a leading dot (``.toLowerCase``, ``py:hashlib.sha256``,
    ``encodeURIComponent``); template filters have a leading ``|``.
    """

    id: str
    effect: str
    """``removes`` (a sanitizer), ``reduces``, ``pseudonymises``, ``keeps`` (a propagator)."""
    functions: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    """Properties that stand for the operation: ``.length``."""
    except_special: bool = False
    """True where the effect does not hold for special categories (a yes/no of a diagnosis is the diagnosis)."""
    note: str = ""
    keys: str = ""
    """``keep`` or ``drop`` where literal arguments after the first name the properties that are kept or dropped."""


class Topic(Row, frozen=True, kw_only=True):
    """What a page may be about, so that a visit tells something: a row of ``rules/data/topics.toml``."""

    id: str
    label: str
    """For people: 'pregnancy'."""
    kind: str
    """The data kind that a visit gives away; ``page-url`` where it is the place that is delicate (a login)."""
    words: dict[str, tuple[str, ...]] = {}
    """Language -> phrases; two of address, path of the file, and title or heading have to hold one."""
    fields: tuple[str, ...] = ()
    """Types and ``autocomplete`` values of inputs, one of which the page must have, where there are any."""
    sectors: tuple[str, ...] = ()
    """Sectors in which alone the topic counts; empty for any."""


# ----------------------------------------------------------------------------------------------- frameworks


class Source(Row, frozen=True, kw_only=True):
    """
    An API that produces users' data.

    A pattern is an access chain: ``request.GET.get(k)``, ``location.search``, ``useRouter().query.k``; ``k`` in
    brackets, parentheses or as last member is the key that decides the kind when ``kind`` is ``by-key``; ``*`` is any.
    ``py:``/``npm:`` roots match imported names.
    """

    match: tuple[str, ...]
    kind: str
    """A data kind, ``by-key``, or ``none`` for a harmless part of a source (``location.origin``)."""
    group: str
    """``request``, ``url``, ``user``, ``ip``, ``storage``, ``form``, ``geo``, ``template``."""
    note: str = ""


class Transport(Row, frozen=True, kw_only=True):
    """A function that sends an HTTP request: a sink when its URL belongs to a tracker."""

    callee: str
    arguments: tuple[str, ...] = ()
    """``url``, ``data``, ``method``, ``options`` (an object with the data inside), or empty."""
    keywords: dict[str, str] = {}
    server: bool = False
    options: dict[str, str] = {}
    """Keys of an options object (``body``, ``params``, ``url``) and their roles (``data``, ``url``)."""
    builds: bool = False
    """True where the call only makes what another one sends: ``new Request(url)``, ``axios.create({baseURL})``."""


class Render(Row, frozen=True, kw_only=True):
    """A call that hands a context to a template."""

    callee: str
    template: int | str = 0
    """Position or keyword of the template's name."""
    context: int | str = 1
    """Position or keyword of the context record; ``**`` where keyword arguments are the context."""


class CallThrough(Row, frozen=True, kw_only=True):
    """A method of a function that calls it later with the same arguments: ``task.delay(...)``, ``partial``."""

    callee: str
    """``.delay``, ``.apply_async``, ``py:functools.partial``, ``setTimeout``."""
    function: int = -1
    """Which argument is the function; -1 for the receiver."""
    arguments: str = "*"
    """``*`` (all that follow), ``list`` (the next is a list of them), or keywords that hold them: ``args,kwargs``."""
    keyword: str = ""
    """The keyword that may hold the function instead: ``target``."""
    skip: int = 0
    """How many arguments stand between the function and its own: the delay of ``setTimeout(f, 10, x)``."""
    wraps: bool = False
    """True where the result is a function that calls it (``debounce``, ``partial``) instead of a call of it."""


class Carry(Row, frozen=True, kw_only=True):
    """A call whose result holds one of its arguments: ``ref(x)``, ``writable(x)``, ``useRef(x)``."""

    callee: str
    argument: int = 0
    at: str = ""
    """The property of the result at which the argument stands: ``value`` of a reference; empty for the whole."""
    calls: bool = False
    """True where the argument is a function and what it returns is meant: ``computed(() => x)``."""


class Callback(Row, frozen=True, kw_only=True):
    """
    What a framework hands to a function that it is given: ``watch(source, f)``, ``withScope(f)``, ``handleSubmit(f)``.

    Exactly one of ``argument`` and ``symbol`` says what the parameter is.
    """

    callee: str
    """The call, or the component whose attribute ``option`` is the function."""
    function: int = 0
    """Which argument is the function."""
    option: str = ""
    """The key of an options object, or the attribute of a component, that is the function."""
    parameter: int = 0
    argument: int | None = None
    """The argument of the same call whose value the parameter gets; -1 for the receiver."""
    symbol: str = ""
    """The symbol that the parameter stands for: ``npm:formik:useFormik().values``."""


class Autorun(Row, frozen=True, kw_only=True):
    """A class of a framework whose members reach a template by convention (class-based views)."""

    bases: tuple[str, ...]
    template_field: str = "template_name"
    context_method: str = "get_context_data"
    context_field: str = "extra_context"
    names: tuple[str, ...] = ()


class Routing(Row, frozen=True, kw_only=True):
    """How an application says which code answers an address."""

    form: str
    """
    ``call`` (``path("a/<b>/", view)``), ``decorator`` (``@app.get("/a/{b}")``), ``record`` (``{path, component}``) or
    ``component`` (``<Route path element>``).
    """
    names: tuple[str, ...] = ()
    """Last names of the call, decorator or component."""
    syntax: str
    """``angle`` (``<int:id>``), ``regex``, ``colon`` (``:id``), ``brace`` (``{id}``)."""
    tables: tuple[str, ...] = ()
    """Names of the variables that hold the calls; empty where they may stand anywhere."""
    address: int | str = 0
    """Position, key or property of the pattern."""
    handler: tuple[int | str, ...] = (-1,)
    """Positions (-1: the last), keys or properties of what answers."""
    query: bool = False
    """True where a parameter of the function that the pattern does not name is read from the query."""


class FileRoutes(Row, frozen=True, kw_only=True):
    """A framework in which files are pages and their paths addresses: ``pages/patient/[id].tsx``."""

    folder: str
    pages: tuple[str, ...]
    """Names without ending of the files that are pages; ``*`` for any."""
    endings: tuple[str, ...]
    layouts: tuple[str, ...] = ()
    """Names without ending of the files that stand around the pages of their folder and of those below."""
    shells: tuple[str, ...] = ()
    """Names of files, beside the folder or above it, that stand around every page."""
    no_pages: tuple[str, ...] = ()
    """Folders and names without ending that answer without a page."""


class Navigation(Row, frozen=True, kw_only=True):
    """A call by which a script goes to another address: ``router.push``, ``history.pushState``."""

    callee: str
    """Last names of the chain, joined by dots; ``*`` is any root: ``history.pushState``, ``navigate``."""
    address: int = 0
    """Position of the address."""
    keys: tuple[str, ...] = ()
    """Keys of an object in its place that hold the query."""
    imports: tuple[str, ...] = ()
    """Packages of which the file must import one, where the name is a common one."""


class Framework(Row, frozen=True, kw_only=True):
    """``rules/frameworks/<name>.toml``."""

    id: str
    languages: tuple[str, ...]
    server: bool = False
    imports: tuple[str, ...] = ()
    """Import specifiers that show that a file uses it."""
    source: tuple[Source, ...] = ()
    transport: tuple[Transport, ...] = ()
    render: tuple[Render, ...] = ()
    call_through: tuple[CallThrough, ...] = ()
    carry: tuple[Carry, ...] = ()
    callback: tuple[Callback, ...] = ()
    autorun: tuple[Autorun, ...] = ()
    routing: tuple[Routing, ...] = ()
    files: tuple[FileRoutes, ...] = ()
    navigation: tuple[Navigation, ...] = ()


# -------------------------------------------------------------------------------------------------- consent


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
    gating: tuple[Gate, ...] = ()
    categories: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """For the generic entry: words that show that a project's own function or flag asks for consent."""
    note: str = ""
    ungated: tuple[str, ...] = ()
    """What looks like a gate and lets the tag run: ``attribute=value``, attribute, class, or an option in words."""


# ------------------------------------------------------------------------------------------------------ law


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


# ----------------------------------------------------------------------------------------------- finding codes


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


# ------------------------------------------------------------------------------------------ the decision table


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


# ---------------------------------------------------------------------------------------------------- fixes


class Override(Row, frozen=True, kw_only=True):
    """A call whose options object takes the place of what the tracker would read from the page by itself."""

    callee: str
    """The name of the function as written: ``gtag``."""
    verb: str = ""
    """Its literal first argument, where it needs one."""
    key: str
    value: str
    """An expression, without side effects, that needs nothing but the page."""


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
    safe: bool = False
    """True where the program's other behaviour stays the same."""
    kinds: tuple[str, ...] = ()
    """Data kinds (or beginnings of them) of which the finding must have one; empty for any."""
    roles: tuple[str, ...] = ()
    """Roles that all flows must have; empty for any."""
    except_roles: tuple[str, ...] = ()
    """Roles that no flow may have."""
    effects: tuple[str, ...] = ()
    """For fixes by a tracker's own switches: which ones, by ``PrivacyControl.effect``, best first."""
    words: dict[str, str] = {}
    """What is put in, or what is replaced by what: by language or dialect, or by the text as written."""
    overrides: tuple[Override, ...] = ()
    purpose: tuple[str, ...] = ()
    """Roles of recipients that people are written to through: what they lack, they do not work without. Never safe."""
