"""Dumps for download, `/dumps/000042.nq.zst` and `.nq.gz`: made by a process of its own when first asked for."""

from __future__ import annotations

import base64
import logging
import subprocess
import sys
import threading
import time

from flask import Blueprint, Response, current_app, redirect, request, send_file

from queries.scopes import PARAMETERS
from server import addresses
from server.context import snapshot, snapshots
from server.errors import BadRequest, Busy, NotFound, Refused, one_line
from server.responses import REVALIDATE
from store.directory import DataDirectory
from store.dumps import SUFFIXES, DumpFile, dump_of, path_of
from store.snapshots import is_snapshot_name

logger = logging.getLogger(__name__)

blueprint = Blueprint("dumps", __name__)

NEWEST = "newest"
"""In an address, the newest snapshot, whatever its name is."""

MEDIA_TYPES = {"zst": "application/zstd", "gz": "application/gzip"}

_WAIT_S = 2.0
"""Seconds for which a request waits for a dump: a small one is there by then."""

_WAITING = threading.BoundedSemaphore(8)
"""How many wait: each holds a thread."""

_BY_THE_WAY_S = 60.0
"""Seconds between dumps that nobody has asked for by name."""

_LONGEST_S = 6 * 3600.0
_KEY = "counterclaim.dumps"


class Dumping:
    """Has dumps made, one at a time. Safe to share between threads."""

    def __init__(self, directory: DataDirectory) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._over.set()
        self._begun = -_BY_THE_WAY_S
        self.failed: str | None = None
        """The snapshot whose dump could not be made the last time."""

    def want(self, name: str) -> threading.Event:
        """Begin to make the dump of a snapshot, unless one is being made; the event tells when that is over."""
        with self._lock:
            if self._over.is_set():
                self._over = threading.Event()
                self._begun = time.monotonic()
                threading.Thread(target=self._make, args=(name, self._over), daemon=True, name="dump").start()
            return self._over

    def want_by_the_way(self, name: str) -> None:
        """Begin to make a dump that is only spoken of: not often, for where much is written each is soon outdated."""
        if time.monotonic() - self._begun >= _BY_THE_WAY_S and dump_of(self._directory, name) is None:
            self.want(name)

    def _make(self, name: str, over: threading.Event) -> None:
        self.failed = name
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-m", "server.dump_process", str(self._directory.path.absolute()), name],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_LONGEST_S,
                check=False,
                start_new_session=True,
            )
            if done.returncode:
                said = one_line(done.stderr.decode(errors="replace"))
                logger.error("the dump of snapshot %s was not made: %s", name, said or f"exit code {done.returncode}")
            else:
                self.failed = None
        except (OSError, subprocess.SubprocessError):
            logger.exception("the dump of snapshot %s was not made", name)
        finally:
            over.set()


def dumping() -> Dumping:
    """Give what has dumps made."""
    held: Dumping = current_app.extensions.setdefault(_KEY, Dumping(snapshots().directory))
    return held


@blueprint.get(f"{addresses.DUMPS}<name>.nq.<suffix>")
def dump(name: str, suffix: str) -> Response:
    """Give a dump; where it is still being made, say when to ask again."""
    if any(given in PARAMETERS for given in request.args):
        raise BadRequest("a dump has all that its snapshot has, and knows no scopes: ask at /sparql")
    directory = snapshots().directory
    if suffix not in SUFFIXES or not (name == NEWEST or is_snapshot_name(name)):
        raise _no_such_dump()
    if name == NEWEST:
        return _to(snapshot().name, suffix)
    if not (directory.snapshots / name).is_dir():
        raise _no_such_dump()
    return _sent(name, _made(directory, name)[SUFFIXES.index(suffix)], MEDIA_TYPES[suffix])


def _no_such_dump() -> NotFound:
    return NotFound(f"there is no such dump, or no longer; {addresses.VOID} lists those that there are")


def _to(name: str, suffix: str) -> Response:
    response = current_app.make_response(redirect(addresses.dump(name, suffix), 307))
    response.headers["Cache-Control"] = "no-cache"
    return response


def _made(directory: DataDirectory, name: str) -> tuple[DumpFile, ...]:
    """Give the dump of a snapshot, which may be there in a moment. Raises Refused."""
    if found := dump_of(directory, name):
        return found
    over = dumping().want(name)
    if _WAITING.acquire(blocking=False):
        try:
            over.wait(_WAIT_S)
        finally:
            _WAITING.release()
    if found := dump_of(directory, name):
        return found
    if over.is_set() and dumping().failed == name:
        raise Refused("this dump could not be made; whoever runs the server finds the reason in its log", 503)
    raise Busy("this dump is being made: ask again in some seconds")


def _sent(name: str, file: DumpFile, media_type: str) -> Response:
    path = path_of(snapshots().directory, name, file.name)
    try:
        response = send_file(
            path.absolute(), mimetype=media_type, conditional=True, etag=file.sha256, download_name=file.name
        )
    except FileNotFoundError as error:
        raise _no_such_dump() from error
    response.headers["Cache-Control"] = REVALIDATE
    # https://www.rfc-editor.org/rfc/rfc9530
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return response
