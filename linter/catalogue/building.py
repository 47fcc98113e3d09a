"""Rules files to rows: where each file belongs, what extends what, and every error with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from linter.catalogue import checks
from linter.catalogue.reading import Step, convert, located, parse
from linter.catalogue.rules import Drop, Law, Rules
from linter.catalogue.schema import (
    Adjustment,
    Advice,
    Article,
    Authority,
    ConsentManager,
    Engine,
    FindingRule,
    FixRule,
    Framework,
    Kind,
    LawRule,
    Reason,
    Topic,
    Tracker,
    TrackersCommon,
    Transform,
    VocabularyCommon,
)
from linter.errors import CatalogueError

FOLDERS: dict[str, tuple[str, type[msgspec.Struct]]] = {
    "trackers": ("trackers", Tracker),
    "consent": ("consent", ConsentManager),
    "frameworks": ("frameworks", Framework),
    "data/kinds": ("kinds", Kind),
}
"""Folders with one row in each file; the file has the row's id as its name."""
TABLES: dict[str, dict[str, tuple[str, type[msgspec.Struct], str]]] = {
    "data/transforms.toml": {"transform": ("transforms", Transform, "id")},
    "data/topics.toml": {"topic": ("topics", Topic, "id")},
    "findings/codes.toml": {"rule": ("codes", FindingRule, "code")},
    "findings/advice.toml": {"advice": ("advice", Advice, "id")},
    "findings/fixes.toml": {"fix": ("fixes", FixRule, "id")},
    "law/articles.toml": {"article": ("articles", Article, "id")},
    "law/authorities.toml": {"authority": ("authorities", Authority, "id")},
    "law/decisions.toml": {
        "rule": ("rules", LawRule, "id"),
        "adjust": ("adjustments", Adjustment, "id"),
        "drop": ("drop", Drop, "id"),
    },
}
"""Files with arrays of rows."""
TRACKERS_COMMON = "trackers/_common.toml"
VOCABULARY = "data/vocabulary.toml"
DECISIONS = "law/decisions.toml"
ENGINE = "engine"
REASONS = "law/reasons.toml"


def extend(rules: Rules, files: Mapping[str, bytes], root: str) -> Rules:
    """Add the rows of rules files to rules; a row whose id is there extends it (lists grow, other values replace)."""
    builder = _Builder(rules, root)
    for name in sorted(files):
        builder.add(name, files[name])
    return builder.build()


class _Place(msgspec.Struct, frozen=True):
    """Where a row came from, for messages."""

    name: str
    text: str
    at: tuple[Step, ...] = ()


