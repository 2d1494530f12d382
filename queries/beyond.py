"""What a solution rests on beyond the triples that its query names one by one."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Variable

from queries.algebra import nodes as a
from queries.selects import Keyed


@dataclass(frozen=True, slots=True)
class Walk:
    """A path that one triple pattern cannot stand for, between two nodes."""

    path: a.Path
    start: a.Term
    end: a.Term
    taken: Variable
    """Bound where a solution took it: of the sides of a UNION, it took one."""
    far: bool
    """Whether there may be other walks, so that one of them is not the whole truth."""


@dataclass(frozen=True, slots=True)
class Summed:
    """A sub-select that sums up groups, and which group a solution took, if it took one."""

    keyed: Keyed
    keys: tuple[Variable, ...]
    """The values of its keys: what surrounds it may give one to a key that has none."""
    taken: Variable
