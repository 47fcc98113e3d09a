"""
Data kinds from the names that programs give to things.

A name is an identifier (``userSearchTerm``) or an access chain (``form.cleaned_data.symptoms``). Its words are
compared with the entries of ``rules/data/kinds``: whole words only, longest entry first, with the words that forbid
an entry (``query builder``, ``emailTemplate``) and those that must stand beside a weak one (``user.name``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from linter.catalogue.schema import Kind, VocabularyCommon
from linter.catalogue.vocabulary import Words, spoken
from linter.catalogue.words import fold, split
from linter.judgement.entries import Entries, Entry
from linter.judgement.phrases import Phrases, phrase_set
from linter.judgement.segments import Segments, segments_of

_MOST_WORDS = 12
"""A segment with more words is an encoded text, not a name."""
_NEAR = 3
"""How many receivers before a word still say whose it is: ``user.name.first``, ``user.profile.address.city``."""
_MEMO = 20_000
"""Readings kept per vocabulary; then it starts afresh."""
_GLUED = 8
"""Two words written as one are looked for when they have this many letters together: ``such begriff``."""
_IDENTITY = "user-id"
_SET = ("credential",)
"""Kinds that are what they are in the site's settings as well."""
_SENSITIVE = ("criminal", "minors")
"""Kinds of which a yes or no is the data, beside the special categories."""


class Hit(NamedTuple):
    """A data kind that a name speaks of."""

    kind: str
    strength: str
    """``strong`` (enough alone) or ``weak`` (counted because a context holds)."""
    entry: str
    """The entry of the vocabulary."""
    confidence: str
    """``medium`` for a strong word, ``low`` for a weak or weakened one: a name alone is never more."""


class Reading(NamedTuple):
    """Everything that the vocabulary can say about a name."""

    hits: tuple[Hit, ...]
    """What the name's value is, best first; of overlapping entries only the best."""
    about: frozenset[str]
    """Kinds that the name mentions without being their value: ``health`` in ``patientId``."""
    person: bool
    """The receiver, or a word before the last, is a person."""
    thing: bool
    """The receiver, or a word before the last, is a thing with a name of its own: ``team.id``."""
    actor: bool
    """The receiver is a person under another word: ``created_by.id``."""
    identifier: bool
    """The last word says that it is an identifier."""


class _Match(NamedTuple):
    start: int
    stop: int
    weight: int
    entry: Entry
    strong: bool
    low: bool
    contexts: frozenset[str]
    straddles: bool


class _Raw(NamedTuple):
    """What does not depend on the contexts given from outside."""

    matches: tuple[_Match, ...]
    about: frozenset[str]
    person: bool
    thing: bool
    actor: bool
    identifier: bool


_NOTHING = _Raw((), frozenset(), False, False, False, False)


