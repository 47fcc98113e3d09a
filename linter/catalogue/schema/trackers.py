"""Rows of ``rules/trackers/``: who gets the data, and everything a page or a program calls to send it."""

from __future__ import annotations

from linter.catalogue.schema.row import Row

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
    "override",  # a method that the tracker calls on a heir of its class; argument 0 is what it gives back
    "component",  # a JSX/Vue component; ``keywords`` are its props
    "tag",  # a template tag of a library ({% meta_pixel %})
    "installed",  # a plug-in that an application or a configuration names: app.use(VueGtag, {}), modules: ['nuxt-gtag']
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
    storage: bool = True
    """False where the tracker keeps nothing on the device, cookies or else, as the vendor documents."""
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
    needs: tuple[str, ...] | None = None
    """
    Keys or keywords of which the call needs one: without it the vendor refuses the call, or drops the event. Empty
    where it needs none of its identifiers. Not given, a call on a server needs one of those.
    """
    reports: tuple[str, ...] | None = None
    """
    Options of which the start needs one for the tracker to report page views by itself; empty where it never does. Not
    given, it does as ``collects`` says.
    """
    setting: str = ""
    """For ``installed``: the key of the configuration with the options, where they do not stand beside the name."""


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
    """Literal first arguments; ``true`` and ``false`` are the booleans."""
    keys: tuple[str, ...] = ()
    """For ``default``: the options that decide about this tracker; empty for any."""
    fields: dict[str, str | bool] = {}
    """Literal settings that the call passes, for calls that say all in a record: ``push({ type: "holdEvents" })``."""
    option: str = ""
    note: str = ""


class PrivacyControl(Row, frozen=True, kw_only=True):
    """A switch that makes a tracker take less (or, for ``unmask`` and ``more-data``, more)."""

    kind: str
    """``attr``, ``class``, ``option``, ``call``, ``param``, ``dashboard``, ``function``."""
    name: str
    effect: str
    """
    ``mask``, ``unmask``, ``exclude``, ``anonymise-ip``, ``no-autocollect``, ``no-cookies``, ``no-pii`` (it takes no
    personal data by itself; what is handed to it stays), ``hash``, ``scrub``, ``more-data``, ``restricted-use`` (it
    gets the data and promises to do less with it), ``region``, ``retention``, ``sampling``.
    """
    value: str | bool | int | float | None = None
    """The protective value (for ``unmask`` and ``more-data``: the risky one)."""
    default: str | bool | int | float | None = None
    where: str = ""
    note: str = ""
    page: bool = False
    """True where the switch stops the tracker from reporting the page's address by itself, or cleans the address."""


class Absent(Row, frozen=True, kw_only=True):
    """
    What a tracker does not offer, as a fact that somebody looked up; each text says where it was looked for.

    A hole in the catalogue is an empty list without such a text.
    """

    consent: str = ""
    """It is told about consent by no call or option of its own: only the site can hold it back."""
    privacy: str = ""
    """It has no switch by which it takes less."""


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
    names with their versions and the month, ``docs`` against the vendor's documentation, ``snippet`` against the
    installation snippet that the vendor gives out, ``hosts`` that the endpoints exist in lists of trackers' hosts,
    ``code-search`` against public code that uses it.
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
    absent: Absent = Absent()
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
    ordinary: tuple[str, ...] = ()
    """Trackers whose names are ordinary words as well: a setting that is named so proves none alone."""
    fields: dict[str, tuple[str, ...]]
    """Role -> property keys that carry it with any tracker; compared in lower case without ``_``, ``-``, spaces."""
    shared_hosts: tuple[str, ...] = ()
    """Hosts that are ordinary web sites as well (``facebook.com``): they say something only with their path."""
