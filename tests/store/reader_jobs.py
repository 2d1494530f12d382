"""Jobs for reader processes: well-behaved ones, and each kind of bad one."""

from __future__ import annotations

import ctypes
import os
import resource
import socket
import threading
import time
from typing import cast

from pyoxigraph import NamedNode, QueryBoolean, QuerySolution, QuerySolutions

from store.reader_process import Output
from store.snapshots import Snapshot
from store.statistics import JSON

HOARD: list[bytes] = []
PIECE = b"x" * 65_536


def say(snapshot: Snapshot, text: str, output: Output) -> None:
    """Say a text, and which snapshot it was said over, by which process."""
    output.head({"snapshot": snapshot.name, "pid": os.getpid()})
    output.write(text.encode())


def count(snapshot: Snapshot, graph: str, output: Output) -> None:
    """Count the triples of a graph."""
    output.head({})
    output.write(str(len(snapshot.triples(NamedNode(graph)))).encode())


def sleep(snapshot: Snapshot, seconds: float, output: Output) -> None:
    """Take a while, and answer."""
    time.sleep(seconds)
    say(snapshot, "slept", output)


def hold_the_interpreter(snapshot: Snapshot, seconds: float, output: Output) -> None:
    """Let no other thread of the process run."""
    # What is called through PyDLL keeps the lock.
    ctypes.PyDLL(None).sleep(int(seconds))


def crash(snapshot: Snapshot, nothing: None, output: Output) -> None:
    """Read where nothing is."""
    ctypes.string_at(0)


def eat(snapshot: Snapshot, nothing: None, output: Output) -> None:
    """Take all the memory that there is."""
    eaten = []
    while True:
        eaten.append(bytearray(50_000_000))


def pour(snapshot: Snapshot, size: int, output: Output) -> None:
    """Write so many bytes."""
    output.head({})
    for _ in range(size // len(PIECE)):
        output.write(PIECE)


def pour_and_raise(snapshot: Snapshot, size: int, output: Output) -> None:
    """Write so many bytes, and fail."""
    pour(snapshot, size, output)
    raise ValueError("at the end")


def dig(snapshot: Snapshot, depth: int, output: Output) -> None:
    """Ask the engine, past all checks, what needs a deep stack."""
    query = "SELECT (" + "CONCAT('a'," * depth + "'b'" + ")" * depth + " AS ?x) {}"
    output.head({"rows": len(_rows(snapshot, query))})


def _rows(snapshot: Snapshot, query: str) -> list[QuerySolution]:
    return list(cast(QuerySolutions, snapshot.graphs.query(query)))


def reach_out(snapshot: Snapshot, port: int, output: Output) -> None:
    """Try to reach a port of this machine, by the engine and without it."""
    said: list[JSON] = []
    for attempt in (_by_service, _by_socket, _by_unix_socket):
        try:
            attempt(snapshot, port)
            said.append("reached")
        except OSError as error:
            said.append(type(error).__name__)
    output.head({"said": said})


def ask_unchecked(snapshot: Snapshot, query: str, output: Output) -> None:
    """Ask the engine whatever it is given, and say what came of it."""
    try:
        results = snapshot.graphs.query(query)
        said = "a boolean" if isinstance(results, QueryBoolean) else f"{len(list(results))} rows"
    except (OSError, SyntaxError, RuntimeError, ValueError) as error:
        said = f"{type(error).__name__}: {error}"
    output.head({"said": said})


def say_how_nice(snapshot: Snapshot, seconds: float, output: Output) -> None:
    """Take a while, and say how far behind others the job runs."""
    time.sleep(seconds)
    output.head({"nice": os.getpriority(os.PRIO_PROCESS, threading.get_native_id())})


def hoard(snapshot: Snapshot, size: int, output: Output) -> None:
    """Keep so many bytes for ever."""
    HOARD.append(b"x" * size)
    say(snapshot, "hoarded", output)


def _by_service(snapshot: Snapshot, port: int) -> None:
    _rows(snapshot, f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")


def _by_socket(snapshot: Snapshot, port: int) -> None:
    socket.create_connection(("127.0.0.1", port)).close()


def _by_unix_socket(snapshot: Snapshot, port: int) -> None:
    socket.socket(socket.AF_UNIX).close()


def leave_core(snapshot: Snapshot, nothing: None, output: Output) -> None:
    """Say which core file the process would leave, and which of our settings it sees."""
    ours: list[JSON] = [name for name in os.environ if name.startswith("COUNTERCLAIM_")]
    output.head({"core": list(resource.getrlimit(resource.RLIMIT_CORE)), "ours": ours})
