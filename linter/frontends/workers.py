"""
Lowering in other processes.

Each is a fresh, isolated interpreter that talks over its pipes: forking a program that draws progress in a thread can
hang, and starting Python in the usual way would put the current folder, which is what we scan, on its path.
"""

from __future__ import annotations

import contextlib
import json
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock, Thread
from typing import IO

Task = tuple[str, str, str, bytes]
"""Path, language, dialect and decoded text of a file."""

_PROGRAM = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from linter.frontends.workers import serve; serve()"
)
_BATCH = 200_000
"""Bytes of source sent at a time."""
_LENGTH = struct.Struct("<I")


def lower_all(tasks: Sequence[Task], jobs: int) -> dict[str, bytes]:
    """
    Lower files in up to ``jobs`` processes and give the encoded modules by path.

    What fails, for whatever reason, is left out: the caller lowers it then, and meets the failure itself.
    """
    queue = _batches(tasks)
    found: dict[str, bytes] = {}
    lock = Lock()

    def tend() -> None:
        try:
            child = _start()
        except OSError:
            return
        try:
            while True:
                with lock:
                    if not queue:
                        break
                    batch = queue.pop()
                done = _ask(child, batch)
                with lock:
                    found.update(done)
        except (OSError, ValueError, EOFError):
            pass
        finally:
            _stop(child)

    threads = [Thread(target=tend, daemon=True) for _ in range(min(jobs, len(queue)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _batches(tasks: Sequence[Task]) -> list[list[Task]]:
    batches: list[list[Task]] = []
    room = 0
    for task in tasks:
        if room <= 0:
            batches.append([])
            room = _BATCH
        batches[-1].append(task)
        room -= len(task[3])
    batches.reverse()
    return batches


def _start() -> subprocess.Popen[bytes]:
    places = [place for place in sys.path if Path(place).is_absolute()]
    return subprocess.Popen(  # noqa: S603 - our own interpreter, with our own words
        [sys.executable, "-I", "-c", _PROGRAM, json.dumps(places)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _stop(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    child.wait()


def _ask(child: subprocess.Popen[bytes], batch: list[Task]) -> dict[str, bytes]:
    import msgspec

    from linter.workspace.packing import pack

    if child.stdin is None or child.stdout is None:
        return {}
    _send(child.stdin, pack(batch))
    answers = msgspec.msgpack.decode(_receive(child.stdout), type=list[bytes | None])
    return {task[0]: answer for task, answer in zip(batch, answers, strict=True) if answer is not None}


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


def serve() -> None:
    """Lower what comes over standard input until it ends. Only ever runs in a process of its own."""
    import msgspec

    from linter.workspace.packing import unpack

    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            batch = unpack(_receive(incoming), list[Task])
        except EOFError:
            return
        _send(outgoing, msgspec.msgpack.encode([_answer(task) for task in batch]))


def _answer(task: Task) -> bytes | None:
    from linter.frontends import lower
    from linter.frontends.modules import encode
    from linter.workspace.text import SourceText

    path, language, dialect, data = task
    try:
        return encode(lower(SourceText(path, data), language, dialect))
    except Exception:  # noqa: BLE001 - the parent lowers it again and says what is wrong
        return None
