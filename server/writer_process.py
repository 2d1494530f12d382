"""The process that writes: it works out updates, commits them and publishes, one job at a time.

The front may kill it while a job is worked out: nothing of that job is committed then, and what was committed before
is published by the next process. It holds the lock while there is something to do and for two seconds more, so that
others can write too. Run as `python -m server.writer_process DIRECTORY DESCRIPTOR MEMORY`.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from loaders.writing import Editor
from queries.effects import REMEDY, Ground, effect
from queries.errors import ChangeRefused, QueryError
from queries.skolems import named_nodes
from queries.updates import Load, read_update, within_graph
from server.errors import NotFound, status_of
from server.jobs import Committing, Done, Evaluating, Failed, Flush, Job, Message, Patch, Published, Replace, Update
from store.changes import Delta
from store.confinement import confine, end_with
from store.directory import DataDirectory
from store.errors import DiskFull, LockHeld
from store.writer import Writer, open_writer

LINGER = 2.0
"""Seconds for which the lock is held after the last write."""

TURN = 20.0
"""Seconds after which the lock is let go though there is more to write: others wait for it too."""

LET_OTHERS = 0.1
"""Seconds for which it is left to them: who waits looks fifty times a second."""

LOCK_WAIT = 10.0
"""Seconds for which another writer is waited for."""

STACK = 64 << 20
"""Bytes of stack: the engine walks a query by recursion."""

_SCRATCH = ".scratch."


class Work:
    """The jobs that come over a connection, and the writer while it is open."""

    def __init__(self, connection: Connection, directory: DataDirectory) -> None:
        self._connection = connection
        self._directory = directory
        self._closing = ExitStack()
        self._opened: tuple[Writer, Editor] | None = None
        self._until = 0.0

    def run(self) -> None:
        """Work until the front closes the connection."""
        # What is sent to a front that has ended, nobody waits for.
        with self._closing, suppress(EOFError, BrokenPipeError, ConnectionResetError):
            while True:
                self._connection.send(self._answer(self._next()))

    def _next(self) -> Job | Flush:
        if self._opened and (time.monotonic() > self._until or not self._connection.poll(LINGER)):
            self._close()
            time.sleep(LET_OTHERS)
        received: Job | Flush = self._connection.recv()
        return received

    def _answer(self, asked: Job | Flush) -> Message:
        try:
            writer, editor = self._open()
            if isinstance(asked, Flush):
                writer.publish()
                return Published()
            self._connection.send(Evaluating())
            return self._carry_out(writer, editor, asked)
        except MemoryError:
            # As where the engine runs out of it: the front says so, and begins with a new process.
            os._exit(1)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise
        except Exception as error:
            # Whatever it is, it is told: a writer that dies of it would be taken for one that ran out of memory.
            return _failed(error)

    def _open(self) -> tuple[Writer, Editor]:
        if self._opened is None:
            writer = self._closing.enter_context(open_writer(self._directory, wait=LOCK_WAIT))
            _sweep(self._directory)
            self._opened = writer, Editor(writer)
            self._until = time.monotonic() + TURN
        return self._opened

    def _close(self) -> None:
        self._opened = None
        self._closing.close()
        # The engine's parser leaves cycles behind that may hold the store, and a database opens once per process.
        gc.collect()

    def _carry_out(self, writer: Writer, editor: Editor, job: Job) -> Message:
        used: list[NamedNode] = []
        created = False
        if isinstance(job, Replace):
            delta, created = _replacement(writer, job)
        else:
            delta, used = self._update(writer, job)
        self._connection.send(Committing())
        kind = "graph store" if isinstance(job, Replace) else "update"
        by = NamedNode(f"{writer.base}writer/{job.by}")
        editor.change(delta, f"{kind} by {job.by}: {len(delta.added)} added, {len(delta.removed)} removed", by, used)
        return Done(created)

    def _update(self, writer: Writer, job: Update | Patch) -> tuple[Delta, list[NamedNode]]:
        """Give what an update adds and removes, and the documents that it loads."""
        if isinstance(job, Update):
            operations = read_update(job.text, base_iri=writer.base, using=job.using)
        else:
            operations = within_graph(read_update(job.text, base_iri=writer.base), job.graph)
        merge = self._directory.default_graph == "merge"

        @contextmanager
        def copying() -> Iterator[Store]:
            folder = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=self._directory.path))
            try:
                writer.copy(folder / "graphs")
                yield Store(str(folder / "graphs"))
            finally:
                shutil.rmtree(folder, ignore_errors=True)

        loaded = job.loaded if isinstance(job, Update) else ()
        loads = [operation.source for operation in operations if isinstance(operation, Load)]
        used = [NamedNode(source) for source, path in zip(loads, loaded, strict=True) if path]
        return writer.read(lambda graphs: effect(operations, Ground(graphs, writer.base, merge, copying), loaded)), used


def _replacement(writer: Writer, job: Replace) -> tuple[Delta, bool]:
    """Give what comes and goes when a graph gets the triples of an upload, and whether it was not there."""
    merge = writer.directory.default_graph == "merge"
    if job.graph is None and merge:
        raise ChangeRefused(REMEDY)
    place = DefaultGraph() if job.graph is None else NamedNode(job.graph)
    held = frozenset(writer.read(lambda graphs: list(graphs.quads_for_pattern(None, None, None, place))))
    if job.must_be_there and job.graph is not None and not held:
        raise NotFound(f"there is no graph {job.graph}")
    given = frozenset(Quad(quad.subject, quad.predicate, quad.object, place) for quad in _read(job.triples))
    if merge:
        given = named_nodes(given, writer.base)
    return Delta(given, frozenset() if job.added else held), job.graph is not None and not held


def _read(path: str | None) -> Iterator[Quad]:
    if path is None:
        return iter(())
    return parse(path=path, format=RdfFormat.N_TRIPLES, rename_blank_nodes=True)


def _failed(error: Exception) -> Failed:
    """Say an error as an answer; what the store says may name paths, so it is said in other words."""
    status, text = status_of(error), str(error)
    if isinstance(error, LockHeld):
        text = "another process is writing to the data, such as a load: try again when it is done"
    elif isinstance(error, DiskFull):
        text = "no space is left on the server's disk; reading goes on: try again when there is space"
    elif status == 500 and not isinstance(error, QueryError):
        return Failed(500, "internal error", "".join(traceback.format_exception(error)))
    return Failed(status, text)


def _sweep(directory: DataDirectory) -> None:
    """Remove the copies that a process left which was killed."""
    for leftover in directory.path.glob(f"{_SCRATCH}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def main(path: str, descriptor: str, memory: str) -> None:
    """Work for the front at the other end of a connection."""
    confine(int(memory))
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    work = Work(Connection(int(descriptor)), DataDirectory.open(path))
    threading.stack_size(STACK)
    worker = threading.Thread(target=work.run)
    worker.start()
    worker.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
