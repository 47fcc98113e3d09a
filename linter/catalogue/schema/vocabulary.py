"""Rows of ``rules/data/``: data kinds and their words, transforms, topics of pages."""

from __future__ import annotations

from linter.catalogue.schema.row import Row


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
    person_forms: tuple[str, ...] = ()
    """Entries made of each word for a person, which stands for ``{}``: ``{} id`` gives ``patient id``."""
    negative: tuple[str, ...] = ()
    negative_tokens: tuple[str, ...] = ()
    url_parameters: tuple[str, ...] = ()
    """Names of URL parameters that fix this kind."""
    chosen: tuple[str, ...] = ()
    """Weak words that say nothing about a visitor as a parameter of a URL: they choose what a page shows."""
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
    telling_suffix: tuple[str, ...] = ()
    """What may follow a weak word of a special category where heads come last: ``visit_reason``, not ``visitFee``."""
    telling_members: tuple[str, ...] = ()
    """Members by which a value of a special category is named: ``medication.name``."""
    ordinary_suffix: tuple[str, ...] = ()
    """Words that cancel an ordinary kind before them and no special category: ``emailDomain``, ``last_login_at``."""


class NegativeGlobal(Row, frozen=True, kw_only=True):
    """Places where no name is data."""

    receivers: tuple[str, ...]
    callees: tuple[str, ...]
    path_tokens: tuple[str, ...]
    settings: tuple[str, ...] = ()
    """Objects of the site's own settings: who is named there is no visitor."""


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
    fields: tuple[str, ...] = ()
    """
    ``Resource.field``: told by the declared type, or by what the object says it is (``resourceType``, ``@type``).
    ``PID-5``: a field of a message made of segments, told by the address under which it is read.
    """
    paths: tuple[str, ...] = ()
    """Access paths that no other program has, so that the variable's name is enough: ``observation.valueQuantity``."""
    note: str = ""


class VocabularyCommon(Row, frozen=True, kw_only=True):
    """``rules/data/vocabulary.toml``: what is shared by all kinds."""

    languages: tuple[str, ...]
    affix: Affixes
    context: dict[str, Context]
    negative_global: NegativeGlobal
    form_hint: tuple[FormHint, ...] = ()
    standard: tuple[Standard, ...] = ()
    ambiguous: tuple[str, ...] = ()
    """Words of other languages that mean something else in English code: they count in their own language only."""
    things: tuple[str, ...] = ()
    """Words for things that have ids and names of their own and are no people: ``team.id``, ``product.name``."""
    persons: dict[str, tuple[str, ...]] = {}
    """Language -> nouns for people as programs name them: for the context ``person`` and for ``person_forms``."""
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
    record: bool = False
    """True where it looks something up by the value: the record it gives has properties of its own."""
    receiver: bool = True
    """False where the object whose method it is only does the work: a book of translations is no part of a text."""
    note: str = ""
    asks: bool = False
    """
    True for a question: what comes back is something else than the arguments, which only tell which. It is read by
    itself, and of the arguments the topic alone goes on (``Speciality.findOne({name: q}).id``), nobody's address.
    """
    keys: str = ""
    """
    ``keep`` or ``drop`` where literal arguments after the first name the properties that are kept or dropped;
    ``pairs`` where the properties of the first argument become pairs of a name and a value.
    """


class Topic(Row, frozen=True, kw_only=True):
    """What a page may be about, so that a visit tells something: a row of ``rules/data/topics.toml``."""

    id: str
    label: str
    """For people: 'pregnancy'."""
    kind: str
    """The data kind that a visit gives away; ``page-url`` where it is the place that is delicate (a login)."""
    words: dict[str, tuple[str, ...]] = {}
    """Language -> phrases; two of address, path of the file, and title or heading have to hold one."""
    negative: tuple[str, ...] = ()
    """Phrases beside which the words mean something else: one of them anywhere, and the topic does not count."""
    fields: tuple[str, ...] = ()
    """Types and ``autocomplete`` values of inputs, one of which the page must have, where there are any."""
    sectors: tuple[str, ...] = ()
    """Sectors in which alone the topic counts; empty for any."""