class _Builder:
    def __init__(self, rules: Rules, root: str) -> None:
        self.root = root
        self.sections: dict[str, dict[str, Any]] = {
            "trackers": {row.id: row for row in rules.trackers},
            "consent": {row.id: row for row in rules.consent},
            "frameworks": {row.id: row for row in rules.frameworks},
            "kinds": {row.id: row for row in rules.kinds},
            "transforms": {row.id: row for row in rules.transforms},
            "topics": {row.id: row for row in rules.topics},
            "codes": {row.code: row for row in rules.codes},
            "advice": {row.id: row for row in rules.advice},
            "fixes": {row.id: row for row in rules.fixes},
            "rules": {row.id: row for row in rules.law.rules},
            "adjustments": {row.id: row for row in rules.law.adjustments},
            "drop": {row.id: row for row in rules.law.drop},
            "articles": dict(rules.law.articles),
            "authorities": dict(rules.law.authorities),
            "reasons": dict(rules.law.reasons),
        }
        self.common = rules.common
        self.vocabulary = rules.vocabulary
        self.engine = dict(rules.law.engine)
        self.places: dict[tuple[str, str], _Place] = {}

    def add(self, name: str, data: bytes) -> None:
        """Read one file into the sections."""
        shown = f"{self.root}/{name}"
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise CatalogueError(f"{shown}:{data.count(bytes([10]), 0, error.start) + 1}: not UTF-8") from None
        raw = parse(text, shown)
        folder, _, file = name.rpartition("/")
        if name == TRACKERS_COMMON:
            self.common = convert(_merge(msgspec.to_builtins(self.common), raw), TrackersCommon, shown, text)
        elif name == VOCABULARY:
            self.vocabulary = convert(_merge(msgspec.to_builtins(self.vocabulary), raw), VocabularyCommon, shown, text)
            self.places["vocabulary", ""] = _Place(shown, text)
        elif name == REASONS:
            for key, row in raw.get("reason", {}).items():
                self._row("reasons", Reason, key, row, _Place(shown, text, ("reason", key)))
            self._only(raw, ("reason",), shown, text)
        elif name in TABLES:
            self._tables(name, raw, shown, text)
        elif folder in FOLDERS:
            section, kind = FOLDERS[folder]
            key = raw.get("id")
            if key != file.removesuffix(".toml"):
                raise located(shown, text, ("id",), f"the id must be the file's name, {file.removesuffix('.toml')!r}")
            self._row(section, kind, key, raw, _Place(shown, text))
        else:
            places = sorted({*TABLES, TRACKERS_COMMON, VOCABULARY, REASONS, *(f"{f}/<id>.toml" for f in FOLDERS)})
            raise CatalogueError(f"{shown}: not a place for rules{_nearest_place(name, places)}")

    def _tables(self, name: str, raw: dict[str, Any], shown: str, text: str) -> None:
        tables = TABLES[name]
        for table, (section, kind, field) in tables.items():
            rows = raw.get(table, [])
            if not isinstance(rows, list):
                raise located(shown, text, (table,), "must be an array of tables")
            for index, row in enumerate(rows):
                key = row.get(field) if isinstance(row, dict) else None
                if not isinstance(key, str):
                    raise located(shown, text, (table, index), f"a row needs a {field!r}")
                self._row(section, kind, key, row, _Place(shown, text, (table, index)))
        valid = tuple(tables)
        if name == DECISIONS:
            valid = (*valid, ENGINE)
            if ENGINE in raw:
                self.engine = _merge(self.engine, {ENGINE: raw[ENGINE]})
                convert(self.engine[ENGINE], Engine, shown, text, (ENGINE,))
        self._only(raw, valid, shown, text)

    @staticmethod
    def _only(raw: dict[str, Any], valid: tuple[str, ...], shown: str, text: str) -> None:
        for key in raw:
            if key not in valid:
                raise located(shown, text, (key,), "unknown table", key, valid)

    def _row(self, section: str, kind: type[msgspec.Struct], key: str, raw: Any, place: _Place) -> None:
        if (section, key) in self.places:
            first = self.places[section, key].name
            raise located(place.name, place.text, place.at, f"{key!r} is there already ({first})")
        self.places[section, key] = place
        known = self.sections[section].get(key)
        if known is not None and isinstance(raw, dict):
            raw = _merge(msgspec.to_builtins(known), raw)
        self.sections[section][key] = convert(raw, kind, place.name, place.text, place.at)

    def _check(self) -> None:
        kinds = frozenset(self.sections["kinds"])
        for (section, key), place in self.places.items():
            row = None if section == "vocabulary" else self.sections[section][key]
            faults: Iterator[checks.Fault]
            if isinstance(row, Tracker):
                faults = checks.check_tracker(row)
            elif isinstance(row, Framework):
                faults = checks.check_framework(row, kinds)
            elif isinstance(row, Kind):
                faults = checks.check_kind(row, self.sections["codes"], self.sections["articles"], self.vocabulary)
            elif isinstance(row, Transform):
                faults = checks.check_transform(row)
            elif section == "vocabulary":
                faults = checks.check_vocabulary(self.vocabulary, kinds)
            else:
                continue
            for fault in faults:
                at = (*place.at, *fault.path)
                raise located(place.name, place.text, at, fault.message, fault.word, fault.valid)

    def build(self) -> Rules:
        """Check what the types cannot say and give the rules, rows sorted by id where order means nothing."""
        self._check()

        def rows(section: str) -> tuple[Any, ...]:
            return tuple(self.sections[section].values())

        def by_id(section: str) -> tuple[Any, ...]:
            return tuple(row for _, row in sorted(self.sections[section].items()))

        return Rules(
            trackers=by_id("trackers"),
            common=self.common,
            kinds=by_id("kinds"),
            vocabulary=self.vocabulary,
            transforms=rows("transforms"),
            topics=rows("topics"),
            frameworks=by_id("frameworks"),
            consent=by_id("consent"),
            codes=by_id("codes"),
            advice=rows("advice"),
            fixes=rows("fixes"),
            law=Law(
                engine=self.engine,
                drop=rows("drop"),
                rules=rows("rules"),
                adjustments=rows("adjustments"),
                reasons=self.sections["reasons"],
                articles=self.sections["articles"],
                authorities=self.sections["authorities"],
            ),
        )


def _nearest_place(name: str, places: list[str]) -> str:
    import difflib

    folder = difflib.get_close_matches(name.rpartition("/")[0], FOLDERS, 1, 0.6)
    near = [f"{folder[0]}/<id>.toml"] if folder else difflib.get_close_matches(name, places, 1, 0.6)
    return f" (did you mean {near[0]!r}?)" if near else f" (known: {', '.join(places)})"


def _merge(base: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Lay ``more`` over ``base``: tables merge, lists grow by what they lack, other values replace."""
    merged = dict(base)
    for key, value in more.items():
        known = merged.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            merged[key] = _merge(known, value)
        elif isinstance(known, (list, tuple)) and isinstance(value, list):
            merged[key] = [*known, *(item for item in value if item not in known)]
        else:
            merged[key] = value
    return merged
