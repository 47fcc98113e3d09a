"""
A long-running fuzz target: hostile text through every frontend, the TOML loaders, comments and reporters.

    python benchmarks/fuzz.py --inputs 1000000 --seed 1

Inputs are made from the fixtures and from pieces of syntax, by a seeded generator: a run can be repeated. What
crashes, hangs (``HANG`` seconds of the processor for one input) or prints a control character is written to ``tests/fuzz/seeds``, which
the tests replay.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import json
import random
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "tests" / "fuzz" / "seeds"
HANG = 10
LANGUAGES: tuple[tuple[str, str], ...] = (
    *((name, "") for name in ("python", "javascript", "typescript", "jsx", "tsx", "html", "vue", "svelte", "astro")),
    *(
        ("html", name)
        for name in ("jinja", "django", "twig", "liquid", "handlebars", "ejs", "erb", "blade", "php", "go")
    ),
    ("php", "php"),
    ("javascript", "erb"),
    ("container", ""),
)
PIECES = (
    "{{ q }}", "{% if a %}", "{% endif %}", "{%", "%}", "{{", "}}", "<%= x %>", "<%", "%>", "<?php echo $q; ?>", "<?=",
    "?>", "@if(", "@endif", "{!! x !!}", "{{#each a}}", "{{/each}}", "{{> p}}", "<script>", "</script>", "<style>",
    "<!--", "-->", "<![CDATA[", "]]>", "fbq('track', q)", "gtag('event', 'x', {a: b})", "`${", "}`", "/*", "*/", "//",
    "#", "'", '"', "`", "\\", "\\u{", "\0", "\u2028", "\ufeff", "\ud7ff", "\U0001f600", "\r", "\r\n", "\n", "\t",
    "function f(", "=>", "class A extends", "async ", "await ", "yield ", "import ", "export default ", "from '",
    "require(", "def f(", "lambda ", "f'{", "%s' % (", "**", "...", "?.", "??", "::", "->", "$", "<A b={", "/>", "</",
    " tracklint: ignore[TRK101] why", "# tracklint: ignore", "// tracklint: ignore-file", "<!-- tracklint: ignore",
    "let { a, ...b } = ", "match x:\n case ", "try:", "except", "with ", "for (const [a, b] of ", "switch (a) { case ",
)  # fmt: skip
NESTING = ("(", "[", "{", "<div>", "a(", "{{", "{% if a %}", "!", "-", "a?b:", "f(x=>", "[[", "`${", "lambda:", "not ")
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")


class Made:
    """Makes inputs. ``corpus`` are real texts to cut up."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        names = sorted(path for path in (ROOT / "fixtures").rglob("*") if path.is_file())
        self.corpus = [path.read_bytes()[:6_000].decode("utf-8", "replace") for path in names]
        self.containers = [json.loads(text) for text in self.corpus_whole(names) if '"containerVersion"' in text]
        self.rules = [path.read_text("utf-8") for path in sorted((ROOT / "rules").rglob("*.toml"))]

    @staticmethod
    def corpus_whole(names: list[Path]) -> list[str]:
        """Give the texts of the JSON files, none cut short."""
        return [path.read_text("utf-8") for path in names if path.suffix == ".json"]

    def container(self) -> str:
        """Give the export of a container in which some values and keys are something else."""
        pick = self.random
        text = json.dumps(self.mutated(pick.choice(self.containers), pick.choice((0.01, 0.05, 0.2)), 0))
        return self.damaged(text, PIECES) if pick.random() < 0.1 else text

    def mutated(self, value: object, rate: float, depth: int) -> object:
        """Give a value of JSON with each part changed at the rate."""
        pick = self.random
        if depth and pick.random() < rate:
            return pick.choice((None, True, -1, 1e300, [], {}, [value, value], {"type": value}, self.text()))
        if isinstance(value, dict):
            kept = [(k, v) for k, v in value.items() if pick.random() >= rate / 4]
            return {k: self.mutated(v, rate, depth + 1) for k, v in kept}
        if isinstance(value, list):
            return [self.mutated(v, rate, depth + 1) for v in value]
        return self.text() if isinstance(value, str) and pick.random() < rate else value

    def text(self) -> str:
        """Give a text: pieces of syntax, a real file with damage, two files in one, deep nesting, or noise."""
        pick = self.random
        way = pick.random()
        if way < 0.35:
            return "".join(pick.choice(PIECES) for _ in range(pick.randint(1, 25)))
        if way < 0.75:
            return self.damaged(pick.choice(self.corpus), PIECES)
        if way < 0.85:
            first, second = pick.choice(self.corpus), pick.choice(self.corpus)
            return first[: pick.randint(0, len(first))][-800:] + second[pick.randint(0, len(second)) :][:800]
        if way < 0.9:
            return pick.choice(NESTING) * int(10 ** pick.uniform(0, 3.5))
        return "".join(
            chr(pick.choice((pick.randint(0, 127), pick.randint(0, 0xD7FF)))) for _ in range(pick.randint(0, 60))
        )

    def damaged(self, text: str, pieces: tuple[str, ...]) -> str:
        """Cut a stretch out of a text and put, drop or double something at a few places."""
        pick = self.random
        start = pick.randint(0, max(len(text) - 1, 0))
        text = text[start : start + pick.randint(20, 1_200)]
        for _ in range(pick.randint(1, 6)):
            at = pick.randint(0, len(text))
            way = pick.randint(0, 3)
            end = at + pick.randint(1, 12)
            if way == 0:
                text = text[:at] + pick.choice(pieces) + text[at:]
            elif way == 1:
                text = text[:at] + text[end:]
            elif way == 2:
                text = text[:end] + text[at:]
            else:
                text = text[:at] + chr(pick.randint(0, 255)) + text[at + 1 :]
        return text


