"""
What a project looks like before anything is followed: trackers, frameworks, dialects, consent, sector, languages.

Trackers are those that the analysis finds a call, a tag or a request of; what has only its name in a file is told
apart. All else is read from bytes and names: a survey follows no value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from linter.analysis.engine import Engine
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import Framework
from linter.catalogue.words import fold, split
from linter.frontends.templates.dialects import guess_dialect
from linter.judgement.phrases import phrase_set
from linter.workspace.project import Project

_LONGEST = 400_000
"""Bytes of a file that are read; longer ones are rarely written by people."""
_SECTORS = {"health": "care", "politics": "politics", "dating": "dating"}
"""Sectors of the settings, and the contexts of the vocabulary whose words speak for them."""
_PATH_WORDS, _TEXT_WORDS, _SHARE = 2, 4, 0.03
_PYTHON_IMPORT = re.compile(rb"^[ \t]*(?:from|import)[ \t]+([A-Za-z_][\w.]*)", re.MULTILINE)
_SCRIPT_IMPORT = re.compile(rb"(?:\bfrom|\brequire\s*\(|\bimport)\s*\(?\s*[\"']([^\"'\n]{1,120})[\"']")
_DEPENDENCY = re.compile(rb"\"((?:@[\w.-]+/)?[\w.-]+)\"\s*:\s*\"[~^]?\d")
_HTML_LANGUAGE = re.compile(rb"<html\b[^>]{0,300}?\blang\s*=\s*[\"']([A-Za-z]{2})(?:[-_\"'])", re.IGNORECASE)
_IDENTIFIER = re.compile(rb"[A-Za-z\x80-\xff][\w\x80-\xff-]*")
_PACKAGES = "package.json"


class Seen(NamedTuple):
    """Something that a project uses, and in how many files there is a sign of it."""

    id: str
    files: int
    example: str
    """The first such file."""


class Survey(NamedTuple):
    """What was seen; each list starts with what stands in most files."""

    trackers: tuple[Seen, ...]
    """Those with a call, a tag or a request."""
    shared: tuple[tuple[str, ...], ...]
    """Trackers of which a call fits several, none of which is sure: ids that belong together."""
    named: tuple[Seen, ...]
    """Those of which there is a name, a package or a host only: perhaps no tracker at all."""
    frameworks: tuple[Seen, ...]
    dialects: tuple[Seen, ...]
    consent: tuple[Seen, ...]
    sector: str
    """The sector that the words speak for; empty where none does."""
    sector_words: tuple[str, ...]
    languages: tuple[str, ...]
    """Natural languages that pages say they are in, of those that the vocabulary knows."""
    files: int


class _Tally:
    """Counts files by id and remembers the first."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def add(self, ids: Iterable[str], path: str) -> None:
        for name in set(ids):
            self._count[name] += 1
            self._first.setdefault(name, path)

    def __contains__(self, name: str) -> bool:
        return name in self._count

    def seen(self) -> tuple[Seen, ...]:
        ordered = sorted(self._count.items(), key=lambda row: (-row[1], row[0]))
        return tuple(Seen(name, count, self._first[name]) for name, count in ordered)


def survey(engine: Engine) -> Survey:
    """Look at every source of a project, and at its lists of packages."""
    project, catalogue = engine.project, engine.catalogue
    trackers, shared = _used(engine)
    named, frameworks, dialects = _Tally(), _Tally(), _Tally()
    languages: Counter[str] = Counter()
    automaton = catalogue.automaton
    imports = _Imports(catalogue.frameworks.values())
    managers = _Managers(catalogue)
    sectors = _Sectors(catalogue)
    count = 0
    for path, data in _contents(project):
        packages = path.rsplit("/", 1)[-1] == _PACKAGES
        for index in automaton.find(data):
            token = automaton.tokens[index]
            if token.weak:
                continue
            if len(token.trackers) == 1:
                named.add((name for name in token.trackers if name not in trackers), path)
        managers.add(data, path)
        frameworks.add(imports.find(data, _spoken_in(project, path, packages=packages)), path)
        if packages:
            continue
        count += 1
        language = project.language(path)
        if language is not None and language[0] in {"html", "php"}:
            dialects.add(filter(None, [language[1] or guess_dialect(data)]), path)
            if found := _HTML_LANGUAGE.search(data):
                languages[found[1].decode("ascii").lower()] += 1
        elif language is not None and language[0] in {"vue", "svelte", "astro"}:
            dialects.add((language[0],), path)
        sectors.add(path, data)
    sector, words = sectors.proposal(count)
    known = set(catalogue.vocabulary.languages)
    return Survey(
        trackers=trackers.seen(),
        shared=shared,
        named=named.seen(),
        frameworks=frameworks.seen(),
        dialects=dialects.seen(),
        consent=managers.seen(),
        sector=sector,
        sector_words=words,
        languages=tuple(name for name, _ in languages.most_common() if name in known),
        files=count,
    )


