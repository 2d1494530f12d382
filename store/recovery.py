"""Opening the two stores for writing, after whatever happened to the last writer.

The main store decides. Its activity graphs, numbered without gaps, say what was committed; the support store
follows what it lacks, or, if it is gone, damaged or of another format, is built again beside its place and renamed into
it.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from store.activity import activity_name, last_commit
from store.directory import DataDirectory
from store.engine import Engine
from store.errors import DirectoryDamaged, reported
from store.files import sync_folder, sync_tree
from store.following import follow, followed_until
from store.profile import Profile, read_profile
from store.renewing import finish, renewed
from store.snapshots import Published, published
from store.statistics import Counts
from store.support import is_current, mark_current, support_quads


@dataclass(slots=True)
class Stores:
    """The main and the support store, open, and what they hold."""

    base: str
    graphs: Engine
    support: Engine
    number: int
    """The last commit in the main store."""
    supported: int
    """The last commit that the support store has followed."""
    counts: Counts
    """What the main store holds."""
    profile: Profile | None
    """What it holds by class, property and link; None where that has to be counted."""

    def follow(self) -> None:
        """Bring the support store up to the main store."""
        if self.supported < self.number:
            follow(self.base, self.graphs, self.support, self.supported, self.number)
            self.supported = self.number

    def flush(self) -> None:
        """Write out what the engine holds of both in memory."""
        self.graphs.flush()
        self.support.flush()

    def compact(self) -> None:
        """Rewrite the files of both, without what was removed."""
        self.graphs.compact()
        self.support.compact()

    def renew(self) -> None:
        """Build both anew from what the main store holds, so that nothing is left of what it held before."""
        self.graphs = renewed(self.graphs)
        self.support.close()
        _rebuild_support(self.support.path, self.graphs, self.base)
        self.support = Engine(self.support.path)

    def close(self) -> None:
        """Close both."""
        self.graphs.close()
        self.support.close()


def open_stores(directory: DataDirectory) -> Stores:
    """Open both stores, with the support store brought up to the main store."""
    last = published(directory)
    finish(directory.graphs)
    graphs = Engine(directory.graphs)
    with _closed_on_error(graphs):
        number = _last_commit(directory, graphs, last)
        support = _open_support(directory, graphs, number)
    with _closed_on_error(graphs, support):
        counts, profile = _counts(graphs, support, number, last), _profile(directory, graphs, number, last)
        return Stores(directory.base, graphs, support, number, number, counts, profile)


def _last_commit(directory: DataDirectory, graphs: Engine, last: Published | None) -> int:
    known = last.commit if last else 0
    if last and known and not graphs.has_graph(activity_name(directory.base, known)):
        raise DirectoryDamaged(
            f"{directory.graphs}: lacks commit {known}, from which snapshot {last.name} was made; put that "
            f"snapshot's folders graphs and support in the place of those in {directory.graphs.parent}"
        )
    return last_commit(directory.base, graphs.has_graph, known)


def _open_support(directory: DataDirectory, graphs: Engine, number: int) -> Engine:
    try:
        if is_current(directory.support):
            support = Engine(directory.support)
            with _closed_on_error(support):
                if _bring_up(directory.base, graphs, support, number):
                    return support
            support.close()
    except DirectoryDamaged:
        # All that it holds follows from the main store.
        pass
    _rebuild_support(directory.support, graphs, directory.base)
    return Engine(directory.support)


def _bring_up(base: str, graphs: Engine, support: Engine, number: int) -> bool:
    """Let a support store follow what it lacks; False if it has to be built anew."""
    since = followed_until(base, support, number)
    if since == 0:
        # From nothing, building takes less memory than following, and the main store may be large.
        return number == 0 and not support.quads(limit=1)
    if since is not None and since < number:
        follow(base, graphs, support, since, number)
    return since is not None


def _rebuild_support(target: Path, graphs: Engine, base: str) -> None:
    scratch = target.with_name(f".{target.name}.tmp")
    with reported("build the support store", scratch):
        shutil.rmtree(scratch, ignore_errors=True)
        support = Engine(scratch)
        with _closed_on_error(support), closing(graphs.held_triples()) as held:
            support.fill(support_quads(held, base))
        support.close()
        mark_current(scratch)
        sync_tree(scratch)
        if target.exists():
            shutil.rmtree(target)
        scratch.rename(target)
        sync_folder(target.parent)


def _counts(graphs: Engine, support: Engine, number: int, last: Published | None) -> Counts:
    stated = Counts.stated(last.statistics) if last and last.commit == number else None
    return stated or Counts.taken(graphs.count, support.count)


def _profile(directory: DataDirectory, graphs: Engine, number: int, last: Published | None) -> Profile | None:
    if not graphs.quads(limit=1):
        return Profile()
    return read_profile(directory.snapshots / last.name) if last and last.commit == number else None


@contextmanager
def _closed_on_error(*engines: Engine) -> Iterator[None]:
    # RocksDB opens a database once per process, and an exception keeps alive what it passed through.
    try:
        yield
    except BaseException:
        for engine in engines:
            engine.close()
        raise