class Vocabulary:
    """
    The words of all data kinds, ready to match.

    ``languages`` are those of the project: words of other languages count only where they are long enough to be
    unmistakable.
    """

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        common: VocabularyCommon,
        words: Words,
        languages: Collection[str] = ("en",),
    ) -> None:
        self._kinds = kinds
        languages = {"en", *languages}
        self._words = Entries(words, languages)
        self._negatives: dict[str, Phrases[str]] = {}
        self._negative_words: dict[str, Phrases[str]] = {}
        self._needs: dict[str, tuple[frozenset[str], ...]] = {}
        self.sensitive = frozenset(k.id for k in kinds.values() if k.special == "explicit" or k.id in _SENSITIVE)
        """Kinds of which a yes or no is the data: special categories, offences, minors."""
        self._telling = frozenset(k.id for k in kinds.values() if k.special != "none" or k.id in _SENSITIVE)
        persons = tuple(word.text for word in spoken(words.persons, languages))
        for kind in kinds.values():
            self._add(kind)
        affix = common.affix
        self._cancel_suffix = phrase_set(affix.cancel_suffix)
        self._ordinary_suffix = phrase_set(affix.ordinary_suffix)
        self._weaken_suffix = phrase_set(affix.weaken_suffix)
        self._cancel_prefix = phrase_set(affix.cancel_prefix)
        self._boolean_prefix = phrase_set(affix.boolean_prefix)
        self._value_members = phrase_set((*affix.value_members, *affix.value_suffix))
        self._telling_members = phrase_set(affix.telling_members)
        self._receivers: Phrases[str] = Phrases()
        self._places: Phrases[str] = Phrases()
        for name, context in common.context.items():
            for word in context.receivers:
                self._receivers.add(word, name)
            for word in context.tokens:
                self._places.add(word, name)
        for word in persons:
            self._receivers.add(word, "person")
        own = common.context["person"].receivers if "person" in common.context else ()
        self._person = phrase_set((*own, *persons))
        self._things = phrase_set(common.things)
        self._records = phrase_set(common.phrases.get("records", ()))
        self._actors = phrase_set(common.actors)
        self._id_words = phrase_set(common.id_words)
        self._telling_suffix = phrase_set((*affix.telling_suffix, *affix.value_suffix))
        self._settings = phrase_set(common.negative_global.settings)
        self._silent_receivers = phrase_set(common.negative_global.receivers)
        self._silent_folders = frozenset(
            spelling for word in common.negative_global.path_tokens for spelling in fold(split(word))
        )
        self._raw: dict[str, _Raw] = {}
        self._read: dict[tuple[str, frozenset[str]], Reading] = {}
        self._paths: dict[str, frozenset[str] | None] = {}

    def _add(self, kind: Kind) -> None:
        if kind.negative:
            self._negatives[kind.id] = phrase_set(kind.negative)
        if kind.negative_tokens:
            self._negative_words[kind.id] = phrase_set(kind.negative_tokens)
        self._needs[kind.id] = tuple(frozenset(need.split("+")) for need in kind.needs)

    # ------------------------------------------------------------------------------------------- asking

    def is_flag(self, name: str) -> bool:
        """Say whether a name is that of a yes or no: ``isTeamMember``."""
        return any(self._boolean_prefix.whole(words[:1]) is not None for words in fold(split(name)) if len(words) > 1)

    def classify(self, name: str, contexts: frozenset[str] = frozenset(), path: str = "") -> tuple[Hit, ...]:
        """
        Give the data kinds that a name speaks of, best first.

        ``contexts`` are words of ``[context.*]`` that hold at this place; those that the receivers in the name and
        the ``path`` of its file show are added.
        """
        return self.read(name, contexts, path).hits

    def read(self, name: str, contexts: frozenset[str] = frozenset(), path: str = "") -> Reading:
        """Give everything that can be said about a name; arguments as for ``classify``."""
        here = self.contexts_of(path)
        if here is None:
            return Reading((), frozenset(), False, False, False, False)
        contexts = contexts | here
        key = (name, contexts)
        found = self._read.get(key)
        if found is None:
            if len(self._read) >= _MEMO:
                self._read.clear()
            found = self._read[key] = self._judge(self._raw_of(name), contexts)
        return found

    def contexts_of(self, path: str) -> frozenset[str] | None:
        """Give the contexts that a file's path shows; ``None`` where names are no data (translations, builds)."""
        if path in self._paths:
            return self._paths[path]
        found: set[str] = set()
        silent = False
        folders = path.split("/")
        for folder in folders:
            for words in fold(split(folder)):
                found.update(value for *_, value in self._places.find(words))
            if folder is not folders[-1] and folder.replace("_", "").replace("-", "").isalpha():
                silent = silent or any(words in self._silent_folders for words in fold(split(folder)))
        if len(self._paths) >= _MEMO:
            self._paths.clear()
        self._paths[path] = None if silent else frozenset(found)
        return self._paths[path]

    def telling(self, text: str) -> Hit | None:
        """
        Give the special category that a literal text tells of (``Viewed HIV test``), or ``None``.

        Only strong words count, and a word of the same kind's negatives cancels them.
        """
        for words in fold(split(text)):
            for start, stop, _, entry in self._words.find(words):
                if entry.strong and entry.kind in self.sensitive and not self._negated(entry.kind, words, start, stop):
                    return Hit(entry.kind, "strong", entry.text, "low")
        return None

    # ------------------------------------------------------------------------------------------ matching

    def _raw_of(self, name: str) -> _Raw:
        found = self._raw.get(name)
        if found is None:
            if len(self._raw) >= _MEMO:
                self._raw.clear()
            found = self._raw[name] = self._match(name)
        return found

    def _match(self, name: str) -> _Raw:
        segments = segments_of(name)
        if not segments or any(len(words) > _MOST_WORDS for words in segments):
            return _NOTHING
        best = _NOTHING
        for spelling in fold(tuple(word for segment in segments for word in segment)):
            raw = self._match_spelling(Segments.of(spelling, segments))
            if len(raw.matches) > len(best.matches) or best is _NOTHING:
                best = raw
        return best

    def _match_spelling(self, chain: Segments) -> _Raw:
        segments = [chain.segment(i) for i in range(len(chain.bounds))]
        receivers = segments[:-1]
        if any(self._silent_receivers.whole(words) for words in receivers):
            return _NOTHING
        last = segments[-1]
        head = receivers[-1] if receivers else ()
        matches: list[_Match] = []
        about: set[str] = set()
        for start, stop, weight, entry in self._all(chain.words):
            if self._negated(entry.kind, chain.words, start, stop, chain):
                continue
            about.add(entry.kind)
            match = self._weigh(chain, start, stop, weight, entry)
            if match is not None:
                matches.append(match)
        inside = self._holds(self._person, last[:-1])
        return _Raw(
            tuple(matches),
            frozenset(about),
            inside or any(self._ends_with(self._person, words) for words in receivers[-_NEAR:]),
            self._ends_with(self._things, head) or self._holds(self._things, last[:-1]),
            any(self._ends_with(self._actors, words) for words in segments[-_NEAR:]),
            any(self._id_words.whole(last[-n:]) for n in (1, 2) if len(last) >= n),
        )

    def _all(self, words: tuple[str, ...]) -> list[tuple[int, int, int, Entry]]:
        found = list(self._words.find(words))
        for start in range(len(words) - 1):
            joined = words[start] + words[start + 1]
            if len(joined) >= _GLUED:
                for _, _, weight, entry in self._words.find((joined,)):
                    if entry.strong:
                        found.append((start, start + 2, max(weight, 2), entry))
        return found

    def _negated(self, kind: str, words: tuple[str, ...], start: int, stop: int, chain: Segments | None = None) -> bool:
        """Say whether a forbidding phrase covers or extends the words from start to stop."""
        phrases = self._negatives.get(kind)
        if phrases is None:
            return False
        for begin, end, _, _ in phrases.find(words):
            inside = start <= begin and end <= stop and end - begin < stop - start
            if begin < stop and start < end and not inside:
                if chain is not None and chain.straddles(begin, end) and self._person.whole(words[begin : begin + 1]):
                    continue  # the name of a user (``user.name``) is not a user name
                return True
        return False

    def _weigh(self, chain: Segments, start: int, stop: int, weight: int, entry: Entry) -> _Match | None:
        """Apply what stands around a hit; ``None`` when the name is about the data, not the data."""
        where = chain.segment_at(stop - 1)
        begin, end = chain.bounds[where]
        telling = entry.kind in self._telling
        if not self._stands_for(chain, where, telling):
            return None
        if entry.kind == _IDENTITY and stop < end and chain.straddles(start, stop):
            return None  # ``patient.id_gender`` is no id
        if entry.kind not in _SET and self._is_setting(chain, where):
            return None
        low = entry.low
        if stop < end:
            if not entry.strong and telling and entry.head_last and not self._only_tells(chain.words[stop:end]):
                return None
            if any(self._cancel_suffix.whole(chain.words[end - n : end]) for n in (1, 2) if end - n >= stop):
                return None
            if not telling and self._holds(self._ordinary_suffix, chain.words[stop:end]):
                return None
            if entry.kind not in self.sensitive and self._boolean_prefix.whole(chain.words[stop : stop + 1]):
                return None  # ``accountHasInsufficientFunds`` is a yes or no
            low = low or any(self._weaken_suffix.whole(chain.words[end - n : end]) for n in (1, 2) if end - n >= stop)
        first = chain.bounds[chain.segment_at(start)][0]
        if first < start:
            if self._cancel_prefix.whole(chain.words[first : first + 1]):
                return None
            if self._holds(self._boolean_prefix, chain.words[first:start]) and entry.kind not in self.sensitive:
                return None
        around = chain.words[:start] + chain.words[stop:]
        strong = entry.strong
        forbidding = self._negative_words.get(entry.kind)
        if forbidding is not None and self._holds(forbidding, around):
            if not strong:
                return None
            strong = False
            low = True
        before = chain.words[begin:start] if start >= begin else ()
        if not strong and not telling and self._is_thing(self._things, chain, where, before):
            return None
        if entry.kind == _IDENTITY and not self._names_person(entry) and self._is_record(chain, where, before):
            return None  # the external id of a report is nobody's
        contexts = self._receiver_contexts([chain.segment(i) for i in range(where)])
        near = [chain.segment(i) for i in range(max(where - _NEAR, 0), where)]
        if not any(self._ends_with(self._person, words) for words in near):
            contexts -= {"person"}
        if self._holds(self._person, before):
            contexts |= {"person"}
        return _Match(start, stop, weight, entry, strong, low, contexts, chain.straddles(start, stop))

    def _stands_for(self, chain: Segments, where: int, telling: bool) -> bool:
        """Say whether the segments after ``where`` only name the same value in another form."""
        for index in range(where + 1, len(chain.bounds)):
            words = chain.segment(index)
            if self._value_members.whole(words):
                continue
            if telling and self._telling_members.whole(words):
                continue
            return False
        return True

    def _is_setting(self, chain: Segments, where: int) -> bool:
        return any(self._ends_with(self._settings, chain.segment(i)) for i in range(where))

    def _names_person(self, entry: Entry) -> bool:
        return any(self._holds(self._person, words) for words in fold(split(entry.text)))

    def _only_tells(self, words: tuple[str, ...]) -> bool:
        return all(word.isdigit() or self._telling_suffix.whole((word,)) is not None for word in words)

    def _is_record(self, chain: Segments, where: int, before: tuple[str, ...]) -> bool:
        return any(self._is_thing(words, chain, where, before) for words in (self._things, self._records))

    def _is_thing(self, things: Phrases[str], chain: Segments, where: int, before: tuple[str, ...]) -> bool:
        if not before and where > 0:
            before = chain.segment(where - 1)
            return self._ends_with(things, before) and not self._ends_with(self._person, before)
        return self._holds(things, before) and not self._holds(self._person, before)

    def _receiver_contexts(self, receivers: Sequence[tuple[str, ...]]) -> frozenset[str]:
        found: set[str] = set()
        for words in receivers:
            for start, stop, _, context in self._receivers.find(words):
                if (start == 0 and stop == len(words)) or (context == "person" and stop == len(words)):
                    found.add(context)
        return frozenset(found)

    @staticmethod
    def _holds(phrases: Phrases[str], words: tuple[str, ...]) -> bool:
        return next(phrases.find(words), None) is not None

    @staticmethod
    def _ends_with(phrases: Phrases[str], words: tuple[str, ...]) -> bool:
        return any(stop == len(words) for _, stop, _, _ in phrases.find(words))

    # -------------------------------------------------------------------------------------- in a context

    def _judge(self, raw: _Raw, contexts: frozenset[str]) -> Reading:
        counted: list[_Match] = []
        for match in raw.matches:
            here = contexts | match.contexts
            if match.strong or any(need <= here for need in self._needs[match.entry.kind]):
                counted.append(match)
        kept: list[_Match] = []
        for match in sorted(counted, key=self._rank):
            if all(match.stop <= other.start or other.stop <= match.start for other in kept):
                kept.append(match)
        kept = self._prefer_person(kept, counted)
        hits = tuple(
            Hit(
                match.entry.kind,
                "strong" if match.strong else "weak",
                match.entry.text,
                "medium" if match.strong and not match.low else "low",
            )
            for match in kept
        )
        own = {hit.kind for hit in hits[:1]}
        return Reading(hits, raw.about - own, raw.person, raw.thing, raw.actor, raw.identifier)

    @staticmethod
    def _rank(match: _Match) -> tuple[int, int, int, int]:
        return (-match.weight, -(match.stop - match.start), -int(match.strong), -match.start)

    def _prefer_person(self, kept: list[_Match], counted: list[_Match]) -> list[_Match]:
        """In ``user.name`` the name of the person wins over the account's user name, which spans the dot."""
        return [self._person_inside(match, counted) or match for match in kept]

    def _person_inside(self, match: _Match, counted: list[_Match]) -> _Match | None:
        if match.straddles and self._kinds[match.entry.kind].identifier == "pseudonymous":
            for other in counted:
                inside = other.stop == match.stop and not other.straddles
                if inside and self._kinds[other.entry.kind].identifier == "direct":
                    return other
        return None