def lower_text(text: str, language: str, dialect: str) -> None:
    """Lower, encode, and look at every span."""
    from linter import ir
    from linter.frontends import lower
    from linter.frontends.modules import encode
    from linter.verdict.suppression import Scanned, read
    from linter.workspace.text import SourceText

    source = SourceText("x", text.encode("utf-8", "replace"))
    module = lower(source, language, dialect)
    encode(module)
    size = len(source.data)
    for function in module.functions:
        for statement in function.body:
            for node in ir.walk(statement.value):
                if not 0 <= node.start <= node.end <= size:
                    raise AssertionError(f"span {node.start}:{node.end} outside of {size} bytes: {node!r:.200}")
    for suppression in read(Scanned(source, module)):
        repr(suppression)


def load_toml(text: str, kind: str) -> None:
    """Load as a rules file or as settings: rows, or an error of ours."""
    from linter.catalogue.building import extend
    from linter.catalogue.rules import Rules
    from linter.errors import TracklintError
    from linter.settings.load import parse

    try:
        if kind == "settings":
            parse(text, "tracklint.toml")
        else:
            extend(Rules(), {f"{kind}.toml": text.encode("utf-8", "replace")}, "rules")
    except TracklintError as error:
        str(error)


def write_report(text: str, name: str) -> None:
    """Render a report whose every word is hostile; nothing may leave unescaped."""
    from linter.model import Citation, Finding, Flow, Location, Origin, Problem, Report, Sink, Step
    from linter.reporters.context import Context
    from linter.reporters.registry import render
    from linter.workspace.text import SourceText

    data = text.encode("utf-8", "replace")
    path = text[:40] or "x"
    half = len(data) // 2
    at = Location(path, half // 2, half)
    sink = Sink(at, (text[:9],), "call", "event", text[:30], text)
    flow = Flow(
        sink, "data", (text[:9],), Origin("read", (text[:20],), location=at), (Step(at, "source", text[:50], text),)
    )
    finding = Finding(
        "TRK101", "warning", "high", text, at, (text[:9],), text[:30], (text[:9],), "call", (flow,),
        (Citation(text[:20], text[:20], text),), (text,), text,
    )  # fmt: skip
    report = Report((finding,), (Problem("TRK903", text, path, at),), {path: SourceText(path, data)}, files=1)
    made = render(name, report, Context())
    if name in {"json", "sarif", "rdjson", "gitlab", "gitlab-sast"}:
        json.loads(made)
    elif name in {"junit", "checkstyle"}:
        ET.fromstring(made)  # noqa: S314 - written by ourselves a line ago
    elif name in {"jsonl", "rdjsonl"}:
        for line in made.split("\n")[:-1]:
            json.loads(line)
    for_machines = name.startswith(("json", "rdjson", "sarif", "gitlab", "junit", "checkstyle", "github", "azure"))
    if not for_machines and (found := UNSAFE.search(made)):
        raise AssertionError(f"{name}: prints {found[0]!r}")


def tasks(made: Made) -> list[tuple[str, str, Callable[[], tuple[str, Callable[[str], None]]]]]:
    """Give the targets by name with their share: each call makes one input and says what to do with it."""
    from linter.reporters.registry import NAMES

    pick = made.random

    def frontend() -> tuple[str, Callable[[str], None]]:
        language, dialect = pick.choice(LANGUAGES)
        return f"lower/{language}/{dialect}", lambda text: lower_text(text, language, dialect)

    def reporter() -> tuple[str, Callable[[str], None]]:
        name = pick.choice(NAMES)
        return f"report/{name}", lambda text: write_report(text, name)

    def toml() -> tuple[str, Callable[[str], None]]:
        kind = pick.choice(("settings", "trackers/x", "data/kinds/x", "frameworks/x", "consent/x", "law/x"))
        return f"toml/{kind}", lambda text: load_toml(text, kind)

    return [("frontends", "text", frontend), ("reporters", "text", reporter), ("toml", "toml", toml)]


def replay(target: str, text: str) -> None:
    """Do with a text what the target of this name does; raises what it raises."""
    head, _, rest = target.partition("/")
    if head == "lower":
        language, _, dialect = rest.partition("/")
        lower_text(text, language, dialect)
    elif head == "report":
        write_report(text, rest)
    else:
        load_toml(text, rest)


class HungError(BaseException):
    """One input took longer than ``HANG`` seconds of the processor."""


def _hung(*_: object) -> None:
    raise HungError


def main() -> int:
    """Run until the inputs are used up or the time is over; print what was seen."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--inputs", type=int, default=1_000_000)
    arguments.add_argument("--seconds", type=float, default=float("inf"))
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--only", default="", help="only targets whose name holds this: lower/container")
    arguments.add_argument("--trace", type=Path, help="write each input to this file before it is used")
    given = arguments.parse_args()
    sys.path.insert(0, str(ROOT))
    made = Made(given.seed)
    targets = tasks(made)
    counts: Counter[str] = Counter()
    failures: dict[str, str] = {}
    slowest = (0.0, "")
    signal.signal(signal.SIGPROF, _hung)
    started = time.monotonic()
    for number in range(given.inputs):
        if time.monotonic() - started > given.seconds:
            break
        share = number % 10
        _, source, target = targets[0 if share < 7 else 1 if share == 7 else 2]
        name, action = target()
        if given.only not in name:
            continue
        if name == "lower/container/":
            text = made.container()
        elif source == "text":
            text = made.text()
        else:
            text = made.damaged(made.random.choice(made.rules), ("[", "]", "=", '"', "'''", "\n"))
        before = time.monotonic()
        signal.setitimer(signal.ITIMER_PROF, HANG)  # of the processor's time: a busy machine is no hang
        faulthandler.dump_traceback_later(30 * HANG, exit=True)  # for what does not come back from C
        if given.trace:
            given.trace.write_text(json.dumps({"target": name, "text": text}), "utf-8")
        try:
            action(text)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            kind = f"{name.partition('/')[0]}: {type(error).__name__}: {str(error)[:90]}"
            if kind not in failures:
                seed = SEEDS / f"{hashlib.sha256(f'{name}{text}'.encode('utf-8', 'replace')).hexdigest()[:12]}.json"
                SEEDS.mkdir(parents=True, exist_ok=True)
                seed.write_text(json.dumps({"target": name, "text": text}), "utf-8")
                failures[kind] = f"{name} {seed.name}"
                print(f"{kind} ({failures[kind]})", flush=True)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, (time.monotonic() - before, f"{name} {len(text)} characters"))
        counts[name] += 1
    total = counts.total()
    seconds = time.monotonic() - started
    print(f"{total} inputs, {seconds:.0f} s, {len(failures)} kinds of failure, slowest {slowest[0]:.2f} s {slowest[1]}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
