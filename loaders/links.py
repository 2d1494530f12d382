"""The links that each load brings up to date: between exchanges, and from names to the reference data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pyoxigraph import NamedNode

from loaders.inference import Reasoner
from loaders.matching.relations import Matcher
from loaders.reconciling.links import Reconciler
from ontology.joining import Graphs
from store.writer import Writer


@dataclass(frozen=True)
class Links:
    """Keeps the links of one data directory."""

    matcher: Matcher
    reconciler: Reconciler

    @classmethod
    def of(cls, writer: Writer, reasoner: Reasoner | None = None) -> Links:
        """Keep the links of a writer's data directory, by its curator's files. Raises CurationError."""
        reasoner = reasoner or Reasoner(writer)
        return cls(Matcher.of(writer, reasoner), Reconciler.of(writer, reasoner))

    def complete(self, changes: Graphs, gone: Collection[NamedNode] = ()) -> Graphs:
        """Give the links that change with graphs that are to be written; an empty graph is one that goes.

        `gone` are claims that are no longer made.
        """
        return {**self.matcher.complete(changes, gone), **self.reconciler.complete(changes)}
