"""Access chains (``model.Origin.chain``) as names."""

from __future__ import annotations

from collections.abc import Iterator

from linter.catalogue.schema import Names


def literal_of(segment: str) -> str:
    """Give the literal argument of a call segment (``('q')``), or an empty string."""
    return segment[2:-2] if segment.startswith("('") and segment.endswith("')") else ""


def root_of(chain: tuple[str, ...]) -> str:
    """Give the name at the root: an imported name without its module; a module as a whole has none."""
    if not chain:
        return ""
    ecosystem, _, symbol = chain[0].partition(":")
    if symbol and ecosystem in ("py", "npm", "php", "rb"):
        module, separator, name = symbol.rpartition(":" if ecosystem == "npm" else ".")
        return name if separator and module and name not in ("default", "*") else ""
    return chain[0].rsplit(".", 1)[-1].lstrip("$%@")


class ChainNames:
    """Reads chains as names, by what the rules say of the names of methods."""

    def __init__(self, names: Names) -> None:
        self._getters = names.getters
        self._queries = names.queries

    def of(self, chain: tuple[str, ...]) -> str:
        """
        Give a chain as a name with dots, without calls and indexes: ``request.GET.q`` for ``request.GET.get('q')``.

        The literal argument of a getter stands for the getter; other calls keep their method's name. What stands
        between a class of records and what is read of one is left out: ``User.objects.get().id`` is a user's id.
        """
        if not chain:
            return ""
        parts = [root_of(chain) or ""]
        for segment in chain[1:]:
            if segment.startswith("."):
                parts.append(segment[1:])
            elif segment.startswith("("):
                literal = literal_of(segment)
                if literal and parts[-1] in self._getters:
                    parts[-1] = literal.lstrip("#.")
        if len(parts) > 2 and parts[0][:1].isupper():
            parts = [parts[0], *(part for part in parts[1:-1] if part not in self._queries), parts[-1]]
        return ".".join(part for part in parts if part)


def calls_in(chain: tuple[str, ...]) -> Iterator[str]:
    """Give what is called in a chain that begins at a package: ``py:x.Client``, ``py:x.Client().lists.add``."""
    symbol = chain[0] if chain else ""
    if not symbol.startswith(("py:", "npm:")):
        return
    for segment in chain[1:]:
        if segment.startswith("("):
            yield symbol
            symbol += "()"
        else:
            symbol += segment


def key_of(name: str) -> str:
    """Fold a property's name for comparing: lower case without ``_``, ``-``, ``$`` and spaces, ``ud[em]`` as ``em``."""
    if name.endswith("]") and "[" in name:
        name = name[name.rindex("[") + 1 : -1] or name[: name.rindex("[")]
    return "".join(c for c in name.lower() if c.isalnum() or c == ".")


def keys_in(key: tuple[str, ...]) -> tuple[str, ...]:
    """Give the path of property names with ``ud[em]`` as two names and without indexes."""
    found: list[str] = []
    for name in key:
        if name in ("[*]", ""):
            continue
        if name.endswith("]") and "[" in name:
            found.extend(part for part in name[:-1].replace("][", "[").split("[") if part)
        else:
            found.append(name)
    return tuple(found)
