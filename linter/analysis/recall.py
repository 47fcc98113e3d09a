"""
What pieces of work found in the last run, taken over where all that they asked still has the same answer.

A piece of work (the sinks of one file, what one page reports) is a function of what it asked the program, and of
nothing else: ``Program`` writes that down. Modules are compared by the content of their file, words by the files that
hold them, names and signs by their answers. Where one differs the work is done again, and only there. What is kept is
named by rules, settings and the linter's own code, so that these need no comparison.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Generic, TypeVar

import msgspec

from linter.analysis.found import Found
from linter.analysis.link.paths import Question
from linter.analysis.link.program import Asked, Program
from linter.analysis.link.shelf import Shelf
from linter.model import Problem
from linter.workspace.store import Store

T = TypeVar("T", bound=Hashable)
_GARBAGE = 200_000
"""So many entries of a table are kept before those that nothing uses go."""
_MANY = 0.5
"""Where more than this share of the files changed, what is kept is not worth looking at."""


class _Seen(msgspec.Struct, frozen=True, array_like=True):
    """A module as it was looked at: the content of its file, whether it could be lowered, what was wrong."""

    content: bytes
    lowered: bool
    problems: tuple[Problem, ...]


class _Work(msgspec.Struct, frozen=True, array_like=True):
    """A piece of work: numbers of what it asked in the tables of ``_Kept``, and the encoded result."""

    views: bytes
    marks: bytes
    words: bytes
    names: bytes
    signs: tuple[str, ...]
    found: msgspec.Raw


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    files: dict[str, bytes]
    """The content of each source."""
    views: dict[str, _Seen]
    """The modules that were looked at."""
    marks: tuple[tuple[str, str], ...]
    marked: bytes
    """For each of ``marks`` 1 where the module has it, else 0."""
    words: tuple[str, ...]
    holders: dict[str, bytes]
    """For each source the numbers of the words that it holds."""
    names: tuple[tuple[Question, str], ...]
    asked: dict[str, tuple[bool, bytes]]
    """What else was asked of the disk: the answers about names depend on it."""
    signs: dict[str, bool]
    work: dict[str, _Work]


class Recall:
    """The pieces of work of one run; ``close`` keeps them for the next."""

    def __init__(self, program: Program, store: Store, key: bytes, shelf: Shelf | None = None) -> None:
        self._program = program
        self._project = program.project
        self._store = store
        self._key = key
        self._shelf = shelf
        self._kept = self._read() if store.keeps else None
        self._valid: dict[str, _Work] = {}
        self._holders: dict[str, bytes] = {}
        self._made: dict[str, tuple[Asked, Found]] = {}
        self._used: dict[str, _Work] = {}
        self._changed: set[str] = set()
        self._problems: set[Problem] = set()
        """What the pieces of work of this run could not do."""
        self._asked_anew = False
        """True where all questions about names were asked again in this run."""
        if self._kept is not None:
            self._compare(self._kept)

    def holds(self, kind: str, path: str) -> bool:
        """Say whether a piece of work need not be done again."""
        return f"{kind} {path}" in self._valid

    def work(
        self, kind: str, path: str, do: Callable[[str], Found], leans: Callable[[str], bytes] | None = None
    ) -> Found:
        """
        Give the result of a piece of work, done now or earlier.

        ``leans`` names what other work found that this one may use (``Found.leans``): it must be the same still.
        """
        name = f"{kind} {path}"
        kept = self._valid.get(name)
        if kept is not None:
            try:
                found = msgspec.msgpack.decode(kept.found, type=Found)
            except (msgspec.MsgspecError, ValueError):
                del self._valid[name]
            else:
                if leans is None or all(leans(other) == digest for other, digest in found.leans):
                    self._used[name] = kept
                    self._problems.update(found.problems)
                    return found
        with self._program.recording() as asked:
            found = do(path)
        if asked.cuts:
            told = (cut.problem() for cut in sorted(asked.cuts))
            found = msgspec.structs.replace(found, problems=(*found.problems, *told))
        self._problems.update(found.problems)
        self._made[name] = (asked, found)
        return found

    def modules(self) -> tuple[int, set[Problem]]:
        """Give how many modules the pieces of work of this run looked at, and what was wrong with them and the work."""
        count, problems = 0, set(self._problems)
        for seen in self._looked_at().values():
            count += seen.lowered
            problems.update(seen.problems)
        return count, problems

    # ------------------------------------------------------------------------------------------ comparing

    def _read(self) -> _Kept | None:
        shelved = self._shelf.value("work", self._key) if self._shelf is not None else None
        if isinstance(shelved, _Kept):
            return shelved
        data = self._store.get(self._key)
        if data is None:
            return None
        try:
            return msgspec.msgpack.decode(data, type=_Kept)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None

    def _compare(self, kept: _Kept) -> None:
        contents, content = self._project.contents, self._project.content
        changed = {path for path, _ in contents.items() ^ kept.files.items()}
        self._changed = changed
        if len(changed) > max(20, _MANY * len(contents)):
            self._kept = None
            return
        views = frozenset(at for at, path in enumerate(kept.views) if kept.views[path].content != content(path))
        marks = self._changed_marks(kept, changed)
        words = self._changed_words(kept, changed)
        signs = {sign for sign, shown in kept.signs.items() if self._program.signed(sign) != shown}
        names: frozenset[int] = frozenset()
        if kept.files.keys() == contents.keys() and self._project.answers(kept.asked):
            self._project.ask_again(kept.asked)
            self._program.know(dict(kept.names))
        else:
            self._asked_anew = True
            answer = self._program.answer
            names = frozenset(at for at, (question, given) in enumerate(kept.names) if answer(question) != given)
        for name, work in kept.work.items():
            if (
                signs.isdisjoint(work.signs)
                and (not views or views.isdisjoint(_unpacked(work.views)))
                and (not marks or marks.isdisjoint(_unpacked(work.marks)))
                and (not words or words.isdisjoint(_unpacked(work.words)))
                and (not names or names.isdisjoint(_unpacked(work.names)))
            ):
                self._valid[name] = work

    def _changed_marks(self, kept: _Kept, changed: set[str]) -> frozenset[int]:
        """Give the marks that a changed file has and had not, or the other way round."""
        outline = self._program.outline
        return frozenset(
            at
            for at, (path, mark) in enumerate(kept.marks)
            if path in changed and (mark in outline(path).marks) != bool(kept.marked[at])
        )

    def _changed_words(self, kept: _Kept, changed: Iterable[str]) -> frozenset[int]:
        """Give the words that a changed file holds and did not hold, or the other way round."""
        self._holders = dict(kept.holders)
        found: set[int] = set()
        for path in changed:
            before = set(_unpacked(kept.holders.get(path, b"")))
            now = set(self._program.held(path, kept.words))
            found |= before ^ now
            self._holders[path] = _packed(now)
        return frozenset(found)

    # ------------------------------------------------------------------------------------------- keeping

    def _looked_at(self) -> dict[str, _Seen]:
        views: dict[str, _Seen] = {}
        if self._kept is not None and self._used:
            table = tuple(self._kept.views.items())
            numbers = set[int]().union(*(_unpacked(work.views) for work in self._used.values()))
            views = {table[at][0]: table[at][1] for at in sorted(numbers)}
            marks = set[int]().union(*(_unpacked(work.marks) for work in self._used.values()))
            for path in {self._kept.marks[at][0] for at in marks} - views.keys():
                seen = self._kept.views.get(path)
                views[path] = seen if seen and seen.content == self._project.content(path) else self._look(path)
        for asked, _ in self._made.values():
            for path in (asked.views | {path for path, _ in asked.marks}) - views.keys():
                views[path] = self._look(path)
        return views

    def _look(self, path: str) -> _Seen:
        outline = self._program.outline(path)
        return _Seen(self._project.content(path), outline.lowered, outline.problems)

    def close(self) -> None:
        """Keep what was found for the next run, unless a file could not be read: that may be another time."""
        files = dict(self._project.contents)
        if not self._store.keeps or not all(files.values()):
            return
        with suppress(OverflowError, ValueError, msgspec.MsgspecError):  # halves of surrogate pairs in names
            self._keep(files)

    def _keep(self, files: dict[str, bytes]) -> None:
        kept = self._kept
        views, words = _Table(kept.views if kept else ()), _Table(kept.words if kept else ())
        marks = _Table(kept.marks if kept else ())
        names = _Table(question for question, _ in kept.names) if kept else _Table[Question](())
        work = dict(self._used)
        for name, (asked, found) in self._made.items():
            views.numbers(path for path, _ in asked.marks)
            numbers = (
                views.numbers(asked.views),
                marks.numbers(asked.marks),
                words.numbers(asked.words),
                names.numbers(asked.names),
            )
            work[name] = _Work(*numbers, tuple(sorted(asked.signs)), msgspec.Raw(msgspec.msgpack.encode(found)))
        if max(len(views), len(marks), len(words), len(names)) > _GARBAGE:
            views, marks, words, names, work = _swept(views, marks, words, names, work)
            self._holders, kept = {}, None
        made = _Kept(
            files,
            self._seen(views, kept),
            tuple(marks),
            self._marked(marks, kept),
            tuple(words),
            self._holding(words, len(kept.words) if kept else 0),
            self._answers(names, kept),
            self._asked_of_the_disk(kept),
            {sign: self._program.signed(sign) for one in work.values() for sign in one.signs},
            work,
        )
        if self._shelf is not None:
            self._shelf.put_value("work", self._key, made)
        if self._store.writes:
            self._store.put(self._key, msgspec.msgpack.encode(made))

    def _seen(self, views: _Table[str], kept: _Kept | None) -> dict[str, _Seen]:
        looked_at = self._looked_at()
        # What no work of this run looked at keeps its place, for the numbers of the rest.
        before = kept.views if kept else {}
        return {path: looked_at.get(path) or before.get(path) or _Seen(b"", False, ()) for path in views}

    def _marked(self, marks: _Table[tuple[str, str]], kept: _Kept | None) -> bytes:
        made = bytearray(kept.marked if kept else b"")
        for at, (path, mark) in enumerate(marks):
            if at >= len(made):
                made.append(mark in self._program.outline(path).marks)
            elif path in self._changed:
                made[at] = mark in self._program.outline(path).marks
        return bytes(made)

    def _holding(self, words: _Table[str], known: int) -> dict[str, bytes]:
        more: dict[str, list[int]] = {}
        for number, word in enumerate(words):
            if number >= known:
                for path in self._program.files_with(word):
                    more.setdefault(path, []).append(number)
        holders = {path: held for path in self._project.files if (held := self._holders.get(path))}
        for path, numbers in more.items():
            holders[path] = holders.get(path, b"") + _packed(numbers)
        return holders

    def _asked_of_the_disk(self, kept: _Kept | None) -> dict[str, tuple[bool, bytes]]:
        asked = self._project.asked
        known = kept.asked if kept is not None and not self._asked_anew else {}
        new = {path: whole for path, whole in asked.items() if path not in known or known[path][0] != whole}
        return {**known, **{path: (whole, self._project.answer(path, whole=whole)) for path, whole in new.items()}}

    def _answers(self, names: _Table[Question], kept: _Kept | None) -> tuple[tuple[Question, str], ...]:
        if kept is None or self._asked_anew:
            return tuple((question, self._program.answer(question)) for question in names)
        asked = set[Question]().union(*(asked.names for asked, _ in self._made.values()))
        new = [(question, self._program.answer(question)) for question in names if question in asked]
        given = dict(kept.names) | dict(new)
        return tuple((question, given[question]) for question in names)


class _Table(Generic[T]):
    """Gives numbers to things, from 0 on, the same ones for ever."""

    def __init__(self, known: Iterable[T]) -> None:
        self._numbers = {thing: at for at, thing in enumerate(known)}

    def __iter__(self) -> Iterator[T]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, things: Iterable[T]) -> bytes:
        """Give the packed numbers of things; what is new gets the next."""
        numbers = self._numbers
        return _packed(numbers.setdefault(thing, len(numbers)) for thing in things)


def _swept(
    views: _Table[str],
    marks: _Table[tuple[str, str]],
    words: _Table[str],
    names: _Table[Question],
    work: Mapping[str, _Work],
) -> tuple[_Table[str], _Table[tuple[str, str]], _Table[str], _Table[Question], dict[str, _Work]]:
    """Give new numbers to what is still used."""
    old = tuple(views), tuple(marks), tuple(words), tuple(names)
    fresh = _Table[str](()), _Table[tuple[str, str]](()), _Table[str](()), _Table[Question](())
    made: dict[str, _Work] = {}
    for name, one in work.items():
        made[name] = _Work(
            fresh[0].numbers(old[0][at] for at in _unpacked(one.views)),
            fresh[1].numbers(old[1][at] for at in _unpacked(one.marks)),
            fresh[2].numbers(old[2][at] for at in _unpacked(one.words)),
            fresh[3].numbers(old[3][at] for at in _unpacked(one.names)),
            one.signs,
            one.found,
        )
    fresh[0].numbers(path for path, _ in fresh[1])
    return *fresh, made


def _packed(numbers: Iterable[int]) -> bytes:
    return array("I", numbers).tobytes()


def _unpacked(data: bytes) -> array[int]:
    found = array("I")
    found.frombytes(data)
    return found
