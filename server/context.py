"""What a request can reach: the settings, the snapshots, and the one snapshot that it is answered from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app, g

from server.addresses import Addresses
from server.lookup import Lookup
from server.settings import Settings
from server.snapshots import Snapshots
from store.snapshots import Snapshot

_KEY = "counterclaim"


@dataclass(frozen=True, slots=True)
class _Held:
    settings: Settings
    snapshots: Snapshots
    pages: dict[tuple[str, str], bytes] = field(default_factory=dict)


def install(app: Flask, settings: Settings, snapshots: Snapshots) -> None:
    """Put settings and snapshots where requests find them."""
    app.extensions[_KEY] = _Held(settings, snapshots)


def settings() -> Settings:
    """Give the settings of the server."""
    return _held().settings


def snapshots() -> Snapshots:
    """Give the source of snapshots."""
    return _held().snapshots


def snapshot() -> Snapshot:
    """Give the snapshot of this request: the newest when it is first asked for, the same one ever after."""
    if "snapshot" not in g:
        g.snapshot = snapshots().newest()
    pinned: Snapshot = g.snapshot
    return pinned


def lookup() -> Lookup:
    """Give what pages read this request's snapshot with."""
    return Lookup(snapshot(), Addresses(snapshots().directory.base))


def remembered(name: str, make: Callable[[], bytes]) -> bytes:
    """Give a page that depends on the snapshot alone: made once for each snapshot."""
    pages = _held().pages
    key = (snapshot().name, name)
    body = pages.get(key)
    if body is None:
        body = make()
        for old in [each for each in list(pages) if each[0] != key[0]]:
            pages.pop(old, None)
        pages[key] = body
    return body


def _held() -> _Held:
    held: _Held = current_app.extensions[_KEY]
    return held
