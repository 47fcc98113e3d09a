"""Rows of ``rules/frameworks/``: where data comes from, how it is sent, rendered, passed on and routed."""

from __future__ import annotations

from linter.catalogue.schema.row import Row


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
    """
    Keys of an options object (``body``, ``params``, ``url``) and their roles: ``data``, ``url``, or ``base`` for what
    stands before the address (``baseURL``, ``hostname``).
    """
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


class Relay(Row, frozen=True, kw_only=True):
    """A library between events and what takes them: what ``callee`` gets reaches a function that ``to`` is given."""

    callee: str
    """The call that sends something on its way: ``npm:react-tracking:useTracking().trackEvent``."""
    to: tuple[str, ...]
    """Calls that say in ``option`` which function takes it."""
    option: str


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
    """Last names of the call, decorator or component; of ``record`` the words of which a file holds one."""
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
    """Names of files, beside the folder or above it, that stand around every page; ``plugins/*`` all of a folder."""
    loaders: tuple[str, ...] = ()
    """Names without ending of the files beside a page that read its address for it: ``+page.server``."""
    flat: bool = False
    """True where dots in a page's name part the address: ``patients.$id.tsx``."""
    no_pages: tuple[str, ...] = ()
    """Folders and names without ending that answer without a page."""
    roots: tuple[str, ...] = ()
    """Names of files, one of which stands where such a project begins; empty where the folder alone tells."""


class Configured(Row, frozen=True, kw_only=True):
    """A configuration that names what runs on every page of a site: ``modules: ['nuxt-gtag']``, ``gtag: {...}``."""

    files: tuple[str, ...]
    """Names of the files, without ending."""
    lists: tuple[str, ...]
    """Keys of lists of packages: of names, or of lists that begin with a name and its options."""
    named: str = ""
    """The key with the package's name where entries are records instead: ``resolve``."""
    options: str = ""
    """The key beside it with the options."""
    settings: str = ""
    """The root of the symbol paths of keys that stand for a package: ``docusaurus`` of ``docusaurus:gtag``."""


class SharedNames(Row, frozen=True, kw_only=True):
    """A build that lets every file of a project name what files in certain folders export, without an import."""

    roots: tuple[str, ...]
    """Names of files, one of which stands where such a project begins: ``nuxt.config.ts``."""
    folders: tuple[str, ...]
    """Folders below that place."""


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


class PageTitle(Row, frozen=True, kw_only=True):
    """How code gives a page its title: the tracker that reports titles sends what stands there."""

    form: str
    """
    ``call`` (``useHead({ title })``: its first argument), ``made`` (``generateMetadata``: what a function of this name
    gives), ``component`` (``<Helmet title>``: a property).
    """
    names: tuple[str, ...]
    """Last names of the call, function or component."""
    at: tuple[str, ...] = ("",)
    """
    Where in the value the title stands, in dotted keys, ``[*]`` for any item; empty for the value itself, of a
    component for what stands inside.
    """
    within: str = ""
    """The component that must be around it, where the name is a common one."""
    imports: tuple[str, ...] = ()
    """Packages of which the file must import one, where the name is a common one."""


class Names(Row, frozen=True, kw_only=True):
    """What functions and methods do by their last name alone, whatever they belong to: an own one, a library's."""

    each: frozenset[str] = frozenset()
    """Call the function that they get with each item of their receiver."""
    onward: frozenset[str] = frozenset()
    """Call the function that they get with what their receiver comes to."""
    listen: frozenset[str] = frozenset()
    """Take a function that is called with what is sent under a name."""
    emit: frozenset[str] = frozenset()
    """Send something under a name to whoever listens."""
    connects: frozenset[str] = frozenset()
    """Symbols that give a component the functions of a record as properties: ``connect(state, actions)(Page)``."""
    same: frozenset[str] = frozenset()
    """Give back what they get: framework wrappers around a function or value."""
    evaluated: frozenset[str] = frozenset()
    """Give back what the function that they get returns."""
    windows: frozenset[str] = frozenset()
    """Parameters by which a framework hands over the window of the page."""
    contexts: frozenset[str] = frozenset()
    """Symbol paths of what reads a context that is provided further out."""
    reads: frozenset[str] = frozenset()
    """Read the property named by their literal argument."""
    managers: frozenset[str] = frozenset()
    """Attributes of a class of records that stand for all of them."""
    rows: frozenset[str] = frozenset()
    """Methods of a query that give a record or a list of them."""
    chosen: frozenset[str] = frozenset()
    """Options of a query that say which fields alone it gives."""
    omitted: frozenset[str] = frozenset()
    """Options of a query that say which fields it leaves out."""
    lookups: frozenset[str] = frozenset()
    """Take a class of records and give a query of it or one record."""
    queries: frozenset[str] = frozenset()
    """Steps of a query between a class of records and what is read of one."""
    getters: frozenset[str] = frozenset()
    """Their literal argument is the name of what they give."""
    wholes: frozenset[str] = frozenset()
    """Give their receiver back, or all of it."""
    keeping: frozenset[str] = frozenset()
    """Give a list of the same items, of some or in another order."""
    takes: frozenset[str] = frozenset()
    """Give one item of a list or queue."""
    states: frozenset[str] = frozenset()
    """Give a value and what sets it."""
    properties: frozenset[str] = frozenset()
    """Compiler macros that stand for the properties of the component."""
    serializes: frozenset[str] = frozenset()
    """Take all fields of a form along."""
    wrappers: frozenset[str] = frozenset()
    """Words in the names of functions and files that hand things on to trackers."""
    inputs: frozenset[str] = frozenset()
    """Words in the names of components of libraries that something is typed into."""
    installs: frozenset[str] = frozenset()
    """Methods of an application that take a plug-in and its options: ``app.use(plugin, options)``."""
    senders: frozenset[str] = frozenset()
    """Beginnings of names of functions that may send something to a tracker under a name of their own."""


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
    relay: tuple[Relay, ...] = ()
    autorun: tuple[Autorun, ...] = ()
    routing: tuple[Routing, ...] = ()
    files: tuple[FileRoutes, ...] = ()
    shared: tuple[SharedNames, ...] = ()
    configured: tuple[Configured, ...] = ()
    navigation: tuple[Navigation, ...] = ()
    titles: tuple[PageTitle, ...] = ()
    names: Names = Names()
