from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import Framework, Source
from linter.catalogue.sources import PatternError, Sources, parse_pattern


@pytest.mark.parametrize(
    ("pattern", "segments"),
    [
        ("request.GET.get(k)", ("request", ".GET", ".get", "(k)")),
        ("request.GET[k]", ("request", ".GET", ".k")),
        ("request.META['REMOTE_ADDR']", ("request", ".META", ".REMOTE_ADDR")),
        ("request.META.get('REMOTE_ADDR')", ("request", ".META", ".get", "('REMOTE_ADDR')")),
        ("new URLSearchParams(*).get(k)", ("URLSearchParams", "(*)", ".get", "(k)")),
        ("py:flask.request.args.get(k)", ("py:flask", ".request", ".args", ".get", "(k)")),
        ("npm:next/router:useRouter().query.k", ("npm:next/router", ".useRouter", "()", ".query", ".k")),
        ("npm:axios:default().x", ("npm:axios", "()", ".x")),
        ("$_GET[k]", ("$_GET", ".k")),
        ("$current_user->user_email", ("$current_user", ".user_email")),
        ("Auth::user()->id", ("Auth", ".user", "(*)", ".id")),
        ("params[:k]", ("params", ".k")),
        ("params.dig(:k)", ("params", ".dig", "(k)")),
        ("filter_input(*, k)", ("filter_input", "(k)")),
        ("*.target.value", ("*", ".target", ".value")),
        ("current_user&.id", ("current_user&", ".id")),
    ],
)
def test_patterns(pattern: str, segments: tuple[str, ...]) -> None:
    parsed = parse_pattern(pattern)
    assert tuple("(*)" if s == "()" else s for s in parsed) == tuple("(*)" if s == "()" else s for s in segments)


@pytest.mark.parametrize("pattern", ["", "a b", "a.", "a[", "a(", "a..b"])
def test_unreadable_patterns(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse_pattern(pattern)


def chain(text: str) -> tuple[str, ...]:
    return tuple(text.split(" "))


@pytest.mark.parametrize(
    ("text", "language", "kind", "key", "rest"),
    [
        ("request .GET .get ('q')", "python", "by-key", "q", ()),
        ("self .request .GET .get ('q')", "python", "by-key", "q", ()),
        ("request .GET .q", "html", "search-term", "", ()),
        ("request .GET .page", "html", "by-key", "page", ()),
        ("request .GET [*]", "python", "by-key", "", ()),
        ("request .GET .get (*)", "python", "by-key", "", ()),
        ("request .user .email", "python", "contact.email", "", ()),
        ("request .user .profile .phone", "python", "user-id", "", (".profile", ".phone")),
        ("request .user .is_authenticated", "python", "none", "", ()),
        ("py:flask.request .args .get ('q')", "python", "by-key", "q", ()),
        ("py:flask .request .args .get ('q')", "python", "by-key", "q", ()),
        ("form .cleaned_data .symptoms", "python", "by-key", "symptoms", ()),
        ("self .form .cleaned_data .symptoms .strip ()", "python", "by-key", "symptoms", (".strip", "()")),
        ("location .search", "javascript", "page-url", "", ()),
        ("window .location .search .slice (*)", "tsx", "page-url", "", (".slice", "(*)")),
        ("location .origin", "javascript", "none", "", ()),
        ("URLSearchParams (*) .get ('q')", "html", "by-key", "q", ()),
        ("npm:next/router:useRouter () .query .speciality", "tsx", "by-key", "speciality", ()),
        ("npm:next/navigation:useSearchParams () .get ('q')", "jsx", "by-key", "q", ()),
        ("npm:react-router-dom:useSearchParams () .0 .get ('q')", "jsx", "by-key", "q", ()),
        ("e .target .value", "vue", "by-key", "", ()),
        ("event .data .searchResult .query", "javascript", "search-term", "", ()),
        ("event .data .checkout .email", "javascript", "contact.email", "", ()),
        ("req .query .q", "typescript", "by-key", "q", ()),
        ("req .headers .x-forwarded-for", "javascript", "ip-address", "", ()),
        ("this .$route .query .q", "vue", "by-key", "q", ()),
        ("$_GET .s", "php", "search-term", "", ()),
        ("Auth .user () .id", "php", "user-id", "", ()),
        ("search .terms", "html", "search-term", "", ()),
        ("params .q", "html", "by-key", "q", ()),
        ("$ ('#search') .val ()", "javascript", "by-key", "#search", ()),
        ("localStorage .getItem ('email')", "javascript", "by-key", "email", ()),
    ],
)
def test_sources_of_the_catalogue(
    catalogue: Catalogue, text: str, language: str, kind: str, key: str, rest: tuple[str, ...]
) -> None:
    found = catalogue.sources.match(chain(text), language)
    assert found is not None
    assert (found.kind, found.key, found.rest) == (kind, key, rest)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("foo .bar", "python"),
        ("location .search", "python"),
        ("request .GET .q", "typescript"),
        ("request", "python"),
        ("$_GET .q", "javascript"),
    ],
)
def test_no_source(catalogue: Catalogue, text: str, language: str) -> None:
    assert catalogue.sources.match(chain(text), language) is None


def test_an_empty_chain_is_no_source(catalogue: Catalogue) -> None:
    assert catalogue.sources.match((), "python") is None


def test_the_exact_pattern_beats_the_open_one() -> None:
    sources = Sources(
        [
            Framework(
                id="f",
                languages=("python",),
                source=(
                    Source(match=("a.get(k)",), kind="by-key", group="request"),
                    Source(match=("a.get('q')",), kind="search-term", group="request"),
                    Source(match=("a.*.c",), kind="name", group="user"),
                ),
            )
        ]
    )
    exact = sources.match(("a", ".get", "('q')"), "python")
    other = sources.match(("a", ".get", "('p')"), "python")
    inner = sources.match(("a", ".b", ".c", ".d"), "python")
    assert exact is not None
    assert other is not None
    assert inner is not None
    assert (exact.kind, other.kind, other.key, inner.kind, inner.rest) == (
        "search-term",
        "by-key",
        "p",
        "name",
        (".d",),
    )


SOURCES = Sources(
    [
        Framework(
            id="f",
            languages=("python", "html"),
            source=(
                Source(
                    match=("request.GET.get(k)", "py:flask.request", "npm:x:default().k"),
                    kind="by-key",
                    group="request",
                ),
                Source(match=("location", "*.target.value", "*.k.*"), kind="page-url", group="url"),
            ),
        )
    ]
)
SEGMENTS = st.sampled_from(
    [
        "request",
        "self",
        "window",
        ".GET",
        ".get",
        "('q')",
        "(*)",
        "()",
        "[*]",
        ".location",
        ".target",
        ".value",
        "",
        "(",
        "py:flask.request",
        "npm:x:default()",
    ]
)


@given(st.lists(SEGMENTS, max_size=12), st.sampled_from(["python", "html", "javascript", ""]))
def test_no_chain_raises(segments: list[str], language: str) -> None:
    SOURCES.match(tuple(segments), language)