def _used(engine: Engine) -> tuple[_Tally, tuple[tuple[str, ...], ...]]:
    """Give the trackers that something is handed to, and those of which nobody can tell which it is."""
    engine.program.ahead(engine.seeds)
    found, several = _Tally(), set[tuple[str, ...]]()
    for path in engine.seeds:
        engine.program.settle()
        view = engine.program.view(path)
        for trackers in {raw.trackers for raw in engine.session().sinks(view)} if view is not None else ():
            if len(trackers) == 1:
                found.add(trackers, path)
            else:
                several.add(tuple(sorted(trackers)))
    return found, tuple(sorted(group for group in several if not any(name in found for name in group)))


def _contents(project: Project) -> Iterator[tuple[str, bytes]]:
    for path in (*project.files, *project.files_named(_PACKAGES)):
        with suppress(OSError):
            yield path, project.read(path)[:_LONGEST]


def _spoken_in(project: Project, path: str, *, packages: bool) -> str:
    """Give the language of a file, ``""`` for a list of packages."""
    language = project.language(path)
    return "" if packages or language is None else language[0]


class _Imports:
    """Import specifiers to frameworks, those of Python apart from those of scripts: both have an ``http``."""

    def __init__(self, frameworks: Iterable[Framework]) -> None:
        self._python: dict[str, set[str]] = {}
        self._scripts: dict[str, set[str]] = {}
        for framework in frameworks:
            for specifier in framework.imports:
                if "python" in framework.languages:
                    self._python.setdefault(specifier, set()).add(framework.id)
                if set(framework.languages) - {"python"}:
                    self._scripts.setdefault(specifier, set()).add(framework.id)

    def find(self, data: bytes, language: str) -> Iterator[str]:
        """Give the frameworks that a file imports; ``language`` is ``""`` for a list of packages."""
        owners = self._python if language == "python" else self._scripts
        pattern = {"": _DEPENDENCY, "python": _PYTHON_IMPORT}.get(language, _SCRIPT_IMPORT)
        for name in {match[1].decode("utf-8", "replace") for match in pattern.finditer(data)}:
            for above in _above(name):
                yield from owners.get(above, ())


def _above(name: str) -> Iterator[str]:
    """Give a specifier and what it begins with: ``django.http``, ``django``; ``next/router``, ``next``."""
    yield name
    for at in range(len(name) - 1, 0, -1):
        if name[at] in "./":
            yield name[:at]


