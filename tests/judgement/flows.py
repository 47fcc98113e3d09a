"""Flows made by hand: what the analysis would say about a line of code."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.rules import Rules
from linter.catalogue.schema import Framework, Source, Transform
from linter.model import Flow, Guard, Location, Origin, Sink, Step
from tests.judgement import rulebook

if TYPE_CHECKING:
    from linter.settings import Settings

_SEGMENT = re.compile(r"\(('[^']*'|\*)?\)|\[\*\]|\.[^.()\[\]]+|[^.()\[\]]+")


def settings(
    sector: str = "", languages: tuple[str, ...] = ("en",), consent_functions: tuple[str, ...] = ()
) -> Settings:
    """Give settings with the fields that the judgement reads."""
    return cast(
        "Settings", SimpleNamespace(sector=sector, languages=languages, consent_functions=frozenset(consent_functions))
    )


def chain(text: str) -> tuple[str, ...]:
    """Give an access chain from its short form: ``request.GET.get('q')``."""
    head = re.match(r"(?:npm|py):[\w./@-]+(?::\w+)?", text)
    if head and ":" in head[0]:
        symbol = head[0]
        rest = text[len(symbol) :]
        return (symbol, *(m[0] for m in _SEGMENT.finditer(rest)))
    return tuple(m[0] for m in _SEGMENT.finditer(text))


def sink(
    tracker: str | tuple[str, ...] = "posthog",
    *,
    path: str = "src/app.js",
    at: int = 100,
    channel: str = "call",
    operation: str = "event",
    event: str = "",
    name: str = "track()",
    text: str = "track(x)",
    guards: tuple[Guard, ...] = (),
    server: bool = False,
    sure: bool = True,
    noscript: bool = False,
) -> Sink:
    trackers = (tracker,) if isinstance(tracker, str) else tracker
    return Sink(
        location=Location(path, at, at + 10),
        trackers=trackers,
        channel=channel,
        operation=operation,
        name=name,
        text=text,
        event=event,
        guards=guards,
        server=server,
        noscript=noscript,
        sure=sure,
    )


def flow(
    origin: str = "",
    *key: str,
    role: str = "data",
    kind: str = "read",
    literal: str | float | bool | None = None,
    owner: str = "",
    attributes: dict[str, str] | None = None,
    names: tuple[str, ...] = (),
    calls: tuple[str, ...] = (),
    transforms: tuple[str, ...] = (),
    path: str = "src/app.js",
    to: Sink | None = None,
    page: str = "",
) -> Flow:
    """
    Give a flow from an access chain in short form to a field of a tracker's call.

    ``names`` are the variables along the way, ``calls`` unknown functions on it.
    """
    place = Location(path, 10, 20)
    there = to or sink()
    steps = [Step(place, "source", "read", origin)]
    steps.extend(Step(place, "assignment", "assigned", name) for name in names)
    steps.extend(Step(place, "call", "through a function", name) for name in calls)
    steps.append(Step(there.location, "sink", "handed over", ".".join(key)))
    return Flow(
        sink=there,
        role=role,
        key=key,
        origin=Origin(
            kind,
            chain(origin) if origin else (),
            literal=literal,
            attributes=tuple((attributes or {}).items()),
            owner=owner,
            location=place,
        ),
        steps=tuple(steps),
        transforms=transforms,
        page=page,
    )


def catalogue() -> Catalogue:
    """Give the linter's own rules with a few sources and transforms of the tests' own."""
    own = rulebook.catalogue()
    rules = Rules(
        trackers=tuple(own.trackers.values()),
        common=own.common,
        kinds=tuple(own.kinds.values()),
        vocabulary=own.vocabulary,
        transforms=TRANSFORMS,
        frameworks=(*FRAMEWORKS, own.frameworks["methods"]),
        consent=tuple(own.consent.values()),
        law=own.law,
        codes=tuple(own.codes.values()),
        topics=own.topics,
    )
    return Catalogue("tests", rules.reported, lambda: rules)


FRAMEWORKS = (
    Framework(
        id="browser",
        languages=("javascript", "html"),
        source=(
            Source(match=("location.href", "location.search", "document.URL", "document.referrer", "document.title"), kind="page-url", group="url"),
            Source(match=("location.pathname",), kind="page-url", group="url"),
            Source(match=("location.origin", "location.hostname"), kind="none", group="url"),
            Source(match=("new URLSearchParams(*).get(k)", "localStorage.getItem(k)"), kind="by-key", group="url"),
            Source(match=("document.getElementById(k).value",), kind="by-key", group="form"),
            Source(match=("navigator.geolocation",), kind="location", group="geo"),
        ),
    ),
    Framework(
        id="django",
        languages=("python", "html"),
        server=True,
        source=(
            Source(match=("request.GET.get(k)", "request.GET.k", "form.cleaned_data.k", "request.POST.k"), kind="by-key", group="request"),
            Source(match=("request.user.id", "request.user.pk", "user.pk"), kind="user-id", group="user"),
            Source(match=("request.user",), kind="user-id", group="user"),
            Source(match=("request.user.email",), kind="contact.email", group="user"),
            Source(match=("request.META.get('REMOTE_ADDR')",), kind="ip-address", group="ip"),
            Source(match=("request.build_absolute_uri()", "request.get_full_path()"), kind="page-url", group="url"),
        ),
    ),
    Framework(
        id="express",
        languages=("javascript",),
        server=True,
        source=(Source(match=("req.ip",), kind="ip-address", group="ip"),),
    ),
)  # fmt: skip
TRANSFORMS = (
    Transform(id="length-count", effect="removes"),
    Transform(id="boolean", effect="removes", except_special=True),
    Transform(id="redact", effect="removes"),
    Transform(id="bucket", effect="reduces"),
    Transform(id="ip-truncate", effect="reduces"),
    Transform(id="hash", effect="pseudonymises"),
    Transform(id="keyed-hash", effect="pseudonymises"),
    Transform(id="encode", effect="keeps"),
    Transform(id="format", effect="keeps"),
)
