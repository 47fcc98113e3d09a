"""What kind of code a file holds, by its path."""

from __future__ import annotations

import re
from functools import lru_cache

_TESTS = frozenset(("test", "tests", "__tests__", "spec", "specs", "e2e", "cypress", "testing", "__mocks__", "mocks"))
_EXAMPLES = frozenset(("example", "examples", "sample", "samples", "demo", "demos", "stories", "storybook", "snippets"))
_GENERATED = frozenset(("node_modules", "vendor", "vendors", "bower_components", "dist", "third_party"))
_TEST_FILE = re.compile(
    r"(?:^test_|_test\.(?!html?$|jinja2?$|j2$|ejs$|hbs$|twig$)|\.test\.|\.spec\.|^conftest\.|_spec\.rb$)"
)
"""A template is no test because it is about one: ``hiv_test.html``."""
_EXAMPLE_FILE = re.compile(r"(?:^(?:example|sample|demo)s?[._-]|\.stories\.)")
_GENERATED_FILE = re.compile(r"[.-]min\.js$|\.bundle\.js$")


@lru_cache(maxsize=65_536)
def path_context(path: str) -> str:
    """Give what kind of code a file holds by its path: ``prod``, ``test``, ``example`` or ``generated``."""
    *folders, name = path.lower().split("/")
    if _GENERATED.intersection(folders) or _GENERATED_FILE.search(name):
        return "generated"
    if _TESTS.intersection(folders) or _TEST_FILE.search(name):
        return "test"
    if _EXAMPLES.intersection(folders) or _EXAMPLE_FILE.search(name):
        return "example"
    return "prod"
