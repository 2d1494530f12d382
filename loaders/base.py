"""What every loader is: something that reads one source's bytes into claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ontology.identifiers import Identifiers
from ontology.model import Reading


@dataclass(frozen=True, slots=True)
class Read:
    """What a loader made of one source: the bytes to keep (quotations are verified against them), and the claims."""

    content: bytes
    reading: Reading


class Loader(Protocol):
    """Reads one kind of source. Pure: no disk, no clock; the same bytes give the same reading."""

    @property
    def name(self) -> str:
        """The loader's name, part of what identifies an extraction."""
        ...

    @property
    def version(self) -> str:
        """The version of its rules, likewise."""
        ...

    def read(self, content: bytes, name: str, identifiers: Identifiers) -> Read:
        """Read a source; `name` says in errors which. Raises LoaderError."""
        ...
