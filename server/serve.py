"""Serves the application under granian: one process, many threads, and readers of its own."""

from __future__ import annotations

import errno
import math
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from werkzeug.middleware.proxy_fix import ProxyFix

from server import access_log, snapshots
from server.access_log import AccessLog
from server.addresses import is_written_at
from server.app import create_app
from server.context import metrics, readers
from server.errors import StartError
from server.gateway import Gateway
from server.notes import Noted
from server.replays import Replays
from server.settings import Settings
from store.directory import DataDirectory
from store.errors import StoreError
from store.snapshots import current, version

# As many requests are worked on at once; who sends or takes slowly holds none (`server.gateway`).
_THREADS = 128
_HEADER_TIMEOUT_MS = 10_000
_LEAVE_TO_END_S = 5
"""How much longer than a query may run the requests at work have to end when the server is told to stop."""

_LEAVE_TO_FORK_S = 0.1
_READY_AFTER_S = 60.0
_ASK_EVERY_S = 0.02


def serve(
    settings: Settings,
    host: str = "127.0.0.1",
    port: int = 8000,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; `on_ready` is given the address once the server answers.

    Prints nothing. To be called from the main thread, with no snapshot open: the worker is a fork.
    Raises StartError where there is nothing to serve, or the address cannot be had.
    """
    snapshots.check(settings.data)
    _check_address(host, port)
    if settings.access_log:
        access_log.check(settings.access_log)
    server = Granian(
        "server.app:create_app",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_TIMEOUT_MS),
        workers_kill_timeout=math.ceil(settings.readers.seconds) + _LEAVE_TO_END_S,
        log_enabled=False,
    )
    if on_ready:
        server.on_startup(partial(_tell_when_ready, host, port, on_ready))
    server.serve(target_loader=partial(_load, settings), wrap_loader=False)


def _load(settings: Settings) -> Gateway:
    """Make the application, in the process that serves it, with its readers warm."""
    app = create_app(settings)
    with app.app_context():
        readers().start()
        noted: list[Noted] = [metrics().count]
    if settings.access_log:
        noted.append(AccessLog(settings.access_log, clear=settings.access_log_clear).write)
    # Without proxies the header is anybody's to write, and limits of a client are those of an address.
    application = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0)
    return Gateway(
        application,
        _THREADS,
        settings.longest_body,
        settings.deadlines,
        asks_first=is_written_at,
        noted=noted,
        replays=_replays(settings),
    )


def _replays(settings: Settings) -> Replays:
    directory = DataDirectory.open(settings.data)

    def newest() -> str | None:
        # One that is damaged has answered nothing.
        with suppress(StoreError):
            return current(directory)
        return None

    return Replays(settings.kept // 2, partial(version, directory), newest, settings.proxies)


def address(host: str, port: int) -> str:
    """Give the address of the front page."""
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _check_address(host: str, port: int) -> None:
    """Find out whether the address is free: granian would share it with another server, and not say so."""
    if not 0 < port < 65_536:
        raise StartError(f"cannot listen on {host} port {port}: a port is a number from 1 to 65535")
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As servers do: what only lingers in TIME_WAIT does not hold the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except (OSError, UnicodeError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        why = "another program listens there; choose another with --port" if taken else str(error)
        raise StartError(f"cannot listen on {host} port {port}: {why}") from error


def _tell_when_ready(host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Start waiting for the first connection that is taken, beside the server."""

    def wait() -> None:
        # The worker is forked in a moment: asleep until then, this thread holds no lock for it to inherit.
        time.sleep(_LEAVE_TO_FORK_S)
        end = time.monotonic() + _READY_AFTER_S
        while time.monotonic() < end:
            try:
                with socket.create_connection((host, port), timeout=1):
                    on_ready(address(host, port))
                    return
            except OSError:
                time.sleep(_ASK_EVERY_S)

    threading.Thread(target=wait, daemon=True).start()
