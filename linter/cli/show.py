"""The settings of a run as text, with the origin of each."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from linter.reporters.escaping import terminal
from linter.settings.options import Options, Settings, keys


def settings_text(settings: Settings) -> str:
    """Give one line for each key, in the syntax of the file, with where its value is from behind it."""
    lines = [f"# root: {settings.root}"]
    names = dict(zip(keys(), Options.__struct_fields__, strict=True))
    for key, name in names.items():
        if key == "extend":
            continue
        value = getattr(settings, name)
        lines.append(f"{key} = {_toml(msgspec.to_builtins(value))}  # {settings.origins.get(key, 'default')}")
    lines += [f"# command line: --{action} {selector}" for action, selector in settings.chosen]
    return "".join(f"{terminal(line)}\n" for line in lines)


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(key)} = {_toml(item)}" for key, item in value.items() if item is not None)
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return json.dumps(value, ensure_ascii=False)
