"""A text on the disk that nobody has given, and that goes when nobody holds it any more."""

from __future__ import annotations

import os
import tempfile
import weakref
from pathlib import Path


class Scratch:
    """A file for a text that may be too long for memory; it is removed with this object, or when Python ends."""

    def __init__(self) -> None:
        descriptor, name = tempfile.mkstemp(prefix="counterclaim-", suffix=".csv")
        os.close(descriptor)
        self.path = Path(name)
        weakref.finalize(self, self.path.unlink, missing_ok=True)
