"""The process that makes one dump, beside all else. Run as `python -m server.dump_process DIRECTORY SNAPSHOT`.

Exit code 2 and a line on standard error say what was in the way.
"""

from __future__ import annotations

import os
import sys
import threading

from store.confinement import confine, end_with
from store.directory import DataDirectory
from store.dumps import make_dump
from store.errors import LockHeld, StoreError
from store.snapshots import open_snapshot

_MEMORY = 4096 << 20
_NICE = 10


def main(path: str, name: str) -> None:
    """Make the dump of a snapshot."""
    confine(_MEMORY)
    os.nice(_NICE)
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    try:
        with open_snapshot(DataDirectory.open(path), name) as snapshot:
            make_dump(snapshot)
    except LockHeld:
        return  # Another server over the same directory makes it.
    except StoreError as error:
        sys.stderr.write(str(error))
        sys.exit(2)


if __name__ == "__main__":
    main(*sys.argv[1:])
