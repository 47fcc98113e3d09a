"""What an operation does to the data that goes through it: the index of ``rules/data/transforms.toml``."""

from __future__ import annotations

from collections.abc import Iterable

from linter.catalogue.schema import Transform
from linter.catalogue.symbols import canonical


class Transforms:
    """
    Look-up of transforms by callee, method name, template filter, property or operator.

    A row's functions are symbol paths (``py:hashlib.sha256``, ``encodeURIComponent``), method names with a leading
    dot (``.toLowerCase``) and template filters with a leading ``|``. Where two rows name the same thing the first wins.
    """

    def __init__(self, transforms: Iterable[Transform]) -> None:
        self._functions: dict[str, Transform] = {}
        self._methods: dict[str, Transform] = {}
        self._filters: dict[str, Transform] = {}
        self._members: dict[str, Transform] = {}
        self._operators: dict[str, Transform] = {}
        for transform in transforms:
            for name in transform.functions:
                if name.startswith("."):
                    self._methods.setdefault(name[1:], transform)
                elif name.startswith("|"):
                    self._filters.setdefault(name[1:], transform)
                else:
                    self._functions.setdefault(canonical(name), transform)
            for name in transform.members:
                self._members.setdefault(name.lstrip("."), transform)
            for name in transform.operators:
                self._operators.setdefault(name, transform)

    def match(self, callee: str, method: str = "", filter: str = "") -> Transform | None:  # noqa: A002
        """
        Give the transform of a call.

        ``callee`` is a symbol path or a plain name (``len``), ``method`` the name of a method whose receiver is not
        known, ``filter`` the name of a template filter; each may be empty. The most telling one decides.
        """
        if filter:
            return self._filters.get(filter)
        if callee and (found := self._functions.get(callee) or self._functions.get(canonical(callee))):
            return found
        return self._methods.get(method) if method else None

    def member(self, name: str) -> Transform | None:
        """Give the transform that reading a property stands for (``length``)."""
        return self._members.get(name)

    def operator(self, name: str) -> Transform | None:
        """Give the transform that an operator stands for, spelled as in ``ir.Operation``."""
        return self._operators.get(name)
