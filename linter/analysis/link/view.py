"""
One module, indexed for the questions that the trace asks: who assigns a name, who writes below it, who is called.

Built once per module when it is first needed. Everything here is a fact of one file.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from linter import ir
from linter.analysis.link.storing import Stored, chain_root, stored_by
from linter.workspace.text import SourceText


class CallSite(NamedTuple):
    """A call and where it stands."""

    call: ir.Call
    function: int
    block: int


class Write(NamedTuple):
    """
    Something stored below a variable: ``x.a.b = v`` or ``x.update({...})``.

    ``path`` are the segments below the variable (``(".a", ".b")``); ``merge`` says that ``value`` is a record whose
    entries become entries at ``path`` (``dict.update``, ``Object.assign``).
    """

    path: tuple[str, ...]
    value: ir.Expr
    function: int
    block: int
    start: int
    end: int
    merge: bool = False


class LambdaSite(NamedTuple):
    """
    Where a function is used as a value.

    ``holder`` is the call that gets it (at argument ``position`` or ``keyword``), the record field, the assignment or
    the attribute that keeps it.
    """

    holder: ir.Call | ir.Field | ir.Assign | ir.Attribute | ir.Return
    position: int
    keyword: str
    function: int
    block: int
    tag: int = -1


_LARGE = 10_000
_LONG_LINE = 300
"""Bytes: a file of so many, whose lines have so many on average, is minified."""


class ModuleView:
    """A module with its text and indexes. ``path`` is relative to the root."""

    def __init__(self, path: str, text: SourceText, module: ir.Module) -> None:
        self.path = path
        self.text = text
        self.module = module
        self.functions = module.functions
        count = len(module.functions)
        self.assigns: list[dict[str, list[ir.Assign]]] = [{} for _ in range(count)]
        self.parameters: list[dict[str, int]] = [
            {p.name: i for i, p in enumerate(f.parameters)} for f in module.functions
        ]
        self.imports: list[dict[str, ir.ImportBinding]] = [{} for _ in range(count)]
        self.star_imports: list[ir.ImportBinding] = []
        self.returns: list[list[ir.Return]] = [[] for _ in range(count)]
        self.calls: list[CallSite] = []
        self.calls_by_name: dict[str, list[CallSite]] = defaultdict(list)
        self.writes: dict[str, list[Write]] = defaultdict(list)
        self.lambdas: dict[int, list[LambdaSite]] = defaultdict(list)
        self.value_uses: dict[str, list[LambdaSite]] = defaultdict(list)
        """Names and members used as values (arguments, fields, attributes), by their last name."""
        self.wrapper_uses: dict[int, LambdaSite] = {}
        """Identity of a call that may wrap a function (``debounce(() => ...)``) -> where what it gives is used."""
        self.member_assigns: list[tuple[ir.Assign, int]] = []
        self.texts: list[tuple[ir.Text, int, int]] = []
        self.import_values: list[tuple[ir.Import, int, int]] = []
        self.assigned_in: dict[int, int] = {}
        """Identity of an assignment -> the function in whose body it stands."""
        self.provided: list[tuple[ir.Record, int, int]] = []
        """Records under ``provide``, with their function and block: what a plug-in hands to the application."""
        self.holders: dict[int, ir.Assign | ir.Field | ir.Return] = {}
        """Identity of a value -> the assignment, record field or return that keeps it."""
        self.children_of: dict[int, list[int]] = defaultdict(list)
        self.named_functions: dict[tuple[int, str], int] = {}
        self.named_classes: dict[str, int] = {}
        self.attribute_writes: dict[tuple[int, str], list[Write]] = defaultdict(list)
        self.called_lambdas: dict[int, list[CallSite]] = defaultdict(list)
        """Functions called where they are written."""
        self.component = next((i for i, c in enumerate(module.classes) if c.kind == "component"), -1)
        """The class that stands for the component of this file; -1 for none."""
        self.properties: frozenset[str] = frozenset()
        """Variables of the module that whoever uses the component sets: exported, in a language of components."""
        if self.component >= 0:
            fields = {f.name for f in module.classes[self.component].fields}
            self.properties = frozenset(e.name for e in module.exports if isinstance(e.value, ir.Name)) & fields
        self.options: dict[int, CallSite] = {}
        """Identity of a field of a record that is an argument -> the call that gets the record."""
        self._scoped_writes: dict[tuple[int, str], list[Write]] = {}
        self._blocks: dict[tuple[int, int], tuple[int, ...]] = {}
        self._index()

    # ------------------------------------------------------------------------------------------- building

    def _index(self) -> None:
        for binding in self.module.imports:
            if binding.local == "*":
                self.star_imports.append(binding)
            else:
                self.imports[binding.function].setdefault(binding.local, binding)
        for index, function in enumerate(self.functions):
            if function.parent >= 0:
                self.children_of[function.parent].append(index)
            if function.name and function.kind in ("function", "macro"):
                self.named_functions.setdefault((function.parent, function.name), index)
        for index, declared in enumerate(self.module.classes):
            self.named_classes.setdefault(declared.name, index)
        for index, function in enumerate(self.functions):
            for statement in function.body:
                self._statement(index, statement)
            for parameter in function.parameters:
                if parameter.default is not None:
                    self._expression(parameter.default, max(function.parent, 0), function.parent_block)
            for decorator in function.decorators:
                self._expression(decorator, max(function.parent, 0), function.parent_block)
        for declared in self.module.classes:
            for field in declared.fields:
                if field.value is not None:
                    self._expression(field.value, declared.function, 0)
            for decorator in declared.decorators:
                self._expression(decorator, declared.function, 0)
        for tag_index, tag in enumerate(self.module.tags):
            self._tag(tag_index, tag)

    def _statement(self, index: int, statement: ir.Statement) -> None:
        if isinstance(statement, (ir.Assign, ir.Return)):
            self.holders[id(statement.value)] = statement
        if isinstance(statement, ir.Assign):
            self.assigned_in[id(statement)] = index
            target = statement.target
            if isinstance(target, ir.Name):
                owner = index
                if target.id in self.functions[index].outer_names and index > 0:
                    owner = self._outer(index, target.id)
                self.assigns[owner].setdefault(target.id, []).append(statement)
            else:
                self.member_assigns.append((statement, index))
                root, path = chain_root(target)
                if isinstance(root, ir.Name):
                    self._write(Stored(root.id, path, statement.value), index, statement.block, statement)
                self._expression(target, index, statement.block)
            self._used(statement.value, LambdaSite(statement, -1, "", index, statement.block))
        elif isinstance(statement, ir.Return):
            self.returns[index].append(statement)
            self._used(statement.value, LambdaSite(statement, -1, "", index, statement.block))
        self._expression(statement.value, index, statement.block)

    def _outer(self, index: int, name: str) -> int:
        parent = self.functions[index].parent
        while parent > 0 and (name in self.functions[parent].outer_names or not self._binds(parent, name)):
            parent = self.functions[parent].parent
        return max(parent, 0)

    def _binds(self, function: int, name: str) -> bool:
        declared = self.functions[function]
        return name in self.parameters[function] or any(
            isinstance(s, ir.Assign) and isinstance(s.target, ir.Name) and s.target.id == name for s in declared.body
        )

    def _write(self, stored: Stored, function: int, block: int, node: ir.Node) -> None:
        write = Write(stored.path, stored.value, function, block, node.start, node.end, stored.merge)
        self.writes[stored.root].append(write)

    def _expression(self, top: ir.Expr, function: int, block: int) -> None:
        for node in ir.walk(top):
            if isinstance(node, ir.Call):
                self._call(node, function, block)
            elif isinstance(node, ir.Record):
                for entry in node.entries:
                    if isinstance(entry, ir.Field):
                        if entry.key == "provide" and isinstance(entry.value, ir.Record):
                            self.provided.append((entry.value, function, block))
                        self.holders.setdefault(id(entry.value), entry)
                        self._used(entry.value, LambdaSite(entry, -1, entry.key, function, block))
            elif isinstance(node, ir.Text):
                self.texts.append((node, function, block))
            elif isinstance(node, ir.Import):
                self.import_values.append((node, function, block))
            elif isinstance(node, ir.Hole) and (owner := self.hole_scope(node)) >= 0:
                for inner in ir.walk(node.value):
                    if isinstance(inner, ir.Call):
                        self._call(inner, owner, node.block)

    def _call(self, call: ir.Call, function: int, block: int) -> None:
        site = CallSite(call, function, block)
        self.calls.append(site)
        callee = call.callee
        name = callee.key if isinstance(callee, ir.Member) else callee.id if isinstance(callee, ir.Name) else ""
        if name:
            self.calls_by_name[name].append(site)
        elif isinstance(callee, ir.Lambda):
            self.called_lambdas[callee.function].append(site)
        for position, argument in enumerate(call.arguments):
            self._used(argument, LambdaSite(call, position, "", function, block))
            if name == "push" and isinstance(argument, ir.Sequence):
                # ``queue.push(["ready", sdk => ...])`` hands the function over as ``queue.push(sdk => ...)`` does.
                for item in argument.items:
                    if isinstance(item, ir.Lambda):
                        self._used(item, LambdaSite(call, position, "", function, block))
            if isinstance(argument, ir.Record):
                self.options.update((id(entry), site) for entry in argument.entries if isinstance(entry, ir.Field))
        for keyword in call.keywords:
            if isinstance(keyword, ir.Keyword):
                self._used(keyword.value, LambdaSite(call, -1, keyword.name, function, block))
        for stored in stored_by(call):
            self._write(stored, function, block, call)

    def calls_with(self, field: ir.Field) -> list[CallSite]:
        """Give the calls that are handed a record with this very entry."""
        return [
            site
            for site in self.calls
            if any(isinstance(a, ir.Record) and any(e is field for e in a.entries) for a in site.call.arguments)
        ]

    def _used(self, value: ir.Expr, site: LambdaSite) -> None:
        if isinstance(value, ir.Lambda):
            self.lambdas[value.function].append(site)
        elif isinstance(value, ir.Name):
            self.value_uses[value.id].append(site)
        elif isinstance(value, ir.Member):
            self.value_uses[value.key].append(site)
        elif isinstance(value, ir.Call) and any(isinstance(a, (ir.Lambda, ir.Call)) for a in value.arguments):
            self.wrapper_uses[id(value)] = site
        elif isinstance(value, ir.Choice):
            for option in value.options:
                self._used(option, site)

    def _tag(self, index: int, tag: ir.Tag) -> None:
        for attribute in tag.attributes:
            value = attribute.value
            if value is None:
                continue
            self._used(value, LambdaSite(attribute, -1, attribute.name, tag.function, tag.block, index))
            self._expression(value, tag.function, tag.block)
        if tag.content is not None:
            self._expression(tag.content, tag.function, tag.block)

    # -------------------------------------------------------------------------------------------- asking

    @cached_property
    def packed(self) -> bool:
        """Whether the text was put together by a tool and not written by hand: hardly a line ends."""
        data = self.text.data
        return len(data) > _LARGE and data.count(b"\n") * _LONG_LINE < len(data)

    @cached_property
    def required(self) -> tuple[tuple[str, str], ...]:
        """The module's variables that are what another module exports as a whole, each with its specifier."""
        return tuple(
            (name, assign.value.specifier)
            for name, assigns in self.assigns[0].items()
            for assign in assigns
            if isinstance(assign.value, ir.Import)
        )

    @cached_property
    def stored(self) -> dict[str, list[Write]]:
        """What is stored under a property, by its name, whatever the variable: in the order of variables and text."""
        found: dict[str, list[Write]] = {}
        for root in sorted(self.writes):
            for write in self.writes[root]:
                if write.path and not write.merge:
                    found.setdefault(write.path[-1], []).append(write)
        return found

    @cached_property
    def stored_below(self) -> dict[tuple[str, str], list[Write]]:
        """What is stored in a property of a variable itself, by the names of both."""
        found: dict[tuple[str, str], list[Write]] = {}
        for root, writes in self.writes.items():
            for write in writes:
                if len(write.path) == 1:
                    found.setdefault((root, write.path[0]), []).append(write)
        return found

    @cached_property
    def calls_on(self) -> dict[tuple[str, str], list[CallSite]]:
        """Calls of methods, by the names of method and receiver: ``task.delay()``, ``track.call(this)``."""
        found: dict[tuple[str, str], list[CallSite]] = {}
        for site in self.calls:
            callee = site.call.callee
            if isinstance(callee, ir.Member):
                base = callee.base
                name = base.key if isinstance(base, ir.Member) else base.id if isinstance(base, ir.Name) else ""
                if name:
                    found.setdefault((callee.key, name), []).append(site)
        return found

    @cached_property
    def taken(self) -> dict[str, list[str]]:
        """Variables that take a property under another name: ``const { track: send } = sdk``, by the property."""
        found: dict[str, list[str]] = {}
        for assigns in self.assigns:
            for name, given in assigns.items():
                for assign in given:
                    key = assign.value.key if isinstance(assign.value, ir.Member) else ""
                    if key not in ("", name) and not key.isdigit() and name not in found.setdefault(key, []):
                        found[key].append(name)
        return found

    @cached_property
    def getters(self) -> dict[str, list[int]]:
        """Properties that are functions, by name."""
        found: dict[str, list[int]] = {}
        for number, function in enumerate(self.functions):
            if function.kind == "getter":
                found.setdefault(function.name, []).append(number)
        return found

    def ancestors(self, function: int, block: int) -> tuple[int, ...]:
        """Give a block and all blocks around it, innermost first."""
        known = self._blocks.get((function, block))
        if known is None:
            blocks = self.functions[function].blocks
            found: list[int] = []
            current = block if block < len(blocks) else 0
            while current >= 0 and len(found) <= len(blocks):
                found.append(current)
                current = blocks[current].parent
            known = self._blocks[function, block] = tuple(found)
        return known

    def exclusive(self, function: int, first: int, second: int) -> bool:
        """Say whether two blocks are branches of one statement that exclude each other."""
        blocks = self.functions[function].blocks
        groups = {blocks[b].group: b for b in self.ancestors(function, first) if blocks[b].group >= 0}
        return any(
            blocks[b].group in groups and groups[blocks[b].group] != b
            for b in self.ancestors(function, second)
            if blocks[b].group >= 0
        )

    def scope_of(self, function: int, name: str) -> int:
        """Give the function that binds ``name`` as seen from ``function``; -1 when nothing in the module does."""
        current = function
        while current >= 0:
            here = self.functions[current]
            bound = name in self.assigns[current] or name in self.parameters[current] or name in self.imports[current]
            if bound or ((current, name) in self.named_functions and name not in here.outer_names):
                return current
            current = here.parent
        return -1

    def hole_scope(self, hole: ir.Hole) -> int:
        """Give the function in whose scope a template expression is evaluated; -1 where the module has none."""
        if hole.function >= 0:
            return hole.function
        return self.module.template.function if self.module.template is not None else -1

    def writes_to(self, owner: int, name: str) -> list[Write]:
        """Give the writes below the variable ``name`` that ``owner`` binds, in the order of the text."""
        found = self._scoped_writes.get((owner, name))
        if found is None:
            found = [w for w in self.writes.get(name, ()) if self.scope_of(w.function, name) == owner]
            self._scoped_writes[owner, name] = found
        return found

    def block_in(self, owner: int, function: int, block: int) -> int:
        """Give the block of ``owner`` in which a place of an inner function stands."""
        while function != owner and function >= 0:
            block = self.functions[function].parent_block
            function = self.functions[function].parent
        return block

    def definitions(self, owner: int, name: str, function: int, block: int, at: int) -> tuple[list[ir.Assign], bool]:
        """
        Give the assignments to ``name`` (bound by ``owner``) that a use at byte ``at`` may see, latest first.

        The second value is False when an earlier value (a parameter, an outer one) may be seen too. Uses in inner
        functions run later than the text order says, so every assignment counts for them.
        """
        assigns = self.assigns[owner].get(name, [])
        if not assigns:
            return [], False
        blocks = self.functions[owner].blocks
        if function != owner:
            block = self.block_in(owner, function, block)
            around = set(self.ancestors(owner, block))
            seen = [a for a in assigns if not a.declares or a.block in around]
            return list(reversed(seen or assigns)), any(a.declares for a in seen) or name not in self.parameters[owner]
        around_order = self.ancestors(owner, block)
        around = set(around_order)
        loops = {b for b in around_order if blocks[b].kind == "loop"}
        found: list[ir.Assign] = []
        whole = False
        for assign in reversed(assigns):
            inside_loop = loops and not loops.isdisjoint(self.ancestors(owner, assign.block))
            if assign.declares and assign.block not in around:
                continue
            if assign.start >= at or assign.end > at >= assign.start:
                if not inside_loop and not (assign.declares and isinstance(assign.value, ir.Lambda)):
                    continue
                found.append(assign)
                continue
            if not inside_loop and self.exclusive(owner, assign.block, block):
                continue
            found.append(assign)
            if assign.block in around:
                whole = True
                break
        if not found:
            return list(reversed(assigns)), name not in self.parameters[owner]
        return found, whole

    def class_of(self, function: int) -> tuple[int, str]:
        """Give the class whose instance ``this`` is inside a function, and the receiver's name; -1 for none."""
        current = function
        while current >= 0:
            here = self.functions[current]
            if here.owner >= 0 and here.receiver:
                return here.owner, here.receiver
            if here.receiver:
                return -1, here.receiver
            current = here.parent
        return -1, ""

    def in_class_method(self, function: int) -> bool:
        """Say whether the receiver inside a function is the class itself: ``cls``, ``this`` of a static method."""
        while function >= 0 and not self.functions[function].receiver:
            function = self.functions[function].parent
        return function >= 0 and self.functions[function].static

    def source(self, node: ir.Node, limit: int = 80) -> str:
        """Give the text of a node on one line, shortened."""
        text = " ".join(self.text.slice(node.start, min(node.end, node.start + 4 * limit)).split())
        return text if len(text) <= limit else text[: limit - 1] + "…"
