"""Puts the closed ontology and reference data into a data directory, and brings what it holds up to date with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice

from pyoxigraph import Literal, NamedNode

from loaders.errors import VocabularyOutdated
from loaders.inference import Reasoner, by_graph
from ontology.closure import Closure, closure
from ontology.rules import Rules
from ontology.terms import CCL, OWL
from ontology.vocabulary import version
from store.activity import utc_now
from store.writer import CommitResult, Writer

AT_ONCE = 500
"""How many graphs are brought up to date in one commit."""

Progress = Callable[[int, int], None]
"""Is told how many graphs of how many are up to date."""


def initialise(
    writer: Writer,
    clock: Callable[[], datetime] = utc_now,
    closed: Closure | None = None,
    progress: Progress = lambda done, of: None,
) -> CommitResult:
    """Put the ontology and the reference data into a data directory, closed, or bring them up to date.

    Where they changed, what was inferred from the earlier ones is inferred anew. That is committed piece by piece,
    and the vocabulary last: stopped before, it is done again from the start and comes to the same.
    Raises OntologyError where the files of the vocabulary are at fault; then nothing has been written.
    """
    graphs = by_graph((closed or closure()).quads(writer.directory.base))
    if any(writer.triples(graph) != triples for graph, triples in graphs.items()):
        now = Rules(triple for triples in graphs.values() for triple in triples)
        _infer_anew(writer, now, clock, progress)
    return writer.commit(graphs, label="vocabulary and reference data", started=clock(), clock=clock)


def require_current(writer: Writer) -> None:
    """Raise VocabularyOutdated where a data directory holds another version of the vocabulary than this program."""
    quads = writer.quads(NamedNode(str(CCL)), OWL.versionInfo)
    held = [quad.object.value for quad in quads if isinstance(quad.object, Literal)]
    if held != [version()]:
        here = " and ".join(f"version {each}" for each in held) or "nothing"
        raise VocabularyOutdated(
            f"{writer.directory.path} holds {here} of the vocabulary, and this program needs version {version()}: "
            "run `counterclaim init` on it first"
        )


def _infer_anew(writer: Writer, now: Rules, clock: Callable[[], datetime], progress: Progress) -> None:
    before, reasoner = Reasoner(writer).rules, Reasoner(writer, now)
    graphs = reasoner.of_the_world()
    waiting, done = iter(graphs), 0
    while batch := list(islice(waiting, AT_ONCE)):
        changes = reasoner.complete({graph: reasoner.renewed(graph, before) for graph in batch})
        writer.commit(changes, label="inference by a new vocabulary", started=clock(), clock=clock)
        done += len(batch)
        progress(done, len(graphs))
