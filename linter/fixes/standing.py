"""How a call of a script stands in the text: as a statement, as the branch of a condition, or in a larger one."""

from __future__ import annotations

import re

_FARTHEST = 4000
"""Bytes that are looked at before a call: no condition is longer."""
_COMMENTS = re.compile(rb"(?:/\*(?:(?!\*/).)*\*/|<!--(?:(?!-->).)*-->|(?<![:\\\"'`])//[^\n]*)\Z", re.DOTALL)
_CONTROL = re.compile(rb"(?<![\w$.@])(?:if|for|while|with)\s*\Z")
_BRANCH = re.compile(rb"(?<![\w$.@])(?:else|do)\Z")
_LABEL = re.compile(rb"(?<![\w$.])(?:case\b[^\n;{}?]*|default\s*):\Z")
_ENDED = re.compile(rb"(?:[;{}]|(?<!=)>)\Z")
_JOINED = re.compile(
    rb"(?:=>|[-&|?:,=+*/%!~^<(\[.]|(?<![\w$.])(?:return|await|void|new|typeof|yield|throw|in|of|delete))\Z"
)


def is_branch(data: bytes, start: int) -> bool:
    """Say whether what starts at an offset is all that a condition, an ``else`` or a loop without braces holds."""
    left = _before(data, start)
    if left.endswith(b")"):
        opening = _opening(left)
        return opening >= 0 and _CONTROL.search(left[:opening]) is not None
    return _BRANCH.search(left) is not None


def is_statement(data: bytes, start: int) -> bool:
    """Say whether a statement can start at an offset: nothing before it goes on into it."""
    left = _before(data, start)
    if not left or is_branch(data, start) or _ENDED.search(left) or _LABEL.search(left):
        return True
    return b"\n" in data[max(start - _FARTHEST, 0) : start][len(left) :] and _JOINED.search(left) is None


def _before(data: bytes, start: int) -> bytes:
    """Give what stands before an offset, without the white space and the comments at its end."""
    left = data[max(start - _FARTHEST, 0) : start].rstrip()
    for _ in range(_FARTHEST):
        found = _COMMENTS.search(left)
        if found is None:
            break
        left = left[: found.start()].rstrip()
    return left


def _opening(left: bytes) -> int:
    """Give the offset of the bracket that the last one closes; -1 for none."""
    depth = 0
    for at in range(len(left) - 1, -1, -1):
        depth += (left[at] == ord(")")) - (left[at] == ord("("))
        if depth == 0:
            return at
    return -1
