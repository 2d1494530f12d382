"""What every loader is: something that reads one source's bytes into claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from loaders.errors import LoaderError
from ontology.identifiers import Identifiers
from ontology.model import IRI, Reading, Report, Span


class Reason(StrEnum):
    """Why a printed number made no claim; `docs/extract.md` says each in words."""

    AGE = "age"
    CODE = "code"
    COMPOUND = "compound"
    DATE = "date"
    DIFFERENCE = "difference"
    FOOTNOTE = "footnote"
    MEASURE = "measure"
    MONEY = "money"
    ORDINAL = "ordinal"
    PRONOUN = "pronoun"
    RATE = "rate"
    RATIO = "ratio"
    REPEATED = "repeated"
    SHARE = "share"
    SUPERSEDED = "superseded"
    TIME = "time"
    UNCLAIMED = "unclaimed"
    UNCOUNTED = "uncounted"
    UNSTATED = "unstated"
    VAGUE = "vague"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, order=True)
class Ignored:
    """A printed number that made no claim, and why."""

    span: Span
    reason: Reason


@dataclass(frozen=True, slots=True)
class Read:
    """What a loader made of one source: the bytes to keep (quotations are verified against them), and the claims.

    `ignored` are the numbers that it passed over, in the order of the text; `refused` is why it believed no more of
    what it was told, one reason a claim, none with a word of it. `held` are the claims that a person must look at
    before anybody else does: their quotations name a private person.
    """

    content: bytes
    reading: Reading
    ignored: tuple[Ignored, ...] = ()
    refused: tuple[str, ...] = ()
    held: tuple[IRI, ...] = ()


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


@runtime_checkable
class Describing(Protocol):
    """A loader that can tell what it would say of a source without reading it: so what is loaded is known again."""

    def describe(self, content: bytes, name: str, identifiers: Identifiers) -> Report:
        """Give what a reading would say of the source itself. Raises LoaderError."""
        ...


@runtime_checkable
class ReadingTogether(Protocol):
    """A loader that reads several sources together faster than one by one, each as if it were alone."""

    def read_each(self, reports: Sequence[tuple[bytes, str]], identifiers: Identifiers) -> list[Read | LoaderError]:
        """Read sources, each with its name; where one cannot be read, its error stands in its place."""
        ...
