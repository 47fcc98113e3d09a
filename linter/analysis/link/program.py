"""The project as modules that are lowered when something asks for them, and the index of which file holds a word."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import NamedTuple, TypeVar

import msgspec

from linter import ir
from linter.analysis.link.marks import marks_of
from linter.analysis.link.paths import Paths, Question, several
from linter.analysis.link.shelf import Outline, Shelf
from linter.analysis.link.view import ModuleView
from linter.analysis.link.words import IDENTIFIER, Words, stands_in
from linter.frontends.modules import Modules
from linter.model import Location, Problem
from linter.workspace.languages import NEXT_SCHEMA
from linter.workspace.paths import path_context
from linter.workspace.project import Project
from linter.workspace.proxies import WORDS
from linter.workspace.store import Store, code_digest, key_of

T = TypeVar("T")
UNKNOWN_PART = "\ufffc"
"""Stands in an address for a part that is not known."""
MOST_LOOKED_AT = 5000
"""Files, or things in one, that a single question looks at; what it finds in them is checked one by one."""
MOST_VIEWED = 16_000_000
"""Bytes of source whose views are kept; a view takes some thirty times as much memory."""


class Cut(NamedTuple):
    """More of something than is looked at: what it was, how many count, how many there were (0: not counted)."""

    what: str
    most: int
    there: int
    path: str

    def problem(self) -> Problem:
        """Give what the run says of it."""
        there = f"of {self.there}" if self.there else "and no more"
        text = f"{self.what}: {self.most} {there} are looked at, what the others hold is not reported"
        return Problem("TRK904", text, self.path, None, "note")


class Asked:
    """What one piece of work asked about the project: its result holds as long as the answers are the same."""

    __slots__ = ("cuts", "marks", "names", "signs", "views", "words")

    def __init__(self) -> None:
        self.views: set[str] = set()
        """Files of which the module was looked at."""
        self.marks: set[tuple[str, str]] = set()
        """Files, each with a mark of which was asked whether its module has it."""
        self.words: set[str] = set()
        """Words of which the files that hold them were asked for."""
        self.names: set[Question] = set()
        """Questions about the names of files."""
        self.signs: set[str] = set()
        """Trackers, and other signs of the scan, of which was asked whether the project shows them."""
        self.cuts: set[Cut] = set()
        """What was not looked at in full: no question, but told with the result."""

    def add(self, other: Asked) -> None:
        """Take over what another piece of work asked whose result is used."""
        self.views |= other.views
        self.marks |= other.marks
        self.words |= other.words
        self.names |= other.names
        self.signs |= other.signs
        self.cuts |= other.cuts


class Program:
    """
    A lazy store of modules. Everything that analysis asks about the project it asks here, where it is written down.

    ``view`` lowers and indexes a file once; ``files_with`` finds the files whose bytes hold a word. A file that cannot
    be read or lowered becomes a problem (TRK903) and ``None``, once; so does one of more than ``limit`` bytes (TRK904).
    ``signs`` are the trackers of which the scan saw an unmistakable sign.
    """

    def __init__(
        self,
        project: Project,
        store: Store | None = None,
        jobs: int = 1,
        limit: int = 2_000_000,
        signs: frozenset[str] = frozenset(),
        shelf: Shelf | None = None,
    ) -> None:
        self.project = project
        self._store = store or Store(None)
        self._modules = Modules(project, self._store, jobs, limit)
        self._limit = limit
        self._signs = signs
        self._shelf = shelf
        self._paths = Paths(project)
        self._views: dict[str, ModuleView | None] = {}
        self._recent: dict[str, None] = {}
        """Files whose views were asked for, those of the last pieces of work last."""
        self._size = 0
        """Bytes of source in the views."""
        self._outlines: dict[str, Outline] = {}
        self._words: dict[str, tuple[str, ...]] = {}
        self._asked = Asked()
        self._proxies: tuple[Asked, list[tuple[str, str]]] | None = None
        self._code = code_digest("frontends", "ir.py", "analysis/link") if store else b""

    # ------------------------------------------------------------------------------------- what was asked

    @contextmanager
    def recording(self) -> Iterator[Asked]:
        """Write down what is asked inside, apart from what is asked around it."""
        outer, self._asked = self._asked, Asked()
        try:
            yield self._asked
        finally:
            self._asked = outer

    def replay(self, asked: Asked) -> None:
        """Say that a result is used that depends on what was asked earlier."""
        self._asked.add(asked)

    def first(self, things: Sequence[T], what: str, path: str = "", most: int = 0) -> Sequence[T]:
        """
        Give so many of ``things`` at most (0: as many as any question looks at).

        Where that leaves any out, the run says so of ``what`` (TRK904).
        """
        most = most or MOST_LOOKED_AT
        if len(things) > most:
            self.cut(what, most, len(things), path)
        return things[:most]

    def cut(self, what: str, most: int, there: int = 0, path: str = "") -> None:
        """Write down that only ``most`` of ``there`` things (0: not counted) are looked at; ``path`` is what asked."""
        self._asked.cuts.add(Cut(what, most, there, path))

    # -------------------------------------------------------------------------------------------- modules

    def view(self, path: str) -> ModuleView | None:
        """Give the module of a file, lowering it when it is first asked for."""
        if path not in self._asked.views:
            self._asked.views.add(path)
            self._recent.pop(path, None)
            self._recent[path] = None
        if path not in self._views:
            view, problems = self._lower(path)
            self._views[path] = view
            self._size += len(view.text.data) if view is not None else 0
            if path not in self._outlines:
                self._outlined(path, view, problems)
        return self._views[path]

    def settle(self) -> None:
        """
        Let go of the views that were not asked for lately, where there are too many: between two pieces of work only.

        Their modules are kept in the encoded form, which is small, so that a view that is asked for again is soon made.
        """
        if self._size <= MOST_VIEWED or self._shelf is not None:
            return
        for path in tuple(self._recent):
            if self._size <= MOST_VIEWED * 3 // 4:
                break
            self._let_go(path)

    def _let_go(self, path: str) -> None:
        self._recent.pop(path, None)
        view = self._views.get(path)
        if view is not None:
            del self._views[path]
            self._size -= len(view.text.data)
            self._modules.put_back(path, view.module)
            self.project.forget(path)

    def marked(self, path: str, *marks: str) -> ModuleView | None:
        """Give the module of a file that has one of the marks (see ``marks``); None for all others."""
        self._asked.marks.update((path, mark) for mark in marks)
        held = path in self._views
        if not self.outline(path).marks.isdisjoint(marks):
            return self.view(path)
        if not held and self._size > MOST_VIEWED and self._shelf is None:
            self._let_go(path)  # made for its marks alone
        return None

    def outline(self, path: str) -> Outline:
        """Give what is known of the module of a file; this is not written down as asked."""
        found = self._outlines.get(path)
        if found is None:
            found = self._kept_outline(path)
            if found is None:
                with self.recording():
                    self.view(path)
                return self._outlines[path]
            self._outlines[path] = found
        return found

    def _kept_outline(self, path: str) -> Outline | None:
        key = self._outline_key(path)
        data = self._store.get(key) if key else None
        if data is None:
            return None
        try:
            return msgspec.msgpack.decode(data, type=Outline)
        except (msgspec.MsgspecError, ValueError):
            return None

    def _outlined(self, path: str, view: ModuleView | None, problems: tuple[Problem, ...]) -> None:
        shelved = self._shelf_key(path)
        known = self._shelf.outline(shelved) if self._shelf is not None else None
        if known is not None:
            self._outlines[path] = known
            return
        found = Outline(marks_of(view) if view is not None else frozenset(), problems, view is not None)
        self._outlines[path] = found
        if self._shelf is not None:
            self._shelf.put_outline(shelved, found)
        key = self._outline_key(path) if view is not None else b""
        if key:
            with suppress(ValueError, msgspec.MsgspecError):  # halves of surrogate pairs in names
                self._store.put(key, msgspec.msgpack.encode(found))

    def _outline_key(self, path: str) -> bytes:
        kind = self.project.language(path)
        if kind is None or not self._store.keeps:
            return b""
        return key_of("outline", path, self.project.content(path), *kind, b"%d" % self._limit, self._code)

    def _lower(self, path: str) -> tuple[ModuleView | None, tuple[Problem, ...]]:
        kind = self.project.language(path)
        if kind is None:
            return None, ()
        try:
            text = self.project.text(path)
        except OSError as error:
            return None, (Problem("TRK903", f"cannot be read: {error.strerror or 'error'}", path),)
        if len(text.data) > self._limit:
            size = f"{len(text.data) / 1_000_000:.1f} MB"
            problem = Problem("TRK904", f"not analysed: {size} are more than max-file-size allows", path)
            return None, (problem,)
        key = self._shelf_key(path)
        view = self._shelf.take(key) if self._shelf is not None else None
        try:
            if view is None:
                view = ModuleView(path, text, self._modules.module(path, text, *kind))
                if self._shelf is not None:
                    self._shelf.put(key, view)
            return view, tuple(_faults(path, view.module))
        except Exception as error:  # noqa: BLE001 - one bad file costs one diagnostic, never the run
            what = f"cannot be analysed: {type(error).__name__}: {error}"[:200]
            return None, (Problem("TRK903", what, path),)

    def _shelf_key(self, path: str) -> tuple[object, ...]:
        if self._shelf is None:
            return ()
        return path, self.project.content(path), self.project.language(path), self._limit

    def ahead(self, paths: Iterable[str]) -> None:
        """Say which files will be asked for: where there are many, other processes lower them."""
        self._modules.ahead(path for path in paths if path not in self._views)

    # ---------------------------------------------------------------------------------------------- words

    def expect(self, words: Iterable[str]) -> None:
        """Say of which words the files will be asked for: it is cheaper to look for all of them at once."""
        self._index.expect(word.encode("utf-8", "replace") for word in words if word not in self._words)

    def files_with(self, word: str) -> tuple[str, ...]:
        """Give the files, sorted, whose bytes hold ``word`` (as a whole word where it begins and ends with letters)."""
        self._asked.words.add(word)
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = tuple(self._holding(word))
        return known

    def reaching(self, word: str, path: str) -> tuple[str, ...]:
        """
        Give the files with ``word`` whose code may hand users' data to the file at ``path``.

        Tests hand over made-up values: they count for other tests only.
        """
        found = self.files_with(word)
        if path_context(path) == "test":
            return found
        return tuple(p for p in found if path_context(p) != "test")

    def _holding(self, word: str) -> Iterator[str]:
        for number in self._index.holding(word.encode("utf-8", "replace")):
            yield self.project.files[number]

    def held(self, path: str, words: Iterable[str]) -> Iterator[int]:
        """Give the places in ``words`` of those that a file of the project holds."""
        if not self.project.is_source(path) or self.project.language(path) is None:
            return
        try:
            data = self.project.read(path)
        except OSError:
            return
        there = set(IDENTIFIER.findall(data))
        for at, word in enumerate(words):
            needle = word.encode("utf-8", "replace")
            parts = IDENTIFIER.findall(needle)
            if parts and there.issuperset(parts) and (parts == [needle] or stands_in(needle, data)):
                yield at

    @cached_property
    def _index(self) -> Words:
        return Words(self.project, self._store, self._shelf)

    # ---------------------------------------------------------------------------------------------- names

    def answer(self, question: Question) -> str:
        """Give the answer to a question about the names of files (see ``paths``)."""
        self._asked.names.add(question)
        return self._paths.answer(question)

    def know(self, answers: Mapping[Question, str]) -> None:
        """Take over answers of an earlier run, where nothing that they rest on has changed."""
        self._paths.know(answers)

    def link(self, view: ModuleView, specifier: str) -> str | None:
        """Give the file that an import of ``view`` means; None for an outside package."""
        if view.module.open_scope:
            return self.answer(("python", view.path, specifier)) or None
        if specifier == NEXT_SCHEMA:
            return self.answer(("schema", view.path)) or None
        if "\\" in specifier:
            return self.answer(("namespaced", specifier)) or None
        found = self.answer(("javascript", posixpath.dirname(view.path), specifier))
        if not found and view.module.template is not None:
            found = self.answer(("template", specifier, view.path))  # a template that takes macros of another
        return found or None

    def linked(self, view: ModuleView, specifier: str) -> ModuleView | None:
        """Give the module that an import of ``view`` means, where it is the project's own."""
        path = self.link(view, specifier)
        return self.view(path) if path else None

    def template(self, name: str, importer: str) -> str | None:
        """Give the file that a template name means in a file; None where there is none."""
        return self.answer(("template", name, importer)) or None

    def known_as(self, path: str) -> str:
        """Give the name by which others import a file that is the entry of one of the project's packages."""
        return self.answer(("entry", path))

    def component(self, name: str) -> str | None:
        """Give the file of a single-file component by the name of its element."""
        return self.answer(("component", name)) or None

    def files_in(self, folder: str) -> list[str]:
        """Give the files below any folder of a name."""
        return several(self.answer(("folder", folder)))

    def files_ending(self, *endings: str) -> list[str]:
        """Give the files whose name ends in one of the ways."""
        return several(self.answer(("ending", *endings)))

    def exists(self, path: str) -> bool:
        """Say whether the project has a file."""
        return bool(self.answer(("exists", path)))

    def beside(self, path: str, *names: str) -> str:
        """Give the nearest file of one of the names beside a file or further out; empty where there is none."""
        return self.answer(("beside", posixpath.dirname(path), *names))

    def loaded_by(self, view: ModuleView) -> list[str]:
        """Give the files that a page loads by the name that they are known by (exported containers)."""
        found: list[str] = []
        for path in several(self.answer(("containers",))):
            other = self.view(path)
            template = other.module.template if other is not None else None
            name = template.known_as if template is not None else ""
            if name and path != view.path and name.encode() in view.text.data:
                found.append(path)
        return found

    def proxied(self, address: str) -> tuple[str, ...]:
        """Give the addresses that a path of the site may be passed on to, by the project's own configuration."""
        if not address.startswith("/") or address.startswith("//"):
            return ()
        for path, target in self.proxies():
            rest = address[len(path) :]
            if address.startswith(path) and rest[:1] in ("", "/", "?", "#", UNKNOWN_PART):
                # What is in front of the rest may be taken away or kept: both are usual.
                return (target + rest, target + address)
        return ()

    def proxies(self) -> list[tuple[str, str]]:
        """Give the paths that the project passes on, longest first, and where to."""
        if self._proxies is None:
            with self.recording() as asked:
                self.expect(WORDS)
                sources = {
                    path
                    for word in WORDS
                    for path in self.first(self.files_with(word), f"files that may pass addresses on by {word}")
                }
                found = several(self.answer(("proxies", *sorted(sources))))
            self._proxies = asked, [(path, target) for path, _, target in (line.partition(" ") for line in found)]
        self.replay(self._proxies[0])
        return self._proxies[1]

    # ---------------------------------------------------------------------------------------------- signs

    def shows(self, sign: str) -> bool:
        """Say whether the project shows an unmistakable sign of a tracker (by its id)."""
        self._asked.signs.add(sign)
        return sign in self._signs

    def signed(self, sign: str) -> bool:
        """Say the same without writing down that it was asked."""
        return sign in self._signs

    def symbol(self, view: ModuleView, specifier: str, name: str) -> str:
        """Give the symbol path of an outside import."""
        if view.module.open_scope:
            return f"py:{specifier}" if name == "*" else f"py:{specifier}.{name}"
        if "\\" in specifier:
            return specifier  # a namespaced name says all of itself
        return f"npm:{specifier}:{name}"


def _faults(path: str, module: ir.Module) -> Iterator[Problem]:
    for fault in module.faults[:1]:
        more = len(module.faults) - 1
        text = f"{fault.reason} (and {more} more places)" if more else fault.reason
        yield Problem("TRK903", f"could not be parsed here: {text}", path, Location(path, fault.start, fault.end))


def simple_name(expr: ir.Expr) -> str:
    """Give the last name of a callee or type: ``b`` of ``a.b``; empty for anything else."""
    if isinstance(expr, ir.Member):
        return expr.key
    if isinstance(expr, ir.Name):
        return expr.id
    return ""
