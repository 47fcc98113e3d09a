"""What the page of a rule shows is what the linter says of it: the example leaks, what stands instead does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from linter.catalogue.load import load, rules_directory
from linter.check import Request, check
from linter.settings import load_settings

PAGES = sorted(path.stem for path in (rules_directory() / "findings").glob("TRK[123]*.md"))
NAMES = {"py": "a.py", "js": "a.js", "html": "a.html"}
IMPORTS = "import uuid\n\nimport segment.analytics as analytics\nimport sentry_sdk\nfrom mixpanel import Mixpanel\n\nmixpanel = Mixpanel('t')\n\n"
"""What stands above the lines of a page in Python."""
ASKS = ("TRK301", "TRK302")
"""Rules for projects that ask people, or that say what they are about."""


def found(code: str, heading: str, folder: Path) -> set[str]:
    text = (rules_directory() / "findings" / f"{code}.md").read_text("utf-8")
    block = re.search(rf"## {heading}\n\n```(\w+)\n(.*?)```", text, re.DOTALL)
    assert block is not None
    language, source = block.groups()
    named = re.match(r"<!-- ([\w/-]+\.html)", source)
    path = folder / (named[1] if named else NAMES[language])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{IMPORTS}{source}" if language == "py" else source, "utf-8")
    settings = load_settings(folder, None, True, {"sector": "health"} if code in ASKS else {})
    request = Request(root=folder, paths=(folder,), settings=settings, catalogue=load(), fixes=False)
    return {finding.code for finding in check(request).findings}


@pytest.mark.parametrize("code", PAGES)
def test_the_example_of_a_page_is_found(code: str, tmp_path: Path) -> None:
    assert code in found(code, "Example", tmp_path)


@pytest.mark.parametrize("code", PAGES)
def test_nothing_is_found_in_what_a_page_puts_instead(code: str, tmp_path: Path) -> None:
    assert found(code, "Instead", tmp_path) == set()
