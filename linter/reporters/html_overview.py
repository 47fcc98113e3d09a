"""The picture at the top of the HTML report: data kinds at the left, recipients at the right, findings between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from linter.model import SEVERITIES, Report
from linter.reporters import words
from linter.reporters.context import Context
from linter.reporters.escaping import html

_ROWS = 14
"""Names at each side; what is rarer is put together."""
_OTHERS = "others"
_STEP = 30
_WIDTH = 960
_LEFT, _RIGHT = 330, 600
_LABEL = 40
"""Characters of a name in the picture; the table has all of it."""


def overview(report: Report, context: Context) -> Iterator[str]:
    """Give the picture and the same figures as a table; nothing where there is no finding about a recipient."""
    links: Counter[tuple[str, str]] = Counter()
    worst: dict[tuple[str, str], str] = {}
    for finding in report.findings:
        for kind in finding.kinds[:1]:
            for tracker in finding.trackers:
                pair = (context.kinds.get(kind, kind), context.trackers.get(tracker, tracker))
                links[pair] += 1
                worst[pair] = max(worst.get(pair, SEVERITIES[0]), finding.severity, key=SEVERITIES.index)
    if not links:
        return
    yield "<section>"
    yield "<h2>What reaches whom</h2>"
    yield from _picture(links, worst)
    yield "<details><summary>The same as a table</summary>"
    yield "<table><thead><tr><th>Data</th><th>Recipient</th><th>Findings</th><th>Worst</th></tr></thead><tbody>"
    for (kind, tracker), number in sorted(links.items(), key=lambda row: (-row[1], row[0])):
        severity = html(worst[kind, tracker])
        yield f"<tr><td>{html(kind)}</td><td>{html(tracker)}</td><td>{number}</td><td>{severity}</td></tr>"
    yield "</tbody></table></details>"
    yield "</section>"


def _picture(links: Counter[tuple[str, str]], worst: dict[tuple[str, str], str]) -> Iterator[str]:
    left = _side([(kind, number) for (kind, _), number in links.items()])
    right = _side([(tracker, number) for (_, tracker), number in links.items()])
    height = _STEP * max(len(left), len(right)) + 10
    joined: Counter[tuple[int, int]] = Counter()
    color: dict[tuple[int, int], str] = {}
    for (kind, tracker), number in links.items():
        ends = (_row(left, kind), _row(right, tracker))
        joined[ends] += number
        color[ends] = max(color.get(ends, SEVERITIES[0]), worst[kind, tracker], key=SEVERITIES.index)
    title = f"{words.count(len(left), 'data kind')} reach {words.count(len(right), 'recipient')}"
    yield "<figure>"
    yield f'<svg role="img" aria-label="{title}; the table below says the same" viewBox="0 0 {_WIDTH} {height}">'
    most = max(joined.values())
    for (start, end), number in sorted(joined.items()):
        y1, y2 = _height(start, left, height), _height(end, right, height)
        width = 2 + 16 * number / most
        middle = (_LEFT + _RIGHT) // 2
        path = f"M{_LEFT},{y1} C{middle},{y1} {middle},{y2} {_RIGHT},{y2}"
        yield f'<path class="band {color[start, end]}" d="{path}" stroke-width="{width:.1f}"/>'
    for index, name in enumerate(left):
        y = _height(index, left, height)
        yield f'<rect class="node" x="{_LEFT - 4}" y="{y - 9}" width="4" height="18"/>'
        yield f'<text x="{_LEFT - 10}" y="{y + 5}" text-anchor="end">{html(_short(name))}</text>'
    for index, name in enumerate(right):
        y = _height(index, right, height)
        yield f'<rect class="node" x="{_RIGHT}" y="{y - 9}" width="4" height="18"/>'
        yield f'<text x="{_RIGHT + 10}" y="{y + 5}">{html(_short(name))}</text>'
    yield "</svg>"
    yield "</figure>"


def _side(names: Sequence[tuple[str, int]]) -> list[str]:
    """Give the names of one side, the most frequent first; the rest is one entry."""
    counts: Counter[str] = Counter()
    for name, number in names:
        counts[name] += number
    ordered = [name for name, _ in sorted(counts.items(), key=lambda row: (-row[1], row[0]))]
    return ordered if len(ordered) <= _ROWS else [*ordered[: _ROWS - 1], _OTHERS]


def _row(side: Sequence[str], name: str) -> int:
    return side.index(name) if name in side else len(side) - 1


def _height(index: int, side: Sequence[str], height: int) -> int:
    return int(height * (index + 0.5) / len(side))


def _short(name: str) -> str:
    return name if len(name) <= _LABEL else name[: _LABEL - 1] + "\u2026"
