"""A real server for tests, in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.directory import DataDirectory

PROGRAM = """
import sys
from pathlib import Path
from server.gateway import Deadlines
from server.serve import serve
from server.settings import Settings
from store.reader_limits import ReaderLimits
from store.turns import Shares
more = eval(sys.argv[3])
serve(
    Settings(**{"data": Path(sys.argv[1]), "max_body": 100_000} | more),
    port=int(sys.argv[2]),
    on_ready=lambda address: print(address, flush=True),
)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(directory: DataDirectory, port: int, settings: str = "{}") -> subprocess.Popen[str]:
    """Start a server with settings beside the usual ones, as Python would write them."""
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(directory.path), str(port), settings],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def running(directory: DataDirectory, settings: str = "{}") -> Iterator[str]:
    """Serve a data directory; gives the address, and sees at the end that nothing went wrong.

    Nothing is printed either, save by a server with settings: what it ended is in its log.
    """
    process = start(directory, free_port(), settings)
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        out, err = process.communicate(timeout=30)
    assert (out, process.returncode) == ("", 0)
    assert "Traceback" not in err if settings != "{}" else err == ""
