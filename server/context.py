"""What a request can reach: the settings, the snapshots, and the one snapshot that it is answered from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app, g, request

from queries.narrowing import Narrowed, Narrowings
from queries.scopes import Scope, read_scope
from server.addresses import Addresses
from server.kept import Kept
from server.lookup import Lookup
from server.metrics import Metrics, Watched
from server.protocol import parameters
from server.settings import Settings
from server.snapshots import Snapshots
from server.writing import Writing
from store.readers import Readers
from store.snapshots import Snapshot

_KEY = "counterclaim"


@dataclass(frozen=True, slots=True)
class _Held:
    settings: Settings
    snapshots: Snapshots
    readers: Readers
    kept: Kept[str, bytes]
    writing: Writing
    metrics: Metrics
    pages: dict[tuple[str, str], bytes] = field(default_factory=dict)
    narrowings: dict[str, Narrowings] = field(default_factory=dict)
    """By the name of the snapshot: of the newest alone."""

    def follow(self, newest: str) -> None:
        """Let go of what was kept of other snapshots: of no use, and perhaps erased since."""
        self.kept.hold_for(newest)
        for page in [page for page in list(self.pages) if page[0] != newest]:
            self.pages.pop(page, None)
        for name in [name for name in list(self.narrowings) if name != newest]:
            self.narrowings.pop(name, None)


def install(app: Flask, settings: Settings, snapshots: Snapshots) -> None:
    """Put settings and snapshots where requests find them, and what answers queries and carries out writes."""
    readers = Readers(snapshots.directory, settings.readers, preload=("server.evaluating",))
    writing = Writing(settings, snapshots.directory.base)
    kept: Kept[str, bytes] = Kept(settings.kept // 2)
    metrics = Metrics(Watched(readers, kept, snapshots, writing))
    app.extensions[_KEY] = _Held(settings, snapshots, readers, kept, writing, metrics)


def settings() -> Settings:
    """Give the settings of the server."""
    return _held().settings


def snapshots() -> Snapshots:
    """Give the source of snapshots."""
    return _held().snapshots


def readers() -> Readers:
    """Give the reader processes, which evaluate what others ask."""
    return _held().readers


def kept() -> Kept[str, bytes]:
    """Give the small answers that are kept."""
    return _held().kept


def writing() -> Writing:
    """Give what carries out writes."""
    return _held().writing


def metrics() -> Metrics:
    """Give what counts for Prometheus."""
    return _held().metrics


def snapshot() -> Snapshot:
    """Give the snapshot of this request: the newest when it is first asked for, the same one ever after."""
    if "snapshot" not in g:
        g.snapshot = snapshots().newest()
        _held().follow(g.snapshot.name)
    pinned: Snapshot = g.snapshot
    return pinned


def name_scope(asked: Scope) -> None:
    """Have the answer name the scope within which it holds; not one that refuses it."""
    g.scope = asked


def _narrowed(asked: Scope) -> Narrowed:
    held, pinned = _held().narrowings, snapshot()
    if (narrowings := held.get(pinned.name)) is None:
        merge = pinned.default_graph == "merge"
        narrowings = held[pinned.name] = Narrowings(pinned, pinned.base, merge=merge)
    view = narrowings.within(asked)
    name_scope(asked)
    return view


def named_scope() -> Scope | None:
    """Give the scope that this request's answer is to name, if there is one."""
    asked: Scope | None = g.get("scope")
    return asked


def scope() -> Scope:
    """Give the scope that the address of this request's page names. Raises ScopeRefused and BadRequest."""
    return read_scope(parameters(request.query_string, "query string"), snapshot().base)


def lookup(asked: Scope | None = None) -> Lookup:
    """Give what pages read this request's snapshot with: within a scope, the one of the address if none is given."""
    asked = scope() if asked is None else asked
    graphs = _narrowed(asked) if asked else snapshot().graphs
    return Lookup(graphs, Addresses(snapshots().directory.base, asked.query_string()))


def remembered(name: str, make: Callable[[], bytes]) -> bytes:
    """Give a page that depends on the snapshot alone: made once for each snapshot; within a scope, each time."""
    if scope():
        return make()
    pages = _held().pages
    key = (snapshot().name, name)
    body = pages.get(key)
    if body is None:
        body = pages[key] = make()
    return body


def _held() -> _Held:
    held: _Held = current_app.extensions[_KEY]
    return held