class _Managers:
    """
    Scripts, packages, globals and purposes of consent managers.

    What a tracker has as well (``gtag``) is no sign, and what several managers have only where there is none of
    one of them.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        trackers = {token.text for token in catalogue.automaton.tokens}
        owners: dict[tuple[bytes, str], list[str]] = {}
        self._standards: set[str] = set()
        for manager in catalogue.consent.values():
            purposes = tuple(name for name in manager.categories if "_" in name and name.islower())
            if not manager.scripts and not manager.packages:
                self._standards.add(manager.id)
            for kind, texts in (
                ("script", manager.scripts),
                ("package", manager.packages),
                ("global", manager.globals),
                ("purpose", purposes),
            ):
                for text in texts:
                    encoded = text.encode()
                    # A short name of a global says nothing without its use.
                    if "*" not in text and len(text) >= 4 and not (kind == "global" and encoded in trackers):
                        owners.setdefault((encoded, kind), []).append(manager.id)
        self._signs = [(tuple(managers), kind, len(text)) for (text, kind), managers in owners.items()]
        self._search = BytesAhoCorasick(
            [text for text, _ in owners], matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )
        self._sure = _Tally()
        self._shared: dict[tuple[str, ...], list[str]] = {}

    def add(self, data: bytes, path: str) -> None:
        """Look at a file."""
        for managers in set(self._find(data)):
            if len(managers) == 1:
                self._sure.add(managers, path)
            else:
                self._shared.setdefault(managers, []).append(path)

    def seen(self) -> tuple[Seen, ...]:
        """Give the managers of all files."""
        found = self._sure
        for managers, paths in sorted(self._shared.items()):
            if not any(name in self._sure for name in managers):
                fit = [name for name in managers if name in self._standards] or managers
                for path in paths:
                    found.add(fit, path)
        return found.seen()

    def _find(self, data: bytes) -> Iterator[tuple[str, ...]]:
        for index, start, _ in self._search.find_matches_as_indexes(data, overlapping=True):
            managers, kind, length = self._signs[index]
            before, after = data[start - 1 : start], data[start + length : start + length + 1]
            fits = {
                "script": True,
                "package": before in _QUOTED and after in _PACKAGE_ENDS,
                "global": not _is_word(before) and not _is_word(after),
                "purpose": not _is_word(before) and not _is_word(after),
            }
            if fits[kind]:
                yield managers


_QUOTED = (b'"', b"'", b"`")
_PACKAGE_ENDS = (b'"', b"'", b"`", b"/", b"@")


def _is_word(char: bytes) -> bool:
    return char.isalnum() or char in {b"_", b"$", b"-"}


class _Sectors:
    """Counts the words by which the vocabulary knows what a project is about."""

    def __init__(self, catalogue: Catalogue) -> None:
        contexts = catalogue.vocabulary.context
        self._phrases = {
            sector: phrase_set(contexts[context].tokens)
            for sector, context in _SECTORS.items()
            if context in contexts and contexts[context].tokens
        }
        self._in_paths: dict[str, Counter[str]] = {sector: Counter() for sector in self._phrases}
        self._in_texts: dict[str, Counter[str]] = {sector: Counter() for sector in self._phrases}
        self._memo: dict[str, tuple[tuple[str, str], ...]] = {}

    def add(self, path: str, data: bytes) -> None:
        for part in set(path.split("/")):
            for sector, word in self._about(part):
                self._in_paths[sector][word] += 1
        found: dict[str, set[str]] = {}
        for match in set(_IDENTIFIER.findall(data)):
            if len(match) <= 80:
                for sector, word in self._about(match.decode("utf-8", "replace")):
                    found.setdefault(sector, set()).add(word)
        for sector, words in found.items():
            self._in_texts[sector].update(words)

    def _about(self, name: str) -> tuple[tuple[str, str], ...]:
        known = self._memo.get(name)
        if known is None:
            known = tuple(
                (sector, " ".join(words[start:stop]))
                for words in fold(split(name))
                for sector, phrases in self._phrases.items()
                for start, stop, _, _ in phrases.find(words)
            )
            self._memo[name] = known
        return known

    def proposal(self, files: int) -> tuple[str, tuple[str, ...]]:
        """Give the sector with most signs, if there are enough of different kinds, and the words that speak for it."""
        least = max(2, round(files * _SHARE))
        best: tuple[int, str, tuple[str, ...]] = (0, "", ())
        for sector, texts in self._in_texts.items():
            paths = self._in_paths[sector]
            frequent = [word for word, count in texts.items() if count >= least]
            if len(frequent) < _TEXT_WORDS and not (len(paths) >= _PATH_WORDS and len(frequent) >= _PATH_WORDS):
                continue
            weight = sum(texts[word] for word in frequent) + sum(paths.values())
            words: Mapping[str, int] = texts + paths
            shown = tuple(sorted(words, key=lambda word: (-words[word], word))[:6])
            best = max(best, (weight, sector, shown))
        return best[1], best[2]
