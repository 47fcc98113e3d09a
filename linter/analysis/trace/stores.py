"""What was stored below a variable or attribute before it is read: assignments, additions, elements bound to it."""

from __future__ import annotations

from linter import ir
from linter.analysis.link.paths import squash
from linter.analysis.link.program import simple_name
from linter.analysis.link.shapes import Narrowed, Site, Symbolic
from linter.analysis.link.view import ModuleView, Write
from linter.analysis.trace.distinct import PARAMETER, Path, read_as
from linter.analysis.trace.fields import literal_attributes
from linter.analysis.trace.tracing import Tracing
from linter.analysis.trace.trails import Trail, is_call, literal_of, locate, readable
from linter.model import Origin, Step

_HANDED = frozenset({"argument", "property", "template"})
"""Roles of the steps that lead from one function or file to another."""

_OF_CONTAINERS = frozenset({"toString", "join", "encode", "concat", "flat", "reduce", "keys", "popitem", "extend"})
"""Methods of dictionaries and lists that have no list of their own among the frameworks' names."""


class Stores(Tracing):
    """A part of ``Tracer``: see the module."""

    def _bound(self, view: ModuleView, owner: int, root: str, path: Path) -> list[Trail]:
        """Give what is typed into the fields that a variable or a property of a component is bound to."""
        found: list[Trail] = []
        for bound in self.fields.bound(view, owner, root, path):
            tag = view.module.tags[bound.tag]
            shown = readable(bound.chain).removeprefix("this.")
            trails: list[Trail] = []
            outside = tag.component is not None or "-" in tag.name
            given = self.callers.bound_values(view, bound.tag, bound.attribute) if outside else []
            if not outside or (not given and any(word in squash(tag.name) for word in self.names.inputs)):
                step = Step(locate(view, tag), "source", f"{shown} is typed into a field", shown)
                attributes = literal_attributes(tag)
                if not any(name in ("name", "id") and value for name, value in attributes):
                    attributes = (*attributes, ("name", bound.chain[-1].lstrip(".")))
                origin = Origin("form-field", bound.chain, attributes=attributes, location=locate(view, tag))
                trails.append(Trail(origin, steps=(step,)))
            else:
                step = self._step(Site(view, tag.function, tag.block), tag, "property", f"<{tag.name}> sets it", shown)
                for there, value in given:
                    trails.extend(t.then(step) for t in self.trace(there, value, bound.rest))
            for key in reversed(bound.key):
                trails = [t.under(key) for t in trails]
            found.extend(trails)
        return found

    def _from_write(self, here: Site, write: Write, path: Path) -> list[Trail] | None:
        """Give what a write stores at ``path``, or None when it is about another place."""
        site = Site(here.view, write.function, write.block, here.frame)
        if write.merge:
            rest = path[len(write.path) :]
            if path[: len(write.path)] != write.path or self._asks_service(rest):
                return None
            return list(self.trace(site, write.value, rest))
        wrote = write.path
        reading = path
        for at in range(min(len(wrote), len(path) - 1)):
            if path[at][1:] in self.names.reads and literal_of(path[at + 1]):
                reading = (*path[:at], "." + literal_of(path[at + 1]), *path[at + 2 :])
                break
            if path[at][1:] in self.names.takes and is_call(path[at + 1]):
                reading = (*path[:at], "[*]", *path[at + 2 :])
                break
        shared = min(len(wrote), len(reading))
        if wrote[-1] == "[*]" and self._asks_service(reading[len(wrote) - 1 :]):
            return None
        for ours, theirs in zip(wrote[:shared], reading[:shared], strict=True):
            if ours != theirs and "[*]" not in (ours, theirs):
                if is_call(theirs) or (
                    reading is path
                    and len(path) > 1
                    and is_call(path[1])
                    and theirs[1:] in self.names.wholes | {"toString", "href", "join"}
                ):
                    reading = ()
                    break
                return None
        if len(reading) >= len(wrote):
            return list(self.trace(site, write.value, reading[len(wrote) :]))
        key = [p[1:] for p in wrote[len(reading) :] if p.startswith(".") and p != ".searchParams"]
        trails = list(self.trace(site, write.value, ()))
        for part in reversed(key):
            trails = [t.under(part) for t in trails]
        return trails

    def _asks_service(self, path: Path) -> bool:
        """
        Say whether a path calls a method that no dictionary or list has.

        What ``users.update({...})`` was given is nothing that ``users.findByEmail(x)`` gives back.
        """
        if len(path) < 2 or not is_call(path[1]):
            return False
        names = self.names
        method = path[0][1:]
        return not any(
            method in known
            for known in (names.reads, names.wholes, names.takes, names.each, names.serializes, _OF_CONTAINERS)
        )

    def _redefined(self, view: ModuleView, owner: int, name: ir.Name, after: int) -> bool:
        return any(after < a.start < name.start for a in view.assigns[owner].get(name.id, ()))

    def _stored(self, here: Site, use: Site, name: ir.Name, path: Path) -> tuple[list[Trail], bool, frozenset[str]]:
        """
        Give what was stored below a variable before it is used.

        The second value is True when that covers ``path`` wholly; the third are the properties whose earlier values
        are overwritten.
        """
        view, owner = here.view, here.function
        writes = view.writes_to(owner, name.id)
        gone: set[Path] = set()
        found: list[Trail] = []
        if not writes:
            return found, False, frozenset()
        around = set(view.ancestors(owner, here.block)) if use.function == owner else set()
        blocks = view.functions[owner].blocks
        loops = {b for b in around if blocks[b].kind == "loop"}
        if loops:
            # What is made anew in each round holds nothing of the rounds before.
            anew = [a for a in view.assigns[owner].get(name.id, ()) if a.block in around and a.start < name.start]
            loops -= {b for a in anew for b in view.ancestors(owner, a.block)}
        for write in reversed(writes):
            same = write.function == use.function == owner
            if same and (not loops or loops.isdisjoint(view.ancestors(owner, write.block))):
                later = write.start >= name.start or write.start <= name.start < write.end
                if later or view.exclusive(owner, write.block, here.block):
                    continue
            if any(write.path[: len(g)] == g for g in gone):
                continue
            got = self._from_write(here, write, path)
            if got is None:
                continue
            where = name.id + "".join(write.path)
            step = Step(locate(view, Span(write.start, write.end)), "field", f"{where} gets it", where)
            found.extend(t.then(step) if t.origin.kind != "constant" else t for t in got)
            if (
                same
                and not write.merge
                and write.block in around
                and "[*]" not in write.path
                and not self._redefined(view, owner, name, write.start)
            ):
                if path[: len(write.path)] == write.path:
                    return found, True, frozenset()
                gone.add(write.path)
        return found, False, frozenset(g[0][1:] for g in gone if len(g) == 1)

    def _stored_outside(self, view: ModuleView, holder: str, key: str, path: Path) -> list[Trail]:
        """Give what is stored, in other modules, below a property of what ``holder()`` gives: a store, a composable."""
        found: list[Trail] = []
        for other, owner, local, part in self.callers.exports.shared(view, holder):
            if part and part != key:
                continue
            reading = path if part else ("." + key, *path)
            for write in other.writes_to(owner, local):
                got = self._from_write(Site(other, write.function, write.block), write, reading) or ()
                where = local + "".join(write.path)
                step = Step(locate(other, Span(write.start, write.end)), "field", f"{where} gets it", where)
                found.extend(t.then(step) for t in got if t.origin.kind != "constant")
            found.extend(self._bound(other, owner, local, reading))
        return found

    def _beside(self, here: Site, name: ir.Name, path: Path) -> list[Trail]:
        """Give what a variable holds beside what is assigned to it: typed into fields, stored by others."""
        view, owner = here.view, here.function
        found = self._bound(view, owner, name.id, path)
        declared = view.functions[owner]
        if declared.name == "setup" and declared.owner >= 0:
            found.extend(self._bound(view, owner, "this", ("." + name.id, *path)))
        if owner == 0:
            for other, local in self.callers.exports.importing(view, name.id):
                for write in other.writes_to(0, local):
                    got = self._from_write(Site(other, write.function, write.block), write, path) or ()
                    where = local + "".join(write.path)
                    step = Step(locate(other, Span(write.start, write.end)), "field", f"{where} gets it", where)
                    found.extend(t.then(step) for t in got if t.origin.kind != "constant")
                found.extend(self._bound(other, 0, local, path))
        elif declared.name.startswith("use") or declared.kind == "function":
            for ret in view.returns[owner]:
                for entry in ret.value.entries if isinstance(ret.value, ir.Record) else ():
                    if isinstance(entry, ir.Field) and isinstance(entry.value, ir.Name) and entry.value.id == name.id:
                        for holder in _held_by(view, owner):
                            found.extend(self._stored_outside(view, holder, entry.key, path))
        if owner == 0 and name.id in view.properties:
            handed = self._handed(view, view.component, name.id, path)
            found.extend(handed or [self._leaf(here, name, name.id, path)])
        return found

    def _frame(self, site: Site, owner: int) -> Symbolic | Narrowed | None:
        """Give the summary that a place belongs to, or what is known of callers: both hold in functions inside too."""
        frame = site.frame
        if not isinstance(frame, (Symbolic, Narrowed)):
            return None
        current = owner
        while current >= 0:
            if current == frame.function:
                return frame
            current = site.view.functions[current].parent
        return None

    def _prefer_source(self, site: Site, name: ir.Name, path: Path, found: list[Trail]) -> list[Trail]:
        """Read ``form.cleaned_data['q']`` as the source it is where the definitions of ``form`` explain nothing."""
        chain = (name.id, *path)
        if not path or not self.is_source(site, chain):
            return found
        kept: list[Trail] = []
        explained = bool(found)
        for trail in found:
            if self._tells(site, trail):
                kept.append(trail)
            elif trail.origin.kind == PARAMETER or any(s.role in _HANDED for s in trail.steps):
                kept.append(read_as(trail, chain))
            else:
                explained = False
        if not explained:
            kept.append(self._leaf(site, name, name.id, path))
        return kept


def _held_by(view: ModuleView, function: int) -> list[str]:
    """Give the names under which a module knows a function."""
    declared = view.functions[function]
    held = [u.holder for u in view.lambdas.get(function, ())]
    names = [simple_name(h.target) for h in held if isinstance(h, ir.Assign)]
    return list(dict.fromkeys(n for n in (declared.name, *names) if n))


class Span(ir.Node, frozen=True):
    """A bare place in the text."""
