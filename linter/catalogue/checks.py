"""What the types of the rows cannot say: closed words, references between files, patterns that must be readable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from linter.catalogue import schema
from linter.catalogue.reading import Step
from linter.catalogue.sources import FAMILIES, PatternError, parse_pattern

HOSTING = ("us", "eu", "eu-option", "self-host", "self-host-option", "global", "ru", "il", "cn", "other")
DPF = ("true", "false", "unknown", "not-applicable")
FORM_CAPTURE = ("default", "masked-default", "option", "no")
CONFIDENCE = ("documented", "seen-in-code", "recalled")
USES = ("script", "pixel", "collect", "api", "iframe", "click")
CONSENT_EFFECTS = ("grant", "deny", "default", "require", "opt-out", "opt-in", "cookieless", "restrict")
PRIVACY_KINDS = ("attr", "class", "option", "call", "param", "dashboard", "function")
PRIVACY_EFFECTS = (
    "mask",
    "unmask",
    "exclude",
    "anonymise-ip",
    "no-autocollect",
    "no-cookies",
    "no-pii",
    "hash",
    "scrub",
    "more-data",
    "restricted-use",
    "region",
    "retention",
    "sampling",
)
TRANSFORM_EFFECTS = ("removes", "reduces", "pseudonymises", "keeps")
SPECIAL = ("none", "explicit", "inferred-in-context")
IDENTIFIER = ("none", "transport", "pseudonymous", "direct")
COUNTRY = re.compile(r"[A-Z]{2}")
TRANSPORT_ROLES = ("url", "base", "data", "method", "options", "")
GROUPS = ("request", "url", "user", "ip", "storage", "form", "geo", "template", "device")
TELLING = 6
"""A path that must speak without a host has at least so many characters."""


class Fault(msgspec.Struct, frozen=True):
    """Something wrong at a place in a rules file."""

    path: tuple[Step, ...]
    message: str
    word: str = ""
    valid: tuple[str, ...] = ()


def _word(word: str, valid: Iterable[str], *path: Step) -> Iterator[Fault]:
    words = tuple(valid)
    if word not in words:
        yield Fault(path, "unknown word", word, words)


def _roles(roles: dict[str, str], *path: Step) -> Iterator[Fault]:
    for key, role in roles.items():
        yield from _word(role, schema.ROLES, *path, key)


def check_tracker(tracker: schema.Tracker) -> Iterator[Fault]:
    """Check one tracker by itself."""
    yield from _word(tracker.confidence, CONFIDENCE, "confidence")
    if tracker.recipient.country and not COUNTRY.fullmatch(tracker.recipient.country):
        yield Fault(("recipient", "country"), "a country is its two-letter ISO code in capitals: 'DE'")
    yield from _word(tracker.recipient.role, schema.TRACKER_ROLES, "recipient", "role")
    for role in tracker.recipient.also:
        yield from _word(role, schema.TRACKER_ROLES, "recipient", "also")
    yield from _word(tracker.recipient.hosting, HOSTING, "recipient", "hosting")
    yield from _word(tracker.recipient.dpf, DPF, "recipient", "dpf")
    yield from _word(tracker.collects.form_capture, FORM_CAPTURE, "collects", "form_capture")
    for index, row in enumerate(tracker.signature):
        yield from _signature(row, "signature", index)
    for index, endpoint in enumerate(tracker.endpoint):
        at: tuple[Step, ...] = ("endpoint", index)
        yield from _word(endpoint.use, USES, *at, "use")
        yield from _roles(endpoint.parameters, *at, "parameters")
        yield from _roles(endpoint.body, *at, "body")
        if not endpoint.host and max(len(endpoint.path), len(endpoint.path_end)) < TELLING:
            yield Fault((*at, "host"), "a row for any host needs a telling path")
        if endpoint.host != endpoint.host.lower() or "/" in endpoint.host:
            yield Fault((*at, "host"), "a host is written in lower case and without a path")
    for role in tracker.fields:
        yield from _word(role, schema.ROLES, "fields", role)
    for index, call in enumerate(tracker.consent):
        yield from _word(call.effect, CONSENT_EFFECTS, "consent", index, "effect")
    for index, control in enumerate(tracker.privacy):
        yield from _word(control.kind, PRIVACY_KINDS, "privacy", index, "kind")
        yield from _word(control.effect, PRIVACY_EFFECTS, "privacy", index, "effect")
    if tracker.absent.consent and tracker.consent:
        yield Fault(("absent", "consent"), "there are consent rows: what exists is not absent")
    if tracker.absent.privacy and tracker.privacy:
        yield Fault(("absent", "privacy"), "there are privacy rows: what exists is not absent")
    yield from _roles(tracker.attributes, "attributes")


def _signature(row: schema.Signature, *at: Step) -> Iterator[Fault]:
    yield from _word(row.form, schema.FORMS, *at, "form")
    yield from _word(row.operation, schema.OPERATIONS, *at, "operation")
    for position, role in enumerate(row.arguments):
        if role != "..." or position == 0 or position != len(row.arguments) - 1:
            yield from _word(role, schema.ROLES, *at, "arguments")
    yield from _roles(row.keywords, *at, "keywords")
    yield from _roles(row.keys, *at, "keys")
    if not row.callee or any(character.isspace() for character in row.callee):
        yield Fault((*at, "callee"), "a callee is a symbol path without spaces")
    if row.form in ("command", "queue") and not row.verbs:
        yield Fault((*at, "verbs"), f"form {row.form!r} needs its verbs; '*' is any")
    if row.verbs and row.form not in ("command", "queue", "queue-object"):
        yield Fault((*at, "verbs"), f"form {row.form!r} has no verbs")


def check_kind(
    kind: schema.Kind, codes: Iterable[str], articles: Iterable[str], vocabulary: schema.VocabularyCommon
) -> Iterator[Fault]:
    """Check one data kind; where ``codes``, ``articles`` or parts of the vocabulary are empty, anything is right."""
    if known := tuple(codes):
        yield from _word(kind.code, known, "code")
    yield from _word(kind.special, SPECIAL, "special")
    yield from _word(kind.identifier, IDENTIFIER, "identifier")
    if known := tuple(articles):
        for article in kind.articles:
            yield from _word(article, known, "articles")
    for need in kind.needs if vocabulary.context else ():
        for context in need.split("+"):
            yield from _word(context, vocabulary.context, "needs")
    for name, words in (("strong", kind.strong), ("weak", kind.weak)):
        for language in words if vocabulary.languages else ():
            yield from _word(language, vocabulary.languages, name, language)
        yield from _entries((entry for entries in words.values() for entry in entries), name)
    yield from _entries(kind.negative, "negative")


def _entries(entries: Iterable[str], *path: Step) -> Iterator[Fault]:
    for entry in entries:
        if entry != entry.lower() or "_" in entry:
            yield Fault((*path, entry), "words are in small letters with spaces between them: 'member number'")


def check_framework(framework: schema.Framework, kinds: frozenset[str]) -> Iterator[Fault]:
    """Check one framework; ``kinds`` are the ids of the data kinds, empty while none is known."""
    for language in framework.languages:
        yield from _word(language, FAMILIES, "languages")
    for index, source in enumerate(framework.source):
        if kinds:
            yield from _word(source.kind, (*sorted(kinds), "by-key", "none"), "source", index, "kind")
        yield from _word(source.group, GROUPS, "source", index, "group")
        for pattern in source.match:
            if message := _unreadable(pattern):
                yield Fault(("source", index, "match"), message)
    for index, transport in enumerate(framework.transport):
        for role in (*transport.arguments, *transport.keywords.values(), *transport.options.values()):
            yield from _word(role, TRANSPORT_ROLES, "transport", index, "arguments")


def _unreadable(pattern: str) -> str:
    try:
        parse_pattern(pattern)
    except PatternError as error:
        return str(error)
    return ""


def check_transform(transform: schema.Transform) -> Iterator[Fault]:
    """Check one row of ``rules/data/transforms.toml``."""
    yield from _word(transform.effect, TRANSFORM_EFFECTS, "effect")


def check_vocabulary(vocabulary: schema.VocabularyCommon, kinds: frozenset[str]) -> Iterator[Fault]:
    """Check that the shared vocabulary names kinds that exist."""
    for index, hint in enumerate(vocabulary.form_hint):
        yield from _word(hint.kind, sorted(kinds), "form_hint", index, "kind")
    for index, standard in enumerate(vocabulary.standard):
        yield from _word(standard.kind, sorted(kinds), "standard", index, "kind")
