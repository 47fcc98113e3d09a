"""The vocabulary: names to data kinds."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from linter.catalogue.words import fold, split
from linter.judgement.vocabulary import Vocabulary
from tests.judgement import rulebook
from tests.judgement.names import names

HERE = Path(__file__).parent
EXAMPLES = tomli.loads((HERE / "examples.toml").read_text(encoding="utf-8"))["example"]


def kind_of(name: str, contexts: tuple[str, ...] = (), vocabulary: Vocabulary | None = None, path: str = "") -> str:
    hits = (vocabulary or rulebook.vocabulary()).classify(name, frozenset(contexts), path)
    return hits[0].kind if hits else "none"


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: f"{row['name']}-{'+'.join(row.get('contexts', ()))}")
def test_example(row: dict[str, Any]) -> None:
    assert kind_of(row["name"], tuple(row.get("contexts", ()))) == row["kind"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("userSearchTerm", "user search term"),
        ("user-search_term", "user search term"),
        ("ICD10Code", "icd 10 code"),
        ("XMLHttpRequest", "xml http request"),
        ("userIDs", "user id"),
        ("address1", "address 1"),
        ("ud[em]", "ud em"),
        ("$email", "email"),
        ("", ""),
        ("__", ""),
    ],
)
def test_split(name: str, words: str) -> None:
    assert " ".join(split(name)) == words


def test_umlauts_are_compared_both_ways() -> None:
    assert kind_of("suchwoerter") == kind_of("suchworter") == kind_of("suchwörter") == "search-term"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("user.name", "name"),
        ("user_name", "user-id"),
        ("username", "user-id"),
        ("customer.id", "user-id"),
        ("product.name", "none"),
        ("file.name", "none"),
        ("team.id", "none"),
        ("user.name.first", "name"),
        ("user.createdAt", "none"),
        ("user.emailDomain", "none"),
        ("user.email.length", "none"),
        ("form.errors.email", "none"),
        ("logger.email", "none"),
        ("event.data.checkout.shippingAddress.city", "contact.postal"),
        ("this.search.query", "search-term"),
        ("medication.name", "health.medication"),
        ("diagnosis.id", "health.condition"),
        ("patient?.symptoms?.[0]", "health.symptom"),
        ("userHasPassword", "none"),
        ("userIsPregnant", "health.reproductive"),
        ("iPhone", "none"),
    ],
)
def test_chains(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_what_a_name_mentions_is_kept() -> None:
    reading = rulebook.vocabulary().read("patientId")
    assert reading.hits[0].kind == "user-id"
    assert "health" in reading.about
    assert rulebook.vocabulary().read("team.id").thing
    assert rulebook.vocabulary().read("integration.created_by.id").actor
    assert rulebook.vocabulary().read("currentUser.id").person


def test_confidence_of_a_name_is_never_high() -> None:
    assert rulebook.vocabulary().classify("email")[0].confidence == "medium"
    assert rulebook.vocabulary().classify("emailInput")[0].confidence == "low"
    assert rulebook.vocabulary().classify("q", frozenset({"request"}))[0].confidence == "low"


@pytest.mark.parametrize(
    ("name", "language", "contexts"),
    [("sök", "sv", ("request",)), ("wiek", "pl", ()), ("tél", "fr", ()), ("zoek", "nl", ("request",))],
)
def test_short_foreign_words_need_the_language(name: str, language: str, contexts: tuple[str, ...]) -> None:
    assert kind_of(name, contexts) == "none"
    assert kind_of(name, contexts, rulebook.vocabulary(("en", language))) != "none"


@pytest.mark.parametrize("name", ["krankenkasse", "maladie", "personnummer", "termeDeRecherche", "fechaDeNacimiento"])
def test_long_foreign_words_count_everywhere(name: str) -> None:
    assert kind_of(name) != "none"


def test_contexts_of_a_path() -> None:
    vocabulary = rulebook.vocabulary()
    assert "care" in (vocabulary.contexts_of("src/patients/booking.py") or ())
    assert "search-ui" in (vocabulary.contexts_of("app/components/SearchBox.vue") or ())
    assert "care" not in (vocabulary.contexts_of("src/health/check.py") or ())
    assert vocabulary.contexts_of("app/migrations/0001_initial.py") is None
    assert vocabulary.contexts_of("app/[locale]/page.tsx") is not None
    assert kind_of("treatment", path="src/patients/booking.py") == "health.medication"
    assert kind_of("email", path="locales/en/forms.json") == "none"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Viewed HIV test", "health.condition"),
        ("/fertility/treatment", "health.reproductive"),
        ("Vasektomie", "health.appointment"),
        ("Added to cart", ""),
        ("Account created", ""),
        ("search_submitted", ""),
        ("Race condition detected", ""),
        ("Health check failed", ""),
    ],
)
def test_telling_texts(text: str, kind: str) -> None:
    hit = rulebook.vocabulary().telling(text)
    assert (hit.kind if hit else "") == kind


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    reading = rulebook.vocabulary().read(text, frozenset({"care", "person"}), text)
    assert all(hit.kind in rulebook.kinds() for hit in reading.hits)
    rulebook.vocabulary().telling(text)


@given(st.text(alphabet="abcxyzABC019._-[]()'?:>$äöüßł", max_size=80))
def test_folding_is_stable(text: str) -> None:
    for words in fold(split(text)):
        assert fold(words)[0] == words or len(fold(words)) > 1


def test_speed() -> None:
    """About 25,000 new names a second on the slowest machine we know; a second look costs nothing."""
    vocabulary = Vocabulary(rulebook.kinds(), rulebook.catalogue().vocabulary, rulebook.catalogue().words)
    spellings = [f"{row.name}_2" for row in names()]
    start = time.process_time()
    for name in spellings:
        vocabulary.classify(name)
    first = time.process_time() - start
    start = time.process_time()
    for name in spellings:
        vocabulary.classify(name)
    assert time.process_time() - start < first
    assert first < 5.0


@pytest.mark.parametrize("name", ["entry.diagnose", "entry.diagnoses"])
def test_an_ambiguous_word_counts_in_its_own_language_only(name: str) -> None:
    """The plural of an ambiguous word is compared as the word itself."""
    assert kind_of(name) == "none"
    assert kind_of(name, vocabulary=rulebook.vocabulary(("en", "de"))) == "health.condition"
