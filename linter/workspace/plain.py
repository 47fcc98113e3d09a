"""Reading the files that a walk gave: in few system calls, for there are thousands of them."""

from __future__ import annotations

import os
from typing import Final

MOST_KEPT: Final = 400_000_000
"""Bytes of file content that are kept; what does not fit is read anew each time."""
AT_ONCE: Final = 1 << 16
"""Bytes that are read at first: most files have fewer."""
CAN_REFUSE_LINKS: Final = hasattr(os, "O_NOFOLLOW")
"""True where the system itself can be told to follow no link."""
_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def read_plain(whole: str, most: int = -1) -> bytes:
    """
    Give the content of a file, or so many bytes of it at most; a link is not followed where the system can refuse.

    Raises ``OSError`` for what cannot be read.
    """
    number = os.open(whole, _FLAGS)
    try:
        found = os.read(number, AT_ONCE if most < 0 else most)
        if len(found) < AT_ONCE or most >= 0:  # only the end of a file gives less than was asked for
            return found
        pieces = [found]
        while pieces[-1]:
            pieces.append(os.read(number, 1 << 20))
    finally:
        os.close(number)
    return b"".join(pieces)
