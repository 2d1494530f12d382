"""The process that parses one upload: RDF on standard input, N-Triples on standard output.

The parsers end the process where JSON-LD or triple terms are nested deep, and may want any amount of memory and time:
so they get a process of their own, with limits. Run as `python -m server.upload_process MEDIA_TYPE BASE MEMORY SECONDS
BYTES`; exit code 2 and a line on standard error say what is wrong with the upload. Whatever else ends the work, the
code is not 0: what was written until then is not the whole.
"""

from __future__ import annotations

import errno
import os
import resource
import sys
import threading
from collections.abc import Iterator

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Triple, parse, serialize

from store.confinement import confine

WRONG = 2
"""The exit code where the upload is wrong."""

FULL = 3
"""The exit code where there is no space for what is written."""

DEPTH = 100
"""How deep triple terms may be nested."""

_STACK = 64 << 20
_PIECE = 1_000


class Wrong(Exception):
    """What is wrong with an upload."""


def triples(body: bytes, media_type: str, base: str) -> Iterator[Triple]:
    """Parse an upload. Raises Wrong where it names graphs or nests too deep, and SyntaxError."""
    form = RdfFormat.from_media_type(media_type)
    if form is None:
        raise Wrong(f"{media_type} is not read here")
    for quad in parse(body, format=form, base_iri=base, rename_blank_nodes=True):
        yield _checked(quad)


def _checked(quad: Quad) -> Triple:
    if not isinstance(quad.graph_name, DefaultGraph):
        raise Wrong("it names graphs of its own; send each to its own address")
    term, depth = quad.object, 0
    while isinstance(term, Triple):
        term, depth = term.object, depth + 1
        if depth > DEPTH:
            raise Wrong(f"triple terms are nested more than {DEPTH} deep")
    return quad.triple


def write(found: Iterator[Triple], limit: int) -> None:
    """Write triples to standard output, in pieces; raises Wrong beyond a number of bytes."""
    size, piece = 0, list[Triple]()
    for triple in found:
        piece.append(triple)
        if len(piece) == _PIECE:
            size = _put(piece, size, limit)
            piece.clear()
    _put(piece, size, limit)


def _put(piece: list[Triple], size: int, limit: int) -> int:
    lines = serialize(piece, format=RdfFormat.N_TRIPLES) or b""
    size += len(lines)
    if size > limit:
        raise Wrong(f"written out it has more than {limit:,} bytes")
    sys.stdout.buffer.write(lines)
    return size


def main(media_type: str, base: str, memory: str, seconds: str, limit: str) -> None:
    """Parse standard input within limits."""
    confine(int(memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    # Without a word of the work itself, it ended by an error that nobody foresaw.
    ended = [1]

    def work() -> None:
        ended[0] = _carry_out(media_type, base, int(limit))

    threading.stack_size(_STACK)
    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    sys.stderr.flush()
    # Without the interpreter's own end, which would complain once more of a disk that is full.
    os._exit(ended[0])


def _carry_out(media_type: str, base: str, limit: int) -> int:
    """Do the work; gives the exit code."""
    try:
        write(triples(sys.stdin.buffer.read(), media_type, base), limit)
        sys.stdout.buffer.flush()
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return FULL
    except (Wrong, SyntaxError, ValueError) as error:
        sys.stderr.write(str(error))
        return WRONG
    return 0


if __name__ == "__main__":
    main(*sys.argv[1:])
