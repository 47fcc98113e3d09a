"""Access chains (``model.Origin.chain``) as names."""

from __future__ import annotations

_GETTERS = frozenset(
    (
        "get", "getlist", "getAll", "getItem", "getValue", "get_argument", "get_query_argument",
        "get_query_params", "getParameter", "getElementById", "getElementsByName", "querySelector", "query",
        "input", "post", "pop", "cookie", "param", "value", "val", "field", "fetch", "dig", "watch",
        "getValues", "item", "prop", "attr", "getAttribute", "getCookie", "read", "old", "filter_input",
        "get_query_var", "find", "data",
    )
)  # fmt: skip
"""Methods whose literal argument is the name of what they give."""

_QUERIES = frozenset(
    (
        "objects", "filter", "exclude", "get", "get_or_create", "update_or_create", "create", "first", "last", "latest",
        "select_related", "prefetch_related", "all", "query", "filter_by", "one", "one_or_none", "scalar_one", "0",
    )
)  # fmt: skip
"""Steps of a query between a class of records and what is read of one: ``User.objects.get().id`` is a user's id."""


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


def readable(chain: tuple[str, ...]) -> str:
    """
    Give a chain as a name with dots, without calls and indexes: ``request.GET.q`` for ``request.GET.get('q')``.

    The literal argument of a getter stands for the getter; other calls keep their method's name.
    """
    if not chain:
        return ""
    parts = [root_of(chain) or ""]
    for segment in chain[1:]:
        if segment.startswith("."):
            parts.append(segment[1:])
        elif segment.startswith("("):
            literal = literal_of(segment)
            if literal and parts[-1] in _GETTERS:
                parts[-1] = literal.lstrip("#.")
    if len(parts) > 2 and parts[0][:1].isupper():
        parts = [parts[0], *(part for part in parts[1:-1] if part not in _QUERIES), parts[-1]]
    return ".".join(part for part in parts if part)


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
