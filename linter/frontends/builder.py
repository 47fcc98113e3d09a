"""Mutable scaffolding that frontends fill and that becomes one immutable ``ir.Module``."""

from __future__ import annotations

from linter import ir


class FunctionBuilder:
    """One function under construction; ``index`` is its place in ``Module.functions``."""

    def __init__(self, index: int, name: str, start: int, end: int) -> None:
        self.index = index
        self.name = name
        self.start = start
        self.end = end
        self.parameters: list[ir.Parameter] = []
        self.body: list[ir.Statement] = []
        self.blocks: list[ir.Block] = [ir.Block()]
        self.parent = -1
        self.parent_block = 0
        self.kind = "function"
        self.receiver = ""
        self.owner = -1
        self.decorators: tuple[ir.Expr, ...] = ()
        self.outer_names: list[str] = []
        self.static = False
        self.hoisted: set[str] | None = None
        """
        For languages that declare: the names that this function declares for all of its body (``var``). Other names
        that it assigns without declaring them belong to the scope around. None where assigning declares (Python).
        """
        self._groups = 0

    def block(
        self,
        parent: int,
        kind: str = "block",
        guard: ir.Expr | None = None,
        negated: bool = False,
        group: int = -1,
        tag: int = -1,
    ) -> int:
        """Open a block under ``parent`` and give its index."""
        self.blocks.append(ir.Block(parent, kind, guard, negated, group, tag))
        return len(self.blocks) - 1

    def group(self) -> int:
        """Give a fresh number for branches that exclude each other."""
        self._groups += 1
        return self._groups

    def _outer(self) -> tuple[str, ...]:
        if self.hoisted is None or self.parent < 0:
            return tuple(self.outer_names)
        own = {p.name for p in self.parameters} | self.hoisted
        assigned: dict[str, None] = {}
        for statement in self.body:
            if isinstance(statement, ir.Assign) and isinstance(statement.target, ir.Name):
                taken_apart = any(p.start <= statement.start and statement.end <= p.end for p in self.parameters)
                if statement.declares or taken_apart:
                    own.add(statement.target.id)
                else:
                    assigned[statement.target.id] = None
        return tuple(name for name in assigned if name not in own)

    def build(self) -> ir.Function:
        return ir.Function(
            self.start,
            self.end,
            self.name,
            tuple(self.parameters),
            tuple(self.body),
            tuple(self.blocks),
            self.parent,
            self.parent_block,
            self.kind,
            self.receiver,
            self.owner,
            self.decorators,
            self._outer(),
            self.static,
        )


class ModuleBuilder:
    """A module under construction. Function 0, the module's own body, exists from the start."""

    def __init__(self, language: str, end: int) -> None:
        self.language = language
        self.functions: list[FunctionBuilder] = []
        self.classes: list[ir.Class] = []
        self.imports: list[ir.ImportBinding] = []
        self.exports: list[ir.Export] = []
        self.tags: list[ir.Tag] = []
        self.template: ir.Template | None = None
        self.comments: list[ir.Comment] = []
        self.faults: list[ir.Fault] = []
        self.open_scope = False
        self.public: tuple[str, ...] | None = None
        self.shared_scope = False
        self.function("", 0, end).kind = "module"

    def function(self, name: str, start: int, end: int) -> FunctionBuilder:
        """Begin a function; its parent, parameters and body are filled in by the caller."""
        made = FunctionBuilder(len(self.functions), name, start, end)
        self.functions.append(made)
        return made

    def build(self) -> ir.Module:
        return ir.Module(
            language=self.language,
            functions=tuple(f.build() for f in self.functions),
            classes=tuple(self.classes),
            imports=tuple(self.imports),
            exports=tuple(self.exports),
            tags=tuple(self.tags),
            template=self.template,
            comments=tuple(sorted(self.comments, key=lambda c: c.start)),
            faults=tuple(sorted(self.faults, key=lambda f: f.start)),
            open_scope=self.open_scope,
            public=self.public,
            shared_scope=self.shared_scope,
        )
