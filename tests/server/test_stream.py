"""Standard output of the server holds whole messages of the protocol and nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import linter

ROOT = Path(linter.__file__).parents[1]
HEADER = re.compile(rb"Content-Length: (\d+)\r\n(?:Content-Type: [^\r\n]+\r\n)?\r\n")
NOISY = """
import sys
from linter import check as module
original = module.check
def noisy(request):
    print("a stray line")
    return original(request)
module.check = noisy
print("before the first message")
from linter.server import project
project.check = noisy
from linter.cli import main
main(["server"])
"""


def message(**fields: Any) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **fields}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def split(data: bytes) -> list[dict[str, Any]]:
    """Give the messages of a stream; anything between them is an error."""
    found = []
    while data:
        header = HEADER.match(data)
        assert header, f"no message begins here: {data[:80]!r}"
        end = header.end() + int(header[1])
        assert len(data) >= end
        found.append(json.loads(data[header.end() : end]))
        data = data[end:]
    return found


def talk(command: list[str], root: Path) -> tuple[bytes, bytes, int]:
    text = "const q = new URLSearchParams(location.search).get('q');\nfbq('track', 'S', { search_string: q });\n"
    uri = (root / "a.js").as_uri()
    document = {"uri": uri, "languageId": "javascript", "version": 1, "text": text}
    process = subprocess.Popen(
        command, cwd=root, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(root)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    assert process.stderr
    received = bytearray()
    errors: list[bytes] = []
    stdin, stdout, stderr = process.stdin, process.stdout, process.stderr
    drain = threading.Thread(target=lambda: errors.append(stderr.read()))
    drain.start()
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()

    def until(word: bytes) -> None:
        while word not in received:
            piece = os.read(stdout.fileno(), 65536)
            assert piece, bytes(received)
            received.extend(piece)

    stdin.write(
        message(id=1, method="initialize", params={"processId": None, "rootUri": root.as_uri(), "capabilities": {}})
    )
    stdin.flush()
    until(b'"id"')
    stdin.write(message(method="initialized", params={}))
    stdin.write(message(method="textDocument/didOpen", params={"textDocument": document}))
    stdin.flush()
    until(b"TRK101")
    stdin.write(
        message(
            id=2,
            method="textDocument/hover",
            params={"textDocument": {"uri": "x:y"}, "position": {"line": 0, "character": 0}},
        )
    )
    stdin.write(message(id=3, method="tracklint/unknown", params={}))
    stdin.write(message(id=4, method="shutdown"))
    stdin.flush()
    until(b'"id":4' if b'"id":1' in received else b'"id": 4')
    stdin.write(message(method="exit"))
    stdin.close()
    received.extend(stdout.read())
    code = process.wait()
    watchdog.cancel()
    drain.join()
    stdout.close()
    stderr.close()
    return bytes(received), errors[0], code


def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_nothing_but_messages(tmp_path: Path) -> None:
    out, _, code = talk([sys.executable, "-m", "linter", "server", "--stdio"], project(tmp_path))
    assert out.startswith(b"Content-Length:")
    messages = split(out)
    assert messages[0]["result"]["serverInfo"]["name"] == "tracklint"
    assert [
        m["params"]["diagnostics"][0]["code"] for m in messages if m.get("method", "").endswith("/publishDiagnostics")
    ]
    assert {m["id"] for m in messages if "id" in m} == {1, 2, 3, 4}
    assert code == 0


def test_what_others_print_goes_to_standard_error(tmp_path: Path) -> None:
    out, err, _ = talk(
        [sys.executable, "-c", NOISY.replace('print("before', 'sys.stderr.write("before')], project(tmp_path)
    )
    assert split(out)
    assert b"a stray line" in err


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    script = "import sys; sys.modules['pygls'] = None; from linter.cli import main; main(['server'])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"pip install 'tracklint[server]'" in done.stderr
    assert done.stdout == b""
