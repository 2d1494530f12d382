"""What the front asks of the writer's process, and what that answers: plain values, pickled on the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from queries.evaluation import Dataset


@dataclass(frozen=True, slots=True)
class Update:
    """Carry out the text of a SPARQL update, over the dataset that the request names."""

    text: str
    using: Dataset
    by: str
    """The name of the token."""
    loaded: tuple[str | None, ...] = ()
    """For each LOAD the path of a file of N-Triples; None where it does nothing."""


@dataclass(frozen=True, slots=True)
class Replace:
    """Give a graph the triples of an upload, instead of what it has or added to it; none at all removes it."""

    graph: str | None
    """Its IRI; None for the default graph."""
    triples: str | None
    """The path of a file of N-Triples, as the parser of uploads wrote it; None for no triples."""
    by: str
    added: bool = False
    must_be_there: bool = False
    """Whether a graph that is not there is an error (404)."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Carry out an update of one graph, which it need not name."""

    graph: str | None
    """Its IRI; None for the default graph."""
    text: str
    by: str


Job = Update | Replace | Patch


class Flush(Enum):
    """Publish what is committed."""

    NOW = auto()


@dataclass(frozen=True, slots=True)
class Evaluating:
    """The lock is held, and the job is being worked out: it can be stopped without loss."""


@dataclass(frozen=True, slots=True)
class Committing:
    """What the job changes is known and is being committed."""


@dataclass(frozen=True, slots=True)
class Done:
    """The job is committed, and not yet published."""

    created: bool = False
    """Whether a graph is there that was not."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing of the job is committed, or nothing new was published: the status of the answer, and its line."""

    status: int
    text: str
    detail: str = ""
    """For the log alone."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was committed can be read."""


Message = Evaluating | Committing | Done | Failed | Published
