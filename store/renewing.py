"""Building a store anew from what it holds: the one way to have a database forget.

The engine numbers the texts that it is given, and never drops one of them, also when nothing says it any more and
however often its files are compacted. A new database is written beside the old one and takes its place; whatever stops
that in between, what opens the store next finishes it.
"""

import shutil
from contextlib import closing
from pathlib import Path

from store.engine import Engine
from store.errors import reported
from store.files import sync_folder, sync_tree


def renewed(engine: Engine) -> Engine:
    """Give a database that holds the same, in the place of one that is then closed; on any error that one stays."""
    path, (new, old) = engine.path, _beside(engine.path)
    with reported("build the store anew", path):
        try:
            with closing(Engine(new)) as fresh:
                engine.pour_into(fresh)
            sync_tree(new)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        engine.close()
        path.rename(old)
        new.rename(path)
        sync_folder(path.parent)
        shutil.rmtree(old)
    return Engine(path)


def finish(path: Path) -> None:
    """Finish or undo what was stopped in between, before the store is opened."""
    new, old = _beside(path)
    with reported("clean up", path.parent):
        if old.exists() and not path.exists():
            # The old one goes away only when the new one is whole.
            new.rename(path)
            sync_folder(path.parent)
        for leftover in (new, old):
            if leftover.exists():
                shutil.rmtree(leftover)


def _beside(path: Path) -> tuple[Path, Path]:
    return path.with_name(f".{path.name}.new"), path.with_name(f".{path.name}.old")
